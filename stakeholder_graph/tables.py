"""Rows → tables for people (terminal, Markdown, spreadsheet) and for programs (CSV, TSV, JSON)."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from stakeholder_graph.headings import HEADINGS
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.model import COLUMNS_OF_FILE, LIST_SEPARATOR
from stakeholder_graph.vocabulary import LABELS_OF_COLUMN

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from stakeholder_graph.language import Language

Format = Literal["table", "md", "csv", "tsv", "json", "xlsx"]
Row = Mapping[str, object]

_DECIMALS = 3
_LONGEST_WORD = 20
_GAP = 2
# Stands for ``rank_lo`` and ``rank_hi``, as ``name`` stands for ``name_es`` or ``name_en``: a
# column of its own would be taken for a date by spreadsheets that read CSV.
_INTERVAL = "ranks"
_BESIDE_THE_POINT = frozenset({"locator", "evidence"})
_LISTS = frozenset(
    column.name
    for columns in COLUMNS_OF_FILE.values()
    for column in columns
    if column.form in ("list", "references")
)
NOTHING = Text("Nada que mostrar.", "Nothing to show.")


def render(
    rows: Sequence[Row],
    *,
    format: Format = "table",
    language: Language = "en",
    columns: Iterable[str] | None = None,
) -> str:
    """
    Write rows as text.

    Parameters
    ----------
    rows
        Dicts with the same keys.
    format
        ``"table"`` and ``"md"`` are for people: one language, labels instead of
        codes, undefined values left blank. ``"csv"``, ``"tsv"`` and ``"json"`` are for
        programs: every column, both languages, codes.
    language
        Language of the tables for people.
    columns
        Columns of the tables for people; ``name`` stands for ``name_es`` or ``name_en``,
        ``ranks`` for the interval from ``rank_lo`` to ``rank_hi``.
        If None, all of them.

    Returns
    -------
    text
        The table, with a line break at its end.

    Raises
    ------
    ValueError
        If the format is ``"xlsx"``, which is not text.
    """
    if format == "json":
        plain = [{key: _defined(value) for key, value in row.items()} for row in rows]
        return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    if format in ("csv", "tsv"):
        return _delimited(rows, "\t" if format == "tsv" else ",")
    if format == "xlsx":
        message = "a spreadsheet is not text: use spreadsheet()"
        raise ValueError(message)
    if not rows:
        return NOTHING.say(language) + "\n"
    header, body = localise(rows, language=language, columns=columns)
    return _markdown(header, body) if format == "md" else _terminal(header, body)


class Shown(NamedTuple):
    """
    Rows as people read them, in a notebook or at the prompt of Python.

    Attributes
    ----------
    rows, columns, language
        As for ``render``.
    """

    rows: Sequence[Row]
    columns: tuple[str, ...] | None
    language: Language

    def __repr__(self) -> str:
        return self._render("table")

    def _repr_markdown_(self) -> str:
        return self._render("md")

    def _render(self, format: Format) -> str:
        return render(self.rows, format=format, language=self.language, columns=self.columns)


def show(table: pd.DataFrame | Sequence[Row], *columns: str, language: Language = "en") -> Shown:
    """
    Show what an analysis or a query returned.

    Parameters
    ----------
    table
        A data frame, or dicts with the same keys.
    *columns
        What to show, as for ``render``. If none, all of it.
    language
        Language of headings and labels.

    Returns
    -------
    shown
        What notebooks display as a table.
    """
    rows = table if isinstance(table, Sequence) else records(table)
    return Shown(rows, columns or None, language)


def spreadsheet(
    rows: Sequence[Row], *, language: Language = "en", columns: Iterable[str] | None = None
) -> bytes:
    """
    Write rows as an Excel workbook for people.

    Parameters
    ----------
    rows
        Dicts with the same keys.
    language
        Language of headings and labels.
    columns
        As for ``render``.

    Returns
    -------
    workbook
        Content of an ``.xlsx`` file with one sheet.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    header, body = localise(rows, language=language, columns=columns)
    for values in [header, *body]:
        cells = [WriteOnlyCell(sheet, value) for value in values]
        for cell in cells:
            # A text that begins with "=" stays text.
            cell.data_type = "s"
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def page(
    head: Row,
    sections: Mapping[str, Sequence[Row]],
    *,
    format: Format,
    language: Language,
) -> str:
    """
    Write the page of one thing for people.

    Parameters
    ----------
    head
        The thing itself.
    sections
        Rows by section; empty sections are left out.
    format
        ``"table"`` or ``"md"``.
    language
        ``"es"`` or ``"en"``.

    Returns
    -------
    text
        Name, properties, then a titled table per section.
    """
    names, values = localise([head], language=language)
    facts = [(name, value) for name, value in zip(names, values[0], strict=True) if value]
    title = _cell(head, "name", language)
    lines = [f"# {title}\n" if format == "md" else f"{title}\n{'=' * len(title)}"]
    lines += [
        f"- {name}: {value}" if format == "md" else f"{name}: {value}" for name, value in facts
    ]
    for section, rows in sections.items():
        if rows:
            heading = LABELS_OF_COLUMN["section"][section].say(language)
            lines.append(f"\n## {heading}\n" if format == "md" else f"\n{heading}\n")
            columns = [name for name in _collapsed(rows[0]) if name not in _BESIDE_THE_POINT]
            lines.append(
                render(rows, format=format, language=language, columns=columns).rstrip("\n")
            )
    return "\n".join(lines) + "\n"


def flatten(head: Row, sections: Mapping[str, Sequence[Row]]) -> list[dict[str, object]]:
    """
    Put the page of one thing into rows of the same keys, for programs.

    Parameters
    ----------
    head
        The thing itself.
    sections
        Rows by section.

    Returns
    -------
    rows
        The head, with an empty section, then the rows of each section; ``id`` is the
        first value of each.
    """
    listed = [("", head), *((section, row) for section, rows in sections.items() for row in rows)]
    keys = dict.fromkeys(key for _, row in listed for key in list(row)[1:])
    return [
        {
            "section": section,
            "id": next(iter(row.values())),
            **{key: row.get(key, "") for key in keys},
        }
        for section, row in listed
    ]


def records(table: pd.DataFrame) -> list[Row]:
    """
    Turn a data frame into rows.

    Parameters
    ----------
    table
        What an analysis returned.

    Returns
    -------
    rows
        One dict per row, from column name to value.
    """
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in table.itertuples(index=False)]


def localise(
    rows: Sequence[Row], *, language: Language, columns: Iterable[str] | None = None
) -> tuple[list[str], list[list[str]]]:
    """
    Put rows into the words of one language.

    Parameters
    ----------
    rows
        Dicts with the same keys.
    language
        ``"es"`` or ``"en"``.
    columns
        Columns to keep, in order. If None, all of them, of each bilingual pair one.

    Returns
    -------
    header, body
        Headings, and the cells of each row as text.
    """
    names = list(columns) if columns is not None else _collapsed(rows[0] if rows else {})
    header = [HEADINGS[name].say(language) if name in HEADINGS else name for name in names]
    return header, [[_cell(row, name, language) for name in names] for row in rows]


def _collapsed(row: Row) -> list[str]:
    names = (
        name[:-3] if name.endswith(("_es", "_en")) and f"{name[:-3]}_es" in row else name
        for name in row
    )
    return list(dict.fromkeys(names))


def _cell(row: Row, name: str, language: Language) -> str:
    value = row.get(name)
    if name == _INTERVAL and name not in row:
        return _interval(row)
    if value is None and name not in row:
        ordered = sorted(LANGUAGES, key=lambda one: one != language)
        value = next(filter(None, (row.get(f"{name}_{one}") for one in ordered)), "")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if (labels := LABELS_OF_COLUMN.get(name)) and value in labels:
        return labels[str(value)].say(language)
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.{_DECIMALS}f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    text = "" if value is None else str(value)
    return text.replace(LIST_SEPARATOR, ", ") if name in _LISTS else text


def _interval(row: Row) -> str:
    """Return the range of ranks, rounded outwards; one number where both ends are equal."""
    low, high = row.get("rank_lo"), row.get("rank_hi")
    if not isinstance(low, float) or not isinstance(high, float):
        return ""
    ends = dict.fromkeys((math.floor(low), math.ceil(high)))
    return "-".join(map(str, ends))


def _defined(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def _delimited(rows: Sequence[Row], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow(_flat(_defined(value)) for value in row.values())
    return text.getvalue()


def _flat(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return LIST_SEPARATOR.join(map(str, value))
    return " ".join(value.split()) if isinstance(value, str) else value


def _markdown(header: list[str], body: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *body]
    return "".join(f"| {' | '.join(map(_escaped, line))} |\n" for line in lines)


def _escaped(cell: str) -> str:
    text = " ".join(cell.split())
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")


def _terminal(header: list[str], body: list[list[str]]) -> str:
    from tabulate import tabulate

    columns = list(zip(header, *body, strict=True))
    widths = [max(map(len, cells)) for cells in columns]
    words = [max(len(word) for cell in cells for word in [*cell.split(), ""]) for cells in columns]
    least = [min(word, _LONGEST_WORD) for word in words]
    room = shutil.get_terminal_size().columns - _GAP * (len(widths) - 1)
    while sum(widths) > room:
        spare = [width - narrowest for width, narrowest in zip(widths, least, strict=True)]
        if max(spare) <= 0:
            break
        widths[max(range(len(spare)), key=lambda at: (spare[at] > 0, widths[at]))] -= 1
    text: str = tabulate(
        body,
        header,
        tablefmt="simple",
        maxcolwidths=widths,
        maxheadercolwidths=widths,
        disable_numparse=True,
    )
    return f"{text}\n"
