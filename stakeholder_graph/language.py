"""Text in Spanish and English."""

from __future__ import annotations

import os
from typing import Literal, NamedTuple

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")


class Text(NamedTuple):
    """The same words in both languages of the project."""

    es: str
    en: str

    def say(self, language: Language, **slots: object) -> str:
        """
        Return the words of one language, with its ``{slots}`` filled.

        Parameters
        ----------
        language
            ``"es"`` or ``"en"``.
        **slots
            Values of the slots that the text names.

        Returns
        -------
        words
            The filled text.
        """
        words: str = getattr(self, language)
        return words.format(**slots) if slots else words


def default_language() -> Language:
    """
    Return the language that the environment's locale asks for.

    Returns
    -------
    language
        ``"es"`` for a Spanish locale, ``"en"`` for every other one.
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "es" if value.lower().startswith("es") else "en"
    return "en"
