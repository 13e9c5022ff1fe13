from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from worlds import ids, write_world

from stakeholder_graph import dataset, load, resources
from stakeholder_graph.model import NODE_PROPERTIES, RELATIONSHIP_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stakeholder_graph.dataset import Dataset
    from stakeholder_graph.store import Result, Store, Value

FILES = sorted(resources.folder("cypher").joinpath("queries").glob("*.cypher"))
PARAMETERS = {
    "day",
    "id",
    "institution",
    "name",
    "objective",
    "other",
    "terms",
    "territory",
    "venue",
}
NEVER_PORTABLE = {
    "labels()": r"\blabels\s*\(",
    "keys()": r"\bkeys\s*\(",
    "properties()": r"\bproperties\s*\(",
    "id()": r"\bid\s*\(",
    "type()": r"\btype\s*\(",
    "several labels": r"\(\s*\w*\s*:\s*\w+\s*:",
    "shortest path": r"\b(all)?shortestPaths?\b",
    "call": r"\bCALL\b",
    "foreach": r"\bFOREACH\b",
    "remove": r"\bREMOVE\b",
    "addition of a map": r"\+=",
    "datetime()": r"\bdatetime\s*\(",
    "substring": r"\bsubstring\s*\(",
    "list position or slice": r"[\w)\]]\s*\[\s*(-?\d+|\.\.|\$?\w+\s*\.\.)",
    "list comprehension": r"\[\s*\w+\s+IN\b",
    "map projection": r"\b\w+\s*\{\s*\.",
    "null": r"(?<!IS )(?<!IS NOT )\bNULL\b",
    "writing": r"\b(CREATE|MERGE|SET|DELETE|DROP|LOAD|COPY|ALTER)\b",
}
of_each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def code(path: Path) -> str:
    """Return the statement without comments, its texts emptied."""
    text = re.sub(r"//[^\n]*", "", path.read_text("utf-8"))
    return re.sub(r"'[^']*'", "''", text).strip()


def returned(statement: str) -> list[str]:
    """Return the items between the last RETURN and ORDER BY, split at the outer commas."""
    items, depth, item = [], 0, ""
    clause = statement.rpartition("RETURN")[2].partition("ORDER BY")[0]
    for character in clause.replace("DISTINCT", "", 1):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and not depth:
            items.append(item.strip())
            item = ""
        else:
            item += character
    return [*items, item.strip()]


def aliases(statement: str) -> list[str]:
    return [item.rpartition(" AS ")[2] for item in returned(statement)]


def test_there_is_a_file_for_every_question() -> None:
    assert len(FILES) >= 24


@of_each_file
def test_a_file_begins_with_its_question_in_both_languages(path: Path) -> None:
    english, spanish, statement = path.read_text("utf-8").split("\n", 2)
    assert english.startswith("// ")
    assert re.fullmatch(r"// [A-Z][^¿]*\?", english)
    assert re.fullmatch(r"// ¿.*\?", spanish)
    assert not statement.lstrip().startswith("//")


@of_each_file
def test_a_file_is_one_reading_statement(path: Path) -> None:
    statement = code(path)
    assert ";" not in statement
    assert statement.startswith("MATCH ")
    assert statement.count("ORDER BY") == 1
    assert statement.rindex("ORDER BY") > statement.rindex("RETURN")


@of_each_file
def test_every_column_is_named(path: Path) -> None:
    statement = code(path)
    assert all(re.search(r"\sAS\s\w+$", item) for item in returned(statement))
    names = aliases(statement)
    assert len(set(names)) == len(names)


@of_each_file
def test_the_order_is_by_named_columns(path: Path) -> None:
    statement = code(path)
    # A column may be ranked first: CASE role WHEN 'lead' THEN 0 ELSE 1 END.
    order = re.sub(r"CASE (\w+)( WHEN \S+ THEN \d)+ ELSE \d END", r"\1", statement)
    keys = [key.split()[0] for key in order.partition("ORDER BY")[2].split(",")]
    assert set(keys) <= set(aliases(statement))


@of_each_file
def test_a_column_is_never_called_like_a_variable(path: Path) -> None:
    statement = code(path)
    variables = set(re.findall(r"[(\[]\s*(\w+)\s*(?=[:){\]])", statement))
    assert variables
    assert not variables & set(aliases(statement))


@of_each_file
def test_every_parameter_is_known(path: Path) -> None:
    assert set(re.findall(r"\$(\w+)", code(path))) <= PARAMETERS


def offences(statement: str) -> list[str]:
    return [
        construct
        for construct, pattern in NEVER_PORTABLE.items()
        if re.search(pattern, statement, re.IGNORECASE)
    ]


@of_each_file
def test_only_the_portable_subset_is_used(path: Path) -> None:
    assert offences(code(path)) == []


@pytest.mark.parametrize(
    ("construct", "text"),
    [
        ("labels()", "RETURN labels(n) AS l"),
        ("id()", "WHERE id(n) = 1"),
        ("type()", "RETURN type(r) AS kind"),
        ("several labels", "MATCH (n:Forum:WorkingGroup)"),
        ("shortest path", "MATCH p = shortestPath((a)-[*1..3]-(b))"),
        ("list position or slice", "RETURN collect(n.id)[0] AS first"),
        ("list position or slice", "RETURN names[1..2] AS some"),
        ("list comprehension", "RETURN [x IN names WHERE true] AS some"),
        ("null", "RETURN NULL AS nothing"),
    ],
)
def test_the_portability_check_finds_what_it_is_for(construct: str, text: str) -> None:
    assert offences(text) == [construct]


def test_the_portability_check_spares_what_is_portable() -> None:
    assert offences("WHERE n.id IS NULL AND any(one IN $terms WHERE n.name = one)") == []


@of_each_file
def test_variable_lengths_have_bounds(path: Path) -> None:
    for pattern in re.findall(r"-\[([^\]]*)\]", code(path)):
        assert "*" not in pattern or re.search(r"\*\d+\.\.\d+$", pattern)


@of_each_file
def test_labels_types_and_properties_are_those_of_the_model(path: Path) -> None:
    statement = code(path)
    named = {
        name
        for group in re.findall(r"[(\[]\s*\w*\s*:\s*([\w|]+)", statement)
        for name in group.split("|")
    }
    assert named <= {*NODE_PROPERTIES, *RELATIONSHIP_TYPES}
    known = {name for properties in NODE_PROPERTIES.values() for name in properties}
    known |= {name for one in RELATIONSHIP_TYPES.values() for name in one.properties}
    assert set(re.findall(r"\b[a-z]\.(\w+)", statement)) <= known


@of_each_file
def test_a_pair_of_one_kind_is_given_once(path: Path) -> None:
    statement = code(path)
    twice = re.findall(r"\b([ij]):Institution", statement)
    if {"i", "j"} <= set(twice):
        assert re.search(r"i\.id (<|<>) j\.id", statement)


def shuffled(rows: Dataset, seed: int) -> Dataset:
    def mix(tables: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
        return {name: random.Random(seed).sample(of, len(of)) for name, of in tables.items()}

    return replace(rows, nodes=mix(rows.nodes), relationships=mix(rows.relationships))


def backwards(rows: Dataset) -> Dataset:
    return replace(
        rows,
        nodes={name: of[::-1] for name, of in rows.nodes.items()},
        relationships={name: of[::-1] for name, of in rows.relationships.items()},
    )


def answers(store: Store, path: Path, values: dict[str, Value]) -> list[Result]:
    text = path.read_text("utf-8")
    return store.query(text, {name: values[name] for name in re.findall(r"\$(\w+)", text)})


BUNDLED_VALUES: dict[str, Value] = {
    "day": "2022-12-31",
    "id": "mre",
    "institution": "mre",
    "name": "migra",
    "objective": "gcm-o10",
    "other": "mininter",
    "terms": [" trata ", " migrantes "],
    "territory": "pe",
    "venue": "mtigm",
}


@pytest.fixture(scope="module")
def bundled_shuffled(bundled: Dataset) -> Iterator[Store]:
    with load.open_store(shuffled(bundled, seed=12)) as store:
        yield store


@of_each_file
def test_rows_come_in_one_order_however_the_files_are_sorted(
    path: Path, bundled_store: Store, bundled_shuffled: Store
) -> None:
    rows = answers(bundled_store, path, BUNDLED_VALUES)
    assert answers(bundled_store, path, BUNDLED_VALUES) == rows
    assert answers(bundled_shuffled, path, BUNDLED_VALUES) == rows


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Every tie stands twice: one term since 2020 and its renewal since 2022, both open."""

    def twice(**tie: str) -> list[dict[str, str]]:
        first = {"valid_from": "2020", "confirmed_on": "2021", "evidence": "documented"}
        second = {"valid_from": "2022", "confirmed_on": "2023", "evidence": "implied"}
        return [tie | first, tie | second]

    norms = twice(institution="ministry", objective="asylum", role="lead")
    folder = write_world(
        tmp_path_factory.mktemp("renewed") / "world",
        institutions=ids("ministry", "agency", "office"),
        forums=ids("roundtable"),
        working_groups=ids("desk"),
        agreements=ids("law", "plan"),
        objectives=ids("asylum"),
        interventions=ids("shelter"),
        territories=ids("region"),
        memberships=[
            *twice(institution="ministry", venue="roundtable"),
            *twice(institution="agency", venue="roundtable"),
        ],
        parts=[
            *twice(part="office", whole="ministry"),
            *twice(part="ministry", whole="agency"),
            *twice(part="desk", whole="roundtable"),
        ],
        parties=twice(institution="ministry", agreement="plan", role="lead"),
        responsibilities=[norms[0] | {"norm": "law"}, norms[1] | {"norm": "plan"}],
        executions=[
            *twice(executor="ministry", intervention="shelter", role="joint"),
            *twice(executor="agency", intervention="shelter", role="joint"),
        ],
        scopes=[
            *twice(subject="shelter", objective="asylum"),
            *twice(subject="roundtable", objective="asylum"),
        ],
        cooperation=twice(institution="ministry", partner="agency"),
        presence=twice(subject="roundtable", territory="region"),
    )
    return dataset.read([folder])


@pytest.fixture(scope="module")
def renewed_forwards(renewed: Dataset) -> Iterator[Store]:
    with load.open_store(renewed) as store:
        yield store


@pytest.fixture(scope="module")
def renewed_backwards(renewed: Dataset) -> Iterator[Store]:
    with load.open_store(backwards(renewed)) as store:
        yield store


@of_each_file
def test_rows_that_differ_in_their_dates_only_have_an_order_too(
    path: Path, renewed_forwards: Store, renewed_backwards: Store
) -> None:
    values: dict[str, Value] = {
        "day": "2024-06-30",
        "id": "ministry",
        "institution": "ministry",
        "name": "ministry",
        "objective": "asylum",
        "other": "agency",
        "terms": [" asylum ", " ministry ", " plan "],
        "territory": "region",
        "venue": "roundtable",
    }
    rows = answers(renewed_forwards, path, values)
    assert answers(renewed_backwards, path, values) == rows
    # Here the only objective has a lead and two actors.
    assert bool(rows) == (not path.stem.startswith("objectives-with"))
