"""Partial dates (``2022``, ``2022-06``, ``2022-06-30``) as spans of full days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from stakeholder_graph.errors import DatasetError
from stakeholder_graph.language import Text
from stakeholder_graph.model import FIRST_DAY, OPEN_DAY

ENDED = "?"
_PREFIX = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_NOT_A_DATE = Text(
    "«{value}» no es una fecha: escriba AAAA, AAAA-MM o AAAA-MM-DD.",
    "'{value}' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD.",
)


@lru_cache(maxsize=4096)
def span(prefix: str) -> tuple[str, str]:
    """
    Return the days that a partial date allows.

    Parameters
    ----------
    prefix
        ISO 8601 prefix: a year, a month or a day.

    Returns
    -------
    first, after
        The first allowed day and the day after the last one, both ``YYYY-MM-DD``;
        ``9999-12-31`` stands for every day past the calendar's end.

    Raises
    ------
    DatasetError
        If the text is not an ISO prefix of a day that exists.
    """
    if not (match := _PREFIX.fullmatch(prefix)):
        raise DatasetError(_NOT_A_DATE, value=prefix)
    year, month, day = match.groups()
    try:
        first = date.fromisoformat(f"{year}-{month or '01'}-{day or '01'}")
    except ValueError as error:
        raise DatasetError(_NOT_A_DATE, value=prefix) from error
    try:
        if day:
            after = first + timedelta(days=1)
        elif month:
            after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        else:
            after = first.replace(year=first.year + 1)
    except (OverflowError, ValueError):
        return first.isoformat(), OPEN_DAY
    return first.isoformat(), after.isoformat()


def interval(begins: str, ends: str, confirmed: str = "") -> tuple[str, str]:
    """
    Return the days on which a fact holds.

    Parameters
    ----------
    begins
        Partial date of the beginning; empty = unknown, so it holds from the first day.
    ends
        Partial date of the end; empty = still open; ``?`` = ended at an unknown date,
        and then the fact is taken to hold until it was last confirmed, or, never
        confirmed, for as long as its beginning says.
    confirmed
        Partial date of the last confirmation.

    Returns
    -------
    from_day, until_day
        The fact holds on a day when ``from_day <= day < until_day``.

    Raises
    ------
    DatasetError
        If one of the dates is malformed.
    """
    from_day = span(begins)[0] if begins else FIRST_DAY
    if not ends:
        return from_day, OPEN_DAY
    if ends != ENDED:
        return from_day, span(ends)[1]
    known = confirmed or begins
    return from_day, span(known)[1] if known else FIRST_DAY


def today() -> str:
    """
    Return the day of the user's clock.

    Returns
    -------
    day
        Full day, ``YYYY-MM-DD``.
    """
    return date.today().isoformat()  # noqa: DTZ011


def as_of_day(text: str) -> str:
    """
    Return the day that a user means: a partial date stands for its last day.

    Parameters
    ----------
    text
        Partial date.

    Returns
    -------
    day
        Full day, ``YYYY-MM-DD``.

    Raises
    ------
    DatasetError
        If the date is malformed.
    """
    _, after = span(text)
    return (date.fromisoformat(after) - timedelta(days=1)).isoformat()
