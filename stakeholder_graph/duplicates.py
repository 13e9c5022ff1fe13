"""Duplicated efforts: interventions of different institutions that look alike."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import pandas as pd

from stakeholder_graph.candidates import candidate_pairs
from stakeholder_graph.coordination import UNLINKED, Coordination, Link, acting_for, seats_of
from stakeholder_graph.findings import Finding, listed, short_name, slots_of, tabulate
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.model import FIRST_DAY, LIST_SEPARATOR, OPEN_DAY
from stakeholder_graph.network import nodes_of, parts_of, ties_of
from stakeholder_graph.titles import concepts_of
from stakeholder_graph.vocabulary import (
    COOPERATION_KINDS,
    HARMLESS_CLASSES,
    INTERVENTION_KINDS,
    PAIR_CLASSES,
    POPULATIONS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stakeholder_graph.language import Language

COLUMNS = (
    "pair_class",
    "interventions",
    "institutions",
    "objectives",
    "similarity",
    "activity",
    "population",
    "territory",
    "time",
    "score",
    "differences",
    "state",
    "via",
    "titles",
)
UNKNOWN = 0.5
# Titles of one institution that are as alike as this name one action.
SAME_WORDING = 0.9
SAME = 0.8
HALF = 0.5
# What two may do at once on purpose: whoever is missed by one is found by the other.
CRITICAL_CONCEPTS = frozenset({"saving-lives", "humanitarian-assistance", "refugees-asylum"})
_SENTENCE = Text(
    "{first} / {second}: {pair_class} para {objectives}. Parecido de los títulos {similarity}; "
    "en común: {common}; diferencias: {differences}. Coordinación al {as_of}: {state}.",
    "{first} / {second}: {pair_class} for {objectives}. Similarity of the titles {similarity}; "
    "in common: {common}; differences: {differences}. Coordination on {as_of}: {state}.",
)
_STATES = {
    "direct": Text("directa, por {via}", "direct, through {via}"),
    "plenary_only": Text("solo en un plenario ({via})", "in a plenary only ({via})"),
    "indirect": Text("indirecta, por {via}", "indirect, through {via}"),
    "none": Text("no consta", "none recorded"),
}
_COMMON = {
    "activity": Text("clase de acción ({shared})", "kind of action ({shared})"),
    "population": Text("población {share:.0%} ({shared})", "{share:.0%} of population ({shared})"),
    "territory": Text("territorio {share:.0%} ({shared})", "{share:.0%} of territory ({shared})"),
    "time": Text("{shared} días", "{shared} days"),
}
_DIFFERENT = {
    "activity": Text("otra clase de acción ({one}; {other})", "other kind ({one}; {other})"),
    "population": Text("otra población ({one}; {other})", "other population ({one}; {other})"),
    "territory": Text("otro territorio ({one}; {other})", "other territory ({one}; {other})"),
    "time": Text("otras fechas ({one}; {other})", "other dates ({one}; {other})"),
}
_SPAN = Text("{begins} a {ends}", "{begins} to {ends}")
_UNRECORDED = {
    "population": Text("no consta la población", "population not recorded"),
    "territory": Text("no consta el territorio", "territory not recorded"),
    "time": Text("no constan las fechas", "dates not recorded"),
}
_UNRECORDED_IN_ONE = {
    "population": Text(
        "solo consta una población ({one}; {other})",
        "population recorded of one only ({one}; {other})",
    ),
    "territory": Text(
        "solo consta un territorio ({one}; {other})",
        "territory recorded of one only ({one}; {other})",
    ),
    "time": Text(
        "no constan todas las fechas ({one}; {other})", "not all dates recorded ({one}; {other})"
    ),
}
_NOTHING = "--"
_DECLARED = Text("un vínculo declarado ({kind})", "a declared tie ({kind})")


class Effort(NamedTuple):
    """
    What an intervention is compared by, apart from its titles.

    Attributes
    ----------
    objectives, populations, territories
        Terms or ids; empty where unknown. Territories include their parts.
    kind
        Kind of intervention.
    from_day, until_day
        Full days, ``until_day`` the one after the last; ``0001-01-01`` and
        ``9999-12-31`` where unknown.
    """

    objectives: frozenset[str]
    kind: str
    populations: frozenset[str]
    territories: frozenset[str]
    from_day: str
    until_day: str


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
        o, a, p, r, h, text = self.counted
        return float((o**2 * a**2 * p**2 * r * h * text) ** (1 / 9))

    @property
    def counted(self) -> tuple[float, ...]:
        """The components with 0.5 for what is unknown."""
        return tuple(UNKNOWN if part is None else part for part in self)

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
        Findings of type ``similar_efforts``, one per pair: a common objective, no executor
        in common (nor a whole and its part), titles alike, nothing known to tell them
        apart. ``pair_class`` is what ``classify`` says; ``similarity`` compares the most
        similar titles; ``activity``, ``population``, ``territory`` and ``time`` are the
        other components, in [0, 1], NaN where unknown; ``score`` puts all together;
        ``differences`` names the components that differ or are unknown; ``state`` says how
        the closest executors coordinate on an objective that both serve. Severity is the
        score times the coordination deficit, and 0 for co-implementation and redundancy,
        which are listed but are no problem. Confidence is the share of the components that
        are known.

    Notes
    -----
    Interventions are compared within their objectives and territories only, never all with
    all. Kinds are coarse, so that of two kinds nobody knows whether the activity differs.
    Of an action and its details, the pair that scores highest stands for all. The data have
    no place for how much of a need is met: a pair that together still does not meet it
    (complementary supply) is not told apart.

    References
    ----------
    .. [1] GAO (2015). Fragmentation, overlap, and duplication: an evaluation and
       management guide. GAO-15-49SP.
    .. [2] Landau, M. (1969). Redundancy, rationality, and the problem of duplication and
       overlap. Public Administration Review 29 (4).
    """
    efforts = _Efforts(network)
    found = map(efforts.finding, efforts.pairs())
    return tabulate(
        efforts.one_per_action(filter(None, found)),
        extra_columns=COLUMNS,
        as_of=network.graph["as_of"],
    )


def efforts_of(network: nx.MultiDiGraph) -> dict[str, Effort]:
    """
    Return what the interventions are compared by.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    efforts
        Per intervention, in alphabetical order.
    """
    objectives = defaultdict[str, set[str]](set)
    territories = defaultdict[str, set[str]](set)
    parts = parts_of(network)
    for subject, objective, _ in ties_of(network, "ADDRESSES"):
        objectives[subject].add(objective)
    for subject, territory, _ in ties_of(network, "OPERATES_IN"):
        territories[subject] |= {territory, *nx.ancestors(parts, territory)}
    return {
        node: Effort(
            frozenset(objectives[node]),
            network.nodes[node]["kind"],
            frozenset(filter(None, network.nodes[node]["populations"].split(LIST_SEPARATOR))),
            frozenset(territories[node]),
            network.nodes[node]["from_day"],
            network.nodes[node]["until_day"],
        )
        for node in nodes_of(network, "Intervention")
    }


def likeness(one: Effort, other: Effort, *, text: float) -> Likeness:
    """
    Compare two interventions.

    Parameters
    ----------
    one, other
        What they are compared by.
    text
        Similarity of their titles, in [0, 1].

    Returns
    -------
    likeness
        Component by component: 1 for an objective in common, else 0; 1 for the same kind,
        else unknown; the overlap coefficient of populations and of territories; the days
        in common over the shorter duration, 0 if they are known not to overlap.
    """
    return Likeness(
        objective=1.0 if one.objectives & other.objectives else 0.0,
        activity=1.0 if one.kind == other.kind else None,
        population=_overlap(one.populations, other.populations),
        territory=_overlap(one.territories, other.territories),
        time=_shared_time(one, other),
        text=text,
    )


def classify(alike: Likeness, *, coordinated: bool, critical: bool) -> str | None:
    """
    Return the class of a pair of interventions.

    Parameters
    ----------
    alike
        How alike they are.
    coordinated
        Whether they have a direct channel, a common parent or a common funder.
    critical
        Whether an objective that both serve is one where a second effort is a safeguard.

    Returns
    -------
    pair_class
        ``"co_implementation"`` if coordinated; else ``"redundancy"`` if critical; else
        ``"duplication"`` for the same activity and at least half of the population where
        and when both are active; else ``"overlap"`` for one of the two; else
        ``"fragmentation"``. None for a pair without a common objective or of score 0.
    """
    objective, activity, population, *_ = alike.counted
    if objective < SAME or not alike.score:
        return None
    if coordinated:
        return "co_implementation"
    if critical:
        return "redundancy"
    same = (activity >= SAME, population >= HALF)
    return "duplication" if all(same) else "overlap" if any(same) else "fragmentation"


class _Pair(NamedTuple):
    """Two interventions, their most similar titles and how similar those are."""

    nodes: tuple[str, str]
    titles: tuple[str, str]
    similarity: float


class _Efforts:
    """The interventions of a network, who makes them and what they belong to."""

    def __init__(self, network: nx.MultiDiGraph) -> None:
        self.network = network
        self.efforts = efforts_of(network)
        self.coordination = Coordination(network)
        seats = seats_of(network)
        # A State sits where its ministries and agencies do.
        self.seats = {
            who: {venue for one in acting for venue in seats[one]}
            for who, acting in acting_for(network).items()
        }
        self.executors: dict[str, list[str]] = {node: [] for node in self.efforts}
        self.plans: dict[str, set[str]] = {node: set() for node in self.efforts}
        self.same: dict[str, set[str]] = {node: {node} for node in self.efforts}
        self._parts = parts_of(network)
        for executor, node, tie in ties_of(network, "CARRIES_OUT"):
            if tie["role"] == "funder":
                self.plans[node].add(executor)
            elif executor not in self.executors[node]:
                self.executors[node].append(executor)
        for node in self.efforts:
            wholes = [whole for whole in self._parts[node] if whole in self.efforts]
            self.plans[node].update(wholes)
            for whole in wholes:
                self._are_same(node, whole)

    def pairs(self) -> list[_Pair]:
        """Return the pairs whose titles are alike, the most alike and detailed first."""
        table = pd.DataFrame(
            [
                {
                    "titles": LIST_SEPARATOR.join(self._titles(node)),
                    "objectives": LIST_SEPARATOR.join(sorted(effort.objectives)),
                    "places": LIST_SEPARATOR.join(sorted(effort.territories)),
                    "from_day": effort.from_day,
                    "until_day": effort.until_day,
                }
                for node, effort in self.efforts.items()
            ],
            index=list(self.efforts),
            columns=["titles", "objectives", "places", "from_day", "until_day"],
        )
        found = candidate_pairs(table, names=self._names())
        nodes = zip(found["one"], found["other"], strict=True)
        titles = zip(found["title"], found["other_title"], strict=True)
        pairs = list(map(_Pair, nodes, titles, found["similarity"]))
        for pair in pairs:
            one, other = pair.nodes
            if pair.similarity >= SAME_WORDING and self._shares_executor(one, other):
                self._are_same(one, other)
        return sorted(pairs, key=self._order)

    def _order(self, pair: _Pair) -> tuple[float, int, tuple[str, str]]:
        wholes = sum(self._parts.in_degree(node) > 0 for node in pair.nodes)
        return -pair.similarity, wholes, pair.nodes

    def _shares_executor(self, one: str, other: str) -> bool:
        return bool(set(self.executors[one]) & set(self.executors[other]))

    def finding(self, found: _Pair) -> Finding | None:
        """Return what is to be said of a pair, None if it is no pair or nothing."""
        pair, titles, similarity = found
        if not self._are_apart(*pair):
            return None
        one, other = (self.efforts[node] for node in pair)
        alike = likeness(one, other, text=similarity)
        objectives = self._most_specific(one.objectives & other.objectives)
        link, searched = self._closest(*pair, objectives)
        pair_class = classify(
            alike,
            coordinated=link.state == "direct",
            critical=any(map(self._is_critical, objectives)),
        )
        if not pair_class:
            return None
        differences = tuple(_differences(one, other))
        slots = slots_of(self.network, objectives=objectives)
        for language in LANGUAGES:
            first, second = (
                self._say_effort(node, title, language)
                for node, title in zip(pair, titles, strict=True)
            )
            slots[language] |= {
                "first": first,
                "second": second,
                "pair_class": PAIR_CLASSES[pair_class].say(language),
                "similarity": f"{similarity:.2f}",
                "common": self._say_common(one, other, alike, language),
                "differences": self._say_differences(one, other, differences, language),
                "state": self._say_state(link, language),
            }
        return Finding(
            type="similar_efforts",
            subjects=pair,
            severity=0.0 if pair_class in HARMLESS_CLASSES else alike.score * link.deficit,
            confidence=alike.known,
            evidence_state="searched_not_found" if searched else "not_searched",
            facts=list(self._facts(pair, objectives, link)),
            sentence=_SENTENCE,
            slots=slots,
            extra={
                "pair_class": pair_class,
                "interventions": pair,
                "institutions": tuple(
                    dict.fromkeys(who for node in pair for who in self.executors[node])
                ),
                "objectives": objectives,
                "similarity": similarity,
                "activity": alike.activity,
                "population": alike.population,
                "territory": alike.territory,
                "time": alike.time,
                "score": alike.score,
                "differences": differences,
                "state": link.state,
                "via": link.via,
                "titles": titles,
            },
        )

    def _facts(
        self, pair: tuple[str, str], objectives: tuple[str, ...], link: Link
    ) -> Iterator[dict[str, str]]:
        """Yield the pair, who makes it, for what and where, and what joins those who do."""
        yield from (self.network.nodes[node] for node in pair)
        matters = {*objectives, *link.via}
        for node in pair:
            yield from (tie for tie in self._ties(node) if tie["type"] == "CARRIES_OUT")
            for tie in self._ties(node):
                if tie["type"] == "OPERATES_IN" or tie["end"] in matters:
                    yield tie
        executors = {who for node in pair for who in self.executors[node]}
        for who in sorted(executors):
            for tie in self._ties(who):
                ends = {tie["start"], tie["end"]}
                if ends & set(link.via) or (tie["type"] == "COOPERATES_WITH" and ends <= executors):
                    yield tie

    def _ties(self, node: str) -> list[dict[str, str]]:
        network = self.network
        edges = (network.in_edges(node, data=True), network.out_edges(node, data=True))
        return [tie for one in edges for *_, tie in one]

    def one_per_action(self, found: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings without those that repeat one on a whole, a part or a second row."""
        seen: set[tuple[str, ...]] = set()
        for finding in found:
            one, other = finding.subjects
            alternatives = set(product(self.same[one], self.same[other]))
            if not seen & {*alternatives, *((y, x) for x, y in alternatives)}:
                seen.add(finding.subjects)
                yield finding

    def _are_same(self, one: str, other: str) -> None:
        self.same[one].add(other)
        self.same[other].add(one)

    def _titles(self, node: str) -> list[str]:
        of = self.network.nodes[node]
        names = [of["titles"], *(of[f"name_{language}"] for language in LANGUAGES)]
        return list(dict.fromkeys(filter(None, LIST_SEPARATOR.join(names).split(LIST_SEPARATOR))))

    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for node in nodes_of(self.network, "Institution"):
            of = self.network.nodes[node]
            given = [
                of["name_es"],
                of["name_en"],
                of["acronym"],
                *of["aliases"].split(LIST_SEPARATOR),
            ]
            names |= dict.fromkeys(filter(None, given), node)
        return names

    def _are_apart(self, one: str, other: str) -> bool:
        ones, others = self.executors[one], self.executors[other]
        if not ones or not others or self._shares_executor(one, other):
            return False
        related = self.coordination.are_whole_and_part
        return not related(one, other) and not any(related(*both) for both in product(ones, others))

    def _most_specific(self, objectives: frozenset[str]) -> tuple[str, ...]:
        wholes = {whole for one in objectives for whole in nx.descendants(self._parts, one)}
        return tuple(sorted(objectives - wholes))

    def _closest(self, one: str, other: str, objectives: tuple[str, ...]) -> tuple[Link, bool]:
        """Return the closest link of the executors, and whether one was searched for."""
        if plan := self.plans[one] & self.plans[other]:
            return Link("direct", 0.0, tuple(sorted(plan))), True
        pairs = list(product(self.executors[one], self.executors[other]))
        links = [self._link(*pair, objective) for pair in pairs for objective in objectives]
        link = min(links, key=lambda link: link.deficit, default=UNLINKED)
        institutions = self.seats.keys()
        return link, link is not UNLINKED or any(set(pair) <= institutions for pair in pairs)

    def _link(self, one: str, other: str, objective: str) -> Link:
        bodies = [who for who in (one, other) if who not in self.seats]
        if not bodies:
            return self.coordination.link(one, other, objective)
        sitting = [who for who, seats in self.seats.items() if bodies[0] in seats]
        if len(bodies) == 1:
            member = other if bodies[0] == one else one
            return Link("direct", 0.0, (bodies[0],)) if member in sitting else UNLINKED
        both = tuple(who for who in sitting if bodies[1] in self.seats[who])
        return Link("indirect", 0.5, both) if both else UNLINKED

    def _is_critical(self, objective: str) -> bool:
        names = (self.network.nodes[objective][f"name_{language}"] for language in LANGUAGES)
        return bool(concepts_of(names) & CRITICAL_CONCEPTS)

    def _say_effort(self, node: str, title: str, language: Language) -> str:
        of = self.network.nodes[node]
        names = [of[f"name_{one}"] for one in LANGUAGES]
        said = f"«{of[f'name_{language}'] or of['name']}»"
        who = listed(self.network, self.executors[node], language)
        return f"{said} ({who})" if title in names else f"{said}, «{title}» ({who})"

    def _say_state(self, link: Link, language: Language) -> str:
        via = [
            _DECLARED.say(language, kind=COOPERATION_KINDS[one].say(language))
            if one in COOPERATION_KINDS
            else one
            for one in link.via
        ]
        return _STATES[link.state].say(language, via=listed(self.network, via, language))

    def _say_common(self, one: Effort, other: Effort, alike: Likeness, language: Language) -> str:
        shared = {
            "activity": INTERVENTION_KINDS[one.kind].say(language),
            "population": _said(POPULATIONS, one.populations & other.populations, language),
            "territory": self._places(one.territories & other.territories, language),
            "time": str(_days_in_common(one, other)),
        }
        said = [
            text.say(language, share=getattr(alike, part), shared=shared[part])
            for part, text in _COMMON.items()
            if getattr(alike, part)
        ]
        return ", ".join(said) or _NOTHING

    def _say_differences(
        self, one: Effort, other: Effort, differences: Iterable[str], language: Language
    ) -> str:
        said = []
        for difference in differences:
            kind, _, part = difference.partition("_")
            values = [self._value(effort, part, language) for effort in (one, other)]
            templates = (
                _DIFFERENT
                if kind == "other"
                else _UNRECORDED
                if set(values) == {_NOTHING}
                else _UNRECORDED_IN_ONE
            )
            said.append(templates[part].say(language, one=values[0], other=values[1]))
        return "; ".join(said) or _NOTHING

    def _value(self, effort: Effort, part: str, language: Language) -> str:
        if part == "activity":
            return INTERVENTION_KINDS[effort.kind].say(language)
        if part == "population":
            return _said(POPULATIONS, effort.populations, language)
        if part == "territory":
            return self._places(effort.territories, language)
        if effort.from_day == FIRST_DAY and effort.until_day == OPEN_DAY:
            return _NOTHING
        begins = "…" if effort.from_day == FIRST_DAY else effort.from_day
        last = date.fromisoformat(effort.until_day) - timedelta(days=1)
        ends = "…" if effort.until_day == OPEN_DAY else last.isoformat()
        return _SPAN.say(language, begins=begins, ends=ends)

    def _places(self, territories: frozenset[str], language: Language) -> str:
        inside = {part for one in territories for part in nx.ancestors(self._parts, one)}
        names = sorted(short_name(self.network, one, language) for one in territories - inside)
        return ", ".join(names) or _NOTHING


def _overlap(ones: frozenset[str], others: frozenset[str]) -> float | None:
    if not ones or not others:
        return None
    return len(ones & others) / min(len(ones), len(others))


def _are_dated(*efforts: Effort) -> bool:
    return all(one.from_day != FIRST_DAY and one.until_day != OPEN_DAY for one in efforts)


def _days_in_common(one: Effort, other: Effort) -> int:
    return max(0, _days(max(one.from_day, other.from_day), min(one.until_day, other.until_day)))


def _days(first: str, after: str) -> int:
    return (date.fromisoformat(after) - date.fromisoformat(first)).days


def _shared_time(one: Effort, other: Effort) -> float | None:
    shared = _days_in_common(one, other)
    if not shared or _are_dated(one, other):
        return shared / min(_days(span.from_day, span.until_day) for span in (one, other))
    return None


def _differences(one: Effort, other: Effort) -> Iterator[str]:
    if one.kind != other.kind:
        yield "other_activity"
    for part, ones, others in (
        ("population", one.populations, other.populations),
        ("territory", one.territories, other.territories),
    ):
        if not ones or not others:
            yield f"unknown_{part}"
        elif ones != others:
            yield f"other_{part}"
    if not _are_dated(one, other):
        yield "unknown_time"
    elif one[-2:] != other[-2:]:
        yield "other_time"


def _said(terms: Mapping[str, Text], values: Iterable[str], language: Language) -> str:
    return ", ".join(terms[value].say(language) for value in sorted(values)) or _NOTHING
