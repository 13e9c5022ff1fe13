"""How far coordination hangs on few: centralization, and one core with a periphery."""

from __future__ import annotations

from math import comb, nan
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from stakeholder_graph.coordination import Coordination
from stakeholder_graph.findings import short_name
from stakeholder_graph.language import LANGUAGES
from stakeholder_graph.network import without_collectives

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Measure = Literal["degree", "closeness", "betweenness"]
_CENTRALITIES: Mapping[Measure, Callable[[nx.Graph], Any]] = {
    "degree": nx.degree_centrality,
    "closeness": nx.closeness_centrality,
    "betweenness": nx.betweenness_centrality,
}
# Up to here every possible core is tried, 65,536 of them.
MOST_TRIED = 16
_LEAST = 3
_DECIMALS = 9


class CorePeriphery(NamedTuple):
    """
    The core that fits a network best.

    Parameters
    ----------
    fit
        Correlation with the ideal pattern; NaN where all pairs or none are tied.
    core
        Its nodes, in the order of the graph; none where the fit is NaN.
    """

    fit: float
    core: tuple[Any, ...]


def centralization(G: nx.Graph, measure: Measure) -> float:
    """
    Tell how far a network is centred on one node.

    Parameters
    ----------
    G
        Any graph; directions, weights, parallel ties and ties of a node with itself do not
        count. It is not changed.
    measure
        ``"degree"``, ``"closeness"`` or ``"betweenness"``.

    Returns
    -------
    centralization
        What all nodes together lack to the most central one, over what they lack in a star
        of that size: 1 for a star, 0 where all are equal. NaN with fewer than three nodes,
        and for closeness where the graph is not connected.

    References
    ----------
    .. [1] Freeman, L. C. (1979). Centrality in social networks: conceptual clarification.
       Social Networks 1, 215-239.
    """
    return _centralization(list(_values(_plain(G), measure).values()), measure)


def core_periphery(G: nx.Graph) -> CorePeriphery:
    """
    Find the core such that whoever belongs to it is tied to all, and all others only to it.

    Parameters
    ----------
    G
        Any graph, read as by ``centralization``; it is not changed.

    Returns
    -------
    fit, core
        Correlation, over all pairs, of being tied with having an end in the core: 1 if the
        pattern is perfect. The core has the greatest one; of equals it is the smallest, then
        the first in the order of nodes.

    Notes
    -----
    With ``MOST_TRIED`` nodes or fewer every core is tried, so that the fit is the greatest
    there is. With more it is a lower bound: the core grows by whoever adds most ties, and from
    the best of its sizes one node joins, leaves or takes another's place as long as the fit
    rises. There is no chance in it.

    References
    ----------
    .. [1] Borgatti, S. P. and Everett, M. G. (1999). Models of core/periphery structures.
       Social Networks 21, 375-395.
    """
    plain = _plain(G)
    nodes = list(plain)
    number = {node: at for at, node in enumerate(nodes)}
    ties = np.array([(number[one], number[other]) for one, other in plain.edges], dtype=np.intp)
    if len(ties) in (0, comb(len(nodes), 2)):
        return CorePeriphery(nan, ())
    find = _best_of_all if len(nodes) <= MOST_TRIED else _best_found
    inside = find(ties, len(nodes))
    return CorePeriphery(_fit(ties, inside), tuple(nodes[at] for at in np.flatnonzero(inside)))


def concentration(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell how far coordination hangs on few institutions.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    measures
        On the coordination network without collective labels, every tie counting the same,
        one row per ``measure``: ``degree_centralization``, ``closeness_centralization``,
        ``betweenness_centralization`` and ``core_periphery_fit``. ``value`` as
        ``centralization`` and ``core_periphery`` define it, NaN included. ``institutions``
        are the ids of the most central ones, none where all are equal, or of the core;
        ``who_es`` and ``who_en`` name them.

    References
    ----------
    .. [1] Freeman, L. C. (1979). Centrality in social networks: conceptual clarification.
       Social Networks 1, 215-239.
    .. [2] Borgatti, S. P. and Everett, M. G. (1999). Models of core/periphery structures.
       Social Networks 21, 375-395.
    """
    G = _plain(Coordination(without_collectives(network)).graph())
    rows: list[tuple[str, float, tuple[str, ...]]] = []
    for measure in _CENTRALITIES:
        values = _values(G, measure)
        value = _centralization(list(values.values()), measure)
        rows.append((f"{measure}_centralization", value, _most_central(values)))
    rows.append(("core_periphery_fit", *core_periphery(G)))
    table = pd.DataFrame(rows, columns=["measure", "value", "institutions"])
    for language in LANGUAGES:
        table[f"who_{language}"] = [
            ", ".join(short_name(network, one, language) for one in institutions)
            for institutions in table["institutions"]
        ]
    return table


def _plain(G: nx.Graph) -> nx.Graph:
    plain = nx.Graph()
    plain.add_nodes_from(G)
    plain.add_edges_from((one, other) for one, other in G.edges() if one != other)
    return plain


def _values(G: nx.Graph, measure: Measure) -> dict[Any, float]:
    if len(G) < _LEAST or (measure == "closeness" and not nx.is_connected(G)):
        return {}
    found: dict[Any, float] = _CENTRALITIES[measure](G)
    return found


def _centralization(values: list[float], measure: Measure) -> float:
    if not values:
        return nan
    count, most = len(values), max(values)
    # What the others lack in a star: its centre has 1 of each measure.
    leaf = {"degree": 1 / (count - 1), "closeness": (count - 1) / (2 * count - 3)}
    return sum(most - value for value in values) / ((count - 1) * (1 - leaf.get(measure, 0)))


def _most_central(values: Mapping[Any, float]) -> tuple[str, ...]:
    rounded = {node: round(value, _DECIMALS) for node, value in values.items()}
    if len({*rounded.values()}) <= 1:
        return ()
    most = max(rounded.values())
    return tuple(sorted(node for node, value in rounded.items() if value == most))


def _fits(touched: np.ndarray, sizes: np.ndarray, *, ties: int, nodes: int) -> np.ndarray:
    """Return the correlation for cores of some size that touch so many ties; -1 if undefined."""
    pairs = comb(nodes, 2)
    outside = nodes - sizes
    ideal = pairs - outside * (outside - 1) / 2
    spread = np.sqrt(ties * (pairs - ties) * ideal * (pairs - ideal))
    covariance = pairs * touched - ties * ideal
    found: np.ndarray = np.divide(
        covariance, spread, out=np.full(spread.shape, -1.0), where=spread > 0
    )
    return found


def _fit(ties: np.ndarray, inside: np.ndarray) -> float:
    touched = (inside[ties[:, 0]] | inside[ties[:, 1]]).sum(keepdims=True)
    sizes = inside.sum(keepdims=True)
    return float(_fits(touched, sizes, ties=len(ties), nodes=len(inside)).round(_DECIMALS)[0])


def _best_of_all(ties: np.ndarray, nodes: int) -> np.ndarray:
    # The first node is the highest binary place: of equals the greatest number is the first.
    places = np.arange(nodes)[::-1]
    cores = np.arange(2**nodes)
    touched, sizes = np.zeros_like(cores), np.zeros_like(cores)
    for one, other in ties:
        touched += ((cores >> places[one]) | (cores >> places[other])) & 1
    for place in places:
        sizes += (cores >> place) & 1
    fits = _fits(touched, sizes, ties=len(ties), nodes=nodes).round(_DECIMALS)
    best = np.flatnonzero(fits == fits.max())
    smallest = best[sizes[best] == sizes[best].min()]
    found: np.ndarray = (smallest[-1] >> places) & 1 == 1
    return found


def _best_found(ties: np.ndarray, nodes: int) -> np.ndarray:
    inside = _grown(ties, nodes)
    while True:
        moved = max(_moved(ties, inside), key=lambda one: _fit(ties, one))
        if _fit(ties, moved) <= _fit(ties, inside):
            return inside
        inside = moved


def _grown(ties: np.ndarray, nodes: int) -> np.ndarray:
    """Return the best of the cores that grow by whoever adds most ties."""
    inside = np.zeros(nodes, dtype=bool)
    best, greatest = inside, -1.0
    while (adds := np.where(inside, 0, _outward(ties, inside))).any():
        inside = _flipped(inside, int(adds.argmax()))
        if (fit := _fit(ties, inside)) > greatest:
            best, greatest = inside, fit
    return best


def _moved(ties: np.ndarray, inside: np.ndarray) -> list[np.ndarray]:
    """Return the best cores in which one node joins, leaves or takes another's place."""
    outward = _outward(ties, inside)
    joins = int(np.where(inside, -1, outward).argmax())
    leaves = int(np.where(inside, outward, len(ties) + 1).argmin())
    moved = [_flipped(inside, joins), _flipped(inside, leaves), _flipped(inside, joins, leaves)]
    across = ties[inside[ties[:, 0]] != inside[ties[:, 1]]]
    if len(across):
        # Whoever takes the place of one it is tied to keeps their tie touched.
        stay = np.where(inside[across[:, 0]], across[:, 0], across[:, 1])
        come = across.sum(axis=1) - stay
        at = int((outward[come] - outward[stay]).argmax())
        moved.append(_flipped(inside, int(come[at]), int(stay[at])))
    return moved


def _outward(ties: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return how many ties to nodes outside the core each node has."""
    one, other = ties.T
    return np.bincount(one, ~inside[other], len(inside)) + np.bincount(
        other, ~inside[one], len(inside)
    )


def _flipped(inside: np.ndarray, *nodes: int) -> np.ndarray:
    flipped = inside.copy()
    flipped[list(nodes)] ^= True
    return flipped
