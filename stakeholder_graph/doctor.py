"""Is the store well? What it is, what it holds, and questions whose answers are known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from stakeholder_graph import queries
from stakeholder_graph.language import Text
from stakeholder_graph.model import LABELS, RELATIONSHIP_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stakeholder_graph.store import Result, Store, Value

_ANY = "|".join(LABELS)
_TIE = "|".join(RELATIONSHIP_TYPES)


class Question(NamedTuple):
    """A query whose answer is known, whatever the store holds."""

    about: Text
    text: str
    answer: object
    parameters: Mapping[str, Value] = {}


def _nothing(about: Text, pattern: str, condition: str) -> Question:
    return Question(about, f"MATCH {pattern} WHERE {condition} RETURN count(*) AS answer", 0)


QUESTIONS: tuple[Question, ...] = (
    Question(
        Text("minúsculas con tildes y eñes", "lower case with accents"),
        "RETURN toLower('ÑANDÚ') AS answer",
        "ñandú",
    ),
    Question(
        Text("orden por código de letra", "order by code point"),
        "RETURN 'a' < 'z' AND 'z' < 'é' AS answer",
        True,  # noqa: FBT003
    ),
    Question(Text("división entera", "division of whole numbers"), "RETURN 7 / 2 AS answer", 3),
    Question(
        Text("búsqueda de palabras enteras", "search for whole words"),
        "WITH $terms AS terms RETURN any(term IN terms WHERE "
        "'| trata de personas |' CONTAINS term) AS answer",
        True,  # noqa: FBT003
        {"terms": [" trata ", " viaje "]},
    ),
    Question(
        Text("una fecha dentro de un intervalo", "a day within an interval"),
        "RETURN '2022-01-01' <= $day AND $day < '9999-12-31' AS answer",
        True,  # noqa: FBT003
        {"day": "2022-06-30"},
    ),
    Question(
        Text("lista como parámetro", "a list as a parameter"),
        "UNWIND $ids AS id RETURN count(DISTINCT id) AS answer",
        2,
        {"ids": ["mre", "mtigm", "mre"]},
    ),
    _nothing(Text("nodos sin nombre", "nodes without a name"), f"(n:{_ANY})", "n.name = ''"),
    _nothing(Text("nodos sin fuente", "nodes without a source"), f"(n:{_ANY})", "n.source = ''"),
    _nothing(
        Text("relaciones sin fuente", "relationships without a source"),
        f"()-[r:{_TIE}]->()",
        "r.source = ''",
    ),
    _nothing(
        Text("un id en dos nodos", "one id on two nodes"),
        f"(n:{_ANY}), (m:{_ANY} {{id: n.id}})",
        "n.label < m.label",
    ),
    _nothing(
        Text("relaciones que rigen antes que su comienzo", "ties that hold before they begin"),
        f"(a)-[r:{_TIE}]->(b)",
        "r.from_day < r.until_day AND (r.from_day < a.from_day OR r.from_day < b.from_day)",
    ),
    _nothing(
        Text("una parte de sí misma", "a part of itself"), "(n)-[:PART_OF]->(m)", "n.id = m.id"
    ),
)


class Check(NamedTuple):
    """
    One thing that was looked at.

    Attributes
    ----------
    about
        What it is.
    is_well
        Whether it is as it should be.
    detail
        What was found.
    """

    about: Text
    is_well: bool
    detail: Text


def examine(store: Store) -> Iterator[Check]:
    """
    Look at a store: its engine, what is loaded and whether it answers as it should.

    Parameters
    ----------
    store
        An open store.

    Yields
    ------
    check
        The engine, the constraints, each dataset, then ``QUESTIONS``.
    """
    yield Check(Text("motor", "engine"), is_well=True, detail=_same(store.engine))
    yield _constraints(store.missing_constraints())
    yield from _datasets(store)
    for question in QUESTIONS:
        answer = store.query(question.text, question.parameters)[0]["answer"]
        yield Check(question.about, is_well=answer == question.answer, detail=_same(str(answer)))


def _constraints(missing: list[str]) -> Check:
    about = Text("restricciones", "constraints")
    if not missing:
        return Check(about, is_well=True, detail=Text("están todas", "all there"))
    names = ", ".join(missing)
    return Check(
        about,
        is_well=False,
        detail=Text(f"faltan: {names}; cargue de nuevo", f"missing: {names}; load again"),
    )


def _datasets(store: Store) -> Iterator[Check]:
    loads = {str(row["name"]): row for row in store.loads()}
    held = Counter(dict.fromkeys(loads, 0))
    for row in queries.run(store, "datasets"):
        held[row["dataset"]] += row["nodes"]
    if not held:
        yield Check(
            Text("datos", "data"),
            is_well=False,
            detail=Text("no hay nada cargado; use «load»", "nothing is loaded; use 'load'"),
        )
    for name, nodes in sorted(held.items()):
        is_well, detail = _state(nodes, loads.get(name))
        yield Check(Text(f"datos de {name}", f"data of {name}"), is_well, detail)


def _state(nodes: int, load: Result | None) -> tuple[bool, Text]:
    if load is None:
        return True, Text(f"{nodes} nodos", f"{nodes} nodes")
    if not load["complete"]:
        return False, Text(
            f"{nodes} nodos; la última carga no terminó: cargue de nuevo",
            f"{nodes} nodes; the last load did not finish: load again",
        )
    if load["nodes"] != nodes:
        return False, Text(
            f"{nodes} nodos y la carga escribió {load['nodes']}: cargue de nuevo",
            f"{nodes} nodes and the load wrote {load['nodes']}: load again",
        )
    return True, Text(
        f"{nodes} nodos, cargados el {load['loaded_at']}",
        f"{nodes} nodes, loaded on {load['loaded_at']}",
    )


def _same(words: str) -> Text:
    return Text(words, words)
