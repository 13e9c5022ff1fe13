from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd
import pytest
from worlds import DAY, network_of_rosters, network_of_ties

from stakeholder_graph.brokerage import (
    ROLES,
    brokerage_roles,
    brokers,
    external_internal_index,
)
from stakeholder_graph.errors import EmptyNetworkError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

KITE = nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate("ABCDEFGHIJ")))
HEAD_AND_TAIL = {who: "justice" if who in "HIJ" else "health" for who in KITE}


def roles(G: nx.Graph, groups: Mapping[Hashable, str]) -> dict[Hashable, dict[str, int]]:
    found = brokerage_roles(G, groups).to_dict("records")
    return {row["node"]: {role: int(row[role]) for role in ROLES if row[role]} for row in found}


def brokers_of(network: nx.MultiDiGraph, *, runs: int = 0) -> dict[str, dict[Hashable, Any]]:
    """Return the rows of the table by id."""
    return {row["id"]: row for row in brokers(network, runs=runs).to_dict("records")}


def open_two_paths(G: nx.Graph) -> dict[Hashable, int]:
    return {
        v: sum(
            G.has_edge(a, v) and G.has_edge(v, b) and not G.has_edge(a, b)
            for a, b in permutations(set(G) - {v}, 2)
        )
        for v in G
    }


def grouped(G: nx.Graph, groups: Mapping[Hashable, str], by: str = "sector") -> nx.MultiDiGraph:
    named = nx.Graph(G.edges)
    named.add_nodes_from((node, {by: groups[node]}) for node in G)
    return network_of_ties(named)


def test_roles_of_the_published_directed_example() -> None:
    # Input of the example in the documentation of cograph; the roles counted by hand.
    G = nx.DiGraph([(1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (4, 1)])
    assert roles(G, {1: "p", 2: "p", 3: "q", 4: "q"}) == {
        1: {"itinerant": 1, "gatekeeper": 1},
        2: {"representative": 1},
        3: {"gatekeeper": 1},
        4: {"itinerant": 1, "representative": 1},
    }


def test_roles_in_the_kite() -> None:
    # Ordered pairs, counted by hand: 48 open two-paths.
    found = roles(KITE, HEAD_AND_TAIL)
    assert {who: counts for who, counts in found.items() if counts} == {
        "A": {"coordinator": 4},
        "B": {"coordinator": 4},
        "D": {"coordinator": 14},
        "F": {"coordinator": 4, "gatekeeper": 3, "representative": 3},
        "G": {"coordinator": 4, "gatekeeper": 3, "representative": 3},
        "H": {"gatekeeper": 2, "representative": 2},
        "I": {"coordinator": 2},
    }
    assert sum(sum(counts.values()) for counts in found.values()) == 48


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_the_five_roles_are_all_open_two_paths(seed: int, directed: bool) -> None:  # noqa: FBT001
    G = nx.gnp_random_graph(8, 0.35, seed=seed, directed=directed)
    found = brokerage_roles(G, {node: "abc"[node % 3] for node in G})
    assert dict(zip(found["node"], found[list(ROLES)].sum(axis=1), strict=True)) == open_two_paths(
        G
    )


def test_each_role_by_its_definition() -> None:
    G = nx.DiGraph([("a", "v"), ("v", "b")])
    for groups, role in {
        "xxx": "coordinator",
        "xyx": "itinerant",
        "xyy": "gatekeeper",
        "xxy": "representative",
        "xyz": "liaison",
    }.items():
        found = roles(G, dict(zip("avb", groups, strict=True)))
        assert found == {"a": {}, "v": {role: 1}, "b": {}}


def test_whoever_has_no_group_neither_brokers_nor_is_brokered() -> None:
    G = nx.star_graph(3)
    assert roles(G, {0: "x", 1: "x", 2: "y", 3: ""})[0] == {"gatekeeper": 1, "representative": 1}
    assert not any(roles(G, {0: "", 1: "x", 2: "y", 3: "y"}).values())


def test_a_closed_pair_needs_no_broker() -> None:
    G = nx.star_graph(2)
    groups = dict.fromkeys(G, "x")
    assert brokerage_roles(G, groups)["coordinator"].tolist() == [2, 0, 0]
    assert brokerage_roles(G, groups, closed=[(1, 2), (2, 1)])["coordinator"].tolist() == [0, 0, 0]


def test_several_edges_between_two_nodes_are_refused() -> None:
    with pytest.raises(ValueError, match="simple"):
        brokerage_roles(nx.MultiGraph([(0, 1)]), {0: "x", 1: "x"})


def test_how_far_ties_lead_out_of_the_groups() -> None:
    # 2 of the 18 ties of the kite join head and tail; 11 of the 78 of the club join factions.
    assert external_internal_index(KITE, HEAD_AND_TAIL) == pytest.approx(-14 / 18)
    club = nx.karate_club_graph()
    factions = dict(club.nodes(data="club"))
    assert external_internal_index(club, factions) == pytest.approx((11 - 67) / 78)
    assert pd.isna(external_internal_index(club, {}))


def test_brokers_count_pairs_and_not_ways() -> None:
    found = brokers_of(grouped(KITE, HEAD_AND_TAIL))
    assert sum(row["linked_pairs"] for row in found.values()) == 24
    assert found["D"]["coordinator"] == 7
    assert (found["F"]["gatekeeper"], found["F"]["representative"]) == (1.5, 1.5)
    assert (found["F"]["gateway_pairs"], found["F"]["between_groups"]) == (3, 3)
    assert all(sum(row[role] for role in ROLES) == row["linked_pairs"] for row in found.values())
    # F alone joins A and C to H, G alone B and E, both join D; H alone joins F and G to I.
    exclusive = {who: row["exclusive_pairs"] for who, row in found.items()}
    assert exclusive == dict.fromkeys("ABCDEIJ", 0) | dict.fromkeys("FGH", 2)
    assert {who for who, row in found.items() if row["articulation_point"]} == {"H", "I"}


def test_constraint_is_the_published_one() -> None:
    # Borgatti 1997.
    G = nx.Graph(tie.split("-") for tie in "A-B A-F A-G A-E E-G F-G B-G B-D D-G G-C".split())  # noqa: SIM905
    found = brokers_of(grouped(G, dict.fromkeys(G, "health")))
    assert found["G"]["constraint"] == pytest.approx(0.4, abs=5e-4)
    assert found["A"]["constraint"] == pytest.approx(0.595, abs=5e-4)


def test_whoever_alone_joins_two_sectors_comes_first_and_is_explained() -> None:
    network = network_of_rosters({"north": "abcm", "south": "mxyz"})
    for who in "abcm":
        network.nodes[who]["sector"] = "health"
    for who in "xyz":
        network.nodes[who]["sector"] = "justice"
    first = brokers(network, runs=0).iloc[0]
    assert (first["id"], first["exclusive_pairs"], first["between_groups"]) == ("m", 9, 9)
    assert first["explanation_en"] == (
        f"On {DAY}, M links 9 pairs of institutions of different groups that have no tie of their "
        "own, 9 of them with no other link on record; above all health with justice (9)."
    )
    assert "sobre todo salud con justicia (9)" in first["explanation_es"]


def test_a_second_link_ends_exclusiveness_unless_it_is_a_part() -> None:
    def exclusive(*, part: bool) -> int:
        G = nx.Graph([("a", "one"), ("one", "b"), ("a", "two"), ("two", "b")])
        network = grouped(G, {"a": "health", "b": "justice", "one": "labour", "two": "labour"})
        if part:
            network.add_edge("two", "one", type="PART_OF")
        found = brokers_of(network)
        assert found["two"]["exclusive_pairs"] == 0
        return int(found["one"]["exclusive_pairs"])

    assert exclusive(part=False) == 0
    assert exclusive(part=True) == 1


def test_a_whole_and_its_part_need_no_broker() -> None:
    network = grouped(nx.path_graph(3), dict.fromkeys(range(3), "health"))
    assert brokers(network, runs=0)["linked_pairs"].sum() == 1
    network.add_edge("0", "2", type="PART_OF")
    assert brokers(network, runs=0)["linked_pairs"].sum() == 0


def test_those_without_a_group_are_left_out() -> None:
    G = nx.path_graph(4)
    network = grouped(G, {0: "health", 1: "health", 2: "justice", 3: ""})
    found = brokers(network, runs=0)
    assert set(found["id"]) == {"0", "1", "2"}
    assert found["linked_pairs"].sum() == 1
    assert len(brokers(network, by="level", runs=0)) == 0


def test_groups_by_level() -> None:
    network = grouped(nx.path_graph(3), {0: "national", 1: "national", 2: "local"}, "level")
    first = brokers(network, by="level", runs=0).iloc[0]
    assert (first["id"], first["level"], first["gateway_pairs"]) == ("1", "national", 1)


def test_z_is_undefined_without_spread_and_the_same_for_any_number_of_jobs() -> None:
    alike = grouped(KITE, dict.fromkeys(KITE, "health"))
    z = [f"z_{role}" for role in ROLES]
    assert brokers(alike, runs=20)[z].isna().all(axis=None)
    network = grouped(KITE, {who: "health" if who in "ABCD" else "justice" for who in KITE})
    alone, together = (brokers(network, runs=20, seed=3, n_jobs=jobs) for jobs in (1, 2))
    assert alone["z_between_groups"].notna().any()
    pd.testing.assert_frame_equal(alone, together)


def test_z_against_every_way_to_deal_the_groups() -> None:
    # A path a-v-b with groups x, x, y dealt to three nodes: v has a pair of different groups
    # unless a and b are both x: 2 of 3 ways. Mean 2/3, standard deviation sqrt(2)/3.
    network = grouped(nx.path_graph(["a", "v", "b"]), {"a": "health", "v": "health", "b": "labour"})
    found = brokers_of(network, runs=2000)
    assert found["v"]["z_between_groups"] == pytest.approx((1 - 2 / 3) / (2**0.5 / 3), abs=0.1)


def test_the_order_does_not_depend_on_names() -> None:
    groups = {who: "health" if who in "ABCD" else "justice" for who in KITE}
    found = brokers_of(grouped(KITE, groups))
    swapped = dict(zip("ABCDEFGHIJ", "JIHGFEDCBA", strict=True))
    renamed = brokers_of(
        grouped(nx.relabel_nodes(KITE, swapped), {swapped[w]: g for w, g in groups.items()})
    )
    for who in KITE:
        for column in (*ROLES, "exclusive_pairs", "constraint"):
            assert renamed[swapped[who]][column] == pytest.approx(found[who][column])


def test_only_the_first_are_kept_and_the_network_stays_as_it_was() -> None:
    network = grouped(KITE, HEAD_AND_TAIL | dict.fromkeys("ABC", "labour"))
    before = network.copy()
    everyone = brokers(network, runs=0)
    assert brokers(network, top=3, runs=0)["id"].tolist() == everyone["id"].tolist()[:3]
    assert nx.utils.graphs_equal(network, before)


def test_a_world_without_institutions_is_an_error() -> None:
    with pytest.raises(EmptyNetworkError, match=r"institutions\.csv"):
        brokers(nx.MultiDiGraph(as_of=DAY))


def test_a_collective_label_brokers_nothing() -> None:
    network = network_of_ties(nx.Graph([("health", "agencies"), ("agencies", "labour")]))
    for node, sector in (("health", "health"), ("agencies", "development"), ("labour", "labour")):
        network.nodes[node]["sector"] = sector
    network.nodes["agencies"]["kind"] = "collective"
    table = brokers(network, runs=0)
    assert sorted(table["id"]) == ["health", "labour"]
    assert table["linked_pairs"].tolist() == [0, 0]
