from __future__ import annotations

from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import network_of_rosters, network_of_ties

from stakeholder_graph import concentration as analyses
from stakeholder_graph.concentration import centralization, concentration, core_periphery

if TYPE_CHECKING:
    from collections.abc import Hashable

MEASURES: tuple[analyses.Measure, ...] = ("degree", "closeness", "betweenness")


def all_of(G: nx.Graph) -> dict[str, float]:
    return {measure: centralization(G, measure) for measure in MEASURES}


def core_of(*clique: Hashable, periphery: int) -> nx.Graph:
    """Return a clique all of whom are tied to so many nodes that are tied to nobody else."""
    G = nx.Graph(combinations(clique, 2))
    G.add_edges_from((one, f"p{at}") for one in clique for at in range(periphery))
    return G


def fit_of(G: nx.Graph, core: set[Hashable]) -> float:
    """Return the correlation with the pattern of a core, pair by pair as it is defined."""
    pairs = list(combinations(G, 2))
    tied = [float(G.has_edge(*pair)) for pair in pairs]
    ideal = [float(bool(core & {*pair})) for pair in pairs]
    constant = len(set(tied)) == 1 or len(set(ideal)) == 1
    return -1.0 if constant else float(np.corrcoef(tied, ideal)[0, 1])


def greatest_fit(G: nx.Graph) -> float:
    cores = (set(some) for size in range(len(G) + 1) for some in combinations(G, size))
    return max(fit_of(G, core) for core in cores)


def test_florentine_marriages() -> None:
    # Values of a separate program on the ties of Breiger and Pattison 1986. Degree by hand:
    # 20 ties, Medici 6, hence (15 x 6 - 40) / (14 x 13); with Pucci (16 x 6 - 40) / (15 x 14).
    G = nx.florentine_families_graph()
    assert all_of(G) == pytest.approx(
        {"degree": 0.2747, "closeness": 0.3225, "betweenness": 0.4368}, abs=5e-5
    )
    assert centralization(G, "degree") == pytest.approx(50 / 182)
    G.add_node("Pucci")
    assert centralization(G, "degree") == pytest.approx(0.2667, abs=5e-5)
    assert centralization(G, "betweenness") == pytest.approx(0.3835, abs=5e-5)
    assert isnan(centralization(G, "closeness"))


@pytest.mark.parametrize("size", [3, 4, 10])
def test_a_star_is_all_centre_and_a_ring_has_none(size: int) -> None:
    assert all_of(nx.star_graph(size - 1)) == pytest.approx(dict.fromkeys(MEASURES, 1))
    assert all_of(nx.cycle_graph(size)) == pytest.approx(dict.fromkeys(MEASURES, 0), abs=1e-12)


def test_a_path_of_four_by_hand() -> None:
    # Degrees 1, 2, 2, 1: (1 + 1) / (3 x 2). Betweenness: each inner node lies between 2 of the
    # 3 pairs of others, (2/3 + 2/3) / 3. Closeness 3/4 within and 3/6 at the ends, where a star
    # of four has 1 and three times 3/5: (1/4 + 1/4) / (3 x 2/5).
    assert all_of(nx.path_graph(4)) == pytest.approx(
        {"degree": 1 / 3, "closeness": 5 / 12, "betweenness": 4 / 9}
    )


@pytest.mark.parametrize("size", [0, 1, 2])
def test_two_have_no_centre(size: int) -> None:
    assert all(isnan(value) for value in all_of(nx.path_graph(size)).values())


def test_only_who_is_tied_to_whom_counts() -> None:
    plain = nx.star_graph(4)
    rich = nx.MultiDiGraph([(0, 1), (1, 0), (0, 1), (2, 0), (0, 3), (0, 4), (4, 4)])
    assert all_of(rich) == all_of(plain)
    assert core_periphery(rich) == core_periphery(plain) == (1, (0,))


@pytest.mark.parametrize("periphery", [2, 6, 12, 13, 40])
def test_an_ideal_core_is_found_whole(periphery: int) -> None:
    # Four and six as published; with 12 in the periphery every core is tried, with 13 none.
    assert core_periphery(core_of(*"abcd", periphery=periphery)) == (1, tuple("abcd"))


def test_the_fit_of_a_chain_by_hand() -> None:
    # a-b-c-d: three of six pairs are tied. A core of b reaches ab, bc, bd: two of the ties and
    # one that is none, phi = (2 x 2 - 1 x 1) / 9. Cores of a and c, of b and c, of b and d
    # reach all ties in five pairs: (3 x 1 - 0 x 2) / sqrt(3 x 3 x 5 x 1) = .447, which is more.
    fit, core = core_periphery(nx.Graph(["ab", "bc", "cd"]))
    assert fit == pytest.approx(1 / 5**0.5)
    assert core == ("a", "c")


def test_of_equal_cores_the_smallest_and_first() -> None:
    # A ring of four: one node reaches two ties of three pairs, phi = (2 x 1 - 1 x 2) / ... = 0;
    # two opposite nodes reach four ties of five pairs, (4 x 1 - 0) / sqrt(4 x 2 x 5 x 1) = .632.
    fit, core = core_periphery(nx.cycle_graph(4))
    assert fit == pytest.approx(0.4**0.5)
    assert core == (0, 2)


@pytest.mark.parametrize(
    "G", [nx.empty_graph(0), nx.empty_graph(1), nx.empty_graph(5), nx.complete_graph(5)]
)
def test_without_contrast_there_is_no_core(G: nx.Graph) -> None:
    fit, core = core_periphery(G)
    assert isnan(fit)
    assert core == ()


GRAPHS = st.builds(
    lambda size, share, seed: nx.gnp_random_graph(size, share, seed=seed),
    st.integers(3, 7),
    st.floats(0.1, 0.9),
    st.integers(0, 1000),
).filter(lambda G: 0 < G.size() < len(G) * (len(G) - 1) // 2)


@given(GRAPHS)
def test_no_core_fits_better_where_all_are_tried(G: nx.Graph) -> None:
    fit, core = core_periphery(G)
    assert fit == pytest.approx(fit_of(G, {*core}), abs=1e-8)
    assert fit == pytest.approx(greatest_fit(G), abs=1e-8)


@given(GRAPHS)
def test_what_is_searched_for_is_a_lower_bound(G: nx.Graph) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analyses, "MOST_TRIED", 0)
        fit, core = core_periphery(G)
    assert fit == pytest.approx(fit_of(G, {*core}), abs=1e-8)
    assert 0 < fit <= greatest_fit(G) + 1e-8
    # No single node that joins or leaves would better it.
    assert all(fit >= fit_of(G, {*core} ^ {one}) - 1e-8 for one in G)


def test_golden_concentration() -> None:
    # The golden mini-world without its objectives: MIG, MRE and MTPE in B1, MIG and MINSA in
    # B2, GRT and ONG in B3. Degrees 3, 2, 2, 1, 1, 1: (6 x 3 - 10) / (5 x 4) = .4. Only MIG
    # lies between, MINSA and the two others: 2 of 10 pairs; 5 x .2 / 5 = .2. A core of MIG
    # reaches 3 of the 5 ties in 5 of 15 pairs: (15 x 3 - 5 x 5) / sqrt(5 x 10 x 5 x 10) = .4;
    # with MRE 4 in 9, (60 - 45) / sqrt(5 x 10 x 9 x 6) = .289; with MRE and GRT all 5 in 12,
    # (75 - 60) / sqrt(5 x 10 x 12 x 3) = .354.
    network = network_of_rosters(
        {"b1": ("mre", "mig", "mtpe"), "b2": ("minsa", "mig"), "b3": ("grt", "ong")}
    )
    table = concentration(network)
    assert [*table.columns] == ["measure", "value", "institutions", "who_es", "who_en"]
    measures = table.set_index("measure")
    assert measures["value"].dropna().to_dict() == pytest.approx(
        {
            "degree_centralization": 0.4,
            "betweenness_centralization": 0.2,
            "core_periphery_fit": 0.4,
        }
    )
    assert measures["value"].isna().tolist() == [False, True, False, False]
    assert measures["institutions"].tolist() == [("mig",), (), ("mig",), ("mig",)]
    assert measures["who_es"].tolist() == ["MIG", "", "MIG", "MIG"]


def test_collective_labels_are_no_centre() -> None:
    star = nx.star_graph(["all", "a", "b", "c"])
    star.nodes["all"]["kind"] = "collective"
    table = concentration(network_of_ties(star)).set_index("measure")
    assert table.loc["degree_centralization", "value"] == 0
    assert table.loc["degree_centralization", "institutions"] == ()
    assert table["value"].isna()["core_periphery_fit"]


def test_nobody_and_the_network_stays_as_it_was() -> None:
    assert concentration(nx.MultiDiGraph(as_of="2026-06-30"))["value"].isna().all()
    network = network_of_rosters({"b1": "abc", "b2": "cd"})
    before = network.copy()
    concentration(network)
    assert nx.utils.graphs_equal(network, before)


@given(GRAPHS, st.permutations(range(7)))
def test_names_do_not_matter(G: nx.Graph, order: list[int]) -> None:
    renamed = nx.relabel_nodes(G, dict(enumerate(order)), copy=True)
    for measure in MEASURES:
        assert centralization(renamed, measure) == pytest.approx(
            centralization(G, measure), nan_ok=True
        )
    assert core_periphery(renamed).fit == pytest.approx(core_periphery(G).fit)
