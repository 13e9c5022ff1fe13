"""Folders of CSV files as validated rows: all problems at once, nothing dropped."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from operator import itemgetter
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from stakeholder_graph import dates
from stakeholder_graph.errors import DatasetError
from stakeholder_graph.language import Text
from stakeholder_graph.model import (
    COLUMNS_OF_FILE,
    LABELS,
    LIST_SEPARATOR,
    RELATIONSHIP_TYPES,
    SOURCES_FILE,
    STATEMENTS_FILE,
    Column,
)
from stakeholder_graph.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from stakeholder_graph.language import Language

Row = dict[str, str]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_WEIGHT = re.compile(r"1(?:\.0+)?|0?\.0*[1-9]\d*", re.ASCII)
_CELL_END = "\x1f"
_SUSPECT = re.compile(f"(?:^|{_CELL_END})[=+@\t\r-]|\0")
# What a source denies is on record and holds on no day.
DENIED = "documented_absent"
_DELIMITERS = ",;\t"
_FREE_FORMS = ("text", "list")
_SHOWN_PROBLEMS = 20


class Count(NamedTuple):
    """The ledger of one file: every row read is either accepted or rejected."""

    file: str
    read: int
    rejected: int

    @property
    def accepted(self) -> int:
        """Rows that hold no problem."""
        return self.read - self.rejected


class Place(NamedTuple):
    """A row and where it stands."""

    file: str
    line: int
    row: Row


@dataclass(slots=True)
class Dataset:
    """
    Validated rows of one or more folders.

    Attributes
    ----------
    nodes
        Rows by label; each has the columns of the label plus ``dataset``, the name of its
        folder, and ``from_day`` and ``until_day``.
    relationships
        Rows by relationship type, likewise.
    sources
        Rows of the sources, by id.
    statements
        Rows of what the sources themselves say about coordination.
    label_of
        Label of each node id.
    counts
        Ledger, one entry per file.
    problems
        Everything that is wrong, in the order of files and lines.
    """

    nodes: dict[str, list[Row]] = field(default_factory=lambda: {label: [] for label in LABELS})
    relationships: dict[str, list[Row]] = field(
        default_factory=lambda: {kind: [] for kind in RELATIONSHIP_TYPES}
    )
    sources: dict[str, Row] = field(default_factory=dict)
    statements: list[Row] = field(default_factory=list)
    label_of: dict[str, str] = field(default_factory=dict)
    counts: list[Count] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class InvalidDatasetError(DatasetError):
    """
    The files hold problems, all of which the error carries.

    Parameters
    ----------
    problems
        What is wrong, file by file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            Text("problemas en los datos: {count}", "problems in the data: {count}"),
            count=len(problems),
        )

    def say(self, language: Language) -> str:
        """
        Return the headline and the first problems, one per line.

        Parameters
        ----------
        language
            ``"es"`` or ``"en"``.

        Returns
        -------
        text
            The lines.
        """
        shown = [problem.say(language) for problem in self.problems[:_SHOWN_PROBLEMS]]
        if len(self.problems) > len(shown):
            more = Text("… y otros; use «check» para verlos.", "… and more; see them with 'check'.")
            shown.append(more.say(language))
        return "\n".join([super().say(language), *shown])


def read(folders: Iterable[Path]) -> Dataset:
    """
    Read folders of data files that are free of problems.

    Parameters
    ----------
    folders
        One folder per dataset; they share ids and are read together.

    Returns
    -------
    dataset
        Validated rows.

    Raises
    ------
    InvalidDatasetError
        If any file holds a problem; the error carries them all.
    DatasetError
        If a folder is missing or has no data file.
    """
    dataset = check(folders)
    if dataset.problems:
        raise InvalidDatasetError(dataset.problems)
    return dataset


def check(folders: Iterable[Path]) -> Dataset:
    """
    Read folders of data files and note every problem.

    Parameters
    ----------
    folders
        One folder per dataset; they share ids and are checked together.

    Returns
    -------
    dataset
        The accepted rows, the ledger and the problems.

    Raises
    ------
    DatasetError
        If a folder is missing or has no data file.
    """
    return _Check().run(folders)


class _Check:
    """One run over the folders: reads each file, then looks across files."""

    def __init__(self) -> None:
        self.dataset = Dataset()
        self.places: dict[str, list[Place]] = {}
        self.rejected: set[tuple[str, int]] = set()
        self.intervals: dict[str, tuple[str, str]] = {}

    def run(self, folders: Iterable[Path]) -> Dataset:
        lines: dict[str, list[tuple[str, int]]] = {}
        for folder in dict.fromkeys(folders):
            for path in self._data_files(folder):
                places = self._read_file(path)
                lines[str(path)] = [(place.file, place.line) for place in places]
                self.places.setdefault(path.name, []).extend(places)
        self._index_ids()
        for name, columns in COLUMNS_OF_FILE.items():
            self._look_up_references(name, columns)
        for label in LABELS.values():
            for place in self.places.get(label.file, ()):
                self._date_node(place, label.begins, label.ends)
        for kind in RELATIONSHIP_TYPES.values():
            self._look_at_ties(kind.name)
        self._find_cycles()
        self._keep_accepted()
        self.dataset.counts = [
            Count(file, len(read), sum(line in self.rejected for line in read))
            for file, read in lines.items()
        ]
        self.dataset.problems.sort(key=lambda problem: (problem.file, problem.line))
        return self.dataset

    def _report(
        self, place: Place, column: str, issue: str, detail: str = "", value: str | None = None
    ) -> None:
        shown = place.row.get(column, "") if value is None else value
        self.dataset.problems.append(Problem(place.file, place.line, column, shown, issue, detail))
        if place.line > 1:
            self.rejected.add((place.file, place.line))

    def _data_files(self, folder: Path) -> Iterator[Path]:
        if not folder.is_dir():
            raise DatasetError(
                Text(
                    "no existe la carpeta de datos «{folder}»; revise la ruta.",
                    "there is no data folder '{folder}'; check the path.",
                ),
                folder=folder,
            )
        files = sorted(
            (path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file()),
            key=lambda path: path.name,
        )
        if not files:
            raise DatasetError(
                Text(
                    "la carpeta «{folder}» no tiene archivos CSV; ponga al menos institutions.csv.",
                    "the folder '{folder}' has no CSV file; put at least institutions.csv there.",
                ),
                folder=folder,
            )
        for path in files:
            if path.name in COLUMNS_OF_FILE:
                yield path
            else:
                self._report(
                    Place(str(path), 0, {}), "", "unknown_file", ", ".join(COLUMNS_OF_FILE)
                )

    def _read_file(self, path: Path) -> list[Place]:
        places: list[Place] = []
        whole = Place(str(path), 0, {})
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                places.extend(self._read_rows(str(path), COLUMNS_OF_FILE[path.name], lines))
        except UnicodeDecodeError:
            self._report(whole._replace(line=_undecodable_line(path)), "", "not_utf8")
        except csv.Error as error:
            self._report(whole, "", "not_csv", str(error))
        except OSError as error:
            self._report(whole, "", "not_readable", str(error.strerror))
        else:
            return places
        self.rejected |= {(place.file, place.line) for place in places}
        return places

    def _read_rows(
        self, file: str, columns: tuple[Column, ...], lines: Iterable[str]
    ) -> Iterator[Place]:
        names = [column.name for column in columns]
        lines = iter(lines)
        header = next(lines, "")
        if "\0" in header or header.startswith("PK\x03"):
            self._report(Place(file, 0, {}), "", "not_csv", "binary")
            return
        if not header.strip():
            self._report(Place(file, 0, {}), "", "empty_file", ",".join(names))
            return
        delimiter = max(_DELIMITERS, key=header.count)
        found = next(csv.reader([header], delimiter=delimiter, strict=True))
        if not self._accepts_header(file, names, found):
            return
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        yield from self._check_rows(file, columns, found, reader)

    def _accepts_header(self, file: str, names: list[str], found: list[str]) -> bool:
        place = Place(file, 1, {})
        before = len(self.dataset.problems)
        for name in names:
            if name not in found:
                self._report(place, name, "missing_column", ",".join(names))
        for name, times in Counter(found).items():
            if name not in names:
                self._report(place, name, "unknown_column", ", ".join(names))
            elif times > 1:
                self._report(place, name, "repeated_column")
        return len(self.dataset.problems) == before

    def _check_rows(
        self,
        file: str,
        columns: tuple[Column, ...],
        header: list[str],
        reader: Iterator[list[str]],
    ) -> Iterator[Place]:
        cells = [
            (header.index(column.name), column, _CHECKS[column.form], set[str]())
            for column in columns
            if column.required or column.values or column.form not in _FREE_FORMS
        ]
        folder = PurePath(file).parent.name
        named = "name_es" in header
        line = 2
        for values in reader:
            row = dict(zip(header, values, strict=False))
            row["dataset"] = folder
            place = Place(file, line, row)
            line = 2 + reader.line_num  # type: ignore[attr-defined]
            if not values:
                continue
            yield place
            if len(values) != len(header):
                place.row.update(dict.fromkeys(header[len(values) :], ""))
                self._report(place, "", "wrong_width", str(len(header)), str(len(values)))
                continue
            if _SUSPECT.search(_CELL_END.join(values)):
                self._report_suspects(place)
            for position, column, find_issue, accepted in cells:
                value = values[position]
                if value not in accepted:
                    if issue := find_issue(column, value):
                        self._report(place, column.name, *issue)
                    elif column.form != "id":
                        accepted.add(value)
            if named and not (place.row["name_es"] + place.row["name_en"]).strip():
                self._report(place, "name_es", "missing_name")

    def _report_suspects(self, place: Place) -> None:
        for name, value in place.row.items():
            if "\0" in value:
                self._report(place, name, "not_csv", "NUL")
            elif _SUSPECT.match(value):
                self._report(place, name, "formula")

    def _index_ids(self) -> None:
        firsts: dict[str, Place] = {}
        files = {SOURCES_FILE: "Source", STATEMENTS_FILE: "Statement"}
        files |= {label.file: label.name for label in LABELS.values()}
        for file, label in files.items():
            for place in self.places.get(file, ()):
                node = place.row["id"]
                if not node:
                    continue
                if first := firsts.get(node):
                    self._report(place, "id", "repeated_id", f"{first.file}:{first.line}")
                    continue
                firsts[node] = place
                self.dataset.label_of[node] = label

    def _look_up_references(self, file: str, columns: tuple[Column, ...]) -> None:
        referring = [(column, set[str]()) for column in columns if column.refers_to]
        for place in self.places.get(file, ()):
            row = place.row
            for column, accepted in referring:
                value = row[column.name]
                if value not in accepted and self._refers(place, column, value):
                    accepted.add(value)
            if referring and _size(row["source"]) != _size(row["locator"]):
                counts = (str(_size(row[name])) for name in ("source", "locator"))
                self._report(place, "locator", "unmatched_locator", *counts)

    def _refers(self, place: Place, column: Column, value: str) -> bool:
        labels = {
            node: self.dataset.label_of.get(node) for node in value.split(LIST_SEPARATOR) if node
        }
        for node, label in labels.items():
            if label is None:
                self._report(place, column.name, "unknown_id", self._near(node), node)
            elif label not in column.refers_to:
                self._report(place, column.name, "wrong_label", label, node)
        return all(label in column.refers_to for label in labels.values())

    def _near(self, node: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(node, self.dataset.label_of, n=1)
        return f" ({near[0]}?)" if near else ""

    def _date_node(self, place: Place, begins: str | None, ends: str | None) -> None:
        row = place.row
        if interval := self._interval(place, row.get(begins or "", ""), row.get(ends or "", "")):
            row["from_day"], row["until_day"] = self.intervals[row["id"]] = interval

    def _interval(self, place: Place, begins: str, ends: str) -> tuple[str, str] | None:
        try:
            interval = dates.interval(begins, ends, place.row.get("confirmed_on", ""))
        except DatasetError:
            return None
        if interval[0] >= interval[1] and ends != dates.ENDED:
            self._report(place, "", "wrong_order", f"{begins} > {ends}")
        return interval

    def _look_at_ties(self, name: str) -> None:
        kind = RELATIONSHIP_TYPES[name]
        firsts: dict[tuple[str, ...], Place] = {}
        key_of = itemgetter(*kind.key)
        for place in self.places.get(kind.file, ()):
            key: tuple[str, ...] = key_of(place.row)
            first = firsts.setdefault(key, place)
            if first is not place:
                self._report(place, "", "repeated_row", f"{first.file}:{first.line}")
            start, end = key[:2]
            if start and start == end:
                self._report(place, kind.end_column, "self_reference")
            pair = (self.dataset.label_of.get(start, ""), self.dataset.label_of.get(end, ""))
            fits_alone = pair[0] in kind.start_labels and pair[1] in kind.end_labels
            if fits_alone and pair not in kind.pairs:
                self._report(place, kind.end_column, "wrong_label", pair[1])
            self._date_tie(place, start, end)

    def _date_tie(self, place: Place, *ends: str) -> None:
        row = place.row
        interval = self._interval(place, row["valid_from"], row["valid_to"])
        if interval is None:
            return
        from_day, until_day = interval
        for node in ends:
            first, after = self.intervals.get(node, interval)
            both_hold = from_day < until_day and first < after
            if both_hold and max(from_day, first) >= min(until_day, after):
                self._report(place, "", "never_holds", node)
            from_day, until_day = max(from_day, first), min(until_day, after)
        if row["evidence"] == DENIED:
            until_day = from_day
        row["from_day"], row["until_day"] = from_day, until_day

    def _find_cycles(self) -> None:
        kind = RELATIONSHIP_TYPES["PART_OF"]
        places = self.places.get(kind.file, ())
        ends_of = itemgetter(kind.start_column, kind.end_column)
        wholes: dict[str, set[str]] = {}
        for place in places:
            part, whole = ends_of(place.row)
            if part and whole and part != whole:
                wholes.setdefault(part, set()).add(whole)
        while cycle := _cycle(wholes):
            steps = set(pairwise(cycle))
            place = next(place for place in places if ends_of(place.row) in steps)
            part, whole = ends_of(place.row)
            wholes[part].remove(whole)
            self._report(place, kind.end_column, "cycle", " → ".join(cycle))

    def _keep_accepted(self) -> None:
        def accepted(file: str) -> Iterator[Row]:
            for place in self.places.get(file, ()):
                if (place.file, place.line) not in self.rejected:
                    yield place.row

        self.dataset.sources = {row["id"]: row for row in accepted(SOURCES_FILE)}
        self.dataset.statements = list(accepted(STATEMENTS_FILE))
        for label in LABELS.values():
            self.dataset.nodes[label.name] = list(accepted(label.file))
        for kind in RELATIONSHIP_TYPES.values():
            self.dataset.relationships[kind.name] = list(accepted(kind.file))


def _cycle(wholes: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(wholes).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle[::-1]
    return []


def _size(cell: str) -> int:
    return cell.count(LIST_SEPARATOR) + 1


def _undecodable_line(path: Path) -> int:
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 0


Issue = tuple[str, ...]


def _text_issue(column: Column, value: str) -> Issue | None:
    items = value.split(LIST_SEPARATOR) if column.form in ("list", "references") else [value]
    if column.required and not all(item.strip() for item in items):
        return ("missing_value",)
    if column.values is None:
        return None
    unknown = next((item for item in items if item and item not in column.values), None)
    return ("unknown_term", ", ".join(column.values), unknown) if unknown else None


def _id_issue(_: Column, value: str) -> Issue | None:
    return None if _ID.fullmatch(value) else ("wrong_id",) if value else ("missing_value",)


def _date_issue(column: Column, value: str) -> Issue | None:
    if not value or (column.form == "end" and value == dates.ENDED):
        return None
    try:
        dates.span(value)
    except DatasetError:
        return ("wrong_date",)
    return None


def _number_issue(_: Column, value: str) -> Issue | None:
    return None if not value or _WEIGHT.fullmatch(value) else ("wrong_number",)


_CHECKS: dict[str, Callable[[Column, str], Issue | None]] = {
    "id": _id_issue,
    "text": _text_issue,
    "list": _text_issue,
    "reference": _text_issue,
    "references": _text_issue,
    "date": _date_issue,
    "end": _date_issue,
    "number": _number_issue,
}
