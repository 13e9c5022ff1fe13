from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from worlds import DAY, ids, ties, write_world

from stakeholder_graph import dataset, load, queries
from stakeholder_graph.errors import AmbiguousNameError, QueryError, UnknownNameError
from stakeholder_graph.model import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from stakeholder_graph.store import Result, Store, Value

LAST_DAY = "2020-12-31"
DAY_AFTER = "2021-01-01"


def roundtables(folder: Path, **facts: str) -> Path:
    """
    Write a world of two forums; ``facts`` are set on every tie.

    The commission (trafficking, smuggling) has a group and a subgroup, the plenary deals
    with four matters of which trafficking is one. Tumbes has a province, Zarumilla.
    """

    def tied(start: str, end: str, *rows: tuple[str, ...]) -> list[dict[str, str]]:
        return [tie | facts for tie in ties(start, end, *rows)]

    return write_world(
        folder,
        institutions=[
            {"id": "peru", "name_es": "Estado peruano", "kind": "state"},
            {
                "id": "mre",
                "name_es": "Ministerio de Relaciones Exteriores",
                "name_en": "Ministry of Foreign Affairs",
                "acronym": "MRE",
                "aliases": "Cancillería|Torre Tagle",
            },
            {"id": "mre-asn", "name_es": "Oficina de asuntos sociales", "kind": "unit"},
            {
                "id": "interior",
                "name_es": "Ministerio del Interior",
                "name_en": "Ministry of the Interior",
                "acronym": "MININTER",
            },
            {"id": "snm", "name_es": "Superintendencia de fronteras", "aliases": "Migraciones"},
            {"id": "health", "name_es": "Ministerio de Salud", "name_en": "Ministry of Health"},
            {
                "id": "shelter-ngo",
                "name_es": "Casa contra la trata",
                "name_en": "House against human trafficking",
                "kind": "ngo",
            },
        ],
        forums=[
            {"id": "plenary", "name_es": "Mesa plenaria"},
            {"id": "commission", "name_es": "Comisión permanente"},
        ],
        working_groups=[
            {"id": "victims-group", "name_es": "Grupo de víctimas"},
            {"id": "shelter-subgroup", "name_es": "Subgrupo de refugios", "kind": "subgroup"},
        ],
        agreements=[
            {"id": "compact", "name_es": "Pacto de movilidad", "kind": "compact"},
            {
                "id": "trafficking-plan",
                "name_es": "Plan de acción",
                "name_en": "Action plan",
                "summary_es": "Ordena la respuesta a la trata.",
            },
        ],
        objectives=[
            {"id": "trafficking", "name_es": "Erradicar la trata de personas", "number": "10"},
            {"id": "smuggling", "name_es": "Combatir el tráfico ilícito de migrantes"},
            {"id": "access", "name_es": "Acceso a la salud"},
            {"id": "return", "name_es": "Retorno digno"},
            {"id": "borders", "name_es": "Fronteras", "kind": "thematic_area"},
        ],
        interventions=[
            {"id": "refuge", "name_es": "Refugio para víctimas de trata", "kind": "service"},
            {"id": "course", "name_es": "Curso para policías", "kind": "training"},
            {"id": "vaccines", "name_es": "Brigadas de vacunación"},
        ],
        territories=[
            {"id": "pe", "kind": "country"},
            {"id": "tumbes"},
            {"id": "zarumilla", "kind": "province"},
            {"id": "tacna"},
        ],
        memberships=tied(
            "institution",
            "venue",
            ("mre", "plenary", "chair"),
            ("interior", "plenary", "member"),
            ("health", "plenary", "member"),
            ("interior", "commission", "chair"),
            ("mre", "commission", "member"),
            ("snm", "victims-group", "secretariat"),
        ),
        parts=tied(
            "part",
            "whole",
            ("mre", "peru"),
            ("mre-asn", "mre"),
            ("victims-group", "commission"),
            ("shelter-subgroup", "victims-group"),
            ("tumbes", "pe"),
            ("zarumilla", "tumbes"),
            ("tacna", "pe"),
        ),
        parties=tied(
            "institution",
            "agreement",
            ("peru", "compact", "party"),
            ("interior", "trafficking-plan", "lead"),
        ),
        responsibilities=[
            {"institution": "interior", "objective": "trafficking", "role": "lead"}
            | {"norm": "trafficking-plan"}
            | facts,
            {"institution": "mre", "objective": "return", "role": "support"} | facts,
        ],
        executions=tied(
            "executor",
            "intervention",
            ("shelter-ngo", "refuge", "lead"),
            ("victims-group", "course", "joint"),
            ("interior", "course", "joint"),
            ("health", "vaccines", "lead"),
        ),
        scopes=tied(
            "subject",
            "objective",
            ("plenary", "trafficking"),
            ("plenary", "smuggling"),
            ("plenary", "access"),
            ("plenary", "return"),
            ("commission", "trafficking"),
            ("commission", "smuggling"),
            ("refuge", "trafficking"),
            ("course", "trafficking"),
            ("vaccines", "access"),
        ),
        cooperation=[
            {"institution": "mre", "partner": "snm", "object_es": "datos"} | facts,
            {"institution": "interior", "partner": "snm", "object_es": "controles"} | facts,
        ],
        presence=tied(
            "subject",
            "territory",
            ("commission", "pe"),
            ("victims-group", "tumbes"),
            ("refuge", "zarumilla"),
            ("shelter-ngo", "tacna"),
        ),
    )


def open_world(folder: Path, **facts: str) -> Store:
    return load.open_store(dataset.read([roundtables(folder, **facts)]))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_world(tmp_path_factory.mktemp("open") / "world") as opened:
        yield opened


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the same world, every tie of which ended with the year 2020."""
    with open_world(tmp_path_factory.mktemp("ended") / "world", valid_to="2020") as opened:
        yield opened


@pytest.fixture(scope="module")
def denied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the same world, every tie of which a source says not to exist."""
    folder = tmp_path_factory.mktemp("denied") / "world"
    with open_world(folder, evidence="documented_absent") as opened:
        yield opened


TRAFFICKING: list[str] = [" trata ", " human trafficking "]
ANSWERS: dict[str, tuple[dict[str, Value], str, list[tuple[Value, ...]]]] = {
    "agreements-of-institution": (
        {"institution": "interior"},
        "agreement role",
        [("trafficking-plan", "lead")],
    ),
    "common-neighbours": (
        {"institution": "mre", "other": "interior"},
        "common",
        [("commission",), ("plenary",), ("snm",)],
    ),
    "groups-of-forum": (
        {"venue": "commission"},
        "venue kind",
        [("shelter-subgroup", "subgroup"), ("victims-group", "working_group")],
    ),
    "interventions-of-institution": (
        {"institution": "interior"},
        "intervention role objective",
        [("course", "joint", "trafficking")],
    ),
    "interventions-of-objective": (
        {"objective": "trafficking"},
        "intervention institution role",
        [
            ("course", "interior", "joint"),
            ("course", "victims-group", "joint"),
            ("refuge", "shelter-ngo", "lead"),
        ],
    ),
    "joint-interventions": (
        {},
        "intervention institution other",
        [("course", "interior", "victims-group")],
    ),
    "members-of-venue": (
        {"venue": "plenary"},
        "role institution acronym",
        [("chair", "mre", "MRE"), ("member", "health", ""), ("member", "interior", "MININTER")],
    ),
    "objectives-with-single-actor": ({}, "objective actor", [("access", "health")]),
    "objectives-without-lead": ({}, "objective", [("access",), ("return",), ("smuggling",)]),
    "partners-of-institution": (
        {"institution": "snm"},
        "institution cooperation object_es",
        [("interior", "coordination", "controles"), ("mre", "coordination", "datos")],
    ),
    "parts-of-institution": ({"institution": "mre"}, "institution kind", [("mre-asn", "unit")]),
    "responsibilities-of-institution": (
        {"institution": "interior"},
        "objective role norm_es norm_en",
        [("trafficking", "lead", "Plan de acción", "Action plan")],
    ),
    "shared-venues": (
        {"institution": "mre", "other": "interior"},
        "venue role other_role",
        [("commission", "member", "chair"), ("plenary", "chair", "member")],
    ),
    "things-in-territory": (
        {"territory": "tumbes"},
        "thing territory",
        [("refuge", "zarumilla"), ("victims-group", "tumbes")],
    ),
    "venues-of-institution": (
        {"institution": "interior"},
        "venue role",
        [("commission", "chair"), ("plenary", "member")],
    ),
    "who-carries-out": (
        {"terms": TRAFFICKING},
        "id role matter_id",
        [
            ("interior", "joint", "course"),
            ("shelter-ngo", "lead", "refuge"),
            ("victims-group", "joint", "course"),
        ],
    ),
    "who-has-a-seat": (
        {"terms": TRAFFICKING},
        "id role matter_id",
        [("interior", "chair", "commission"), ("mre", "member", "commission")],
    ),
    "who-is-party": (
        {"terms": TRAFFICKING},
        "id role matter_id",
        [("interior", "lead", "trafficking-plan")],
    ),
    "who-is-responsible": (
        {"terms": TRAFFICKING},
        "id role matter_id norm_es",
        [("interior", "lead", "trafficking", "Plan de acción")],
    ),
    "wholes-of-institution": ({"institution": "mre"}, "institution kind", [("peru", "state")]),
}
UNDATED: dict[str, tuple[dict[str, Value], str, list[tuple[Value, ...]]]] = {
    "institution": (
        {"institution": "mre"},
        "institution acronym name_en aliases kind source",
        [
            (
                "mre",
                "MRE",
                "Ministry of Foreign Affairs",
                "Cancillería|Torre Tagle",
                "ministry",
                "field-notes",
            )
        ],
    ),
    "what-bears-the-name": (
        {"id": "interior", "name": "refugio"},
        "label id",
        [
            ("Institution", "interior"),
            ("Intervention", "refuge"),
            ("WorkingGroup", "shelter-subgroup"),
        ],
    ),
    "who-bears-the-name": (
        {"terms": TRAFFICKING},
        "id matter_id role",
        [("shelter-ngo", "shelter-ngo", "")],
    ),
}
# These two ask for what is not there, and find it everywhere once nothing holds.
NOTHING_HOLDS: dict[str, list[tuple[Value, ...]]] = {
    "objectives-without-lead": [("access",), ("return",), ("smuggling",), ("trafficking",)]
}


def picked(rows: list[Result], columns: str) -> list[tuple[Value, ...]]:
    return [tuple(row[column] for column in columns.split()) for row in rows]


def handlers(rows: list[Result]) -> list[tuple[Value, ...]]:
    return picked(rows, "function id role matter_id")


def test_every_query_has_an_expected_answer() -> None:
    assert {*ANSWERS, *UNDATED, "all-names", "datasets", "sources"} == set(queries.catalogue())


@pytest.mark.parametrize("name", ANSWERS)
def test_a_question_is_answered(store: Store, name: str) -> None:
    parameters, columns, rows = ANSWERS[name]
    assert picked(queries.run(store, name, day=DAY, **parameters), columns) == rows


@pytest.mark.parametrize("name", UNDATED)
def test_a_question_about_names_is_answered(store: Store, name: str) -> None:
    parameters, columns, rows = UNDATED[name]
    assert picked(queries.run(store, name, **parameters), columns) == rows


def test_all_names_lists_every_node_once(store: Store) -> None:
    rows = queries.run(store, "all-names")
    # Institutions, forums, groups, agreements, objectives, interventions, territories.
    assert len(rows) == len({row["id"] for row in rows}) == 7 + 2 + 2 + 2 + 5 + 3 + 4
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert {row["id"]: row["name_norm"] for row in rows}["snm"] == (
        "| superintendencia de fronteras | migraciones |"
    )


@pytest.mark.parametrize("name", ANSWERS)
def test_a_tie_counts_until_its_last_day(ended: Store, name: str) -> None:
    parameters, columns, rows = ANSWERS[name]
    assert picked(queries.run(ended, name, day=LAST_DAY, **parameters), columns) == rows


@pytest.mark.parametrize("name", ANSWERS)
def test_a_tie_that_has_ended_answers_nothing(ended: Store, name: str) -> None:
    parameters, columns, _ = ANSWERS[name]
    rows = picked(queries.run(ended, name, day=DAY_AFTER, **parameters), columns)
    assert rows == NOTHING_HOLDS.get(name, [])


@pytest.mark.parametrize("name", ANSWERS)
def test_a_tie_that_a_source_denies_answers_nothing(denied: Store, name: str) -> None:
    parameters, columns, _ = ANSWERS[name]
    rows = picked(queries.run(denied, name, day=DAY, **parameters), columns)
    assert rows == NOTHING_HOLDS.get(name, [])


def test_an_institution_is_not_its_own_counterpart(store: Store) -> None:
    for name in ("shared-venues", "common-neighbours"):
        assert queries.run(store, name, institution="mre", other="mre", day=DAY) == []


def test_a_pair_is_given_once_and_three_executors_make_three_pairs(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("labour", "health", "education"),
        interventions=ids("fair"),
        executions=ties(
            "executor",
            "intervention",
            ("labour", "fair", "joint"),
            ("health", "fair", "joint"),
            ("education", "fair", "joint"),
        ),
    )
    with load.open_store(dataset.read([folder])) as opened:
        rows = queries.run(opened, "joint-interventions", day=DAY)
    assert picked(rows, "institution other") == [
        ("education", "health"),
        ("education", "labour"),
        ("health", "labour"),
    ]


def test_an_executor_in_two_roles_is_one_half_of_one_pair(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("labour", "health"),
        interventions=ids("fair"),
        executions=ties(
            "executor",
            "intervention",
            ("labour", "fair", "lead"),
            ("labour", "fair", "funder"),
            ("health", "fair", "joint"),
        ),
    )
    with load.open_store(dataset.read([folder])) as opened:
        rows = queries.run(opened, "joint-interventions", day=DAY)
    assert picked(rows, "institution other") == [("health", "labour")]


def test_a_plenary_is_left_out_and_a_third_of_the_objectives_is_enough(tmp_path: Path) -> None:
    matters = ["trata", "salud", "vivienda", "empleo"]
    folder = write_world(
        tmp_path / "world",
        institutions=ids("health"),
        forums=ids("one-of-three", "one-of-four", "no-scope", "mesa-trata"),
        objectives=ids(*matters),
        memberships=ties(
            "institution",
            "venue",
            *(("health", f) for f in ("one-of-three", "one-of-four", "no-scope", "mesa-trata")),
        ),
        scopes=ties(
            "subject",
            "objective",
            *(("one-of-three", matter) for matter in matters[:3]),
            *(("one-of-four", matter) for matter in matters),
        ),
    )
    with load.open_store(dataset.read([folder])) as opened:
        rows = queries.run(opened, "who-has-a-seat", terms=[" trata "], day=DAY)
    assert [row["matter_id"] for row in rows] == ["mesa-trata", "one-of-three"]


def test_who_handles_says_in_which_function(store: Store) -> None:
    assert handlers(queries.who_handles(store, "trata", day=DAY)) == [
        ("leads", "interior", "lead", "trafficking"),
        ("carries_out", "interior", "joint", "course"),
        ("carries_out", "shelter-ngo", "lead", "refuge"),
        ("carries_out", "victims-group", "joint", "course"),
        ("has_seat", "interior", "chair", "commission"),
        ("has_seat", "mre", "member", "commission"),
        ("is_party", "interior", "lead", "trafficking-plan"),
        ("named", "shelter-ngo", "", "shelter-ngo"),
    ]


def test_a_synonym_in_the_other_language_gives_the_same_rows(store: Store) -> None:
    rows = queries.who_handles(store, "trata", day=DAY)
    for term in ("Human Trafficking", "trafficking in persons", "TRATA DE PERSONAS"):
        assert queries.who_handles(store, term, day=DAY) == rows


def test_a_term_is_a_whole_word(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world", institutions=[{"id": "a", "name_es": "Tratados"}, {"id": "trata"}]
    )
    with load.open_store(dataset.read([folder])) as opened:
        assert handlers(queries.who_handles(opened, "trata", day=DAY)) == [
            ("named", "trata", "", "trata")
        ]


@pytest.mark.parametrize(
    ("territory", "rows"),
    [
        (
            "tumbes",
            [
                ("carries_out", "shelter-ngo", "lead", "refuge"),
                ("carries_out", "victims-group", "joint", "course"),
            ],
        ),
        ("zarumilla", [("carries_out", "shelter-ngo", "lead", "refuge")]),
        (
            "tacna",
            [
                ("carries_out", "shelter-ngo", "lead", "refuge"),
                ("named", "shelter-ngo", "", "shelter-ngo"),
            ],
        ),
        (
            "pe",
            [
                ("carries_out", "shelter-ngo", "lead", "refuge"),
                ("carries_out", "victims-group", "joint", "course"),
                ("has_seat", "interior", "chair", "commission"),
                ("has_seat", "mre", "member", "commission"),
                ("named", "shelter-ngo", "", "shelter-ngo"),
            ],
        ),
    ],
)
def test_a_territory_keeps_what_operates_there_or_in_a_part_of_it(
    store: Store, territory: str, rows: list[tuple[Value, ...]]
) -> None:
    assert handlers(queries.who_handles(store, "trata", day=DAY, territory=territory)) == rows


def test_a_matter_that_the_graph_does_not_know_names_the_nearest(store: Store) -> None:
    with pytest.raises(UnknownNameError) as caught:
        queries.who_handles(store, "torre tagel", day=DAY)
    assert caught.value.say("en").startswith("the graph has nothing on 'torre tagel'; the nearest:")
    assert caught.value.say("es").startswith("el grafo no tiene nada sobre «torre tagel»;")
    assert "torre tagle" in caught.value.say("es")


@pytest.mark.parametrize(
    ("parameter", "name", "node"),
    [
        ("institution", "mre", "mre"),
        ("institution", "MRE", "mre"),
        ("institution", "Ministerio de Relaciones Exteriores", "mre"),
        ("institution", "ministry of foreign affairs", "mre"),
        ("institution", "cancilleria", "mre"),
        ("institution", "  CANCILLERÍA ", "mre"),
        ("other", "Mininter", "interior"),
        ("institution", "migraciones", "snm"),
        ("institution", "tagle", "mre"),
        ("venue", "mesa plenaria", "plenary"),
        ("venue", "subgrupo", "shelter-subgroup"),
        ("objective", "retorno digno", "return"),
        ("territory", "Zarumilla", "zarumilla"),
    ],
)
def test_a_name_means_a_node(store: Store, parameter: str, name: str, node: str) -> None:
    assert queries.resolve(store, parameter, name) == node


def test_an_exact_name_wins_over_a_name_that_contains_it(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[
            {"id": "a", "name_es": "Salud"},
            {"id": "b", "name_es": "Salud Pública"},
            {"id": "c", "name_es": "Saludables"},
        ],
    )
    with load.open_store(dataset.read([folder])) as opened:
        assert queries.resolve(opened, "institution", "salud") == "a"
        assert queries.resolve(opened, "institution", "publica") == "b"
        assert queries.resolve(opened, "institution", "saludab") == "c"


@pytest.mark.parametrize("name", ["cancileria", "CANCILLERÍAS"])
def test_an_unknown_name_lists_the_nearest(store: Store, name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        queries.resolve(store, "institution", name)
    assert caught.value.say("en").startswith(
        f"nothing bears the name '{name}'; the nearest: cancilleria"
    )
    assert caught.value.say("es").startswith(
        f"nada lleva el nombre «{name}»; lo más parecido: cancilleria"
    )


@pytest.mark.parametrize("name", ["", "   ", "¿?", "xqzw"])
def test_what_resembles_nothing_is_unknown(store: Store, name: str) -> None:
    with pytest.raises(UnknownNameError, match="--"):
        queries.resolve(store, "institution", name)


def test_a_node_of_another_kind_is_not_meant(store: Store) -> None:
    with pytest.raises(UnknownNameError):
        queries.resolve(store, "venue", "mre")


def test_an_ambiguous_name_lists_the_ids(store: Store) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        queries.resolve(store, "institution", "ministerio")
    assert caught.value.say("en") == (
        "'ministerio' may be health (Ministerio de Salud), interior (Ministerio del Interior), "
        "mre (Ministerio de Relaciones Exteriores); use one of those ids."
    )
    assert caught.value.say("es").startswith("«ministerio» puede ser health (")


def test_an_ambiguous_name_shows_each_candidate_by_a_name(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[
            {"id": "red-cross", "name_es": "", "name_en": "Red Cross Lima"},
            {"id": "red-crescent", "name_es": "", "name_en": "Red Crescent Lima"},
        ],
    )
    with (
        load.open_store(dataset.read([folder])) as opened,
        pytest.raises(AmbiguousNameError) as caught,
    ):
        queries.resolve(opened, "institution", "lima")
    assert "red-cross (Red Cross Lima)" in caught.value.say("en")


@pytest.mark.parametrize(
    "given",
    [
        {"day": DAY},
        {"venue": "plenary", "institution": "mre", "day": DAY},
        {"institution": "mre", "day": DAY},
    ],
)
def test_missing_or_superfluous_parameters_are_refused(
    store: Store, given: dict[str, Value]
) -> None:
    with pytest.raises(QueryError) as caught:
        queries.run(store, "members-of-venue", **given)
    assert "'members-of-venue' takes the parameters venue;" in caught.value.say("en")
    assert "«members-of-venue» lleva los parámetros venue;" in caught.value.say("es")


@pytest.mark.parametrize("name", ["members", "", "../schema/ladybug", "Members-Of-Venue"])
def test_an_unknown_query_is_refused(store: Store, name: str) -> None:
    with pytest.raises(UnknownNameError, match="ask"):
        queries.run(store, name)


def test_a_query_knows_its_question_and_what_it_asks_for() -> None:
    query = queries.named("shared-venues")
    assert query.question.en == "In which bodies do these two institutions both have a seat?"
    assert query.question.es == "¿En qué órganos tienen asiento ambas instituciones?"
    assert set(query.parameters) == {"institution", "other", "day"}
    assert query.asked_for == ["institution", "other"]


WRITING = [
    ("CREATE", "{} (:Territory {{id: 'atlantis'}})"),
    ("CREATE", "{} NODE TABLE Person (id STRING PRIMARY KEY)"),
    ("MERGE", "{} (t:Territory {{id: 'atlantis'}}) RETURN t.id AS id"),
    ("SET", "MATCH (i:Institution) {} i.note = 'gone' RETURN i.id AS id"),
    ("DELETE", "MATCH ()-[r:MEMBER_OF]->() {} r"),
    ("DETACH", "MATCH (i:Institution) {} DELETE i"),
    ("REMOVE", "MATCH (i:Institution) {} i.note RETURN i.id AS id"),
    ("DROP", "{} TABLE NEIGHBOUR_OF"),
    ("ALTER", "{} TABLE Institution ADD telephone STRING"),
    ("COPY", "{} (MATCH (i:Institution) RETURN i.id) TO 'stolen.csv'"),
    ("LOAD", "{} FROM 'secrets.csv' RETURN *"),
    ("EXPORT", "{} DATABASE 'stolen'"),
    ("IMPORT", "{} DATABASE 'planted'"),
    ("INSTALL", "{} notes"),
    ("UNINSTALL", "{} notes"),
    ("UPDATE", "{} notes"),
    ("ATTACH", "{} 'other.db' AS other"),
    ("USE", "{} other"),
    ("CALL", "{} show_tables() RETURN *"),
    ("CALL", "{} threads = 1"),
    ("FOREACH", "MATCH (i:Institution) {} (x IN [1] | RETURN x)"),
    ("INSERT", "{} (:Territory {{id: 'atlantis'}})"),
    ("COMMENT", "{} ON TABLE Institution IS 'gone'"),
    ("BEGIN", "{} TRANSACTION"),
    ("COMMIT", "{}"),
    ("ROLLBACK", "{}"),
    ("CHECKPOINT", "{}"),
    ("FORCE", "{} CHECKPOINT"),
]


def ask(store: Store, text: str, **given: Value) -> list[Result]:
    return store.ask(text, given, limit=100).rows


def everything(store: Store) -> tuple[dict[str, int], list[Result]]:
    names = store.query("MATCH (n) RETURN n.id AS id, n.name AS name, n.note AS note ORDER BY id")
    return store.counts(), names


@pytest.mark.parametrize(("word", "text"), WRITING)
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_a_word_that_may_write_is_refused(
    store: Store, word: str, text: str, case: Callable[[str], str]
) -> None:
    before = everything(store)
    with pytest.raises(QueryError) as caught:
        ask(store, text.format(case(word)))
    assert caught.value.say("en").startswith("'ask' only reads and the query says ")
    assert caught.value.say("es").startswith("«ask» solo lee y la consulta dice ")
    assert everything(store) == before


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (f:Forum) // afterwards\nDETACH DELETE f",
        "MATCH (f:Forum) /* harmless */ SET/**/ f.note = 'gone'",
        "MATCH (f:Forum) WHERE f.name <> '//' DETACH DELETE f",
        "MATCH (f:Forum) WHERE f.name <> '/*' DELETE f RETURN '*/' AS end",
        "MATCH (f:Forum) WHERE f.name <> 'it\\'s' SET f.note = 'it\\'s gone'",
        'MATCH (f:Forum) WHERE f.name <> "a\'" DELETE f RETURN "\'" AS end',
        "MATCH (f:Forum) WHERE f.name <> `'` DELETE f RETURN `'` AS end",
        "MATCH (f:Forum) // `\nDELETE f // `",
        "MATCH (f:Forum)\nDELETE\tf",
        "MATCH (f:Forum) RETURN f.id AS id;DROP TABLE NEIGHBOUR_OF",
    ],
)
def test_writing_does_not_hide_behind_quotes_and_comments(store: Store, text: str) -> None:
    before = everything(store)
    with pytest.raises(QueryError, match=r"only reads|solo lee"):
        ask(store, text)
    assert everything(store) == before


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (f:Forum) // x\rDELETE f",
        "MATCH (f:Forum) WHERE f.id = 'a''b' RETURN f.id AS id",
        "MATCH (f:Forum) WHERE f.id = '\\\\' RETURN f.id AS id",
        "MATCH (f:Forum) RETURN '\\' DELETE f //' AS id",
        "MATCH (f:Forum) RETURN f.id AS `a``b DELETE f //`",
    ],
)
def test_odd_quoting_never_changes_the_store(store: Store, text: str) -> None:
    before = everything(store)
    try:
        rows = ask(store, text)
    except QueryError:
        rows = []
    assert len(rows) in (0, 2)
    assert everything(store) == before


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("MATCH (f:Forum) WHERE f.id = 'delete' RETURN f.id AS id", []),
        ('MATCH (f:Forum) WHERE f.id <> "set" RETURN count(f) AS n', [{"n": 2}]),
        ("MATCH (f:Forum) RETURN count(f) AS n // create and merge", [{"n": 2}]),
        ("MATCH (f:Forum) /* load, copy\nand drop */ RETURN count(f) AS n", [{"n": 2}]),
        ("MATCH (f:Forum) RETURN count(f) AS `call`", [{"call": 2}]),
        ("MATCH (f:Forum) RETURN count(f) AS settled", [{"settled": 2}]),
        ("MATCH (f:Forum) RETURN count(f) AS n;", [{"n": 2}]),
    ],
)
def test_a_forbidden_word_that_is_no_command_is_allowed(
    store: Store, text: str, rows: list[Result]
) -> None:
    assert ask(store, text) == rows


def test_two_statements_are_refused(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        ask(store, "MATCH (f:Forum) RETURN f.id AS id; MATCH (f:Forum) RETURN f.id AS id")
    assert caught.value.say("en") == "the query has several statements; ask one at a time."
    assert caught.value.say("es") == "la consulta tiene varias sentencias; haga una por vez."


@pytest.mark.parametrize("text", ["MATCH (f:Forum RETURN f", "MATCHH (f) RETURN f.id AS id"])
def test_a_syntax_error_is_one_sentence(store: Store, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        ask(store, text)
    sentence = caught.value.say("en")
    assert sentence.startswith("the engine cannot run the query: Parser exception")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_ask_takes_parameters(store: Store) -> None:
    text = "MATCH (i:Institution {id: $who}) RETURN i.acronym AS acronym"
    assert ask(store, text, who="mre") == [{"acronym": "MRE"}]
    assert ask(store, text, who="mre'}) DETACH DELETE (i") == []


def test_ask_refuses_a_parameter_without_a_value(store: Store) -> None:
    with pytest.raises(QueryError, match="who"):
        ask(store, "MATCH (i:Institution {id: $who}) RETURN i.acronym AS acronym")


@pytest.mark.parametrize(
    ("question", "given", "name", "parameters"),
    [
        ("members-of-venue", {"venue": "Mesa plenaria"}, "members-of-venue", {"venue": "plenary"}),
        (
            "shared-venues",
            {"institution": "cancillería", "other": "MININTER"},
            "shared-venues",
            {"institution": "mre", "other": "interior"},
        ),
        ("things-in-territory", {"territory": "TUMBES"}, None, {"territory": "tumbes"}),
        (
            "interventions-of-objective",
            {"objective": "erradicar la trata de personas"},
            None,
            {"objective": "trafficking"},
        ),
    ],
)
def test_an_answer_takes_names_as_people_type_them(
    store: Store,
    question: str,
    given: dict[str, str],
    name: str | None,
    parameters: dict[str, Value],
) -> None:
    rows = queries.answer(store, question, given, day=DAY).rows
    assert rows == queries.run(store, name or question, day=DAY, **parameters)
    assert rows


def test_an_answer_looks_a_term_up_with_its_synonyms(store: Store) -> None:
    rows = queries.answer(store, "who-carries-out", {"term": "trata de personas"}, day=DAY).rows
    assert picked(rows, "id matter_id") == [
        ("interior", "course"),
        ("shelter-ngo", "refuge"),
        ("victims-group", "course"),
    ]


def test_an_answer_needs_no_day_where_nothing_is_dated(store: Store) -> None:
    rows = queries.answer(store, "what-bears-the-name", {"name": "Cancillería"}, day=DAY).rows
    assert picked(rows, "label id") == [("Institution", "mre")]
    rows = queries.answer(store, "institution", {"institution": "Migraciones"}, day=DAY).rows
    assert picked(rows, "institution") == [("snm",)]


def test_an_answer_counts_until_the_day(ended: Store) -> None:
    given = {"venue": "Mesa plenaria"}
    assert len(queries.answer(ended, "members-of-venue", given, day=LAST_DAY).rows) == 3
    assert queries.answer(ended, "members-of-venue", given, day=DAY_AFTER).rows == []


@pytest.mark.parametrize("space", [" ", "\n", "\t"])
def test_an_answer_may_be_cypher(store: Store, space: str) -> None:
    text = "MATCH (i:Institution {id:$who}) RETURN i.acronym AS acronym".replace(" ", space)
    answer = queries.answer(store, text, {"who": "mre"}, day=DAY)
    assert answer == ([{"acronym": "MRE"}], False)


def test_an_answer_refuses_what_it_does_not_know(store: Store) -> None:
    with pytest.raises(UnknownNameError):
        queries.answer(store, "members", {}, day=DAY)
    with pytest.raises(UnknownNameError):
        queries.answer(store, "members-of-venue", {"venue": "comité"}, day=DAY)
    with pytest.raises(QueryError):
        queries.answer(store, "members-of-venue", {}, day=DAY)
    with pytest.raises(QueryError):
        queries.answer(store, "members-of-venue", {"venue": "plenary", "term": "a"}, day=DAY)
    with pytest.raises(QueryError, match=r"only reads|solo lee"):
        queries.answer(store, "MATCH (n) DETACH DELETE n", {}, day=DAY)


def test_a_dataset_is_counted_by_kind(store: Store) -> None:
    rows = queries.run(store, "datasets")
    assert {row["dataset"] for row in rows} == {"world"}
    assert {row["label"]: row["nodes"] for row in rows} == {
        label: number for label, number in store.counts().items() if label in LABELS and number
    }


def test_the_sources_are_known(store: Store) -> None:
    assert picked(queries.run(store, "sources"), "source title kind") == [
        ("field-notes", "Field notes", "press_note")
    ]


def test_an_answer_is_cut_where_it_was_asked_for(store: Store) -> None:
    text = "MATCH (i:Institution) RETURN i.id AS id ORDER BY id"
    every = store.ask(text, {}, limit=7)
    assert (len(every.rows), every.cut) == (7, False)
    first = store.ask(text, {}, limit=2)
    assert (first.rows, first.cut) == (every.rows[:2], True)


def test_a_page_has_every_section(store: Store) -> None:
    head, sections = queries.page(store, "interior", day=DAY)
    assert (head["institution"], head["acronym"]) == ("interior", "MININTER")
    assert {section: [*picked(rows, "source")] for section, rows in sections.items() if rows} == {
        "seats": [("field-notes",)] * 2,
        "responsibilities": [("field-notes",)],
        "interventions": [("field-notes",)],
        "agreements": [("field-notes",)],
        "partners": [("field-notes",)],
    }
    assert list(sections) == [
        "part_of",
        "parts",
        "seats",
        "responsibilities",
        "interventions",
        "agreements",
        "partners",
    ]
    _, of_mre = queries.page(store, "mre", day=DAY)
    assert picked(of_mre["part_of"], "institution") == [("peru",)]
    assert picked(of_mre["parts"], "institution") == [("mre-asn",)]


def test_a_page_of_nobody_is_an_unknown_name(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="nobody"):
        queries.page(store, "nobody", day=DAY)


def test_the_interior_ministry_leads_on_trafficking(bundled_store: Store) -> None:
    # The press note calls the ministry head of the matter and says that it chairs the commission.
    rows = handlers(queries.who_handles(bundled_store, "trata", day="2022-12-31"))
    assert ("leads", "mininter", "lead", "gcm-o10") in rows
    assert ("has_seat", "mininter", "chair", "cmnp-tptim") in rows
    # The plenary deals with every objective; trafficking is not its main matter.
    assert "mtigm" not in {matter for *_, matter in rows}


def test_trafficking_is_not_smuggling(bundled_store: Store) -> None:
    def matters(term: str) -> set[Value]:
        rows = queries.who_handles(bundled_store, term, day="2022-12-31")
        return {row["matter_id"] for row in rows}

    # Objective 9, the guidelines of 2018 and Interpol's network are about smuggling alone.
    only_smuggling = {"gcm-o09", "ds-008-2018-in", "interpol-ison"}
    assert only_smuggling <= matters("tráfico ilícito de migrantes")
    assert not only_smuggling & matters("trata")
    assert "gcm-o10" not in matters("tráfico ilícito de migrantes")


def test_smuggling_is_handled_alike_in_both_languages(bundled_store: Store) -> None:
    english = queries.who_handles(bundled_store, "migrant smuggling", day="2022-12-31")
    spanish = queries.who_handles(bundled_store, "tráfico ilícito de migrantes", day="2022-12-31")
    assert english == spanish


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("cancilleria", "mre"),
        ("Migraciones", "snm"),
        ("ACNUR", "unhcr"),
        ("UNHCR", "unhcr"),
    ],
)
def test_the_names_that_people_use_are_known(bundled_store: Store, name: str, node: str) -> None:
    assert queries.resolve(bundled_store, "institution", name) == node
