"""Communities of a network, and how surely each node belongs to its own."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

RUNS = 25


def consensus_communities(
    G: nx.Graph, *, weight: str | None = None, runs: int = RUNS, seed: int = 0
) -> pd.DataFrame:
    """
    Return the best communities of many runs of Louvain's method, and how far the runs agree.

    Louvain's method visits the nodes in random order and may end in another partition
    each time. Of the partitions of all runs, the one of greatest modularity is kept; of
    equals, the one whose pairs of companions are companions in the most runs.

    Parameters
    ----------
    G
        Undirected simple graph; it is not changed.
    weight
        Edge attribute that tells how close two nodes are. If None, all edges count the
        same.
    runs
        How often to run Louvain's method, each time with a seed of its own.
    seed
        Seed from which those of the runs are spawned.

    Returns
    -------
    communities
        One row per node, in the order of the graph. ``node``; ``community``, a number
        from 1, the largest community first and equals in the order of their first node;
        ``co_assignment``, the share of the runs in which a companion of that community
        was one, averaged over the companions: 1 is certain, NaN for a node without
        companions.

    References
    ----------
    .. [1] Blondel, V. D., Guillaume, J.-L., Lambiotte, R. and Lefebvre, E. (2008). Fast
       unfolding of communities in large networks. J. Stat. Mech. P10008.
    .. [2] Strehl, A. and Ghosh, J. (2002). Cluster ensembles: a knowledge reuse framework
       for combining multiple partitions. J. Machine Learning Research 3, 583-617.
    """
    # NetworkX walks through sets of nodes, whose order for texts changes from run to run.
    numbered = nx.convert_node_labels_to_integers(G)
    partitions = np.zeros((runs, len(G)), dtype=int)
    modularity = np.zeros(runs)
    for at, child in enumerate(np.random.SeedSequence(seed).spawn(runs)):
        found = nx.community.louvain_communities(
            numbered, weight=weight, seed=int(child.generate_state(1)[0])
        )
        for label, members in enumerate(found):
            partitions[at, list(members)] = label
        if numbered.size():
            modularity[at] = nx.community.modularity(numbered, found, weight=weight)
    share = np.zeros((len(G), len(G)))
    for labels in partitions:
        share += _together(labels)
    share /= runs
    # A pair that most runs keep together speaks for the partition, one that most part against.
    agreement = [float(((share - 0.5) * _together(labels)).sum()) for labels in partitions]
    best = partitions[np.lexsort((np.round(agreement, 9), np.round(modularity, 9)))[-1]]
    together = _together(best)
    np.fill_diagonal(together, val=False)
    companions = together.sum(axis=1)
    stability = np.full(len(G), np.nan)
    np.divide((share * together).sum(axis=1), companions, out=stability, where=companions > 0)
    return pd.DataFrame({"node": list(G), "community": _by_size(best), "co_assignment": stability})


def _together(labels: np.ndarray) -> np.ndarray:
    together: np.ndarray = np.equal.outer(labels, labels)
    return together


def _by_size(labels: np.ndarray) -> np.ndarray:
    """Return numbers from 1 by falling size of the community, equals by their first node."""
    _, first, inverse, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    numbers = np.empty(len(sizes), dtype=int)
    numbers[np.lexsort((first, -sizes))] = np.arange(1, len(sizes) + 1)
    numbered: np.ndarray = numbers[inverse]
    return numbered
