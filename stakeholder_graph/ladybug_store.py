"""The embedded engine: LadybugDB in memory, an index that can be thrown away."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import ladybug

from stakeholder_graph import resources
from stakeholder_graph.errors import LoadError, QueryError
from stakeholder_graph.language import Text
from stakeholder_graph.store import Answer, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stakeholder_graph.store import Result, Table, Value

# The engine reserves 8 TB of addresses unless it is told otherwise.
_MAX_DATABASE_BYTES = 2**36
_BUFFER_POOL_BYTES = 2**30
_READ_MILLISECONDS = 60_000
_UNREAD = re.compile(
    r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`", re.DOTALL
)
_WRITING = (
    {"ALTER", "CREATE", "DELETE", "DETACH", "DROP", "INSERT", "MERGE", "REMOVE", "SET", "UPDATE"}
    | {"ATTACH", "COPY", "EXPORT", "IMPORT", "INSTALL", "LOAD", "UNINSTALL", "USE"}
    | {"BEGIN", "CALL", "CHECKPOINT", "COMMENT", "COMMIT", "FORCE", "FOREACH", "ROLLBACK"}
)


class LadybugStore(Store):
    """An empty in-memory graph with the schema of the model."""

    def __init__(self) -> None:
        self._database = ladybug.Database(
            ":memory:", buffer_pool_size=_BUFFER_POOL_BYTES, max_db_size=_MAX_DATABASE_BYTES
        )
        self._connection = ladybug.Connection(self._database)
        self._connection.execute(_script("schema"))

    @property
    def engine(self) -> str:
        """Name and version of the engine, and where it is."""
        return f"LadybugDB {ladybug.__version__} (in memory)"

    def load(self, tables: Iterable[Table]) -> None:
        """
        Fill the empty store in one go, from files that the engine reads by itself.

        Parameters
        ----------
        tables
            Everything that the store shall hold.

        Raises
        ------
        LoadError
            If the engine refuses the records; the store is then unusable.
        """
        with TemporaryDirectory() as folder:
            for table in tables:
                _write(table, Path(folder))
            try:
                path = Path(folder).as_posix().replace("'", r"\'")
                self._connection.execute(f"CALL file_search_path = '{path}'")
                self._connection.execute(_script("load"))
            except RuntimeError as error:
                raise LoadError(
                    Text(
                        "el motor embebido no aceptó los datos: {reason}.",
                        "the embedded engine did not take the data: {reason}.",
                    ),
                    reason=_first_line(error),
                ) from error

    def query(self, text: str, parameters: Mapping[str, Value] | None = None) -> list[Result]:
        """Run a query of ours."""
        return self._run(text, parameters or {}, None).rows

    def ask(self, text: str, parameters: Mapping[str, Value], *, limit: int) -> Answer:
        """Run anybody's query if none of its words writes or reaches outside the graph."""
        words = _UNREAD.sub(" ", text).upper()
        if refused := sorted(_WRITING.intersection(re.findall(r"\w+", words))):
            raise QueryError(
                Text(
                    "«ask» solo lee y la consulta dice {word}; use MATCH … RETURN.",
                    "'ask' only reads and the query says {word}; use MATCH … RETURN.",
                ),
                word=refused[0],
            )
        named = {name.lower() for name in re.findall(r"\$(\w+)", words)}
        if missing := sorted(named - {name.lower() for name in parameters}):
            raise QueryError(
                Text(
                    "faltan valores para {names}; añada NOMBRE=VALOR.",
                    "values are missing for {names}; add NAME=VALUE.",
                ),
                names=", ".join(f"${name}" for name in missing),
            )
        self._connection.set_query_timeout(_READ_MILLISECONDS)
        try:
            return self._run(text, parameters, limit)
        finally:
            self._connection.set_query_timeout(0)

    def _run(self, text: str, parameters: Mapping[str, Value], limit: int | None) -> Answer:
        try:
            result = self._connection.execute(text, dict(parameters))
        except RuntimeError as error:
            raise QueryError(
                Text(
                    "el motor no puede ejecutar la consulta: {reason}.",
                    "the engine cannot run the query: {reason}.",
                ),
                reason=_first_line(error),
            ) from error
        if isinstance(result, list):
            raise QueryError(
                Text(
                    "la consulta tiene varias sentencias; haga una por vez.",
                    "the query has several statements; ask one at a time.",
                )
            )
        columns = result.get_column_names()
        found = result.get_all() if limit is None else result.get_n(limit)
        rows = [dict(zip(columns, map(_plain, values), strict=True)) for values in found]
        return Answer(rows, cut=result.has_next())

    def close(self) -> None:
        """Let go of the engine."""
        self._connection.close()
        self._database.close()


def _first_line(error: RuntimeError) -> str:
    return str(error).strip().partition("\n")[0].rstrip(". ")


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Return a sum of whole numbers as one; the engine gives it as a decimal number."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def _script(folder: str) -> str:
    return resources.folder("cypher").joinpath(folder, "ladybug.cypher").read_text("utf-8")


def _write(table: Table, folder: Path) -> None:
    name = ".".join((table.name, *table.ends, "csv"))
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(table.columns)
        writer.writerows(table.records)
