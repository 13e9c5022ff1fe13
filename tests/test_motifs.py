from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholder_graph import motifs
from stakeholder_graph.errors import InvalidTableError
from stakeholder_graph.vocabulary import MOTIFS


def two_level(
    edges: str, actors: str = "abcd", resources: str = "xyz", **groups: str
) -> motifs.TwoLevelNetwork:
    """Read pairs of letters: actors a to d, resources x to z."""
    G = nx.Graph()
    G.add_nodes_from(actors, level="1")
    G.add_nodes_from(resources, level="0")
    nx.set_node_attributes(G, groups, "group")
    G.add_edges_from(edges.split())
    return motifs.of_graph(G, group="group")


def counts(network: motifs.TwoLevelNetwork) -> dict[str, tuple[int, int]]:
    table = motifs.motif_counts(network, draws=0)
    return {row.motif: (row.open, row.closed) for row in table.itertuples()}  # type: ignore[misc]


def pairs(table: pd.DataFrame) -> dict[str, int]:
    ends = table["one"] + table["other"]
    return dict(zip(ends, table["contribution"], strict=True))


def test_two_actors_of_one_resource() -> None:
    # x has a, b, c: three pairs, of which a-b is tied; y has c, d, tied.
    network = two_level("ax bx cx cy dy ab cd")
    assert counts(network)["shared_resource"] == (2, 2)
    assert pairs(motifs.motif_gaps(network)) == {"ac": 1, "bc": 1}
    assert pairs(motifs.critical_dyads(network)) == {"ab": 1, "cd": 1}


def test_two_resources_of_one_actor() -> None:
    # a has x, y, z: three pairs, of which x-y is tied; b has y, z.
    network = two_level("ax ay az by bz xy")
    assert counts(network)["shared_actor"] == (3, 1)
    assert pairs(motifs.motif_gaps(network, motif="shared_actor")) == {"yz": 2, "xz": 1}
    assert pairs(motifs.critical_dyads(network, motif="shared_actor")) == {"xy": 1}


def test_two_actors_of_resources_that_depend_on_each_other() -> None:
    # x-y tied. a and c are on x, b on y, d on both: d shares a resource with each of them.
    network = two_level("ax cx by dx dy xy ab")
    assert counts(network)["linked_resources"] == (1, 1)
    assert pairs(motifs.motif_gaps(network, motif="linked_resources")) == {"bc": 1}
    assert pairs(motifs.critical_dyads(network, motif="linked_resources")) == {"ab": 1}


def test_actors_of_different_levels() -> None:
    # x has a, b (national), c (regional) and d, of which no level is on record.
    network = two_level("ax bx cx dx ac", a="national", b="national", c="regional")
    assert counts(network)["cross_level"] == (1, 1)
    assert pairs(motifs.motif_gaps(network, motif="cross_level")) == {"bc": 1}


def test_the_pair_with_most_in_common_comes_first() -> None:
    network = two_level("ax bx ay by az bz cx")
    table = motifs.motif_gaps(network)
    assert pairs(table) == {"ab": 3, "ac": 1, "bc": 1}
    assert table["one"].tolist() == ["a", "a", "b"]


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    size = draw(st.integers(0, 8))
    G = nx.Graph()
    for node in range(size):
        # The first one is an actor: there is no network without.
        level = "1" if not node else draw(st.sampled_from("01"))
        G.add_node(node, level=level, group=draw(st.sampled_from(["", "n", "r"])))
    possible = [*combinations(range(size), 2)]
    if possible:
        G.add_edges_from(draw(st.lists(st.sampled_from(possible), unique=True)))
    return G


def by_hand(G: nx.Graph) -> dict[str, tuple[int, int]]:
    """Look at every tuple of nodes, one after the other."""
    actors = [node for node, level in G.nodes(data="level") if level == "1"]
    resources = [node for node, level in G.nodes(data="level") if level == "0"]
    found = {motif: [0, 0] for motif in MOTIFS}
    for i, j in combinations(actors, 2):
        of = {G.nodes[node]["group"] for node in (i, j)}
        shared = [o for o in resources if G.has_edge(i, o) and G.has_edge(j, o)]
        for _ in shared:
            found["shared_resource"][G.has_edge(i, j)] += 1
            found["cross_level"][G.has_edge(i, j)] += len(of) == 2 and "" not in of
        for o, p in permutations(resources, 2):
            if G.has_edge(o, p) and G.has_edge(i, o) and G.has_edge(j, p) and not shared:
                found["linked_resources"][G.has_edge(i, j)] += 1
    for o, p in combinations(resources, 2):
        both = sum(G.has_edge(i, o) and G.has_edge(i, p) for i in actors)
        found["shared_actor"][G.has_edge(o, p)] += both
    return {motif: (number[0], number[1]) for motif, number in found.items()}


@settings(deadline=None)
@given(graphs())
def test_counts_are_those_of_brute_force(G: nx.Graph) -> None:
    assert counts(motifs.of_graph(G, group="group")) == by_hand(G)


@settings(deadline=None, max_examples=25)
@given(graphs(), st.sampled_from(sorted(MOTIFS)))
def test_a_contribution_is_what_the_tie_changes(G: nx.Graph, motif: str) -> None:
    network = motifs.of_graph(G, group="group")
    closed = by_hand(G)[motif][1]
    for one, other, contribution in motifs.motif_gaps(network, motif=motif).itertuples(index=False):
        tied = G.copy()
        tied.add_edge(one, other)
        assert by_hand(tied)[motif][1] == closed + contribution
    for one, other, contribution in motifs.critical_dyads(network, motif=motif).itertuples(
        index=False
    ):
        parted = G.copy()
        parted.remove_edge(one, other)
        assert by_hand(parted)[motif][1] == closed - contribution


def test_ties_that_follow_the_resources_stand_out_from_chance() -> None:
    # Six teams of three on a resource each: all tied within, as many ties as that takes.
    G = nx.disjoint_union_all([nx.complete_graph(3)] * 6)
    nx.set_node_attributes(G, "1", "level")
    for team in range(6):
        G.add_node(f"resource {team}", level="0")
        G.add_edges_from((3 * team + one, f"resource {team}") for one in range(3))
    table = motifs.motif_counts(motifs.of_graph(G), draws=50, seed=1).set_index("motif")
    fitting = table.loc["shared_resource"]
    assert (fitting["open"], fitting["closed"]) == (0, 18)
    # An actor has two ties among seventeen others, two of whom share its resource: about 2.
    assert 0.5 < fitting["expected"] < 5
    assert fitting["z"] > 5
    assert fitting["p_upper"] == pytest.approx(1 / 51)
    assert table["z"].isna()["shared_actor"]


def test_where_ties_cannot_be_otherwise_chance_says_nothing() -> None:
    table = motifs.motif_counts(two_level("ax bx ab"), draws=5).set_index("motif")
    assert table.loc["shared_resource", "expected"] == 1
    assert table["z"].isna()["shared_resource"]
    assert table["p_upper"].isna()["shared_resource"]


def test_the_same_seed_gives_the_same_for_any_number_of_jobs() -> None:
    network = two_level("ax bx cx dy by ab cd bc xy")
    alone, together = (
        motifs.motif_counts(network, draws=6, seed=4, n_jobs=n_jobs) for n_jobs in (1, 2)
    )
    pd.testing.assert_frame_equal(alone, together)


def test_tables_are_read_whatever_their_columns_are_called() -> None:
    nodes = pd.DataFrame({"name": ["ana", "bea", "lake"], "kind": ["person", "person", "place"]})
    edges = pd.DataFrame({"from": ["ana", "lake", "lake"], "to": ["lake", "ana", "bea"]})
    network = motifs.of_tables(nodes, edges, level="kind", actors="person")
    assert pairs(motifs.motif_gaps(network)) == {"anabea": 1}


def test_directions_parallel_edges_and_loops_do_not_count() -> None:
    G = nx.MultiDiGraph([("a", "x"), ("x", "a"), ("a", "x"), ("b", "x"), ("a", "a")])
    nx.set_node_attributes(G, {"a": 1, "b": 1, "x": 0}, "level")
    before = nx.to_dict_of_dicts(G.copy())
    assert counts(motifs.of_graph(G))["shared_resource"] == (1, 0)
    assert nx.to_dict_of_dicts(G) == before


NODES = pd.DataFrame({"id": ["a", "b", "x"], "level": ["1", "1", "0"]})
EDGES = pd.DataFrame({"from": ["a"], "to": ["x"]})


@pytest.mark.parametrize(
    ("nodes", "edges", "said"),
    [
        (NODES[["id"]], EDGES, "no column 'level'; it has: id"),
        (NODES, EDGES[["from"]], "two columns"),
        (NODES, EDGES.replace("x", "sea"), "edges, row 2: 'sea' is not in"),
        (NODES.replace("b", "a"), EDGES, "row 3: 'a' is there before"),
        (NODES.replace("0", ""), EDGES, "'x' has no level"),
        (NODES.replace("1", "2"), EDGES, "found: 0, 2"),
        (NODES.assign(level=["1", "0", "2"]), EDGES, "found: 0, 1, 2"),
    ],
)
def test_tables_that_do_not_fit_are_refused(
    nodes: pd.DataFrame, edges: pd.DataFrame, said: str
) -> None:
    with pytest.raises(InvalidTableError) as refused:
        motifs.of_tables(nodes, edges)
    assert said in refused.value.say("en")


def test_an_unknown_motif_is_refused() -> None:
    with pytest.raises(ValueError, match="no motif 'star'"):
        motifs.motif_gaps(two_level("ax"), motif="star")


def test_a_network_of_nobody_has_no_motifs() -> None:
    assert set(counts(motifs.of_graph(nx.Graph())).values()) == {(0, 0)}
