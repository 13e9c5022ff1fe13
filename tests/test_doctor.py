from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from neo4j_server import clear, rows
from worlds import ids, opened, tables_of_folders, write_world

from stakeholder_graph import load, neo4j_load
from stakeholder_graph.doctor import QUESTIONS, examine

if TYPE_CHECKING:
    from pathlib import Path

    from neo4j_server import Server

    from stakeholder_graph.store import Store, Table


@pytest.fixture
def tables(tmp_path: Path) -> list[Table]:
    return tables_of_folders(
        write_world(tmp_path / "world", institutions=ids("interior", "health"))
    )


def found(store: Store) -> dict[str, tuple[bool, str]]:
    return {check.about.en: (check.is_well, check.detail.en) for check in examine(store)}


def test_a_dozen_questions_have_known_answers() -> None:
    assert len(QUESTIONS) >= 12


def test_the_embedded_engine_is_well(bundled_store: Store) -> None:
    checks = list(examine(bundled_store))
    assert [check.about.en for check in checks if not check.is_well] == []
    assert all(check.about.es and check.detail.es for check in checks)
    assert found(bundled_store)["data of mtigm"][1].endswith(" nodes")


def test_a_server_is_well_after_a_load(clear_server: Server, tables: list[Table]) -> None:
    with opened(clear_server) as store:
        assert found(store)["data"] == (False, "nothing is loaded; use 'load'")
        neo4j_load.load(store, tables, ["world"])
        checks = found(store)
    assert [name for name, (is_well, _) in checks.items() if not is_well] == []
    assert checks["engine"][1].startswith("Neo4j ")
    assert checks["data of world"][1].startswith("2 nodes, loaded on 20")


def test_a_server_without_constraints_is_not_well(empty_server: Server) -> None:
    with opened(empty_server) as store:
        is_well, detail = found(store)["constraints"]
    assert not is_well
    assert detail.startswith("missing: source_id, institution_id, ")


def test_a_constraint_counts_whatever_its_name(empty_server: Server) -> None:
    rows(empty_server, "CREATE CONSTRAINT ours FOR (f:Forum) REQUIRE f.id IS UNIQUE")
    with opened(empty_server) as store:
        missing = store.missing_constraints()
    assert "forum_id" not in missing
    assert "institution_id" in missing


@pytest.mark.parametrize(
    ("change", "check", "detail"),
    [
        (
            "MATCH (d:Dataset) SET d.complete = false",
            "data of world",
            "2 nodes; the last load did not finish: load again",
        ),
        (
            "MATCH (n:Institution {id: 'health'}) DELETE n",
            "data of world",
            "1 nodes and the load wrote 2: load again",
        ),
        ("MATCH (n:Institution {id: 'health'}) SET n.name = ''", "nodes without a name", "1"),
        ("MATCH (n:Institution) SET n.source = ''", "nodes without a source", "2"),
        (
            "CREATE (:Forum {id: 'health', label: 'Forum', name: 'x', source: 'y', dataset: 'z'})",
            "one id on two nodes",
            "1",
        ),
        (
            "MATCH (n {id: 'health'}) CREATE (n)-[:PART_OF {source: 'x', until_day: ''}]->(n)",
            "a part of itself",
            "1",
        ),
    ],
)
def test_what_somebody_changed_by_hand_is_found(
    clear_server: Server, tables: list[Table], change: str, check: str, detail: str
) -> None:
    with opened(clear_server) as store:
        neo4j_load.load(store, tables, ["world"])
        rows(clear_server, change)
        assert found(store)[check] == (False, detail)
    clear(clear_server)


def test_a_borrowed_node_is_no_load(clear_server: Server, tmp_path: Path) -> None:
    home = write_world(tmp_path / "home", institutions=ids("interior"), forums=ids("table"))
    guest = write_world(
        tmp_path / "guest",
        sources=[{"id": "guest-notes", "title": "Notes", "kind": "press_note"}],
        memberships=[{"institution": "interior", "venue": "table", "source": "guest-notes"}],
    )
    alone = load.only(tables_of_folders(home, guest), "guest")
    with opened(clear_server) as store:
        neo4j_load.load(store, alone, ["guest"])
        checks = found(store)
    assert checks["data of home"] == (True, "2 nodes")
    assert checks["data of guest"][0]
