from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholder_graph.titles import Terms, concepts_of, vectors

NAMES = {"MTPE": "mtpe", "Ministerio de Trabajo y Promoción del Empleo": "mtpe"}
WORDS = st.sampled_from(["trata", "salud", "niños", "Tacna", "2022", "de", "brigadas", "visa"])
TITLES = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8)


def similarity(one: str, other: str, *rest: str) -> float:
    found = vectors([one, other, *rest], NAMES).toarray()
    return float(found[0] @ found[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Campaña contra la trata de personas", "Campaign against human trafficking"),
        ("Talleres de seguridad social", "Social security workshops"),
        ("ATENCIÓN A NIÑOS", "atencion para los ninos"),
        ("Cursos del MTPE", "Cursos del Ministerio de Trabajo y Promoción del Empleo"),
        ("vacunación de migrantes", "vacunaciones para el migrante"),
    ],
    ids=["translated", "another word for it", "accents and function words", "acronym", "inflected"],
)
def test_what_means_the_same_is_wholly_alike(one: str, other: str) -> None:
    assert similarity(one, other) == pytest.approx(1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("trata de personas", "tráfico ilícito de migrantes"),
        ("acuerdos en materia de pensiones", "materiales de difusión"),
    ],
)
def test_what_means_something_else_has_nothing_in_common(one: str, other: str) -> None:
    assert similarity(one, other) == 0


def test_the_similarity_worked_out_by_hand() -> None:
    # Four titles. "Puno" is in one, "visa" and "Tacna" in two, and weigh log(1 + 54/1) and
    # log(1 + 54/2); the titles share "visa".
    once, twice = math.log(55), math.log(28)
    expected = twice**2 / (math.hypot(twice, twice) * math.hypot(twice, once))
    assert similarity("visa Tacna", "visa Puno", "Tacna", "salud") == pytest.approx(expected)


def test_what_is_in_every_title_counts_less_than_what_is_in_two() -> None:
    rest = [f"programa {name}" for name in ("Abancay", "Cusco", "Huaraz", "Ica", "Lima")]
    by_frequent = similarity("programa Tacna", "programa Puno", *rest)
    by_rare = similarity("programa Tacna", "estudio Tacna", *rest)
    assert by_frequent < by_rare


def test_the_longest_term_is_read() -> None:
    assert Terms({}).of("salud mental") == ["concept:mental-health"]
    assert Terms({}).of("salud") == ["concept:health"]


def test_function_words_count_only_when_there_is_nothing_else() -> None:
    assert Terms({}).of("de la A a la Z") == ["z"]
    assert Terms({}).of("Para que") == ["para", "que"]


@pytest.mark.parametrize("title", ["", "—", "2022", "2018 - 2022"])
def test_without_a_word_nothing_is_a_title(title: str) -> None:
    assert Terms({}).of(title) == []
    assert similarity(title, title) == 0


def test_no_titles_have_no_vectors() -> None:
    assert vectors([], {}).shape[0] == 0


def test_concepts_are_named_in_either_language() -> None:
    assert concepts_of(["Salvar vidas en el mar", "Housing"]) == {"saving-lives", "housing"}
    assert concepts_of(["Quipucamayoc"]) == frozenset()


@settings(deadline=None)
@given(TITLES)
def test_similarity_is_symmetric_between_0_and_1_and_1_of_a_title_with_itself(
    titles: list[str],
) -> None:
    found = vectors(titles, {}).toarray()
    product = found @ found.T
    assert product == pytest.approx(product.T)
    assert product.min() >= 0
    assert product.max() <= 1 + 1e-9
    for title, itself in zip(titles, product.diagonal(), strict=True):
        assert itself == pytest.approx(1 if Terms({}).of(title) else 0)
