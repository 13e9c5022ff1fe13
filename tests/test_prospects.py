from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import BODIES, INSTITUTIONS, worlds
from worlds import network_of_facts, with_fact

from stakeholder_graph import prospects
from stakeholder_graph.prospects import Prospects

if TYPE_CHECKING:
    import networkx as nx


def rebuilt(before: Prospects, after: Prospects) -> dict[tuple[str, str], float]:
    """Return how much less severe each gap is, in networks put together from scratch."""
    return {
        pair: known[pair] - new.get(pair, 0.0)
        for known, new in (
            (before.gaps, after.gaps),
            (before.bridging, after.bridging),
        )
        for pair in known
        if abs(known[pair] - new.get(pair, 0.0)) > 1e-9
    }


@settings(max_examples=60, deadline=None)
@given(world=worlds(), data=st.data())
def test_a_seat_changes_what_rebuilding_with_the_seat_changes(
    world: nx.MultiDiGraph, data: st.DataObject
) -> None:
    who = data.draw(st.sampled_from(INSTITUTIONS))
    body = data.draw(st.sampled_from(BODIES))
    before = Prospects(world)
    after = Prospects(with_fact(world, "MEMBER_OF", who, body, role="member"))
    worked_out = {one.pair: one.gain for one in before.seat(who, body)}
    assert worked_out == pytest.approx(rebuilt(before, after))


@settings(max_examples=60, deadline=None)
@given(world=worlds(), data=st.data())
def test_a_tie_changes_what_rebuilding_with_the_tie_changes(
    world: nx.MultiDiGraph, data: st.DataObject
) -> None:
    pairs = [(a, b) for a in INSTITUTIONS for b in INSTITUTIONS if a < b]
    one, other = data.draw(st.sampled_from(pairs))
    before = Prospects(world)
    after = Prospects(with_fact(world, "COOPERATES_WITH", one, other, kind="coordination"))
    worked_out = {each.pair: each.gain for each in before.tie(one, other)}
    assert worked_out == pytest.approx(rebuilt(before, after))


@settings(max_examples=30, deadline=None)
@given(world=worlds())
def test_what_is_supposed_leaves_the_world_as_it_was(world: nx.MultiDiGraph) -> None:
    before = Prospects(world)
    first = {seat: before.seat(*seat) for seat in before.candidates_for_seats()}
    ties = {pair: before.tie(*pair) for pair in before.candidates_for_ties()}
    assert {seat: before.seat(*seat) for seat in reversed(first)} == first
    assert {pair: before.tie(*pair) for pair in reversed(ties)} == ties
    assert before.gaps == Prospects(world).gaps


def commission(roster: str = "complete", **kinds: str) -> Prospects:
    """Return a commission of two ministries, with a group of its own that nobody sits in."""
    others = ("office", "shelter", "iom", "peru", "team", "agencies")
    network = network_of_facts(
        {"health": "Institution", "labour": "Institution", "trade": "Institution"}
        | dict.fromkeys(others, "Institution")
        | {"commission": "Forum", "group": "WorkingGroup"},
        [
            ("MEMBER_OF", "health", "commission", "member"),
            ("MEMBER_OF", "labour", "commission", "member"),
            ("PART_OF", "office", "trade", ""),
            ("PART_OF", "team", "labour", ""),
            ("PART_OF", "group", "commission", ""),
        ],
        **{
            "office": "unit",
            "shelter": "ngo",
            "iom": "un_agency",
            "peru": "state",
            "agencies": "collective",
        }
        | kinds,
    )
    network.nodes["group"]["roster"] = roster
    return Prospects(network)


def test_a_body_is_open_to_the_circle_of_two_of_its_members() -> None:
    found = commission()
    assert found.is_open("trade", "commission")
    # Seated already, part of a member, unit, of another circle, nobody to invite.
    for who in ("health", "team", "office", "shelter", "iom", "peru", "agencies"):
        assert not found.is_open(who, "commission"), who


def test_a_group_is_open_to_who_sits_in_what_it_belongs_to() -> None:
    found = commission()
    assert found.is_open("health", "group")
    assert not found.is_open("trade", "group")
    # Where the list of members is not complete, nobody knows whether it is empty.
    assert not commission(roster="partial").is_open("health", "group")


@pytest.mark.parametrize("kind", ["integration_body", "binational_cabinet", "conference"])
def test_what_is_joined_by_treaty_or_met_once_is_closed(kind: str) -> None:
    assert not commission(commission=kind).is_open("trade", "commission")


def test_a_ministry_does_not_join_what_is_above_its_state() -> None:
    found = commission()
    for body, open_to_it in (("regional", False), ("national", True), ("subnational", False)):
        found.network.nodes["commission"]["level"] = body
        for who in ("health", "labour", "trade"):
            found.network.nodes[who]["level"] = "national"
        assert found.is_open("trade", "commission") is open_to_it


def test_suggestions_close_to_the_best_are_never_hidden() -> None:
    gains = [1.0, 0.95, 0.9, 0.5, 0.4, 0.05]
    assert prospects.worth_showing(gains, {}, top=1) == [0, 1, 2]
    assert prospects.worth_showing(gains, {}, top=4) == [0, 1, 2, 3]
    assert prospects.worth_showing(gains, {4: 0.1, 3: 0.05}, top=1) == [0, 1, 2, 4]
    # Next to nothing is not worth showing.
    assert prospects.worth_showing(gains, {}, top=6) == [0, 1, 2, 3, 4]
    assert prospects.worth_showing([], {}, top=3) == []
