from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import ids, network_of, ties, write_world

from stakeholder_graph import gaps
from stakeholder_graph.coordination import Coordination
from stakeholder_graph.findings import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path


def needs(network: nx.MultiDiGraph) -> dict[tuple[str, str], float]:
    required = gaps.requirements(network, Coordination(network))
    return {pair: sum(one.need for one in reasons) for pair, reasons in required.items()}


def severities(network: nx.MultiDiGraph) -> dict[tuple[str, ...], float]:
    found = gaps.coordination_gaps(network)
    return dict(zip(found["subjects"], found["severity"], strict=True))


def test_golden_requirements(mini_world: nx.MultiDiGraph) -> None:
    assert needs(mini_world) == pytest.approx(
        {
            ("grt", "minsa"): 0.5,
            ("grt", "mtpe"): 0.64,
            ("mig", "mre"): 0.5,
            ("mig", "mtpe"): 1.3944,
            ("minsa", "ong"): 0.5,
        },
        abs=1e-4,
    )


def test_golden_coordination_gaps(mini_world: nx.MultiDiGraph) -> None:
    found = gaps.coordination_gaps(mini_world)
    assert severities(mini_world) == pytest.approx(
        {("grt", "mtpe"): 0.5614, ("grt", "minsa"): 0.5, ("minsa", "ong"): 0.5}, abs=1e-4
    )
    assert set(found["state"]) == {"none"}
    assert dict(zip(found["subjects"], found["uncovered"], strict=True)) == {
        ("grt", "mtpe"): ("o3",),
        ("grt", "minsa"): ("o2",),
        ("minsa", "ong"): ("o2",),
    }


def test_golden_congruence(mini_world: nx.MultiDiGraph) -> None:
    measures = gaps.congruence(mini_world)
    assert measures == pytest.approx(
        {
            "required": 5,
            "met": 2,
            "congruence": 0.4,
            "weighted": 0.3657,
            "density": 5 / 15,
            "lift": 1.2,
        },
        abs=1e-4,
    )


def test_findings_have_the_common_columns_and_both_languages(mini_world: nx.MultiDiGraph) -> None:
    found = gaps.coordination_gaps(mini_world)
    assert tuple(found.columns) == (*COLUMNS, *gaps.COORDINATION_COLUMNS)
    assert (found["priority"] == found["severity"] * found["confidence"]).all()
    assert set(found["sources"]) == {("field-notes",)}
    assert (found["explanation_es"] != found["explanation_en"]).all()


def test_an_explanation_names_the_pair_the_objective_and_the_day(
    mini_world: nx.MultiDiGraph,
) -> None:
    found = gaps.coordination_gaps(mini_world)
    sentences = dict(zip(found["subjects"], found["explanation_es"], strict=True))
    assert sentences["grt", "mtpe"] == (
        "GRT y MTPE actúan sobre O3; ningún órgano, acuerdo ni intervención conjunta vigente "
        "al 2026-06-30 las une."
    )


def six_actors(folder: Path, *seats: tuple[str, str, str]) -> nx.MultiDiGraph:
    actors = ["a", "b", "c", "d", "e", "f"]
    return network_of(
        write_world(
            folder,
            institutions=ids(*actors),
            forums=ids("plenary"),
            objectives=ids("asylum"),
            responsibilities=ties(
                "institution", "objective", *((actor, "asylum", "support") for actor in actors)
            ),
            memberships=ties("institution", "venue", *seats),
        )
    )


def test_without_a_lead_a_large_circle_shares_the_need(tmp_path: Path) -> None:
    need = needs(six_actors(tmp_path / "world", ("a", "plenary", "member")))
    assert len(need) == 15
    assert set(need.values()) == {0.5 * 0.5 / 5}


def test_a_plenary_halves_the_deficit_and_marks_a_question_where_rosters_are_unknown(
    tmp_path: Path,
) -> None:
    network = six_actors(tmp_path / "world", ("a", "plenary", "member"), ("b", "plenary", "member"))
    found = gaps.coordination_gaps(network).set_index("subjects")
    both_seated = found.loc[[("a", "b")]].iloc[0]
    unseated = found.loc[[("e", "f")]].iloc[0]
    assert both_seated["state"] == "plenary_only"
    assert both_seated["severity"] == pytest.approx(unseated["severity"] / 2)
    assert both_seated["evidence_state"] == "searched_not_found"
    assert unseated["evidence_state"] == "not_searched"
    assert unseated["explanation_en"].startswith("To be confirmed. ")


def test_leads_of_aligned_objectives_must_coordinate(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("labour", "foreign-affairs", "observer"),
        objectives=ids("recruitment", "return"),
        responsibilities=ties(
            "institution",
            "objective",
            ("labour", "recruitment", "lead"),
            ("foreign-affairs", "return", "lead"),
        ),
        alignments=ties("objective", "aligned_with", ("recruitment", "return")),
    )
    assert needs(network_of(folder)) == {("foreign-affairs", "labour"): 1.0}


def test_a_whole_and_its_part_are_never_a_pair(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("state", "ministry", "office", "agency"),
        objectives=ids("asylum"),
        parts=ties("part", "whole", ("ministry", "state"), ("office", "ministry")),
        responsibilities=ties(
            "institution",
            "objective",
            *((who, "asylum", "support") for who in ("state", "ministry", "office", "agency")),
        ),
    )
    assert set(needs(network_of(folder))) == {
        ("agency", "ministry"),
        ("agency", "office"),
        ("agency", "state"),
    }


def test_a_collective_label_is_never_in_a_pair(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[*ids("health", "labour"), {"id": "civil-society", "kind": "collective"}],
        objectives=ids("asylum"),
        responsibilities=ties(
            "institution",
            "objective",
            *((who, "asylum", "support") for who in ("health", "labour", "civil-society")),
        ),
    )
    assert set(needs(network_of(folder))) == {("health", "labour")}


@pytest.mark.parametrize("pair", [("grt", "mtpe"), ("grt", "minsa"), ("mig", "ong")])
def test_a_new_tie_never_raises_a_severity(
    mini_world: nx.MultiDiGraph, pair: tuple[str, str]
) -> None:
    before = severities(mini_world)
    tied = mini_world.copy()
    ends = dict(zip(("start", "end"), pair, strict=True))
    tied.add_edge(
        *pair, **ends, type="COOPERATES_WITH", kind="coordination", evidence="documented", source=""
    )
    after = severities(tied)
    assert all(after.get(each, 0) <= before[each] + 1e-12 for each in before)
    assert set(after) <= set(before)
    assert pair not in after


def test_an_unrelated_institution_changes_nothing(mini_world: nx.MultiDiGraph) -> None:
    larger = mini_world.copy()
    larger.add_node("stranger", **(mini_world.nodes["ong"] | {"id": "stranger"}))
    assert severities(larger) == severities(mini_world)


def test_names_do_not_matter(mini_world: nx.MultiDiGraph) -> None:
    renamed = nx.relabel_nodes(mini_world, {"mre": "z-mre", "mtpe": "a-mtpe"})
    assert sorted(severities(renamed).values()) == pytest.approx(
        sorted(severities(mini_world).values())
    )


def test_analyses_leave_the_network_as_it_was(mini_world: nx.MultiDiGraph) -> None:
    before = nx.to_dict_of_dicts(mini_world.copy())
    gaps.coordination_gaps(mini_world)
    gaps.congruence(mini_world)
    assert nx.to_dict_of_dicts(mini_world) == before
