from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import SOURCE, golden_mini_world, ids, ties, write_file, write_world

from stakeholder_graph import dataset
from stakeholder_graph.dataset import Dataset, InvalidDatasetError
from stakeholder_graph.errors import DatasetError
from stakeholder_graph.model import COLUMNS_OF_FILE, LABELS, RELATIONSHIP_TYPES
from stakeholder_graph.problems import ISSUES

if TYPE_CHECKING:
    from stakeholder_graph.language import Language

Rows = list[dict[str, str]]
Files = dict[str, Rows]

SEAT_ROLES = (
    "chair, pro_tempore_presidency, co_chair, secretariat, member, observer, participant, troika"
)
SOURCE_HEADER = "id,title,author,year,kind,language,file,note"
MEMBERSHIP_HEADER = (
    "institution,venue,role,valid_from,valid_to,confirmed_on,evidence,source,locator,note"
)
FORMULA = "the cell looks like a formula; remove its first sign or put text before it."
WRONG_DATE = "it is not a date; write YYYY, YYYY-MM or YYYY-MM-DD."
WRONG_NUMBER = "it is not a number above 0 and up to 1; write for instance 0.8."


def said(checked: Dataset, root: Path, language: Language = "en") -> list[str]:
    prefix = f"{root}{os.sep}"
    return [problem.say(language).replace(prefix, "") for problem in checked.problems]


def ledger_holds(checked: Dataset) -> bool:
    read = all(
        one.read == one.accepted + one.rejected and one.accepted >= 0 and one.rejected >= 0
        for one in checked.counts
    )
    accepted = Counter[str]()
    for one in checked.counts:
        accepted[Path(one.file).name] += one.accepted
    kept = {"sources.csv": len(checked.sources)}
    kept |= {label.file: len(checked.nodes[label.name]) for label in LABELS.values()}
    kept |= {
        kind.file: len(checked.relationships[kind.name]) for kind in RELATIONSHIP_TYPES.values()
    }
    return read and all(accepted[file] == rows for file, rows in kept.items())


def roundtable_world(folder: Path, **files: Rows) -> Path:
    """Write two ministries, a forum, a plan, a region and an objective; files may be replaced."""
    usual: Files = {
        "institutions": ids("mre", "mtpe"),
        "forums": ids("roundtable"),
        "agreements": ids("plan"),
        "objectives": ids("asylum"),
        "territories": ids("tumbes"),
    }
    return write_world(folder, **(usual | files))


def seat(**cells: str) -> Rows:
    return [{"institution": "mre", "venue": "roundtable"} | cells]


# One planted mistake each: the files that hold it, and what is said of it.
PLANTED: dict[str, tuple[Files, list[str]]] = {
    "an unknown id with its nearest": (
        {"memberships": seat(institution="mtpee")},
        [
            (
                "memberships.csv:2: institution 'mtpee': no node or source has that id (mtpe?); "
                "correct it or add the missing row."
            )
        ],
    ),
    "an unknown id like no other": (
        {"memberships": seat(venue="xyz")},
        [
            (
                "memberships.csv:2: venue 'xyz': no node or source has that id; "
                "correct it or add the missing row."
            )
        ],
    ),
    "an unknown source": (
        {"memberships": seat(source="field-note")},
        [
            (
                "memberships.csv:2: source 'field-note': no node or source has that id "
                "(field-notes?); correct it or add the missing row."
            )
        ],
    ),
    "an unknown norm": (
        {
            "responsibilities": [
                {"institution": "mre", "objective": "asylum", "role": "lead", "norm": "planx"}
            ]
        },
        [
            (
                "responsibilities.csv:2: norm 'planx': no node or source has that id (plan?); "
                "correct it or add the missing row."
            )
        ],
    ),
    "a day that does not exist": (
        {"memberships": seat(valid_from="2023-02-30")},
        [f"memberships.csv:2: valid_from '2023-02-30': {WRONG_DATE}"],
    ),
    "a date in words": (
        {"memberships": seat(confirmed_on="junio 2022")},
        [f"memberships.csv:2: confirmed_on 'junio 2022': {WRONG_DATE}"],
    ),
    "an unknown beginning written as an unknown end": (
        {"memberships": seat(valid_from="?")},
        [f"memberships.csv:2: valid_from '?': {WRONG_DATE}"],
    ),
    "a wrong date of a forum": (
        {"forums": [{"id": "roundtable", "founded": "11/2011"}]},
        [f"forums.csv:2: founded '11/2011': {WRONG_DATE}"],
    ),
    "an unknown role": (
        {"memberships": seat(role="boss")},
        [f"memberships.csv:2: role 'boss': it is not in the controlled list; use: {SEAT_ROLES}."],
    ),
    "a role in capitals": (
        {"memberships": seat(role="Member")},
        [f"memberships.csv:2: role 'Member': it is not in the controlled list; use: {SEAT_ROLES}."],
    ),
    "an unknown term of a list": (
        {"interventions": [{"id": "clinic", "populations": "women|mujeres"}]},
        [
            (
                "interventions.csv:2: populations 'mujeres': it is not in the controlled list; "
                "use: migrants, venezuelans, refugees, children, women, pregnant_women, "
                "older_persons, "
                "trafficking_victims, smuggled_migrants, peruvians_abroad, returnees, "
                "migrant_workers, students, border_population, general_public, officials."
            )
        ],
    ),
    "an empty cell that is required": (
        {"memberships": seat(role="")},
        ["memberships.csv:2: role: the cell is required; fill it in."],
    ),
    "a fact without locator": (
        {"memberships": seat(locator="")},
        ["memberships.csv:2: locator: the cell is required; fill it in."],
    ),
    "a node without id": (
        {"institutions": [{"id": ""}]},
        [
            "institutions.csv:2: id: the cell is required; fill it in.",
            "institutions.csv:2: name_es: the node has no name; fill in name_es or name_en.",
        ],
    ),
    "a node without name": (
        {"institutions": [{"id": "mre", "name_es": ""}]},
        ["institutions.csv:2: name_es: the node has no name; fill in name_es or name_en."],
    ),
    "an id in capitals": (
        {"institutions": [{"id": "MRE"}]},
        [
            (
                "institutions.csv:2: id 'MRE': an id has only lower-case ASCII letters, digits and "
                "hyphens; change it."
            )
        ],
    ),
    "an id with an accent": (
        {"institutions": [{"id": "cancillería"}]},
        [
            (
                "institutions.csv:2: id 'cancillería': an id has only lower-case ASCII letters, "
                "digits and hyphens; change it."
            )
        ],
    ),
    "a duplicate id in one file": (
        {"institutions": ids("mre", "mtpe", "mre")},
        [
            (
                "institutions.csv:4: id 'mre': the id already stands in institutions.csv:2; "
                "give each node one row."
            )
        ],
    ),
    "a duplicate id across labels": (
        {"forums": ids("roundtable", "mre")},
        [
            (
                "forums.csv:3: id 'mre': the id already stands in institutions.csv:2; "
                "give each node one row."
            )
        ],
    ),
    "a node with the id of a source": (
        {"institutions": ids("field-notes")},
        [
            (
                "institutions.csv:2: id 'field-notes': the id already stands in sources.csv:2; "
                "give each node one row."
            )
        ],
    ),
    "a duplicate row": (
        {"memberships": seat() + seat(role="chair") + seat(note="again")},
        [
            (
                "memberships.csv:4: the row repeats that of memberships.csv:2; "
                "delete one or tell them apart."
            )
        ],
    ),
    "a formula": (
        {"institutions": [{"id": "mre", "name_es": '=HYPERLINK("http://example.org")'}]},
        [f"institutions.csv:2: name_es '=HYPERLINK(\"http://example.org\")': {FORMULA}"],
    ),
    "cells that begin like formulas": (
        {
            "institutions": [
                {"id": "mre", "name_en": "+1", "acronym": "@x", "aliases": "-x", "note": "\tx"}
            ]
        },
        [
            f"institutions.csv:2: name_en '+1': {FORMULA}",
            f"institutions.csv:2: acronym '@x': {FORMULA}",
            f"institutions.csv:2: aliases '-x': {FORMULA}",
            f"institutions.csv:2: note '\\tx': {FORMULA}",
        ],
    ),
    "a formula in the sources": (
        {"sources": [SOURCE | {"note": "=1+1"}]},
        [f"sources.csv:2: note '=1+1': {FORMULA}"],
    ),
    "a reference of the wrong label": (
        {"memberships": seat(venue="tumbes")},
        [
            (
                "memberships.csv:2: venue 'tumbes': that id bears the label Territory, "
                "which does not fit here; correct it or the other end."
            )
        ],
    ),
    "a source that is a node": (
        {"memberships": seat(source="tumbes")},
        [
            (
                "memberships.csv:2: source 'tumbes': that id bears the label Territory, "
                "which does not fit here; correct it or the other end."
            )
        ],
    ),
    "a part and a whole that do not fit": (
        {"parts": ties("part", "whole", ("mre", "tumbes"))},
        [
            (
                "parts.csv:2: whole 'tumbes': that id bears the label Territory, "
                "which does not fit here; correct it or the other end."
            )
        ],
    ),
    "one locator for two sources": (
        {
            "sources": [SOURCE, SOURCE | {"id": "minutes"}],
            "memberships": seat(source="field-notes|minutes", locator="p. 1"),
        },
        [
            (
                "memberships.csv:2: locator '1': there are 1 locators for 2 sources; "
                "give one per source, separated by '|'."
            )
        ],
    ),
    "three locators for one source": (
        {"forums": [{"id": "roundtable", "locator": "p. 1|p. 2|p. 3"}]},
        [
            (
                "forums.csv:2: locator '3': there are 3 locators for 1 sources; "
                "give one per source, separated by '|'."
            )
        ],
    ),
    "weights outside the range": (
        {
            "objectives": [
                {"id": f"o{place}", "weight": weight}
                for place, weight in enumerate(("0", "2", "abc", "nan", "inf", "0,5", "1.01"))
            ]
        },
        [
            f"objectives.csv:{line}: weight '{weight}': {WRONG_NUMBER}"
            for line, weight in enumerate(("0", "2", "abc", "nan", "inf", "0,5", "1.01"), start=2)
        ],
    ),
    "a tie that ends before it begins": (
        {"memberships": seat(valid_from="2022", valid_to="2021")},
        [
            (
                "memberships.csv:2: the end is before the beginning (2022 > 2021); "
                "correct one of the dates."
            )
        ],
    ),
    "a forum dissolved before it was founded": (
        {"forums": [{"id": "roundtable", "founded": "2011-07-27", "dissolved": "2011-07-26"}]},
        [
            (
                "forums.csv:2: the end is before the beginning (2011-07-27 > 2011-07-26); "
                "correct one of the dates."
            )
        ],
    ),
    "a seat after the forum was dissolved": (
        {
            "forums": [{"id": "roundtable", "dissolved": "2020"}],
            "memberships": seat(valid_from="2021"),
        },
        [
            (
                "memberships.csv:2: the tie holds on no day, because 'roundtable' did not exist "
                "then; check the dates."
            )
        ],
    ),
    "a seat before the forum was founded": (
        {
            "forums": [{"id": "roundtable", "founded": "2011-07-27"}],
            "memberships": seat(valid_to="2010"),
        },
        [
            (
                "memberships.csv:2: the tie holds on no day, because 'roundtable' did not exist "
                "then; check the dates."
            )
        ],
    ),
    "a scope between things that never met": (
        {
            "interventions": [{"id": "clinic", "valid_from": "2022", "valid_to": "2022"}],
            "scopes": [{"subject": "clinic", "objective": "asylum", "valid_to": "2021-12-31"}],
        },
        [
            (
                "scopes.csv:2: the tie holds on no day, because 'clinic' did not exist then; "
                "check the dates."
            )
        ],
    ),
    "a node tied to itself": (
        {"parts": ties("part", "whole", ("mre", "mre"))},
        [
            "parts.csv:2: whole 'mre': a node is not tied to itself; correct one of the ends.",
        ],
    ),
    "cooperation with itself": (
        {"cooperation": ties("institution", "partner", ("mtpe", "mtpe"))},
        [
            (
                "cooperation.csv:2: partner 'mtpe': a node is not tied to itself; "
                "correct one of the ends."
            ),
        ],
    ),
}


@pytest.mark.parametrize(("files", "expected"), PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_told_with_its_place_and_its_remedy(
    tmp_path: Path, files: Files, expected: list[str]
) -> None:
    checked = dataset.check([roundtable_world(tmp_path / "world", **files)])
    assert said(checked, tmp_path / "world") == expected
    assert ledger_holds(checked)
    lines = {(problem.file, problem.line) for problem in checked.problems}
    assert sum(one.rejected for one in checked.counts) == len(lines)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (
            "an unknown id with its nearest",
            (
                "memberships.csv:2: institution 'mtpee': ningún nodo ni fuente tiene ese id "
                "(mtpe?); corríjalo o añada la fila que falta."
            ),
        ),
        (
            "a day that does not exist",
            (
                "memberships.csv:2: valid_from '2023-02-30': no es una fecha; "
                "escriba AAAA, AAAA-MM o AAAA-MM-DD."
            ),
        ),
        (
            "an unknown role",
            f"memberships.csv:2: role 'boss': no está en la lista controlada; use: {SEAT_ROLES}.",
        ),
        (
            "a duplicate id across labels",
            (
                "forums.csv:3: id 'mre': el id ya está en institutions.csv:2; "
                "cada nodo va en una sola fila."
            ),
        ),
        (
            "a formula in the sources",
            (
                "sources.csv:2: note '=1+1': la celda parece una fórmula; "
                "quite el primer signo o antepóngale texto."
            ),
        ),
        (
            "a seat after the forum was dissolved",
            (
                "memberships.csv:2: el vínculo no rige ningún día, porque «roundtable» no existía "
                "entonces; revise las fechas."
            ),
        ),
    ],
)
def test_a_planted_mistake_is_told_in_spanish_too(tmp_path: Path, case: str, expected: str) -> None:
    files, _ = PLANTED[case]
    checked = dataset.check([roundtable_world(tmp_path / "world", **files)])
    assert said(checked, tmp_path / "world", "es") == [expected]


def test_every_issue_but_those_of_whole_files_and_cycles_is_planted(tmp_path: Path) -> None:
    found = set()
    for place, (files, _) in enumerate(PLANTED.values()):
        checked = dataset.check([roundtable_world(tmp_path / str(place), **files)])
        found |= {problem.issue for problem in checked.problems}
    assert set(ISSUES) - found == {
        "not_utf8",
        "not_csv",
        "not_readable",
        "empty_file",
        "unknown_file",
        "missing_column",
        "unknown_column",
        "repeated_column",
        "wrong_width",
        "cycle",
    }


def test_a_duplicate_id_is_found_across_two_folders(tmp_path: Path) -> None:
    national = roundtable_world(tmp_path / "national")
    regional = write_world(tmp_path / "regional", sources=[], institutions=ids("iom", "mre"))
    checked = dataset.check([national, regional])
    assert said(checked, tmp_path) == [
        (
            f"regional{os.sep}institutions.csv:3: id 'mre': the id already stands in "
            f"national{os.sep}institutions.csv:2; give each node one row."
        )
    ]
    assert [row["id"] for row in checked.nodes["Institution"]] == ["mre", "mtpe", "iom"]
    assert ledger_holds(checked)


def test_two_folders_share_their_ids(tmp_path: Path) -> None:
    national = roundtable_world(tmp_path / "national")
    regional = write_world(
        tmp_path / "regional",
        sources=[],
        forums=ids("conference"),
        memberships=ties("institution", "venue", ("mre", "conference")),
    )
    read = dataset.read([national, regional])
    assert [row["venue"] for row in read.relationships["MEMBER_OF"]] == ["conference"]
    assert read.label_of["conference"] == "Forum"


# Cycles: three ways to write one circle, depending on where it is entered.
def test_two_that_are_part_of_each_other_are_a_cycle(tmp_path: Path) -> None:
    folder = roundtable_world(
        tmp_path / "world", parts=ties("part", "whole", ("mre", "mtpe"), ("mtpe", "mre"))
    )
    (sentence,) = said(dataset.check([folder]), folder)
    assert sentence in {
        f"parts.csv:2: whole 'mtpe': a whole is part of itself: {circle}; remove one of the links."
        for circle in ("mre → mtpe → mre", "mtpe → mre → mtpe")
    }


def test_a_cycle_of_three_is_found_and_told_in_both_languages(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("state", "ministry", "office", "agency"),
        parts=ties(
            "part",
            "whole",
            ("agency", "state"),
            ("office", "ministry"),
            ("ministry", "state"),
            ("state", "office"),
        ),
    )
    checked = dataset.check([folder])
    circles = (
        "office → ministry → state → office",
        "ministry → state → office → ministry",
        "state → office → ministry → state",
    )
    assert len(checked.problems) == 1
    assert said(checked, folder)[0] in {
        f"parts.csv:3: whole 'ministry': a whole is part of itself: {circle}; "
        "remove one of the links."
        for circle in circles
    }
    assert said(checked, folder, "es")[0] in {
        f"parts.csv:3: whole 'ministry': un todo es parte de sí mismo: {circle}; "
        "quite uno de los vínculos."
        for circle in circles
    }
    assert ledger_holds(checked)


def test_two_separate_cycles_are_both_told(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("a", "b", "c", "d"),
        parts=ties("part", "whole", ("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")),
    )
    assert [problem.issue for problem in dataset.check([folder]).problems] == ["cycle", "cycle"]


def test_two_parts_of_one_whole_and_a_part_of_two_wholes_are_no_cycle(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("office", "ministry", "agency", "state"),
        parts=ties(
            "part",
            "whole",
            ("office", "ministry"),
            ("office", "agency"),
            ("ministry", "state"),
            ("agency", "state"),
        ),
    )
    assert dataset.check([folder]).problems == []


def test_empty_ends_are_no_cycle(tmp_path: Path) -> None:
    folder = roundtable_world(
        tmp_path / "world", parts=ties("part", "whole", ("mre", ""), ("", "mre"))
    )
    assert said(dataset.check([folder]), folder) == [
        "parts.csv:2: whole: the cell is required; fill it in.",
        "parts.csv:3: part: the cell is required; fill it in.",
    ]


def world_with(root: Path, name: str, content: bytes) -> Path:
    folder = roundtable_world(root / "world")
    (folder / name).write_bytes(content)
    return folder


def seats_file(*rows: str, end: str = "\r\n") -> str:
    return "".join(f"{line}{end}" for line in (MEMBERSHIP_HEADER, *rows))


SEAT = "mre,roundtable,member,,,,documented,field-notes,p. 1,"
# File-level mistakes: file name, bytes, what is said in English and in Spanish.
FILES: dict[str, tuple[str, bytes, list[str], list[str]]] = {
    "Latin-1": (
        "memberships.csv",
        seats_file(SEAT, SEAT.replace("member,", "chair,") + "Cancillería").encode("latin-1"),
        ["memberships.csv:3: the file is not UTF-8; save it as 'CSV UTF-8'."],
        ["memberships.csv:3: el archivo no está en UTF-8; guárdelo como «CSV UTF-8»."],
    ),
    "Latin-1 after a cell of two lines": (
        "memberships.csv",
        seats_file(f'{SEAT}"one\ntwo"', f"{SEAT}Perú", end="\n").encode("latin-1"),
        ["memberships.csv:4: the file is not UTF-8; save it as 'CSV UTF-8'."],
        ["memberships.csv:4: el archivo no está en UTF-8; guárdelo como «CSV UTF-8»."],
    ),
    "UTF-16": (
        "memberships.csv",
        seats_file(SEAT).encode("utf-16"),
        ["memberships.csv:1: the file is not UTF-8; save it as 'CSV UTF-8'."],
        ["memberships.csv:1: el archivo no está en UTF-8; guárdelo como «CSV UTF-8»."],
    ),
    "an empty file": (
        "memberships.csv",
        b"",
        [f"memberships.csv: the file is empty; give it at least the header: {MEMBERSHIP_HEADER}."],
        [
            (
                "memberships.csv: el archivo está vacío; ponga al menos la cabecera: "
                f"{MEMBERSHIP_HEADER}."
            )
        ],
    ),
    "a file of one blank line": (
        "memberships.csv",
        b"\xef\xbb\xbf\r\n",
        [f"memberships.csv: the file is empty; give it at least the header: {MEMBERSHIP_HEADER}."],
        [
            (
                "memberships.csv: el archivo está vacío; ponga al menos la cabecera: "
                f"{MEMBERSHIP_HEADER}."
            )
        ],
    ),
    "a workbook": (
        "memberships.csv",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml",
        [
            (
                "memberships.csv: the file is not CSV (binary); "
                "export it as comma-separated 'CSV UTF-8'."
            )
        ],
        [
            (
                "memberships.csv: el archivo no es CSV (binary); "
                "expórtelo como «CSV UTF-8» separado por comas."
            )
        ],
    ),
    "an unclosed quote": (
        "memberships.csv",
        seats_file(f'{SEAT}"open', SEAT).encode(),
        [
            (
                "memberships.csv: the file is not CSV (unexpected end of data); "
                "export it as comma-separated 'CSV UTF-8'."
            )
        ],
        [
            (
                "memberships.csv: el archivo no es CSV (unexpected end of data); "
                "expórtelo como «CSV UTF-8» separado por comas."
            )
        ],
    ),
    "an unclosed quote in the header": (
        "memberships.csv",
        f'"{MEMBERSHIP_HEADER}\r\n'.encode(),
        [
            (
                "memberships.csv: the file is not CSV (unexpected end of data); "
                "export it as comma-separated 'CSV UTF-8'."
            )
        ],
        [
            (
                "memberships.csv: el archivo no es CSV (unexpected end of data); "
                "expórtelo como «CSV UTF-8» separado por comas."
            )
        ],
    ),
    "a missing column": (
        "sources.csv",
        b"id,author,year,kind,language,file,note\n",
        [f"sources.csv:1: title: the column is missing; add it to the header: {SOURCE_HEADER}."],
        [f"sources.csv:1: title: falta la columna; añádala a la cabecera: {SOURCE_HEADER}."],
    ),
    "an unknown column": (
        "memberships.csv",
        f"{MEMBERSHIP_HEADER},phone\n".encode(),
        [
            (
                "memberships.csv:1: phone: unknown column; remove it or use one of: "
                f"{MEMBERSHIP_HEADER.replace(',', ', ')}."
            )
        ],
        [
            (
                "memberships.csv:1: phone: columna desconocida; quítela o use una de: "
                f"{MEMBERSHIP_HEADER.replace(',', ', ')}."
            )
        ],
    ),
    "a repeated column": (
        "memberships.csv",
        f"{MEMBERSHIP_HEADER},role\n".encode(),
        ["memberships.csv:1: role: the column is repeated; keep one."],
        ["memberships.csv:1: role: la columna se repite; deje una sola."],
    ),
    "a row with a cell too many": (
        "memberships.csv",
        seats_file(f"{SEAT},,").encode(),
        [
            (
                "memberships.csv:2: '12': the row has 12 cells and the header 10; "
                "check commas and quotes."
            )
        ],
        [
            (
                "memberships.csv:2: '12': la fila tiene 12 celdas y la cabecera 10; "
                "revise comas y comillas."
            )
        ],
    ),
    "a row with too few cells": (
        "memberships.csv",
        seats_file("mre,roundtable").encode(),
        ["memberships.csv:2: '2': the row has 2 cells and the header 10; check commas and quotes."],
        [
            (
                "memberships.csv:2: '2': la fila tiene 2 celdas y la cabecera 10; "
                "revise comas y comillas."
            )
        ],
    ),
    "an unknown file name": (
        "members.csv",
        seats_file(SEAT).encode(),
        [f"members.csv: unknown file name; use one of: {', '.join(COLUMNS_OF_FILE)}."],
        [f"members.csv: nombre de archivo desconocido; use uno de: {', '.join(COLUMNS_OF_FILE)}."],
    ),
}


@pytest.mark.parametrize(
    ("name", "content", "english", "spanish"),
    [case for key, case in FILES.items() if key != "a missing column"],
    ids=[key for key in FILES if key != "a missing column"],
)
def test_a_file_that_cannot_be_read_is_told_with_its_remedy(
    tmp_path: Path, name: str, content: bytes, english: list[str], spanish: list[str]
) -> None:
    folder = world_with(tmp_path, name, content)
    checked = dataset.check([folder])
    assert said(checked, folder) == english
    assert said(checked, folder, "es") == spanish
    assert checked.relationships["MEMBER_OF"] == []
    assert ledger_holds(checked)


def test_a_missing_column_is_told_with_its_remedy(tmp_path: Path) -> None:
    name, content, english, spanish = FILES["a missing column"]
    folder = tmp_path / "world"
    folder.mkdir()
    (folder / name).write_bytes(content)
    checked = dataset.check([folder])
    assert said(checked, folder) == english
    assert said(checked, folder, "es") == spanish


def test_mistakes_before_unreadable_bytes_leave_the_ledger_right(tmp_path: Path) -> None:
    # The file is longer than what is decoded in one go, so its first rows are seen.
    rows = [SEAT.replace("member", "boss"), *[SEAT] * 1000, f"{SEAT}Perú"]
    folder = world_with(tmp_path, "memberships.csv", seats_file(*rows).encode("latin-1"))
    checked = dataset.check([folder])
    assert "not_utf8" in {problem.issue for problem in checked.problems}
    assert ledger_holds(checked)


def test_mistakes_before_an_unclosed_quote_leave_the_ledger_right(tmp_path: Path) -> None:
    rows = [SEAT.replace("member", "boss"), f'{SEAT}"open']
    folder = world_with(tmp_path, "memberships.csv", seats_file(*rows).encode())
    checked = dataset.check([folder])
    assert "not_csv" in {problem.issue for problem in checked.problems}
    assert ledger_holds(checked)


def test_a_header_without_rows_is_accepted(tmp_path: Path) -> None:
    folder = world_with(tmp_path, "memberships.csv", seats_file().encode())
    checked = dataset.check([folder])
    assert checked.problems == []
    counts = {Path(one.file).name: one for one in checked.counts}
    assert counts["memberships.csv"][1:] == (0, 0)
    assert counts["institutions.csv"][1:] == (2, 0)
    assert counts["institutions.csv"].accepted == 2


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    order = "venue,institution,role,evidence,source,locator,note,valid_from,valid_to,confirmed_on"
    row = "roundtable,mre,chair,documented,field-notes,p. 1,,2019,,"
    folder = world_with(tmp_path, "memberships.csv", f"{order}\n{row}\n".encode())
    (read,) = dataset.read([folder]).relationships["MEMBER_OF"]
    assert (read["institution"], read["venue"], read["role"]) == ("mre", "roundtable", "chair")
    assert read["from_day"] == "2019-01-01"


def test_a_missing_folder_is_told_in_both_languages(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(DatasetError) as caught:
        dataset.check([folder])
    assert caught.value.say("en") == f"there is no data folder '{folder}'; check the path."
    assert caught.value.say("es") == f"no existe la carpeta de datos «{folder}»; revise la ruta."


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    file = write_file(tmp_path, "sources.csv", SOURCE)
    with pytest.raises(DatasetError) as caught:
        dataset.read([file])
    assert caught.value.say("en") == f"there is no data folder '{file}'; check the path."


def test_a_folder_without_csv_files_is_told_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("notes", encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        dataset.check([tmp_path])
    assert caught.value.say("en") == (
        f"the folder '{tmp_path}' has no CSV file; put at least institutions.csv there."
    )
    assert caught.value.say("es") == (
        f"la carpeta «{tmp_path}» no tiene archivos CSV; ponga al menos institutions.csv."
    )


def test_a_folder_named_like_a_data_file_is_no_crash(tmp_path: Path) -> None:
    folder = roundtable_world(tmp_path / "world")
    (folder / "memberships.csv").mkdir()
    with suppress(DatasetError):
        assert ledger_holds(dataset.check([folder]))


def test_what_looks_dangerous_or_odd_but_is_text_is_accepted(tmp_path: Path) -> None:
    names = ["</script><script>alert(1)</script>", "a=b", "1 + 1", 'say "hi", all', "MTPE?", "x|y"]
    folder = write_world(
        tmp_path / "world",
        institutions=[{"id": f"i{place}", "name_es": name} for place, name in enumerate(names)],
    )
    checked = dataset.check([folder])
    assert checked.problems == []
    assert [row["name_es"] for row in checked.nodes["Institution"]] == names


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"source": "|", "locator": "|"}, "source"),
        ({"source": "field-notes|", "locator": "p. 1|"}, "source"),
        ({"locator": " "}, "locator"),
        ({"name_es": " "}, "name_es"),
    ],
)
def test_blanks_do_not_fill_a_cell_that_is_required(
    tmp_path: Path, cells: dict[str, str], column: str
) -> None:
    folder = write_world(tmp_path / "world", institutions=[{"id": "mre"} | cells])
    problems = dataset.check([folder]).problems
    assert (2, column) in {(problem.line, problem.column) for problem in problems}


def test_a_null_character_is_a_problem(tmp_path: Path) -> None:
    # No store can be sure to hold it.
    folder = write_world(tmp_path / "world", institutions=[{"id": "mre", "note": "a\0b"}])
    assert [Path(one.file).name for one in dataset.check([folder]).problems] == ["institutions.csv"]


def test_what_ended_nobody_knows_when_may_still_have_ties(tmp_path: Path) -> None:
    folder = roundtable_world(
        tmp_path / "world",
        interventions=[{"id": "old-campaign", "valid_to": "?"}],
        executions=ties("executor", "intervention", ("mre", "old-campaign", "lead")),
    )
    (row,) = dataset.read([folder]).relationships["CARRIES_OUT"]
    assert row["until_day"] <= row["from_day"] == "0001-01-01"


def test_an_end_on_an_unknown_date_is_no_formula(tmp_path: Path) -> None:
    folder = roundtable_world(
        tmp_path / "world",
        memberships=seat(valid_from="2018", valid_to="?", confirmed_on="2020-06"),
    )
    (row,) = dataset.read([folder]).relationships["MEMBER_OF"]
    assert (row["valid_to"], row["from_day"], row["until_day"]) == (
        "?",
        "2018-01-01",
        "2020-07-01",
    )


def test_line_numbers_count_the_lines_within_quoted_cells(tmp_path: Path) -> None:
    rows = (f'{SEAT}"first\nsecond\r\nthird"', "", SEAT.replace("member", "boss"))
    folder = world_with(tmp_path, "memberships.csv", seats_file(*rows, end="\n").encode())
    # Line 1 is the header, 2 to 4 the first row, 5 is blank.
    checked = dataset.check([folder])
    assert [(problem.line, problem.value) for problem in checked.problems] == [(6, "boss")]
    (kept,) = checked.relationships["MEMBER_OF"]
    assert kept["note"] == "first\nsecond\r\nthird"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_line_ends_and_a_mark_in_front_make_no_difference(
    tmp_path: Path, delimiter: str, mark: str, end: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(MEMBERSHIP_HEADER.split(","))
    note = "Perú, «sede»; 1\t2"
    writer.writerow([*SEAT.split(",")[:-1], note])
    folder = world_with(tmp_path, "memberships.csv", f"{mark}{text.getvalue()}".encode())
    (row,) = dataset.read([folder]).relationships["MEMBER_OF"]
    assert row == {
        "dataset": "world",
        "institution": "mre",
        "venue": "roundtable",
        "role": "member",
        "valid_from": "",
        "valid_to": "",
        "confirmed_on": "",
        "evidence": "documented",
        "source": "field-notes",
        "locator": "p. 1",
        "note": note,
        "from_day": "0001-01-01",
        "until_day": "9999-12-31",
    }


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    folder = roundtable_world(
        tmp_path / "world",
        forums=[{"id": "roundtable", "founded": "2011-13"}],
        institutions=[{"id": "mre", "name_es": "=1"}, {"id": "mtpe"}],
        memberships=[
            *seat(),
            *seat(institution="mtpee", role="boss"),
            *seat(role="chair"),
            *seat(role="observer", source="field-note"),
        ],
        parts=ties("part", "whole", ("mre", "mre")),
    )
    (folder / "presence.csv").write_bytes(b"")
    return folder


def test_all_problems_are_told_at_once_in_the_order_of_files_and_lines(spoilt: Path) -> None:
    checked = dataset.check([spoilt])
    assert [
        (Path(problem.file).name, problem.line, problem.column, problem.issue)
        for problem in checked.problems
    ] == [
        ("forums.csv", 2, "founded", "wrong_date"),
        ("institutions.csv", 2, "name_es", "formula"),
        ("memberships.csv", 3, "role", "unknown_term"),
        ("memberships.csv", 3, "institution", "unknown_id"),
        ("memberships.csv", 5, "source", "unknown_id"),
        ("parts.csv", 2, "whole", "self_reference"),
        ("presence.csv", 0, "", "empty_file"),
    ]


def test_the_ledger_accounts_for_every_row(spoilt: Path) -> None:
    checked = dataset.check([spoilt])
    ledger = {Path(one.file).name: (one.read, one.accepted, one.rejected) for one in checked.counts}
    assert ledger == {
        "agreements.csv": (1, 1, 0),
        "forums.csv": (1, 0, 1),
        "institutions.csv": (2, 1, 1),
        "memberships.csv": (4, 2, 2),
        "objectives.csv": (1, 1, 0),
        "parts.csv": (1, 0, 1),
        "presence.csv": (0, 0, 0),
        "sources.csv": (1, 1, 0),
        "territories.csv": (1, 1, 0),
    }
    assert ledger_holds(checked)


def test_reading_spoilt_data_returns_nothing_and_tells_everything(spoilt: Path) -> None:
    read = None
    with pytest.raises(InvalidDatasetError) as caught:
        read = dataset.read([spoilt])
    assert read is None
    error = caught.value
    assert isinstance(error, DatasetError)
    assert list(error.problems) == dataset.check([spoilt]).problems
    english, spanish = (error.say(language).splitlines() for language in ("en", "es"))
    assert english[0] == "problems in the data: 7"
    assert spanish[0] == "problemas en los datos: 7"
    assert english[1:] == [problem.say("en") for problem in error.problems]
    assert spanish[1:] == [problem.say("es") for problem in error.problems]


def test_only_the_first_twenty_problems_are_printed(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world", institutions=[{"id": f"i{place}", "kind": "x"} for place in range(21)]
    )
    with pytest.raises(InvalidDatasetError) as caught:
        dataset.read([folder])
    assert len(caught.value.problems) == 21
    english, spanish = (caught.value.say(language).splitlines() for language in ("en", "es"))
    assert len(english) == len(spanish) == 22
    assert english[-1] == "… and more; see them with 'check'."
    assert spanish[-1] == "… y otros; use «check» para verlos."


def test_a_dissolved_forum_ends_its_seats(tmp_path: Path) -> None:
    folder = roundtable_world(
        tmp_path / "world",
        forums=[{"id": "roundtable", "founded": "2011-07-27", "dissolved": "2020"}],
        memberships=[
            *seat(role="member"),
            *seat(role="chair", valid_from="2015", valid_to="2018-06"),
            *seat(role="observer", valid_from="2010", valid_to="2022"),
            *seat(role="troika", valid_from="2020-12-31"),
        ],
    )
    read = dataset.read([folder])
    assert [
        (row["role"], row["from_day"], row["until_day"]) for row in read.relationships["MEMBER_OF"]
    ] == [
        ("member", "2011-07-27", "2021-01-01"),
        ("chair", "2015-01-01", "2018-07-01"),
        ("observer", "2011-07-27", "2021-01-01"),
        ("troika", "2020-12-31", "2021-01-01"),
    ]
    (forum,) = read.nodes["Forum"]
    assert (forum["from_day"], forum["until_day"]) == ("2011-07-27", "2021-01-01")
    assert [(row["from_day"], row["until_day"]) for row in read.nodes["Institution"]] == [
        ("0001-01-01", "9999-12-31")
    ] * 2


def test_the_dates_as_written_are_kept_beside_the_days(tmp_path: Path) -> None:
    folder = roundtable_world(
        tmp_path / "world",
        forums=[{"id": "roundtable", "dissolved": "2020"}],
        memberships=seat(valid_from="2019-05"),
    )
    (row,) = dataset.read([folder]).relationships["MEMBER_OF"]
    assert (row["valid_from"], row["valid_to"]) == ("2019-05", "")
    assert (row["from_day"], row["until_day"]) == ("2019-05-01", "2021-01-01")


# No control characters (a cell with one is no text) and no halves of characters.
TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cc", "Cs"]), st.sampled_from("\r\n")))
NAMES = st.one_of(
    TEXTS, st.sampled_from(['a, "b"', "línea 1\nlínea 2", " ñandú ", "a;b\rc", '"', "'", "a|b"])
).filter(lambda text: bool(text.strip()) and text[0] not in "=+@-\t\r")
IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True).filter(
    lambda one: one != "field-notes"
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(IDS, st.tuples(NAMES, NAMES, NAMES), min_size=1, max_size=6))
def test_valid_rows_are_read_back_as_they_were_written(
    table: dict[str, tuple[str, str, str]],
) -> None:
    rows = [
        {"id": one, "name_es": name_es, "name_en": name_en, "note": note}
        for one, (name_es, name_en, note) in table.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        read = dataset.read([write_world(Path(folder), institutions=rows)])
    kept = [
        {name: row[name] for name in ("id", "name_es", "name_en", "note")}
        for row in read.nodes["Institution"]
    ]
    assert kept == rows
    assert {row["kind"] for row in read.nodes["Institution"]} == {"ministry"}


MUTATIONS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            "?",
            "2020",
            "2022-13",
            "9999-12-31",
            "mre",
            "b1",
            "o1",
            "field-notes",
            "a|b",
            "|",
            "=1",
            "0",
            "nan",
            "1e-3",
            "member",
            '"',
            "\x00",
            "\r\n",
            "\x1f=",
            "field-notes|mre",
        ]
    ),
)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_whatever_one_cell_holds_nothing_is_dropped_and_nothing_crashes(
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = golden_mini_world(Path(root) / "mini")
        path = data.draw(st.sampled_from(sorted(folder.glob("*.csv"))))
        with path.open(encoding="utf-8", newline="") as lines:
            table = list(csv.reader(lines))
        before = len(table) - 1
        line = data.draw(st.integers(0, before))
        place = data.draw(st.integers(0, len(table[0]) - 1))
        table[line][place] = data.draw(MUTATIONS)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
        checked = dataset.check([folder])
    assert ledger_holds(checked)
    read = {Path(one.file).name: one.read for one in checked.counts}
    if line:
        assert read[path.name] == before
    assert all(problem.say("es") and problem.say("en") for problem in checked.problems)
    assert sum(one.rejected for one in checked.counts) == len(
        {(problem.file, problem.line) for problem in checked.problems if problem.line > 1}
    )


HEADERS = st.sampled_from([b"", b"\xef\xbb\xbf", f"{MEMBERSHIP_HEADER}\n".encode()])
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from([f"{SEAT}\n".encode(), b'"', b",", b"\n", b"\r", b"\x00", b"\xed\xa0\x80"]),
    ),
    max_size=6,
).map(b"".join)


@settings(max_examples=200, deadline=None)
@given(HEADERS, PIECES)
def test_arbitrary_bytes_never_crash_and_never_pass_in_silence(head: bytes, tail: bytes) -> None:
    content = head + tail
    with tempfile.TemporaryDirectory() as root:
        checked = dataset.check([world_with(Path(root), "memberships.csv", content)])
    assert ledger_holds(checked)
    found = {problem.issue for problem in checked.problems}
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        assert found
    if not content.removeprefix(b"\xef\xbb\xbf").startswith(MEMBERSHIP_HEADER.encode()):
        assert found


# The bundled data, against the thesis that they were taken from.
def test_the_bundled_data_hold_no_problem(bundled_folders: list[Path]) -> None:
    checked = dataset.check(bundled_folders)
    assert checked.problems == []
    assert ledger_holds(checked)
    files = [path for folder in bundled_folders for path in folder.glob("*.csv")]
    assert len(checked.counts) == len(files)
    for one in checked.counts:
        with Path(one.file).open(encoding="utf-8", newline="") as lines:
            assert one.read == sum(1 for _ in csv.DictReader(lines, strict=True))
        assert one.rejected == 0


def seats(bundled: Dataset, role: str) -> list[str]:
    return [
        row["institution"]
        for row in bundled.relationships["MEMBER_OF"]
        if row["venue"] == "mtigm" and row["role"] == role
    ]


def test_the_roundtable_has_the_members_and_observers_that_the_thesis_lists(
    bundled: Dataset,
) -> None:
    # In the order of print.
    members = [
        "mre",
        "pj",
        "pcm",
        "mp",
        "mtpe",
        "minedu",
        "mininter",
        "minjus",
        "minsa",
        "mimp",
        "produce",
        "snm",
        "sunedu",
        "sunat",
        "sbs",
        "onp",
        "reniec",
        "essalud",
        "sis",
        "inei",
        "fondo-mivivienda",
        "inpe",
        "munlima",
    ]
    assert len(members) == 23
    assert seats(bundled, "member") == members
    assert sorted(seats(bundled, "observer")) == [
        "congreso-cre",
        "defensoria",
        "parlamento-andino",
    ]
    assert seats(bundled, "chair") == seats(bundled, "secretariat") == ["mre"]


def test_the_compact_has_twenty_three_objectives_in_five_thematic_areas(bundled: Dataset) -> None:
    objectives = {f"gcm-o{number:02}": str(number) for number in range(1, 24)}
    assert {
        row["id"]: row["number"]
        for row in bundled.nodes["Objective"]
        if row["id"].startswith("gcm-o")
    } == objectives
    areas: dict[str, set[int]] = {}
    for row in bundled.relationships["PART_OF"]:
        if row["part"] in objectives:
            areas.setdefault(row["whole"], set()).add(int(objectives[row["part"]]))
    # The objectives named in tables 9 to 13, one table per area.
    assert areas == {
        "gcm-a1": {1, 3, 17, 23},
        "gcm-a2": {2, 7, 8, 12, 13, 23},
        "gcm-a3": {9, 10, 11, 14, 21, 23},
        "gcm-a4": {5, 6, 18, 19, 20, 23},
        "gcm-a5": {4, 15, 16, 22, 23},
    }


# Rows counted in the printed tables; that of objective 20 in table 12 says nothing, "No señala".
ROWS_IN_PRINT = {9: 14, 10: 29, 11: 14, 12: 18, 13: 19}


@pytest.mark.parametrize(("table", "rows"), ROWS_IN_PRINT.items())
def test_each_printed_row_is_one_intervention(bundled: Dataset, table: int, rows: int) -> None:
    found = [
        row["id"] for row in bundled.nodes["Intervention"] if f"Tabla {table}," in row["locator"]
    ]
    assert found == [f"t{table:02}-{number:02}" for number in range(1, rows + 1)]


# The cells of tables 9 to 13 that name several entities, in the order of print.
JOINT = {
    "t09-09": {"gtrm", "snm"},  # GTRM y SNM
    "t10-05": {"essalud", "snm"},  # EsSalud y SNM
    "t10-08": {"minsa", "unhcr"},  # MINSA y ACNUR
    "t10-13": {"unicef", "mimp", "upe"},  # UNICEF, MIMP, UPE
    "t10-16": {"un-agencies", "mimp"},  # Agencias de ONU y MIMP
    "t10-20": {"minsa", "unhcr"},  # MINSA y ACNUR
    "t12-05": {"snm", "unicef"},  # SNM y UNICEF
    "t12-10": {"mtpe", "ilo"},  # MTPE y OIT
    "t12-14": {"mtpe", "ilo"},  # MTPE y OIT
    "t12-17": {"unhcr", "ciremi", "gtrm"},  # ACNUR, CIREMI y GTRM
    "t13-08": {"unhcr", "iom"},  # ACNUR y OIM
    "t13-10": {"sis", "undp"},  # SIS y PNUD
}


def test_a_row_of_several_entities_keeps_all_its_executors(bundled: Dataset) -> None:
    executors: dict[str, dict[str, str]] = {}
    for row in bundled.relationships["CARRIES_OUT"]:
        if not row["locator"].startswith("Tabla"):
            continue
        executors.setdefault(row["intervention"], {})[row["executor"]] = row["role"]
    printed = {one: roles for one, roles in executors.items() if re.match(r"t(09|1[0-3])-", one)}
    assert {one: set(roles) for one, roles in printed.items() if len(roles) > 1} == JOINT
    for one, roles in printed.items():
        assert set(roles.values()) == ({"joint"} if one in JOINT else {"lead"}), one


def test_every_bundled_row_has_a_source_and_a_place_in_it(bundled: Dataset) -> None:
    rows = [
        row for table in (*bundled.nodes.values(), *bundled.relationships.values()) for row in table
    ]
    assert len(rows) > 700
    for row in rows:
        sources, locators = row["source"].split("|"), row["locator"].split("|")
        assert len(sources) == len(locators), row
        assert all(source in bundled.sources for source in sources), row
        assert all(locator.strip() for locator in locators), row
