from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import ids, network_of, ties, write_world

from stakeholder_graph.duplicates import (
    COLUMNS,
    Effort,
    Likeness,
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
