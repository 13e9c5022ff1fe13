from __future__ import annotations

from itertools import combinations
from math import comb, isnan
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import ids, network_of, ties, write_world

from stakeholder_graph.findings import COLUMNS
from stakeholder_graph.venues import (
    BRIDGING_COLUMNS,
    OVERLAP_COLUMNS,
    Bodies,
    bridging_gaps,
    chance_of_sharing,
    fragmentation,
    mandate_overlaps,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from pathlib import Path

    import pandas as pd


def severities(found: pd.DataFrame) -> dict[tuple[str, ...], float]:
    return dict(zip(found["subjects"], found["severity"], strict=True))


def only(found: pd.DataFrame) -> dict[Hashable, object]:
    (row,) = found.to_dict("records")
    return row


def world(
    folder: Path,
    mandates: dict[str, str],
    seats: Sequence[tuple[str, ...]],
    **files: list[dict[str, str]],
) -> nx.MultiDiGraph:
    """Read a world of forums: their objectives by one letter each, and who sits in them."""
    usual = {
        "institutions": ids(*sorted({seat[0] for seat in seats})),
        "forums": ids(*mandates),
        "objectives": ids(*sorted({*"".join(mandates.values())})),
        "scopes": ties(
            "subject", "objective", *((body, one) for body in mandates for one in mandates[body])
        ),
        "memberships": ties("institution", "venue", *seats),
    }
    return network_of(write_world(folder, **(usual | files)))


# The published mini-world.


def test_golden_bridging(mini_world: nx.MultiDiGraph) -> None:
    assert severities(bridging_gaps(mini_world)) == pytest.approx(
        {("b2", "b3"): 0.5, ("b1", "b3"): 1 / 3}
    )
    both = bridging_gaps(mini_world).set_index("subjects").loc[[("b2", "b3")]].iloc[0]
    assert (both["topic"], both["bridge"], both["gap_type"]) == (0.5, 0, "no_bridge")


def test_golden_bridge_without_a_common_matter(mini_world: nx.MultiDiGraph) -> None:
    meeting = Bodies(mini_world).compare("b1", "b2")
    assert meeting.topic == 0
    assert meeting.bridge == pytest.approx(0.64)
    assert meeting.sole_bridge == "mig"


def test_golden_overlap(mini_world: nx.MultiDiGraph) -> None:
    found = mandate_overlaps(mini_world).set_index("subjects")
    both = found.loc[[("b2", "b3")]].iloc[0]
    assert both["severity"] == pytest.approx(0.25)
    assert (both["jaccard_objectives"], both["jaccard_members"]) == (0.5, 0)
    assert (both["objectives_in_second"], both["objectives_in_first"]) == (1, 0.5)
    # MIG sits in B1 and B2, which have no matter in common: listed, without severity.
    shared = found.loc[[("b1", "b2")]].iloc[0]
    assert (shared["members"], shared["severity"]) == (("mig",), 0)


def test_golden_fragmentation(mini_world: nx.MultiDiGraph) -> None:
    measures = fragmentation(mini_world, draws=20)
    # MRE, MIG, MTPE and MINSA on one side, GRT and ONG on the other: 6 + 1 of 15 pairs.
    assert measures["components"] == 2
    assert measures["outside_largest"] == pytest.approx(2 / 6)
    assert measures["connectedness"] == pytest.approx(7 / 15)
    assert measures["unseated"] == 0
    assert measures["bodies_without_members"] == 0


# The southern women as a world.


def test_the_southern_women_are_one_piece_in_four_modules(southern_women: nx.MultiDiGraph) -> None:
    measures = fragmentation(southern_women, draws=30)
    assert measures["modularity"] == pytest.approx(0.34554, abs=5e-6)
    assert measures["modules"] == 4
    assert (measures["components"], measures["connectedness"]) == (1, 1)
    assert (measures["outside_largest"], measures["unseated"]) == (0, 0)
    assert measures["modularity_z"] > 2


def test_the_seed_decides_the_comparison(southern_women: nx.MultiDiGraph) -> None:
    assert fragmentation(southern_women, draws=5, seed=3) == fragmentation(
        southern_women, draws=5, seed=3
    )


# What chance can give.


@pytest.mark.parametrize(
    ("population", "least"),
    [
        (8, [0.125, 0.036, 0.018, 0.014]),
        (14, [0.071, 0.011, 0.0027, 0.0010]),
        (20, [0.05, 0.0053, 0.0009]),
    ],
)
def test_the_least_that_chance_can_give(population: int, least: list[float]) -> None:
    for length, published in enumerate(least, start=1):
        p = chance_of_sharing(length, one=length, other=length, population=population)
        assert p == pytest.approx(1 / comb(population, length))
        assert p == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize("shared", range(4))
def test_chance_is_counted_out(shared: int) -> None:
    fixed, draws = {0, 1, 2}, list(combinations(range(7), 4))
    reached = sum(len(fixed.intersection(draw)) >= shared for draw in draws)
    p = chance_of_sharing(shared, one=3, other=4, population=7)
    assert p == pytest.approx(reached / len(draws))


def test_evelyn_and_charlotte(southern_women: nx.MultiDiGraph) -> None:
    # Eight and four of 14 events, three in common: (C(8,3) C(6,1) + C(8,4)) / C(14,4).
    assert southern_women.out_degree("evelyn-jefferson") == 8
    assert southern_women.out_degree("charlotte-mcdowd") == 4
    assert chance_of_sharing(3, one=8, other=4, population=14) == pytest.approx(406 / 1001)


def test_the_fixed_row_model_of_the_toy_matrix() -> None:
    # The matrix of the tests of Neal's backbone: rows 1011, 0100, 1001 and their upper chances.
    rows = [{0, 2, 3}, {1}, {0, 3}]
    found = [
        [
            chance_of_sharing(len(one & other), one=len(one), other=len(other), population=4)
            for other in rows
        ]
        for one in rows
    ]
    for row, published in zip(found, [[0.25, 1, 0.5], [1, 0.25, 1], [0.5, 1, 1 / 6]], strict=True):
        assert row == pytest.approx(published)


def test_seventeen_pairs_of_southern_women_are_rarer_than_one_in_twenty(
    southern_women: nx.MultiDiGraph,
) -> None:
    # Counted by a separate program among the 153 pairs; column totals are not held fixed.
    events = {
        woman: set(southern_women[woman])
        for woman in southern_women
        if southern_women.out_degree(woman)
    }
    chances = [
        chance_of_sharing(len(one & other), one=len(one), other=len(other), population=14)
        for one, other in combinations(events.values(), 2)
    ]
    assert len(chances) == 153
    assert sum(chance < 0.05 for chance in chances) == 17


# Planted cases.


def test_twins_nested_and_overlapping_mandates(tmp_path: Path) -> None:
    network = world(
        tmp_path / "world",
        {"large": "abcdx", "small": "ab", "twin": "mno", "twin2": "mno", "half": "dex"},
        [
            *((who, body, "member") for who in ("p", "q", "r") for body in ("twin", "twin2")),
            ("s", "large", "member"),
            ("t", "small", "member"),
            ("u", "half", "member"),
        ],
    )
    found = mandate_overlaps(network)
    relations = dict(zip(found["subjects"], found["relation"], strict=True))
    assert relations == {
        ("large", "small"): "nested",
        ("twin", "twin2"): "twin",
        ("half", "large"): "overlap",
    }
    sentences = dict(zip(found["subjects"], found["explanation_en"], strict=True))
    assert "what SMALL is on record as treating, LARGE treats too" in sentences["large", "small"]
    twins = found.set_index("subjects").loc[[("twin", "twin2")]].iloc[0]
    # Six institutions sit somewhere; three of them are the same in both: 1 / C(6, 3).
    assert twins["p_exact"] == twins["p_min"] == pytest.approx(1 / 20)
    assert twins["severity"] == pytest.approx((1 - 0.64) ** 3)


def test_bodies_with_nothing_in_common_are_no_pair(tmp_path: Path) -> None:
    network = world(
        tmp_path / "world", {"one": "a", "other": "b"}, [("p", "one", "chair"), ("q", "other")]
    )
    for found, columns in (
        (bridging_gaps(network), BRIDGING_COLUMNS),
        (mandate_overlaps(network), OVERLAP_COLUMNS),
    ):
        assert found.empty
        assert tuple(found.columns) == (*COLUMNS, *columns)


def test_whoever_leads_both_of_two_leaves_nothing_open(tmp_path: Path) -> None:
    seats = [(who, body, "chair") for who in ("p", "q") for body in ("one", "other")]
    network = world(tmp_path / "world", {"one": "ab", "other": "ab"}, seats)
    assert Bodies(network).compare("one", "other").bridge == 1
    assert bridging_gaps(network).empty
    assert mandate_overlaps(network)["severity"].tolist() == [0]


@pytest.mark.parametrize(
    ("role", "severity"),
    # A chair of both: fragile all the same. Observers of both hardly bridge: 1 - 0.3 x 0.3.
    [("chair", 0.5), ("member", 0.5), ("observer", 0.91)],
)
def test_a_bridge_of_one_is_fragile(tmp_path: Path, role: str, severity: float) -> None:
    network = world(
        tmp_path / "world",
        {"one": "a", "other": "a"},
        [("p", "one", role), ("p", "other", role), ("q", "one", "chair")],
    )
    found = only(bridging_gaps(network))
    assert (found["gap_type"], found["sole_bridge"]) == ("fragile_bridge", "p")
    assert found["severity"] == pytest.approx(severity)
    assert "only P sits in both" in str(found["explanation_en"])
    assert "solo P integra ambos" in str(found["explanation_es"])


def test_a_matter_of_many_joins_no_two_in_particular(tmp_path: Path) -> None:
    names = [f"body-{at}" for at in range(9)]
    network = world(
        tmp_path / "world",
        dict.fromkeys(names, "a") | {"body-0": "ab", "body-1": "ab"},
        [(f"p{at}", name, "chair") for at, name in enumerate(names)],
    )
    found = severities(bridging_gaps(network))
    assert len(found) == comb(9, 2)
    # Nine bodies treat a, which counts 1/8; two treat b, which counts in full.
    assert found["body-0", "body-1"] == pytest.approx((1 / 8 + 1) / 2)
    assert found["body-2", "body-3"] == pytest.approx(1 / 8)


# Lines of reporting.


def groups(folder: Path, *parts: tuple[str, str]) -> nx.MultiDiGraph:
    return network_of(
        write_world(
            folder,
            institutions=ids("p", "q"),
            forums=ids("council", "assembly"),
            working_groups=ids("health", "vaccines"),
            objectives=ids("access"),
            parts=ties("part", "whole", *parts),
            scopes=ties(
                "subject",
                "objective",
                *((body, "access") for body in ("council", "assembly", "health", "vaccines")),
            ),
            memberships=ties(
                "institution",
                "venue",
                ("p", "council"),
                ("q", "assembly"),
                ("p", "health"),
                ("q", "vaccines"),
            ),
        )
    )


def test_a_body_and_its_subgroup_are_no_pair(tmp_path: Path) -> None:
    network = groups(tmp_path / "world", ("health", "council"), ("vaccines", "health"))
    pairs = {
        ("assembly", "council"),
        ("assembly", "health"),
        ("assembly", "vaccines"),
    }
    assert set(severities(bridging_gaps(network))) == pairs
    # P also sits in the council and in the health group, yet that is no overlap.
    assert set(severities(mandate_overlaps(network))) == pairs


def test_a_line_of_reporting_is_a_bridge(tmp_path: Path) -> None:
    network = groups(tmp_path / "world", ("assembly", "council"))
    found = bridging_gaps(network).set_index("subjects")
    lined = found.loc[[("assembly", "council")]].iloc[0]
    assert lined["severity"] == pytest.approx(0.2)
    assert (lined["line"], lined["line_via"]) == ("reports", ("assembly", "council"))
    assert "ASSEMBLY reports to COUNCIL" in lined["explanation_en"]
    assert "ASSEMBLY depende de COUNCIL" in lined["explanation_es"]
    alone = found.loc[[("health", "vaccines")]].iloc[0]
    assert alone["severity"] == 1
    assert "neither is on record as reporting to the other" in alone["explanation_en"]


def test_a_body_above_both_is_half_a_bridge(tmp_path: Path) -> None:
    network = groups(tmp_path / "world", ("health", "council"), ("vaccines", "council"))
    found = bridging_gaps(network).set_index("subjects")
    siblings = found.loc[[("health", "vaccines")]].iloc[0]
    assert siblings["severity"] == pytest.approx(0.5)
    assert "both report to COUNCIL" in siblings["explanation_en"]


# Who sits there.


def two_forums(
    folder: Path,
    institutions: list[dict[str, str]],
    seats: Sequence[tuple[str, ...]],
    *parts: tuple[str, str],
) -> nx.MultiDiGraph:
    return world(
        folder,
        {"one": "a", "other": "a"},
        seats,
        institutions=institutions,
        parts=ties("part", "whole", *parts),
    )


def test_a_unit_sits_where_its_ministry_sits(tmp_path: Path) -> None:
    network = two_forums(
        tmp_path / "world",
        [{"id": "ministry"}, {"id": "office", "kind": "unit"}],
        [("ministry", "one"), ("office", "other")],
        ("office", "ministry"),
    )
    assert only(bridging_gaps(network))["sole_bridge"] == "office"


def test_a_ministry_and_its_units_are_one_voice(tmp_path: Path) -> None:
    network = two_forums(
        tmp_path / "world",
        [{"id": "ministry"}, {"id": "office", "kind": "unit"}],
        [("ministry", "one"), ("ministry", "other"), ("office", "other")],
        ("office", "ministry"),
    )
    found = only(bridging_gaps(network))
    assert (found["sole_bridge"], found["severity"]) == ("ministry", 0.5)


def test_a_state_sits_through_its_ministries(tmp_path: Path) -> None:
    network = two_forums(
        tmp_path / "world",
        [{"id": "peru", "kind": "state"}, *ids("foreign-affairs", "interior")],
        [("peru", "one"), ("foreign-affairs", "other")],
        ("foreign-affairs", "peru"),
        ("interior", "peru"),
    )
    assert only(bridging_gaps(network))["sole_bridge"] == "peru"


def test_two_ministries_of_a_state_do_not_meet_for_being_of_one_state(tmp_path: Path) -> None:
    network = two_forums(
        tmp_path / "world",
        [{"id": "peru", "kind": "state"}, *ids("foreign-affairs", "interior")],
        [("interior", "one"), ("foreign-affairs", "other")],
        ("foreign-affairs", "peru"),
        ("interior", "peru"),
    )
    found = only(bridging_gaps(network))
    assert (found["gap_type"], found["bridge"]) == ("no_bridge", 0)


def test_a_collective_label_is_no_bridge(tmp_path: Path) -> None:
    network = two_forums(
        tmp_path / "world",
        [{"id": "civil-society", "kind": "collective"}, *ids("p", "q")],
        [("civil-society", "one"), ("civil-society", "other"), ("p", "one"), ("q", "other")],
    )
    found = only(bridging_gaps(network))
    assert (found["bridge"], found["institutions"]) == (0, ())
    assert only(mandate_overlaps(network))["members"] == ()


# What is not known.


def rosters(folder: Path, roster: str, *seats: tuple[str, ...]) -> dict[Hashable, object]:
    network = world(
        folder,
        {"one": "a", "other": "a"},
        seats,
        forums=[{"id": "one", "roster": "complete"}, {"id": "other", "roster": roster}],
    )
    return only(bridging_gaps(network))


def test_a_partial_roster_makes_an_absence_a_question(tmp_path: Path) -> None:
    seats = (("p", "one"), ("q", "other"))
    searched = rosters(tmp_path / "complete", "complete", *seats)
    asked = rosters(tmp_path / "partial", "partial", *seats)
    empty = rosters(tmp_path / "empty", "partial", ("p", "one"))
    assert searched["evidence_state"] == "searched_not_found"
    assert asked["evidence_state"] == empty["evidence_state"] == "not_searched"
    assert str(asked["explanation_en"]).startswith("To be confirmed. ")
    assert searched["severity"] == asked["severity"] == empty["severity"] == 1
    # One pair, unbridged: prior 1/3. Registers .9 and .3, .3 and .3, 0 and .3, by Bayes.
    for found, missed in ((searched, 0.1 * 0.7), (asked, 0.7 * 0.7), (empty, 0.7)):
        assert found["confidence"] == pytest.approx(2 / (2 + missed))


def test_who_sits_nowhere_on_record_is_said_so(tmp_path: Path) -> None:
    found = rosters(tmp_path / "world", "partial", ("p", "one"))
    assert found["gap_type"] == "unknown_members"
    assert "which institutions sit in OTHER is not on record" in str(found["explanation_en"])
    assert "no consta qué instituciones integran OTHER" in str(found["explanation_es"])


def test_an_overlap_without_members_has_no_chance(tmp_path: Path) -> None:
    found = only(mandate_overlaps(world(tmp_path / "world", {"one": "a", "other": "a"}, [])))
    undefined = ("jaccard_members", "members_in_second", "members_in_first", "p_exact", "p_min")
    assert all(isnan(float(str(found[name]))) for name in undefined)
    assert found["severity"] == 0.5


def test_what_a_source_only_implies_is_less_certain(tmp_path: Path) -> None:
    scopes = ties("subject", "objective", ("one", "a"), ("other", "a"))
    seats = [("p", "one"), ("q", "other")]
    names = {"one": "a", "other": "a"}
    said = only(bridging_gaps(world(tmp_path / "said", names, seats, scopes=scopes)))
    scopes[0]["evidence"] = "implied"
    implied = only(bridging_gaps(world(tmp_path / "implied", names, seats, scopes=scopes)))
    assert float(str(implied["confidence"])) == pytest.approx(0.7 * float(str(said["confidence"])))


def test_a_dissolved_body_is_not_read(tmp_path: Path) -> None:
    network = world(
        tmp_path / "world",
        {"one": "a", "other": "a"},
        [("p", "one"), ("q", "other")],
        forums=[{"id": "one"}, {"id": "other", "dissolved": "2020"}],
    )
    assert bridging_gaps(network).empty
    assert fragmentation(network)["bodies"] == 1


def test_nothing_to_measure_is_undefined() -> None:
    measures = fragmentation(nx.MultiDiGraph(as_of="2026-06-30"))
    counts = {"institutions", "bodies", "bodies_without_members", "components", "modules"}
    assert {name for name, value in measures.items() if value == 0} == counts
    assert all(isnan(measures[name]) for name in measures.keys() - counts)


def test_where_chance_leaves_no_other_network_z_is_undefined(tmp_path: Path) -> None:
    network = world(tmp_path / "world", {"one": "a"}, [("p", "one"), ("q", "one")])
    measures = fragmentation(network, draws=5)
    assert measures["modularity"] == measures["modularity_by_chance"] == 0
    assert isnan(measures["modularity_z"])


# What must not matter.

ROSTERS = st.dictionaries(
    st.tuples(st.sampled_from("pqrs"), st.sampled_from(["b1", "b2", "b3"])),
    st.sampled_from(["chair", "member", "observer"]),
)
NEW_SEATS = st.tuples(st.sampled_from("pqrs"), st.sampled_from(["chair", "member", "observer"]))


def seated(mini_world: nx.MultiDiGraph, seats: dict[tuple[str, str], str]) -> nx.MultiDiGraph:
    """Return the mini-world with other people at its tables."""
    network = mini_world.copy()
    (usual, *_) = (tie for *_, tie in mini_world.edges(data=True) if tie["type"] == "MEMBER_OF")
    network.remove_edges_from(
        [
            (*edge, key)
            for *edge, key, tie in mini_world.edges(keys=True, data=True)
            if tie["type"] == "MEMBER_OF"
        ]
    )
    for who in "pqrs":
        network.add_node(who, **(mini_world.nodes["ong"] | {"id": who}))
    for (who, body), role in seats.items():
        network.add_edge(who, body, **(usual | {"role": role}))
    return network


@settings(max_examples=60, deadline=None)
@given(seats=ROSTERS, new=NEW_SEATS)
def test_a_new_shared_member_never_raises_a_severity(
    mini_world: nx.MultiDiGraph, seats: dict[tuple[str, str], str], new: tuple[str, str]
) -> None:
    who, role = new
    joined = seated(mini_world, {(who, "b2"): role, (who, "b3"): role} | seats)
    before = severities(bridging_gaps(seated(mini_world, seats)))
    after = severities(bridging_gaps(joined))
    assert after.get(("b2", "b3"), 0) <= before.get(("b2", "b3"), 0) + 1e-12


@settings(max_examples=30, deadline=None)
@given(seats=ROSTERS)
def test_columns_are_in_their_ranges_and_both_ways_alike(
    mini_world: nx.MultiDiGraph, seats: dict[tuple[str, str], str]
) -> None:
    network = seated(mini_world, seats)
    overlaps, gaps, bodies = mandate_overlaps(network), bridging_gaps(network), Bodies(network)
    for found in (overlaps, gaps):
        assert found["severity"].between(0, 1).all()
        assert found["confidence"].between(0, 1).all()
    assert (overlaps["p_min"] <= overlaps["p_exact"]).sum() == overlaps["p_exact"].notna().sum()
    for one, other in combinations(["b1", "b2", "b3"], 2):
        there, back = bodies.compare(one, other), bodies.compare(other, one)
        assert there == back._replace(bridge=there.bridge)
        assert there.bridge == pytest.approx(back.bridge)


def test_an_isolated_institution_changes_nothing(mini_world: nx.MultiDiGraph) -> None:
    larger = mini_world.copy()
    larger.add_node("stranger", **(mini_world.nodes["ong"] | {"id": "stranger"}))
    for analysis in (bridging_gaps, mandate_overlaps):
        assert analysis(larger).equals(analysis(mini_world))
    before, after = fragmentation(mini_world, draws=10), fragmentation(larger, draws=10)
    assert after.pop("institutions") == before.pop("institutions") + 1
    assert after.pop("unseated") == pytest.approx(1 / 7)
    assert before.pop("unseated") == 0
    assert after == before


def test_names_do_not_matter(mini_world: nx.MultiDiGraph) -> None:
    renamed = nx.relabel_nodes(mini_world, {"mig": "zz", "b1": "y9", "b3": "a0", "o2": "w"})
    for analysis in (bridging_gaps, mandate_overlaps):
        assert sorted(severities(analysis(renamed)).values()) == pytest.approx(
            sorted(severities(analysis(mini_world)).values())
        )
    before, after = fragmentation(mini_world, draws=5), fragmentation(renamed, draws=5)
    chance = {"modularity_by_chance", "modularity_z"}
    assert {name: after[name] for name in after.keys() - chance} == pytest.approx(
        {name: before[name] for name in before.keys() - chance}
    )


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    scopes = {"one": "ab", "other": "bc", "third": "ac"}
    seats = [("p", "one"), ("p", "other", "chair"), ("q", "third"), ("q", "one"), ("r", "other")]
    there = world(tmp_path / "there", scopes, seats)
    back = world(tmp_path / "back", dict(reversed(scopes.items())), seats[::-1])
    assert bridging_gaps(there).equals(bridging_gaps(back))
    assert mandate_overlaps(there).equals(mandate_overlaps(back))
    assert fragmentation(there, draws=5) == fragmentation(back, draws=5)


def test_analyses_leave_the_network_as_it_was(mini_world: nx.MultiDiGraph) -> None:
    before = mini_world.copy()
    bridging_gaps(mini_world)
    mandate_overlaps(mini_world)
    fragmentation(mini_world, draws=2)
    assert nx.utils.graphs_equal(mini_world, before)


def test_findings_have_the_common_columns_and_both_languages(mini_world: nx.MultiDiGraph) -> None:
    for found, extra in (
        (bridging_gaps(mini_world), BRIDGING_COLUMNS),
        (mandate_overlaps(mini_world), OVERLAP_COLUMNS),
    ):
        assert tuple(found.columns) == (*COLUMNS, *extra)
        assert (found["priority"] == found["severity"] * found["confidence"]).all()
        assert set(found["sources"]) == {("field-notes",)}
        assert (found["explanation_es"] != found["explanation_en"]).all()


def test_an_explanation_tells_what_is_shared_and_who_is_missing(
    mini_world: nx.MultiDiGraph,
) -> None:
    found = bridging_gaps(mini_world)
    sentences = dict(zip(found["subjects"], found["explanation_es"], strict=True))
    assert sentences["b2", "b3"] == (
        "B2 y B3: objetivos en común, 1 de 2 (O2); al 2026-06-30 no consta ninguna institución "
        "que integre ambos; no consta que uno dependa del otro."
    )
