from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from worlds import DAY, write_world

from stakeholder_graph import dataset, load, report
from stakeholder_graph.vocabulary import GAP_KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from stakeholder_graph.language import Language
    from stakeholder_graph.store import Store


def build(store: Store, language: Language, day: str) -> dict[str, bytes]:
    return dict(report.build(store, day=day, language=language))


@pytest.fixture(scope="module")
def files(bundled_store: Store) -> dict[str, bytes]:
    return build(bundled_store, "es", "2022-12-31")


@pytest.fixture(scope="module")
def document(files: dict[str, bytes]) -> str:
    return files["report.md"].decode()


def section(document: str, title: str) -> str:
    return document.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_file_is_made_and_every_picture_exists(
    files: dict[str, bytes], document: str
) -> None:
    assert set(files) == set(report.FILES)
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", document)
    assert pictures == ["matrix.png", "network.png"]
    assert set(pictures) <= set(files)


def test_the_roundtable_and_its_twenty_three_members(document: str) -> None:
    roundtable = section(document, "Órganos y quiénes los integran")
    roundtable = roundtable.partition("(MTIGM)\n\nLista de integrantes completa.")[2]
    roundtable = roundtable.partition("\n### ")[0]
    assert roundtable.count("| miembro |") == 23
    assert roundtable.count("| observador |") == 3
    assert "| MRE | Ministerio de Relaciones Exteriores | presidencia | thesis-pmm-peru |" in (
        roundtable
    )


def test_every_objective_of_the_compact_has_a_row(document: str) -> None:
    table = section(document, "Quién actúa sobre qué objetivo")
    numbers = re.findall(r"^\| (\d+) \|", table, flags=re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 24)]


def test_every_source_that_is_cited_is_listed(document: str) -> None:
    listed = set(
        re.findall(r"^\| ([a-z0-9-]+) \|", section(document, "Fuentes"), flags=re.MULTILINE)
    )
    cited = set(re.findall(r"thesis-pmm-peru|mieux-case-e[sn]|iom-press-note", document))
    assert cited
    assert cited <= listed


def test_each_kind_of_gap_has_its_section_and_its_file(
    files: dict[str, bytes], document: str
) -> None:
    for kind, title in GAP_KINDS.items():
        assert section(document, title.es).count("\n|") > 2
        assert files[f"{kind}-gaps.csv"].startswith(b"id,type,subjects,")
    assert re.search(
        r"^\| Tumbes +\| +2 \|", section(document, "Brechas entre niveles"), re.MULTILINE
    )


def test_bodies_and_sectors_have_their_tables(files: dict[str, bytes], document: str) -> None:
    bodies = section(document, "Órganos que tratan los mismos asuntos")
    assert bodies.count("\n| bridging_gap:") == 15
    assert files["bridging-gaps.csv"].count(b"\nbridging_gap:") > 15
    assert "| sector | otro sector |" in section(document, "Brechas de coordinación")


def test_tables_beside_the_document_hold_all_findings(files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["coordination-gaps.csv"].decode())))
    assert len(rows) > 25
    assert all(row["explanation_es"] and row["explanation_en"] for row in rows)


def test_the_report_is_the_same_twice(bundled_store: Store, files: dict[str, bytes]) -> None:
    assert build(bundled_store, "es", "2022-12-31") == files


def test_english_has_the_same_tables_as_spanish(bundled_store: Store, document: str) -> None:
    english = build(bundled_store, "en", "2022-12-31")["report.md"].decode()
    assert english.count("\n## ") == document.count("\n## ")
    assert english.count("\n|") == document.count("\n|")
    assert not re.search(r"\b(papel|asiento|órgano)\b", english.partition("## Sources")[0])


def test_a_world_without_anything_to_find_is_reported(tmp_path: Path) -> None:
    data = dataset.read([write_world(tmp_path / "world", institutions=[{"id": "alone"}])])
    with load.open_store(data) as store:
        document = build(store, "en", DAY)["report.md"].decode()
    assert "The data require no pair of institutions to coordinate." in document
    assert section(document, "Possibly duplicated efforts").strip() == "Nothing to show."
