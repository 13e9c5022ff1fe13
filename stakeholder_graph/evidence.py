"""From a finding back to the facts that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stakeholder_graph.errors import UnknownNameError
from stakeholder_graph.findings import name_of_fact, short_name
from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.model import LABELS, RELATIONSHIP_TYPES
from stakeholder_graph.network import ended_ties_of
from stakeholder_graph.tables import records
from stakeholder_graph.vocabulary import LABELS_OF_COLUMN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx
    import pandas as pd

    from stakeholder_graph.language import Language

# How the columns of a tie that qualify it are called in the tables for people.
_QUALITIES = {
    "role": "role",
    "kind": "cooperation",
    "level": "level",
    "population": "population",
}
_PROPERTIES = ("valid_from", "valid_to", "evidence", "roster", "source", "locator", "note")
# What the tables for people show of them.
SHOWN_COLUMNS = ("fact", "valid_from", "valid_to", "evidence", "source", "locator", "note")


def finding_of(findings: pd.DataFrame, finding: str) -> Mapping[str, object]:
    """
    Return one row of a table of findings.

    Parameters
    ----------
    findings
        What an analysis returned.
    finding
        Its ``id``.

    Returns
    -------
    row
        By column.

    Raises
    ------
    UnknownNameError
        If no finding has that id.
    """
    rows = records(findings[findings["id"] == finding])
    if not rows:
        raise UnknownNameError(
            Text(
                "No hay ningún hallazgo «{id}»: copie un id de la primera columna de la misma "
                "orden sin --why, con la misma fecha y los mismos datos.",
                "There is no finding '{id}': copy an id from the first column of the same "
                "command without --why, with the same date and the same data.",
            ),
            id=finding,
        )
    return rows[0]


def facts_behind(network: nx.MultiDiGraph, finding: Mapping[str, object]) -> list[dict[str, str]]:
    """
    Return what a finding rests on.

    Parameters
    ----------
    network
        The network that was analysed.
    finding
        A row of the table of findings.

    Returns
    -------
    facts
        One row per node or tie: ``fact_es`` and ``fact_en`` say what is on record, with
        since when, until when, how surely, how complete a list of members is, by which
        source, and where in it.
    """
    return [
        {f"fact_{one}": _said(network, fact, one) for one in LANGUAGES}
        | {name: fact.get(name, "") for name in _PROPERTIES}
        for name in _names(finding)
        for fact in _facts(network, name)
    ]


def _names(finding: Mapping[str, object]) -> tuple[str, ...]:
    names: tuple[str, ...] = finding["facts"]  # type: ignore[assignment]
    return names


def _facts(network: nx.MultiDiGraph, name: str) -> Iterator[dict[str, str]]:
    if name in network:
        yield network.nodes[name]
        return
    start, kind, end = name.split(" ")
    in_force = network.get_edge_data(start, end, default={}).values()
    for tie in (*in_force, *ended_ties_of(network, kind)):
        if name_of_fact(tie) == name:
            yield tie


def _said(network: nx.MultiDiGraph, fact: Mapping[str, str], language: Language) -> str:
    if "id" in fact:
        title = LABELS[fact["label"]].title.say(language)
        return f"{title}: {short_name(network, fact['id'], language)}"
    title = RELATIONSHIP_TYPES[fact["type"]].title.say(language)
    ends = [short_name(network, fact[end], language) for end in ("start", "end")]
    qualities = [
        LABELS_OF_COLUMN[heading][fact[name]].say(language)
        for name, heading in _QUALITIES.items()
        if fact.get(name)
    ]
    if fact.get("territory"):
        qualities.append(short_name(network, fact["territory"], language))
    return f"{ends[0]} · {title} · {ends[1]}" + "".join(f" ({one})" for one in qualities)
