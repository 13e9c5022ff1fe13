from __future__ import annotations

import csv

import pytest

from stakeholder_graph import resources
from stakeholder_graph.glossary import concepts, known_terms, synonyms
from stakeholder_graph.names import fold


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    path = resources.folder("data") / "glossary.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


@pytest.mark.parametrize(
    "terms",
    [
        ("trata", "human trafficking", "Trata de Personas", "TdP", "trafficking in persons"),
        ("tráfico ilícito de migrantes", "migrant smuggling", "TIM", "coyotaje"),
        ("remesas", "Remittances"),
        ("niños, niñas y adolescentes", "children", "NNA"),
    ],
)
def test_terms_of_one_concept_have_the_same_synonyms_in_both_languages(
    terms: tuple[str, ...],
) -> None:
    assert len({tuple(synonyms(term)) for term in terms}) == 1
    assert {f" {fold(term)} " for term in terms} <= set(synonyms(terms[0]))


def test_trafficking_and_smuggling_share_no_term() -> None:
    trafficking = set(synonyms("trata"))
    smuggling = set(synonyms("tráfico ilícito de migrantes"))
    assert " human trafficking " in trafficking
    assert " migrant smuggling " in smuggling
    assert not trafficking & smuggling


@pytest.mark.parametrize(
    ("one", "many", "translation"),
    [
        ("consulado", "consulados", "consulates"),
        ("visa", "visas", "residence permits"),
        ("pensión", "pensiones", "pensions"),
        ("cualificación", "cualificaciones", "qualifications"),
        ("coyote", "coyotes", "people smuggling"),
        ("víctima de trata", "víctimas de trata", "trafficked persons"),
    ],
)
def test_singular_and_plural_name_the_same_concept(one: str, many: str, translation: str) -> None:
    for term in (one, many):
        found = synonyms(term)
        assert f" {fold(one)} " in found
        assert f" {fold(many)} " in found
        assert f" {translation} " in found


def test_an_unknown_term_stands_for_itself_in_singular_and_plural() -> None:
    # English and Spanish plurals: -s and -es.
    assert synonyms("Quipucamayoc") == [" quipucamayoc ", " quipucamayoces ", " quipucamayocs "]


@pytest.mark.parametrize("term", ["", "   ", "¿?"])
def test_a_term_without_a_word_stands_for_nothing(term: str) -> None:
    assert synonyms(term) == []


def test_every_synonym_is_a_whole_word_or_phrase() -> None:
    found = synonyms("trata")
    assert found == sorted(set(found))
    assert all(term == f" {term.strip()} " and term.strip() for term in found)


def test_no_term_names_two_concepts() -> None:
    # A term of two concepts would have the synonyms of both, and so more than its neighbours.
    for concept in concepts():
        assert len({tuple(synonyms(term)) for term in concept.terms}) == 1, concept.id
    terms = known_terms()
    assert len(set(terms)) == len(terms)


def test_every_term_of_the_file_says_something(rows: list[dict[str, str]]) -> None:
    for row in rows:
        for column in ("terms_es", "terms_en"):
            for term in row[column].split("|"):
                assert fold(term), (row["id"], column)
                assert term == term.strip(), (row["id"], term)


def test_every_concept_is_read_with_all_its_terms(rows: list[dict[str, str]]) -> None:
    assert [concept.id for concept in concepts()] == [row["id"] for row in rows]
    assert len({row["id"] for row in rows}) == len(rows)
    for concept, row in zip(concepts(), rows, strict=True):
        written = f"{row['terms_es']}|{row['terms_en']}".split("|")
        assert concept.terms == {fold(term) for term in written}
    assert set(known_terms()) == {term for concept in concepts() for term in concept.terms}
