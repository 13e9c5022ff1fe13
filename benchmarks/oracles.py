"""
What a clean world should show, worked out from its rows by slow and plain rules.

Nothing here is taken from the analyses: each rule reads the rows of the data folder again, goes
through all pairs, and says of each kind of finding which subjects it is about and how severe it
is. Detectors are held against these rules; they know only what ``synthetic`` draws (no States,
no collective labels).
"""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from synthetic import Row, World

Truth = dict[tuple[str, ...], float]

SEATS = {"chair": 1.0, "member": 0.8, "signatory": 0.8, "observer": 0.3}
ROLES = {"lead": 1.0, "co_responsible": 0.8, "support": 0.5}
EXECUTIONS = {"lead": 1.0, "joint": 1.0}
LEAST = 0.25
CIRCLE = 5


class Facts:
    """The rows of a world that hold on a day, as plain lists and dictionaries."""

    def __init__(self, world: World, day: str) -> None:
        live = {
            name: [row for row in rows if self.holds(row, day)]
            for name, rows in world.files.items()
        }
        self.rows = live
        self.institutions = [row["id"] for row in live["institutions"]]
        self.unit = {row["id"]: row["kind"] == "unit" for row in live["institutions"]}
        self.bodies = [row["id"] for name in ("forums", "working_groups") for row in self.of(name)]
        self.groups = {row["id"] for row in self.of("working_groups")}
        self.projects = {row["id"]: row for row in self.of("interventions")}
        self.objectives = [row["id"] for row in live["objectives"] if row["kind"] == "objective"]
        self.areas = [row["id"] for row in live["objectives"] if row["kind"] != "objective"]
        self.weight = {row["id"]: float(row.get("weight") or 1) for row in live["objectives"]}
        self.whole: dict[str, list[str]] = {}
        for row in self.of("parts"):
            self.whole.setdefault(row["part"], []).append(row["whole"])
        self.known = {row["id"] for rows in live.values() for row in rows if "id" in row}
        self.scope: dict[str, list[str]] = {}
        for row in self.of("scopes"):
            if row["subject"] in self.known:
                self.scope.setdefault(row["subject"], []).append(row["objective"])

    def of(self, name: str) -> list[Row]:
        return self.rows.get(name, [])

    @staticmethod
    def holds(row: Row, day: str) -> bool:
        return row.get("valid_from", "") <= day <= (row.get("valid_to") or "9999")

    def wholes(self, node: str) -> set[str]:
        found: set[str] = set()
        for whole in self.whole.get(node, []):
            found |= {whole} | self.wholes(whole)
        return found

    def kin(self, one: str, other: str) -> bool:
        return one in self.wholes(other) or other in self.wholes(one)

    def area(self, objective: str) -> str:
        if objective in self.areas:
            return objective
        (area,) = (whole for whole in self.whole[objective] if whole in self.areas)
        return area

    def actors(self, objective: str) -> dict[str, float]:
        """Return who acts on an objective, by the weight of what it does."""
        found: dict[str, float] = {}
        declared = set()
        for row in self.of("responsibilities"):
            if row["objective"] == objective:
                who = row["institution"]
                declared.add(who)
                found[who] = max(found.get(who, 0.0), ROLES[row["role"]])
        for row in self.of("executions"):
            project, who = row["intervention"], row["executor"]
            about = project in self.projects and objective in self.scope.get(project, [])
            if about and who not in declared:
                found[who] = 0.5
        return found

    def leads(self, objective: str) -> set[str]:
        return {
            row["institution"]
            for row in self.of("responsibilities")
            if row["objective"] == objective and row["role"] == "lead"
        }

    def seats(self, who: str) -> dict[str, float]:
        """Return where an institution sits, a unit also through its ministry."""
        holders = {who} | (self.wholes(who) if self.unit[who] else set())
        found: dict[str, float] = {}
        for file, end in (("memberships", "venue"), ("parties", "agreement")):
            for row in self.of(file):
                if row["institution"] in holders:
                    weight = SEATS[row["role"]]
                    found[row[end]] = max(found.get(row[end], 0.0), weight)
        return found

    def own_seats(self, who: str) -> set[str]:
        return {row["venue"] for row in self.of("memberships") if row["institution"] == who}


def coverage(world: World, day: str) -> Truth:
    """Nobody acts on an objective, nobody leads it, or one alone acts on it."""
    facts = Facts(world, day)
    acted = {one: facts.actors(one) for one in facts.objectives}
    led = [one for one in facts.objectives if facts.leads(one)]
    bodies = {one for body in facts.bodies for one in facts.scope.get(body, [])}
    truth: Truth = {}
    if not any(acted.values()):
        return truth
    leads_are_recorded = len(led) / len(facts.objectives) >= 1 / 2
    for one, who in acted.items():
        if not who:
            truth[one, "nobody"] = facts.weight[one]
            continue
        if one not in led:
            truth[one, "no_lead"] = facts.weight[one]
        if len(who) == 1 and (one in led or not leads_are_recorded):
            truth[one, "single_actor"] = facts.weight[one] * (0.5 if one in bodies else 1.0)
    return truth


def coordination(world: World, day: str) -> Truth:
    """Two should coordinate on an objective and have no channel about it."""
    facts = Facts(world, day)
    channels = Channels(facts)
    truth: Truth = {}
    for pair, reasons in requirements(facts).items():
        need = sum(each for _, each in reasons)
        missing = sum(
            each * min(channels.deficit(*pair, objective) for objective in objectives)
            for objectives, each in reasons
        )
        if missing:
            truth[pair] = need / (need + 0.5) * missing / need
    return truth


def requirements(facts: Facts) -> dict[tuple[str, str], list[tuple[tuple[str, ...], float]]]:
    """Return, for each pair, the objectives that bind it and how much each weighs."""
    able = set(facts.institutions)
    found: dict[tuple[str, str], list[tuple[tuple[str, ...], float]]] = {}
    for objective in [*facts.objectives, *facts.areas]:
        actors = {who: weight for who, weight in facts.actors(objective).items() if who in able}
        leads = facts.leads(objective)
        share = 1.0 if leads or len(actors) <= CIRCLE else 1 / (len(actors) - 1)
        for one, other in combinations(sorted(actors), 2):
            if not leads or one in leads or other in leads:
                need = actors[one] * actors[other] * facts.weight[objective] * share
                found.setdefault((one, other), []).append(((objective,), need))
    linked = {
        tuple(sorted((row["objective"], row["aligned_with"]))) for row in facts.of("alignments")
    }
    for first, second in sorted(linked):
        for one in facts.leads(first):
            for other in facts.leads(second):
                if one != other:
                    need = (facts.weight[first] * facts.weight[second]) ** 0.5
                    pair = (min(one, other), max(one, other))
                    found.setdefault(pair, []).append(((first, second), need))
    return {pair: reasons for pair, reasons in found.items() if not facts.kin(*pair)}


class Channels:
    """What joins every pair of institutions, gone through pair by pair."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.seats = {who: facts.seats(who) for who in facts.institutions}
        self.found: dict[frozenset[str], list[tuple[str, str, float]]] = {}
        executions: dict[str, set[str]] = {}
        for row in facts.of("executions"):
            executions.setdefault(row["intervention"], set()).add(row["executor"])
        for one, other in combinations(facts.institutions, 2):
            if facts.kin(one, other):
                continue
            found = [
                ("venue", venue, self.seats[one][venue] * self.seats[other][venue])
                for venue in self.seats[one]
                if venue in self.seats[other]
            ]
            found += [
                ("joint", project, 1.0)
                for project in facts.projects
                if {one, other} <= executions.get(project, set())
            ]
            found += [
                ("declared", row["kind"], 1.0)
                for row in facts.of("cooperation")
                if {row["institution"], row["partner"]} == {one, other}
            ]
            if found:
                self.found[frozenset((one, other))] = found
        self.tied = {pair for pair in self.found if self.strength(pair) >= LEAST}

    def strength(self, pair: frozenset[str]) -> float:
        missing = 1.0
        for _, _, strength in self.found.get(pair, []):
            missing *= 1 - strength
        return 1 - missing

    def deficit(self, one: str, other: str, objective: str) -> float:
        """Return what is missing of a channel of two institutions on an objective."""
        strong = [
            (kind, via)
            for kind, via, strength in self.found.get(frozenset((one, other)), [])
            if strength >= LEAST
        ]
        if any(self.is_about(kind, via, objective) for kind, via in strong):
            return 0.0
        if any(kind == "venue" and self.is_general(via) for kind, via in strong):
            return 0.5
        for third in self.facts.institutions:
            ends = [frozenset((one, third)), frozenset((other, third))]
            if third not in (one, other) and all(end in self.tied for end in ends):
                return 0.5
        for first in self.seats[one]:
            for second in self.seats[other]:
                ones, others = self.facts.wholes(first), self.facts.wholes(second)
                if first != second and (first in others or second in ones or ones & others):
                    return 0.75
        return 1.0

    def is_about(self, kind: str, via: str, objective: str) -> bool:
        if kind == "declared":
            return True
        scope = self.facts.scope.get(via, [])
        if kind == "joint":
            return objective in scope or self.facts.area(objective) in scope
        if not scope or self.is_general(via):
            return False
        areas = {self.facts.area(one) for one in scope}
        if len(scope) == 1:
            return objective in scope or self.facts.area(objective) in scope
        return objective in scope or self.facts.area(objective) in areas

    def is_general(self, venue: str) -> bool:
        scope = self.facts.scope.get(venue, [])
        return len(scope) != 1 and len({self.facts.area(one) for one in scope}) != 1


def bridging(world: World, day: str) -> Truth:
    """Two bodies deal with the same matter and nobody, or one alone, sits in both."""
    facts = Facts(world, day)
    truth: Truth = {}
    for one, other in combinations(sorted(facts.bodies), 2):
        need = topic(facts, one, other)
        if need and not is_subgroup(facts, one, other):
            common = bridges(facts, one, other)
            line = reporting(facts, one, other)
            missing = 1 - line
            for strength in common.values():
                missing *= 1 - strength
            # A ministry and its units are one voice.
            voices = {
                next(iter(facts.wholes(who)), who) if facts.unit[who] else who for who in common
            }
            if len(voices) == 1 and not line:
                missing = max(missing, 0.5)
            if missing:
                truth[one, other] = need * missing
    return truth


def overlaps(world: World, day: str) -> Truth:
    """Two bodies have objectives or members in common."""
    facts = Facts(world, day)
    truth: Truth = {}
    members = {
        body: {who for who in facts.institutions if body in facts.own_seats(who)}
        for body in facts.bodies
    }
    for one, other in combinations(sorted(facts.bodies), 2):
        common, either = members[one] & members[other], members[one] | members[other]
        need = topic(facts, one, other)
        if (need or common) and not is_subgroup(facts, one, other):
            missing = 1 - reporting(facts, one, other)
            for strength in bridges(facts, one, other).values():
                missing *= 1 - strength
            alike = len(common) / len(either) if either else 0.0
            truth[one, other] = need * (0.5 + 0.5 * alike) * missing
    return truth


def topic(facts: Facts, one: str, other: str) -> float:
    """Return the share of matters in common; those of many bodies count less."""
    ones, others = set(facts.scope.get(one, [])), set(facts.scope.get(other, []))
    need = 0.0
    for objective in ones & others:
        circle = sum(objective in facts.scope.get(body, []) for body in facts.bodies)
        need += (1.0 if circle <= CIRCLE else 1 / (circle - 1)) / len(ones | others)
    return need


def bridges(facts: Facts, one: str, other: str) -> dict[str, float]:
    """Return who sits in both, in at least one of them by itself, and how strongly."""
    found = {}
    for who in facts.institutions:
        seats = facts.seats(who)
        if one in seats and other in seats and {one, other} & facts.own_seats(who):
            found[who] = seats[one] * seats[other]
    return found


def reporting(facts: Facts, one: str, other: str) -> float:
    ones, others = facts.wholes(one), facts.wholes(other)
    if one in others or other in ones:
        return 0.8
    return 0.5 if ones & others else 0.0


def is_subgroup(facts: Facts, one: str, other: str) -> bool:
    return any(
        whole in facts.wholes(part) and part in facts.groups
        for part, whole in permutations((one, other))
    )


def duplicates(world: World, day: str) -> Truth:
    """
    Two projects of different executors do the same for the same objective, people and place.

    What a project does is known from how it was drawn: its kind. The severity is 1, or 0 where
    the executors coordinate on the objective.
    """
    facts = Facts(world, day)
    channels = Channels(facts)
    executors: dict[str, set[str]] = {}
    for row in facts.of("executions"):
        executors.setdefault(row["intervention"], set()).add(row["executor"])
    places: dict[str, set[str]] = {}
    for row in facts.of("presence"):
        places.setdefault(row["subject"], set()).add(row["territory"])
    truth: Truth = {}
    for one, other in combinations(sorted(facts.projects), 2):
        first, second = facts.projects[one], facts.projects[other]
        people = [set(row["populations"].split("|")) for row in (first, second)]
        apart = not any(
            who == partner or facts.kin(who, partner)
            for who in executors[one]
            for partner in executors[other]
        )
        same = first["kind"] == second["kind"] and bool(people[0] & people[1])
        if apart and same and places[one] & places[other]:
            for objective in sorted({*facts.scope[one]} & {*facts.scope[other]}):
                deficits = [
                    channels.deficit(who, partner, objective)
                    for who in executors[one]
                    for partner in executors[other]
                    if {who, partner} <= set(facts.institutions)
                ]
                truth[objective, one, other] = float(bool(min(deficits, default=1.0)))
    return truth


ORACLES: Mapping[str, Callable[[World, str], Truth]] = {
    "coverage_gap": coverage,
    "coordination_gap": coordination,
    "bridging_gap": bridging,
    "mandate_overlap": overlaps,
    "duplication_candidate": duplicates,
}
