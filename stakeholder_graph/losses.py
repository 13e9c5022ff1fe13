"""What would break: objectives, bodies, bridges and links that rest on one institution."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import networkx as nx
import numpy as np
import pandas as pd

from stakeholder_graph.advice import RUNS, TOP, say_pair
from stakeholder_graph.coordination import Coordination
from stakeholder_graph.coverage import needs_others
from stakeholder_graph.findings import id_of, name_of_fact, short_name, sources_of
from stakeholder_graph.gaps import best_link, requirements
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.network import nodes_of, ties_of
from stakeholder_graph.prospects import shares_best, worth_showing
from stakeholder_graph.responsibility import (
    actors_by_objective,
    agreements_by_objective,
    commitments,
    weight_of,
)
from stakeholder_graph.venues import Bodies

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from stakeholder_graph.gaps import Requirement
    from stakeholder_graph.language import Language
    from stakeholder_graph.prospects import Pair

LOSS_COLUMNS = (
    "id",
    "type",
    "subjects",
    "loss",
    "p_best",
    "orphaned",
    "orphaned_weight",
    "chairless",
    "unbridged",
    "unlinked",
    "articulation_point",
    "fragmentation",
    "delta_fragmentation",
    "distance_fragmentation",
    "delta_distance_fragmentation",
    "as_of",
    "sources",
    "facts",
    "explanation_es",
    "explanation_en",
)
SHOWN_COLUMNS = ("id", "loss", "p_best", "explanation", "sources")
CHAIRS = ("chair", "co_chair", "pro_tempore_presidency")

_IF = Text("Si {who} dejara de participar", "If {who} left")
_ORPHANED = Text(
    "objetivos que se quedan sin responsable, {number} ({listed})",
    "objectives left without a lead, {number} ({listed})",
)
_CHAIRLESS = Text(
    "órganos sin presidencia, {number} ({listed})", "bodies without a chair, {number} ({listed})"
)
_UNBRIDGED = Text(
    "pares de órganos que ya nadie une, {number} ({listed})",
    "pairs of bodies that nobody bridges any more, {number} ({listed})",
)
_UNLINKED = Text(
    "pares que deberían coordinarse y pierden su único enlace, {number} ({listed})",
    "pairs that should coordinate and lose their only link, {number} ({listed})",
)
_APART = Text(
    "pares restantes que dejan de alcanzarse, {share}",
    "remaining pairs that no longer reach each other, {share}",
)
_NOTHING = Text(
    "nada de lo que consta depende solo de ella", "nothing on record depends on it alone"
)
_MORE = Text("{named} y {number} más", "{named} and {number} more")
_NAMED = 4
# So many leaders compete in the draws, shown or not.
_COMPETITORS = 10

Thing = TypeVar("Thing")


class Fragmentation(NamedTuple):
    """
    How far a network falls apart without one node.

    Attributes
    ----------
    fragmentation
        Share of the ordered pairs of the other nodes of which neither reaches the other.
    delta
        The same, less the share that it would be if paths through the node still counted.
    distance
        1 less the mean of 1 over the distance between the other nodes, 0 for no path.
    delta_distance
        The same, less what it would be if paths through the node still counted.
    """

    fragmentation: float
    delta: float
    distance: float
    delta_distance: float


def losses(
    network: nx.MultiDiGraph,
    *,
    institution: str | None = None,
    top: int = TOP,
    runs: int = RUNS,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Find what would break if an institution left.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    institution
        Of whom to tell, whatever it is. If None, of those whose loss would weigh most.
    top, runs, seed, progress
        As for ``advice.best_ties``.

    Returns
    -------
    losses
        One row per institution, the greatest ``loss`` first, equals ordered by ``id``.
        ``loss`` is ``orphaned_weight`` plus ``delta_fragmentation``. ``orphaned`` are the
        objectives of which it is the only lead, those of its own plan apart;
        ``orphaned_weight`` is the sum of their weights. ``chairless`` are the bodies of which
        it is the only chair, ``unbridged`` the pairs of bodies with objectives in common that
        it alone bridges, ``unlinked`` the pairs that should coordinate and whose only link
        it is. The measures of fragmentation are those of ``removal`` on the network of direct
        channels; NaN with fewer than two others. ``p_best`` is the share of the draws in
        which no other of the leading ten would be the greater loss. Collective labels are
        left out, and so is, unless asked for, a State that acts through its ministries: it
        cannot leave.

    References
    ----------
    .. [1] Borgatti, S. P. (2006). Identifying sets of key players in a social network.
       Computational and Mathematical Organization Theory 12, 21-34.
    """
    record = _Record(network)
    able = [institution] if institution else record.able
    values = {who: record.loss(who) for who in able}
    ranked = sorted(able, key=lambda who: (-round(values[who], 9), who))
    if institution is None:
        ranked = [who for who in ranked if values[who] > 0]
    ordered = [values[who] for who in ranked]
    leading = [ranked[at] for at in worth_showing(ordered, {}, top=max(top, _COMPETITORS))]
    shares: dict[int, float] = {}
    if len(leading) > 1 and runs:
        gains = partial(_losses_of, institutions=leading)
        found = shares_best(network, gains, runs=runs, seed=seed, progress=progress)
        shares = dict(enumerate(map(float, found)))
    shown = worth_showing(ordered, shares, top=top)
    rows = [_row(record, ranked[at], shares.get(at, float("nan"))) for at in shown]
    return pd.DataFrame(rows, columns=list(LOSS_COLUMNS))


def removal(G: nx.Graph, node: Hashable) -> Fragmentation:
    """
    Measure how far a network falls apart without one node.

    Parameters
    ----------
    G
        Undirected network, unweighted; it is not changed.
    node
        Who leaves.

    Returns
    -------
    fragmentation
        Borgatti's measures; NaN with fewer than two other nodes. Each comes with what it
        is on the same nodes while the one that leaves may still be passed through: to
        compare with the whole network would count the leaver's own pairs, and fall below 0
        where a small group loses a member.

    References
    ----------
    .. [1] Borgatti, S. P. (2006). Identifying sets of key players in a social network.
       Computational and Mathematical Organization Theory 12, 21-34.
    """
    others = [other for other in G if other != node]
    if len(others) < 2:  # noqa: PLR2004 - no pair is left
        return Fragmentation(*(float("nan"),) * 4)
    whole = [*others, node]
    closeness = _closeness(nx.to_scipy_sparse_array(G, nodelist=whole))[:-1, :-1]
    left = _closeness(nx.to_scipy_sparse_array(G.subgraph(others), nodelist=others))
    pairs = len(others) * (len(others) - 1)
    reached, far = np.count_nonzero(left) / pairs, left.sum() / pairs
    before, near = np.count_nonzero(closeness) / pairs, closeness.sum() / pairs
    return Fragmentation(
        float(1 - reached), float(before - reached), float(1 - far), float(near - far)
    )


class _Record:
    """What rests on whom, worked out once for all institutions."""

    def __init__(self, network: nx.MultiDiGraph) -> None:
        self.network = network
        self.coordination = Coordination(network)
        self.institutions = [
            who
            for who in nodes_of(network, "Institution")
            if network.nodes[who]["kind"] != "collective"
        ]
        self.able = [who for who in self.institutions if self.coordination.acting_for(who) == [who]]
        self.G = nx.Graph()
        self.G.add_nodes_from(self.institutions)
        self.G.add_edges_from(
            (one, other)
            for one in self.institutions
            for other in self.coordination.neighbours(one)
            if self.G.has_node(other)
        )
        self._cut = {*nx.articulation_points(self.G)}
        self.actors = actors_by_objective(network)
        agreements = agreements_by_objective(network)
        self._orphans = defaultdict[str, list[str]](list)
        for objective in commitments(network):
            leads = [who for who, what in self.actors[objective].items() if what.leads]
            if len(leads) == 1 and needs_others(network, agreements[objective], leads[0]):
                self._orphans[leads[0]].append(objective)

    def orphaned(self, who: str) -> list[str]:
        return self._orphans.get(who, [])

    def weight(self, who: str) -> float:
        return sum(weight_of(self.network, objective) for objective in self.orphaned(who))

    def is_cut(self, who: str) -> bool:
        return who in self._cut

    def loss(self, who: str) -> float:
        return self.weight(who) + (removal(self.G, who).delta if self.is_cut(who) else 0.0)

    @cached_property
    def chairless(self) -> dict[str, list[str]]:
        """Bodies by their only chair."""
        chairs = defaultdict[str, set[str]](set)
        for who, body, tie in ties_of(self.network, "MEMBER_OF"):
            if tie["role"] in CHAIRS:
                chairs[body].add(who)
        return _by_only_one({body: chairs[body] for body in sorted(chairs)})

    @cached_property
    def unbridged(self) -> dict[str, list[Pair]]:
        """Pairs of bodies by the only institution that bridges them."""
        bodies = Bodies(self.network)
        return _by_only_one(
            {
                pair: {bodies.compare(*pair).sole_bridge} - {""}
                for pair in bodies.pairs(with_members=False)
            }
        )

    @cached_property
    def unlinked(self) -> dict[str, list[Pair]]:
        """Pairs that should coordinate by the only third institution that links them."""
        required = requirements(self.network, self.coordination)
        return _by_only_one(
            {
                pair: self._thirds(pair)
                for pair, reasons in required.items()
                if self._are_indirect(pair, reasons)
            }
        )

    def _are_indirect(self, pair: Pair, reasons: Iterable[Requirement]) -> bool:
        links = [best_link(self.coordination, pair, one.objectives) for one in reasons]
        return any(link.state == "indirect" for link in links)

    def _thirds(self, pair: Pair) -> set[str]:
        one, other = (self.coordination.neighbours(each).keys() for each in pair)
        return {*(one & other)} - {*pair}

    def facts(self, who: str) -> list[Mapping[str, str]]:
        """Return what a loss rests on: leads and seats, else that the institution is there."""
        leads = [
            tie
            for objective in self.orphaned(who)
            for tie in self.actors[objective][who].ties
            if tie["type"] == "RESPONSIBLE_FOR"
        ]
        bodies = {
            *self.chairless.get(who, ()),
            *(body for pair in self.unbridged.get(who, ()) for body in pair),
        }
        seats = [
            tie
            for one, body, tie in ties_of(self.network, "MEMBER_OF")
            if one == who and body in bodies
        ]
        return [*leads, *seats] or [self.network.nodes[who]]


def _by_only_one(holders: Mapping[Thing, set[str]]) -> dict[str, list[Thing]]:
    found = defaultdict[str, list[Thing]](list)
    for thing, those in holders.items():
        if len(those) == 1:
            found[min(those)].append(thing)
    return dict(found)


def _losses_of(network: nx.MultiDiGraph, *, institutions: Sequence[str]) -> list[float]:
    record = _Record(network)
    return [record.loss(who) for who in institutions]


def _closeness(matrix: object) -> np.ndarray:
    """Return 1 over the number of steps between any two nodes, 0 for no path and oneself."""
    from scipy.sparse.csgraph import shortest_path

    steps = shortest_path(matrix, unweighted=True, directed=False)
    closeness: np.ndarray = np.zeros_like(steps)
    np.divide(1.0, steps, out=closeness, where=np.isfinite(steps) & (steps > 0))
    return closeness


def _row(record: _Record, who: str, share: float) -> dict[str, object]:
    orphaned, chairless = record.orphaned(who), record.chairless.get(who, [])
    unbridged, unlinked = record.unbridged.get(who, []), record.unlinked.get(who, [])
    measures, facts = removal(record.G, who), record.facts(who)
    return {
        "id": id_of("loss", (who,)),
        "type": "loss",
        "subjects": (who,),
        "loss": record.loss(who),
        "p_best": share,
        "orphaned": tuple(orphaned),
        "orphaned_weight": record.weight(who),
        "chairless": tuple(chairless),
        "unbridged": tuple("+".join(pair) for pair in unbridged),
        "unlinked": tuple("+".join(pair) for pair in unlinked),
        "articulation_point": record.is_cut(who),
        "fragmentation": measures.fragmentation,
        "delta_fragmentation": measures.delta,
        "distance_fragmentation": measures.distance,
        "delta_distance_fragmentation": measures.delta_distance,
        "as_of": record.network.graph["as_of"],
        "sources": tuple(sorted(sources_of(facts))),
        "facts": tuple(dict.fromkeys(map(name_of_fact, facts))),
        **{
            f"explanation_{one}": _sentence(
                record.network, who, one, (orphaned, chairless, unbridged, unlinked), measures
            )
            for one in LANGUAGES
        },
    }


def _sentence(
    network: nx.MultiDiGraph,
    who: str,
    language: Language,
    broken: tuple[list[str], list[str], list[Pair], list[Pair]],
    measures: Fragmentation,
) -> str:
    orphaned, chairless, unbridged, unlinked = broken
    clauses = [
        clause.say(language, number=len(things), listed=_named(network, things, language))
        for clause, things in (
            (_ORPHANED, orphaned),
            (_CHAIRLESS, chairless),
            (_UNBRIDGED, [say_pair(network, pair, language) for pair in unbridged]),
            (_UNLINKED, [say_pair(network, pair, language) for pair in unlinked]),
        )
        if things
    ]
    if measures.delta > 0:
        clauses.append(_APART.say(language, share=f"{measures.delta:.1%}"))
    said = "; ".join(clauses) or _NOTHING.say(language)
    return f"{_IF.say(language, who=short_name(network, who, language))}: {said}."


def _named(network: nx.MultiDiGraph, things: Sequence[str], language: Language) -> str:
    named = "; ".join(short_name(network, one, language) for one in things[:_NAMED])
    rest = len(things) - _NAMED
    return _MORE.say(language, named=named, number=rest) if rest > 0 else named
