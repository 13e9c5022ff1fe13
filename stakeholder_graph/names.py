"""Names as people type them: without accents, in either language, under any alias."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_WORD = re.compile(r"[\W_]+")
_NAME_BAR = " | "


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """
    Return a text without accents, capitals and punctuation.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    folded
        Lower-case words separated by single spaces.
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def fold_all(*texts: str) -> str:
    """
    Return folded texts between bars, so that whole names and whole words can be looked up.

    Parameters
    ----------
    *texts
        Names of one thing; empty ones and repetitions are left out.

    Returns
    -------
    folded
        ``"| name one | name two |"``: a whole name is found as ``"| name |"`` and
        a whole word as ``" word "``.
    """
    folded = dict.fromkeys(filter(None, map(fold, texts)))
    return f"| {_NAME_BAR.join(folded)} |" if folded else ""


def unfold_all(folded: str) -> list[str]:
    """
    Return the single texts that ``fold_all`` joined.

    Parameters
    ----------
    folded
        What ``fold_all`` returned.

    Returns
    -------
    texts
        The folded texts.
    """
    return folded[2:-2].split(_NAME_BAR) if folded else []


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """
    Return the known texts that look most like one that is not known.

    Parameters
    ----------
    text
        What was looked for.
    known
        Folded texts.

    Returns
    -------
    texts
        Five at the most, the nearest first.
    """
    from difflib import get_close_matches

    return get_close_matches(fold(text), list(dict.fromkeys(known)), n=5, cutoff=0.6)
