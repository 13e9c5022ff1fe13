from __future__ import annotations

from string import Formatter

import pytest

from stakeholder_graph.problems import ISSUES, Problem


@pytest.mark.parametrize("issue", ISSUES)
def test_every_issue_says_what_is_wrong_and_how_to_mend_it_in_both_languages(issue: str) -> None:
    words = ISSUES[issue]
    assert words.es != words.en
    for sentence in words:
        assert sentence.endswith(".")
        wrong, remedy = sentence.split("; ", 1)
        assert wrong
        assert remedy


@pytest.mark.parametrize("issue", ISSUES)
def test_both_languages_of_an_issue_fill_the_same_slots(issue: str) -> None:
    spanish, english = (
        {slot for _, slot, _, _ in Formatter().parse(sentence) if slot}
        for sentence in ISSUES[issue]
    )
    assert spanish == english
    assert spanish <= {"value", "detail"}


def test_a_problem_of_a_cell_names_file_line_column_and_value() -> None:
    problem = Problem("memberships.csv", 7, "institution", "mtpee", "unknown_id", " (mtpe?)")
    assert problem.say("en") == (
        "memberships.csv:7: institution 'mtpee': no node or source has that id (mtpe?); "
        "correct it or add the missing row."
    )
    assert problem.say("es") == (
        "memberships.csv:7: institution 'mtpee': ningún nodo ni fuente tiene ese id (mtpe?); "
        "corríjalo o añada la fila que falta."
    )


def test_a_problem_of_an_empty_cell_has_no_value_to_show() -> None:
    problem = Problem("memberships.csv", 7, "role", "", "missing_value")
    assert problem.say("en") == "memberships.csv:7: role: the cell is required; fill it in."
    assert problem.say("es") == "memberships.csv:7: role: la celda es obligatoria; complétela."


def test_a_problem_of_a_whole_row_names_file_and_line() -> None:
    problem = Problem("parts.csv", 4, "", "", "repeated_row", "parts.csv:2")
    assert problem.say("en") == (
        "parts.csv:4: the row repeats that of parts.csv:2; delete one or tell them apart."
    )
    assert problem.say("es") == (
        "parts.csv:4: la fila repite la de parts.csv:2; borre una o distíngalas."
    )


def test_a_problem_of_a_whole_file_names_the_file_alone() -> None:
    problem = Problem("forums.csv", 0, "", "", "not_utf8")
    assert problem.say("en") == "forums.csv: the file is not UTF-8; save it as 'CSV UTF-8'."
    assert problem.say("es") == (
        "forums.csv: el archivo no está en UTF-8; guárdelo como «CSV UTF-8»."
    )


def test_a_long_value_is_cut_at_sixty_characters() -> None:
    sixty = Problem("parts.csv", 2, "part", "a" * 60, "wrong_id").say("en")
    assert f" '{'a' * 60}': " in sixty
    longer = Problem("parts.csv", 2, "part", "a" * 61, "wrong_id").say("en")
    assert f" '{'a' * 57}...': " in longer


def test_a_value_with_a_line_break_stays_on_one_line() -> None:
    said = Problem("parts.csv", 2, "part", "a\nb", "wrong_id").say("en")
    assert said.splitlines() == [said]
    assert r"'a\nb'" in said


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert "'{x}'" in Problem("parts.csv", 2, "part", "{x}", "wrong_id").say("en")
