"""What the lines around a line say of it, all together: a small recurrent network above the sums of features.

The conditional random field (`loader.sequence`) adds up what each feature says, of the line and of its neighbours one
by one; so it cannot know that a short line between two texts of one wording is a crosshead if both are long and a
headline if a byline stands below, nor what the lines above have come to: a report that goes on, a list, an article that
has had its name. The network is given these sums by groups (`GROUPS`) and, of the features of each line itself, a
vector for each, added up; it looks at the `WIDTH` lines around, reads the page downwards and upwards, and says by how
much each tag gains; the best path is sought as before. Vectors of features and convolutions below a conditional random
field are those of R. Collobert and others, Natural Language Processing (Almost) from Scratch (Journal of Machine
Learning Research 12, 2011), networks that read both ways below one those of Z. Huang, W. Xu and K. Yu, Bidirectional
LSTM-CRF Models for Sequence Tagging (2015), its gated units those of K. Cho and others, Learning Phrase Representations
using RNN Encoder–Decoder (EMNLP 2014). It is trained by `bench/train_context.py` above the weights of `roles.json`,
with PyTorch, and kept as `context.npz`; here it is only applied, in numpy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.sums import Weights

CONTEXT = Path(__file__).parent / "context.npz"
# What of the sums is told apart: how a line stands in its run and on the page, how it reads on, wording, the line
# itself, its neighbours, and two of them together. What rules say (`voices`) it is not shown: who adds one must be able
# to decide.
GROUPS = 6
WIDTH = 3  # lines that the convolution sees
SCALE = np.float32(0.25)  # sums are some units large
PART = 2000  # lines of a page of 100,000 that are prepared at a time
# What a tag gains or loses at most, three quarters of what a rule says, so that rules decide. With 3.5 to 5 the
# articles of the pages looked at differ by half a hundredth.
MOST = np.float32(4.5)


class Context(NamedTuple):
    """The weights: `features`, a vector for each feature of the field, row 0 of none (features × units); of the groups
    for the units; of `WIDTH` lines in the convolution (WIDTH × units × units); of the units for the gates of both
    directions (2 × units × 3 memory: forget, keep, new; of which the first two stand turned round, so that a gate is
    1 / (1 + exp)) and of the memory for its gates (2 × memory × 3 memory); of both memories for the units; of the units
    for the tags; what is added to each; what a tag after another gains; and `field`, the print of the features of the
    field that all this holds above (`print_of`)."""

    features: Weights
    inner: Weights
    inner_bias: Weights
    near: Weights
    near_bias: Weights
    seen: Weights
    seen_bias: Weights
    memory: Weights
    memory_bias: Weights
    recalled: Weights
    recalled_bias: Weights
    outer: Weights
    outer_bias: Weights
    transitions: Weights
    field: NDArray[np.uint8]

    def units(self, sums: Weights, features: Weights) -> Weights:
        """What stands in each line by itself: lines × units. `sums`: lines × GROUPS × tags; `features`: lines × units,
        the vectors of its features added up."""
        flat = sums.reshape(len(sums), -1) * SCALE
        return _positive(flat @ self.inner + self.inner_bias + features)

    def gains(self, units: Weights) -> Weights:
        """By how much each tag of each line of a page gains, -MOST to MOST. `units`: of all lines of the page."""
        seen = units + _positive(_convolved(units, self.near) + self.near_bias)
        remembered = self._recall(seen)
        gained: Weights = np.empty((len(seen), len(self.outer_bias)), dtype=np.float32)
        for first in range(0, len(seen), PART):
            part = slice(first, first + PART)
            told = seen[part] + remembered[part] @ self.recalled + self.recalled_bias
            np.clip(told @ self.outer + self.outer_bias, -MOST, MOST, out=gained[part])
        return gained

    def _recall(self, seen: Weights) -> Weights:
        """What is remembered at each line of those above, and of those below (lines × 2 memory): the page is read in
        both directions at once, line by line."""
        lines, size = len(seen), self.memory.shape[1]
        remembered: Weights = np.empty((lines, 2 * size), dtype=np.float32)
        memory: Weights = np.zeros((2, 1, size), dtype=np.float32)
        for first in range(0, lines, PART):
            last = min(first + PART, lines)
            down, up = seen[first:last], seen[lines - last : lines - first][::-1]
            told = np.stack([down @ self.seen[0], up @ self.seen[1]], axis=1)[:, :, None] + self.seen_bias
            with np.errstate(over="ignore"):  # what is forgotten for good: 1 / (1 + inf)
                for line, gates in enumerate(told, first):
                    said = memory @ self.memory
                    said += self.memory_bias
                    both: Weights = 1 / (1 + np.exp(gates[:, :, : 2 * size] + said[:, :, : 2 * size]))
                    new: Weights = np.tanh(gates[:, :, 2 * size :] + both[:, :, :size] * said[:, :, 2 * size :])
                    memory = new + both[:, :, size:] * (memory - new)
                    remembered[line, :size] = memory[0, 0]
                    remembered[lines - 1 - line, size:] = memory[1, 0]
        return remembered


def print_of(features: Iterable[str]) -> NDArray[np.uint8]:
    """What the features of a field are known by, in their order."""
    return np.frombuffer(hashlib.sha256("\n".join(features).encode()).digest()[:16], dtype=np.uint8)


def _positive(values: Weights) -> Weights:
    return np.maximum(values, 0, out=values)


def _convolved(seen: Weights, weights: Weights) -> Weights:
    """For each line the weighted units of `WIDTH` lines around it; none beyond the ends."""
    total: Weights = np.zeros((len(seen), weights.shape[2]), dtype=np.float32)
    for number, one in enumerate(weights):
        apart = number - WIDTH // 2  # from the line to the one whose units are weighted
        first, last = max(0, -apart), len(seen) - max(0, apart)
        if first < last:
            total[first:last] += seen[first + apart : last + apart] @ one
    return total


@cache
def load_context(path: Path = CONTEXT) -> Context:
    """The network in a file, once for each process."""
    with np.load(path, allow_pickle=False) as kept:
        return Context(*(kept[name] if name == "field" else kept[name].astype(np.float32) for name in Context._fields))
