"""
Coverage gaps: objectives that nobody, or not the required ones, act on; bodies without one.

What is required at a level, in a territory or for a population stands in the data, with
the text that requires it. No requirement, no such gap.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from math import prod
from statistics import fmean
from typing import TYPE_CHECKING

import networkx as nx

from stakeholder_graph.coordination import Coordination
from stakeholder_graph.demands import Field, demands, words_of
from stakeholder_graph.findings import (
    COMPLETE_REGISTER,
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
from stakeholder_graph.responsibility import (
    Actor,
    actors_by_objective,
    agreements_by_objective,
    commitments,
    weight_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from stakeholder_graph.demands import Demand

COVERAGE_COLUMNS = (
    "gap_type",
    "objective",
    "actors",
    "agreement",
    "level",
    "territory",
    "population",
)

SEARCHED_SHARE = 0.5
# No objective tells how much a body without one matters.
ORPHAN_SEVERITY = 0.5
# Shared bodies, agreements, joint interventions and declared ties.
TIE_REGISTERS = (PARTIAL_REGISTER,) * 4

_SENTENCES = {
    "nobody": Text(
        "Nadie consta al {as_of} como responsable ni como ejecutor para {objective}.",
        "On {as_of} nobody is recorded as lead or executor for {objective}.",
    ),
    "no_lead": Text(
        "No consta al {as_of} quién responde por {objective}; ejecutores registrados: {actors}.",
        "On {as_of} no lead is recorded for {objective}; recorded executors: {actors}.",
    ),
    "leads_unrecorded": Text(
        "Al {as_of} alguien actúa sobre {total} objetivos de {agreement} y no consta quién "
        "responde por {missing}: {objectives}.",
        "On {as_of} somebody acts on {total} objectives of {agreement} and no lead is recorded "
        "for {missing}: {objectives}.",
    ),
    "plural_lead": Text(
        "Al {as_of} responden por {objective} varias entidades ({actors}) y no consta un canal "
        "que una a todas.",
        "On {as_of} several entities answer for {objective} ({actors}) and no channel is "
        "recorded that links them all.",
    ),
    "single_actor": Text(
        "La única entidad que consta al {as_of} para {objective} es {actors}.",
        "The only entity recorded on {as_of} for {objective} is {actors}.",
    ),
    "no_level": Text(
        "{agreement} pide para {objective} actuar {demand}; al {as_of} consta quién actúa "
        "({actors}), pero nadie de ese nivel.",
        "{agreement} wants action {demand} on {objective}; those recorded on {as_of} "
        "({actors}) include nobody of that level.",
    ),
    "no_territory": Text(
        "{agreement} pide para {objective} actuar {demand}; de quienes constan al {as_of} "
        "({actors}) no consta que nadie actúe allí.",
        "{agreement} wants action {demand} on {objective}; of those recorded on {as_of} "
        "({actors}) nobody is recorded as acting there.",
    ),
    "no_population": Text(
        "{agreement} pide para {objective} actuar {demand}; al {as_of} no consta ninguna "
        "intervención para esa población; actúan: {actors}.",
        "{agreement} wants action {demand} on {objective}; on {as_of} no intervention for that "
        "population is recorded; recorded actors: {actors}.",
    ),
    "orphan_body": Text(
        "No consta al {as_of} de qué objetivo se ocupa {body}.",
        "On {as_of} no objective is recorded that {body} deals with.",
    ),
}


def coverage_gaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find objectives that nobody, too few, too many or not the required ones act on.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    gaps
        Findings of type ``coverage_gap``. ``gap_type`` is

        - ``nobody``, ``no_lead``: the severity is the weight of the objective. Whoever acts on
          a part of it acts on it, and so does who answers for the area it belongs to;
        - ``leads_unrecorded``: leads are on record for fewer than half of an agreement's
          objectives, so that a missing one tells nothing of any objective by itself: one
          finding for all, with their mean weight;
        - ``single_actor``: halved where a body also deals with the matter. To act alone
          on the objectives of one's own plan is no gap, and a collective label stands
          for several actors;
        - ``plural_lead``: several lead; weight x (1 - 1 / leads) x (1 - mean strength of
          the channels between them);
        - ``no_level``, ``no_territory``, ``no_population``: a text requires it and nobody
          on record meets it; weight x exposure. A region in which only the national
          level is missing its partner is a matter of ``level_gaps``;
        - ``orphan_body``: somebody sits in the body, and neither it nor a part or whole of
          it deals with an objective; always 0.5.

        ``agreement``, ``level``, ``territory`` and ``population`` are what a text
        requires, NaN for the other types; ``objective`` is NaN for a body and for several.
        An agreement for which nobody is on record at all gives no gap: its objectives
        were not looked into.

    Notes
    -----
    The confidence of an absence follows from how complete its register is: the share
    of the same agreement's objectives for which the register has an entry; for a level,
    a territory or a population, 0.9 of the share of actors or interventions of which it is
    known, for what is on record of one need not be all that it does. What is known of fewer
    than half of them is a question; a level or a population known of none of them was not
    looked into. A collective label does not tell of which level its members are.

    References
    ----------
    .. [1] OCHA, Who does What Where (3W/4W) guidance.
    """
    everybody, agreements = actors_by_objective(network), agreements_by_objective(network)
    field = Field(network)
    actors = {o: field.actors(o) or _answering_for_wholes(network, o) for o in commitments(network)}
    act = _share_recorded(agreements, {o: bool(found) for o, found in actors.items()})
    lead = _share_recorded(
        agreements, {o: any(one.leads for one in found.values()) for o, found in actors.items()}
    )
    bodies = {o for body, o, _ in ties_of(network, "ADDRESSES") if _is_body(network, body)}
    found = [
        _coverage_finding(
            network, objective, who, gap_type, share, a_body_deals_with_it=objective in bodies
        )
        for objective, who in actors.items()
        if act[objective]
        for gap_type, share in _coverage_types(who, act[objective], lead[objective])
        if gap_type != "single_actor" or needs_others(network, agreements[objective], *who)
    ]
    found += _unrecorded_leads(network, actors, lead, agreements)
    found += _plural_leads(network, everybody)
    found += _unmet_demands(field)
    found += _orphan_bodies(network)
    return tabulate(found, extra_columns=COVERAGE_COLUMNS, as_of=network.graph["as_of"])


def _coverage_types(
    actors: Mapping[str, Actor], act_share: float, lead_share: float
) -> Iterator[tuple[str, float]]:
    if not actors:
        yield "nobody", act_share
        return
    has_lead = any(actor.leads for actor in actors.values())
    if not has_lead and lead_share >= SEARCHED_SHARE:
        yield "no_lead", lead_share
    if len(actors) == 1 and (has_lead or lead_share < SEARCHED_SHARE):
        yield "single_actor", act_share


def needs_others(network: nx.MultiDiGraph, agreement: str, actor: str) -> bool:
    """
    Tell whether somebody should not be alone with the objectives of an agreement.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    agreement
        Its id; empty for objectives that belong to none.
    actor
        Id of who acts on them.

    Returns
    -------
    needs
        False for a collective label, which stands for several, and for one's own plan.
    """
    if network.nodes[actor]["kind"] == "collective":
        return False
    ties = network.get_edge_data(actor, agreement, default={}).values()
    return not any(tie["type"] == "PARTY_TO" and tie["role"] == "lead" for tie in ties)


def _coverage_finding(
    network: nx.MultiDiGraph,
    objective: str,
    actors: Mapping[str, Actor],
    gap_type: str,
    share: float,
    *,
    a_body_deals_with_it: bool,
) -> Finding:
    resilience = 0.5 if gap_type == "single_actor" and a_body_deals_with_it else 0.0
    ties = [tie for actor in actors.values() for tie in actor.ties]
    return Finding(
        type="coverage_gap",
        subjects=(objective, gap_type),
        severity=weight_of(network, objective) * (1 - resilience),
        confidence=absence_confidence(EVEN_PRIOR, [share]),
        evidence_state="searched_not_found" if share >= SEARCHED_SHARE else "not_searched",
        facts=[*ties, network.nodes[objective]],
        sentence=_SENTENCES[gap_type],
        slots=slots_of(network, objective=[objective], actors=list(actors)),
        extra={"gap_type": gap_type, "objective": objective, "actors": tuple(actors)},
    )


def _answering_for_wholes(network: nx.MultiDiGraph, objective: str) -> dict[str, Actor]:
    """Return who answers for the areas that an objective belongs to."""
    everybody = actors_by_objective(network)
    wholes = sorted(nx.descendants(parts_of(network), objective))
    return {who: actor for whole in wholes for who, actor in everybody.get(whole, {}).items()}


def _unrecorded_leads(
    network: nx.MultiDiGraph,
    actors: Mapping[str, Mapping[str, Actor]],
    share: Mapping[str, float],
    agreements: Mapping[str, str],
) -> Iterator[Finding]:
    acted_on = defaultdict[str, list[str]](list)
    for objective, found in actors.items():
        if found and share[objective] < SEARCHED_SHARE:
            acted_on[agreements[objective]].append(objective)
    for agreement, objectives in acted_on.items():
        missing = [o for o in objectives if not any(one.leads for one in actors[o].values())]
        if not missing:
            continue
        counts = {"total": str(len(objectives)), "missing": str(len(missing))}
        slots = slots_of(network, agreement=[agreement], objectives=missing)
        known = share[missing[0]]
        yield Finding(
            type="coverage_gap",
            subjects=(agreement, "leads_unrecorded"),
            severity=fmean(weight_of(network, one) for one in missing),
            confidence=absence_confidence(EVEN_PRIOR, [known]),
            evidence_state="not_searched",
            facts=[network.nodes[one] for one in (agreement, *missing) if one],
            sentence=_SENTENCES["leads_unrecorded"],
            slots={one: slots[one] | counts for one in slots},
            extra={"gap_type": "leads_unrecorded", "agreement": agreement},
        )


def _share_recorded(
    agreements: Mapping[str, str], recorded: Mapping[str, bool]
) -> dict[str, float]:
    entries = defaultdict[str, list[bool]](list)
    for objective, entry in recorded.items():
        entries[agreements[objective]].append(entry)
    return {objective: fmean(entries[agreements[objective]]) for objective in recorded}


def _plural_leads(
    network: nx.MultiDiGraph, everybody: Mapping[str, Mapping[str, Actor]]
) -> Iterator[Finding]:
    coordination = Coordination(network)
    for objective, actors in everybody.items():
        leads = [who for who in actors if actors[who].leads]
        if not set(leads) <= set(coordination.institutions):
            continue
        pairs = [
            pair for pair in combinations(leads, 2) if not coordination.are_whole_and_part(*pair)
        ]
        tied = fmean(coordination.strength(*pair) for pair in pairs) if pairs else 1.0
        severity = weight_of(network, objective) * (1 - 1 / max(len(leads), 1)) * (1 - tied)
        if severity:
            certainty = prod(actors[who].certainty for who in leads)
            yield Finding(
                type="coverage_gap",
                subjects=(objective, "plural_lead"),
                severity=severity,
                confidence=certainty * absence_confidence(EVEN_PRIOR, TIE_REGISTERS),
                evidence_state="not_searched",
                facts=[tie for who in leads for tie in actors[who].ties],
                sentence=_SENTENCES["plural_lead"],
                slots=slots_of(network, objective=[objective], actors=leads),
                extra={"gap_type": "plural_lead", "objective": objective, "actors": tuple(leads)},
            )


def _unmet_demands(field: Field) -> Iterator[Finding]:
    network = field.network
    for demand in demands(network):
        actors = field.actors(demand.objective)
        for gap_type, known in _unmet(field, demand, actors) if actors else ():
            if any(known) or gap_type == "no_territory":
                yield _demand_finding(network, demand, actors, gap_type, fmean(known))


def _unmet(
    field: Field, demand: Demand, actors: Mapping[str, Actor]
) -> Iterator[tuple[str, list[bool]]]:
    """Yield what nobody meets, and of which actors or interventions that is known."""
    objective, territory = demand.objective, demand.territory
    present = field.present(objective, territory)
    if not present:
        if not field.awaits_a_region(objective, territory):
            yield "no_territory", [field.is_placed(who, objective) for who in actors]
        return
    nodes = field.network.nodes
    if demand.level and demand.level not in {nodes[who]["level"] for who in present}:
        yield "no_level", [field.has_a_level(who) for who in present]
    interventions = field.interventions(objective)
    if demand.population and not any(
        field.serves(one, demand.population)
        and (not territory or field.operates_in(one, territory))
        for one in interventions
    ):
        yield "no_population", [bool(nodes[one]["populations"]) for one in interventions]


def _demand_finding(
    network: nx.MultiDiGraph,
    demand: Demand,
    actors: Mapping[str, Actor],
    gap_type: str,
    share: float,
) -> Finding:
    slots = slots_of(
        network, agreement=[demand.agreement], objective=[demand.objective], actors=list(actors)
    )
    wanted = (demand.level, demand.territory, demand.population)
    return Finding(
        type="coverage_gap",
        subjects=(demand.objective, gap_type, demand.agreement, *filter(None, wanted)),
        severity=weight_of(network, demand.objective) * demand.exposure,
        confidence=demand.certainty * absence_confidence(EVEN_PRIOR, [share * COMPLETE_REGISTER]),
        evidence_state="searched_not_found" if share >= SEARCHED_SHARE else "not_searched",
        facts=[
            *network.get_edge_data(demand.agreement, demand.objective).values(),
            *(tie for actor in actors.values() for tie in actor.ties),
        ],
        sentence=_SENTENCES[gap_type],
        slots={one: slots[one] | {"demand": words_of(network, demand, one)} for one in slots},
        extra={
            "gap_type": gap_type,
            "objective": demand.objective,
            "actors": tuple(actors),
            "agreement": demand.agreement,
            "level": demand.level,
            "territory": demand.territory,
            "population": demand.population,
        },
    )


def _orphan_bodies(network: nx.MultiDiGraph) -> Iterator[Finding]:
    parts = parts_of(network)
    scoped = {body for body, _, _ in ties_of(network, "ADDRESSES") if _is_body(network, body)}
    bodies = nodes_of(network, *BODIES)
    share = len(scoped) / len(bodies) if bodies else 0.0
    for body in bodies:
        kin = {body} | nx.descendants(parts, body) | nx.ancestors(parts, body)
        if not kin & scoped and _has_members(network, body):
            yield Finding(
                type="coverage_gap",
                subjects=(body, "orphan_body"),
                severity=ORPHAN_SEVERITY,
                confidence=absence_confidence(EVEN_PRIOR, [share]),
                evidence_state="searched_not_found" if share >= SEARCHED_SHARE else "not_searched",
                facts=[network.nodes[body]],
                sentence=_SENTENCES["orphan_body"],
                slots=slots_of(network, body=[body]),
                extra={"gap_type": "orphan_body", "actors": (body,)},
            )


def _has_members(network: nx.MultiDiGraph, body: str) -> bool:
    return any(tie == "MEMBER_OF" for *_, tie in network.in_edges(body, data="type"))


def _is_body(network: nx.MultiDiGraph, node: str) -> bool:
    return network.nodes[node]["label"] in BODIES
