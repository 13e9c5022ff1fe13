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

SEATS = {"chair": 1.0, "member": 0.8, "signatory": 0.8, "party": 0.8, "observer": 0.3}
ROLES = {"lead": 1.0, "co_responsible": 0.8, "support": 0.5}
EXECUTIONS = {"lead": 1.0, "joint": 1.0}
LEAST = 0.25
CIRCLE = 5
HALF_LIVES = {"lead": 24, "chair": 24}


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
        self.level = {
            row["id"]: row.get("level", "")
            for name in ("institutions", "forums", "working_groups")
            for row in self.of(name)
        }
        territories = self.of("territories")
        self.regions = [row["id"] for row in territories if row["kind"] == "region"]
        countries = {row["code"]: row["id"] for row in territories if row["kind"] == "country"}
        self.home = {row["id"]: countries[row["country"]] for row in live["institutions"]}
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

    def everybody(self, objective: str) -> set[str]:
        """Return who acts on an objective or on a part of it."""
        parts = [one for one in self.objectives if objective in self.wholes(one)]
        return {who for one in [objective, *parts] for who in self.actors(one)}

    def projects_on(self, objective: str) -> list[str]:
        return [
            one
            for one in self.projects
            if any(
                about == objective or objective in self.wholes(about)
                for about in self.scope.get(one, [])
            )
        ]

    def places(self, subject: str) -> set[str]:
        """Return where something is on record, and the wholes of these places."""
        found: set[str] = set()
        for row in self.of("presence"):
            if row["subject"] == subject:
                found |= {row["territory"]} | self.wholes(row["territory"])
        return found | {self.home[subject]} if subject in self.home else found

    def present(self, objective: str, place: str) -> list[str]:
        """Return who acts on an objective in a place, by itself or by what it carries out."""
        projects = self.projects_on(objective)
        found = []
        for who in self.everybody(objective):
            carried = [
                row["intervention"]
                for row in self.of("executions")
                if row["executor"] == who and row["intervention"] in projects
            ]
            if not place or any(place in self.places(one) for one in [who, *carried]):
                found.append(who)
        return found

    def is_below_the_nation(self, place: str) -> bool:
        return place in self.regions

    def of_nation(self, objective: str, region: str) -> list[str]:
        """Return who of the national level of a region acts on an objective."""
        return [
            who
            for who in self.everybody(objective)
            if self.level.get(who) == "national"
            and (who in self.bodies or self.places(who) & self.wholes(region))
        ]

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
        if one not in led and leads_are_recorded:
            truth[one, "no_lead"] = facts.weight[one]
        if len(who) == 1 and (one in led or not leads_are_recorded):
            truth[one, "single_actor"] = facts.weight[one] * (0.5 if one in bodies else 1.0)
    unled = [facts.weight[one] for one, who in acted.items() if who and one not in led]
    if unled and not leads_are_recorded and sum(map(bool, acted.values())) > 1:
        truth["compact", "leads_unrecorded"] = sum(unled) / len(unled)
    return truth | plural_leads(facts) | unmet(facts) | orphans(facts)


def plural_leads(facts: Facts) -> Truth:
    """Several lead and no channel joins them all."""
    channels = Channels(facts)
    truth: Truth = {}
    for objective in [*facts.objectives, *facts.areas]:
        leads = sorted(facts.leads(objective))
        pairs = [pair for pair in combinations(leads, 2) if not facts.kin(*pair)]
        if pairs:
            tied = sum(channels.strength(frozenset(pair)) for pair in pairs) / len(pairs)
            severity = facts.weight[objective] * (1 - 1 / len(leads)) * (1 - tied)
            if severity:
                truth[objective, "plural_lead"] = severity
    return truth


def unmet(facts: Facts) -> Truth:
    """A text requires a level, a territory or a population, and nobody on record meets it."""
    truth: Truth = {}
    for row in facts.of("requirements"):
        objective, place = row["objective"], row.get("territory", "")
        level, people = row.get("level", ""), row.get("population", "")
        wanted = tuple(filter(None, (level, place, people)))
        severity = facts.weight[objective] * float(row.get("exposure") or 1)
        everybody = facts.everybody(objective)
        present = facts.present(objective, place)
        if not everybody:
            continue
        if not present:
            if not facts.is_below_the_nation(place) or not facts.of_nation(objective, place):
                truth[objective, "no_territory", row["agreement"], *wanted] = severity
            continue
        levels = {facts.level.get(who, "") for who in present}
        if level and any(levels) and level not in levels:
            truth[objective, "no_level", row["agreement"], *wanted] = severity
        projects = facts.projects_on(objective)
        serving = [
            one
            for one in projects
            if people in facts.projects[one]["populations"].split("|")
            and (not place or place in facts.places(one))
        ]
        if people and projects and not serving:
            truth[objective, "no_population", row["agreement"], *wanted] = severity
    return truth


def orphans(facts: Facts) -> Truth:
    """Two sit in a body, and neither it nor a part or whole of it deals with a matter."""
    truth: Truth = {}
    seats = {(row["institution"], row["venue"]) for row in facts.of("memberships")}
    for body in facts.bodies:
        if sum(venue == body for _, venue in seats) < 2:  # noqa: PLR2004 - company begins with two
            continue
        kin = [other for other in facts.bodies if other == body or facts.kin(body, other)]
        if not any(one in facts.scope for one in kin):
            truth[body, "orphan_body"] = 0.5
    return truth


def levels(world: World, day: str) -> Truth:
    """The nation and a region do not meet on what a text requires in the region."""
    facts = Facts(world, day)
    channels = Channels(facts)
    truth: Truth = {}
    exposures: dict[tuple[str, str], float] = {}
    for row in facts.of("requirements"):
        where = (row["objective"], row.get("territory", ""))
        exposures[where] = max(exposures.get(where, 0.0), float(row.get("exposure") or 1))
    for (objective, place), exposure in exposures.items():
        nation = facts.of_nation(objective, place) if facts.is_below_the_nation(place) else []
        if not nation:
            continue
        weight = facts.weight[objective] * exposure
        region = [
            who for who in facts.present(objective, place) if facts.level.get(who) != "national"
        ]
        gap, deficit = rung(facts, channels, objective, nation, region)
        if gap:
            truth[objective, place, gap] = weight * deficit
        matters = [objective, *(one for one in facts.objectives if objective in facts.wholes(one))]
        dealing = [body for body in facts.bodies if {*facts.scope.get(body, [])} & {*matters}]
        national = [body for body in dealing if facts.level[body] == "national"]
        known = [
            body
            for body in facts.bodies
            if place in facts.places(body)
            and (body in dealing or any(whole in facts.wholes(body) for whole in national))
        ]
        if national and not known:
            truth[objective, place, "no_regional_body"] = weight * 0.5
    return truth


def rung(
    facts: Facts, channels: Channels, objective: str, nation: list[str], region: list[str]
) -> tuple[str, float]:
    """Return what is wrong between a nation and a region on an objective, and how much."""
    if not region:
        return "missing_rung", 1.0
    able = set(facts.institutions)
    best = {
        theirs: min(
            0.0 if facts.kin(ours, theirs) else channels.deficit(ours, theirs, objective)
            for ours in nation
            if ours in able
        )
        for theirs in region
        if theirs in able and able & set(nation)
    }
    least = min(best.values(), default=0.0)
    if least:
        return "broken_rung", least
    if {facts.level[who] for who, deficit in best.items() if not deficit} == {"local"}:
        between = [deficit for who, deficit in best.items() if facts.level[who] == "subnational"]
        return "skipped_rung", 0.5 * min(between, default=1.0)
    return "", 0.0


def borders(world: World, day: str) -> Truth:
    """Two countries share a problem and no instrument in force on it."""
    facts = Facts(world, day)
    country = {row["id"]: row.get("country", "") for row in facts.of("institutions")}
    code = {row["id"]: row.get("code", "") for row in facts.of("territories")}
    agreements = {row["id"]: row for row in facts.of("agreements")}
    sides: dict[str, set[str]] = {}
    for file, end in (("memberships", "venue"), ("parties", "agreement")):
        for row in facts.of(file):
            sides.setdefault(row[end], set()).add(country[row["institution"]])
    truth: Truth = {}
    for row in facts.of("neighbours"):
        pair = tuple(sorted((row["territory"], row["neighbour"])))
        codes = {code[one] for one in pair}
        for objective in facts.objectives:
            asked = [
                each
                for each in facts.of("requirements")
                if each["objective"] == objective
                and each.get("territory") in pair
                and not each.get("level")
            ]
            exposures = [
                max(float(each.get("exposure") or 1) for each in asked if each["territory"] == one)
                for one in pair
                if any(each["territory"] == one for each in asked)
            ]
            if not exposures:
                continue
            asking = {each["agreement"] for each in asked}
            left = (exposures[0] * (exposures[1] if len(exposures) > 1 else 0.5)) ** 0.5
            for venue in common(facts, objective, codes, sides):
                if venue in facts.bodies:
                    left *= 1 - 0.3
                elif venue not in asking:
                    left *= 1 - cover(agreements[venue], bilateral=sides[venue] == codes)
            if left:
                truth[*pair, objective] = left
    return truth


def common(
    facts: Facts, objective: str, codes: set[str], sides: Mapping[str, set[str]]
) -> list[str]:
    """Return the bodies and agreements of both countries on an objective or its area."""
    matters = {objective, facts.area(objective)}
    return [
        venue
        for venue, scope in facts.scope.items()
        if matters & set(scope) and codes <= sides.get(venue, set())
    ]


def cover(agreement: Row, *, bilateral: bool) -> float:
    reach = 1.0 if bilateral else 0.7 if agreement["kind"] == "treaty" else 0.3
    return reach * {"in_force": 1.0, "signed": 0.5, "": 0.5}.get(agreement.get("status", ""), 0.0)


def currency(world: World, day: str) -> Truth:
    """A leading role that nobody else holds has ended or was not confirmed for long."""
    facts = Facts(world, day)
    heavy = {one: facts.weight[one] for one in [*facts.objectives, *facts.areas]}
    heavy |= {
        body: max((facts.weight[one] for one in facts.scope.get(body, [])), default=0.0)
        for body in facts.bodies
    }
    posts: dict[tuple[str, str], list[tuple[str, Row]]] = {}
    for file, end in (("responsibilities", "objective"), ("memberships", "venue")):
        for row in world.files.get(file, ()):
            if row["role"] in HALF_LIVES and row["valid_from"] <= day and row[end] in facts.known:
                posts.setdefault((row[end], row["role"]), []).append((row["institution"], row))
    truth: Truth = {}
    for (matter, role), held in posts.items():
        live = [(who, row) for who, row in held if facts.holds(row, day)]
        if not live:
            who, row = max(held, key=lambda one: (one[1]["valid_to"], one[0]))
            if heavy[matter]:
                truth[who, matter, role, "expired"] = heavy[matter]
        elif len(live) == 1 and not live[0][1].get("valid_to"):
            who, row = live[0]
            years, months, days = (
                int(last) - int(first)
                for first, last in zip(row["valid_from"].split("-"), day.split("-"), strict=True)
            )
            age = 12 * years + months + days / 31
            if age >= HALF_LIVES[role] and heavy[matter]:
                lost = 1 - 0.5 ** (age / HALF_LIVES[role])
                truth[who, matter, role, "stale"] = heavy[matter] * lost
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
    found: dict[tuple[str, str], list[tuple[tuple[str, ...], float]]] = {}
    for objective in [*facts.objectives, *facts.areas]:
        actors, leads = voices(facts, objective)
        share = 1.0 if leads or len(actors) <= CIRCLE else 1 / (len(actors) - 1)
        for one, other in combinations(sorted(actors), 2):
            if not leads or one in leads or other in leads:
                need = actors[one] * actors[other] * facts.weight[objective] * share
                found.setdefault((one, other), []).append(((objective,), need))
    linked = {
        tuple(sorted((row["objective"], row["aligned_with"]))) for row in facts.of("alignments")
    }
    for first, second in sorted(linked):
        for one in voices(facts, first)[1]:
            for other in voices(facts, second)[1]:
                if one != other:
                    need = (facts.weight[first] * facts.weight[second]) ** 0.5
                    pair = (min(one, other), max(one, other))
                    found.setdefault(pair, []).append(((first, second), need))
    return {pair: reasons for pair, reasons in found.items() if not facts.kin(*pair)}


def sectors(world: World, day: str) -> Truth:
    """The requirements between two sectors that no channel on the matter meets."""
    facts = Facts(world, day)
    channels = Channels(facts)
    sector = {row["id"]: row["sector"] for row in facts.of("institutions")}
    missing: Truth = {}
    for pair, reasons in requirements(facts).items():
        both = tuple(sorted(sector[who] for who in pair))
        missing[both] = missing.get(both, 0.0) + sum(
            need * min(channels.deficit(*pair, objective) for objective in objectives)
            for objectives, need in reasons
        )
    return {both: need / (need + 0.5) for both, need in missing.items()}


def motifs(world: World, day: str) -> Truth:
    """Two institutions act on the same objectives and no channel at all joins them."""
    facts = Facts(world, day)
    channels = Channels(facts)
    truth: Truth = {}
    acted = {one: voices(facts, one)[0].keys() for one in [*facts.objectives, *facts.areas]}
    for pair in combinations(sorted(facts.institutions), 2):
        shared = sum(set(pair) <= who for who in acted.values())
        if shared and not facts.kin(*pair) and frozenset(pair) not in channels.tied:
            truth[pair] = shared / (shared + 2)
    return truth


def voices(facts: Facts, objective: str) -> tuple[dict[str, float], set[str]]:
    """Return who can be asked to meet and who of them leads; a ministry speaks for its units."""
    acting = {
        who: weight
        for who, weight in facts.actors(objective).items()
        if who in set(facts.institutions)
    }
    actors: dict[str, float] = {}
    leads = set()
    for who, weight in acting.items():
        above = [whole for whole in facts.wholes(who) if facts.unit[who] and whole in acting]
        voice = above[0] if above else who
        actors[voice] = max(actors.get(voice, 0.0), weight)
        if who in facts.leads(objective):
            leads.add(voice)
    return actors, leads


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
            deficits = [
                channels.deficit(who, partner, objective)
                for objective in {*facts.scope[one]} & {*facts.scope[other]}
                for who in executors[one]
                for partner in executors[other]
                if {who, partner} <= set(facts.institutions)
            ]
            if {*facts.scope[one]} & {*facts.scope[other]}:
                truth[one, other] = float(bool(min(deficits, default=1.0)))
    return truth


ORACLES: Mapping[str, Callable[[World, str], Truth]] = {
    "coverage_gap": coverage,
    "coordination_gap": coordination,
    "sector_deficit": sectors,
    "motif_gap": motifs,
    "level_gap": levels,
    "border_gap": borders,
    "currency_gap": currency,
    "bridging_gap": bridging,
    "mandate_overlap": overlaps,
    "similar_efforts": duplicates,
}
