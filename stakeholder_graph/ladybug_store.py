"""The embedded engine: LadybugDB in memory, an index that can be thrown away."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

import ladybug

from stakeholder_graph import resources
from stakeholder_graph.errors import LoadError, QueryError
from stakeholder_graph.language import Text
from stakeholder_graph.model import LABELS, RELATIONSHIP_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stakeholder_graph.store import Result, Table, Value

# The engine reserves 8 TB of addresses unless it is told otherwise.
_MAX_DATABASE_BYTES = 2**36
_BUFFER_POOL_BYTES = 2**30


class LadybugStore:
    """An empty in-memory graph with the schema of the model."""

    def __init__(self) -> None:
        self._database = ladybug.Database(
            ":memory:", buffer_pool_size=_BUFFER_POOL_BYTES, max_db_size=_MAX_DATABASE_BYTES
        )
        self._connection = ladybug.Connection(self._database)
        self._connection.execute(_script("schema"))

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
        """
        Run a query that reads.

        Parameters
        ----------
        text
            Cypher, one statement.
        parameters
            Values of its ``$parameters``.

        Returns
        -------
        rows
            One dict per row, from column name to value.

        Raises
        ------
        QueryError
            If the engine cannot run the query.
        """
        try:
            result = self._connection.execute(text, dict(parameters or {}))
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
        return [dict(zip(columns, values, strict=True)) for values in result.get_all()]

    def counts(self) -> dict[str, int]:
        """
        Count what the store holds.

        Returns
        -------
        counts
            Number of nodes per label and of relationships per type.
        """
        patterns = {label: f"(x:{label})" for label in LABELS}
        patterns |= {kind: f"()-[x:{kind}]->()" for kind in RELATIONSHIP_TYPES}
        return {
            name: self.query(f"MATCH {pattern} RETURN count(*) AS n")[0]["n"]
            for name, pattern in patterns.items()
        }

    def close(self) -> None:
        """Let go of the engine."""
        self._connection.close()
        self._database.close()

    def __enter__(self) -> Self:
        """Return the store, to be closed at the end of the block."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the store."""
        self.close()


def _first_line(error: RuntimeError) -> str:
    return str(error).strip().partition("\n")[0].rstrip(". ")


def _script(folder: str) -> str:
    return resources.folder("cypher").joinpath(folder, "ladybug.cypher").read_text("utf-8")


def _write(table: Table, folder: Path) -> None:
    name = ".".join((table.name, *table.ends, "csv"))
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(table.columns)
        writer.writerows(table.records)
