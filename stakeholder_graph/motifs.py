"""
Motifs of two-level networks: actors, resources, ties within each and between both.

Works on any such network; resources may be objectives, problems, places or ecosystems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from stakeholder_graph.draws import generator, repeat, rewire
from stakeholder_graph.errors import InvalidTableError
from stakeholder_graph.language import Text
from stakeholder_graph.requirements import Requirements
from stakeholder_graph.vocabulary import MOTIFS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from numpy.typing import NDArray

DRAWS = 100
# The motifs that a tie of two resources closes; the others are closed by a tie of two actors.
_OF_RESOURCES = frozenset({"shared_actor"})
# The first row of a table holds the names of its columns.
_FIRST_ROW = 2


@dataclass(frozen=True)
class TwoLevelNetwork:
    """
    A network of actors and resources.

    Parameters
    ----------
    actors, resources
        Their ids; positions are numbers of rows and columns.
    uses
        Actors by resources, A: non-zero where an actor uses, manages or answers for one.
    actor_ties
        Actors by actors, S: non-zero where two are tied; symmetric, diagonal 0.
    resource_ties
        Resources by resources, D: non-zero where two depend on each other; likewise.
    groups
        Group of each actor, for instance its level of government; empty if unknown. If
        None, no actor has one.
    """

    actors: Sequence[Hashable]
    resources: Sequence[Hashable]
    uses: sparse.csr_array
    actor_ties: sparse.csr_array
    resource_ties: sparse.csr_array
    groups: Sequence[Hashable] | None = field(default=None)

    @cached_property
    def _both(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        return Requirements(_binary(self.uses), links=_binary(self.resource_ties)).needs()

    def stakes(self, motif: str) -> sparse.csr_array:
        """
        Return of how many open or closed motifs each pair is part.

        Parameters
        ----------
        motif
            One of ``vocabulary.MOTIFS``.

        Returns
        -------
        stakes
            Square matrix of the nodes that the motif ties, filled above the diagonal: of
            resources for ``shared_actor``, else of actors.
        """
        if motif == "shared_actor":
            return Requirements(_binary(self.uses).T).needs().shared
        shared, linked = self._both
        if motif == "linked_resources":
            return _cleaned(linked - linked * (shared > 0))
        return self._across_groups(shared) if motif == "cross_level" else shared

    def ties(self, motif: str) -> sparse.csr_array:
        """
        Return the ties that close a motif.

        Parameters
        ----------
        motif
            One of ``vocabulary.MOTIFS``.

        Returns
        -------
        ties
            Like ``stakes``: 1 where two nodes are tied.
        """
        of = self.resource_ties if motif in _OF_RESOURCES else self.actor_ties
        return sparse.csr_array(sparse.triu(_binary(of), k=1, format="csr"))

    def names(self, motif: str) -> Sequence[Hashable]:
        """
        Return the ids of the nodes that a motif ties.

        Parameters
        ----------
        motif
            One of ``vocabulary.MOTIFS``.

        Returns
        -------
        names
            Resources for ``shared_actor``, else actors.
        """
        return self.resources if motif in _OF_RESOURCES else self.actors

    def _across_groups(self, stakes: sparse.csr_array) -> sparse.csr_array:
        known = [""] * len(self.actors) if self.groups is None else self.groups
        groups = np.unique([str(group) for group in known], return_inverse=True)[1]
        named = np.array([bool(group) for group in known], dtype=bool)
        entries = stakes.tocoo()
        one, other = entries.coords
        across = (groups[one] != groups[other]) & named[one] & named[other]
        kept = entries.data[across], (one[across], other[across])
        return sparse.csr_array(kept, shape=stakes.shape)


def of_graph(
    G: nx.Graph, *, actors: Hashable = "1", level: str = "level", group: str | None = None
) -> TwoLevelNetwork:
    """
    Read a two-level network from a graph.

    Parameters
    ----------
    G
        Any NetworkX graph; directions, parallel edges and loops do not count. It is not
        changed.
    actors
        Value of ``level`` that actors have; compared as text.
    level
        Node attribute that tells the level: one of exactly two values.
    group
        Node attribute that groups the actors, for motifs across groups. If None, there are
        no groups.

    Returns
    -------
    network
        Actors and resources in the order of the graph.

    Raises
    ------
    InvalidTableError
        If a node has no level, or there are other levels than that of actors and one more.
    """
    levels = {node: _level(node, of.get(level)) for node, of in G.nodes(data=True)}
    found = sorted(set(levels.values()))
    if found and (str(actors) not in found or len(found) > 2):  # noqa: PLR2004 - two levels
        raise InvalidTableError(
            Text(
                "Hacen falta dos niveles, uno de ellos «{actors}» (los actores); se hallaron: "
                "{found}. Diga con --actors cuál es el de los actores.",
                "Two levels are needed, one of them '{actors}' (the actors); found: {found}. Say "
                "with --actors which one the actors have.",
            ),
            actors=actors,
            found=", ".join(found),
        )
    who = [node for node, of in levels.items() if of == str(actors)]
    what = [node for node, of in levels.items() if of != str(actors)]
    both = nx.Graph(ends for ends in nx.Graph(G).edges if ends[0] != ends[1])
    both.add_nodes_from(G)
    matrix = sparse.csr_array(
        nx.to_scipy_sparse_array(both, [*who, *what], dtype=float, weight=None)
        if levels
        else (0, 0)
    )
    split = len(who)
    return TwoLevelNetwork(
        actors=who,
        resources=what,
        uses=matrix[:split, split:],
        actor_ties=matrix[:split, :split],
        resource_ties=matrix[split:, split:],
        groups=None if group is None else [G.nodes[node].get(group, "") for node in who],
    )


def of_tables(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    actors: Hashable = "1",
    level: str = "level",
    group: str | None = None,
) -> TwoLevelNetwork:
    """
    Read a two-level network from a table of nodes and one of edges.

    Parameters
    ----------
    nodes
        First column: ids; further ones: ``level`` and, if asked for, ``group``.
    edges
        First two columns: the ends of each edge, ids of ``nodes``.
    actors, level, group
        As for ``of_graph``.

    Returns
    -------
    network
        Actors and resources in the order of the rows.

    Raises
    ------
    InvalidTableError
        If a column is missing, an id is there twice, an edge ends at an unknown id, or the
        levels are not two.
    """
    for name in filter(None, (level, group)):
        if name not in nodes.columns:
            raise InvalidTableError(
                Text(
                    "La tabla de nodos no tiene la columna «{name}»; tiene: {found}.",
                    "The table of nodes has no column '{name}'; it has: {found}.",
                ),
                name=name,
                found=", ".join(map(str, nodes.columns)),
            )
    if len(edges.columns) < 2:  # noqa: PLR2004 - an edge has two ends
        raise InvalidTableError(
            Text(
                "La tabla de vínculos necesita dos columnas: los dos extremos.",
                "The table of edges needs two columns: both ends.",
            )
        )
    G = nx.Graph()
    for row, (node, *_) in enumerate(nodes.itertuples(index=False), start=_FIRST_ROW):
        if node in G:
            raise InvalidTableError(
                Text(
                    "Tabla de nodos, fila {row}: «{node}» ya figura antes; deje una fila.",
                    "Table of nodes, row {row}: '{node}' is there before; leave one row.",
                ),
                row=row,
                node=node,
            )
        G.add_node(node)
    for name in filter(None, (level, group)):
        nx.set_node_attributes(G, dict(zip(G, nodes[name], strict=True)), name)
    for row, (one, other, *_) in enumerate(edges.itertuples(index=False), start=_FIRST_ROW):
        for end in (one, other):
            if end not in G:
                raise InvalidTableError(
                    Text(
                        "Tabla de vínculos, fila {row}: «{end}» no está en la tabla de nodos; "
                        "añádalo ahí o corrija el id.",
                        "Table of edges, row {row}: '{end}' is not in the table of nodes; add it "
                        "there or correct the id.",
                    ),
                    row=row,
                    end=end,
                )
        G.add_edge(one, other)
    return of_graph(G, actors=actors, level=level, group=group)


def motif_counts(
    network: TwoLevelNetwork,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Count motifs, open and closed, and compare with ties dealt out at random.

    Parameters
    ----------
    network
        Any two-level network.
    draws
        How often to rewire the ties that close a motif; 0 for never.
    seed, n_jobs, progress
        As for ``draws.repeat``.

    Returns
    -------
    counts
        One row per motif. ``shared_resource``: two actors of one resource, tied (closed) or
        not (open); ``shared_actor``: two resources of one actor, tied or not;
        ``linked_resources``: two actors without a resource in common, each on one of two
        tied resources, themselves tied or not; ``cross_level``: as the first, with actors
        of different groups. ``expected`` is the mean number of closed ones, ``z`` how
        many standard deviations the count lies above it, and ``p_upper`` the chance of as
        many or more, over networks in which every actor keeps its number of ties with
        actors (for ``shared_actor``, every resource its number of ties with resources) and
        all else stays; NaN where the rewired ones do not differ.

    References
    ----------
    .. [1] Bodin, Ö. and Tengö, M. (2012). Disentangling intangible social-ecological
       systems. Global Environmental Change 22, 430-439.
    .. [2] Guerrero, A. M., Bodin, Ö., McAllister, R. R. J. and Wilson, K. A. (2015).
       Achieving social-ecological fit through bottom-up collaborative governance. Ecology
       and Society 20(4), 41.
    """
    stakes = {motif: network.stakes(motif) for motif in MOTIFS}
    closed = {motif: stakes[motif] * network.ties(motif) for motif in MOTIFS}
    observed = np.array([one.sum() for one in closed.values()])
    run = partial(_closed_by_chance, network=network, stakes=stakes)
    drawn = np.array(repeat(run, runs=draws, seed=seed, n_jobs=n_jobs, progress=progress))
    if draws:
        expected, spread = drawn.mean(axis=0), drawn.std(axis=0, ddof=1 if draws > 1 else 0)
        spread[spread == 0] = np.nan
        p_upper = (1 + (drawn >= observed).sum(axis=0)) / (1 + draws)
        p_upper[np.isnan(spread)] = np.nan
    else:
        expected = spread = p_upper = np.full(len(MOTIFS), np.nan)
    return pd.DataFrame(
        {
            "motif": list(MOTIFS),
            "open": [int(one.sum()) for one in stakes.values()] - observed.astype(int),
            "closed": observed.astype(int),
            "expected": expected,
            "z": (observed - expected) / spread,
            "p_upper": p_upper,
        }
    )


def motif_gaps(network: TwoLevelNetwork, *, motif: str = "shared_resource") -> pd.DataFrame:
    """
    Find the pairs without a tie that would close most motifs.

    Parameters
    ----------
    network
        Any two-level network.
    motif
        Which one, as in ``motif_counts``.

    Returns
    -------
    gaps
        One row per pair that a tie would close at least one motif of, the greatest
        ``contribution`` first, equals in the order of the nodes: ``one``, ``other``, ids
        of two actors (of two resources for ``shared_actor``), and ``contribution``, the
        number of motifs that it would close.

    Raises
    ------
    ValueError
        If there is no such motif.

    References
    ----------
    .. [1] Angst, M. and Seppelt, T. motifr: motif analysis in multi-level networks. R
       package, function ``identify_gaps``.
    """
    _check(motif)
    stakes = network.stakes(motif)
    return _contributions(network.names(motif), stakes - stakes * network.ties(motif))


def critical_dyads(network: TwoLevelNetwork, *, motif: str = "shared_resource") -> pd.DataFrame:
    """
    Find the ties without which most closed motifs would open.

    Parameters
    ----------
    network
        Any two-level network.
    motif
        Which one, as in ``motif_counts``.

    Returns
    -------
    dyads
        As in ``motif_gaps``, for pairs that are tied: ``contribution`` is the number of
        motifs that would open.

    Raises
    ------
    ValueError
        If there is no such motif.

    References
    ----------
    .. [1] Angst, M. and Seppelt, T. motifr: motif analysis in multi-level networks. R
       package, function ``critical_dyads``.
    """
    _check(motif)
    return _contributions(network.names(motif), network.stakes(motif) * network.ties(motif))


def _check(motif: str) -> None:
    if motif not in MOTIFS:
        message = f"no motif {motif!r}: use one of {', '.join(MOTIFS)}"
        raise ValueError(message)


def _level(node: Hashable, level: object) -> str:
    # What pandas puts into an empty cell is no text.
    if not isinstance(level, (str, int)) or level == "":
        raise InvalidTableError(
            Text("El nodo «{node}» no tiene nivel.", "The node '{node}' has no level."), node=node
        )
    return str(level)


def _contributions(names: Sequence[Hashable], numbers: sparse.csr_array) -> pd.DataFrame:
    entries = _cleaned(numbers).tocoo()
    one, other = entries.coords
    order = np.lexsort((other, one, -entries.data))
    return pd.DataFrame(
        {
            "one": [names[at] for at in one[order]],
            "other": [names[at] for at in other[order]],
            "contribution": entries.data[order].astype(int),
        }
    )


def _closed_by_chance(
    seed: np.random.SeedSequence,
    *,
    network: TwoLevelNetwork,
    stakes: Mapping[str, sparse.csr_array],
) -> list[float]:
    chance = generator(seed)
    rewired: dict[bool, NDArray[Any]] = {}
    for of_resources, motif in ((False, "shared_resource"), (True, "shared_actor")):
        ends = np.transpose(network.ties(motif).nonzero()).tolist()
        drawn = rewire([(one, other) for one, other in ends], chance)
        rewired[of_resources] = np.array(drawn, dtype=int).reshape(-1, 2).T
    return [float(of[tuple(rewired[motif in _OF_RESOURCES])].sum()) for motif, of in stakes.items()]


def _binary(matrix: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(matrix != 0, dtype=float)


def _cleaned(matrix: sparse.csr_array) -> sparse.csr_array:
    cleaned = sparse.csr_array(matrix)
    cleaned.eliminate_zeros()
    return cleaned
