from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from worlds import ids, network_of, ties, write_world

from stakeholder_graph.coordination import Channel, Coordination, Link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    Tie = tuple[str, ...]

NONE = Link("none", 1.0, ())


def world(folder: Path, **files: list[dict[str, str]]) -> Coordination:
    """
    Coordinate health, labour and justice.

    The social area holds access, jobs and housing, the border area holds control; care
    stands in none.
    """
    usual = {
        "institutions": ids("health", "labour", "justice"),
        "objectives": [
            *ids("access", "jobs", "housing", "control"),
            {"id": "social-area", "kind": "thematic_area"},
            {"id": "border-area", "kind": "thematic_area"},
        ],
        "parts": areas(),
    }
    return Coordination(network_of(write_world(folder, **(usual | files))))


def areas(*more: Tie) -> list[dict[str, str]]:
    return ties(
        "part",
        "whole",
        ("access", "social-area"),
        ("jobs", "social-area"),
        ("housing", "social-area"),
        ("control", "border-area"),
        *more,
    )


def seats(*rows: Tie) -> list[dict[str, str]]:
    return ties("institution", "venue", *rows)


def scopes(subject: str, objectives: Iterable[str]) -> list[dict[str, str]]:
    return ties("subject", "objective", *((subject, objective) for objective in objectives))


def in_one_forum(folder: Path, *scope: str, roles: tuple[str, str] = ("member", "member")) -> Link:
    shared = world(
        folder,
        forums=ids("forum"),
        memberships=seats(("health", "forum", roles[0]), ("labour", "forum", roles[1])),
        scopes=scopes("forum", scope),
    )
    return shared.link("health", "labour", "access")


DIRECT = Link("direct", 0.0, ("forum",))
PLENARY = Link("plenary_only", 0.5, ("forum",))


@pytest.mark.parametrize(
    ("scope", "link"),
    [
        (["access"], DIRECT),
        (["social-area"], DIRECT),  # its area as a whole
        (["social-area", "access"], DIRECT),
        (["social-area", "jobs"], NONE),  # the area tells only where jobs belong
        (["access", "jobs"], DIRECT),  # two objectives of one area
        ([], PLENARY),  # deals with everything
        (["access", "control"], PLENARY),  # wider than one area
        (["social-area", "border-area"], PLENARY),
        (["jobs", "control"], PLENARY),
        (["jobs", "housing"], DIRECT),  # the area that holds both
        (["jobs"], NONE),  # another matter of the area
        (["control"], NONE),  # another matter
        (["border-area"], NONE),
    ],
)
def test_a_shared_body_counts_by_its_scope(tmp_path: Path, scope: list[str], link: Link) -> None:
    assert in_one_forum(tmp_path / "world", *scope) == link


@pytest.mark.parametrize(
    ("roles", "state"),
    [
        (("chair", "observer"), "direct"),  # 1 x .3 = .3
        (("member", "member"), "direct"),  # .8 x .8 = .64
        (("member", "observer"), "none"),  # .8 x .3 = .24, below .25
        (("observer", "observer"), "none"),  # .3 x .3 = .09
    ],
)
def test_two_onlookers_are_no_channel(tmp_path: Path, roles: tuple[str, str], state: str) -> None:
    assert in_one_forum(tmp_path / "world", "access", roles=roles).state == state


def test_two_onlookers_of_a_subgroup_are_not_two_linked_bodies(tmp_path: Path) -> None:
    apart = world(
        tmp_path / "world",
        forums=ids("forum"),
        working_groups=ids("subgroup"),
        memberships=seats(("health", "subgroup", "observer"), ("labour", "subgroup", "observer")),
        parts=areas(("subgroup", "forum")),
    )
    assert apart.link("health", "labour", "access") == NONE


def test_nothing_in_common_is_none(tmp_path: Path) -> None:
    apart = world(
        tmp_path / "world",
        forums=ids("forum"),
        memberships=seats(("health", "forum", "chair")),
    )
    assert apart.link("health", "labour", "access") == NONE
    assert apart.strength("health", "labour") == 0
    assert apart.channels == {}


def test_a_third_institution_makes_an_indirect_link(tmp_path: Path) -> None:
    through = world(
        tmp_path / "world",
        institutions=ids("health", "labour", "justice", "ombudsman"),
        forums=ids("clinics", "courts", "hall", "yard"),
        memberships=seats(
            ("health", "clinics", "chair"),
            ("justice", "clinics", "member"),
            ("justice", "courts", "member"),
            ("labour", "courts", "chair"),
            ("health", "hall", "member"),
            ("ombudsman", "hall", "member"),
            ("ombudsman", "yard", "member"),
            ("labour", "yard", "member"),
        ),
    )
    # By justice .8 x .8 = .64, by the ombudsman .64 x .64 = .41: the strongest is named.
    assert through.link("health", "labour", "access") == Link("indirect", 0.5, ("justice",))


def test_a_body_that_is_about_something_else_leaves_a_third_institution(tmp_path: Path) -> None:
    through = world(
        tmp_path / "world",
        forums=ids("border-forum"),
        memberships=seats(
            ("health", "border-forum"), ("labour", "border-forum"), ("justice", "border-forum")
        ),
        scopes=scopes("border-forum", ["control"]),
    )
    link = through.link("health", "labour", "access")
    assert (link.state, link.deficit, link.via) == ("indirect", 0.5, ("justice",))


@pytest.mark.parametrize(
    "linked",
    [
        [("group-a", "forum"), ("group-b", "forum")],
        [("group-a", "group-b")],
        [("group-b", "group-a")],
        [("group-a", "middle"), ("middle", "forum"), ("group-b", "forum")],
    ],
    ids=["siblings", "part", "whole", "cousins"],
)
def test_two_linked_bodies_make_a_weaker_indirect_link(tmp_path: Path, linked: list[Tie]) -> None:
    through = world(
        tmp_path / "world",
        forums=ids("forum"),
        working_groups=ids("group-a", "group-b", "middle"),
        memberships=seats(("health", "group-a", "chair"), ("labour", "group-b", "chair")),
        parts=areas(*linked),
    )
    assert through.link("health", "labour", "access") == Link(
        "indirect", 0.75, ("group-a", "group-b")
    )
    assert through.link("labour", "health", "access").via == ("group-b", "group-a")


def test_bodies_that_are_not_linked_are_none(tmp_path: Path) -> None:
    apart = world(
        tmp_path / "world",
        forums=ids("forum", "other"),
        working_groups=ids("group-a", "group-b"),
        memberships=seats(("health", "group-a", "chair"), ("labour", "group-b", "chair")),
        parts=areas(("group-a", "forum"), ("group-b", "other")),
    )
    assert apart.link("health", "labour", "access") == NONE


def test_a_declared_tie_is_direct_on_every_objective(tmp_path: Path) -> None:
    tied = world(
        tmp_path / "world",
        cooperation=[{"institution": "labour", "partner": "health", "kind": "training"}],
    )
    for objective in ("access", "control"):
        assert tied.link("health", "labour", objective) == Link("direct", 0.0, ("training",))
    assert tied.channels == {
        ("health", "labour"): [Channel("declared_tie", "training", 1.0, 1.0)],
    }


def test_an_area_beside_its_objective_makes_a_body_no_wider(tmp_path: Path) -> None:
    network = network_of(
        write_world(
            tmp_path / "vaccines",
            institutions=ids("health", "labour"),
            forums=ids("vaccines"),
            memberships=ties(
                "institution", "venue", ("health", "vaccines"), ("labour", "vaccines")
            ),
            objectives=[{"id": "inclusion", "kind": "thematic_area"}, *ids("care", "pensions")],
            parts=ties("part", "whole", ("care", "inclusion"), ("pensions", "inclusion")),
            scopes=ties("subject", "objective", ("vaccines", "care"), ("vaccines", "inclusion")),
        )
    )
    coordination = Coordination(network)
    assert coordination.link("health", "labour", "care").state == "direct"
    assert coordination.link("health", "labour", "pensions").state == "none"
    assert coordination.may_meet_in("vaccines", "care")
    assert not coordination.may_meet_in("vaccines", "pensions")


def test_a_joint_intervention_is_about_its_own_objective_only(tmp_path: Path) -> None:
    joint = world(
        tmp_path / "world",
        interventions=ids("brigades"),
        executions=ties(
            "executor",
            "intervention",
            ("health", "brigades", "lead"),
            ("labour", "brigades", "joint"),
        ),
        scopes=scopes("brigades", ["access", "control"]),
    )
    assert joint.link("health", "labour", "access") == Link("direct", 0.0, ("brigades",))
    assert joint.link("health", "labour", "control") == Link("direct", 0.0, ("brigades",))
    assert joint.link("health", "labour", "jobs") == NONE


def test_a_joint_intervention_without_objective_is_about_none(tmp_path: Path) -> None:
    joint = world(
        tmp_path / "world",
        interventions=ids("brigades"),
        executions=ties(
            "executor",
            "intervention",
            ("health", "brigades", "lead"),
            ("labour", "brigades", "lead"),
        ),
    )
    assert joint.link("health", "labour", "access") == NONE
    assert joint.strength("health", "labour") == 1


def test_an_agreement_between_two_on_an_objective_is_direct(tmp_path: Path) -> None:
    bound = world(
        tmp_path / "world",
        agreements=ids("convention"),
        parties=ties(
            "institution",
            "agreement",
            ("health", "convention", "signatory"),
            ("labour", "convention", "signatory"),
        ),
        scopes=scopes("convention", ["access"]),
    )
    assert bound.link("health", "labour", "access") == Link("direct", 0.0, ("convention",))
    assert bound.link("health", "labour", "control") == NONE
    (channel,) = bound.channels["health", "labour"]
    assert channel.kind == "agreement"
    assert channel.strength == pytest.approx(0.64)


def test_objectives_without_areas_share_one(tmp_path: Path) -> None:
    shared = world(
        tmp_path / "world",
        forums=ids("forum"),
        memberships=seats(("health", "forum"), ("labour", "forum")),
        parts=[],
        scopes=scopes("forum", ["access", "jobs"]),
    )
    assert shared.link("health", "labour", "access") == DIRECT
    assert shared.link("health", "labour", "control") == DIRECT


def hierarchy(folder: Path, *memberships: Tie) -> Coordination:
    """Coordinate a State, its ministry of health, a clinic service of it, and labour."""
    return Coordination(
        network_of(
            write_world(
                folder,
                institutions=[
                    {"id": "state", "kind": "state"},
                    *ids("health", "labour"),
                    {"id": "clinics", "kind": "unit"},
                    {"id": "institute", "kind": "agency"},
                ],
                forums=ids("forum"),
                objectives=ids("access"),
                parts=ties(
                    "part",
                    "whole",
                    ("health", "state"),
                    ("clinics", "health"),
                    ("institute", "health"),
                ),
                memberships=seats(*memberships),
                scopes=scopes("forum", ["access"]),
            )
        )
    )


def test_a_unit_sits_where_its_ministry_sits(tmp_path: Path) -> None:
    coordination = hierarchy(
        tmp_path / "world", ("health", "forum", "member"), ("labour", "forum", "chair")
    )
    assert coordination.link("clinics", "labour", "access") == DIRECT
    assert coordination.strength("clinics", "labour") == pytest.approx(0.8)


def test_an_agency_does_not_sit_where_its_ministry_sits(tmp_path: Path) -> None:
    coordination = hierarchy(
        tmp_path / "world", ("health", "forum", "member"), ("labour", "forum", "chair")
    )
    assert coordination.strength("institute", "labour") == 0


def test_a_unit_does_not_sit_where_only_the_state_sits(tmp_path: Path) -> None:
    coordination = hierarchy(
        tmp_path / "world", ("state", "forum", "member"), ("labour", "forum", "chair")
    )
    assert coordination.strength("state", "labour") == pytest.approx(0.8)
    assert coordination.strength("clinics", "labour") == 0
    assert coordination.link("clinics", "labour", "access") == NONE


def test_a_whole_and_its_part_are_no_pair_of_channels(tmp_path: Path) -> None:
    coordination = hierarchy(
        tmp_path / "world", *((who, "forum", "member") for who in ("state", "health", "clinics"))
    )
    assert coordination.channels == {}
    assert coordination.are_whole_and_part("clinics", "state")
    assert coordination.are_whole_and_part("state", "clinics")
    assert not coordination.are_whole_and_part("clinics", "institute")
    assert not coordination.are_whole_and_part("clinics", "labour")


def test_the_stronger_seat_is_inherited_whatever_the_ids(tmp_path: Path) -> None:
    strengths = []
    for ministry, vice_ministry in (("a-health", "b-vice"), ("b-health", "a-vice")):
        coordination = Coordination(
            network_of(
                write_world(
                    tmp_path / ministry,
                    institutions=[
                        *ids(ministry, vice_ministry, "labour"),
                        {"id": "clinics", "kind": "unit"},
                    ],
                    forums=ids("forum"),
                    parts=ties(
                        "part", "whole", ("clinics", vice_ministry), (vice_ministry, ministry)
                    ),
                    memberships=seats(
                        (ministry, "forum", "chair"),
                        (vice_ministry, "forum", "observer"),
                        ("labour", "forum", "chair"),
                    ),
                )
            )
        )
        strengths.append(coordination.strength("clinics", "labour"))
    assert strengths == [1.0, 1.0]


def test_channels_add_up_as_noisy_or(tmp_path: Path) -> None:
    coordination = world(
        tmp_path / "world",
        forums=ids("forum", "council"),
        interventions=ids("brigades"),
        memberships=seats(
            ("health", "forum", "member"),
            ("labour", "forum", "member"),
            ("health", "council", "chair"),
            ("labour", "council", "observer"),
        ),
        executions=ties(
            "executor",
            "intervention",
            ("health", "brigades", "lead"),
            ("labour", "brigades", "support"),
        ),
    )
    # The forum makes .64, the council .3, the brigades .5.
    assert coordination.strength("health", "labour") == pytest.approx(1 - 0.36 * 0.7 * 0.5)
    assert coordination.strength("labour", "health") == coordination.strength("health", "labour")
    assert [(c.kind, c.via) for c in coordination.channels["health", "labour"]] == [
        ("body", "forum"),
        ("joint_intervention", "brigades"),
        ("body", "council"),
    ]


def test_the_same_tie_declared_twice_is_one_channel(tmp_path: Path) -> None:
    coordination = world(
        tmp_path / "world",
        cooperation=[
            {"institution": "health", "partner": "labour", "object_es": "datos"},
            {"institution": "labour", "partner": "health", "object_es": "registros"},
            {"institution": "health", "partner": "labour", "kind": "funding"},
        ],
    )
    assert [c.via for c in coordination.channels["health", "labour"]] == ["coordination", "funding"]


def test_golden_strengths(mini_world: nx.MultiDiGraph) -> None:
    coordination = Coordination(mini_world)
    strengths = {pair: coordination.strength(*pair) for pair in coordination.channels}
    assert strengths == pytest.approx(
        {
            ("mig", "mre"): 0.8,
            ("mre", "mtpe"): 0.8,
            ("mig", "mtpe"): 0.64,
            ("mig", "minsa"): 0.8,
            ("grt", "ong"): 0.8,
        }
    )


def test_newmans_weights_add_up_to_the_number_of_shared_bodies(tmp_path: Path) -> None:
    members = {
        "solitude": "a",
        "couple": "ab",
        "trio": "abc",
        "second-trio": "bcd",
        "council": "abcde",
    }
    rosters = [(who, body, "chair") for body, roster in members.items() for who in roster]
    coordination = Coordination(
        network_of(
            write_world(
                tmp_path / "world",
                institutions=ids(*"abcdef"),
                forums=ids(*members),
                memberships=seats(*rosters),
            )
        )
    )
    G = coordination.graph()
    # Each sits with others in as many bodies of two or more: a in couple, trio and council.
    assert dict(G.degree(weight="weight")) == pytest.approx(
        {"a": 3, "b": 4, "c": 3, "d": 2, "e": 1, "f": 0}
    )
    # b and c meet in both trios (1/2 each) and in the council (1/4).
    assert G.edges["b", "c"]["weight"] == pytest.approx(1.25)


def test_the_graph_has_every_institution_and_distances(mini_world: nx.MultiDiGraph) -> None:
    G = Coordination(mini_world).graph()
    assert sorted(G) == ["grt", "mig", "minsa", "mre", "mtpe", "ong"]
    assert G.graph["as_of"] == mini_world.graph["as_of"]
    assert not G.is_directed()
    assert not G.is_multigraph()
    # B1 has three members: chair x member / 2 = .4.
    assert G.edges["mre", "mig"]["weight"] == pytest.approx(0.4)
    assert G.edges["mre", "mig"]["distance"] == pytest.approx(2.5)
    for _, _, tie in G.edges(data=True):
        assert tie["distance"] == pytest.approx(1 / tie["weight"])
    assert G.edges["mre", "mig"]["channels"] == (Channel("body", "b1", 0.8, 0.4),)


def test_a_new_member_never_weakens_a_link(tmp_path: Path) -> None:
    rows = [("health", "forum", "member"), ("labour", "forum", "member")]
    strengths = [
        world(
            tmp_path / f"world-{len(more)}", forums=ids("forum"), memberships=seats(*rows, *more)
        ).strength("health", "labour")
        for more in ([], [("justice", "forum", "chair")])
    ]
    assert strengths[0] == strengths[1]


def test_links_do_not_depend_on_the_order_of_the_pair(bundled_network: nx.MultiDiGraph) -> None:
    coordination = Coordination(bundled_network)
    for one, other in (("mre", "mininter"), ("snm", "iom"), ("minsa", "unicef")):
        there = coordination.link(one, other, "gcm-o10")
        back = coordination.link(other, one, "gcm-o10")
        assert (there.state, there.deficit) == (back.state, back.deficit)


def test_the_network_stays_as_it_was(bundled_network: nx.MultiDiGraph) -> None:
    before = bundled_network.copy()
    coordination = Coordination(bundled_network)
    G = coordination.graph()
    G.add_edge("mre", "nobody")
    coordination.link("mre", "snm", "gcm-o10")
    assert nx.utils.graphs_equal(bundled_network, before)


def test_a_state_coordinates_through_its_ministries(tmp_path: Path) -> None:
    coordination = Coordination(
        network_of(
            write_world(
                tmp_path / "world",
                institutions=[{"id": "state", "kind": "state"}, *ids("health", "agency")],
                objectives=ids("access"),
                interventions=ids("clinic"),
                parts=ties("part", "whole", ("health", "state")),
                executions=ties(
                    "executor",
                    "intervention",
                    ("health", "clinic", "joint"),
                    ("agency", "clinic", "joint"),
                ),
                scopes=scopes("clinic", ["access"]),
            )
        )
    )
    assert coordination.link("state", "agency", "access") == Link("direct", 0.0, ("clinic",))
