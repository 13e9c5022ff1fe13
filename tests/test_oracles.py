"""Detectors against slow rules on worlds without errors, and the laws of error with them."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import ORACLES, Truth
from synthetic import DAY, Sizes, World, draw, network_of, thinned

from stakeholder_graph.duplicates import duplicated_efforts
from stakeholder_graph.gaps import coordination_gaps, coverage_gaps
from stakeholder_graph.venues import bridging_gaps, mandate_overlaps

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx
    import pandas as pd

DETECTORS: dict[str, Callable[[nx.MultiDiGraph], pd.DataFrame]] = {
    "coverage_gap": coverage_gaps,
    "coordination_gap": coordination_gaps,
    "bridging_gap": bridging_gaps,
    "mandate_overlap": mandate_overlaps,
}
SEEDS = (11, 12)
CASES = ("duplication_candidate", "not_duplicates")
CO = "COOPERATES_WITH"


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
    for name, detector in DETECTORS.items():
        truth = ORACLES[name](world, DAY)
        assert severities(detector(network)) == pytest.approx(truth, abs=1e-9), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("type", DETECTORS)
def test_worlds_of_usual_size_show_exactly_what_the_rules_say(type: str, seed: int) -> None:
    world = draw(seed=seed)
    truth = ORACLES[type](world, DAY)
    assert severities(DETECTORS[type](network_of(world))) == pytest.approx(truth, abs=1e-9)
    planted = {case.subjects for case in world.planted if case.type == type}
    assert planted
    assert planted <= truth.keys()


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_are_found_and_hard_negatives_are_not(seed: int) -> None:
    world = draw(seed=seed)
    truth = ORACLES["duplication_candidate"](world, DAY)
    found = severities(duplicated_efforts(network_of(world)))
    planted = {case.subjects: case.need for case in world.planted if case.type in CASES}
    copies = {subjects for subjects in planted if subjects in truth}
    assert len(copies) == 6  # of three cases each a copy and one made jointly
    assert {one: truth[one] for one in copies} == {one: planted[one] for one in copies}
    assert truth.keys() <= found.keys()
    assert not {one for one in planted if one not in copies} & found.keys()
    # What is made jointly is nobody's problem.
    assert all(bool(found[one]) == bool(truth[one]) for one in truth)


def small_world_without_bodies(seed: int) -> World:
    """Return a world whose institutions have declared ties and no other channel."""
    return draw(Sizes(30, 3, 0, 15, 2, 2, 0, 0), seed=seed, assortativity=0.9)


def test_a_missing_tie_makes_false_gaps_and_hides_none() -> None:
    """
    Precision is g / (g + (1 - g)(1 - q)) where each tie is on record with chance q.

    Each met pair has one declared tie, or more: a false gap arises with chance 1 - q at
    most. Their number is then at most binomial, its expectation exceeded by four
    standard deviations once in 30,000.
    """
    kept, met, false = 0.8, 0, 0
    for seed in range(20):
        network = network_of(small_world_without_bodies(seed))
        tie_all_but_a_third(network, np.random.default_rng(seed))
        truth = severities(coordination_gaps(network)).keys()
        required = every_required_pair(network)
        generator = np.random.default_rng(1000 + seed)
        thin = thinned(network, CO, kept=kept, generator=generator)
        found = severities(coordination_gaps(thin)).keys()
        assert truth <= found
        met += len(required - truth)
        false += len(found - truth)
    expected = met * (1 - kept)
    assert met > 300
    assert false <= expected + 4 * sqrt(expected * kept)
    assert false > 0


def tie_all_but_a_third(network: nx.MultiDiGraph, generator: np.random.Generator) -> None:
    """Declare one tie for two thirds of the pairs that should coordinate, as no others have."""
    (pattern, *_) = (dict(tie) for *_, tie in network.edges(data=True) if tie["type"] == CO)
    network.remove_edges_from(
        [(a, b, key) for a, b, key, kind in network.edges(keys=True, data="type") if kind == CO]
    )
    for one, other in sorted(every_required_pair(network)):
        if generator.random() < 2 / 3:
            network.add_edge(one, other, **pattern | {"start": one, "end": other})


def every_required_pair(network: nx.MultiDiGraph) -> set[tuple[str, ...]]:
    """Return the pairs that would be gaps if nobody had any tie."""
    bare = network.copy()
    bare.remove_edges_from(
        [(a, b, key) for a, b, key, kind in network.edges(keys=True, data="type") if kind == CO]
    )
    return set(severities(coordination_gaps(bare)))


def test_a_missing_mandate_hides_gaps() -> None:
    """
    Recall is about q squared where each responsibility is on record with chance q.

    A gap of a pair needs both of its responsibilities, and may be kept by further ones.
    Gaps that share a responsibility stand or fall together, at most all those of an
    objective; there are 15 of those per world: the standard deviation of the mean over
    20 worlds is at most that of 300 / 2 independent ones, counting pairs of linked
    objectives.
    """
    kept = 0.8
    true, found = 0, 0
    for seed in range(20):
        network = network_of(small_world_without_bodies(seed))
        truth = severities(coordination_gaps(network)).keys()
        generator = np.random.default_rng(2000 + seed)
        thin = thinned(network, "RESPONSIBLE_FOR", kept=kept, generator=generator)
        true += len(truth)
        found += len(truth & severities(coordination_gaps(thin)).keys())
    expected = kept**2
    tolerance = 4 * sqrt(expected * (1 - expected) / 150)
    assert expected - tolerance <= found / true < 1
