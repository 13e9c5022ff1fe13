"""Standing bodies: which treat the same matters, who bridges them, how fragmented the whole is."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import copy
from functools import cache
from itertools import combinations
from math import comb, isnan, prod
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Literal, NamedTuple

import networkx as nx

from stakeholder_graph.coordination import UNITS, acting_for, seated_through, seats_of
from stakeholder_graph.findings import (
    COMPLETE_REGISTER,
    PARTIAL_REGISTER,
    Finding,
    absence_confidence,
    sentence_of,
    slots_of,
    tabulate,
)
from stakeholder_graph.language import Text
from stakeholder_graph.model import BODIES
from stakeholder_graph.modularity import (
    bipartite_modularity,
    bipartite_modules,
    fixed_degree_redraws,
)
from stakeholder_graph.network import nodes_of, parts_of, ties_of, two_mode
from stakeholder_graph.requirements import share_of_need
from stakeholder_graph.responsibility import EVIDENCE_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from stakeholder_graph.findings import EvidenceState
    from stakeholder_graph.language import Language

Line = Literal["none", "reports", "common"]
Pair = tuple[str, str]

OVERLAP_COLUMNS = (
    "bodies",
    "relation",
    "objectives",
    "members",
    "jaccard_objectives",
    "jaccard_members",
    "objectives_in_second",
    "objectives_in_first",
    "members_in_second",
    "members_in_first",
    "bridge",
    "p_exact",
    "p_min",
)
BRIDGING_COLUMNS = (
    "bodies",
    "gap_type",
    "objectives",
    "topic",
    "need",
    "bridge",
    "institutions",
    "sole_bridge",
    "line",
    "line_via",
)

NESTED_SHARE = 0.9
TWIN_SHARE = 0.5
# What somebody who is the only bridge leaves open: one departure and nobody is left.
FRAGILITY = 0.5
# A line that runs through a body above both is weaker than one between them.
LINE_STRENGTHS: Mapping[Line, float] = {"none": 0.0, "common": 0.5, "reports": 0.8}

_SHARED = Text(
    "{bodies}: objetivos en común, {shared} de {all} ({objectives})",
    "{bodies}: objectives in common, {shared} of {all} ({objectives})",
)
_SITTING = {
    "unknown": Text(
        "no consta qué instituciones integran {unknown}",
        "which institutions sit in {unknown} is not on record",
    ),
    "nobody": Text(
        "al {as_of} no consta ninguna institución que integre ambos",
        "on {as_of} no institution is on record as sitting in both",
    ),
    "one": Text(
        "al {as_of} solo {institutions} integra ambos",
        "on {as_of} only {institutions} sits in both",
    ),
    "several": Text(
        "al {as_of} integran ambos {institutions}", "on {as_of} {institutions} sit in both"
    ),
}
_LINES: Mapping[Line, Text] = {
    "none": Text(
        "no consta que uno dependa del otro", "neither is on record as reporting to the other"
    ),
    "reports": Text("{part} depende de {whole}", "{part} reports to {whole}"),
    "common": Text("ambos dependen de {whole}", "both report to {whole}"),
}
_NOTHING_SHARED = Text("{bodies}: ningún objetivo en común", "{bodies}: no objective in common")
_RELATIONS = {
    "nested": Text(
        "lo que consta que trata {inner} lo trata también {outer}",
        "what {inner} is on record as treating, {outer} treats too",
    ),
    "twin": Text("mandatos gemelos", "twin mandates"),
}
_MEMBERS = Text(
    "integrantes en común, {shared_members} de {all_members}; probabilidad de coincidir así por "
    "azar, {p_exact} (la menor alcanzable, {p_min})",
    "members in common, {shared_members} of {all_members}; probability of meeting so by chance, "
    "{p_exact} (the least attainable, {p_min})",
)
_NO_MEMBERS = Text("ningún integrante en común", "no member in common")


class Meeting(NamedTuple):
    """
    How two bodies meet: in matters, in members, in lines of reporting.

    Attributes
    ----------
    objectives
        Ids of the objectives that both address.
    topic
        Jaccard similarity of their objectives, in [0, 1]; NaN where neither has one.
    need
        The same, but an objective that more than five bodies address counts only 1 over
        the number of the others; 0 where they have none in common.
    institutions
        Ids of those that sit in both.
    line
        ``"reports"`` if one is part of the other, ``"common"`` if both are part of a
        third, else ``"none"``.
    line_via
        The part and its whole, the body above both, or nothing.
    bridge
        How surely something joins them, in [0, 1].
    """

    objectives: tuple[str, ...]
    topic: float
    need: float
    institutions: tuple[str, ...]
    line: Line
    line_via: tuple[str, ...]
    bridge: float

    @property
    def sole_bridge(self) -> str:
        """The institution on which alone the bridge rests; empty when there is none."""
        alone = len(self.institutions) == 1 and self.line == "none"
        return self.institutions[0] if alone else ""

    @property
    def deficit(self) -> float:
        """What is missing of a bridge, in [0, 1]; at least 0.5 where it rests on one alone."""
        return max(1 - self.bridge, FRAGILITY if self.sole_bridge else 0.0)


class Bodies:
    """
    The standing bodies of a network: working groups and forums.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Attributes
    ----------
    scopes
        Per body, per objective that it addresses, the relationships that say so.
    members
        Per body, the institutions with a seat of their own. A collective label is none:
        which of those it names come to the table, nobody can tell.
    seats
        Per body, everybody who sits there, by itself, through the ministry that it is a
        unit of or, as a State, through its ministries; with the weight of the seat.
    speaks_for
        Per unit or consular service that belongs to a ministry or agency, that one.
    """

    def __init__(self, network: nx.MultiDiGraph) -> None:
        self.network = network
        names = nodes_of(network, *BODIES)
        self.scopes: dict[str, dict[str, list[dict[str, str]]]] = {body: {} for body in names}
        for subject, objective, tie in ties_of(network, "ADDRESSES"):
            if subject in self.scopes:
                self.scopes[subject].setdefault(objective, []).append(tie)
        self._circles = Counter(one for scope in self.scopes.values() for one in scope)
        able = [
            node
            for node in nodes_of(network, "Institution")
            if network.nodes[node]["kind"] != "collective"
        ]
        self._ties: dict[str, defaultdict[str, list[dict[str, str]]]] = {
            body: defaultdict(list) for body in names
        }
        for institution, body, tie in ties_of(network, "MEMBER_OF"):
            self._ties[body][institution].append(tie)
        self.members = {body: set(self._ties[body]).intersection(able) for body in names}
        self._acting = acting_for(network)
        self.seats = self._read_seats(able)
        self._parts = parts_of(network)
        self.speaks_for = {
            node: holder
            for node in able
            if network.nodes[node]["kind"] in UNITS and (holder := self._holder(node))
        }
        self._wholes = {
            body: [
                whole
                for layer in nx.bfs_layers(self._parts, body)
                for whole in sorted(layer)
                if whole in self.scopes and whole != body
            ]
            for body in names
        }

    def compare(self, one: str, other: str) -> Meeting:
        """
        Return how two bodies meet.

        Parameters
        ----------
        one, other
            Ids of working groups or forums.

        Returns
        -------
        meeting
            What they have in common and who bridges them. An institution sits in both
            if at least one of the seats is its own; the other may be that of the
            ministry to which a unit belongs, or of a ministry through which a State
            acts. A ministry and its units have one voice, and a State none of its own
            where a ministry of it sits in both. ``bridge`` is 1
            less the product, over those who sit in both, of 1 less the product of the
            weights of both seats, times 1 less the strength of the line: 0.8 where one
            reports to the other, 0.5 where both report to a third.
        """
        ones, others = self.seats[one], self.seats[other]
        own = self.members[one] | self.members[other]
        both = sorted(who for who in own if who in ones and who in others)
        line, via = self._line(one, other)
        missing = prod(1 - ones[who] * others[who] for who in both) * (1 - LINE_STRENGTHS[line])
        objectives = sorted(self.scopes[one].keys() & self.scopes[other].keys())
        treated = len(self.scopes[one]) + len(self.scopes[other]) - len(objectives)
        return Meeting(
            objectives=tuple(objectives),
            topic=_ratio(len(objectives), treated),
            need=sum(share_of_need(self._circles[each]) / treated for each in objectives),
            institutions=self._voices(both),
            line=line,
            line_via=via,
            bridge=1 - missing,
        )

    def with_seat(self, institution: str, body: str, *, weight: float) -> Bodies:
        """
        Return the bodies as they would be with one more seat.

        Parameters
        ----------
        institution
            Id of who joins.
        body
            Id of a working group or forum.
        weight
            Of the seat, in (0, 1].

        Returns
        -------
        supposed
            What ``compare`` then finds is the same as if the network had the seat.
        """
        supposed, seats = copy(self), self.seats[body]
        newcomers = {*seated_through(self._parts, self.network, institution)}
        supposed.members = self.members | {body: self.members[body] | {institution}}
        supposed.seats = self.seats | {
            body: seats
            | {
                who: max(weight, seats.get(who, 0.0))
                for who in self._acting
                if newcomers.intersection(self._acting[who])
                and self.network.nodes[who]["kind"] != "collective"
            }
        }
        return supposed

    def pairs(self, *, with_members: bool) -> list[Pair]:
        """
        Return the pairs of bodies that have something in common.

        Parameters
        ----------
        with_members
            Whether a common member is enough. If not, they must address an objective
            in common.

        Returns
        -------
        pairs
            Ids in alphabetical order. A working group and what it is part of are never a
            pair.
        """
        blocks = defaultdict[tuple[str, str], list[str]](list)
        for body, scope in self.scopes.items():
            for objective in scope:
                blocks["objective", objective].append(body)
            for who in self.members[body] if with_members else ():
                blocks["member", who].append(body)
        found = {pair for block in blocks.values() for pair in combinations(block, 2)}
        return sorted(pair for pair in found if not self._are_body_and_subgroup(*pair))

    def evidence(self, one: str, other: str) -> tuple[tuple[float, ...], EvidenceState]:
        """
        Return how well an absence of a bridge was looked into.

        Parameters
        ----------
        one, other
            Ids of working groups or forums.

        Returns
        -------
        completeness
            Of the lists of members and of the lines of reporting, as
            ``absence_confidence`` takes it; 0 for lists of which one is empty.
        state
            Searched only where both lists of members are complete.
        """
        rosters = {self.network.nodes[body]["roster"] for body in (one, other)}
        if rosters == {"complete"}:
            return (COMPLETE_REGISTER, PARTIAL_REGISTER), "searched_not_found"
        known = self.members[one] and self.members[other]
        return (PARTIAL_REGISTER if known else 0.0, PARTIAL_REGISTER), "not_searched"

    def certainty(self, pair: Pair, objectives: Iterable[str]) -> float:
        """
        Return how surely both bodies address some objectives.

        Parameters
        ----------
        pair
            Ids of working groups or forums.
        objectives
            Ids of objectives that both address.

        Returns
        -------
        certainty
            Mean, over the objectives, of the product of both certainties: 1 where a
            source says so, 0.7 where it only implies it; 1 without objectives.
        """
        certainties = [
            prod(
                max(EVIDENCE_WEIGHTS[tie["evidence"]] for tie in self.scopes[body][one])
                for body in pair
            )
            for one in objectives
        ]
        return fmean(certainties) if certainties else 1.0

    def facts(self, pair: Pair, meeting: Meeting) -> list[dict[str, str]]:
        """
        Return what is on record of how two bodies meet.

        Parameters
        ----------
        pair
            Ids of working groups or forums.
        meeting
            How they meet.

        Returns
        -------
        facts
            Properties of the scopes, the seats and the lines, then of the bodies.
        """
        ties = [
            tie for body in pair for one in meeting.objectives for tie in self.scopes[body][one]
        ]
        common = {*meeting.institutions, *(self.members[pair[0]] & self.members[pair[1]])}
        ties += [
            tie for body in pair for who in sorted(common) for tie in self._ties[body].get(who, ())
        ]
        ties += [
            tie
            for part in (*pair, *meeting.line_via)
            for _, whole, tie in self.network.out_edges(part, data=True)
            if tie["type"] == "PART_OF" and whole in meeting.line_via
        ]
        return [*ties, *(self.network.nodes[body] for body in pair)]

    def _read_seats(self, able: Iterable[str]) -> dict[str, dict[str, float]]:
        """Return who sits in each body, a State through its ministries included."""
        of_institution = seats_of(self.network)
        seats: dict[str, dict[str, float]] = {body: {} for body in self.scopes}
        for institution in able:
            for holder in self._acting[institution]:
                for body, weight in of_institution[holder].items():
                    if body in seats:
                        known = seats[body].get(institution, 0.0)
                        seats[body][institution] = max(known, weight)
        return seats

    def _holder(self, unit: str) -> str:
        wholes = nx.descendants(self._parts, unit)
        kinds = {whole: self.network.nodes[whole]["kind"] for whole in sorted(wholes)}
        holders = [
            whole for whole, kind in kinds.items() if kind not in ("state", "collective", *UNITS)
        ]
        return holders[0] if holders else ""

    def _voices(self, both: Iterable[str]) -> tuple[str, ...]:
        """Return who speaks for those who sit in both: one for a ministry and its units."""
        voices = defaultdict[str, list[str]](list)
        for who in both:
            voices[self.speaks_for.get(who, who)].append(who)
        spoken = {whole for voice in voices for whole in nx.descendants(self._parts, voice)}
        return tuple(
            sorted(
                voice if len(seated) > 1 else seated[0]
                for voice, seated in voices.items()
                if voice not in spoken
            )
        )

    def _line(self, one: str, other: str) -> tuple[Line, tuple[str, ...]]:
        if other in self._wholes[one]:
            return "reports", (one, other)
        if one in self._wholes[other]:
            return "reports", (other, one)
        for whole in self._wholes[one]:
            if whole in self._wholes[other]:
                return "common", (whole,)
        return "none", ()

    def _are_body_and_subgroup(self, one: str, other: str) -> bool:
        return any(
            whole in self._wholes[part] and self.network.nodes[part]["label"] == "WorkingGroup"
            for part, whole in ((one, other), (other, one))
        )


def mandate_overlaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find pairs of bodies whose objectives or members overlap.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    overlaps
        Findings of type ``mandate_overlap``, one per pair of bodies with an objective or
        a member in common; a working group and what it is part of are no pair.
        ``objectives`` and ``members`` are what they have in common; ``jaccard_objectives``
        and ``jaccard_members`` its share of what either has; ``objectives_in_second`` the
        share of the first one's objectives that the second also has, and so on; NaN where
        the denominator is 0. ``relation`` is ``nested`` if 0.9 of the objectives of one, and
        only of one, are also the other's; ``twin`` if both Jaccard similarities are at least
        0.5; else ``overlap``. Severity is the Jaccard similarity of the objectives, times 0.5
        plus half that of the members (0 where undefined), times 1 less ``bridge``: 0 for those
        that only share members. ``Bodies.compare`` explains ``bridge``, and ``bridging_gaps``
        what objectives count that many bodies address.

        ``p_exact`` is the probability of having at least so many members in common if both
        drew their members at random among the institutions that sit in any body, and
        ``p_min`` the least that it could be, with the smaller list within the larger; NaN
        where a list is empty. It is evidence and never a filter: with few bodies and
        short lists no overlap can be surprising.

    References
    ----------
    .. [1] Arita, H. T. (2016). Species co-occurrence analysis: pairwise versus matrix-level
       approaches. Global Ecology and Biogeography 25, 1397-1400.
    .. [2] Haftel, Y. Z. and Lenz, T. (2022). Measuring institutional overlap in global
       governance. Review of International Organizations 17, 323-347.
    """
    bodies = Bodies(network)
    meetings = {pair: bodies.compare(*pair) for pair in bodies.pairs(with_members=True)}
    prior = _prior(meetings.values())
    population = len(set().union(*bodies.members.values()))
    found = [
        _overlap_finding(bodies, pair, meeting, prior, population)
        for pair, meeting in meetings.items()
    ]
    return tabulate(found, extra_columns=OVERLAP_COLUMNS, as_of=network.graph["as_of"])


def bridging_gaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find pairs of bodies that treat the same matters and that nobody, or only one, bridges.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    gaps
        Findings of type ``bridging_gap``, one per pair of bodies with an objective in common
        and a deficit; a working group and what it is part of are no pair. ``topic`` is the
        Jaccard similarity of their objectives; ``institutions`` sit in both; ``line`` tells
        whether one ``reports`` to the other, both to a ``common`` one, ``line_via``, or
        ``none``; ``bridge`` is how surely that joins them, as ``Bodies.compare`` explains.
        Severity is ``need`` times 1 less ``bridge``. ``need`` is ``topic``, save that an
        objective which more than five bodies address counts only 1 over the number of the
        others: nobody sits everywhere, and what everybody treats joins no two. Where the
        bridge rests on one institution, ``sole_bridge``, ``gap_type`` is ``fragile_bridge``
        and the severity at least half of ``need``; else it is ``no_bridge``, ``weak_bridge``, or
        ``unknown_members`` where no institution is on record for one of the two.

    Notes
    -----
    Where a list of members is partial the absence is a question. Its confidence weighs how
    complete the lists are against how many of the pairs of bodies with objectives in
    common have somebody in both.

    References
    ----------
    .. [1] Greenhill, B. and Lupu, Y. (2017). Clubs of clubs: fragmentation in the network of
       intergovernmental organizations. International Studies Quarterly 61, 181-195.
    """
    bodies = Bodies(network)
    meetings = {pair: bodies.compare(*pair) for pair in bodies.pairs(with_members=False)}
    prior = _prior(meetings.values())
    found = [
        _bridging_finding(bodies, pair, meeting, prior)
        for pair, meeting in meetings.items()
        if meeting.deficit
    ]
    return tabulate(found, extra_columns=BRIDGING_COLUMNS, as_of=network.graph["as_of"])


def fragmentation(network: nx.MultiDiGraph, *, draws: int = 100, seed: int = 0) -> dict[str, float]:
    """
    Measure how fragmented the network of institutions and bodies is.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    draws
        How many networks to draw at random for comparison.
    seed
        Of the random numbers.

    Returns
    -------
    measures
        ``bodies``, and ``bodies_without_members`` on record. ``institutions``, without
        collective labels, and ``unseated``, the share that sits in no body, neither by
        itself nor through a ministry. Of those with a seat of their own: ``components``, the
        number of groups that no chain of bodies joins; ``outside_largest``, the share
        outside the largest group; ``connectedness``, the share of pairs that some chain
        joins. ``modularity`` (Barber's) of the modules that label propagation finds, and
        their number, ``modules``; ``modularity_by_chance``, its mean over random networks in
        which every institution and body keeps its number of seats; and ``modularity_z``, how
        many standard deviations lie between both. NaN where there is nothing to divide
        by, or where chance leaves no other network.

    Notes
    -----
    Nearly all of the time goes into the modules of the random networks: seconds for a
    hundred bodies; for thousands ask for fewer ``draws``.

    References
    ----------
    .. [1] Krackhardt, D. (1994). Graph theoretical dimensions of informal organizations. In
       Carley and Prietula (eds.), Computational Organization Theory, 89-111.
    .. [2] Barber, M. J. (2007). Modularity and community detection in bipartite networks.
       Physical Review E 76, 066102.
    """
    bodies = Bodies(network)
    able = [
        node
        for node in nodes_of(network, "Institution")
        if network.nodes[node]["kind"] != "collective"
    ]
    seated = set().union(*bodies.seats.values())
    actors = set().union(*bodies.members.values())
    attended = [body for body, members in bodies.members.items() if members]
    B = two_mode(network).subgraph([*actors, *attended]).copy()
    sizes = [len(actors & component) for component in nx.connected_components(B)]
    modules = bipartite_modules(B)
    modularity = bipartite_modularity(B, modules)
    redraws = fixed_degree_redraws(B, draws=draws, seed=seed) if sizes else ()
    by_chance = [bipartite_modularity(one, bipartite_modules(one)) for one in redraws]
    mean = fmean(by_chance) if by_chance else float("nan")
    return {
        "institutions": len(able),
        "unseated": _ratio(len(able) - len(seated), len(able)),
        "bodies": len(bodies.members),
        "bodies_without_members": sum(not who for who in bodies.members.values()),
        "components": len(sizes),
        "outside_largest": 1 - _ratio(max(sizes, default=0), len(actors)),
        "connectedness": _ratio(sum(comb(size, 2) for size in sizes), comb(len(actors), 2)),
        "modules": len(modules),
        "modularity": modularity,
        "modularity_by_chance": mean,
        "modularity_z": _ratio(modularity - mean, pstdev(by_chance) if by_chance else 0.0),
    }


@cache
def chance_of_sharing(shared: int, *, one: int, other: int, population: int) -> float:
    """
    Return the probability that two lists drawn at random share so many members or more.

    Parameters
    ----------
    shared
        Members in common.
    one, other
        Length of each list.
    population
        How many there are to draw from.

    Returns
    -------
    probability
        Upper tail of the hypergeometric distribution, exact; the same as that of Fisher's
        test. Its least value, for two lists of length k that are the same, is 1 over the
        number of ways to choose k of the population.
    """
    ways = sum(
        comb(one, common) * comb(population - one, other - common)
        for common in range(shared, min(one, other) + 1)
    )
    return ways / comb(population, other)


def _overlap_finding(
    bodies: Bodies, pair: Pair, meeting: Meeting, prior: float, population: int
) -> Finding:
    one, other = (bodies.members[body] for body in pair)
    common = one & other
    jaccard_members = _ratio(len(common), len(one | other))
    contained = [_ratio(len(meeting.objectives), len(bodies.scopes[body])) for body in pair]
    p_exact, p_min = _chances(len(common), len(one), len(other), population)
    relation = _relation(contained, meeting.topic, jaccard_members)
    registers, state = bodies.evidence(*pair)
    inner, outer = pair if contained[0] >= NESTED_SHARE else reversed(pair)
    slots = _slots(bodies, pair, meeting, inner=[inner], outer=[outer])
    for of_language in slots.values():
        of_language |= {
            "shared_members": str(len(common)),
            "all_members": str(len(one | other)),
            "p_exact": f"{p_exact:.2g}",
            "p_min": f"{p_min:.2g}",
        }
    weight = 0.5 + 0.5 * (0.0 if isnan(jaccard_members) else jaccard_members)
    return Finding(
        type="mandate_overlap",
        subjects=pair,
        severity=meeting.need * weight * (1 - meeting.bridge),
        confidence=bodies.certainty(pair, meeting.objectives)
        * absence_confidence(prior, registers),
        evidence_state=state,
        facts=bodies.facts(pair, meeting),
        sentence=_overlap_sentence(
            meeting, relation, known=bool(one and other), shares_members=bool(common)
        ),
        slots=slots,
        extra={
            "bodies": pair,
            "relation": relation,
            "objectives": meeting.objectives,
            "members": tuple(sorted(common)),
            "jaccard_objectives": meeting.topic,
            "jaccard_members": jaccard_members,
            "objectives_in_second": contained[0],
            "objectives_in_first": contained[1],
            "members_in_second": _ratio(len(common), len(one)),
            "members_in_first": _ratio(len(common), len(other)),
            "bridge": meeting.bridge,
            "p_exact": p_exact,
            "p_min": p_min,
        },
    )


def _bridging_finding(bodies: Bodies, pair: Pair, meeting: Meeting, prior: float) -> Finding:
    registers, state = bodies.evidence(*pair)
    sitting, gap_type = _sitting(bodies, pair, meeting)
    return Finding(
        type="bridging_gap",
        subjects=pair,
        severity=meeting.need * meeting.deficit,
        confidence=bodies.certainty(pair, meeting.objectives)
        * absence_confidence(prior, registers),
        evidence_state=state,
        facts=bodies.facts(pair, meeting),
        sentence=sentence_of(_SHARED, _SITTING[sitting], _LINES[meeting.line]),
        slots=_slots(bodies, pair, meeting),
        extra={
            "bodies": pair,
            "gap_type": gap_type,
            "objectives": meeting.objectives,
            "topic": meeting.topic,
            "need": meeting.need,
            "bridge": meeting.bridge,
            "institutions": meeting.institutions,
            "sole_bridge": meeting.sole_bridge,
            "line": meeting.line,
            "line_via": meeting.line_via,
        },
    )


def _sitting(bodies: Bodies, pair: Pair, meeting: Meeting) -> tuple[str, str]:
    if meeting.sole_bridge:
        return "one", "fragile_bridge"
    if meeting.institutions:
        return ("several" if len(meeting.institutions) > 1 else "one"), "weak_bridge"
    if not all(bodies.members[body] for body in pair):
        return "unknown", "unknown_members"
    return "nobody", ("no_bridge" if meeting.line == "none" else "weak_bridge")


def _slots(
    bodies: Bodies, pair: Pair, meeting: Meeting, **nodes: Iterable[str]
) -> dict[Language, dict[str, str]]:
    unknown = [body for body in pair if not bodies.members[body]]
    slots = slots_of(
        bodies.network,
        bodies=pair,
        objectives=meeting.objectives,
        institutions=meeting.institutions,
        unknown=unknown,
        part=meeting.line_via[:-1],
        whole=meeting.line_via[-1:],
        **nodes,
    )
    objectives = bodies.scopes[pair[0]].keys() | bodies.scopes[pair[1]].keys()
    for of_language in slots.values():
        of_language |= {"shared": str(len(meeting.objectives)), "all": str(len(objectives))}
    return slots


def _overlap_sentence(
    meeting: Meeting, relation: str, *, known: bool, shares_members: bool
) -> Text:
    mandates = [_SHARED if meeting.objectives else _NOTHING_SHARED]
    if relation in _RELATIONS:
        mandates.append(_RELATIONS[relation])
    if not known:
        return sentence_of(*mandates, _SITTING["unknown"])
    return sentence_of(*mandates, _MEMBERS if shares_members else _NO_MEMBERS)


def _relation(contained: list[float], topic: float, members: float) -> str:
    if sum(share >= NESTED_SHARE for share in contained) == 1:
        return "nested"
    return "twin" if topic >= TWIN_SHARE and members >= TWIN_SHARE else "overlap"


def _chances(shared: int, one: int, other: int, population: int) -> tuple[float, float]:
    if not one or not other:
        return float("nan"), float("nan")
    return (
        chance_of_sharing(shared, one=one, other=other, population=population),
        chance_of_sharing(min(one, other), one=one, other=other, population=population),
    )


def _prior(meetings: Iterable[Meeting]) -> float:
    """Share of the pairs with an objective in common that somebody bridges, never 0 or 1."""
    bridged = [bool(meeting.institutions) for meeting in meetings if meeting.objectives]
    return (sum(bridged) + 1) / (len(bridged) + 2)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
