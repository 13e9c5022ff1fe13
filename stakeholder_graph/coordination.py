"""
Who coordinates with whom, through which channel, and on which objective.

Two institutions coordinate through shared bodies, shared agreements, joint
interventions and declared ties. A channel counts for an objective only when it is
about that objective; a roundtable that deals with everything is a weaker state of its
own, so that one plenary does not make every gap vanish.
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from itertools import chain, combinations, product
from math import prod
from typing import TYPE_CHECKING, Literal, NamedTuple

import networkx as nx

from stakeholder_graph.model import BODIES, VENUES
from stakeholder_graph.network import nodes_of, parts_of, ties_of, two_mode

if TYPE_CHECKING:
    from collections.abc import Mapping

State = Literal["direct", "plenary_only", "indirect", "none"]
ChannelKind = Literal["body", "agreement", "joint_intervention", "declared_tie"]
Pair = tuple[str, str]

# Two observers of one body (0.3 x 0.3) are not a channel, two members (0.8 x 0.8) are.
LEAST_STRENGTH = 0.25
EXECUTION_WEIGHTS = {"lead": 1.0, "joint": 1.0, "support": 0.5, "funder": 0.5}
# Objectives that no area groups are taken to form one.
NO_AREA = ""
UNITS = ("unit", "consular_service")


class Channel(NamedTuple):
    """
    One way in which two institutions coordinate.

    Attributes
    ----------
    kind
        What joins them.
    via
        Id of the body, agreement or intervention; for a declared tie, its kind.
    strength
        Product of both roles' weights, in (0, 1].
    share
        The same divided by the number of other members, Newman's weight.
    """

    kind: ChannelKind
    via: str
    strength: float
    share: float


class Link(NamedTuple):
    """
    How two institutions stand to each other on one objective.

    Attributes
    ----------
    state
        ``"direct"``, ``"plenary_only"``, ``"indirect"`` or ``"none"``.
    deficit
        0 for direct, 0.5 for plenary only and for a third institution, 0.75 for two
        linked bodies, 1 for none.
    via
        Ids of what joins them, strongest first.
    """

    state: State
    deficit: float
    via: tuple[str, ...]


UNLINKED = Link("none", 1.0, ())


class Coordination:
    """
    The coordination channels of a network.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    References
    ----------
    .. [1] Cataldo, M., Herbsleb, J. D. and Carley, K. M. (2008). Socio-technical
       congruence. CMU-ISR-08-104.
    .. [2] Newman, M. E. J. (2001). Scientific collaboration networks II. Physical
       Review E 64, 016132.
    """

    def __init__(self, network: nx.MultiDiGraph) -> None:
        self.network = network
        self.institutions = nodes_of(network, "Institution")
        self._parts = parts = parts_of(network)
        self._wholes = {node: nx.descendants(parts, node) for node in parts}
        self._acting_for = acting_for(network)
        self._areas = {
            node: _areas(parts, node, network) for node in nodes_of(network, "Objective")
        }
        self._scopes = self._read_scopes()
        self._seats = seats_of(network)
        self.channels: dict[Pair, list[Channel]] = self._read_channels()
        self._neighbours = self._read_neighbours()

    def are_whole_and_part(self, one: str, other: str) -> bool:
        """
        Tell whether one institution or intervention belongs to the other.

        Parameters
        ----------
        one, other
            Ids of institutions or of interventions.

        Returns
        -------
        related
            True for a ministry and its office, a State and its ministries, a
            collective label and one of those that it names, an action and its detail.
        """
        return one in self._wholes[other] or other in self._wholes[one]

    def parts_of(self, institution: str) -> list[str]:
        """
        Return the institutions that belong to one.

        Parameters
        ----------
        institution
            Its id.

        Returns
        -------
        parts
            Ids in alphabetical order.
        """
        return [part for part in self.institutions if institution in self._wholes[part]]

    def strength(self, one: str, other: str) -> float:
        """
        Return how surely a channel joins two institutions: noisy-OR over the channels.

        Parameters
        ----------
        one, other
            Ids of institutions.

        Returns
        -------
        strength
            In [0, 1].
        """
        return 1 - prod(1 - channel.strength for channel in self._between(one, other))

    def strengths(self) -> dict[Pair, float]:
        """
        Return how surely each pair is joined, straight or by those through whom they act.

        Returns
        -------
        strengths
            Per pair of ids in alphabetical order that some channel joins, as ``strength``.
        """
        wholes = defaultdict[str, list[str]](list)
        for whole, acting in self._acting_for.items():
            for part in acting:
                wholes[part].append(whole)
        pairs = {
            (min(pair), max(pair))
            for one, other in self.channels
            for pair in product(wholes[one], wholes[other])
            if pair[0] != pair[1] and not self.are_whole_and_part(*pair)
        }
        return {pair: self.strength(*pair) for pair in sorted(pairs)}

    def link(self, one: str, other: str, objective: str) -> Link:
        """
        Return how two institutions stand to each other on one objective.

        Parameters
        ----------
        one, other
            Ids of institutions.
        objective
            Id of an objective.

        Returns
        -------
        link
            State, deficit and what joins them.
        """
        channels = [c for c in self._between(one, other) if c.strength >= LEAST_STRENGTH]
        about = [c.via for c in channels if self._is_about(c, objective)]
        if about:
            return Link("direct", 0.0, tuple(about))
        plenary = [c.via for c in channels if self._is_general(c)]
        if plenary:
            return Link("plenary_only", 0.5, tuple(plenary))
        if third := self._third_institution(one, other):
            return Link("indirect", 0.5, (third,))
        if linked := self._linked_bodies(one, other):
            return Link("indirect", 0.75, linked)
        return UNLINKED

    def may_meet_in(self, body: str, objective: str) -> bool:
        """
        Tell whether a body is a place to meet on an objective.

        Parameters
        ----------
        body
            Id of a working group or forum.
        objective
            Id of an objective.

        Returns
        -------
        may
            True if it deals with the objective or its area, or with no matter of its own.
        """
        seat = Channel("body", body, 1.0, 1.0)
        return self._is_about(seat, objective) or self._is_general(seat)

    def with_seat(self, institution: str, body: str, *, weight: float) -> Coordination:
        """
        Return the coordination that there would be with one more seat.

        Parameters
        ----------
        institution
            Id of who joins; its units come along.
        body
            Id of a working group or forum.
        weight
            Of the seat, in (0, 1].

        Returns
        -------
        supposed
            The same as if the network had the seat; only what the seat touches is worked
            out anew.
        """
        supposed = copy(self)
        supposed._seats = self._seats | {  # noqa: SLF001 - of its own kind
            who: {**self._seats[who], body: max(weight, self._seats[who].get(body, 0.0))}
            for who in self.seated_through(institution)
        }
        together: dict[Pair, list[Channel]] = defaultdict(list)
        members = {who: at[body] for who, at in supposed._seats.items() if body in at}  # noqa: SLF001
        self._join(together, "body", body, members)
        supposed._replace(
            {
                pair: [*(one for one in self.channels.get(pair, ()) if one.via != body), *found]
                for pair, found in together.items()
            }
        )
        return supposed

    def with_tie(self, one: str, other: str, *, kind: str) -> Coordination:
        """
        Return the coordination that there would be with one more declared tie.

        Parameters
        ----------
        one, other
            Ids of institutions.
        kind
            Of the tie.

        Returns
        -------
        supposed
            The same as if the network had the tie.
        """
        supposed, pair = copy(self), (min(one, other), max(one, other))
        tie = Channel("declared_tie", kind, 1.0, 1.0)
        if not self.are_whole_and_part(*pair):
            supposed._replace({pair: list({*self.channels.get(pair, ()), tie})})
        return supposed

    def is_about(self, body: str, objective: str) -> bool:
        """
        Tell whether a seat in a body makes a direct channel for an objective.

        Parameters
        ----------
        body
            Id of a working group or forum.
        objective
            Id of an objective.

        Returns
        -------
        specific
            Whether the scope of the body is specific to the objective or its area.
        """
        return self._is_about(Channel("body", body, 1.0, 1.0), objective)

    def is_general(self, body: str) -> bool:
        """
        Tell whether a body deals with no matter in particular.

        Parameters
        ----------
        body
            Id of a working group or forum.

        Returns
        -------
        general
            True without a declared scope, and with one wider than one thematic area.
        """
        return self._is_general(Channel("body", body, 1.0, 1.0))

    def seats(self, institution: str) -> Mapping[str, float]:
        """
        Return where an institution sits, as ``seats_of`` explains.

        Parameters
        ----------
        institution
            Its id.

        Returns
        -------
        seats
            Per venue, the weight of its greatest role.
        """
        return self._seats[institution]

    def seated_through(self, institution: str) -> list[str]:
        """
        Return who sits wherever an institution sits, as the function of that name explains.

        Parameters
        ----------
        institution
            Its id.

        Returns
        -------
        seated
            Ids, itself first.
        """
        return seated_through(self._parts, self.network, institution)

    def acting_for(self, institution: str) -> list[str]:
        """
        Return through whom an institution acts, as the function ``acting_for`` explains.

        Parameters
        ----------
        institution
            Its id.

        Returns
        -------
        acting
            Ids, itself first.
        """
        return self._acting_for[institution]

    def neighbours(self, institution: str) -> Mapping[str, float]:
        """
        Return with whom an institution has a channel that counts.

        Parameters
        ----------
        institution
            Its id.

        Returns
        -------
        neighbours
            Per id, the strength, of at least ``LEAST_STRENGTH``.
        """
        return self._neighbours.get(institution, {})

    def graph(self) -> nx.Graph:
        """
        Return the one-mode coordination network.

        Returns
        -------
        G
            Undirected simple graph of all institutions. An edge has ``strength``
            (noisy-OR), ``weight`` (sum of Newman's weights: a seat in a body of forty
            counts less than one in a body of three), ``distance`` (1 / weight, what
            shortest paths must use) and ``channels``, a tuple of ``Channel``.
        """
        G = nx.Graph(**self.network.graph)
        G.add_nodes_from((node, self.network.nodes[node]) for node in self.institutions)
        for (one, other), channels in self.channels.items():
            weight = sum(channel.share for channel in channels)
            G.add_edge(
                one,
                other,
                strength=self.strength(one, other),
                weight=weight,
                distance=1 / weight,
                channels=tuple(channels),
            )
        return G

    def _between(self, one: str, other: str) -> list[Channel]:
        pairs = product(self._acting_for[one], self._acting_for[other])
        found = [self.channels.get((min(pair), max(pair)), []) for pair in pairs]
        return found[0] if len(found) == 1 else sorted(set(chain(*found)), key=_strongest_first)

    def _is_about(self, channel: Channel, objective: str) -> bool:
        if channel.kind == "declared_tie":
            return True
        scope = self._scopes[channel.via]
        matters = scope if channel.kind == "joint_intervention" else self._matters(scope)
        return bool(matters) and bool(({objective} & scope) | (self._areas[objective] & matters))

    def _is_general(self, channel: Channel) -> bool:
        of_many = channel.kind in ("body", "agreement")
        return of_many and not self._matters(self._scopes[channel.via])

    def _matters(self, scope: set[str]) -> set[str]:
        """
        Return what a scope is specific to: its only objective, or the area of them all.

        An area beside an objective of it says no more than where that objective belongs.
        """
        wholes = {whole for objective in scope for whole in self._wholes[objective]}
        specific = scope - wholes
        if len(specific) == 1:
            return specific
        areas = [self._areas[objective] | {objective} for objective in specific]
        return set.intersection(*areas) if areas else set()

    def _third_institution(self, one: str, other: str) -> str | None:
        common = self._neighbours[one].keys() & self._neighbours[other].keys()
        strengths = {
            third: self._neighbours[one][third] * self._neighbours[other][third]
            for third in common - {one, other}
        }
        return min(strengths, key=lambda third: (-strengths[third], third), default=None)

    def _linked_bodies(self, one: str, other: str) -> tuple[str, str] | None:
        for pair in product(sorted(self._seats[one]), sorted(self._seats[other])):
            whole, second_whole = (self._wholes[body] for body in pair)
            linked = pair[0] in second_whole or pair[1] in whole or whole & second_whole
            if linked and pair[0] != pair[1]:
                return pair
        return None

    def _read_scopes(self) -> defaultdict[str, set[str]]:
        scopes = defaultdict[str, set[str]](set)
        for subject, objective, _ in ties_of(self.network, "ADDRESSES"):
            scopes[subject].add(objective)
        for objective in self._areas:
            for whole in self._wholes[objective]:
                if self.network.nodes[whole]["label"] == "Agreement":
                    scopes[whole].add(objective)
        return scopes

    def _read_channels(self) -> dict[Pair, list[Channel]]:
        channels = defaultdict[Pair, list[Channel]](list)
        members = defaultdict[str, dict[str, float]](dict)
        for institution, seats in self._seats.items():
            for venue, weight in seats.items():
                members[venue][institution] = weight
        for venue in nodes_of(self.network, *VENUES):
            is_body = self.network.nodes[venue]["label"] in BODIES
            self._join(channels, "body" if is_body else "agreement", venue, members[venue])
        executors = defaultdict[str, dict[str, float]](dict)
        for executor, intervention, tie in ties_of(self.network, "CARRIES_OUT"):
            if self.network.nodes[executor]["label"] == "Institution":
                executors[intervention][executor] = EXECUTION_WEIGHTS[tie["role"]]
        for intervention in sorted(executors):
            self._join(channels, "joint_intervention", intervention, executors[intervention])
        for one, other, tie in ties_of(self.network, "COOPERATES_WITH"):
            channel = Channel("declared_tie", tie["kind"], 1.0, 1.0)
            pair = (min(one, other), max(one, other))
            if not self.are_whole_and_part(*pair) and channel not in channels[pair]:
                channels[pair].append(channel)
        for listed in channels.values():
            listed.sort(key=_strongest_first)
        return {pair: channels[pair] for pair in sorted(channels) if channels[pair]}

    def _join(
        self,
        channels: dict[Pair, list[Channel]],
        kind: ChannelKind,
        via: str,
        members: Mapping[str, float],
    ) -> None:
        for pair in combinations(sorted(members), 2):
            if not self.are_whole_and_part(*pair):
                strength = members[pair[0]] * members[pair[1]]
                share = strength / (len(members) - 1)
                channels[pair].append(Channel(kind, via, strength, share))

    def _replace(self, changed: Mapping[Pair, list[Channel]]) -> None:
        """Take over the channels of some pairs, without touching what others refer to."""
        for listed in changed.values():
            listed.sort(key=_strongest_first)
        self.channels = {**self.channels, **changed}
        near = {
            who: dict(self._neighbours[who]) for who in {who for pair in changed for who in pair}
        }
        for one, other in changed:
            strength = self.strength(one, other)
            if strength >= LEAST_STRENGTH:
                near[one][other] = near[other][one] = strength
        self._neighbours = defaultdict(dict, self._neighbours | near)

    def _read_neighbours(self) -> defaultdict[str, dict[str, float]]:
        neighbours = defaultdict[str, dict[str, float]](dict)
        for one, other in self.channels:
            strength = self.strength(one, other)
            if strength >= LEAST_STRENGTH:
                neighbours[one][other] = neighbours[other][one] = strength
        return neighbours


def acting_for(network: nx.MultiDiGraph) -> dict[str, list[str]]:
    """
    Return through whom each institution acts.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    acting
        Per institution, itself first; a State also acts through its ministries and
        agencies, in alphabetical order.
    """
    parts = parts_of(network)
    institutions = nodes_of(network, "Institution")
    return {
        whole: [whole, *nodes_of(network.subgraph(nx.ancestors(parts, whole)), "Institution")]
        if network.nodes[whole]["kind"] == "state"
        else [whole]
        for whole in institutions
    }


def seated_through(parts: nx.DiGraph, network: nx.MultiDiGraph, institution: str) -> list[str]:
    """
    Return who sits wherever an institution sits.

    Parameters
    ----------
    parts
        What ``parts_of`` returned.
    network
        What ``read_network`` returned.
    institution
        Its id.

    Returns
    -------
    seated
        Itself first, then the units and consular services that belong to it.
    """
    if network.nodes[institution]["kind"] in ("state", "collective"):
        return [institution]
    below = nx.ancestors(parts, institution)
    return [institution, *sorted(who for who in below if network.nodes[who]["kind"] in UNITS)]


def seats_of(network: nx.MultiDiGraph) -> dict[str, dict[str, float]]:
    """
    Return where each institution sits.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    seats
        Per institution, per venue, the weight of its greatest role. A unit or a consular
        service also sits where the ministry or agency sits that it belongs to.
    """
    B, parts = two_mode(network), parts_of(network)
    return {
        institution: _with_inherited(institution, B, parts)
        for institution in nodes_of(network, "Institution")
    }


def _with_inherited(institution: str, B: nx.Graph, parts: nx.DiGraph) -> dict[str, float]:
    holders = {institution}
    if B.nodes[institution]["kind"] in UNITS:
        holders |= {
            whole
            for whole in nx.descendants(parts, institution)
            if B.nodes[whole]["kind"] not in ("state", "collective")
        }
    seats = defaultdict[str, float](float)
    for holder in sorted(holders):
        for venue, tie in B[holder].items():
            seats[venue] = max(seats[venue], tie["weight"])
    return dict(seats)


def _strongest_first(channel: Channel) -> tuple[float, str, str]:
    return -channel.strength, channel.kind, channel.via


def _areas(parts: nx.DiGraph, objective: str, network: nx.MultiDiGraph) -> set[str]:
    if parts.in_degree(objective):
        return {objective}
    return set(nodes_of(network.subgraph(parts[objective]), "Objective")) or {NO_AREA}
