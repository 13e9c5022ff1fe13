"""Small worlds as data folders, written row by row with only what a test is about."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import networkx as nx

from stakeholder_graph import dataset, load
from stakeholder_graph.connection import Connection
from stakeholder_graph.model import COLUMNS_OF_FILE, LABELS, RELATIONSHIP_TYPES
from stakeholder_graph.neo4j_store import Neo4jStore
from stakeholder_graph.network import read_network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from neo4j_server import Server

    from stakeholder_graph.store import Store, Table

DAY = "2026-06-30"
SOURCE = {"id": "field-notes", "title": "Field notes", "kind": "press_note"}
USUAL = {
    "source": "field-notes",
    "locator": "p. 1",
    "evidence": "documented",
    "roster": "complete",
    "role": "member",
}
KINDS = {
    "institutions.csv": "ministry",
    "forums.csv": "roundtable",
    "working_groups.csv": "working_group",
    "agreements.csv": "plan",
    "objectives.csv": "objective",
    "interventions.csv": "programme",
    "territories.csv": "region",
    "cooperation.csv": "coordination",
}
KINDS_OF_LABEL = {
    "Institution": "ministry",
    "Forum": "roundtable",
    "WorkingGroup": "working_group",
    "Objective": "objective",
    "Territory": "region",
    "Agreement": "plan",
}


def write_file(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    """Write one data file; what a row leaves out is filled in as usual or left empty."""
    usual = USUAL | {"kind": KINDS.get(name, "")}
    columns = [column.name for column in COLUMNS_OF_FILE[name]]
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            named = {"name_es": row["id"].upper()} if "id" in row and "name_en" not in row else {}
            full = usual | named | row
            writer.writerow(full.get(column, "") for column in columns)
    return path


def write_world(folder: Path, **files: list[dict[str, str]]) -> Path:
    """Write a data folder; keyword ``institutions`` becomes ``institutions.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in ({"sources": [SOURCE]} | files).items():
        write_file(folder, f"{name}.csv", *rows)
    return folder


def network_of(folder: Path, day: str = DAY) -> nx.MultiDiGraph:
    """Read a data folder through the embedded engine into a network."""
    with load.open_store(dataset.read([folder])) as store:
        return read_network(store, day=day)


def ids(*names: str) -> list[dict[str, str]]:
    """Return rows that have nothing but an id."""
    return [{"id": name} for name in names]


def ties(start: str, end: str, *rows: tuple[str, ...]) -> list[dict[str, str]]:
    """Return rows of a relationship file; a third value is the role."""
    return [dict(zip((start, end, "role"), row, strict=False)) for row in rows]


def golden_mini_world(folder: Path, **more: list[dict[str, str]]) -> Path:
    """
    Write the golden mini-world: six institutions, three bodies, four objectives.

    Institutions: MRE, MIG, MTPE and MINSA are national, GRT and ONG act in Tacna.
    Bodies: B1 deals with O1 and O3, B2 with O2, B3 with O2 and O3. Weights of the
    objectives: O1 and O2 1, O3 0.8, O4 0.6. O1 and O3 depend on each other. What is
    given besides takes the place of a file of that name.
    """
    files = {
        "institutions": ids("mre", "mig", "mtpe", "minsa", "grt", "ong"),
        "forums": ids("b1", "b2", "b3"),
        "objectives": [
            {"id": "o1"},
            {"id": "o2"},
            {"id": "o3", "weight": "0.8"},
            {"id": "o4", "weight": "0.6"},
        ],
        "memberships": ties(
            "institution",
            "venue",
            ("mre", "b1", "chair"),
            ("mig", "b1", "member"),
            ("mtpe", "b1", "member"),
            ("minsa", "b2", "chair"),
            ("mig", "b2", "member"),
            ("grt", "b3", "chair"),
            ("ong", "b3", "member"),
        ),
        "responsibilities": ties(
            "institution",
            "objective",
            ("mig", "o1", "lead"),
            ("mre", "o1", "support"),
            ("mtpe", "o1", "support"),
            ("minsa", "o2", "lead"),
            ("grt", "o2", "support"),
            ("ong", "o2", "support"),
            ("mtpe", "o3", "lead"),
            ("grt", "o3", "co_responsible"),
            ("mre", "o4", "support"),
        ),
        "scopes": ties(
            "subject",
            "objective",
            ("b1", "o1"),
            ("b1", "o3"),
            ("b2", "o2"),
            ("b3", "o2"),
            ("b3", "o3"),
        ),
        "alignments": ties("objective", "aligned_with", ("o1", "o3")),
    }
    return write_world(folder, **files | more)


def golden_mini_world_in_tacna(folder: Path) -> Path:
    """
    Write the golden mini-world with its places.

    A policy requires O1, O2 and O3 in Tacna, where GRT and ONG operate; the other
    institutions are national.
    """
    return golden_mini_world(
        folder,
        institutions=[
            *(
                {"id": who, "level": "national", "country": "PE"}
                for who in ("mre", "mig", "mtpe", "minsa")
            ),
            {"id": "grt", "level": "subnational"},
            {"id": "ong", "level": "local"},
        ],
        agreements=ids("policy"),
        territories=[
            {"id": "peru", "kind": "country", "code": "PE"},
            {"id": "tacna", "kind": "region"},
        ],
        parts=ties("part", "whole", ("tacna", "peru")),
        presence=ties("subject", "territory", ("grt", "tacna"), ("ong", "tacna")),
        requirements=[
            {"agreement": "policy", "objective": objective, "territory": "tacna"}
            for objective in ("o1", "o2", "o3")
        ],
    )


def davis_southern_women(folder: Path) -> Path:
    """Write the women of Natchez as institutions and the events they attended as forums."""
    graph = nx.davis_southern_women_graph()
    spelled = {name: name.lower().replace(" ", "-") for name in graph}
    return write_world(
        folder,
        institutions=ids(*(spelled[woman] for woman in graph.graph["top"])),
        forums=ids(*(spelled[event] for event in graph.graph["bottom"])),
        memberships=ties(
            "institution",
            "venue",
            *((spelled[woman], spelled[event]) for woman, event in graph.edges),
        ),
    )


def tables_of_folders(*folders: Path) -> list[Table]:
    """Read data folders into the records that a store is loaded with."""
    return list(load.tabulate(dataset.read(folders)))


def everything(store: Store) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Return all records of a store, by label or by type and ends."""
    return contents(load.tables_of(store))


def contents(tables: Iterable[Table]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the records of tables in an order of their own, empty tables left out."""
    return {
        (table.name, *table.ends): sorted(map(tuple, table.records))
        for table in tables
        if table.records
    }


def connection_of(server: Server) -> Connection:
    """Return how the package reaches a test server."""
    return Connection(server.uri, server.username, server.password, server.database)


def opened(server: Server, **options: float) -> Neo4jStore:
    """Open the database of a test server, to be closed at the end of a block."""
    return Neo4jStore(connection_of(server), **options)


def network_of_ties(G: nx.Graph) -> nx.MultiDiGraph:
    """Return a network in which the edges of a graph are declared ties of institutions."""
    network = nx.MultiDiGraph(as_of=DAY)
    for node, given in sorted(G.nodes(data=True), key=lambda pair: str(pair[0])):
        _add_node(network, "Institution", str(node), **given)
    for one, other in G.edges:
        _add_tie(network, "COOPERATES_WITH", str(one), str(other), kind="coordination")
    return network


def network_of_rosters(rosters: Mapping[str, Iterable[str]], *others: str) -> nx.MultiDiGraph:
    """Return a network of bodies and who sits in them, and of others who sit nowhere."""
    network = nx.MultiDiGraph(as_of=DAY)
    for who in sorted({*others, *(who for roster in rosters.values() for who in roster)}):
        _add_node(network, "Institution", who)
    for body in sorted(rosters):
        _add_node(network, "Forum", body)
        for who in rosters[body]:
            _add_tie(network, "MEMBER_OF", who, body, role="chair")
    return network


def network_of_facts(
    nodes: Mapping[str, str], facts: Iterable[tuple[str, str, str, str]], **kinds: str
) -> nx.MultiDiGraph:
    """Return a network of nodes with their labels and of ties: type, start, end, role."""
    network = nx.MultiDiGraph(as_of=DAY)
    for node, label in nodes.items():
        _add_node(network, label, node, **({"kind": kinds[node]} if node in kinds else {}))
    for kind, start, end, role in facts:
        _add_tie(network, kind, start, end, **({"role": role} if role else {}))
    return network


def with_fact(
    network: nx.MultiDiGraph, type: str, start: str, end: str, **given: str
) -> nx.MultiDiGraph:
    """Return a copy of a network with one more tie."""
    changed = network.copy()
    _add_tie(changed, type, start, end, **given)
    return changed


def _add_node(network: nx.MultiDiGraph, label: str, node: str, **given: str) -> None:
    empty = dict.fromkeys(LABELS[label].properties, "")
    known = {"id": node, "label": label, "name": node.upper(), "name_es": node.upper()}
    network.add_node(node, **empty | known | {"kind": KINDS_OF_LABEL[label]} | given)


def _add_tie(network: nx.MultiDiGraph, type: str, start: str, end: str, **given: str) -> None:
    empty = dict.fromkeys(RELATIONSHIP_TYPES[type].properties, "")
    known = {"evidence": "documented", "source": SOURCE["id"], "locator": "p. 1"}
    network.add_edge(start, end, start=start, end=end, type=type, **empty | known | given)
