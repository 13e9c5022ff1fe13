"""Where a Neo4j server is and how to sign in, from an address and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stakeholder_graph.errors import ServerError
from stakeholder_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

URI, USERNAME, PASSWORD, DATABASE = (
    "NEO4J_URI",
    "NEO4J_USERNAME",
    "NEO4J_PASSWORD",
    "NEO4J_DATABASE",
)
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
_DEFAULT_NAME = "neo4j"


@dataclass(frozen=True, slots=True)
class Connection:
    """
    A server, a database of it and who asks.

    Attributes
    ----------
    uri
        Address, ``scheme://host[:port]``, without credentials.
    username, password
        Credentials; without a password the server is asked without any.
    database
        Name of the database.
    """

    uri: str
    username: str = _DEFAULT_NAME
    password: str = field(default="", repr=False)
    database: str = _DEFAULT_NAME


def from_environment(uri: str, environment: Mapping[str, str] = os.environ) -> Connection:
    """
    Return how to reach the server of an address.

    Parameters
    ----------
    uri
        Address, ``neo4j://host[:port]`` or another scheme of Bolt.
    environment
        Holds ``NEO4J_USERNAME``, ``NEO4J_PASSWORD`` and ``NEO4J_DATABASE``, the names that
        Neo4j's own tools read; the name is ``neo4j`` where one of the others is missing.

    Returns
    -------
    connection
        Address and credentials; nothing has been asked yet.

    Raises
    ------
    ServerError
        If the address is none, has a scheme that is not Bolt's or holds credentials.
    """
    _check_address(uri)
    return Connection(
        uri,
        environment.get(USERNAME) or _DEFAULT_NAME,
        environment.get(PASSWORD, ""),
        environment.get(DATABASE) or _DEFAULT_NAME,
    )


def _check_address(uri: str) -> None:
    if "@" in uri:
        # The address is not repeated: what stands before the @ may be a password.
        raise ServerError(
            Text(
                "la dirección lleva usuario o contraseña; póngalos en NEO4J_USERNAME y "
                "NEO4J_PASSWORD.",
                "the address holds a user or a password; put them into NEO4J_USERNAME and "
                "NEO4J_PASSWORD.",
            )
        )
    scheme, separator, rest = uri.partition("://")
    host = _host(uri) if separator else ""
    if scheme in ("http", "https") and host:
        raise ServerError(
            Text(
                "«{uri}» es la dirección web; use la de Bolt, neo4j://{host}:7687.",
                "'{uri}' is the web address; use Bolt's, neo4j://{host}:7687.",
            ),
            uri=uri,
            host=host,
        )
    if scheme not in SCHEMES or not host or set("/#") & set(rest.rstrip("/")):
        raise ServerError(
            Text(
                "«{uri}» no es la dirección de un servidor; escriba por ejemplo "
                "neo4j://localhost:7687 (esquemas: {schemes}).",
                "'{uri}' is not the address of a server; write for instance "
                "neo4j://localhost:7687 (schemes: {schemes}).",
            ),
            uri=uri,
            schemes=", ".join(SCHEMES),
        )


def _host(uri: str) -> str:
    try:
        address = urlsplit(uri)
        has_port = address.port != 0
    except ValueError:
        return ""
    return address.hostname or "" if has_port else ""
