from __future__ import annotations

import random
from collections import Counter
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Literal

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from worlds import DAY, network_of_rosters

from stakeholder_graph.draws import redraw
from stakeholder_graph.errors import EmptyNetworkError
from stakeholder_graph.null_model import (
    MEASURES,
    chances_of_counts,
    expected_seats,
    null_model_z,
    shared_venues,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

# Rows 1011, 0100, 1001: the toy matrix of the tests of the R package backbone 2.1.3.
TOY = [frozenset({0, 2, 3}), frozenset({1}), frozenset({0, 3})]


def pairs_of(
    network: nx.MultiDiGraph, *, model: Literal["fdsm", "sdsm"] = "fdsm", draws: int = 2
) -> dict[tuple[str, str], dict[Hashable, Any]]:
    """Return the rows of the table by pair."""
    found = shared_venues(network, model=model, draws=draws).to_dict("records")
    return {(row["id"], row["other"]): row for row in found}


def every_matrix(rows: Sequence[frozenset[int]]) -> set[tuple[frozenset[int], ...]]:
    """Enumerate all matrices with the row and column totals of one."""
    columns = Counter(venue for row in rows for venue in row)
    choices = [map(frozenset, combinations(sorted(columns), len(row))) for row in rows]
    return {
        matrix
        for matrix in product(*choices)
        if Counter(venue for row in matrix for venue in row) == columns
    }


@pytest.fixture(scope="module")
def southern_women() -> nx.MultiDiGraph:
    G = nx.davis_southern_women_graph()
    assert G.size() == 89
    return network_of_rosters({event: sorted(G[event]) for event in G.graph["bottom"]})


def test_redraws_are_spread_evenly_over_all_matrices() -> None:
    expected = every_matrix(TOY)
    assert len(expected) == 8
    generator = random.Random(1)
    drawn = Counter(tuple(redraw(TOY, generator)) for _ in range(4000))
    assert set(drawn) == expected
    # 500 of each expected, standard deviation 21.
    assert all(abs(count - 500) < 90 for count in drawn.values())


@pytest.mark.parametrize("seed", range(3))
def test_redraws_keep_both_totals(seed: int) -> None:
    generator = random.Random(seed)
    rows = [frozenset(generator.sample(range(6), generator.randint(0, 6))) for _ in range(7)]
    drawn = redraw(rows, generator)
    assert [*map(len, drawn)] == [*map(len, rows)]
    assert Counter(v for row in drawn for v in row) == Counter(v for row in rows for v in row)


@pytest.mark.parametrize(
    "rows", [[], [frozenset()], [frozenset({1})], [frozenset({1}), frozenset()]]
)
def test_whoever_has_nobody_to_trade_with_keeps_everything(rows: list[frozenset[int]]) -> None:
    assert redraw(rows, random.Random(0)) == rows


def test_shared_venues_of_the_toy_matrix() -> None:
    # Exact over the eight matrices: upper .25 for rows 1 and 3, lower .5 and .75 for the others.
    network = network_of_rosters({"k1": "ac", "k2": "b", "k3": "a", "k4": "ac"})
    found = pairs_of(network, draws=2000)
    assert {pair: row["shared"] for pair, row in found.items()} == {
        ("a", "b"): 0,
        ("a", "c"): 2,
        ("b", "c"): 0,
    }
    assert found["a", "c"]["p_upper"] == pytest.approx(0.25, abs=0.03)
    assert found["a", "b"]["p_lower"] == pytest.approx(0.5, abs=0.035)
    assert found["b", "c"]["p_lower"] == pytest.approx(0.75, abs=0.03)
    assert found["a", "b"]["p_upper"] == 1


def test_shared_events_of_the_southern_women(southern_women: nx.MultiDiGraph) -> None:
    # Three million draws of a separate program.
    expected = {
        ("Katherina Rogers", "Sylvia Avondale"): 0.0078,
        ("Evelyn Jefferson", "Theresa Anderson"): 0.0343,
        ("Flora Price", "Olivia Carleton"): 0.0347,
        ("Brenda Rogers", "Laura Mandeville"): 0.0372,
        ("Katherina Rogers", "Myra Liddel"): 0.0474,
    }
    found = pairs_of(southern_women, draws=3000)
    assert {pair: found[pair]["p_upper"] for pair in expected} == pytest.approx(expected, abs=0.01)
    evelyn = found["Charlotte McDowd", "Evelyn Jefferson"]
    assert evelyn["shared"] == 3
    assert evelyn["p_upper"] == pytest.approx(0.602, abs=0.03)


def test_expected_seats_as_published() -> None:
    # The matrix of the tests of the R package backbone 2.1.3, in three digits.
    found = expected_seats(np.array([[0, 0, 1], [0, 1, 0], [1, 0, 1]]))
    assert found.tolist() == [
        pytest.approx([0.216, 0.216, 0.568], abs=5e-4),
        pytest.approx([0.216, 0.216, 0.568], abs=5e-4),
        pytest.approx([0.568, 0.568, 0.863], abs=5e-4),
    ]


def test_expected_seats_keep_all_sums() -> None:
    G = nx.davis_southern_women_graph()
    table = nx.to_numpy_array(G)[:18, 18:]
    found = expected_seats(table)
    assert found.sum(axis=1) == pytest.approx(table.sum(axis=1))
    assert found.sum(axis=0) == pytest.approx(table.sum(axis=0))


def test_what_the_sums_settle_is_no_chance() -> None:
    # The first row has all and the last none; without them the second column has both rows
    # that are left and the third neither: only the other two columns are open, 1/2 each.
    table = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0]])
    assert expected_seats(table) == pytest.approx(
        np.array([[1, 1, 1, 1], [0.5, 1, 0, 0.5], [0.5, 1, 0, 0.5], [0, 0, 0, 0]])
    )
    nested = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]])
    assert expected_seats(nested).tolist() == nested.tolist()


def test_how_many_of_independent_events_happen() -> None:
    # Two coins: 1/4, 1/2, 1/4; chances 1/2 and 1/5: .4, .4 + .1, .1.
    found = chances_of_counts(np.array([[0.5, 0.5], [0.5, 0.2]]))
    assert found == pytest.approx(np.array([[0.25, 0.5, 0.25], [0.4, 0.5, 0.1]]))


def test_chances_of_the_toy_matrix_with_expected_degrees() -> None:
    # Each row with itself and the first with the last: exact convolution, where backbone 2.1.3
    # itself approximates (.432, .329 and .549).
    table = np.array([[at in row for at in range(4)] for row in TOY], dtype=int)
    chances = expected_seats(table)
    for one, other, upper in ((0, 0, 0.427), (2, 2, 0.333), (0, 2, 0.555)):
        shared = int(table[one] @ table[other])
        counts = chances_of_counts(chances[None, one] * chances[other])
        assert counts[0, shared:].sum() == pytest.approx(upper, abs=5e-4)
    network = network_of_rosters({"k1": "ac", "k2": "b", "k3": "a", "k4": "ac"})
    found = pairs_of(network, model="sdsm")
    assert [row["shared"] for row in found.values()] == [0, 2, 0]
    assert found["a", "c"]["p_upper"] == pytest.approx(0.555, abs=5e-4)
    assert found["a", "b"]["p_upper"] == pytest.approx(1)
    # Nothing in common: the product of the chances that neither venue is shared.
    nothing = float(np.prod(1 - chances[0] * chances[1]))
    assert found["a", "b"]["p_lower"] == pytest.approx(nothing)


def test_southern_women_with_expected_degrees(southern_women: nx.MultiDiGraph) -> None:
    # Values of a separate program.
    found = pairs_of(southern_women, model="sdsm")
    assert min(row["p_upper"] for row in found.values()) == pytest.approx(0.088, abs=5e-4)
    evelyn = found["Charlotte McDowd", "Evelyn Jefferson"]
    assert evelyn["shared"] == 3
    assert evelyn["p_upper"] == pytest.approx(0.586, abs=5e-4)


def test_expected_degrees_of_nobody() -> None:
    assert shared_venues(network_of_rosters({}, "a", "b"), model="sdsm").empty


def test_whoever_joins_circles_bridges_more_than_its_seats_explain() -> None:
    rosters = {f"north-{at}": "abc" for at in range(3)} | {f"south-{at}": "xyz" for at in range(3)}
    network = network_of_rosters(rosters | {"north-0": "abcm", "south-0": "mxyz"})
    z = null_model_z(network, draws=100)
    found = dict(zip(z["id"], z["betweenness_centrality"], strict=True))
    assert max(found, key=lambda who: found[who]) == "m"
    assert found["m"] > 2


def test_no_spread_is_undefined() -> None:
    # One seat each in one body: there is nothing to redraw.
    z = null_model_z(network_of_rosters({"north": "abc"}, "alone"), draws=5)
    assert z[list(MEASURES)].isna().all(axis=None)
    lone = null_model_z(network_of_rosters({"north": "ab", "south": "bc"}, "z"), draws=20)
    assert lone[lone["id"] == "z"][list(MEASURES)].isna().all(axis=None)


def test_jobs_do_not_change_the_numbers(southern_women: nx.MultiDiGraph) -> None:
    alone, together = (
        null_model_z(southern_women, measures=["betweenness_centrality"], draws=6, n_jobs=jobs)
        for jobs in (1, 2)
    )
    pd.testing.assert_frame_equal(alone, together)


def test_what_the_redraws_cannot_judge_is_refused() -> None:
    network = network_of_rosters({"north": "ab"})
    with pytest.raises(ValueError, match="constraint"):
        null_model_z(network, measures=["constraint"])
    with pytest.raises(ValueError, match="at least 2"):
        null_model_z(network, draws=1)
    with pytest.raises(EmptyNetworkError):
        null_model_z(nx.MultiDiGraph(as_of=DAY))


def test_the_network_stays_as_it_was(southern_women: nx.MultiDiGraph) -> None:
    before = southern_women.copy()
    null_model_z(southern_women, measures=["betweenness_centrality"], draws=2)
    assert nx.utils.graphs_equal(southern_women, before)
