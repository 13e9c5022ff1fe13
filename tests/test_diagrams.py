from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from worlds import ids, network_of, ties, write_world

from stakeholder_graph import diagrams

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import networkx as nx
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from stakeholder_graph.language import Language

DRAWINGS = pytest.mark.parametrize("draw", [diagrams.draw_network, diagrams.draw_matrix])
SIGNATURES = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


def texts(figure: Figure) -> list[str]:
    return [
        text.get_text().replace("\n", " ")
        for text in [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    ]


def labels(figure: Figure) -> list[Bbox]:
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    return [text.get_window_extent(renderer) for text in figure.axes[0].texts]


def test_no_two_labels_of_the_network_overlap(bundled_network: nx.MultiDiGraph) -> None:
    for language in ("es", "en"):
        boxes = labels(diagrams.draw_network(bundled_network, language=language))
        assert len(boxes) > 40
        assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def test_every_label_is_on_the_page(bundled_network: nx.MultiDiGraph) -> None:
    figure = diagrams.draw_network(bundled_network, language="es")
    width, height = figure.get_size_inches() * figure.dpi
    for box in labels(figure):
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= width
        assert box.y1 <= height


def test_institutions_without_ties_are_listed_not_drawn(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("seated", "lonely"),
        forums=ids("roundtable"),
        memberships=ties("institution", "venue", ("seated", "roundtable", "chair")),
    )
    found = texts(diagrams.draw_network(network_of(folder), language="en"))
    assert "SEATED" in found
    assert "LONELY" not in found
    assert any("Without a recorded seat (1): LONELY." in text for text in found)


@DRAWINGS
@pytest.mark.parametrize("format", diagrams.FORMATS)
def test_files_have_their_format_and_are_the_same_twice(
    mini_world: nx.MultiDiGraph, draw: Callable[..., Figure], format: str
) -> None:
    first = diagrams.encode(draw(mini_world, language="es"), format)
    assert first.startswith(SIGNATURES[format])
    assert diagrams.encode(draw(mini_world, language="es"), format) == first


@DRAWINGS
@pytest.mark.parametrize(("language", "word"), [("es", "Cómo leer"), ("en", "How to read")])
def test_figures_speak_one_language(
    mini_world: nx.MultiDiGraph, draw: Callable[..., Figure], language: Language, word: str
) -> None:
    found = " ".join(texts(draw(mini_world, language=language)))
    assert word in found
    assert "2026-06-30" in found
    assert "field-notes" in found


def test_the_matrix_marks_leads_support_and_nobody(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("lead", "helper", "doer"),
        objectives=ids("asylum", "remittances"),
        interventions=ids("clinic"),
        responsibilities=ties(
            "institution", "objective", ("lead", "asylum", "lead"), ("helper", "asylum", "support")
        ),
        executions=ties(
            "executor", "intervention", ("doer", "clinic", "lead"), ("lead", "clinic", "support")
        ),
        scopes=ties("subject", "objective", ("clinic", "asylum")),
    )
    figure = diagrams.draw_matrix(network_of(folder), language="en")
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["DOER", "HELPER", "LEAD"]
    letters = [
        text.get_text() for text in axes.texts if re.fullmatch("[RAE]{1,2}", text.get_text())
    ]
    assert sorted(letters) == ["A", "E", "RE"]
    assert "3" in [text.get_text() for text in axes.texts]
    rings = [line for line in axes.lines if line.get_markeredgecolor() == "#C00000"]
    assert [list(np.asarray(line.get_xdata())) for line in rings] == [[1]]


@DRAWINGS
def test_an_empty_network_is_drawn_as_such(tmp_path: Path, draw: Callable[..., Figure]) -> None:
    network = network_of(write_world(tmp_path / "world"))
    assert diagrams.encode(draw(network, language="en"), "svg").startswith(b"<?xml")


@DRAWINGS
def test_a_label_with_a_tag_stays_text(tmp_path: Path, draw: Callable[..., Figure]) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[{"id": "a", "name_es": "</script><b>"}],
        forums=ids("roundtable"),
        objectives=ids("asylum"),
        memberships=ties("institution", "venue", ("a", "roundtable", "chair")),
        responsibilities=ties("institution", "objective", ("a", "asylum", "lead")),
    )
    drawing = diagrams.encode(draw(network_of(folder), language="en"), "svg")
    assert b"<script" not in drawing
    assert b"</script>" not in drawing
