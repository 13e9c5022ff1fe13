"""
What becomes of a graph when the loader or the server is killed, at a hundred moments each.

Starts Neo4j servers of its own as the tests do, and prints one line per way of loading.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faults import Outcome

HEADINGS = (
    "killed",
    "load",
    "moments",
    "hit a running load",
    "old version kept",
    "between both",
    "new version reached",
    "records lost",
    "records doubled",
    "other records",
    "state told truly",
    "healed by the next load",
)


def line(of: str, way: str, outcomes: Sequence[Outcome]) -> list[object]:
    """Count what happened."""
    states = [one.state for one in outcomes]
    return [
        of,
        way,
        len(outcomes),
        sum(one.hit for one in outcomes),
        *(states.count(state) for state in ("old", "between", "new")),
        sum(one.lost for one in outcomes),
        sum(one.doubled for one in outcomes),
        sum(one.strange for one in outcomes),
        sum(one.truthful for one in outcomes),
        sum(one.healed for one in outcomes),
    ]


def show(cells: Sequence[object]) -> None:
    print("|", " | ".join(str(cell) for cell in cells), "|", flush=True)


def told(outcomes: Iterator[Outcome]) -> list[Outcome]:
    """Gather outcomes and tell each as it comes, for a run may take long."""
    gathered = []
    for outcome in outcomes:
        gathered.append(outcome)
        print(len(gathered), outcome, file=sys.stderr, flush=True)
    return gathered


def experiments(
    version: str, killed: str, number: int, folder: Path
) -> Iterator[tuple[str, str, list[Outcome]]]:
    """Kill the loader, then the server, under both ways of loading."""
    from faults import WAYS, kill_loaders, kill_servers, two_versions
    from neo4j_server import own_server

    versions = two_versions(folder)
    with own_server(version) as owned:
        for way, limits in WAYS.items():
            if killed in ("loader", "both"):
                yield "loader", way, told(kill_loaders(owned.server, versions, limits, number))
            if killed in ("server", "both"):
                yield "server", way, told(kill_servers(owned, versions, limits, number))


def main() -> None:
    """Print one line per thing that is killed and way of loading."""
    from neo4j_server import RELEASES

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--killed", choices=["loader", "server", "both"], default="both")
    parser.add_argument("--moments", type=int, default=100, help="of each kind (default: 100)")
    parser.add_argument("--neo4j", choices=list(RELEASES), default="5.26")
    given = parser.parse_args()

    begin = time.monotonic()
    print(f"Neo4j {RELEASES[given.neo4j].number}, {platform.system()}")
    show(HEADINGS)
    show(["---"] * len(HEADINGS))
    harmless = True
    with TemporaryDirectory() as folder:
        for of, way, outcomes in experiments(
            given.neo4j, given.killed, given.moments, Path(folder)
        ):
            show(line(of, way, outcomes))
            for sentence in sorted({one.sentence for one in outcomes if one.sentence}):
                print(f"The loader said: {sentence}")
            harmless &= all(one.harmless for one in outcomes)
    print(f"{(time.monotonic() - begin) / 60:.0f} minutes")
    if not harmless:
        sys.exit("something was lost, doubled, altered, untrue or not healed")


if __name__ == "__main__":
    main()
