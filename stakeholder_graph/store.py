"""What every store can do, whichever engine is behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from stakeholder_graph.model import NODE_PROPERTIES, RELATIONSHIP_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

Value = str | int | float | bool | list[str] | None
Result = dict[str, Any]


class Table(NamedTuple):
    """
    Records of one label, or of one relationship type between two labels.

    Attributes
    ----------
    name
        Label or relationship type.
    ends
        Labels of both ends of a relationship; empty for nodes.
    columns
        Names of the values: properties, and for relationships first the ids of both ends.
    records
        Values of each record, in the order of the columns; gone through more than once.
    """

    name: str
    ends: tuple[str, ...]
    columns: tuple[str, ...]
    records: Collection[Sequence[str]]

    @property
    def kind(self) -> str:
        """``"nodes"`` or ``"relationships"``."""
        return "relationships" if self.ends else "nodes"

    def datasets(self) -> Iterator[str]:
        """Yield the dataset of each record."""
        at = self.columns.index("dataset")
        return (record[at] for record in self.records)


class Answer(NamedTuple):
    """
    Rows of an ad hoc query.

    Attributes
    ----------
    rows
        One dict per row, from column name to value.
    cut
        Whether there were more rows than were asked for.
    """

    rows: list[Result]
    cut: bool


class Store(Protocol):
    """A property graph that answers the portable subset of Cypher."""

    @property
    def engine(self) -> str:
        """Name and version of the engine, and where it is."""

    def query(self, text: str, parameters: Mapping[str, Value] | None = None) -> list[Result]:
        """
        Run a query of ours, which reads.

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
            If the engine cannot run the query or takes too long.
        ServerError
            If the connection to a server is lost.
        """

    def ask(self, text: str, parameters: Mapping[str, Value], *, limit: int) -> Answer:
        """
        Run anybody's query, after making sure that it only reads the graph.

        Parameters
        ----------
        text
            Cypher, one statement.
        parameters
            Values of its ``$parameters``.
        limit
            Most rows to return.

        Returns
        -------
        answer
            The rows, and whether there were more.

        Raises
        ------
        QueryError
            If the query may write or reaches outside the graph, cannot be run or takes too
            long.
        ServerError
            If the connection to a server is lost.
        """

    def counts(self) -> dict[str, int]:
        """
        Count what the store holds.

        Returns
        -------
        counts
            Number of nodes per label and of relationships per type.
        """
        patterns = {label: f"(x:{label})" for label in NODE_PROPERTIES}
        patterns |= {kind: f"()-[x:{kind}]->()" for kind in RELATIONSHIP_TYPES}
        return {
            name: self.query(f"MATCH {pattern} RETURN count(*) AS n")[0]["n"]
            for name, pattern in patterns.items()
        }

    def loads(self) -> list[Result]:
        """
        Return what is known of the loads that filled the store.

        Returns
        -------
        loads
            One row per dataset: ``name``, whether its last load is ``complete``, and of the
            last complete one ``loaded_at`` and the number of its ``nodes`` and
            ``relationships``. Nothing for a store that lives as long as the program.
        """
        return []

    def missing_constraints(self) -> list[str]:
        """
        Return which constraints the store should have and has not.

        Returns
        -------
        names
            Their names.
        """
        return []

    def close(self) -> None:
        """Let go of the engine."""

    def __enter__(self) -> Self:
        """Return the store, to be closed at the end of the block."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the store."""
        self.close()
