"""Tables → files of Neo4j's offline importer, which fills a database as a load would."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING
from uuid import uuid4

from stakeholder_graph import output, resources
from stakeholder_graph.load import summaries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from stakeholder_graph.store import Table

ARGUMENTS = "arguments.txt"
SCHEMA = "schema.cypher"
COMMAND = f'neo4j-admin database import full neo4j "@{ARGUMENTS}"'
_DATASETS = "Dataset"
_COLUMNS_OF_DATASETS = {
    "name": "name:ID(Dataset)",
    "load": "load",
    "complete": "complete:boolean",
    "loaded_at": "loaded_at",
    "program": "program",
    "nodes": "nodes:long",
    "relationships": "relationships:long",
}


def export(tables: Iterable[Table], datasets: Collection[str], folder: Path | str) -> None:
    """
    Write what ``neo4j-admin database import full`` takes.

    The imported database holds what ``neo4j_load.load`` would have written: the same
    properties, the tag of one load, and the datasets as complete. Only the constraints are
    missing, which the next load makes.

    Parameters
    ----------
    tables
        Everything that the datasets hold; gone through once, table by table.
    datasets
        Names of the datasets.
    folder
        A new or empty folder. It gets one file per label and per relationship type and pair
        of labels, empty ones left out, ``ARGUMENTS`` with the importer's arguments, and
        ``SCHEMA`` with the constraints. ``COMMAND`` is meant to be run in it.

    Raises
    ------
    OutputError
        If the folder holds something or cannot be written; nothing is left half-written.
    """
    tag = uuid4().hex
    with output.whole_folder(folder) as draft:
        files = _Files(draft)

        def written() -> Iterator[Table]:
            for table in tables:
                records = ((*record, tag) for record in table.records)
                files.write(table.name, table.ends, _header(table), records)
                yield table

        marks = [row | {"load": tag, "complete": "true"} for row in summaries(written(), datasets)]
        files.write(
            _DATASETS,
            (),
            tuple(_COLUMNS_OF_DATASETS.values()),
            ([str(mark[column]) for column in _COLUMNS_OF_DATASETS] for mark in marks),
        )
        (draft / ARGUMENTS).write_text("\n".join([*files.arguments(), ""]), "utf-8")
        schema = resources.folder("cypher").joinpath("schema", "neo4j.cypher")
        (draft / SCHEMA).write_bytes(schema.read_bytes())


class _Files:
    """The files of one export, and the arguments that name them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._named: list[str] = []
        self._has_line_breaks = False

    def arguments(self) -> list[str]:
        # Reading fields of several lines is slower: the importer cannot divide the files.
        options = ["--multiline-fields=true"] if self._has_line_breaks else []
        return [*options, *self._named]

    def write(
        self,
        name: str,
        ends: Sequence[str],
        header: Sequence[str],
        records: Iterable[Sequence[str]],
    ) -> None:
        path = self._folder / ("-".join((name, *ends)) + ".csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            # What is between quotes and empty stays an empty text; without them it would be
            # no value at all.
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerow(header)
            begin = file.tell()
            writer.writerows(self._noting_line_breaks(records))
            is_empty = file.tell() == begin
        if is_empty:
            path.unlink()
        else:
            option = "--relationships" if ends else "--nodes"
            self._named.append(f"{option}={name}=./{path.name}")

    def _noting_line_breaks(self, records: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        for record in records:
            if not self._has_line_breaks:
                text = "".join(record)
                self._has_line_breaks = "\n" in text or "\r" in text
            yield record


def _header(table: Table) -> list[str]:
    if table.ends:
        start, end = table.ends
        return [f":START_ID({start})", f":END_ID({end})", *table.columns[2:], "load"]
    return [f"id:ID({table.name})" if name == "id" else name for name in (*table.columns, "load")]
