"""
Load of a large synthetic network into Neo4j against a bare UNWIND loop of the driver.

Both sides send the same rows, generated while they are sent, to the same server, emptied
before each load, in the order ours, bare, bare, ours. Each load runs in a process of its
own, whose peak resident memory is read too. Read the ratio, not the seconds.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from stakeholder_graph import load
from stakeholder_graph.connection import DATABASE, PASSWORD, URI, USERNAME, from_environment
from stakeholder_graph.model import (
    FIRST_DAY,
    LABELS,
    NODE_PROPERTIES,
    OPEN_DAY,
    RELATIONSHIP_TYPES,
    SOURCE,
)
from stakeholder_graph.store import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from neo4j import ManagedTransaction

    from stakeholder_graph.connection import Connection

NODES = 100_000
RELATIONSHIPS = 1_000_000
BATCH = 5_000
WARM_UP = 20_000
TARGET = 1.15
SEED = 20221231
NAME = "synthetic"
TESTS = Path(__file__).parents[1] / "tests"

SHARES_OF_LABELS = {
    "Institution": 0.50,
    "WorkingGroup": 0.10,
    "Forum": 0.05,
    "Agreement": 0.05,
    "Objective": 0.05,
    "Intervention": 0.20,
    "Territory": 0.05,
}
SHARES_OF_TYPES = {
    ("MEMBER_OF", "Institution", "WorkingGroup"): 0.15,
    ("MEMBER_OF", "Institution", "Forum"): 0.15,
    ("PARTY_TO", "Institution", "Agreement"): 0.10,
    ("RESPONSIBLE_FOR", "Institution", "Objective"): 0.10,
    ("CARRIES_OUT", "Institution", "Intervention"): 0.15,
    ("ADDRESSES", "Intervention", "Objective"): 0.10,
    ("COOPERATES_WITH", "Institution", "Institution"): 0.15,
    ("OPERATES_IN", "Institution", "Territory"): 0.10,
}
USUAL = {
    "dataset": NAME,
    "source": "register",
    "locator": "table 1",
    "evidence": "documented",
    "roster": "complete",
    "role": "member",
    "level": "national",
    "from_day": FIRST_DAY,
    "until_day": OPEN_DAY,
}


# The network.


class Rows(Collection[Sequence[str]]):
    """Rows that exist only while somebody goes through them, the same ones each time."""

    def __init__(self, size: int, columns: Sequence[str]) -> None:
        self.size = size
        self.columns = columns

    def __len__(self) -> int:
        return self.size

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)

    def _templates(self, changing: Sequence[str]) -> tuple[list[str], list[int]]:
        usual = [USUAL.get(column, "") for column in self.columns]
        return usual, [self.columns.index(column) for column in changing]


class Nodes(Rows):
    """Nodes of one label, called ``forum-0``, ``forum-1``, …"""

    def __init__(self, size: int, columns: Sequence[str], label: str) -> None:
        super().__init__(size, columns)
        self.label = label

    def __iter__(self) -> Iterator[Sequence[str]]:
        changing = ("id", "label", "name_es", "name_en", "name", "name_norm", "text_norm")
        row, at = self._templates(changing)
        for number in range(self.size):
            name_es = f"{LABELS[self.label].title.es} n.º {number} de coordinación migratoria"
            name_en = f"{LABELS[self.label].title.en} no. {number} of migration coordination"
            folded = f"| {name_es.lower()} | {name_en.lower()} |"
            values = (f"{self.label.lower()}-{number}", self.label, name_es, name_en, name_es)
            for place, value in zip(at, (*values, folded, folded), strict=True):
                row[place] = value
            yield tuple(row)


class Ties(Rows):
    """
    Relationships between two labels.

    The degree of the n-th start falls with the root of n; ends are drawn so that some are
    hubs. Each tie of a start has a day of its own, so that no two are the same.
    """

    def __init__(
        self, size: int, columns: Sequence[str], ends: tuple[str, str], nodes: Mapping[str, int]
    ) -> None:
        super().__init__(size, columns)
        self.ends = ends
        self.starts, self.targets = (nodes[label] for label in ends)

    def __iter__(self) -> Iterator[Sequence[str]]:
        draw = Random(f"{SEED} {self.ends}").random
        row, (valid_from, from_day) = self._templates(("valid_from", "from_day"))
        start, end = (label.lower() for label in self.ends)
        is_loop = start == end
        begun = 0
        for number in range(self.starts):
            done = round(self.size * ((number + 1) / self.starts) ** 0.5)
            row[0] = f"{start}-{number}"
            for day in DAYS[: done - begun]:
                target = int(self.targets * draw() ** 3)
                if is_loop and target == number:
                    target = (target + 1) % self.targets
                row[1] = f"{end}-{target}"
                row[valid_from] = row[from_day] = day
                yield tuple(row)
            begun = done


DAYS = [(date(1950, 1, 1) + timedelta(days=day)).isoformat() for day in range(25_000)]


def network(nodes: int, relationships: int) -> list[Table]:
    """Return the tables of a network of about these sizes, in the order of ``load.tabulate``."""
    held = {label: round(nodes * share) for label, share in SHARES_OF_LABELS.items()}
    columns = NODE_PROPERTIES[SOURCE]
    source = {"id": "register", "title": "Register", "dataset": NAME}
    tables = [Table(SOURCE, (), columns, [[source.get(column, "") for column in columns]])]
    for name, label in LABELS.items():
        columns = label.properties
        tables.append(Table(name, (), columns, Nodes(held[name], columns, name)))
    for kind in RELATIONSHIP_TYPES.values():
        columns = ("from", "to", *kind.properties)
        for pair in kind.pairs:
            size = round(relationships * SHARES_OF_TYPES.get((kind.name, *pair), 0))
            tables.append(Table(kind.name, pair, columns, Ties(size, columns, pair, held)))
    return tables


# What is measured, each in a process of its own.


def load_ours(connection: Connection, tables: list[Table]) -> float:
    """Load with the package; a second time, it finds everything as it should be."""
    from stakeholder_graph import neo4j_load
    from stakeholder_graph.neo4j_store import Neo4jStore

    with Neo4jStore(connection) as store:
        begun = time.perf_counter()
        neo4j_load.load(store, tables, [NAME])
        return time.perf_counter() - begun


def load_bare(connection: Connection, tables: list[Table]) -> float:
    """Load with the driver and the least that leaves the same nodes and relationships."""
    from neo4j import GraphDatabase

    from stakeholder_graph.neo4j_store import schema

    signed = (connection.username, connection.password)
    with (
        GraphDatabase.driver(connection.uri, auth=signed) as driver,
        driver.session(database=connection.database) as session,
    ):
        begun = time.perf_counter()
        for statement in schema():
            session.run(statement).consume()
        for table in tables:
            text = bare_statement(table)
            records = iter(table.records)
            while batch := list(islice(records, BATCH)):
                session.execute_write(send, text, bare_rows(table, batch))
        return time.perf_counter() - begun


def bare_rows(table: Table, records: list[Sequence[str]]) -> list[dict[str, Any]]:
    rows = [dict(zip(table.columns, record, strict=True)) for record in records]
    if not table.ends:
        return [*rows]
    return [{"from": row.pop("from"), "to": row.pop("to"), "properties": row} for row in rows]


def send(transaction: ManagedTransaction, text: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(text, rows=rows).consume()


def bare_statement(table: Table) -> str:
    if not table.ends:
        return f"UNWIND $rows AS row MERGE (n:{table.name} {{id: row.id}}) SET n += row"
    start, end = table.ends
    names = RELATIONSHIP_TYPES[table.name].key[2:]
    key = ", ".join(f"{name}: row.properties.{name}" for name in names)
    return (
        f"UNWIND $rows AS row MATCH (a:{start} {{id: row.from}}), (b:{end} {{id: row.to}}) "
        f"MERGE (a)-[r:{table.name} {{{key}}}]->(b) SET r += row.properties"
    )


def load_embedded(connection: Connection, tables: list[Table]) -> float:  # noqa: ARG001
    begun = time.perf_counter()
    with load.embed(tables):
        return time.perf_counter() - begun


def go_through(connection: Connection, tables: list[Table]) -> float:  # noqa: ARG001
    """Generate all rows once and do nothing with them."""
    begun = time.perf_counter()
    for table in tables:
        for _ in table.records:
            pass
    return time.perf_counter() - begun


SIDES: Mapping[str, Callable[[Connection, list[Table]], float]] = {
    "ours": load_ours,
    "bare": load_bare,
    "embedded": load_embedded,
    "rows": go_through,
}


class Outcome(NamedTuple):
    """
    What a load takes.

    Attributes
    ----------
    seconds
        From beginning to end.
    client, server
        Processor time of the process that loads, in seconds, and of the server, where it can
        be seen.
    memory
        Peak resident memory of the process that loads, in MB.
    """

    seconds: float
    client: float
    server: float
    memory: float

    @property
    def processor(self) -> float:
        return self.client + self.server


def peak_memory() -> float:
    """Return the peak of this process; ``getrusage`` would count what its parent held."""
    status = Path("/proc/self/status").read_text("utf-8")
    (kilobytes,) = re.findall(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(kilobytes) / 1024


def processor_time(process: int) -> float:
    """Return the user and system seconds of a process, 0 of one that is elsewhere."""
    if not process:
        return 0
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def measure(side: str, given: argparse.Namespace) -> Outcome:
    """Load as one side does and say what it took."""
    connection = from_environment(os.environ.get(URI, "neo4j://localhost"))
    tables = network(given.nodes, given.relationships)
    before = time.process_time(), processor_time(given.process)
    seconds = SIDES[side](connection, tables)
    client, server = time.process_time() - before[0], processor_time(given.process) - before[1]
    return Outcome(seconds, client, server, peak_memory())


def in_own_process(side: str, nodes: int, relationships: int, server: int) -> Outcome:
    given = {"side": side, "nodes": nodes, "relationships": relationships, "process": server}
    words = [str(word) for name, value in given.items() for word in (f"--{name}", value)]
    command = [sys.executable, __file__, *words]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return Outcome(**json.loads(done.stdout))


# The server.


class Running(NamedTuple):
    """A server: what empties it and, where that is known, its process."""

    empty: Callable[[], None]
    process: int


@contextmanager
def running_server(version: str, heap: str) -> Iterator[Running]:
    """Bring a server up, or use the one of NEO4J_TEST_URI."""
    sys.path.insert(0, str(TESTS))
    servers: Any = importlib.import_module("neo4j_server")
    with servers.given_server() as found:
        if found is not None:
            tell_children(found)
            yield Running(lambda: servers.empty(found), 0)
            return
    options = servers.JAVA_OPTIONS
    servers.JAVA_OPTIONS = tuple(re.sub(r"^-Xmx.*", f"-Xmx{heap}", option) for option in options)
    owned = servers.prepare(version, {}, initial_password=True)
    try:
        owned.start()
        tell_children(owned.server)
        yield Running(lambda: servers.empty(owned.server), getattr(owned, "pid", 0))
    finally:
        owned.stop()
        owned.discard()


def tell_children(found: Any) -> None:  # noqa: ANN401
    os.environ |= {URI: found.uri, USERNAME: found.username, PASSWORD: found.password}
    os.environ[DATABASE] = found.database


def race(server: Running, nodes: int, relationships: int) -> None:
    """Print one line per load, then what they come to."""
    columns = ("what", "ties", "seconds", "client s", "server s", "peak MB")
    print(f"{columns[0]:<24}", *(f"{column:>9}" for column in columns[1:]))

    def measured(side: str, ties: int, name: str = "") -> Outcome:
        outcome = in_own_process(side, nodes, ties, server.process)
        print(f"{name or side:<24} {ties:>9}", *(f"{one:>9.1f}" for one in outcome), flush=True)
        return outcome

    def loaded(side: str, ties: int) -> Outcome:
        server.empty()
        return measured(side, ties)

    sides = ("ours", "bare")
    for side in sides:
        server.empty()
        in_own_process(side, WARM_UP, WARM_UP, server.process)
    small = {side: loaded(side, relationships // 10) for side in sides}
    large: dict[str, list[Outcome]] = {side: [] for side in sides}
    for side in ("ours", "bare", "bare", "ours"):
        large[side].append(loaded(side, relationships))
    again = measured("ours", relationships, "ours, nothing changed")
    embedded = measured("embedded", relationships)
    rows = measured("rows", relationships, "rows alone")

    ours, bare = (sum(one.seconds for one in large[side]) for side in sides)
    print(f"\nours / bare, time: {ours / bare:.2f} (target {TARGET})")
    busy = {side: sum(one.processor for one in large[side]) for side in sides}
    print(f"ours / bare, processor time of both processes: {busy['ours'] / busy['bare']:.2f}")
    for side in sides:
        grown = max(one.memory for one in large[side]) / small[side].memory
        print(f"peak memory of {side} at ten times the relationships: {grown:.2f}")
    for name, one in (
        ("nothing changed", again),
        ("embedded engine", embedded),
        ("generating rows", rows),
    ):
        print(f"{name} / our first load, time: {one.seconds / (ours / 2):.2f}")


def main() -> None:
    """Race, or be one side of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=NODES)
    parser.add_argument("--relationships", type=int, default=RELATIONSHIPS)
    parser.add_argument("--server", default="5.26", help="version to bring up")
    parser.add_argument("--heap", default="512m", help="of the server that is brought up")
    parser.add_argument("--side", choices=SIDES, help="run this alone, on NEO4J_URI")
    parser.add_argument("--process", type=int, default=0, help="of that server, if it is here")
    given = parser.parse_args()
    if given.side:
        print(json.dumps(measure(given.side, given)._asdict()))
        return
    with running_server(given.server, given.heap) as server:
        race(server, given.nodes, given.relationships)


if __name__ == "__main__":
    main()
