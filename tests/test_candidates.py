from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholder_graph import candidates
from stakeholder_graph.candidates import blocks, candidate_pairs
from stakeholder_graph.titles import vectors

COLUMNS = ("titles", "objectives", "places", "from_day", "until_day")
TITLE = "Brigadas de salud para migrantes"


def table(**rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))


def pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    found = candidate_pairs(rows)
    return list(zip(found["one"], found["other"], strict=True))


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ((TITLE, "o1", "tacna", "2026-01-01", "2027-01-01"), 1),
        (("Health brigades for migrants", "o1", "tacna", "2026-01-01", "2027-01-01"), 1),
        ((f"Censo|{TITLE}", "o2|o1", "puno|tacna", "2026-12-31", "2029-01-01"), 1),
        ((TITLE, "o1", "", "", ""), 1),
        (("Censo de viviendas", "o1", "tacna", "2026-01-01", "2027-01-01"), 0),
        ((TITLE, "o2", "tacna", "2026-01-01", "2027-01-01"), 0),
        ((TITLE, "", "tacna", "2026-01-01", "2027-01-01"), 0),
        ((TITLE, "o1", "puno", "2026-01-01", "2027-01-01"), 0),
        ((TITLE, "o1", "tacna", "2027-01-01", "2028-01-01"), 0),
        ((TITLE, "o1", "tacna", "2027-01-01", ""), 0),
    ],
    ids=[
        "same",
        "translated",
        "one of several and a day in common",
        "unknown place and dates",
        "another title",
        "another objective",
        "no objective",
        "another place",
        "the year after",
        "the year after with an open end",
    ],
)
def test_rows_meet_in_objective_place_and_time_and_are_called_alike(
    other: tuple[str, ...], found: int
) -> None:
    rows = table(one=(TITLE, "o1", "tacna", "2026-01-01", "2027-01-01"), other=other)
    assert pairs(rows) == [("one", "other")] * found
    assert pairs(rows.iloc[::-1]) == [("other", "one")] * found


def test_two_rows_without_a_place_meet() -> None:
    rows = table(one=(TITLE, "o1", "", "", ""), other=(TITLE, "o1", "", "", ""))
    assert pairs(rows) == [("one", "other")]


def test_the_most_similar_titles_are_named() -> None:
    rows = table(
        one=(f"Censo de salud|{TITLE}", "o1|o2", "", "", ""),
        other=(f"Salud|{TITLE}", "o1|o2", "", "", ""),
    )
    found = candidate_pairs(rows)
    assert found["similarity"].tolist() == [1.0]
    assert found[["title", "other_title"]].to_numpy().tolist() == [[TITLE, TITLE]]


def test_an_empty_table_has_no_pairs() -> None:
    found = candidate_pairs(table())
    assert found.empty
    assert list(found) == ["one", "other", "similarity", "title", "other_title"]


def test_only_who_has_no_place_asks_everywhere() -> None:
    rows = table(
        here=(TITLE, "o1", "tacna", "", ""),
        there=(TITLE, "o1", "puno", "", ""),
        anywhere=(TITLE, "o1", "", "", ""),
    )
    found = blocks(rows)
    everywhere = found.groupby("block").filter(lambda block: len(block) == len(rows))
    assert dict(zip(everywhere["row"], everywhere["asking"], strict=True)) == {
        0: False,
        1: False,
        2: True,
    }


CELLS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map("|".join)
DAYS = st.sampled_from(["", "2020-01-01", "2021-01-01", "2022-01-01"])
WORDS = st.sampled_from(["salud", "trata", "visa", "Puno"])
ROWS = st.lists(
    st.tuples(
        st.lists(st.lists(WORDS, min_size=1).map(" ".join), min_size=1, max_size=2).map("|".join),
        CELLS,
        CELLS,
        DAYS,
        st.sampled_from(["", "2023-01-01", "2021-06-01"]),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(ROWS)
@pytest.mark.parametrize("entries", [1, 20_000], ids=["block by block", "at once"])
def test_no_pair_is_lost_and_none_invented(entries: int, rows: list[tuple[str, ...]]) -> None:
    # All pairs, one by one, by the words of the docstring.
    texts = sorted({title for row in rows for title in row[0].split("|")})
    product = vectors(texts, {}).toarray() @ vectors(texts, {}).toarray().T if texts else None
    expected = {}
    for (i, one), (j, other) in combinations(enumerate(rows), 2):
        common = [set(one[k].split("|")) & set(other[k].split("|")) - {""} for k in (1, 2)]
        begins = max(one[3] or "0001-01-01", other[3] or "0001-01-01")
        ends = min(one[4] or "9999-12-31", other[4] or "9999-12-31")
        if not common[0] or (one[2] and other[2] and not common[1]) or begins >= ends:
            continue
        assert product is not None
        best = max(
            product[texts.index(a), texts.index(b)]
            for a in one[0].split("|")
            for b in other[0].split("|")
        )
        if best >= 0.4 - 1e-9:
            expected[i, j] = best
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_ENTRIES", entries)
        patch.setattr(candidates, "_PRODUCTS", entries)
        found = candidate_pairs(pd.DataFrame(rows, columns=list(COLUMNS)))
    got = dict(
        zip(zip(found["one"], found["other"], strict=True), found["similarity"], strict=True)
    )
    assert got == pytest.approx(expected)
