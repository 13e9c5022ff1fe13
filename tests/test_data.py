"""The bundled data, counted against the print that they were taken from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

from stakeholder_graph.names import fold

if TYPE_CHECKING:
    from stakeholder_graph.dataset import Dataset, Row

DOCUMENTS = {
    "thesis-pmm-peru",
    "mieux-case-es",
    "mieux-case-en",
    "crm-plan-2019",
    "iom-press-note",
}


def rows(data: Dataset) -> list[Row]:
    tables = (*data.nodes.values(), *data.relationships.values(), data.statements)
    return [row for table in tables for row in table]


def ids(table: list[Row], pattern: str) -> list[str]:
    return [row["id"] for row in table if re.fullmatch(pattern, row["id"])]


def wholes(data: Dataset) -> dict[str, set[str]]:
    found = defaultdict[str, set[str]](set)
    for row in data.relationships["PART_OF"]:
        found[row["part"]].add(row["whole"])
    return found


# Rows of tables 15 to 18 (guidelines of the four axes) and 31 (objective 7 in detail).
@pytest.mark.parametrize(
    ("prefix", "printed"), [("pnm15", 3), ("pnm16", 9), ("pnm17", 3), ("pnm18", 5), ("t31", 44)]
)
def test_long_tables_have_as_many_interventions_as_printed_rows(
    bundled: Dataset, prefix: str, printed: int
) -> None:
    assert len(ids(bundled.nodes["Intervention"], rf"{prefix}-\d\d")) == printed


def test_each_guideline_is_part_of_its_axis(bundled: Dataset) -> None:
    guidelines = ids(bundled.nodes["Objective"], r"pnm-l-\d-\d+")
    assert Counter(one[6] for one in guidelines) == {"1": 3, "2": 9, "3": 3, "4": 5}
    part_of = wholes(bundled)
    assert all(f"pnm-e{one[6]}" in part_of[one] for one in guidelines)


def test_the_plan_of_the_conference_has_its_numbered_and_lettered_actions(
    bundled: Dataset,
) -> None:
    # Numbered 15, 4, 9 and 9; lettered 1.2a, 1.2b, 3.6a and 4.6a.
    actions = ids(bundled.nodes["Objective"], r"crm-a\d-\d+[ab]?")
    assert Counter(one[5] for one in actions) == {"1": 17, "2": 4, "3": 10, "4": 10}


def test_a_detailed_row_is_part_of_the_row_that_it_details(bundled: Dataset) -> None:
    # Table 31 has three rows that no row of table 10 sums up: 23, 37 and 44.
    part_of = wholes(bundled)
    details = ids(bundled.nodes["Intervention"], r"t31-\d\d")
    assert [one for one in details if not part_of[one]] == ["t31-23", "t31-37", "t31-44"]
    assert {whole[:4] for one in details for whole in part_of[one]} == {"t10-"}


def test_every_node_has_a_name_in_both_languages(bundled: Dataset) -> None:
    nodes = [row for table in bundled.nodes.values() for row in table]
    assert [row["id"] for row in nodes if not (row["name_es"] and row["name_en"])] == []


def test_no_name_of_an_institution_means_another_one(bundled: Dataset) -> None:
    bearers = defaultdict[str, set[str]](set)
    for row in bundled.nodes["Institution"]:
        for column in ("name_es", "name_en", "acronym", "aliases"):
            for name in filter(None, map(fold, row[column].split("|"))):
                bearers[name].add(row["id"])
    assert {name: found for name, found in bearers.items() if len(found) > 1} == {}


def test_statements_are_told_in_both_languages_and_come_from_documents(bundled: Dataset) -> None:
    assert len(bundled.statements) > 400
    for row in bundled.statements:
        assert row["statement_es"], row["id"]
        assert row["statement_en"], row["id"]
        assert set(row["source"].split("|")) <= DOCUMENTS, row["id"]


def test_what_no_document_says_is_marked_as_implied(bundled: Dataset) -> None:
    ties = [row for table in bundled.relationships.values() for row in table]
    unsaid = [row for row in ties if row["source"] == "general-knowledge"]
    assert unsaid
    assert {row["evidence"] for row in unsaid} == {"implied"}


def test_no_person_and_no_address_is_in_the_data(bundled: Dataset) -> None:
    cells = [cell for row in rows(bundled) for cell in row.values()]
    assert [cell for cell in cells if re.search(r"\S+@\S+\.\w|\+\d[\d -]{7,}", cell)] == []
