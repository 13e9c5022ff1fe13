from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import network_of_facts

from stakeholder_graph import covers

if TYPE_CHECKING:
    import networkx as nx

# The set cover toy of the literature: two suffice, while taking the largest first needs three.
TOY = {"a": {1, 2, 3}, "b": {4, 5, 6}, "c": {1, 2, 4, 5}}


def test_the_smallest_cover_is_smaller_than_the_greedy_one() -> None:
    assert covers.smallest_cover(TOY) == ("a", "b")


def test_the_next_cover_does_not_contain_the_first() -> None:
    assert covers.smallest_cover(TOY, excluded=[("a", "b")]) == ()
    assert covers.smallest_cover(TOY | {"d": {4, 5, 6}}, excluded=[("a", "b")]) == ("a", "d")


def test_twice_where_two_have_it() -> None:
    # 3 and 6 are in one set each, 1, 2, 4 and 5 in two: all three are needed.
    assert covers.smallest_cover(TOY, times=2) == ("a", "b", "c")


def test_nothing_to_cover() -> None:
    assert covers.smallest_cover({}) == ()
    assert covers.smallest_cover({"a": ()}) == ()


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.sets(st.integers(0, 6), max_size=4), min_size=1),
    st.sampled_from([1, 2]),
)
def test_no_smaller_choice_covers_all(sets: dict[str, set[int]], times: int) -> None:
    elements = set().union(*sets.values())
    needed = {one: min(times, sum(one in each for each in sets.values())) for one in elements}

    def covered(choice: tuple[str, ...]) -> bool:
        return all(sum(one in sets[name] for name in choice) >= needed[one] for one in elements)

    found = covers.smallest_cover(sets, times=times)
    assert covered(found)
    smaller = combinations(sorted(sets), len(found) - 1) if found else ()
    assert not any(covered(choice) for choice in smaller)


def asylum(**levels: str) -> nx.MultiDiGraph:
    network = network_of_facts(
        dict.fromkeys(("clinic", "health", "home", "labour", "ngos"), "Institution")
        | {"asylum": "Objective", "tacna": "Territory"},
        [
            ("RESPONSIBLE_FOR", "home", "asylum", "lead"),
            ("RESPONSIBLE_FOR", "health", "asylum", "support"),
            ("RESPONSIBLE_FOR", "labour", "asylum", "co_responsible"),
            ("RESPONSIBLE_FOR", "clinic", "asylum", "support"),
            ("RESPONSIBLE_FOR", "ngos", "asylum", "support"),
            ("OPERATES_IN", "clinic", "tacna", ""),
            ("COOPERATES_WITH", "clinic", "home", ""),
        ],
        ngos="collective",
        tacna="region",
    )
    for who, level, sector in (
        ("home", "national", "interior"),
        ("health", "national", "health"),
        ("labour", "national", "labour"),
        ("clinic", "local", "health"),
        ("ngos", "global", "culture"),
    ):
        network.nodes[who].update(level=levels.get(who, level), sector=sector)
    return network


def test_a_body_stands_for_leads_levels_sectors_and_territories() -> None:
    # HOME alone leads, CLINIC alone is local and in Tacna and brings health too, LABOUR its
    # sector; a collective label brings nothing.
    found = covers.covering_body(asylum(), "asylum", runs=0)
    assert found["subjects"].tolist() == [("clinic", "home", "labour")]
    row = found.iloc[0]
    assert row["elements"] == (
        "lead",
        "level:local",
        "level:national",
        "sector:health",
        "sector:interior",
        "sector:labour",
        "territory:tacna",
    )
    assert (row["size"], row["linked"], row["pairs"]) == (3, 1, 3)
    assert row["explanation_en"].startswith(
        "To coordinate ASYLUM it suffices to have CLINIC, HOME and LABOUR: they stand for who "
        "answers for it, the level local"
    )


def test_twice_brings_whoever_else_can() -> None:
    found = covers.covering_body(asylum(), "asylum", twice=True, runs=0)
    assert found["subjects"].tolist() == [("clinic", "health", "home", "labour")]


def test_bodies_of_the_same_size_are_all_shown() -> None:
    network = asylum(clinic="national")
    network.remove_node("tacna")
    network.remove_node("labour")
    found = covers.covering_body(network, "asylum", runs=6)
    # Either brings health; nothing that the draws leave out bears on who answers for it.
    assert found["subjects"].tolist() == [("clinic", "home"), ("health", "home")]
    assert found["p_best"].tolist() == [1.0, 1.0]


def test_a_state_is_not_invited_beside_its_ministry() -> None:
    network = network_of_facts(
        {"health": "Institution", "peru": "Institution", "asylum": "Objective"},
        [
            ("RESPONSIBLE_FOR", "peru", "asylum", "support"),
            ("RESPONSIBLE_FOR", "health", "asylum", "lead"),
            ("PART_OF", "health", "peru", ""),
        ],
        peru="state",
    )
    assert set(covers.required_elements(network, "asylum")) == {"health"}


def test_an_objective_that_nobody_acts_on() -> None:
    network = network_of_facts({"asylum": "Objective"}, [])
    found = covers.covering_body(network, "asylum")
    assert found.empty
    assert tuple(found.columns) == covers.COVER_COLUMNS


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_sentence_is_in_both_languages(language: str) -> None:
    sentence = covers.covering_body(asylum(), "asylum", runs=0)[f"explanation_{language}"].iloc[0]
    assert {"es": "basta con", "en": "suffices"}[language] in sentence
    assert {"es": "el sector", "en": "the sector"}[language] in sentence
