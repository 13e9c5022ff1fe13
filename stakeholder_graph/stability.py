"""How far ranks would move if some of the record were missing or wrong."""

from __future__ import annotations

from functools import partial
from math import nan
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from stakeholder_graph.centrality import Views, central_actors, merit, ranked, values_of
from stakeholder_graph.draws import repeat
from stakeholder_graph.responsibility import EVIDENCE_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

Loss = Literal["ties", "institutions"]

RUNS = 200
DROPOUT = 0.1
# Two neighbours in the ranking are told apart if this share of the draws agrees.
SURE = 0.9
_RECORDS = ("MEMBER_OF", "PARTY_TO", "CARRIES_OUT", "COOPERATES_WITH")
_OUTER = (2.5, 97.5)
_TOP = 3


def rank_intervals(  # noqa: PLR0913 - what every repeated analysis takes
    network: nx.MultiDiGraph,
    *,
    measure: str = "betweenness_centrality",
    loss: Loss = "ties",
    dropout: float = DROPOUT,
    runs: int = RUNS,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Rank institutions, with the range that each rank keeps to when the record is thinned.

    Each run leaves out part of the record at random, makes both networks anew, measures and
    ranks. Ranks that hardly move rest on much evidence; ranks that jump rest on little.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    measure
        What to rank by: one of ``centrality.MEASURES``. The communities that
        ``participation_coefficient`` refers to stay those of the whole record.
    loss
        ``"ties"`` leaves out seats, signatures, joint interventions and declared ties;
        ``"institutions"`` leaves out institutions with all that they have.
    dropout
        Chance of each documented tie, or of each institution, to be left out, in [0, 1). A
        tie that a source only implies stays with 0.7 of the chance of a documented one
        (``responsibility.EVIDENCE_WEIGHTS``): 0 leaves nothing but that doubt.
    runs
        How often to do so, at least 1.
    seed
        Seed from which those of the runs are spawned.
    n_jobs, progress
        As for ``draws.repeat``: results are the same for every number of jobs.

    Returns
    -------
    ranks
        One row per institution, in the order of ``central_actors``, with ``id``,
        ``acronym``, ``name_es``, ``name_en``, the measure, and

        - ``rank``: place in the whole record, from 1; equals share the mean of their places.
        - ``rank_lo``, ``rank_hi``: 2.5th and 97.5th percentile of its places over the runs.
          Whoever was left out of a run, or has no value there, came last in it.
        - ``p_first``: share of the runs in which it was first, alone.
        - ``p_top3``: share of the runs in which its place was 3 or better.
        - ``tier``: number from 1. A new tier begins where somebody was above the next in at
          least nine of ten runs; within a tier the order is not to be relied on.
        - ``sensitivity``: of two institutions picked at random whose values differ in the
          whole record, the chance that the greater was also the greater in a run, a tie
          there counting half; the same in every row, NaN if all values are equal.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.
    ValueError
        If ``dropout`` or ``runs`` is out of range.

    References
    ----------
    .. [1] Martin, C. and Niemeyer, P. (2019). Influence of measurement errors on networks:
       estimating the robustness of centrality measures. Network Science 7, 180-195.
    .. [2] Borgatti, S. P., Carley, K. M. and Krackhardt, D. (2006). On the robustness of
       centrality measures under conditions of imperfect data. Social Networks 28, 124-136.
    """
    if not 0 <= dropout < 1 or runs < 1:
        message = "dropout must be in [0, 1) and runs at least 1"
        raise ValueError(message)
    views = Views(network)
    communities = views.community_of_venue if measure == "participation_coefficient" else {}
    thin = _without_institutions if loss == "institutions" else without_ties
    run = partial(
        _ranks_of_one_run,
        network=network,
        measure=measure,
        communities=communities,
        thin=partial(thin, dropout=dropout),
        institutions=tuple(views.institutions),
    )
    places = np.array(repeat(run, runs=runs, seed=seed, n_jobs=n_jobs, progress=progress))
    values = values_of(views, measure)
    low, high = np.percentile(places, _OUTER, axis=0)
    of = network.nodes
    table = pd.DataFrame(
        {
            "id": views.institutions,
            **{
                name: [of[one][name] for one in views.institutions]
                for name in ("acronym", "name_es", "name_en")
            },
            measure: list(values.values()),
            "rank": _places(measure, values, views.institutions),
            "rank_lo": low,
            "rank_hi": high,
            "p_first": (places == 1).mean(axis=0),
            "p_top3": (places <= _TOP).mean(axis=0),
        }
    )
    order = ranked(table.assign(at=range(len(table))), measure=measure)
    return order.drop(columns="at").assign(
        tier=_tiers(places[:, order["at"].to_numpy()]),
        sensitivity=_sensitivity(table["rank"].to_numpy(), places),
    )


def central_actors_with_intervals(  # noqa: PLR0913 - likewise
    network: nx.MultiDiGraph,
    *,
    measure: str = "betweenness_centrality",
    top: int | None = None,
    runs: int = RUNS,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Rank institutions by one measure, with the intervals of their ranks and all measures.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    measure, runs, seed, n_jobs, progress
        As for ``rank_intervals``; no runs, no intervals.
    top
        Keep only this many institutions. If None, keep all.

    Returns
    -------
    actors
        The columns of ``central_actors``, then those of ``rank_intervals``.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.
    """
    actors = central_actors(network, measure=measure, top=top)
    if not runs:
        return actors
    intervals = rank_intervals(
        network, measure=measure, runs=runs, seed=seed, n_jobs=n_jobs, progress=progress
    )
    return actors.merge(
        intervals[["id", *intervals.columns.difference(actors.columns, sort=False)]], on="id"
    )


def _ranks_of_one_run(
    seed: np.random.SeedSequence,
    *,
    network: nx.MultiDiGraph,
    measure: str,
    communities: Mapping[str, int],
    thin: Callable[[nx.MultiDiGraph, np.random.Generator], nx.MultiDiGraph],
    institutions: tuple[str, ...],
) -> np.ndarray:
    left = thin(network, np.random.default_rng(seed))
    has_any = any(one in left for one in institutions)
    values = values_of(Views(left, communities), measure) if has_any else {}
    return _places(measure, values, institutions)


def without_ties(
    network: nx.MultiDiGraph, generator: np.random.Generator, *, dropout: float
) -> nx.MultiDiGraph:
    """
    Return the network without part of its record.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    generator
        Source of random numbers.
    dropout
        As for ``rank_intervals``, whose ``loss="ties"`` this is.

    Returns
    -------
    left
        A copy that lacks some seats, signatures, joint interventions and declared ties.
    """
    # Several records of one seat stand or fall together, with the best evidence of them.
    records: dict[tuple[str, str, str], list[tuple[str, str, int]]] = {}
    stays: dict[tuple[str, str, str], float] = {}
    for start, end, key, tie in network.edges(keys=True, data=True):
        if tie["type"] in _RECORDS:
            record = (tie["type"], start, end)
            records.setdefault(record, []).append((start, end, key))
            certainty = EVIDENCE_WEIGHTS[tie["evidence"]]
            stays[record] = max(stays.get(record, 0.0), certainty * (1 - dropout))
    ordered = sorted(records)
    lucky = generator.random(len(ordered)) < [stays[record] for record in ordered]
    left = network.copy()
    for record, stayed in zip(ordered, lucky, strict=True):
        if not stayed:
            left.remove_edges_from(records[record])
    return left


def _without_institutions(
    network: nx.MultiDiGraph, generator: np.random.Generator, *, dropout: float
) -> nx.MultiDiGraph:
    institutions = Views(network).institutions
    stayed = generator.random(len(institutions)) < 1 - dropout
    left = network.copy()
    left.remove_nodes_from(
        one for one, stays in zip(institutions, stayed, strict=True) if not stays
    )
    return left


def _places(
    measure: str, values: Mapping[str, float], institutions: tuple[str, ...] | list[str]
) -> np.ndarray:
    merits = pd.Series([merit(measure, values.get(one, nan)) for one in institutions])
    return merits.rank(ascending=False, method="average").to_numpy()


def _tiers(places: np.ndarray) -> np.ndarray:
    """Return the tiers of institutions whose places, run by run, stand in the final order."""
    above = (places[:, :-1] < places[:, 1:]).mean(axis=0)
    return 1 + np.concatenate([[0], np.cumsum(above >= SURE - 1e-9)]).astype(int)


def _sensitivity(observed: np.ndarray, places: np.ndarray) -> float:
    one, other = np.nonzero(np.less.outer(observed, observed))
    if not len(one):
        return nan
    kept = np.array([np.mean(np.sign(run[other] - run[one])) / 2 + 0.5 for run in places])
    return float(kept.mean())
