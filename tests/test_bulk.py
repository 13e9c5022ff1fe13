from __future__ import annotations

import csv
import shlex
from typing import TYPE_CHECKING

import neo4j_server as servers
import pytest
from neo4j_server import RELEASES, JavaProcess
from test_load import VALUES
from worlds import ids, opened, ties, write_world

from stakeholder_graph import bulk, dataset, doctor, load, neo4j_load
from stakeholder_graph.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neo4j_server import Owned, Server

    from stakeholder_graph.store import Table


def records(tables: list[Table]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the records of each label, type and pair, in one order for all engines."""
    return {
        (table.name, *table.ends): sorted(tuple(record) for record in table.records)
        for table in tables
    }


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def small(tmp_path: Path) -> list[Table]:
    folder = write_world(
        tmp_path / "small",
        institutions=[{"id": "mre", "name_es": 'La "Cancillería", en Lima', "note": "a\r\nb"}],
        forums=ids("mtigm"),
        memberships=ties("institution", "venue", ("mre", "mtigm", "chair")),
    )
    return list(load.tabulate(dataset.read([folder])))


# The files.


def test_a_file_per_label_and_per_type_and_pair(small: list[Table], tmp_path: Path) -> None:
    folder = tmp_path / "new" / "graph"
    bulk.export(small, ["small"], folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "Dataset.csv",
        "Forum.csv",
        "Institution.csv",
        "MEMBER_OF-Institution-Forum.csv",
        "Source.csv",
        bulk.ARGUMENTS,
        bulk.SCHEMA,
    ]
    assert (folder / bulk.ARGUMENTS).read_text("utf-8").splitlines() == [
        "--multiline-fields=true",
        "--nodes=Source=./Source.csv",
        "--nodes=Institution=./Institution.csv",
        "--nodes=Forum=./Forum.csv",
        "--relationships=MEMBER_OF=./MEMBER_OF-Institution-Forum.csv",
        "--nodes=Dataset=./Dataset.csv",
    ]
    header, row = read(folder / "MEMBER_OF-Institution-Forum.csv")
    assert header[:3] == [":START_ID(Institution)", ":END_ID(Forum)", "role"]
    assert row[:3] == ["mre", "mtigm", "chair"]
    header, institution = read(folder / "Institution.csv")
    assert (header[0], header[-1]) == ("id:ID(Institution)", "load")
    assert institution[1] == 'La "Cancillería", en Lima'
    _, mark = read(folder / "Dataset.csv")
    assert mark[:3] == ["small", institution[-1], "true"]
    assert mark[-2:] == ["2", "1"]


def test_lines_are_only_said_to_break_where_they_do(tmp_path: Path) -> None:
    folder = write_world(tmp_path / "small", institutions=ids("mre"))
    bulk.export(load.tabulate(dataset.read([folder])), ["small"], tmp_path / "graph")
    assert "multiline" not in (tmp_path / "graph" / bulk.ARGUMENTS).read_text("utf-8")


def test_a_folder_that_holds_something_is_left_as_it_was(
    small: list[Table], tmp_path: Path
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "Forum.csv").write_text("theirs", "utf-8")
    with pytest.raises(OutputError) as caught:
        bulk.export(small, ["small"], folder)
    assert "is not empty and was left as it is" in caught.value.say("en")
    assert "no está vacía y quedó como estaba" in caught.value.say("es")
    assert [path.read_text("utf-8") for path in folder.iterdir()] == ["theirs"]


def test_an_export_that_fails_half_way_leaves_nothing(small: list[Table], tmp_path: Path) -> None:
    class PlugPulledError(Exception):
        pass

    def tables() -> Iterator[Table]:
        yield from small[:3]
        raise PlugPulledError

    folder = tmp_path / "graph"
    with pytest.raises(PlugPulledError):
        bulk.export(tables(), ["small"], folder)
    assert not folder.exists()


# The importer.


@pytest.fixture(scope="module")
def exported(bundled_folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Table]:
    odd = write_world(
        tmp_path_factory.mktemp("worlds") / "odd",
        institutions=[
            *ids("other"),
            *({"id": f"i{at}", "name_es": value, "note": value} for at, value in enumerate(VALUES)),
        ],
        cooperation=[
            {"institution": f"i{at}", "partner": "other", "object_es": value, "locator": value}
            for at, value in enumerate(VALUES)
        ],
    )
    return list(load.tabulate(dataset.read([*bundled_folders, odd])))


NAMES = ["mtigm", "odd", "regional"]


@pytest.fixture(scope="module", params=RELEASES)
def imported(
    request: pytest.FixtureRequest,
    exported: list[Table],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("export") / "graph"
    bulk.export(exported, NAMES, folder)
    program, *words = shlex.split(bulk.COMMAND)
    assert program == "neo4j-admin"

    def fill(owned: Owned) -> None:
        if not isinstance(owned, JavaProcess):
            pytest.skip("the importer is run from a folder of jars")
        owned.administer(*words, folder=folder)

    with servers.own_server(request.param, before_start=fill) as owned:
        yield owned.server


def test_an_imported_database_is_one_that_was_loaded(
    imported: Server, exported: list[Table]
) -> None:
    with opened(imported) as store:
        assert records(list(load.tables_of(store))) == records(exported)
        (tags,) = store.query(
            "MATCH (n) WITH collect(DISTINCT n.load) AS nodes "
            "MATCH ()-[r]->() RETURN nodes, collect(DISTINCT r.load) AS ties"
        )
        assert tags["nodes"] == tags["ties"]
        assert len(tags["nodes"]) == 1
        before = store.query("MATCH (d:Dataset) RETURN properties(d) AS d ORDER BY d.name")
        assert not any(change.differs for change in neo4j_load.load(store, exported, NAMES))
        assert [check.about.en for check in doctor.examine(store) if not check.is_well] == []
        assert store.query("MATCH (d:Dataset) RETURN properties(d) AS d ORDER BY d.name") == before
        # And it is marked as a load marks it.
        servers.empty(imported)
        neo4j_load.load(store, exported, NAMES)
        after = store.query("MATCH (d:Dataset) RETURN properties(d) AS d ORDER BY d.name")
    changing = {"load": "", "loaded_at": ""}
    assert [row["d"] | changing for row in before] == [row["d"] | changing for row in after]
