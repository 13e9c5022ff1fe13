from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from random_worlds import BODIES, INSTITUTIONS, worlds
from worlds import network_of_facts, with_fact

from stakeholder_graph import plans
from stakeholder_graph.advice import best_seats
from stakeholder_graph.coordination import Coordination
from stakeholder_graph.errors import OutOfTimeError
from stakeholder_graph.findings import saturate
from stakeholder_graph.gaps import best_link
from stakeholder_graph.plans import Meeting
from stakeholder_graph.prospects import Prospects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx

Seat = tuple[str, str]


def complements() -> nx.MultiDiGraph:
    """Return a council on asylum where two sit; those who need each other there do not."""
    return network_of_facts(
        dict.fromkeys(("health", "home", "labour", "trade"), "Institution")
        | {"council": "Forum", "asylum": "Objective"},
        [
            ("RESPONSIBLE_FOR", "health", "asylum", "lead"),
            ("RESPONSIBLE_FOR", "labour", "asylum", "lead"),
            ("MEMBER_OF", "home", "council", "member"),
            ("MEMBER_OF", "trade", "council", "member"),
            ("ADDRESSES", "council", "asylum", ""),
        ],
    )


def test_seats_that_only_help_together_are_found() -> None:
    # Need 1, saturated 1 / 1.5; either seat alone gains nothing, both close it.
    world = complements()
    assert best_seats(world, runs=0).empty
    assert plans.best_plan(world, budget=1, runs=0).empty
    found = plans.best_plan(world, budget=2, runs=0)
    assert found["subjects"].tolist() == [("health", "council", "labour", "council")]
    assert found["gain"].tolist() == pytest.approx([2 / 3])
    assert found["closes"].tolist() == [("coordination_gap:health+labour",)]
    assert found["optimality_gap"].tolist() == [0.0]
    assert found["explanation_en"].iloc[0] == (
        "To be confirmed. New seats, 2 (HEALTH and LABOUR in COUNCIL): gaps that close, 1 "
        "(HEALTH/LABOUR)."
    )
    assert found["explanation_es"].iloc[0] == (
        "Por confirmar. Asientos nuevos, 2 (HEALTH y LABOUR en COUNCIL): brechas que se cierran, "
        "1 (HEALTH/LABOUR)."
    )


def test_no_seat_more_than_needed() -> None:
    found = plans.best_plan(complements(), budget=6, runs=0)
    assert found["cost"].tolist() == [2]


def test_golden_plans(mini_world: nx.MultiDiGraph) -> None:
    # MINSA in B3 meets both GRT and ONG (.5 each). MTPE in B3, which deals with O3, closes
    # its gap with GRT (.5614); nothing else gains more with two seats.
    one = plans.best_plan(mini_world, budget=1, runs=0)
    assert one["subjects"].tolist() == [("minsa", "b3")]
    assert one["gain"].tolist() == pytest.approx([1.0])
    two = plans.best_plan(mini_world, budget=2, runs=0)
    assert two["subjects"].iloc[0] == ("minsa", "b3", "mtpe", "b3")
    # Nearly as good: GRT joins MTPE in B1 instead.
    assert two["subjects"].tolist()[1:] == [("grt", "b1", "minsa", "b3")]
    assert two["gain"].tolist() == pytest.approx([1.5614, 1.5614], abs=1e-4)


def test_plans_compete_in_the_draws(mini_world: nx.MultiDiGraph) -> None:
    found = plans.best_plan(mini_world, budget=2, runs=8, seed=1)
    assert found["p_best"].between(0, 1).all()
    assert found["p_best"].max() > 0
    assert plans.best_plan(mini_world, budget=2, runs=8, seed=1).equals(found)


def test_only_the_gaps_of_one_institution(mini_world: nx.MultiDiGraph) -> None:
    found = plans.best_plan(mini_world, institution="mtpe", budget=1, runs=0)
    assert {closed for each in found["closes"] for closed in each} == {"coordination_gap:grt+mtpe"}


@pytest.mark.parametrize("given", [{"budget": 0}, {"top": 0}])
def test_at_least_one_seat_and_one_plan(mini_world: nx.MultiDiGraph, given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        plans.best_plan(mini_world, **given)  # type: ignore[arg-type]


def met_after(world: nx.MultiDiGraph, before: Prospects, seats: Iterable[Seat]) -> float:
    """Return what seats gain by meetings, in a network put together with all of them."""
    for who, body in seats:
        world = with_fact(world, "MEMBER_OF", who, body, role="member")
    after, gain = Coordination(world), 0.0
    for pair in before.gaps:
        reasons = before.required[pair]
        need = sum(one.need for one in reasons)
        for one in reasons:
            old = best_link(before.coordination, pair, one.objectives).deficit
            new = best_link(after, pair, one.objectives)
            if new.state in ("direct", "plenary_only"):
                gain += saturate(need) * one.need / need * max(old - new.deficit, 0.0)
    return gain


@settings(max_examples=15, deadline=None)
@given(world=worlds())
def test_the_plan_is_the_best_of_all_rebuilt_worlds(world: nx.MultiDiGraph) -> None:
    before = Prospects(world)
    able = [(who, body) for who in INSTITUTIONS for body in BODIES if before.is_open(who, body)]
    choices = [chosen for size in (0, 1, 2) for chosen in combinations(able, size)]
    best = max(met_after(world, before, chosen) for chosen in choices)
    seats, solution = plans.solve(plans.meetings_of(before), 2)
    assert solution.value == pytest.approx(best)
    assert met_after(world, before, seats) == pytest.approx(best)


def some_meetings(seed: int, actors: int, bodies: int, gaps: int) -> list[Meeting]:
    """Draw who has a gap with whom, who sits where, and what meeting there would gain."""
    chance = random.Random(seed)
    seated = {(who, body): chance.random() < 0.2 for who in range(actors) for body in range(bodies)}
    found = []
    for pair in chance.sample([*combinations(range(actors), 2)], gaps):
        severity = chance.uniform(0.1, 0.7)
        for body in chance.sample(range(bodies), max(1, bodies // 2)):
            sides = tuple(() if seated[who, body] else ((f"i{who}", f"b{body}"),) for who in pair)
            if any(sides):
                ends = (f"i{pair[0]}", f"i{pair[1]}")
                gain = severity * chance.choice((0.5, 1.0))
                found.append(Meeting(ends, 0, f"b{body}", gain, sides))
    return found


def by_brute_force(meetings: Sequence[Meeting], budget: int) -> float:
    seats = sorted({seat for one in meetings for side in one.seats for seat in side})
    return max(
        plans.gain_of_seats(meetings, chosen)
        for chosen in combinations(seats, min(budget, len(seats)))
    )


@pytest.mark.parametrize("seed", range(40))
def test_programme_and_brute_force_agree(seed: int) -> None:
    meetings = some_meetings(seed, actors=7, bodies=3, gaps=10)
    seats, solution = plans.solve(meetings, 3)
    assert len(seats) <= 3
    assert solution.gap == 0
    assert solution.value == pytest.approx(by_brute_force(meetings, 3))


def test_the_next_plan_is_the_best_that_does_not_contain_the_first() -> None:
    meetings = some_meetings(5, actors=6, bodies=3, gaps=8)
    first, _ = plans.solve(meetings, 2)
    _, second = plans.solve(meetings, 2, excluded=[first])
    seats = sorted({seat for one in meetings for side in one.seats for seat in side})
    others = [each for each in combinations(seats, 2) if not {*first} <= {*each}]
    assert second.value == pytest.approx(
        max(plans.gain_of_seats(meetings, each) for each in others)
    )


def test_no_time_is_no_answer(mini_world: nx.MultiDiGraph) -> None:
    with pytest.raises(OutOfTimeError, match="fewer seats"):
        plans.best_plan(mini_world, budget=2, time_limit=0.0)
