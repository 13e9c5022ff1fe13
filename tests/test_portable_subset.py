"""
The portable subset of Cypher: the same query, the same rows on every engine.

Expected rows were worked out by hand on this network (founded, tags, active):

    institutions  mre (1821, consular+law, yes)     mig (2012, border, yes)
                  ong (unknown, none, no)           grt (2003, border+law, yes)
    forums        mesa (2010)   red (2018)   cumbre (1999)      group  desk (2015)

    MEMBER_OF        mre -chair 2010-> mesa     mig -member 2012-> mesa
                     mig -chair 2018-> red      ong -member 2019-> red
                     ong -observer-> desk
    PART_OF          desk -> mesa -> cumbre     mig -> mre
    COOPERATES_WITH  mre -> mig -> ong -> mre, a triangle; grt has no tie at all
"""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import ladybug
import pytest
from neo4j.time import Date
from neo4j_server import empty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neo4j import Driver
    from neo4j_server import Server

Parameters = dict[str, Any]
Row = tuple[Any, ...]


class Case(NamedTuple):
    name: str
    query: str
    expected: list[Row]
    parameters: Parameters = {}  # noqa: RUF012


class Written(NamedTuple):
    """Statements that write, then what is read afterwards."""

    name: str
    statements: list[tuple[str, Parameters]]
    query: str
    expected: list[Row]


class Difference(NamedTuple):
    """One query, two answers."""

    name: str
    query: str
    ladybug: list[Row]
    neo4j: list[Row]
    statements: Sequence[tuple[str, Parameters]] = ()


def column(*values: object) -> list[Row]:
    return [(value,) for value in values]


SCHEMA = """
CREATE NODE TABLE Institution (
  id STRING PRIMARY KEY, name STRING, founded INT64, budget DOUBLE, active BOOL, tags STRING[]
);
CREATE NODE TABLE Forum (id STRING PRIMARY KEY, name STRING, founded INT64);
CREATE NODE TABLE WorkingGroup (id STRING PRIMARY KEY, name STRING, founded INT64);
CREATE NODE TABLE Note (id STRING PRIMARY KEY, text STRING, number INT64, share DOUBLE,
  done BOOL, words STRING[]);
CREATE REL TABLE MEMBER_OF (
  FROM Institution TO Forum, FROM Institution TO WorkingGroup, role STRING, since INT64
);
CREATE REL TABLE PART_OF (
  FROM Institution TO Institution, FROM WorkingGroup TO Forum, FROM Forum TO Forum
);
CREATE REL TABLE COOPERATES_WITH (FROM Institution TO Institution, topic STRING);
CREATE REL TABLE ANSWERS (FROM Note TO Note, day STRING, weight INT64);
"""
NODES = {
    "Institution": [
        {
            "id": "mre",
            "name": "Relaciones Exteriores",
            "founded": 1821,
            "budget": 12.5,
            "active": True,
            "tags": ["consular", "law"],
        },
        {
            "id": "mig",
            "name": "Migraciones",
            "founded": 2012,
            "budget": 8.25,
            "active": True,
            "tags": ["border"],
        },
        {"id": "ong", "name": "Ágora Niñez", "active": False, "tags": []},
        {
            "id": "grt",
            "name": "Gobierno de Tacna",
            "founded": 2003,
            "budget": 3.25,
            "active": True,
            "tags": ["border", "law"],
        },
    ],
    "Forum": [
        {"id": "mesa", "name": "Mesa", "founded": 2010},
        {"id": "red", "name": "Red", "founded": 2018},
        {"id": "cumbre", "name": "Cumbre", "founded": 1999},
    ],
    "WorkingGroup": [{"id": "desk", "name": "Desk", "founded": 2015}],
}
TIES: list[tuple[str, str, str, str, str, Parameters]] = [
    ("Institution", "mre", "MEMBER_OF", "Forum", "mesa", {"role": "chair", "since": 2010}),
    ("Institution", "mig", "MEMBER_OF", "Forum", "mesa", {"role": "member", "since": 2012}),
    ("Institution", "mig", "MEMBER_OF", "Forum", "red", {"role": "chair", "since": 2018}),
    ("Institution", "ong", "MEMBER_OF", "Forum", "red", {"role": "member", "since": 2019}),
    ("Institution", "ong", "MEMBER_OF", "WorkingGroup", "desk", {"role": "observer"}),
    ("WorkingGroup", "desk", "PART_OF", "Forum", "mesa", {}),
    ("Forum", "mesa", "PART_OF", "Forum", "cumbre", {}),
    ("Institution", "mig", "PART_OF", "Institution", "mre", {}),
    ("Institution", "mre", "COOPERATES_WITH", "Institution", "mig", {"topic": "visas"}),
    ("Institution", "mig", "COOPERATES_WITH", "Institution", "ong", {"topic": "shelter"}),
    ("Institution", "ong", "COOPERATES_WITH", "Institution", "mre", {"topic": "visas"}),
]

MATCH = [
    Case(
        "node by id",
        "MATCH (a:Institution {id: $id}) RETURN a.name",
        column("Migraciones"),
        {"id": "mig"},
    ),
    Case("node of no such id", "MATCH (a:Institution {id: $id}) RETURN a.name", [], {"id": "x"}),
    Case(
        "several properties in the pattern",
        "MATCH (a:Institution {active: true, founded: 2003}) RETURN a.id",
        column("grt"),
    ),
    Case(
        "label alone",
        "MATCH (a:Institution) RETURN a.id ORDER BY a.id",
        column("grt", "mig", "mre", "ong"),
    ),
    Case(
        "one label or the other",
        "MATCH (v:Forum|WorkingGroup) RETURN v.id AS id ORDER BY id",
        column("cumbre", "desk", "mesa", "red"),
    ),
    Case("no label", "MATCH (n) RETURN count(*)", column(8)),
    Case("no label, by id", "MATCH (n {id: $id}) RETURN n.name", column("Desk"), {"id": "desk"}),
    Case(
        "directed out",
        "MATCH (a:Institution {id: 'mig'})-[:COOPERATES_WITH]->(b) RETURN b.id",
        column("ong"),
    ),
    Case(
        "directed in",
        "MATCH (a:Institution {id: 'mig'})<-[:COOPERATES_WITH]-(b) RETURN b.id",
        column("mre"),
    ),
    Case(
        "undirected",
        "MATCH (a:Institution {id: 'mig'})-[:COOPERATES_WITH]-(b) RETURN b.id ORDER BY b.id",
        column("mre", "ong"),
    ),
    Case(
        "undirected, both ends free",
        "MATCH (a:Institution)-[:COOPERATES_WITH]-(b:Institution) RETURN count(*)",
        column(6),
    ),
    Case(
        "one type or the other",
        "MATCH (a:Institution {id: 'mig'})-[r:COOPERATES_WITH|PART_OF]->(b:Institution) "
        "RETURN b.id ORDER BY b.id",
        column("mre", "ong"),
    ),
    Case(
        "no type",
        "MATCH (a:Institution {id: 'mig'})-[r]->(b) RETURN b.id AS id ORDER BY id",
        column("mesa", "mre", "ong", "red"),
    ),
    Case("bare arrow", "MATCH (a {id: 'mesa'})-->(b) RETURN b.id", column("cumbre")),
    Case(
        "bare arrow back",
        "MATCH (a {id: 'mesa'})<--(b) RETURN b.id AS id ORDER BY id",
        column("desk", "mig", "mre"),
    ),
    Case(
        "bare line",
        "MATCH (a {id: 'mesa'})--(b) RETURN b.id AS id ORDER BY id",
        column("cumbre", "desk", "mig", "mre"),
    ),
    Case(
        "relationship property map",
        "MATCH (a)-[:COOPERATES_WITH {topic: $topic}]->(b) RETURN a.id AS a_id, b.id AS b_id "
        "ORDER BY a_id",
        [("mre", "mig"), ("ong", "mre")],
        {"topic": "visas"},
    ),
    Case(
        "relationship properties returned",
        "MATCH (a:Institution)-[r:MEMBER_OF]->(f:Forum {id: 'red'}) "
        "RETURN a.id, r.role, r.since ORDER BY a.id",
        [("mig", "chair", 2018), ("ong", "member", 2019)],
    ),
    Case(
        "two patterns by comma, joined",
        "MATCH (a:Institution)-[:MEMBER_OF]->(f:Forum), (b:Institution)-[:MEMBER_OF]->(f) "
        "WHERE a.id < b.id RETURN a.id, b.id, f.id ORDER BY f.id",
        [("mig", "mre", "mesa"), ("mig", "ong", "red")],
    ),
    Case(
        "two patterns by comma, apart",
        "MATCH (f:Forum), (g:WorkingGroup) RETURN f.id, g.id ORDER BY f.id",
        [("cumbre", "desk"), ("mesa", "desk"), ("red", "desk")],
    ),
    Case(
        "two MATCH clauses",
        "MATCH (a:Institution {id: 'mig'})-[:MEMBER_OF]->(f:Forum) "
        "MATCH (b:Institution)-[:MEMBER_OF]->(f) WHERE b.id <> a.id "
        "RETURN f.id, b.id ORDER BY f.id",
        [("mesa", "mre"), ("red", "ong")],
    ),
    Case(
        "triangle",
        "MATCH (a:Institution)-[:COOPERATES_WITH]->(b:Institution)-[:COOPERATES_WITH]->"
        "(c:Institution)-[:COOPERATES_WITH]->(a) RETURN a.id, b.id, c.id ORDER BY a.id",
        [("mig", "ong", "mre"), ("mre", "mig", "ong"), ("ong", "mre", "mig")],
    ),
    Case(
        "optional, found or not",
        "MATCH (a:Institution) OPTIONAL MATCH (a)-[:MEMBER_OF]->(f:Forum) "
        "RETURN a.id AS id, f.id AS forum ORDER BY id, forum",
        [("grt", None), ("mig", "mesa"), ("mig", "red"), ("mre", "mesa"), ("ong", "red")],
    ),
    Case(
        "optional with a condition",
        "MATCH (a:Institution) OPTIONAL MATCH (a)-[r:MEMBER_OF]->(f:Forum) "
        "WHERE r.role = 'chair' RETURN a.id AS id, f.id AS forum ORDER BY id",
        [("grt", None), ("mig", "red"), ("mre", "mesa"), ("ong", None)],
    ),
    Case(
        "chain of different types",
        "MATCH (a:Institution)-[:MEMBER_OF]->(g:WorkingGroup)-[:PART_OF]->(f:Forum) "
        "RETURN a.id, g.id, f.id",
        [("ong", "desk", "mesa")],
    ),
]

WHERE = [
    Case(
        "equal to a parameter",
        "MATCH (a:Institution) WHERE a.name = $name RETURN a.id",
        column("ong"),
        {"name": "Ágora Niñez"},
    ),
    Case(
        "unequal leaves out what has no value",
        "MATCH (a:Institution) WHERE a.founded <> 2012 RETURN a.id ORDER BY a.id",
        column("grt", "mre"),
    ),
    Case("less", "MATCH (a:Institution) WHERE a.founded < 2003 RETURN a.id", column("mre")),
    Case(
        "at most",
        "MATCH (a:Institution) WHERE a.founded <= 2003 RETURN a.id ORDER BY a.id",
        column("grt", "mre"),
    ),
    Case("more", "MATCH (a:Institution) WHERE a.founded > 2003 RETURN a.id", column("mig")),
    Case(
        "at least",
        "MATCH (a:Institution) WHERE a.founded >= 2003 RETURN a.id ORDER BY a.id",
        column("grt", "mig"),
    ),
    Case(
        "and",
        "MATCH (a:Institution) WHERE a.active AND a.founded < 2010 RETURN a.id ORDER BY a.id",
        column("grt", "mre"),
    ),
    Case(
        "or",
        "MATCH (a:Institution) WHERE a.id = 'ong' OR a.founded = 1821 RETURN a.id ORDER BY a.id",
        column("mre", "ong"),
    ),
    Case(
        "xor",
        "MATCH (a:Institution) WHERE a.id = 'mre' XOR a.active RETURN a.id ORDER BY a.id",
        column("grt", "mig"),
    ),
    Case(
        "not",
        "MATCH (a:Institution) WHERE NOT a.id = 'mre' RETURN a.id ORDER BY a.id",
        column("grt", "mig", "ong"),
    ),
    Case(
        "and binds before or",
        "MATCH (a:Institution) WHERE a.id = 'ong' OR a.active AND a.founded > 2010 RETURN a.id "
        "ORDER BY a.id",
        column("mig", "ong"),
    ),
    Case("is null", "MATCH (a:Institution) WHERE a.founded IS NULL RETURN a.id", column("ong")),
    Case(
        "is not null",
        "MATCH (a:Institution) WHERE a.founded IS NOT NULL RETURN a.id ORDER BY a.id",
        column("grt", "mig", "mre"),
    ),
    Case(
        "starts with",
        "MATCH (a:Institution) WHERE a.name STARTS WITH $start RETURN a.id",
        column("mre"),
        {"start": "Rel"},
    ),
    Case(
        "ends with",
        "MATCH (a:Institution) WHERE a.name ENDS WITH 'es' RETURN a.id ORDER BY a.id",
        column("mig", "mre"),
    ),
    Case(
        "contains",
        "MATCH (a:Institution) WHERE a.name CONTAINS $part RETURN a.id",
        column("ong"),
        {"part": "iñe"},
    ),
    Case(
        "contains is case-sensitive",
        "MATCH (a:Institution) WHERE a.name CONTAINS 'tacna' RETURN a.id",
        [],
    ),
    Case(
        "expression, whole string", "MATCH (a:Institution) WHERE a.name =~ 'Migra' RETURN a.id", []
    ),
    Case(
        "expression", "MATCH (a:Institution) WHERE a.name =~ 'Mig.*nes' RETURN a.id", column("mig")
    ),
    Case(
        "expression, any case",
        "MATCH (a:Institution) WHERE a.name =~ '(?i).*TACNA' RETURN a.id",
        column("grt"),
    ),
    Case(
        "in a list", "MATCH (a:Institution) WHERE a.id IN ['mre', 'x'] RETURN a.id", column("mre")
    ),
    Case(
        "in a parameter",
        "MATCH (a:Institution) WHERE a.id IN $ids RETURN a.id ORDER BY a.id",
        column("mig", "ong"),
        {"ids": ["ong", "mig"]},
    ),
    Case(
        "not in",
        "MATCH (a:Institution) WHERE NOT a.id IN $ids RETURN a.id ORDER BY a.id",
        column("grt", "mre"),
        {"ids": ["ong", "mig"]},
    ),
    Case(
        "no such pattern",
        "MATCH (a:Institution) WHERE NOT (a)-[:MEMBER_OF]->() RETURN a.id",
        column("grt"),
    ),
    Case(
        "such a pattern",
        "MATCH (a:Institution) WHERE (a)-[:PART_OF]->() RETURN a.id",
        column("mig"),
    ),
    Case(
        "exists",
        "MATCH (a:Institution) WHERE EXISTS { MATCH (a)-[r:MEMBER_OF]->(f:Forum) "
        "WHERE r.role = $role } RETURN a.id ORDER BY a.id",
        column("mig", "mre"),
        {"role": "chair"},
    ),
    Case(
        "not exists",
        "MATCH (a:Institution) WHERE NOT EXISTS { MATCH (a)-[:MEMBER_OF]->(f:Forum) } RETURN a.id",
        column("grt"),
    ),
    Case(
        "exists within exists",
        "MATCH (a:Institution) WHERE EXISTS { MATCH (a)-[:MEMBER_OF]->(f:Forum) "
        "WHERE EXISTS { MATCH (f)-[:PART_OF]->(:Forum) } } RETURN a.id ORDER BY a.id",
        column("mig", "mre"),
    ),
    Case(
        "not exists within exists",
        "MATCH (a:Institution) WHERE EXISTS { MATCH (a)-[:MEMBER_OF]->(f:Forum) "
        "WHERE NOT EXISTS { MATCH (f)-[:PART_OF]->(:Forum) } } RETURN a.id ORDER BY a.id",
        column("mig", "ong"),
    ),
    Case(
        "count in a condition",
        "MATCH (a:Institution) WHERE COUNT { MATCH (a)-[:MEMBER_OF]->(f:Forum) } > 1 RETURN a.id",
        column("mig"),
    ),
    Case(
        "count returned",
        "MATCH (a:Institution) RETURN a.id AS id, COUNT { MATCH (a)-[:MEMBER_OF]->(f:Forum) } "
        "AS forums ORDER BY id",
        [("grt", 0), ("mig", 2), ("mre", 1), ("ong", 1)],
    ),
    Case(
        "bare boolean property",
        "MATCH (a:Institution) WHERE NOT a.active RETURN a.id",
        column("ong"),
    ),
    Case(
        "boolean parameter",
        "MATCH (a:Institution) WHERE a.active = $active RETURN a.id",
        column("ong"),
        {"active": False},
    ),
    Case(
        "map parameter",
        "MATCH (a:Institution) WHERE a.id = $m.x RETURN a.name",
        column("Migraciones"),
        {"m": {"x": "mig", "y": "mre"}},
    ),
]

LISTS = [
    Case(
        "parameter in a list property",
        "MATCH (a:Institution) WHERE $tag IN a.tags RETURN a.id ORDER BY a.id",
        column("grt", "mig"),
        {"tag": "border"},
    ),
    Case(
        "size of a list",
        "MATCH (a:Institution) RETURN a.id, size(a.tags) ORDER BY a.id",
        [("grt", 2), ("mig", 1), ("mre", 2), ("ong", 0)],
    ),
    Case(
        "a list comes back as a list",
        "MATCH (a:Institution) RETURN a.tags ORDER BY a.id",
        column(["border", "law"], ["border"], ["consular", "law"], []),
    ),
    Case(
        "any",
        "MATCH (a:Institution) WHERE any(t IN a.tags WHERE t STARTS WITH 'l') "
        "RETURN a.id ORDER BY a.id",
        column("grt", "mre"),
    ),
    Case(
        "all, of nothing too",
        "MATCH (a:Institution) WHERE all(t IN a.tags WHERE t = 'border') RETURN a.id ORDER BY a.id",
        column("mig", "ong"),
    ),
    Case(
        "none",
        "MATCH (a:Institution) WHERE none(t IN a.tags WHERE t = 'law') RETURN a.id ORDER BY a.id",
        column("mig", "ong"),
    ),
    Case(
        "any of a parameter in a property",
        "MATCH (a:Institution) WHERE any(t IN $tags WHERE t IN a.tags) RETURN a.id ORDER BY a.id",
        column("grt", "mig", "mre"),
        {"tags": ["border", "consular"]},
    ),
    Case(
        "a parameter brought into a predicate",
        "WITH $part AS part MATCH (a:Institution) WHERE any(t IN a.tags WHERE t CONTAINS part) "
        "RETURN a.id ORDER BY a.id",
        column("grt", "mre"),
        {"part": "aw"},
    ),
    Case("unwind a list", "UNWIND ['b', 'a'] AS x RETURN x ORDER BY x", column("a", "b")),
    Case(
        "unwind a parameter",
        "UNWIND $ids AS x MATCH (a:Institution {id: x}) RETURN a.name ORDER BY a.name",
        column("Migraciones", "Relaciones Exteriores"),
        {"ids": ["mre", "nobody", "mig"]},
    ),
    Case(
        "unwind rows",
        "UNWIND $rows AS row RETURN row.id, row.n ORDER BY row.n",
        [("b", 1), ("a", 2)],
        {"rows": [{"id": "a", "n": 2}, {"id": "b", "n": 1}]},
    ),
    Case(
        "unwind rows with lists",
        "UNWIND $rows AS row UNWIND row.tags AS tag RETURN row.id AS id, tag ORDER BY id, tag",
        [("a", "x"), ("a", "y"), ("b", "z")],
        {"rows": [{"id": "a", "tags": ["x", "y"]}, {"id": "b", "tags": ["z"]}]},
    ),
    Case(
        "unwind a property",
        "MATCH (a:Institution) UNWIND a.tags AS tag RETURN tag, count(*) AS n ORDER BY tag",
        [("border", 2), ("consular", 1), ("law", 2)],
    ),
    Case("range", "UNWIND range(1, 3) AS x RETURN x ORDER BY x", column(1, 2, 3)),
    Case("lists added", "RETURN [1, 2] + [3] AS l", column([1, 2, 3])),
    Case(
        "lists equal", "MATCH (a:Institution) WHERE a.tags = ['border'] RETURN a.id", column("mig")
    ),
    Case("lists differ by order", "RETURN ['a', 'b'] = ['b', 'a'] AS same", [(False,)]),
    Case(
        "collect",
        "MATCH (a:Institution) WITH collect(a.id) AS ids UNWIND ids AS id RETURN id ORDER BY id",
        column("grt", "mig", "mre", "ong"),
    ),
    Case(
        "collect distinct",
        "MATCH ()-[r:COOPERATES_WITH]->() "
        "RETURN size(collect(r.topic)) AS n, size(collect(DISTINCT r.topic)) AS kinds",
        [(3, 2)],
    ),
    Case(
        "collect leaves out what has no value",
        "MATCH (a:Institution) RETURN size(collect(a.founded)) AS years",
        column(3),
    ),
    Case(
        "collect maps",
        "MATCH (a:Institution)-[r:MEMBER_OF]->(f:Forum {id: 'red'}) "
        "WITH collect({who: a.id, role: r.role}) AS seats UNWIND seats AS seat "
        "RETURN seat.who AS who, seat.role AS role ORDER BY who",
        [("mig", "chair"), ("ong", "member")],
    ),
    Case(
        "a list of maps comes back",
        "MATCH (a:Institution {id: 'mre'})-[r:MEMBER_OF]->(f:Forum) "
        "RETURN collect({forum: f.id, since: r.since}) AS seats",
        column([{"forum": "mesa", "since": 2010}]),
    ),
    Case(
        "size of a list that may be missing",
        "OPTIONAL MATCH (a:Institution {id: 'x'}) RETURN size(coalesce(a.tags, [])) AS n",
        column(0),
    ),
]

PROJECTING = [
    Case(
        "distinct",
        "MATCH ()-[r:COOPERATES_WITH]->() RETURN DISTINCT r.topic AS topic ORDER BY topic",
        column("shelter", "visas"),
    ),
    Case(
        "with distinct",
        "MATCH ()-[r:COOPERATES_WITH]->() WITH DISTINCT r.topic AS topic RETURN count(*)",
        column(2),
    ),
    Case(
        "aliases",
        "MATCH (f:Forum {id: 'red'}) WITH f.name AS title, f.founded AS year "
        "RETURN title AS t, year + 1 AS next",
        [("Red", 2019)],
    ),
    Case(
        "map",
        "MATCH (a:Institution {id: 'mig'}) RETURN {id: a.id, year: a.founded} AS m",
        column({"id": "mig", "year": 2012}),
    ),
    Case("key of a map", "WITH {id: 'x', n: 2} AS m RETURN m.id, m.n", [("x", 2)]),
    Case("key of a parameter", "RETURN $m.x AS x", column("y"), {"m": {"x": "y"}}),
    Case(
        "order by an expression",
        "MATCH (f:Forum) RETURN f.id AS id ORDER BY size(f.name), id",
        column("red", "mesa", "cumbre"),
    ),
    Case(
        "order up and down",
        "MATCH (a:Institution)-[r:MEMBER_OF]->(f:Forum) RETURN f.id AS forum, a.id AS who "
        "ORDER BY forum DESC, who ASC",
        [("red", "mig"), ("red", "ong"), ("mesa", "mig"), ("mesa", "mre")],
    ),
    Case(
        "missing values come last",
        "MATCH (a:Institution) RETURN a.founded ORDER BY a.founded",
        column(1821, 2003, 2012, None),
    ),
    Case("limit", "MATCH (a:Institution) RETURN a.id ORDER BY a.id LIMIT 2", column("grt", "mig")),
    Case(
        "skip and limit",
        "MATCH (a:Institution) RETURN a.id ORDER BY a.id SKIP 1 LIMIT 2",
        column("mig", "mre"),
    ),
    Case(
        "skip and limit by parameter",
        "MATCH (a:Institution) RETURN a.id ORDER BY a.id SKIP $skip LIMIT $n",
        column("mre", "ong"),
        {"skip": 2, "n": 5},
    ),
    Case(
        "with, where",
        "MATCH (a:Institution)-[:MEMBER_OF]->(v) WITH a, count(*) AS seats WHERE seats > 1 "
        "RETURN a.id AS id, seats ORDER BY id",
        [("mig", 2), ("ong", 2)],
    ),
    Case(
        "with, order, limit",
        "MATCH (f:Forum) WITH f ORDER BY f.founded DESC LIMIT 1 RETURN f.id",
        column("red"),
    ),
    Case(
        "with, then another match",
        "MATCH (f:Forum) WITH f ORDER BY f.founded LIMIT 2 MATCH (x)-[:PART_OF]->(f) "
        "RETURN f.id AS id, x.id AS part ORDER BY id",
        [("cumbre", "mesa"), ("mesa", "desk")],
    ),
    Case(
        "case of a value",
        "MATCH (:Institution)-[r:MEMBER_OF]->(f:Forum {id: 'mesa'}) "
        "RETURN CASE r.role WHEN 'chair' THEN 0 WHEN 'member' THEN 1 ELSE 2 END AS rank "
        "ORDER BY rank",
        column(0, 1),
    ),
    Case(
        "case of conditions",
        "MATCH (a:Institution) RETURN a.id AS id, CASE WHEN a.founded < 1900 THEN 'old' "
        "WHEN a.founded >= 1900 THEN 'new' ELSE 'unknown' END AS age ORDER BY id",
        [("grt", "new"), ("mig", "new"), ("mre", "old"), ("ong", "unknown")],
    ),
    Case(
        "coalesce",
        "MATCH (a:Institution) RETURN coalesce(a.founded, 0) AS year ORDER BY year",
        column(0, 1821, 2003, 2012),
    ),
    Case(
        "union",
        "MATCH (a:Institution {id: 'mre'}) RETURN a.id AS id "
        "UNION MATCH (a:Institution) WHERE a.founded < 1900 RETURN a.id AS id",
        column("mre"),
    ),
    Case(
        "union all",
        "MATCH (a:Institution {id: 'mre'}) RETURN a.id AS id "
        "UNION ALL MATCH (a:Institution) WHERE a.founded < 1900 RETURN a.id AS id",
        column("mre", "mre"),
    ),
    Case("comments", "// who\nMATCH (f:Forum {id: 'red'}) // which\nRETURN f.name", column("Red")),
    Case(
        "names in backticks",
        "MATCH (`the forum`:`Forum` {id: 'red'}) RETURN `the forum`.`name` AS `its name`",
        column("Red"),
    ),
]

AGGREGATING = [
    Case("count all", "MATCH (a:Institution) RETURN count(*)", column(4)),
    Case("count values", "MATCH (a:Institution) RETURN count(a.founded)", column(3)),
    Case(
        "count nodes",
        "MATCH (a:Institution) OPTIONAL MATCH (a)-[:MEMBER_OF]->(f:Forum) "
        "RETURN a.id AS id, count(f) AS forums ORDER BY id",
        [("grt", 0), ("mig", 2), ("mre", 1), ("ong", 1)],
    ),
    Case("count distinct", "MATCH ()-[r:MEMBER_OF]->() RETURN count(DISTINCT r.role)", column(3)),
    Case("count nothing", "MATCH (a:Institution {id: 'x'}) RETURN count(*)", column(0)),
    Case("sum of integers", "MATCH (f:Forum) RETURN sum(f.founded)", column(6027)),
    Case("sum of decimals", "MATCH (a:Institution) RETURN sum(a.budget)", column(24.0)),
    Case("average", "MATCH (a:Institution) RETURN avg(a.budget)", column(8.0)),
    Case("average of integers is decimal", "MATCH (f:Forum) RETURN avg(f.founded)", column(2009.0)),
    Case(
        "least and greatest",
        "MATCH (a:Institution) RETURN min(a.founded), max(a.name)",
        [(1821, "Ágora Niñez")],
    ),
    Case(
        "least of nothing",
        "MATCH (a:Institution {id: 'x'}) RETURN min(a.founded) AS m",
        column(None),
    ),
    Case(
        "sum of nothing, made 0",
        "MATCH (a:Institution {id: 'x'}) RETURN coalesce(sum(a.founded), 0) AS s",
        column(0),
    ),
    Case(
        "sum of cases",
        "MATCH ()-[r:MEMBER_OF]->() RETURN sum(CASE WHEN r.role = 'chair' THEN 1 ELSE 0 END)",
        column(2),
    ),
    Case(
        "by several keys",
        "MATCH (a:Institution)-[r:MEMBER_OF]->(v:Forum|WorkingGroup) "
        "RETURN r.role AS role, v.id AS venue, count(*) AS n ORDER BY role, venue",
        [
            ("chair", "mesa", 1),
            ("chair", "red", 1),
            ("member", "mesa", 1),
            ("member", "red", 1),
            ("observer", "desk", 1),
        ],
    ),
    Case(
        "no value is a key too",
        "MATCH ()-[r:MEMBER_OF]->() RETURN r.since IS NULL AS unknown, count(*) AS n "
        "ORDER BY unknown",
        [(False, 4), (True, 1)],
    ),
    Case(
        "a missing property is a key",
        "MATCH (a:Institution) WHERE a.id IN ['ong', 'mig'] "
        "RETURN a.founded AS year, count(*) AS n ORDER BY year",
        [(2012, 1), (None, 1)],
    ),
]

STRINGS = [
    Case("lower", "RETURN toLower('ÁRBOL Ñandú') AS s", column("árbol ñandú")),
    Case("upper", "RETURN toUpper('ágora niñez') AS s", column("ÁGORA NIÑEZ")),
    Case("trim", "RETURN trim('  a b ') AS s", column("a b")),
    Case(
        "left and right",
        "RETURN left('consular', 3) AS l, right('consular', 2) AS r",
        [("con", "ar")],
    ),
    Case("reverse", "RETURN reverse('año') AS s", column("oña")),
    Case("replace", "RETURN replace('a-b-c', '-', '/') AS s", column("a/b/c")),
    Case("size in code points", "RETURN size('Ñandú') AS s, size('😀') AS one", [(5, 1)]),
    Case(
        "added",
        "MATCH (f:Forum {id: 'red'}) RETURN f.id + $sep + f.name AS s",
        column("red: Red"),
        {"sep": ": "},
    ),
    Case(
        "order by code point",
        "UNWIND ['é', 'z', 'Z', 'a'] AS x RETURN x ORDER BY x",
        column("Z", "a", "z", "é"),
    ),
    Case("accents after z", "RETURN 'é' > 'z' AS after", [(True,)]),
    Case(
        "quotes within a parameter",
        "RETURN $text AS t",
        column('l\'Ô "x" \\ y'),
        {"text": 'l\'Ô "x" \\ y'},
    ),
    Case("quote within a literal", r"RETURN 'd\'ultramar' AS t", column("d'ultramar")),
    Case("empty string is a value", "RETURN '' IS NULL AS missing, size('') AS n", [(False, 0)]),
]

NUMBERS = [
    Case("sum and difference", "RETURN 2 + 3 AS a, 2 - 3 AS b", [(5, -1)]),
    Case("product", "RETURN 2 * 3.5 AS a", column(7.0)),
    Case("integers divide to integers", "RETURN 7 / 2 AS a, -7 / 2 AS b", [(3, -3)]),
    Case("decimals divide to decimals", "RETURN 7 / 2.0 AS a", column(3.5)),
    Case("remainder", "RETURN 7 % 3 AS a", column(1)),
    Case("power", "RETURN 2 ^ 3 AS a", column(8.0)),
    Case("absolute", "RETURN abs(-3) AS a, abs(-1.5) AS b", [(3, 1.5)]),
    Case("floor and ceil", "RETURN floor(1.5) AS a, ceil(1.5) AS b", [(1.0, 2.0)]),
    Case("root", "RETURN sqrt(16.0) AS a", column(4.0)),
    Case("round", "RETURN round(2.346, 2) AS a", column(2.35)),
    Case("integer equals decimal", "RETURN 1 = 1.0 AS same", [(True,)]),
    Case("64 bits", "RETURN $n AS n", column(2**62), {"n": 2**62}),
    Case("decimal parameter", "RETURN $x * 2 AS x", column(0.5), {"x": 0.25}),
]

PATHS = [
    Case(
        "one or two steps",
        "MATCH (a {id: 'desk'})-[:PART_OF*1..2]->(b) RETURN DISTINCT b.id AS id ORDER BY id",
        column("cumbre", "mesa"),
    ),
    Case(
        "exactly two steps",
        "MATCH (a:WorkingGroup {id: 'desk'})-[:PART_OF*2]->(b:Forum) RETURN DISTINCT b.id",
        column("cumbre"),
    ),
    Case(
        "none or one step",
        "MATCH (a:Forum {id: 'mesa'})-[:PART_OF*0..1]->(b:Forum) RETURN DISTINCT b.id AS id "
        "ORDER BY id",
        column("cumbre", "mesa"),
    ),
    Case(
        "undirected, not back to the start",
        "MATCH (a:Institution {id: 'mre'})-[:COOPERATES_WITH*1..2]-(b:Institution) "
        "WHERE b.id <> a.id RETURN DISTINCT b.id AS id ORDER BY id",
        column("mig", "ong"),
    ),
    Case(
        "several types",
        "MATCH (a:Institution {id: 'ong'})-[:MEMBER_OF|PART_OF*1..3]->(b:Forum) "
        "RETURN DISTINCT b.id AS id ORDER BY id",
        column("cumbre", "mesa", "red"),
    ),
    Case(
        "length",
        "MATCH p = (a:WorkingGroup {id: 'desk'})-[:PART_OF*1..3]->(b:Forum) "
        "RETURN b.id AS id, length(p) AS steps ORDER BY steps",
        [("mesa", 1), ("cumbre", 2)],
    ),
    Case("too far", "MATCH (a:Forum {id: 'red'})-[:PART_OF*1..3]->(b:Forum) RETURN b.id", []),
]

DATES = [
    Case("literal", "RETURN date('2022-06-30') AS d", column(dt.date(2022, 6, 30))),
    Case(
        "parameter",
        "RETURN date($day) AS d",
        column(dt.date(2022, 6, 30)),
        {"day": "2022-06-30"},
    ),
    Case(
        "compared",
        "RETURN date('2022-06-30') < date('2022-07-01') AS a, "
        "date('2022-06-30') >= date('2022-07-01') AS b",
        [(True, False)],
    ),
    Case(
        "as text",
        "RETURN '2022-06-30' < $day AS a, '2022-06-30' >= $day AS b",
        [(True, False)],
        {"day": "2022-07-01"},
    ),
]

NOTE = "CREATE (n:Note {id: $id, text: $text})"
TWO_NOTES: list[tuple[str, Parameters]] = [
    (NOTE, {"id": "first", "text": "question"}),
    (NOTE, {"id": "second", "text": "answer"}),
]
ANSWERED: list[tuple[str, Parameters]] = [
    *TWO_NOTES,
    (
        (
            "MATCH (a:Note {id: 'second'}), (b:Note {id: 'first'}) "
            "CREATE (a)-[:ANSWERS {day: '2022-06-30', weight: 1}]->(b)"
        ),
        {},
    ),
]
TIE = "MATCH (a:Note)-[r:ANSWERS]->(b:Note) RETURN a.id, b.id, r.day AS day, r.weight ORDER BY day"
MERGE = (
    "MERGE (n:Note {id: $id}) ON CREATE SET n.text = 'new', n.number = 1 "
    "ON MATCH SET n.text = 'known', n.number = n.number + 1"
)
MERGE_TIE = (
    "MATCH (a:Note {id: 'second'}), (b:Note {id: 'first'}) "
    "MERGE (a)-[r:ANSWERS {day: $day}]->(b) SET r.weight = $weight"
)

WRITING = [
    Written(
        "create",
        TWO_NOTES,
        "MATCH (n:Note) RETURN n.id, n.text ORDER BY n.id",
        [("first", "question"), ("second", "answer")],
    ),
    Written(
        "create with values of every type",
        [
            (
                (
                    "CREATE (n:Note {id: $id, number: $number, share: $share, done: $done, "
                    "words: $words})"
                ),
                {"id": "a", "number": 3, "share": 0.5, "done": True, "words": ["x", "y"]},
            )
        ],
        "MATCH (n:Note) RETURN n.number, n.share, n.done, n.words, n.text",
        [(3, 0.5, True, ["x", "y"], None)],
    ),
    Written(
        "create from a map",
        [("CREATE (n:Note {id: $m.id, text: $m.text})", {"m": {"id": "a", "text": "b"}})],
        "MATCH (n:Note) RETURN n.id, n.text",
        [("a", "b")],
    ),
    Written(
        "create from rows",
        [
            (
                "UNWIND $rows AS row CREATE (n:Note {id: row.id, words: row.words})",
                {"rows": [{"id": "a", "words": ["x"]}, {"id": "b", "words": ["y", "z"]}]},
            )
        ],
        "MATCH (n:Note) RETURN n.id, n.words ORDER BY n.id",
        [("a", ["x"]), ("b", ["y", "z"])],
    ),
    Written("create a relationship", ANSWERED, TIE, [("second", "first", "2022-06-30", 1)]),
    Written(
        "create relationships from rows",
        [
            *TWO_NOTES,
            (
                (
                    "UNWIND $rows AS row MATCH (a:Note {id: row.from}), (b:Note {id: row.to}) "
                    "CREATE (a)-[:ANSWERS {day: row.day, weight: row.weight}]->(b)"
                ),
                {
                    "rows": [
                        {"from": "first", "to": "second", "day": "1", "weight": 5},
                        {"from": "second", "to": "first", "day": "2", "weight": 6},
                    ]
                },
            ),
        ],
        TIE,
        [("first", "second", "1", 5), ("second", "first", "2", 6)],
    ),
    Written(
        "a relationship whose end is missing is dropped",
        [
            *TWO_NOTES,
            (
                (
                    "MATCH (a:Note {id: 'first'}), (b:Note {id: 'nobody'}) "
                    "CREATE (a)-[:ANSWERS {day: '1'}]->(b)"
                ),
                {},
            ),
        ],
        TIE,
        [],
    ),
    Written(
        "merge a new node",
        [(MERGE, {"id": "a"})],
        "MATCH (n:Note) RETURN n.id, n.text, n.number",
        [("a", "new", 1)],
    ),
    Written(
        "merge a known node",
        [(MERGE, {"id": "a"}), (MERGE, {"id": "a"})],
        "MATCH (n:Note) RETURN n.id, n.text, n.number",
        [("a", "known", 2)],
    ),
    Written(
        "merge, set, from rows",
        [
            (
                "UNWIND $rows AS row MERGE (n:Note {id: row.id}) SET n.text = row.text",
                {"rows": [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]},
            )
        ]
        * 2,
        "MATCH (n:Note) RETURN n.id, n.text ORDER BY n.id",
        [("a", "x"), ("b", "y")],
    ),
    Written(
        "set",
        [
            *TWO_NOTES,
            ("MATCH (n:Note {id: 'first'}) SET n.text = $text, n.done = true", {"text": "closed"}),
        ],
        "MATCH (n:Note {id: 'first'}) RETURN n.text, n.done",
        [("closed", True)],
    ),
    Written(
        "set to nothing",
        [*TWO_NOTES, ("MATCH (n:Note {id: 'first'}) SET n.text = NULL", {})],
        "MATCH (n:Note) WHERE n.text IS NULL RETURN n.id",
        column("first"),
    ),
    Written(
        "set on a relationship",
        [*ANSWERED, ("MATCH ()-[r:ANSWERS]->() SET r.weight = 9", {})],
        TIE,
        [("second", "first", "2022-06-30", 9)],
    ),
    Written(
        "merge a relationship twice",
        [
            *TWO_NOTES,
            *[
                (
                    (
                        "MATCH (a:Note {id: 'second'}), (b:Note {id: 'first'}) "
                        "MERGE (a)-[r:ANSWERS]->(b) SET r.day = '1', r.weight = 2"
                    ),
                    Parameters(),
                )
            ]
            * 2,
        ],
        TIE,
        [("second", "first", "1", 2)],
    ),
    Written(
        "merge relationships by a key",
        [
            *TWO_NOTES,
            (MERGE_TIE, {"day": "1", "weight": 1}),
            (MERGE_TIE, {"day": "2", "weight": 2}),
            (MERGE_TIE, {"day": "1", "weight": 3}),
        ],
        TIE,
        [("second", "first", "1", 3), ("second", "first", "2", 2)],
    ),
    Written(
        "delete a relationship",
        [*ANSWERED, ("MATCH ()-[r:ANSWERS]->() DELETE r", {})],
        "MATCH (n:Note) OPTIONAL MATCH (n)-[r:ANSWERS]->(:Note) RETURN n.id, r.day ORDER BY n.id",
        [("first", None), ("second", None)],
    ),
    Written(
        "delete a node",
        [*TWO_NOTES, ("MATCH (n:Note {id: 'first'}) DELETE n", {})],
        "MATCH (n:Note) RETURN n.id",
        column("second"),
    ),
    Written(
        "delete a node and its relationships",
        [*ANSWERED, ("MATCH (n:Note {id: 'first'}) DETACH DELETE n", {})],
        "MATCH (n:Note) OPTIONAL MATCH (n)-[r:ANSWERS]-(:Note) RETURN n.id, r.day",
        [("second", None)],
    ),
    Written(
        "delete some relationships",
        [
            *TWO_NOTES,
            *[(MERGE_TIE, {"day": day, "weight": 1}) for day in "123"],
            ("MATCH ()-[r:ANSWERS]->() WITH r LIMIT $n DELETE r", {"n": 2}),
        ],
        "MATCH ()-[r:ANSWERS]->() RETURN count(*)",
        column(1),
    ),
]

# Silent differences: nothing fails, the rows are others. Our files keep clear of them;
# a version of an engine that changes its mind is noticed here.
DIFFERENCES = [
    Difference(
        "a walk may go back over the same relationship",
        "MATCH (a:Forum {id: 'mesa'})<-[:MEMBER_OF]-(i:Institution)-[:MEMBER_OF]->(b:Forum) "
        "RETURN i.id AS id, b.id AS other ORDER BY id, other",
        ladybug=[("mig", "mesa"), ("mig", "red"), ("mre", "mesa")],
        neo4j=[("mig", "red")],
    ),
    Difference(
        "an undirected walk may go back",
        "MATCH (a:Forum)-[:PART_OF]-(b:Forum)-[:PART_OF]-(c:Forum) RETURN count(*)",
        ladybug=column(2),
        neo4j=column(0),
    ),
    Difference(
        "two labels: either, or both",
        "MATCH (n:Forum:WorkingGroup) RETURN count(*)",
        ladybug=column(4),
        neo4j=column(0),
    ),
    Difference(
        "sum of nothing",
        "MATCH (a:Institution {id: 'x'}) RETURN sum(a.founded) AS s",
        ladybug=column(None),
        neo4j=column(0),
    ),
    Difference(
        "order and limit are lost before an aggregate",
        "MATCH (a:Institution) WITH a.id AS id ORDER BY id LIMIT 2 RETURN collect(id)",
        ladybug=column(["mre", "mig"]),
        neo4j=column(["grt", "mig"]),
    ),
    Difference(
        "the sum of integers as Python gets it",
        "MATCH (f:Forum) RETURN sum(f.founded)",
        ladybug=column(Decimal(6027)),
        neo4j=column(6027),
    ),
    Difference(
        "lists count from 1, or from 0",
        "RETURN ['a', 'b', 'c'][1] AS x",
        ladybug=column("a"),
        neo4j=column("b"),
    ),
    Difference(
        "texts count from 1, or from 0",
        "RETURN substring('abc', 1, 2) AS x",
        ladybug=column("ab"),
        neo4j=column("bc"),
    ),
    Difference(
        "a merged relationship of a node with itself",
        "MATCH (:Note)-[r:ANSWERS]->(:Note) RETURN count(*)",
        ladybug=column(0),
        neo4j=column(1),
        statements=[
            (NOTE, {"id": "a", "text": "b"}),
            ("MATCH (a:Note {id: 'a'}) MERGE (a)-[:ANSWERS]->(a)", {}),
        ],
    ),
    Difference(
        "a new key twice in one batch: the first wins, or the last",
        "MATCH (n:Note) RETURN n.text",
        ladybug=column("first"),
        neo4j=column("last"),
        statements=[
            (
                "UNWIND $rows AS row MERGE (n:Note {id: row.id}) SET n.text = row.text",
                {"rows": [{"id": "a", "text": "first"}, {"id": "a", "text": "last"}]},
            )
        ],
    ),
]

GROUPS = {
    "match": MATCH,
    "where": WHERE,
    "lists": LISTS,
    "projecting": PROJECTING,
    "aggregating": AGGREGATING,
    "strings": STRINGS,
    "numbers": NUMBERS,
    "paths": PATHS,
    "dates": DATES,
}
READING = [
    pytest.param(case, id=f"{group}: {case.name}") for group, of in GROUPS.items() for case in of
]


class Engine(Protocol):
    def run(self, query: str, parameters: Parameters) -> list[Row]: ...


class Embedded:
    def __init__(self, connection: ladybug.Connection) -> None:
        self._connection = connection

    def run(self, query: str, parameters: Parameters) -> list[Row]:
        result = self._connection.execute(query, parameters)
        assert isinstance(result, ladybug.QueryResult)
        return [tuple(row) for row in result.get_all()]


class Shared:
    def __init__(self, driver: Driver, database: str) -> None:
        self._driver = driver
        self._database = database

    def run(self, query: str, parameters: Parameters) -> list[Row]:
        records, _, _ = self._driver.execute_query(query, parameters, database_=self._database)
        return [tuple(native(value) for value in record.values()) for record in records]


def native(value: object) -> object:
    return value.to_native() if isinstance(value, Date) else value


def create_network(engine: Engine) -> None:
    for label, nodes in NODES.items():
        for node in nodes:
            properties = ", ".join(f"{name}: ${name}" for name in node)
            engine.run(f"CREATE (:{label} {{{properties}}})", node)
    for label, start, kind, other, end, tie in TIES:
        properties = ", ".join(f"{name}: ${name}" for name in tie)
        engine.run(
            f"MATCH (a:{label} {{id: $start_id}}), (b:{other} {{id: $end_id}}) "
            f"CREATE (a)-[:{kind} {{{properties}}}]->(b)",
            tie | {"start_id": start, "end_id": end},
        )


ENGINES = [pytest.param(None, id="ladybug"), pytest.param("neo4j_526", id="neo4j-5.26")]
if os.environ.get("NEO4J_TEST_URI"):
    ENGINES[1] = pytest.param("neo4j_526", id="neo4j-given")
else:
    ENGINES.append(pytest.param("neo4j_2026", id="neo4j-2026"))


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param is None:
        with (
            ladybug.Database(":memory:", buffer_pool_size=2**30, max_db_size=2**36) as database,
            ladybug.Connection(database) as connection,
        ):
            connection.execute(SCHEMA)
            embedded = Embedded(connection)
            create_network(embedded)
            yield embedded
    else:
        server: Server = request.getfixturevalue(request.param)
        empty(server)
        with server.driver() as driver:
            shared = Shared(driver, server.database)
            create_network(shared)
            yield shared
        empty(server)


@pytest.fixture
def scratch(engine: Engine) -> Iterator[Engine]:
    yield engine
    engine.run("MATCH (n:Note) DETACH DELETE n", {})


def typed(value: object) -> object:
    """Tell 1 from 1.0 and from true, in lists and maps too."""
    if isinstance(value, list | tuple):
        return [typed(item) for item in value]
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    return (type(value), value)


def whole(value: object) -> object:
    """Bring the embedded engine's sums of integers, which are Decimal, to integers."""
    return int(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("case", READING)
def test_every_engine_gives_the_same_rows(engine: Engine, case: Case) -> None:
    rows = engine.run(case.query, case.parameters)
    assert typed([[whole(value) for value in row] for row in rows]) == typed(case.expected)


@pytest.mark.parametrize("case", WRITING, ids=lambda case: case.name)
def test_every_engine_writes_the_same(scratch: Engine, case: Written) -> None:
    for statement, parameters in case.statements:
        scratch.run(statement, parameters)
    assert typed(scratch.run(case.query, {})) == typed(case.expected)


@pytest.mark.parametrize("case", DIFFERENCES, ids=lambda case: case.name)
def test_a_known_difference_is_as_it_was(scratch: Engine, case: Difference) -> None:
    for statement, parameters in case.statements:
        scratch.run(statement, parameters)
    expected = case.ladybug if isinstance(scratch, Embedded) else case.neo4j
    assert typed(scratch.run(case.query, {})) == typed(expected)
