from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholder_graph.names import fold, fold_all, nearest, unfold_all

WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1)
FOLDED = st.lists(WORDS, min_size=1).map(" ".join)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Cancillería", "cancilleria"),
        ("NIÑEZ", "ninez"),
        ("Ministerio de Relaciones Exteriores", "ministerio de relaciones exteriores"),
        ("Defensoría del Pueblo (Perú)", "defensoria del pueblo peru"),
        ("CMNP TP-TIM", "cmnp tp tim"),
        ("  MTIGM  ", "mtigm"),
        ("gcm_o09", "gcm o09"),
        ("D.S. N.° 067-2011-PCM", "d s n 067 2011 pcm"),
        ("«Tu Causa es Mi Causa»", "tu causa es mi causa"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("São Paulo", "sao paulo"),
        ("ação", "acao"),
        ("Zürich", "zurich"),
        ("línea\n  de\tayuda", "linea de ayuda"),
        ("Peru\u0301", "peru"),  # an accent that stands by itself
        ("n\u0303an\u0303o", "nano"),
        ("\ufb01scalía", "fiscalia"),  # a ligature
        ("\uff2d\uff32\uff25", "mre"),  # full-width letters
        ("", ""),
        ("¿?…", ""),
    ],
)
def test_folding_leaves_lower_case_words_without_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(FOLDED)
def test_a_folded_text_stays_as_it_is(text: str) -> None:
    assert fold(text) == text


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert "|" not in once
    assert once == " ".join(once.split())


def test_names_stand_between_bars_once_and_in_order() -> None:
    assert fold_all("Cancillería", "MRE", "", "Cancilleria", "¿?") == "| cancilleria | mre |"
    assert fold_all("MRE") == "| mre |"


@pytest.mark.parametrize("texts", [(), ("",), ("", "…")])
def test_no_names_fold_to_nothing(texts: tuple[str, ...]) -> None:
    assert fold_all(*texts) == ""
    assert unfold_all("") == []


def test_whole_names_and_whole_words_are_found_between_bars() -> None:
    folded = fold_all("Ministerio de Salud", "MINSA")
    assert "| minsa |" in folded
    assert " salud " in folded
    assert "| salud |" not in folded
    assert " min " not in folded


@given(st.lists(FOLDED, unique=True))
def test_joined_names_come_apart_again(texts: list[str]) -> None:
    assert unfold_all(fold_all(*texts)) == texts


@given(st.lists(st.text()))
def test_any_names_come_apart_as_they_fold_one_by_one(texts: list[str]) -> None:
    apart = unfold_all(fold_all(*texts))
    assert len(set(apart)) == len(apart)
    assert set(apart) == {fold(text) for text in texts} - {""}


def test_the_nearest_names_come_first() -> None:
    known = ["cancilleria", "cancilleres", "migraciones", "mtpe"]
    assert nearest("Cancilería", known) == ["cancilleria", "cancilleres"]
    assert nearest("Migracione", known) == ["migraciones"]


def test_a_text_like_no_other_has_no_nearest() -> None:
    assert nearest("xyz", ["cancilleria", "mtpe"]) == []
    assert nearest("mre", []) == []


def test_at_most_five_nearest_and_each_one_once() -> None:
    known = [f"minister{ending}" for ending in "abcdefgh"]
    assert len(nearest("ministerx", known)) == 5
    assert nearest("mtp", ["mtpe", "mtpe", "mtpe"]) == ["mtpe"]
