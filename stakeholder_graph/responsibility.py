"""Who acts on which objective: declared responsibilities and interventions."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from math import prod
from typing import NamedTuple

import networkx as nx

from stakeholder_graph.network import nodes_of, parts_of, ties_of

RESPONSIBILITY_WEIGHTS = {"lead": 1.0, "co_responsible": 0.8, "support": 0.5}
EXECUTION_WEIGHT = RESPONSIBILITY_WEIGHTS["support"]
EVIDENCE_WEIGHTS = {"documented": 1.0, "implied": 0.7}

# The relationships, one after the other, that lead from an actor to an objective.
Way = tuple[dict[str, str], ...]


class Actor(NamedTuple):
    """
    What somebody does for one objective.

    Attributes
    ----------
    weight
        1 for a lead, 0.8 for a co-responsible, 0.5 for support and for whoever only
        carries out an intervention.
    leads
        Whether a norm or a source calls it the lead.
    certainty
        1 if a source says so, 0.7 if it only implies it; for an intervention the product
        of both steps, who carries it out and what it addresses; the greatest of all ways.
    ties
        Properties of the relationships behind it.
    """

    weight: float
    leads: bool
    certainty: float
    ties: tuple[dict[str, str], ...]


def actors_by_objective(network: nx.MultiDiGraph) -> dict[str, dict[str, Actor]]:
    """
    Return who acts on each numbered commitment.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    actors
        Per objective, per institution, working group or forum, what it does; an
        objective that nobody acts on has an empty entry. Thematic areas and axes,
        which only group objectives, are included when somebody answers for them.
    """
    ways = defaultdict[str, defaultdict[str, list[Way]]](lambda: defaultdict(list))
    for institution, objective, tie in ties_of(network, "RESPONSIBLE_FOR"):
        ways[objective][institution].append((tie,))
    executions = defaultdict[str, list[tuple[str, dict[str, str]]]](list)
    for executor, intervention, tie in ties_of(network, "CARRIES_OUT"):
        executions[intervention].append((executor, tie))
    for intervention, objective, scope in ties_of(network, "ADDRESSES"):
        for executor, tie in executions[intervention]:
            ways[objective][executor].append((tie, scope))
    return {
        objective: {who: _actor(ways[objective][who]) for who in sorted(ways[objective])}
        for objective in sorted({*commitments(network), *ways})
    }


def commitments(network: nx.MultiDiGraph) -> list[str]:
    """
    Return the objectives proper, without the areas and axes that group them.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    objectives
        Ids in alphabetical order.
    """
    objectives = nodes_of(network, "Objective")
    return [one for one in objectives if network.nodes[one]["kind"] == "objective"]


def weight_of(network: nx.MultiDiGraph, objective: str) -> float:
    """
    Return the weight of an objective.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    objective
        Its id.

    Returns
    -------
    weight
        In (0, 1]; 1 where the data set none.
    """
    return float(network.nodes[objective]["weight"] or 1)


def actors_of_agreement(network: nx.MultiDiGraph, agreement: str) -> dict[str, dict[str, Actor]]:
    """
    Return who acts on each numbered commitment of one agreement.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    agreement
        Its id; empty for the commitments that belong to none.

    Returns
    -------
    actors
        As ``actors_by_objective``, without areas and axes.
    """
    actors, agreements = actors_by_objective(network), agreements_by_objective(network)
    return {one: actors[one] for one in commitments(network) if agreements[one] == agreement}


def best_documented_agreement(network: nx.MultiDiGraph) -> str:
    """
    Return the agreement on whose commitments most actors are on record.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    agreement
        Its id, the first of equals; empty when no commitment belongs to an agreement.
    """
    actors, agreements = actors_by_objective(network), agreements_by_objective(network)
    recorded = Counter[str]()
    for objective in commitments(network):
        recorded[agreements[objective]] += len(actors[objective])
    return max(sorted(recorded), key=lambda agreement: recorded[agreement], default="")


def agreements_by_objective(network: nx.MultiDiGraph) -> dict[str, str]:
    """
    Return the agreement that each objective belongs to.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    agreements
        Per objective, the id of the nearest agreement of which it is part, straight or
        through an area; empty when there is none.
    """
    parts = parts_of(network)
    return {
        objective: next(
            (
                agreement
                for wholes in nx.bfs_layers(parts, objective)
                for agreement in nodes_of(network.subgraph(wholes), "Agreement")
            ),
            "",
        )
        for objective in nodes_of(network, "Objective")
    }


def _actor(ways: list[Way]) -> Actor:
    declared = [tie for tie, *_ in ways if tie["type"] == "RESPONSIBLE_FOR"]
    return Actor(
        weight=max([RESPONSIBILITY_WEIGHTS[tie["role"]] for tie in declared] or [EXECUTION_WEIGHT]),
        leads=any(tie["role"] == "lead" for tie in declared),
        certainty=max(prod(EVIDENCE_WEIGHTS[tie["evidence"]] for tie in way) for way in ways),
        ties=tuple(chain(*ways)),
    )
