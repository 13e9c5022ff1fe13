from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import network_of_facts, network_of_ties, with_fact

from stakeholder_graph import losses

if TYPE_CHECKING:
    import pandas as pd


def by_name(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(who=[who for (who,) in table["subjects"]]).set_index("who")


def fragmentations(G: nx.Graph) -> dict[str, float]:
    return {node: losses.removal(G, node).fragmentation for node in G}


def test_the_kite() -> None:
    # Krackhardt's kite, H and I cut off its tail: 1 - (7 x 6 + 2 x 1) / (9 x 8) and
    # 1 - (8 x 7) / (9 x 8); nobody else disconnects anything.
    kite = nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate("ABCDEFGHIJ")))
    found = fragmentations(kite)
    assert found["H"] == pytest.approx(0.3889, abs=1e-4)
    assert found["I"] == pytest.approx(0.2222, abs=1e-4)
    assert {node for node, value in found.items() if value} == {"H", "I"}


def test_florentine_marriages() -> None:
    # Without the Medici three components are left, F = .3846.
    found = fragmentations(nx.florentine_families_graph())
    assert found["Medici"] == pytest.approx(0.3846, abs=1e-4)
    assert {node for node, value in found.items() if value} == {
        "Medici",
        "Albizzi",
        "Guadagni",
        "Salviati",
    }


def test_distances_count_detours() -> None:
    # A path a-b-c: without b nothing is left of the pair a, c, two steps apart before.
    assert losses.removal(nx.path_graph(3), 1) == losses.Fragmentation(1.0, 1.0, 1.0, 0.5)
    # A ring of four: without one node its neighbours still meet by the other side, both ways
    # two steps long.
    assert losses.removal(nx.cycle_graph(4), 0) == pytest.approx((0, 0, 1 - 5 / 6, 0))


def test_two_nodes_have_no_other_pair() -> None:
    assert all(isnan(value) for value in losses.removal(nx.path_graph(2), 0))


def test_golden_losses(mini_world: nx.MultiDiGraph) -> None:
    # Removing MIG: .8 - .6 = .2, and O1 loses its only lead (1.0); nobody else is a cut point.
    found = by_name(losses.losses(mini_world, top=10, runs=0))
    assert found["delta_fragmentation"].to_dict() == pytest.approx(
        {"mig": 0.2, "minsa": 0.0, "mtpe": 0.0}
    )
    assert found["fragmentation"]["mig"] == pytest.approx(0.8)
    assert found["orphaned"].to_dict() == {"mig": ("o1",), "minsa": ("o2",), "mtpe": ("o3",)}
    # O3 weighs .8.
    assert found["loss"].to_dict() == pytest.approx({"mig": 1.2, "minsa": 1.0, "mtpe": 0.8})
    assert found["articulation_point"].to_dict() == {"mig": True, "minsa": False, "mtpe": False}
    for who in ("mre", "grt", "ong"):
        row = losses.losses(mini_world, institution=who, runs=0).iloc[0]
        assert (row["loss"], row["delta_fragmentation"]) == (0.0, 0.0)


def test_a_small_group_that_loses_a_member_is_no_gain() -> None:
    # The naive difference would be below 0: two of four, apart from the other two.
    G = nx.Graph([("a", "b"), ("c", "d")])
    assert losses.removal(G, "a").delta == 0


def test_bodies_lose_their_chair_and_their_bridge() -> None:
    network = network_of_facts(
        dict.fromkeys(("health", "home", "labour"), "Institution")
        | dict.fromkeys(("board", "council"), "Forum")
        | {"asylum": "Objective"},
        [
            ("MEMBER_OF", "health", "board", "chair"),
            ("MEMBER_OF", "health", "council", "member"),
            ("MEMBER_OF", "home", "council", "chair"),
            ("MEMBER_OF", "labour", "council", "co_chair"),
            ("ADDRESSES", "board", "asylum", ""),
            ("ADDRESSES", "council", "asylum", ""),
        ],
    )
    health = losses.losses(network, institution="health").iloc[0]
    assert health["chairless"] == ("board",)
    assert health["unbridged"] == ("board+council",)
    # Either of two chairs can be spared.
    assert losses.losses(network, institution="home").iloc[0]["chairless"] == ()
    assert health["explanation_en"] == (
        "If HEALTH left: bodies without a chair, 1 (BOARD); pairs of bodies that nobody bridges "
        "any more, 1 (BOARD/COUNCIL)."
    )
    assert health["explanation_es"] == (
        "Si HEALTH dejara de participar: órganos sin presidencia, 1 (BOARD); pares de órganos "
        "que ya nadie une, 1 (BOARD/COUNCIL)."
    )


def test_pairs_lose_their_only_link() -> None:
    # HEALTH and HOME lead asylum together but know each other only through LABOUR.
    facts = [
        ("RESPONSIBLE_FOR", "health", "asylum", "lead"),
        ("RESPONSIBLE_FOR", "home", "asylum", "lead"),
        ("COOPERATES_WITH", "health", "labour", ""),
        ("COOPERATES_WITH", "home", "labour", ""),
    ]
    nodes = dict.fromkeys(("health", "home", "labour", "trade"), "Institution")
    nodes["asylum"] = "Objective"
    alone = losses.losses(network_of_facts(nodes, facts), institution="labour")
    assert alone.iloc[0]["unlinked"] == ("health+home",)
    facts += [("COOPERATES_WITH", "health", "trade", ""), ("COOPERATES_WITH", "home", "trade", "")]
    two = losses.losses(network_of_facts(nodes, facts), institution="labour")
    assert two.iloc[0]["unlinked"] == ()
    assert two.iloc[0]["explanation_en"] == (
        "If LABOUR left: nothing on record depends on it alone."
    )


def test_the_greatest_losses_come_first_and_compete_in_the_draws() -> None:
    network = network_of_ties(nx.relabel_nodes(nx.krackhardt_kite_graph(), str))
    found = losses.losses(network, runs=10, seed=2)
    assert found["subjects"].tolist() == [("7",), ("8",)]
    assert found["p_best"].between(0, 1).all()
    assert losses.losses(network, runs=10, seed=2).equals(found)


def test_what_is_only_ones_own_plan_is_no_loss() -> None:
    network = network_of_facts(
        {"health": "Institution", "plan": "Agreement", "asylum": "Objective"},
        [
            ("RESPONSIBLE_FOR", "health", "asylum", "lead"),
            ("PART_OF", "asylum", "plan", ""),
        ],
    )
    assert losses.losses(network)["orphaned"].tolist() == [("asylum",)]
    assert losses.losses(with_fact(network, "PARTY_TO", "health", "plan", role="lead")).empty


def test_a_state_that_acts_through_its_ministries_cannot_leave() -> None:
    network = network_of_facts(
        {"health": "Institution", "peru": "Institution", "asylum": "Objective"},
        [("RESPONSIBLE_FOR", "peru", "asylum", "lead"), ("PART_OF", "health", "peru", "")],
        peru="state",
    )
    assert losses.losses(network).empty
    assert losses.losses(network, institution="peru")["orphaned"].tolist() == [("asylum",)]


def test_nobody_to_lose() -> None:
    found = losses.losses(network_of_facts({"council": "Forum"}, []))
    assert found.empty
    assert tuple(found.columns) == losses.LOSS_COLUMNS
