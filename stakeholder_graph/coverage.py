"""Coverage gaps: what nobody acts on, nobody leads or one alone acts on."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

from stakeholder_graph.findings import (
    EVEN_PRIOR,
    Finding,
    absence_confidence,
    slots_of,
    tabulate,
)
from stakeholder_graph.language import Text
from stakeholder_graph.network import ties_of
from stakeholder_graph.responsibility import (
    Actor,
    actors_by_objective,
    agreements_by_objective,
    commitments,
    weight_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx
    import pandas as pd

COVERAGE_COLUMNS = ("gap_type", "objective", "actors")

SEARCHED_SHARE = 0.5

_COVERAGE_SENTENCES = {
    "nobody": Text(
        "Nadie consta al {as_of} como responsable ni como ejecutor para {objective}.",
        "On {as_of} nobody is recorded as lead or executor for {objective}.",
    ),
    "no_lead": Text(
        "No consta al {as_of} quién responde por {objective}; ejecutores registrados: {actors}.",
        "On {as_of} no lead is recorded for {objective}; recorded executors: {actors}.",
    ),
    "single_actor": Text(
        "La única entidad que consta al {as_of} para {objective} es {actors}.",
        "The only entity recorded on {as_of} for {objective} is {actors}.",
    ),
}


def coverage_gaps(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find objectives that nobody acts on, nobody leads, or one alone acts on.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    gaps
        Findings of type ``coverage_gap``; ``gap_type`` is ``nobody``, ``no_lead`` or
        ``single_actor``; to act alone on the objectives of one's own plan is no gap, and
        a collective label stands for several actors.
        Severity is the weight of the objective, halved for a single actor whose matter
        a body also deals with. An agreement for which nobody is on record at all gives
        no gap: its objectives were not looked into. Where leads of an agreement's
        objectives were hardly recorded at all, a missing one is a question and does not
        hide a single actor.

    Notes
    -----
    The confidence of an absence follows from how complete its register is: the share
    of the same agreement's objectives for which the register has an entry.

    References
    ----------
    .. [1] OCHA, Who does What Where (3W/4W) guidance.
    """
    everybody, agreements = actors_by_objective(network), agreements_by_objective(network)
    actors = {o: everybody[o] for o in commitments(network)}
    act = _share_recorded(agreements, {o: bool(found) for o, found in actors.items()})
    lead = _share_recorded(
        agreements, {o: any(one.leads for one in found.values()) for o, found in actors.items()}
    )
    bodies = {
        o
        for body, o, _ in ties_of(network, "ADDRESSES")
        if network.nodes[body]["label"] in ("Forum", "WorkingGroup")
    }
    found = [
        _coverage_finding(
            network, objective, who, gap_type, share, a_body_deals_with_it=objective in bodies
        )
        for objective, who in actors.items()
        if act[objective]
        for gap_type, share in _coverage_types(who, act[objective], lead[objective])
        if gap_type != "single_actor" or _needs_others(network, agreements[objective], *who)
    ]
    return tabulate(found, extra_columns=COVERAGE_COLUMNS, as_of=network.graph["as_of"])


def _coverage_types(
    actors: Mapping[str, Actor], act_share: float, lead_share: float
) -> Iterator[tuple[str, float]]:
    if not actors:
        yield "nobody", act_share
        return
    has_lead = any(actor.leads for actor in actors.values())
    if not has_lead:
        yield "no_lead", lead_share
    if len(actors) == 1 and (has_lead or lead_share < SEARCHED_SHARE):
        yield "single_actor", act_share


def _needs_others(network: nx.MultiDiGraph, agreement: str, actor: str) -> bool:
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
        sentence=_COVERAGE_SENTENCES[gap_type],
        slots=slots_of(network, objective=[objective], actors=list(actors)),
        extra={"gap_type": gap_type, "objective": objective, "actors": tuple(actors)},
    )


def _share_recorded(
    agreements: Mapping[str, str], recorded: Mapping[str, bool]
) -> dict[str, float]:
    entries = defaultdict[str, list[bool]](list)
    for objective, entry in recorded.items():
        entries[agreements[objective]].append(entry)
    return {objective: fmean(entries[agreements[objective]]) for objective in recorded}
