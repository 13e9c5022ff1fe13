"""Modules of a two-mode network: who keeps to which venues, and whether more than by chance."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from stakeholder_graph.draws import generator, redraw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


def bipartite_modularity(B: nx.Graph, modules: Iterable[Iterable[str]]) -> float:
    """
    Measure how much the ties of a two-mode network keep within modules.

    Parameters
    ----------
    B
        Two-mode network; nodes of the first mode have ``bipartite=0``. Weights are not
        read.
    modules
        Disjoint sets of nodes of both modes that together hold every node with a tie.

    Returns
    -------
    modularity
        Share of the ties within modules, less the share expected if ties were drawn
        with the degrees of both modes fixed; at most 1. NaN without ties.

    References
    ----------
    .. [1] Barber, M. J. (2007). Modularity and community detection in bipartite
       networks. Physical Review E 76, 066102.
    """
    ties = B.number_of_edges()
    if not ties:
        return float("nan")
    module_of = {node: at for at, module in enumerate(modules) for node in module}
    within = sum(module_of[one] == module_of[other] for one, other in B.edges)
    first, second = Counter[int](), Counter[int]()
    for node, mode in B.nodes(data="bipartite"):
        if B.degree(node):
            (second if mode else first)[module_of[node]] += B.degree(node)
    expected = sum(first[module] * second[module] for module in first)
    return float((within * ties - expected) / ties**2)


def bipartite_modules(B: nx.Graph) -> list[set[str]]:
    """
    Find modules of a two-mode network by label propagation with merging (LPAb+).

    Parameters
    ----------
    B
        Two-mode network; nodes of the first mode have ``bipartite=0``. Weights are not
        read.

    Returns
    -------
    modules
        Disjoint sets of nodes, the largest first, ties ordered by name; nodes without
        ties are left out.

    Notes
    -----
    Each node of one mode takes the label that most raises Barber's modularity, then each
    of the other, until nothing is gained; then the pairs of modules are merged that
    each gain most by it, and it starts again. The outcome is a local optimum and the
    same for the same network.

    References
    ----------
    .. [1] Liu, X. and Murata, T. (2010). An efficient algorithm for optimizing bipartite
       modularity in bipartite networks. Journal of Advanced Computational Intelligence
       and Intelligent Informatics 14, 408-415.
    """
    neighbours = {node: list(B[node]) for node in sorted(B) if B.degree(node)}
    first, second = (
        [node for node in neighbours if B.nodes[node]["bipartite"] == mode] for mode in (0, 1)
    )
    label = {node: at for at, node in enumerate(neighbours)}
    while True:
        changed = True
        while changed:
            changed = _relabel(first, second, neighbours, label)
            changed |= _relabel(second, first, neighbours, label)
        merged = _merges((first, second), neighbours, label)
        if not merged:
            return _as_modules(label)
        label = {node: merged.get(at, at) for node, at in label.items()}


def fixed_degree_redraws(B: nx.Graph, *, draws: int, seed: int) -> Iterator[nx.Graph]:
    """
    Draw two-mode networks at random in which every node keeps its number of ties.

    Parameters
    ----------
    B
        Two-mode network; nodes of the first mode have ``bipartite=0``.
    draws
        How many.
    seed
        Of the random numbers.

    Yields
    ------
    redraw
        Same nodes as ``B``, without weights.
    """
    names = sorted(node for node, mode in B.nodes(data="bipartite") if not mode)
    venues = sorted(node for node, mode in B.nodes(data="bipartite") if mode)
    number = {node: at for at, node in enumerate(venues)}
    rows = [frozenset(number[venue] for venue in B[node]) for node in names]
    for each in np.random.SeedSequence(seed).spawn(draws):
        drawn = nx.Graph()
        drawn.add_nodes_from(B.nodes(data=True))
        for node, row in zip(names, redraw(rows, generator(each)), strict=True):
            drawn.add_edges_from((node, venues[at]) for at in sorted(row))
        yield drawn


def _relabel(
    moving: Sequence[str],
    staying: Sequence[str],
    neighbours: Mapping[str, Sequence[str]],
    label: dict[str, int],
) -> bool:
    """Give each node of one mode its best label and tell whether any has changed."""
    weight = Counter[int]()
    for node in staying:
        weight[label[node]] += len(neighbours[node])
    ties = sum(weight.values())
    before = [label[node] for node in moving]
    for node in moving:
        own, degree = label[node], len(neighbours[node])
        shared = Counter(label[neighbour] for neighbour in neighbours[node])
        shared[own] += 0
        gains = {at: ties * found - degree * weight[at] for at, found in shared.items()}
        label[node] = min(gains, key=lambda at: (-gains[at], at != own, at))
    return before != [label[node] for node in moving]


def _merges(
    modes: Sequence[Sequence[str]], neighbours: Mapping[str, Sequence[str]], label: dict[str, int]
) -> dict[int, int]:
    """Return, for each module that is to go, the one that takes it in."""
    first, second = (
        Counter(label[node] for node in nodes for _ in neighbours[node]) for nodes in modes
    )
    between = Counter(
        (min(label[node], label[neighbour]), max(label[node], label[neighbour]))
        for node in modes[0]
        for neighbour in neighbours[node]
        if label[node] != label[neighbour]
    )
    best: dict[int, tuple[int, tuple[int, int]]] = {}
    for (a, b), ties in between.items():
        gain = ties * first.total() - first[a] * second[b] - first[b] * second[a]
        for module in (a, b):
            if gain > 0 and (gain, (a, b)) > best.get(module, (0, (0, 0))):
                best[module] = (gain, (a, b))
    return {b: a for _, (a, b) in best.values() if best[a] == best[b]}


def _as_modules(label: dict[str, int]) -> list[set[str]]:
    modules: dict[int, set[str]] = {}
    for node, at in label.items():
        modules.setdefault(at, set()).add(node)
    return sorted(modules.values(), key=lambda module: (-len(module), min(module)))
