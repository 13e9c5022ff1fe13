"""
Tables → a Neo4j database: what differs is written, what is stale is removed.

A load that fits into one transaction happens whole or not at all. A larger one goes in
batches: every record it writes bears the load's tag, nothing is removed before all of it is
written, and until it is complete its datasets are marked as unfinished.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol, TypeVar
from uuid import uuid4

from neo4j import unit_of_work
from neo4j.exceptions import Neo4jError

from stakeholder_graph import resources
from stakeholder_graph.errors import LoadError
from stakeholder_graph.language import Text
from stakeholder_graph.load import summaries
from stakeholder_graph.model import NODE_PROPERTIES, RELATIONSHIP_TYPES, SOURCE
from stakeholder_graph.neo4j_errors import explained, is_out_of_memory, out_of_memory
from stakeholder_graph.neo4j_store import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from neo4j import ManagedTransaction

    from stakeholder_graph.connection import Connection
    from stakeholder_graph.neo4j_store import Neo4jStore
    from stakeholder_graph.store import Result, Table

ATOMIC_RECORDS = 50_000
BATCH_RECORDS = 5_000
# A load removes up to a tenth of what it finds, and always this many, without being confirmed.
UNCONFIRMED_REMOVALS = 10
# How long a transaction is tried again that another one was in the way of.
RETRY_SECONDS = 30
_TRANSACTION_SECONDS = 3600
_T = TypeVar("_T")


class Change(NamedTuple):
    """
    What a load does to the nodes of one label or the relationships of one type.

    Attributes
    ----------
    name
        Label or relationship type.
    sent
        Records of the tables.
    added, changed, removed
        Records of the database that the load adds, changes and removes.
    """

    name: str
    sent: int
    added: int
    changed: int
    removed: int

    @property
    def differs(self) -> bool:
        """Whether anything is added, changed or removed."""
        return bool(self.added or self.changed or self.removed)

    @property
    def unchanged(self) -> int:
        """Records that are there already, exactly so."""
        return self.sent - self.added - self.changed


@dataclass(frozen=True, slots=True)
class Limits:
    """
    Sizes that the loader keeps to.

    Attributes
    ----------
    atomic
        Up to this many records the whole load is one transaction.
    batch
        Records of one statement and, beyond ``atomic``, of one transaction.
    """

    atomic: int = ATOMIC_RECORDS
    batch: int = BATCH_RECORDS


class _Run(Protocol):
    """Runs a statement of ``cypher/load/neo4j`` within a transaction and returns its rows."""

    def __call__(self, name: str, table: Table | None = None, **values: object) -> list[Result]: ...


class _Transact(Protocol):
    """Does some work within a transaction, its own or the one that is open."""

    def __call__(self, work: Callable[[_Run], _T], /) -> _T: ...


def load(
    store: Neo4jStore,
    tables: Iterable[Table],
    datasets: Collection[str],
    *,
    confirmed: bool = False,
    limits: Limits = Limits(),
    progress: Callable[[int], None] = lambda _: None,
) -> list[Change]:
    """
    Make a database hold exactly these records of these datasets.

    Parameters
    ----------
    store
        The database.
    tables
        Everything that the datasets hold, nodes before relationships, nothing twice.
    datasets
        Names of the datasets; only their records are ever removed.
    confirmed
        Whether more than a tenth of what the datasets have there may be removed.
    limits
        Sizes of transactions.
    progress
        Told how many of ``steps(tables)`` are done; starts anew when the server asks to
        repeat a transaction.

    Returns
    -------
    changes
        What was done, label by label and type by type.

    Raises
    ------
    LoadError
        If a dataset is empty, an id belongs to another dataset, an end is missing, too much
        would be removed, or another load began. One transaction leaves the database as it
        was; a larger load leaves all that was there, to be completed by the next.
    ServerError
        If the connection is lost.
    """
    tables = list(tables)
    _refuse_empty(tables, datasets)
    make = partial(
        _Load, tables=tables, datasets=sorted(datasets), limits=limits, progress=progress
    )
    with explained(store.connection):
        if store.missing_constraints():
            for statement in schema():
                store.driver.execute_query(statement, database_=store.connection.database)
        with store.driver.session(database=store.connection.database) as session:

            @unit_of_work(timeout=_TRANSACTION_SECONDS)
            def whole(transaction: ManagedTransaction) -> list[Change]:
                run = partial(_run, store.connection, transaction)
                return make(lambda work: work(run)).apply(confirmed=confirmed)

            def in_own_transaction(work: Callable[[_Run], _T]) -> _T:
                return session.execute_write(
                    lambda transaction: work(partial(_run, store.connection, transaction))
                )

            if _size(tables) <= limits.atomic:
                return session.execute_write(whole)
            return make(in_own_transaction).apply(confirmed=confirmed)


def compare(
    store: Neo4jStore,
    tables: Iterable[Table],
    datasets: Collection[str],
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Change]:
    """
    Return what ``load`` would do, without doing it.

    Parameters
    ----------
    store, tables, datasets, progress
        As for ``load``.

    Returns
    -------
    changes
        What would be done, label by label and type by type.

    Raises
    ------
    LoadError
        If a dataset is empty or an id belongs to another dataset.
    ServerError
        If the connection is lost.
    """
    tables = list(tables)
    _refuse_empty(tables, datasets)
    with (
        explained(store.connection),
        store.driver.session(database=store.connection.database) as session,
    ):

        def reading(work: Callable[[_Run], _T]) -> _T:
            return session.execute_read(
                lambda transaction: work(partial(_run, store.connection, transaction))
            )

        return _Load(reading, tables, sorted(datasets), Limits(), progress).compare()


def steps(tables: Sequence[Table]) -> int:
    """
    Return how many steps a load of tables takes, for a progress bar.

    Parameters
    ----------
    tables
        What is to be loaded.

    Returns
    -------
    steps
        Twice the records: each is compared, then written.
    """
    return 2 * _size(tables)


class _Load:
    """One load: its tag, its tables and how its statements reach the server."""

    def __init__(
        self,
        transact: _Transact,
        tables: Sequence[Table],
        datasets: list[str],
        limits: Limits,
        progress: Callable[[int], None],
    ) -> None:
        self.transact = transact
        self.tables = tables
        self.limits = limits
        self.progress = progress
        self.done = 0
        # Records of these datasets; those of others are lent and bear their own tag.
        self.own = Counter[str]()
        self.datasets = datasets
        self.mark: dict[str, Any] = {"datasets": datasets, "load": uuid4().hex}
        self.by_name: dict[str, list[Table]] = {}
        for table in tables:
            self.by_name.setdefault(table.name, []).append(table)

    def apply(self, *, confirmed: bool) -> list[Change]:
        (last,) = self.transact(lambda run: run("lock", **self.mark))
        changes = self.compare()
        if all(last["complete"]) and not any(change.differs for change in changes):
            self._advance(_size(self.tables))
            return changes
        if not confirmed:
            self._check_removals(changes)
        self.transact(lambda run: run("claim", **self.mark))
        for table in self.tables:
            for rows in self._batches(table):
                self.transact(partial(self._write, table, rows))
                self.own[table.name] += sum(_dataset(row) in self.datasets for row in rows)
                self._advance(len(rows))
        for change in reversed(changes):
            if change.sent or change.removed:
                self._settle(self.by_name[change.name][0], change)
        self._guarded("complete", summaries=summaries(self.tables, self.datasets))
        return changes

    def compare(self) -> list[Change]:
        changes = []
        for name, tables in self.by_name.items():
            sent = _size(tables)
            there = self._count(tables[0])
            found = Counter[str]()
            for table in tables:
                if there["known"]:
                    for rows in self._batches(table):
                        found.update(self._look_up(table, rows))
                        self._advance(len(rows))
                else:
                    self._advance(len(table.records))
            changes.append(
                Change(
                    name,
                    sent,
                    added=sent - found["found"],
                    changed=found["found"] - found["same"],
                    removed=there["held"] - found["owned"],
                )
            )
        return changes

    def _look_up(self, table: Table, rows: list[Result]) -> dict[str, int]:
        (seen,) = self.transact(
            lambda run: run(f"compare-{table.kind}", table, rows=rows, **self.mark)
        )
        _refuse_foreign(seen["foreign"])
        return {key: seen[key] for key in ("found", "owned", "same")}

    def _write(self, table: Table, rows: list[Result], run: _Run) -> None:
        self._hold_claim(run)
        (done,) = run(f"write-{table.kind}", table, rows=rows, **self.mark)
        if done["written"] != len(rows):
            (seen,) = run(f"compare-{table.kind}", table, rows=rows, **self.mark)
            _refuse_foreign(seen["foreign"])
            _refuse_loose(table, seen["loose"])
            _refuse_count(table.name, len(rows), done["written"])

    def _settle(self, table: Table, change: Change) -> None:
        (seen,) = self._guarded(f"count-{table.kind}", table)
        if seen["written"] != self.own[table.name]:
            _refuse_count(table.name, self.own[table.name], seen["written"])
        if change.added and not table.ends:
            _refuse_shared(self._guarded("shared-ids", table))
        if seen["stale"] and not table.ends:
            _refuse_used(self._guarded("used-nodes", table))
        for _ in range(0, seen["stale"], self.limits.batch):
            self._guarded(f"remove-{table.kind}", table, most=self.limits.batch)

    def _check_removals(self, changes: list[Change]) -> None:
        removed = sum(change.removed for change in changes)
        held = removed + sum(change.sent - change.added for change in changes)
        if removed > max(UNCONFIRMED_REMOVALS, held // 10):
            raise LoadError(
                Text(
                    "la carga quitaría {removed} de los {held} registros de {datasets}; véalos con "
                    "--dry-run y, si así debe ser, repita con --confirm-removals.",
                    "the load would remove {removed} of the {held} records of {datasets}; see them "
                    "with --dry-run and, if that is right, run it again with --confirm-removals.",
                ),
                removed=removed,
                held=held,
                datasets=", ".join(self.datasets),
            )

    def _count(self, table: Table) -> Result:
        return self.transact(lambda run: run(f"count-{table.kind}", table, **self.mark))[0]

    def _guarded(self, name: str, table: Table | None = None, **values: object) -> list[Result]:
        def work(run: _Run) -> list[Result]:
            self._hold_claim(run)
            return run(name, table, **self.mark, **values)

        return self.transact(work)

    def _hold_claim(self, run: _Run) -> None:
        if run("hold-claim", **self.mark)[0]["held"] != len(self.datasets):
            raise LoadError(
                Text(
                    "otra carga de {datasets} comenzó después de esta, que se detiene; deje que "
                    "la otra termine.",
                    "another load of {datasets} began after this one, which stops; let the other "
                    "one finish.",
                ),
                datasets=", ".join(self.datasets),
            )

    def _batches(self, table: Table) -> Iterator[list[Result]]:
        rows = _rows(table)
        while batch := list(islice(rows, self.limits.batch)):
            yield batch

    def _advance(self, records: int) -> None:
        self.done += records
        self.progress(self.done)


def _run(
    connection: Connection,
    transaction: ManagedTransaction,
    name: str,
    table: Table | None = None,
    **values: object,
) -> list[Result]:
    text = _statement(name, table.name, table.ends) if table else _text(name)
    try:
        return transaction.run(text, values).data()
    except Neo4jError as error:
        if is_out_of_memory(error):
            # The driver takes it for something that passes and would try again in vain.
            raise out_of_memory(error, connection) from error
        raise


@cache
def _statement(name: str, of: str, ends: tuple[str, ...]) -> str:
    """Put names of the model into a statement; values always travel as parameters."""
    names = {"LABEL": of, "OTHERS": "|".join(label for label in NODE_PROPERTIES if label != of)}
    if ends:
        key = ", ".join(f"{column}: sent.{column}" for column in RELATIONSHIP_TYPES[of].key[2:])
        names = {"TYPE": of, "START_LABEL": ends[0], "END_LABEL": ends[1], "KEY": key}
    slots = re.compile(rf"\b({'|'.join(names)})\b(?=[ )}}\]])")
    return slots.sub(lambda slot: names[slot[0]], _text(name))


@cache
def _text(name: str) -> str:
    file = resources.folder("cypher").joinpath("load", "neo4j", f"{name}.cypher")
    return file.read_text("utf-8")


def _size(tables: Iterable[Table]) -> int:
    return sum(len(table.records) for table in tables)


def _dataset(row: Result) -> str:
    dataset: str = row.get("properties", row)["dataset"]
    return dataset


def _rows(table: Table) -> Iterator[Result]:
    if not table.ends:
        return (dict(zip(table.columns, record, strict=True)) for record in table.records)
    names = table.columns[2:]
    return (
        {
            "from": record[0],
            "to": record[1],
            "properties": dict(zip(names, record[2:], strict=True)),
        }
        for record in table.records
    )


def _refuse_empty(tables: Iterable[Table], datasets: Collection[str]) -> None:
    found = chain.from_iterable(table.datasets() for table in tables if table.name != SOURCE)
    empty = set(datasets)
    while empty and (dataset := next(found, None)) is not None:
        empty.discard(dataset)
    if empty:
        raise LoadError(
            Text(
                "{datasets} no tiene filas; revise la carpeta: no se cargó ni se quitó nada.",
                "{datasets} has no rows; check the folder: nothing was loaded or removed.",
            ),
            datasets=", ".join(sorted(empty)),
        )


def _refuse_foreign(names: Sequence[str]) -> None:
    if names:
        raise LoadError(
            Text(
                "ya son de otro conjunto de datos del servidor: {names}; cargue ambos juntos o "
                "cambie el id.",
                "these belong to another dataset of the server: {names}; load both together or "
                "change the id.",
            ),
            names=", ".join(names),
        )


def _refuse_loose(table: Table, names: Sequence[str]) -> None:
    if names:
        raise LoadError(
            Text(
                "a relaciones {type} les falta un extremo en el servidor: {names}; cargue también "
                "el conjunto de datos que los tiene.",
                "relationships {type} lack an end on the server: {names}; load the dataset that "
                "has them, too.",
            ),
            type=table.name,
            names=", ".join(names),
        )


def _refuse_used(rows: Sequence[Result]) -> None:
    if rows:
        raise LoadError(
            Text(
                "no se puede quitar {node}: lo usan relaciones de {dataset}; cargue ambos "
                "conjuntos de datos juntos.",
                "{node} cannot be removed: relationships of {dataset} use it; load both datasets "
                "together.",
            ),
            **rows[0],
        )


def _refuse_shared(rows: Sequence[Result]) -> None:
    if rows:
        raise LoadError(
            Text(
                "{node} es en {dataset} un nodo de otra clase; cambie uno de los ids.",
                "{node} is a node of another kind in {dataset}; change one of the ids.",
            ),
            **rows[0],
        )


def _refuse_count(name: str, sent: int, held: int) -> NoReturn:
    raise LoadError(
        Text(
            "se enviaron {sent} registros de {name} y el servidor tiene {held}; quite las filas "
            "repetidas y repita.",
            "{sent} records of {name} were sent and the server has {held}; remove repeated rows "
            "and run this again.",
        ),
        name=name,
        sent=sent,
        held=held,
    )
