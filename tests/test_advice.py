from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from worlds import network_of_facts

from stakeholder_graph import advice
from stakeholder_graph.gaps import coordination_gaps
from stakeholder_graph.venues import bridging_gaps

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


def gains(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    return dict(zip(table["subjects"], table["gain"], strict=True))


def test_golden_ties(mini_world: nx.MultiDiGraph) -> None:
    # By hand: MINSA with GRT closes their gap (.5) and gives MINSA and ONG, who knows GRT,
    # a third in common (half of .5); MINSA with ONG likewise; MTPE with GRT closes .5614.
    found = advice.best_ties(mini_world, runs=0)
    assert gains(found) == pytest.approx(
        {("grt", "minsa"): 0.75, ("minsa", "ong"): 0.75, ("grt", "mtpe"): 0.5614}, abs=1e-4
    )
    first = found.iloc[0]
    assert first["closes"] == ("coordination_gap:grt+minsa",)
    assert first["narrows"] == ("coordination_gap:minsa+ong",)


def test_golden_seats(mini_world: nx.MultiDiGraph) -> None:
    # GRT in B2 closes its gap with MINSA (.5), halves those of MTPE with GRT and of MINSA
    # with ONG (.2807 and .25). MINSA in B3 closes .5 twice. MIG in B3 halves all three
    # (.7807). To that the method note adds topic x bridge: B2 and B3 .5 x .8, and for MIG
    # .5 x .64 and, between B1 and B3, 1/3 x .64, that is 1.4307, 1.4 and 1.3140. Here a bridge
    # of one institution leaves half of the gap open: .5 x .5, and for MIG .5 x .5 + 1/3 x .5.
    found = advice.best_seats(mini_world, runs=0, top=3)
    assert gains(found) == pytest.approx(
        {
            ("grt", "b2"): 0.5 + 0.2807 + 0.25 + 0.25,
            ("minsa", "b3"): 1.0 + 0.25,
            ("mig", "b3"): 0.7807 + 0.25 + 1 / 6,
        },
        abs=1e-4,
    )
    seats = found.set_index("subjects")
    # Who is new to each other in the body, and who of them should coordinate.
    assert seats["new_pairs"].to_dict() == {("grt", "b2"): 2, ("minsa", "b3"): 2, ("mig", "b3"): 2}
    assert seats["needed"].to_dict() == {("grt", "b2"): 1, ("minsa", "b3"): 2, ("mig", "b3"): 0}
    assert seats["efficiency"].tolist() == [0.5, 1.0, 0.0]


def test_the_formula_of_the_method_note_without_fragile_bridges(
    mini_world: nx.MultiDiGraph,
) -> None:
    # As published, a bridge closes topic x product of both roles, whoever else is there.
    topics = {("b2", "b3"): 0.5, ("b1", "b3"): 1 / 3}
    bridges = {"grt": {("b2", "b3"): 0.8}, "minsa": {("b2", "b3"): 0.8}}
    bridges["mig"] = {("b2", "b3"): 0.64, ("b1", "b3"): 0.64}
    between = bridging_gaps(mini_world).set_index("id")["severity"]
    found = advice.best_seats(mini_world, runs=0, top=3)
    pure = {}
    for row in found.to_dict("records"):
        halved = [one for one in row["narrows"] if one.startswith("bridging")]
        half = sum(between[one] / 2 for one in halved)
        added = sum(topics[pair] * share for pair, share in bridges[row["subjects"][0]].items())
        pure[row["subjects"]] = row["gain"] - half + added
    assert pure == pytest.approx(
        {("grt", "b2"): 1.4307, ("minsa", "b3"): 1.4, ("mig", "b3"): 1.3140}, abs=1e-4
    )


def test_only_what_one_institution_can_do(mini_world: nx.MultiDiGraph) -> None:
    assert set(gains(advice.best_ties(mini_world, institution="mtpe", runs=0))) == {("grt", "mtpe")}
    seats = advice.best_seats(mini_world, institution="minsa", runs=0)
    assert {who for who, _ in seats["subjects"]} == {"minsa"}


def test_gaps_closed_are_findings_that_exist(mini_world: nx.MultiDiGraph) -> None:
    known = {*coordination_gaps(mini_world)["id"], *bridging_gaps(mini_world)["id"]}
    for table in (advice.best_ties(mini_world, runs=0), advice.best_seats(mini_world, runs=0)):
        named = {one for column in ("closes", "narrows") for ids in table[column] for one in ids}
        assert named
        assert named <= known


def test_sentences_name_what_closes_in_both_languages(mini_world: nx.MultiDiGraph) -> None:
    seats = advice.best_seats(mini_world, runs=0).set_index("subjects")
    first = seats.loc[[("minsa", "b3")]].iloc[0]
    assert first["explanation_es"] == (
        "Si MINSA integrara B3: brechas que se cierran, 2 (GRT/MINSA, MINSA/ONG); brechas que se "
        "estrechan, 1 (B2/B3); pares nuevos, 2, de los que hacen falta 2."
    )
    assert first["explanation_en"] == (
        "If MINSA joined B3: gaps that close, 2 (GRT/MINSA, MINSA/ONG); gaps that narrow, 1 "
        "(B2/B3); new pairs, 2, of them needed 2."
    )


def test_draws_tell_the_share_in_which_a_suggestion_stays_the_best(
    mini_world: nx.MultiDiGraph,
) -> None:
    done: list[int] = []
    found = advice.best_seats(mini_world, runs=12, seed=3, progress=done.append)
    assert done == [*range(1, 13)]
    assert found["p_best"].between(0, 1).all()
    assert found["p_best"].sum() >= 1
    again = advice.best_seats(mini_world, runs=12, seed=3)
    assert again.equals(found)
    assert advice.best_seats(mini_world, runs=0)["p_best"].isna().all()


def test_without_gaps_there_is_nothing_to_suggest() -> None:
    network = network_of_facts({"health": "Institution", "council": "Forum"}, [])
    for function, columns in (
        (advice.best_ties, advice.TIE_COLUMNS),
        (advice.best_seats, advice.SEAT_COLUMNS),
    ):
        found = function(network)
        assert found.empty
        assert tuple(found.columns) == columns


def test_equals_share_the_first_place_and_are_all_shown() -> None:
    # Two ministries support what a third leads, neither meets it: either tie is as good.
    network = network_of_facts(
        {"health": "Institution", "home": "Institution", "labour": "Institution"}
        | {"asylum": "Objective"},
        [
            ("RESPONSIBLE_FOR", "home", "asylum", "lead"),
            ("RESPONSIBLE_FOR", "health", "asylum", "support"),
            ("RESPONSIBLE_FOR", "labour", "asylum", "support"),
        ],
    )
    found = advice.best_ties(network, top=1, runs=5)
    assert found["subjects"].tolist() == [("health", "home"), ("home", "labour")]
    assert found["gain"].tolist() == [0.5, 0.5]
    assert found["p_best"].tolist() == [1.0, 1.0]
