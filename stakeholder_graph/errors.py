"""The errors that the package raises on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stakeholder_graph.language import default_language

if TYPE_CHECKING:
    from stakeholder_graph.language import Language, Text


class StakeholderGraphError(Exception):
    """
    Base of every error of the package: one sentence in both languages.

    Parameters
    ----------
    text
        What is wrong, where, and how to mend it.
    **slots
        Values of the slots that the text names.
    """

    def __init__(self, text: Text, **slots: object) -> None:
        self.text = text
        self.slots = slots
        super().__init__(self.say(default_language()))

    def say(self, language: Language) -> str:
        """
        Return the sentence in one language.

        Parameters
        ----------
        language
            ``"es"`` or ``"en"``.

        Returns
        -------
        sentence
            The sentence, its slots filled.
        """
        return self.text.say(language, **self.slots)


class DatasetError(StakeholderGraphError, ValueError):
    """A data folder is missing or its files hold problems."""


class UnknownNameError(StakeholderGraphError, KeyError):
    """A name, an id or a term that the graph does not know."""

    __str__ = Exception.__str__


class AmbiguousNameError(StakeholderGraphError, ValueError):
    """A name that several nodes of the graph bear."""


class QueryError(StakeholderGraphError, ValueError):
    """A query that is unknown, refused, or that the store cannot run."""


class LoadError(StakeholderGraphError, RuntimeError):
    """The store does not hold what was sent to it."""


class ServerError(StakeholderGraphError, ConnectionError):
    """A server that cannot be reached, refuses the caller or gave up."""

    __str__ = Exception.__str__


class EmptyNetworkError(StakeholderGraphError, ValueError):
    """An analysis of a network that has no institutions."""


class InvalidTableError(StakeholderGraphError, ValueError):
    """A table of the user's own that does not say what it must."""


class OutOfTimeError(StakeholderGraphError, TimeoutError):
    """A search that found nothing in the time that it had."""

    __str__ = Exception.__str__


class OutputError(StakeholderGraphError, OSError):
    """A result that cannot be written where it was asked for."""

    __str__ = Exception.__str__
