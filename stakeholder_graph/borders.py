"""Gaps at borders: neighbours that share a problem and no instrument in force on it."""

from __future__ import annotations

from math import prod, sqrt
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from stakeholder_graph.demands import demands
from stakeholder_graph.findings import (
    EVEN_PRIOR,
    PARTIAL_REGISTER,
    Finding,
    absence_confidence,
    short_name,
    slots_of,
    tabulate,
)
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.model import BODIES, VENUES
from stakeholder_graph.network import nodes_of, parts_of, ties_of
from stakeholder_graph.responsibility import EVIDENCE_WEIGHTS
from stakeholder_graph.vocabulary import AGREEMENT_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from stakeholder_graph.demands import Demand
    from stakeholder_graph.language import Language

BORDER_COLUMNS = (
    "gap_type",
    "objective",
    "territories",
    "exposure_first",
    "exposure_second",
    "coverage",
    "nearest_instrument",
    "status",
)

STATUS_WEIGHTS = {"in_force": 1.0, "signed": 0.5}
BILATERAL = 1.0
REGIONAL_TREATY = 0.7
SHARED_PROCESS = 0.3
# What an exposure or a status that is not on record counts as.
UNKNOWN = 0.5
BINDING_KINDS = ("treaty", "decision")
SEATS = ("PARTY_TO", "MEMBER_OF")

_BOTH = Text(
    "{territories} son vecinos y a ambos se les pide actuar sobre {objective}; al {as_of} ningún "
    "instrumento común en vigor lo cubre por entero; el más cercano: {nearest}.",
    "{territories} are neighbours and both are asked to act on {objective}; on {as_of} no common "
    "instrument in force fully covers it; the nearest: {nearest}.",
)
_ONE = Text(
    "A {known} se le pide actuar sobre {objective}; si también a su vecino, {unknown}, no consta. "
    "Al {as_of} ningún instrumento común en vigor lo cubre por entero; el más cercano: {nearest}.",
    "{known} is asked to act on {objective}; whether its neighbour {unknown} is too is not on "
    "record. On {as_of} no common instrument in force fully covers it; the nearest: {nearest}.",
)
_NEAREST = Text("{name} ({status})", "{name} ({status})")
_NO_INSTRUMENT = Text("no consta ninguno", "none is on record")
_NO_STATUS = Text("no consta si rige", "whether it is in force is not on record")
_BODY = Text("órgano común", "shared body")


class Instrument(NamedTuple):
    """
    Something that two neighbours have in common on a problem.

    Attributes
    ----------
    node
        Id of an agreement or body.
    status
        Status of the agreement; empty where it is not on record.
    scope
        1 if bilateral, 0.7 for a regional treaty, 0.3 for any other and for a body.
    is_body
        Whether it is a body, which is in force as long as it stands.
    """

    node: str
    status: str
    scope: float
    is_body: bool

    @property
    def is_known(self) -> bool:
        """Whether it is on record that it is in force or not."""
        return self.is_body or bool(self.status)

    @property
    def cover(self) -> float:
        """Scope times status: 1 in force, 0.5 signed or not on record, else 0."""
        if self.is_body:
            return self.scope
        unknown = 0.0 if self.status else UNKNOWN
        return self.scope * STATUS_WEIGHTS.get(self.status, unknown)


def border_gaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find neighbours that share a problem and no instrument in force on it.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    gaps
        Findings of type ``border_gap``, one per border and objective that a text requires
        on one side at least. Severity is the geometric mean of both exposures times
        1 - ``coverage``, where coverage is 1 - product of (1 - status x scope) over the
        agreements and bodies of both States on the objective, its area or a part of it;
        status is 1 in force, 0.5 signed or not on record, else 0, scope 1 bilateral, 0.7 a
        regional treaty or decision, 0.3 any other. ``nearest_instrument`` is the one that
        covers most, empty for none; ``status`` is its status, empty where not on record and
        for a body. ``exposure_first`` and ``exposure_second`` are those of both
        ``territories`` in turn, NaN where not on record. ``gap_type`` is
        ``no_instrument`` where nothing covers the problem, else ``weak_instrument``.

    Notes
    -----
    Exposure is that of what texts require in the territory; what they require of one
    level there is a matter within it. Where it is known of one side only, that of the other
    is taken to be 0.5, and the finding is a question; so it is where the status of an
    agreement is not on record. The text that requires is not its
    own instrument. A border between regions speaks for the one between their countries.

    References
    ----------
    .. [1] Bodin, Ö. and Tengö, M. (2012). Disentangling intangible social-ecological
       systems. Global Environmental Change 22, 430-439.
    """
    borders = _Borders(network)
    found = [
        borders.finding(pair, objective)
        for pair in borders.pairs
        for objective in borders.problems(pair)
    ]
    return tabulate(
        [one for one in found if one.severity],
        extra_columns=BORDER_COLUMNS,
        as_of=network.graph["as_of"],
    )


class _Borders:
    """The borders of a network, what weighs on them and what covers it."""

    def __init__(self, network: nx.MultiDiGraph) -> None:
        self.network = network
        self.parts = parts_of(network)
        neighbours = {frozenset(ends[:2]) for ends in ties_of(network, "NEIGHBOUR_OF")}
        self.pairs = sorted((min(pair), max(pair)) for pair in neighbours if len(pair) > 1)
        self.demands: dict[tuple[str, str], list[Demand]] = {}
        for demand in demands(network):
            if demand.level:
                continue
            self.demands.setdefault((demand.territory, demand.objective), []).append(demand)
        self.countries = {one: self._country(one) for one in nodes_of(network, "Territory")}
        self.sides = {venue: self._sides(venue) for venue in nodes_of(network, *VENUES)}

    def problems(self, pair: tuple[str, str]) -> list[str]:
        """Return the objectives that weigh on a border, and on none of its stretches."""
        stretches = [other for other in self.pairs if self._is_stretch(other, pair)]
        return sorted(
            self._weighing_on(pair) - {one for each in stretches for one in self._weighing_on(each)}
        )

    def finding(self, pair: tuple[str, str], objective: str) -> Finding:
        sides = {one: self._asking(one, objective) for one in pair}
        exposures = {
            one: max(each.exposure for each in found) for one, found in sides.items() if found
        }
        exposure = sqrt(prod(exposures.get(one, UNKNOWN) for one in pair))
        instruments = self._instruments(pair, objective)
        nearest = max(instruments, key=lambda one: one.cover, default=None)
        coverage = 1 - prod(1 - one.cover for one in instruments)
        certainty = prod(max(each.certainty for each in sides[one]) for one in exposures)
        is_known = len(exposures) > 1 and all(one.is_known for one in instruments)
        return Finding(
            type="border_gap",
            subjects=(*pair, objective),
            severity=exposure * (1 - coverage),
            confidence=certainty * absence_confidence(EVEN_PRIOR, [PARTIAL_REGISTER]),
            evidence_state="searched_not_found" if is_known else "not_searched",
            facts=self._facts(pair, objective, instruments),
            sentence=_BOTH if len(exposures) > 1 else _ONE,
            slots=self._slots(pair, objective, exposures, nearest),
            extra={
                "gap_type": "weak_instrument" if coverage else "no_instrument",
                "objective": objective,
                "territories": pair,
                "exposure_first": exposures.get(pair[0], float("nan")),
                "exposure_second": exposures.get(pair[1], float("nan")),
                "coverage": coverage,
                "nearest_instrument": nearest.node if nearest else "",
                "status": nearest.status if nearest else "",
            },
        )

    def _weighing_on(self, pair: tuple[str, str]) -> set[str]:
        return {objective for territory, objective in self.demands if territory in pair}

    def _is_stretch(self, other: tuple[str, str], whole: tuple[str, str]) -> bool:
        countries = [self.countries[one] for one in other]
        return other != whole and set(countries) == set(whole)

    def _instruments(self, pair: tuple[str, str], objective: str) -> list[Instrument]:
        """Return what both States have in common on an objective, in order of id."""
        codes = {self.network.nodes[self.countries[one]]["code"] for one in pair}
        matters = {objective, *nx.ancestors(self.parts, objective)}
        matters |= set(
            nodes_of(self.network.subgraph(nx.descendants(self.parts, objective)), "Objective")
        )
        asking = {demand.agreement for one in pair for demand in self._asking(one, objective)}
        on_topic = {
            venue
            for venue, matter, tie in ties_of(self.network, "ADDRESSES")
            if matter in matters and venue in self.sides and tie["evidence"] in EVIDENCE_WEIGHTS
        }
        return [
            self._instrument(venue, codes)
            for venue in sorted(on_topic - asking)
            if len(codes) > 1 and codes <= self.sides[venue]
        ]

    def _asking(self, territory: str, objective: str) -> list[Demand]:
        return self.demands.get((territory, objective), [])

    def _instrument(self, venue: str, codes: set[str]) -> Instrument:
        node = self.network.nodes[venue]
        if node["label"] in BODIES:
            return Instrument(venue, "", SHARED_PROCESS, is_body=True)
        is_treaty = node["kind"] in BINDING_KINDS or node["binding"] == "yes"
        regional = REGIONAL_TREATY if is_treaty else SHARED_PROCESS
        scope = BILATERAL if self.sides[venue] == codes else regional
        return Instrument(venue, node["status"], scope, is_body=False)

    def _country(self, territory: str) -> str:
        """Return the country that a territory is or belongs to, else itself."""
        wholes = [territory, *sorted(nx.descendants(self.parts, territory))]
        return next(
            (one for one in wholes if self.network.nodes[one]["kind"] == "country"), territory
        )

    def _sides(self, venue: str) -> set[str]:
        """Return the countries of whoever takes part; empty for an international body."""
        return {
            self.network.nodes[one]["country"]
            for one, _, tie in self.network.in_edges(venue, data=True)
            if tie["type"] in SEATS and tie["role"] != "depositary"
        }

    def _facts(
        self, pair: tuple[str, str], objective: str, instruments: list[Instrument]
    ) -> list[Mapping[str, str]]:
        network = self.network
        codes = {network.nodes[self.countries[one]]["code"] for one in pair}
        return [
            *(tie for ends in (pair, pair[::-1]) for tie in _between(network, *ends)),
            *(
                tie
                for one in pair
                for demand in self._asking(one, objective)
                for tie in _between(network, demand.agreement, objective)
            ),
            *(network.nodes[one.node] for one in instruments),
            *(
                tie
                for one in instruments
                for who, _, tie in network.in_edges(one.node, data=True)
                if tie["type"] in SEATS and network.nodes[who]["country"] in codes
            ),
        ]

    def _slots(
        self,
        pair: tuple[str, str],
        objective: str,
        exposures: Mapping[str, float],
        nearest: Instrument | None,
    ) -> dict[Language, dict[str, str]]:
        slots = slots_of(
            self.network,
            objective=[objective],
            territories=pair,
            known=list(exposures),
            unknown=[one for one in pair if one not in exposures],
        )
        return {one: slots[one] | {"nearest": self._nearest(nearest, one)} for one in LANGUAGES}

    def _nearest(self, nearest: Instrument | None, language: Language) -> str:
        if nearest is None:
            return _NO_INSTRUMENT.say(language)
        status = _BODY if nearest.is_body else AGREEMENT_STATUSES.get(nearest.status)
        return _NEAREST.say(
            language,
            name=short_name(self.network, nearest.node, language),
            status=(status or _NO_STATUS).say(language),
        )


def _between(network: nx.MultiDiGraph, start: str, end: str) -> Iterator[dict[str, str]]:
    yield from network.get_edge_data(start, end, default={}).values()
