"""Roles that ended without a successor on record, or that nobody confirmed for long."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from stakeholder_graph.dates import ENDED, as_of_day
from stakeholder_graph.findings import (
    EVEN_PRIOR,
    PARTIAL_REGISTER,
    Finding,
    absence_confidence,
    slots_of,
    tabulate,
)
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.network import ended_ties_of, ties_of
from stakeholder_graph.responsibility import EVIDENCE_WEIGHTS, weight_of
from stakeholder_graph.vocabulary import RESPONSIBILITY_ROLES, SEAT_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx
    import pandas as pd

    from stakeholder_graph.findings import EvidenceState
    from stakeholder_graph.language import Language

CURRENCY_COLUMNS = (
    "gap_type",
    "institution",
    "role",
    "matter",
    "valid_to",
    "confirmed_on",
    "age",
    "half_life",
    "currency",
)

# Months after which a role is as likely as not to have changed hands. Presidencies that
# rotate change most often, a task that a norm assigns least.
HALF_LIVES = {
    "pro_tempore_presidency": 9,
    "co_chair": 9,
    "chair": 24,
    "secretariat": 24,
    "lead": 24,
}
HALF_LIFE_UNDER_A_NORM = 120
# Whoever holds one of these leads; those of one kind stand in for each other.
_LEADING = {
    "chair": "presidency",
    "co_chair": "presidency",
    "pro_tempore_presidency": "presidency",
    "secretariat": "secretariat",
    "lead": "lead",
}
_ROLES = {**SEAT_ROLES, **RESPONSIBILITY_ROLES}

_EXPIRED = Text(
    "El papel de {institution} en {matter} ({role}) terminó {when}; al {as_of} no consta quién lo "
    "asume.",
    "The role of {institution} in {matter} ({role}) ended {when}; on {as_of} nobody is recorded "
    "as taking it over.",
)
_STALE = Text(
    "Nadie más que {institution} consta en {matter} ({role}) y la última confirmación, {when}, "
    "tiene {age} meses al {as_of}; papeles así suelen cambiar a los {half_life}.",
    "Nobody but {institution} is recorded in {matter} ({role}) and the last confirmation, "
    "{when}, is {age} months old on {as_of}; such roles tend to change after {half_life}.",
)
_ON = Text("el {day}", "on {day}")
_IN = Text("en {day}", "in {day}")
_UNKNOWN = Text("en fecha desconocida", "at an unknown date")
_FULL_DATE = len("2026-06-30")

_TYPES = ("RESPONSIBLE_FOR", "MEMBER_OF")

Tie = dict[str, str]


class _Post(NamedTuple):
    """What one leads, and how: an objective, or a body it presides over or serves."""

    matter: str
    kind: str


def currency_gaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find leading roles that ended without a successor or were not confirmed for long.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    gaps
        Findings of type ``currency_gap``, for roles that nobody else holds: leads of
        objectives, presidencies and secretariats of bodies. ``gap_type`` is ``expired``
        (the last holder's term is over) or ``stale`` (no end is known and the last
        confirmation is at least a half-life old, which makes it a question). ``age`` is
        that of the last confirmation in months, NaN without any; ``currency`` the
        probability 2 ** (-age / half_life) that the role is still held, 0 once it ended.
        Severity is the greatest weight of the objectives that hang on the role, times
        1 - currency; a body whose objectives are not on record hangs on nothing.

    Notes
    -----
    Half-lives are in ``HALF_LIVES``; a task that a norm assigns has 120 months. They are
    provisional, until enough confirmations are on record to fit them. A role never
    dated is left out: how old it is nobody knows.

    References
    ----------
    .. [1] Heinrich, B. and Klier, M. (2015). Metric-based data quality assessment:
       developing and evaluating a probability-based currency metric. Decision Support
       Systems 72, 82-96.
    """
    held, over = _holders(ties_of(network, *_TYPES)), _holders(_ended(network))
    weights = _weights(network)
    found = [_stale(network, post, ties, weights) for post, ties in held.items()]
    found += [
        _expired(network, post, ties, weights) for post, ties in over.items() if post not in held
    ]
    return tabulate(
        [one for one in found if one and one.severity],
        extra_columns=CURRENCY_COLUMNS,
        as_of=network.graph["as_of"],
    )


def _ended(network: nx.MultiDiGraph) -> Iterator[tuple[str, str, Tie]]:
    for tie in ended_ties_of(network, *_TYPES):
        yield tie["start"], tie["end"], tie


def _holders(ties: Iterable[tuple[str, str, Tie]]) -> dict[_Post, list[Tie]]:
    holders: dict[_Post, list[Tie]] = {}
    for _, matter, tie in ties:
        if tie["role"] in _LEADING and tie["evidence"] in EVIDENCE_WEIGHTS:
            holders.setdefault(_Post(matter, _LEADING[tie["role"]]), []).append(tie)
    return {post: holders[post] for post in sorted(holders)}


def _weights(network: nx.MultiDiGraph) -> dict[str, float]:
    """Return the greatest weight of the objectives that each objective or body is about."""
    weights = {
        node: weight_of(network, node)
        for node, label in network.nodes(data="label")
        if label == "Objective"
    }
    for body, objective, _ in ties_of(network, "ADDRESSES"):
        weights[body] = max(weights.get(body, 0.0), weights[objective])
    return weights


def _stale(
    network: nx.MultiDiGraph, post: _Post, ties: list[Tie], weights: Mapping[str, float]
) -> Finding | None:
    last = max(ties, key=lambda tie: (_last_seen(tie), tie["start"]))
    is_alone = len({tie["start"] for tie in ties}) == 1
    if not is_alone or last["valid_to"] or not _last_seen(last):
        return None
    age = months_between(_last_seen(last), network.graph["as_of"])
    currency = currency_of(age, half_life_of(last))
    if age < half_life_of(last):
        return None
    severity = weights.get(post.matter, 0.0) * (1 - currency)
    return _finding(network, last, "stale", severity, age, currency)


def _expired(
    network: nx.MultiDiGraph, post: _Post, ties: list[Tie], weights: Mapping[str, float]
) -> Finding:
    last = max(ties, key=lambda tie: (tie["until_day"], tie["start"]))
    seen = _last_seen(last)
    age = months_between(seen, network.graph["as_of"]) if seen else float("nan")
    return _finding(network, last, "expired", weights.get(post.matter, 0.0), age, 0.0)


def half_life_of(tie: Mapping[str, str]) -> int:
    """
    Return after how many months a role is as likely as not to have changed hands.

    Parameters
    ----------
    tie
        Properties of the seat or responsibility; its role is one of ``HALF_LIVES``.

    Returns
    -------
    months
        120 if a norm assigns it, else by role.
    """
    return HALF_LIFE_UNDER_A_NORM if tie.get("norm") else HALF_LIVES[tie["role"]]


def currency_of(age: float, half_life: float) -> float:
    """
    Return the probability that what was true once still is.

    Parameters
    ----------
    age
        How long ago it was confirmed.
    half_life
        After how long it is as likely as not to have changed, in the same unit.

    Returns
    -------
    currency
        ``2 ** (-age / half_life)``, which is 0.5 at the half-life.
    """
    return float(2 ** (-age / half_life))


def months_between(first: str, last: str) -> float:
    """
    Return how many months lie between two days.

    Parameters
    ----------
    first, last
        Full days, ``YYYY-MM-DD``.

    Returns
    -------
    months
        Calendar months, and days as parts of 31; 0 if the first day is the later one.
    """
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    months = 12 * (ends.year - begins.year) + ends.month - begins.month
    return max(0.0, months + (ends.day - begins.day) / 31)


def _last_seen(tie: Tie) -> str:
    """Return the last day on which a source confirms a role; empty if none does."""
    known = tie["confirmed_on"] or tie["valid_from"]
    return as_of_day(known) if known else ""


def _finding(
    network: nx.MultiDiGraph,
    tie: Tie,
    gap_type: str,
    severity: float,
    age: float,
    currency: float,
) -> Finding:
    is_over = gap_type == "expired"
    state: EvidenceState = "documented_absent" if is_over else "not_searched"
    successor = absence_confidence(EVEN_PRIOR, [PARTIAL_REGISTER]) if is_over else 1.0
    return Finding(
        type="currency_gap",
        subjects=(tie["start"], tie["end"], tie["role"], gap_type),
        severity=severity,
        confidence=EVIDENCE_WEIGHTS[tie["evidence"]] * successor,
        evidence_state=state,
        facts=[tie],
        sentence=_EXPIRED if is_over else _STALE,
        slots=_slots(network, tie, age),
        extra={
            "gap_type": gap_type,
            "institution": tie["start"],
            "role": tie["role"],
            "matter": tie["end"],
            "valid_to": tie["valid_to"],
            "confirmed_on": tie["confirmed_on"],
            "age": age,
            "half_life": half_life_of(tie),
            "currency": currency,
        },
    )


def _slots(network: nx.MultiDiGraph, tie: Tie, age: float) -> dict[Language, dict[str, str]]:
    slots = slots_of(network, institution=[tie["start"]], matter=[tie["end"]])
    day = tie["valid_to"] or tie["confirmed_on"] or tie["valid_from"]
    return {
        language: slots[language]
        | {
            "role": _ROLES[tie["role"]].say(language),
            "when": _when(day, language),
            "age": f"{age:.0f}",
            "half_life": str(half_life_of(tie)),
        }
        for language in LANGUAGES
    }


def _when(day: str, language: Language) -> str:
    if day == ENDED:
        return _UNKNOWN.say(language)
    return (_ON if len(day) == _FULL_DATE else _IN).say(language, day=day)
