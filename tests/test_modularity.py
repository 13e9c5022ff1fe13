from __future__ import annotations

from collections import Counter
from math import isnan
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholder_graph.modularity import (
    bipartite_modularity,
    bipartite_modules,
    fixed_degree_redraws,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# Women by the first letters of their names, events E1 to E14.
TWO_MODULES = (
    ["Evelyn", "Laura", "Theresa", "Brenda", "Charlotte", "Frances", "Eleanor", "Ruth"],
    ["E1", "E2", "E3", "E4", "E5", "E6", "E7"],
)
FOUR_MODULES = (
    ["Evelyn", "Laura", "Theresa", "Brenda", "Charlotte", "Frances"],
    ["E1", "E2", "E3", "E4", "E5", "E6"],
    ["Pearl", "Dorothy", "Olivia", "Flora", "E9", "E11"],
    ["Eleanor", "Ruth", "Verne", "E7", "E8"],
)


def two_mode(ties: Iterable[tuple[str, str]]) -> nx.Graph:
    B = nx.Graph()
    for one, other in ties:
        B.add_node(one, bipartite=0)
        B.add_node(other, bipartite=1)
        B.add_edge(one, other)
    return B


networks = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("12345")), min_size=1, unique=True
).map(two_mode)


@pytest.fixture(scope="module")
def davis() -> nx.Graph:
    return nx.davis_southern_women_graph()


def named(davis: nx.Graph, *starts: str) -> set[str]:
    return {node for node in davis for start in starts if node.split()[0] == start}


def test_the_two_modules_of_the_southern_women(davis: nx.Graph) -> None:
    # Barber 2007: the best division into two has modularity 0.32117.
    one = named(davis, *TWO_MODULES[0], *TWO_MODULES[1])
    assert bipartite_modularity(davis, [one, set(davis) - one]) == pytest.approx(0.32117, abs=5e-6)


def test_the_four_modules_of_the_southern_women(davis: nx.Graph) -> None:
    first = named(davis, *FOUR_MODULES[0], *FOUR_MODULES[1])
    others = [named(davis, *module) for module in FOUR_MODULES[2:]]
    rest = set(davis).difference(first, *others)
    assert bipartite_modularity(davis, [first, *others, rest]) == pytest.approx(0.34554, abs=5e-6)


def test_the_search_finds_the_best_known_modules(davis: nx.Graph) -> None:
    found = bipartite_modules(davis)
    assert len(found) == 4
    assert bipartite_modularity(davis, found) == pytest.approx(0.34554, abs=5e-6)


def test_modularity_by_hand() -> None:
    # Two ties apart: each module holds 1 of 2 ties, chance gives each 1 x 1 / 2 x 2.
    B = two_mode([("a", "1"), ("b", "2")])
    assert bipartite_modularity(B, [{"a", "1"}, {"b", "2"}]) == 0.5
    assert bipartite_modularity(B, [{"a", "2"}, {"b", "1"}]) == -0.5
    assert bipartite_modules(B) == [{"1", "a"}, {"2", "b"}]


def test_without_ties_modularity_is_undefined() -> None:
    B = nx.Graph()
    B.add_node("alone", bipartite=0)
    assert bipartite_modules(B) == []
    assert isnan(bipartite_modularity(B, []))


@settings(deadline=None)
@given(networks)
def test_one_module_of_all_has_modularity_zero(B: nx.Graph) -> None:
    assert bipartite_modularity(B, [set(B)]) == 0


@settings(deadline=None)
@given(networks)
def test_modules_divide_the_nodes_and_none_is_worth_joining(B: nx.Graph) -> None:
    found = bipartite_modules(B)
    assert Counter(node for module in found for node in module) == Counter(B)
    best = bipartite_modularity(B, found)
    assert best >= 0
    for at, one in enumerate(found):
        for other in found[:at]:
            rest = [module for module in found if module not in (one, other)]
            assert bipartite_modularity(B, [one | other, *rest]) <= best + 1e-12


@settings(deadline=None)
@given(networks, st.integers(0, 9))
def test_redraws_keep_every_degree(B: nx.Graph, seed: int) -> None:
    for redraw in fixed_degree_redraws(B, draws=3, seed=seed):
        assert dict(redraw.degree) == dict(B.degree)
        assert nx.get_node_attributes(redraw, "bipartite") == nx.get_node_attributes(B, "bipartite")


def test_redraws_reach_every_network_alike() -> None:
    # Three rows of one tie each and three columns of one: the six permutations.
    B = two_mode([("a", "1"), ("b", "2"), ("c", "3")])
    draws = 1200
    seen = Counter(
        tuple(next(iter(redraw[node])) for node in "abc")
        for redraw in fixed_degree_redraws(B, draws=draws, seed=0)
    )
    assert len(seen) == 6
    # Four standard deviations of a count of one in six.
    spread = 4 * (draws * 5 / 36) ** 0.5
    assert all(abs(count - draws / 6) < spread for count in seen.values())


def test_the_same_seed_gives_the_same_redraws(davis: nx.Graph) -> None:
    one, other = (
        [sorted(redraw.edges) for redraw in fixed_degree_redraws(davis, draws=2, seed=7)]
        for _ in range(2)
    )
    assert one == other
    assert one[0] != one[1]
