"""Detectors against slow rules on worlds without errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from evaluation import DETECTORS
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import ORACLES, Truth
from synthetic import DAY, Sizes, World, draw, network_of

if TYPE_CHECKING:
    import pandas as pd

# Of whether two titles mean the same no rule decides.
EXACT = [name for name in DETECTORS if name != "similar_efforts"]
SEEDS = (11, 12)
CASES = ("similar_efforts", "not_duplicates")


def severities(found: pd.DataFrame) -> Truth:
    return dict(zip(found["subjects"], found["severity"], strict=True))


@st.composite
def worlds(choose: st.DrawFn) -> World:
    sizes = Sizes(
        institutions=choose(st.integers(2, 8)),
        sectors=choose(st.integers(1, 3)),
        bodies=choose(st.integers(0, 4)),
        objectives=choose(st.integers(1, 6)),
        regions=choose(st.integers(1, 3)),
        populations=choose(st.integers(1, 3)),
        interventions=choose(st.integers(0, 8)),
        planted=0,
    )
    return draw(sizes, seed=choose(st.integers(0, 2**16)), assortativity=choose(st.floats(0, 1)))


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_small_worlds_show_exactly_what_the_rules_say(world: World) -> None:
    network = network_of(world)
    for name in EXACT:
        truth = ORACLES[name](world, DAY)
        assert severities(DETECTORS[name](network)) == pytest.approx(truth, abs=1e-9), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("type", EXACT)
def test_worlds_of_usual_size_show_exactly_what_the_rules_say(type: str, seed: int) -> None:
    world = draw(seed=seed)
    truth = ORACLES[type](world, DAY)
    assert severities(DETECTORS[type](network_of(world))) == pytest.approx(truth, abs=1e-9)
    planted = {case.subjects for case in world.planted if case.type == type}
    assert planted or type == "sector_deficit"  # sums over planted pairs
    assert planted <= truth.keys()


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_are_found_and_hard_negatives_are_not(seed: int) -> None:
    world = draw(seed=seed)
    truth = ORACLES["similar_efforts"](world, DAY)
    found = severities(DETECTORS["similar_efforts"](network_of(world)))
    planted = {case.subjects: case.need for case in world.planted if case.type in CASES}
    copies = {subjects for subjects in planted if subjects in truth}
    assert len(copies) == 6  # of three cases each a copy and one made jointly
    assert {one: truth[one] for one in copies} == {one: planted[one] for one in copies}
    assert truth.keys() <= found.keys()
    assert not {one for one in planted if one not in copies} & found.keys()
    # What is made jointly is nobody's problem.
    assert all(bool(found[one]) == bool(truth[one]) for one in truth)
