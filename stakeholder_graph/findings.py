"""What every finding has: subjects, severity, confidence, sources and its sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from stakeholder_graph.language import LANGUAGES, Text
from stakeholder_graph.model import LIST_SEPARATOR
from stakeholder_graph.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx

    from stakeholder_graph.language import Language

EvidenceState = Literal["documented_absent", "searched_not_found", "not_searched"]

COLUMNS = (
    "id",
    "type",
    "subjects",
    "severity",
    "confidence",
    "priority",
    "evidence_state",
    "as_of",
    "sources",
    "facts",
    "explanation_es",
    "explanation_en",
)
# What the tables for people show of them.
SHOWN_COLUMNS = ("id", "severity", "confidence", "priority", "explanation", "sources")
TO_BE_CONFIRMED = Text("Por confirmar. {sentence}", "To be confirmed. {sentence}")
HALF_NEED = 0.5
# Where nothing tells how likely a tie is.
EVEN_PRIOR = 0.5
# The chance that a register shows a tie that exists.
COMPLETE_REGISTER = 0.9
PARTIAL_REGISTER = 0.3
_NONE = "--"
_AND = Text(" y ", " and ")
_AND_BEFORE_I = Text(" e ", " and ")
_SOUNDS_LIKE_I = re.compile("h?i(?!e)")
_NUMBERED = {
    "objective": Text("el objetivo {number} ({name})", "objective {number} ({name})"),
    "axis": Text("el eje {number} ({name})", "axis {number} ({name})"),
    "guideline": Text("el lineamiento {number} ({name})", "guideline {number} ({name})"),
    "action": Text("la acción {number} ({name})", "action {number} ({name})"),
    "pillar": Text("el pilar {number} ({name})", "pillar {number} ({name})"),
    "target": Text("la meta {number} ({name})", "target {number} ({name})"),
    "thematic_area": Text("el área temática {number} ({name})", "thematic area {number} ({name})"),
}


class Finding(NamedTuple):
    """
    One candidate for review.

    Attributes
    ----------
    type
        Kind of finding.
    subjects
        Ids of what it is about.
    severity
        Need times deficit, in [0, 1].
    confidence
        How likely it is that the absence behind it is real, in [0, 1].
    evidence_state
        Whether the absence is documented, was searched for, or was never searched;
        in the last case the finding is a question.
    facts
        Properties of the nodes and ties that it rests on.
    sentence
        The explanation, a template of which every slot is filled from the graph.
    slots
        Per language, the slots of the template.
    extra
        Columns of its type.
    """

    type: str
    subjects: tuple[str, ...]
    severity: float
    confidence: float
    evidence_state: EvidenceState
    facts: Sequence[Mapping[str, str]]
    sentence: Text
    slots: Mapping[Language, Mapping[str, str]]
    extra: Mapping[str, object]


def tabulate(
    findings: Iterable[Finding], *, extra_columns: Sequence[str], as_of: str
) -> pd.DataFrame:
    """
    Put findings into one table.

    Parameters
    ----------
    findings
        Any findings.
    extra_columns
        Columns that follow the common ones; NaN where a finding has none of that name.
    as_of
        Day on which the facts hold.

    Returns
    -------
    table
        One row per finding, the highest priority (severity times confidence) first,
        ties ordered by ``id``. ``facts`` names what a finding rests on: a node by its
        id, a tie as ``"start TYPE end"``; ``sources`` are those of the facts.
    """
    rows = [_row(finding, extra_columns, as_of) for finding in findings]
    return _by_priority(pd.DataFrame(rows, columns=[*COLUMNS, *extra_columns]))


def together(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """
    Put the findings of several analyses into one table.

    Parameters
    ----------
    tables
        What the analyses returned, at least one.

    Returns
    -------
    table
        All rows and all columns, NaN where a finding has none of that name, in the order of
        ``tabulate``.
    """
    tables = list(tables)
    filled = [table for table in tables if len(table)] or tables[:1]
    return _by_priority(pd.concat(filled))


def _by_priority(table: pd.DataFrame) -> pd.DataFrame:
    order = table.assign(rank=-table["priority"].astype(float).round(9))
    return order.sort_values(["rank", "id"], ignore_index=True).drop(columns="rank")


def id_of(type: str, subjects: Iterable[str]) -> str:
    """
    Return the id of a finding.

    Parameters
    ----------
    type
        Kind of finding.
    subjects
        Ids of what it is about.

    Returns
    -------
    id
        The same in every run and on every day.
    """
    return f"{type}:{'+'.join(subjects)}"


def saturate(need: float) -> float:
    """
    Scale a need to [0, 1) by a fixed half-point, so that no record changes another's score.

    Parameters
    ----------
    need
        Not negative, unbounded.

    Returns
    -------
    scaled
        ``need / (need + 0.5)``.
    """
    return need / (need + HALF_NEED)


def absence_confidence(prior: float, completeness: Iterable[float]) -> float:
    """
    Return how likely an unrecorded tie is truly absent.

    Parameters
    ----------
    prior
        Probability that such a tie exists, before any register was looked at.
    completeness
        For each register in which the tie should appear, the chance that it would
        show a real tie: near 1 if fully searched, 0 if never looked at.

    Returns
    -------
    confidence
        Posterior probability of absence, in [0, 1]; 1 where both prior and posterior
        evidence exclude the tie.

    Notes
    -----
    Bayes' rule, with independent registers.
    """
    missed = prior
    for chance in completeness:
        missed *= 1 - chance
    absent = 1 - prior
    return absent / (absent + missed) if absent + missed else 1.0


def short_name(network: nx.MultiDiGraph, node: str, language: Language) -> str:
    """
    Return how a node is called in running text.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    node
        Its id.
    language
        ``"es"`` or ``"en"``.

    Returns
    -------
    name
        The acronym, else the name in the language, else in the other one; an
        objective is called by number and name.
    """
    of = network.nodes.get(node, {})
    name = of.get(f"name_{language}") or of.get("name") or node
    if of.get("label") == "Objective" and of["number"]:
        return _NUMBERED[of["kind"]].say(language, number=of["number"], name=name)
    return of.get("acronym") or name


def listed(network: nx.MultiDiGraph, nodes: Iterable[str], language: Language) -> str:
    """
    Return the short names of nodes as a list in running text.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    nodes
        Ids; what is no id stands for itself.
    language
        ``"es"`` or ``"en"``.

    Returns
    -------
    text
        ``"A, B and C"``; two hyphens for none.
    """
    return conjoined([short_name(network, node, language) for node in nodes], language)


def conjoined(names: Sequence[str], language: Language) -> str:
    """
    Join names into a list in running text.

    Parameters
    ----------
    names
        What to join.
    language
        ``"es"`` or ``"en"``.

    Returns
    -------
    text
        ``"A, B and C"``; two hyphens for none.
    """
    last = names[-1:]
    conjunction = _AND_BEFORE_I if last and _SOUNDS_LIKE_I.match(fold(last[0])) else _AND
    return conjunction.say(language).join(filter(None, [", ".join(names[:-1]), *last])) or _NONE


def sentence_of(*clauses: Text) -> Text:
    """
    Join clauses into one sentence.

    Parameters
    ----------
    *clauses
        Templates, without a full stop.

    Returns
    -------
    sentence
        The clauses, separated by semicolons, in both languages.
    """
    return Text(*("; ".join(words) + "." for words in zip(*clauses, strict=True)))


def slots_of(network: nx.MultiDiGraph, **nodes: Iterable[str]) -> dict[Language, dict[str, str]]:
    """
    Fill the slots of a template with the names of nodes, in every language.

    Parameters
    ----------
    network
        What ``read_network`` returned.
    **nodes
        Per slot, ids.

    Returns
    -------
    slots
        Per language, the text of each slot, ``as_of`` included.
    """
    return {
        language: {
            "as_of": network.graph["as_of"],
            **{slot: listed(network, ids, language) for slot, ids in nodes.items()},
        }
        for language in LANGUAGES
    }


def name_of_fact(fact: Mapping[str, str]) -> str:
    """
    Return how a finding refers to a node or a tie.

    Parameters
    ----------
    fact
        Its properties, as ``read_network`` gave them.

    Returns
    -------
    name
        The id of a node, ``"start TYPE end"`` for a tie.
    """
    return fact["id"] if "id" in fact else f"{fact['start']} {fact['type']} {fact['end']}"


def sources_of(ties: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """
    Return the sources of some ties or nodes.

    Parameters
    ----------
    ties
        Their properties.

    Returns
    -------
    sources
        Ids of the sources.
    """
    return frozenset(one for tie in ties for one in tie["source"].split(LIST_SEPARATOR))


def _row(finding: Finding, extra_columns: Sequence[str], as_of: str) -> dict[str, object]:
    return {
        "id": id_of(finding.type, finding.subjects),
        "type": finding.type,
        "subjects": finding.subjects,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "priority": finding.severity * finding.confidence,
        "evidence_state": finding.evidence_state,
        "as_of": as_of,
        "sources": tuple(sorted(sources_of(finding.facts))),
        "facts": tuple(dict.fromkeys(map(name_of_fact, finding.facts))),
        **{f"explanation_{one}": _explanation(finding, one) for one in LANGUAGES},
        **{name: finding.extra.get(name, float("nan")) for name in extra_columns},
    }


def _explanation(finding: Finding, language: Language) -> str:
    sentence = finding.sentence.say(language, **finding.slots[language])
    if finding.evidence_state == "not_searched":
        return TO_BE_CONFIRMED.say(language, sentence=sentence)
    return sentence
