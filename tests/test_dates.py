from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholder_graph.dates import as_of_day, interval, span
from stakeholder_graph.errors import DatasetError

FIRST = "0001-01-01"
OPEN = "9999-12-31"
# The last year is left out of the days drawn at random: the open day stands in it.
DAYS = st.dates(date(1, 1, 1), date(9998, 12, 31)).map(date.isoformat)


@pytest.mark.parametrize(
    ("prefix", "first", "after"),
    [
        ("2022", "2022-01-01", "2023-01-01"),
        ("2022-06", "2022-06-01", "2022-07-01"),
        ("2022-06-30", "2022-06-30", "2022-07-01"),
        ("2022-12", "2022-12-01", "2023-01-01"),
        ("2022-12-31", "2022-12-31", "2023-01-01"),
        ("2023-02", "2023-02-01", "2023-03-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2023-02-28", "2023-02-28", "2023-03-01"),
        ("2024-02-28", "2024-02-28", "2024-02-29"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        # 2000 is a leap year, 1900 is not.
        ("2000-02-29", "2000-02-29", "2000-03-01"),
        ("1900-02-28", "1900-02-28", "1900-03-01"),
        ("0001", "0001-01-01", "0002-01-01"),
        ("9998", "9998-01-01", "9999-01-01"),
        ("9999", "9999-01-01", OPEN),
        ("9999-11", "9999-11-01", "9999-12-01"),
        ("9999-12", "9999-12-01", OPEN),
        ("9999-12-30", "9999-12-30", OPEN),
        ("9999-12-31", "9999-12-31", OPEN),
    ],
)
def test_a_partial_date_spans_from_its_first_day_to_the_day_after_its_last(
    prefix: str, first: str, after: str
) -> None:
    assert span(prefix) == (first, after)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "22",
        "20222",
        "2022-",
        "2022-6",
        "2022-13",
        "2022-00",
        "2022-06-00",
        "2022-00-10",
        "2022-06-31",
        "2023-02-29",
        "2023-02-30",
        "1900-02-29",
        "9999-13",
        "9999-02-30",
        "0000",
        "2022/06/30",
        "30-06-2022",
        "20220630",
        " 2022",
        "2022\n",
        "2022-06-30T00:00",
        "\u0662\u0660\u0662\u0662",  # 2022 in Arabic-Indic digits
        "\uff12\uff10\uff12\uff12",  # 2022 in full-width digits
        "junio de 2022",
    ],
)
def test_what_is_not_a_prefix_of_a_day_that_exists_is_refused(text: str) -> None:
    with pytest.raises(DatasetError):
        span(text)


def test_a_wrong_date_is_told_in_both_languages() -> None:
    with pytest.raises(DatasetError) as caught:
        span("2023-02-30")
    assert caught.value.say("en") == (
        "'2023-02-30' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD."
    )
    assert caught.value.say("es") == (
        "«2023-02-30» no es una fecha: escriba AAAA, AAAA-MM o AAAA-MM-DD."
    )


@given(DAYS)
def test_a_day_lies_in_the_span_of_each_of_its_prefixes(day: str) -> None:
    for prefix in (day[:4], day[:7], day):
        first, after = span(prefix)
        assert first <= day < after


@given(DAYS)
def test_a_longer_prefix_spans_a_part_of_a_shorter_one(day: str) -> None:
    year, month, whole = span(day[:4]), span(day[:7]), span(day)
    assert year[0] <= month[0] <= whole[0] < whole[1] <= month[1] <= year[1]


@given(DAYS, DAYS, st.sampled_from([4, 7, 10]))
def test_spans_keep_the_order_of_their_prefixes_and_never_overlap(
    one: str, other: str, length: int
) -> None:
    earlier, later = sorted((one[:length], other[:length]))
    if earlier == later:
        assert span(earlier) == span(later)
    else:
        assert span(earlier)[1] <= span(later)[0]


@pytest.mark.parametrize(
    ("begins", "ends", "confirmed", "expected"),
    [
        ("", "", "", (FIRST, OPEN)),
        ("2018", "", "", ("2018-01-01", OPEN)),
        ("2018-12-19", "", "2022", ("2018-12-19", OPEN)),
        ("", "2020", "", (FIRST, "2021-01-01")),
        ("2018", "2018", "", ("2018-01-01", "2019-01-01")),
        ("2018-03", "2020-02", "", ("2018-03-01", "2020-03-01")),
        ("2020-02-29", "2020-02-29", "", ("2020-02-29", "2020-03-01")),
        # Ended on an unknown date: it held until it was last confirmed ...
        ("2018", "?", "2020-06", ("2018-01-01", "2020-07-01")),
        ("", "?", "2020-12-31", (FIRST, "2021-01-01")),
        # ... or, never confirmed, as long as its beginning says ...
        ("2018", "?", "", ("2018-01-01", "2019-01-01")),
        ("2018-06-30", "?", "", ("2018-06-30", "2018-07-01")),
        # ... and on no day when nothing is known.
        ("", "?", "", (FIRST, FIRST)),
    ],
)
def test_a_fact_holds_from_its_beginning_until_the_day_after_its_end(
    begins: str, ends: str, confirmed: str, expected: tuple[str, str]
) -> None:
    assert interval(begins, ends, confirmed) == expected


@pytest.mark.parametrize(
    ("begins", "ends", "confirmed"),
    [("2023-02-30", "", ""), ("2022", "2022-13", ""), ("2022", "?", "22"), ("?", "", "")],
)
def test_an_interval_refuses_a_malformed_date(begins: str, ends: str, confirmed: str) -> None:
    with pytest.raises(DatasetError):
        interval(begins, ends, confirmed)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022", "2022-12-31"),
        ("2022-06", "2022-06-30"),
        ("2023-02", "2023-02-28"),
        ("2024-02", "2024-02-29"),
        ("2022-12", "2022-12-31"),
        ("2022-06-15", "2022-06-15"),
        ("0001-01-01", "0001-01-01"),
    ],
)
def test_the_day_that_a_partial_date_stands_for_is_its_last(text: str, day: str) -> None:
    assert as_of_day(text) == day


@given(DAYS)
def test_a_full_day_stands_for_itself(day: str) -> None:
    assert as_of_day(day) == day


def test_a_malformed_day_is_refused() -> None:
    with pytest.raises(DatasetError):
        as_of_day("ayer")
