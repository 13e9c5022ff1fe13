from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import DAY, ids, network_of, ties, write_world

from stakeholder_graph.centrality import central_actors
from stakeholder_graph.errors import EmptyNetworkError

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = [
    "id",
    "acronym",
    "name_es",
    "name_en",
    "venues",
    "degree_centrality",
    "betweenness_centrality",
    "harmonic_centrality",
    "coordination_betweenness",
]


def measured(network: nx.MultiDiGraph, column: str) -> dict[str, float]:
    actors = central_actors(network)
    return dict(zip(actors["id"], actors[column], strict=True))


def bodies(folder: Path, *rosters: str, others: str = "") -> nx.MultiDiGraph:
    """Read a world in which each roster of one-letter names is a body with co-chairs only."""
    names = [f"body-{at}" for at, _ in enumerate(rosters)]
    return network_of(
        write_world(
            folder,
            institutions=ids(*sorted({*"".join(rosters), *others})),
            forums=ids(*names),
            memberships=ties(
                "institution",
                "venue",
                *(
                    (who, name, "chair")
                    for name, roster in zip(names, rosters, strict=True)
                    for who in roster
                ),
            ),
        )
    )


def test_the_southern_women_attended_as_published(southern_women: nx.MultiDiGraph) -> None:
    venues = measured(southern_women, "venues")
    assert sum(venues.values()) == 89
    assert sorted(venues.values(), reverse=True) == sorted(
        [8, 7, 8, 7, 4, 4, 4, 3, 4, 4, 4, 6, 7, 8, 5, 2, 2, 2], reverse=True
    )


def test_the_southern_women_rank_as_published(southern_women: nx.MultiDiGraph) -> None:
    # Borgatti and Everett 1997, two digits: the most active are three, Nora the most between.
    degree = measured(southern_women, "degree_centrality")
    betweenness = measured(southern_women, "betweenness_centrality")
    published = {"nora-fayette": 0.11, "evelyn-jefferson": 0.10, "theresa-anderson": 0.09}
    assert {who: degree[who] for who in published} == pytest.approx(
        dict.fromkeys(published, 0.57), abs=0.01
    )
    assert {who: betweenness[who] for who in published} == pytest.approx(published, abs=0.01)
    assert central_actors(southern_women, top=3)["id"].tolist() == list(published)


def test_golden_betweenness(mini_world: nx.MultiDiGraph) -> None:
    assert measured(mini_world, "betweenness_centrality") == pytest.approx(
        {"mig": 0.286, "grt": 0, "minsa": 0, "mre": 0, "mtpe": 0, "ong": 0}, abs=5e-4
    )
    assert measured(mini_world, "degree_centrality") == pytest.approx(
        {"mig": 2 / 3, "grt": 1 / 3, "minsa": 1 / 3, "mre": 1 / 3, "mtpe": 1 / 3, "ong": 1 / 3}
    )


def test_a_weight_is_a_closeness_and_not_a_length(tmp_path: Path) -> None:
    # The broker meets a and z five times each, a and z meet once: the way by the broker is
    # 1/5 + 1/5 < 1. Read as lengths, 5 + 5 > 1 would hide the broker.
    network = bodies(tmp_path / "world", *["ab"] * 5, *["bz"] * 5, "az")
    assert measured(network, "coordination_betweenness") == pytest.approx({"a": 0, "b": 1, "z": 0})
    # Mean of 1 / distance: a to b 5, a to z 1 / (2/5) = 2.5; b to both 5.
    assert measured(network, "harmonic_centrality") == pytest.approx({"a": 3.75, "b": 5, "z": 3.75})


def test_whoever_joins_two_circles_comes_first(tmp_path: Path) -> None:
    network = bodies(tmp_path / "world", "abcm", "mxyz")
    assert central_actors(network)["id"].iloc[0] == "m"
    # All 9 of the 15 pairs of others that stand on different sides need m.
    assert measured(network, "coordination_betweenness")["m"] == pytest.approx(9 / 15)


def test_whoever_stands_alone_reaches_nobody(tmp_path: Path) -> None:
    network = bodies(tmp_path / "world", "ab", "bc", others="z")
    alone = central_actors(network).set_index("id").loc["z"]
    assert alone["venues"] == 0
    assert alone["degree_centrality"] == 0
    assert alone["betweenness_centrality"] == 0
    assert alone["harmonic_centrality"] == 0
    assert alone["coordination_betweenness"] == 0


def test_without_venues_two_mode_measures_are_undefined(tmp_path: Path) -> None:
    network = network_of(
        write_world(
            tmp_path / "world",
            institutions=ids("labour", "health", "justice"),
            cooperation=ties("institution", "partner", ("labour", "health"), ("health", "justice")),
        )
    )
    actors = central_actors(network, measure="coordination_betweenness")
    assert actors["degree_centrality"].isna().all()
    assert actors["betweenness_centrality"].isna().all()
    assert dict(zip(actors["id"], actors["coordination_betweenness"], strict=True)) == {
        "health": 1.0,
        "justice": 0.0,
        "labour": 0.0,
    }


def test_an_undefined_measure_leaves_the_order_to_the_ids(tmp_path: Path) -> None:
    network = network_of(write_world(tmp_path / "world", institutions=ids("c", "a", "b")))
    assert central_actors(network)["id"].tolist() == ["a", "b", "c"]


def test_a_single_institution_without_venues(tmp_path: Path) -> None:
    network = network_of(write_world(tmp_path / "world", institutions=ids("only")))
    (actor,) = central_actors(network).to_dict("records")
    assert (actor["id"], actor["venues"]) == ("only", 0)
    assert isnan(actor["degree_centrality"])
    assert isnan(actor["harmonic_centrality"])


@pytest.mark.parametrize("roster", ["a", "ab", "abcde"])
def test_one_venue_alone_lets_nobody_stand_between(tmp_path: Path, roster: str) -> None:
    # Every path runs through the only venue, so the greatest possible betweenness is 0.
    actors = central_actors(bodies(tmp_path / "world", roster))
    assert actors["degree_centrality"].tolist() == [1.0] * len(roster)
    assert not (actors["betweenness_centrality"] > 0).any()


def test_two_institutions_in_two_venues(tmp_path: Path) -> None:
    network = bodies(tmp_path / "world", "ab", "b")
    assert measured(network, "degree_centrality") == {"a": 0.5, "b": 1.0}
    # b lies between body-1 and {a, body-0}: 2 of the at most 2 raw paths of a 2 x 2 graph.
    assert measured(network, "betweenness_centrality")["b"] == pytest.approx(1.0)
    assert measured(network, "betweenness_centrality")["a"] == 0


@pytest.mark.parametrize("folder", ["bodies-only", "nothing"])
def test_a_world_without_institutions_is_an_error(tmp_path: Path, folder: str) -> None:
    files = {"forums": ids("mesa")} if folder == "bodies-only" else {}
    network = network_of(write_world(tmp_path / folder, **files))
    with pytest.raises(EmptyNetworkError) as caught:
        central_actors(network)
    assert "institutions.csv" in caught.value.say("en")
    assert "no tiene instituciones" in caught.value.say("es")


def test_a_network_without_nodes_is_an_error() -> None:
    with pytest.raises(EmptyNetworkError):
        central_actors(nx.MultiDiGraph(as_of=DAY))


def test_only_the_first_are_kept(tmp_path: Path) -> None:
    network = bodies(tmp_path / "world", "abcm", "mxyz")
    everyone = central_actors(network)
    assert len(everyone) == 7
    for top in (1, 3, 7, 100):
        kept = central_actors(network, top=top)
        assert kept["id"].tolist() == everyone["id"].tolist()[:top]
        assert kept.columns.tolist() == COLUMNS


@pytest.mark.parametrize(
    ("measure", "first"),
    [
        ("betweenness_centrality", ["m", "a", "b", "c", "x", "y", "z"]),
        ("coordination_betweenness", ["m", "a", "b", "c", "x", "y", "z"]),
        # m is one step from all six, everyone else from three and two steps from the others.
        ("harmonic_centrality", ["m", "a", "b", "c", "x", "y", "z"]),
        ("venues", ["m", "a", "b", "c", "x", "y", "z"]),
    ],
)
def test_equals_are_ordered_by_id(tmp_path: Path, measure: str, first: list[str]) -> None:
    actors = central_actors(bodies(tmp_path / "world", "zyxm", "mcba"), measure=measure)
    assert actors["id"].tolist() == first


def test_the_measure_decides_the_order(tmp_path: Path) -> None:
    # z sits in most bodies, m joins the two circles.
    network = bodies(tmp_path / "world", "abm", "mxyz", "yz", "xz", "z", "z")
    assert central_actors(network, measure="venues")["id"].iloc[0] == "z"
    assert central_actors(network, measure="coordination_betweenness")["id"].iloc[0] == "m"


def test_measures_do_not_depend_on_names(mini_world: nx.MultiDiGraph) -> None:
    renamed = nx.relabel_nodes(mini_world, {"mig": "zz-mig", "b2": "a-b2"})
    assert measured(renamed, "betweenness_centrality")["zz-mig"] == pytest.approx(
        measured(mini_world, "betweenness_centrality")["mig"]
    )


def test_the_network_stays_as_it_was(mini_world: nx.MultiDiGraph) -> None:
    before = mini_world.copy()
    central_actors(mini_world)
    assert nx.utils.graphs_equal(mini_world, before)


def test_the_roundtables_secretariat_is_central(bundled_network: nx.MultiDiGraph) -> None:
    # The foreign ministry chairs the roundtable and sits in the group with the registry.
    assert "mre" in central_actors(bundled_network, top=3)["id"].tolist()
