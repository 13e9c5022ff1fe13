from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import DAY, ids, network_of, ties, write_world

from stakeholder_graph import dataset, load
from stakeholder_graph.model import LABELS, RELATIONSHIP_TYPES
from stakeholder_graph.network import (
    ended_ties_of,
    nodes_of,
    read_network,
    ties_of,
    two_mode,
    without_collectives,
)
from stakeholder_graph.vocabulary import PARTY_ROLES, SEAT_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stakeholder_graph.store import Store


def seats(network: nx.MultiDiGraph) -> list[tuple[str, str, str]]:
    return [(start, end, tie["role"]) for start, end, tie in ties_of(network, "MEMBER_OF")]


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Write a desk dissolved in 2021 and a roundtable of which one chair follows the other."""
    folder = write_world(
        tmp_path_factory.mktemp("terms") / "world",
        institutions=ids("interior", "justice"),
        forums=ids("roundtable"),
        working_groups=[{"id": "desk", "founded": "2015", "dissolved": "2021"}],
        memberships=[
            {"institution": "interior", "venue": "roundtable", "role": "chair"}
            | {"valid_from": "2018", "valid_to": "2020-06"},
            {"institution": "justice", "venue": "roundtable", "role": "chair"}
            | {"valid_from": "2020-07"},
            {"institution": "interior", "venue": "desk"},
        ],
    )
    with load.open_store(dataset.read([folder])) as store:
        yield store


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2014-12-31", []),
        ("2015-01-01", [("interior", "desk", "member")]),
        (
            "2020-06-30",
            [("interior", "desk", "member"), ("interior", "roundtable", "chair")],
        ),
        (
            "2020-07-01",
            [("interior", "desk", "member"), ("justice", "roundtable", "chair")],
        ),
        ("2022-01-01", [("justice", "roundtable", "chair")]),
    ],
)
def test_a_network_holds_what_holds_on_its_day(
    terms: Store, day: str, held: list[tuple[str, str, str]]
) -> None:
    network = read_network(terms, day=day)
    assert sorted(seats(network)) == held
    assert network.graph["as_of"] == day
    assert ("desk" in network) == ("2015-01-01" <= day < "2022-01-01")
    assert {"interior", "justice", "roundtable"} <= set(network)


def test_what_a_source_denies_is_left_out(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("interior", "justice", "health"),
        forums=ids("roundtable"),
        memberships=[
            {"institution": "interior", "venue": "roundtable", "evidence": "documented"},
            {"institution": "justice", "venue": "roundtable", "evidence": "implied"},
            {"institution": "health", "venue": "roundtable", "evidence": "documented_absent"},
        ],
    )
    network = network_of(folder)
    assert [who for who, *_ in seats(network)] == ["interior", "justice"]
    assert "health" in network


def test_a_network_has_every_node_and_tie_with_its_properties(
    bundled_store: Store, bundled_network: nx.MultiDiGraph
) -> None:
    counts = bundled_store.counts()
    for label in LABELS:
        assert len(nodes_of(bundled_network, label)) <= counts[label]
    assert set(bundled_network.nodes["mre"]) == set(LABELS["Institution"].properties)
    for start, end, tie in bundled_network.edges(data=True):
        assert set(tie) == {"start", "end", "type", *RELATIONSHIP_TYPES[tie["type"]].properties}
        assert (tie["start"], tie["end"]) == (start, end)


def test_undated_facts_are_all_read(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("interior", "justice"),
        agreements=ids("plan"),
        territories=ids("tacna"),
        parties=ties("institution", "agreement", ("interior", "plan", "lead")),
        presence=ties("subject", "territory", ("justice", "tacna")),
        cooperation=ties("institution", "partner", ("justice", "interior")),
    )
    network = network_of(folder)
    assert sorted(network) == ["interior", "justice", "plan", "tacna"]
    assert sorted((start, end, tie) for start, end, tie in network.edges(data="type")) == [
        ("interior", "plan", "PARTY_TO"),
        ("justice", "interior", "COOPERATES_WITH"),
        ("justice", "tacna", "OPERATES_IN"),
    ]


def test_two_ties_between_the_same_two_are_kept_apart(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("mre"),
        forums=ids("mesa"),
        memberships=ties(
            "institution", "venue", ("mre", "mesa", "chair"), ("mre", "mesa", "secretariat")
        ),
    )
    assert seats(network_of(folder)) == [("mre", "mesa", "chair"), ("mre", "mesa", "secretariat")]


def test_nodes_of_some_labels_are_in_order(mini_world: nx.MultiDiGraph) -> None:
    assert nodes_of(mini_world, "Forum", "Objective") == ["b1", "b2", "b3", "o1", "o2", "o3", "o4"]
    assert nodes_of(mini_world, "Territory") == []


def test_ties_of_some_types_only(mini_world: nx.MultiDiGraph) -> None:
    assert [(start, end) for start, end, _ in ties_of(mini_world, "ALIGNED_WITH")] == [("o1", "o3")]
    assert len(list(ties_of(mini_world, "MEMBER_OF", "ADDRESSES"))) == 7 + 5
    assert list(ties_of(mini_world, "NEIGHBOUR_OF")) == []


def test_a_collective_label_is_left_out_with_its_ties(tmp_path: Path) -> None:
    network = network_of(
        write_world(
            tmp_path / "labels",
            institutions=[{"id": "agencies", "kind": "collective"}, {"id": "iom"}],
            forums=ids("table"),
            memberships=ties("institution", "venue", ("agencies", "table"), ("iom", "table")),
        )
    )
    kept = without_collectives(network)
    assert nodes_of(kept, "Institution") == ["iom"]
    assert [ends[:2] for ends in ties_of(kept, "MEMBER_OF")] == [("iom", "table")]
    assert "agencies" in network


def test_a_two_mode_network_joins_institutions_to_venues_only(mini_world: nx.MultiDiGraph) -> None:
    B = two_mode(mini_world)
    modes = dict(B.nodes(data="bipartite"))
    assert {node for node, mode in modes.items() if mode == 0} == {
        "mre",
        "mig",
        "mtpe",
        "minsa",
        "grt",
        "ong",
    }
    assert {node for node, mode in modes.items() if mode == 1} == {"b1", "b2", "b3"}
    assert nx.bipartite.is_bipartite_node_set(B, [node for node in B if modes[node] == 0])
    assert B.number_of_edges() == 7
    assert B.graph["as_of"] == DAY
    assert not B.is_directed()
    assert not B.is_multigraph()


def test_a_seat_weighs_as_much_as_its_role(tmp_path: Path) -> None:
    weights = {
        "chair": 1.0,
        "co_chair": 1.0,
        "pro_tempore_presidency": 1.0,
        "secretariat": 1.0,
        "member": 0.8,
        "observer": 0.3,
    }
    folder = write_world(
        tmp_path / "world",
        institutions=ids(*(f"i{at}" for at, _ in enumerate(weights))),
        working_groups=ids("desk"),
        memberships=ties(
            "institution", "venue", *((f"i{at}", "desk", role) for at, role in enumerate(weights))
        ),
    )
    B = two_mode(network_of(folder))
    for at, (role, weight) in enumerate(weights.items()):
        assert B.edges[f"i{at}", "desk"] == {"roles": (role,), "weight": weight}


def test_every_role_of_the_vocabulary_has_a_weight(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids(*(f"i{at}" for at in range(len(SEAT_ROLES) + len(PARTY_ROLES)))),
        forums=ids("mesa"),
        agreements=ids("plan"),
        memberships=ties(
            "institution",
            "venue",
            *((f"i{at}", "mesa", role) for at, role in enumerate(SEAT_ROLES)),
        ),
        parties=ties(
            "institution",
            "agreement",
            *((f"i{at}", "plan", role) for at, role in enumerate(PARTY_ROLES)),
        ),
    )
    weights = [weight for *_, weight in two_mode(network_of(folder)).edges(data="weight")]
    assert len(weights) == len(SEAT_ROLES) + len(PARTY_ROLES)
    assert all(0 < weight <= 1 for weight in weights)


def test_of_several_roles_in_one_venue_the_largest_weighs(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("mre", "onu"),
        forums=ids("mesa"),
        memberships=ties(
            "institution",
            "venue",
            ("mre", "mesa", "observer"),
            ("mre", "mesa", "chair"),
            ("mre", "mesa", "member"),
            ("onu", "mesa", "observer"),
        ),
    )
    B = two_mode(network_of(folder))
    assert B.edges["mre", "mesa"]["weight"] == 1.0
    assert sorted(B.edges["mre", "mesa"]["roles"]) == ["chair", "member", "observer"]
    assert B.edges["onu", "mesa"] == {"roles": ("observer",), "weight": 0.3}


def test_whoever_takes_part_in_nothing_is_in_the_two_mode_network(tmp_path: Path) -> None:
    folder = write_world(tmp_path / "world", institutions=ids("mre"), agreements=ids("plan"))
    B = two_mode(network_of(folder))
    assert dict(B.degree()) == {"mre": 0, "plan": 0}


def test_reading_twice_gives_the_same_and_a_view_changes_nothing(mini_folder: Path) -> None:
    with load.open_store(dataset.read([mini_folder])) as store:
        network = read_network(store, day=DAY)
        B = two_mode(network)
        B.add_edge("mre", "b3", weight=1.0)
        B.nodes["mre"]["acronym"] = "changed"
        again = read_network(store, day=DAY)
    assert nx.utils.graphs_equal(network, again)
    assert network.nodes["mre"]["acronym"] == ""


def test_ended_relationships_stay_in_sight_between_nodes_that_stand(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("health"),
        forums=[*ids("network"), {"id": "closed", "dissolved": "2020"}],
        memberships=[
            {"institution": "health", "venue": "network", "valid_to": "2021"},
            {"institution": "health", "venue": "network", "valid_from": "2025"},
            {"institution": "health", "venue": "closed"},
        ],
    )
    network = network_of(folder, "2024-12-31")
    assert list(ties_of(network, "MEMBER_OF")) == []
    (ended,) = ended_ties_of(network, "MEMBER_OF")
    assert (ended["start"], ended["end"], ended["valid_to"]) == ("health", "network", "2021")
    assert list(ended_ties_of(network, "PARTY_TO")) == []
    assert list(ended_ties_of(network_of(folder, "2021-12-31"), "MEMBER_OF")) == []
