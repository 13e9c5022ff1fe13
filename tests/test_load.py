from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import ids, tables_of_folders, ties, write_world

from stakeholder_graph import dataset, load
from stakeholder_graph.dataset import Dataset
from stakeholder_graph.errors import LoadError
from stakeholder_graph.ladybug_store import LadybugStore
from stakeholder_graph.model import (
    LABELS,
    NODE_PROPERTIES,
    RELATIONSHIP_TYPES,
    SOURCE,
    SOURCES_FILE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stakeholder_graph.store import Result, Store


class ForgetfulStore(LadybugStore):
    """A store that counts one record fewer, or more, of one table than it was sent."""

    def __init__(self, table: str, *, change: int) -> None:
        super().__init__()
        self.table = table
        self.change = change

    def counts(self) -> dict[str, int]:
        held = super().counts()
        return held | {self.table: held[self.table] + self.change}


def roundtable(folder: Path) -> Path:
    return write_world(
        folder,
        institutions=ids("interior", "health"),
        forums=ids("roundtable"),
        memberships=ties(
            "institution",
            "venue",
            ("interior", "roundtable", "chair"),
            ("health", "roundtable", "member"),
        ),
    )


def properties(store: Store, label: str, node: str) -> Result:
    fields = ", ".join(f"n.{name} AS {name}" for name in LABELS[label].properties)
    return store.query(f"MATCH (n:{label} {{id: $id}}) RETURN {fields}", {"id": node})[0]


def test_the_store_holds_as_many_as_the_files_have_rows(
    bundled_folders: list[Path], bundled_store: Store
) -> None:
    def rows_of(file: str) -> int:
        rows = 0
        for path in (folder / file for folder in bundled_folders):
            if path.exists():
                with path.open(encoding="utf-8", newline="") as lines:
                    rows += len(list(csv.DictReader(lines)))
        return rows

    files = {SOURCE: SOURCES_FILE} | {name: label.file for name, label in LABELS.items()}
    files |= {name: kind.file for name, kind in RELATIONSHIP_TYPES.items()}
    assert bundled_store.counts() == {name: rows_of(file) for name, file in files.items()}


def test_load_returns_the_counts_of_the_store(tmp_path: Path) -> None:
    with LadybugStore() as store:
        counts = load.fill(store, load.tabulate(dataset.read([roundtable(tmp_path / "world")])))
        assert counts == store.counts()
    assert {name: count for name, count in counts.items() if count} == {
        "Source": 1,
        "Institution": 2,
        "Forum": 1,
        "MEMBER_OF": 2,
    }


def test_a_dataset_without_rows_loads() -> None:
    with load.open_store(Dataset()) as store:
        counts = store.counts()
    assert set(counts) == {*NODE_PROPERTIES, *RELATIONSHIP_TYPES}
    assert not any(counts.values())


@pytest.mark.parametrize(("change", "held"), [(-1, 1), (1, 3)])
def test_a_store_that_holds_something_else_is_refused(
    tmp_path: Path, change: int, held: int
) -> None:
    rows = dataset.read([roundtable(tmp_path / "world")])
    with pytest.raises(LoadError) as caught:
        load.fill(ForgetfulStore("MEMBER_OF", change=change), load.tabulate(rows))
    assert caught.value.say("en") == (
        f"2 records of MEMBER_OF were sent and the store holds {held}; "
        "load again into an empty store."
    )
    assert f"se enviaron 2 registros de MEMBER_OF y el almacén tiene {held}" in caught.value.say(
        "es"
    )


def test_a_store_that_holds_what_was_sent_is_accepted(tmp_path: Path) -> None:
    rows = dataset.read([roundtable(tmp_path / "world")])
    counts = load.fill(ForgetfulStore("MEMBER_OF", change=0), load.tabulate(rows))
    assert (counts["Institution"], counts["MEMBER_OF"]) == (2, 2)


def test_loading_twice_into_one_store_is_refused(tmp_path: Path) -> None:
    rows = dataset.read([roundtable(tmp_path / "world")])
    with LadybugStore() as store:
        load.fill(store, load.tabulate(rows))
        with pytest.raises(LoadError):
            load.fill(store, load.tabulate(rows))


def test_a_view_of_one_dataset_has_the_parts_that_another_recorded(tmp_path: Path) -> None:
    nation = write_world(
        tmp_path / "nation",
        institutions=ids("state", "interior", "police"),
        parts=ties("part", "whole", ("interior", "state"), ("police", "interior")),
        forums=ids("table"),
        memberships=ties("institution", "venue", ("interior", "table")),
    )
    region = write_world(
        tmp_path / "region",
        forums=ids("process"),
        memberships=ties("institution", "venue", ("state", "process"), ("interior", "process")),
    )
    (region / "sources.csv").unlink()
    tables = tables_of_folders(nation, region)
    ends = {
        name: {tuple(record[:2]) for table in found if table.ends for record in table.records}
        for name, found in (
            ("only", load.only(tables, "region")),
            ("view", load.view(tables, "region")),
        )
    }
    seats = {("state", "process"), ("interior", "process")}
    assert ends == {"only": seats, "view": {*seats, ("interior", "state")}}


def test_nodes_are_sent_before_the_relationships_that_join_them(bundled: Dataset) -> None:
    tables = list(load.tabulate(bundled))
    assert [table.name for table in tables[: len(NODE_PROPERTIES)]] == list(NODE_PROPERTIES)
    assert [(table.name, table.ends) for table in tables[len(NODE_PROPERTIES) :]] == [
        (kind.name, pair) for kind in RELATIONSHIP_TYPES.values() for pair in kind.pairs
    ]
    assert all(len(record) == len(table.columns) for table in tables for record in table.records)


def test_a_node_is_found_under_all_its_names(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[
            {
                "id": "mre",
                "name_es": "Ministerio de Relaciones Exteriores",
                "name_en": "Ministry of Foreign Affairs",
                "acronym": "MRE",
                "aliases": "Cancillería|Torre-Tagle|mre",
            }
        ],
    )
    with load.open_store(dataset.read([folder])) as store:
        node = properties(store, "Institution", "mre")
    assert node["label"] == "Institution"
    assert node["name"] == "Ministerio de Relaciones Exteriores"
    assert node["name_norm"] == (
        "| ministerio de relaciones exteriores | ministry of foreign affairs "
        "| mre | cancilleria | torre tagle |"
    )
    assert node["text_norm"] == node["name_norm"]
    assert (node["from_day"], node["until_day"]) == ("0001-01-01", "9999-12-31")


@pytest.mark.parametrize(
    ("file", "label", "extra", "topics"),
    [
        (
            "objectives",
            "Objective",
            {"keywords_es": "Niñez|salud", "keywords_en": "Children"},
            "ninez | salud | children",
        ),
        (
            "interventions",
            "Intervention",
            {"titles": "Vacunación móvil|Brigadas"},
            "vacunacion movil | brigadas",
        ),
        (
            "agreements",
            "Agreement",
            {"summary_es": "Protege a víctimas.", "summary_en": "Protects victims."},
            "protege a victimas | protects victims",
        ),
    ],
)
def test_topics_are_looked_up_beyond_the_name(
    tmp_path: Path, file: str, label: str, extra: dict[str, str], topics: str
) -> None:
    folder = write_world(
        tmp_path / "world", **{file: [{"id": "one", "name_es": "Atención"} | extra]}
    )
    with load.open_store(dataset.read([folder])) as store:
        node = properties(store, label, "one")
    assert node["name_norm"] == "| atencion |"
    assert node["text_norm"] == f"| atencion | {topics} |"


def test_a_name_in_one_language_is_enough(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[
            {"id": "snm", "name_es": "Superintendencia Nacional de Migraciones", "name_en": ""},
            {"id": "unhcr", "name_es": "", "name_en": "UN Refugee Agency"},
        ],
    )
    with load.open_store(dataset.read([folder])) as store:
        spanish = properties(store, "Institution", "snm")
        english = properties(store, "Institution", "unhcr")
    assert spanish["name"] == "Superintendencia Nacional de Migraciones"
    assert (spanish["name_en"], spanish["name_norm"]) == (
        "",
        "| superintendencia nacional de migraciones |",
    )
    assert english["name"] == "UN Refugee Agency"
    assert (english["name_es"], english["name_norm"]) == ("", "| un refugee agency |")


VALUES = [
    'La llamada "mesa"',
    "Salud, trabajo, y vivienda",
    "primera línea\nsegunda línea",
    "first line\r\nsecond line",
    "Niñez y adolescencia: pingüino, Ñuñoa",
    "</script><script>alert(1)</script>",
    "C:\\datos\\mesa",
    "ends with a backslash\\",
    '\\"',
    "Médecins Sans Frontières d'Amérique",
    "semi;colon\tand tab",
    "NULL",
    "null",
    "12",
    "true",
    "[uno, dos]",
    "{uno: 1}",
    "  spaces around  ",
    "🧭 rumbo",
    "x" * 100_000,
]


@pytest.fixture(scope="module")
def odd_values(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    names = [f"i{at}" for at, _ in enumerate(VALUES)]
    folder = write_world(
        tmp_path_factory.mktemp("odd") / "world",
        institutions=[
            *ids("other"),
            *(
                {"id": name, "name_es": value, "note": value}
                for name, value in zip(names, VALUES, strict=True)
            ),
        ],
        cooperation=[
            {"institution": name, "partner": "other", "object_es": value, "locator": value}
            for name, value in zip(names, VALUES, strict=True)
        ],
    )
    with load.open_store(dataset.read([folder])) as store:
        yield store


@pytest.mark.parametrize(("at", "value"), list(enumerate(VALUES)), ids=range(len(VALUES)))
def test_a_value_comes_back_exactly_as_it_was_written(
    odd_values: Store, at: int, value: str
) -> None:
    node = properties(odd_values, "Institution", f"i{at}")
    assert (node["name_es"], node["note"]) == (value, value)
    assert odd_values.query(
        "MATCH (:Institution {id: $id})-[r:COOPERATES_WITH]->(p:Institution) "
        "RETURN p.id AS partner, r.object_es AS object_es, r.object_en AS object_en, "
        "r.locator AS locator",
        {"id": f"i{at}"},
    ) == [{"partner": "other", "object_es": value, "object_en": "", "locator": value}]


def test_what_is_empty_in_the_file_is_an_empty_text_in_the_store(bundled_store: Store) -> None:
    assert bundled_store.query(
        f"MATCH (n:{'|'.join(LABELS)}) "
        "WHERE n.acronym IS NULL OR n.note IS NULL OR n.aliases IS NULL "
        "RETURN count(n) AS missing"
    ) == [{"missing": 0}]
    assert bundled_store.query(
        "MATCH ()-[r]->() WHERE r.valid_to IS NULL OR r.note IS NULL RETURN count(r) AS missing"
    ) == [{"missing": 0}]


# What begins like a formula and what holds a zero byte is refused before it is loaded.
WRITABLE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30
).filter(lambda text: text[0] not in "=+-@\t\r")


@given(
    names=st.lists(WRITABLE, min_size=1, max_size=6),
    seats=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 2))),
)
@settings(max_examples=25, derandomize=True, deadline=None)
def test_any_small_world_arrives_whole(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], seats: set[tuple[int, int]]
) -> None:
    present = [(who, where) for who, where in sorted(seats) if who < len(names)]
    folder = write_world(
        tmp_path_factory.mktemp("any") / "world",
        institutions=[{"id": f"i{at}", "name_es": name} for at, name in enumerate(names)],
        forums=ids("f0", "f1", "f2"),
        memberships=ties(
            "institution", "venue", *((f"i{who}", f"f{where}") for who, where in present)
        ),
    )
    with load.open_store(dataset.read([folder])) as store:
        counts = store.counts()
        assert (counts["Institution"], counts["Forum"], counts["MEMBER_OF"]) == (
            len(names),
            3,
            len(present),
        )
        stored = store.query("MATCH (n:Institution) RETURN n.id AS id, n.name_es AS name")
        assert {row["id"]: row["name"] for row in stored} == {
            f"i{at}": name for at, name in enumerate(names)
        }
        seated = store.query(
            "MATCH (i:Institution)-[:MEMBER_OF]->(f:Forum) RETURN i.id AS who, f.id AS venue"
        )
        assert sorted((row["who"], row["venue"]) for row in seated) == sorted(
            (f"i{who}", f"f{where}") for who, where in present
        )
