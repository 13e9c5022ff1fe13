"""Every question and every analysis: the same rows from the embedded engine and from Neo4j."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neo4j_server import clear
from worlds import DAY, everything, ids, opened, tables_of_folders, write_world

from stakeholder_graph import doctor, glossary, load, neo4j_load, queries
from stakeholder_graph.centrality import central_actors
from stakeholder_graph.duplicates import duplicated_efforts
from stakeholder_graph.gaps import congruence
from stakeholder_graph.kinds import GAPS
from stakeholder_graph.model import LABELS, RELATIONSHIP_TYPES
from stakeholder_graph.network import read_network, two_mode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import networkx as nx
    import pandas as pd
    from neo4j_server import Server

    from stakeholder_graph.dataset import Dataset
    from stakeholder_graph.store import Store, Value

ANALYSES = (*GAPS.values(), duplicated_efforts, central_actors)
DAYS = ("1990-01-01", "2019-07-15", "2022-12-31", "2030-01-01")


@pytest.fixture(scope="module")
def shared(neo4j_server: Server, bundled: Dataset) -> Iterator[Store]:
    clear(neo4j_server)
    with opened(neo4j_server) as store:
        neo4j_load.load(store, list(load.tabulate(bundled)), ["mtigm", "regional"])
        yield store
    clear(neo4j_server)


def values(day: str, **ids_: str) -> dict[str, Value]:
    return {
        "day": day,
        "id": "mre",
        "name": "migra",
        "institution": "mre",
        "other": "snm",
        "venue": "mtigm",
        "objective": "gcm-o10",
        "territory": "pe",
        "terms": glossary.synonyms("trata"),
        **ids_,
    }


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", queries.catalogue())
def test_a_question_has_the_same_answer(
    shared: Store, bundled_store: Store, name: str, day: str
) -> None:
    query = queries.named(name)
    given_values = {key: values(day)[key] for key in query.parameters}
    assert shared.query(query.text, given_values) == bundled_store.query(query.text, given_values)


def test_everything_is_the_same(shared: Store, bundled_store: Store) -> None:
    assert shared.counts() == bundled_store.counts()
    assert everything(shared) == everything(bundled_store)


def described(network: nx.MultiDiGraph) -> tuple[list[object], list[object], dict[str, object]]:
    return list(network.nodes(data=True)), list(network.edges(data=True)), network.graph


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return list(one.columns) == list(other.columns) and one.equals(other)


@pytest.mark.parametrize("day", DAYS)
def test_an_analysis_finds_the_same(shared: Store, bundled_store: Store, day: str) -> None:
    ours, theirs = read_network(bundled_store, day=day), read_network(shared, day=day)
    assert described(ours) == described(theirs)
    assert list(two_mode(ours).edges(data=True)) == list(two_mode(theirs).edges(data=True))
    assert congruence(ours) == congruence(theirs)
    for analyse in ANALYSES:
        assert same(analyse(ours), analyse(theirs)), analyse.__name__


@pytest.mark.parametrize(
    "name", ["cancilleria", "CANCILLERÍA", "Ministry of Foreign Affairs", "mre", "ACNUR", "unhcr"]
)
def test_a_name_is_found_whatever_its_accents_and_capitals(
    shared: Store, bundled_store: Store, name: str
) -> None:
    expected = "unhcr" if name.lower() in ("acnur", "unhcr") else "mre"
    assert queries.resolve(shared, "institution", name) == expected
    assert queries.resolve(bundled_store, "institution", name) == expected


@pytest.mark.parametrize("term", ["trata", "Trafficking", "tráfico ilícito", "niñez", "remesas"])
def test_who_handles_a_matter_is_the_same(shared: Store, bundled_store: Store, term: str) -> None:
    rows = queries.who_handles(shared, term, day="2022-12-31")
    assert rows
    assert rows == queries.who_handles(bundled_store, term, day="2022-12-31")


def test_a_page_is_the_same(shared: Store, bundled_store: Store) -> None:
    for institution in ("mre", "snm", "mininter", "unhcr"):
        assert queries.page(shared, institution, day="2022-12-31") == queries.page(
            bundled_store, institution, day="2022-12-31"
        )


@pytest.mark.parametrize("question", doctor.QUESTIONS, ids=lambda question: question.about.en)
def test_both_engines_know_the_known_answers(
    shared: Store, bundled_store: Store, question: doctor.Question
) -> None:
    for store in (shared, bundled_store):
        assert store.query(question.text, question.parameters) == [{"answer": question.answer}]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "MATCH (i)-[r:MEMBER_OF {role: 'chair'}]->(f {id: $venue}) RETURN i.id AS id",
            [{"id": "mre"}],
        ),
        ("MATCH (n:Forum) RETURN count(n) AS n", [{"n": 46}]),
    ],
)
def test_anybodys_query_has_the_same_answer(
    shared: Store, bundled_store: Store, text: str, rows: list[dict[str, object]]
) -> None:
    given_values = {"venue": "mtigm"} if "$venue" in text else {}
    for store in (shared, bundled_store):
        assert store.ask(text, given_values, limit=99) == (rows, False)


KINDS_OF_NODES = {name: label.file.removesuffix(".csv") for name, label in LABELS.items()}
DATES = st.sampled_from(["", "2019", "2021-06", "2024-02-29"])
TIES = st.tuples(
    st.sampled_from(list(RELATIONSHIP_TYPES)),
    st.integers(0, 7),
    st.integers(0, 2),
    st.integers(0, 2),
    DATES,
    st.booleans(),
)


def random_world(
    folder: Path,
    names: list[str],
    tied: list[tuple[str, int, int, int, str, bool]],
) -> Path:
    """Write three nodes of every label, and ties between them that the model allows."""
    nodes = {label: [f"{label.lower()}-{at}" for at in range(3)] for label in LABELS}
    files: dict[str, list[dict[str, str]]] = {
        KINDS_OF_NODES[label]: ids(*of) for label, of in nodes.items()
    }
    for row, name in zip(files["institutions"], names, strict=False):
        row["name_es"] = name
    seen = set()
    for type_, pair, start, end, begins, implied in tied:
        kind = RELATIONSHIP_TYPES[type_]
        labels = kind.pairs[pair % len(kind.pairs)]
        ends = nodes[labels[0]][start], nodes[labels[1]][end]
        is_upwards = type_ != "PART_OF" or start < end or labels[0] != labels[1]
        if ends[0] == ends[1] or not is_upwards or (type_, *ends, begins) in seen:
            continue
        seen.add((type_, *ends, begins))
        row = {kind.start_column: ends[0], kind.end_column: ends[1], "valid_from": begins}
        row["evidence"] = "implied" if implied else "documented"
        for column in kind.own_columns:
            terms = column.values  # noqa: PD011 -- no data frame
            if column.required and terms:
                row[column.name] = next(iter(terms))
        files.setdefault(kind.file.removesuffix(".csv"), []).append(row)
    return write_world(folder, **files)


@given(
    names=st.lists(
        st.text(st.sampled_from("áéñÜ aBc'\"|\\"), min_size=1, max_size=8).filter(
            lambda name: name.strip("| ") != ""
        ),
        max_size=3,
    ),
    tied=st.lists(TIES, max_size=40),
)
@settings(max_examples=12, derandomize=True, deadline=None)
def test_any_world_has_the_same_answers(
    neo4j_526: Server,
    tmp_path_factory: pytest.TempPathFactory,
    names: list[str],
    tied: list[tuple[str, int, int, int, str, bool]],
) -> None:
    folder = random_world(tmp_path_factory.mktemp("any") / "world", names, tied)
    tables = tables_of_folders(folder)
    clear(neo4j_526)
    with opened(neo4j_526) as server, load.embed(tables) as embedded:
        neo4j_load.load(server, tables, ["world"])
        assert everything(server) == everything(embedded)
        given_values = values(
            DAY,
            id="forum-1",
            institution="institution-0",
            other="institution-1",
            venue="forum-0",
            objective="objective-0",
            territory="territory-2",
        ) | {"terms": [" objective 0 ", "a"], "name": "a"}
        for query in queries.catalogue().values():
            chosen = {key: given_values[key] for key in query.parameters}
            assert server.query(query.text, chosen) == embedded.query(query.text, chosen)
        for day in ("2018-01-01", DAY):
            ours, theirs = read_network(embedded, day=day), read_network(server, day=day)
            assert described(ours) == described(theirs)
            for analyse in ANALYSES:
                assert same(analyse(ours), analyse(theirs)), analyse.__name__
    clear(neo4j_526)
