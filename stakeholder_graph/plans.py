"""Several seats at once: the plan that closes most, worked out exactly."""

from __future__ import annotations

from functools import partial
from math import isinf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from stakeholder_graph.advice import RUNS, TOP, say_changes
from stakeholder_graph.coordination import LEAST_STRENGTH
from stakeholder_graph.errors import OutOfTimeError
from stakeholder_graph.findings import id_of, listed, saturate, short_name
from stakeholder_graph.gaps import best_link
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.model import BODIES
from stakeholder_graph.network import nodes_of
from stakeholder_graph.programmes import TIME_LIMIT, Solution, maximise
from stakeholder_graph.prospects import (
    COORDINATION_GAP,
    INDIRECT,
    NEARLY,
    NEW_SEAT,
    Narrowing,
    Prospects,
    findings_by_id,
    gain_of,
    known_of,
    shares_best,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    import networkx as nx

    from stakeholder_graph.language import Language
    from stakeholder_graph.prospects import Pair

PLAN_COLUMNS = (
    "id",
    "type",
    "subjects",
    "gain",
    "p_best",
    "confidence",
    "evidence_state",
    "closes",
    "narrows",
    "cost",
    "optimality_gap",
    "as_of",
    "sources",
    "facts",
    "explanation_es",
    "explanation_en",
)
BUDGET = 3

_PLAN = Text(
    "Asientos nuevos, {cost} ({seats}): {changes}.", "New seats, {cost} ({seats}): {changes}."
)
_SEATS = Text("{institutions} en {body}", "{institutions} in {body}")
_NOT_PROVEN = Text(
    "{sentence} El tiempo no alcanzó para probar que no hay otro mejor.",
    "{sentence} Time did not suffice to prove that there is none better.",
)
_OUT_OF_TIME = Text(
    "El tiempo no alcanzó para hallar ningún plan; pida menos asientos o los de una institución.",
    "Time did not suffice to find any plan; ask for fewer seats or for those of one institution.",
)
_TINY = 1e-9


class Meeting(NamedTuple):
    """
    What two institutions would gain from sitting together in one body.

    Attributes
    ----------
    pair
        Ids of the institutions.
    reason
        Which of their reasons to coordinate; each counts once, in its best body.
    body
        Where they would meet.
    gain
        Severity that goes away.
    seats
        Per side, the seats of which it needs one; empty for a side that sits there.
    """

    pair: Pair
    reason: int
    body: str
    gain: float
    seats: tuple[tuple[Pair, ...], ...]


def best_plan(  # noqa: PLR0913 - what every repeated analysis takes
    network: nx.MultiDiGraph,
    *,
    budget: int = BUDGET,
    institution: str | None = None,
    top: int = TOP,
    runs: int = RUNS,
    seed: int = 0,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Find the few new seats that together would narrow the coordination gaps most.

    Seats help each other: where two must both join a body to meet there, each alone gains
    nothing. Adding up single seats, or taking the best one by one, misses that.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    budget
        How many seats at most, at least 1.
    institution
        Keep to the gaps of one institution. If None, all.
    top
        How many plans to show at most. The second is the best that does not contain the
        first, and so on, as long as it gains within a tenth of the best.
    runs, seed, progress
        As for ``advice.best_ties``; the plans of the table compete in the draws.
    time_limit
        Seconds for each plan.

    Returns
    -------
    plans
        One row per plan, the best first; no row where no seats narrow anything.
        ``subjects`` are institution and body of each seat, ``cost`` is their number.
        ``gain`` is the sum of the severities that meeting in a body takes away; what would
        only come to have a third in common, or bridges between bodies, is not counted.
        ``optimality_gap`` is 0 where the plan is proven best; else the time limit was
        reached, and it says by which share another might be better at most.

    Raises
    ------
    ValueError
        If ``budget`` or ``top`` is less than 1.
    OutOfTimeError
        If the time did not suffice to find any plan.

    Notes
    -----
    A mixed-integer linear programme. Per pair, reason to coordinate and body in which both
    might sit, a variable tells whether they use that body for it; it may be 1 only if each
    side sits there or gets a seat, and each reason counts once. Without submodularity the
    greedy choice has no guarantee [1]_.

    References
    ----------
    .. [1] Nemhauser, G. L., Wolsey, L. A. and Fisher, M. L. (1978). An analysis of
       approximations for maximizing submodular set functions. Mathematical Programming 14,
       265-294.
    """
    if budget < 1 or top < 1:
        message = "budget and top must be at least 1"
        raise ValueError(message)
    prospects = Prospects(network)
    meetings = [
        one for one in meetings_of(prospects) if institution is None or institution in one.pair
    ]
    plans: list[tuple[tuple[Pair, ...], Solution]] = []
    while len(plans) < top:
        excluded = [seats for seats, _ in plans]
        seats, solution = solve(meetings, budget, excluded=excluded, time_limit=time_limit)
        least = NEARLY * plans[0][1].value if plans else 0.0
        if isinf(solution.gap) and not plans:
            raise OutOfTimeError(_OUT_OF_TIME)
        if not seats or solution.value < least - _TINY:
            break
        plans.append((seats, solution))
    shares = np.full(len(plans), np.nan)
    if plans and runs:
        gains = partial(_gains_of_plans, plans=[seats for seats, _ in plans])
        shares = shares_best(network, gains, runs=runs, seed=seed, progress=progress)
    findings = findings_by_id(network)
    rows = [
        _row(prospects, seats, solution, share, narrowed(prospects, meetings, seats), findings)
        for (seats, solution), share in zip(plans, map(float, shares), strict=True)
    ]
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS))


def meetings_of(prospects: Prospects, seats: Collection[Pair] | None = None) -> list[Meeting]:
    """
    Return which pairs with a gap might meet where, and what that would gain.

    Parameters
    ----------
    prospects
        The gaps.
    seats
        The seats that might be taken. If None, all that ``Prospects.is_open`` allows.

    Returns
    -------
    meetings
        Only those that gain something and that need a new seat.
    """
    bodies = nodes_of(prospects.network, *BODIES)
    able = (
        {
            (who, body)
            for who in {
                one for pair in prospects.gaps for side in pair for one in prospects.speakers(side)
            }
            for body in bodies
            if prospects.is_open(who, body)
        }
        if seats is None
        else {*seats}
    )
    joined = sorted({body for _, body in able})
    return [
        Meeting(pair, at, body, gain, ways)
        for pair in prospects.gaps
        for body, ways in _ways_to_meet(prospects, pair, joined, able)
        for at, gain in _gains_of_meeting(prospects, pair, body)
    ]


def solve(
    meetings: Sequence[Meeting],
    budget: int,
    *,
    excluded: Iterable[Sequence[Pair]] = (),
    time_limit: float = TIME_LIMIT,
) -> tuple[tuple[Pair, ...], Solution]:
    """
    Choose seats so that the meetings that they make possible gain most.

    Parameters
    ----------
    meetings
        What ``meetings_of`` returned.
    budget
        How many seats at most.
    excluded
        Plans that the choice must not contain.
    time_limit
        Seconds.

    Returns
    -------
    seats
        Institution and body of each, in alphabetical order; empty if nothing is gained.
    solution
        Its value, and the proof that it is the best.
    """
    seats = sorted({seat for one in meetings for side in one.seats for seat in side})
    place = {seat: at for at, seat in enumerate(seats)}
    gains = np.concatenate([np.zeros(len(seats)), [one.gain for one in meetings]])
    rows: list[tuple[dict[int, float], float]] = [(dict.fromkeys(range(len(seats)), 1.0), budget)]
    reasons: dict[tuple[Pair, int], dict[int, float]] = {}
    for at, one in enumerate(meetings, start=len(seats)):
        reasons.setdefault((one.pair, one.reason), {})[at] = 1.0
        rows += [
            ({at: 1.0} | dict.fromkeys((place[seat] for seat in side), -1.0), 0.0)
            for side in one.seats
            if side
        ]
    rows += [(row, 1.0) for row in reasons.values()]
    rows += [
        (dict.fromkeys((place[seat] for seat in plan), 1.0), len(plan) - 1.0)
        for plan in excluded
        if place.keys() >= set(plan)
    ]
    # Among plans of equal gain, the one with fewer seats.
    gains[: len(seats)] = -_TINY
    solution = maximise(gains, rows, time_limit=time_limit) if seats else Solution((), 0.0, 0.0)
    chosen = tuple(seats[at] for at in solution.chosen if at < len(seats))
    return chosen, solution._replace(value=gain_of_seats(meetings, chosen))


def gain_of_seats(meetings: Iterable[Meeting], seats: Iterable[Pair]) -> float:
    """
    Return what a plan gains.

    Parameters
    ----------
    meetings
        What ``meetings_of`` returned.
    seats
        Institution and body of each.

    Returns
    -------
    gain
        Sum, over pairs and reasons, of the best meeting that the seats make possible.
    """
    return sum(_best_meetings(meetings, seats).values())


def narrowed(
    prospects: Prospects, meetings: Iterable[Meeting], seats: Iterable[Pair]
) -> list[Narrowing]:
    """
    Return what a plan does to each gap.

    Parameters
    ----------
    prospects
        The gaps.
    meetings
        What ``meetings_of`` returned.
    seats
        Institution and body of each.

    Returns
    -------
    narrowings
        One per gap that narrows, the greatest gain first.
    """
    gains: dict[Pair, float] = {}
    for (pair, _), gain in _best_meetings(meetings, seats).items():
        gains[pair] = gains.get(pair, 0.0) + gain
    found = [
        Narrowing(COORDINATION_GAP, pair, gain, prospects.gaps[pair] - gain)
        for pair, gain in gains.items()
    ]
    return sorted(found, key=lambda one: (-round(one.gain, 9), one.pair))


def _best_meetings(
    meetings: Iterable[Meeting], seats: Iterable[Pair]
) -> dict[tuple[Pair, int], float]:
    taken, best = {*seats}, dict[tuple["Pair", int], float]()
    for one in meetings:
        if all(not side or taken.intersection(side) for side in one.seats):
            reason = (one.pair, one.reason)
            best[reason] = max(best.get(reason, 0.0), one.gain)
    return best


def _ways_to_meet(
    prospects: Prospects, pair: Pair, bodies: Iterable[str], able: Collection[Pair]
) -> Iterable[tuple[str, tuple[tuple[Pair, ...], ...]]]:
    for body in bodies:
        sides = tuple(_ways_in(prospects, who, body, able) for who in pair)
        if None not in sides and any(sides):
            yield body, tuple(side or () for side in sides)


def _ways_in(
    prospects: Prospects, who: str, body: str, able: Collection[Pair]
) -> tuple[Pair, ...] | None:
    """Return the seats that would bring somebody in: none if it sits there, None if closed."""
    coordination = prospects.coordination
    weights = [coordination.seats(one).get(body, 0.0) for one in coordination.acting_for(who)]
    if max(weights) * NEW_SEAT >= LEAST_STRENGTH:
        return ()
    return tuple((one, body) for one in prospects.speakers(who) if (one, body) in able) or None


def _gains_of_meeting(prospects: Prospects, pair: Pair, body: str) -> Iterable[tuple[int, float]]:
    coordination, reasons = prospects.coordination, prospects.required[pair]
    need = sum(one.need for one in reasons)
    for at, reason in enumerate(reasons):
        left = 1.0
        if any(coordination.is_about(body, objective) for objective in reason.objectives):
            left = 0.0
        elif coordination.is_general(body):
            left = INDIRECT
        deficit = best_link(coordination, pair, reason.objectives).deficit
        if deficit > left:
            yield at, saturate(need) * reason.need / need * (deficit - left)


def _gains_of_plans(network: nx.MultiDiGraph, *, plans: Sequence[Sequence[Pair]]) -> list[float]:
    # Who might join is judged by the whole record, not by what a draw leaves of it.
    meetings = meetings_of(Prospects(network), {seat for seats in plans for seat in seats})
    return [gain_of_seats(meetings, seats) for seats in plans]


def _row(
    prospects: Prospects,
    seats: tuple[Pair, ...],
    solution: Solution,
    share: float,
    narrowings: list[Narrowing],
    findings: pd.DataFrame,
) -> dict[str, object]:
    network = prospects.network
    known = known_of(findings, narrowings)
    subjects = tuple(node for seat in seats for node in seat)
    return {
        "id": id_of("plan", subjects),
        "type": "plan",
        "subjects": subjects,
        "gain": gain_of(narrowings),
        "p_best": share,
        **known._asdict(),
        "closes": tuple(one.id for one in narrowings if one.closes),
        "narrows": tuple(one.id for one in narrowings if not one.closes),
        "cost": len(seats),
        "optimality_gap": solution.gap,
        "as_of": network.graph["as_of"],
        **{
            f"explanation_{one}": known.say(
                _sentence(network, seats, narrowings, one, proven=solution.gap < _TINY), one
            )
            for one in LANGUAGES
        },
    }


def _sentence(
    network: nx.MultiDiGraph,
    seats: Sequence[Pair],
    narrowings: Sequence[Narrowing],
    language: Language,
    *,
    proven: bool,
) -> str:
    joining: dict[str, list[str]] = {}
    for institution, body in seats:
        joining.setdefault(body, []).append(institution)
    sentence = _PLAN.say(
        language,
        cost=len(seats),
        seats="; ".join(
            _SEATS.say(
                language,
                institutions=listed(network, joining[body], language),
                body=short_name(network, body, language),
            )
            for body in sorted(joining)
        ),
        changes="; ".join(say_changes(network, narrowings, language)),
    )
    return sentence if proven else _NOT_PROVEN.say(language, sentence=sentence)
