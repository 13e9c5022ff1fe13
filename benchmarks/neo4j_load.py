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
from stakeholder_graph.connection import PASSWORD, URI, USERNAME, Connection, from_environment
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

NODES = 100_000
RELATIONSHIPS = 1_000_000
BATCH = 5_000
WARM_UP = 20_000
TARGET = 1.15
SEED = 20221231
DATASET = "synthetic"
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
    "dataset": DATASET,
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
    source = {"id": "register", "title": "Register", "dataset": DATASET}
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
        neo4j_load.load(store, tables, [DATASET])
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
                rows = [dict(zip(table.columns, record, strict=True)) for record in batch]
                if table.ends:
                    rows = [
                        {"from": row.pop("from"), "to": row.pop("to"), "properties": row}
                        for row in rows
                    ]
                session.execute_write(send, text, rows)
        return time.perf_counter() - begun


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
    """Seconds of a load and peak resident memory of the process that asked for it, in MB."""

    seconds: float
    memory: float


def peak_memory() -> float:
    """Return the peak of this process; ``getrusage`` would count what its parent held."""
    status = Path("/proc/self/status").read_text("utf-8")
    (kilobytes,) = re.findall(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(kilobytes) / 1024


def in_own_process(side: str, nodes: int, relationships: int) -> Outcome:
    sizes = ["--nodes", str(nodes), "--relationships", str(relationships)]
    command = [sys.executable, __file__, "--side", side, *sizes]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return Outcome(**json.loads(done.stdout))


# The server.


@contextmanager
def server(version: str, heap: str) -> Iterator[Callable[[], None]]:
    """Bring a server up, or use the one of NEO4J_TEST_URI; give what empties it."""
    sys.path.insert(0, str(TESTS))
    servers = importlib.import_module("neo4j_server")
    with servers.given_server() as given:
        if given is not None:
            tell_children(given)
            yield lambda: servers.empty(given)
            return
    options = servers.JAVA_OPTIONS
    servers.JAVA_OPTIONS = tuple(re.sub(r"^-Xmx.*", f"-Xmx{heap}", option) for option in options)
    owned = servers.prepare(version, {}, initial_password=True)
    try:
        owned.start()
        tell_children(owned.server)
        yield lambda: servers.empty(owned.server)
    finally:
        owned.stop()
        owned.discard()


def tell_children(found: Any) -> None:  # noqa: ANN401
    os.environ |= {URI: found.uri, USERNAME: found.username, PASSWORD: found.password}
    os.environ["NEO4J_DATABASE"] = found.database


def race(empty: Callable[[], None], given: argparse.Namespace) -> None:
    """Print one line per load, then what they come to."""

    def measured(side: str, relationships: int, name: str = "") -> Outcome:
        outcome = in_own_process(side, given.nodes, relationships)
        print(
            f"{name or side:<24} {relationships:>10} {outcome.seconds:>8.1f} "
            f"{outcome.memory:>8.0f}",
            flush=True,
        )
        return outcome

    print(f"{'what':<24} {'ties':>10} {'seconds':>8} {'peak MB':>8}")
    for side in ("ours", "bare"):
        in_own_process(side, WARM_UP, WARM_UP)
        empty()
    small = given.relationships // 10
    memory = {}
    for side in ("bare", "ours"):
        memory[side, small] = measured(side, small).memory
        empty()
    seconds: dict[str, list[float]] = {"ours": [], "bare": []}
    for at, side in enumerate(("ours", "bare", "bare", "ours")):
        outcome = measured(side, given.relationships)
        seconds[side].append(outcome.seconds)
        memory[side, given.relationships] = outcome.memory
        if at + 1 < len("ABBA"):
            empty()
    again = measured("ours", given.relationships, "ours, nothing changed")
    embedded = measured("embedded", given.relationships)
    rows = measured("rows", given.relationships, "rows generated once")
    empty()
    ours, bare = sum(seconds["ours"]), sum(seconds["bare"])
    print(f"\nours / bare: {ours / bare:.2f} (target {TARGET})")
    for side in ("ours", "bare"):
        grown = memory[side, given.relationships] / memory[side, small]
        print(f"memory of {side}, ten times the relationships: {grown:.2f}")
    print(f"nothing changed / first load: {again.seconds / (ours / 2):.2f}")
    print(f"embedded / first load: {embedded.seconds / (ours / 2):.2f}")
    print(f"rows alone / first load: {rows.seconds / (ours / 2):.2f}")


def main() -> None:
    """Race, or be one side of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=NODES)
    parser.add_argument("--relationships", type=int, default=RELATIONSHIPS)
    parser.add_argument("--server", default="5.26", help="version to bring up")
    parser.add_argument("--heap", default="512m", help="of the server that is brought up")
    parser.add_argument("--side", choices=SIDES, help="run this alone, on NEO4J_URI")
    given = parser.parse_args()
    if given.side is None:
        with server(given.server, given.heap) as empty:
            race(empty, given)
        return
    connection = from_environment(os.environ.get(URI, "neo4j://localhost"))
    seconds = SIDES[given.side](connection, network(given.nodes, given.relationships))
    print(json.dumps(Outcome(seconds, peak_memory())._asdict()))


if __name__ == "__main__":
    main()
