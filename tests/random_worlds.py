"""Small worlds drawn at random by Hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from worlds import network_of_facts

if TYPE_CHECKING:
    import networkx as nx
    from hypothesis.strategies import DrawFn

INSTITUTIONS = ("defence", "health", "home", "labour", "office", "peru", "trade")
BODIES = ("board", "council", "desk")
OBJECTIVES = ("asylum", "borders", "clinics")
SEATS = ("chair", "member", "observer")


@st.composite
def worlds(draw: DrawFn) -> nx.MultiDiGraph:
    """Draw a State, its ministries, a unit of one of them, bodies and what they deal with."""
    nodes = (
        dict.fromkeys(INSTITUTIONS, "Institution")
        | dict.fromkeys(BODIES, "Forum")
        | dict.fromkeys(OBJECTIVES, "Objective")
    )
    facts = [("PART_OF", "office", "home", ""), ("PART_OF", "defence", "peru", "")]
    for kind, starts, ends, roles, most in (
        ("MEMBER_OF", INSTITUTIONS, BODIES, SEATS, 8),
        ("RESPONSIBLE_FOR", INSTITUTIONS, OBJECTIVES, ("lead", "support"), 9),
        ("COOPERATES_WITH", INSTITUTIONS, INSTITUTIONS, ("",), 2),
        ("ADDRESSES", BODIES, OBJECTIVES, ("",), 4),
    ):
        one = st.tuples(*map(st.sampled_from, (starts, ends, roles)))
        unique = st.lists(one, max_size=most, unique_by=lambda tie: tie[:2])
        facts += [(kind, *tie) for tie in draw(unique) if tie[0] != tie[1]]
    if draw(st.booleans()):
        facts.append(("PART_OF", "desk", "board", ""))
    return network_of_facts(nodes, facts, office="unit", peru="state")
