"""The shared engine: a database of a Neo4j server, read here and loaded by ``neo4j_load``."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import neo4j
from neo4j import READ_ACCESS, Query, RoutingControl
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from stakeholder_graph import resources
from stakeholder_graph.errors import QueryError, ServerError
from stakeholder_graph.language import Text
from stakeholder_graph.neo4j_errors import explained
from stakeholder_graph.store import Answer, Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stakeholder_graph.connection import Connection
    from stakeholder_graph.store import Result, Value

OLDEST_VERSION = (5, 26)
_CONNECT_SECONDS = 5
_HANDSHAKE_SECONDS = 10
_READ_SECONDS = 60
_CONSTRAINT = re.compile(r"CREATE CONSTRAINT (\w+) .*?\(\w:(\w+)\) REQUIRE \w\.(\w+) IS UNIQUE")
_VERSION = re.compile(r"Neo4j/(\d+)\.(\d+)")
# What the operators of a plan that reaches outside the graph begin with.
_OUTSIDE = ("LoadCSV", "ProcedureCall", "Show", "Terminate")

# The sentences of neo4j_errors say it; the driver's own log would say it twice.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Neo4jStore(Store):
    """
    A database of a running server.

    Parameters
    ----------
    connection
        Where it is and how to sign in.
    read_seconds
        How long the server works on one query before it gives up.
    retry_seconds
        How long a transaction that the server asks to repeat is tried again.

    Raises
    ------
    ServerError
        If the server cannot be reached, refuses the caller or is too old.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        read_seconds: float = _READ_SECONDS,
        retry_seconds: float = _CONNECT_SECONDS,
    ) -> None:
        self.connection = connection
        self._read_seconds = read_seconds
        with explained(connection, opening=True):
            self.driver = neo4j.GraphDatabase.driver(
                connection.uri,
                auth=(connection.username, connection.password) if connection.password else None,
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=_HANDSHAKE_SECONDS,
                max_transaction_retry_time=retry_seconds,
                notifications_min_severity="OFF",
            )
        try:
            with explained(connection, opening=True):
                self.driver.verify_connectivity()
                agent = self.driver.get_server_info().agent
                self.driver.execute_query(
                    "RETURN 1 AS n", database_=connection.database, routing_=RoutingControl.READ
                )
            check_version(agent, connection)
        except BaseException:
            self.driver.close()
            raise
        self._version = agent.removeprefix("Neo4j/")

    @property
    def engine(self) -> str:
        """Name and version of the server, and where it is."""
        return f"Neo4j {self._version} ({self.connection.uri}, {self.connection.database})"

    def query(self, text: str, parameters: Mapping[str, Value] | None = None) -> list[Result]:
        """Run a query of ours in read mode; the server gives up one that takes too long."""
        with explained(self.connection):
            records = self.driver.execute_query(
                Query(text, timeout=self._read_seconds),
                dict(parameters or {}),
                routing_=RoutingControl.READ,
                database_=self.connection.database,
            ).records
        return [_plain_row(dict(record)) for record in records]

    def ask(self, text: str, parameters: Mapping[str, Value], *, limit: int) -> Answer:
        """Run anybody's query once the server's planner has said that it only reads the graph."""
        with (
            explained(self.connection),
            self.driver.session(
                database=self.connection.database, default_access_mode=READ_ACCESS
            ) as session,
        ):
            _check_that_it_reads(session.run(f"EXPLAIN {text}", dict(parameters)).consume())
            result = session.run(
                Query(text, timeout=self._read_seconds),
                dict(parameters),
            )
            rows = [_plain_row(dict(record)) for record in result.fetch(limit + 1)]
        return Answer(rows[:limit], cut=len(rows) > limit)

    def loads(self) -> list[Result]:
        """Return the ``Dataset`` nodes, one row per dataset, as ``Store`` says."""
        return self.query(
            "MATCH (d:Dataset) RETURN d.name AS name, d.complete AS complete, "
            "d.loaded_at AS loaded_at, d.nodes AS nodes, d.relationships AS relationships "
            "ORDER BY name"
        )

    def missing_constraints(self) -> list[str]:
        """Return which constraints of ``cypher/schema/neo4j.cypher`` the database has not."""
        rows = self.query(
            "SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type "
            "WHERE type CONTAINS 'UNIQUENESS' OR type CONTAINS 'KEY' "
            "RETURN labelsOrTypes AS labels, properties"
        )
        found = {(*row["labels"], *row["properties"]) for row in rows}
        wanted = _CONSTRAINT.findall(" ".join(schema()))
        return [name for name, *what in wanted if tuple(what) not in found]

    def close(self) -> None:
        """Close the connections."""
        self.driver.close()


def schema() -> list[str]:
    """
    Return the statements of the schema.

    Returns
    -------
    statements
        One per constraint; each does nothing where the constraint is there already.
    """
    file = resources.folder("cypher").joinpath("schema", "neo4j.cypher")
    text = file.read_text("utf-8")
    return [statement for statement in text.split(";") if statement.strip()]


def check_version(agent: str, connection: Connection) -> None:
    """
    Refuse a server that does not know the Cypher of our queries.

    Parameters
    ----------
    agent
        What the server calls itself, ``Neo4j/5.26.0``.
    connection
        Where it is.

    Raises
    ------
    ServerError
        If it is older than ``OLDEST_VERSION`` or no Neo4j.
    """
    found = _VERSION.match(agent)
    if found is None or tuple(map(int, found.groups())) < OLDEST_VERSION:
        raise ServerError(
            Text(
                "el servidor {uri} es {agent} y hace falta Neo4j {oldest} o posterior; actualice.",
                "the server {uri} is {agent} and Neo4j {oldest} or later is needed; upgrade it.",
            ),
            uri=connection.uri,
            agent=agent,
            oldest=".".join(map(str, OLDEST_VERSION)),
        )


def _check_that_it_reads(summary: neo4j.ResultSummary) -> None:
    if summary.query_type != "r":
        raise QueryError(
            Text(
                "«ask» solo lee y la consulta escribe o administra; use MATCH … RETURN.",
                "'ask' only reads and the query writes or administers; use MATCH … RETURN.",
            )
        )
    refused = (name for name in _operators(summary.plan or {}) if name.startswith(_OUTSIDE))
    if name := next(refused, None):
        raise QueryError(
            Text(
                "«ask» solo lee el grafo y la consulta va más allá ({name}); use MATCH … RETURN.",
                "'ask' only reads the graph and the query reaches beyond it ({name}); use "
                "MATCH … RETURN.",
            ),
            name=name,
        )


def _operators(plan: Mapping[str, Any]) -> Iterator[str]:
    yield str(plan.get("operatorType", "")).partition("@")[0]
    for child in plan.get("children", ()):
        yield from _operators(child)


def _plain_row(values: Mapping[str, Any]) -> Result:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value of the driver as lists, dicts, texts and numbers."""
    match value:
        case Node() | Relationship() | dict():
            return _plain_row(dict(value))
        case Path():
            return [_plain(node) for node in value.nodes]
        case list():
            return [_plain(item) for item in value]
        case Date() | DateTime() | Time() | Duration():
            return value.iso_format()
    return value
