"""How near a split is to a reader's own: the measures, as pure functions over rows (see `bench.gold`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.gold import PARAGRAPH_ROLES, Facts, Row, printed_size
from loader.model import HEADING_ROLES, Page
from loader.normalize import fold

FACTS = ("byline", "people", "agency", "dateline", "event_date")
PAGE_FACTS = ("outlet", "date")


@dataclass(frozen=True)
class Ratio:
    """`right` of what was `predicted` and of what `gold` has; adds up over pages."""

    right: float = 0
    predicted: float = 0
    gold: float = 0

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True)
class Cubed:
    """Sums behind B-cubed: precision and recall of every character, and how many there are."""

    precision_sum: float = 0
    recall_sum: float = 0
    characters: int = 0

    def __add__(self, other: Cubed) -> Cubed:
        return Cubed(
            self.precision_sum + other.precision_sum,
            self.recall_sum + other.recall_sum,
            self.characters + other.characters,
        )

    @property
    def precision(self) -> float:
        return self.precision_sum / self.characters if self.characters else 1.0

    @property
    def recall(self) -> float:
        return self.recall_sum / self.characters if self.characters else 1.0

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True)
class Score:
    """All measures of one page or, added up, of many. `roles` counts (gold role, predicted role) of lines."""

    cubed: Cubed = Cubed()
    articles: Ratio = Ratio()
    headings: Ratio = Ratio()
    paragraphs: Ratio = Ratio()
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)
    facts: Mapping[str, Ratio] = field(default_factory=dict)

    def __add__(self, other: Score) -> Score:
        names = [*self.facts, *(name for name in other.facts if name not in self.facts)]
        return Score(
            self.cubed + other.cubed,
            self.articles + other.articles,
            self.headings + other.headings,
            self.paragraphs + other.paragraphs,
            self.roles + other.roles,
            {name: self.facts.get(name, Ratio()) + other.facts.get(name, Ratio()) for name in names},
        )

    @property
    def role_accuracy(self) -> float:
        return sum(n for (gold, predicted), n in self.roles.items() if gold == predicted) / (self.roles.total() or 1)

    def figures(self) -> dict[str, float]:
        """The figures that floors are pinned to, by name."""
        named = {
            "b_cubed_f1": self.cubed.f1,
            "articles_exact": self.articles.recall,
            "heading_precision": self.headings.precision,
            "heading_recall": self.headings.recall,
            "paragraphs_exact": self.paragraphs.recall,
            "role_accuracy": self.role_accuracy,
        }
        return named | {f"{name}_f1": ratio.f1 for name, ratio in self.facts.items()}


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


# --- what the splitter says, in the same shape ------------------------------------------------------------------


def predicted_rows(page: Page) -> list[Row]:
    """Rows of a split page."""
    text = page.transcript.text
    return [
        Row(line.number, line.role, line.article, line.paragraph, printed_size(text[line.start : line.end]))
        for line in page.lines
    ]


def predicted_facts(page: Page) -> list[Facts]:
    """Who and when of a split page's articles, numbered as its rows number them."""
    return [
        Facts(
            number,
            article.byline or "",
            tuple(f"{person.name}/{person.role or ''}" for person in article.people),
            article.agency or "",
            article.dateline or "",
            article.event_date or "",
        )
        for number, article in enumerate(page.articles)
    ]


# --- measures ---------------------------------------------------------------------------------------------------


def score_page(
    gold: Sequence[Row], predicted: Sequence[Row], gold_facts: Iterable[Facts] = (), said: Iterable[Facts] = ()
) -> Score:
    """All measures of one page; `gold` and `predicted` name the same lines."""
    pairs = match_articles(gold, predicted)
    return Score(
        b_cubed(gold, predicted),
        exact_articles(gold, predicted),
        heading_lines(gold, predicted, pairs),
        exact_paragraphs(gold, predicted, pairs),
        Counter(zip((row.role for row in gold), (row.role for row in predicted), strict=True)),
        compare_facts(list(gold_facts), list(said), pairs),
    )


def b_cubed(gold: Sequence[Row], predicted: Sequence[Row]) -> Cubed:
    """B-cubed over the characters of lines that belong to an article in either reading.

    Bagga and Baldwin 1998, Entity-based cross-document coreferencing using the vector space model; that it
    alone of the usual measures keeps all four constraints on clusterings: Amigó, Gonzalo, Artiles and Verdejo
    2009, A comparison of extrinsic clustering evaluation metrics based on formal constraints. A line that only
    one reading puts in an article is a cluster of its own in the other, so furniture drawn into an article and
    body text left out both cost.
    """
    cells: Counter[tuple[object, object]] = Counter()
    for truth, guess in zip(gold, predicted, strict=True):
        if truth.article is not None or guess.article is not None:
            cells[cluster(truth), cluster(guess)] += truth.size
    truths: Counter[object] = Counter()
    guesses: Counter[object] = Counter()
    for (truth_cluster, guess_cluster), size in cells.items():
        truths[truth_cluster] += size
        guesses[guess_cluster] += size
    return Cubed(
        sum(size * size / guesses[guess] for (_, guess), size in cells.items() if size),
        sum(size * size / truths[truth] for (truth, _), size in cells.items() if size),
        cells.total(),
    )


def cluster(row: Row) -> object:
    return ("line", row.line) if row.article is None else row.article


def exact_articles(gold: Sequence[Row], predicted: Sequence[Row]) -> Ratio:
    """Articles recovered with exactly their lines."""
    wanted, got = line_sets(gold), line_sets(predicted)
    return Ratio(len(wanted & got), len(got), len(wanted))


def line_sets(rows: Iterable[Row]) -> set[frozenset[int]]:
    lines: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.article is not None:
            lines[row.article].add(row.line)
    return {frozenset(numbers) for numbers in lines.values()}


def match_articles(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[int, int]:
    """Predicted article -> gold article, one to one, largest shared text first.

    Text below the headings decides, so that a heading on the wrong article is wrong; headings only break ties
    and match articles that have nothing else.
    """
    shared: Counter[tuple[int, int]] = Counter()
    headed: Counter[tuple[int, int]] = Counter()
    for truth, guess in zip(gold, predicted, strict=True):
        if truth.article is not None and guess.article is not None:
            counter = headed if truth.role in HEADING_ROLES else shared
            counter[guess.article, truth.article] += truth.size
    pairs: dict[int, int] = {}
    for guess_article, truth_article in sorted(
        shared.keys() | headed.keys(), key=lambda pair: (-shared[pair], -headed[pair], pair)
    ):
        if guess_article not in pairs and truth_article not in pairs.values():
            pairs[guess_article] = truth_article
    return pairs


def heading_lines(gold: Sequence[Row], predicted: Sequence[Row], pairs: Mapping[int, int]) -> Ratio:
    """Kicker, headline and deck lines, right if they are a heading of any kind of the right article."""
    right = sum(
        truth.role in HEADING_ROLES
        and guess.role in HEADING_ROLES
        and guess.article is not None
        and pairs.get(guess.article) == truth.article
        for truth, guess in zip(gold, predicted, strict=True)
    )
    return Ratio(
        right, sum(row.role in HEADING_ROLES for row in predicted), sum(row.role in HEADING_ROLES for row in gold)
    )


def exact_paragraphs(gold: Sequence[Row], predicted: Sequence[Row], pairs: Mapping[int, int]) -> Ratio:
    """Paragraphs with exactly their lines, in the right article."""
    wanted = paragraphs(gold)
    got = paragraphs(predicted)
    right = sum(article in pairs and (pairs[article], lines) in wanted for article, lines in got)
    return Ratio(right, len(got), len(wanted))


def paragraphs(rows: Iterable[Row]) -> set[tuple[int, frozenset[int]]]:
    lines: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for row in rows:
        if row.role in PARAGRAPH_ROLES and row.article is not None and row.paragraph is not None:
            lines[row.article, row.paragraph].add(row.line)
    return {(article, frozenset(numbers)) for (article, _), numbers in lines.items()}


def compare_facts(gold: Sequence[Facts], said: Sequence[Facts], pairs: Mapping[int, int]) -> dict[str, Ratio]:
    """For each field: values right, said and wanted. A person counts with name and role."""
    if not gold:
        return {}
    wanted = {facts.article: facts for facts in gold}
    ratios = {}
    for name in (name for name in FACTS if any(getattr(facts, name) is not None for facts in gold)):
        ratio = Ratio(0, 0, sum(values(facts, name).total() for facts in gold))
        for facts in said:
            got = values(facts, name)
            truth = wanted.get(pairs.get(facts.article, -1))
            shared = got & values(truth, name) if truth else Counter()
            ratio += Ratio(shared.total(), got.total(), 0)
        ratios[name] = ratio
    return ratios


def compare_page_facts(gold: Mapping[str, str], said: Mapping[str, str | None]) -> dict[str, Ratio]:
    """Outlet and date of the page; a value where the page prints none is an invented one."""
    return {
        name: Ratio(
            bool(gold[name]) and folded(said.get(name) or "") == folded(gold[name]),
            bool(said.get(name)),
            bool(gold[name]),
        )
        for name in PAGE_FACTS
        if name in gold
    }


def values(facts: Facts, name: str) -> Counter[str]:
    value = getattr(facts, name)
    listed = value if isinstance(value, tuple) else (value,)
    return Counter(folded(one) for one in listed if one)


def folded(value: str) -> str:
    """Without white space, width, script (simplified or traditional), and the brackets or signs around a byline."""
    tight = "".join(fold(value).split()).lstrip("□■◎●")
    return tight[1:-1] if (tight[:1], tight[-1:]) in (("(", ")"), ("【", "】")) else tight
