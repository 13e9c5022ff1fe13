from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from worlds import ids, network_of, ties, write_world

from stakeholder_graph.coverage import coverage_gaps
from stakeholder_graph.duplicates import duplicated_efforts
from stakeholder_graph.errors import UnknownNameError
from stakeholder_graph.evidence import facts_behind, finding_of
from stakeholder_graph.findings import COLUMNS
from stakeholder_graph.gaps import coordination_gaps, fit_gaps, sector_deficits
from stakeholder_graph.kinds import GAPS
from stakeholder_graph.tables import records
from stakeholder_graph.venues import bridging_gaps, mandate_overlaps

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    import pandas as pd

GAP = "coordination_gap:health+labour"


@pytest.fixture
def clinic(tmp_path: Path) -> nx.MultiDiGraph:
    """Two ministries act on access to health and meet only in a roundtable on everything."""
    return network_of(
        write_world(
            tmp_path / "clinic",
            institutions=ids("health", "labour"),
            forums=[{"id": "roundtable", "roster": "partial"}],
            memberships=[
                {"institution": "labour", "venue": "roundtable", "role": "member"}
                | {"valid_from": "2020", "locator": "p. 7"},
                {"institution": "health", "venue": "roundtable", "role": "chair"},
            ],
            objectives=ids("access"),
            responsibilities=ties("institution", "objective", ("health", "access", "lead")),
            interventions=ids("clinics"),
            executions=ties("executor", "intervention", ("labour", "clinics", "lead")),
            scopes=ties("subject", "objective", ("clinics", "access")),
        )
    )


def test_a_gap_rests_on_who_acts_through_what_and_on_every_seat_looked_at(
    clinic: nx.MultiDiGraph,
) -> None:
    gap = finding_of(coordination_gaps(clinic), GAP)
    assert gap["via"] == ("roundtable",)
    facts = facts_behind(clinic, gap)
    assert [fact["fact_en"] for fact in facts] == [
        "HEALTH · responsible for · ACCESS (lead)",
        "LABOUR · carries out · CLINICS (lead)",
        "CLINICS · addresses · ACCESS",
        "HEALTH · member of · ROUNDTABLE (chair)",
        "LABOUR · member of · ROUNDTABLE (member)",
    ]
    assert facts[0]["fact_es"] == "HEALTH · responde por · ACCESS (responsable)"
    assert facts[-1]["valid_from"] == "2020"
    assert facts[-1]["locator"] == "p. 7"
    assert {fact["source"] for fact in facts} == {"field-notes"}


def test_all_parallel_ties_of_a_type_are_shown(tmp_path: Path) -> None:
    network = network_of(
        write_world(
            tmp_path / "two-roles",
            institutions=ids("health"),
            objectives=ids("access"),
            responsibilities=[
                {"institution": "health", "objective": "access", "role": role}
                for role in ("lead", "support")
            ],
        )
    )
    gap = finding_of(coverage_gaps(network), "coverage_gap:access+single_actor")
    assert [fact["fact_en"] for fact in facts_behind(network, gap)] == [
        "HEALTH · responsible for · ACCESS (lead)",
        "HEALTH · responsible for · ACCESS (support)",
        "Objective: ACCESS",
    ]


def test_an_unknown_id_is_named_with_the_remedy(clinic: nx.MultiDiGraph) -> None:
    with pytest.raises(UnknownNameError, match=r"'coordination_gap:a\+b'.*without --why"):
        finding_of(coordination_gaps(clinic), "coordination_gap:a+b")


@pytest.mark.parametrize(
    "analysis",
    [
        *GAPS.values(),
        fit_gaps,
        sector_deficits,
        duplicated_efforts,
        bridging_gaps,
        mandate_overlaps,
    ],
)
def test_every_finding_of_the_bundled_data_shows_its_facts_and_only_their_sources(
    bundled_network: nx.MultiDiGraph, analysis: object
) -> None:
    table: pd.DataFrame = analysis(bundled_network)  # type: ignore[operator]
    assert len(table)
    assert "facts" in COLUMNS
    for finding in records(table):
        facts = facts_behind(bundled_network, finding)
        assert facts
        sources = {one for fact in facts for one in fact["source"].split("|")}
        assert sources == set(finding["sources"])  # type: ignore[call-overload]
        assert all(fact["locator"] for fact in facts)
