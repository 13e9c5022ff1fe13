"""
What a load leaves behind when something breaks: processes, servers, connections, memory.

Moments are spread over the usual duration of a load, but what is asserted holds whatever the
moment; only that enough of the accidents hit a load that was running depends on them.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import faults
import neo4j_server as servers
import pytest
from faults import (
    BATCHES,
    ONE_TRANSACTION,
    WAYS,
    heals,
    is_whole,
    judge,
    load_version,
    loading,
    neighbours,
    read_graph,
    two_versions,
)
from neo4j.exceptions import TransientError
from neo4j_server import own_server
from proxy import proxy
from worlds import opened

from stakeholder_graph import neo4j_load
from stakeholder_graph.errors import LoadError, ServerError
from stakeholder_graph.neo4j_load import RETRY_SECONDS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from faults import Graph, Outcome, Version
    from neo4j_server import Owned, Server

    from stakeholder_graph.neo4j_store import Neo4jStore

needs_forkserver = pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(),
    reason="this system does not start processes by forking a server",
)
each_way = pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
LOST = "was lost; wait until the server is back and run this again."
OVERTAKEN = "another load of andes began after this one, which stops"
ROUNDS = 3
SLOW = "UNWIND range(1, 1000000000) AS n WITH n WHERE n % 7 = 8 RETURN count(n) AS n"
PLAIN = "MATCH (n:Institution) RETURN count(n) AS n"


@pytest.fixture
def server(neo4j_526: Server) -> Iterator[Server]:
    servers.empty(neo4j_526)
    yield neo4j_526
    servers.empty(neo4j_526)


@pytest.fixture(scope="module")
def owned() -> Iterator[Owned]:
    with own_server("5.26") as running:
        yield running


@pytest.fixture
def empty_owned(owned: Owned) -> Owned:
    if not owned.is_running():
        owned.start()
    servers.empty(owned.server)
    return owned


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Version, Version]:
    return two_versions(tmp_path_factory.mktemp("versions"), institutions=40)


def assert_harmless(outcomes: Sequence[Outcome], *, hits: int) -> None:
    assert [one for one in outcomes if not one.harmless] == []
    assert sum(one.hit for one in outcomes) >= hits


# The loader is killed, the server is killed, the connection is cut.


@needs_forkserver
@each_way
def test_a_killed_loader_loses_nothing_and_doubles_nothing(
    server: Server, versions: tuple[Version, Version], limits: Limits
) -> None:
    assert_harmless(list(faults.kill_loaders(server, versions, limits, 50)), hits=25)


@each_way
def test_a_killed_server_loses_nothing_and_doubles_nothing(
    empty_owned: Owned, versions: tuple[Version, Version], limits: Limits
) -> None:
    outcomes = list(faults.kill_servers(empty_owned, versions, limits, 5))
    assert_harmless(outcomes, hits=2)
    sentence = f"the connection to {empty_owned.server.uri} {LOST}"
    assert {one.sentence for one in outcomes if one.hit} == {sentence}


def test_a_load_goes_on_when_the_server_is_soon_back(
    empty_owned: Owned, versions: tuple[Version, Version]
) -> None:
    old, new = versions
    load_version(empty_owned.server, old, BATCHES)
    # Longer than the loader's own patience: a busy machine starts a server slowly.
    with loading(empty_owned.server, new, BATCHES, retry_seconds=2 * RETRY_SECONDS) as running:
        empty_owned.kill()
        empty_owned.start()
        assert running.wait() == ""
    assert is_whole(read_graph(empty_owned.server), new)


@each_way
@pytest.mark.parametrize("refusing", [True, False], ids=["for good", "once"])
def test_a_cut_connection_loses_nothing_and_doubles_nothing(
    server: Server, versions: tuple[Version, Version], limits: Limits, *, refusing: bool
) -> None:
    old, new = versions
    load_version(server, old, limits)
    outcomes = []
    with proxy(server) as relay:
        load_version(relay.server, new, limits)
        bytes_of_a_load = relay.passed
        load_version(relay.server, old, limits)
        for moment in faults.moments(6):
            relay.cut_after(int(moment * bytes_of_a_load), refusing=refusing)
            with loading(
                relay.server, new, limits, retry_seconds=1 if refusing else RETRY_SECONDS
            ) as running:
                sentence = running.wait()
            relay.mend()
            outcome = judge(read_graph(server), old, new, limits)
            outcomes.append(
                outcome._replace(
                    hit=bool(sentence), healed=heals(relay.server, new, limits), sentence=sentence
                )
            )
            old, new = new, old
    assert_harmless(outcomes, hits=3 if refusing else 0)
    told = {one.sentence for one in outcomes if one.sentence}
    assert all("\n" not in sentence and relay.server.uri in sentence for sentence in told)
    assert all(one.state == "new" for one in outcomes if not one.sentence)


# Reading while the server or the connection goes away.


@pytest.mark.parametrize(
    ("way", "text", "end"),
    [
        pytest.param("query", SLOW, "stop", id="a slow query, stopped"),
        pytest.param("ask", SLOW, "kill", id="a slow question, killed"),
        pytest.param("query", PLAIN, "kill", id="plain queries, killed"),
        pytest.param("ask", PLAIN, "stop", id="plain questions, stopped"),
    ],
)
def test_reading_while_the_server_restarts(
    empty_owned: Owned, versions: tuple[Version, Version], way: str, text: str, end: str
) -> None:
    load_version(empty_owned.server, versions[0])
    gone = threading.Event()
    errors: list[Exception] = []

    def read(store: Neo4jStore) -> None:
        # Goes on until the server is gone and one read more has been tried.
        for _ in range(100_000):
            last = gone.is_set()
            try:
                ask_or_query(store, text, way)
            except Exception as error:  # noqa: BLE001 - the test looks at it
                errors.append(error)
            if last or errors:
                return

    with opened(empty_owned.server, retry_seconds=1) as store:
        reader = threading.Thread(target=read, args=(store,), daemon=True)
        reader.start()
        await_(lambda: not reader.is_alive() or is_reading(empty_owned.server, text))
        empty_owned.stop() if end == "stop" else empty_owned.kill()
        gone.set()
        reader.join(90)
        assert not reader.is_alive()
        empty_owned.start()
        assert [type(error) for error in errors] == [ServerError]
        assert "\n" not in str(errors[0])
        assert empty_owned.server.password not in str(errors[0])
        assert ask_or_query(store, PLAIN, way) == [{"n": 40}]


def ask_or_query(store: Neo4jStore, text: str, way: str) -> object:
    return store.query(text) if way == "query" else store.ask(text, {}, limit=10).rows


def is_reading(server: Server, text: str) -> bool:
    if text == PLAIN:
        return True
    running = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH 'UNWIND range' "
    return servers.rows(server, f"{running} RETURN count(*)") != [[0]]


def await_(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_reading_over_a_connection_that_is_cut(
    server: Server, versions: tuple[Version, Version]
) -> None:
    load_version(server, versions[0])
    text = "MATCH (n:Institution) RETURN n ORDER BY n.id"
    with proxy(server) as relay, opened(relay.server, retry_seconds=1) as store:
        relay.mend()
        whole = store.query(text)
        bytes_of_a_read = relay.passed
        for moment in faults.moments(10):
            relay.cut_after(int(moment * bytes_of_a_read), refusing=True)
            with pytest.raises(ServerError, match=f"the connection to {relay.server.uri} {LOST}"):
                store.query(text)
            relay.mend()
            assert store.query(text) == whole


# Two loads at once.


BOTH_WAYS = [
    pytest.param(ONE_TRANSACTION, ONE_TRANSACTION, id="one transaction each"),
    pytest.param(BATCHES, BATCHES, id="batches"),
    pytest.param(ONE_TRANSACTION, BATCHES, id="one transaction and batches"),
]


@pytest.mark.parametrize(("mine", "yours"), BOTH_WAYS)
@pytest.mark.parametrize("same", [True, False], ids=["the same version", "different versions"])
def test_two_loads_of_a_dataset_at_once(
    server: Server,
    versions: tuple[Version, Version],
    mine: Limits,
    yours: Limits,
    *,
    same: bool,
) -> None:
    old, new = versions
    for round_ in range(ROUNDS):
        if round_:  # The first round begins without anything, constraints included.
            load_version(server, old)
        other = new if same else old
        with loading(server, new, mine) as one, loading(server, other, yours) as two:
            told = [one.wait(), two.wait()]
        assert all(OVERTAKEN in sentence for sentence in told if sentence)
        assert not all(told)
        graph = read_graph(server)
        winners = [
            version for version, sentence in zip((new, other), told, strict=True) if not sentence
        ]
        assert any(is_whole(graph, version) for version in winners)


@pytest.mark.parametrize(("mine", "yours"), BOTH_WAYS)
def test_two_datasets_that_share_nodes_at_once(
    server: Server, tmp_path: Path, mine: Limits, yours: Limits
) -> None:
    old, new = two_versions(tmp_path)
    coast, recoast = (neighbours(tmp_path / note, note) for note in ("as founded", "as moved"))
    load_version(server, old)
    load_version(server, coast)
    for _ in range(ROUNDS):
        with loading(server, new, mine) as one, loading(server, recoast, yours) as two:
            assert (one.wait(), two.wait()) == ("", "")
        assert_both(read_graph(server), new, recoast)
        old, new, coast, recoast = new, old, recoast, coast


def test_a_dataset_that_is_loaded_before_the_other_has_removed_what_is_stale(
    server: Server, tmp_path: Path
) -> None:
    old, new = two_versions(tmp_path)
    coast = neighbours(tmp_path, "as founded")
    load_version(server, old)
    load_version(server, coast)
    again = neighbours(tmp_path / "again", "as moved")

    def load_the_other(done: int) -> None:
        if done == neo4j_load.steps(new.tables):
            load_version(server, again)

    with opened(server) as store:
        neo4j_load.load(
            store, new.tables, [new.name], confirmed=True, limits=BATCHES, progress=load_the_other
        )
    assert_both(read_graph(server), new, again)


def test_a_lent_record_keeps_the_tag_that_its_own_load_gives_it_meanwhile(
    server: Server, tmp_path: Path
) -> None:
    old, _ = two_versions(tmp_path)
    coast, again = (neighbours(tmp_path / note, note) for note in ("as founded", "as moved"))
    load_version(server, old)
    load_version(server, coast)
    with server.driver() as driver, driver.session(database=server.database) as session:
        its_own_load = session.begin_transaction()
        its_own_load.run("MATCH (s:Source {id: 'andes-notes'}) SET s.load = 'its own'").consume()
        with loading(server, again) as running:
            await_(lambda: waits_for_a_lock(server))
            its_own_load.commit()
            assert running.wait() == ""
    tag = servers.rows(server, "MATCH (s:Source {id: 'andes-notes'}) RETURN s.load")
    assert tag == [["its own"]]


def assert_both(graph: Graph, andes: Version, coast: Version) -> None:
    """Both datasets are there; of a node that both tables hold, as either has it."""
    assert graph.complete == {andes.name: True, coast.name: True}
    assert graph.doubled == []
    assert set(graph.records) == set(andes.records) | set(coast.records)
    assert {
        key: found
        for key, found in graph.records.items()
        if found not in (andes.records.get(key), coast.records.get(key))
    } == {}


def test_a_deadlock_is_tried_again(server: Server, versions: tuple[Version, Version]) -> None:
    old, new = versions
    load_version(server, old)
    with server.driver() as driver, driver.session(database=server.database) as session:
        other = session.begin_transaction()
        other.run("MATCH (n:Objective {id: 'andes-objective-29'}) SET n.locked = true").consume()
        with loading(server, new) as running:
            await_(lambda: waits_for_a_lock(server))
            # Whichever of the two the server ends: the load is tried again or goes on.
            with suppress(TransientError):
                other.run("MATCH (d:Dataset) SET d.locked = true REMOVE d.locked").consume()
            other.close()
            assert running.wait() == ""
    assert is_whole(read_graph(server), new)


def waits_for_a_lock(server: Server) -> bool:
    blocked = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' "
    return servers.rows(server, f"{blocked} RETURN count(*)") != [[0]]


# Memory.


@pytest.mark.parametrize(
    "setting", ["dbms.memory.transaction.total.max", "db.memory.transaction.max"]
)
def test_a_load_that_does_not_fit_into_memory_fails_at_once_and_fits_in_batches(
    setting: str, tmp_path: Path
) -> None:
    old = faults.version_of(tmp_path / "old" / "andes", range(5), "as founded")
    new = faults.version_of(tmp_path / "new" / "andes", range(1500), "as reformed " * 20)
    with own_server("5.26", {setting: "16m"}) as small:
        load_version(small.server, old)
        told: list[int] = []
        sentence = rf"does not fit into the memory.*raise {setting} "
        with (
            opened(small.server, retry_seconds=RETRY_SECONDS) as store,
            pytest.raises(LoadError, match=sentence),
        ):
            neo4j_load.load(store, new.tables, [new.name], progress=told.append)
        # Tried once: a second try would begin to count anew.
        assert told == sorted(told)
        assert is_whole(read_graph(small.server), old)
        assert heals(small.server, new, Limits(atomic=0, batch=200))
