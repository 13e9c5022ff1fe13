"""What the driver raises → one sentence: what is wrong with the server and how to mend it."""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from neo4j.exceptions import DriverError, Neo4jError

from stakeholder_graph.errors import LoadError, QueryError, ServerError, StakeholderGraphError
from stakeholder_graph.language import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stakeholder_graph.connection import Connection

_UNAVAILABLE = Text(
    "la base de datos «{database}» de {uri} no está disponible por ahora; intente más tarde.",
    "the database '{database}' of {uri} is not available right now; try again later.",
)
_BY_CODE: dict[str, tuple[type[StakeholderGraphError], Text]] = {
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        ServerError,
        Text(
            "el servidor {uri} rechazó demasiados intentos; espere unos segundos y revise "
            "NEO4J_USERNAME y NEO4J_PASSWORD.",
            "the server {uri} refused too many tries; wait a few seconds and check "
            "NEO4J_USERNAME and NEO4J_PASSWORD.",
        ),
    ),
    "Neo.ClientError.Security.CredentialsExpired": (
        ServerError,
        Text(
            "la contraseña inicial de «{username}» en {uri} debe cambiarse antes; hágalo en "
            "Neo4j Browser o con cypher-shell.",
            "the initial password of '{username}' at {uri} has to be changed first; do so in "
            "Neo4j Browser or with cypher-shell.",
        ),
    ),
    "Neo.ClientError.Security.Forbidden": (
        ServerError,
        Text(
            "«{username}» no tiene permiso para esto en {uri}; pida el permiso o use otro usuario.",
            "'{username}' may not do this at {uri}; ask for the permission or use another user.",
        ),
    ),
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": (
        ServerError,
        Text(
            "la base de datos «{database}» de {uri} es de solo lectura; pida a quien administra "
            "el servidor que admita escrituras durante la carga.",
            "the database '{database}' of {uri} is read-only; ask whoever runs the server to "
            "allow writing during the load.",
        ),
    ),
    "Neo.ClientError.Database.DatabaseNotFound": (
        ServerError,
        Text(
            "el servidor {uri} no tiene una base de datos «{database}»; ponga otra en "
            "NEO4J_DATABASE.",
            "the server {uri} has no database '{database}'; put another into NEO4J_DATABASE.",
        ),
    ),
    "Neo.TransientError.Database.DatabaseUnavailable": (ServerError, _UNAVAILABLE),
    # So it is called when the server stops under a transaction.
    "Neo.TransientError.General.DatabaseUnavailable": (ServerError, _UNAVAILABLE),
    "Neo.TransientError.Transaction.DeadlockDetected": (
        ServerError,
        Text(
            "otra carga escribe a la vez en {uri}; espere a que termine y repita.",
            "another load is writing to {uri}; wait until it is done and run this again.",
        ),
    ),
    "Neo.ClientError.Statement.AccessMode": (
        QueryError,
        Text("aquí solo se lee; use MATCH … RETURN.", "here one only reads; use MATCH … RETURN."),
    ),
    "Neo.ClientError.Statement.ParameterMissing": (
        QueryError,
        Text(
            "la consulta nombra un parámetro sin valor; añada NOMBRE=VALOR.",
            "the query names a parameter without a value; add NAME=VALUE.",
        ),
    ),
}
_UNAUTHORIZED = "Neo.ClientError.Security.Unauthorized"
_WRONG_PASSWORD = Text(
    "{uri} no acepta a «{username}» con esa contraseña; revise NEO4J_USERNAME y NEO4J_PASSWORD.",
    "{uri} does not accept '{username}' with that password; check NEO4J_USERNAME and "
    "NEO4J_PASSWORD.",
)
_NO_PASSWORD = Text(
    "{uri} pide una contraseña; póngala en NEO4J_PASSWORD.",
    "{uri} asks for a password; put it into NEO4J_PASSWORD.",
)
_OUT_OF_MEMORY = Text(
    "la transacción no cabe en la memoria de {uri}; suba {setting} o la memoria del servidor "
    "y repita.",
    "the transaction does not fit into the memory of {uri}; raise {setting} or the server's "
    "memory and run this again.",
)
# Three settings limit it under one code; the server's message names the one that was reached.
_MEMORY_SETTING = re.compile(r"\bdb(?:ms)?\.memory\.transaction\.(?:total\.)?max\b")
_USUAL_MEMORY_SETTING = "dbms.memory.transaction.total.max"
_TIMED_OUT = Text(
    "el servidor {uri} interrumpió la consulta por lenta; pida menos, por ejemplo con LIMIT.",
    "the server {uri} stopped the query because it took too long; ask for less, for instance "
    "with LIMIT.",
)
_REFUSED = Text("la consulta no se puede ejecutar: {reason}.", "the query cannot be run: {reason}.")
_NOT_LISTENING = Text(
    "no hay nada a la escucha en {uri} o en la dirección que anuncia; arranque el servidor, "
    "revise la dirección o, si está en un contenedor, use el esquema bolt.",
    "nothing is listening at {uri} or at the address that it announces; start the server, check "
    "the address or, if it is in a container, use the scheme bolt.",
)
_NO_HOST = Text(
    "no se encuentra el equipo de {uri}; revise la dirección y la red.",
    "the host of {uri} cannot be found; check the address and the network.",
)
_UNTRUSTED = Text(
    "no se confía en el certificado de {uri}; instale el de quien lo firmó o, si es "
    "autofirmado y lo conoce, use el esquema {scheme}+ssc.",
    "the certificate of {uri} is not trusted; install that of its signer or, if it is "
    "self-signed and you know it, use the scheme {scheme}+ssc.",
)
_NO_TLS = Text(
    "el servidor de {uri} no habla TLS en ese puerto; use el esquema {scheme} o active TLS en él.",
    "the server at {uri} does not speak TLS on that port; use the scheme {scheme} or enable TLS "
    "there.",
)
_NOT_BOLT = Text(
    "lo que responde en {uri} no habla Bolt; use el puerto de Bolt, normalmente 7687, y "
    "{scheme}+s si exige TLS.",
    "what answers at {uri} does not speak Bolt; use the Bolt port, usually 7687, and {scheme}+s "
    "if it wants TLS.",
)
_LOST = Text(
    "se perdió la conexión con {uri}; espere a que el servidor vuelva y repita.",
    "the connection to {uri} was lost; wait until the server is back and run this again.",
)


@contextmanager
def explained(connection: Connection, *, opening: bool = False) -> Iterator[None]:
    """
    Turn what the driver raises inside the block into an error of the package.

    Parameters
    ----------
    connection
        Whose server is spoken to; its password is never part of a sentence.
    opening
        Whether the block is the first to speak to the server.

    Raises
    ------
    ServerError
        If the server cannot be reached or refuses the caller.
    QueryError
        If the server refuses or gives up the query.
    LoadError
        If the server's memory does not hold the transaction.
    """
    try:
        yield
    except (Neo4jError, DriverError) as error:
        kind, text, slots = _explain(error, connection, opening=opening)
        raise kind(
            text,
            uri=connection.uri,
            username=connection.username,
            database=connection.database,
            scheme=connection.uri.partition("://")[0].partition("+")[0],
            **slots,
        ) from error


def is_out_of_memory(error: BaseException) -> bool:
    """
    Tell whether the server refused a transaction for want of memory.

    Parameters
    ----------
    error
        What the driver raised.

    Returns
    -------
    is_out_of_memory
        True if trying again is in vain although the server calls the error transient.
    """
    return isinstance(error, Neo4jError) and "OutOfMemory" in (error.code or "")


def out_of_memory(error: Neo4jError, connection: Connection) -> LoadError:
    """
    Return the error that says so.

    Parameters
    ----------
    error
        What the driver raised.
    connection
        Whose server it is.

    Returns
    -------
    error
        What is wrong and how to mend it.
    """
    return LoadError(_OUT_OF_MEMORY, uri=connection.uri, setting=_memory_setting(error))


def _memory_setting(error: Neo4jError) -> str:
    found = _MEMORY_SETTING.search(error.message or "")
    return found[0] if found else _USUAL_MEMORY_SETTING


def _explain(
    error: Neo4jError | DriverError, connection: Connection, *, opening: bool
) -> tuple[type[StakeholderGraphError], Text, dict[str, str]]:
    if isinstance(error, DriverError):
        return ServerError, _unreachable(error, opening=opening), {}
    code = error.code or ""
    if code in _BY_CODE:
        return *_BY_CODE[code], {}
    if code == _UNAUTHORIZED:
        return ServerError, _WRONG_PASSWORD if connection.password else _NO_PASSWORD, {}
    if is_out_of_memory(error):
        return LoadError, _OUT_OF_MEMORY, {"setting": _memory_setting(error)}
    if "TransactionTimedOut" in code:
        return QueryError, _TIMED_OUT, {}
    reason = (error.message or code).strip().partition("\n")[0].rstrip(". ")
    return QueryError, _REFUSED, {"reason": reason}


def _unreachable(error: DriverError, *, opening: bool) -> Text:
    if not opening:
        return _LOST
    causes = list(_causes(error))
    for kind, text in (
        (ssl.SSLCertVerificationError, _UNTRUSTED),
        (ssl.SSLError, _NO_TLS),
        (socket.gaierror, _NO_HOST),
        (ConnectionRefusedError, _NOT_LISTENING),
    ):
        if any(isinstance(cause, kind) for cause in causes):
            return text
    return _NOT_BOLT


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _causes(part)
    yield from _causes(error.__cause__ or error.__context__)
