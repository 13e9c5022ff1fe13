"""
Where to put nodes so that no label covers another.

Only sums, products, quotients and square roots are used, in a fixed order, so that the
same network gives the same picture on every processor.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Points = NDArray[np.float64]

_STARTS = range(1, 9)
_FINISHED = 3
_SPREAD_ROUNDS = 150
_CLUSTER_ROUNDS = 350
_REPULSION = 0.06
_GRAVITY = 0.3
_PADDING = 2.0
_GROWTH = 1.004
_GROW_EVERY = 20
_TINY = 1e-9


def place(edges: Sequence[tuple[int, int]], boxes: Points, *, ratio: float) -> Points:
    """
    Place boxes so that tied ones are near each other and none overlap.

    Parameters
    ----------
    edges
        Pairs of positions in ``boxes``.
    boxes
        Width and height of each box, shape (n, 2), in points.
    ratio
        Width of the page over its height.

    Returns
    -------
    centres
        Centre of each box, shape (n, 2), in points, around the origin. The drawing is
        as large as it needs to be.

    References
    ----------
    .. [1] Fruchterman, T. and Reingold, E. (1991). Graph drawing by force-directed
       placement. Software: Practice and Experience 21, 1129-1164.
    .. [2] Noack, A. (2007). Energy models for graph clustering. Journal of Graph
       Algorithms and Applications 11, 453-480.
    """
    if len(boxes) == 1:
        return np.zeros((1, 2))
    ties = np.array(edges, dtype=int).reshape(-1, 2)
    drafts = [_attract(ties, len(boxes), seed) for seed in _STARTS]
    drafts.sort(key=lambda centres: crossings(centres, ties))
    finished = [
        remove_overlaps(_fit(centres, boxes, ratio), boxes) for centres in drafts[:_FINISHED]
    ]
    return min(finished, key=lambda centres: confusion(centres, boxes, ties))


def confusion(centres: Points, boxes: Points, ties: NDArray[np.int_]) -> int:
    """
    Count what makes a drawing hard to read.

    Parameters
    ----------
    centres, boxes
        Centre, and width and height, of each box, shape (n, 2).
    ties
        Pairs of positions in ``centres``, shape (m, 2).

    Returns
    -------
    confusion
        Crossings, plus three for each edge that runs through a box that is not its own.
    """
    return crossings(centres, ties) + 3 * _strangers(centres, boxes, ties)


def remove_overlaps(centres: Points, boxes: Points) -> Points:
    """
    Push boxes apart until none overlap.

    Parameters
    ----------
    centres
        Centre of each box, shape (n, 2).
    boxes
        Width and height of each box, shape (n, 2).

    Returns
    -------
    centres
        New centres; boxes are at least 2 points apart.
    """
    centres = centres.copy()
    needed = (boxes[:, None, :] + boxes[None, :, :]) / 2 + _PADDING
    order = np.arange(len(boxes))
    # Boxes on one spot are told apart by their order.
    tie_break = np.sign(order[:, None] - order[None, :])
    rounds = 0
    while True:
        apart = centres[:, None, :] - centres[None, :, :]
        lack = needed - np.abs(apart)
        np.einsum("iik->ik", lack)[:] = 0
        overlapping = np.asarray((lack > _TINY).all(axis=2))
        if not overlapping.any():
            return centres
        across = lack[:, :, 0] <= lack[:, :, 1]
        direction = np.where(apart == 0, tie_break[:, :, None], np.sign(apart))
        push = direction * lack * np.stack([across, ~across], axis=2) * overlapping[:, :, None]
        count = np.maximum(np.add.reduce(overlapping, axis=1), 1)
        centres += 0.5 * np.add.reduce(push, axis=1) / count[:, None]
        rounds += 1
        if rounds % _GROW_EVERY == 0:
            centres *= _GROWTH


def crossings(centres: Points, ties: NDArray[np.int_]) -> int:
    """
    Count the pairs of straight edges that cross.

    Parameters
    ----------
    centres
        Centre of each node, shape (n, 2).
    ties
        Pairs of positions in ``centres``, shape (m, 2).

    Returns
    -------
    crossings
        Pairs of edges without a common end that intersect.
    """
    if not len(ties):
        return 0
    start, end = centres[ties[:, 0]], centres[ties[:, 1]]

    def side(a: Points, b: Points, c: Points) -> NDArray[np.bool_]:
        cross = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
        return np.asarray(cross > (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0]))

    one, other = (start[:, None], end[:, None]), (start[None], end[None])
    meets = (side(*one, other[0]) != side(*one, other[1])) & (
        side(*other, one[0]) != side(*other, one[1])
    )
    shared = (ties[:, None, :, None] == ties[None, :, None, :]).any(axis=(2, 3))
    return int(np.triu(meets & ~shared, 1).sum())


def _strangers(centres: Points, boxes: Points, ties: NDArray[np.int_]) -> int:
    if not len(ties):
        return 0
    start, end = centres[ties[:, 0]][:, None], centres[ties[:, 1]][:, None]
    along = end - start
    length = np.maximum(np.add.reduce(along * along, axis=2, keepdims=True), _TINY)
    foot = np.add.reduce((centres[None] - start) * along, axis=2, keepdims=True) / length
    nearest = start + np.clip(foot, 0, 1) * along
    through = (np.abs(nearest - centres[None]) < boxes[None] / 2).all(axis=2)
    own = (ties[:, :, None] == np.arange(len(centres))).any(axis=1)
    return int((through & ~own).sum())


def _attract(ties: NDArray[np.int_], count: int, seed: int) -> Points:
    chance = random.Random(seed)  # noqa: S311
    centres = np.array([[chance.random() - 0.5, chance.random() - 0.5] for _ in range(count)])
    adjacency = np.zeros((count, count))
    for one, other in ties:
        adjacency[one, other] = adjacency[other, one] = 1
    degree = np.maximum(np.add.reduce(adjacency, axis=1), 1)
    ideal = 1 / np.sqrt(count)
    for step in _cooling(0.1, 0.002, _SPREAD_ROUNDS):
        apart, distance = _distances(centres)
        force = (ideal**2 / distance**2 - adjacency * distance / ideal)[:, :, None] * apart
        centres += _limited(np.add.reduce(force, axis=1), step)
    mass = _REPULSION * degree[:, None] * degree[None, :]
    for step in _cooling(0.03, 0.0005, _CLUSTER_ROUNDS):
        apart, distance = _distances(centres)
        force = ((mass / distance**2 - adjacency / distance)[:, :, None]) * apart
        pull = -_GRAVITY * degree[:, None] * centres
        centres += _limited(np.add.reduce(force, axis=1) + pull, step)
    return centres


def _cooling(first: float, last: float, rounds: int) -> list[float]:
    return [first + (last - first) * turn / (rounds - 1) for turn in range(rounds)]


def _distances(centres: Points) -> tuple[Points, Points]:
    apart = centres[:, None, :] - centres[None, :, :]
    distance = np.sqrt(apart[:, :, 0] * apart[:, :, 0] + apart[:, :, 1] * apart[:, :, 1])
    return apart, np.maximum(distance, _TINY * 1e3)


def _limited(force: Points, step: float) -> Points:
    length = np.sqrt(force[:, 0] * force[:, 0] + force[:, 1] * force[:, 1])
    scale: Points = step / np.maximum(length, step)
    return force * scale[:, None]


def _fit(centres: Points, boxes: Points, ratio: float) -> Points:
    centres = _along_principal_axis(centres - np.add.reduce(centres, axis=0) / len(centres))
    extent = np.maximum(centres.max(axis=0) - centres.min(axis=0), _TINY)
    area = 2.4 * float(np.add.reduce(boxes[:, 0] * boxes[:, 1]))
    height = np.sqrt(area / ratio)
    scaled: Points = centres * (np.array([height * ratio, height]) / extent)
    return scaled


def _along_principal_axis(centres: Points) -> Points:
    x, y = centres[:, 0], centres[:, 1]
    xx, yy, xy = (float(np.add.reduce(product)) for product in (x * x, y * y, x * y))
    half = (xx - yy) / 2
    radius = float(np.sqrt(half * half + xy * xy))
    if radius < _TINY:
        return centres
    cosine = np.sqrt((1 + half / radius) / 2)
    sine = (1 if xy >= 0 else -1) * np.sqrt(max(0.0, (1 - half / radius) / 2))
    return np.stack([x * cosine + y * sine, y * cosine - x * sine], axis=1)
