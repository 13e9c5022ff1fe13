from __future__ import annotations

import pytest

from stakeholder_graph.language import LANGUAGES, Text, default_language

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def test_spanish_comes_first() -> None:
    assert LANGUAGES == ("es", "en")


def test_a_text_speaks_either_language() -> None:
    text = Text("foro", "forum")
    assert text.say("es") == "foro"
    assert text.say("en") == "forum"


def test_slots_are_filled_in_both_languages() -> None:
    text = Text("{count} foros en {place}", "in {place}, {count} forums")
    assert text.say("es", count=3, place="Tumbes") == "3 foros en Tumbes"
    assert text.say("en", count=3, place="Tumbes") == "in Tumbes, 3 forums"


def test_a_slot_value_with_braces_is_left_as_it_is() -> None:
    assert Text("«{value}»", "'{value}'").say("en", value="{x}") == "'{x}'"


def test_without_slots_braces_are_plain_text() -> None:
    assert Text("{id}", "{id}").say("es") == "{id}"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_PE.UTF-8"}, "es"),
        ({"LANG": "es"}, "es"),
        ({"LANG": "ES_pe"}, "es"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "qu_PE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "es_PE.UTF-8"}, "es"),
        ({"LC_MESSAGES": "es_PE.UTF-8", "LANG": "en_US.UTF-8"}, "es"),
        ({"LC_ALL": "C", "LC_MESSAGES": "es_PE.UTF-8", "LANG": "es_PE.UTF-8"}, "en"),
        ({"LC_ALL": "es_ES", "LC_MESSAGES": "en_GB", "LANG": "en_GB"}, "es"),
    ],
)
def test_the_language_follows_the_locale(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for variable in LOCALE:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert default_language() == language
