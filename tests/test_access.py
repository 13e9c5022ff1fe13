from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from worlds import connection_of, ids, ties, write_world

from stakeholder_graph import access, load
from stakeholder_graph.connection import Connection
from stakeholder_graph.errors import DatasetError, ServerError, UnknownNameError
from stakeholder_graph.network import nodes_of, read_network

if TYPE_CHECKING:
    from pathlib import Path

    from neo4j_server import Server

    from stakeholder_graph.language import Text
    from stakeholder_graph.store import Store

SHARED = {"NEO4J_URI": "neo4j://graph.example.org", "NEO4J_USERNAME": "reader"}


@pytest.mark.parametrize(
    ("folders", "uri", "environment", "server"),
    [
        ((), "", {}, None),
        ((), "", {"NEO4J_URI": "embedded"}, None),
        ((), "", SHARED, "neo4j://graph.example.org"),
        ((), "bolt://localhost", SHARED, "bolt://localhost"),
        ((), "embedded", SHARED, None),
        (("my-data",), "", SHARED, None),
        (("my-data",), "bolt://localhost", SHARED, "bolt://localhost"),
    ],
    ids=[
        "nobody says anything",
        "the environment asks for the engine within",
        "the environment names a server",
        "the caller names another",
        "the caller asks for the engine within",
        "folders of one's own come before the environment",
        "an address comes before everything",
    ],
)
def test_who_answers(
    folders: tuple[str, ...], uri: str, environment: dict[str, str], server: str | None
) -> None:
    chosen = access.choose(*folders, uri=uri, environment=environment)
    username = environment.get("NEO4J_USERNAME", "neo4j")
    assert chosen == (server and Connection(server, username))


def institutions(store: Store) -> list[str]:
    with store:
        return nodes_of(read_network(store, day="2022-12-31"), "Institution")


def test_without_arguments_the_bundled_data_answer() -> None:
    assert [folder.name for folder in access.bundled_folders()] == ["mtigm", "regional"]
    assert {"mre", "iom"} <= set(institutions(access.open_store()))


def test_one_keeps_to_one_dataset() -> None:
    everybody = set(institutions(access.open_store()))
    assert set(institutions(access.open_store(network="regional"))) < everybody


def test_folders_of_ones_own_answer_together(tmp_path: Path) -> None:
    peru = write_world(tmp_path / "peru", institutions=ids("interior"))
    chile = write_world(tmp_path / "chile", sources=[], institutions=ids("health"))
    assert institutions(access.open_store(str(peru), chile)) == ["health", "interior"]
    assert institutions(access.open_store(peru, chile, network="chile")) == ["health"]


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    peru = write_world(tmp_path / "peru", institutions=ids("interior"))
    with pytest.raises(DatasetError, match="nowhere"):
        access.open_store(tmp_path / "nowhere")
    with pytest.raises(UnknownNameError, match="moon"):
        access.open_store(peru, network="moon")
    with pytest.raises(ServerError, match="--data"):
        access.open_store(peru, uri="bolt://localhost")


def roundtable(folder: Path) -> Path:
    return write_world(
        folder,
        institutions=ids("interior", "health"),
        forums=ids("roundtable"),
        memberships=ties("institution", "venue", ("interior", "roundtable")),
    )


def test_the_server_of_the_environment_answers(named_server: Server, tmp_path: Path) -> None:
    from stakeholder_graph import dataset, neo4j_load
    from stakeholder_graph.neo4j_store import Neo4jStore

    peru = roundtable(tmp_path / "peru")
    with Neo4jStore(connection_of(named_server)) as store:
        neo4j_load.load(store, list(load.tabulate(dataset.read([peru]))), ["peru"])
    assert institutions(access.open_store()) == ["health", "interior"]
    assert institutions(access.open_store(network="peru")) == ["health", "interior"]
    assert "mre" in institutions(access.open_store(uri="embedded"))


def test_whoever_asks_hears_of_an_unfinished_load(named_server: Server) -> None:
    with named_server.driver() as driver:
        driver.execute_query(
            "CREATE (:Dataset {name: 'peru', complete: false})", database_=named_server.database
        )
    with pytest.warns(UserWarning, match=r"peru.* (?:no terminó|did not finish)"):
        access.open_store().close()
    told: list[Text] = []
    access.open_store(warn=told.append).close()
    (text,) = told
    assert "la última carga de peru no terminó" in text.es
    assert "the last load of peru did not finish" in text.en
