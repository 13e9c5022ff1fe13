from __future__ import annotations

import networkx as nx
import pytest
from worlds import ids, network_of, write_world

from stakeholder_graph.responsibility import actors_by_objective, weight_of


@pytest.fixture(scope="module")
def shelters(tmp_path_factory: pytest.TempPathFactory) -> nx.MultiDiGraph:
    """Read a world in which a ministry leads, and others only carry out or support."""
    return network_of(
        write_world(
            tmp_path_factory.mktemp("shelters") / "world",
            institutions=ids("women", "health", "ngo", "labour"),
            forums=ids("roundtable"),
            working_groups=ids("desk"),
            objectives=[
                {"id": "protection", "weight": "0.25"},
                {"id": "remittances"},
                {"id": "social-area", "kind": "thematic_area"},
                {"id": "empty-area", "kind": "thematic_area"},
            ],
            interventions=ids("refuge", "hotline", "study"),
            responsibilities=[
                {"institution": "women", "objective": "protection", "role": "lead"},
                {"institution": "women", "objective": "protection", "role": "support"},
                {"institution": "health", "objective": "protection", "role": "co_responsible"}
                | {"evidence": "implied"},
                {"institution": "labour", "objective": "social-area", "role": "support"},
            ],
            executions=[
                {"executor": "ngo", "intervention": "refuge", "role": "lead"}
                | {"evidence": "implied"},
                {"executor": "health", "intervention": "refuge", "role": "funder"},
                {"executor": "roundtable", "intervention": "hotline", "role": "joint"},
                {"executor": "desk", "intervention": "hotline", "role": "joint"},
                {"executor": "labour", "intervention": "study", "role": "lead"},
            ],
            scopes=[
                {"subject": "refuge", "objective": "protection"},
                {"subject": "hotline", "objective": "protection", "evidence": "implied"},
                {"subject": "roundtable", "objective": "remittances"},
            ],
        )
    )


def test_whoever_answers_or_carries_out_acts_on_an_objective(shelters: nx.MultiDiGraph) -> None:
    actors = actors_by_objective(shelters)["protection"]
    assert {who: (actor.weight, actor.leads) for who, actor in actors.items()} == {
        "desk": (0.5, False),
        "health": (0.8, False),
        "ngo": (0.5, False),
        "roundtable": (0.5, False),
        "women": (1.0, True),
    }
    assert list(actors) == sorted(actors)


def test_certainty_is_that_of_the_surest_way(shelters: nx.MultiDiGraph) -> None:
    actors = actors_by_objective(shelters)["protection"]
    # Health's responsibility is implied, but a source says that it funds the refuge. That the
    # hotline is about protection is implied too.
    assert {who: actor.certainty for who, actor in actors.items()} == {
        "desk": 0.7,
        "health": 1.0,
        "ngo": 0.7,
        "roundtable": 0.7,
        "women": 1.0,
    }


def test_an_actor_keeps_the_ties_behind_it(shelters: nx.MultiDiGraph) -> None:
    actors = actors_by_objective(shelters)["protection"]
    assert [(tie["type"], tie.get("role")) for tie in actors["health"].ties] == [
        ("RESPONSIBLE_FOR", "co_responsible"),
        ("CARRIES_OUT", "funder"),
        ("ADDRESSES", None),
    ]
    roles = [tie["role"] for tie in actors["women"].ties if "role" in tie]
    assert sorted(roles) == ["lead", "support"]


def test_a_commitment_that_nobody_acts_on_has_an_empty_entry(shelters: nx.MultiDiGraph) -> None:
    # A body that has the objective in its scope deals with it; it does not act on it.
    assert actors_by_objective(shelters)["remittances"] == {}


def test_an_area_counts_only_when_somebody_answers_for_it(shelters: nx.MultiDiGraph) -> None:
    actors = actors_by_objective(shelters)
    assert list(actors) == ["protection", "remittances", "social-area"]
    assert list(actors["social-area"]) == ["labour"]


def test_an_intervention_without_objective_acts_on_none(shelters: nx.MultiDiGraph) -> None:
    actors = actors_by_objective(shelters)
    assert "labour" not in actors["protection"] | actors["remittances"]


def test_golden_actors(mini_world: nx.MultiDiGraph) -> None:
    actors = actors_by_objective(mini_world)
    assert {
        objective: {who: actor.weight for who, actor in of.items()}
        for objective, of in actors.items()
    } == {
        "o1": {"mig": 1.0, "mre": 0.5, "mtpe": 0.5},
        "o2": {"grt": 0.5, "minsa": 1.0, "ong": 0.5},
        "o3": {"grt": 0.8, "mtpe": 1.0},
        "o4": {"mre": 0.5},
    }


def test_a_weight_that_nobody_set_is_one(shelters: nx.MultiDiGraph) -> None:
    assert weight_of(shelters, "protection") == 0.25
    assert weight_of(shelters, "remittances") == 1.0


def test_the_network_stays_as_it_was(shelters: nx.MultiDiGraph) -> None:
    before = shelters.copy()
    actors_by_objective(shelters)
    assert nx.utils.graphs_equal(shelters, before)
