"""Coordination gaps: who should coordinate but does not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import prod
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from stakeholder_graph import motifs
from stakeholder_graph.coordination import LEAST_STRENGTH, Coordination, Link
from stakeholder_graph.findings import (
    COMPLETE_REGISTER,
    EVEN_PRIOR,
    PARTIAL_REGISTER,
    Finding,
    absence_confidence,
    conjoined,
    saturate,
    sentence_of,
    slots_of,
    tabulate,
)
from stakeholder_graph.language import Text
from stakeholder_graph.network import nodes_of, ties_of
from stakeholder_graph.requirements import Congruence, Requirements
from stakeholder_graph.responsibility import Actor, actors_by_objective, weight_of
from stakeholder_graph.vocabulary import SECTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import networkx as nx

    from stakeholder_graph.coordination import Pair
    from stakeholder_graph.findings import EvidenceState
    from stakeholder_graph.language import Language

COORDINATION_COLUMNS = (
    "institutions",
    "state",
    "via",
    "need",
    "cr_shared",
    "cr_interdep",
    "deficit",
    "objectives",
    "uncovered",
)
SECTOR_COLUMNS = (
    "sector_1",
    "sector_2",
    "required",
    "met",
    "share",
    "need",
    "deficit",
    "structural_hole",
)
FIT_COLUMNS = ("institutions", "contribution", "cross_level", "objectives")
RUNS = 999
# A pair that shares two objectives is half as urgent as can be.
HALF_CONTRIBUTION = 2

# Joint interventions, agreements and declared ties are never listed completely.
PARTIAL_REGISTERS = (PARTIAL_REGISTER,) * 3

_SHARED = Text("{pair} actúan sobre {uncovered}", "{pair} act on {uncovered}")
_INTERDEPENDENT = Text(
    "{pair} responden por objetivos que dependen uno del otro, {uncovered}",
    "{pair} lead objectives that depend on each other, {uncovered}",
)
_STATES = {
    "none": Text(
        "ningún órgano, acuerdo ni intervención conjunta vigente al {as_of} las une",
        "no body, agreement or joint intervention in force on {as_of} links them",
    ),
    "indirect": Text(
        "no consta un canal directo al {as_of} y el vínculo más cercano pasa por {via}",
        "no direct channel is recorded on {as_of} and the nearest link goes through {via}",
    ),
    "plenary_only": Text(
        "al {as_of} solo coinciden en {via}, que trata asuntos generales",
        "on {as_of} they meet only in {via}, which deals with general matters",
    ),
}
_COUNTED = {
    "between": Text(
        "Entre los sectores {sectors}, pares de instituciones que deberían coordinarse: "
        "{required}; con algún canal al {as_of}: {met}",
        "Between the sectors {sectors}, pairs of institutions that should coordinate: "
        "{required}; with some channel on {as_of}: {met}",
    ),
    "within": Text(
        "Dentro del sector {sectors}, pares de instituciones que deberían coordinarse: "
        "{required}; con algún canal al {as_of}: {met}",
        "Within the sector {sectors}, pairs of institutions that should coordinate: "
        "{required}; with some channel on {as_of}: {met}",
    ),
}
_UNCOVERED = Text(
    "queda sin un canal sobre el asunto el {deficit} de su necesidad, sobre todo entre {widest}",
    "{deficit} of their need is left without a channel on the matter, above all between {widest}",
)
_COVERED = Text("todos tienen un canal sobre el asunto", "all of them have a channel on the matter")
_FIT = Text(
    "{pair} actúan sobre {objectives}; al {as_of} no consta ningún canal entre ellas. Motivos de "
    "dos instituciones y un objetivo que un canal cerraría: {contribution}.",
    "{pair} act on {objectives}; on {as_of} there is no channel between them on record. Motifs of "
    "two institutions and an objective that a channel would close: {contribution}.",
)
_NO_SECTOR = Text("(sin registrar)", "(none on record)")


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


class _Standing(NamedTuple):
    """How a pair that should coordinate stands, objective by objective."""

    pair: Pair
    links: Mapping[Requirement, Link]
    strength: float
    confidence: float
    evidence_state: EvidenceState
    worst: Link
    facts: tuple[Mapping[str, str], ...]

    @property
    def need(self) -> float:
        return sum(reason.need for reason in self.links)

    @property
    def missing(self) -> float:
        return sum(reason.need * link.deficit for reason, link in self.links.items())

    @property
    def deficit(self) -> float:
        return self.missing / self.need

    @property
    def severity(self) -> float:
        return saturate(self.need) * self.deficit

    @property
    def is_met(self) -> bool:
        return self.strength >= LEAST_STRENGTH


@dataclass(frozen=True)
class _Demand:
    """Who should coordinate with whom, each thing worked out once."""

    network: nx.MultiDiGraph

    @cached_property
    def coordination(self) -> Coordination:
        return Coordination(self.network)

    @cached_property
    def able(self) -> list[str]:
        """Institutions without collective labels, which nobody can invite to a meeting."""
        institutions = nodes_of(self.network, "Institution")
        return [who for who in institutions if self.network.nodes[who]["kind"] != "collective"]

    @cached_property
    def actors(self) -> dict[str, dict[str, Actor]]:
        return voices(self.network, self.coordination)

    @cached_property
    def required(self) -> dict[Pair, list[Requirement]]:
        return requirements(self.network, self.coordination)

    @cached_property
    def prior(self) -> float:
        """Share of the pairs that should coordinate that some channel joins."""
        tied = sum(self.coordination.strength(*pair) >= LEAST_STRENGTH for pair in self.required)
        return tied / len(self.required) if self.required else EVEN_PRIOR

    def ties_to(self, pair: Pair, objectives: Iterable[str]) -> Iterator[Mapping[str, str]]:
        """Yield what makes a pair act on objectives."""
        for one in objectives:
            for who in pair:
                if who in self.actors[one]:
                    yield from self.actors[one][who].ties

    def congruence(self) -> Congruence:
        needs = {pair: sum(one.need for one in reasons) for pair, reasons in self.required.items()}
        need, strength = (
            _matrix(of, self.able, self.able) for of in (needs, self.coordination.strengths())
        )
        return Congruence(need, strength, LEAST_STRENGTH)

    def standings(self) -> list[_Standing]:
        return [self._standing(pair, reasons) for pair, reasons in self.required.items()]

    def _standing(self, pair: Pair, reasons: Sequence[Requirement]) -> _Standing:
        links = {one: best_link(self.coordination, pair, one.objectives) for one in reasons}
        registers, state = _searched_seats(self.network, pair)
        need = sum(reason.need for reason in reasons)
        certainty = sum(reason.need * reason.certainty for reason in reasons) / need
        objectives = sorted({one for reason in reasons for one in reason.objectives})
        worst = max(links.values(), key=lambda link: link.deficit)
        return _Standing(
            pair=pair,
            links=links,
            strength=self.coordination.strength(*pair),
            confidence=certainty * absence_confidence(self.prior, registers),
            evidence_state=state,
            worst=worst,
            facts=(
                *self.ties_to(pair, objectives),
                *_seats_and_links(self.network, pair, worst.via),
            ),
        )


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
        without a direct channel. ``need`` is the sum of ``cr_shared``, for objectives that
        both act on, and ``cr_interdep``, for objectives of the one that depend on those of
        the other. Severity is the need, saturated at 0.5, times ``deficit``, which is the
        mean deficit weighted by need.

    Notes
    -----
    An objective with a lead requires ties between the lead and each other actor; one
    without a lead, ties between all of them, shared out when they are more than five.
    Leads of aligned objectives must coordinate too. A whole and its part are never a
    pair, nor is a collective label, which nobody can invite to a meeting. On an objective
    a ministry speaks for its units, and the ministries for their State.

    References
    ----------
    .. [1] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    """
    standings = _Demand(network).standings()
    found = [_coordination_finding(network, one) for one in standings if one.missing]
    return tabulate(found, extra_columns=COORDINATION_COLUMNS, as_of=network.graph["as_of"])


def sector_deficits(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Add the coordination gaps up by the sectors of both institutions.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    deficits
        Findings of type ``sector_deficit``, one per pair of sectors, ``sector_1`` before
        ``sector_2`` in alphabetical order or the same, between which at least one pair of
        institutions should coordinate; the sector is empty where none is on record.
        ``required`` counts those pairs, ``met`` those that some channel joins, be it a
        general body, and ``share`` is ``met`` over ``required``. ``need`` is the sum of
        the pairs' needs; ``deficit`` the part of it that is left without a channel on the
        matter, as in ``coordination_gaps``; ``structural_hole`` the part that no channel
        at all covers, CR (1 - S) over CR. Severity is the need left over, ``need`` times
        ``deficit``, saturated at 0.5.

    References
    ----------
    .. [1] Burt, R. S. (1992). Structural Holes. Harvard University Press.
    .. [2] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    """
    cells = defaultdict[tuple[str, str], list[_Standing]](list)
    for one in _Demand(network).standings():
        first, second = sorted(network.nodes[who]["sector"] for who in one.pair)
        cells[first, second].append(one)
    found = [_sector_finding(network, sectors, cells[sectors]) for sectors in sorted(cells)]
    return tabulate(found, extra_columns=SECTOR_COLUMNS, as_of=network.graph["as_of"])


def fit_gaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find pairs of institutions without a channel that act on the same objectives.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    gaps
        Findings of type ``motif_gap``, one per pair: ``contribution`` counts the triangles
        of two institutions and an objective that a channel between them would close, and
        ``objectives`` names them; ``cross_level`` tells whether both are on record with
        different levels. Unlike ``coordination_gaps``, every objective and every actor counts
        the same, whoever leads, and any channel closes the triangle. Severity is the
        contribution, saturated at 2.

    References
    ----------
    .. [1] Bodin, Ö. and Tengö, M. (2012). Disentangling intangible social-ecological
       systems. Global Environmental Change 22, 430-439.
    .. [2] Angst, M. and Seppelt, T. motifr: motif analysis in multi-level networks. R
       package, function ``identify_gaps``.
    """
    demand = _Demand(network)
    pairs = motifs.motif_gaps(two_level(network)).itertuples(index=False)
    found = [_fit_finding(demand, (one, other), number) for one, other, number in pairs]
    return tabulate(found, extra_columns=FIT_COLUMNS, as_of=network.graph["as_of"])


def two_level(network: nx.MultiDiGraph) -> motifs.TwoLevelNetwork:
    """
    Return the two-level network of institutions and objectives.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    two_level
        Institutions, without collective labels, act on objectives; they are tied by any
        channel, a whole and its part by hierarchy; objectives by alignment. Groups are the
        levels of the institutions.
    """
    demand = _Demand(network)
    acts = {(who, objective): 1.0 for objective, found in demand.actors.items() for who in found}
    strengths = demand.coordination.strengths()
    tied = {pair: 1.0 for pair, strength in strengths.items() if strength >= LEAST_STRENGTH}
    for pair in combinations(demand.able, 2):
        if demand.coordination.are_whole_and_part(*pair):
            tied[pair] = 1.0
    objectives = nodes_of(network, "Objective")
    aligned = {(one, other): 1.0 for one, other, _ in ties_of(network, "ALIGNED_WITH")}
    return motifs.TwoLevelNetwork(
        actors=demand.able,
        resources=objectives,
        uses=_matrix(acts, demand.able, objectives),
        actor_ties=_symmetric(_matrix(tied, demand.able, demand.able)),
        resource_ties=_symmetric(_matrix(aligned, objectives, objectives)),
        groups=[network.nodes[who]["level"] for who in demand.able],
    )


def congruence(
    network: nx.MultiDiGraph,
    *,
    runs: int = RUNS,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, float]:
    """
    Measure how much of the required coordination takes place.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    runs
        How often to exchange the institutions of the coordination network at random.
    seed, n_jobs, progress
        As for ``draws.repeat``.

    Returns
    -------
    measures
        ``required`` and ``met`` pairs; ``congruence``, their share; ``weighted``, the
        share weighted by need and strength; ``density`` of the coordination network;
        ``lift``, congruence over density, which is 1 in expectation when ties ignore the
        requirements; and ``p_by_chance``, how likely as many ties or more would meet a
        requirement if the institutions changed places at random. Collective labels are
        left out throughout. NaN where a denominator is 0.

    References
    ----------
    .. [1] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    .. [2] Krackhardt, D. (1988). Predicting with networks: nonparametric multiple
       regression analysis of dyadic data. Social Networks 10, 359-381.
    """
    measured = _Demand(network).congruence()
    p = measured.chance(runs=runs, seed=seed, n_jobs=n_jobs, progress=progress)
    return {**measured.measures(), "p_by_chance": p}


def congruence_of_actors(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Measure how much of the coordination required of each institution takes place.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    actors
        One row per institution that should coordinate with another, those with most pairs
        unmet first, ties ordered by ``id``: ``id``, ``acronym``, ``name_es``, ``name_en``,
        ``required`` and ``met`` pairs, ``congruence``, their share, and ``weighted``, the
        share weighted by need and strength.

    References
    ----------
    .. [1] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    """
    demand = _Demand(network)
    names = {
        name: [network.nodes[who][name] for who in demand.able]
        for name in ("id", "acronym", "name_es", "name_en")
    }
    table = pd.DataFrame({**names, **demand.congruence().of_each()})
    table = table[table["required"] > 0].astype({"required": int, "met": int})
    order = table.assign(unmet=table["met"] - table["required"]).sort_values(["unmet", "id"]).index
    return table.loc[order].reset_index(drop=True)


def requirements(
    network: nx.MultiDiGraph, coordination: Coordination
) -> dict[Pair, list[Requirement]]:
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
    actors = voices(network, coordination)
    who, objectives = sorted({one for found in actors.values() for one in found}), sorted(actors)
    demand = _demand(network, actors, who, objectives)
    required = {}
    ends = demand.needs().total.nonzero()
    for one, other in sorted(zip(*(end.tolist() for end in ends), strict=True)):
        pair = who[one], who[other]
        if not coordination.are_whole_and_part(*pair):
            required[pair] = [
                _requirement(actors, pair, tuple(objectives[at] for at in numbers), need)
                for numbers, need in demand.reasons(one, other)
            ]
    return required


def voices(network: nx.MultiDiGraph, coordination: Coordination) -> dict[str, dict[str, Actor]]:
    """
    Return who can be asked to meet on each objective.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    coordination
        Its channels.

    Returns
    -------
    actors
        As ``actors_by_objective``, institutions only and without collective labels. A
        ministry and its units that act on the same objective have one voice, that of the
        ministry, and a State has none of its own where a ministry of it acts.
    """
    return {
        objective: _with_one_voice(
            coordination, {who: actor for who, actor in found.items() if _can_meet(network, who)}
        )
        for objective, found in actors_by_objective(network).items()
    }


def _with_one_voice(coordination: Coordination, found: Mapping[str, Actor]) -> dict[str, Actor]:
    voices: dict[str, Actor] = {}
    for who, actor in found.items():
        if any(one in found for one in coordination.acting_for(who) if one != who):
            continue
        holders = [one for one in found if who in coordination.seated_through(one)]
        voice = max(holders, key=lambda one: len(coordination.seated_through(one)))
        voices[voice] = _together(voices[voice], actor) if voice in voices else actor
    return {voice: voices[voice] for voice in sorted(voices)}


def _together(one: Actor, other: Actor) -> Actor:
    return Actor(
        weight=max(one.weight, other.weight),
        leads=one.leads or other.leads,
        certainty=max(one.certainty, other.certainty),
        ties=(*one.ties, *other.ties),
    )


def _can_meet(network: nx.MultiDiGraph, who: str) -> bool:
    of = network.nodes[who]
    return bool(of["label"] == "Institution" and of["kind"] != "collective")


def _demand(
    network: nx.MultiDiGraph,
    actors: Mapping[str, Mapping[str, Actor]],
    who: Sequence[str],
    objectives: Sequence[str],
) -> Requirements:
    acting = [(one, o, actor) for o, found in actors.items() for one, actor in found.items()]
    acts = {(one, o): actor.weight for one, o, actor in acting}
    leads = {(one, o): 1.0 for one, o, actor in acting if actor.leads}
    links = {(one, other): 1.0 for one, other, _ in ties_of(network, "ALIGNED_WITH")}
    return Requirements(
        _matrix(acts, who, objectives),
        links=_symmetric(_matrix(links, objectives, objectives)),
        weights=[weight_of(network, one) for one in objectives],
        leads=_matrix(leads, who, objectives),
    )


def _matrix(
    values: Mapping[tuple[str, str], float], rows: Sequence[str], columns: Sequence[str]
) -> sparse.csr_array:
    """Return values by names of row and column; others are left out."""
    row, column = ({name: at for at, name in enumerate(names)} for names in (rows, columns))
    kept = [ends for ends in values if ends[0] in row and ends[1] in column]
    at = np.array([(row[one], column[other]) for one, other in kept], dtype=int).reshape(-1, 2)
    data = np.array([values[ends] for ends in kept], dtype=float)
    return sparse.csr_array((data, at.T), shape=(len(rows), len(columns)))


def _symmetric(matrix: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(matrix.maximum(matrix.T))


def _requirement(
    actors: Mapping[str, Mapping[str, Actor]], pair: Pair, objectives: tuple[str, ...], need: float
) -> Requirement:
    first, second = actors[objectives[0]][pair[0]], actors[objectives[-1]][pair[1]]
    return Requirement(objectives, need, first.certainty * second.certainty)


def severity_of(coordination: Coordination, pair: Pair, reasons: Sequence[Requirement]) -> float:
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
    need = sum(one.need for one in reasons)
    links = [best_link(coordination, pair, one.objectives) for one in reasons]
    missing = sum(one.need * link.deficit for one, link in zip(reasons, links, strict=True))
    return saturate(need) * missing / need


def best_link(coordination: Coordination, pair: Pair, objectives: tuple[str, ...]) -> Link:
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


def _coordination_finding(network: nx.MultiDiGraph, standing: _Standing) -> Finding:
    pair, links, worst = standing.pair, standing.links, standing.worst
    open_ones = [reason for reason, link in links.items() if link.deficit]
    uncovered = sorted({one for reason in open_ones for one in reason.objectives})
    shared = sum(reason.need for reason in links if len(reason.objectives) == 1)
    acting = _SHARED if any(len(one.objectives) == 1 for one in open_ones) else _INTERDEPENDENT
    return Finding(
        type="coordination_gap",
        subjects=pair,
        severity=standing.severity,
        confidence=standing.confidence,
        evidence_state=standing.evidence_state,
        facts=standing.facts,
        sentence=sentence_of(acting, _STATES[worst.state]),
        slots=slots_of(network, pair=pair, uncovered=uncovered, via=worst.via),
        extra={
            "institutions": pair,
            "state": worst.state,
            "via": worst.via,
            "need": standing.need,
            "cr_shared": shared,
            "cr_interdep": standing.need - shared,
            "deficit": standing.deficit,
            "objectives": tuple(sorted({one for reason in links for one in reason.objectives})),
            "uncovered": tuple(uncovered),
        },
    )


def _sector_finding(
    network: nx.MultiDiGraph, sectors: tuple[str, str], standings: Sequence[_Standing]
) -> Finding:
    need = sum(one.need for one in standings)
    missing = sum(one.missing for one in standings)
    met = sum(one.is_met for one in standings)
    gaps = [one for one in standings if one.missing]
    weights = [one.missing if missing else one.need for one in standings]
    widest = max(standings, key=lambda one: (one.missing, one.strength))
    slots = slots_of(network, widest=widest.pair)
    for language, of_language in slots.items():
        of_language |= {
            "sectors": conjoined(_sector_names(sectors, language), language),
            "met": str(met),
            "required": str(len(standings)),
            "deficit": f"{missing / need:.0%}",
        }
    return Finding(
        type="sector_deficit",
        subjects=tuple(one or "-" for one in sectors),
        severity=saturate(missing),
        confidence=float(np.average([one.confidence for one in standings], weights=weights)),
        evidence_state="not_searched"
        if any(one.evidence_state == "not_searched" for one in gaps)
        else "searched_not_found",
        facts=[fact for one in standings for fact in one.facts],
        sentence=sentence_of(
            _COUNTED["within" if sectors[0] == sectors[1] else "between"],
            _UNCOVERED if missing else _COVERED,
        ),
        slots=slots,
        extra={
            "sector_1": sectors[0],
            "sector_2": sectors[1],
            "required": len(standings),
            "met": met,
            "share": met / len(standings),
            "need": need,
            "deficit": missing / need,
            "structural_hole": sum(one.need * (1 - one.strength) for one in standings) / need,
        },
    )


def _fit_finding(demand: _Demand, pair: Pair, contribution: int) -> Finding:
    network = demand.network
    registers, state = _searched_seats(network, pair)
    objectives = [one for one, found in demand.actors.items() if found.keys() >= set(pair)]
    certainty = fmean(prod(demand.actors[one][who].certainty for who in pair) for one in objectives)
    first, second = (network.nodes[who]["level"] for who in pair)
    slots = slots_of(network, pair=pair, objectives=objectives)
    for of_language in slots.values():
        of_language["contribution"] = str(contribution)
    return Finding(
        type="motif_gap",
        subjects=pair,
        severity=contribution / (contribution + HALF_CONTRIBUTION),
        confidence=certainty * absence_confidence(demand.prior, registers),
        evidence_state=state,
        facts=[*demand.ties_to(pair, objectives), *_seats_and_links(network, pair, ())],
        sentence=_FIT,
        slots=slots,
        extra={
            "institutions": pair,
            "contribution": contribution,
            "cross_level": "yes" if first and second and first != second else "no",
            "objectives": tuple(objectives),
        },
    )


def _sector_names(sectors: tuple[str, str], language: Language) -> list[str]:
    names = [SECTORS.get(one, _NO_SECTOR).say(language) for one in sectors]
    return list(dict.fromkeys(names))


def _seats_and_links(
    network: nx.MultiDiGraph, pair: Pair, via: tuple[str, ...]
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
    network: nx.MultiDiGraph, pair: Pair
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
