"""
How long exact centralities take with the extra ``fast``, bare and with plain NetworkX.

Prints the medians and their ratios; needs the extra ``fast``.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import rustworkx as rx

from stakeholder_graph.centrality import Views, values_of

if TYPE_CHECKING:
    from collections.abc import Callable

MEASURES = ("betweenness_centrality", "closeness_centrality")
TARGET_BARE = 1.2
TARGET_PLAIN = 40


class Times(NamedTuple):
    """Seconds of one run."""

    elapsed: float
    processor: float


def two_mode_network(nodes: int, edges: int, seed: int = 1) -> nx.MultiDiGraph:
    """Make four institutions for each body, seats at random, popular bodies with many members."""
    chance = random.Random(seed)
    network = nx.MultiDiGraph(as_of="2026-01-01")
    bodies = nodes // 5
    usual = dict.fromkeys(("kind", "roster", "sector", "level", "country"), "")
    for number in range(bodies):
        network.add_node(f"b{number}", id=f"b{number}", label="Forum", **usual)
    for number in range(nodes - bodies):
        network.add_node(f"i{number}", id=f"i{number}", label="Institution", **usual)
    # Everybody sits somewhere, and i0 everywhere: one component.
    seats = {(f"i{number}", f"b{number % bodies}") for number in range(nodes - bodies)}
    seats |= {("i0", f"b{number}") for number in range(bodies)}
    while len(seats) < edges:
        body = int(bodies * chance.random() ** 2)
        seats.add((f"i{chance.randrange(nodes - bodies)}", f"b{body}"))
    for institution, seat in sorted(seats):
        network.add_edge(institution, seat, type="MEMBER_OF", role="member")
    return network


def ours(network: nx.MultiDiGraph, measure: str) -> list[float]:
    """Take a measure of the package, from the network that was read to the values."""
    with nx.config(backend_priority=["rustworkx"]):
        return list(values_of(Views(network), measure).values())


def bare(network: nx.MultiDiGraph, measure: str) -> list[float]:
    """Take the same from rustworkx alone: numbers, edges, one call."""
    names = {name: number for number, name in enumerate(sorted(network))}
    G = rx.PyGraph()
    G.add_nodes_from(range(len(names)))
    G.add_edges_from_no_data([(names[one], names[other]) for one, other in network.edges()])
    if measure == "closeness_centrality":
        return list(rx.closeness_centrality(G).values())
    return list(rx.betweenness_centrality(G, normalized=False).values())


def plain(network: nx.MultiDiGraph, measure: str, sources: int) -> None:
    """Take the same from plain NetworkX, from some sources: it works source by source."""
    B = Views(network).two_mode
    if measure == "closeness_centrality":
        for source in range(sources):
            nx.closeness_centrality(B, source)
    else:
        nx.betweenness_centrality(B, k=sources, seed=1)


def timed(run: Callable[..., object], *arguments: object) -> Times:
    """Return elapsed seconds and those of the processor, all threads together."""
    started, worked = time.perf_counter(), time.process_time()
    run(*arguments)
    return Times(time.perf_counter() - started, time.process_time() - worked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--edges", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sources", type=int, default=100)
    given = parser.parse_args()
    network = two_mode_network(given.nodes, given.edges)
    print(f"{given.nodes} nodes, {given.edges} edges")
    for measure in MEASURES:
        times: dict[str, list[Times]] = {"ours": [], "bare": [], "plain": []}
        for _ in range(given.runs):
            times["ours"].append(timed(ours, network, measure))
            times["bare"].append(timed(bare, network, measure))
            times["plain"].append(timed(plain, network, measure, given.sources))
        for kind in Times._fields:
            medians = {
                side: statistics.median(getattr(one, kind) for one in found)
                for side, found in times.items()
            }
            slow = medians["plain"] * given.nodes / given.sources
            print(
                f"{measure}, {kind}: ours {medians['ours']:.1f} s, bare rustworkx "
                f"{medians['bare']:.1f} s, plain NetworkX about {slow:.0f} s (from "
                f"{given.sources} sources); ours / bare {medians['ours'] / medians['bare']:.2f} "
                f"(≤ {TARGET_BARE}), plain / ours {slow / medians['ours']:.0f} (≥ {TARGET_PLAIN})",
                flush=True,
            )


if __name__ == "__main__":
    main()
