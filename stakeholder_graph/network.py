"""Store → NetworkX: the whole multigraph, the two-mode network and what it joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from stakeholder_graph.model import LABELS, RELATIONSHIP_TYPES, VENUES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stakeholder_graph.store import Store

# No graph changes once a measure was taken on it, so a backend may keep its copy of it.
nx.config.warnings_to_ignore.add("cache")

SEAT_WEIGHTS = {
    "chair": 1.0,
    "pro_tempore_presidency": 1.0,
    "co_chair": 1.0,
    "secretariat": 1.0,
    "troika": 0.8,
    "member": 0.8,
    "participant": 0.8,
    "observer": 0.3,
    "lead": 1.0,
    "party": 0.8,
    "signatory": 0.8,
    "depositary": 0.3,
}


def read_network(store: Store, *, day: str) -> nx.MultiDiGraph:
    """
    Read everything that holds on a day.

    Parameters
    ----------
    store
        Where to read.
    day
        Full day, ``YYYY-MM-DD``.

    Returns
    -------
    network
        Directed multigraph. Nodes are ids with the properties of their label; an edge
        has the ids of its ends as ``start`` and ``end``, its relationship type as
        ``type``, and the properties of the relationship. The graph attribute ``as_of``
        is the day; ``ended`` lists the relationships that ended before, between nodes
        that still stand, as attributes of edges.
    """
    network = nx.MultiDiGraph(as_of=day, ended=[])
    for label in LABELS.values():
        fields = ", ".join(f"n.{name} AS {name}" for name in label.properties)
        text = (
            f"MATCH (n:{label.name}) WHERE n.from_day <= $day AND $day < n.until_day "
            f"RETURN {fields} ORDER BY id"
        )
        for row in store.query(text, {"day": day}):
            network.add_node(row["id"], **row)
    for kind in RELATIONSHIP_TYPES.values():
        fields = ", ".join(f"r.{name} AS {name}" for name in kind.properties)
        text = (
            f"MATCH (a)-[r:{kind.name}]->(b) WHERE r.from_day <= $day "
            f"RETURN a.id AS begin_id, b.id AS end_id, {fields} "
            f"ORDER BY begin_id, end_id, {', '.join(kind.properties)}"
        )
        for row in store.query(text, {"day": day}):
            start, end = row.pop("begin_id"), row.pop("end_id")
            if start in network and end in network:
                tie = {"start": start, "end": end, "type": kind.name} | row
                if day < row["until_day"]:
                    network.add_edge(start, end, **tie)
                else:
                    network.graph["ended"].append(tie)
    return network


def nodes_of(network: nx.MultiDiGraph, *labels: str) -> list[str]:
    """
    Return the nodes of some labels.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    *labels
        Labels of the model.

    Returns
    -------
    nodes
        Ids in alphabetical order.
    """
    return sorted(node for node, label in network.nodes(data="label") if label in labels)


def without_collectives(network: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """
    Leave out collective labels, which stand for others and act through nobody.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    network
        A copy without the institutions of kind ``collective`` and their ties.
    """
    kept = network.copy()
    kept.remove_nodes_from(
        [node for node, kind in network.nodes(data="kind") if kind == "collective"]
    )
    return kept


def ties_of(network: nx.MultiDiGraph, *types: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """
    Yield the edges of some relationship types.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    *types
        Relationship types of the model.

    Yields
    ------
    start, end, properties
        In the order in which they were read.
    """
    for start, end, properties in network.edges(data=True):
        if properties["type"] in types:
            yield start, end, properties


def ended_ties_of(network: nx.MultiDiGraph, *types: str) -> Iterator[dict[str, str]]:
    """
    Yield the relationships of some types that ended before the day of the network.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    *types
        Relationship types of the model.

    Yields
    ------
    properties
        As for ``ties_of``; both ends still stand on that day.
    """
    for properties in network.graph.get("ended", ()):
        if properties["type"] in types:
            yield properties


def parts_of(network: nx.MultiDiGraph) -> nx.DiGraph:
    """
    Return what is part of what.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    parts
        All nodes, with an edge from each part to its whole.
    """
    parts = nx.DiGraph((part, whole) for part, whole, _ in ties_of(network, "PART_OF"))
    parts.add_nodes_from(network)
    return parts


def two_mode(network: nx.MultiDiGraph) -> nx.Graph:
    """
    Return the two-mode network of institutions and the venues that they take part in.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    B
        Undirected simple graph. Institutions have ``bipartite=0``, venues (working
        groups, forums, agreements) ``bipartite=1``. An edge has ``roles`` and, as
        ``weight``, the greatest weight of its roles: chair or secretariat 1, member
        0.8, observer 0.3.
    """
    B = nx.Graph(as_of=network.graph["as_of"])
    for node in nodes_of(network, "Institution"):
        B.add_node(node, bipartite=0, **network.nodes[node])
    for node in nodes_of(network, *VENUES):
        B.add_node(node, bipartite=1, **network.nodes[node])
    for institution, venue, tie in ties_of(network, "MEMBER_OF", "PARTY_TO"):
        known = B.get_edge_data(institution, venue, {"roles": (), "weight": 0.0})
        B.add_edge(
            institution,
            venue,
            roles=(*known["roles"], tie["role"]),
            weight=max(known["weight"], SEAT_WEIGHTS[tie["role"]]),
        )
    return B
