from __future__ import annotations

import os
from typing import TYPE_CHECKING

import neo4j_server as servers
import pytest
from worlds import davis_southern_women, golden_mini_world, network_of

from stakeholder_graph import dataset, load, resources
from stakeholder_graph.network import read_network

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import networkx as nx
    from neo4j_server import Server

    from stakeholder_graph.dataset import Dataset
    from stakeholder_graph.store import Store


LONGEST = ("test_neo4j_faults", "test_neo4j_load", "test_docs", "test_cli")


def pytest_xdist_auto_num_workers() -> int:
    """Test two files at a time, but one where all would share the server that is given."""
    return 1 if os.environ.get("NEO4J_TEST_URI") else 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no process is left alone with one."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


@pytest.fixture(autouse=True)
def _no_server_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)


@pytest.fixture(scope="session")
def bundled_folders() -> list[Path]:
    return [resources.folder("data") / name for name in ("mtigm", "regional")]


@pytest.fixture(scope="session")
def bundled(bundled_folders: list[Path]) -> Dataset:
    return dataset.read(bundled_folders)


@pytest.fixture(scope="session")
def bundled_store(bundled: Dataset) -> Iterator[Store]:
    with load.open_store(bundled) as store:
        yield store


@pytest.fixture(scope="session")
def bundled_network(bundled_store: Store) -> nx.MultiDiGraph:
    return read_network(bundled_store, day="2022-12-31")


@pytest.fixture(scope="session")
def mini_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return golden_mini_world(tmp_path_factory.mktemp("golden") / "mini")


@pytest.fixture(scope="session")
def mini_world(mini_folder: Path) -> nx.MultiDiGraph:
    return network_of(mini_folder)


@pytest.fixture(scope="session")
def southern_women(tmp_path_factory: pytest.TempPathFactory) -> nx.MultiDiGraph:
    return network_of(davis_southern_women(tmp_path_factory.mktemp("davis") / "world"))


@pytest.fixture(scope="session")
def given_neo4j() -> Iterator[Server | None]:
    with servers.given_server() as server:
        yield server


@pytest.fixture(scope="session")
def neo4j_526(given_neo4j: Server | None) -> Iterator[Server]:
    with servers.shared_server("5.26", given_neo4j) as server:
        yield server


@pytest.fixture(scope="session")
def neo4j_2026(given_neo4j: Server | None) -> Iterator[Server]:
    with servers.shared_server("2026", given_neo4j) as server:
        yield server


EVERY_NEO4J = [pytest.param("neo4j_526", id="5.26"), pytest.param("neo4j_2026", id="2026")]
if os.environ.get("NEO4J_TEST_URI"):
    EVERY_NEO4J = [pytest.param("neo4j_526", id="given")]


@pytest.fixture(scope="session", params=EVERY_NEO4J)
def neo4j_server(request: pytest.FixtureRequest) -> Server:
    """Each version in turn; a server that is given stands for all."""
    server: Server = request.getfixturevalue(request.param)
    return server


@pytest.fixture
def empty_server(neo4j_server: Server) -> Iterator[Server]:
    servers.empty(neo4j_server)
    yield neo4j_server
    servers.empty(neo4j_server)


@pytest.fixture
def named_server(neo4j_526: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A database without data that the environment names, as for whoever shares one."""
    servers.clear(neo4j_526)
    monkeypatch.setenv("NEO4J_URI", neo4j_526.uri)
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_526.username)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_526.password)
    monkeypatch.setenv("NEO4J_DATABASE", neo4j_526.database)
    return neo4j_526


@pytest.fixture
def clear_server(neo4j_server: Server) -> Server:
    """A database without data; constraints stay, so that the server plans no query anew."""
    servers.clear(neo4j_server)
    return neo4j_server
