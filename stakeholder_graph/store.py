"""What every store can do, whichever engine is behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
        Values of each record, in the order of the columns.
    """

    name: str
    ends: tuple[str, ...]
    columns: tuple[str, ...]
    records: Sequence[Sequence[str]]


class Store(Protocol):
    """A property graph that answers the portable subset of Cypher."""

    def load(self, tables: Iterable[Table]) -> None:
        """
        Fill the store: nodes before the relationships that join them.

        Parameters
        ----------
        tables
            Everything that the store shall hold.
        """

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
        """

    def counts(self) -> dict[str, int]:
        """
        Count what the store holds.

        Returns
        -------
        counts
            Number of nodes per label and of relationships per type.
        """

    def close(self) -> None:
        """Let go of the engine."""

    def __enter__(self) -> Self:
        """Return the store, to be closed at the end of the block."""

    def __exit__(self, *error: object) -> None:
        """Close the store."""
