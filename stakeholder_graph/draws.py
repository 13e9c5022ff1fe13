"""Random draws: runs with a seed each, and two-mode networks redrawn with fixed degrees."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Result = TypeVar("Result")
_TRADES_PER_ROW = 10


def repeat(
    run: Callable[[np.random.SeedSequence], Result],
    *,
    runs: int,
    seed: int,
    n_jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Result]:
    """
    Call a function many times, each time with a seed of its own.

    Parameters
    ----------
    run
        Function of one seed. Workers in other processes must be able to unpickle it.
    runs
        How often to call it.
    seed
        Seed from which those of the runs are spawned.
    n_jobs
        As for ``joblib.Parallel``: None takes what ``joblib.parallel_config`` says, one
        job otherwise. Any backend of joblib will do, for instance ``"dask"``.
    progress
        Called with the number of runs done, after each.

    Returns
    -------
    results
        In the order of the seeds, whatever the order of the work: they are the same for
        every number of jobs and every backend.
    """
    from joblib import Parallel, delayed

    seeds = np.random.SeedSequence(seed).spawn(runs)
    work = Parallel(n_jobs=n_jobs, return_as="generator")(delayed(run)(each) for each in seeds)
    results = []
    for result in work:
        results.append(result)
        if progress is not None:
            progress(len(results))
    return results


def redraw(rows: Sequence[frozenset[int]], chance: random.Random) -> list[frozenset[int]]:
    """
    Draw a two-mode network at random among those with the same degrees.

    Two institutions at a time put the venues that only one of them sits in into a pool and
    draw their numbers from it again, ten times as often as there are institutions.

    Parameters
    ----------
    rows
        Venues of each institution.
    chance
        Source of random numbers.

    Returns
    -------
    drawn
        Venues of each institution: as many for each, and as many members for each venue.

    References
    ----------
    .. [1] Strona, G. et al. (2014). A fast and unbiased procedure to randomize ecological
       binary matrices with fixed row and column totals. Nature Communications 5, 4114.
    """
    drawn = list(rows)
    seated = [at for at, row in enumerate(rows) if row]
    if len(seated) < 2:  # noqa: PLR2004 - nobody to trade with
        return drawn
    for _ in range(_TRADES_PER_ROW * len(seated)):
        one, other = chance.sample(seated, 2)
        first, second = drawn[one] - drawn[other], drawn[other] - drawn[one]
        if first and second:
            # In order: sets of equal content may be gone through in different ones.
            pool = [*sorted(first), *sorted(second)]
            chance.shuffle(pool)
            both = drawn[one] & drawn[other]
            drawn[one] = both.union(pool[: len(first)])
            drawn[other] = both.union(pool[len(first) :])
    return drawn


def rewire(edges: Sequence[tuple[int, int]], chance: random.Random) -> list[tuple[int, int]]:
    """
    Draw a simple graph at random among those with the same degrees.

    Two edges at a time exchange an end, unless that would make a loop or an edge that is
    there already; it is tried ten times as often as there are edges.

    Parameters
    ----------
    edges
        Pairs of different numbers, each pair once.
    chance
        Source of random numbers.

    Returns
    -------
    drawn
        As many pairs, the lesser number first; every number as often as before.

    References
    ----------
    .. [1] Maslov, S. and Sneppen, K. (2002). Specificity and stability in topology of
       protein networks. Science 296, 910-913.
    """
    drawn = [(min(edge), max(edge)) for edge in edges]
    known = set(drawn)
    if len(drawn) < 2:  # noqa: PLR2004 - nothing to exchange with
        return drawn
    for _ in range(_TRADES_PER_ROW * len(drawn)):
        first, second = chance.randrange(len(drawn)), chance.randrange(len(drawn))
        one, other = drawn[first]
        third, fourth = drawn[second] if chance.random() < 0.5 else drawn[second][::-1]  # noqa: PLR2004 - either way round
        exchanged = (min(one, fourth), max(one, fourth)), (min(third, other), max(third, other))
        if one != fourth and third != other and not known & set(exchanged):
            known -= {drawn[first], drawn[second]}
            known |= set(exchanged)
            drawn[first], drawn[second] = exchanged
    return drawn


def generator(seed: np.random.SeedSequence) -> random.Random:
    """
    Return the random numbers of a run.

    Parameters
    ----------
    seed
        Seed of the run.

    Returns
    -------
    chance
        Source of random numbers.
    """
    return random.Random(int.from_bytes(seed.generate_state(4).tobytes(), "little"))  # noqa: S311
