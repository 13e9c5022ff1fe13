"""Who must sit in a body for one objective: the fewest that stand for all who act on it."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from stakeholder_graph.advice import RUNS, TOP
from stakeholder_graph.coordination import Coordination, acting_for
from stakeholder_graph.findings import id_of, listed, name_of_fact, short_name, sources_of
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.network import ties_of
from stakeholder_graph.programmes import maximise
from stakeholder_graph.prospects import shares_best
from stakeholder_graph.responsibility import actors_by_objective
from stakeholder_graph.vocabulary import LEVELS, SECTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx

    from stakeholder_graph.language import Language
    from stakeholder_graph.responsibility import Actor

COVER_COLUMNS = (
    "id",
    "type",
    "subjects",
    "size",
    "p_best",
    "elements",
    "linked",
    "pairs",
    "as_of",
    "sources",
    "facts",
    "explanation_es",
    "explanation_en",
)
SHOWN_COLUMNS = ("id", "size", "p_best", "explanation", "sources")

_COVER = Text(
    "Para coordinar {objective} basta con {institutions}: representan {elements}. Pares que ya "
    "tienen un canal directo para ello: {linked} de {pairs}.",
    "To coordinate {objective} it suffices to have {institutions}: they stand for {elements}. "
    "Pairs that already have a direct channel for it: {linked} of {pairs}.",
)
_KINDS = {
    "lead": Text("a quien responde por él", "who answers for it"),
    "level": Text("el nivel {name}", "the level {name}"),
    "sector": Text("el sector {name}", "the sector {name}"),
    "territory": Text("lo que se hace en {name}", "what is done in {name}"),
}
# Among bodies of equal size, that of those with the greater part in the objective.
_PREFERENCE = 1e-3


class Element(NamedTuple):
    """
    Something that a coordinating body must have somebody for.

    Attributes
    ----------
    kind
        ``"lead"``, ``"level"``, ``"sector"`` or ``"territory"``.
    name
        Of the level or sector, or id of the territory; empty for the lead.
    """

    kind: str
    name: str


def covering_body(  # noqa: PLR0913 - what every repeated analysis takes
    network: nx.MultiDiGraph,
    objective: str,
    *,
    twice: bool = False,
    top: int = TOP,
    runs: int = RUNS,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """
    Find the smallest bodies that would stand for all who act on an objective.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    objective
        Its id.
    twice
        Whether each element must be there twice, where two can bring it, so that one
        absence leaves no gap.
    top
        How many bodies of the same, smallest, size to show at most.
    runs, seed, progress
        As for ``advice.best_ties``.

    Returns
    -------
    bodies
        One row per set of institutions, those with the greater part in the objective first;
        none where no institution is on record as acting on it. ``elements`` are what must
        be there, as ``required_elements`` explains; ``size`` is the number of institutions;
        ``pairs`` that of their pairs, of which ``linked`` already have a direct channel for
        the objective. ``p_best`` is the share of the draws in which the set still stands
        for all who are then on record; NaN without draws.

    Notes
    -----
    The smallest set cover, by integer programming, hence exact; the greedy choice may be
    larger by the factor of the logarithm [1]_.

    References
    ----------
    .. [1] Chvátal, V. (1979). A greedy heuristic for the set-covering problem. Mathematics
       of Operations Research 4, 233-235.
    """
    brings = required_elements(network, objective)
    actors = _able(network, objective)
    weights = {who: actors[who].weight for who in actors}
    times = 2 if twice else 1
    covers: list[tuple[str, ...]] = []
    while len(covers) < top:
        cover = smallest_cover(brings, times=times, preference=weights, excluded=covers)
        if not cover or len(cover) > len((covers or [cover])[0]):
            break
        covers.append(cover)
    covers.sort(key=lambda cover: (-sum(weights[who] for who in cover), cover))
    shares = np.full(len(covers), np.nan)
    if covers and runs:
        stands = partial(_stand_for_all, objective=objective, covers=covers, times=times)
        shares = shares_best(network, stands, runs=runs, seed=seed, progress=progress)
    coordination = Coordination(network)
    elements = sorted({element for each in brings.values() for element in each})
    rows = [
        _row(coordination, objective, cover, share, elements, actors)
        for cover, share in zip(covers, map(float, shares), strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COVER_COLUMNS))


def required_elements(network: nx.MultiDiGraph, objective: str) -> dict[str, set[Element]]:
    """
    Return what a body for an objective must have, and who brings it.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    objective
        Its id.

    Returns
    -------
    elements
        Per institution that acts on the objective, its level, its sector, the territories
        where it operates and whether it leads; what nobody who acts on it has is not
        required. Collective labels, which nobody can invite, bring nothing, nor does a State
        beside a ministry of its own.
    """
    actors, of = _able(network, objective), network.nodes
    elements: dict[str, set[Element]] = {who: set() for who in actors}
    for who, actor in actors.items():
        elements[who].update(
            Element(kind, of[who][kind]) for kind in ("level", "sector") if of[who][kind]
        )
        if actor.leads:
            elements[who].add(Element("lead", ""))
    for who, territory, _ in ties_of(network, "OPERATES_IN"):
        if who in elements:
            elements[who].add(Element("territory", territory))
    return elements


def smallest_cover(
    sets: Mapping[str, Iterable[object]],
    *,
    times: int = 1,
    preference: Mapping[str, float] | None = None,
    excluded: Iterable[Sequence[str]] = (),
) -> tuple[str, ...]:
    """
    Choose the fewest sets that together have every element.

    Parameters
    ----------
    sets
        Elements by the name of the set.
    times
        How many of the chosen sets must have each element, if so many have it.
    preference
        Weights in [0, 1] that decide among choices of the same size.
    excluded
        Choices that the answer must not contain.

    Returns
    -------
    chosen
        Names in alphabetical order; empty if there is nothing to cover, or no further choice.
    """
    names = sorted(sets)
    holders: dict[object, list[int]] = {}
    for at, name in enumerate(names):
        for element in set(sets[name]):
            holders.setdefault(element, []).append(at)
    if not holders:
        return ()
    rows = [
        (dict.fromkeys(those, -1.0), -float(min(times, len(those)))) for those in holders.values()
    ]
    rows += [
        ({names.index(name): 1.0 for name in choice}, len(choice) - 1.0) for choice in excluded
    ]
    liked = preference or {}
    values = np.array([_PREFERENCE * liked.get(name, 0.0) - 1 for name in names])
    return tuple(names[at] for at in maximise(values, rows).chosen)


def _able(network: nx.MultiDiGraph, objective: str) -> dict[str, Actor]:
    actors, through = actors_by_objective(network).get(objective, {}), acting_for(network)
    return {
        who: actor
        for who, actor in actors.items()
        if network.nodes[who]["label"] == "Institution"
        and network.nodes[who]["kind"] != "collective"
        and not actors.keys() & {*through[who][1:]}
    }


def _stand_for_all(
    network: nx.MultiDiGraph, *, objective: str, covers: Sequence[Sequence[str]], times: int
) -> list[float]:
    brings = required_elements(network, objective)
    elements = {element for each in brings.values() for element in each}
    able = {one: sum(one in each for each in brings.values()) for one in elements}
    return [
        float(
            bool(elements)
            and all(
                sum(one in brings.get(who, ()) for who in cover) >= min(times, able[one])
                for one in elements
            )
        )
        for cover in covers
    ]


def _row(
    coordination: Coordination,
    objective: str,
    cover: tuple[str, ...],
    share: float,
    elements: Sequence[Element],
    actors: Mapping[str, Actor],
) -> dict[str, object]:
    network = coordination.network
    pairs = [*combinations(cover, 2)]
    linked = sum(coordination.link(*pair, objective).state == "direct" for pair in pairs)
    facts = [tie for who in cover for tie in actors[who].ties] or [network.nodes[objective]]
    return {
        "id": id_of("body", (objective, *cover)),
        "type": "body",
        "subjects": cover,
        "size": len(cover),
        "p_best": share,
        "elements": tuple(":".join(filter(None, one)) for one in elements),
        "linked": linked,
        "pairs": len(pairs),
        "as_of": network.graph["as_of"],
        "sources": tuple(sorted(sources_of(facts))),
        "facts": tuple(dict.fromkeys(map(name_of_fact, facts))),
        **{
            f"explanation_{one}": _COVER.say(
                one,
                objective=short_name(network, objective, one),
                institutions=listed(network, cover, one),
                elements=listed(network, [_said(network, each, one) for each in elements], one),
                linked=linked,
                pairs=len(pairs),
            )
            for one in LANGUAGES
        },
    }


def _said(network: nx.MultiDiGraph, element: Element, language: Language) -> str:
    name = short_name(network, element.name, language) if element.name else ""
    labels = {"level": LEVELS, "sector": SECTORS}.get(element.kind, {})
    if element.name in labels:
        name = labels[element.name].say(language)
    return _KINDS[element.kind].say(language, name=name)
