"""Central actors: who takes part most, who reaches others soonest, who sits between them."""

from __future__ import annotations

from math import isnan

import networkx as nx
import pandas as pd

from stakeholder_graph.coordination import Coordination
from stakeholder_graph.errors import EmptyNetworkError
from stakeholder_graph.language import Text
from stakeholder_graph.network import two_mode


def central_actors(
    network: nx.MultiDiGraph, *, measure: str = "betweenness_centrality", top: int | None = None
) -> pd.DataFrame:
    """
    Rank institutions by how they take part and whom they connect.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    measure
        Column to rank by.
    top
        Keep only this many institutions. If None, keep all.

    Returns
    -------
    actors
        One row per institution, the most central first, ties ordered by ``id``.
        ``venues`` counts the bodies and agreements that it takes part in.
        ``degree_centrality`` is their share of all venues, NaN when there is none.
        ``betweenness_centrality`` tells how often it lies on shortest paths of the
        two-mode network, over the most that is possible there; NaN when there are not
        two venues and two institutions. On the coordination network,
        ``harmonic_centrality`` is the mean of 1 / distance to the other institutions (0
        for one without ties, NaN when it is the only one) and
        ``coordination_betweenness`` the share of shortest paths that run through it.
        Distances are 1 / weight: a weight is a closeness, and shortest paths must read
        a length.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.

    References
    ----------
    .. [1] Borgatti, S. P. and Everett, M. G. (1997). Network analysis of 2-mode data.
       Social Networks 19, 243-269.
    .. [2] Rochat, Y. (2009). Closeness centrality extended to unconnected graphs: the
       harmonic centrality index. ASNA 2009.
    """
    B = two_mode(network)
    institutions = [node for node, mode in B.nodes(data="bipartite") if mode == 0]
    if not institutions:
        raise EmptyNetworkError(
            Text(
                "la red no tiene instituciones; cargue primero institutions.csv.",
                "the network has no institutions; load institutions.csv first.",
            )
        )
    has_venues = len(institutions) < len(B)
    degree = nx.bipartite.degree_centrality(B, institutions) if has_venues else {}
    # With a single node on either side nothing could lie between.
    fits = min(len(institutions), len(B) - len(institutions)) > 1
    betweenness = nx.bipartite.betweenness_centrality(B, institutions) if fits else {}
    G = Coordination(network).graph()
    # NetworkX adds up in the order of a set, which for texts changes from run to run.
    numbered = nx.convert_node_labels_to_integers(G)
    nearness = nx.harmonic_centrality(numbered, distance="distance")
    harmonic = {node: nearness[number] for number, node in enumerate(G)}
    through = nx.betweenness_centrality(G, weight="distance")
    others = len(institutions) - 1
    undefined = float("nan")
    rows = [
        {
            "id": node,
            "acronym": B.nodes[node]["acronym"],
            "name_es": B.nodes[node]["name_es"],
            "name_en": B.nodes[node]["name_en"],
            "venues": B.degree(node),
            "degree_centrality": degree.get(node, undefined),
            "betweenness_centrality": betweenness.get(node, undefined),
            "harmonic_centrality": harmonic[node] / others if others else undefined,
            "coordination_betweenness": through[node],
        }
        for node in institutions
    ]
    ranked = sorted(rows, key=lambda row: (-_rankable(row[measure]), row["id"]))
    return pd.DataFrame(ranked[:top], columns=list(rows[0]))


def _rankable(value: float) -> float:
    return float("-inf") if isnan(value) else round(value, 9)
