from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import (
    DAY,
    ids,
    network_of,
    network_of_rosters,
    network_of_ties,
    ties,
    write_world,
)

from stakeholder_graph.centrality import (
    MEASURES,
    central_actors,
    central_venues,
    participation_coefficient,
)
from stakeholder_graph.errors import EmptyNetworkError
from stakeholder_graph.vocabulary import MEASURES as NAMED_MEASURES

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
    "closeness_centrality",
    "participation_coefficient",
    "constraint",
    "effective_size",
    "core_number",
    "fragmentation_if_lost",
    "articulation_point",
    "community",
    "co_assignment",
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


def of_graph(G: nx.Graph, column: str) -> dict[str, float]:
    return measured(network_of_ties(G), column)


def of_venues(network: nx.MultiDiGraph, column: str) -> dict[str, float]:
    venues = central_venues(network)
    return dict(zip(venues["id"], venues[column], strict=True))


def cut_points(network: nx.MultiDiGraph) -> set[str]:
    return {who for who, is_one in measured(network, "articulation_point").items() if is_one}


# The example of Borgatti 1997, Connections 20, 35-38.
BORGATTI = nx.Graph(tie.split("-") for tie in "A-B A-F A-G A-E E-G F-G B-G B-D D-G G-C".split())  # noqa: SIM905


@pytest.fixture(scope="module")
def florentine() -> nx.MultiDiGraph:
    return network_of_ties(nx.florentine_families_graph())


@pytest.fixture(scope="module")
def club() -> nx.MultiDiGraph:
    # The graph carries weights; the values are of the plain graph.
    return network_of_ties(nx.Graph(nx.karate_club_graph().edges))


@pytest.fixture(scope="module")
def kite() -> nx.MultiDiGraph:
    names = dict(enumerate("ABCDEFGHIJ"))
    return network_of_ties(nx.relabel_nodes(nx.krackhardt_kite_graph(), names))


def test_every_measure_has_a_name_in_both_languages() -> None:
    assert set(MEASURES) == set(NAMED_MEASURES)


def test_golden_betweenness_of_venues(mini_world: nx.MultiDiGraph) -> None:
    assert of_venues(mini_world, "betweenness_centrality") == pytest.approx(
        {"b1": 0.269, "b2": 0.154, "b3": 0.038}, abs=5e-4
    )
    assert of_venues(mini_world, "members") == {"b1": 3, "b2": 2, "b3": 2}


def test_the_golden_world_breaks_without_the_migration_office(mini_world: nx.MultiDiGraph) -> None:
    # Of the five others, MRE-MTPE-MINSA and GRT-ONG hang together, F = .6; without MIG F = .8.
    lost = measured(mini_world, "fragmentation_if_lost")
    assert lost.pop("mig") == pytest.approx(0.2)
    assert set(lost.values()) == {0}


def test_the_events_of_the_southern_women_rank_as_published(
    southern_women: nx.MultiDiGraph,
) -> None:
    # Borgatti and Everett 1997, two digits.
    for column, published in {
        "degree_centrality": {"e8": 0.78, "e9": 0.67},
        "betweenness_centrality": {"e8": 0.24, "e9": 0.23, "e7": 0.13},
        "closeness_centrality": {"e8": 0.85, "e9": 0.79},
    }.items():
        found = of_venues(southern_women, column)
        assert {event: found[event] for event in published} == pytest.approx(published, abs=0.01)
    closeness = measured(southern_women, "closeness_centrality")
    assert closeness["evelyn-jefferson"] == pytest.approx(0.80, abs=0.01)


def test_structural_holes_of_the_published_example() -> None:
    size, constraint = of_graph(BORGATTI, "effective_size"), of_graph(BORGATTI, "constraint")
    assert {who: size[who] for who in "GAC"} == pytest.approx({"G": 14 / 3, "A": 2.5, "C": 1})
    published = {"G": 0.4, "A": 0.595, "C": 1, "B": 0.643, "D": 0.785, "E": 0.731, "F": 0.731}
    assert constraint == pytest.approx(published, abs=5e-4)


def test_the_kite(kite: nx.MultiDiGraph) -> None:
    # Krackhardt 1990; betweenness in three digits.
    through = measured(kite, "coordination_betweenness")
    for who, value in {
        "H": 0.389,
        "F": 0.231,
        "G": 0.231,
        "I": 0.222,
        "D": 0.102,
        "A": 0.023,
        "B": 0.023,
    }.items():
        assert through[who] == pytest.approx(value, abs=5e-4)
    assert {who for who, value in through.items() if value == 0} == set("CEJ")
    assert cut_points(kite) == {"H", "I"}
    lost = measured(kite, "fragmentation_if_lost")
    assert lost == pytest.approx(dict.fromkeys("ABCDEFGJ", 0) | {"H": 0.3889, "I": 2 / 9}, abs=5e-5)


def test_the_florentine_families(florentine: nx.MultiDiGraph) -> None:
    through = measured(florentine, "coordination_betweenness")
    published = {"Medici": 0.522, "Guadagni": 0.255, "Albizzi": 0.212, "Strozzi": 0.103}
    assert {who: through[who] for who in published} == pytest.approx(published, abs=5e-4)
    assert cut_points(florentine) == {"Albizzi", "Guadagni", "Medici", "Salviati"}
    assert measured(florentine, "fragmentation_if_lost")["Medici"] == pytest.approx(
        0.3846, abs=5e-5
    )


def test_an_isolated_family_moves_only_what_is_relative_to_the_number_of_families() -> None:
    # Without Pucci the graph has 15 families: raw betweenness 47.5 and 23.17 either way.
    G = nx.florentine_families_graph()
    G.add_node("Pucci")
    network = network_of_ties(G)
    through = measured(network, "coordination_betweenness")
    pairs = 15 * 14 / 2
    assert through["Medici"] * pairs == pytest.approx(47.5)
    assert through["Guadagni"] * pairs == pytest.approx(23.17, abs=5e-3)
    assert through["Pucci"] == 0
    assert isnan(measured(network, "constraint")["Pucci"])
    assert isnan(measured(network, "effective_size")["Pucci"])
    assert measured(network, "core_number")["Pucci"] == 0


def test_an_isolated_institution_leaves_local_measures_alone(mini_world: nx.MultiDiGraph) -> None:
    more = mini_world.copy()
    more.add_node("alone", **mini_world.nodes["mre"] | {"id": "alone"})
    for column in (
        "venues",
        "degree_centrality",
        "participation_coefficient",
        "constraint",
        "effective_size",
        "core_number",
        "articulation_point",
    ):
        after = measured(more, column)
        del after["alone"]
        assert after == pytest.approx(measured(mini_world, column)), column


def test_the_karate_club(club: nx.MultiDiGraph) -> None:
    through = measured(club, "coordination_betweenness")
    assert through["0"] == pytest.approx(0.4376, abs=5e-5)
    assert through["33"] == pytest.approx(0.3041, abs=5e-5)
    core = list(measured(club, "core_number").values())
    assert (max(core), core.count(4)) == (4, 10)
    assert cut_points(club) == {"0"}


@pytest.mark.parametrize("size", [3, 5, 8])
def test_a_star(size: int) -> None:
    # The hub lies between all pairs of rays: constraint sum over rays of (1/rays)^2.
    network = network_of_ties(nx.star_graph(size))
    assert measured(network, "coordination_betweenness")["0"] == pytest.approx(1)
    assert measured(network, "constraint")["0"] == pytest.approx(1 / size)
    assert measured(network, "effective_size")["0"] == size
    assert measured(network, "fragmentation_if_lost")["0"] == pytest.approx(1)
    assert measured(network, "harmonic_centrality")["0"] == pytest.approx(1)
    assert measured(network, "harmonic_centrality")["1"] == pytest.approx(
        (1 + (size - 1) / 2) / size
    )


@pytest.mark.parametrize("size", [4, 7])
def test_a_path(size: int) -> None:
    # Node i parts i nodes from size - 1 - i others.
    network = network_of_ties(nx.path_graph(size))
    others = (size - 1) * (size - 2) / 2
    assert measured(network, "coordination_betweenness") == pytest.approx(
        {str(at): at * (size - 1 - at) / others for at in range(size)}
    )
    assert measured(network, "fragmentation_if_lost") == pytest.approx(
        {str(at): at * (size - 1 - at) / others for at in range(size)}
    )


@pytest.mark.parametrize("size", [3, 6])
def test_a_clique(size: int) -> None:
    # Everybody invests 1/(n-1) in each and as much again through each of the n-2 others.
    network = network_of_ties(nx.complete_graph(size))
    share = 1 / (size - 1)
    constraint = (size - 1) * (share + (size - 2) * share**2) ** 2
    assert set(measured(network, "coordination_betweenness").values()) == {0}
    assert list(measured(network, "constraint").values()) == pytest.approx([constraint] * size)
    assert list(measured(network, "effective_size").values()) == pytest.approx([1] * size)
    assert set(measured(network, "core_number").values()) == {size - 1}
    assert not cut_points(network)


def test_whoever_joins_two_circles_takes_part_most_evenly() -> None:
    network = network_of_rosters({"north": "abcm", "south": "mxyz"})
    for measure in ("betweenness_centrality", "participation_coefficient"):
        assert central_actors(network, measure=measure)["id"].iloc[0] == "m"
    assert measured(network, "participation_coefficient") == pytest.approx(
        dict.fromkeys("abcxyz", 0) | {"m": 0.5}
    )


@pytest.mark.parametrize(
    ("groups", "coefficient"), [("aaaa", 0), ("ab", 0.5), ("aabc", 0.625), ("abcd", 0.75)]
)
def test_participation_by_hand(groups: str, coefficient: float) -> None:
    assert participation_coefficient(groups) == pytest.approx(coefficient)


def test_participation_is_undefined_without_ties() -> None:
    assert isnan(participation_coefficient(""))
    network = network_of_rosters({"north": "ab"}, "z")
    assert isnan(measured(network, "participation_coefficient")["z"])


def test_closeness_is_defined_only_where_all_can_be_reached() -> None:
    together = network_of_rosters({"north": "ab", "south": "bc"})
    # b: 1 to two venues and 2 to two others, the least possible; a: 1 + 3 and 2 + 4.
    assert measured(together, "closeness_centrality") == pytest.approx({"a": 0.6, "b": 1, "c": 0.6})
    apart = network_of_rosters({"north": "ab", "south": "bc"}, "z")
    assert all(map(isnan, measured(apart, "closeness_centrality").values()))


def test_the_least_constrained_comes_first() -> None:
    network = network_of_ties(BORGATTI)
    assert central_actors(network, measure="constraint")["id"].tolist()[0] == "G"


@pytest.mark.parametrize("measure", MEASURES)
def test_no_measure_depends_on_names(measure: str, mini_world: nx.MultiDiGraph) -> None:
    mapping = {"mig": "zz-mig", "b2": "a-b2", "grt": "a-grt", "o1": "zz-o1"}
    renamed = nx.relabel_nodes(mini_world, mapping)
    values = measured(mini_world, measure)
    expected = {mapping.get(name, name): value for name, value in values.items()}
    assert measured(renamed, measure) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("seed", range(4))
def test_small_networks_against_counting_all_paths(seed: int) -> None:
    G = nx.gnp_random_graph(7, 0.4, seed=seed)
    others = (len(G) - 1) * (len(G) - 2) / 2
    expected = dict.fromkeys(map(str, G), 0.0)
    for one in G:
        for other in range(one):
            if nx.has_path(G, one, other):
                paths = list(nx.all_shortest_paths(G, one, other))
                for path in paths:
                    for node in path[1:-1]:
                        expected[str(node)] += 1 / len(paths) / others
    assert of_graph(G, "coordination_betweenness") == pytest.approx(expected)
    parted = {}
    for lost in G:
        rest = G.subgraph(set(G) - {lost})
        pairs = [(a, b) for a in rest for b in rest if a < b]
        broken = [p for p in pairs if nx.has_path(G, *p) and not nx.has_path(rest, *p)]
        parted[str(lost)] = len(broken) / len(pairs)
    assert of_graph(G, "fragmentation_if_lost") == pytest.approx(parted)


def test_a_collective_label_is_no_actor_and_joins_nobody() -> None:
    network = network_of_rosters({"council": ["a", "all"], "forum": ["all", "b"]})
    network.nodes["all"]["kind"] = "collective"
    actors = central_actors(network).set_index("id")
    assert sorted(actors.index) == ["a", "b"]
    assert actors["harmonic_centrality"].tolist() == [0, 0]
