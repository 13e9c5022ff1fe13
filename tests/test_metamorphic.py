"""What must hold of every analysis that returns findings, whatever the world."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from evaluation import DETECTORS
from synthetic import DAY, FIRST_DAY, Sizes, draw, network_of

from stakeholder_graph.coordination import Coordination
from stakeholder_graph.findings import COLUMNS
from stakeholder_graph.model import LABELS, RELATIONSHIP_TYPES
from stakeholder_graph.network import nodes_of

if TYPE_CHECKING:
    import pandas as pd

SIZES = Sizes(14, 3, 6, 8, 3, 3, 20, 1)
SEEDS = (1, 2)
# Findings about ties that are missing: a further tie never makes one worse.
OF_MISSING_TIES = (
    "coordination_gap",
    "sector_deficit",
    "motif_gap",
    "border_gap",
    "bridging_gap",
    "similar_efforts",
)
# Findings whose severity grows with the weight of an objective.
WEIGHED = ("coverage_gap", "coordination_gap", "sector_deficit", "level_gap", "currency_gap")
OF_TIE = {"COOPERATES_WITH": {"kind": "coordination"}, "MEMBER_OF": {"role": "member"}}
UNDIRECTED = ("COOPERATES_WITH", "ALIGNED_WITH", "NEIGHBOUR_OF")

analyses = pytest.mark.parametrize("analysis", DETECTORS)


@pytest.fixture(scope="module", params=SEEDS)
def network(request: pytest.FixtureRequest) -> nx.MultiDiGraph:
    return network_of(draw(SIZES, seed=request.param))


def severities(found: pd.DataFrame) -> dict[tuple[str, ...], float]:
    return dict(zip(found["subjects"], found["severity"], strict=True))


def as_bytes(found: pd.DataFrame, *, leave_out: tuple[str, ...] = ()) -> str:
    return str(found.drop(columns=list(leave_out)).to_csv())


def with_tie(network: nx.MultiDiGraph, tie_type: str, start: str, end: str) -> nx.MultiDiGraph:
    empty = dict.fromkeys(RELATIONSHIP_TYPES[tie_type].properties, "")
    of = {"evidence": "documented", "source": "draw", "locator": "2"}
    copy = network.copy()
    copy.add_edge(start, end, **empty | of | OF_TIE[tie_type], start=start, end=end, type=tie_type)
    return copy


def with_node(network: nx.MultiDiGraph, label: str, node: str, **of: str) -> nx.MultiDiGraph:
    copy = network.copy()
    empty = dict.fromkeys(LABELS[label].properties, "")
    known = {"id": node, "label": label, "name": node, "name_es": node, "source": "draw"}
    copy.add_node(node, **empty | known | of)
    return copy


def remade(network: nx.MultiDiGraph, name: dict[str, str]) -> nx.MultiDiGraph:
    """Return the network under other ids, in the order in which it would be read."""
    other = nx.MultiDiGraph(**network.graph)
    other.graph["ended"] = [_renamed(of, name) for of in network.graph["ended"]]
    for node, of in sorted(network.nodes(data=True), key=lambda each: name[each[0]]):
        other.add_node(name[node], **of | {"id": name[node]})
    ties = [_renamed(of, name) for *_, of in network.edges(data=True)]
    for of in sorted(ties, key=lambda of: (of["start"], of["end"], of["type"])):
        other.add_edge(of["start"], of["end"], **of)
    return other


def _renamed(tie: dict[str, str], name: dict[str, str]) -> dict[str, str]:
    ids = {of: name.get(tie[of], "") for of in ("start", "end", "territory") if of in tie}
    return tie | ids


@analyses
def test_findings_keep_what_they_promise(analysis: str, network: nx.MultiDiGraph) -> None:
    found = DETECTORS[analysis](network)
    assert len(found)
    assert tuple(found.columns[: len(COLUMNS)]) == COLUMNS
    assert set(found["type"]) == {analysis}
    assert found["id"].is_unique
    assert found["severity"].between(0, 1).all()
    assert found["confidence"].between(0, 1).all()
    assert set(found["as_of"]) == {DAY}
    for language in ("es", "en"):
        sentences = found[f"explanation_{language}"]
        assert sentences.str.contains(r"^[^{}]+\.$").all()
    assert found["sources"].map(len).all()
    records = [*(of for *_, of in network.edges(data=True)), *network.graph["ended"]]
    ties = {f"{of['start']} {of['type']} {of['end']}" for of in records}
    assert {fact for facts in found["facts"] for fact in facts} <= {*network, *ties}
    assert found["facts"].map(len).all()


@analyses
def test_names_do_not_matter(analysis: str, network: nx.MultiDiGraph) -> None:
    last = len(network) - 1
    name = {node: f"node-{last - at:04}" for at, node in enumerate(sorted(network))}
    detect = DETECTORS[analysis]

    def told(found: pd.DataFrame, name: dict[str, str]) -> dict[tuple[str, ...], list[object]]:
        columns = ["severity", "confidence", "evidence_state"]
        return {
            tuple(sorted(name.get(one, one) for one in subjects)): [
                value if isinstance(value, str) else round(value, 9) for value in row
            ]
            for subjects, *row in found[["subjects", *columns]].itertuples(index=False)
        }

    assert told(detect(remade(network, name)), {}) == told(detect(network), name)


@analyses
def test_ties_without_direction_may_be_told_from_either_end(
    analysis: str, network: nx.MultiDiGraph
) -> None:
    turned = nx.MultiDiGraph(**network.graph)
    turned.add_nodes_from(network.nodes(data=True))
    for start, end, of in network.edges(data=True):
        ends = (end, start) if of["type"] in UNDIRECTED else (start, end)
        turned.add_edge(*ends, **of | {"start": ends[0], "end": ends[1]})
    detect = DETECTORS[analysis]
    told = [as_bytes(detect(one), leave_out=("facts",)) for one in (network, turned)]
    assert told[0] == told[1]


@pytest.mark.parametrize("analysis", [one for one in DETECTORS if one in OF_MISSING_TIES])
@pytest.mark.parametrize("tie_type", OF_TIE)
def test_a_further_tie_never_raises_a_severity(
    analysis: str, tie_type: str, network: nx.MultiDiGraph
) -> None:
    generator = np.random.default_rng(7)
    institutions = nodes_of(network, "Institution")
    others = (
        institutions
        if tie_type == "COOPERATES_WITH"
        else nodes_of(network, "Forum", "WorkingGroup")
    )
    before = severities(DETECTORS[analysis](network))
    for _ in range(5):
        start, end = generator.choice(institutions), generator.choice(others)
        if start != end and not network.has_edge(start, end):
            tied = with_tie(network, tie_type, start, end)
            after = severities(DETECTORS[analysis](tied))
            assert after.keys() <= before.keys()
            assert [one for one in after if after[one] > before[one] + 1e-12] == []


@analyses
@pytest.mark.parametrize("label", ["Institution", "Forum", "Territory", "Agreement"])
def test_a_node_without_ties_changes_no_finding(
    analysis: str, label: str, network: nx.MultiDiGraph
) -> None:
    kinds = {"Institution": "ministry", "Forum": "roundtable"}
    stranger = with_node(
        network, label, "a-stranger", kind=kinds.get(label, "region"), roster="complete"
    )
    found, before = DETECTORS[analysis](stranger), DETECTORS[analysis](network)
    if (analysis, label) == ("coverage_gap", "Forum"):
        # One body more without an objective: the register of scopes is less complete.
        assert severities(found) == severities(before)
    else:
        assert as_bytes(found) == as_bytes(before)


@pytest.mark.parametrize("analysis", WEIGHED)
def test_a_weightier_objective_never_has_less_severe_findings(
    analysis: str, network: nx.MultiDiGraph
) -> None:
    found = DETECTORS[analysis](network)
    for objective in nodes_of(network, "Objective"):
        heavier = network.copy()
        heavier.nodes[objective]["weight"] = "1"
        after = severities(DETECTORS[analysis](heavier))
        # Where a pair has several objectives and some are coordinated, the deficit is a mean.
        alike = found.get("deficit", found["severity"] * 0 + 1).isin([1, 0.5])
        before = severities(found[alike])
        assert [one for one in before if after[one] < before[one] - 1e-12] == []
        assert network.nodes[objective]["weight"] != heavier.nodes[objective]["weight"] or (
            after == severities(found)
        )


@analyses
def test_before_the_first_day_nothing_holds(analysis: str) -> None:
    network = network_of(draw(SIZES, seed=1), day=f"{int(FIRST_DAY[:4]) - 1}-12-31")
    assert nodes_of(network, "Institution")
    assert network.number_of_edges() == 0
    assert DETECTORS[analysis](network).empty


@analyses
def test_a_fact_recorded_twice_weighs_once(analysis: str, network: nx.MultiDiGraph) -> None:
    doubled = network.copy()
    doubled.add_edges_from((start, end, of) for start, end, of in network.edges(data=True))
    assert doubled.number_of_edges() == 2 * network.number_of_edges()
    assert as_bytes(DETECTORS[analysis](doubled)) == as_bytes(DETECTORS[analysis](network))


def test_a_fact_recorded_twice_does_not_strengthen_coordination(network: nx.MultiDiGraph) -> None:
    doubled = network.copy()
    doubled.add_edges_from((start, end, of) for start, end, of in network.edges(data=True))
    once, twice = Coordination(network), Coordination(doubled)
    for pair in combinations(once.institutions, 2):
        assert twice.strength(*pair) == once.strength(*pair)


@analyses
def test_the_network_stays_as_it_was(analysis: str, network: nx.MultiDiGraph) -> None:
    before = network.copy()
    DETECTORS[analysis](network)
    assert list(network.nodes(data=True)) == list(before.nodes(data=True))
    assert list(network.edges(data=True)) == list(before.edges(data=True))


def test_the_same_bytes_in_every_process() -> None:
    root = Path(__file__).parents[1]
    script = (
        "from evaluation import DETECTORS; from synthetic import Sizes, draw, network_of\n"
        f"network = network_of(draw(Sizes{tuple(SIZES)}, seed=1))\n"
        "for detect in DETECTORS.values(): print(detect(network).to_csv())"
    )

    def run(seed: str) -> str:
        paths = os.pathsep.join([str(root), str(root / "benchmarks")])
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
        )
        return done.stdout

    assert run("1") == run("2") != ""
