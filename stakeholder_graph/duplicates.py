"""Duplicated efforts: interventions of different institutions that look alike."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
from rapidfuzz import fuzz

from stakeholder_graph.coordination import UNLINKED, Coordination
from stakeholder_graph.findings import Finding, slots_of, tabulate
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.model import FIRST_DAY, LIST_SEPARATOR, OPEN_DAY
from stakeholder_graph.names import fold
from stakeholder_graph.network import nodes_of, parts_of, ties_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

COLUMNS = (
    "objective",
    "interventions",
    "institutions",
    "similarity",
    "score",
    "state",
    "via",
    "titles",
)
LEAST_SIMILARITY = 0.6
UNKNOWN = 0.5
_SENTENCE = Text(
    "{institutions} hacen algo parecido para {objective}: {titles} "
    "(parecido {similarity}); coordinación al {as_of}: {state}.",
    "{institutions} do something alike for {objective}: {titles} "
    "(similarity {similarity}); coordination on {as_of}: {state}.",
)
_STATES = {
    "direct": Text("directa", "direct"),
    "plenary_only": Text("solo en un plenario", "in a plenary only"),
    "indirect": Text("indirecta", "indirect"),
    "none": Text("no consta", "none recorded"),
}


class Likeness(NamedTuple):
    """
    How alike two interventions are, component by component.

    Attributes
    ----------
    objective, activity, population, territory, time, text
        Each in [0, 1]; None where an attribute of either is unknown.
    """

    objective: float | None
    activity: float | None
    population: float | None
    territory: float | None
    time: float | None
    text: float

    @property
    def score(self) -> float:
        """
        Gated geometric mean, in [0, 1].

        0 when populations, territories or times are known not to meet, whatever the
        titles say; an unknown component counts as 0.5.
        """
        o, a, p, r, h, text = (UNKNOWN if part is None else part for part in self)
        return float((o**2 * a**2 * p**2 * r * h * text) ** (1 / 9))

    @property
    def known(self) -> float:
        """Share of the components that are known, in [0, 1]."""
        return sum(part is not None for part in self) / len(self)


def duplicated_efforts(network: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find pairs of interventions that may be the same effort made twice.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Returns
    -------
    pairs
        Findings of type ``duplication_candidate``: same objective, no executor in
        common (nor a whole and its part), titles alike, nothing known to tell them
        apart. ``similarity`` compares the most similar titles, ``score`` all
        components, ``state`` says whether the closest executors coordinate on the
        objective. Severity is the score times the coordination deficit, so a pair that
        coordinates directly has severity 0.

    Notes
    -----
    Interventions are compared within an objective only, never all with all. Titles
    are compared without accents, capitals and word order; a translated pair is not
    found.

    References
    ----------
    .. [1] GAO (2015). Fragmentation, overlap, and duplication: an evaluation and
       management guide. GAO-15-49SP.
    """
    coordination = Coordination(network)
    executors = _executors(network)
    found = []
    for objective, interventions in _blocks(network).items():
        for pair in combinations(interventions, 2):
            apart = _are_apart(coordination, *(executors[node] for node in pair))
            if not apart or coordination.are_whole_and_part(*pair):
                continue
            titles, similarity = _most_alike(network, *pair)
            if similarity < LEAST_SIMILARITY:
                continue
            alike = likeness(network, *pair, text=similarity)
            if alike.score:
                found.append(_finding(coordination, objective, pair, executors, titles, alike))
    return tabulate(found, extra_columns=COLUMNS, as_of=network.graph["as_of"])


def likeness(network: nx.MultiDiGraph, one: str, other: str, *, text: float) -> Likeness:
    """
    Compare two interventions that address the same objective.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    one, other
        Ids of interventions.
    text
        Similarity of their titles, in [0, 1].

    Returns
    -------
    likeness
        Component by component.
    """
    first, second = network.nodes[one], network.nodes[other]
    return Likeness(
        objective=1.0,
        activity=1.0 if first["kind"] == second["kind"] else None,
        population=_overlap(_listed(first["populations"]), _listed(second["populations"])),
        territory=_overlap(_territories(network, one), _territories(network, other)),
        time=_shared_time(first, second),
        text=text,
    )


def _blocks(network: nx.MultiDiGraph) -> dict[str, list[str]]:
    blocks = defaultdict[str, set[str]](set)
    for subject, objective, _ in ties_of(network, "ADDRESSES"):
        if network.nodes[subject]["label"] == "Intervention":
            blocks[objective].add(subject)
    return {objective: sorted(blocks[objective]) for objective in sorted(blocks)}


def _executors(network: nx.MultiDiGraph) -> dict[str, list[str]]:
    executors: dict[str, list[str]] = {node: [] for node in nodes_of(network, "Intervention")}
    for executor, intervention, _ in ties_of(network, "CARRIES_OUT"):
        if executor not in executors[intervention]:
            executors[intervention].append(executor)
    return executors


def _are_apart(coordination: Coordination, ones: list[str], others: list[str]) -> bool:
    if not ones or not others or set(ones) & set(others):
        return False
    return not any(coordination.are_whole_and_part(*pair) for pair in product(ones, others))


def _most_alike(network: nx.MultiDiGraph, one: str, other: str) -> tuple[tuple[str, str], float]:
    best: tuple[tuple[str, str], float] = (("", ""), 0.0)
    for pair in product(_titles(network, one), _titles(network, other)):
        similarity = fuzz.token_sort_ratio(*map(fold, pair)) / 100
        if similarity > best[1]:
            best = (pair, similarity)
    return best


def _titles(network: nx.MultiDiGraph, node: str) -> Iterator[str]:
    of = network.nodes[node]
    names = [of["titles"], *(of[f"name_{language}"] for language in LANGUAGES)]
    return iter(dict.fromkeys(_listed(LIST_SEPARATOR.join(filter(None, names)))))


def _listed(cell: str) -> list[str]:
    return [item for item in cell.split(LIST_SEPARATOR) if item]


def _territories(network: nx.MultiDiGraph, node: str) -> list[str]:
    territories = [
        territory
        for _, territory, tie in network.out_edges(node, data="type")
        if tie == "OPERATES_IN"
    ]
    inside = parts_of(network) if territories else nx.DiGraph()
    return sorted(set(territories).union(*(nx.ancestors(inside, one) for one in territories)))


def _overlap(ones: list[str], others: list[str]) -> float | None:
    if not ones or not others:
        return None
    return len(set(ones) & set(others)) / min(len(set(ones)), len(set(others)))


def _shared_time(first: dict[str, str], second: dict[str, str]) -> float | None:
    spans = [(of["from_day"], of["until_day"]) for of in (first, second)]
    if any(start == FIRST_DAY or end == OPEN_DAY for start, end in spans):
        return None
    days = [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in spans]
    shared = (min(end for _, end in days) - max(start for start, _ in days)).days
    return max(0, shared) / min((end - start).days for start, end in days)


def _finding(
    coordination: Coordination,
    objective: str,
    pair: tuple[str, str],
    executors: dict[str, list[str]],
    titles: tuple[str, str],
    alike: Likeness,
) -> Finding:
    network = coordination.network
    institutions = tuple(who for node in pair for who in executors[node])
    links = [
        coordination.link(i, j, objective)
        for i, j in product(*(executors[node] for node in pair))
        if {i, j} <= set(coordination.institutions)
    ]
    link = min(links, key=lambda link: link.deficit, default=UNLINKED)
    slots = slots_of(network, institutions=institutions, objective=[objective])
    for language in LANGUAGES:
        slots[language] |= {
            "titles": " / ".join(f"«{title}»" for title in titles),
            "similarity": f"{alike.text:.2f}",
            "state": _STATES[link.state].say(language),
        }
    return Finding(
        type="duplication_candidate",
        subjects=(objective, *pair),
        severity=alike.score * link.deficit,
        confidence=alike.known,
        evidence_state="searched_not_found" if links else "not_searched",
        facts=_facts(network, objective, pair),
        sentence=_SENTENCE,
        slots=slots,
        extra={
            "objective": objective,
            "interventions": pair,
            "institutions": institutions,
            "similarity": alike.text,
            "score": alike.score,
            "state": link.state,
            "via": link.via,
            "titles": titles,
        },
    )


def _facts(network: nx.MultiDiGraph, objective: str, pair: tuple[str, str]) -> list[dict[str, str]]:
    return [
        *(network.nodes[node] for node in pair),
        *(tie for *_, tie in network.in_edges(pair, data=True) if tie["type"] == "CARRIES_OUT"),
        *(
            tie
            for _, matter, tie in network.out_edges(pair, data=True)
            if tie["type"] == "ADDRESSES" and matter == objective
        ),
    ]
