"""Gaps between levels: where the nation and a region do not meet on what a text requires."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import pandas as pd

from stakeholder_graph.coordination import UNLINKED, Coordination, Link
from stakeholder_graph.demands import Field, demands
from stakeholder_graph.findings import (
    EVEN_PRIOR,
    PARTIAL_REGISTER,
    Finding,
    absence_confidence,
    slots_of,
    tabulate,
)
from stakeholder_graph.language import Text
from stakeholder_graph.model import BODIES
from stakeholder_graph.network import nodes_of, parts_of, ties_of
from stakeholder_graph.responsibility import weight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stakeholder_graph.demands import Demand

LEVEL_COLUMNS = (
    "gap_type",
    "objective",
    "rung",
    "missing_level",
    "national",
    "of_region",
    "via",
    "deficit",
)

# The actors of a region without a body may still meet elsewhere.
NO_BODY_DEFICIT = 0.5
# The nation reaches the region, though past its government.
SKIPPED_SHARE = 0.5
# Shared bodies, agreements, joint interventions and declared ties.
TIE_REGISTERS = (PARTIAL_REGISTER,) * 4
ABOVE_REGIONS = ("national", "regional", "global")
MET = Link("direct", 0.0, ())

_SENTENCES = {
    "missing_rung": Text(
        "En {rung}, para {objective}, actúa al {as_of} el nivel nacional ({national}) y no consta "
        "nadie de la región.",
        "In {rung} on {objective}, on {as_of}, the national level acts ({national}) and nobody "
        "of the region is recorded.",
    ),
    "broken_rung": Text(
        "En {rung}, para {objective}, constan al {as_of} el nivel nacional ({national}) y el de "
        "la región ({of_region}) sin canal directo sobre el asunto; lo más cercano: {via}.",
        "In {rung} on {objective}, on {as_of}, the national level ({national}) and that of the "
        "region ({of_region}) are recorded without a direct channel on the matter; the nearest: "
        "{via}.",
    ),
    "skipped_rung": Text(
        "En {rung}, para {objective}, el nivel nacional ({national}) trata al {as_of} con el "
        "local ({of_region}) y no consta un canal con el gobierno de la región.",
        "In {rung} on {objective}, on {as_of}, the national level ({national}) deals with the "
        "local one ({of_region}) and no channel with the government of the region is recorded.",
    ),
    "no_regional_body": Text(
        "En {rung} no consta al {as_of} un órgano de la región que trate {objective} o dependa "
        "de los órganos que lo tratan en el país: {national}.",
        "In {rung}, on {as_of}, no body of the region is recorded that deals with {objective} "
        "or reports to the bodies that deal with it in the country: {national}.",
    ),
}


class _Rung(NamedTuple):
    """One objective that is required in one region, with whoever acts on it."""

    demand: Demand
    national: tuple[str, ...]
    of_region: tuple[str, ...]


def level_gaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find where the national level and a region do not meet on an objective.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    gaps
        Findings of type ``level_gap``, for every objective that a text requires in a
        territory below the country. ``gap_type`` is ``missing_rung`` (the national level
        acts, nobody of the region), ``broken_rung`` (both act, no direct channel on the
        matter), ``skipped_rung`` (national and local level have a direct channel, the
        level between them has none) or ``no_regional_body`` (a national body deals with
        it, no body of the region does, nor is part of one that does). ``rung`` is the
        territory, ``missing_level`` what is missing there: empty for a broken rung,
        NaN for a body. ``via`` is what joins both at best. Severity is weight x exposure
        x ``deficit``: that of the best link of any two actors, 1 for a missing rung, 0.5
        for a missing body, half that of the best link with the level between for a
        skipped one.

    Notes
    -----
    Of the region is whoever is on record there, or whose intervention is, and is of no
    higher level. A missing rung is a question as long as nobody below the national level
    is on record in the region, or one who acts on the objective is on record nowhere; a
    missing channel always is one, since agreements and ties are never listed completely;
    a missing body is one as long as no body of the region is on record.

    References
    ----------
    .. [1] Bodin, Ö. (2017). Collaborative environmental governance. Science 357, eaan1114.
    """
    field, coordination = Field(network), Coordination(network)
    found = []
    for rung in _rungs(field):
        gap_type, link = _state(coordination, rung)
        if gap_type:
            found.append(_gap_of_actors(field, rung, gap_type, link))
        found += _gap_of_bodies(field, rung.demand)
    return tabulate(found, extra_columns=LEVEL_COLUMNS, as_of=network.graph["as_of"])


def vertical_congruence(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Measure in which share of what is required there a region meets the nation.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    measures
        One row per territory in order of id: ``territory``, the number of objectives
        ``required`` there on which the national level acts, of those ``covered`` by
        actors of the region with a direct channel, and their share ``congruence``.
    """
    coordination = Coordination(network)
    met: dict[str, list[bool]] = {}
    for rung in _rungs(Field(network)):
        gap_type, _ = _state(coordination, rung)
        met.setdefault(rung.demand.territory, []).append(not gap_type)
    rows = [(one, len(met[one]), sum(met[one]), sum(met[one]) / len(met[one])) for one in met]
    columns = ["territory", "required", "covered", "congruence"]
    return pd.DataFrame(sorted(rows), columns=columns)


def _rungs(field: Field) -> Iterator[_Rung]:
    heaviest: dict[tuple[str, str], Demand] = {}
    for demand in demands(field.network):
        place = (demand.objective, demand.territory)
        known = heaviest.setdefault(place, demand)
        if demand.exposure > known.exposure:
            heaviest[place] = demand
    nodes = field.network.nodes
    for (objective, territory), demand in heaviest.items():
        if field.awaits_a_region(objective, territory):
            of_region = [
                who
                for who in field.present(objective, territory)
                if nodes[who]["level"] not in ABOVE_REGIONS
            ]
            national = field.of_nation(objective, territory)
            yield _Rung(demand, tuple(national), tuple(of_region))


def _state(coordination: Coordination, rung: _Rung) -> tuple[str, Link]:
    """Return the type of the gap, empty for none, and the link whose deficit it has."""
    if not rung.of_region:
        return "missing_rung", UNLINKED
    levels = coordination.network.nodes(data="level")
    links = _links(coordination, rung)
    best = min(links.values(), key=_deficit, default=MET)
    if best.deficit:
        return "broken_rung", best
    joined = {levels[who] for who, link in links.items() if not link.deficit}
    if joined == {"local"}:
        between = [link for who, link in links.items() if levels[who] == "subnational"]
        link = min(between, key=_deficit, default=UNLINKED)
        return "skipped_rung", link._replace(deficit=link.deficit * SKIPPED_SHARE)
    return "", MET


def _links(coordination: Coordination, rung: _Rung) -> dict[str, Link]:
    """Return the best link of each institution of the region with a national one."""
    kinds = coordination.network.nodes(data="kind")
    able = {who for who in coordination.institutions if kinds[who] != "collective"}
    links: dict[str, Link] = {}
    for ours, theirs in product(sorted(able & set(rung.national)), rung.of_region):
        if theirs in able:
            link = (
                MET
                if coordination.are_whole_and_part(ours, theirs)
                else coordination.link(ours, theirs, rung.demand.objective)
            )
            links[theirs] = min(links.get(theirs, UNLINKED), link, key=_deficit)
    return links


def _deficit(link: Link) -> float:
    return link.deficit


def _gap_of_actors(field: Field, rung: _Rung, gap_type: str, link: Link) -> Finding:
    network, demand = field.network, rung.demand
    searched = gap_type == "missing_rung" and _was_searched(field, demand)
    registers = (PARTIAL_REGISTER,) if gap_type == "missing_rung" else TIE_REGISTERS
    return Finding(
        type="level_gap",
        subjects=(demand.objective, demand.territory, gap_type),
        severity=weight_of(network, demand.objective) * demand.exposure * link.deficit,
        confidence=demand.certainty * absence_confidence(EVEN_PRIOR, registers),
        evidence_state="searched_not_found" if searched else "not_searched",
        facts=_facts(network, demand, (*rung.national, *rung.of_region)),
        sentence=_SENTENCES[gap_type],
        slots=slots_of(
            network,
            objective=[demand.objective],
            rung=[demand.territory],
            national=rung.national,
            of_region=rung.of_region,
            via=link.via,
        ),
        extra={
            "gap_type": gap_type,
            "objective": demand.objective,
            "rung": demand.territory,
            "missing_level": "" if gap_type == "broken_rung" else "subnational",
            "national": rung.national,
            "of_region": rung.of_region,
            "via": link.via,
            "deficit": link.deficit,
        },
    )


def _was_searched(field: Field, demand: Demand) -> bool:
    """Tell whether the region was looked into, and whoever could act there was placed."""
    below = _below_the_nation(field.network, nodes_of(field.network, "Institution"))
    could_act = _below_the_nation(field.network, field.actors(demand.objective))
    return any(field.operates_in(who, demand.territory) for who in below) and all(
        field.is_placed(who, demand.objective) for who in could_act
    )


def _below_the_nation(network: nx.MultiDiGraph, actors: Iterable[str]) -> list[str]:
    return [who for who in actors if network.nodes[who]["level"] not in ABOVE_REGIONS]


def _gap_of_bodies(field: Field, demand: Demand) -> Iterator[Finding]:
    network = field.network
    parts = parts_of(network)
    matters = {demand.objective, *nx.ancestors(parts, demand.objective)}
    dealing = {
        body
        for body, objective, _ in ties_of(network, "ADDRESSES")
        if objective in matters and network.nodes[body]["label"] in BODIES
    }
    national = [one for one in sorted(dealing) if network.nodes[one]["level"] == "national"]
    of_region = {
        body for body in nodes_of(network, *BODIES) if field.operates_in(body, demand.territory)
    }
    linked = {body for one in national for body in nx.ancestors(parts, one)}
    if national and not of_region & (dealing | linked):
        yield Finding(
            type="level_gap",
            subjects=(demand.objective, demand.territory, "no_regional_body"),
            severity=weight_of(network, demand.objective) * demand.exposure * NO_BODY_DEFICIT,
            confidence=demand.certainty * absence_confidence(EVEN_PRIOR, (PARTIAL_REGISTER,)),
            evidence_state="searched_not_found" if of_region else "not_searched",
            facts=_facts(network, demand, national),
            sentence=_SENTENCES["no_regional_body"],
            slots=slots_of(
                network, objective=[demand.objective], rung=[demand.territory], national=national
            ),
            extra={
                "gap_type": "no_regional_body",
                "objective": demand.objective,
                "rung": demand.territory,
                "national": tuple(national),
                "deficit": NO_BODY_DEFICIT,
            },
        )


def _facts(
    network: nx.MultiDiGraph, demand: Demand, actors: Iterable[str]
) -> list[Mapping[str, str]]:
    """Return what requires it, and who acts on it where, as far as that is on record."""
    required = network.get_edge_data(demand.agreement, demand.objective).values()
    return [
        *required,
        *(network.nodes[who] for who in actors),
        *(
            tie
            for who in actors
            for _, _, tie in network.out_edges(who, data=True)
            if tie["type"] == "OPERATES_IN"
        ),
    ]
