"""What would change: gaps that one more tie or seat narrows, and which seats are open to whom."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stakeholder_graph.coordination import LEAST_STRENGTH, Coordination
from stakeholder_graph.draws import repeat
from stakeholder_graph.findings import TO_BE_CONFIRMED, id_of
from stakeholder_graph.gaps import best_link, coordination_gaps, requirements, severity_of
from stakeholder_graph.network import SEAT_WEIGHTS, nodes_of, parts_of, ties_of
from stakeholder_graph.stability import DROPOUT, without_ties
from stakeholder_graph.venues import Bodies, bridging_gaps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx
    import pandas as pd

    from stakeholder_graph.language import Language

Pair = tuple[str, str]

NEW_SEAT = SEAT_WEIGHTS["member"]
NEW_TIE = "coordination"
# A third institution or a general body leaves this much of a gap; only a direct channel closes it.
INDIRECT = 0.5
# Alternatives that differ by less are equally good: a tenth of the best.
NEARLY = 0.9
WORTH = 0.1
# A rival that comes first in so many of the draws is shown too.
RIVAL_SHARE = 0.1
COORDINATION_GAP, BRIDGING_GAP = "coordination_gap", "bridging_gap"

# Joined by treaty, or held once by invitation: nobody can just take a seat there.
_CLOSED = ("integration_body", "binational_cabinet", "conference")
_COMPANY = 2
_INTERNATIONAL = ("un_agency", "un_body", "intergovernmental", "development_bank")
_CIRCLES = {
    "civil": ("ngo", "network", "academia", "private_sector"),
    "donor": ("cooperation_agency", "foreign_government"),
    "judiciary": ("judiciary",),
    "legislature": ("legislature",),
    "collective": ("collective",),
}
_TINY = 1e-9


class Narrowing(NamedTuple):
    """
    What a change does to one gap.

    Attributes
    ----------
    type
        ``"coordination_gap"`` or ``"bridging_gap"``.
    pair
        Ids of the two institutions or bodies.
    gain
        Severity that goes away, greater than 0.
    left
        Severity that stays; 0 where the gap closes.
    """

    type: str
    pair: Pair
    gain: float
    left: float

    @property
    def closes(self) -> bool:
        """Whether nothing of the gap is left."""
        return self.left < _TINY

    @property
    def id(self) -> str:
        """Id of the finding."""
        return id_of(self.type, self.pair)


class Prospects:
    """
    The gaps of a network and what would narrow them.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Attributes
    ----------
    gaps
        Per pair of institutions that should coordinate better, the severity.
    """

    def __init__(self, network: nx.MultiDiGraph) -> None:
        self.network = network
        self.coordination = Coordination(network)
        self.required = requirements(network, self.coordination)
        self.gaps = self._severities(self.coordination, self.required)
        self._far = [
            pair
            for pair in self.gaps
            if any(
                best_link(self.coordination, pair, one.objectives).deficit > INDIRECT
                for one in self.required[pair]
            )
        ]
        self._gaps_of = defaultdict[str, list[Pair]](list)
        for pair in self.gaps:
            for who in {*chain(*map(self.coordination.acting_for, pair))}:
                self._gaps_of[who].append(pair)

    @cached_property
    def bodies(self) -> Bodies:
        """The standing bodies."""
        return Bodies(self.network)

    @cached_property
    def bridging(self) -> dict[Pair, float]:
        """Per pair of bodies that should be bridged better, the severity."""
        meetings = {
            pair: self.bodies.compare(*pair) for pair in self.bodies.pairs(with_members=False)
        }
        return {pair: one.need * one.deficit for pair, one in meetings.items() if one.deficit}

    @cached_property
    def _holders(self) -> dict[str, set[str]]:
        """Per body, everybody with a seat on record, collective labels included."""
        holders: dict[str, set[str]] = {body: set() for body in self.bodies.members}
        for who, body, _ in ties_of(self.network, "MEMBER_OF"):
            holders[body].add(who)
        return holders

    @cached_property
    def _parts(self) -> nx.DiGraph:
        return parts_of(self.network)

    def candidates_for_ties(self) -> list[Pair]:
        """
        Return the pairs of institutions that a tie would help and that should coordinate.

        Returns
        -------
        pairs
            Ids in alphabetical order. A tie that would only be a detour for others is
            nobody's task and left out.
        """
        return sorted(self.gaps)

    def candidates_for_seats(self) -> list[Pair]:
        """
        Return which institutions could join which bodies.

        Returns
        -------
        seats
            Institution and body, in alphabetical order.
        """
        institutions = nodes_of(self.network, "Institution")
        return [
            (who, body) for who in institutions for body in self._holders if self.is_open(who, body)
        ]

    def is_open(self, institution: str, body: str) -> bool:
        """
        Tell whether an institution might take a seat in a body.

        Parameters
        ----------
        institution
            Its id.
        body
            Id of a working group or forum.

        Returns
        -------
        might
            False if it, a part or a whole of it already sits there, or nobody knows who does;
            for collective labels,
            which nobody can invite, and for units, whose ministry takes the seat; for what
            is joined by treaty or met once; and for public institutions in bodies of
            another level, where their State or their offices sit. Else two of its circle
            must sit there, for one alone may be there by a mandate of its own: States,
            international organisations of the same kind, or the public, civil or donor
            institutions of one country and level. A working group is also open to those who
            sit in what it is part of, unless only others are on record in it.
        """
        of, holders = self.network.nodes, self._holders[body]
        circle = self._circle(institution)
        if (
            circle[0] == "collective"
            or institution in self.bodies.speaks_for
            or of[body]["kind"] in _CLOSED
            or (not holders and of[body]["roster"] != "complete")
            or (circle[0] == "public" and of[body]["level"] not in ("", circle[1]))
            or any(
                who == institution or self.coordination.are_whole_and_part(who, institution)
                for who in holders
            )
        ):
            return False
        peers = sum(self._circle(who) == circle for who in holders)
        if peers >= _COMPANY:
            return True
        return (not holders or peers > 0) and self._sits_above(institution, body)

    def tie(self, one: str, other: str) -> list[Narrowing]:
        """
        Return what a declared tie would change.

        Parameters
        ----------
        one, other
            Ids of institutions.

        Returns
        -------
        narrowings
            One per gap that it narrows, the greatest gain first.
        """
        supposed = self.coordination.with_tie(one, other, kind=NEW_TIE)
        touched = {*self._gaps_of[one], *self._gaps_of[other]}
        return _ordered(self._narrowed(supposed, touched))

    def seat(self, institution: str, body: str) -> list[Narrowing]:
        """
        Return what a seat would change.

        Parameters
        ----------
        institution
            Id of who joins as a member.
        body
            Id of a working group or forum.

        Returns
        -------
        narrowings
            One per gap that it narrows, the greatest gain first.
        """
        supposed = self.coordination.with_seat(institution, body, weight=NEW_SEAT)
        newcomers = self.coordination.seated_through(institution)
        met = {who for each in newcomers for who in supposed.neighbours(each)}
        touched = {pair for who in newcomers for pair in self._gaps_of[who]}
        touched.update(pair for pair in self._far if met.issuperset(pair))
        bodies = self.bodies.with_seat(institution, body, weight=NEW_SEAT)
        bridged = []
        for pair, before in self.bridging.items():
            if body in pair:
                meeting = bodies.compare(*pair)
                left = meeting.need * meeting.deficit
                bridged.append(Narrowing(BRIDGING_GAP, pair, before - left, left))
        return _ordered([*self._narrowed(supposed, touched), *bridged])

    def needed(self, institution: str, body: str, narrowings: Iterable[Narrowing]) -> list[str]:
        """
        Return whom an institution needs to meet in a body.

        Parameters
        ----------
        institution
            Id of who joins.
        body
            Id of a working group or forum.
        narrowings
            What the seat would change.

        Returns
        -------
        members
            Those members between whom, or whose units, and the institution, or its units,
            the seat narrows a gap on a matter that can be dealt with there; a State has its
            ministries there.
        """
        coming = self._voices(institution)
        apart = {
            other
            for one in narrowings
            if one.type == COORDINATION_GAP and self._may_meet(one.pair, body)
            for who, other in (one.pair, one.pair[::-1])
            if who in coming
        }
        return [who for who in self.met(institution, body) if apart & self._voices(who)]

    def speakers(self, institution: str) -> list[str]:
        """
        Return who could take a seat that gives an institution one.

        Parameters
        ----------
        institution
            Its id.

        Returns
        -------
        speakers
            Ids in alphabetical order: itself, what it is a unit of, the ministries through
            which a State acts.
        """
        return self._speakers[institution]

    @cached_property
    def _speakers(self) -> dict[str, list[str]]:
        speakers: dict[str, list[str]] = {who: [] for who in self.coordination.institutions}
        for who in self.coordination.institutions:
            for one in sorted(self._voices(who)):
                speakers[one].append(who)
        return speakers

    def met(self, institution: str, body: str) -> list[str]:
        """
        Return whom an institution would meet in a body.

        Parameters
        ----------
        institution
            Id of who joins.
        body
            Id of a working group or forum.

        Returns
        -------
        members
            Those with a seat of their own and a voice, in alphabetical order; mere
            observers among themselves are no channel.
        """
        return sorted(
            who
            for who in self.bodies.members[body] - {institution}
            if self.coordination.seats(who)[body] * NEW_SEAT >= LEAST_STRENGTH
        )

    def _may_meet(self, pair: Pair, body: str) -> bool:
        matters = {objective for reason in self.required[pair] for objective in reason.objectives}
        return any(self.coordination.may_meet_in(body, one) for one in matters)

    def _voices(self, institution: str) -> set[str]:
        """Return everybody who sits where an institution sits, its State included."""
        seated = {*self.coordination.seated_through(institution)}
        return {
            who
            for who in self.coordination.institutions
            if seated.intersection(self.coordination.acting_for(who))
        }

    def _narrowed(self, supposed: Coordination, touched: Iterable[Pair]) -> list[Narrowing]:
        after = self._severities(supposed, touched)
        return [
            Narrowing(COORDINATION_GAP, pair, self.gaps[pair] - left, left)
            for pair in touched
            for left in [after.get(pair, 0.0)]
        ]

    def _severities(self, coordination: Coordination, pairs: Iterable[Pair]) -> dict[Pair, float]:
        found = {pair: severity_of(coordination, pair, self.required[pair]) for pair in pairs}
        return {pair: severity for pair, severity in found.items() if severity}

    def _sits_above(self, institution: str, body: str) -> bool:
        level = self.network.nodes[body]["level"]
        return any(
            institution in self._holders.get(whole, ())
            and self.network.nodes[whole]["level"] == level
            for whole in self._parts[body]
        )

    def _circle(self, institution: str) -> tuple[str, ...]:
        of = self.network.nodes[institution]
        if of["kind"] == "state" or of["kind"] in _INTERNATIONAL:
            return (of["kind"],)
        circle = next((name for name, kinds in _CIRCLES.items() if of["kind"] in kinds), "public")
        return circle, of["level"], of["country"]


class Known(NamedTuple):
    """
    What the findings say about some gaps.

    Attributes
    ----------
    confidence
        Mean of theirs, weighted by gain.
    evidence_state
        Searched only if it is for all of them.
    sources
        Ids of their sources.
    facts
        Names of the facts that they rest on.
    """

    confidence: float
    evidence_state: str
    sources: tuple[str, ...]
    facts: tuple[str, ...]

    def say(self, sentence: str, language: Language) -> str:
        """
        Mark a suggestion that rests on what was never searched.

        Parameters
        ----------
        sentence
            What is suggested.
        language
            ``"es"`` or ``"en"``.

        Returns
        -------
        sentence
            The same, or the same to be confirmed.
        """
        if self.evidence_state == "not_searched":
            return TO_BE_CONFIRMED.say(language, sentence=sentence)
        return sentence


def gain_of(narrowings: Iterable[Narrowing]) -> float:
    """
    Return what a change gains.

    Parameters
    ----------
    narrowings
        What it does to each gap.

    Returns
    -------
    gain
        Sum of the severities that go away; 0 for none.
    """
    return sum(one.gain for one in narrowings)


def findings_by_id(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Return the findings that a tie or a seat can narrow.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    findings
        ``confidence``, ``evidence_state``, ``sources`` and ``facts`` of the coordination
        and bridging gaps, by id.
    """
    import pandas as pd

    columns = ["id", "confidence", "evidence_state", "sources", "facts"]
    found = [coordination_gaps(network)[columns], bridging_gaps(network)[columns]]
    return pd.concat([one for one in found if len(one)] or found).set_index("id")


def known_of(findings: pd.DataFrame, narrowings: Sequence[Narrowing]) -> Known:
    """
    Sum up what is known about the gaps that a change narrows.

    Parameters
    ----------
    findings
        What ``findings_by_id`` returned.
    narrowings
        At least one.

    Returns
    -------
    known
        Confidence, state of the evidence and sources.
    """
    rows = findings.loc[[one.id for one in narrowings]]
    gains = np.array([one.gain for one in narrowings])
    searched = (rows["evidence_state"] != "not_searched").all()
    return Known(
        confidence=float(gains @ rows["confidence"].to_numpy(dtype=float) / gains.sum()),
        evidence_state="searched_not_found" if searched else "not_searched",
        sources=tuple(sorted({source for each in rows["sources"] for source in each})),
        facts=tuple(dict.fromkeys(fact for each in rows["facts"] for fact in each)),
    )


def shares_best(
    network: nx.MultiDiGraph,
    gains: Callable[[nx.MultiDiGraph], Sequence[float]],
    *,
    runs: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """
    Return how often each of some suggestions stays the best when the record is thinned.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    gains
        Function of a network that returns the gain of each suggestion. Workers in other
        processes must be able to unpickle it.
    runs
        How often to leave out a tenth of the ties at random, at least 1.
    seed
        Seed from which those of the runs are spawned.
    progress
        As for ``draws.repeat``.

    Returns
    -------
    shares
        Per suggestion, the share of the runs in which none of the others gained more and
        it gained something; equals share the first place, so that the sum may exceed 1.
    """
    run = partial(_gains_of_one_run, network=network, gains=gains)
    found = np.array(repeat(run, runs=runs, seed=seed, progress=progress))
    best = found.max(axis=1, keepdims=True)
    shares: np.ndarray = ((found >= best - _TINY) & (best > _TINY)).mean(axis=0)
    return shares


def worth_showing(gains: Sequence[float], shares: Mapping[int, float], *, top: int) -> list[int]:
    """
    Return which suggestions to show, so that no single one hides its equals.

    Parameters
    ----------
    gains
        In falling order.
    shares
        Per place in ``gains``, the share of the draws in which it was the best.
    top
        How many to show, save those that gain less than a tenth of the best.

    Returns
    -------
    places
        The first ``top``, those within a tenth of the best, and those that came first in at
        least a tenth of the draws.
    """
    return [
        at
        for at, gain in enumerate(gains)
        if gain >= NEARLY * gains[0] - _TINY
        or (at < top and gain >= WORTH * gains[0])
        or shares.get(at, 0.0) >= RIVAL_SHARE
    ]


def _gains_of_one_run(
    seed: np.random.SeedSequence,
    *,
    network: nx.MultiDiGraph,
    gains: Callable[[nx.MultiDiGraph], Sequence[float]],
) -> Sequence[float]:
    return gains(without_ties(network, np.random.default_rng(seed), dropout=DROPOUT))


def _ordered(narrowings: Iterable[Narrowing]) -> list[Narrowing]:
    return sorted(
        (one for one in narrowings if one.gain > _TINY),
        key=lambda one: (-round(one.gain, 9), one.type, one.pair),
    )
