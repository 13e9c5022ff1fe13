"""Brokers: who links institutions of the same or of different groups that have no tie."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from math import nan
from typing import TYPE_CHECKING, Literal, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from stakeholder_graph.coordination import Coordination
from stakeholder_graph.draws import repeat
from stakeholder_graph.errors import EmptyNetworkError
from stakeholder_graph.findings import short_name
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.network import without_collectives
from stakeholder_graph.vocabulary import LABELS_OF_COLUMN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    from stakeholder_graph.language import Language

Grouping = Literal["sector", "level"]

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
# Pairs of one kind on both sides: there and back are the same role.
_WHOLE = ("coordinator", "itinerant", "liaison")
RUNS = 200
_LINKS = Text(
    "Al {as_of}, {who} enlaza {pairs} pares de instituciones de distinto grupo que no tienen "
    "vínculo propio, {exclusive} de ellos sin otro enlace que conste; sobre todo {one} con {other} "
    "({most}).",
    "On {as_of}, {who} links {pairs} pairs of institutions of different groups that have no tie of "
    "their own, {exclusive} of them with no other link on record; above all {one} with {other} "
    "({most}).",
)
_NO_LINKS = Text(
    "Al {as_of}, {who} no enlaza instituciones de distinto grupo.",
    "On {as_of}, {who} links no institutions of different groups.",
)


class _Ego(NamedTuple):
    """What one node could broker: its contacts, and which of them have no tie."""

    node: int
    before: np.ndarray
    after: np.ndarray
    open: np.ndarray


def brokerage_roles(
    G: nx.Graph,
    groups: Mapping[Hashable, str],
    *,
    closed: Collection[tuple[Hashable, Hashable]] = (),
) -> pd.DataFrame:
    """
    Count how often each node stands in each of the five roles of a broker.

    A node v brokers from a to b if a has a tie to v, v one to b, and a none to b. The groups
    A of a, V of v and B of b make the role.

    Parameters
    ----------
    G
        Simple graph, directed or not; it is not changed. In an undirected one every pair
        counts twice, from a to b and from b to a, so that gatekeeper and representative
        are the same number: halve the counts to speak of pairs.
    groups
        Group of each node. Whoever has none, or an empty one, neither brokers nor is
        brokered.
    closed
        Ordered pairs that need no broker although they have no tie.

    Returns
    -------
    roles
        One row per node, in the order of the graph: ``node``, then as whole numbers
        ``coordinator`` (A = V = B), ``itinerant`` (A = B, V another), ``gatekeeper`` (A
        another, V = B), ``representative`` (A = V, B another), ``liaison`` (three groups).
        Their sum is the number of open ordered two-paths through the node.

    Raises
    ------
    ValueError
        If the graph is a multigraph.

    References
    ----------
    .. [1] Gould, R. V. and Fernandez, R. M. (1989). Structures of mediation: a formal
       approach to brokerage in transaction networks. Sociological Methodology 19, 89-126.
    """
    if G.is_multigraph():
        message = "brokerage is defined on simple graphs"
        raise ValueError(message)
    nodes = list(G)
    labels = _labels([groups.get(node) or "" for node in nodes])
    counts = _count(_egos(G, labels, closed), labels)
    return pd.DataFrame({"node": nodes, **dict(zip(ROLES, counts.T, strict=True))})


def external_internal_index(G: nx.Graph, groups: Mapping[Hashable, str]) -> float:
    """
    Return how far ties lead out of the groups.

    Parameters
    ----------
    G
        Undirected simple graph; it is not changed.
    groups
        Group of each node. Ties of whoever has none, or an empty one, are left out.

    Returns
    -------
    index
        Ties between groups less ties within, over both: -1 if all are within, 1 if none
        is; NaN without ties. Small groups lead out by arithmetic: compare networks of the
        same groups.

    References
    ----------
    .. [1] Krackhardt, D. and Stern, R. N. (1988). Informal networks and organizational
       crises. Social Psychology Quarterly 51, 123-140.
    """
    pairs = [(groups.get(one), groups.get(other)) for one, other in G.edges]
    signs = [1 if one != other else -1 for one, other in pairs if one and other]
    return sum(signs) / len(signs) if signs else nan


def brokers(  # noqa: PLR0913 - what every repeated analysis takes
    network: nx.MultiDiGraph,
    *,
    by: Grouping = "sector",
    top: int | None = None,
    runs: int = RUNS,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Rank institutions by how many pairs of different groups they alone or among others link.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    by
        What makes a group: ``"sector"`` or ``"level"``.
    top
        Keep only this many institutions. If None, keep all.
    runs
        How often to deal the groups out anew for ``z``. No runs, no z (NaN).
    seed
        Seed from which those of the runs are spawned.
    n_jobs, progress
        As for ``draws.repeat``: results are the same for every number of jobs.

    Returns
    -------
    brokers
        One row per institution with a group: first whoever is the only link of most pairs
        of different groups, equals by the pairs that they link at all, then by ``id``.
        Collective labels, which stand for others, and their ties do not count. Those
        whose group is unknown are left out, and so are their pairs. Counts are of unordered
        pairs of institutions that have no tie on the coordination network and are not a
        whole and its part. Besides ``id``, ``acronym``, ``name_es`` and ``name_en``:

        - ``sector`` or ``level``: its group.
        - ``coordinator``, ``itinerant``, ``gatekeeper``, ``representative``, ``liaison``:
          the roles of ``brokerage_roles``, halved, because coordination has no direction;
          gatekeeper and representative are then the same, and may end in .5.
        - ``gateway_pairs``: both together, pairs of one of its group with one of another.
        - ``linked_pairs``: sum of the roles. ``between_groups``: pairs of different groups.
        - ``exclusive_pairs``: those of them that have no other common contact, save parts of
          the institution itself.
        - ``z_between_groups``, and ``z_`` of each role: the count less its mean when the
          groups are dealt out anew among those that have one, over the standard deviation;
          NaN where that is 0.
        - ``constraint``: how far its contacts are tied among themselves; NaN without ties.
        - ``articulation_point``: whether somebody could no longer reach somebody else
          without it.
        - ``explanation_es``, ``explanation_en``: the same in a sentence.

    Raises
    ------
    EmptyNetworkError
        If the network has no institution.

    References
    ----------
    .. [1] Gould, R. V. and Fernandez, R. M. (1989). Structures of mediation: a formal
       approach to brokerage in transaction networks. Sociological Methodology 19, 89-126.
    .. [2] Burt, R. S. (1992). Structural Holes. Harvard University Press.
    """
    network = without_collectives(network)
    coordination = Coordination(network)
    ids = coordination.institutions
    if not ids:
        raise EmptyNetworkError(
            Text(
                "la red no tiene instituciones; cargue primero institutions.csv.",
                "the network has no institutions; load institutions.csv first.",
            )
        )
    G = nx.convert_node_labels_to_integers(coordination.graph())
    related = _related(coordination)
    groups = [network.nodes[one][by] for one in ids]
    labels = _labels(groups)
    egos = _egos(G, labels, related)
    counts = _count(egos, labels)
    observed = _with_between(counts)
    dealt = repeat(
        partial(_count_with_dealt_groups, egos=egos, labels=labels),
        runs=runs,
        seed=seed,
        n_jobs=n_jobs,
        progress=progress,
    )
    z = _standardised(observed, np.array(dealt)) if runs > 1 else np.full(observed.shape, nan)
    constraint = nx.constraint(G, weight="weight")
    cut = set(nx.articulation_points(G))
    table = pd.DataFrame(
        {
            "id": ids,
            **{
                name: [network.nodes[one][name] for one in ids]
                for name in ("acronym", "name_es", "name_en")
            },
            by: groups,
            **{
                role: column // 2 if role in _WHOLE else column / 2
                for role, column in zip(ROLES, counts.T, strict=True)
            },
            "gateway_pairs": counts[:, 2:4].sum(axis=1) // 2,
            "linked_pairs": counts.sum(axis=1) // 2,
            "between_groups": counts[:, 2:].sum(axis=1) // 2,
            "exclusive_pairs": _exclusive(G, egos, groups, coordination),
            **{
                f"z_{name}": column
                for name, column in zip((*ROLES, "between_groups"), z.T, strict=True)
            },
            "constraint": [constraint[at] for at in G],
            "articulation_point": [at in cut for at in G],
        }
    )
    table = table.assign(**_explanations(network, table, egos, groups, by))
    keys = ["exclusive_pairs", "between_groups", "id"]
    order = table[labels >= 0].sort_values(keys, ascending=[False, False, True])
    return order.head(len(table) if top is None else top).reset_index(drop=True)


def _related(coordination: Coordination) -> list[tuple[int, int]]:
    """Return wholes and their parts, which need no broker, by their positions."""
    pairs = combinations(enumerate(coordination.institutions), 2)
    found = [
        (at, other_at)
        for (at, one), (other_at, other) in pairs
        if coordination.are_whole_and_part(one, other)
    ]
    return [*found, *((other, one) for one, other in found)]


def _labels(groups: Sequence[str]) -> np.ndarray:
    """Return the number of each group, -1 for none."""
    number = {group: at for at, group in enumerate(sorted({*groups} - {""}))}
    return np.array([number.get(group, -1) for group in groups], dtype=int)


def _tied(G: nx.Graph, closed: Collection[tuple[Hashable, Hashable]]) -> tuple[np.ndarray, ...]:
    """Return who has a tie to whom, and whether they would still need a broker."""
    ties = nx.to_numpy_array(G, weight=None, dtype=bool)
    np.fill_diagonal(ties, val=False)
    position = {node: at for at, node in enumerate(G)}
    open_ = ~ties
    np.fill_diagonal(open_, val=False)
    for one, other in closed:
        open_[position[one], position[other]] = False
    return ties, open_


def _egos(
    G: nx.Graph, labels: np.ndarray, closed: Collection[tuple[Hashable, Hashable]]
) -> list[_Ego]:
    ties, open_ = _tied(G, closed)
    has_group = labels >= 0
    egos = []
    for node in np.flatnonzero(has_group):
        before = np.flatnonzero(ties[:, node] & has_group)
        after = np.flatnonzero(ties[node] & has_group)
        egos.append(_Ego(int(node), before, after, open_[np.ix_(before, after)]))
    return egos


def _count(egos: Sequence[_Ego], labels: np.ndarray) -> np.ndarray:
    """Count the five roles of every node over ordered pairs."""
    counts = np.zeros((len(labels), len(ROLES)), dtype=int)
    for ego in egos:
        own = labels[ego.node]
        before, after = labels[ego.before] == own, labels[ego.after] == own
        same = ego.open & (labels[ego.before][:, None] == labels[ego.after])
        inside = int(ego.open[np.ix_(before, after)].sum())
        gatekeeper = int(ego.open[np.ix_(~before, after)].sum())
        representative = int(ego.open[np.ix_(before, ~after)].sum())
        itinerant = int(same.sum()) - inside
        rest = int(ego.open.sum()) - inside - gatekeeper - representative - itinerant
        counts[ego.node] = (inside, itinerant, gatekeeper, representative, rest)
    return counts


def _count_with_dealt_groups(
    seed: np.random.SeedSequence, *, egos: Sequence[_Ego], labels: np.ndarray
) -> np.ndarray:
    dealt = labels.copy()
    has_group = labels >= 0
    dealt[has_group] = np.random.default_rng(seed).permutation(labels[has_group])
    return _with_between(_count(egos, dealt))


def _with_between(counts: np.ndarray) -> np.ndarray:
    """Return pairs instead of ways there and back, and those of different groups besides."""
    return np.column_stack([counts, counts[:, 2:].sum(axis=1)]) / 2


def _standardised(observed: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    spread = drawn.std(axis=0, ddof=1)
    spread[spread < 1e-12] = nan  # noqa: PLR2004 - what rounding leaves of no spread
    z: np.ndarray = (observed - drawn.mean(axis=0)) / spread
    return z


def _exclusive(
    G: nx.Graph, egos: Sequence[_Ego], groups: Sequence[str], coordination: Coordination
) -> list[int]:
    """Count the pairs of different groups whose only common contacts are a node and its parts."""
    ties = nx.to_numpy_array(G, weight=None, dtype=int)
    np.fill_diagonal(ties, 0)
    ids = coordination.institutions
    position = {one: at for at, one in enumerate(ids)}
    found = [0] * len(G)
    for ego in egos:
        own = [position[one] for one in coordination.parts_of(ids[ego.node])]
        others = np.delete(ties, [ego.node, *own], axis=0)[:, ego.before]
        names = np.array([groups[at] for at in ego.before])
        alone = ego.open & (others.T @ others == 0) & (names[:, None] != names)
        found[ego.node] = int(alone.sum()) // 2
    return found


def _explanations(
    network: nx.MultiDiGraph,
    table: pd.DataFrame,
    egos: Sequence[_Ego],
    groups: Sequence[str],
    by: Grouping,
) -> dict[str, list[str]]:
    words = LABELS_OF_COLUMN[by]
    most = {ego.node: _most_linked(ego, groups) for ego in egos}

    def sentence(at: int, language: Language) -> str:
        if at not in most:
            return ""
        pairs, one, other = most[at]
        return (_LINKS if pairs else _NO_LINKS).say(
            language,
            as_of=network.graph["as_of"],
            who=short_name(network, table["id"][at], language),
            pairs=int(table["between_groups"][at]),
            exclusive=int(table["exclusive_pairs"][at]),
            one=words[one].say(language) if pairs else "",
            other=words[other].say(language) if pairs else "",
            most=pairs,
        )

    return {
        f"explanation_{language}": [sentence(at, language) for at in range(len(table))]
        for language in LANGUAGES
    }


def _most_linked(ego: _Ego, groups: Sequence[str]) -> tuple[int, str, str]:
    """Return the two different groups most of whose pairs a node links, and how many."""
    found: dict[tuple[str, str], int] = {}
    for row, column in zip(*np.nonzero(ego.open), strict=True):
        one, other = groups[ego.before[row]], groups[ego.after[column]]
        if one < other:
            found[one, other] = found.get((one, other), 0) + 1
    best = min(found, key=lambda pair: (-found[pair], pair), default=("", ""))
    return found.get(best, 0), *best
