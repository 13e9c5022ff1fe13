"""How alike titles are, in Spanish, English or one of each."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from stakeholder_graph.glossary import concept_of_term
from stakeholder_graph.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# Inflections and many derivations, in both languages, differ from the seventh letter on.
STEM_LETTERS = 6
# As if so many other titles were there: in a handful, what two titles share is not common.
OTHER_TITLES = 50
# Words that say nothing by themselves, most of them too rare in titles for their frequency to
# tell; "en materia de" among them.
_FUNCTION_WORDS_ES = """
a al ante como con contra cual cuando de del desde donde e el ella en entre es esta este ha hacia
hasta la las le lo los mas materia o para pero por que se segun sin sobre su sus tras u un una unas
unos y
"""
_FUNCTION_WORDS_EN = """
about against also an and are as at be been by for from has have in into is it its of on or over so
than that the their them these they this those through to under upon was were which who with within
without
"""
FUNCTION_WORDS = frozenset(f"{_FUNCTION_WORDS_ES} {_FUNCTION_WORDS_EN}".split())


class Terms:
    """
    What titles are compared by: concepts, institutions and the beginnings of other words.

    Parameters
    ----------
    names
        Per name or acronym, the id of the institution that bears it.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        institutions = {fold(name): f"institution:{who}" for name, who in names.items()}
        concepts = {term: f"concept:{name}" for term, name in concept_of_term().items()}
        self._phrases = institutions | concepts
        self._longest: dict[str, int] = {}
        for phrase in self._phrases:
            first, _, rest = phrase.partition(" ")
            length = rest.count(" ") + 2 if rest else 1
            self._longest[first] = max(length, self._longest.get(first, 0))

    def of(self, title: str) -> list[str]:
        """
        Return the terms of a title.

        Parameters
        ----------
        title
            In Spanish or English.

        Returns
        -------
        terms
            Each once: the concept or institution for a phrase that names one, the
            longest phrase first, and the first six letters of any other word. Function
            words are left out unless there is nothing else. None for a text without a
            word: a year alone is no title.
        """
        words = fold(title).split()
        if all(map(str.isdigit, words)):
            return []
        return list(dict.fromkeys(self._read(words)) or dict.fromkeys(words))

    def _read(self, words: list[str]) -> Iterator[str]:
        at = 0
        while at < len(words):
            word = words[at]
            length, term = self._phrase_at(words, at) if word in self._longest else (1, None)
            if term:
                yield term
            elif word not in FUNCTION_WORDS:
                yield word[:STEM_LETTERS]
            at += length

    def _phrase_at(self, words: list[str], at: int) -> tuple[int, str | None]:
        for length in range(min(self._longest[words[at]], len(words) - at), 0, -1):
            if term := self._phrases.get(" ".join(words[at : at + length])):
                return length, term
        return 1, None


def vectors(titles: Sequence[str], names: Mapping[str, str]) -> csr_array:
    """
    Return titles as vectors whose product is their similarity.

    Parameters
    ----------
    titles
        All titles, in Spanish or English; what is frequent among them counts little.
    names
        Per name or acronym, the id of the institution that bears it.

    Returns
    -------
    vectors
        Sparse, one row of length 1 per title, one column per term. The product of two
        rows is the cosine similarity of their titles, in [0, 1].

    Notes
    -----
    A term weighs ``log(1 + (50 + n) / df)``, the inverse document frequency with fifty
    further titles, so that "programme of" or "strengthening of capacities" hardly tell many
    titles apart, and few titles are not told apart by their number. It follows that a title
    that is added shifts the similarity of all others a little.

    References
    ----------
    .. [1] Spärck Jones, K. (1972). A statistical interpretation of term specificity and
       its application in retrieval. Journal of Documentation 28 (1).
    """
    terms = Terms(names)
    columns: dict[str, int] = {}
    found = [[columns.setdefault(term, len(columns)) for term in terms.of(t)] for t in titles]
    lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    indices = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=int(starts[-1]))
    frequency = np.bincount(indices, minlength=len(columns))
    weights = np.log1p((OTHER_TITLES + len(found)) / frequency)[indices]
    title = np.repeat(np.arange(len(found)), lengths)
    weights /= np.sqrt(np.bincount(title, weights**2, minlength=len(found)))[title]
    return csr_array((weights, indices, starts), shape=(len(found), len(columns)))


def concepts_of(titles: Iterable[str]) -> frozenset[str]:
    """
    Return the concepts that some texts name.

    Parameters
    ----------
    titles
        In Spanish or English.

    Returns
    -------
    concepts
        Ids of concepts of the glossary.
    """
    terms = Terms({})
    named = {term.partition(":") for title in titles for term in terms.of(title)}
    return frozenset(name for kind, _, name in named if kind == "concept" and name)
