from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from neo4j_server import clear, rows
from worlds import ids, opened, tables_of_folders, ties, write_world

from stakeholder_graph import neo4j_load, queries
from stakeholder_graph.connection import Connection
from stakeholder_graph.errors import QueryError, ServerError
from stakeholder_graph.neo4j_store import check_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neo4j_server import Server

    from stakeholder_graph.neo4j_store import Neo4jStore

# Four of them make 1e12 rows: slower than any patience.
ENDLESS = "MATCH (a), (b), (c), (d) UNWIND range(1, 10000000) AS n RETURN count(*) AS n"


@pytest.fixture(scope="module")
def store(neo4j_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jStore]:
    clear(neo4j_server)
    folder = write_world(
        tmp_path_factory.mktemp("server") / "world",
        institutions=[{"id": "msf", "name_es": "Médicos d'ultramar"}, *ids("health", "labour")],
        forums=ids("roundtable"),
        memberships=ties(
            "institution", "venue", ("msf", "roundtable", "observer"), ("health", "roundtable")
        ),
    )
    with opened(neo4j_server) as opened_store:
        neo4j_load.load(opened_store, tables_of_folders(folder), ["world"])
        yield opened_store
    clear(neo4j_server)


def test_the_engine_says_what_it_is(store: Neo4jStore, neo4j_server: Server) -> None:
    assert re.fullmatch(r"Neo4j (5\.26|20\d\d)\.[\d.]+ \(.*, neo4j\)", store.engine)
    assert neo4j_server.uri in store.engine


def test_rows_are_dicts_by_column_name(store: Neo4jStore) -> None:
    assert store.query(
        "MATCH (i:Institution)-[r:MEMBER_OF]->(f:Forum) "
        "RETURN i.id AS who, r.role AS role, count(*) AS seats ORDER BY who"
    ) == [
        {"who": "health", "role": "member", "seats": 1},
        {"who": "msf", "role": "observer", "seats": 1},
    ]


def test_a_value_travels_as_a_parameter_and_never_as_text(store: Neo4jStore) -> None:
    text = "MATCH (i:Institution) WHERE i.name_es = $name RETURN i.id AS id"
    assert store.query(text, {"name": "Médicos d'ultramar"}) == [{"id": "msf"}]
    assert store.query(text, {"name": "' OR true //"}) == []


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (:Territory {id: 'atlantis'})",
        "MATCH (n:Institution) SET n.note = 'gone'",
        "MATCH (n) DETACH DELETE n",
        "DROP CONSTRAINT institution_id",
        "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS",
    ],
)
def test_nothing_is_written_by_reading(store: Neo4jStore, text: str) -> None:
    before = store.counts()
    for ask in (lambda: store.query(text), lambda: store.ask(text, {}, limit=9)):
        with pytest.raises(QueryError) as caught:
            ask()
        assert "\n" not in caught.value.say("en")
    assert store.counts() == before
    assert store.missing_constraints() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CREATE (n:Forum) RETURN n", "the query writes or administers"),
        ("MATCH (n) SET n.x = 1 RETURN n", "the query writes or administers"),
        ("MATCH (n) DETACH DELETE n", "the query writes or administers"),
        ("CREATE INDEX FOR (n:Forum) ON (n.name)", "the query writes or administers"),
        ("CALL dbms.listConfig()", "the query writes or administers"),
        ("SHOW DATABASES", "the query writes or administers"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", "(LoadCSV)"),
        ("MATCH (n) CALL db.labels() YIELD label RETURN label", "(ProcedureCall)"),
        ("SHOW SETTINGS", "(ShowSettings)"),
        ("SHOW TRANSACTIONS", "(ShowTransactions)"),
        ("TERMINATE TRANSACTION 'neo4j-transaction-1'", "(TerminateTransactions)"),
        ("PROFILE LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l", "the query cannot be run"),
        ("RETURN 1 AS a; RETURN 2 AS b", "the query cannot be run"),
        ("MATCHH (n) RETURN n", "the query cannot be run"),
        ("RETURN $who AS who", "the query names a parameter without a value"),
    ],
    ids=lambda text: text[:32],
)
def test_ask_refuses_whatever_is_not_reading_the_graph(
    store: Neo4jStore, text: str, words: str
) -> None:
    with pytest.raises(QueryError) as caught:
        store.ask(text, {}, limit=9)
    assert words in caught.value.say("en")
    assert caught.value.say("es") != caught.value.say("en")


def test_ask_reads_whatever_the_graph_holds(store: Neo4jStore) -> None:
    text = "MATCH (i:Institution {id: $who})-[r:MEMBER_OF]->(f) RETURN i, r, f.id AS venue"
    ((row,), cut) = store.ask(text, {"who": "msf"}, limit=9)
    assert (row["i"]["name_es"], row["r"]["role"], row["venue"], cut) == (
        "Médicos d'ultramar",
        "observer",
        "roundtable",
        False,
    )
    ((row,), _) = store.ask(
        "MATCH p = (:Institution {id: 'msf'})-->() "
        "RETURN p, [date('2022-06-30'), duration('P1D')] AS times, {one: 1.5} AS map",
        {},
        limit=9,
    )
    assert [node["id"] for node in row["p"]] == ["msf", "roundtable"]
    assert (row["times"], row["map"]) == (["2022-06-30", "P1D"], {"one": 1.5})
    (chained, _) = store.ask(
        "CALL { MATCH (i:Institution) RETURN i.id AS id } RETURN id ORDER BY id", {}, limit=9
    )
    assert [row["id"] for row in chained] == ["health", "labour", "msf"]


def test_an_answer_is_cut_where_it_was_asked_for(store: Neo4jStore) -> None:
    text = "UNWIND range(1, 100000) AS n RETURN n"
    assert store.ask(text, {}, limit=2) == ([{"n": 1}, {"n": 2}], True)
    every = store.ask("UNWIND range(1, 3) AS n RETURN n", {}, limit=3)
    assert (len(every.rows), every.cut) == (3, False)


def test_the_server_gives_a_slow_query_up(store: Neo4jStore, neo4j_server: Server) -> None:
    with opened(neo4j_server, read_seconds=0.5) as impatient:
        for ask in (
            lambda: impatient.query(ENDLESS),
            lambda: impatient.ask(ENDLESS, {}, limit=9),
        ):
            with pytest.raises(QueryError) as caught:
                ask()
            assert "stopped the query because it took too long" in caught.value.say("en")
    assert store.query("RETURN 1 AS n") == [{"n": 1}]
    running = rows(neo4j_server, "SHOW TRANSACTIONS YIELD currentQuery RETURN currentQuery")
    assert not any("10000000" in str(text) for [text] in running)


@pytest.mark.parametrize(
    "agent", ["Neo4j/4.4.44", "Neo4j/5.25.1", "Neo4j/3.5.0", "Memgraph/2.1", "Neo4j/dev", ""]
)
def test_a_server_that_is_too_old_is_refused(agent: str) -> None:
    with pytest.raises(ServerError) as caught:
        check_version(agent, Connection("neo4j://graph"))
    assert caught.value.say("en") == (
        f"the server neo4j://graph is {agent} and Neo4j 5.26 or later is needed; upgrade it."
    )


@pytest.mark.parametrize("agent", ["Neo4j/5.26.0", "Neo4j/5.27-aura", "Neo4j/2025.12.1"])
def test_a_server_that_is_recent_enough_is_taken(agent: str) -> None:
    check_version(agent, Connection("neo4j://graph"))


SEEKING = (
    "agreements-of-institution",
    "institution",
    "interventions-of-institution",
    "interventions-of-objective",
    "members-of-venue",
    "partners-of-institution",
    "parts-of-institution",
    "responsibilities-of-institution",
    "venues-of-institution",
    "wholes-of-institution",
)


@pytest.mark.parametrize("name", SEEKING)
def test_a_query_of_one_node_looks_its_id_up_in_an_index(store: Neo4jStore, name: str) -> None:
    with store.driver.session(database="neo4j") as session:
        plan = str(session.run(f"EXPLAIN {queries.named(name).text}").consume().plan)
    assert "NodeUniqueIndexSeek" in plan
