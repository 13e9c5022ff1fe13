from __future__ import annotations

import os
import socket
import subprocess
import sys
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import neo4j_server as servers
import pytest
from neo4j.exceptions import ClientError
from neo4j_server import RELEASES, JavaProcess, NotEmptyError, StartError, own_server, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from neo4j_server import Owned, Server

of_each_version = pytest.mark.parametrize("version", RELEASES)
fetched = pytest.mark.usefixtures("neo4j_526", "neo4j_2026")
FIND_NOTHING = ("NEO4J_TEST_URI", "JAVA_HOME", "STAKEHOLDER_GRAPH_REQUIRE_NEO4J")


@pytest.fixture(scope="module")
def owned(neo4j_2026: Server) -> Iterator[Owned]:
    # The fixture has fetched what this one starts from.
    with own_server("2026") as running:
        assert running.server.uri != neo4j_2026.uri
        yield running


def listens(server: Server) -> bool:
    port = int(server.uri.rpartition(":")[2])
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_server_answers_and_says_its_version(neo4j_server: Server) -> None:
    components = "CALL dbms.components() YIELD name, versions UNWIND versions AS number "
    found = rows(neo4j_server, components + "RETURN number ORDER BY name = 'Neo4j Kernel' DESC")
    assert str(found[0][0]).startswith(neo4j_server.version)


def test_an_emptied_database_has_neither_nodes_nor_schema(empty_server: Server) -> None:
    rows(empty_server, "CREATE CONSTRAINT `a ``name``` FOR (n:Port) REQUIRE n.id IS UNIQUE")
    rows(empty_server, "CREATE INDEX FOR (n:Port) ON (n.name)")
    rows(
        empty_server,
        "UNWIND range(1, $many) AS i CREATE (:Port {id: i})-[:NEAR]->(:Town {id: i})",
        many=servers.RECORDS_PER_DELETE + 1,
    )
    with pytest.raises(NotEmptyError, match="10002 nodes and 2 constraints and indexes"):
        servers.refuse_unless_empty(empty_server)
    servers.empty(empty_server)
    servers.refuse_unless_empty(empty_server)
    assert rows(empty_server, "MATCH (n) RETURN count(n)") == [[0]]


def test_a_database_with_only_an_index_is_not_empty(empty_server: Server) -> None:
    rows(empty_server, "CREATE INDEX FOR (n:Port) ON (n.name)")
    with pytest.raises(NotEmptyError, match="0 nodes and 1 constraints"):
        servers.refuse_unless_empty(empty_server)


def test_a_killed_server_starts_again_with_what_was_committed(owned: Owned) -> None:
    rows(owned.server, "CREATE (:Port {id: 'callao'})")
    with owned.server.driver() as driver, driver.session(database="neo4j") as session:
        unfinished = session.begin_transaction()
        unfinished.run("CREATE (:Port {id: 'matarani'})").consume()
        owned.kill()
        assert not owned.is_running()
        assert not listens(owned.server)
    owned.start()
    assert rows(owned.server, "MATCH (n) RETURN n.id") == [["callao"]]


def test_a_given_server_is_used_for_every_version_unless_it_holds_something(
    owned: Owned, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not owned.is_running():
        owned.start()
    servers.empty(owned.server)
    monkeypatch.setenv("NEO4J_TEST_URI", owned.server.uri)
    monkeypatch.setenv("NEO4J_TEST_PASSWORD", owned.server.password)
    with servers.given_server() as given:
        assert given is not None
        assert given.version == RELEASES["2026"].number
        with servers.shared_server("5.26", given) as server:
            assert server is given
        rows(given, "CREATE (:Port {id: 'ilo'})")
        with pytest.raises(NotEmptyError, match="holds 1 nodes"), servers.given_server():
            pass
        assert rows(given, "MATCH (n) RETURN n.id") == [["ilo"]]
    assert rows(given, "MATCH (n) RETURN count(n)") == [[0]]


@of_each_version
@fetched
def test_a_stopped_server_leaves_no_process_and_no_folder(version: str) -> None:
    with own_server(version, {"dbms.memory.transaction.total.max": "16m"}) as owned:
        setting = "SHOW SETTINGS YIELD name, value WHERE name = 'dbms.memory.transaction.total.max'"
        assert rows(owned.server, f"{setting} RETURN value") == [["16.00MiB"]]
        home = owned.home if isinstance(owned, JavaProcess) else None
        pid = owned.pid if isinstance(owned, JavaProcess) else None
        owned.stop()
        assert not owned.is_running()
        assert not listens(owned.server)
        owned.stop()
    if home is not None and pid is not None:
        assert not home.exists()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@fetched
def test_a_failing_test_ends_its_server() -> None:
    class SomethingElseError(Exception):
        pass

    with pytest.raises(SomethingElseError), own_server("5.26") as owned:
        raise SomethingElseError
    assert not listens(owned.server)


@fetched
def test_a_server_without_a_password_of_its_own_wants_one_first() -> None:
    with own_server("5.26", initial_password=False) as owned:
        assert owned.server.password == "neo4j"
        with pytest.raises(ClientError) as caught:
            rows(owned.server, "RETURN 1")
    assert caught.value.code == servers.CREDENTIALS_EXPIRED


@fetched
def test_a_server_that_dies_shows_its_log() -> None:
    with (
        pytest.raises(StartError, match=r"(?s)died:.*no\.such\.setting"),
        own_server("5.26", {"no.such.setting": "1"}, initial_password=False),
    ):
        pass


# Where there is neither a server, nor Docker, nor Maven.


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FIND_NOTHING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("STAKEHOLDER_GRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@of_each_version
@pytest.mark.parametrize("start", [servers.shared_server, own_server])
@pytest.mark.usefixtures("bare")
def test_what_cannot_be_had_is_skipped_with_the_three_ways_to_get_it(
    version: str, start: Callable[[str], AbstractContextManager[object]]
) -> None:
    ways = rf"NEO4J_TEST_URI, or start Docker, or .* Maven and run '.* fetch {version}'$"
    with pytest.raises(pytest.skip.Exception, match=ways), start(version):
        pass


@pytest.mark.usefixtures("bare")
def test_what_is_required_and_cannot_be_had_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAKEHOLDER_GRAPH_REQUIRE_NEO4J", "5.26")
    required = pytest.raises(pytest.fail.Exception, match=r"^Neo4j 5\.26 is required: ")
    with required, own_server("5.26"):
        pass
    with pytest.raises(pytest.skip.Exception), own_server("2026"):
        pass


def test_an_unknown_version_cannot_be_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAKEHOLDER_GRAPH_REQUIRE_NEO4J", "5.26, 4.4")
    with pytest.raises(ValueError, match=r"\['4\.4'\] not in"):
        servers.required_versions()


# Assembling, with a program in Maven's place that needs no network.


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Maven that copies one jar, slowly, and writes down that it was called."""
    if os.name == "nt":
        pytest.skip("the stand-in for Maven is a shell script")
    jar = tmp_path / "neo4j-5.26.28.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr(servers.ENTRY_POINT, "org.example.Main\n")
    program = tmp_path / "bin" / "mvn"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'for word in "$@"; do case $word in -DoutputDirectory=*) lib=${word#*=};; esac; done\n'
        f'mkdir "$lib" && sleep 1 && cp {jar} "$lib" && echo called >> {tmp_path}/calls\n',
        "utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("STAKEHOLDER_GRAPH_CACHE", str(tmp_path / "cache"))
    return program


def test_two_processes_assemble_a_server_once(maven: Path, tmp_path: Path) -> None:
    code = "import neo4j_server; print(neo4j_server.entry_point(neo4j_server.fetch('5.26')))"
    command = [sys.executable, "-c", code]
    tests = Path(__file__).parent
    with ExitStack() as both:
        running = [
            both.enter_context(subprocess.Popen(command, cwd=tests, stdout=subprocess.PIPE))
            for _ in range(2)
        ]
        assert [one.communicate()[0] for one in running] == [b"org.example.Main\n"] * 2
    assert maven.exists()
    assert (tmp_path / "calls").read_text("utf-8") == "called\n"


def test_a_server_fetched_by_half_is_not_taken_for_a_whole_one(maven: Path, tmp_path: Path) -> None:
    whole = maven.read_text("utf-8")
    maven.write_text(whole.replace("sleep 1", "echo the line is cut && exit 1"), "utf-8")
    for _ in range(2):
        with pytest.raises(servers.UnavailableError, match="mvn failed: the line is cut"):
            servers.fetch("5.26")
    folder = tmp_path / "cache" / "neo4j"
    assert [path.name for path in folder.iterdir()] == ["lock"]
    maven.write_text(whole, "utf-8")
    assert servers.entry_point(servers.fetch("5.26")) == "org.example.Main"
    assert sorted(path.name for path in folder.iterdir()) == ["5.26.28", "lock"]
