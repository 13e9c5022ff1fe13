"""Central actors: who takes part most, who reaches others soonest, who sits between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, isnan, nan
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from stakeholder_graph.communities import consensus_communities
from stakeholder_graph.coordination import Coordination
from stakeholder_graph.errors import EmptyNetworkError
from stakeholder_graph.language import Text
from stakeholder_graph.network import two_mode, without_collectives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# Whose distances are held at once.
_SOURCES = 256
# Who has little of these is central.
LEAST_FIRST = frozenset({"constraint"})


@dataclass(frozen=True)
class Views:
    """
    The networks that the measures are taken on, each made once.

    Nodes are numbers, institutions first: NetworkX adds up in the order of sets, which
    for texts changes from run to run. Collective labels are left out.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    communities_of_venues
        Number of the community of each venue; None to find them.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.
    """

    network: nx.MultiDiGraph
    communities_of_venues: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        if not self.institutions:
            raise EmptyNetworkError(
                Text(
                    "la red no tiene instituciones; cargue primero institutions.csv.",
                    "the network has no institutions; load institutions.csv first.",
                )
            )

    @cached_property
    def actors(self) -> nx.MultiDiGraph:
        """The network without collective labels."""
        return without_collectives(self.network)

    @cached_property
    def named(self) -> nx.Graph:
        """The two-mode network under its own names."""
        return two_mode(self.actors)

    @cached_property
    def institutions(self) -> list[str]:
        """Ids in alphabetical order; their positions are their numbers in both networks."""
        return [node for node, mode in self.named.nodes(data="bipartite") if mode == 0]

    @cached_property
    def venues(self) -> list[str]:
        """Ids in alphabetical order."""
        return [node for node, mode in self.named.nodes(data="bipartite") if mode == 1]

    @cached_property
    def two_mode(self) -> nx.Graph:
        """The two-mode network."""
        return nx.convert_node_labels_to_integers(self.named)

    @cached_property
    def one_mode(self) -> nx.Graph:
        """The coordination network."""
        return nx.convert_node_labels_to_integers(Coordination(self.actors).graph())

    @cached_property
    def communities(self) -> pd.DataFrame:
        """Communities of the two-mode network, one row per node."""
        return consensus_communities(self.named)

    @cached_property
    def community_of_venue(self) -> Mapping[str, int]:
        """Number of the community of each venue."""
        if self.communities_of_venues is not None:
            return self.communities_of_venues
        found = zip(self.communities["node"], self.communities["community"], strict=True)
        return dict(list(found)[len(self.institutions) :])

    def two_mode_degree(self) -> Mapping[int, float]:
        """Return the share of the other mode that a node is tied to."""
        return (
            nx.bipartite.degree_centrality(self.two_mode, self._first_mode) if self.venues else {}
        )

    def two_mode_betweenness(self) -> Mapping[int, float]:
        """Return betweenness over the most that is possible in a network of that size."""
        # With a single node on either side nothing could lie between.
        fits = min(len(self.institutions), len(self.venues)) > 1
        return nx.bipartite.betweenness_centrality(self.two_mode, self._first_mode) if fits else {}

    def two_mode_closeness(self) -> Mapping[int, float]:
        """Return closeness, if every node can be reached from every other."""
        if not self.venues or not nx.is_connected(self.two_mode):
            return {}
        # From the one-mode closeness, which NetworkX hands to its backends.
        own, others = len(self.institutions), len(self.venues)
        least = [others + 2 * (own - 1)] * own + [own + 2 * (others - 1)] * others
        return {
            node: least[node] * closeness / (own + others - 1)
            for node, closeness in nx.closeness_centrality(self.two_mode).items()
        }

    def harmonic(self) -> Mapping[int, float]:
        """Return the mean of 1 / distance to the others."""
        count = len(self.one_mode)
        if count == 1:
            return {}
        # With SciPy, since no backend of NetworkX takes this measure.
        lengths = nx.to_scipy_sparse_array(self.one_mode, weight="distance")
        nearness = np.concatenate(
            [
                _nearness(csgraph.dijkstra(lengths, indices=block))
                for block in np.array_split(np.arange(count), ceil(count / _SOURCES))
            ]
        )
        return dict(enumerate((nearness / (count - 1)).tolist()))

    def participation(self) -> Mapping[int, float]:
        """Return how evenly the seats spread over the communities of venues."""
        first = len(self.institutions)
        labels = {
            first + at: self.community_of_venue[venue] for at, venue in enumerate(self.venues)
        }
        return {
            node: participation_coefficient(labels[venue] for venue in self.two_mode[node])
            for node in self._first_mode
        }

    def fragmentation_if_lost(self) -> Mapping[int, float]:
        """Return the share of pairs of others that would no longer reach each other."""
        lost = dict.fromkeys(self.one_mode, 0.0)
        for node in nx.articulation_points(self.one_mode):
            lost[node] = _parted_pairs(self.one_mode, node)
        return lost if len(self.one_mode) > 2 else {}  # noqa: PLR2004 - a pair is two

    @property
    def _first_mode(self) -> range:
        return range(len(self.institutions))


_MEASURES: Mapping[str, Callable[[Views], Mapping[int, float]]] = {
    "venues": lambda views: dict(views.two_mode.degree(range(len(views.institutions)))),
    "degree_centrality": Views.two_mode_degree,
    "betweenness_centrality": Views.two_mode_betweenness,
    "harmonic_centrality": Views.harmonic,
    "coordination_betweenness": lambda views: nx.betweenness_centrality(
        views.one_mode, weight="distance"
    ),
    "closeness_centrality": Views.two_mode_closeness,
    "participation_coefficient": Views.participation,
    "constraint": lambda views: nx.constraint(views.one_mode, weight="weight"),
    "effective_size": lambda views: nx.effective_size(views.one_mode),
    "core_number": lambda views: nx.core_number(views.one_mode),
    "fragmentation_if_lost": Views.fragmentation_if_lost,
}
MEASURES = tuple(_MEASURES)


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
        Column to rank by: one of ``MEASURES``.
    top
        Keep only this many institutions. If None, keep all.

    Returns
    -------
    actors
        One row per institution, save collective labels, whose places and ties stand for those
        of others; the most central first, ties ordered by ``id``. The most
        central has the greatest value of the measure, but the least ``constraint``; whoever
        has none (NaN) comes last.

        On the two-mode network of institutions and venues, every tie counting the same:

        - ``venues``: how many bodies and agreements it takes part in.
        - ``degree_centrality``: their share of all venues; NaN when there is none.
        - ``betweenness_centrality``: how often it lies on shortest paths, over the most that
          is possible in a network of that size; NaN when there are not two venues and two
          institutions.
        - ``closeness_centrality``: least possible sum of distances over its own; NaN unless
          the network is connected.
        - ``participation_coefficient``: how evenly its venues spread over the communities of
          venues (see ``consensus_communities``): 0 if all are in one, near 1 if they are in
          many; NaN without venues.
        - ``community`` and ``co_assignment``: its community there, and how surely it belongs
          to it; the latter is NaN for one that is alone.

        On the coordination network of institutions (``Coordination.graph``):

        - ``harmonic_centrality``: mean of 1 / distance to the other institutions; 0 for one
          without ties, NaN when it is the only one.
        - ``coordination_betweenness``: share of shortest paths that run through it.
        - ``constraint``: how far its contacts are tied among themselves, by weight of the
          ties; NaN without ties.
        - ``effective_size``: number of its contacts less their mean number of ties among
          themselves; NaN without ties.
        - ``core_number``: greatest k such that it belongs to a group each of whom has k ties
          within. A body of k + 1 members is such a group: read it as the size of the largest
          circle, not as influence.
        - ``articulation_point``: whether somebody could no longer reach somebody else
          without it.
        - ``fragmentation_if_lost``: share of the pairs of others that could not; NaN when
          there are not two others.

        Distances are 1 / weight: a weight is a closeness, and shortest paths must read a
        length.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.

    Notes
    -----
    Measures are NetworkX's own, taken on simple graphs, and are handed to whatever backend
    NetworkX is configured to use (``nx.config.backend_priority`` or the variable
    ``NETWORKX_BACKEND_PRIORITY``); only ``harmonic_centrality`` is worked out with SciPy.

    References
    ----------
    .. [1] Borgatti, S. P. and Everett, M. G. (1997). Network analysis of 2-mode data.
       Social Networks 19, 243-269.
    .. [2] Rochat, Y. (2009). Closeness centrality extended to unconnected graphs: the
       harmonic centrality index. ASNA 2009.
    .. [3] Burt, R. S. (1992). Structural Holes. Harvard University Press.
    .. [4] Borgatti, S. P. (1997). Structural holes: unpacking Burt's redundancy measures.
       Connections 20, 35-38.
    .. [5] Guimerà, R. and Amaral, L. A. N. (2005). Functional cartography of complex
       metabolic networks. Nature 433, 895-900.
    .. [6] Borgatti, S. P. (2006). Identifying sets of key players in a social network.
       Computational and Mathematical Organization Theory 12, 21-34.
    """
    views = Views(network)
    cut = set(nx.articulation_points(views.one_mode))
    table = pd.DataFrame(
        {
            **_names(views, views.institutions),
            **{name: _by_id(views, name) for name in MEASURES},
            "articulation_point": [node in cut for node in range(len(views.institutions))],
            **{
                name: views.communities[name].to_list()[: len(views.institutions)]
                for name in ("community", "co_assignment")
            },
        }
    )
    counts = table.astype({"venues": int, "core_number": int})
    return ranked(counts, measure=measure, top=top)


def central_venues(
    network: nx.MultiDiGraph, *, measure: str = "betweenness_centrality", top: int | None = None
) -> pd.DataFrame:
    """
    Rank bodies and agreements by whom they bring together.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    measure
        Column to rank by.
    top
        Keep only this many venues. If None, keep all.

    Returns
    -------
    venues
        One row per venue, the most central first, ties ordered by ``id``. ``members``
        counts its institutions; ``degree_centrality`` is their share of all;
        ``betweenness_centrality`` and ``closeness_centrality`` are those of the two-mode
        network, undefined as in ``central_actors``; ``community`` and ``co_assignment``
        tell its community there and how surely it belongs to it.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.

    References
    ----------
    .. [1] Borgatti, S. P. and Everett, M. G. (1997). Network analysis of 2-mode data.
       Social Networks 19, 243-269.
    """
    views = Views(network)
    first = len(views.institutions)
    numbers = range(first, len(views.two_mode))
    table = pd.DataFrame(
        {
            **_names(views, views.venues),
            "members": [views.two_mode.degree(number) for number in numbers],
            **{
                name: pd.Series([found.get(number, nan) for number in numbers], dtype=float)
                for name in ("degree_centrality", "betweenness_centrality", "closeness_centrality")
                for found in [_MEASURES[name](views)]
            },
            **{
                name: views.communities[name].to_list()[first:]
                for name in ("community", "co_assignment")
            },
        }
    )
    return ranked(table, measure=measure, top=top)


def values_of(views: Views, measure: str) -> dict[str, float]:
    """
    Return one measure of every institution.

    Parameters
    ----------
    views
        The networks to measure on.
    measure
        One of ``MEASURES``.

    Returns
    -------
    values
        Per id, as in ``central_actors``; NaN where the measure is undefined.
    """
    found = _MEASURES[measure](views)
    return {name: float(found.get(at, nan)) for at, name in enumerate(views.institutions)}


def participation_coefficient(groups: Iterable[object]) -> float:
    """
    Return how evenly ties spread over groups.

    Parameters
    ----------
    groups
        The group that each tie leads to.

    Returns
    -------
    coefficient
        1 minus the sum of the squared shares of the groups, in [0, 1); NaN without ties.

    References
    ----------
    .. [1] Guimerà, R. and Amaral, L. A. N. (2005). Functional cartography of complex
       metabolic networks. Nature 433, 895-900.
    """
    reached = list(groups)
    counts = pd.Series(reached, dtype=object).value_counts()
    return 1 - float(((counts / len(reached)) ** 2).sum()) if reached else nan


def merit(measure: str, value: float) -> float:
    """
    Return by what an institution is ranked: the greater, the more central.

    Parameters
    ----------
    measure
        One of ``MEASURES``.
    value
        Its value.

    Returns
    -------
    merit
        The value, or its opposite for ``constraint``, to nine decimals so that equals are
        equal; minus infinity where the value is undefined.
    """
    if isnan(value):
        return float("-inf")
    return round(-value if measure in LEAST_FIRST else value, 9)


def ranked(table: pd.DataFrame, *, measure: str, top: int | None = None) -> pd.DataFrame:
    """
    Put the most central first.

    Parameters
    ----------
    table
        Any table with ``id`` and the measure.
    measure
        Column to rank by.
    top
        Keep only this many rows. If None, keep all.

    Returns
    -------
    ranked
        The rows by falling merit, ties ordered by ``id``.
    """
    keys = pd.DataFrame(
        {"merit": [-merit(measure, value) for value in table[measure]], "id": table["id"]}
    )
    order = keys.sort_values(["merit", "id"]).index
    return table.loc[order].head(len(table) if top is None else top).reset_index(drop=True)


def _nearness(distances: np.ndarray) -> np.ndarray:
    """Return the sum of 1 / distance of each row, to itself left out."""
    with np.errstate(divide="ignore"):
        near = 1 / distances
    near[np.isinf(near)] = 0
    nearness: np.ndarray = near.sum(axis=1)
    return nearness


def _by_id(views: Views, measure: str) -> pd.Series[float]:
    return pd.Series(list(values_of(views, measure).values()), dtype=float)


def _names(views: Views, nodes: list[str]) -> dict[str, list[str]]:
    of = views.named.nodes
    return {
        "id": nodes,
        **{name: [of[node][name] for node in nodes] for name in ("acronym", "name_es", "name_en")},
    }


def _parted_pairs(G: nx.Graph, lost: int) -> float:
    """Return the share of pairs of others that only the lost node lets reach each other."""
    component = nx.node_connected_component(G, lost) - {lost}
    pieces = [len(piece) for piece in nx.connected_components(G.subgraph(component))]
    whole, others = len(component), len(G) - 1
    parted = whole * (whole - 1) - sum(size * (size - 1) for size in pieces)
    return parted / (others * (others - 1))
