from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import DAY, golden_mini_world, ids, network_of, ties, write_world

from stakeholder_graph.currency import (
    CURRENCY_COLUMNS,
    HALF_LIVES,
    currency_gaps,
    currency_of,
    half_life_of,
    months_between,
)
from stakeholder_graph.evidence import facts_behind
from stakeholder_graph.findings import COLUMNS
from stakeholder_graph.tables import records

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def leading(*rows: dict[str, str]) -> list[dict[str, str]]:
    return [{"objective": "asylum", "role": "lead"} | row for row in rows]


def gaps(folder: Path, *rows: dict[str, str], day: str = DAY) -> pd.DataFrame:
    folder = write_world(
        folder,
        institutions=ids("labour", "health"),
        agreements=ids("law"),
        objectives=[{"id": "asylum", "weight": "0.8"}],
        responsibilities=leading(*rows),
    )
    return currency_gaps(network_of(folder, day))


def test_golden_half_life(tmp_path: Path) -> None:
    # MINSA, lead of O2 (weight 1), was last confirmed 24 months ago; the half-life is 24.
    folder = golden_mini_world(
        tmp_path / "world",
        responsibilities=[
            {
                "institution": "minsa",
                "objective": "o2",
                "role": "lead",
                "confirmed_on": "2024-06-30",
            }
        ],
    )
    found = currency_gaps(network_of(folder))
    assert tuple(found.columns) == (*COLUMNS, *CURRENCY_COLUMNS)
    (row,) = records(found)
    assert (row["gap_type"], row["age"], row["half_life"]) == ("stale", 24.0, 24)
    assert (row["currency"], row["severity"]) == (0.5, 0.5)
    assert row["evidence_state"] == "not_searched"
    assert row["explanation_es"] == (
        "Por confirmar. Nadie más que MINSA consta en O2 (responsable) y la última confirmación, "
        "el 2024-06-30, tiene 24 meses al 2026-06-30; papeles así suelen cambiar a los 24."
    )


@pytest.mark.parametrize(
    ("day", "gap_types"),
    [("2026-03-31", []), ("2026-04-01", ["expired"]), ("2027-01-01", ["expired"])],
)
def test_a_role_has_expired_on_the_day_after_its_last(
    tmp_path: Path, day: str, gap_types: list[str]
) -> None:
    row = {"institution": "health", "valid_to": "2026-03", "confirmed_on": "2026-03"}
    found = gaps(tmp_path / "world", row, day=day)
    assert found["gap_type"].tolist() == gap_types
    assert found["severity"].tolist() == [0.8] * len(gap_types)
    assert found["currency"].tolist() == [0.0] * len(gap_types)


def test_an_expired_role_is_a_documented_absence_and_leads_back_to_its_fact(
    tmp_path: Path,
) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("health"),
        objectives=ids("asylum"),
        responsibilities=leading({"institution": "health", "valid_to": "2026-03-31"}),
    )
    network = network_of(folder)
    (finding,) = records(currency_gaps(network))
    assert finding["evidence_state"] == "documented_absent"
    assert finding["explanation_en"] == (
        "The role of HEALTH in ASYLUM (lead) ended on 2026-03-31; on 2026-06-30 nobody is "
        "recorded as taking it over."
    )
    (fact,) = facts_behind(network, finding)
    assert fact["valid_to"] == "2026-03-31"


def test_an_unknown_end_is_said_to_be_unknown(tmp_path: Path) -> None:
    row = {"institution": "health", "valid_to": "?", "confirmed_on": "2020"}
    (sentence,) = gaps(tmp_path / "world", row)["explanation_es"]
    assert "terminó en fecha desconocida" in sentence


def test_of_several_former_leads_only_the_last_counts(tmp_path: Path) -> None:
    found = gaps(
        tmp_path / "world",
        {"institution": "labour", "valid_to": "2020"},
        {"institution": "health", "valid_to": "2024"},
    )
    assert found["institution"].tolist() == ["health"]


@pytest.mark.parametrize(
    "successor",
    [
        {"institution": "labour", "confirmed_on": "2026"},
        {"institution": "health", "valid_from": "2026-04", "confirmed_on": "2026"},
    ],
)
def test_a_role_with_a_successor_is_no_gap(tmp_path: Path, successor: dict[str, str]) -> None:
    former = {"institution": "health", "valid_to": "2026-03"}
    assert gaps(tmp_path / "world", former, successor).empty


@pytest.mark.parametrize(
    "row",
    [
        {"role": "support", "confirmed_on": "2000"},
        {"role": "lead"},
        {"role": "lead", "confirmed_on": "2024-07-01"},
        {"role": "lead", "confirmed_on": "2000", "valid_to": "2030"},
        {"role": "lead", "confirmed_on": "2020", "norm": "law"},
    ],
    ids=["no lead", "never dated", "fresh", "with an end to come", "under a norm"],
)
def test_what_is_not_stale(tmp_path: Path, row: dict[str, str]) -> None:
    assert gaps(tmp_path / "world", {"institution": "health"} | row).empty


def test_two_leads_stand_in_for_each_other(tmp_path: Path) -> None:
    old = {"confirmed_on": "2000"}
    both = [{"institution": who} | old for who in ("labour", "health")]
    assert gaps(tmp_path / "both", *both).empty
    assert gaps(tmp_path / "one", both[0])["gap_type"].tolist() == ["stale"]


def test_a_presidency_weighs_what_its_body_deals_with(tmp_path: Path) -> None:
    folder = write_world(
        tmp_path / "world",
        institutions=ids("health"),
        forums=ids("network", "club"),
        objectives=[{"id": "asylum", "weight": "0.8"}],
        scopes=ties("subject", "objective", ("network", "asylum")),
        memberships=[
            {
                "institution": "health",
                "venue": body,
                "role": "pro_tempore_presidency",
                "valid_to": "2025",
            }
            for body in ("network", "club")
        ],
    )
    found = currency_gaps(network_of(folder))
    assert found["matter"].tolist() == ["network"]
    assert found["severity"].tolist() == [0.8]


def test_months_between_days() -> None:
    assert months_between("2024-06-30", "2026-06-30") == 24
    assert months_between("2026-01-01", "2026-01-01") == 0
    # One month and 14 days of 31.
    assert months_between("2026-01-01", "2026-02-15") == pytest.approx(1 + 14 / 31)
    assert months_between("2026-07-01", "2026-06-30") == 0


def test_a_norm_makes_a_role_last_longer() -> None:
    assert half_life_of({"role": "lead", "norm": "law"}) > half_life_of({"role": "lead"})


@given(st.floats(0, 1000), st.sampled_from(sorted(HALF_LIVES.values())))
def test_currency_halves_with_every_half_life(age: float, half_life: int) -> None:
    assert currency_of(half_life, half_life) == 0.5
    assert currency_of(age + half_life, half_life) == pytest.approx(currency_of(age, half_life) / 2)
