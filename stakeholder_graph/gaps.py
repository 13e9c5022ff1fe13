"""Coordination gaps: who should coordinate but does not."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from stakeholder_graph.coordination import LEAST_STRENGTH, Coordination, Link
from stakeholder_graph.findings import (
    COMPLETE_REGISTER,
    EVEN_PRIOR,
    PARTIAL_REGISTER,
    Finding,
    absence_confidence,
    saturate,
    share_of_need,
    slots_of,
    tabulate,
)
from stakeholder_graph.language import Text
from stakeholder_graph.network import ties_of
from stakeholder_graph.responsibility import (
    Actor,
    actors_by_objective,
    weight_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx
    import pandas as pd

    from stakeholder_graph.findings import EvidenceState

COORDINATION_COLUMNS = (
    "institutions",
    "state",
    "via",
    "need",
    "deficit",
    "objectives",
    "uncovered",
)

# Joint interventions, agreements and declared ties are never listed completely.
PARTIAL_REGISTERS = (PARTIAL_REGISTER,) * 3

_COORDINATION_SENTENCES = {
    "none": Text(
        "{pair} actúan sobre {uncovered}; ningún órgano, acuerdo ni intervención conjunta "
        "vigente al {as_of} las une.",
        "{pair} act on {uncovered}; no body, agreement or joint intervention in force on "
        "{as_of} links them.",
    ),
    "indirect": Text(
        "{pair} actúan sobre {uncovered}; no consta un canal directo al {as_of} y el vínculo "
        "más cercano pasa por {via}.",
        "{pair} act on {uncovered}; no direct channel is recorded on {as_of} and the nearest "
        "link goes through {via}.",
    ),
    "plenary_only": Text(
        "{pair} actúan sobre {uncovered}; al {as_of} solo coinciden en {via}, que trata "
        "asuntos generales.",
        "{pair} act on {uncovered}; on {as_of} they meet only in {via}, which deals with "
        "general matters.",
    ),
}


class Requirement(NamedTuple):
    """
    Why two institutions should coordinate.

    Attributes
    ----------
    objectives
        The objective that both act on, or the two linked ones that each leads.
    need
        Contribution to the pair's need.
    certainty
        Product of how surely each of them acts.
    """

    objectives: tuple[str, ...]
    need: float
    certainty: float


def coordination_gaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find pairs of institutions that should coordinate on an objective but do not.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    gaps
        Findings of type ``coordination_gap``, one per pair with a deficit. ``state`` is
        the worst state over the pair's objectives (``plenary_only``, ``indirect`` or
        ``none``), ``via`` what joins them at best, ``uncovered`` the objectives
        without a direct channel. Severity is the need, saturated at 0.5, times the
        mean deficit weighted by need.

    Notes
    -----
    An objective with a lead requires ties between the lead and each other actor; one
    without a lead, ties between all of them, shared out when they are more than five.
    Leads of aligned objectives must coordinate too. A whole and its part are never a
    pair, nor is a collective label, which nobody can invite to a meeting.

    References
    ----------
    .. [1] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    """
    coordination = Coordination(network)
    actors = actors_by_objective(network)
    required = requirements(network, coordination)
    prior = _ratio(_tied(coordination, required), len(required)) if required else EVEN_PRIOR
    found = []
    for pair, reasons in required.items():
        links = {one: best_link(coordination, pair, one.objectives) for one in reasons}
        if any(link.deficit for link in links.values()):
            found.append(_coordination_finding(network, pair, links, actors, prior))
    return tabulate(found, extra_columns=COORDINATION_COLUMNS, as_of=network.graph["as_of"])


def congruence(network: nx.MultiDiGraph) -> dict[str, float]:
    """
    Measure how much of the required coordination takes place.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    measures
        ``required`` and ``met`` pairs; ``congruence``, their share; ``weighted``, the
        share weighted by need and strength; ``density`` of the coordination network;
        and ``lift``, congruence over density, which is 1 in expectation when ties
        ignore the requirements. NaN where a denominator is 0.

    References
    ----------
    .. [1] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    """
    coordination = Coordination(network)
    required = requirements(network, coordination)
    need = {pair: sum(one.need for one in reasons) for pair, reasons in required.items()}
    met = _tied(coordination, required)
    pairs = len(coordination.institutions) * (len(coordination.institutions) - 1) / 2
    tied = _tied(coordination, coordination.channels)
    weighted = sum(need[pair] * coordination.strength(*pair) for pair in required)
    density = _ratio(tied, pairs)
    return {
        "required": len(required),
        "met": met,
        "congruence": _ratio(met, len(required)),
        "weighted": _ratio(weighted, sum(need.values())),
        "density": density,
        "lift": _ratio(_ratio(met, len(required)), density),
    }


def requirements(
    network: nx.MultiDiGraph, coordination: Coordination
) -> dict[tuple[str, str], list[Requirement]]:
    """
    Return which institutions should coordinate, and why.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    coordination
        Its channels.

    Returns
    -------
    requirements
        Per pair of ids in alphabetical order, its reasons.
    """
    able = {who for who in coordination.institutions if network.nodes[who]["kind"] != "collective"}
    actors = {
        objective: {who: what for who, what in found.items() if who in able}
        for objective, found in actors_by_objective(network).items()
    }
    required = defaultdict[tuple[str, str], list[Requirement]](list)
    for objective, found in actors.items():
        for pair, need in _shared_needs(found, weight_of(network, objective)):
            certainty = found[pair[0]].certainty * found[pair[1]].certainty
            required[pair].append(Requirement((objective,), need, certainty))
    for pair, reason in _interdependent_needs(network, actors):
        required[pair].append(reason)
    return {
        pair: required[pair]
        for pair in sorted(required)
        if not coordination.are_whole_and_part(*pair)
    }


def severity_of(
    coordination: Coordination, pair: tuple[str, str], reasons: Iterable[Requirement]
) -> float:
    """
    Return how grave the coordination gap of a pair is.

    Parameters
    ----------
    coordination
        The channels.
    pair
        Ids of institutions in alphabetical order.
    reasons
        Why they should coordinate, at least one.

    Returns
    -------
    severity
        Saturated need times the mean deficit weighted by need, in [0, 1).
    """
    deficits = [
        (one.need, best_link(coordination, pair, one.objectives).deficit) for one in reasons
    ]
    need = sum(each for each, _ in deficits)
    return saturate(need) * sum(each * deficit for each, deficit in deficits) / need


def _shared_needs(
    found: Mapping[str, Actor], weight: float
) -> Iterator[tuple[tuple[str, str], float]]:
    leads = [who for who in found if found[who].leads]
    share = 1.0 if leads else share_of_need(len(found))
    for pair in combinations(sorted(found), 2):
        if not leads or set(pair) & set(leads):
            yield pair, found[pair[0]].weight * found[pair[1]].weight * weight * share


def _interdependent_needs(
    network: nx.MultiDiGraph, actors: Mapping[str, Mapping[str, Actor]]
) -> Iterator[tuple[tuple[str, str], Requirement]]:
    aligned = {frozenset(ends[:2]) for ends in ties_of(network, "ALIGNED_WITH")}
    for one, other in sorted(sorted(pair) for pair in aligned):
        weight = sqrt(weight_of(network, one) * weight_of(network, other))
        for i, first in actors.get(one, {}).items():
            for j, second in actors.get(other, {}).items():
                if i != j and first.leads and second.leads:
                    certainty = first.certainty * second.certainty
                    need = first.weight * second.weight * weight
                    yield (min(i, j), max(i, j)), Requirement((one, other), need, certainty)


def best_link(
    coordination: Coordination, pair: tuple[str, str], objectives: tuple[str, ...]
) -> Link:
    """
    Return how a pair stands on whichever of some objectives it coordinates best.

    Parameters
    ----------
    coordination
        The channels.
    pair
        Ids of institutions.
    objectives
        Ids, at least one.

    Returns
    -------
    link
        The one with the least deficit.
    """
    links = [coordination.link(*pair, objective) for objective in objectives]
    return min(links, key=lambda link: link.deficit)


def _tied(coordination: Coordination, pairs: Iterable[tuple[str, str]]) -> int:
    return sum(coordination.strength(*pair) >= LEAST_STRENGTH for pair in pairs)


def _coordination_finding(
    network: nx.MultiDiGraph,
    pair: tuple[str, str],
    links: Mapping[Requirement, Link],
    actors: Mapping[str, Mapping[str, Actor]],
    prior: float,
) -> Finding:
    need = sum(reason.need for reason in links)
    deficit = sum(reason.need * link.deficit for reason, link in links.items()) / need
    certainty = sum(reason.need * reason.certainty for reason in links) / need
    worst = max(links.values(), key=lambda link: link.deficit)
    objectives = {one for reason in links for one in reason.objectives}
    uncovered = {one for reason, link in links.items() if link.deficit for one in reason.objectives}
    registers, state = _searched_seats(network, pair)
    ties = [
        tie
        for one in sorted(objectives)
        for who in pair
        for tie in (actors[one][who].ties if who in actors[one] else ())
    ]
    return Finding(
        type="coordination_gap",
        subjects=pair,
        severity=saturate(need) * deficit,
        confidence=certainty * absence_confidence(prior, registers),
        evidence_state=state,
        facts=[*ties, *_seats_and_links(network, pair, worst.via)],
        sentence=_COORDINATION_SENTENCES[worst.state],
        slots=slots_of(network, pair=pair, uncovered=sorted(uncovered), via=worst.via),
        extra={
            "institutions": pair,
            "state": worst.state,
            "via": worst.via,
            "need": need,
            "deficit": deficit,
            "objectives": tuple(sorted(objectives)),
            "uncovered": tuple(sorted(uncovered)),
        },
    )


def _seats_and_links(
    network: nx.MultiDiGraph, pair: tuple[str, str], via: tuple[str, ...]
) -> Iterator[dict[str, str]]:
    """Yield what was looked at: all seats of both, and their ties with what joins them."""
    for who in pair:
        for start, end, tie in (
            *network.out_edges(who, data=True),
            *network.in_edges(who, data=True),
        ):
            if tie["type"] == "MEMBER_OF" or {start, end} & set(via):
                yield tie


def _searched_seats(
    network: nx.MultiDiGraph, pair: tuple[str, str]
) -> tuple[tuple[float, ...], EvidenceState]:
    rosters = [
        {
            network.nodes[venue]["roster"]
            for _, venue, tie in network.out_edges(who, data="type")
            if tie == "MEMBER_OF"
        }
        for who in pair
    ]
    if all(known == {"complete"} for known in rosters):
        return (COMPLETE_REGISTER, *PARTIAL_REGISTERS), "searched_not_found"
    return (PARTIAL_REGISTER, *PARTIAL_REGISTERS), "not_searched"


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
