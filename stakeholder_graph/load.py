"""Validated rows → records → a store that is asked, and back."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from operator import itemgetter
from typing import TYPE_CHECKING

from stakeholder_graph import __version__
from stakeholder_graph.errors import LoadError, UnknownNameError
from stakeholder_graph.ladybug_store import LadybugStore
from stakeholder_graph.language import Text
from stakeholder_graph.model import (
    LABELS,
    LIST_SEPARATOR,
    NODE_PROPERTIES,
    RELATIONSHIP_TYPES,
    SOURCE,
)
from stakeholder_graph.names import fold_all
from stakeholder_graph.store import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from stakeholder_graph.dataset import Dataset, Row
    from stakeholder_graph.store import Result, Store

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
    return embed(tabulate(dataset))


def embed(tables: Iterable[Table]) -> Store:
    """
    Fill a new embedded store.

    Parameters
    ----------
    tables
        Everything that it shall hold.

    Returns
    -------
    store
        The store; close it when done.

    Raises
    ------
    LoadError
        If the store does not hold exactly what was sent.
    """
    store = LadybugStore()
    try:
        fill(store, tables)
    except LoadError:
        store.close()
        raise
    return store


def fill(store: LadybugStore, tables: Iterable[Table]) -> dict[str, int]:
    """
    Fill an empty store and make sure that everything arrived.

    Parameters
    ----------
    store
        An empty store.
    tables
        Everything that it shall hold.

    Returns
    -------
    counts
        Number of nodes per label and of relationships per type, as the store counts them.

    Raises
    ------
    LoadError
        If the store does not hold exactly what was sent.
    """
    tables = list(tables)
    sent = Counter[str]()
    for table in tables:
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
        The sources, one table per label, then one per relationship type and pair of labels,
        empty ones included.
    """
    properties = NODE_PROPERTIES[SOURCE]
    pick = itemgetter(*properties)
    yield Table(SOURCE, (), properties, [pick(row) for row in dataset.sources.values()])
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


def tables_of(store: Store) -> Iterator[Table]:
    """
    Read everything back that a store holds.

    Parameters
    ----------
    store
        Where to read.

    Yields
    ------
    table
        As ``tabulate``, the records in the order of their ids.
    """
    for label, properties in NODE_PROPERTIES.items():
        yield _read(store, Table(label, (), properties, ()), f"(n:{label})", "n")
    for kind in RELATIONSHIP_TYPES.values():
        for start, end in kind.pairs:
            yield _read(
                store,
                Table(kind.name, (start, end), ("from", "to", *kind.properties), ()),
                f"(a:{start})-[r:{kind.name}]->(b:{end})",
                "r",
            )


def only(tables: Iterable[Table], dataset: str) -> list[Table]:
    """
    Keep one dataset, with the nodes of others that its relationships join.

    Parameters
    ----------
    tables
        Records of several datasets.
    dataset
        Name of one of them.

    Returns
    -------
    tables
        The records of that dataset, the nodes that they join, and all sources.

    Raises
    ------
    UnknownNameError
        If no record is of that dataset.
    """
    tables = list(tables)
    known = {each for table in tables for each in table.datasets()}
    if dataset not in known:
        raise UnknownNameError(
            Text(
                "no hay ninguna red «{name}»; use una de: {known}.",
                "there is no network '{name}'; use one of: {known}.",
            ),
            name=dataset,
            known=", ".join([*sorted(known), "all"]),
        )
    joined = {
        node
        for table in tables
        if table.ends
        for record, its in zip(table.records, table.datasets(), strict=True)
        if its == dataset
        for node in record[:2]
    }
    return [table if table.name == SOURCE else _keep(table, dataset, joined) for table in tables]


def view(tables: Iterable[Table], dataset: str) -> list[Table]:
    """
    Show one dataset as an analysis needs it: with what is part of what.

    Parameters
    ----------
    tables
        Records of several datasets.
    dataset
        Name of one of them.

    Returns
    -------
    tables
        What ``only`` returns, and those relationships of other datasets that say which of
        its nodes is part of which: a ministry of its State, an objective of its agreement.

    Raises
    ------
    UnknownNameError
        If no record is of that dataset.
    """
    tables = list(tables)
    kept = only(tables, dataset)
    nodes = {record[0] for table in kept if not table.ends for record in table.records}
    return [
        table._replace(records=[record for record in table.records if nodes.issuperset(record[:2])])
        if table.name == "PART_OF"
        else own
        for table, own in zip(tables, kept, strict=True)
    ]


def complete(store: Store) -> list[str]:
    """
    Name the datasets of a store, if all of them are whole.

    Parameters
    ----------
    store
        Where to look.

    Returns
    -------
    datasets
        Their names.

    Raises
    ------
    LoadError
        If the last load of one did not finish.
    """
    loads = store.loads()
    if unfinished := [str(row["name"]) for row in loads if not row["complete"]]:
        raise LoadError(
            Text(
                "la última carga de {names} no terminó; cargue de nuevo antes de exportar.",
                "the last load of {names} did not finish; load again before you export.",
            ),
            names=", ".join(unfinished),
        )
    return [str(row["name"]) for row in loads]


def summaries(tables: Iterable[Table], datasets: Collection[str]) -> list[Result]:
    """
    Say what a load of datasets amounts to, as the database that was loaded keeps it.

    Parameters
    ----------
    tables
        Everything that the datasets hold; gone through once.
    datasets
        Their names.

    Returns
    -------
    summaries
        One row per dataset: ``name``, ``loaded_at`` (now), the version of the ``program``, and
        the number of ``nodes``, sources left out, and ``relationships``.
    """
    held = {name: Counter[str]() for name in sorted(datasets)}
    for table in tables:
        # A writer may put itself between: every table is gone through, whatever it counts for.
        for dataset, records in Counter(table.datasets()).items():
            if dataset in held and table.name != SOURCE:
                held[dataset][table.kind] += records
    loaded_at = datetime.now(UTC).isoformat(timespec="seconds")
    return [
        {"name": name, "loaded_at": loaded_at, "program": __version__}
        | {kind: records[kind] for kind in ("nodes", "relationships")}
        for name, records in held.items()
    ]


def _keep(table: Table, dataset: str, joined: set[str]) -> Table:
    return table._replace(
        records=[
            record
            for record, its in zip(table.records, table.datasets(), strict=True)
            if its == dataset or (not table.ends and record[0] in joined)
        ]
    )


def _read(store: Store, table: Table, pattern: str, variable: str) -> Table:
    # Aliases that are no properties: an engine sorts by what it returns.
    ends = ["a.id AS begin_id", "b.id AS end_id"] if table.ends else []
    properties = table.columns[len(ends) :]
    fields = ends + [f"{variable}.{name} AS {name}" for name in properties]
    order = [field.rpartition(" ")[2] for field in ends] + list(properties)
    rows = store.query(f"MATCH {pattern} RETURN {', '.join(fields)} ORDER BY {', '.join(order)}")
    return table._replace(records=[tuple(row.values()) for row in rows])


def _derived(label: str, row: Row) -> Row:
    names = [text for column in _NAMES for text in row[column].split(LIST_SEPARATOR)]
    topics = [text for column in _TOPICS for text in row.get(column, "").split(LIST_SEPARATOR)]
    return {
        "label": label,
        "name": row["name_es"] or row["name_en"],
        "name_norm": fold_all(*names),
        "text_norm": fold_all(*names, *topics),
    }
