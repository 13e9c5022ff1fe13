from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholder_graph import layout


def overlaps(centres: layout.Points, boxes: layout.Points) -> int:
    count = 0
    for i in range(len(boxes)):
        for j in range(i):
            gap = np.abs(centres[i] - centres[j]) - (boxes[i] + boxes[j]) / 2
            count += bool((gap < 0).all())
    return count


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(5, 120), st.integers(5, 40)), min_size=1, max_size=25),
    st.randoms(use_true_random=False),
)
def test_no_two_labels_overlap(sizes: list[tuple[int, int]], chance: object) -> None:
    boxes = np.array(sizes, dtype=float)
    count = len(boxes)
    edges = [(chance.randrange(count), chance.randrange(count)) for _ in range(count)]  # type: ignore[attr-defined]
    edges = [(one, other) for one, other in edges if one != other]
    centres = layout.place(edges, boxes, ratio=1.4)
    assert centres.shape == (count, 2)
    assert np.isfinite(centres).all()
    assert overlaps(centres, boxes) == 0


def test_boxes_on_one_spot_are_pushed_apart() -> None:
    boxes = np.full((6, 2), 10.0)
    assert overlaps(layout.remove_overlaps(np.zeros((6, 2)), boxes), boxes) == 0


def test_boxes_that_do_not_overlap_stay() -> None:
    centres = np.array([[0.0, 0.0], [100.0, 0.0]])
    assert (layout.remove_overlaps(centres, np.full((2, 2), 10.0)) == centres).all()


def test_the_same_network_gives_the_same_picture() -> None:
    boxes = np.full((8, 2), 20.0)
    edges = [(0, other) for other in range(1, 8)]
    first = layout.place(edges, boxes, ratio=1.0)
    assert (layout.place(edges, boxes, ratio=1.0) == first).all()


def test_tied_nodes_are_nearer_than_strangers() -> None:
    # Two triangles without a tie between them.
    edges = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]
    centres = layout.place(edges, np.full((6, 2), 5.0), ratio=1.0)

    def distance(one: int, other: int) -> float:
        return float(np.linalg.norm(centres[one] - centres[other]))

    within = [distance(*edge) for edge in edges]
    between = [distance(one, other) for one in range(3) for other in range(3, 6)]
    assert sum(within) / len(within) < sum(between) / len(between)


@pytest.mark.parametrize(
    ("end", "expected"),
    [((1.0, 1.0), 1), ((0.4, 0.4), 0)],
    ids=["across", "too short"],
)
def test_crossings(end: tuple[float, float], expected: int) -> None:
    centres = np.array([[0.0, 0.0], end, [0.0, 1.0], [1.0, 0.0]])
    assert layout.crossings(centres, np.array([[0, 1], [2, 3]])) == expected


def test_edges_with_a_common_end_do_not_cross() -> None:
    centres = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]])
    assert layout.crossings(centres, np.array([[0, 1], [0, 2]])) == 0


def test_an_edge_through_a_strangers_box_confuses() -> None:
    boxes = np.full((3, 2), 2.0)
    ties = np.array([[0, 1]])
    apart = np.array([[0.0, 0.0], [10.0, 0.0], [5.0, 9.0]])
    between = np.array([[0.0, 0.0], [10.0, 0.0], [5.0, 0.5]])
    assert layout.confusion(apart, boxes, ties) == 0
    assert layout.confusion(between, boxes, ties) == 3
