"""Why a line is what it is: the rule that gave its role, and what the model weighed. A wrong split is traced here from
the page to one entry of data (`outlets/*.toml`), or to a row of corrections.csv that sets it right."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any

from loader import bulleted, contents, corrections, fields, frontmatter, headlines
from loader.crossheads import SHARED_WORDING
from loader.model import PRINTS_NOTHING, REPORT_HEAD, Transcript
from loader.outlet_files import load_conventions, rule_entries
from loader.pages import missing
from loader.pagination import PAGE_BREAK
from loader.visit import Visit, decoded, open_visit
from loader.why import Why, explain

EXAMPLES = 20  # lines of this archive that a rule has decided
LONGEST = 400_000  # characters of a transcript that is split again for a reader: a third of a second
BEGINNING = 24  # characters of a line that tell it from others in corrections.csv
MODEL = "model"
# Rules that are no convention, each explained by the message `rule-is-` and its name.
BY_WHOLE_PAGE = (
    SHARED_WORDING,
    headlines.RULE,
    headlines.READS_ON,
    headlines.SUBTITLED,
    bulleted.RULE,
    contents.RULE,
)  # after the model has read it
BUILT_IN = (
    MODEL, REPORT_HEAD, *BY_WHOLE_PAGE, fields.RULE, corrections.RULE, frontmatter.RULE, PAGE_BREAK, PRINTS_NOTHING
)  # fmt: skip

LINE = """
    SELECT l.*, a.headline, a.position AS article, a.first_line FROM lines l LEFT JOIN articles a ON a.id = l.article_id
    WHERE l.transcript_id = :id AND l.number = :number"""
EVIDENCE = """
    SELECT * FROM evidence WHERE transcript_id = :id AND start < :end AND "end" > :start ORDER BY id LIMIT 50"""
DECIDED = """
    SELECT l.transcript_id, l.number, substr(t.text, l.start + 1, min(l."end" - l.start, 80)) AS text
    FROM lines l JOIN transcripts t ON t.id = l.transcript_id
    WHERE l.rule = :rule AND (:role = '' OR l.role = :role) LIMIT :limit"""


# ---- a line ----------------------------------------------------------------------------------------------------------


async def why_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    transcript_id = decoded(request.url_vars["id"])
    row = await visit.row("SELECT * FROM transcripts WHERE id = :id", id=transcript_id)
    if row is None:
        return await missing(visit, "transcript", transcript_id)
    asked = request.args.get("line") or ""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    line = await visit.row(LINE, id=transcript_id, number=number)
    if line is None:
        last = await visit.row("SELECT max(number) AS number FROM lines WHERE transcript_id = :id", id=transcript_id)
        return await visit.show("no_line.html", status=404, transcript=row, asked=asked[:20], last=last)
    text = row["text"][line["start"] : line["end"]]
    explained = await _explained(row, number)
    return await visit.show(
        "why.html",
        transcript=row,
        line=line | {"text": text},
        explained=explained,
        too_long=explained is None,
        other_now=_other_now(line, explained or []),
        evidence=await visit.rows(EVIDENCE, id=transcript_id, start=line["start"], end=line["end"]),
        correction=_correction(row["path"], number, text),
    )


async def _explained(row: dict[str, Any], number: int) -> list[Why] | None:
    """The page split again, apart from the event loop; None for one that is too long."""
    if len(row["text"]) > LONGEST:
        return None
    names = ("id", "path", "sha256", "encoding", "line_ends", "text")
    transcript = Transcript(**{name: row[name] for name in names}, bom=bool(row["bom"]))
    return await asyncio.get_running_loop().run_in_executor(
        None, lambda: explain(transcript, number, load_conventions())
    )


def _other_now(line: dict[str, Any], explained: list[Why]) -> bool:
    """Whether this version would give the line another role than the one that loaded it. Lines that something else
    than the model decided are not asked about."""
    roles = {why.chosen.partition("/")[0] for why in explained}
    return bool(roles) and line["rule"] not in (corrections.RULE, *BY_WHOLE_PAGE) and line["role"] not in roles


def _correction(path: str, number: int, text: str) -> str:
    """A row of corrections.csv for this line, its role and article yet to be filled in."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([path, number, text.strip()[:BEGINNING], "", "", ""])
    return f"file,line,text,role,article,note\n{out.getvalue()}"


# ---- a rule ----------------------------------------------------------------------------------------------------------


async def rule_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    name = decoded(request.url_vars["name"])
    entry = rule_entries().get(name)
    if entry is None and name not in BUILT_IN:
        return await visit.show("no_rule.html", status=404, asked=name[:80], rules=sorted(rule_entries()))
    role = entry.role if entry else ""
    return await visit.show(
        "rule.html",
        name=name,
        entry=entry,
        decided=await _decided(visit, name, role),
        heads=[rule.name for rule in load_conventions().scoped["head"]] if name == REPORT_HEAD else [],
    )


async def _decided(visit: Visit, name: str, role: str) -> list[dict[str, Any]]:
    return await visit.rows_in_time(DECIDED, rule=name, role=role, limit=EXAMPLES)


ROUTES = [(r"why/(?P<id>[^/]+)", why_page), (r"rule/(?P<name>[^/]+)", rule_page)]
