"""
How long it takes to find who needs to coordinate most, against bare sparse_dot_topn.

Each run is a process of its own. Prints medians, peak memory and ratios; needs Linux and
the package sparse_dot_topn.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

import numpy as np
from scipy import sparse

from stakeholder_graph.requirements import Requirements

# More than any single objective can ask for.
LEAST = 1.2
TOP = 10
LARGEST_CIRCLE = 2000
CIRCLES_PER_ACTOR = 0.25
TARGET = 2.0
TARGET_GROWTH = 12
TARGET_MEMORY = 500


class Run(NamedTuple):
    """One run: seconds of the processor, peak resident megabytes, pairs found and their sum."""

    seconds: float
    memory: float
    pairs: int
    needs: float


def responsibilities(actors: int, seed: int = 1) -> sparse.csr_array:
    """Make who acts on what: few objectives that thousands share, many that two share."""
    chance = np.random.default_rng(seed)
    # The share of circles of at least k falls with 1 / k; ten times the actors, ten times
    # the circles of each size.
    count = int(CIRCLES_PER_ACTOR * actors)
    rank = (np.arange(count) + 0.5) / count
    circles = np.minimum(2 / rank, LARGEST_CIRCLE).astype(int)
    column = np.repeat(np.arange(len(circles)), circles)
    row = chance.integers(0, actors, len(column))
    ends = np.unique(np.stack([row, column]), axis=1)
    acts = chance.choice([0.5, 0.8, 1.0], ends.shape[1])
    return sparse.csr_array((acts, tuple(ends)), shape=(actors, len(circles)))


def ours(acts: sparse.csr_array, least: float) -> sparse.csr_array:
    return Requirements(acts).needs(least=least).shared


def bare(acts: sparse.csr_array, least: float) -> sparse.csr_array:
    from sparse_dot_topn import sp_matmul_topn

    table = sparse.csr_matrix(acts)
    found = sp_matmul_topn(table, table.T.tocsr(), top_n=TOP, threshold=least)
    return sparse.csr_array(found)


SIDES = {"ours": ours, "bare": bare}


def run_here(side: str, actors: int, least: float) -> Run:
    acts = responsibilities(actors)
    if side == "bare":
        import sparse_dot_topn  # noqa: F401 - its import is not what is compared
    started = time.process_time()
    found = SIDES[side](acts, least)
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(seconds, memory, found.nnz, float(found.sum()))


def run_apart(side: str, actors: int, least: float) -> Run:
    command = [sys.executable, __file__, "--side", side]
    command += ["--actors", str(actors), "--least", str(least)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Run(*json.loads(done.stdout))


def check(actors: int, least: float) -> None:
    """Stop unless both sides find the same needs, where the bare one keeps them all."""
    acts = responsibilities(actors)
    every = ours(acts, least)
    found = sparse.csr_array(sparse.triu(bare(acts, least), k=1))
    kept = every * (found != 0)
    if kept.nnz != found.nnz or abs(kept - found).max() > 1e-9:  # noqa: PLR2004 - rounding
        sys.exit("the two sides do not find the same needs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--least", type=float, default=LEAST, help="least need that is kept")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        print(json.dumps(run_here(given.side, given.actors, given.least)))
        return
    check(given.actors // 10, given.least)
    acts = responsibilities(given.actors)
    circles = np.bincount(acts.indices)
    print(
        f"{given.actors} actors, {acts.nnz} responsibilities, "
        f"{(circles * (circles - 1) // 2).sum() / 1e6:.0f} million pairs, needs from {given.least}"
    )
    turns = [
        run_apart(side, given.actors, given.least) for _ in range(given.runs) for side in SIDES
    ]
    by_side = {side: turns[at :: len(SIDES)] for at, side in enumerate(SIDES)}
    for side in SIDES:
        small = [run_apart(side, given.actors // 10, given.least) for _ in range(given.runs)]
        by_side[f"{side}, a tenth of the actors"] = small
    seconds = {}
    for side, runs in by_side.items():
        seconds[side] = statistics.median(one.seconds for one in runs)
        memory = max(one.memory for one in runs)
        print(f"{side}: {seconds[side]:.2f} s, {memory:.0f} MB, {runs[0].pairs} needs kept")
    print(f"ours / bare: {seconds['ours'] / seconds['bare']:.2f} (≤ {TARGET})")
    for side in SIDES:
        growth = seconds[side] / seconds[f"{side}, a tenth of the actors"]
        print(f"{side}, ten times the actors: {growth:.1f} times as long (≤ {TARGET_GROWTH})")
    print(f"memory: ≤ {TARGET_MEMORY} MB")


if __name__ == "__main__":
    main()
