"""A loader in a process of its own, so that it can be killed as a user's could."""

from __future__ import annotations

import multiprocessing
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stakeholder_graph import neo4j_load
from stakeholder_graph.neo4j_store import Neo4jStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from multiprocessing.connection import Connection as Pipe
    from multiprocessing.context import ForkServerProcess

    from stakeholder_graph.connection import Connection
    from stakeholder_graph.neo4j_load import Limits
    from stakeholder_graph.store import Table

SECONDS_TO_WAIT = 60
# What a child would else import each time; pytest, because a child takes over the main module.
PRELOADED = ["stakeholder_graph.neo4j_load", "stakeholder_graph.neo4j_store", "pytest"]


class LoadingProcess:
    """A load that has begun in another process."""

    def __init__(self, process: ForkServerProcess, pipe: Pipe) -> None:
        self._process = process
        self._pipe = pipe

    def await_beginning(self) -> None:
        if not self._pipe.poll(SECONDS_TO_WAIT):
            message = "the loading process does not begin"
            raise TimeoutError(message)
        self._pipe.recv()

    def kill(self) -> float | None:
        """Kill it at once; return how long the load took if it was over already."""
        self._process.kill()
        self._process.join(SECONDS_TO_WAIT)
        return self._told()

    def wait(self) -> float | None:
        """Return how long the load takes, None if it fails."""
        self._process.join(SECONDS_TO_WAIT)
        return self._told()

    def _told(self) -> float | None:
        try:
            seconds: float = self._pipe.recv()
        except EOFError:
            return None
        return seconds


@contextmanager
def loading_process(
    connection: Connection, tables: Sequence[Table], datasets: Collection[str], limits: Limits
) -> Iterator[LoadingProcess]:
    """Start a load in a child that is forked from a server with the imports done."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_load, args=(its, connection, tables, datasets, limits))
    with mine:
        process.start()
        its.close()
        try:
            yield LoadingProcess(process, mine)
        finally:
            process.kill()
            process.join(SECONDS_TO_WAIT)
            process.close()


def _load(
    pipe: Pipe,
    connection: Connection,
    tables: Sequence[Table],
    datasets: Collection[str],
    limits: Limits,
) -> None:
    with Neo4jStore(connection, retry_seconds=neo4j_load.RETRY_SECONDS) as store:
        pipe.send(None)
        begin = time.perf_counter()
        neo4j_load.load(store, tables, datasets, confirmed=True, limits=limits)
        pipe.send(time.perf_counter() - begin)
