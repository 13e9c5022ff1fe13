"""The evaluation itself: its measures by hand, the laws of error, and the page that it writes."""

from __future__ import annotations

import re
from functools import cache
from math import isnan, log2, sqrt
from pathlib import Path

import evaluation
import pytest
from evaluation import CONDITIONS, DETECTORS, SEEDS, SIZES, Results, Trial, evaluate, pages
from oracles import ORACLES, Truth
from synthetic import Sizes

from stakeholder_graph.language import LANGUAGES, Language

DOCS = Path(__file__).parents[1] / "docs"
SMALL = Sizes(16, 2, 4, 6, 3, 3, 12, 1)


def test_a_ranked_list_by_hand() -> None:
    truth: Truth = {("a",): 1.0, ("b",): 0.5, ("c",): 0.5}
    found = evaluation.score([("b",), ("x",), ("a",), ("y",)], truth)
    assert (found.found, found.true) == (4, 3)
    assert (found.precision, found.recall) == (2 / 4, 2 / 3)
    assert found.f1 == pytest.approx(4 / 7)
    # Hits in the first and third place, and a third that never comes: (1 + 2/3 + 0) / 3.
    assert found.average_precision == pytest.approx(5 / 9)
    assert found.precision_at_10 == 2 / 4
    ideal = 1 + 0.5 / log2(3) + 0.5 / log2(4)
    assert found.ndcg == pytest.approx((0.5 + 1 / log2(4)) / ideal)


def test_the_precision_of_the_first_ten_looks_no_further() -> None:
    names = [(f"{at:02}",) for at in range(20)]
    assert evaluation.score(names, dict.fromkeys(names[5:], 1.0)).precision_at_10 == 0.5


def test_without_findings_precision_is_undefined() -> None:
    found = evaluation.score([], {("a",): 1.0})
    assert isnan(found.precision)
    assert (found.recall, found.average_precision, found.ndcg) == (0, 0, 0)
    assert isnan(evaluation.score([("a",)], {}).recall)


def test_b_cubed_by_hand() -> None:
    # Found {1 2 3}, true {1 2} and {3 4}: 1 and 2 have two of three, 3 one of three, 4 is alone.
    found = evaluation.b_cubed([("1", "2"), ("2", "3")], [("1", "2"), ("3", "4")])
    assert found.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert found.recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)


def test_severity_that_rises_with_the_need_is_calibrated() -> None:
    needs: Truth = {("a",): 0.2, ("b",): 0.5, ("c",): 0.9}
    rising = Trial({("a",): 0.1, ("b",): 0.3, ("c",): 0.4}, {}, needs)
    assert evaluation.calibration([rising]) == pytest.approx(1)
    # What is not found has severity 0.
    missed = Trial({("a",): 0.1, ("b",): 0.3}, {}, needs)
    assert evaluation.calibration([missed]) == pytest.approx(-0.5)
    assert isnan(evaluation.calibration([Trial({}, {}, needs)]))


@pytest.mark.parametrize("kept", [0.9, 0.6])
def test_a_missing_tie_makes_false_gaps_and_hides_none(kept: float) -> None:
    """
    Precision is g / (g + (1 - g)(1 - q)) where each tie is on record with chance q.

    A pair that truly coordinates has one tie, or two where it was tied both ways: it is a
    false gap with chance 1 - q at most. Their number is then at most binomial; it exceeds
    its expectation by four standard deviations once in 30,000.
    """
    gaps, met, false = evaluation.law_of_ties(kept, seeds=range(10))
    expected = met * (1 - kept)
    assert min(gaps, met) > 100
    assert 0 < false <= expected + 4 * sqrt(expected * kept)


@pytest.mark.parametrize("kept", [0.9, 0.6])
def test_a_missing_mandate_hides_gaps(kept: float) -> None:
    """
    Recall is q squared, or more, where each responsibility is on record with chance q.

    A gap needs a responsibility of both its institutions, and further ones may keep it.
    Gaps that share one stand or fall together, at worst all those of an objective: the
    mean over ten worlds of 15 objectives is as sure as that of 150 independent gaps.
    """
    gaps, found = evaluation.law_of_mandates(kept, seeds=range(10))
    expected = kept**2
    assert gaps > 100
    assert expected - 4 * sqrt(expected * (1 - expected) / 150) <= found / gaps < 1


def test_every_analysis_has_its_rules() -> None:
    assert DETECTORS.keys() == ORACLES.keys()


@cache
def small_run() -> Results:
    return evaluate(sizes=SMALL, seeds=range(2), law_seeds=range(2), conditions=CONDITIONS[:2])


def numbers(page: str) -> list[str]:
    return re.findall(r"\| (\d+\.\d+|--)(?= \|)", page)


def test_a_small_run_is_the_same_again_and_in_both_languages() -> None:
    english, spanish = pages(small_run()).values()
    again = evaluate(sizes=SMALL, seeds=range(2), law_seeds=range(2), conditions=CONDITIONS[:2])
    assert list(pages(again).values()) == [english, spanish]
    assert numbers(english) == numbers(spanish) != []


def test_without_errors_the_exact_analyses_make_none() -> None:
    found = {
        name: (of.precision, of.recall)
        for name, condition, of, _ in small_run().findings
        if condition == CONDITIONS[0] and name != "similar_efforts"
    }
    assert found == dict.fromkeys(found, (1, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_of_the_worlds_and_of_every_analysis(language: Language) -> None:
    name = evaluation.NAMES[language]
    page = (DOCS / name).read_text("utf-8")
    empty = small_run()._replace(sizes=SIZES, seeds=SEEDS, law_seeds=evaluation.LAW_SEEDS)
    # All but the rows of figures is what the script would write for its own seeds and sizes.
    words = [line for line in pages(empty)[name].splitlines() if not line.startswith("| ")]
    assert words == [line for line in page.splitlines() if not line.startswith("| ")]
    rows = [
        f"| `{detector}` | {condition.about.say(language)} |"
        for detector in DETECTORS
        for condition in CONDITIONS
    ]
    assert [row for row in rows if row not in page] == []
