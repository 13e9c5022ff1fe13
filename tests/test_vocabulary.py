from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from stakeholder_graph import vocabulary
from stakeholder_graph.language import Text
from stakeholder_graph.model import COLUMNS_OF_FILE
from stakeholder_graph.vocabulary import LABELS_OF_COLUMN

VOCABULARIES: dict[str, Mapping[str, Text]] = {
    name: value
    for name, value in vars(vocabulary).items()
    if name.isupper() and name != "LABELS_OF_COLUMN" and isinstance(value, Mapping)
}
ROLES = ("SEAT_ROLES", "PARTY_ROLES", "RESPONSIBILITY_ROLES", "EXECUTION_ROLES")
KINDS = (
    "INSTITUTION_KINDS",
    "WORKING_GROUP_KINDS",
    "FORUM_KINDS",
    "AGREEMENT_KINDS",
    "OBJECTIVE_KINDS",
    "INTERVENTION_KINDS",
    "TERRITORY_KINDS",
    "SOURCE_KINDS",
)
# Said of results, never written in a data file.
OF_RESULTS = {
    "GAP_KINDS",
    "MEASURES",
    "FUNCTIONS",
    "SECTIONS",
    "RELATIONS",
    "GAP_TYPES",
    "REPORTING_LINES",
    "CONCENTRATION",
    "CONGRUENCE",
    "FRAGMENTATION",
    "MOTIFS",
    "PAIR_CLASSES",
}

each_vocabulary = pytest.mark.parametrize("name", VOCABULARIES)


@each_vocabulary
def test_every_term_has_a_label_in_both_languages(name: str) -> None:
    terms = VOCABULARIES[name]
    assert terms
    for term, label in terms.items():
        assert isinstance(label, Text), term
        assert all(words.strip() == words and words for words in label), term


@each_vocabulary
def test_every_term_is_a_plain_key(name: str) -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", term) for term in VOCABULARIES[name])


@each_vocabulary
def test_no_two_terms_of_a_vocabulary_share_a_label(name: str) -> None:
    labels = VOCABULARIES[name].values()
    assert len({label.es for label in labels}) == len(labels)
    assert len({label.en for label in labels}) == len(labels)


@pytest.mark.parametrize(("column", "merged"), [("role", ROLES), ("kind", KINDS)])
def test_a_term_of_several_vocabularies_in_one_column_has_one_label(
    column: str, merged: tuple[str, ...]
) -> None:
    labels: dict[str, set[Text]] = {}
    for name in merged:
        for term, label in VOCABULARIES[name].items():
            labels.setdefault(term, set()).add(label)
    assert {term: found for term, found in labels.items() if len(found) > 1} == {}
    assert set(LABELS_OF_COLUMN[column]) == set(labels)


def test_every_vocabulary_of_the_data_files_is_one_of_this_module() -> None:
    used = {
        id(column.values)
        for columns in COLUMNS_OF_FILE.values()
        for column in columns
        if column.values is not None
    }
    known = {id(terms): name for name, terms in VOCABULARIES.items()}
    assert used <= set(known)
    assert {known[one] for one in used} == set(VOCABULARIES) - OF_RESULTS


@pytest.mark.parametrize("column", ["role", "kind", "evidence", "status", "level", "sector"])
def test_every_term_of_a_column_can_be_read_out(column: str) -> None:
    labels = LABELS_OF_COLUMN[column]
    for file, columns in COLUMNS_OF_FILE.items():
        # The kind of a cooperation is returned under a name of its own; sources and statements
        # are not stored.
        if column == "kind" and file in {"cooperation.csv", "sources.csv", "statements.csv"}:
            continue
        for found in columns:
            if found.name == column:
                assert found.values is not None, file
                assert {term: labels[term] for term in found.values} == dict(found.values), file


def test_cooperation_is_read_out_under_its_own_column() -> None:
    kinds = {column.name: column.values for column in COLUMNS_OF_FILE["cooperation.csv"]}["kind"]
    assert LABELS_OF_COLUMN["cooperation"] == kinds


def test_the_other_side_of_a_seat_has_the_roles_of_a_seat() -> None:
    assert LABELS_OF_COLUMN["other_role"] == VOCABULARIES["SEAT_ROLES"]
