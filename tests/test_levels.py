from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from worlds import golden_mini_world_in_tacna, ids, network_of, ties, write_world

from stakeholder_graph.findings import COLUMNS
from stakeholder_graph.levels import LEVEL_COLUMNS, level_gaps, vertical_congruence

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    import pandas as pd


@pytest.fixture(scope="module")
def tacna(tmp_path_factory: pytest.TempPathFactory) -> nx.MultiDiGraph:
    folder = tmp_path_factory.mktemp("levels")
    return network_of(golden_mini_world_in_tacna(folder / "world"))


def test_golden_level_gaps(tacna: nx.MultiDiGraph) -> None:
    found = level_gaps(tacna)
    cells = found.sort_values("objective")[["objective", "rung", "gap_type", "severity"]]
    assert [tuple(row) for row in cells.to_numpy()] == [
        ("o1", "tacna", "missing_rung", 1.0),
        ("o2", "tacna", "broken_rung", 1.0),
        ("o3", "tacna", "broken_rung", pytest.approx(0.8)),
    ]
    assert tuple(found.columns) == (*COLUMNS, *LEVEL_COLUMNS)
    assert (found["priority"] == found["severity"] * found["confidence"]).all()


def test_golden_explanations_name_both_levels(tacna: nx.MultiDiGraph) -> None:
    found = level_gaps(tacna).set_index("objective")
    assert found.loc["o1", "explanation_en"] == (
        "In TACNA on O1, on 2026-06-30, the national level acts (MIG, MRE and MTPE) and nobody "
        "of the region is recorded."
    )
    assert found.loc["o3", "explanation_es"] == (
        "Por confirmar. En TACNA, para O3, constan al 2026-06-30 el nivel nacional (MTPE) y el "
        "de la región (GRT) sin canal directo sobre el asunto; lo más cercano: --."
    )


def test_golden_vertical_congruence_is_nought(tacna: nx.MultiDiGraph) -> None:
    assert vertical_congruence(tacna).to_dict("records") == [
        {"territory": "tacna", "required": 3, "covered": 0, "congruence": 0.0}
    ]


def region(folder: Path, **more: list[dict[str, str]]) -> nx.MultiDiGraph:
    """Read a world in which a ministry, a region and a town act on asylum in Tacna."""
    files = {
        "institutions": [
            {"id": "ministry", "level": "national", "country": "PE"},
            {"id": "region", "level": "subnational"},
            {"id": "town", "level": "local"},
        ],
        "agreements": ids("plan"),
        "objectives": ids("asylum"),
        "territories": [
            {"id": "peru", "kind": "country", "code": "PE"},
            {"id": "tacna", "kind": "region"},
            {"id": "ilabaya", "kind": "district"},
        ],
        "parts": ties("part", "whole", ("tacna", "peru"), ("ilabaya", "tacna")),
        "presence": ties("subject", "territory", ("region", "tacna"), ("town", "ilabaya")),
        "responsibilities": ties(
            "institution",
            "objective",
            ("ministry", "asylum", "lead"),
            ("region", "asylum", "support"),
            ("town", "asylum", "support"),
        ),
        "requirements": [{"agreement": "plan", "objective": "asylum", "territory": "tacna"}],
    }
    return network_of(write_world(folder, **files | more))


def types(table: pd.DataFrame) -> list[str]:
    return list(table["gap_type"])


def tie(one: str, other: str) -> list[dict[str, str]]:
    return ties("institution", "partner", (one, other))


def test_a_rung_is_broken_skipped_or_whole_as_the_nation_is_tied_to_it(tmp_path: Path) -> None:
    assert types(level_gaps(region(tmp_path / "apart"))) == ["broken_rung"]
    skipped = level_gaps(region(tmp_path / "town", cooperation=tie("ministry", "town")))
    assert types(skipped) == ["skipped_rung"]
    assert skipped["missing_level"].tolist() == ["subnational"]
    # The region's government is as far away as before, but the nation reaches the town.
    assert skipped["severity"].tolist() == [0.5]
    whole = region(tmp_path / "region", cooperation=tie("ministry", "region"))
    assert level_gaps(whole).empty
    assert vertical_congruence(whole)["congruence"].tolist() == [1.0]


def test_an_indirect_link_halves_the_severity_of_a_broken_rung(tmp_path: Path) -> None:
    network = region(
        tmp_path / "world",
        institutions=[
            {"id": "ministry", "level": "national", "country": "PE"},
            {"id": "region", "level": "subnational"},
            {"id": "town", "level": "local"},
            {"id": "bank"},
        ],
        cooperation=[*tie("ministry", "bank"), *tie("bank", "region")],
    )
    found = level_gaps(network)
    assert types(found) == ["broken_rung"]
    assert found["severity"].tolist() == [0.5]
    assert found["via"].tolist() == [("bank",)]


def test_an_office_of_the_ministry_in_the_region_is_linked_by_hierarchy(tmp_path: Path) -> None:
    parts = ties("part", "whole", ("tacna", "peru"), ("ilabaya", "tacna"), ("region", "ministry"))
    assert level_gaps(region(tmp_path / "world", parts=parts)).empty


def test_a_missing_rung_is_a_question_until_the_region_was_looked_into(tmp_path: Path) -> None:
    lead = ties("institution", "objective", ("ministry", "asylum", "lead"))
    elsewhere = ties("subject", "territory", ("region", "tacna"))
    searched = level_gaps(region(tmp_path / "searched", responsibilities=lead, presence=elsewhere))
    unknown = level_gaps(region(tmp_path / "unknown", responsibilities=lead, presence=[]))
    assert types(searched) == types(unknown) == ["missing_rung"]
    assert searched["evidence_state"].tolist() == ["searched_not_found"]
    assert unknown["evidence_state"].tolist() == ["not_searched"]


def test_no_requirement_no_gap(tmp_path: Path) -> None:
    assert level_gaps(region(tmp_path / "world", requirements=[])).empty
    nationwide = [{"agreement": "plan", "objective": "asylum", "territory": "peru"}]
    assert level_gaps(region(tmp_path / "peru", requirements=nationwide)).empty


def test_the_nation_is_that_of_the_region(tmp_path: Path) -> None:
    network = region(
        tmp_path / "world",
        institutions=[
            {"id": "ministry", "level": "national", "country": "CL"},
            {"id": "region", "level": "subnational"},
            {"id": "town", "level": "local"},
        ],
    )
    assert level_gaps(network).empty


def bodies(folder: Path, *parts: tuple[str, str], scope: str = "") -> pd.DataFrame:
    return level_gaps(
        region(
            folder,
            cooperation=tie("ministry", "region"),
            forums=[{"id": "roundtable", "level": "national"}],
            working_groups=ids("desk"),
            scopes=ties(
                "subject",
                "objective",
                *((body, "asylum") for body in ("roundtable", scope) if body),
            ),
            parts=ties("part", "whole", ("tacna", "peru"), ("ilabaya", "tacna"), *parts),
            presence=ties(
                "subject", "territory", ("region", "tacna"), ("town", "ilabaya"), ("desk", "tacna")
            ),
        )
    )


def test_a_body_of_the_region_deals_with_it_or_belongs_to_one_that_does(tmp_path: Path) -> None:
    found = bodies(tmp_path / "apart")
    assert types(found) == ["no_regional_body"]
    assert found["severity"].tolist() == [0.5]
    assert bodies(tmp_path / "linked", ("desk", "roundtable")).empty
    assert bodies(tmp_path / "dealing", scope="desk").empty


@pytest.mark.parametrize("pair", [("minsa", "grt"), ("mtpe", "grt"), ("minsa", "ong")])
def test_a_new_tie_never_raises_a_severity(tacna: nx.MultiDiGraph, pair: tuple[str, str]) -> None:
    before = level_gaps(tacna).set_index("id")["severity"]
    tied = tacna.copy()
    (known,) = {edge[2]["source"] for edge in tied.edges(data=True)}
    tied.add_edge(
        *pair,
        start=pair[0],
        end=pair[1],
        type="COOPERATES_WITH",
        kind="coordination",
        evidence="documented",
        source=known,
    )
    after = level_gaps(tied).set_index("id")["severity"]
    rungs = [(one, two) for one in before.index for two in after.index if same_rung(one, two)]
    assert all(after[two] <= before[one] for one, two in rungs)
    assert after.sum() < before.sum()


def same_rung(one: str, other: str) -> bool:
    return one.rpartition("+")[0] == other.rpartition("+")[0]
