"""A forest whose leaves keep their members, so that a case finds the past cases most like it.

Regression trees on several targets at once, random rows and random features a node: Breiman 2001, Machine Learning
45; members of the leaf as a conditional distribution: Meinshausen 2006, JMLR 7, "Quantile regression forests".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookfar.forecasts.history import Floats

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Depth at most, members of a leaf at least, features tried at a node, bins of a feature."""

    depth: int
    least: int
    tried: int
    bins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A node goes left where feature <= cut; `feature` is -1 at a leaf, whose members are `start`..next start."""

    feature: Whole
    cut: Whole
    left: Whole
    members: Whole
    start: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees over features cut into bins at `edges`."""

    edges: tuple[Floats, ...]
    trees: tuple[Tree, ...]

    def alike(self, features: Floats, draws: int, rng: np.random.Generator) -> Whole:
        """Cases x draws: training rows, each from the leaf of one tree, the trees in turn."""
        binned = _binned(features, self.edges)
        found = np.empty((len(features), draws), dtype=np.int64)
        turn = np.resize(np.arange(len(self.trees)), draws)
        for number, tree in enumerate(self.trees):
            columns = np.flatnonzero(turn == number)
            leaf = _leaf(tree, binned)
            first, size = tree.start[leaf], tree.start[leaf + 1] - tree.start[leaf]
            pick = (rng.random((len(leaf), len(columns))) * size[:, None]).astype(np.int64)
            found[:, columns] = tree.members[first[:, None] + pick]
        return found


def grow(
    features: Floats, targets: Floats, rows: Sequence[Whole], growth: Growth, rng: np.random.Generator
) -> Forest:
    """One tree for each set of rows. `features`: rows x features, `targets`: rows x targets of equal weight."""
    steps = np.linspace(0, 1, growth.bins + 1)[1:-1]
    edges = tuple(np.unique(np.quantile(column, steps)) for column in features.T)
    binned = _binned(features, edges)
    trees = tuple(_tree(binned[some], targets[some], some, growth, rng) for some in rows)
    return Forest(edges=edges, trees=trees)


def _binned(features: Floats, edges: tuple[Floats, ...]) -> Whole:
    columns = [np.searchsorted(edge, column, side="right") for edge, column in zip(edges, features.T, strict=True)]
    return np.stack(columns, axis=1).astype(np.int64)


def _leaf(tree: Tree, binned: Whole) -> Whole:
    node = np.zeros(len(binned), dtype=np.int64)
    while True:
        inner = np.flatnonzero(tree.feature[node] >= 0)
        if not len(inner):
            return node
        here = node[inner]
        right = binned[inner, tree.feature[here]] > tree.cut[here]
        node[inner] = tree.left[here] + right


def _tree(binned: Whole, targets: Floats, rows: Whole, growth: Growth, rng: np.random.Generator) -> Tree:
    feature, cut, left = np.array([-1]), np.array([0]), np.array([-1])
    node = np.zeros(len(rows), dtype=np.int64)
    front = np.array([0])
    for _ in range(growth.depth):
        if not len(front):
            break
        place = np.full(len(feature), -1)
        place[front] = np.arange(len(front))
        here = np.flatnonzero(place[node] >= 0)
        best, at = _splits(place[node[here]], len(front), binned[here], targets[here], growth, rng)
        split = np.flatnonzero(best >= 0)
        parents, children = front[split], len(feature) + 2 * np.arange(len(split))
        feature[parents], cut[parents], left[parents] = best[split], at[split], children
        more = 2 * len(split)
        feature = np.append(feature, np.full(more, -1))
        cut, left = np.append(cut, np.zeros(more, dtype=np.int64)), np.append(left, np.full(more, -1))
        moving = here[feature[node[here]] >= 0]
        old = node[moving]
        node[moving] = left[old] + (binned[moving, feature[old]] > cut[old])
        front = np.concatenate([children, children + 1])
    order = np.argsort(node, kind="stable")
    start = np.searchsorted(node[order], np.arange(len(feature) + 1))
    return Tree(feature=feature, cut=cut, left=left, members=rows[order], start=start)


def _splits(
    place: Whole, nodes: int, binned: Whole, targets: Floats, growth: Growth, rng: np.random.Generator
) -> tuple[Whole, Whole]:
    """For each node the feature and the bin after which to cut for the least squares left; -1 where none helps."""
    many = binned.shape[1]
    tried = rng.random((nodes, many)).argsort(axis=1).argsort(axis=1) < growth.tried
    count = np.bincount(place, minlength=nodes).astype(float)
    whole = np.stack([np.bincount(place, column, nodes) for column in targets.T], axis=1)
    before = (whole**2).sum(axis=1) / np.maximum(count, 1)
    gain, best, at = np.full(nodes, 1e-9), np.full(nodes, -1), np.zeros(nodes, dtype=np.int64)
    for feature in range(many):
        key = place * growth.bins + binned[:, feature]

        def below(weights: Floats | None, key: Whole = key) -> Floats:
            cells = np.bincount(key, weights, nodes * growth.bins).reshape(nodes, growth.bins)
            return np.asarray(cells.cumsum(axis=1)[:, :-1], dtype=np.float64)

        n = below(None)
        sums = np.stack([below(column) for column in targets.T], axis=2)
        rest = count[:, None] - n
        after = (sums**2).sum(axis=2) / np.maximum(n, 1)
        after += ((whole[:, None] - sums) ** 2).sum(axis=2) / np.maximum(rest, 1)
        gained = after - before[:, None]
        gained[(n < growth.least) | (rest < growth.least) | ~tried[:, feature][:, None]] = -1
        where = gained.argmax(axis=1)
        top = gained[np.arange(nodes), where]
        better = top > gain
        gain[better], best[better], at[better] = top[better], feature, where[better]
    return best, at
