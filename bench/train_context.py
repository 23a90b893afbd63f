"""Train the network above the sequence model: `loader/context.npz`, from composed pages and the seeds.

    pip install -e '.[train]'                         # PyTorch
    # as shipped, above the `loader/roles.json` that is there
    python -m bench.train_context --taught taught.jsonl --annotated annotated.toml
    python -m bench.train_context --out /tmp/context.npz --pages 300 --look DIR

Pages are composed as for `bench.train_roles`, but other ones, so that the network sees what the model says of pages
that it was not trained on. The model stays as it is: what is learnt is by how much each tag of a line gains by the
features of the lines around (`loader.context`), and a tag after another, so that the best path is the right one (the
conditional log-likelihood of the tags of a page). What rules say is added, and not shown to the network; in a third of
the pages, by lot, they say nothing, so that it does not lean on them. AdamW (I. Loshchilov and F. Hutter,
Decoupled Weight Decay Regularization, 2019) with a rate that rises and falls once (L. N. Smith and N. Topin,
Super-Convergence, 2018). Seeded, so one machine gives the same file again; another may round otherwise. Some ten
minutes on one core.
"""

from __future__ import annotations

import argparse
import math
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from bench.cases import read_cases
from bench.gold import Row, read_gold
from bench.score_split import Case, folder_cases, seed_cases
from bench.train_roles import CONTEXT_SETS, compose, tags_of
from loader.blocks import heard
from loader.context import CONTEXT, GROUPS, SCALE, WIDTH, Context, print_of
from loader.markup import printed_blocks
from loader.model import Transcript
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.sequence import MODEL, SequenceModel, read_model
from loader.shapes import measure, with_full_stops, without_margin
from loader.sources import Source

PAGES = 1800  # of each set
UNITS, MEMORY = 96, 64
EPOCHS, BATCH, RATE, DECAY, LONGEST_STEP = 14, 32, 3e-3, 1e-3, 5.0
DROPPED = 0.3  # of the units, by lot
# Of the groups of sums of a page, by lot: on other papers' pages some say less than on invented ones. With it the
# articles of three sets of pages rose by a hundredth, as with the mean of three networks, which takes three times as
# long.
GROUPS_DROPPED = 0.15
FEATURES_DROPPED = 0.1  # of the features of the lines, by lot
SPREAD = 0.03  # of the vectors of features when it begins to learn
UNSAID = 1 / 3  # of the pages: nothing is said by rules there
# What is taken from tags that training pages have oftener than most papers: articles without a heading, crossheads,
# kickers, decks, captions, notes, and bylines, which have rules of their own; and what is given to headlines. Chosen on
# pages looked at of five collections (docs/splitting.md): from 0 to 1.5 the articles of most change by a hundredth, and
# for crossheads by two. A cost of crossheads in `train_roles` is no answer to this: the network is trained above that,
# and learns it away.
COSTS = {
    "body/A": 0.35, "byline/": 1.5, "caption/": 0.75, "crosshead/": 0.5,
    "deck/": 0.5, "kicker/P": 1.0, "kicker/C": 1.0, "note/": 1.0, "headline/A": -0.3,
}  # fmt: skip
# What is taken from every line that goes on where the one above stopped: training pages are wrapped more than most.
# From 0 to 0.6 no figure of the pages looked at changes by more than a hundredth; with 0 the seeds are whole too, but
# one paragraph of theirs is joined to the one above where spaces stand between its characters.
WRAP_COST = 0.3
COUNT = 8  # each seed and each case counts as this many pages
SEED = 20200213


class Learnt(NamedTuple):
    """The sums of a page (lines × GROUPS × tags), the rows of the features of its lines one after the other and where
    those of each line begin, what rules say (lines × tags), and the columns of its tags."""

    sums: np.ndarray[Any, np.dtype[np.float16]]
    features: np.ndarray[Any, np.dtype[np.int16]]
    begins: np.ndarray[Any, np.dtype[np.int32]]
    said: np.ndarray[Any, np.dtype[np.float16]]
    tags: np.ndarray[Any, np.dtype[np.int64]]


@cache
def bare_model() -> SequenceModel:
    """The sequence model without a network above it."""
    return read_model(MODEL, None)


def learnt(transcript: Transcript, gold: Sequence[Row]) -> Learnt | None:
    """What is learnt from a page; None where it has a tag that the model does not know."""
    model, conventions = bare_model(), load_conventions()
    shown = [block for block in printed_blocks(transcript) if block.text]
    blocks = with_full_stops(without_margin(shown))
    tags = list(tags_of(blocks, {row.line: row for row in gold}))
    if not blocks or not model.knows(tags):
        return None
    page = measure(blocks)
    seen, _, _, voices = heard(blocks, page, conventions)
    said = np.zeros((len(blocks), len(model.tags)), dtype=np.float32)
    model.add_voices(said, voices)
    sums = np.concatenate([sums for _, sums, _ in model.sums(blocks, page, seen, conventions)]).astype(np.float16)
    features = model.features(blocks, page, seen, conventions)
    rows = np.array([row for some in features for row in some], dtype=np.int16)
    begins = np.cumsum([0, *map(len, features[:-1])], dtype=np.int32)
    return Learnt(sums, rows, begins, said.astype(np.float16), np.array([*map(model.tags.index, tags)]))


def of_file(case: Case) -> Learnt | None:
    stem = case.transcript.stem
    transcript = read_transcript(Source(case.transcript.name, case.transcript), stem)
    return learnt(transcript, read_gold(case.gold / f"{stem}.tsv", transcript.text))


def of_set(name: str, pages: int, taught: Path | None, annotated: Path | None) -> list[Learnt]:
    """Compose a set of pages, and what is learnt from them."""
    with tempfile.TemporaryDirectory() as temporary:
        compose(Path(temporary), name, pages, taught, annotated)
        return [one for case in folder_cases(Path(temporary)) if (one := of_file(case))]


def of_cases() -> Iterator[Learnt]:
    """What is learnt from the seeds and the cases."""
    for case in seed_cases():
        if one := of_file(case):
            yield one
    for pasted in read_cases():
        transcript = Transcript(pasted.title, pasted.title, "", "utf-8", False, "lf", pasted.page)
        if one := learnt(transcript, pasted.gold()):
            yield one


class Batch(NamedTuple):
    """Some pages, padded to the longest. `sums`: pages × lines × GROUPS × tags; `features` of all their lines, one
    after the other, `begins` where those of each line begin, and `places` of these lines among all, padded ones too;
    `said` by rules: pages × lines × tags; `is_line` and `tags`: pages × lines."""

    sums: Tensor
    features: Tensor
    begins: Tensor
    places: Tensor
    said: Tensor
    is_line: Tensor
    tags: Tensor


class Network(nn.Module):
    """As `loader.context.Context`, with units, groups and features dropped while it learns."""

    def __init__(self, tags: int, features: int) -> None:
        super().__init__()
        self.features = nn.Parameter(SPREAD * torch.randn(features, UNITS))
        self.inner = nn.Linear(GROUPS * tags, UNITS)
        self.near = nn.Conv1d(UNITS, UNITS, WIDTH, padding=WIDTH // 2)
        self.memory = nn.GRU(UNITS, MEMORY, batch_first=True, bidirectional=True)
        self.recalled = nn.Linear(2 * MEMORY, UNITS)
        self.outer = nn.Linear(UNITS, tags)
        self.transitions = nn.Parameter(torch.zeros(tags, tags))
        self.drop = nn.Dropout(DROPPED)
        nn.init.zeros_(self.outer.weight)
        nn.init.zeros_(self.outer.bias)

    def forward(self, pages: Batch) -> Tensor:
        """Scores of pages × lines × tags."""
        lines = pages.is_line[:, :, None].float()
        told = pages.sums
        kept = torch.ones(len(pages.features))
        if self.training:
            told = told * (torch.rand(len(told), 1, told.shape[2], 1) >= GROUPS_DROPPED)
            kept = (torch.rand(len(kept)) >= FEATURES_DROPPED) / (1 - FEATURES_DROPPED)
        own = nn.functional.embedding_bag(
            pages.features, self.features, pages.begins, mode="sum", per_sample_weights=kept
        )
        vectors = torch.zeros(lines.numel(), UNITS).index_copy(0, pages.places, own).view(*lines.shape[:2], UNITS)
        units = self.drop(torch.relu(self.inner(told.flatten(2) * float(SCALE)) + vectors)) * lines
        seen = units + self.drop(torch.relu(self.near(units.transpose(1, 2)).transpose(1, 2))) * lines
        counts = pages.is_line.sum(1)
        packed = nn.utils.rnn.pack_padded_sequence(seen, counts, batch_first=True, enforce_sorted=False)
        remembered, _ = nn.utils.rnn.pad_packed_sequence(
            self.memory(packed)[0], batch_first=True, total_length=lines.shape[1]
        )
        seen = seen + self.drop(self.recalled(remembered)) * lines
        gained: Tensor = self.outer(seen)
        return pages.sums.sum(2) + pages.said + gained

    def kept(self) -> Context:
        """The weights as `loader.context` applies them."""

        def numbers(values: Tensor) -> np.ndarray[Any, np.dtype[np.float32]]:
            return np.ascontiguousarray(values.detach().numpy())

        def gates(name: str) -> Tensor:
            """Of both directions, those that forget and keep turned round."""
            both = torch.stack([getattr(self.memory, f"{name}_l0{direction}") for direction in ("", "_reverse")])
            turned = torch.ones(3 * MEMORY)
            turned[: 2 * MEMORY] = -1
            return both * (turned[:, None] if both.dim() == 3 else turned)

        vectors = self.features.clone()
        vectors[0] = 0  # of no feature
        costs = torch.tensor(
            [
                WRAP_COST * (tag == "body/C") + sum(cost for role, cost in COSTS.items() if tag.startswith(role))
                for tag in bare_model().tags
            ]
        )
        return Context(
            numbers(vectors), numbers(self.inner.weight.T), numbers(self.inner.bias),
            numbers(self.near.weight.permute(2, 1, 0)), numbers(self.near.bias),
            numbers(gates("weight_ih").transpose(1, 2)), numbers(gates("bias_ih")[:, None]),
            numbers(gates("weight_hh").transpose(1, 2)), numbers(gates("bias_hh")[:, None]),
            numbers(self.recalled.weight.T), numbers(self.recalled.bias),
            numbers(self.outer.weight.T), numbers(self.outer.bias - costs),
            numbers(self.transitions), print_of(bare_model().names),
        )  # fmt: skip


def loss_of(scores: Tensor, is_line: Tensor, tags: Tensor, transitions: Tensor) -> Tensor:
    """The negative log-likelihood of the tags of some pages, for each line (Lafferty, McCallum and Pereira 2001)."""
    right = (scores.gather(2, tags[:, :, None]).squeeze(2) * is_line).sum()
    right = right + (transitions[tags[:, :-1], tags[:, 1:]] * is_line[:, 1:]).sum()
    reach = scores[:, 0]
    for line in range(1, scores.shape[1]):
        there = torch.logsumexp(reach[:, :, None] + transitions, 1) + scores[:, line]
        reach = torch.where(is_line[:, line, None], there, reach)
    return (torch.logsumexp(reach, 1).sum() - right) / is_line.sum()


def batch(pages: Sequence[Learnt], rng: Random) -> Batch:
    """Some pages together; of `UNSAID` of them, by lot, rules say nothing."""
    longest = max(len(page.tags) for page in pages)
    sums = torch.zeros(len(pages), longest, *pages[0].sums.shape[1:])
    said = torch.zeros(len(pages), longest, pages[0].said.shape[1])
    is_line = torch.zeros(len(pages), longest, dtype=torch.bool)
    tags = torch.zeros(len(pages), longest, dtype=torch.long)
    begins, before = [], 0
    for number, page in enumerate(pages):
        sums[number, : len(page.tags)] = torch.from_numpy(page.sums).float()
        is_line[number, : len(page.tags)] = True
        tags[number, : len(page.tags)] = torch.from_numpy(page.tags)
        if rng.random() >= UNSAID:
            said[number, : len(page.tags)] = torch.from_numpy(page.said).float()
        begins.append(torch.from_numpy(page.begins).long() + before)
        before += len(page.features)
    features = torch.cat([torch.from_numpy(page.features).long() for page in pages])
    return Batch(sums, features, torch.cat(begins), is_line.flatten().nonzero().flatten(), said, is_line, tags)


def batches(pages: Sequence[Learnt], rng: Random) -> list[list[Learnt]]:
    """All pages, those of about one length together, in random order."""
    ranked = sorted(range(len(pages)), key=lambda at: (len(pages[at].tags) // 6, rng.random()))
    found = [[pages[at] for at in ranked[low : low + BATCH]] for low in range(0, len(ranked), BATCH)]
    rng.shuffle(found)
    return found


def train(pages: Sequence[Learnt], look: Sequence[Learnt]) -> Network:
    """The network; after each round it is said how many tags of `look` are right line by line."""
    torch.manual_seed(SEED)
    rng = Random(SEED)
    base = torch.from_numpy(bare_model().transitions)
    network = Network(len(base), len(bare_model().names) + 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    rounds = EPOCHS * math.ceil(len(pages) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=rounds, pct_start=0.15)
    for epoch in range(1, EPOCHS + 1):
        network.train()
        total = 0.0
        for some in batches(pages, rng):
            together = batch(some, rng)
            loss = loss_of(network(together), together.is_line, together.tags, base + network.transitions)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call,unused-ignore]
            nn.utils.clip_grad_norm_(network.parameters(), LONGEST_STEP)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"{epoch}: {total / math.ceil(len(pages) / BATCH):.4f} a line", *_right(network, look), flush=True)
    return network


def _right(network: Network, look: Sequence[Learnt]) -> Iterator[str]:
    """How many tags of pages the program would get right with the network as it is."""
    network.eval()
    context = network.kept()
    model = read_model(MODEL, context)
    right = lines = 0
    for page in look:
        sums = page.sums.astype(np.float32)
        vectors = np.add.reduceat(context.features[page.features], page.begins)
        gained = context.gains(context.units(sums, vectors))
        found = model.best(sums.sum(axis=1) + page.said.astype(np.float32) + gained)
        right += sum(model.tags[tag] == one for tag, one in zip(page.tags, found, strict=True))
        lines += len(found)
    if lines:
        yield f"{right / lines:.4f} of {lines} lines"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=CONTEXT, help="where to write the network")
    parser.add_argument("--pages", type=int, default=PAGES, help="how many composed pages each set has")
    parser.add_argument("--look", nargs="*", type=Path, default=[], help="folders of pages it is tried on meanwhile")
    parser.add_argument("--taught", type=Path, help="articles of real pages, as bench.taught writes them")
    parser.add_argument("--annotated", type=Path, help="real articles that somebody annotated, as a TOML file")
    options = parser.parse_args(arguments)
    with ProcessPoolExecutor(min(len(CONTEXT_SETS), os.cpu_count() or 1)) as pool:
        sets = pool.map(of_set, CONTEXT_SETS, repeat(options.pages), repeat(options.taught), repeat(options.annotated))
        pages = [page for some in sets for page in some]
    pages += [*of_cases()] * COUNT
    look = [one for folder in options.look for case in folder_cases(folder) if (one := of_file(case))]
    kept = train(pages, look).kept()
    weights = {name: values.astype(np.float16) for name, values in kept._asdict().items() if name != "field"}
    np.savez_compressed(options.out, **weights, field=kept.field)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
