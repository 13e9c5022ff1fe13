"""Validated rows → records of the store, and the proof that all of them arrived."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from stakeholder_graph.errors import LoadError
from stakeholder_graph.ladybug_store import LadybugStore
from stakeholder_graph.language import Text
from stakeholder_graph.model import LABELS, LIST_SEPARATOR, RELATIONSHIP_TYPES
from stakeholder_graph.names import fold_all
from stakeholder_graph.store import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stakeholder_graph.dataset import Dataset, Row
    from stakeholder_graph.store import Store

_NAMES = ("name_es", "name_en", "acronym", "aliases")
_TOPICS = ("titles", "keywords_es", "keywords_en", "summary_es", "summary_en")


def open_store(dataset: Dataset) -> Store:
    """
    Load a dataset into a new embedded store.

    Parameters
    ----------
    dataset
        Validated rows.

    Returns
    -------
    store
        The loaded store; close it when done.

    Raises
    ------
    LoadError
        If the store does not hold exactly what was sent.
    """
    store = LadybugStore()
    try:
        load(dataset, store)
    except LoadError:
        store.close()
        raise
    return store


def load(dataset: Dataset, store: Store) -> dict[str, int]:
    """
    Load a dataset into an empty store.

    Parameters
    ----------
    dataset
        Validated rows.
    store
        An empty store.

    Returns
    -------
    counts
        Number of nodes per label and of relationships per type, as the store counts them.

    Raises
    ------
    LoadError
        If the store does not hold exactly what was sent.
    """
    sent = Counter[str]()
    tables = []
    for table in tabulate(dataset):
        tables.append(table)
        sent[table.name] += len(table.records)
    store.load(tables)
    counts = store.counts()
    for name, expected in sent.items():
        if counts[name] != expected:
            raise LoadError(
                Text(
                    "se enviaron {sent} registros de {name} y el almacén tiene {held}; "
                    "vuelva a cargar en un almacén vacío.",
                    "{sent} records of {name} were sent and the store holds {held}; "
                    "load again into an empty store.",
                ),
                name=name,
                sent=expected,
                held=counts[name],
            )
    return counts


def tabulate(dataset: Dataset) -> Iterator[Table]:
    """
    Turn validated rows into records, with the properties that are derived from them.

    Parameters
    ----------
    dataset
        Validated rows.

    Yields
    ------
    table
        One table per label, then one per relationship type and pair of labels,
        empty ones included.
    """
    for label in LABELS.values():
        pick = itemgetter(*label.properties)
        records = [pick(row | _derived(label.name, row)) for row in dataset.nodes[label.name]]
        yield Table(label.name, (), label.properties, records)
    label_of = dataset.label_of
    for kind in RELATIONSHIP_TYPES.values():
        start, end = kind.start_column, kind.end_column
        pick = itemgetter(start, end, *kind.properties)
        between: dict[tuple[str, str], list[tuple[str, ...]]] = {pair: [] for pair in kind.pairs}
        for row in dataset.relationships[kind.name]:
            between[label_of[row[start]], label_of[row[end]]].append(pick(row))
        for pair, records in between.items():
            yield Table(kind.name, pair, ("from", "to", *kind.properties), records)


def _derived(label: str, row: Row) -> Row:
    names = [text for column in _NAMES for text in row[column].split(LIST_SEPARATOR)]
    topics = [text for column in _TOPICS for text in row.get(column, "").split(LIST_SEPARATOR)]
    return {
        "label": label,
        "name": row["name_es"] or row["name_en"],
        "name_norm": fold_all(*names),
        "text_norm": fold_all(*names, *topics),
    }
