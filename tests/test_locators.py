from __future__ import annotations

import csv
import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest

from stakeholder_graph.model import COLUMNS_OF_FILE, LIST_SEPARATOR, SOURCES_FILE
from stakeholder_graph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

RESOLUTION = "general-assembly-73-195"
KNOWLEDGE = "general-knowledge"
# The Compact has 23 objectives, all of them in paragraph 16 of its text.
COMPACT_OBJECTIVES = range(1, 24)
KINDS = ("document", "section", "table")

_LINES = r"\d+(?:-\d+)?"
_LIST = rf"{_LINES}(?:(?:, y |, | y | e | and ){_LINES})*"
_NAMED = re.compile(rf"\b(?:líneas?|lines?) ({_LIST})|\((?:repetido en|y) ({_LIST})\)")
_TABLES = re.compile(r"\bTablas? (\d+(?:(?:, | y )\d+)*)")
# Hyphen, en dash or em dash.
_RANGE = re.compile(r"(?<![\w-])\d+\s*[-\u2013\u2014]\s*\d+(?![\w-])")
_YEARS = re.compile(r"(?:19|20)\d\d-(?:19|20)\d\d")
_OBJECTIVE = re.compile(r"Párrafo 16, objetivo (\d+)")
_PARAGRAPHS = re.compile(
    r"Resolución 73/195, párrafos? (\d+)(?:-(\d+))? de la parte dispositiva(?: \(.+\))?"
)


class Span(NamedTuple):
    first: int
    last: int

    def holds(self, other: Span) -> bool:
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Span) -> bool:
        return self.first <= other.last and other.first <= self.last


class Entry(NamedTuple):
    source: str
    kind: str
    heading: str
    span: Span


class Cited(NamedTuple):
    file: str
    key: str
    source: str
    locator: str


def read_outline(path: Path) -> list[Entry]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Entry(
                row["source"],
                row["kind"],
                row["heading"],
                Span(int(row["first_line"]), int(row["last_line"])),
            )
            for row in csv.DictReader(lines)
        ]


OUTLINE = read_outline(folder("data") / "outline.csv")


def citations(data: Path) -> Iterator[Cited]:
    for path in sorted(data.glob("*/*.csv")):
        columns = [column.name for column in COLUMNS_OF_FILE[path.name]]
        if "locator" not in columns:
            continue
        keys = columns[:1] if columns[0] == "id" else columns[:3]
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                file = f"{path.parent.name}/{path.name}"
                key = LIST_SEPARATOR.join(row[name] for name in keys)
                sources = row["source"].split(LIST_SEPARATOR)
                locators = row["locator"].split(LIST_SEPARATOR)
                if len(sources) == len(locators):
                    for source, locator in zip(sources, locators, strict=True):
                        yield Cited(file, key, source, locator)
                else:
                    yield Cited(file, key, row["source"], row["locator"])


def spans_of(text: str) -> list[Span]:
    found = []
    for named in _NAMED.finditer(text):
        for lines in re.findall(_LINES, named[1] or named[2]):
            first, _, last = lines.partition("-")
            found.append(Span(int(first), int(last or first)))
    return found


def plain(heading: str) -> str:
    return heading.strip().rstrip(".:").casefold()


def sections_named(text: str, entries: Iterable[Entry]) -> list[Span]:
    # "Objetivo 3" names the heading "Objetivo 3: Proporcionar información" too.
    words = text.split(",")
    sections = [entry for entry in entries if entry.kind == "section"]
    for length in range(len(words), 0, -1):
        name = plain(",".join(words[:length]))
        named = [
            entry.span
            for entry in sections
            if name in {plain(entry.heading), plain(entry.heading.partition(":")[0])}
        ]
        if named:
            return named
    return []


def of_kind(kind: str, entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.kind == kind]


def span_problem(span: Span, entries: Sequence[Entry], document: Span) -> str | None:
    if span.first > span.last:
        return "the range runs backwards"
    if not document.holds(span):
        return "beyond the document"
    if not any(section.span.holds(span) for section in of_kind("section", entries)):
        return "in no single section"
    return None


def table_problems(part: str, spans: Sequence[Span], entries: Sequence[Entry]) -> Iterator[str]:
    tables = {entry.heading: entry.span for entry in of_kind("table", entries)}
    for named in _TABLES.finditer(part):
        for number in re.findall(r"\d+", named[1]):
            table = tables.get(f"Tabla {number}")
            if table is None:
                yield f"no such table: {number}"
            elif not any(table.holds(span) for span in spans):
                yield f"no line inside table {number}"


def part_problems(part: str, entries: Sequence[Entry], document: Span) -> Iterator[str]:
    spans = spans_of(part)
    if not spans:
        yield f"names no line: {part}"
        return
    for span in spans:
        problem = span_problem(span, entries, document)
        if problem:
            yield f"{problem}: {span.first}-{span.last}"
    yield from table_problems(part, spans, entries)
    headed = sections_named(part, entries)
    if headed and not any(section.holds(span) for section in headed for span in spans):
        yield f"no line under the heading it names: {part}"
    for left in _RANGE.findall(_NAMED.sub("", part)):
        if not _YEARS.fullmatch(left):
            yield f"a range without the word for lines: {left}"


def resolution_problems(locator: str) -> Iterator[str]:
    objective = _OBJECTIVE.fullmatch(locator)
    paragraphs = _PARAGRAPHS.fullmatch(locator)
    if objective:
        if int(objective[1]) not in COMPACT_OBJECTIVES:
            yield f"no such objective: {objective[1]}"
    elif not paragraphs:
        yield "names no paragraph"
    elif int(paragraphs[1]) > int(paragraphs[2] or paragraphs[1]):
        yield f"the range runs backwards: {paragraphs[1]}-{paragraphs[2]}"


def locator_problems(source: str, locator: str, outline: Iterable[Entry]) -> list[str]:
    if not locator.strip():
        return ["empty"]
    if source == KNOWLEDGE:
        return []
    if source == RESOLUTION:
        return list(resolution_problems(locator))
    entries = [entry for entry in outline if entry.source == source]
    document = next((entry.span for entry in entries if entry.kind == "document"), None)
    if document is None:
        return ["a source without outline, or not as many locators as sources"]
    return [
        problem
        for part in locator.split(";")
        for problem in part_problems(part.strip(), entries, document)
    ]


def offending(data: Path, outline: Sequence[Entry]) -> list[tuple[Cited, str]]:
    return [
        (cited, problem)
        for cited in citations(data)
        for problem in locator_problems(cited.source, cited.locator, outline)
    ]


def row_problems(entries: Sequence[Entry], document: Span) -> Iterator[str]:
    for entry in entries:
        if not entry.heading.strip() or entry.kind not in KINDS:
            yield f"a row without heading or of no known kind: {entry}"
        if entry.span.first > entry.span.last or not document.holds(entry.span):
            yield f"outside the document: {entry.heading}"
    spans = [entry.span for entry in entries]
    if spans != sorted(spans, key=lambda span: (span.first, -span.last)):
        yield "not in the order of the lines"


def section_problems(sections: Iterable[Span], document: Span) -> Iterator[str]:
    in_order = sorted(sections)
    for one, other in combinations(in_order, 2):
        if one.meets(other) and not (one.holds(other) or other.holds(one)):
            yield f"sections cross: {one} {other}"
    reached = 0
    for section in in_order:
        if section.first > reached + 1:
            yield f"gap after line {reached}"
        reached = max(reached, section.last)
    if reached < document.last:
        yield f"gap after line {reached}"


def layout_problems(tables: Sequence[Entry], sections: Iterable[Span]) -> Iterator[str]:
    if [table.heading for table in tables] != [f"Tabla {n}" for n in range(1, len(tables) + 1)]:
        yield "tables not numbered in order"
    for one, other in pairwise(tables):
        if one.span.meets(other.span):
            yield f"tables overlap: {one.heading} {other.heading}"
    spans = list(sections)
    for table in tables:
        if not any(section.holds(table.span) for section in spans):
            yield f"in no single section: {table.heading}"


def document_problems(entries: Sequence[Entry]) -> Iterator[str]:
    documents = of_kind("document", entries)
    if len(documents) != 1 or entries[0].kind != "document" or entries[0].span.first != 1:
        yield "does not begin with one document from line 1"
        return
    document = entries[0].span
    sections = [entry.span for entry in of_kind("section", entries)]
    yield from row_problems(entries, document)
    yield from section_problems(sections, document)
    yield from layout_problems(of_kind("table", entries), sections)


def outline_problems(outline: Sequence[Entry]) -> list[str]:
    sources = dict.fromkeys(entry.source for entry in outline)
    return [
        f"{source}: {problem}"
        for source in sources
        for problem in document_problems([entry for entry in outline if entry.source == source])
    ]


def entry(kind: str, heading: str, first: int, last: int) -> Entry:
    return Entry("minutes", kind, heading, Span(first, last))


MINUTES = [
    entry("document", "Minutes", 1, 100),
    entry("section", "Opening", 1, 40),
    entry("section", "Forums", 41, 100),
    entry("table", "Tabla 1", 50, 60),
    entry("section", "Point 2: Seats, votes", 61, 90),
    entry("table", "Tabla 2", 70, 80),
]


def test_every_locator_of_the_dataset_stands_in_its_source() -> None:
    wrong = offending(folder("data"), OUTLINE)
    assert not wrong, "\n".join(f"{problem}: {cited}" for cited, problem in wrong)


def test_the_dataset_cites_every_document_of_the_outline() -> None:
    documents = {entry.source for entry in OUTLINE}
    cited = {cited.source for cited in citations(folder("data"))}
    assert documents <= cited


def test_the_outline_is_in_order_and_without_gaps() -> None:
    assert outline_problems(OUTLINE) == []


def test_the_outline_holds_known_sources_only() -> None:
    known: set[str] = set()
    for path in folder("data").glob(f"*/{SOURCES_FILE}"):
        with path.open(encoding="utf-8", newline="") as lines:
            known.update(row["id"] for row in csv.DictReader(lines))
    assert {entry.source for entry in OUTLINE} <= known


@pytest.mark.parametrize(
    "locator",
    [
        "Opening, línea 40",
        "Forums, líneas 41-100",
        "Forums, lines 41-45",
        "Forums, líneas 42, 44 y 46-48",
        "Tabla 1, fila 2, líneas 55-57; comentario, líneas 91-93",
        "Tablas 1 y 2, líneas 50 y 71-72",
        "Point 2, línea 61",
        "Point 2: Seats, votes, línea 90",
        "título, línea 41 (repetido en 61)",
        "Plan 2017-2025, línea 12",
        "Decreto 008-2018-IN, línea 12",
    ],
)
def test_a_right_locator_holds_no_problem(locator: str) -> None:
    assert locator_problems("minutes", locator, MINUTES) == []


@pytest.mark.parametrize(
    ("locator", "problem"),
    [
        (" ", "empty"),
        ("Opening", "names no line"),
        ("Opening, línea 3; Forums", "names no line: Forums"),
        ("Opening, líneas 9-3", "runs backwards"),
        ("acta, líneas 90-101", "beyond the document"),
        ("título, línea 41 (repetido en 610)", "beyond the document"),
        ("acta, línea 0", "beyond the document"),
        ("acta, líneas 39-42", "in no single section"),
        ("Tabla 3, líneas 70-71", "no such table"),
        ("Tabla 1, líneas 61-62", "no line inside table 1"),
        ("Tablas 1 y 2, líneas 51-52", "no line inside table 2"),
        ("Tabla 1, líneas 55-61", "no line inside table 1"),
        ("Opening, líneas 45-46", "no line under the heading"),
        ("Point 2, líneas 45-46", "no line under the heading"),
        ("Opening, línea 3, comentario 12-15", "without the word"),
        ("Opening, líneas 12-15 y pie 17 \u2013 19", "without the word"),
    ],
)
def test_a_wrong_locator_is_told(locator: str, problem: str) -> None:
    told = locator_problems("minutes", locator, MINUTES)
    assert len(told) == 1
    assert problem in told[0]


@pytest.mark.parametrize(
    ("source", "locator", "right"),
    [
        (RESOLUTION, "Párrafo 16, objetivo 1", True),
        (RESOLUTION, "Párrafo 16, objetivo 23", True),
        (RESOLUTION, "Párrafo 16, objetivo 24", False),
        (RESOLUTION, "Párrafo 16, objetivo 0", False),
        (RESOLUTION, "objetivo 7", False),
        (RESOLUTION, "Resolución 73/195, párrafos 1-2 de la parte dispositiva (fechas)", True),
        (RESOLUTION, "Resolución 73/195, párrafos 2-1 de la parte dispositiva", False),
        (KNOWLEDGE, "nombre oficial", True),
        (KNOWLEDGE, "", False),
        ("letters", "línea 3", False),
        ("minutes|letters", "línea 3", False),
    ],
)
def test_sources_without_lines_have_their_own_rule(
    source: str, locator: str, *, right: bool
) -> None:
    assert (locator_problems(source, locator, MINUTES) == []) is right


def test_locators_are_read_from_the_files(tmp_path: Path) -> None:
    world = tmp_path / "world"
    world.mkdir()
    (world / "parts.csv").write_text(
        "part,whole,valid_from,source,locator\n"
        "office,ministry,,minutes,línea 5\n"
        "desk,office,,minutes|general-knowledge,línea 500|organigrama\n"
        "unit,office,,minutes|general-knowledge,línea 7\n",
        encoding="utf-8",
    )
    wrong = offending(tmp_path, MINUTES)
    assert [(cited.file, cited.key) for cited, _ in wrong] == [
        ("world/parts.csv", "desk|office|"),
        ("world/parts.csv", "unit|office|"),
    ]


def test_a_right_outline_holds_no_problem() -> None:
    assert outline_problems(MINUTES) == []


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (MINUTES[1:], "does not begin with one document"),
        ([*MINUTES[:2], *MINUTES[3:]], "gap after line 40"),
        ([*MINUTES[:2], entry("section", "Forums", 41, 99), *MINUTES[3:]], "gap after line 99"),
        ([MINUTES[0], entry("section", "Opening", 2, 40), *MINUTES[2:]], "gap after line 0"),
        ([MINUTES[0], entry("section", "Opening", 1, 45), *MINUTES[2:]], "sections cross"),
        ([*MINUTES, entry("section", "Close", 91, 101)], "outside the document"),
        ([*MINUTES, entry("section", "Close", 95, 94)], "outside the document"),
        ([*MINUTES, entry("chapter", "Close", 91, 95)], "no known kind"),
        ([*MINUTES, entry("section", " ", 91, 95)], "without heading"),
        ([*MINUTES, entry("section", "Seats", 85, 88), MINUTES[4]], "not in the order"),
        ([*MINUTES, entry("table", "Tabla 3", 80, 85)], "tables overlap"),
        ([*MINUTES, entry("table", "Tabla 4", 85, 90)], "not numbered in order"),
        ([*MINUTES[:2], entry("table", "Tabla 1", 39, 42), MINUTES[2]], "in no single section"),
    ],
)
def test_a_wrong_outline_is_told(rows: list[Entry], problem: str) -> None:
    assert any(problem in told for told in outline_problems(rows))
