"""
Who should coordinate with whom, and how far they do: socio-technical congruence on matrices.

Works on any table of who acts on what; it knows nothing of networks or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from stakeholder_graph.draws import repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    _Codes = NDArray[np.int64]
    _Values = NDArray[np.float64]

# Among five or fewer each must know each; in a larger circle they share the need.
LARGEST_CIRCLE = 5
# Numbers that are multiplied at once, which bounds the memory of a block of rows.
_BLOCK = 4_000_000
# Columns of a product that are worked out at once.
_STRIPE = 8192


class Needs(NamedTuple):
    """
    How much each pair of actors needs to coordinate.

    Attributes
    ----------
    shared
        Because both act on the same objectives.
    interdependent
        Because objectives of the one depend on objectives of the other.
    """

    shared: sparse.csr_array
    interdependent: sparse.csr_array

    @property
    def total(self) -> sparse.csr_array:
        """Both together."""
        return sparse.csr_array(self.shared + self.interdependent)


class Reason(NamedTuple):
    """
    A part of the need of one pair.

    Attributes
    ----------
    objectives
        Number of the objective that both act on, or of the two that depend on each other:
        that of the first actor, then that of the second.
    need
        Its part.
    """

    objectives: tuple[int, ...]
    need: float


class Requirements:
    """
    Who should coordinate with whom, from who acts on what: CR = A W D W A'.

    Parameters
    ----------
    acts
        Array or sparse matrix A, actors by objectives: how much each does, 0 for nothing.
    links
        D, objectives by objectives, symmetric: how much they depend on each other. The
        diagonal is taken to be 1. If None, none does.
    weights
        w, one per objective: how much it matters. If None, 1 for each.
    leads
        Actors by objectives: non-zero where an actor leads. Then an objective with a lead
        asks for ties between the lead and each other actor, one without a lead for ties
        between all, shared out by ``share_of_need``; and linked objectives ask for ties
        between their leads alone. If None, every two actors of an objective or of two
        linked ones should coordinate, which is the form of the source.

    References
    ----------
    .. [1] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    """

    def __init__(
        self,
        acts: ArrayLike | sparse.sparray,
        *,
        links: ArrayLike | sparse.sparray | None = None,
        weights: ArrayLike | None = None,
        leads: ArrayLike | sparse.sparray | None = None,
    ) -> None:
        acting = sparse.csr_array(acts, dtype=float)
        acting.sum_duplicates()
        acting.eliminate_zeros()
        actors, objectives = acting.shape
        weight = np.ones(objectives) if weights is None else np.asarray(weights, dtype=float)
        if leads is None:
            self._left = _scaled(acting, weight)
            self._right = self._leading = acting
        else:
            led = sparse.csr_array(leads, dtype=bool)
            self._leading = sparse.csr_array(acting * led)
            self._left, self._right = _circles(acting, self._leading, weight)
        self._objectives = objectives
        linked = sparse.coo_array((objectives, objectives) if links is None else links, dtype=float)
        apart = (linked.row != linked.col) & (linked.data != 0)
        row, column = linked.row[apart], linked.col[apart]
        matter = linked.data[apart] * np.sqrt(weight[row] * weight[column])
        self._links = sparse.csr_array((matter, (row, column)), shape=(objectives, objectives))
        self.actors = actors

    def needs(self, *, least: float = 0.0) -> Needs:
        """
        Return how much each pair of actors needs to coordinate.

        Parameters
        ----------
        least
            Leave out pairs that need less altogether. With many actors nearly all pairs need
            a little: they take no more time, but memory.

        Returns
        -------
        needs
            Square matrices of which only the part above the diagonal is filled: row i, column
            j with i < j. Numbers of actors are their rows in ``acts``.
        """
        reached = sparse.csr_array(self._leading @ self._links)
        right, leading = _stripes(self._right), _stripes(self._leading)
        shared, interdependent = [], []
        for first, last in self._blocks(reached):
            for start in range(first - first % _STRIPE, self.actors, _STRIPE):
                both = sparse.csr_array(self._left[first:last] @ right[start // _STRIPE])
                linked = sparse.csr_array(both.shape)
                if reached.nnz:
                    linked += reached[first:last] @ leading[start // _STRIPE]
                if linked.nnz:
                    chosen = _chosen(both + linked, least, first - start) != 0
                    both, linked = both * chosen, linked * chosen
                else:
                    both = _chosen(both, least, first - start)
                shared.append(_placed(both, first, start))
                interdependent.append(_placed(linked, first, start))
        return Needs(*(_gathered(pieces, self.actors) for pieces in (shared, interdependent)))

    def reasons(self, one: int, other: int) -> list[Reason]:
        """
        Return what the need of a pair is made of.

        Parameters
        ----------
        one, other
            Numbers of two actors.

        Returns
        -------
        reasons
            First the objectives that both act on, then the pairs of linked objectives; their
            needs add up to the entry of ``needs``.
        """
        first, second = _row(self._left, one), _row(self._right, other)
        shared = [
            Reason((at % self._objectives,), first[at] * second[at])
            for at in sorted(first.keys() & second.keys())
        ]
        second = _row(self._leading, other)
        linked = [
            Reason((objective, neighbour), value * link * second[neighbour])
            for objective, value in _row(self._leading, one).items()
            for neighbour, link in _row(self._links, objective).items()
            if neighbour in second
        ]
        return shared + linked

    def _blocks(self, reached: sparse.csr_array) -> Iterator[tuple[int, int]]:
        work = _work(self._left, self._right) + _work(reached, self._leading)
        starts = np.flatnonzero(np.diff(np.cumsum(work) // _BLOCK, prepend=-1))
        yield from pairwise([*starts.tolist(), self.actors])


@dataclass(frozen=True)
class Congruence:
    """
    How much of the required coordination takes place.

    Parameters
    ----------
    need
        Actors by actors: how much each pair needs to coordinate, for instance
        ``Needs.total``. The diagonal is ignored; either triangle or both may be filled.
    strength
        How surely each pair coordinates, in [0, 1]; likewise.
    least
        From which strength on a pair counts as tied; any above 0 if 0.

    Raises
    ------
    ValueError
        If the two matrices differ in shape.

    References
    ----------
    .. [1] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    .. [2] Krackhardt, D. (1988). Predicting with networks: nonparametric multiple
       regression analysis of dyadic data. Social Networks 10, 359-381.
    """

    need: ArrayLike | sparse.sparray
    strength: ArrayLike | sparse.sparray
    least: float = 0.0

    def __post_init__(self) -> None:
        if np.shape(self.need) != np.shape(self.strength):
            message = "need and strength must have the same actors"
            raise ValueError(message)

    def measures(self) -> dict[str, float]:
        """
        Measure all actors together.

        Returns
        -------
        measures
            ``required`` and ``met`` pairs; ``congruence``, their share; ``weighted``, the
            share weighted by need and strength; ``density``, the share of all pairs that is
            tied; and ``lift``, congruence over density, which is 1 in expectation when ties
            ignore the requirements. NaN where a denominator is 0.
        """
        required, met = len(self._required), int(self._met.sum())
        density = _ratio(len(self._tied), self._actors * (self._actors - 1) / 2)
        return {
            "required": required,
            "met": met,
            "congruence": _ratio(met, required),
            "weighted": _ratio(float(self._needed @ self._reached), float(self._needed.sum())),
            "density": density,
            "lift": _ratio(_ratio(met, required), density),
        }

    def of_each(self) -> dict[str, NDArray[np.float64]]:
        """
        Measure each actor.

        Returns
        -------
        measures
            ``required`` and ``met`` pairs of each actor, ``congruence``, their share, and
            ``weighted``, the share weighted by need and strength; NaN for an actor that need
            not coordinate with anybody.
        """
        ends = np.concatenate(divmod(self._required, self._actors))
        required, met, needed, reached = (
            np.bincount(ends, weights=np.tile(values, 2), minlength=self._actors)
            for values in (
                np.ones(len(self._required)),
                self._met.astype(float),
                self._needed,
                self._needed * self._reached,
            )
        )
        anybody = np.where(required > 0, 1.0, np.nan)
        return {
            "required": required.astype(float),
            "met": met.astype(float),
            "congruence": met / (required * anybody),
            "weighted": reached / (needed * anybody),
        }

    def chance(
        self,
        *,
        runs: int,
        seed: int,
        n_jobs: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> float:
        """
        Return how often actors dealt out at random are as congruent (QAP permutation).

        Parameters
        ----------
        runs
            How often to exchange the actors of the coordination network.
        seed, n_jobs, progress
            As for ``draws.repeat``: the result is the same for every number of jobs.

        Returns
        -------
        p
            1 plus the runs in which as many required pairs or more are tied, over 1 plus all
            runs; NaN where nothing is required or there are no runs.
        """
        if not runs or not len(self._required):
            return float("nan")
        run = partial(_met_by_chance, required=self._required, tied=self._tied, actors=self._actors)
        drawn = repeat(run, runs=runs, seed=seed, n_jobs=n_jobs, progress=progress)
        return float((1 + sum(met >= self._met.sum() for met in drawn)) / (1 + runs))

    @property
    def _actors(self) -> int:
        return int(np.shape(self.need)[0])

    @cached_property
    def _required_needs(self) -> tuple[_Codes, _Values]:
        return _pairs(self.need)

    @property
    def _required(self) -> _Codes:
        return self._required_needs[0]

    @property
    def _needed(self) -> _Values:
        return self._required_needs[1]

    @cached_property
    def _strengths(self) -> tuple[_Codes, _Values]:
        return _pairs(self.strength)

    @cached_property
    def _reached(self) -> _Values:
        codes, values = self._strengths
        place, known = _found(self._required, codes)
        reached = np.zeros(len(self._required))
        reached[known] = values[place[known]]
        return reached

    @property
    def _met(self) -> NDArray[np.bool_]:
        return (self._reached > 0) & (self._reached >= self.least)

    @cached_property
    def _tied(self) -> _Codes:
        codes, values = self._strengths
        return codes[values >= self.least]


def share_of_need(circle: int) -> float:
    """
    Return which part of a common need falls on each pair of a circle.

    Parameters
    ----------
    circle
        How many have the need in common.

    Returns
    -------
    share
        1 for up to five; for more, 1 over the number of the others, since nobody can
        meet them all.
    """
    return 1.0 if circle <= LARGEST_CIRCLE else 1 / (circle - 1)


def _circles(
    acting: sparse.csr_array, leading: sparse.csr_array, weight: _Values
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return two matrices of which the product is the shared need: lead with each, or circle."""
    is_led = _counts(leading) > 0
    share = np.array([share_of_need(circle) for circle in _counts(acting).tolist()])
    others = sparse.csr_array(acting - leading)
    left = (
        _scaled(leading, weight),
        _scaled(others, weight * is_led),
        _scaled(others, weight * share * ~is_led),
    )
    right = (_scaled(acting, is_led), leading, _scaled(others, ~is_led))
    return tuple(sparse.hstack(parts, format="csr") for parts in (left, right))


def _scaled(matrix: sparse.csr_array, columns: NDArray[Any]) -> sparse.csr_array:
    data = matrix.data * columns[matrix.indices]
    scaled = sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape, copy=True)
    scaled.eliminate_zeros()
    return scaled


def _counts(matrix: sparse.csr_array) -> NDArray[np.int64]:
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def _work(left: sparse.csr_array, right: sparse.csr_array) -> NDArray[np.int64]:
    """Return how many numbers the product with the transpose multiplies for each row."""
    upto = np.concatenate([[0], np.cumsum(_counts(right)[left.indices])])
    work: NDArray[np.int64] = upto[left.indptr[1:]] - upto[left.indptr[:-1]]
    return work


def _stripes(matrix: sparse.csr_array) -> list[sparse.csr_array]:
    """Cut the transpose into columns that fit the processor's cache."""
    starts = range(0, matrix.shape[0], _STRIPE)
    return [sparse.csr_array(matrix[start : start + _STRIPE].T) for start in starts]


def _chosen(block: sparse.csr_array, least: float, below: int) -> sparse.csr_array:
    """Keep what is enough and above the diagonal, which starts in row ``-below``."""
    at = np.flatnonzero(block.data >= least if least > 0 else block.data)
    row = np.searchsorted(block.indptr, at, side="right") - 1
    above = block.indices[at] > row + below
    at, row = at[above], row[above]
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=block.shape[0]))])
    return sparse.csr_array((block.data[at], block.indices[at], start), shape=block.shape)


def _placed(block: sparse.csr_array, first: int, start: int) -> tuple[_Values, _Codes, _Codes]:
    entries = block.tocoo()
    row, column = entries.coords
    return entries.data, row + first, column + start


def _gathered(pieces: Sequence[tuple[_Values, _Codes, _Codes]], actors: int) -> sparse.csr_array:
    data, row, column = (
        np.concatenate([np.zeros(0, dtype=of), *(piece[at] for piece in pieces)])
        for at, of in enumerate((float, np.int32, np.int32))
    )
    gathered = sparse.csr_array((data, (row, column)), shape=(actors, actors))
    gathered.sort_indices()
    return gathered


def _row(matrix: sparse.csr_array, at: int) -> dict[int, float]:
    entries = slice(matrix.indptr[at], matrix.indptr[at + 1])
    return dict(zip(matrix.indices[entries].tolist(), matrix.data[entries].tolist(), strict=True))


def _pairs(matrix: ArrayLike | sparse.sparray) -> tuple[_Codes, _Values]:
    """Return the pairs of a matrix as ascending numbers, lesser times actors plus greater."""
    entries = sparse.coo_array(matrix, dtype=float)
    entries.sum_duplicates()
    row, column = entries.coords
    filled = (row != column) & (entries.data != 0)
    one, other = row[filled].astype(np.int64), column[filled].astype(np.int64)
    codes = np.minimum(one, other) * entries.shape[0] + np.maximum(one, other)
    order = np.lexsort((-entries.data[filled], codes))
    codes, first = np.unique(codes[order], return_index=True)
    return codes, entries.data[filled][order][first]


def _found(codes: _Codes, among: _Codes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where codes stand among ascending others, and whether they do."""
    place = np.searchsorted(among, codes)
    known = place < len(among)
    known[known] = among[place[known]] == codes[known]
    return place, known


def _met_by_chance(
    seed: np.random.SeedSequence, *, required: _Codes, tied: _Codes, actors: int
) -> int:
    dealt = np.random.default_rng(seed).permutation(actors)
    one, other = (dealt[end] for end in divmod(required, actors))
    codes = np.minimum(one, other) * actors + np.maximum(one, other)
    return int(_found(codes, tied)[1].sum())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
