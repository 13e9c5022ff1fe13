from __future__ import annotations

import re
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import ids, network_of, ties, write_world

from stakeholder_graph.coverage import COVERAGE_COLUMNS, coverage_gaps
from stakeholder_graph.findings import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path


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
        "coverage_gap:vaccination+no_lead": "no_lead",
        "coverage_gap:asylum+no_lead": "no_lead",
    }
    states = found["evidence_state"].to_dict()
    # Two of three objectives have an executor on record, none has a lead.
    assert states["coverage_gap:remittances+nobody"] == "searched_not_found"
    assert states["coverage_gap:vaccination+no_lead"] == "not_searched"
    # One register that shows two thirds of what there is, and an even prior: 1 / (1 + 1/3).
    assert found.loc["coverage_gap:remittances+nobody", "confidence"] == pytest.approx(0.75)
    assert found.loc["coverage_gap:vaccination+no_lead", "confidence"] == pytest.approx(0.5)


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
