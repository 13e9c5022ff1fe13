"""What texts require of objectives, and where and for whom somebody acts on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from stakeholder_graph.findings import short_name
from stakeholder_graph.language import Text
from stakeholder_graph.model import LIST_SEPARATOR
from stakeholder_graph.network import nodes_of, parts_of, ties_of
from stakeholder_graph.responsibility import EVIDENCE_WEIGHTS, Actor, actors_by_objective
from stakeholder_graph.vocabulary import LEVELS, POPULATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stakeholder_graph.language import Language

_LEVEL = Text("en el nivel {name}", "at {name} level")
_TERRITORY = Text("en {name}", "in {name}")
_POPULATION = Text("para {name}", "for {name}")


class Demand(NamedTuple):
    """
    What one text requires of one objective.

    Attributes
    ----------
    agreement
        Id of the text.
    objective
        Id of the objective.
    level, territory, population
        Where and for whom it must be dealt with, all together; empty = anywhere, anybody.
    exposure
        How heavily the matter weighs there, in (0, 1].
    certainty
        1 if the text says so, 0.7 if it only implies it.
    tie
        Properties of the relationship.
    """

    agreement: str
    objective: str
    level: str
    territory: str
    population: str
    exposure: float
    certainty: float
    tie: dict[str, str]


def demands(network: nx.MultiDiGraph) -> list[Demand]:
    """
    Return what the texts in force require.

    Parameters
    ----------
    network
        What ``read_network`` returned.

    Returns
    -------
    demands
        Ordered by objective, level, territory, population and text. What one text requires
        twice is required once, with the greater exposure.
    """
    found = [
        Demand(
            agreement,
            objective,
            tie["level"],
            tie["territory"],
            tie["population"],
            float(tie["exposure"] or 1),
            EVIDENCE_WEIGHTS[tie["evidence"]],
            tie,
        )
        for agreement, objective, tie in ties_of(network, "REQUIRES")
        if tie["evidence"] in EVIDENCE_WEIGHTS
    ]
    ordered = sorted(found, key=lambda one: (one.exposure, one.tie["from_day"]))
    heaviest = {one[:5]: one for one in ordered}.values()
    return sorted(heaviest, key=lambda one: (*one[1:5], one.agreement))


def words_of(network: nx.MultiDiGraph, demand: Demand, language: Language) -> str:
    """
    Return where and for whom a text requires something, in running text.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    demand
        What it requires.
    language
        ``"es"`` or ``"en"``.

    Returns
    -------
    words
        ``"at local level in Tumbes for children"``.
    """
    named = {
        _LEVEL: LEVELS[demand.level].say(language) if demand.level else "",
        _TERRITORY: short_name(network, demand.territory, language) if demand.territory else "",
        _POPULATION: POPULATIONS[demand.population].say(language) if demand.population else "",
    }
    return " ".join(words.say(language, name=name) for words, name in named.items() if name)


class Field:
    """
    Who acts on an objective, where and for whom.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.

    Notes
    -----
    Something operates in a territory if it, or the intervention on the objective that it
    carries out, is on record there or in a part of it. A national institution operates in
    its country, and in a region of it only if that is on record.
    """

    def __init__(self, network: nx.MultiDiGraph) -> None:
        self.network = network
        self._parts = parts_of(network)
        self._actors = actors_by_objective(network)
        countries = {
            network.nodes[one]["code"]: one
            for one in nodes_of(network, "Territory")
            if network.nodes[one]["kind"] == "country"
        }
        self._places: dict[str, set[str]] = {node: set() for node in network}
        for subject, territory, _ in ties_of(network, "OPERATES_IN"):
            self._places[subject] |= {territory, *nx.descendants(self._parts, territory)}
        self._on_record = {node for node, places in self._places.items() if places}
        for one in nodes_of(network, "Institution"):
            if home := countries.get(network.nodes[one]["country"]):
                self._places[one].add(home)

    def actors(self, objective: str) -> dict[str, Actor]:
        """
        Return who acts on an objective or on a part of it.

        Parameters
        ----------
        objective
            Its id.

        Returns
        -------
        actors
            Per id, what it does; where it acts on several, on the first.
        """
        found: dict[str, Actor] = {}
        for one in self._with_parts(objective):
            found = self._actors.get(one, {}) | found
        return found

    def interventions(self, objective: str) -> list[str]:
        """
        Return the interventions on an objective or on a part of it.

        Parameters
        ----------
        objective
            Its id.

        Returns
        -------
        interventions
            Ids in alphabetical order.
        """
        wanted = set(self._with_parts(objective))
        addressed = ties_of(self.network, "ADDRESSES")
        subjects = {subject for subject, one, _ in addressed if one in wanted}
        return nodes_of(self.network.subgraph(subjects), "Intervention")

    def present(self, objective: str, territory: str) -> list[str]:
        """
        Return who acts on an objective in a territory.

        Parameters
        ----------
        objective
            Its id.
        territory
            Its id; empty = anywhere.

        Returns
        -------
        actors
            Ids in alphabetical order.
        """
        wanted = set(self.interventions(objective))
        return [
            who
            for who in sorted(self.actors(objective))
            if not territory
            or any(self.operates_in(one, territory) for one in self._acts(who, wanted))
        ]

    def operates_in(self, subject: str, territory: str) -> bool:
        """
        Tell whether something is on record in a territory.

        Parameters
        ----------
        subject
            Id of an institution, body or intervention.
        territory
            Its id.

        Returns
        -------
        operates
            True if it operates there or in a part of it.
        """
        return territory in self._places[subject]

    def is_placed(self, who: str, objective: str) -> bool:
        """
        Tell whether it is on record where somebody acts on an objective.

        Parameters
        ----------
        who
            Id of an actor.
        objective
            Id of the objective.

        Returns
        -------
        placed
            True if its own presence or that of an intervention is on record.
        """
        acts = self._acts(who, set(self.interventions(objective)))
        return any(one in self._on_record for one in acts)

    def serves(self, intervention: str, population: str) -> bool:
        """
        Tell whether an intervention is on record as serving a population.

        Parameters
        ----------
        intervention
            Its id.
        population
            Term of the vocabulary.

        Returns
        -------
        serves
            False too where the population is not on record.
        """
        served = self.network.nodes[intervention]["populations"]
        return population in served.split(LIST_SEPARATOR)

    def has_a_level(self, who: str) -> bool:
        """
        Tell whether it is known of which level an actor is.

        Parameters
        ----------
        who
            Its id.

        Returns
        -------
        known
            False for a collective label too, which stands for several actors.
        """
        node = self.network.nodes[who]
        return bool(node["level"]) and node["kind"] != "collective"

    def of_nation(self, objective: str, territory: str) -> list[str]:
        """
        Return who of the national level of a territory acts on an objective.

        Parameters
        ----------
        objective
            Its id.
        territory
            Id of a part of the country.

        Returns
        -------
        actors
            Ids in alphabetical order: the institutions of its country and all national
            bodies.
        """
        wholes = nx.descendants(self._parts, territory)
        nodes = self.network.nodes
        return [
            who
            for who in sorted(self.actors(objective))
            if nodes[who]["level"] == "national"
            and (nodes[who]["label"] != "Institution" or self._places[who] & wholes)
        ]

    def awaits_a_region(self, objective: str, territory: str) -> bool:
        """
        Tell whether the national level acts on an objective that a region is to act on.

        Parameters
        ----------
        objective
            Its id.
        territory
            Id of a territory; empty = anywhere.

        Returns
        -------
        awaits
            False for a whole country.
        """
        return (
            territory in self.network
            and self.network.nodes[territory]["kind"] != "country"
            and bool(self.of_nation(objective, territory))
        )

    def _acts(self, who: str, interventions: set[str]) -> Iterable[str]:
        carried_out = {
            intervention
            for _, intervention, tie in self.network.out_edges(who, data="type")
            if tie == "CARRIES_OUT" and intervention in interventions
        }
        return (who, *sorted(carried_out))

    def _with_parts(self, objective: str) -> list[str]:
        return [objective, *sorted(nx.ancestors(self._parts, objective))]
