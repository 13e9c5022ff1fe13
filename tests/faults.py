"""
What becomes of a graph when a load is torn off: experiments, and the judgement of each.

The tests ask for few moments and ``benchmarks/reliability.py`` for many. What a graph should
hold is worked out from the tables that were sent, never read from a server.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from loading_process import loading_process
from worlds import connection_of, opened, write_world

from stakeholder_graph import dataset, load, neo4j_load
from stakeholder_graph.errors import StakeholderGraphError
from stakeholder_graph.model import RELATIONSHIP_TYPES
from stakeholder_graph.neo4j_load import Limits
from stakeholder_graph.neo4j_store import Neo4jStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from neo4j_server import Owned, Server

    from stakeholder_graph.store import Table

Key = tuple[str, ...]
Records = dict[Key, dict[str, str]]

ONE_TRANSACTION = Limits()
BATCHES = Limits(atomic=0, batch=60)
WAYS = {"one transaction": ONE_TRANSACTION, "batches": BATCHES}
SECONDS_TO_SETTLE = 60
UNDISTURBED_LOADS = 4
# Says that a load gives up: long enough for a lost connection to be tried once more.
IMPATIENT_SECONDS = 1
OF_A_LOAD = ("load", "loaded_at")


@dataclass(frozen=True)
class Version:
    """One state of a dataset: what is sent, and the graph that it should become."""

    name: str
    tables: list[Table]
    records: Records = field(repr=False)


class Graph(NamedTuple):
    """What a server holds: the records, keys that occur twice, which datasets are complete."""

    records: Records
    doubled: list[Key]
    complete: dict[str, bool]


class Outcome(NamedTuple):
    """What one accident did: each of the numbers of records should be 0."""

    hit: bool
    state: str
    lost: int
    doubled: int
    strange: int
    truthful: bool
    healed: bool
    sentence: str = ""

    @property
    def harmless(self) -> bool:
        return self.truthful and self.healed and not self.lost + self.doubled + self.strange


# The worlds.


def two_versions(folder: Path, institutions: int = 100) -> tuple[Version, Version]:
    """
    Write two versions of a dataset: with 100 institutions, some 600 records.

    A tenth of the institutions of each are not in the other, with their ties, and a fourth
    have another note there.
    """
    moved = institutions // 10
    return (
        version_of(folder / "first" / "andes", range(institutions), "as founded"),
        version_of(folder / "second" / "andes", range(moved, institutions + moved), "as reformed"),
    )


def version_of(folder: Path, numbers: range, note: str) -> Version:
    name = folder.name

    def noted(number: int, **row: str) -> dict[str, str]:
        return row | {"note": note if number % 4 == 0 else "unchanged"}

    institutions = {number: f"{name}-institution-{number}" for number in numbers}
    write_world(
        folder,
        sources=[{"id": f"{name}-notes", "title": note, "kind": "press_note"}],
        institutions=sourced(name, [noted(n, id=one) for n, one in institutions.items()]),
        forums=sourced(name, [{"id": f"{name}-forum-{n}"} for n in range(20)]),
        objectives=sourced(name, [{"id": f"{name}-objective-{n}"} for n in range(30)]),
        memberships=sourced(
            name,
            [
                noted(n, institution=one, venue=f"{name}-forum-{at % 20}")
                for n, one in institutions.items()
                for at in (n, n + 3)
            ],
        ),
        responsibilities=sourced(
            name,
            [
                noted(n, institution=one, objective=f"{name}-objective-{at % 30}", role="support")
                for n, one in institutions.items()
                for at in (n, n + 7)
            ],
        ),
        scopes=sourced(
            name,
            [
                {"subject": f"{name}-forum-{n}", "objective": f"{name}-objective-{n + more}"}
                for n in range(20)
                for more in (0, 10)
            ],
        ),
    )
    return version(name, load.tabulate(dataset.read([folder])))


def neighbours(folder: Path, note: str) -> Version:
    """
    Write a dataset of forums of its own where institutions of the other have seats.

    Its tables hold those institutions too, as those of ``load --network coast`` do.
    """
    andes = version_of(folder / "andes", range(100), "as founded")
    write_world(
        folder / "coast",
        sources=[{"id": "coast-notes", "title": note, "kind": "press_note"}],
        forums=sourced("coast", [{"id": f"coast-forum-{n}", "note": note} for n in range(10)]),
        memberships=sourced(
            "coast",
            [
                {
                    "institution": f"andes-institution-{n}",
                    "venue": f"coast-forum-{n % 10}",
                    "note": note,
                }
                for n in range(10, 100)
            ],
        ),
    )
    both = dataset.read([folder / andes.name, folder / "coast"])
    return version("coast", load.only(load.tabulate(both), "coast"))


def sourced(name: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row | {"source": f"{name}-notes"} for row in rows]


def version(name: str, tables: Iterable[Table]) -> Version:
    # A table without records costs a load as many statements as one with many.
    full = [table for table in tables if table.records]
    return Version(name, full, records_of(full))


def records_of(tables: Iterable[Table]) -> Records:
    """Work out what tables should become, record by record."""
    records: Records = {}
    for table in tables:
        for record in table.records:
            properties = dict(zip(table.columns, record, strict=True))
            ends = [properties.pop(column) for column in ("from", "to") if table.ends]
            records[key_of(table.name, ends, properties)] = properties
    return records


def key_of(name: str, ends: Sequence[str], properties: dict[str, str]) -> Key:
    if not ends:
        return (name, properties["id"])
    return (name, *ends, *(properties[column] for column in RELATIONSHIP_TYPES[name].key[2:]))


# Reading and judging.


def read_graph(server: Server) -> Graph:
    """Read everything that is there once nobody else is at work on it."""
    await_quiet(server)
    found: list[tuple[Key, dict[str, str]]] = []
    with server.driver() as driver:
        nodes, _, _ = driver.execute_query(
            "MATCH (n) WHERE NOT n:Dataset RETURN labels(n) AS labels, properties(n) AS properties",
            database_=server.database,
        )
        relationships, _, _ = driver.execute_query(
            "MATCH (a)-[r]->(b) "
            "RETURN type(r) AS type, [a.id, b.id] AS ends, properties(r) AS properties",
            database_=server.database,
        )
        datasets, _, _ = driver.execute_query(
            "MATCH (d:Dataset) RETURN d.name AS name, d.complete AS complete",
            database_=server.database,
        )
    for node in nodes:
        properties = without_tag(node["properties"])
        found.append((key_of("+".join(node["labels"]), (), properties), properties))
    for relationship in relationships:
        properties = without_tag(relationship["properties"])
        found.append((key_of(relationship["type"], relationship["ends"], properties), properties))
    times = Counter(key for key, _ in found)
    return Graph(
        dict(found),
        [key for key, number in times.items() if number > 1],
        {row["name"]: row["complete"] for row in datasets},
    )


def without_tag(properties: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in properties.items() if name not in OF_A_LOAD}


def await_quiet(server: Server) -> None:
    """Wait until the server has ended the transactions of clients that are gone."""
    others = (
        "SHOW TRANSACTIONS YIELD database, currentQuery "
        "WHERE database = $name AND NOT currentQuery STARTS WITH 'SHOW TRANSACTIONS' "
        "RETURN count(*) AS number"
    )
    end = time.monotonic() + SECONDS_TO_SETTLE
    with server.driver() as driver:
        while driver.execute_query(others, name=server.database, database_=server.database)[0][0][
            "number"
        ]:
            if time.monotonic() > end:
                message = f"a transaction is still open after {SECONDS_TO_SETTLE} s"
                raise TimeoutError(message)
            time.sleep(0.01)


def is_whole(graph: Graph, version: Version) -> bool:
    """Tell whether a server holds exactly one version, and says that it is complete."""
    return (
        graph.records == version.records
        and not graph.doubled
        and graph.complete == {version.name: True}
    )


def judge(graph: Graph, old: Version, new: Version, limits: Limits) -> Outcome:
    """Compare what an accident left with what is promised to a reader."""
    found = graph.records
    state = "between"
    for name, records in (("old", old.records), ("new", new.records)):
        if found == records:
            state = name
    all_written = all(found.get(key) == value for key, value in new.records.items())
    # Only when all that is new is written may go what the new version does not have.
    lost = [
        key
        for key in old.records
        if key not in found and not (all_written and key not in new.records)
    ]
    strange = [
        key
        for key, value in found.items()
        if value not in (old.records.get(key), new.records.get(key))
    ]
    in_one = sum(len(table.records) for table in new.tables) <= limits.atomic
    complete = graph.complete == {new.name: True}
    truthful = complete and state != "between" if in_one else state != "between" or not complete
    return Outcome(
        hit=False,
        state=state,
        lost=len(lost),
        doubled=len(graph.doubled),
        strange=len(strange),
        truthful=truthful,
        healed=False,
    )


# Loads.


def load_version(
    server: Server,
    version: Version,
    limits: Limits = ONE_TRANSACTION,
    *,
    retry_seconds: float = neo4j_load.RETRY_SECONDS,
) -> float:
    """Load a version undisturbed and return the seconds of the load itself."""
    with opened(server, retry_seconds=retry_seconds) as store:
        begin = time.perf_counter()
        neo4j_load.load(store, version.tables, [version.name], confirmed=True, limits=limits)
        return time.perf_counter() - begin


def heals(server: Server, version: Version, limits: Limits) -> bool:
    load_version(server, version, limits)
    return is_whole(read_graph(server), version)


def usual_seconds(server: Server, old: Version, new: Version, limits: Limits) -> float:
    """Leave the old version there and return the least that a load of the other takes."""
    load_version(server, old, limits)
    return min(
        load_version(server, version, limits)
        for _ in range(UNDISTURBED_LOADS // 2)
        for version in (new, old)
    )


class Loading:
    """A load in a thread: how it ended is known once it is awaited."""

    def __init__(
        self,
        server: Server,
        version: Version,
        limits: Limits,
        retry_seconds: float = neo4j_load.RETRY_SECONDS,
    ) -> None:
        self.seconds: float | None = None
        self.error: Exception | None = None
        self.begun = threading.Event()
        self._server = server
        self._version = version
        self._limits = limits
        self._retry_seconds = retry_seconds
        self._thread = threading.Thread(target=self._load, daemon=True)

    def _load(self) -> None:
        try:
            connection = connection_of(self._server)
            with Neo4jStore(connection, retry_seconds=self._retry_seconds) as store:
                self.begun.set()
                begin = time.perf_counter()
                neo4j_load.load(
                    store,
                    self._version.tables,
                    [self._version.name],
                    confirmed=True,
                    limits=self._limits,
                )
                self.seconds = time.perf_counter() - begin
        except Exception as error:  # noqa: BLE001 - the awaiting thread looks at it
            self.error = error
        finally:
            self.begun.set()

    def start(self) -> None:
        self._thread.start()
        self.begun.wait(SECONDS_TO_SETTLE)

    def wait(self) -> str:
        """Return the sentence with which the load failed, nothing if it did not."""
        self._thread.join(2 * SECONDS_TO_SETTLE)
        if self._thread.is_alive():
            message = "the load does not end"
            raise TimeoutError(message)
        if self.error is None:
            return ""
        if not isinstance(self.error, StakeholderGraphError):
            raise self.error
        return self.error.say("en")


@contextmanager
def loading(
    server: Server,
    version: Version,
    limits: Limits = ONE_TRANSACTION,
    *,
    retry_seconds: float = neo4j_load.RETRY_SECONDS,
) -> Iterator[Loading]:
    """Load in a thread that has ended when the block has."""
    running = Loading(server, version, limits, retry_seconds)
    running.start()
    try:
        yield running
    finally:
        running.wait()


# The accidents.


def moments(number: int) -> list[float]:
    """Return shares of a duration, evenly spread and not in their order."""
    step = next(step for step in (37, 7, 3, 1) if number % step)
    return [(at * step % number + 0.5) / number for at in range(number)]


def kill_loaders(
    server: Server, versions: tuple[Version, Version], limits: Limits, number: int
) -> Iterator[Outcome]:
    """Kill a loading process at so many moments of a load; to and fro between the versions."""
    old, new = versions
    seconds = usual_seconds(server, old, new, limits)
    for moment in moments(number):
        with loading_process(connection_of(server), new.tables, [new.name], limits) as child:
            child.await_beginning()
            time.sleep(moment * seconds)
            took = child.kill()
        if took is not None:
            seconds = min(seconds, took)
        outcome = judge(read_graph(server), old, new, limits)
        yield outcome._replace(hit=took is None, healed=heals(server, new, limits))
        old, new = new, old


def kill_servers(
    owned: Owned, versions: tuple[Version, Version], limits: Limits, number: int
) -> Iterator[Outcome]:
    """Kill the server at so many moments of a load, and start it again."""
    old, new = versions
    seconds = usual_seconds(owned.server, old, new, limits)
    for moment in moments(number):
        with loading(owned.server, new, limits, retry_seconds=IMPATIENT_SECONDS) as running:
            time.sleep(moment * seconds)
            owned.kill()
            sentence = running.wait()
        owned.start()
        if running.seconds is not None:
            seconds = min(seconds, running.seconds)
        outcome = judge(read_graph(owned.server), old, new, limits)
        yield outcome._replace(
            hit=running.seconds is None,
            healed=heals(owned.server, new, limits),
            sentence=sentence,
        )
        old, new = new, old
