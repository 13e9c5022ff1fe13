"""Repeated random runs: one seed per run, so that the split over workers changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


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
