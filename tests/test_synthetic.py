from __future__ import annotations

import numpy as np
import pytest
import synthetic
from synthetic import DAY, FIRST_DAY, Sizes, draw, network_of

from stakeholder_graph import load
from stakeholder_graph.network import nodes_of, read_network, ties_of

SMALL = Sizes(institutions=8, sectors=2, bodies=3, objectives=5, regions=3, interventions=12)


@pytest.fixture(scope="module")
def world() -> synthetic.World:
    return draw(seed=1)


def test_a_world_is_read_as_any_data_and_answers_as_the_engine_does(
    world: synthetic.World,
) -> None:
    with load.open_store(synthetic.read(world)) as store:
        read = read_network(store, day=DAY)
    made = network_of(world)
    assert list(made.nodes(data=True)) == list(read.nodes(data=True))
    assert list(made.edges(data=True)) == list(read.edges(data=True))
    assert made.graph == read.graph


def test_the_seed_decides() -> None:
    assert draw(SMALL, seed=3) == draw(SMALL, seed=3)
    assert draw(SMALL, seed=3) != draw(SMALL, seed=4)


def test_sizes_are_kept() -> None:
    network = network_of(draw(SMALL._replace(planted=0), seed=1))
    assert len(nodes_of(network, "Institution")) == 8
    assert len(nodes_of(network, "Forum", "WorkingGroup")) == 3
    assert len(nodes_of(network, "Objective")) == 5 + 2  # two areas group them
    assert len(nodes_of(network, "Territory")) == 3 + 2  # two countries


def test_seats_and_responsibilities_are_skewed_and_some_have_ended(world: synthetic.World) -> None:
    drawn = [row for row in world.files["memberships"] if row["institution"].startswith("inst")]
    seats = {row["id"]: 0 for row in world.files["institutions"][:60]}
    for row in drawn:
        seats[row["institution"]] += 1
    # 60 draws with chance 0.35 of no seat: 21 expected, standard deviation 3.7.
    assert 9 <= sum(not count for count in seats.values()) <= 33
    assert max(seats.values()) >= 3 * np.median(list(seats.values()))
    ended = [row for row in drawn if row.get("valid_to", "9999") < DAY]
    # One in ten has an end, at most three years after a start of 2015 to 2023.
    assert 0 < len(ended) < len(drawn) / 4


def test_no_tie_is_older_than_the_first_day(world: synthetic.World) -> None:
    starts = [row["valid_from"] for rows in world.files.values() for row in rows if "id" not in row]
    assert min(starts) >= FIRST_DAY


def test_assortativity_keeps_seats_within_the_sector() -> None:
    def share_within(assortativity: float) -> float:
        world = draw(seed=2, assortativity=assortativity)
        sector = {row["id"]: row["sector"] for row in world.files["institutions"]}
        pairs = [
            (sector[row["institution"]], sector[row["partner"]])
            for row in world.files["cooperation"]
            if row["institution"].startswith("institution")
        ]
        return sum(one == other for one, other in pairs) / len(pairs)

    assert share_within(0.0) < 0.5 < share_within(1.0)


def test_nothing_is_lost_or_everything() -> None:
    network = network_of(draw(SMALL, seed=1))
    generator = np.random.default_rng(0)
    kept = synthetic.thinned(network, *synthetic.TIES, kept=1.0, generator=generator)
    assert list(kept.edges(data=True)) == list(network.edges(data=True))
    lost = synthetic.thinned(network, *synthetic.TIES, kept=0.0, generator=generator)
    assert not list(ties_of(lost, *synthetic.TIES))
    assert list(ties_of(lost, "RESPONSIBLE_FOR")) == list(ties_of(network, "RESPONSIBLE_FOR"))


def test_noise_rewords_the_copies_and_nothing_else() -> None:
    clean, noisy = (
        {row["id"]: row for row in draw(seed=5, text_noise=noise).files["interventions"]}
        for noise in (0.0, 1.0)
    )
    assert clean.keys() == noisy.keys()
    reworded = {one for one in clean if clean[one] != noisy[one]}
    # Of each of the three planted cases the copy; the first is then told in one language only.
    assert reworded == {f"project-{at}0{which}" for at in range(3) for which in "ab"}
    assert "name_en" not in noisy["project-00a"]
