"""The questions that the Cypher files answer, and how names in them are looked up."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from stakeholder_graph import glossary, resources
from stakeholder_graph.errors import AmbiguousNameError, QueryError, UnknownNameError
from stakeholder_graph.language import Text
from stakeholder_graph.model import BODIES, LABELS
from stakeholder_graph.names import fold, nearest, unfold_all
from stakeholder_graph.store import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stakeholder_graph.store import Result, Store, Value

_PARAMETER = re.compile(r"\$(\w+)")
_SHOWN_NAMES = 6
LABELS_OF_PARAMETER: Mapping[str, tuple[str, ...]] = {
    "institution": ("Institution",),
    "other": ("Institution",),
    "venue": BODIES,
    "objective": ("Objective",),
    "territory": ("Territory",),
}
WHO_HANDLES: Mapping[str, str] = {
    "leads": "who-is-responsible",
    "carries_out": "who-carries-out",
    "has_seat": "who-has-a-seat",
    "is_party": "who-is-party",
    "named": "who-bears-the-name",
}
PAGE: Mapping[str, str] = {
    "part_of": "wholes-of-institution",
    "parts": "parts-of-institution",
    "seats": "venues-of-institution",
    "responsibilities": "responsibilities-of-institution",
    "interventions": "interventions-of-institution",
    "agreements": "agreements-of-institution",
    "partners": "partners-of-institution",
}
MOST_ROWS = 10_000


class Query(NamedTuple):
    """
    One question and the Cypher that answers it.

    Attributes
    ----------
    name
        Name of the file.
    question
        The question in both languages.
    text
        The file.
    parameters
        Names of the parameters, in order of appearance.
    """

    name: str
    question: Text
    text: str
    parameters: tuple[str, ...]

    @property
    def asked_for(self) -> list[str]:
        """Parameters that a person gives; the day comes from elsewhere."""
        return [one for one in self.parameters if one != "day"]


@cache
def catalogue() -> Mapping[str, Query]:
    """
    Return every shipped query.

    Returns
    -------
    queries
        By name, in alphabetical order.
    """
    files = resources.folder("cypher").joinpath("queries").iterdir()
    names = sorted(file.name.removesuffix(".cypher") for file in files)
    return {name: named(name) for name in names}


@cache
def named(name: str) -> Query:
    """
    Return one shipped query.

    Parameters
    ----------
    name
        Name of its file, without the ending.

    Returns
    -------
    query
        The query.

    Raises
    ------
    UnknownNameError
        If no query has that name.
    """
    path = resources.folder("cypher").joinpath("queries", f"{name}.cypher")
    if not re.fullmatch(r"[a-z-]+", name) or not path.is_file():
        raise UnknownNameError(
            Text(
                "no hay ninguna consulta «{name}»; «ask» sin argumentos las enumera.",
                "there is no query '{name}'; 'ask' without arguments lists them.",
            ),
            name=name,
        )
    text = path.read_text("utf-8")
    english, spanish = (line.removeprefix("//").strip() for line in text.splitlines()[:2])
    parameters = tuple(dict.fromkeys(_PARAMETER.findall(text)))
    return Query(name, Text(spanish, english), text, parameters)


def run(store: Store, name: str, /, **parameters: Value) -> list[Result]:
    """
    Answer a shipped query.

    Parameters
    ----------
    store
        Where to ask.
    name
        Name of the query.
    **parameters
        Values of its parameters, ids where it wants ids.

    Returns
    -------
    rows
        One dict per row, from column name to value.

    Raises
    ------
    UnknownNameError
        If no query has that name.
    QueryError
        If a parameter is missing or superfluous, or the store cannot run the query.
    """
    query = named(name)
    if set(parameters) != set(query.parameters):
        given_day = {"day"} & set(query.parameters) & set(parameters)
        raise QueryError(
            Text(
                "la consulta «{name}» lleva los parámetros {wanted}; se dieron {given}.",
                "the query '{name}' takes the parameters {wanted}; {given} were given.",
            ),
            name=name,
            wanted=_listed(one for one in query.parameters if one not in given_day),
            given=_listed(one for one in parameters if one not in given_day),
        )
    return store.query(query.text, parameters)


def resolve(store: Store, parameter: str, name: str) -> str:
    """
    Return the id of the node that a name means.

    Parameters
    ----------
    store
        Where to look.
    parameter
        What kind of node is wanted: a key of ``LABELS_OF_PARAMETER``.
    name
        Id, name, acronym or alias, in either language, or some words of one.

    Returns
    -------
    id
        The node's id.

    Raises
    ------
    UnknownNameError
        If no node bears the name; the error lists the nearest ones.
    AmbiguousNameError
        If several nodes bear it equally well; the error lists them.
    """
    labels = LABELS_OF_PARAMETER[parameter]
    folded = fold(name)
    rows = run(store, "what-bears-the-name", id=name.lower(), name=folded) if folded else []
    found = [row for row in rows if row["label"] in labels]
    for is_meant in (
        lambda row: row["id"] == name.lower(),
        lambda row: f"| {folded} |" in row["name_norm"],
        lambda row: f" {folded} " in row["name_norm"],
        lambda _: True,
    ):
        meant = [row for row in found if is_meant(row)]
        if len(meant) == 1:
            return str(meant[0]["id"])
        if meant:
            raise AmbiguousNameError(
                Text(
                    "«{name}» puede ser {names}; use uno de esos ids.",
                    "'{name}' may be {names}; use one of those ids.",
                ),
                name=name,
                names=", ".join(
                    f"{row['id']} ({row['name_es'] or row['name_en']})"
                    for row in meant[:_SHOWN_NAMES]
                ),
            )
    raise UnknownNameError(
        Text(
            "nada lleva el nombre «{name}»; lo más parecido: {near}.",
            "nothing bears the name '{name}'; the nearest: {near}.",
        ),
        name=name,
        near=_listed(nearest(name, _names(store, labels))),
    )


def who_handles(store: Store, term: str, *, day: str, territory: str | None = None) -> list[Result]:
    """
    Answer who handles a matter: who leads, carries out, has a seat, signed or bears its name.

    Parameters
    ----------
    store
        Where to ask.
    term
        The matter, in Spanish or English; its synonyms are looked up too.
    day
        Day on which it shall hold, ``YYYY-MM-DD``.
    territory
        Id of a territory; keeps what operates there or in a part of it.

    Returns
    -------
    rows
        One row per institution and matter; the column ``function`` is one of
        ``leads``, ``carries_out``, ``has_seat``, ``is_party``, ``named``.

    Raises
    ------
    UnknownNameError
        If the graph has nothing on the term; the error lists the nearest terms.
    """
    terms = glossary.synonyms(term)
    rows: list[Result] = []
    for function, name in WHO_HANDLES.items() if terms else ():
        given: dict[str, Value] = {"terms": terms, "day": day}
        answer = run(store, name, **{key: given[key] for key in named(name).parameters})
        rows += [{"function": function, **row} for row in answer]
    if not rows:
        known = [*glossary.known_terms(), *_names(store)]
        raise UnknownNameError(
            Text(
                "el grafo no tiene nada sobre «{term}»; lo más parecido: {near}.",
                "the graph has nothing on '{term}'; the nearest: {near}.",
            ),
            term=term,
            near=_listed(nearest(term, known)),
        )
    if territory is None:
        return rows
    there = {
        row["thing"] for row in run(store, "things-in-territory", territory=territory, day=day)
    }
    return [row for row in rows if {row["id"], row["matter_id"]} & there]


def page(store: Store, institution: str, *, day: str) -> tuple[Result, dict[str, list[Result]]]:
    """
    Return everything about one institution.

    Parameters
    ----------
    store
        Where to ask.
    institution
        Its id.
    day
        Day on which it shall hold, ``YYYY-MM-DD``.

    Returns
    -------
    head, sections
        The institution itself, and the rows of each section of ``PAGE``.

    Raises
    ------
    UnknownNameError
        If no institution has that id.
    """
    heads = run(store, "institution", institution=institution)
    if not heads:
        raise UnknownNameError(
            Text("no hay ninguna institución «{id}».", "there is no institution '{id}'."),
            id=institution,
        )
    sections = {
        section: run(store, name, institution=institution, day=day)
        for section, name in PAGE.items()
    }
    return heads[0], sections


def answer(store: Store, question: str, given: Mapping[str, str], *, day: str) -> Answer:
    """
    Answer what a person asks: a shipped query with names as values, or Cypher.

    Parameters
    ----------
    store
        Where to ask.
    question
        Name of a shipped query, or Cypher that only reads.
    given
        Values as typed: ``term`` for ``terms``, any name where an id is wanted.
    day
        Day on which it shall hold, ``YYYY-MM-DD``.

    Returns
    -------
    answer
        The rows, and whether Cypher found more than ``MOST_ROWS``.

    Raises
    ------
    UnknownNameError, AmbiguousNameError
        If the query or a name is unknown, or a name is borne by several nodes.
    QueryError
        If a parameter is missing or superfluous, or Cypher is refused or fails.
    """
    if re.search(r"\s", question.strip()):
        return store.ask(question, given, limit=MOST_ROWS)
    wanted = named(question).parameters
    values: dict[str, Value] = {"day": day} if "day" in wanted else {}
    for name, value in given.items():
        if name == "term":
            values["terms"] = glossary.synonyms(value)
        elif name in LABELS_OF_PARAMETER and name in wanted:
            values[name] = resolve(store, name, value)
        elif name == "name":
            values |= {"id": value.lower(), "name": fold(value)}
        else:
            values[name] = value
    return Answer(run(store, question, **values), cut=False)


def _names(store: Store, labels: Iterable[str] = LABELS) -> list[str]:
    return [
        name
        for row in run(store, "all-names")
        if row["label"] in labels
        for name in unfold_all(str(row["name_norm"]))
    ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "--"
