"""Whom to ask: the engine within, over folders of data, or the server that many share."""

from __future__ import annotations

import os
import warnings
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from stakeholder_graph import connection, dataset, load, resources
from stakeholder_graph.errors import ServerError
from stakeholder_graph.language import LANGUAGES, Text, default_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from stakeholder_graph.connection import Connection
    from stakeholder_graph.store import Store, Table

EMBEDDED = "embedded"
ALL = "all"
_UNFINISHED = Text(
    "Aviso: la última carga de {name} no terminó; las respuestas pueden mezclar dos estados hasta "
    "que se cargue de nuevo.",
    "Warning: the last load of {name} did not finish; answers may mix two states until it is "
    "loaded again.",
)


def bundled_folders() -> list[Path]:
    """
    Return the folders of the bundled data.

    Returns
    -------
    folders
        One per dataset, in alphabetical order.
    """
    return sorted(path for path in resources.folder("data").iterdir() if path.is_dir())


def choose(
    *folders: Path | str, uri: str = "", environment: Mapping[str, str] = os.environ
) -> Connection | None:
    """
    Decide who answers.

    Parameters
    ----------
    *folders
        Folders of data of one's own.
    uri
        Address of a Neo4j server, or ``"embedded"`` for the engine within. If empty,
        ``NEO4J_URI`` decides, unless folders are given.
    environment
        Holds ``NEO4J_URI`` and the credentials (see ``connection.from_environment``).

    Returns
    -------
    connection
        Where the server is and how to sign in; None if the engine within answers.

    Raises
    ------
    ServerError
        If the address is none.
    """
    chosen = uri or (EMBEDDED if folders else environment.get(connection.URI) or EMBEDDED)
    return None if chosen == EMBEDDED else connection.from_environment(chosen, environment)


def open_store(
    *folders: Path | str,
    uri: str = "",
    network: str = ALL,
    warn: Callable[[Text], None] | None = None,
) -> Store:
    """
    Open what answers questions, as the command line does.

    Without arguments that is the server of ``NEO4J_URI`` where the environment names one,
    else the engine within, filled with the bundled data.

    Parameters
    ----------
    *folders
        Folders of data of one's own instead of the bundled ones.
    uri
        Address of a Neo4j server, or ``"embedded"`` for the engine within, whatever the
        environment says.
    network
        Name of the dataset to keep to, with what is part of what (see ``load.view``).
    warn
        Is told if the last load of a server did not finish. If None, Python warns.

    Returns
    -------
    store
        The store; close it when done, or use it in a ``with`` block.

    Raises
    ------
    DatasetError
        If a folder is missing or its files hold problems.
    ServerError
        If the server cannot be reached, or folders are given together with a server.
    UnknownNameError
        If no record is of the dataset.
    """
    server = choose(*folders, uri=uri)
    if server is None:
        paths = [Path(folder) for folder in folders] or bundled_folders()
        return _embed(load.tabulate(dataset.read(paths)), network)
    if folders:
        raise ServerError(
            Text(
                "el servidor responde con lo que tiene cargado; quite las carpetas (--data) o el "
                "servidor (--store).",
                "the server answers from what is loaded there; leave out the folders (--data) or "
                "the server (--store).",
            )
        )
    from stakeholder_graph.neo4j_store import Neo4jStore

    with ExitStack() as opened:
        store = opened.enter_context(Neo4jStore(server))
        for row in store.loads():
            if not row["complete"]:
                (warn or _warn)(
                    Text(*(_UNFINISHED.say(one, name=row["name"]) for one in LANGUAGES))
                )
        if network != ALL:
            return _embed(load.tables_of(store), network)
        opened.pop_all()
        return store


def _embed(tables: Iterable[Table], network: str) -> Store:
    return load.embed(tables if network == ALL else load.view(tables, network))


def _warn(text: Text) -> None:
    warnings.warn(text.say(default_language()), stacklevel=3)
