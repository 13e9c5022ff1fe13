from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from worlds import network_of, write_world

from stakeholder_graph.findings import (
    COLUMNS,
    Finding,
    absence_confidence,
    listed,
    saturate,
    short_name,
    slots_of,
    sources_of,
    tabulate,
    together,
)
from stakeholder_graph.language import Text

if TYPE_CHECKING:
    import networkx as nx

    from stakeholder_graph.findings import EvidenceState
    from stakeholder_graph.language import Language


def finding(
    *subjects: str,
    severity: float = 1.0,
    confidence: float = 1.0,
    evidence_state: EvidenceState = "searched_not_found",
    **extra: object,
) -> Finding:
    return Finding(
        type="gap",
        subjects=subjects,
        severity=severity,
        confidence=confidence,
        evidence_state=evidence_state,
        facts=[
            {"id": "mre", "source": "thesis"},
            {"start": "mre", "end": "mtigm", "type": "MEMBER_OF", "source": "press-note|thesis"},
        ],
        sentence=Text("{who} no se reúnen.", "{who} do not meet."),
        slots={"es": {"who": "A y B"}, "en": {"who": "A and B"}},
        extra=extra,
    )


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> nx.MultiDiGraph:
    return network_of(
        write_world(
            tmp_path_factory.mktemp("named") / "world",
            institutions=[
                {"id": "mre", "name_es": "Cancillería", "acronym": "MRE"},
                {"id": "women", "name_es": "Ministerio de la Mujer", "name_en": "Women's Ministry"},
                {"id": "health", "name_es": "Ministerio de Salud", "name_en": ""},
                {"id": "unhcr", "name_es": "", "name_en": "Refugee Agency"},
            ],
            objectives=[
                {"id": "o9", "name_es": "Frenar el tráfico", "name_en": "Curb smuggling"}
                | {"number": "9", "acronym": "OBJ9"},
                {"id": "area", "name_es": "Fronteras", "name_en": "Borders"},
            ],
        )
    )


@pytest.mark.parametrize(
    ("need", "scaled"), [(0, 0), (0.5, 0.5), (1, 2 / 3), (1.5, 0.75), (4.5, 0.9)]
)
def test_a_need_is_scaled_by_a_fixed_half_point(need: float, scaled: float) -> None:
    assert saturate(need) == pytest.approx(scaled)


@pytest.mark.parametrize(
    ("prior", "completeness", "confidence"),
    [
        (0.5, [], 0.5),  # nobody looked: the prior
        (0.5, [0.5], 2 / 3),  # .5 / (.5 + .5 x .5)
        (0.2, [0.5, 0.9], 0.8 / 0.81),  # .8 / (.8 + .2 x .5 x .1)
        (0.2, [0.0, 0.0], 0.8),
        (0.9, [1.0], 1.0),  # a complete register does not show it
        (0.0, [], 1.0),
        (1.0, [0.5], 0.0),  # the tie exists for certain
        (1.0, [1.0], 1.0),
    ],
)
def test_confidence_in_an_absence_follows_bayes_rule(
    prior: float, completeness: list[float], confidence: float
) -> None:
    assert absence_confidence(prior, completeness) == pytest.approx(confidence)


def test_the_highest_priority_comes_first_and_ties_are_ordered_by_id() -> None:
    table = tabulate(
        [
            finding("c", severity=0.5, confidence=0.5),
            finding("b", severity=0.5),
            finding("a", "z", severity=0.25),
            finding("d", severity=0.9),
        ],
        extra_columns=(),
        as_of="2026-06-30",
    )
    assert table["id"].tolist() == ["gap:d", "gap:b", "gap:a+z", "gap:c"]
    assert table["priority"].tolist() == pytest.approx([0.9, 0.5, 0.25, 0.25])
    assert table.index.tolist() == [0, 1, 2, 3]


def test_the_last_digit_of_a_priority_does_not_decide_the_order() -> None:
    # 0.1 + 0.2 is a little more than 0.3.
    rows = [finding("b", severity=0.1 + 0.2), finding("a", severity=0.3)]
    table = tabulate(rows, extra_columns=(), as_of="2026-06-30")
    assert table["id"].tolist() == ["gap:a", "gap:b"]


def test_a_table_has_the_common_columns_then_its_own() -> None:
    rows = [finding("a", state="none"), finding("b", via=("mesa",))]
    table = tabulate(rows, extra_columns=("state", "via"), as_of="2026-06-30")
    assert tuple(table.columns) == (*COLUMNS, "state", "via")
    first, second = table.to_dict("records")
    assert (first["state"], second["via"]) == ("none", ("mesa",))
    assert table["state"].isna().tolist() == [False, True]
    assert table["via"].isna().tolist() == [True, False]
    assert first["subjects"] == ("a",)
    assert first["sources"] == ("press-note", "thesis")
    assert first["facts"] == ("mre", "mre MEMBER_OF mtigm")
    assert first["as_of"] == "2026-06-30"
    assert first["type"] == "gap"


def test_findings_of_several_analyses_stand_in_one_order() -> None:
    low = tabulate([finding("a", severity=0.2)], extra_columns=("state",), as_of="2026")
    high = tabulate(
        [finding("b", severity=0.9), finding("c", severity=0.1)], extra_columns=(), as_of="2026"
    )
    none = tabulate([], extra_columns=("via",), as_of="2026")
    assert together([low, none, high])["id"].tolist() == ["gap:b", "gap:a", "gap:c"]
    assert tuple(together([none]).columns) == (*COLUMNS, "via")


def test_no_finding_is_an_empty_table_with_all_columns() -> None:
    table = tabulate([], extra_columns=("state",), as_of="2026-06-30")
    assert table.empty
    assert tuple(table.columns) == (*COLUMNS, "state")


def test_an_id_tells_the_type_and_the_subjects_and_never_changes() -> None:
    rows = [finding("mre", "snm"), finding("snm", "mre"), finding("mre")]
    one = tabulate(rows, extra_columns=(), as_of="2026-06-30")
    other = tabulate(rows[::-1], extra_columns=(), as_of="2022-12-31")
    assert one["id"].tolist() == other["id"].tolist() == ["gap:mre", "gap:mre+snm", "gap:snm+mre"]


@pytest.mark.parametrize("state", ["documented_absent", "searched_not_found"])
def test_an_absence_that_was_looked_for_is_stated(state: EvidenceState) -> None:
    row = tabulate([finding("a", evidence_state=state)], extra_columns=(), as_of="2026").iloc[0]
    assert row["explanation_es"] == "A y B no se reúnen."
    assert row["explanation_en"] == "A and B do not meet."


def test_an_absence_that_nobody_looked_for_is_a_question() -> None:
    rows = [finding("a", evidence_state="not_searched")]
    row = tabulate(rows, extra_columns=(), as_of="2026-06-30").iloc[0]
    assert row["explanation_es"] == "Por confirmar. A y B no se reúnen."
    assert row["explanation_en"] == "To be confirmed. A and B do not meet."


@pytest.mark.parametrize(
    ("node", "language", "name"),
    [
        ("mre", "es", "MRE"),
        ("mre", "en", "MRE"),
        ("women", "es", "Ministerio de la Mujer"),
        ("women", "en", "Women's Ministry"),
        ("health", "en", "Ministerio de Salud"),
        ("unhcr", "es", "Refugee Agency"),
        ("o9", "es", "el objetivo 9 (Frenar el tráfico)"),
        ("o9", "en", "objective 9 (Curb smuggling)"),
        ("area", "en", "Borders"),
        ("coordination", "es", "coordination"),
    ],
)
def test_a_node_is_called_as_in_running_text(
    named: nx.MultiDiGraph, node: str, language: Language, name: str
) -> None:
    assert short_name(named, node, language) == name


@pytest.mark.parametrize(
    ("nodes", "spanish", "english"),
    [
        ([], "--", "--"),
        (["mre"], "MRE", "MRE"),
        (["mre", "women"], "MRE y Ministerio de la Mujer", "MRE and Women's Ministry"),
        (
            ["mre", "women", "health"],
            "MRE, Ministerio de la Mujer y Ministerio de Salud",
            "MRE, Women's Ministry and Ministerio de Salud",
        ),
    ],
)
def test_names_make_a_list_in_both_languages(
    named: nx.MultiDiGraph, nodes: list[str], spanish: str, english: str
) -> None:
    assert listed(named, nodes, "es") == spanish
    assert listed(named, nodes, "en") == english


def test_slots_are_filled_in_both_languages(named: nx.MultiDiGraph) -> None:
    assert slots_of(named, who=["mre", "women"], matter=["o9"]) == {
        "es": {
            "as_of": "2026-06-30",
            "who": "MRE y Ministerio de la Mujer",
            "matter": "el objetivo 9 (Frenar el tráfico)",
        },
        "en": {
            "as_of": "2026-06-30",
            "who": "MRE and Women's Ministry",
            "matter": "objective 9 (Curb smuggling)",
        },
    }


def test_sources_are_those_of_all_ties_once() -> None:
    ties = [{"source": "thesis|press-note"}, {"source": "thesis"}, {"source": "plan"}]
    assert sources_of(ties) == {"thesis", "press-note", "plan"}
    assert sources_of([]) == frozenset()
