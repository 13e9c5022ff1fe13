"""Tables and diagrams → one document, with its files beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from stakeholder_graph import diagrams, queries, tables
from stakeholder_graph.centrality import central_actors
from stakeholder_graph.duplicates import duplicated_efforts
from stakeholder_graph.findings import SHOWN_COLUMNS, listed, short_name, sources_of
from stakeholder_graph.gaps import SECTOR_COLUMNS, congruence, sector_deficits
from stakeholder_graph.kinds import GAPS
from stakeholder_graph.language import Text
from stakeholder_graph.levels import vertical_congruence
from stakeholder_graph.model import BODIES, LABELS
from stakeholder_graph.network import nodes_of, read_network
from stakeholder_graph.responsibility import actors_of_agreement, best_documented_agreement
from stakeholder_graph.venues import bridging_gaps
from stakeholder_graph.vocabulary import GAP_KINDS, HARMLESS_CLASSES, MAIN_MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import networkx as nx
    import pandas as pd
    from matplotlib.figure import Figure

    from stakeholder_graph.language import Language
    from stakeholder_graph.store import Store

_TOP_ACTORS = 15
_TOP_PAIRS = 25
_TOP_VENUES = 15
_TOP_SECTORS = 10

_TITLE = Text(
    "Quién se coordina con quién en la gobernanza migratoria",
    "Who coordinates with whom in migration governance",
)
_INTRODUCTION = Text(
    "Situación al {as_of}. Nodos del grafo: {nodes}; {ties}. Cada fila lleva su fuente; las "
    "fuentes se enumeran al final.",
    "Situation on {as_of}. Nodes of the graph: {nodes}; {ties}. Each row carries its source; the "
    "sources are listed at the end.",
)
_TIES = Text("vínculos {count}", "ties {count}")
_BODIES = Text("Órganos y quiénes los integran", "Bodies and who sits in them")
_ROSTERS = {
    "complete": Text("Lista de integrantes completa.", "The list of members is complete."),
    "partial": Text(
        "Lista parcial: quien no figura puede integrar el órgano.",
        "Partial list: whoever is not on it may still be a member.",
    ),
}
_OBJECTIVES = Text("Quién actúa sobre qué objetivo", "Who acts on which objective")
_MATRIX = Text("Matriz de actores y objetivos", "Matrix of actors and objectives")
_NETWORK = Text("Red de instituciones y órganos", "Network of institutions and bodies")
_CONGRUENCE = Text(
    "De {required} pares de instituciones que deberían coordinarse, {met} tienen algún canal "
    "({congruence:.0%}); entre todas las instituciones lo tiene el {density:.0%} de los pares. "
    "Un órgano general cuenta aquí como canal, aunque abajo figure como brecha. Se muestran los "
    "{shown} pares de mayor prioridad de {found}; todos están en coordination-gaps.csv.",
    "Of {required} pairs of institutions that should coordinate, {met} have some channel "
    "({congruence:.0%}); among all institutions {density:.0%} of the pairs have one. A general "
    "body counts as a channel here, although it appears as a gap below. The {shown} pairs of "
    "highest priority out of {found} are shown; all are in coordination-gaps.csv.",
)
_SECTORS = Text(
    "Lo mismo sumado por sectores, primero donde más falta:",
    "The same added up by sectors, first where most is missing:",
)
_NO_PAIRS = Text(
    "Ningún par de instituciones está obligado a coordinarse según los datos.",
    "The data require no pair of institutions to coordinate.",
)
_VERTICAL = Text(
    "De los objetivos que un texto pide en cada territorio, en cuántos actúa alguien de la región "
    "y tiene un canal directo con el nivel nacional:",
    "Of the objectives that a text wants in each territory, on how many somebody of the region "
    "acts and has a direct channel with the national level:",
)
_VENUES = Text("Órganos que tratan los mismos asuntos", "Bodies that treat the same matters")
_VENUES_TEXT = Text(
    "Qué instituciones los unen, o si ninguna. Se muestran los {shown} pares de mayor prioridad de "
    "{found}; todos están en bridging-gaps.csv.",
    "Which institutions bridge them, or whether none does. The {shown} pairs of highest priority "
    "out of {found} are shown; all are in bridging-gaps.csv.",
)
_DUPLICATES = Text("Posibles esfuerzos duplicados", "Possibly duplicated efforts")
_CENTRAL = Text("Actores centrales", "Central actors")
_SOURCES = Text("Fuentes", "Sources")
_LIMITS = Text("Cómo leer este informe", "How to read this report")
_LIMITS_TEXT = Text(
    "Todo hallazgo es un candidato a revisión, nunca una falta de nadie. Un vínculo que no "
    "consta puede existir: los vínculos ausentes del registro crean brechas falsas y las "
    "tareas ausentes ocultan brechas verdaderas. «Por confirmar» señala lo que nadie buscó. La "
    "gravedad es necesidad por déficit; la prioridad la multiplica por la confianza.",
    "Every finding is a candidate for review, never anybody's fault. A tie that is not recorded "
    "may exist: ties missing from the record create false gaps, and tasks missing from it hide "
    "true ones. 'To be confirmed' marks what nobody has searched for. Severity is need times "
    "deficit; priority multiplies it by confidence.",
)


@dataclass(frozen=True)
class _Material:
    """Everything that the files of the report draw on, each worked out once."""

    store: Store
    network: nx.MultiDiGraph
    language: Language

    @cached_property
    def network_figure(self) -> Figure:
        return diagrams.draw_network(self.network, language=self.language)

    @cached_property
    def matrix_figure(self) -> Figure:
        return diagrams.draw_matrix(self.network, language=self.language)

    @cached_property
    def gaps(self) -> Mapping[str, pd.DataFrame]:
        return {kind: analyse(self.network) for kind, analyse in GAPS.items()}

    @cached_property
    def bridging(self) -> pd.DataFrame:
        return bridging_gaps(self.network)

    @cached_property
    def duplicates(self) -> pd.DataFrame:
        return duplicated_efforts(self.network)

    @cached_property
    def actors(self) -> pd.DataFrame:
        return central_actors(self.network)


def build(store: Store, *, day: str, language: Language) -> Iterator[tuple[str, bytes]]:
    """
    Make the files of the report, one after the other.

    Parameters
    ----------
    store
        A loaded store.
    day
        Day on which everything shall hold, ``YYYY-MM-DD``.
    language
        ``"es"`` or ``"en"``.

    Yields
    ------
    name, content
        ``len(FILES)`` files: ``report.md`` and what it refers to.
    """
    material = _Material(store, read_network(store, day=day), language)
    for name, make in FILES.items():
        yield name, make(material)


def _document(material: _Material) -> bytes:
    pieces = [
        f"# {_TITLE.say(material.language)}",
        _introduction(material),
        *_titled(material, _MATRIX, f"![{_MATRIX.say(material.language)}](matrix.png)"),
        *_titled(material, _OBJECTIVES, _objectives(material)),
        *_titled(material, _NETWORK, f"![{_NETWORK.say(material.language)}](network.png)"),
        *_titled(material, _BODIES, *_bodies(material)),
        *(piece for kind in GAPS for piece in _gaps(material, kind)),
        *_titled(material, _VENUES, *_venues(material)),
        *_titled(material, _DUPLICATES, _duplicates(material)),
        *_titled(material, _CENTRAL, _central(material)),
        *_titled(material, _LIMITS, _LIMITS_TEXT.say(material.language)),
        *_titled(material, _SOURCES, _sources(material)),
    ]
    return ("\n\n".join(piece.rstrip("\n") for piece in pieces) + "\n").encode()


def _titled(material: _Material, title: Text, *pieces: str) -> list[str]:
    return [f"## {title.say(material.language)}", *pieces]


def _table(material: _Material, rows: Sequence[Mapping[str, object]], *columns: str) -> str:
    return tables.render(rows, format="md", language=material.language, columns=columns)


def _introduction(material: _Material) -> str:
    network, language = material.network, material.language
    nodes = ", ".join(
        f"{label.title.say(language).lower()} {len(nodes_of(network, label.name))}"
        for label in LABELS.values()
    )
    return _INTRODUCTION.say(
        language,
        as_of=network.graph["as_of"],
        nodes=nodes,
        ties=_TIES.say(language, count=network.number_of_edges()),
    )


def _objectives(material: _Material) -> str:
    network, language = material.network, material.language
    agreement = best_documented_agreement(network)
    rows = [
        {
            "number": network.nodes[objective]["number"],
            "name": network.nodes[objective][f"name_{language}"],
            "actors": listed(network, found, language),
            "locator": " · ".join(
                sorted({tie["locator"] for actor in found.values() for tie in actor.ties})
            ),
        }
        for objective, found in actors_of_agreement(network, agreement).items()
    ]
    table = _table(material, rows, "number", "name", "actors", "locator")
    return f"{short_name(network, agreement, language)}\n\n{table}"


def _bodies(material: _Material) -> Iterator[str]:
    for venue in nodes_of(material.network, *BODIES):
        members = queries.run(
            material.store, "members-of-venue", venue=venue, day=material.network.graph["as_of"]
        )
        if members:
            of = material.network.nodes[venue]
            name = of[f"name_{material.language}"] or of["name"]
            yield f"### {name} ({of['acronym']})" if of["acronym"] else f"### {name}"
            yield _ROSTERS[of["roster"]].say(material.language)
            yield _table(material, members, "acronym", "name", "role", "source", "locator")


def _findings(material: _Material, findings: pd.DataFrame) -> str:
    return _table(material, tables.records(findings), *SHOWN_COLUMNS)


def _gaps(material: _Material, kind: str) -> list[str]:
    say = _PIECES.get(kind)
    pieces = say(material) if say else [_findings(material, material.gaps[kind])]
    return _titled(material, GAP_KINDS[kind], *pieces)


def _levels(material: _Material) -> Iterator[str]:
    network, language = material.network, material.language
    measures = vertical_congruence(network)
    if len(measures):
        names = [short_name(network, territory, language) for territory in measures["territory"]]
        yield _VERTICAL.say(language)
        rows = tables.records(measures.assign(territory=names))
        yield _table(material, rows, "territory", "required", "covered", "congruence")
    yield _findings(material, material.gaps["levels"])


def _coordination(material: _Material) -> Iterator[str]:
    measures = congruence(material.network, runs=0)
    if not measures["required"]:
        yield _NO_PAIRS.say(material.language)
        return
    found = material.gaps["coordination"]
    shown = found.head(_TOP_PAIRS)
    yield _CONGRUENCE.say(material.language, shown=len(shown), found=len(found), **measures)
    yield _findings(material, shown)
    yield _SECTORS.say(material.language)
    sectors = sector_deficits(material.network).head(_TOP_SECTORS)
    yield _table(material, tables.records(sectors), *SECTOR_COLUMNS)


def _venues(material: _Material) -> Iterator[str]:
    found = material.bridging
    shown = found.head(_TOP_VENUES)
    yield _VENUES_TEXT.say(material.language, shown=len(shown), found=len(found))
    yield _findings(material, shown)


def _duplicates(material: _Material) -> str:
    found = material.duplicates
    problems = found[~found["pair_class"].isin(HARMLESS_CLASSES)]
    return _table(material, tables.records(problems), "pair_class", *SHOWN_COLUMNS)


def _central(material: _Material) -> str:
    actors = material.actors.head(_TOP_ACTORS)
    return _table(material, tables.records(actors), "acronym", "name", "venues", *MAIN_MEASURES)


def _sources(material: _Material) -> str:
    ties = (tie for *_, tie in material.network.edges(data=True))
    used = sources_of([*ties, *dict(material.network.nodes).values()])
    rows = [row for row in queries.run(material.store, "sources") if row["source"] in used]
    return _table(material, rows, "source", "title", "author", "year", "note")


def _as_csv(table: pd.DataFrame) -> bytes:
    return tables.render(tables.records(table), format="csv").encode()


def _gaps_as_csv(material: _Material, *, kind: str) -> bytes:
    return _as_csv(material.gaps[kind])


# Kinds of gaps of which more is said than the table of findings.
_PIECES: Mapping[str, Callable[[_Material], Iterable[str]]] = {
    "coordination": _coordination,
    "levels": _levels,
}


FILES: Mapping[str, Callable[[_Material], bytes]] = {
    "network.png": lambda material: diagrams.encode(material.network_figure, "png"),
    "network.svg": lambda material: diagrams.encode(material.network_figure, "svg"),
    "matrix.png": lambda material: diagrams.encode(material.matrix_figure, "png"),
    "matrix.svg": lambda material: diagrams.encode(material.matrix_figure, "svg"),
    **{f"{kind}-gaps.csv": partial(_gaps_as_csv, kind=kind) for kind in GAPS},
    "bridging-gaps.csv": lambda material: _as_csv(material.bridging),
    "duplicates.csv": lambda material: _as_csv(material.duplicates),
    "central-actors.csv": lambda material: _as_csv(material.actors),
    "report.md": _document,
}
