from __future__ import annotations

import re
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import (
    golden_mini_world_in_tacna,
    ids,
    network_of,
    ties,
    write_world,
)

from stakeholder_graph.coverage import COVERAGE_COLUMNS, coverage_gaps
from stakeholder_graph.findings import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def test_findings_have_the_common_columns_and_both_languages(mini_world: nx.MultiDiGraph) -> None:
    found = coverage_gaps(mini_world)
    assert tuple(found.columns) == (*COLUMNS, *COVERAGE_COLUMNS)
    assert (found["priority"] == found["severity"] * found["confidence"]).all()
    assert set(found["sources"]) == {("field-notes",)}
    assert (found["explanation_es"] != found["explanation_en"]).all()


def test_the_analysis_leaves_the_network_as_it_was(mini_world: nx.MultiDiGraph) -> None:
    before = nx.to_dict_of_dicts(mini_world.copy())
    coverage_gaps(mini_world)
    assert nx.to_dict_of_dicts(mini_world) == before


def test_golden_coverage_gaps(mini_world: nx.MultiDiGraph) -> None:
    found = coverage_gaps(mini_world)
    assert [*zip(found["objective"], found["gap_type"], found["severity"], strict=True)] == [
        ("o4", "no_lead", 0.6)
    ]
    assert found["evidence_state"].tolist() == ["searched_not_found"]


def test_nobody_and_a_single_actor(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("health"),
        agreements=ids("compact"),
        objectives=ids("remittances", "vaccination", "asylum"),
        interventions=ids("clinic", "leaflet"),
        parts=ties(
            "part",
            "whole",
            ("remittances", "compact"),
            ("vaccination", "compact"),
            ("asylum", "compact"),
        ),
        executions=ties(
            "executor", "intervention", ("health", "clinic", "lead"), ("health", "leaflet", "lead")
        ),
        scopes=ties("subject", "objective", ("clinic", "vaccination"), ("leaflet", "asylum")),
    )
    found = coverage_gaps(network_of(folder)).set_index("id")
    assert found["gap_type"].to_dict() == {
        "coverage_gap:remittances+nobody": "nobody",
        "coverage_gap:vaccination+single_actor": "single_actor",
        "coverage_gap:asylum+single_actor": "single_actor",
        "coverage_gap:compact+leads_unrecorded": "leads_unrecorded",
    }
    states = found["evidence_state"].to_dict()
    # Two of three objectives have an executor on record, none has a lead.
    assert states["coverage_gap:remittances+nobody"] == "searched_not_found"
    assert states["coverage_gap:compact+leads_unrecorded"] == "not_searched"
    # One register that shows two thirds of what there is, and an even prior: 1 / (1 + 1/3).
    assert found.loc["coverage_gap:remittances+nobody", "confidence"] == pytest.approx(0.75)
    leads = found.loc["coverage_gap:compact+leads_unrecorded"]
    assert leads["confidence"] == pytest.approx(0.5)
    assert leads["explanation_en"] == (
        "To be confirmed. On 2026-06-30 somebody acts on 2 objectives of COMPACT and no lead is "
        "recorded for 2: ASYLUM and VACCINATION."
    )


def test_whoever_acts_on_a_part_or_answers_for_the_area_acts_on_an_objective(
    tmp_path: Path,
) -> None:
    folder = write_world(
        tmp_path / "plan",
        institutions=ids("police", "states"),
        agreements=ids("plan"),
        objectives=[
            {"id": "axis", "kind": "axis"},
            *ids("disrupt", "protect"),
            {"id": "raid", "kind": "action"},
        ],
        parts=ties(
            "part",
            "whole",
            ("axis", "plan"),
            ("disrupt", "axis"),
            ("protect", "plan"),
            ("raid", "protect"),
        ),
        responsibilities=ties(
            "institution", "objective", ("states", "axis", "lead"), ("police", "raid", "lead")
        ),
    )
    found = coverage_gaps(network_of(folder))
    assert dict(zip(found["objective"], found["actors"], strict=True)) == {
        "disrupt": ("states",),
        "protect": ("police",),
    }
    assert set(found["gap_type"]) == {"single_actor"}


def test_a_body_on_the_matter_halves_the_severity_of_a_single_actor(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("consulates"),
        forums=ids("roundtable"),
        objectives=ids("protection"),
        responsibilities=ties("institution", "objective", ("consulates", "protection", "lead")),
        scopes=ties("subject", "objective", ("roundtable", "protection")),
    )
    found = coverage_gaps(network_of(folder))
    assert found["gap_type"].tolist() == ["single_actor"]
    assert found["severity"].tolist() == [0.5]


def test_remittances_are_the_commitment_that_no_table_has_an_action_for(
    bundled_network: nx.MultiDiGraph,
) -> None:
    # Table 12 of the thesis says of objective 20 that nothing and nobody was reported.
    for subject, _, tie in bundled_network.in_edges("gcm-o20", data="type"):
        assert tie != "ADDRESSES" or not re.match(r"t(09|1[0-3])-", subject)


def test_what_nobody_looked_into_is_no_gap(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("health"),
        agreements=ids("compact", "pledge"),
        objectives=ids("vaccination", "asylum", "peace"),
        parts=ties(
            "part", "whole", ("vaccination", "compact"), ("asylum", "compact"), ("peace", "pledge")
        ),
        responsibilities=ties("institution", "objective", ("health", "vaccination", "lead")),
    )
    found = coverage_gaps(network_of(folder))
    assert set(found["objective"]) == {"vaccination", "asylum"}


def test_to_act_alone_on_ones_own_plan_is_no_gap(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("ministry"),
        agreements=ids("own-plan", "compact"),
        objectives=ids("service", "asylum"),
        parts=ties("part", "whole", ("service", "own-plan"), ("asylum", "compact")),
        parties=ties("institution", "agreement", ("ministry", "own-plan", "lead")),
        responsibilities=ties(
            "institution",
            "objective",
            ("ministry", "service", "lead"),
            ("ministry", "asylum", "lead"),
        ),
    )
    found = coverage_gaps(network_of(folder))
    assert found["id"].tolist() == ["coverage_gap:asylum+single_actor"]


def test_a_collective_label_is_no_single_actor(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[{"id": "civil-society", "kind": "collective"}, *ids("ministry")],
        agreements=ids("compact"),
        objectives=ids("shelter", "asylum"),
        parts=ties("part", "whole", ("shelter", "compact"), ("asylum", "compact")),
        responsibilities=ties(
            "institution",
            "objective",
            ("civil-society", "shelter", "lead"),
            ("ministry", "asylum", "lead"),
        ),
    )
    found = coverage_gaps(network_of(folder))
    assert found["id"].tolist() == ["coverage_gap:asylum+single_actor"]


def test_golden_coverage_gaps_where_a_policy_names_tacna(tmp_path: Path) -> None:
    # O1 has no actor in Tacna: the rung that is missing there is a gap between levels.
    found = coverage_gaps(network_of(golden_mini_world_in_tacna(tmp_path / "world")))
    assert found["id"].tolist() == ["coverage_gap:o4+no_lead"]


def required(folder: Path, *demands: dict[str, str], **more: list[dict[str, str]]) -> Path:
    """Write a world in which health runs a clinic for women in Tumbes against smuggling."""
    files = {
        "institutions": [{"id": "health", "level": "national", "country": "PE"}],
        "agreements": ids("plan"),
        "objectives": ids("smuggling"),
        "territories": [
            {"id": "peru", "kind": "country", "code": "PE"},
            {"id": "chile", "kind": "country", "code": "CL"},
            {"id": "tumbes", "kind": "region"},
            {"id": "zarumilla", "kind": "province"},
            {"id": "tacna", "kind": "region"},
        ],
        "parts": ties(
            "part",
            "whole",
            ("tumbes", "peru"),
            ("tacna", "peru"),
            ("zarumilla", "tumbes"),
            ("smuggling", "plan"),
        ),
        "interventions": [{"id": "clinic", "populations": "women"}],
        "presence": ties("subject", "territory", ("clinic", "zarumilla")),
        "executions": ties("executor", "intervention", ("health", "clinic", "lead")),
        "scopes": ties("subject", "objective", ("clinic", "smuggling")),
        "responsibilities": ties("institution", "objective", ("health", "smuggling", "lead")),
        "requirements": [{"agreement": "plan", "objective": "smuggling"} | one for one in demands],
    }
    return write_world(folder, **files | more)


def unmet(folder: Path) -> list[str]:
    found = coverage_gaps(network_of(folder))
    types = ("no_level", "no_territory", "no_population")
    return found.loc[found["gap_type"].isin(types), "gap_type"].tolist()


@pytest.mark.parametrize(
    ("demand", "gap_types"),
    [
        ({}, []),
        ({"level": "national"}, []),
        ({"level": "local"}, ["no_level"]),
        ({"territory": "tumbes"}, []),
        ({"territory": "zarumilla"}, []),
        ({"territory": "peru"}, []),
        ({"territory": "chile"}, ["no_territory"]),
        ({"population": "women"}, []),
        ({"population": "children"}, ["no_population"]),
        ({"territory": "tumbes", "population": "women"}, []),
        ({"territory": "tumbes", "population": "children"}, ["no_population"]),
        ({"territory": "chile", "level": "local", "population": "children"}, ["no_territory"]),
        ({"territory": "peru", "level": "local"}, ["no_level"]),
    ],
)
def test_what_a_text_requires_is_met_or_a_gap(
    tmp_path: Path, demand: dict[str, str], gap_types: list[str]
) -> None:
    assert unmet(required(tmp_path / "world", demand)) == gap_types


def test_what_the_parts_of_an_objective_get_is_done_for_the_whole(tmp_path: Path) -> None:
    folder = required(
        tmp_path / "world",
        {"population": "women"},
        {"population": "children"},
        objectives=ids("smuggling", "prevention"),
        parts=ties("part", "whole", ("smuggling", "plan"), ("prevention", "smuggling")),
        scopes=ties("subject", "objective", ("clinic", "prevention")),
    )
    found = coverage_gaps(network_of(folder)).dropna(subset=["population"])
    assert found["population"].tolist() == ["children"]


def test_a_region_without_actors_is_a_gap_of_territory_if_no_national_actor_waits_there(
    tmp_path: Path,
) -> None:
    demand = {"territory": "tacna"}
    assert unmet(required(tmp_path / "national", demand)) == []
    locals_only = required(
        tmp_path / "local", demand, institutions=[{"id": "health", "level": "local"}]
    )
    assert unmet(locals_only) == ["no_territory"]


def test_unknown_presence_is_a_question(tmp_path: Path) -> None:
    demand = {"territory": "chile"}
    known = coverage_gaps(network_of(required(tmp_path / "known", demand)))
    unknown = coverage_gaps(network_of(required(tmp_path / "unknown", demand, presence=[])))
    states = [table.set_index("gap_type")["evidence_state"] for table in (known, unknown)]
    assert [state["no_territory"] for state in states] == ["searched_not_found", "not_searched"]


def test_an_unknown_level_or_population_is_no_gap(tmp_path: Path) -> None:
    folder = required(
        tmp_path / "world",
        {"level": "local"},
        {"population": "children"},
        institutions=[{"id": "health", "level": "national", "kind": "collective"}],
        interventions=ids("clinic"),
    )
    assert unmet(folder) == []


def test_severity_is_weight_times_exposure_and_confidence_falls_with_the_evidence(
    tmp_path: Path,
) -> None:
    folder = required(
        tmp_path / "world",
        {"level": "local", "exposure": "0.5", "evidence": "implied"},
        objectives=[{"id": "smuggling", "weight": "0.8"}],
    )
    found = coverage_gaps(network_of(folder)).set_index("gap_type").loc["no_level"]
    assert found["severity"] == pytest.approx(0.8 * 0.5)
    # The level of the only actor is known, which leaves one chance in ten that another was
    # overlooked: 0.5 / (0.5 + 0.5 x 0.1). The text only implies the requirement.
    assert found["confidence"] == pytest.approx(0.7 / 1.1)
    assert found["explanation_en"] == (
        "PLAN wants action at local level on SMUGGLING; those recorded on 2026-06-30 (HEALTH) "
        "include nobody of that level."
    )
    assert found["explanation_es"] == (
        "PLAN pide para SMUGGLING actuar en el nivel local; al 2026-06-30 consta quién actúa "
        "(HEALTH), pero nadie de ese nivel."
    )


def two_leads(folder: Path, *cooperation: tuple[str, str]) -> pd.DataFrame:
    folder = write_world(
        folder,
        institutions=ids("labour", "health"),
        objectives=[{"id": "asylum", "weight": "0.8"}],
        responsibilities=ties(
            "institution", "objective", ("labour", "asylum", "lead"), ("health", "asylum", "lead")
        ),
        cooperation=ties("institution", "partner", *cooperation),
    )
    return coverage_gaps(network_of(folder))


def test_several_leads_are_ambiguous_unless_they_are_tied(tmp_path: Path) -> None:
    apart = two_leads(tmp_path / "apart")
    assert apart["gap_type"].tolist() == ["plural_lead"]
    # Two leads: weight 0.8 x (1 - 1/2) x (1 - 0).
    assert apart["severity"].tolist() == [pytest.approx(0.4)]
    assert two_leads(tmp_path / "tied", ("labour", "health")).empty


def test_a_body_without_an_objective_unless_its_whole_has_one(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("health"),
        forums=ids("roundtable", "club", "summit"),
        memberships=ties("institution", "venue", ("health", "club")),
        working_groups=ids("subgroup"),
        objectives=ids("asylum"),
        parts=ties("part", "whole", ("subgroup", "roundtable")),
        scopes=ties("subject", "objective", ("roundtable", "asylum")),
    )
    found = coverage_gaps(network_of(folder)).set_index("gap_type")
    assert found.loc["orphan_body", "subjects"] == ("club", "orphan_body")
    # Nobody is known to sit in the summit. One body of four has an objective on record.
    assert found.loc["orphan_body", "evidence_state"] == "not_searched"
