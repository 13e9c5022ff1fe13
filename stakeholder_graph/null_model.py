"""What the mere numbers of seats explain: two-mode networks with fixed or expected degrees."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from stakeholder_graph.centrality import Views, values_of
from stakeholder_graph.draws import generator, redraw, repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import networkx as nx

DRAWS = 200
# Measures that look at the two-mode network alone.
MEASURES = ("betweenness_centrality", "closeness_centrality", "participation_coefficient")
_SEATS = ("MEMBER_OF", "PARTY_TO")
_MOST_STEPS = 10_000
_NEAR_ENOUGH = 1e-12


def null_model_z(
    network: nx.MultiDiGraph,
    *,
    measures: Sequence[str] = MEASURES,
    draws: int = DRAWS,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Tell who is more central than its number of seats explains.

    Every draw keeps how many venues each institution sits in and how many members each
    venue has, and is otherwise random.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    measures
        Which measures of ``central_actors``: some of ``null_model.MEASURES``. Communities
        of venues stay those of the record.
    draws
        How many networks to draw, at least 2.
    seed
        Seed from which those of the draws are spawned.
    n_jobs, progress
        As for ``draws.repeat``: results are the same for every number of jobs.

    Returns
    -------
    z
        One row per institution in alphabetical order of ``id``, one column per measure:
        its value less the mean of the draws, over their standard deviation. NaN where they
        do not vary or the measure is undefined in the record or in a draw.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.
    ValueError
        If a measure is none of these or there are fewer than two draws.

    References
    ----------
    .. [1] Strona, G., Nappo, D., Boccacci, F., Fattorini, S. and San-Miguel-Ayanz, J.
       (2014). A fast and unbiased procedure to randomize ecological binary matrices with
       fixed row and column totals. Nature Communications 5, 4114.
    """
    if unknown := set(measures) - set(MEASURES):
        message = f"the null model does not change {', '.join(sorted(unknown))}"
        raise ValueError(message)
    if draws < 2:  # noqa: PLR2004 - a spread needs two
        message = "draws must be at least 2"
        raise ValueError(message)
    views = Views(network)
    communities = views.community_of_venue if "participation_coefficient" in measures else {}
    run = partial(
        _values_of_one_draw, network=network, measures=tuple(measures), communities=communities
    )
    drawn = np.array(repeat(run, runs=draws, seed=seed, n_jobs=n_jobs, progress=progress))
    observed = _values(views, measures)
    spread = drawn.std(axis=0, ddof=1)
    spread[spread < 1e-12] = np.nan  # noqa: PLR2004 - what rounding leaves of no spread
    z = (observed - drawn.mean(axis=0)) / spread
    return pd.DataFrame({"id": views.institutions, **dict(zip(measures, z, strict=True))})


def shared_venues(
    network: nx.MultiDiGraph,
    *,
    model: Literal["fdsm", "sdsm"] = "fdsm",
    draws: int = DRAWS,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Tell which pairs of institutions share more venues than their numbers of seats explain.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    model
        ``"fdsm"`` draws networks in which everybody keeps its number of seats exactly;
        ``"sdsm"`` keeps the numbers of seats in the mean (``expected_seats``), and gives
        exact chances without any draw.
    draws, seed, n_jobs, progress
        As for ``null_model_z``; for ``"fdsm"`` only.

    Returns
    -------
    pairs
        One row per pair of institutions that sit somewhere, in alphabetical order: ``id``,
        ``other``, ``shared`` venues, and ``p_upper`` and ``p_lower``, the chance of as many
        or more, of as few or fewer: 1 plus the draws with that, over 1 plus all draws; or
        the tail of the Poisson-binomial distribution, for ``"sdsm"``. With few venues even
        the rarest pair is likely: read p as evidence, not as a filter.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.

    References
    ----------
    .. [1] Neal, Z. P. (2022). backbone: an R package to extract network backbones. PLoS ONE
       17, e0269137. The fixed and the stochastic degree sequence model.
    .. [2] Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero.
       Statistical Applications in Genetics and Molecular Biology 9, 39.
    """
    views = Views(network)
    rows = _rows(views)
    seated = [at for at, row in enumerate(rows) if row]
    observed = _shared(rows, seated)
    if model == "sdsm":
        upper, lower = _tails(expected_seats(_table(rows, seated)), observed)
    else:
        run = partial(_shared_of_one_draw, rows=rows, seated=seated)
        drawn = repeat(run, runs=draws, seed=seed, n_jobs=n_jobs, progress=progress)
        upper, lower = (
            (1 + sum(reached(shared, observed) for shared in drawn)) / (1 + draws)
            for reached in (np.greater_equal, np.less_equal)
        )
    pairs = list(combinations(seated, 2))
    return pd.DataFrame(
        {
            "id": [views.institutions[one] for one, _ in pairs],
            "other": [views.institutions[other] for _, other in pairs],
            "shared": observed,
            "p_upper": upper,
            "p_lower": lower,
        }
    )


def expected_seats(table: np.ndarray) -> np.ndarray:
    """
    Return how likely each tie is where nothing but the numbers of ties is known.

    Parameters
    ----------
    table
        Two-mode network of zeros and ones, one row per node of the first mode.

    Returns
    -------
    chances
        Of the same shape: x_i y_j / (1 + x_i y_j), such that every row and every column sums
        to what it sums to in ``table`` (the bipartite configuration model). Ties that those
        sums settle, as in a row without any or with all, are 0 or 1.

    References
    ----------
    .. [1] Saracco, F., Di Clemente, R., Gabrielli, A. and Squartini, T. (2015). Randomizing
       bipartite networks: the case of the World Trade Web. Scientific Reports 5, 10595.
    """
    chances = table.astype(float)
    rows, columns = (np.arange(size) for size in table.shape)
    while True:
        open_rows = rows[_is_open(table[np.ix_(rows, columns)])]
        open_columns = columns[_is_open(table[np.ix_(open_rows, columns)].T)]
        if len(open_rows) == len(rows) and len(open_columns) == len(columns):
            break
        rows, columns = open_rows, open_columns
    if len(rows):
        chances[np.ix_(rows, columns)] = _fitted(chances[np.ix_(rows, columns)])
    return chances


def _is_open(table: np.ndarray) -> np.ndarray:
    sums = table.sum(axis=1)
    found: np.ndarray = (sums > 0) & (sums < table.shape[1])
    return found


def _fitted(table: np.ndarray) -> np.ndarray:
    of_rows, of_columns = table.sum(axis=1), table.sum(axis=0)
    x, y = (sums / np.sqrt(table.sum()) for sums in (of_rows, of_columns))
    for _ in range(_MOST_STEPS):
        last = x, y
        x = of_rows / (y / (1 + np.outer(x, y))).sum(axis=1)
        y = of_columns / (x[:, None] / (1 + np.outer(x, y))).sum(axis=0)
        if max(abs(x - last[0]).max(), abs(y - last[1]).max()) < _NEAR_ENOUGH:
            break
    odds = np.outer(x, y)
    chances: np.ndarray = odds / (1 + odds)
    return chances


def _tails(chances: np.ndarray, observed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the chance that each pair of rows shares as many or more, as few or fewer."""
    upper, lower = np.empty(len(observed)), np.empty(len(observed))
    start = 0
    for at in range(len(chances) - 1):
        counts = chances_of_counts(chances[at] * chances[at + 1 :])
        pairs = slice(start, start + len(counts))
        at_least = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
        for tail, sums in ((upper, at_least), (lower, counts.cumsum(axis=1))):
            tail[pairs] = np.take_along_axis(sums, observed[pairs, None], axis=1)[:, 0]
        start += len(counts)
    return upper.clip(0, 1), lower.clip(0, 1)


def chances_of_counts(chances: np.ndarray) -> np.ndarray:
    """
    Return the Poisson-binomial distribution: how many of independent events happen.

    Parameters
    ----------
    chances
        One row per case, one column per event: how likely it is.

    Returns
    -------
    distribution
        One row per case, one column per number of events from 0 on; by convolution, exact.
    """
    cases, events = chances.shape
    found = np.zeros((cases, events + 1))
    found[:, 0] = 1
    for chance in chances.T[:, :, None]:
        found[:, 1:] = found[:, 1:] * (1 - chance) + found[:, :-1] * chance
        found[:, :1] *= 1 - chance
    return found


def _rows(views: Views) -> list[frozenset[int]]:
    first = len(views.institutions)
    return [frozenset(venue - first for venue in views.two_mode[at]) for at in range(first)]


def _values(views: Views, measures: Sequence[str]) -> np.ndarray:
    return np.array([list(values_of(views, measure).values()) for measure in measures])


def _values_of_one_draw(
    seed: np.random.SeedSequence,
    *,
    network: nx.MultiDiGraph,
    measures: tuple[str, ...],
    communities: Mapping[str, int],
) -> np.ndarray:
    views = Views(network)
    drawn = network.copy()
    drawn.remove_edges_from(
        [
            (*ends, key)
            for *ends, key, kind in network.edges(keys=True, data="type")
            if kind in _SEATS
        ]
    )
    for institution, row in zip(
        views.institutions, redraw(_rows(views), generator(seed)), strict=True
    ):
        for venue in sorted(row):
            drawn.add_edge(institution, views.venues[venue], type="MEMBER_OF", role="member")
    return _values(Views(drawn, communities), measures)


def _shared_of_one_draw(
    seed: np.random.SeedSequence, *, rows: list[frozenset[int]], seated: list[int]
) -> np.ndarray:
    return _shared(redraw(rows, generator(seed)), seated)


def _shared(rows: Sequence[frozenset[int]], seated: list[int]) -> np.ndarray:
    table = _table(rows, seated)
    shared: np.ndarray = (table @ table.T)[np.triu_indices(len(seated), 1)]
    return shared


def _table(rows: Sequence[frozenset[int]], seated: list[int]) -> np.ndarray:
    width = 1 + max((venue for row in rows for venue in row), default=0)
    table = np.zeros((len(seated), width), dtype=int)
    for at, institution in enumerate(seated):
        table[at, list(rows[institution])] = 1
    return table
