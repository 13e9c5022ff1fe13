from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, get_args

import pandas as pd
import pytest
from openpyxl import load_workbook

from stakeholder_graph import advice, covers, findings, losses, plans, queries, tables
from stakeholder_graph.centrality import central_actors
from stakeholder_graph.headings import HEADINGS
from stakeholder_graph.tables import flatten, localise, page, records, render, show, spreadsheet
from stakeholder_graph.vocabulary import TABLE_FORMATS

if TYPE_CHECKING:
    import networkx as nx

    from stakeholder_graph.language import Language

ROWS = [
    {
        "id": "mre",
        "name_es": "Ministerio de Relaciones Exteriores",
        "name_en": "Ministry of Foreign Affairs",
        "role": "chair",
        "aliases": "Cancillería|RREE",
        "fraction": 2 / 3,
    },
    {
        "id": "gtrm",
        "name_es": "Grupo <script>alert(1)</script> | R4V",
        "name_en": "",
        "role": "observer",
        "aliases": "",
        "fraction": float("nan"),
    },
]


def test_people_read_one_language_labels_and_three_decimals() -> None:
    header, body = localise(ROWS, language="es")
    assert header == ["id", "nombre", "papel", "otros nombres", "fraction"]
    assert body[0] == [
        "mre",
        "Ministerio de Relaciones Exteriores",
        "presidencia",
        "Cancillería, RREE",
        "0.667",
    ]


def test_a_missing_name_falls_back_to_the_other_language() -> None:
    _, body = localise(ROWS, language="en", columns=["name"])
    assert body == [["Ministry of Foreign Affairs"], ["Grupo <script>alert(1)</script> | R4V"]]


def test_undefined_values_are_blank_for_people_and_null_for_programs() -> None:
    _, body = localise(ROWS, language="en", columns=["fraction"])
    assert body == [["0.667"], [""]]
    assert json.loads(render(ROWS, format="json"))[1]["fraction"] is None


@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_programs_get_every_column_and_codes(
    format: tables.Format,
    delimiter: str,
) -> None:
    text = render(ROWS, format=format, language="es")
    read = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    assert list(read[0]) == list(ROWS[0])
    assert read[0]["role"] == "chair"
    assert read[0]["aliases"] == "Cancillería|RREE"
    assert read[1]["fraction"] == ""


def test_a_line_break_never_splits_a_row() -> None:
    text = render([{"id": "a", "note": "one\ntwo"}], format="tsv")
    assert text == "id\tnote\na\tone two\n"


def test_markdown_escapes_what_would_break_the_table_or_run() -> None:
    text = render(ROWS, format="md", language="en", columns=["name"])
    assert text.splitlines()[3] == "| Grupo &lt;script>alert(1)&lt;/script> \\| R4V |"


def test_a_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = render(ROWS, format="table", language="en", columns=["id", "name", "role"])
    assert max(map(len, text.splitlines())) <= 60
    assert "Ministry of Foreign" in text


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Nada que mostrar.\n"), ("en", "Nothing to show.\n")]
)
def test_an_empty_table_says_so(language: Language, words: str) -> None:
    assert render([], format="table", language=language) == words
    assert render([], format="md", language=language) == words


def test_empty_results_for_programs_are_empty() -> None:
    assert render([], format="csv") == ""
    assert json.loads(render([], format="json")) == []


def test_a_spreadsheet_keeps_texts_as_texts() -> None:
    rows = [{"id": "=HYPERLINK(1)", "role": "member"}]
    sheet = load_workbook(io.BytesIO(spreadsheet(rows, language="es"))).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["id", "papel"],
        ["=HYPERLINK(1)", "miembro"],
    ]
    assert sheet["A2"].data_type == "s"


def test_a_spreadsheet_is_not_text() -> None:
    with pytest.raises(ValueError, match="spreadsheet"):
        render(ROWS, format="xlsx")


def test_pages_leave_out_empty_sections() -> None:
    head = {"institution": "mre", "name_es": "Cancillería", "name_en": "Foreign Ministry"}
    sections = {
        "seats": [{"venue": "mtigm", "name_es": "Mesa", "name_en": "Roundtable", "role": "chair"}],
        "partners": [],
    }
    text = page(head, sections, format="md", language="es")
    assert text.startswith("# Cancillería\n")
    assert "## Tiene asiento en" in text
    assert "| mtigm | Mesa | presidencia |" in text
    assert "Coopera con" not in text


def test_flat_pages_have_the_same_keys_in_every_row() -> None:
    head = {"institution": "mre", "name_es": "Cancillería"}
    rows = flatten(head, {"seats": [{"venue": "mtigm", "role": "chair"}]})
    assert [row["section"] for row in rows] == ["", "seats"]
    assert [row["id"] for row in rows] == ["mre", "mtigm"]
    assert list(rows[0]) == list(rows[1]) == ["section", "id", "name_es", "role"]


def test_records_are_the_rows_of_a_data_frame() -> None:
    table = pd.DataFrame({"id": ["mre"], "tier": [1]})
    assert records(table) == [{"id": "mre", "tier": 1}]


def test_every_column_that_people_read_has_a_heading(bundled_network: nx.MultiDiGraph) -> None:
    columns = set(central_actors(bundled_network).columns)
    columns |= {*findings.COLUMNS, "actors"}
    columns |= {*advice.SEAT_COLUMNS, *plans.PLAN_COLUMNS, *covers.COVER_COLUMNS}
    columns |= {*losses.LOSS_COLUMNS}
    for query in queries.catalogue().values():
        columns |= set(re.findall(r" AS (\w+)", query.text.rpartition("RETURN")[2]))
    shown = {re.sub("_(es|en)$", "", name) for name in columns}
    assert sorted(shown - set(HEADINGS)) == []


def test_every_format_has_a_name() -> None:
    assert get_args(tables.Format) == TABLE_FORMATS


@pytest.mark.parametrize(
    ("low", "high", "text"), [(1.0, 1.0, "1"), (1.0, 3.0, "1-3"), (2.475, 10.5, "2-11")]
)
def test_ranks_are_read_as_an_interval_rounded_outwards(low: float, high: float, text: str) -> None:
    row = {"id": "mre", "rank_lo": low, "rank_hi": high}
    assert localise([row], language="en", columns=["ranks"]) == (["ranks"], [[text]])


def test_yes_and_no_are_words() -> None:
    rows = [{"articulation_point": True}, {"articulation_point": False}]
    assert localise(rows, language="es") == (["punto de corte"], [["sí"], ["no"]])


@pytest.mark.parametrize("table", [ROWS, pd.DataFrame(ROWS)], ids=["rows", "data frame"])
def test_a_notebook_shows_markdown_and_the_prompt_a_table(
    table: list[dict[str, object]] | pd.DataFrame,
) -> None:
    shown = show(table, "name", "fraction", language="es")
    columns = ("name", "fraction")
    assert shown._repr_markdown_() == render(ROWS, format="md", language="es", columns=columns)
    assert repr(shown) == render(ROWS, format="table", language="es", columns=columns)


def test_without_columns_everything_is_shown() -> None:
    assert show(ROWS)._repr_markdown_() == render(ROWS, format="md")
