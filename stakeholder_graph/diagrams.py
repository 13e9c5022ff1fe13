"""Network → figures: the two-mode network and the matrix of actors and objectives."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from stakeholder_graph import layout
from stakeholder_graph.findings import short_name, sources_of
from stakeholder_graph.language import Text
from stakeholder_graph.network import nodes_of, two_mode
from stakeholder_graph.responsibility import actors_of_agreement, best_documented_agreement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from stakeholder_graph.language import Language
    from stakeholder_graph.responsibility import Actor

FORMATS = ("png", "svg", "pdf")

_POINTS_PER_INCH = 72
_A3 = (16.5, 11.7)
_MARGIN = 0.4
_HEAD = 0.9
_FOOT = 1.5
_FONT_SIZE = 7.0
_LABEL_WIDTH = 22
_MARK = 9.0
_SHOWN_ISOLATES = 40
_INK = "#222222"
_RED = "#C00000"
_METADATA = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "pdf.fonttype": 42,
    "svg.hashsalt": "stakeholder-graph",
    "svg.fonttype": "path",
}


class _Group(NamedTuple):
    """Nodes that look alike."""

    label: Text
    colour: str
    marker: str
    kinds: frozenset[str]


# Colours of Okabe and Ito, told apart by shape too.
_GROUPS = (
    _Group(Text("Estados", "States"), "#000000", "*", frozenset({"state"})),
    _Group(
        Text("gobierno nacional y sus unidades", "national government and its units"),
        "#0072B2",
        "o",
        frozenset(
            {
                "ministry",
                "superintendency",
                "agency",
                "unit",
                "consular_service",
                "social_security",
                "public_company",
                "police",
                "border_centre",
            }
        ),
    ),
    _Group(
        Text("otros poderes y órganos autónomos", "other powers and autonomous bodies"),
        "#56B4E9",
        "h",
        frozenset({"autonomous_body", "judiciary", "legislature", "prosecutor"}),
    ),
    _Group(
        Text("gobierno local y regional", "local and regional government"),
        "#009E73",
        "p",
        frozenset({"municipality", "regional_government"}),
    ),
    _Group(
        Text("cooperación internacional", "international cooperation"),
        "#E69F00",
        "8",
        frozenset(
            {
                "un_agency",
                "un_body",
                "intergovernmental",
                "development_bank",
                "cooperation_agency",
                "foreign_government",
            }
        ),
    ),
    _Group(
        Text("sociedad civil y colectivos", "civil society and collectives"),
        "#CC79A7",
        "H",
        frozenset({"ngo", "network", "academia", "private_sector", "collective"}),
    ),
)
_VENUES: Mapping[str, tuple[Text, str, str]] = {
    "Forum": (Text("foro", "forum"), "#F0E442", "s"),
    "WorkingGroup": (Text("grupo de trabajo", "working group"), "#F7F3B0", "D"),
}
_LEADING = Text("preside o es secretaría", "chairs or is secretariat")
_TAKING_PART = Text("integra", "is a member")
_OBSERVING = Text("observa", "observes")

_NETWORK_TITLE = Text(
    "Quién tiene asiento dónde: instituciones y órganos, al {as_of}",
    "Who has a seat where: institutions and bodies, as of {as_of}",
)
_NETWORK_NOTE = Text(
    "Cómo leer: cada línea es un asiento; el tamaño crece con el número de líneas. "
    "La posición acerca a quienes comparten órganos y no indica jerarquía.",
    "How to read: each line is a seat; size grows with the number of lines. "
    "Position brings together those who share bodies and shows no hierarchy.",
)
_ISOLATES = Text(
    "Sin asiento registrado ({count}): {names}.",
    "Without a recorded seat ({count}): {names}.",
)
_MATRIX_TITLE = Text(
    "Quién actúa sobre qué objetivo ({agreement}), al {as_of}",
    "Who acts on which objective ({agreement}), as of {as_of}",
)
_MATRIX_NOTE = Text(
    "Cómo leer: R = responde por el objetivo; A = apoya o comparte la tarea; E = ejecuta una "
    "intervención. Abajo, cuántos actúan; un anillo rojo = nadie consta.",
    "How to read: R = responsible for the objective; A = assists or shares in it; E = executes "
    "an intervention. Below, how many act; a red ring = nobody is recorded.",
)
_SOURCES = Text("Fuentes: {sources}.", "Sources: {sources}.")
_NOTHING = Text("No hay nada que dibujar.", "There is nothing to draw.")


def draw_network(network: nx.MultiDiGraph, *, language: Language) -> Figure:
    """
    Draw institutions and the bodies in which they have a seat.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    language
        Language of everything but proper names that exist in one language only.

    Returns
    -------
    figure
        Two-mode network of A3 size or, where the labels need it, larger. No two labels
        overlap; institutions without any tie are listed below the drawing.
    """
    B = two_mode(network)
    B.remove_nodes_from(nodes_of(network, "Agreement"))
    isolates = [
        node for node, degree in B.degree() if not degree and not B.nodes[node]["bipartite"]
    ]
    B.remove_nodes_from([node for node, degree in dict(B.degree()).items() if not degree])
    nodes = list(B)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_A3)
        labels = [_wrapped(short_name(network, node, language)) for node in nodes]
        boxes = _boxes(figure, labels, [B.degree(node) for node in nodes])
        place = {node: position for position, node in enumerate(nodes)}
        edges = [(place[one], place[other]) for one, other in B.edges]
        room = (_A3[0] - 2 * _MARGIN, _A3[1] - _HEAD - _FOOT)
        centres = layout.place(edges, boxes, ratio=room[0] / room[1]) if nodes else boxes
        axes = _canvas(figure, centres, boxes, room)
        if nodes:
            tops = centres[:, 1] + boxes[:, 1] / 2
            marks = np.array([_mark(B.degree(node)) for node in nodes])
            _draw_ties(
                axes,
                B,
                dict(zip(nodes, zip(centres[:, 0], tops - marks / 2, strict=True), strict=True)),
            )
            _draw_nodes(axes, B, centres, boxes, labels)
            _add_network_legend(figure, B, language)
        else:
            axes.text(0, 0, _NOTHING.say(language), ha="center")
        notes = [_NETWORK_NOTE.say(language)]
        if isolates:
            names = sorted(short_name(network, node, language) for node in isolates)
            listed = ", ".join([*names[:_SHOWN_ISOLATES], *["…"][: len(names) - _SHOWN_ISOLATES]])
            notes.append(_ISOLATES.say(language, count=len(isolates), names=listed))
        notes.append(_sources(network, language))
        title = _NETWORK_TITLE.say(language, as_of=network.graph["as_of"])
        _frame(figure, title, notes, top=_FOOT - 0.35)
    return figure


def draw_matrix(
    network: nx.MultiDiGraph, *, language: Language, agreement: str | None = None
) -> Figure:
    """
    Draw who acts on which objective of an agreement.

    Parameters
    ----------
    network
        What ``read_network`` returned; it is not changed.
    language
        Language of everything but proper names that exist in one language only.
    agreement
        Id of the agreement. If None, the one on which most actors are on record.

    Returns
    -------
    figure
        Matrix with a row per actor, a column per numbered objective and the number of
        actors under each column; its size follows from the rows and columns.
    """
    chosen = best_documented_agreement(network) if agreement is None else agreement
    acting = actors_of_agreement(network, chosen)
    actors = _ordered_actors(network, acting)
    if not acting:
        figure = Figure(figsize=_A3)
        figure.text(0.5, 0.5, _NOTHING.say(language), ha="center")
        return figure
    rows, columns = len(actors), len(acting)
    left, right, cell, header = 2.7, 1.5, (0.45, 0.22), 2.5
    foot = 1.0
    size = (left + columns * cell[0] + right, header + rows * cell[1] + foot)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=size)
        axes = figure.add_axes(
            (left / size[0], foot / size[1], columns * cell[0] / size[0], rows * cell[1] / size[1])
        )
        axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
        axes.set_xticks([])
        axes.set_yticks(range(rows), [_shortened(network, who, language) for who in actors])
        axes.tick_params(length=0, labelsize=_FONT_SIZE)
        axes.hlines(np.arange(rows), -0.5, columns - 0.5, color="#EEEEEE", zorder=0)
        axes.vlines(np.arange(columns), -0.5, rows - 0.5, color="#EEEEEE", zorder=0)
        for x, objective in enumerate(acting):
            _draw_column(axes, x, acting[objective], actors, rows)
            text = "\n".join(textwrap.wrap(_objective_title(network, objective, language), 54))
            axes.text(
                x,
                -0.8,
                text,
                rotation=60,
                ha="left",
                va="bottom",
                fontsize=5.5,
                rotation_mode="anchor",
                linespacing=1.0,
            )
        for spine in axes.spines.values():
            spine.set_color("#999999")
        notes = [_MATRIX_NOTE.say(language), _sources(network, language)]
        title = _MATRIX_TITLE.say(
            language,
            agreement=short_name(network, chosen, language),
            as_of=network.graph["as_of"],
        )
        _frame(figure, title, notes, top=foot - 0.45)
    return figure


def encode(figure: Figure, format: str) -> bytes:
    """
    Turn a figure into the content of a file.

    Parameters
    ----------
    figure
        What a drawing function returned.
    format
        ``"png"``, ``"svg"`` or ``"pdf"``.

    Returns
    -------
    content
        Always the same bytes for the same figure and version of matplotlib.
    """
    content = io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(content, format=format, dpi=150, metadata=_METADATA[format])
    return content.getvalue()


def _wrapped(name: str) -> str:
    return "\n".join(textwrap.wrap(name, _LABEL_WIDTH, break_long_words=False))


def _shortened(network: nx.MultiDiGraph, who: str, language: Language) -> str:
    return textwrap.shorten(short_name(network, who, language), 44, placeholder="…")


def _boxes(figure: Figure, labels: Sequence[str], degrees: Sequence[int]) -> layout.Points:
    renderer: RendererBase = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    boxes = np.zeros((len(labels), 2))
    for position, (label, degree) in enumerate(zip(labels, degrees, strict=True)):
        text = figure.text(0, 0, label, fontsize=_FONT_SIZE)
        extent = text.get_window_extent(renderer)
        text.remove()
        scale = _POINTS_PER_INCH / figure.dpi
        mark = _mark(degree)
        boxes[position] = max(extent.width * scale, mark), extent.height * scale + mark
    return boxes


def _mark(degree: int) -> float:
    return float(_MARK + 2.2 * np.sqrt(degree))


def _canvas(
    figure: Figure, centres: layout.Points, boxes: layout.Points, room: tuple[float, float]
) -> Axes:
    low = (centres - boxes / 2).min(axis=0, initial=0)
    high = (centres + boxes / 2).max(axis=0, initial=0)
    needed = (high - low) / _POINTS_PER_INCH
    width, height = (max(have, float(need)) for have, need in zip(room, needed, strict=True))
    if len(centres) > 1:
        spread = np.array([width, height]) * _POINTS_PER_INCH
        free = (spread - boxes.max(axis=0)) / np.maximum(np.ptp(centres, axis=0), 1)
        centres *= np.maximum(1, free)
    low = (centres - boxes / 2).min(axis=0, initial=0)
    figure.set_size_inches(width + 2 * _MARGIN, height + _HEAD + _FOOT)
    full = figure.get_size_inches()
    axes = figure.add_axes((_MARGIN / full[0], _FOOT / full[1], width / full[0], height / full[1]))
    axes.set(
        xlim=(low[0], low[0] + width * _POINTS_PER_INCH),
        ylim=(low[1], low[1] + height * _POINTS_PER_INCH),
    )
    axes.axis("off")
    return axes


def _draw_ties(axes: Axes, B: nx.Graph, spots: Mapping[str, tuple[float, float]]) -> None:
    looks: dict[tuple[float, str], list[tuple[tuple[float, float], ...]]] = {}
    for one, other, weight in B.edges(data="weight"):
        looks.setdefault(_tie_look(weight), []).append((spots[one], spots[other]))
    for (width, dashes), segments in sorted(looks.items()):
        axes.add_collection(
            LineCollection(
                segments, linewidths=width, linestyles=dashes, colors="#777777", zorder=1
            )
        )


def _tie_look(weight: float) -> tuple[float, Literal["solid", "dotted"]]:
    if weight >= 1:
        return 2.2, "solid"
    return (0.7, "solid") if weight >= 0.5 else (0.9, "dotted")  # noqa: PLR2004


def _draw_nodes(
    axes: Axes,
    B: nx.Graph,
    centres: layout.Points,
    boxes: layout.Points,
    labels: Sequence[str],
) -> None:
    for node, (x, y), (_, height), label in zip(B, centres, boxes, labels, strict=True):
        colour, marker = _node_look(B.nodes[node])
        mark = _mark(B.degree(node))
        top = y + height / 2
        axes.plot(
            x,
            top - mark / 2,
            marker=marker,
            markersize=mark * 0.8,
            color=colour,
            markeredgecolor=_INK,
            markeredgewidth=0.6,
            linestyle="none",
            zorder=3,
        )
        text = axes.text(
            x, top - mark, label, ha="center", va="top", fontsize=_FONT_SIZE, color=_INK, zorder=4
        )
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.2})


def _node_look(node: Mapping[str, str]) -> tuple[str, str]:
    if node["label"] in _VENUES:
        return _VENUES[node["label"]][1:]
    group = next((group for group in _GROUPS if node["kind"] in group.kinds), _GROUPS[-1])
    return group.colour, group.marker


def _add_network_legend(figure: Figure, B: nx.Graph, language: Language) -> None:
    looks = {_node_look(of) for _, of in B.nodes(data=True)}
    entries = [(group.label, group.colour, group.marker) for group in _GROUPS]
    entries += list(_VENUES.values())
    handles = [
        Line2D(
            [],
            [],
            marker=marker,
            color=colour,
            markeredgecolor=_INK,
            linestyle="none",
            markersize=7,
            label=label.say(language),
        )
        for label, colour, marker in entries
        if (colour, marker) in looks
    ]
    ties = {_tie_look(weight) for *_, weight in B.edges(data="weight")}
    for label, weight in ((_LEADING, 1.0), (_TAKING_PART, 0.8), (_OBSERVING, 0.3)):
        width, dashes = _tie_look(weight)
        if (width, dashes) in ties:
            handles.append(
                Line2D(
                    [],
                    [],
                    color="#777777",
                    linewidth=width,
                    linestyle=dashes,
                    label=label.say(language),
                )
            )
    figure.legend(
        handles=handles,
        loc="upper center",
        ncols=6,
        fontsize=_FONT_SIZE,
        frameon=False,
        bbox_to_anchor=(0.5, 1 - 0.42 / float(figure.get_size_inches()[1])),
    )


def _ordered_actors(
    network: nx.MultiDiGraph, acting: Mapping[str, Mapping[str, Actor]]
) -> list[str]:
    def rank(who: str) -> tuple[int, int, str]:
        kind = network.nodes[who]["kind"]
        group = next((i for i, one in enumerate(_GROUPS) if kind in one.kinds), len(_GROUPS))
        return group, -sum(who in found for found in acting.values()), who

    return sorted({who for found in acting.values() for who in found}, key=rank)


def _draw_column(
    axes: Axes, x: int, found: Mapping[str, Actor], actors: Sequence[str], rows: int
) -> None:
    for who, actor in found.items():
        letter, colour = _cell_look(actor)
        axes.text(
            x,
            actors.index(who),
            letter,
            ha="center",
            va="center",
            fontsize=6.5,
            color="white",
            fontweight="bold",
            bbox={
                "boxstyle": "square,pad=0.25",
                "facecolor": colour,
                "edgecolor": _INK,
                "linewidth": 0.4,
            },
        )
    if found:
        axes.text(x, rows + 0.1, str(len(found)), ha="center", va="center", fontsize=_FONT_SIZE)
    else:
        axes.plot(
            x,
            rows + 0.1,
            marker="o",
            markersize=8,
            markerfacecolor="none",
            markeredgecolor=_RED,
            markeredgewidth=1.6,
            clip_on=False,
        )


def _cell_look(actor: Actor) -> tuple[str, str]:
    types = {tie["type"] for tie in actor.ties}
    executes = "E" if "CARRIES_OUT" in types else ""
    if actor.leads:
        return f"R{executes}", "#000000"
    return ("A" if "RESPONSIBLE_FOR" in types else "") + executes, "#0072B2"


def _objective_title(network: nx.MultiDiGraph, objective: str, language: Language) -> str:
    of = network.nodes[objective]
    return f"{of['number']}. {of[f'name_{language}'] or of['name']}"


def _sources(network: nx.MultiDiGraph, language: Language) -> str:
    sources = sources_of(tie for *_, tie in network.edges(data=True))
    return _SOURCES.say(language, sources=", ".join(sorted(sources)))


def _frame(figure: Figure, title: str, notes: Iterable[str], *, top: float) -> None:
    width, height = figure.get_size_inches()
    figure.text(
        0.5,
        1 - 0.25 / height,
        title,
        ha="center",
        va="center",
        fontsize=12,
        fontweight="bold",
        color=_INK,
    )
    lines = [line for note in notes for line in textwrap.wrap(note, int(width * 15.5))]
    figure.text(
        _MARGIN / width,
        top / height,
        "\n".join(lines),
        ha="left",
        va="top",
        fontsize=_FONT_SIZE,
        color=_INK,
    )
