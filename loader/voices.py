"""What is added to the model's scores of a block: what a rule, the page's own Markdown or the transcriber says of it.

The model may still know better, except where the transcriber or a rule that is `sure` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from loader.bylines import has_surname
from loader.conventions import Conventions, Rule
from loader.gaps import CLAUSES, LONGEST_HEADING, between_articles
from loader.levels import Levels, divides, has_one_heading, names_column, stand_over_texts
from loader.menus import ranked
from loader.model import FURNITURE, HEADING_ROLES, Block
from loader.numbered import counted, days, goes_on, has_number, headline_series, in_series, listed
from loader.placed import begins_below, is_label
from loader.shapes import Measure, finished, width
from loader.speakers import speakers
from loader.telegrams import telegrams_below

# What a convention or a page's own Markdown says is worth this much to the model, which may still know better, and
# lets a rule added to a TOML file decide without training. From 4 to 8 the articles of the pages looked at differ by a
# hundredth and bylines by three, and 4 is the best; but with 5 and less some forms of bylines are read no more.
CONVENTION_WEIGHT = 6.0
# What the transcriber says, and a rule that is sure: more than all else that speaks for a line.
SAID_WEIGHT = 18.0
# That a line begins as reports do (新华社…电) says that it is text, and less surely where it stops; what a rule says
# of the line above its match weighs as much.
HEAD_WEIGHT = 3.0
# Credits name a task or say where to call or write; lines without any are hardly ever credits.
CREDIT, UNCREDITED = re.compile(r"[编編版校审審值总總统統责責热熱线線电電址邮郵价價印广廣订訂@:：/\d]"), 2.25
NO_TASK = ("names no task", "credits", -UNCREDITED)
# A short line that begins with no surname is seldom who wrote: nearly all other forms of that are known to rules.
NAMES_NOBODY, LONGEST_NAMED = ("begins as no name does", "byline", -CONVENTION_WEIGHT), 10
WHO = frozenset({"byline", "signature"})
SET_BEFORE = "（(【[■□◆◎●○★▲*—－-/ \u3000"  # signs before a name
# What a gap between articles says of the line below it, and its absence of a line below text.
GAP_WEIGHT = 6.0
AT_A_GAP = {"/A": GAP_WEIGHT} | dict.fromkeys(("/C", "body/P", "caption/P", "note/P", "crosshead"), -GAP_WEIGHT)
SAID_TO_OPEN = "the transcriber begins an article"
BELOW_GAP, NO_GAP = "below a gap between articles", "no gap between articles above"
BELOW_WEIGHT = 12.0  # what a line says of those below it: a list of pictures reads as anything
# What short lines that are told by where they stand are taken for, and what one whose own words say who wrote.
LIKE_A_BYLINE = ("signature",)
LIKE_IT = {
    "under": HEADING_ROLES,
    "under-dash": HEADING_ROLES,
    "coined": (*HEADING_ROLES, "section"),
    "after": ("section", "slogan", "folio"),
    "signer": ("section", "slogan", "folio"),
}
# A letter is signed, and a line that is no signature stands above the text of another.
SIGNED = frozenset({"after", "signer"})
BELOW_SIGNATURE = {"headline": HEAD_WEIGHT, "/A": HEAD_WEIGHT, "signature": -2 * HEAD_WEIGHT}
ABOVE_REPORT = "above what begins as reports do"
OVER_A_REPORT = {"crosshead": -CONVENTION_WEIGHT, "body": -HEAD_WEIGHT / 2}
# A line between the end of a text and a report heads the report: nothing else stands there alone.
BETWEEN_REPORTS = "between the end of a text and a report"
HEADS_A_REPORT = {"headline": HEAD_WEIGHT, "caption": -HEAD_WEIGHT, "signature": -HEAD_WEIGHT}
BELOW_END = "below a mark that ends an article"  # who wrote stands there above a text of his own
# A text that ends with who wrote it needs no signature, and pictures are mostly named above that.
BELOW_SIGNED, OF_ANOTHER = "below a signed text", {"caption": -HEAD_WEIGHT, "signature": -HEAD_WEIGHT}
# Who speaks in turn with others heads nothing, though what he says is short and ends as a headline does.
ONE_SPEAKS = {"body": CONVENTION_WEIGHT, "/A": -2 * CONVENTION_WEIGHT} | dict.fromkeys(
    (*sorted(HEADING_ROLES), "crosshead", "caption", "byline"), -CONVENTION_WEIGHT
)
# What is counted divides one article, though it ends as a sentence, and heads none.
NUMBERED_ON = {"crosshead": 2 * CONVENTION_WEIGHT} | dict.fromkeys(sorted(HEADING_ROLES), -CONVENTION_WEIGHT)
# Days one after the other divide one article; a day alone may be that of the page.
DAY_BY_DAY = {"crosshead": 2 * CONVENTION_WEIGHT, "folio": -CONVENTION_WEIGHT, "signature": -CONVENTION_WEIGHT}
# What an item of a list is not, and what a label is not that comes again with another number or end.
IN_NO_LIST = (*sorted(HEADING_ROLES), "crosshead")
# What begins with a label and a bar, as another line of the page does.
IN_ONE_SERIES = {"headline": CONVENTION_WEIGHT, "crosshead": -CONVENTION_WEIGHT, "caption": -CONVENTION_WEIGHT}
OVER_A_HEADING = {"kicker": HEAD_WEIGHT, "headline": -HEAD_WEIGHT, "crosshead": -HEAD_WEIGHT}
NO_LABEL = ("folio", "section", "byline", "signature", "end-mark", "credits", "slogan")
# A heading of a lower rank than those of the page's articles.
OF_A_PART = dict.fromkeys(("headline", "byline", "section", "body"), -CONVENTION_WEIGHT)
# What is not marked as a heading where the transcriber marks those of articles, or the one of the page at its top.
UNMARKED = {"headline": -CONVENTION_WEIGHT, "/A": -CONVENTION_WEIGHT}
# A line between the byline below a headline and a text heads the first section of it.
BELOW_BYLINE = "below the byline of a headline"
FIRST_SECTION = {"crosshead": CONVENTION_WEIGHT, "headline": -CONVENTION_WEIGHT, "/A": -CONVENTION_WEIGHT}
OVER_ITS_TEXT = "a label right above its text"
# What stands between the label of a part and its text.
BELOW_LABEL = {"crosshead": HEAD_WEIGHT, "headline": -HEAD_WEIGHT}
LISTED = 20  # lines below one that says what they are


def told(
    blocks: Sequence[Block],
    page: Measure,
    said: Sequence[Rule | None],
    heads: Sequence[bool],
    tails: Sequence[str],
    levels: Levels,
    conventions: Conventions,
) -> list[list[tuple[str, str, float]]]:
    """What is added to the model's scores of each block: what says so, of which role or mark (`/A`), and its weight.

    `said`: the rule that holds of the block (`by_place`); `heads`: whether it begins as reports do; `tails`: the role
    of what it ends with (`byline`, `end-mark`), or nothing; `levels`: those of the page's headings.
    """
    found: list[list[tuple[str, str, float]]] = [[] for _ in blocks]
    for at, (block, rule) in enumerate(zip(blocks, said, strict=True)):
        if block.opens:
            found[at] += [(SAID_TO_OPEN, mark, weight) for mark, weight in AT_A_GAP.items()]
        if block.said:
            found[at].append(("the transcriber says so", block.said, SAID_WEIGHT))
        if rule:
            weight = SAID_WEIGHT if rule.sure else CONVENTION_WEIGHT
            found[at].append((f"convention {rule.name}", rule.role, weight))
            like = LIKE_IT.get(rule.scope, LIKE_A_BYLINE if rule.role == "byline" else ())
            found[at] += [(f"convention {rule.name}", role, -HEAD_WEIGHT) for role in like]
            if rule.role == "kicker" and at + 1 < len(blocks) and _may_head(blocks[at + 1]):
                found[at].append((f"convention {rule.name}", "crosshead", -CONVENTION_WEIGHT))
                # below a text it is no second line of a heading
                if at and not said[at - 1] and finished(blocks[at - 1].text):
                    found[at].append((f"convention {rule.name}", "/A", CONVENTION_WEIGHT))
                    if rule.over_text and _over_a_heading(blocks, said, at):
                        found[at + 2].append((f"below {rule.name}", "body", HEAD_WEIGHT))
            if rule.over_text and _is_between_texts(blocks, at):
                found[at] += [(OVER_ITS_TEXT, rule.over_text, 2 * weight), (OVER_ITS_TEXT, rule.role, -weight)]
            if rule.above and at and not said[at - 1] and _may_head(blocks[at - 1], whole=True):
                found[at - 1].append((f"above {rule.name}", rule.above, HEAD_WEIGHT))
            if rule.scope in SIGNED and rule.role == "signature" and _heads_another(blocks, said, at + 1):
                found[at + 1] += [(f"below {rule.name}", role, weight) for role, weight in BELOW_SIGNATURE.items()]
            if rule.role == "byline" and (rule.scope == "between" or begins_below(blocks, said, at)):
                found[at].append((f"convention {rule.name}", "/A", 2 * CONVENTION_WEIGHT))
            elif rule.role == "byline" and _opens_below_end(blocks, said, tails, at):
                found[at].append((BELOW_END, "/A", 2 * CONVENTION_WEIGHT))
            if rule.role == "byline" and _divides_below(blocks, said, at):
                found[at + 1] += [(BELOW_BYLINE, tag, weight) for tag, weight in FIRST_SECTION.items()]
            if rule.role == "crosshead" and _over_a_heading(blocks, said, at):
                found[at + 1] += [(f"below {rule.name}", role, weight) for role, weight in BELOW_LABEL.items()]
            if rule.below:
                for under in _up_to_a_gap(blocks, at + 1):
                    if not said[under]:
                        found[under].append((f"below {rule.name}", rule.role, BELOW_WEIGHT))
        elif heads[at]:
            found[at].append(("begins as reports do", "body", HEAD_WEIGHT))
        if heads[at] and at and page.wrap is None and not said[at - 1] and _may_head(blocks[at - 1]):
            found[at - 1] += [(ABOVE_REPORT, role, weight) for role, weight in OVER_A_REPORT.items()]
            gap_above = blocks[at - 1].after_blank and not block.after_blank
            if at > 1 and (gap_above or finished(blocks[at - 2].text)):
                found[at - 1] += [(BETWEEN_REPORTS, role, weight) for role, weight in HEADS_A_REPORT.items()]
        if (
            at
            and tails[at - 1] == "byline"
            and width(blocks[at - 1].text) > LONGEST_HEADING
            and _heads_another(blocks, said, at)
        ):
            found[at] += [(BELOW_SIGNED, role, weight) for role, weight in OF_ANOTHER.items()]
    level, columns, parts = levels
    named = {at for at in range(len(blocks)) if level and names_column(blocks, at, level)}
    over_texts = level is not None and stand_over_texts(blocks, level)
    not_at_level = [(f"not at level h{level}", tag, weight) for tag, weight in UNMARKED.items()]
    alone = level is None and has_one_heading(blocks) and (said[0] is None or said[0].role in HEADING_ROLES)
    bold = False  # what stands above, right below a headline at the level of articles
    for at, (voices, block) in enumerate(zip(found, blocks, strict=True)):
        below_heading = at > 0 and (bold or (level is not None and blocks[at - 1].level == level))
        bold = below_heading and block.strong and not block.level and not said[at]
        if bold:
            voices.append(("bold below a headline", "deck", CONVENTION_WEIGHT))
        if level and block.level == level:
            # However short their texts: briefs are marked as all other articles are.
            voices.append((f"page heads articles at h{level}", "headline", 2 * CONVENTION_WEIGHT))
        elif block.level in columns or at in named:
            voices.append((f"page names columns at h{block.level}", "section", CONVENTION_WEIGHT))
        elif parts and block.level == parts:
            voices.append(("divides the page's one article", "crosshead", 2 * CONVENTION_WEIGHT))
        elif level and block.level and over_texts and block.level > level:
            voices += [(f"below h{level}, which heads articles", role, weight) for role, weight in OF_A_PART.items()]
            if divides(blocks, at, level):
                voices.append((f"between texts below h{level}", "crosshead", 2 * CONVENTION_WEIGHT))
        elif level and not block.level and not block.strong:
            voices += not_at_level
        elif alone and at and not block.strong:
            voices += [("not the page's one heading", tag, weight) for tag, weight in UNMARKED.items()]
        if block.strong and at + 1 < len(blocks) and not blocks[at + 1].strong and _may_head(blocks[at + 1]):
            voices.append(("bold above what is not", "kicker", -CONVENTION_WEIGHT))
        rule = said[at]
        is_other = rule is None or rule.role not in WHO
        if is_other and len(block.text) <= LONGEST_NAMED and not _may_name(block.text, conventions):
            voices.append(NAMES_NOBODY)
        if not CREDIT.search(block.text) and (rule is None or rule.role != "credits"):
            voices.append(NO_TASK)
    _add_runs(blocks, page, heads, found)
    if starts := between_articles(blocks, page):
        _divided(blocks, said, starts, found)
    return found


def _add_runs(
    blocks: Sequence[Block], page: Measure, heads: Sequence[bool], found: list[list[tuple[str, str, float]]]
) -> None:
    """What lines say of one another that are counted, listed, ranked, in series, or telegrams."""
    for at in counted(blocks, heads):
        found[at] += [("numbered on", role, weight) for role, weight in NUMBERED_ON.items()]
        for below in goes_on(blocks, at, page.wrap):
            found[below] += [("goes on from a counted line", tag, CONVENTION_WEIGHT) for tag in ("crosshead", "/C")]
    for at in days(blocks):
        found[at] += [("a day among others", *voice) for voice in DAY_BY_DAY.items()]
    for at in telegrams_below(blocks):
        found[at].append(("a telegram below another", "/A", -2 * CONVENTION_WEIGHT))
    for at in ranked(blocks):
        found[at].append(("in a list with ranks", "contents", BELOW_WEIGHT))
    for at in listed(blocks):
        found[at] += [("an item of a list", role, -HEAD_WEIGHT) for role in IN_NO_LIST]
    for at in speakers(blocks):
        found[at] += [("one of those who speak in turn", role, weight) for role, weight in ONE_SPEAKS.items()]
    for at in headline_series(blocks):
        found[at] += [("a headline in series", role, weight) for role, weight in IN_ONE_SERIES.items()]
    for at in in_series(blocks):
        found[at] += [("a label in series", role, -CONVENTION_WEIGHT) for role in NO_LABEL]
        over_heading = at + 1 < len(blocks) and _may_head(blocks[at + 1])
        if any(heads[at + 1 : at + 3]):
            found[at] += [("a label in series over a report", tag, HEAD_WEIGHT) for tag in ("kicker", "/A")]
        elif not has_number(blocks[at].text):
            if over_heading:
                found[at] += [("a label in series over a heading", *voice) for voice in OVER_A_HEADING.items()]
        elif 0 < at < len(blocks) - 2 and finished(blocks[at - 1].text):
            for head in (at, at + 1) if over_heading else (at,):
                found[head] += [("a numbered label", role, weight) for role, weight in NUMBERED_ON.items()]


def _may_name(text: str, conventions: Conventions) -> bool:
    """Whether a short line begins as names do."""
    return has_surname(text.lstrip(SET_BEFORE), conventions) and not is_label(text, conventions)


def _may_head(block: Block, *, whole: bool = False) -> bool:
    """Whether a line is short, and ends as no sentence does; with `whole`, has no marks of a sentence in it either."""
    if width(block.text) > LONGEST_HEADING or finished(block.text):
        return False
    return not whole or CLAUSES.search(block.text) is None


def _opens_below_end(blocks: Sequence[Block], said: Sequence[Rule | None], tails: Sequence[str], at: int) -> bool:
    """Whether a line stands below a mark that ends an article, alone or at the end of a line, and right above a text of
    which no rule says anything."""
    if not at or not _is_above_text(blocks, at) or said[at + 1] is not None:
        return False
    above = said[at - 1]
    return tails[at - 1] == "end-mark" or (above is not None and above.role == "end-mark")


def _is_above_text(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line stands right above a text."""
    return at + 1 < len(blocks) and not _may_head(blocks[at + 1])


def _heads_another(blocks: Sequence[Block], said: Sequence[Rule | None], at: int) -> bool:
    """Whether a line of which no rule says anything may head the text below it."""
    if at + 1 >= len(blocks) or said[at] is not None or not _may_head(blocks[at]):
        return False
    return finished(blocks[at + 1].text) or width(blocks[at + 1].text) > LONGEST_HEADING


def _divides_below(blocks: Sequence[Block], said: Sequence[Rule | None], at: int) -> bool:
    """Whether a byline stands below a heading, and a line that may be one between it and a text."""
    above_it = at > 0 and said[at - 1] is None and _may_head(blocks[at - 1])
    return above_it and _over_a_heading(blocks, said, at)


def _is_between_texts(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line stands below the end of a text, and right above one."""
    return at > 0 and finished(blocks[at - 1].text) and _is_above_text(blocks, at)


def _over_a_heading(blocks: Sequence[Block], said: Sequence[Rule | None], at: int) -> bool:
    """Whether a line that may be a heading stands between a line and a text."""
    if at >= len(blocks) - 2 or said[at + 1] is not None:
        return False
    text = blocks[at + 2].text
    return _may_head(blocks[at + 1]) and (finished(text) or width(text) > LONGEST_HEADING)


def _up_to_a_gap(blocks: Sequence[Block], at: int) -> Iterator[int]:
    """The indices from `at` on to the next blank line, `LISTED` at most."""
    for under in range(at, min(at + LISTED, len(blocks))):
        if blocks[under].after_blank:
            return
        yield under


def _divided(
    blocks: Sequence[Block],
    said: Sequence[Rule | None],
    starts: Sequence[int],
    found: list[list[tuple[str, str, float]]],
) -> None:
    """What gaps between articles say: an article begins below each, furniture passed over, and none below text."""
    for start, end in pairwise([0, *starts, len(blocks)]):
        text_above = False
        first = start
        while first < end - 1 and (rule := said[first]) is not None and rule.role in FURNITURE:
            first += 1
        for at in range(first, end):
            if at == first and start:
                found[at] += [(BELOW_GAP, mark, weight) for mark, weight in AT_A_GAP.items()]
            elif text_above:
                found[at].append((NO_GAP, "/A", -GAP_WEIGHT))
            text_above = text_above or len(blocks[at].text) > LONGEST_HEADING or finished(blocks[at].text)
