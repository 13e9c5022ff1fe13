from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import golden_mini_world, ids, network_of, ties, write_file, write_world

from stakeholder_graph.duplicates import (
    COLUMNS,
    Effort,
    Likeness,
    classify,
    duplicated_efforts,
    efforts_of,
    likeness,
)
from stakeholder_graph.findings import COLUMNS as COMMON_COLUMNS
from stakeholder_graph.model import FIRST_DAY, OPEN_DAY
from stakeholder_graph.vocabulary import HARMLESS_CLASSES, PAIR_CLASSES

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Brigadas móviles de salud para migrantes"
FULL = {
    "name_es": TITLE,
    "kind": "service",
    "populations": "migrants",
    "valid_from": "2026-01",
    "valid_to": "2026-12",
}
APRIL_TO_MARCH = {"valid_from": "2026-04", "valid_to": "2027-03"}
# Both spans last 365 days; they share 1 April to 31 December, 275 days.
SHARED_TIME = 275 / 365


EFFORT = Effort(
    frozenset({"access"}),
    "service",
    frozenset({"migrants"}),
    frozenset({"tacna"}),
    "2026-01-01",
    "2027-01-01",
)


def clinics(
    folder: Path, other: dict[str, str] | None = None, **files: list[dict[str, str]]
) -> nx.MultiDiGraph:
    """Read a world in which an NGO and the ministry of health run the same brigades in Tacna."""
    usual = {
        "institutions": ids("ngo", "health", "third"),
        "objectives": ids("access", "jobs"),
        "territories": ids("tacna", "puno"),
        "interventions": [
            {"id": "brigades", **FULL},
            {"id": "rounds", **FULL, **(other or {})},
        ],
        "executions": ties(
            "executor", "intervention", ("ngo", "brigades", "lead"), ("health", "rounds", "lead")
        ),
        "scopes": ties("subject", "objective", ("brigades", "access"), ("rounds", "access")),
        "presence": ties("subject", "territory", ("brigades", "tacna"), ("rounds", "tacna")),
    }
    return network_of(write_world(folder, **(usual | files)))


def pairs(network: nx.MultiDiGraph) -> list[tuple[str, ...]]:
    return duplicated_efforts(network)["interventions"].tolist()


def test_the_published_example_of_the_score() -> None:
    # (.75 x .88) ** (1/9): all alike but nine of twelve months and the wording.
    assert Likeness(1, 1, 1, 1, 0.75, 0.88).score == pytest.approx(0.9549, abs=1e-4)


@pytest.mark.parametrize("gate", ["population", "territory", "time"])
def test_what_is_known_not_to_meet_is_no_duplicate(gate: str) -> None:
    assert Likeness(1, 1, 1, 1, 1, 1)._replace(**{gate: 0.0}).score == 0


@pytest.mark.parametrize(
    ("part", "exponent"),
    [
        ("objective", 2),
        ("activity", 2),
        ("population", 2),
        ("territory", 1),
        ("time", 1),
    ],
)
def test_what_is_unknown_counts_as_half(part: str, exponent: int) -> None:
    alike = Likeness._make(None if name == part else 1.0 for name in Likeness._fields)
    assert alike.score == pytest.approx(0.5 ** (exponent / 9))
    assert alike.known == pytest.approx(5 / 6)


def test_only_what_is_identical_scores_one() -> None:
    assert Likeness(1, 1, 1, 1, 1, 1).score == 1
    assert Likeness(1, 1, 1, 1, 1, 0.99).score < 1


def test_the_same_title_of_two_institutions_is_a_candidate(tmp_path: Path) -> None:
    found = duplicated_efforts(clinics(tmp_path / "world", APRIL_TO_MARCH))
    assert found["id"].tolist() == ["similar_efforts:brigades+rounds"]
    row = found.iloc[0]
    assert row["pair_class"] == "duplication"
    assert row["similarity"] == 1
    assert row["score"] == pytest.approx(SHARED_TIME ** (1 / 9))
    assert (row["state"], row["via"]) == ("none", ())
    assert row["severity"] == row["score"]
    assert row["confidence"] == 1
    assert row["evidence_state"] == "searched_not_found"
    assert row["institutions"] == ("ngo", "health")
    assert row["titles"] == (TITLE, TITLE)


def test_components_are_worked_out_from_the_facts(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        APRIL_TO_MARCH | {"populations": "migrants|children", "kind": "programme"},
        presence=ties(
            "subject",
            "territory",
            ("brigades", "tacna"),
            ("brigades", "puno"),
            ("rounds", "tacna"),
            ("rounds", "puno"),
        ),
    )
    one, other = efforts_of(network).values()
    alike = likeness(one, other, text=0.9)
    # All of the smaller population is in the larger; another kind leaves the activity unknown.
    assert alike == Likeness(1.0, None, 1.0, 1.0, SHARED_TIME, 0.9)
    assert likeness(other, one, text=0.9) == alike
    assert alike.known == pytest.approx(5 / 6)


def test_half_of_the_smaller_set_is_half() -> None:
    one = EFFORT._replace(populations=frozenset({"migrants", "children"}))
    other = EFFORT._replace(populations=frozenset({"children", "women", "refugees"}))
    assert likeness(one, other, text=1).population == 0.5


def test_what_is_not_on_record_is_unknown() -> None:
    blank = Effort(EFFORT.objectives, "plan", frozenset(), frozenset(), FIRST_DAY, OPEN_DAY)
    assert likeness(EFFORT, blank, text=1) == Likeness(1.0, None, None, None, None, 1)


def test_an_open_end_leaves_the_time_unknown() -> None:
    assert likeness(EFFORT, EFFORT._replace(until_day=OPEN_DAY), text=1).time is None


def test_what_began_after_the_other_ended_does_not_meet_even_with_an_open_end() -> None:
    later = EFFORT._replace(from_day=EFFORT.until_day, until_day=OPEN_DAY)
    assert likeness(EFFORT, later, text=1).time == 0


def test_without_a_common_objective_nothing_is_alike() -> None:
    assert likeness(EFFORT, EFFORT._replace(objectives=frozenset({"jobs"})), text=1).score == 0


def test_another_population_is_no_candidate(tmp_path: Path) -> None:
    assert pairs(clinics(tmp_path / "world", {"populations": "students"})) == []


def test_another_region_is_no_candidate(tmp_path: Path) -> None:
    presence = ties("subject", "territory", ("brigades", "tacna"), ("rounds", "puno"))
    assert pairs(clinics(tmp_path / "world", presence=presence)) == []


def test_a_province_and_its_region_do_meet(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        territories=[*ids("tacna"), {"id": "tarata", "kind": "province"}],
        parts=ties("part", "whole", ("tarata", "tacna")),
        presence=ties("subject", "territory", ("brigades", "tacna"), ("rounds", "tarata")),
    )
    assert pairs(network) == [("brigades", "rounds")]


def test_what_ran_in_another_year_is_no_candidate(tmp_path: Path) -> None:
    other_year = {"valid_from": "2024", "valid_to": "2025"}
    assert pairs(clinics(tmp_path / "world", other_year)) == []


def test_another_objective_is_no_candidate(tmp_path: Path) -> None:
    scopes = ties("subject", "objective", ("brigades", "access"), ("rounds", "jobs"))
    assert pairs(clinics(tmp_path / "world", scopes=scopes)) == []


def test_two_shared_objectives_make_one_candidate(tmp_path: Path) -> None:
    scopes = ties(
        "subject",
        "objective",
        *((subject, what) for subject in ("brigades", "rounds") for what in ("access", "jobs")),
    )
    found = duplicated_efforts(clinics(tmp_path / "world", scopes=scopes))
    assert found["objectives"].tolist() == [("access", "jobs")]


def test_of_an_objective_and_its_area_the_objective_is_named(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        parts=ties("part", "whole", ("access", "jobs")),
        scopes=ties(
            "subject",
            "objective",
            *((subject, what) for subject in ("brigades", "rounds") for what in ("access", "jobs")),
        ),
    )
    assert duplicated_efforts(network)["objectives"].tolist() == [("access",)]


def test_unlike_titles_are_no_candidate(tmp_path: Path) -> None:
    other = {"name_es": "Censo de viviendas", "valid_from": "2026-01"}
    assert pairs(clinics(tmp_path / "world", other)) == []


@pytest.mark.parametrize(
    "title",
    [
        "BRIGADAS MOVILES DE SALUD PARA MIGRANTES",
        "Salud para los migrantes: brigadas móviles",
    ],
)
def test_accents_capitals_and_word_order_do_not_tell_titles_apart(
    tmp_path: Path, title: str
) -> None:
    found = duplicated_efforts(clinics(tmp_path / "world", {"name_es": title}))
    assert found["similarity"].tolist() == [1.0]


def test_the_most_alike_of_all_titles_are_compared(tmp_path: Path) -> None:
    other = {"name_es": "Plan anual", "titles": f"Censo de viviendas|{TITLE}"}
    found = duplicated_efforts(clinics(tmp_path / "world", other))
    assert found["titles"].tolist() == [(TITLE, TITLE)]


@pytest.mark.parametrize(
    "executions",
    [
        [("ngo", "brigades", "lead"), ("ngo", "rounds", "lead")],
        [
            ("ngo", "brigades", "joint"),
            ("health", "brigades", "joint"),
            ("health", "rounds", "lead"),
        ],
        [("ngo", "brigades", "lead")],
    ],
    ids=["same", "one of two", "nobody on record"],
)
def test_without_two_different_executors_there_is_no_candidate(
    tmp_path: Path, executions: list[tuple[str, str, str]]
) -> None:
    executed = ties("executor", "intervention", *executions)
    assert pairs(clinics(tmp_path / "world", executions=executed)) == []


@pytest.mark.parametrize(
    "parts", [[("ngo", "health")], [("health", "ngo")], [("ngo", "third"), ("third", "health")]]
)
def test_a_whole_and_its_part_are_no_candidate(
    tmp_path: Path, parts: list[tuple[str, str]]
) -> None:
    assert pairs(clinics(tmp_path / "world", parts=ties("part", "whole", *parts))) == []


def test_one_whole_and_part_among_the_executors_is_enough_for_no_candidate(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        parts=ties("part", "whole", ("ngo", "health")),
        executions=ties(
            "executor",
            "intervention",
            ("ngo", "brigades", "joint"),
            ("third", "brigades", "joint"),
            ("health", "rounds", "lead"),
        ),
    )
    assert pairs(network) == []


def test_two_parts_of_one_whole_are_a_candidate(tmp_path: Path) -> None:
    parts = ties("part", "whole", ("ngo", "third"), ("health", "third"))
    assert pairs(clinics(tmp_path / "world", parts=parts)) == [("brigades", "rounds")]


@pytest.mark.parametrize(
    ("scope", "state", "deficit", "pair_class"),
    [
        (["access"], "direct", 0.0, "co_implementation"),
        ([], "plenary_only", 0.5, "duplication"),
        (["jobs"], "none", 1.0, "duplication"),
    ],
)
def test_coordination_lowers_the_severity(
    tmp_path: Path, scope: list[str], state: str, deficit: float, pair_class: str
) -> None:
    network = clinics(
        tmp_path / "world",
        forums=ids("cluster"),
        memberships=ties("institution", "venue", ("ngo", "cluster"), ("health", "cluster")),
        scopes=ties(
            "subject",
            "objective",
            ("brigades", "access"),
            ("rounds", "access"),
            *(("cluster", objective) for objective in scope),
        ),
    )
    row = duplicated_efforts(network).iloc[0]
    assert (row["state"], row["pair_class"]) == (state, pair_class)
    assert row["severity"] == row["score"] * deficit
    assert row["via"] == (() if state == "none" else ("cluster",))


def test_the_closest_executors_decide_the_state(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        executions=ties(
            "executor",
            "intervention",
            ("ngo", "brigades", "joint"),
            ("third", "brigades", "joint"),
            ("health", "rounds", "lead"),
        ),
        cooperation=ties("institution", "partner", ("health", "third")),
    )
    row = duplicated_efforts(network).iloc[0]
    assert (row["state"], row["severity"]) == ("direct", 0.0)


def test_the_pair_has_no_first_and_second(tmp_path: Path) -> None:
    there = duplicated_efforts(clinics(tmp_path / "there", APRIL_TO_MARCH)).iloc[0]
    back = duplicated_efforts(
        clinics(
            tmp_path / "back",
            APRIL_TO_MARCH,
            executions=ties(
                "executor",
                "intervention",
                ("health", "brigades", "lead"),
                ("ngo", "rounds", "lead"),
            ),
        )
    ).iloc[0]
    for column in ("score", "severity", "similarity", "state"):
        assert there[column] == back[column]


def test_a_body_that_carries_out_makes_a_question(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        forums=ids("cluster"),
        executions=ties(
            "executor",
            "intervention",
            ("cluster", "brigades", "lead"),
            ("health", "rounds", "lead"),
        ),
    )
    row = duplicated_efforts(network).iloc[0]
    assert row["evidence_state"] == "not_searched"
    assert row["explanation_es"].startswith("Por confirmar. ")
    assert row["explanation_en"].startswith("To be confirmed. ")
    assert row["institutions"] == ("cluster", "health")


def test_the_explanation_says_what_is_alike_and_what_is_not_in_both_languages(
    tmp_path: Path,
) -> None:
    other = APRIL_TO_MARCH | {"kind": "campaign", "populations": "migrants|children"}
    presence = ties("subject", "territory", ("brigades", "tacna"))
    row = duplicated_efforts(clinics(tmp_path / "world", other, presence=presence)).iloc[0]
    assert row["differences"] == (
        "other_activity",
        "other_population",
        "unknown_territory",
        "other_time",
    )
    assert row["explanation_es"] == (
        f"«{TITLE}» (NGO) / «{TITLE}» (HEALTH): superposición para ACCESS. Parecido de los "
        "títulos 1.00; en común: población 100% (personas migrantes), 275 días; diferencias: "
        "otra clase de acción (servicio; campaña); otra población (personas migrantes; niñas, "
        "niños y adolescentes, personas migrantes); solo consta un territorio (TACNA; --); otras "
        "fechas (2026-01-01 a 2026-12-31; 2026-04-01 a 2027-03-31). Coordinación al 2026-06-30: "
        "no consta."
    )
    assert row["explanation_en"] == (
        f"«{TITLE}» (NGO) / «{TITLE}» (HEALTH): overlap for ACCESS. Similarity of the titles "
        "1.00; in common: 100% of population (migrants), 275 days; differences: other kind "
        "(service; campaign); other population (migrants; children, migrants); territory "
        "recorded of one only (TACNA; --); other dates (2026-01-01 to 2026-12-31; 2026-04-01 to "
        "2027-03-31). Coordination on 2026-06-30: none recorded."
    )


@pytest.mark.parametrize(
    ("alike", "pair_class"),
    [
        (Likeness(1, 1, 1, 1, 1, 1), "duplication"),
        (Likeness(1, 1, 0.5, 0.1, 0.1, 0.4), "duplication"),
        (Likeness(1, 1, None, None, None, 0.4), "duplication"),
        (Likeness(1, 1, 0.4, 1, 1, 1), "overlap"),
        (Likeness(1, None, 0.5, 1, 1, 1), "overlap"),
        (Likeness(1, None, 0.4, 1, 1, 1), "fragmentation"),
        (Likeness(1, 1, 0, 1, 1, 1), None),
        (Likeness(1, 1, 1, 0, 1, 1), None),
        (Likeness(1, 1, 1, 1, 0, 1), None),
        (Likeness(0, 1, 1, 1, 1, 1), None),
    ],
)
def test_the_class_follows_the_published_rules(alike: Likeness, pair_class: str | None) -> None:
    assert classify(alike, coordinated=False, critical=False) == pair_class
    assert classify(alike, coordinated=False, critical=True) == (pair_class and "redundancy")
    for critical in (False, True):
        assert classify(alike, coordinated=True, critical=critical) == (
            pair_class and "co_implementation"
        )


def test_every_class_is_found_where_it_was_planted(tmp_path: Path) -> None:
    """One objective per planted class; everything else is as in the duplicated brigades."""
    saving = {"id": "redundancy", "name_es": "Salvar vidas"}
    planted = {
        "fragmentation": {"kind": "plan", "populations": "women|students|children"},
        "overlap": {"kind": "plan"},
        "duplication": {},
        "co-implementation": {},
        "redundancy": {},
    }
    mixed = {"fragmentation": {"populations": "migrants|refugees|women"}}
    network = network_of(
        write_world(
            tmp_path / "world",
            institutions=ids(*(f"{side}-{name}" for name in planted for side in ("a", "b"))),
            objectives=[*ids(*(name for name in planted if name != "redundancy")), saving],
            territories=ids("tacna"),
            interventions=[
                row
                for name, other in planted.items()
                for row in (
                    {**FULL, **mixed.get(name, {}), "id": f"x-{name}"},
                    {**FULL, **other, "id": f"y-{name}"},
                )
            ],
            executions=ties(
                "executor",
                "intervention",
                *((f"a-{name}", f"x-{name}", "lead") for name in planted),
                *((f"b-{name}", f"y-{name}", "lead") for name in planted),
            ),
            scopes=ties(
                "subject",
                "objective",
                *((f"{side}-{name}", name) for name in planted for side in ("x", "y")),
            ),
            presence=ties(
                "subject",
                "territory",
                *((f"{side}-{name}", "tacna") for name in planted for side in ("x", "y")),
            ),
            cooperation=ties(
                "institution", "partner", ("a-co-implementation", "b-co-implementation")
            ),
        )
    )
    found = duplicated_efforts(network)
    confusion = {
        (objectives[0].replace("-", "_"), pair_class)
        for objectives, pair_class in zip(found["objectives"], found["pair_class"], strict=True)
    }
    assert confusion == {(name, name) for name in PAIR_CLASSES}
    assert len(found) == len(planted)
    severity = dict(zip(found["pair_class"], found["severity"], strict=True))
    assert severity["co_implementation"] == severity["redundancy"] == 0
    assert 0 < severity["fragmentation"] < severity["overlap"] < severity["duplication"] == 1


@pytest.mark.parametrize(
    "other",
    [
        {"name_es": "Brigadas itinerantes de atención en salud para población migrante"},
        {"name_es": "", "name_en": "Mobile health brigades for migrants"},
        {"name_es": "Servicio de brigadas de salud para migrantes", **APRIL_TO_MARCH},
        {"name_es": "Brigadas móviles de salud para migrantes del MINSA"},
    ],
    ids=["reworded", "translated", "shifted dates", "with an acronym"],
)
def test_planted_duplicates_are_found(tmp_path: Path, other: dict[str, str]) -> None:
    found = duplicated_efforts(clinics(tmp_path / "world", other))
    assert found["pair_class"].tolist() == ["duplication"]


def test_acronym_and_name_of_an_institution_are_one(tmp_path: Path) -> None:
    institutions = [*ids("ngo", "health", "third"), {"id": "minsa", "acronym": "MINSA"}]
    institutions[-1]["name_es"] = "Ministerio de Salud"
    network = clinics(
        tmp_path / "world",
        {"name_es": "Protocolo del MINSA"},
        institutions=institutions,
        interventions=[
            {"id": "brigades", **FULL, "name_es": "Protocolo del Ministerio de Salud"},
            {"id": "rounds", **FULL, "name_es": "Protocolo del MINSA"},
        ],
    )
    assert duplicated_efforts(network)["similarity"].tolist() == [1.0]


def test_a_second_phase_of_the_same_institution_is_no_candidate(tmp_path: Path) -> None:
    executed = ties("executor", "intervention", ("ngo", "brigades"), ("ngo", "rounds"))
    for row in executed:
        row["role"] = "lead"
    other = {"name_es": f"{TITLE}, fase II"}
    assert pairs(clinics(tmp_path / "world", other, executions=executed)) == []


def test_a_common_funder_makes_a_co_implementation(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        executions=ties(
            "executor",
            "intervention",
            ("ngo", "brigades", "lead"),
            ("health", "rounds", "lead"),
            ("third", "brigades", "funder"),
            ("third", "rounds", "funder"),
        ),
    )
    row = duplicated_efforts(network).iloc[0]
    assert (row["pair_class"], row["via"]) == ("co_implementation", ("third",))
    assert row["severity"] == 0


def test_a_common_programme_makes_a_co_implementation(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        interventions=[
            {"id": "brigades", **FULL},
            {"id": "rounds", **FULL},
            {"id": "programme", "name_es": "Programa de la frontera"},
        ],
        parts=ties("part", "whole", ("brigades", "programme"), ("rounds", "programme")),
    )
    row = duplicated_efforts(network).iloc[0]
    assert (row["pair_class"], row["via"]) == ("co_implementation", ("programme",))


@pytest.mark.parametrize(
    ("members", "state"),
    [(["health"], "direct"), (["third"], "none")],
)
def test_who_sits_in_the_body_that_carries_out_coordinates_with_it(
    tmp_path: Path, members: list[str], state: str
) -> None:
    network = clinics(
        tmp_path / "world",
        forums=ids("cluster"),
        memberships=ties("institution", "venue", *((who, "cluster") for who in members)),
        executions=ties(
            "executor",
            "intervention",
            ("cluster", "brigades", "lead"),
            ("health", "rounds", "lead"),
        ),
    )
    assert duplicated_efforts(network)["state"].tolist() == [state]


def test_two_bodies_with_a_common_member_are_linked_through_it(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world",
        forums=ids("cluster", "table"),
        memberships=ties("institution", "venue", ("third", "cluster"), ("third", "table")),
        executions=ties(
            "executor",
            "intervention",
            ("cluster", "brigades", "lead"),
            ("table", "rounds", "lead"),
        ),
    )
    row = duplicated_efforts(network).iloc[0]
    assert (row["state"], row["via"]) == ("indirect", ("third",))
    assert row["severity"] == row["score"] * 0.5


@pytest.mark.parametrize("parts", [[("detail", "rounds")], []], ids=["PART_OF", "same wording"])
def test_an_action_and_its_detailed_row_are_one(
    tmp_path: Path, parts: list[tuple[str, str]]
) -> None:
    network = clinics(
        tmp_path / "world",
        interventions=[
            {"id": "brigades", **FULL},
            {"id": "rounds", **FULL, "name_es": "Salud para migrantes: brigadas y censo"},
            {"id": "detail", **FULL, "name_es": "Brigadas y censo de salud para los migrantes"},
        ],
        executions=ties(
            "executor",
            "intervention",
            ("ngo", "brigades", "lead"),
            ("health", "rounds", "lead"),
            ("health", "detail", "lead"),
        ),
        scopes=ties(
            "subject",
            "objective",
            *((subject, "access") for subject in ("brigades", "rounds", "detail")),
        ),
        presence=[],
        parts=ties("part", "whole", *parts),
    )
    assert pairs(network) == [("brigades", "detail")]


def test_the_facts_lead_back_to_the_pair_its_makers_and_what_joins_them(tmp_path: Path) -> None:
    network = clinics(
        tmp_path / "world", cooperation=ties("institution", "partner", ("health", "ngo"))
    )
    assert duplicated_efforts(network)["facts"].tolist() == [
        (
            "brigades",
            "rounds",
            "ngo CARRIES_OUT brigades",
            "brigades ADDRESSES access",
            "brigades OPERATES_IN tacna",
            "health CARRIES_OUT rounds",
            "rounds ADDRESSES access",
            "rounds OPERATES_IN tacna",
            "health COOPERATES_WITH ngo",
        )
    ]


def test_the_golden_mini_world_has_one_duplicate(tmp_path: Path) -> None:
    # X1 of the NGO, January to December, and X2 of MINSA, April to March, both on O2 in Tacna;
    # the same in another region is none. No channel joins ONG and MINSA, so that the severity
    # is the score: .9549 with titles alike .88, here (275 / 365) ** (1 / 9) with the same title.
    folder = golden_mini_world(tmp_path / "world")
    write_file(folder, "territories.csv", *ids("tacna", "puno"))
    write_file(
        folder,
        "interventions.csv",
        {"id": "x1", **FULL},
        {"id": "x2", **FULL, **APRIL_TO_MARCH},
        {"id": "x3", **FULL},
    )
    executed = ("ong", "x1", "lead"), ("minsa", "x2", "lead"), ("mtpe", "x3", "lead")
    where = ("x1", "tacna"), ("x2", "tacna"), ("x3", "puno")
    write_file(folder, "executions.csv", *ties("executor", "intervention", *executed))
    write_file(folder, "presence.csv", *ties("subject", "territory", *where))
    subjects = [*(("b1", o) for o in ("o1", "o3")), ("b2", "o2"), ("b3", "o2"), ("b3", "o3")]
    subjects += [(x, "o2") for x in ("x1", "x2", "x3")]
    write_file(folder, "scopes.csv", *ties("subject", "objective", *subjects))
    found = duplicated_efforts(network_of(folder))
    assert found["interventions"].tolist() == [("x1", "x2")]
    assert found["severity"].tolist() == pytest.approx([SHARED_TIME ** (1 / 9)])


SETS = st.frozensets(st.sampled_from(["a", "b", "c"]))
EFFORTS = st.builds(
    Effort,
    SETS,
    st.sampled_from(["plan", "service"]),
    SETS,
    SETS,
    st.sampled_from([FIRST_DAY, "2020-01-01", "2021-01-01"]),
    st.sampled_from(["2021-01-01", "2022-01-01", OPEN_DAY]).filter(lambda day: day > FIRST_DAY),
).filter(lambda effort: effort.from_day < effort.until_day)
SHARES = st.floats(0.01, 1)


@given(EFFORTS, EFFORTS, SHARES)
def test_likeness_is_symmetric_bounded_and_never_passes_the_gate(
    one: Effort, other: Effort, text: float
) -> None:
    alike = likeness(one, other, text=text)
    assert alike == likeness(other, one, text=text)
    assert 0 <= alike.score <= 1
    gate = (alike.objective, alike.population, alike.territory, alike.time)
    assert (alike.score == 0) == (0 in gate)


@given(EFFORTS)
def test_what_is_fully_known_is_wholly_like_itself(effort: Effort) -> None:
    alike = likeness(effort, effort, text=1)
    known = all(part == 1 for part in alike)
    assert (alike.score == 1) == known
    assert 0 not in alike[1:]


@given(EFFORTS, EFFORTS, SHARES)
def test_a_tie_makes_any_class_a_co_implementation(one: Effort, other: Effort, text: float) -> None:
    alike = likeness(one, other, text=text)
    for critical in (False, True):
        before = classify(alike, coordinated=False, critical=critical)
        after = classify(alike, coordinated=True, critical=critical)
        assert after == ("co_implementation" if before else None)


def test_the_table_has_its_columns_even_without_candidates(mini_world: nx.MultiDiGraph) -> None:
    found = duplicated_efforts(mini_world)
    assert found.empty
    assert tuple(found.columns) == (*COMMON_COLUMNS, *COLUMNS)


def test_the_network_stays_as_it_was(tmp_path: Path) -> None:
    network = clinics(tmp_path / "world")
    before = network.copy()
    duplicated_efforts(network)
    assert nx.utils.graphs_equal(network, before)


def test_two_campaigns_against_xenophobia_are_found(bundled_network: nx.MultiDiGraph) -> None:
    # Table 12 prints nearly the same title for the foreign ministry and for labour with the ILO.
    found = duplicated_efforts(bundled_network).set_index("interventions")
    row = found.loc[[("t12-12", "t12-14")]].iloc[0]
    assert row["objectives"] == ("gcm-o19",)
    assert set(row["institutions"]) == {"mre", "mtpe", "ilo"}
    assert 0 < row["score"] < 1


def test_candidates_of_the_bundled_data_keep_the_rules(bundled_network: nx.MultiDiGraph) -> None:
    found = duplicated_efforts(bundled_network)
    assert not found.empty
    assert found["id"].is_unique
    assert found["severity"].between(0, 1).all()
    assert (found["severity"] <= found["score"]).all()
    assert found["priority"].round(9).is_monotonic_decreasing
    assert set(found["pair_class"]) <= PAIR_CLASSES.keys()
    harmless = found["pair_class"].isin(HARMLESS_CLASSES)
    assert (found.loc[harmless, "severity"] == 0).all()
    assert (found.loc[~harmless, "severity"] > 0).all()
    for differences in found["differences"]:
        assert differences
