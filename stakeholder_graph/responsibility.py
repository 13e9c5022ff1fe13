"""Who acts on which objective: declared responsibilities and interventions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from stakeholder_graph.network import nodes_of, ties_of

if TYPE_CHECKING:
    import networkx as nx

RESPONSIBILITY_WEIGHTS = {"lead": 1.0, "co_responsible": 0.8, "support": 0.5}
EXECUTION_WEIGHT = RESPONSIBILITY_WEIGHTS["support"]
EVIDENCE_WEIGHTS = {"documented": 1.0, "implied": 0.7}


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
        1 if a source says so, 0.7 if it only implies it.
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
    ties = defaultdict[str, defaultdict[str, list[dict[str, str]]]](lambda: defaultdict(list))
    for institution, objective, tie in ties_of(network, "RESPONSIBLE_FOR"):
        ties[objective][institution].append(tie)
    executions = defaultdict[str, list[tuple[str, dict[str, str]]]](list)
    for executor, intervention, tie in ties_of(network, "CARRIES_OUT"):
        executions[intervention].append((executor, tie))
    for intervention, objective, _ in ties_of(network, "ADDRESSES"):
        for executor, tie in executions[intervention]:
            ties[objective][executor].append(tie)
    commitments = [
        node
        for node in nodes_of(network, "Objective")
        if network.nodes[node]["kind"] == "objective"
    ]
    return {
        objective: {who: _actor(ties[objective][who]) for who in sorted(ties[objective])}
        for objective in sorted({*commitments, *ties})
    }


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


def _actor(ties: list[dict[str, str]]) -> Actor:
    declared = [tie for tie in ties if tie["type"] == "RESPONSIBLE_FOR"]
    return Actor(
        weight=max([RESPONSIBILITY_WEIGHTS[tie["role"]] for tie in declared] or [EXECUTION_WEIGHT]),
        leads=any(tie["role"] == "lead" for tie in declared),
        certainty=max(EVIDENCE_WEIGHTS[tie["evidence"]] for tie in ties),
        ties=tuple(ties),
    )
