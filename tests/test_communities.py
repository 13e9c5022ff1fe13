from __future__ import annotations

from math import isnan

import networkx as nx
import pandas as pd
import pytest

from stakeholder_graph.communities import consensus_communities


def groups_of(found: pd.DataFrame) -> list[set[object]]:
    return [set(rows["node"]) for _, rows in found.groupby("community")]


def test_the_karate_club_falls_into_four_circles() -> None:
    # The optimum of modularity that the literature reports: .4198, four communities.
    G = nx.karate_club_graph()
    found = groups_of(consensus_communities(G))
    assert len(found) == 4
    assert nx.community.modularity(G, found, weight=None) == pytest.approx(0.41979, abs=5e-6)


def test_circles_that_nothing_blurs_are_certain() -> None:
    G = nx.disjoint_union_all([nx.complete_graph(size) for size in (3, 5, 4)])
    found = consensus_communities(G)
    assert groups_of(found) == [{3, 4, 5, 6, 7}, {8, 9, 10, 11}, {0, 1, 2}]
    assert found["co_assignment"].tolist() == [1.0] * 12


def test_whoever_stands_between_two_circles_is_less_certain() -> None:
    G = nx.compose(nx.complete_graph(range(5)), nx.complete_graph(range(4, 9)))
    found = consensus_communities(G, runs=40)["co_assignment"].tolist()
    assert found.index(min(found)) == 4
    assert found[4] < 1


def test_whoever_stands_alone_has_no_companions() -> None:
    G = nx.Graph([(0, 1)])
    G.add_node(2)
    found = consensus_communities(G)
    assert found["community"].tolist() == [1, 1, 2]
    assert isnan(found["co_assignment"].iloc[2])


def test_weights_bind() -> None:
    G = nx.cycle_graph(4)
    nx.set_edge_attributes(G, {(0, 1): 9, (2, 3): 9, (1, 2): 1, (0, 3): 1}, "weight")
    assert groups_of(consensus_communities(G, weight="weight")) == [{0, 1}, {2, 3}]


def test_the_same_seed_finds_the_same_and_names_do_not_matter() -> None:
    G = nx.karate_club_graph()
    found = consensus_communities(G, seed=5)
    pd.testing.assert_frame_equal(consensus_communities(G, seed=5), found)
    named = consensus_communities(nx.relabel_nodes(G, lambda node: f"n{node}"), seed=5)
    assert named["community"].tolist() == found["community"].tolist()
