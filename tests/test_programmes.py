from __future__ import annotations

import numpy as np

from stakeholder_graph.programmes import Solution, maximise


def test_the_best_choice_within_the_limits() -> None:
    # One of the first two, at most two in all: the second (3) and the third (2).
    rows = [({0: 1.0, 1: 1.0}, 1.0), ({0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0}, 2.0)]
    assert maximise(np.array([1.0, 3.0, 2.0, 1.0]), rows) == Solution((1, 2), 5.0, 0.0)


def test_what_costs_is_left_out() -> None:
    assert maximise(np.array([-1.0, 0.5]), [({0: 1.0, 1: 1.0}, 2.0)]) == Solution((1,), 0.5, 0.0)


def test_nothing_is_chosen_where_nothing_is_within_the_limits() -> None:
    rows = [({0: 1.0}, 0.0), ({0: -1.0}, -1.0)]
    assert maximise(np.array([1.0]), rows) == Solution((), 0.0, 0.0)
