"""Learn how headlines, crossheads, decks and texts are worded: `loader/headlinese.npz`.

    python -m bench.train_headlinese --taught taught.jsonl --lines lines.jsonl

Of the articles that `bench.taught` wrote, those that no training page is made of (`is_for_wording`), and the lines of
`bench.more_lines`, so that the models above see what it says of lines that it has not learnt from (D. Wolpert, Stacked
generalization, 1992). A multinomial logistic regression with a squared penalty; a part of the grams of a line is left
out by lot while it learns (N. Srivastava and others, Dropout, 2014). Seeded. Needs PyTorch (`pip install -e
'.[train]'`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bench.train_roles import is_for_wording
from loader.excerpts import excerpts
from loader.headlinese import HEADLINESE, LONGEST, ROLES, grams

FEWEST = 4  # lines that have a gram
# Chosen on lines of articles that nothing is learnt from here: with a PENALTY of 1e-3 and 3e-4 wording alone tells 77
# and 78 of 100 pairs of a crosshead and a headline of the mainland (4 to 30 characters), with 1e-4 as many.
EPOCHS, BATCH, RATE, PENALTY, KEPT, SEED = 5, 256, 3e-3, 3e-4, 0.5, 20200213
STEP = 1 / 32  # of the weights as they are kept


def read_lines(taught: Path, more: Path | None) -> Iterator[tuple[int, Any]]:
    """The number of the role and the grams of each line."""
    told = (one for one in _rows(taught) if is_for_wording(one))
    for role, text in chain(*(one["parts"] for one in told), _rows(more) if more else ()):
        if role in ROLES and 1 < len(text) <= LONGEST:
            yield ROLES.index(role), grams(excerpts([text]).codes)


def _rows(file: Path) -> Iterator[Any]:
    with file.open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--taught", type=Path, required=True, help="articles as bench.taught writes them")
    parser.add_argument("--lines", type=Path, help="more lines, as bench.more_lines writes them")
    parser.add_argument("--out", type=Path, default=HEADLINESE, help="where to write the file")
    options = parser.parse_args(arguments)
    torch.manual_seed(SEED)
    lines = list(read_lines(options.taught, options.lines))
    found, many = np.unique(np.concatenate([np.unique(some) for _, some in lines]), return_counts=True)
    known = found[many >= FEWEST]
    numbers = []
    for _, some in lines:
        at = np.minimum(np.searchsorted(known, some), len(known) - 1)
        numbers.append(torch.from_numpy(at[known[at] == some]))
    roles = torch.tensor([role for role, _ in lines])
    counts = torch.bincount(roles, minlength=len(ROLES)).float()
    shares = counts.rsqrt() / counts.rsqrt().mean()
    weights = torch.zeros(len(known), len(ROLES), requires_grad=True)
    bias = torch.zeros(len(ROLES), requires_grad=True)
    optimizer = torch.optim.Adam([weights, bias], lr=RATE)
    for epoch in range(1, EPOCHS + 1):
        total = 0.0
        for some in torch.randperm(len(lines)).split(BATCH):
            flat = torch.cat([numbers[i] for i in some])
            begins = torch.tensor([0, *[len(numbers[i]) for i in some[:-1]]]).cumsum(0)
            kept = (torch.rand(len(flat)) < KEPT).float() / KEPT
            told = torch.nn.functional.embedding_bag(flat, weights, begins, mode="sum", per_sample_weights=kept)
            loss = torch.nn.functional.cross_entropy(told + bias, roles[some], weight=shares)
            loss = loss + PENALTY * weights[flat.unique()].pow(2).sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call,unused-ignore]
            optimizer.step()
            total += loss.item()
        print(f"{epoch}: {total / -(-len(lines) // BATCH):.4f}", flush=True)
    against = (weights - weights[:, :1])[:, 1:].detach().numpy()
    rounded = np.clip(np.round(against / STEP), -127, 127).astype(np.int8)
    told = np.flatnonzero(rounded.any(axis=1))
    np.savez_compressed(
        options.out, grams=known[told], weights=rounded[told], step=np.float32(STEP),
        bias=(bias - bias[0])[1:].detach().numpy(),
    )  # fmt: skip
    print(f"{options.out}: {len(lines):,} lines, {len(told):,} grams, {options.out.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
