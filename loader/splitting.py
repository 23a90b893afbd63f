"""A transcript in, a page of articles and paragraphs out: the stages of layer 2 in their order.

Pure: no database, no files. The result is the same for the same input, and it can be pickled.
"""

from __future__ import annotations

from collections.abc import Sequence

from loader.artefacts import find_artefacts
from loader.articles import Group, Grouping, group_articles
from loader.blocks import label_blocks
from loader.bulleted import join_items
from loader.contents import set_contents_apart
from loader.conventions import Conventions
from loader.correcting import correct_groups, correct_labels, holding
from loader.corrections import RULE
from loader.dating import identify_page
from loader.errors import UnreadableTranscript
from loader.frontmatter import read_front_matter
from loader.happened import with_event
from loader.headlines import name_headlines
from loader.identify import identify_article
from loader.markup import printed_blocks
from loader.model import Article, Block, Correction, Evidence, Flag, Labelled, Line, Page, Statement, Transcript
from loader.pagination import Leaf, page_numbers, paginate
from loader.paragraphs import join_paragraphs
from loader.shapes import measure, with_full_stops, without_margin

# Each page is measured by itself, which takes a millisecond however little stands on it; a daily prints 3,000 a year.
MAX_PAGES = 20_000
# A page is looked at as a whole, which takes some 200 bytes of memory a character until it is in the archive: one line
# of ten megabytes 0.8 GB. A broadsheet has 20,000.
MAX_CHARACTERS = 5_000_000


def split_page(
    transcript: Transcript,
    conventions: Conventions,
    statement: Statement | None = None,
    year: int | None = None,
    corrections: Sequence[Correction] = (),
) -> Page:
    """Split one transcript.

    `statement` is what the catalog says of the file; `year` what the person loading it knows of its date;
    `corrections` what a person says of its lines.
    Every non-blank line of the source is in `lines` exactly once; nothing of the text is changed. Raises
    `UnreadableTranscript` for more than `MAX_PAGES` pages, or a page of more than `MAX_CHARACTERS`.
    """
    front = read_front_matter(transcript)
    blocks = printed_blocks(transcript)
    leaves = paginate(transcript.text, blocks, front.lines)
    if len(leaves) > MAX_PAGES:
        raise UnreadableTranscript(
            f"{transcript.path}: {len(leaves):,} pages, more than the {MAX_PAGES:,} a transcript may have. "
            "Are they pages? If so, cut it into one file for each day or year."
        )
    if (longest := max(map(_size, leaves), default=0)) > MAX_CHARACTERS:
        raise UnreadableTranscript(
            f"{transcript.path}: a page of {longest:,} characters, more than the {MAX_CHARACTERS:,} one may have. "
            "Does it hold several? Put a line such as === 第2版 === before each, or cut it into one file per page."
        )
    corrected = holding(corrections, transcript, blocks)
    labels = name_headlines(correct_labels(_label_leaves(leaves, conventions), corrected))
    grouping = correct_groups(_group_leaves(leaves, labels, conventions), corrected)
    drafts, paragraph_of = _articles(grouping, conventions)
    identity = identify_page(transcript, grouping.labels, drafts, conventions, statement, year, front)
    numbers, numbered = page_numbers(leaves, grouping.labels, identity.page)
    told = [with_event(draft, number, identity.day, identity.year, conventions) for number, draft in enumerate(drafts)]
    articles = tuple(
        _on_page(article, numbers[(*group.headings, *group.parts)[0]])
        for (article, _), group in zip(told, grouping.groups, strict=True)
    )
    return Page(
        transcript=transcript,
        lines=_lines(transcript, grouping, paragraph_of),
        articles=articles,
        outlet=identity.outlet,
        outlet_basis=identity.outlet_basis,
        date=identity.date,
        date_basis=identity.date_basis,
        page=identity.page,
        source=front.get("source"),
        evidence=(
            *identity.evidence,
            *numbered,
            *grouping.evidence,
            *(proof for _, proofs in told for proof in proofs),
        ),
        flags=tuple(
            sorted(
                [*_unplaced(grouping), *find_artefacts(articles), *corrected.flags],
                key=lambda flag: (flag.start, flag.kind),
            )
        ),
    )


def _size(leaf: Leaf) -> int:
    return sum(len(block.text) for block in leaf.blocks)


def _label_leaves(leaves: Sequence[Leaf], conventions: Conventions) -> tuple[Labelled, ...]:
    """Labels of all blocks of a file, each page measured and labelled by itself."""
    labels: list[Labelled] = []
    for leaf in leaves:
        blocks = without_margin(leaf.blocks)
        labels += leaf.before
        labels += set_contents_apart(join_items(_labelled(blocks, conventions), conventions))
    return tuple(labels)


def _labelled(blocks: Sequence[Block], conventions: Conventions) -> Sequence[Labelled]:
    """Labels of the blocks of a page, which are read with full stops and keep their own."""
    read = with_full_stops(blocks)
    labels = label_blocks(read, measure(read), conventions)
    if read is blocks:
        return labels
    return [label._replace(block=block) for label, block in zip(labels, blocks, strict=True)]


def _group_leaves(leaves: Sequence[Leaf], labels: Sequence[Labelled], conventions: Conventions) -> Grouping:
    """The articles of all pages of a file: none reaches from one page to another.

    What stands between pages is in no article, but from a line on that a person gave a role it belongs to the page.
    """
    labels = list(labels)
    groups: list[Group] = []
    evidence: list[Evidence] = []
    end = 0
    for leaf in leaves:
        between = labels[end : end + len(leaf.before)]
        start = end + next((n for n, label in enumerate(between) if label.rule == RULE), len(between))
        end += len(leaf.before) + len(leaf.blocks)
        page = group_articles(labels[start:end], conventions)
        labels[start:end] = page.labels
        evidence += (proof._replace(article=len(groups) + (proof.article or 0)) for proof in page.evidence)
        for group in page.groups:
            groups.append(Group(tuple(start + n for n in group.headings), tuple(start + n for n in group.parts)))
    return Grouping(tuple(labels), tuple(groups), tuple(evidence))


def _articles(grouping: Grouping, conventions: Conventions) -> tuple[list[Article], dict[int, tuple[int, int]]]:
    """Articles with their paragraphs, and for each block index its article and paragraph."""
    articles: list[Article] = []
    paragraph_of: dict[int, tuple[int, int]] = {}
    for number, group in enumerate(grouping.groups):
        joined = join_paragraphs(grouping.labels, group.parts)
        for position, (_, run) in enumerate(joined):
            paragraph_of.update((index, (number, position)) for index in run)
        article = Article(
            first_line=_first_line(grouping.labels, group),
            headings=tuple(grouping.labels[index] for index in group.headings),
            paragraphs=tuple(paragraph for paragraph, _ in joined),
        )
        asides = [grouping.labels[index] for index in group.parts]
        articles.append(identify_article(article, asides, conventions))
    return articles, paragraph_of


def _on_page(article: Article, page: str | None) -> Article:
    return article if page is None else article._replace(page=page)


def _first_line(labels: Sequence[Labelled], group: Group) -> int:
    return min(labels[index].block.line for index in (*group.headings, *group.parts))


def _lines(transcript: Transcript, grouping: Grouping, paragraph_of: dict[int, tuple[int, int]]) -> tuple[Line, ...]:
    """One row for every non-blank line. A line of HTML with several blocks takes the role of its first one with text
    that belongs to an article."""
    article_of = {
        index: number for number, group in enumerate(grouping.groups) for index in (*group.headings, *group.parts)
    }
    labels = grouping.labels
    lines: list[Line] = []
    start = last = 0
    for number, raw in enumerate(transcript.text.split("\n"), 1):
        end = start + len(raw)
        first = last
        while last < len(labels) and labels[last].block.line == number:
            last += 1
        if first < last:
            shown = next((at for at in range(first, last) if at in article_of), first) if last - first > 1 else first
            label = labels[shown]
            article, paragraph = article_of.get(shown), paragraph_of.get(shown, (None, None))[1]
            lines.append(Line(number, start, end, label.role, label.rule, article, paragraph, label.mark))
        start = end + 1
    return tuple(lines)


def _unplaced(grouping: Grouping) -> list[Flag]:
    return [
        Flag(label.block.start, label.block.end, "unplaced", label.rule)
        for label in grouping.labels
        if label.role == "unplaced" and label.block.text and label.rule != RULE  # a person put it there
    ]
