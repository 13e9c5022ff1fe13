from __future__ import annotations

from itertools import combinations, permutations
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse

from stakeholder_graph.requirements import Congruence, Requirements, share_of_need

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

# Worked example of Cataldo, Herbsleb and Carley (2008): three people, three tasks.
TASKS = [[0, 1, 0], [0, 1, 1], [1, 1, 0]]
DEPENDENCIES = [[1, 1, 0], [1, 1, 1], [0, 1, 1]]
ONLY_FIRST_TWO_TIED = [[0, 1, 0], [1, 0, 0], [0, 0, 0]]

SHARES = [0.0, 0.5, 0.8, 1.0]
UNHURRIED = settings(deadline=None, max_examples=50)


def needs(demand: Requirements, least: float = 0.0) -> Matrix:
    found = demand.needs(least=least)
    return np.array([found.shared.toarray(), found.interdependent.toarray()])


def test_the_worked_example_of_the_source() -> None:
    shared, interdependent = needs(Requirements(TASKS, links=DEPENDENCIES))
    # All three do the second task; the rest of CR = [[1,2,2],[2,4,3],[2,3,4]] is dependence.
    assert shared.tolist() == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    assert (shared + interdependent).tolist() == [[0, 2, 2], [0, 0, 3], [0, 0, 0]]


def test_the_congruence_of_the_worked_example() -> None:
    need = Requirements(TASKS, links=DEPENDENCIES).needs().total
    measured = Congruence(need, ONLY_FIRST_TWO_TIED)
    assert measured.measures() == pytest.approx(
        {
            "required": 3,
            "met": 1,
            "congruence": 1 / 3,
            "weighted": 2 / 7,
            "density": 1 / 3,
            "lift": 1,
        }
    )
    # Needs by row sums of CR: 4, 5 and 5, of which the first two meet 2 each.
    each = measured.of_each()
    assert each["congruence"].tolist() == [0.5, 0.5, 0]
    assert each["weighted"].tolist() == pytest.approx([2 / 4, 2 / 5, 0])


@pytest.mark.parametrize("actors", [2, 4, 5])
def test_a_lead_asks_for_a_star_and_no_rule_for_all_pairs(actors: int) -> None:
    acts = np.ones((actors, 1))
    lead = np.zeros((actors, 1))
    lead[0] = 1
    assert Requirements(acts, leads=lead).needs().shared.nnz == actors - 1
    assert Requirements(acts).needs().shared.nnz == actors * (actors - 1) / 2
    assert Requirements(acts, leads=0 * lead).needs().shared.nnz == actors * (actors - 1) / 2


def test_a_large_circle_without_a_lead_shares_the_need() -> None:
    shared = Requirements(np.ones((8, 1)), leads=np.zeros((8, 1))).needs().shared
    assert set(shared.data) == {1 / 7}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Matrix]:
    actors, objectives = draw(st.integers(1, 8)), draw(st.integers(1, 5))
    share = st.sampled_from(SHARES)
    links = draw(arrays.arrays(float, (objectives, objectives), elements=share))
    return {
        "acts": draw(arrays.arrays(float, (actors, objectives), elements=share)),
        "leads": draw(arrays.arrays(bool, (actors, objectives))),
        "links": np.triu(links, 1) + np.triu(links, 1).T,
        "weights": draw(arrays.arrays(float, objectives, elements=st.sampled_from(SHARES[1:]))),
    }


def by_hand(
    acts: Matrix, links: Matrix, weights: Matrix, leads: Matrix | None = None
) -> tuple[Matrix, Matrix]:
    """Loop over every objective and every pair, as the definition reads."""
    actors, objectives = acts.shape
    shared, linked = np.zeros((actors, actors)), np.zeros((actors, actors))
    leading = (acts > 0) if leads is None else (acts > 0) & (leads > 0)
    for i, j in combinations(range(actors), 2):
        for o in range(objectives):
            circle = int((acts[:, o] > 0).sum())
            need = weights[o] * acts[i, o] * acts[j, o]
            if leads is None or leading[i, o] or leading[j, o]:
                shared[i, j] += need
            elif not leading[:, o].any():
                shared[i, j] += need * share_of_need(circle)
            for p in range(objectives):
                if o != p and leading[i, o] and leading[j, p]:
                    weight = sqrt(weights[o] * weights[p])
                    linked[i, j] += links[o, p] * weight * acts[i, o] * acts[j, p]
    return shared, linked


@UNHURRIED
@given(tables(), st.booleans())
def test_needs_are_those_of_the_definition(table: dict[str, Matrix], with_leads: bool) -> None:  # noqa: FBT001
    if not with_leads:
        del table["leads"]
    demand = Requirements(**table)
    assert np.allclose(needs(demand), by_hand(**table))


@UNHURRIED
@given(tables())
def test_reasons_add_up_to_the_need(table: dict[str, Matrix]) -> None:
    demand = Requirements(**table)
    shared, linked = needs(demand)
    for pair in combinations(range(demand.actors), 2):
        reasons = demand.reasons(*pair)
        for size, need in ((1, shared[pair]), (2, linked[pair])):
            parts = [one.need for one in reasons if len(one.objectives) == size]
            assert sum(parts) == pytest.approx(need)


@UNHURRIED
@given(tables(), st.sampled_from([0.3, 0.64, 1.5]))
def test_what_needs_less_is_left_out_and_the_rest_stays(
    table: dict[str, Matrix], least: float
) -> None:
    demand = Requirements(**table)
    every, kept = needs(demand), needs(demand, least)
    total = every.sum(axis=0)
    assert (kept == np.where(total >= least, every, 0)).all()


def test_many_actors_are_worked_out_in_blocks_with_the_same_result() -> None:
    chance = np.random.default_rng(0)
    acts = sparse.random_array((9000, 300), density=0.02, rng=chance, format="csr")
    links = sparse.diags_array([np.ones(299), np.ones(299)], offsets=[1, -1], format="csr")
    found = Requirements(acts, links=links).needs(least=0.5)
    shared, linked = (sparse.triu(one, k=1) for one in (acts @ acts.T, acts @ links @ acts.T))
    enough = (shared + linked) >= 0.5
    assert enough.nnz > 100_000
    assert abs(found.shared - shared * enough).max() < 1e-12
    assert abs(found.interdependent - linked * enough).max() < 1e-12


def test_nobody_needs_nothing() -> None:
    assert Requirements(np.zeros((0, 3))).needs().total.shape == (0, 0)
    assert Requirements(np.zeros((2, 0))).needs().total.nnz == 0
    measures = Congruence(np.zeros((2, 2)), np.zeros((2, 2))).measures()
    assert np.isnan(measures["congruence"])
    assert np.isnan(measures["lift"])


@pytest.mark.parametrize("seed", range(4))
def test_dealt_out_at_random_the_mean_congruence_is_the_density(seed: int) -> None:
    chance = np.random.default_rng(seed)
    need, ties = (np.triu(chance.random((5, 5)) < share, 1) for share in (0.6, 0.4))
    tied = ties | ties.T
    found = [
        Congruence(need, tied[np.ix_(order, order)]).measures()["congruence"]
        for order in permutations(range(5))
    ]
    assert np.mean(found) == pytest.approx(ties.sum() / 10)


def test_weak_ties_do_not_count_as_met_but_weigh() -> None:
    need, strength = [[0, 1], [0, 0]], [[0, 0.2], [0, 0]]
    measures = Congruence(need, strength, least=0.25).measures()
    assert (measures["met"], measures["weighted"], measures["density"]) == (0, 0.2, 0)


def test_an_actor_that_need_not_coordinate_has_no_congruence() -> None:
    each = Congruence([[0, 1, 0], [0, 0, 0], [0, 0, 0]], np.zeros((3, 3))).of_each()
    assert each["required"].tolist() == [1, 1, 0]
    assert np.isnan(each["congruence"][2])
    assert np.isnan(each["weighted"][2])


def test_chance_tells_a_fitting_network_from_any() -> None:
    # Four teams of two: each team is tied, as required, and nobody else is.
    need = np.kron(np.eye(4), [[0, 1], [1, 0]])
    fitting = Congruence(need, need).chance(runs=99, seed=1)
    # Of the 105 ways to pair eight actors one is as good: in 99 runs next to never.
    assert fitting <= 0.05
    everybody = np.ones((8, 8))
    assert Congruence(need, everybody).chance(runs=9, seed=1) == 1
    assert np.isnan(Congruence(need, need).chance(runs=0, seed=1))


def test_chance_does_not_depend_on_the_number_of_jobs() -> None:
    need, ties = np.eye(6, k=1), np.eye(6, k=1) + np.eye(6, k=3)
    alone, together = (
        Congruence(need, ties).chance(runs=40, seed=3, n_jobs=n_jobs) for n_jobs in (1, 2)
    )
    assert alone == together


def test_tables_of_different_actors_are_refused() -> None:
    with pytest.raises(ValueError, match="same actors"):
        Congruence(np.zeros((2, 2)), np.zeros((3, 3)))
