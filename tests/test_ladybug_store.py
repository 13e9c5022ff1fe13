from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest
from worlds import ids, ties, write_world

from stakeholder_graph import dataset, load
from stakeholder_graph.errors import LoadError, QueryError
from stakeholder_graph.ladybug_store import LadybugStore
from stakeholder_graph.model import NODE_PROPERTIES, RELATIONSHIP_TYPES
from stakeholder_graph.store import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stakeholder_graph.store import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = write_world(
        tmp_path_factory.mktemp("embedded") / "world",
        institutions=[{"id": "msf", "name_es": "Médicos d'ultramar"}, *ids("health")],
        forums=ids("roundtable"),
        working_groups=ids("clinic-group"),
        memberships=ties(
            "institution",
            "venue",
            ("msf", "roundtable", "observer"),
            ("health", "roundtable", "chair"),
            ("health", "clinic-group", "chair"),
        ),
    )
    with load.open_store(dataset.read([folder])) as loaded:
        yield loaded


def test_a_new_store_has_every_table_and_no_record() -> None:
    with LadybugStore() as empty:
        assert empty.counts() == dict.fromkeys((*NODE_PROPERTIES, *RELATIONSHIP_TYPES), 0)


def test_counts_add_up_relationships_between_different_labels(store: Store) -> None:
    assert {name: count for name, count in store.counts().items() if count} == {
        "Source": 1,
        "Institution": 2,
        "WorkingGroup": 1,
        "Forum": 1,
        "MEMBER_OF": 3,
    }


def test_rows_are_dicts_by_column_name(store: Store) -> None:
    assert store.query(
        "MATCH (i:Institution)-[r:MEMBER_OF]->(f:Forum) "
        "RETURN i.id AS who, r.role AS role, count(*) AS seats ORDER BY who"
    ) == [
        {"who": "health", "role": "chair", "seats": 1},
        {"who": "msf", "role": "observer", "seats": 1},
    ]


def test_a_value_travels_as_a_parameter_and_never_as_text(store: Store) -> None:
    text = "MATCH (i:Institution) WHERE i.name_es = $name RETURN i.id AS id"
    assert store.query(text, {"name": "Médicos d'ultramar"}) == [{"id": "msf"}]
    assert store.query(text, {"name": "' OR true //"}) == []


def test_a_list_travels_as_a_parameter(store: Store) -> None:
    assert store.query(
        "MATCH (i:Institution) WHERE i.id IN $ids RETURN i.id AS id", {"ids": ["msf", "nobody"]}
    ) == [{"id": "msf"}]


def test_a_sum_of_whole_numbers_is_one(store: Store) -> None:
    ((row,), _) = store.ask(
        "MATCH (i:Institution) RETURN sum(2) AS whole, avg(2) AS mean, 1.5 AS part", {}, limit=9
    )
    assert {name: (type(value), value) for name, value in row.items()} == {
        "whole": (int, 4),
        "mean": (float, 2.0),
        "part": (float, 1.5),
    }


@pytest.mark.parametrize(
    "text",
    [
        "MATCHH (n) RETURN n.id AS id",
        "MATCH (n:Ministry) RETURN n.id AS id",
        "MATCH (n:Institution) RETURN n.telephone AS telephone",
        "RETURN 1 / 0 AS infinite",
        "",
    ],
)
def test_what_the_engine_cannot_run_is_an_error_in_both_languages(store: Store, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(text)
    assert caught.value.say("es").startswith("el motor no puede ejecutar la consulta: ")
    assert caught.value.say("en").startswith("the engine cannot run the query: ")


def test_several_statements_are_refused(store: Store) -> None:
    with pytest.raises(QueryError, match=r"several statements|varias sentencias"):
        store.query("MATCH (n:Forum) RETURN n.id AS id; MATCH (n:Forum) RETURN n.id AS id")


def test_the_store_goes_on_after_an_error(store: Store) -> None:
    with pytest.raises(QueryError):
        store.query("MATCH")
    assert store.query("MATCH (f:Forum) RETURN f.id AS id") == [{"id": "roundtable"}]


def test_a_relationship_to_nowhere_is_a_load_error() -> None:
    kind = RELATIONSHIP_TYPES["MEMBER_OF"]
    tables = [
        Table(
            name,
            (),
            properties,
            [["health", *[""] * (len(properties) - 1)]] if name == "Institution" else [],
        )
        for name, properties in NODE_PROPERTIES.items()
    ]
    for each in RELATIONSHIP_TYPES.values():
        columns = ("from", "to", *each.properties)
        for pair in each.pairs:
            lost = each is kind and pair == ("Institution", "Forum")
            records = [["health", "nowhere", *[""] * len(each.properties)]] if lost else []
            tables.append(Table(each.name, pair, columns, records))
    with LadybugStore() as store, pytest.raises(LoadError) as caught:
        store.load(tables)
    assert "nowhere" in caught.value.say("en")
    assert caught.value.say("es").startswith("el motor embebido no aceptó los datos: ")


def test_a_temporary_folder_may_have_a_quote_and_a_space_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_world(tmp_path / "world", institutions=ids("health", "labour"))
    temporary = tmp_path / "Ana's own folder ñ"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert tempfile.gettempdir() == str(temporary)
    with load.open_store(dataset.read([folder])) as store:
        assert store.counts()["Institution"] == 2
    assert list(temporary.iterdir()) == []


def test_stores_do_not_know_of_each_other(store: Store) -> None:
    with LadybugStore() as other:
        assert other.counts()["Institution"] == 0
        assert store.counts()["Institution"] == 2
