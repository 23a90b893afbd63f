"""Why a line was given its role: what spoke for the tag chosen and for the next best one, feature by feature.

Pure. Features are worked out anew as the trainer does it (`features.page_features`), so nothing here slows splitting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from loader.blocks import heard
from loader.characters import even
from loader.conventions import SCOPES, Conventions
from loader.features import page_features
from loader.frontmatter import read_front_matter
from loader.markup import printed_blocks
from loader.model import Block, Transcript
from loader.pagination import paginate
from loader.recognise import HEAD, TAIL
from loader.sequence import SequenceModel, load_model
from loader.shapes import measure, with_full_stops, without_margin
from loader.sums import Weights


@dataclass(frozen=True, slots=True)
class Voice:
    """A feature of a block and its weights for the tag chosen and for the runner-up; positive speaks for a tag."""

    feature: str
    chosen: float
    other: float

    @property
    def swing(self) -> float:
        """By how much it speaks for the tag chosen rather than the runner-up."""
        return self.chosen - self.other


@dataclass(frozen=True, slots=True)
class Match:
    """A convention that matches a block: its name, where it looks and the role it stands for."""

    rule: str
    scope: str
    role: str


@dataclass(frozen=True, slots=True)
class Why:
    """The two best tags of a block (`role/mark`), `margin` by which the first one's best page leads, and what made it:
    its own features, strongest first; `context`, what the lines around it say all together (`loader.context`); and
    `neighbours`, the part that the tags of those lines have."""

    block: Block
    chosen: str
    other: str
    margin: float
    context: float
    neighbours: float
    voices: tuple[Voice, ...]
    conventions: tuple[Match, ...]


def explain(
    transcript: Transcript, line: int, conventions: Conventions, model: SequenceModel | None = None
) -> list[Why]:
    """Explain every block that a line prints; empty where it prints none, or where the model was not asked (front
    matter, a line between two pages). Takes the time of a whole split."""
    model = model or load_model()
    leaves = paginate(transcript.text, printed_blocks(transcript), read_front_matter(transcript).lines)
    leaf = next((leaf for leaf in leaves if any(block.line == line for block in leaf.blocks)), None)
    blocks = [block for block in with_full_stops(without_margin(leaf.blocks)) if block.text] if leaf else []
    asked = [index for index, block in enumerate(blocks) if block.line == line]
    if leaf is None or not asked:
        return []
    page = measure(blocks)
    features = page_features(blocks, page, conventions)
    seen, _, _, said = heard(blocks, page, conventions)
    scores = model.scores(blocks, page, seen, conventions)
    model.add_voices(scores, said)
    totals = path_totals(scores, model.transitions)
    return [
        _why(blocks[index], features[index], said[index], totals[index], scores[index], conventions, model)
        for index in asked
    ]


def path_totals(scores: Weights, transitions: Weights) -> Weights:
    """For each block and tag, the score of the best path through the page that gives the block this tag."""
    ahead, behind = scores.copy(), np.zeros_like(scores)
    for index in range(1, len(scores)):
        ahead[index] += (ahead[index - 1][:, None] + transitions).max(axis=0)
    for index in range(len(scores) - 2, -1, -1):
        behind[index] = (transitions + (behind[index + 1] + scores[index + 1])[None, :]).max(axis=1)
    return np.asarray(ahead + behind, dtype=np.float32)


def _why(
    block: Block,
    features: Sequence[str],
    said: Sequence[tuple[str, str, float]],
    totals: Weights,
    scores: Weights,
    conventions: Conventions,
    model: SequenceModel,
) -> Why:
    other, chosen = (int(column) for column in np.argsort(totals, kind="stable")[-2:])
    margin = float(totals[chosen] - totals[other])
    own = float(scores[chosen] - scores[other])
    voices = []
    for name in dict.fromkeys(features):
        times = features.count(name)
        row = model.weights(name)
        voices.append(Voice(name, round(float(row[chosen]) * times, 3), round(float(row[other]) * times, 3)))
    for name, role, weight in said:
        worth = [weight if column in model.columns(role) else 0.0 for column in (chosen, other)]
        voices.append(Voice(name, *worth))
    heard = sorted((voice for voice in voices if voice.swing), key=lambda voice: (-abs(voice.swing), voice.feature))
    found = tuple(matches(block.text, conventions))
    tags = model.tags[chosen], model.tags[other]
    context = own - sum(voice.swing for voice in voices)
    return Why(block, *tags, round(margin, 3), round(context, 3), round(margin - own, 3), tuple(heard), found)


def matches(text: str, conventions: Conventions) -> Iterator[Match]:
    """Every convention that matches printed text where its scope looks; the first of a scope is the one that holds."""
    head = next(
        (rule.match(even(text[:HEAD])) for rule in conventions.scoped["head"] if rule.match(even(text[:HEAD]))), None
    )
    seen = {"head": text[:HEAD], "tail": text[-TAIL:], "teller": text[head.end() :][:TAIL] if head else ""}
    for scope in SCOPES:
        plain = even(seen.get(scope, text))
        for rule in conventions.scoped[scope]:
            if rule.match(plain):
                yield Match(rule.name, scope, rule.role)
