"""The concepts of the field and the terms, in both languages, that name each of them."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from stakeholder_graph import resources
from stakeholder_graph.model import LIST_SEPARATOR
from stakeholder_graph.names import fold

if TYPE_CHECKING:
    from collections.abc import Mapping


class Concept(NamedTuple):
    """
    A concept and its folded terms.

    Attributes
    ----------
    id
        Stable identifier.
    terms
        Spanish and English terms, folded.
    """

    id: str
    terms: frozenset[str]


@cache
def concepts() -> tuple[Concept, ...]:
    """
    Return the concepts of the shipped glossary.

    Returns
    -------
    concepts
        In the order of the file.
    """
    path = resources.folder("data").joinpath("glossary.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Concept(
                row["id"],
                frozenset(
                    fold(term)
                    for column in ("terms_es", "terms_en")
                    for term in row[column].split(LIST_SEPARATOR)
                ),
            )
            for row in csv.DictReader(lines)
        )


def synonyms(term: str) -> list[str]:
    """
    Return every term that names the same concept, in singular and plural.

    Parameters
    ----------
    term
        A word or phrase in Spanish or English.

    Returns
    -------
    terms
        Folded terms between spaces, to be found as whole words in folded text;
        the term alone when the glossary does not know it, none for a text without words.
    """
    if not fold(term):
        return []
    forms = _forms(fold(term))
    same = {other for concept in concepts() if concept.terms & forms for other in concept.terms}
    return sorted({f" {form} " for other in same | {fold(term)} for form in _forms(other)})


@cache
def concept_of_term() -> Mapping[str, str]:
    """
    Return which concept each term names.

    Returns
    -------
    concepts
        Per folded term, in singular and plural, the id of its concept; a plural that is
        itself a term of another concept names that one.
    """
    plain = {term: concept.id for concept in concepts() for term in concept.terms}
    return {form: name for term, name in plain.items() for form in sorted(_forms(term))} | plain


def known_terms() -> list[str]:
    """
    Return every term of the glossary.

    Returns
    -------
    terms
        Folded, in the order of the file.
    """
    return [term for concept in concepts() for term in sorted(concept.terms)]


def _forms(term: str) -> set[str]:
    singulars = {term, term.removesuffix("s"), term.removesuffix("es")}
    plurals = {f"{one}s" for one in singulars} | {f"{one}es" for one in singulars}
    return {form for form in singulars | plurals if form}
