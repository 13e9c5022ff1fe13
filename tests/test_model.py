from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from stakeholder_graph import resources
from stakeholder_graph.dataset import Dataset
from stakeholder_graph.load import tabulate
from stakeholder_graph.model import (
    COLUMNS_OF_FILE,
    DERIVED,
    DERIVED_OF_NODES,
    DERIVED_OF_RELATIONSHIPS,
    LABELS,
    NODE_PROPERTIES,
    RELATIONSHIP_TYPES,
    SOURCE,
    SOURCE_COLUMNS,
)
from stakeholder_graph.vocabulary import LABELS_OF_COLUMN

if TYPE_CHECKING:
    from pathlib import Path

CYPHER = resources.folder("cypher")
SCHEMA = (CYPHER / "schema" / "ladybug.cypher").read_text("utf-8")
LOAD = (CYPHER / "load" / "ladybug.cypher").read_text("utf-8")
QUERIES = sorted((CYPHER / "queries").glob("*.cypher"))

each_query = pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
each_label = pytest.mark.parametrize("label", LABELS)
each_type = pytest.mark.parametrize("kind", RELATIONSHIP_TYPES)


def statements(script: str) -> list[str]:
    lines = (line for line in script.splitlines() if not line.startswith("//"))
    return [" ".join(one.split()) for one in "\n".join(lines).split(";") if one.strip()]


def test_the_model_is_the_one_of_the_design() -> None:
    assert list(LABELS) == [
        "Institution",
        "WorkingGroup",
        "Forum",
        "Agreement",
        "Objective",
        "Intervention",
        "Territory",
    ]
    assert list(RELATIONSHIP_TYPES) == [
        "MEMBER_OF",
        "PART_OF",
        "PARTY_TO",
        "RESPONSIBLE_FOR",
        "CARRIES_OUT",
        "ADDRESSES",
        "REQUIRES",
        "COOPERATES_WITH",
        "OPERATES_IN",
        "ALIGNED_WITH",
        "ESTABLISHES",
        "NEIGHBOUR_OF",
    ]


def test_the_schema_has_the_tables_of_the_model_and_no_other() -> None:
    nodes: list[str] = []
    relationships: list[str] = []
    for statement in statements(SCHEMA):
        head = re.match(r"CREATE (NODE|REL) TABLE (\w+) \(", statement)
        assert head, statement
        (nodes if head[1] == "NODE" else relationships).append(head[2])
    assert nodes == list(NODE_PROPERTIES)
    assert relationships == list(RELATIONSHIP_TYPES)


def members_of_table(name: str) -> list[str]:
    (body,) = re.findall(rf"CREATE (?:NODE|REL) TABLE {name} \((.*)\)$", SCHEMA_LINES, re.MULTILINE)
    return [member.strip() for member in body.split(",")]


SCHEMA_LINES = "\n".join(statements(SCHEMA))


@pytest.mark.parametrize("label", NODE_PROPERTIES)
def test_a_node_table_has_the_properties_of_its_label_in_order(label: str) -> None:
    first, *others = NODE_PROPERTIES[label]
    assert members_of_table(label) == [
        f"{first} STRING PRIMARY KEY",
        *(f"{name} STRING" for name in others),
    ]
    assert first == "id"


@each_type
def test_a_relationship_table_has_the_pairs_and_properties_of_its_type_in_order(kind: str) -> None:
    model = RELATIONSHIP_TYPES[kind]
    assert members_of_table(kind) == [
        *(f"FROM {start} TO {end}" for start, end in model.pairs),
        *(f"{name} STRING" for name in model.properties),
    ]


def test_the_load_script_copies_each_file_that_the_loader_writes_once() -> None:
    expected = [
        *(
            f"COPY {label} FROM '{label}.csv' (HEADER=true, PARALLEL=false)"
            for label in NODE_PROPERTIES
        ),
        *(
            f"COPY {kind.name} FROM '{kind.name}.{start}.{end}.csv' "
            f"(FROM='{start}', TO='{end}', HEADER=true, PARALLEL=false)"
            for kind in RELATIONSHIP_TYPES.values()
            for start, end in kind.pairs
        ),
    ]
    assert statements(LOAD) == expected


def test_the_loader_writes_each_file_with_the_columns_of_its_table() -> None:
    tables = list(tabulate(Dataset()))
    files = re.findall(r"'([^']+)\.csv'", LOAD)
    assert [".".join((table.name, *table.ends)) for table in tables] == files
    for table in tables:
        if table.ends:
            assert tuple(table.columns) == (
                "from",
                "to",
                *RELATIONSHIP_TYPES[table.name].properties,
            )
        else:
            assert tuple(table.columns) == NODE_PROPERTIES[table.name]


class Variable(NamedTuple):
    """A variable of a query: its labels or types, and the properties that all of them have."""

    names: frozenset[str]
    properties: frozenset[str]


NODE = re.compile(r"(?<!\w)\((\w*)(?::(\w+(?:\|\w+)*))?\s*(?:\{([^}]*)\})?\)")
TIE = re.compile(r"\[(\w*)(?::(\w+(?:\|\w+)*))?(?:\*[\d.]*)?\]")
PROPERTY = re.compile(r"(?<![\w$])([a-z]\w*)\.([A-Za-z_]\w*)")
RETURNED = re.compile(r"\b([a-z]\w*)\.(\w+) AS (\w+)")


def query_text(path: Path) -> str:
    text = " ".join(statements(path.read_text("utf-8")))
    return re.sub(r"'[^']*'", "''", text)


def variables(text: str) -> dict[str, Variable]:
    found: dict[str, Variable] = {}
    for regex, known in (
        (NODE, NODE_PROPERTIES),
        (TIE, {name: kind.properties for name, kind in RELATIONSHIP_TYPES.items()}),
    ):
        for match in regex.finditer(text):
            variable, written = match[1] or match[0], match[2]
            if variable in found and not written:
                continue
            # No relationship leads to a source: an unlabelled node is never one.
            names = written.split("|") if written else [name for name in known if name != SOURCE]
            assert set(names) <= set(known), f"{match[0]} names what the model does not know"
            common = set(known[names[0]]).intersection(*(known[name] for name in names))
            found[variable] = Variable(frozenset(names), frozenset(common))
    return found


def test_there_are_queries_and_the_extraction_sees_what_they_name() -> None:
    assert len(QUERIES) >= 20
    text = (
        "MATCH (i:Institution {id: $institution})-[r:MEMBER_OF|PARTY_TO]->(v:Forum|Agreement)"
        "<-[:PART_OF*1..2]-(x) WHERE r.role = '' RETURN v.id AS venue"
    )
    found = variables(text)
    assert found["i"].names == {"Institution"}
    assert found["r"].names == {"MEMBER_OF", "PARTY_TO"}
    assert found["v"].names == {"Forum", "Agreement"}
    assert found["x"].names == set(LABELS)
    assert found["[:PART_OF*1..2]"].names == {"PART_OF"}
    assert "role" in found["r"].properties
    assert "roster" not in found["v"].properties
    assert PROPERTY.findall(text) == [("r", "role"), ("v", "id")]
    with pytest.raises(AssertionError):
        variables("MATCH (i:institution) RETURN i.id AS id")


@each_query
def test_a_query_names_only_labels_types_and_properties_of_the_model(path: Path) -> None:
    text = query_text(path)
    known = variables(text)
    used = PROPERTY.findall(text)
    assert used
    for variable, name in used:
        assert name in known[variable].properties, f"{variable}.{name}"
    named = set(re.findall(r":(\w+(?:\|\w+)*)", text))
    seen = {one for variable in known.values() for one in variable.names}
    assert {one for names in named for one in names.split("|")} <= seen


@each_query
def test_the_keys_of_a_pattern_are_properties_of_its_label(path: Path) -> None:
    for match in NODE.finditer(query_text(path)):
        if match[3]:
            keys = re.findall(r"(\w+):", match[3])
            assert keys
            for label in match[2].split("|"):
                assert set(keys) <= set(LABELS[label].properties)


@each_query
def test_a_query_returns_each_column_once(path: Path) -> None:
    returned = query_text(path).rsplit("RETURN ", 1)[1]
    aliases = re.findall(r" AS (\w+)", returned)
    assert aliases
    assert [name for name, times in Counter(aliases).items() if times > 1] == []


@each_query
def test_a_controlled_value_is_returned_under_a_column_that_reads_it_out(path: Path) -> None:
    text = query_text(path)
    known = variables(text)
    files = {SOURCE: SOURCE_COLUMNS} | {label.name: label.columns for label in LABELS.values()}
    files |= {kind.name: kind.columns for kind in RELATIONSHIP_TYPES.values()}
    for variable, name, alias in RETURNED.findall(text):
        for one in known[variable].names:
            for column in files[one]:
                if column.name == name and column.values and column.form != "list":
                    labels = LABELS_OF_COLUMN[alias]
                    assert {term: labels[term] for term in column.values} == dict(column.values)


@pytest.mark.parametrize("file", COLUMNS_OF_FILE)
def test_a_data_file_names_no_column_twice(file: str) -> None:
    names = [column.name for column in COLUMNS_OF_FILE[file]]
    assert len(set(names)) == len(names)


def test_every_file_belongs_to_one_label_or_type() -> None:
    files = [
        "sources.csv",
        "statements.csv",
        *(label.file for label in LABELS.values()),
        *(kind.file for kind in RELATIONSHIP_TYPES.values()),
    ]
    assert list(COLUMNS_OF_FILE) == files
    assert len(set(files)) == len(files)


def test_the_headers_of_the_bundled_files_are_the_columns_of_the_model(
    bundled_folders: list[Path],
) -> None:
    paths = sorted(path for folder in bundled_folders for path in folder.glob("*.csv"))
    assert {path.name for path in paths} == set(COLUMNS_OF_FILE)
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            header = next(csv.reader(lines, strict=True))
        assert header == [column.name for column in COLUMNS_OF_FILE[path.name]], path.name


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("MEMBER_OF", ("institution", "venue", "role", "valid_from")),
        ("PART_OF", ("part", "whole", "valid_from")),
        ("PARTY_TO", ("institution", "agreement", "role", "valid_from")),
        ("CARRIES_OUT", ("executor", "intervention", "role", "valid_from")),
        ("ADDRESSES", ("subject", "objective", "valid_from")),
        (
            "REQUIRES",
            (
                "agreement",
                "objective",
                "level",
                "territory",
                "population",
                "exposure",
                "valid_from",
            ),
        ),
        (
            "COOPERATES_WITH",
            ("institution", "partner", "kind", "object_es", "object_en", "valid_from"),
        ),
        ("OPERATES_IN", ("subject", "territory", "valid_from")),
        ("ALIGNED_WITH", ("objective", "aligned_with", "valid_from")),
        ("ESTABLISHES", ("agreement", "body", "valid_from")),
        ("NEIGHBOUR_OF", ("territory", "neighbour", "valid_from")),
        ("RESPONSIBLE_FOR", ("institution", "objective", "role", "norm", "valid_from")),
    ],
)
def test_a_tie_is_told_apart_by_its_ends_what_it_says_and_its_beginning(
    kind: str, key: tuple[str, ...]
) -> None:
    model = RELATIONSHIP_TYPES[kind]
    assert model.key == key
    assert model.key[:2] == (model.start_column, model.end_column)
    assert set(model.key) <= {column.name for column in model.columns}


@each_type
def test_the_ends_of_a_tie_are_labels_of_the_model(kind: str) -> None:
    model = RELATIONSHIP_TYPES[kind]
    assert len(set(model.pairs)) == len(model.pairs)
    assert {*model.start_labels, *model.end_labels} <= set(LABELS)
    assert {(start, end) for start in model.start_labels for end in model.end_labels} >= set(
        model.pairs
    )


@each_label
def test_a_label_is_dated_by_columns_of_its_own(label: str) -> None:
    model = LABELS[label]
    names = {column.name for column in model.own_columns}
    assert {model.begins, model.ends} <= names | {None}
    assert (model.begins is None) == (model.ends is None)


def test_every_derived_property_is_explained() -> None:
    assert set(DERIVED) == {*DERIVED_OF_NODES, *DERIVED_OF_RELATIONSHIPS}


def test_every_name_of_the_model_is_explained_in_both_languages() -> None:
    columns = [column for columns in COLUMNS_OF_FILE.values() for column in columns]
    texts = [
        *(text for label in LABELS.values() for text in (label.title, label.about)),
        *(text for kind in RELATIONSHIP_TYPES.values() for text in (kind.title, kind.about)),
    ]
    for text in [*texts, *(column.about for column in columns), *DERIVED.values()]:
        assert all(words.strip() for words in text)
