from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import ids, network_of, ties, write_world

from stakeholder_graph import gaps, motifs
from stakeholder_graph.coordination import Coordination
from stakeholder_graph.findings import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path


def needs(network: nx.MultiDiGraph) -> dict[tuple[str, str], float]:
    required = gaps.requirements(network, Coordination(network))
    return {pair: sum(one.need for one in reasons) for pair, reasons in required.items()}


def severities(network: nx.MultiDiGraph) -> dict[tuple[str, ...], float]:
    found = gaps.coordination_gaps(network)
    return dict(zip(found["subjects"], found["severity"], strict=True))


def test_golden_requirements(mini_world: nx.MultiDiGraph) -> None:
    assert needs(mini_world) == pytest.approx(
        {
            ("grt", "minsa"): 0.5,
            ("grt", "mtpe"): 0.64,
            ("mig", "mre"): 0.5,
            ("mig", "mtpe"): 1.3944,
            ("minsa", "ong"): 0.5,
        },
        abs=1e-4,
    )


def test_golden_coordination_gaps(mini_world: nx.MultiDiGraph) -> None:
    found = gaps.coordination_gaps(mini_world)
    assert severities(mini_world) == pytest.approx(
        {("grt", "mtpe"): 0.5614, ("grt", "minsa"): 0.5, ("minsa", "ong"): 0.5}, abs=1e-4
    )
    assert set(found["state"]) == {"none"}
    assert dict(zip(found["subjects"], found["uncovered"], strict=True)) == {
        ("grt", "mtpe"): ("o3",),
        ("grt", "minsa"): ("o2",),
        ("minsa", "ong"): ("o2",),
    }


def test_golden_congruence(mini_world: nx.MultiDiGraph) -> None:
    measures = gaps.congruence(mini_world)
    p_by_chance = measures.pop("p_by_chance")
    assert measures == pytest.approx(
        {
            "required": 5,
            "met": 2,
            "congruence": 0.4,
            "weighted": 0.3657,
            "density": 5 / 15,
            "lift": 1.2,
        },
        abs=1e-4,
    )
    # Five of fifteen pairs are tied: two or more of five required ones are by chance, too.
    assert 0.3 < p_by_chance < 1


def test_golden_congruence_of_actors(mini_world: nx.MultiDiGraph) -> None:
    table = gaps.congruence_of_actors(mini_world).set_index("id")
    # MIG-MRE (need 0.5, strength 0.8) and MIG-MTPE (1.3944, 0.64) are tied, the rest is not.
    assert table["required"].to_dict() == {
        "minsa": 2,
        "grt": 2,
        "mtpe": 2,
        "ong": 1,
        "mig": 2,
        "mre": 1,
    }
    assert table["congruence"].to_dict() == {
        "grt": 0,
        "minsa": 0,
        "mtpe": 0.5,
        "ong": 0,
        "mig": 1,
        "mre": 1,
    }
    assert table.loc["mtpe", "weighted"] == pytest.approx(1.3944 * 0.64 / (1.3944 + 0.64), abs=1e-4)
    assert table.index.tolist() == ["grt", "minsa", "mtpe", "ong", "mig", "mre"]


def test_a_need_is_told_apart_by_what_it_comes_from(mini_world: nx.MultiDiGraph) -> None:
    found = gaps.coordination_gaps(mini_world.copy()).set_index("subjects")
    assert (found["need"] == found["cr_shared"] + found["cr_interdep"]).all()
    assert set(found["cr_interdep"]) == {0}
    # Without B1, MIG (lead of O1) and MTPE (support of O1, lead of O3 of weight 0.8) part.
    apart = mini_world.copy()
    apart.remove_node("b1")
    row = gaps.coordination_gaps(apart).set_index("subjects").loc[[("mig", "mtpe")]].iloc[0]
    assert row["cr_shared"] == pytest.approx(0.5)
    assert row["cr_interdep"] == pytest.approx(0.8**0.5)


def test_leads_of_linked_objectives_are_told_so(tmp_path: Path) -> None:
    network = network_of(
        write_world(
            tmp_path / "world",
            institutions=ids("labour", "health"),
            objectives=ids("recruitment", "return"),
            responsibilities=ties(
                "institution",
                "objective",
                ("labour", "recruitment", "lead"),
                ("health", "return", "lead"),
            ),
            alignments=ties("objective", "aligned_with", ("recruitment", "return")),
        )
    )
    (sentence,) = gaps.coordination_gaps(network)["explanation_en"]
    assert sentence == (
        "To be confirmed. HEALTH and LABOUR lead objectives that depend on each other, "
        "RECRUITMENT and RETURN; no body, agreement or joint intervention in force on "
        "2026-06-30 links them."
    )


SECTOR_OF = {
    "mre": "foreign_affairs",
    "mig": "interior",
    "mtpe": "labour",
    "minsa": "health",
    "grt": "",
    "ong": "health",
}


@pytest.fixture
def world_of_sectors(mini_world: nx.MultiDiGraph) -> nx.MultiDiGraph:
    world = mini_world.copy()
    nx.set_node_attributes(world, SECTOR_OF, "sector")
    return world


def test_golden_sector_deficits(world_of_sectors: nx.MultiDiGraph) -> None:
    found = gaps.sector_deficits(world_of_sectors)
    cells = found.set_index(["sector_1", "sector_2"])
    assert cells[["required", "met", "share", "deficit"]].T.to_dict("list") == {
        ("", "health"): [1, 0, 0, 1],
        ("", "labour"): [1, 0, 0, 1],
        ("foreign_affairs", "interior"): [1, 1, 1, 0],
        ("health", "health"): [1, 0, 0, 1],
        ("interior", "labour"): [1, 1, 1, 0],
    }
    # What is missing, saturated at 0.5: 0.64 / 1.14, and 0.5 / 1.
    assert cells.loc[("", "labour"), "severity"] == pytest.approx(0.5614, abs=1e-4)
    assert cells.loc[("health", "health"), "severity"] == pytest.approx(0.5)
    # Strength of MRE-MIG is 0.8, that of MIG-MTPE 0.64.
    assert cells.loc[("foreign_affairs", "interior"), "structural_hole"] == pytest.approx(0.2)
    assert cells.loc[("interior", "labour"), "structural_hole"] == pytest.approx(0.36)


def test_sector_deficits_are_sums_of_the_coordination_gaps(
    bundled_network: nx.MultiDiGraph,
) -> None:
    pairs, cells = gaps.coordination_gaps(bundled_network), gaps.sector_deficits(bundled_network)
    assert (cells["need"] * cells["deficit"]).sum() == pytest.approx(
        (pairs["need"] * pairs["deficit"]).sum()
    )
    measures = gaps.congruence(bundled_network, runs=0)
    assert cells["required"].sum() == measures["required"]
    assert cells["met"].sum() == measures["met"]
    hole = (cells["need"] * cells["structural_hole"]).sum() / cells["need"].sum()
    assert hole == pytest.approx(1 - measures["weighted"])


def test_sectors_all_of_whom_coordinate_have_no_deficit(
    world_of_sectors: nx.MultiDiGraph,
) -> None:
    for pair in combinations(SECTOR_OF, 2):
        world_of_sectors.add_edge(
            *pair,
            type="COOPERATES_WITH",
            kind="coordination",
            evidence="documented",
            source="notes",
            start=pair[0],
            end=pair[1],
        )
    cells = gaps.sector_deficits(world_of_sectors)
    assert set(cells["deficit"]) == set(cells["structural_hole"]) == {0}
    assert (cells["severity"] == 0).all()


def test_a_sector_deficit_is_told_in_both_languages(world_of_sectors: nx.MultiDiGraph) -> None:
    found = gaps.sector_deficits(world_of_sectors)
    spanish, english = (
        dict(zip(found["id"], found[f"explanation_{language}"], strict=True))
        for language in ("es", "en")
    )
    assert spanish["sector_deficit:-+labour"] == (
        "Entre los sectores (sin registrar) y trabajo, pares de instituciones que deberían "
        "coordinarse: 1; con algún canal al 2026-06-30: 0; queda sin un canal sobre el asunto el "
        "100% de su necesidad, sobre todo entre GRT y MTPE."
    )
    assert english["sector_deficit:health+health"] == (
        "Within the sector health, pairs of institutions that should coordinate: 1; with some "
        "channel on 2026-06-30: 0; 100% of their need is left without a channel on the matter, "
        "above all between MINSA and ONG."
    )
    assert english["sector_deficit:interior+labour"].endswith(
        "; all of them have a channel on the matter."
    )


def test_golden_motif_gaps(mini_world: nx.MultiDiGraph) -> None:
    # O1 has MRE, MIG and MTPE: B1 ties MRE and MIG, MRE and MTPE, MIG and MTPE. O2 has MINSA,
    # GRT and ONG, of whom B3 ties the last two. O3 has MTPE and GRT, without a tie.
    table = motifs.motif_counts(gaps.two_level(mini_world), draws=0)
    counts = {one.motif: one for one in table.itertuples()}
    assert counts["shared_resource"][2:4] == (3, 4)
    # MTPE acts on O1 and O3, which are aligned; MRE on O1 and O4, GRT on O2 and O3.
    assert counts["shared_actor"][2:4] == (2, 1)
    # MRE and MIG on O1, GRT on O3, with nothing in common.
    assert counts["linked_resources"][2:4] == (2, 0)
    found = gaps.fit_gaps(mini_world)
    assert dict(zip(found["subjects"], found["objectives"], strict=True)) == {
        ("grt", "minsa"): ("o2",),
        ("minsa", "ong"): ("o2",),
        ("grt", "mtpe"): ("o3",),
    }
    assert set(found["severity"]) == {1 / 3}
    assert set(found["cross_level"]) == {"no"}


def test_a_unit_and_its_ministry_are_tied_by_hierarchy(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("ministry", "office"),
        objectives=ids("asylum"),
        parts=ties("part", "whole", ("office", "ministry")),
        responsibilities=ties(
            "institution",
            "objective",
            ("ministry", "asylum", "lead"),
            ("office", "asylum", "support"),
        ),
    )
    assert gaps.fit_gaps(network_of(folder)).empty


def test_a_motif_gap_of_two_levels_is_told(mini_world: nx.MultiDiGraph) -> None:
    world = mini_world.copy()
    nx.set_node_attributes(world, {"mtpe": "national", "grt": "subnational"}, "level")
    found = gaps.fit_gaps(world).set_index("id")
    assert found["cross_level"].to_dict()["motif_gap:grt+mtpe"] == "yes"
    assert found["explanation_es"].to_dict()["motif_gap:grt+mtpe"] == (
        "GRT y MTPE actúan sobre O3; al 2026-06-30 no consta ningún canal entre ellas. Motivos "
        "de dos instituciones y un objetivo que un canal cerraría: 1."
    )


def test_states_are_tied_through_their_ministries(tmp_path: Path) -> None:
    network = network_of(
        write_world(
            tmp_path / "world",
            institutions=[
                {"id": "peru", "kind": "state"},
                {"id": "chile", "kind": "state"},
                *ids("peru-health", "chile-health"),
            ],
            parts=ties("part", "whole", ("peru-health", "peru"), ("chile-health", "chile")),
            cooperation=ties("institution", "partner", ("peru-health", "chile-health")),
        )
    )
    # Of the six pairs, each of the two on one side is tied to each of the two on the other.
    assert gaps.congruence(network, runs=0)["density"] == pytest.approx(4 / 6)


def test_findings_have_the_common_columns_and_both_languages(mini_world: nx.MultiDiGraph) -> None:
    found = gaps.coordination_gaps(mini_world)
    assert tuple(found.columns) == (*COLUMNS, *gaps.COORDINATION_COLUMNS)
    assert (found["priority"] == found["severity"] * found["confidence"]).all()
    assert set(found["sources"]) == {("field-notes",)}
    assert (found["explanation_es"] != found["explanation_en"]).all()


def test_an_explanation_names_the_pair_the_objective_and_the_day(
    mini_world: nx.MultiDiGraph,
) -> None:
    found = gaps.coordination_gaps(mini_world)
    sentences = dict(zip(found["subjects"], found["explanation_es"], strict=True))
    assert sentences["grt", "mtpe"] == (
        "GRT y MTPE actúan sobre O3; ningún órgano, acuerdo ni intervención conjunta vigente "
        "al 2026-06-30 las une."
    )


def six_actors(folder: Path, *seats: tuple[str, str, str]) -> nx.MultiDiGraph:
    actors = ["a", "b", "c", "d", "e", "f"]
    return network_of(
        write_world(
            folder,
            institutions=ids(*actors),
            forums=ids("plenary"),
            objectives=ids("asylum"),
            responsibilities=ties(
                "institution", "objective", *((actor, "asylum", "support") for actor in actors)
            ),
            memberships=ties("institution", "venue", *seats),
        )
    )


def test_without_a_lead_a_large_circle_shares_the_need(tmp_path: Path) -> None:
    need = needs(six_actors(tmp_path / "world", ("a", "plenary", "member")))
    assert len(need) == 15
    assert set(need.values()) == {0.5 * 0.5 / 5}


def test_a_plenary_halves_the_deficit_and_marks_a_question_where_rosters_are_unknown(
    tmp_path: Path,
) -> None:
    network = six_actors(tmp_path / "world", ("a", "plenary", "member"), ("b", "plenary", "member"))
    found = gaps.coordination_gaps(network).set_index("subjects")
    both_seated = found.loc[[("a", "b")]].iloc[0]
    unseated = found.loc[[("e", "f")]].iloc[0]
    assert both_seated["state"] == "plenary_only"
    assert both_seated["severity"] == pytest.approx(unseated["severity"] / 2)
    assert both_seated["evidence_state"] == "searched_not_found"
    assert unseated["evidence_state"] == "not_searched"
    assert unseated["explanation_en"].startswith("To be confirmed. ")


def test_leads_of_aligned_objectives_must_coordinate(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("labour", "foreign-affairs", "observer"),
        objectives=ids("recruitment", "return"),
        responsibilities=ties(
            "institution",
            "objective",
            ("labour", "recruitment", "lead"),
            ("foreign-affairs", "return", "lead"),
        ),
        alignments=ties("objective", "aligned_with", ("recruitment", "return")),
    )
    assert needs(network_of(folder)) == {("foreign-affairs", "labour"): 1.0}


def test_a_whole_and_its_part_are_never_a_pair(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("state", "ministry", "office", "agency"),
        objectives=ids("asylum"),
        parts=ties("part", "whole", ("ministry", "state"), ("office", "ministry")),
        responsibilities=ties(
            "institution",
            "objective",
            *((who, "asylum", "support") for who in ("state", "ministry", "office", "agency")),
        ),
    )
    assert set(needs(network_of(folder))) == {
        ("agency", "ministry"),
        ("agency", "office"),
        ("agency", "state"),
    }


def test_a_collective_label_is_never_in_a_pair(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=[*ids("health", "labour"), {"id": "civil-society", "kind": "collective"}],
        objectives=ids("asylum"),
        responsibilities=ties(
            "institution",
            "objective",
            *((who, "asylum", "support") for who in ("health", "labour", "civil-society")),
        ),
    )
    assert set(needs(network_of(folder))) == {("health", "labour")}


@pytest.mark.parametrize("pair", [("grt", "mtpe"), ("grt", "minsa"), ("mig", "ong")])
def test_a_new_tie_never_raises_a_severity(
    mini_world: nx.MultiDiGraph, pair: tuple[str, str]
) -> None:
    before = severities(mini_world)
    tied = mini_world.copy()
    ends = dict(zip(("start", "end"), pair, strict=True))
    tied.add_edge(
        *pair, **ends, type="COOPERATES_WITH", kind="coordination", evidence="documented", source=""
    )
    after = severities(tied)
    assert all(after.get(each, 0) <= before[each] + 1e-12 for each in before)
    assert set(after) <= set(before)
    assert pair not in after


def test_an_unrelated_institution_changes_nothing(mini_world: nx.MultiDiGraph) -> None:
    larger = mini_world.copy()
    larger.add_node("stranger", **(mini_world.nodes["ong"] | {"id": "stranger"}))
    assert severities(larger) == severities(mini_world)


def test_names_do_not_matter(mini_world: nx.MultiDiGraph) -> None:
    renamed = nx.relabel_nodes(mini_world, {"mre": "z-mre", "mtpe": "a-mtpe"})
    assert sorted(severities(renamed).values()) == pytest.approx(
        sorted(severities(mini_world).values())
    )


def test_analyses_leave_the_network_as_it_was(mini_world: nx.MultiDiGraph) -> None:
    before = nx.to_dict_of_dicts(mini_world.copy())
    gaps.coordination_gaps(mini_world)
    gaps.congruence(mini_world)
    gaps.congruence_of_actors(mini_world)
    gaps.sector_deficits(mini_world)
    gaps.fit_gaps(mini_world)
    assert nx.to_dict_of_dicts(mini_world) == before


def test_a_ministry_speaks_for_its_units_and_for_its_state(tmp_path: Path) -> None:
    network = network_of(
        write_world(
            tmp_path / "voices",
            institutions=[
                {"id": "state", "kind": "state"},
                {"id": "interior", "kind": "ministry"},
                {"id": "desk", "kind": "unit"},
                {"id": "agency", "kind": "un_agency"},
            ],
            parts=ties("part", "whole", ("interior", "state"), ("desk", "interior")),
            objectives=ids("trafficking", "smuggling", "asylum"),
            responsibilities=ties(
                "institution",
                "objective",
                ("state", "trafficking", "support"),
                ("interior", "trafficking", "support"),
                ("desk", "trafficking", "lead"),
                ("agency", "trafficking", "support"),
                ("desk", "smuggling", "lead"),
                ("agency", "smuggling", "support"),
                ("state", "asylum", "lead"),
                ("agency", "asylum", "support"),
            ),
        )
    )
    required = gaps.requirements(network, Coordination(network))
    # The ministry has the lead of its desk; where it does not act itself, the desk speaks.
    assert {
        pair: [(one.objectives, one.need) for one in reasons] for pair, reasons in required.items()
    } == {
        ("agency", "interior"): [(("trafficking",), 0.5)],
        ("agency", "desk"): [(("smuggling",), 0.5)],
        ("agency", "state"): [(("asylum",), 0.5)],
    }
    found = gaps.coordination_gaps(network).set_index("id")["facts"].to_dict()
    assert "desk RESPONSIBLE_FOR trafficking" in found["coordination_gap:agency+interior"]
