from __future__ import annotations

import random
from collections import Counter
from itertools import chain, combinations
from typing import TYPE_CHECKING

import joblib
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster
from worlds import network_of_rosters

from stakeholder_graph.draws import generator, redraw, repeat, rewire
from stakeholder_graph.null_model import null_model_z
from stakeholder_graph.stability import rank_intervals

if TYPE_CHECKING:
    from collections.abc import Iterator

CIRCLES = network_of_rosters({"north": "abcm", "south": "mxyz", "east": "axy"})


def first_number(seed: np.random.SeedSequence) -> float:
    return float(np.random.default_rng(seed).random())


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=False,
            host="127.0.0.1",
            protocol="tcp://",
            dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_every_run_has_a_seed_of_its_own() -> None:
    expected = [first_number(seed) for seed in np.random.SeedSequence(7).spawn(5)]
    assert repeat(first_number, runs=5, seed=7) == expected
    assert len(set(expected)) == 5


def test_more_runs_begin_with_the_same_ones() -> None:
    assert repeat(first_number, runs=8, seed=7)[:5] == repeat(first_number, runs=5, seed=7)


@pytest.mark.parametrize("jobs", [1, 2, None])
def test_results_stand_in_the_order_of_the_seeds(jobs: int | None) -> None:
    told: list[int] = []
    found = repeat(first_number, runs=6, seed=0, n_jobs=jobs, progress=told.append)
    assert found == repeat(first_number, runs=6, seed=0)
    assert told == [1, 2, 3, 4, 5, 6]


def test_no_runs_no_results() -> None:
    assert repeat(first_number, runs=0, seed=0) == []


def test_a_redraw_does_not_depend_on_the_order_in_which_sets_were_made() -> None:
    # 0 and 8 share a slot of the hash table: whichever comes first stays first.
    venues = [0, 8, 16, 24]
    forwards = [frozenset(venues), frozenset(range(1, 5))] * 2
    backwards = [frozenset(reversed(row)) for row in (venues, range(1, 5))] * 2
    assert list(forwards[0]) != list(backwards[0])
    first, second = (redraw(rows, random.Random(5)) for rows in (forwards, backwards))
    assert first == second


def test_threads_change_nothing() -> None:
    with joblib.parallel_config(backend="threading", n_jobs=2):
        found = rank_intervals(CIRCLES, runs=6)
    pd.testing.assert_frame_equal(found, rank_intervals(CIRCLES, runs=6))


def test_a_dask_cluster_changes_nothing(client: Client) -> None:
    ranks, z = rank_intervals(CIRCLES, runs=6), null_model_z(CIRCLES, draws=6)
    with joblib.parallel_config(backend="dask"):
        pd.testing.assert_frame_equal(rank_intervals(CIRCLES, runs=6), ranks)
        pd.testing.assert_frame_equal(null_model_z(CIRCLES, draws=6), z)
    assert client.status == "running"


def test_rewired_ties_keep_every_degree_and_stay_simple() -> None:
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 2), (5, 6), (7, 6), (7, 8)]
    for seed in np.random.SeedSequence(1).spawn(30):
        drawn = rewire(edges, generator(seed))
        assert Counter(chain(*drawn)) == Counter(chain(*edges))
        assert len({frozenset(edge) for edge in drawn}) == len(edges)
        assert all(one < other for one, other in drawn)


def test_rewiring_reaches_every_way_to_pair_equally() -> None:
    # Three ties of six: 15 ways to pair six, each one time in fifteen.
    pairs = [(0, 1), (2, 3), (4, 5)]
    seeds = np.random.SeedSequence(2).spawn(1500)
    reached = Counter(frozenset(rewire(pairs, generator(seed))) for seed in seeds)
    assert len(reached) == 15
    # Binomial of 1,500 at 1/15: 100 on average, standard deviation below 10.
    assert all(60 < times < 140 for times in reached.values())


def test_where_there_is_no_other_way_ties_stay() -> None:
    everybody = [*combinations(range(4), 2)]
    chance = generator(np.random.SeedSequence(0))
    assert sorted(rewire(everybody, chance)) == everybody
    assert rewire([(1, 0)], chance) == [(0, 1)]
    assert rewire([], chance) == []
