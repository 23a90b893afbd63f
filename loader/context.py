"""What the lines around a line say of it, all together: a small convolutional network above the sums of features.

The conditional random field (`loader.sequence`) adds up what each feature says, of the line and of its neighbours one
by one; so it cannot know that a short line between two texts of one wording is a crosshead if both are long and a
headline if a byline stands below. The network is given these sums by groups (`GROUPS`), for `REACH` lines up and down,
and says by how much each tag gains; the best path is sought as before. Convolutions below a conditional random field
are those of R. Collobert and others, Natural Language Processing (Almost) from Scratch (Journal of Machine Learning
Research 12, 2011); with holes (`HOLES`) to reach farther: F. Yu and V. Koltun, Multi-Scale Context Aggregation by
Dilated Convolutions (ICLR 2016). It is trained by `bench/train_context.py` above the weights of `roles.json`, with
PyTorch, and kept as `context.npz`; here it is only applied, in numpy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from loader.sums import Weights

CONTEXT = Path(__file__).parent / "context.npz"
# What of the sums is told apart: how a line stands in its run and on the page, how it reads on, wording, the line
# itself, its neighbours, and two of them together. What rules say (`voices`) it is not shown: who adds one must be able
# to decide.
GROUPS = 6
WIDTH, HOLES = 7, (1, 3)  # lines that a convolution sees, and how far they are apart in each
REACH = sum(WIDTH // 2 * apart for apart in HOLES)  # lines up and down that matter to a line
SCALE = np.float32(0.25)  # sums are some units large
# What a tag gains or loses at most, half of what a rule says, so that rules decide. With 2 to 6 the articles of the
# pages looked at differ by a hundredth or so; with 4 and more a few lines are read otherwise than rules say that match
# all of them.
MOST = np.float32(3.0)


class Context(NamedTuple):
    """The weights: of the groups for the hidden units, of `WIDTH` lines in each convolution (WIDTH × units × units),
    and of the units for the tags; what is added to each; and what a tag after another gains."""

    inner: Weights
    inner_bias: Weights
    near: Weights
    near_bias: Weights
    far: Weights
    far_bias: Weights
    outer: Weights
    outer_bias: Weights
    transitions: Weights

    def gains(self, sums: Weights) -> Weights:
        """By how much each tag of each line gains, -MOST to MOST. `sums`: lines × GROUPS × tags, without a gap; of
        lines nearer than `REACH` to an end that is not the page's the answer is another."""
        flat = sums.reshape(len(sums), -1) * SCALE
        seen = _positive(flat @ self.inner + self.inner_bias)
        for weights, bias, apart in zip((self.near, self.far), (self.near_bias, self.far_bias), HOLES, strict=True):
            seen += _positive(_convolved(seen, weights, apart) + bias)
        gained: Weights = seen @ self.outer + self.outer_bias
        return np.clip(gained, -MOST, MOST, out=gained)


def _positive(values: Weights) -> Weights:
    return np.maximum(values, 0, out=values)


def _convolved(seen: Weights, weights: Weights, apart: int) -> Weights:
    """For each line the weighted units of `WIDTH` lines around it, each so many from the next; none beyond the ends."""
    pad = WIDTH // 2 * apart
    padded = np.zeros((len(seen) + 2 * pad, seen.shape[1]), dtype=np.float32)
    padded[pad : pad + len(seen)] = seen
    total = np.zeros((len(seen), weights.shape[2]), dtype=np.float32)
    for number, one in enumerate(weights):
        total += padded[number * apart : number * apart + len(seen)] @ one
    return total


@cache
def load_context(path: Path = CONTEXT) -> Context:
    """The network in a file, once for each process."""
    with np.load(path, allow_pickle=False) as kept:
        return Context(*(kept[name].astype(np.float32) for name in Context._fields))
