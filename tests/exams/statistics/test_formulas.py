"""The formulas against SciPy and pandas, and where a figure is not defined."""

from __future__ import annotations

import math
import random
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from exams import statistics
from exams.bank import plain
from lms.core.clock import now
from tests.factories import exams as factory

Columns = list[list[float]]


def drawn(people: int = 240, questions: int = 12, *, halves: bool = False) -> Columns:
    """Points of people of different ability at questions of different difficulty."""
    rng = random.Random(7)
    abilities = [rng.gauss(0, 1) for _n in range(people)]
    columns = []
    for hard in range(questions):
        levels = [1 / (1 + math.exp(hard / 4 - 1.5 - each)) for each in abilities]
        columns.append([_points(rng, level, halves) for level in levels])
    return columns


def _points(rng: random.Random, level: float, halves: bool) -> float:
    return sum(rng.random() < level for _n in range(2)) / 2 if halves else rng.random() < level


def alpha_of(columns: Columns) -> float:
    """Cronbach's alpha as pandas works it out, by covariances."""
    covariances = pd.DataFrame(columns).T.astype(float).cov()
    k = len(columns)
    return k / (k - 1) * (1 - covariances.values.trace() / covariances.values.sum())


def rest_of(columns: Columns, at: int) -> list[float]:
    return [sum(row) - row[at] for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("at", range(12))
def test_discrimination_is_scipys_point_biserial(at: int) -> None:
    columns = drawn()
    rest = rest_of(columns, at)
    expected = stats.pointbiserialr([bool(one) for one in columns[at]], rest).statistic
    assert statistics.discrimination(columns[at], rest) == pytest.approx(expected, abs=1e-12)


def test_discrimination_of_partial_points_is_scipys_correlation() -> None:
    columns = drawn(halves=True)
    rest = rest_of(columns, 3)
    expected = stats.pearsonr(columns[3], rest).statistic
    assert statistics.discrimination(columns[3], rest) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("halves", [False, True])
def test_alpha_is_pandas_alpha(halves: bool) -> None:
    columns = drawn(halves=halves)
    assert statistics.alpha(columns) == pytest.approx(alpha_of(columns), abs=1e-12)


def test_kr20_is_its_own_formula() -> None:
    columns = drawn()
    frame = pd.DataFrame(columns).T.astype(float)
    share = frame.mean()
    k, whole = len(columns), frame.sum(axis=1).var(ddof=0)
    expected = k / (k - 1) * (1 - (share * (1 - share)).sum() / whole)
    assert statistics.alpha(columns) == pytest.approx(expected, abs=1e-12)
    assert statistics.is_kr20(columns, [1.0] * k)


def test_kr20_needs_right_or_wrong_and_equal_weights() -> None:
    assert not statistics.is_kr20([[0, 0.5], [1, 1]], [1, 1])
    assert not statistics.is_kr20([[0, 1], [2, 0]], [1, 2])


def test_mean_deviation_and_median_are_pandas() -> None:
    values = [sum(row) for row in zip(*drawn(halves=True), strict=True)]
    series = pd.Series(values)
    assert statistics.mean(values) == pytest.approx(series.mean())
    assert statistics.deviation(values) == pytest.approx(series.std())
    assert statistics.middle(values) == series.median()


def test_facility_is_the_mean_share_of_the_points() -> None:
    assert statistics.facility([5, 2.5, 0, 2.5], 5) == 0.5
    assert statistics.facility([], 5) is statistics.facility([1], 0) is None


@pytest.mark.parametrize(
    ("points", "rest"),
    [([], []), ([1], [3]), ([1, 1, 1], [1, 2, 3]), ([0, 1, 0], [2, 2, 2]), ([0.1] * 3, [1, 2, 3])],
)
def test_discrimination_is_undefined_without_variance(points: Any, rest: Any) -> None:
    assert statistics.discrimination(points, rest) is None


@pytest.mark.parametrize(
    "columns", [[], [[1, 0, 1]], [[1], [0]], [[1, 1], [0, 0]], [[1, 0], [0, 1]], [[], []]]
)
def test_alpha_is_undefined_without_variance(columns: Columns) -> None:
    assert statistics.alpha(columns) is None


@pytest.mark.parametrize("values", [[], [3.0]])
def test_spread_is_undefined_for_fewer_than_two(values: list[float]) -> None:
    assert statistics.deviation(values) is None


def test_thirds_are_pandas_ranks() -> None:
    shares = [random.Random(n).random() for n in range(31)]
    ranks = pd.Series(shares).rank(method="first").astype(int)
    expected = [0 if rank <= 10 else 2 if rank > 21 else 1 for rank in ranks]
    assert statistics.thirds(shares) == expected


@given(st.lists(st.floats(0, 1), max_size=60))
def test_outer_thirds_have_as_many(shares: list[float]) -> None:
    found = statistics.thirds(shares)
    assert found.count(0) == found.count(2) == len(shares) // 3
    assert len(found) == len(shares)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20)), max_size=40))
def test_a_correlation_stays_between_minus_one_and_one(pairs: list[tuple[int, int]]) -> None:
    found = statistics.discrimination([x for x, _y in pairs], [y for _x, y in pairs])
    assert found is None or -1 <= found <= 1


def test_the_distribution_has_its_borders_in_the_higher_bar() -> None:
    found = statistics.distribution([0, 0.0999, 0.1, 0.6, 0.9, 1, 0.3])
    assert found == [2, 1, 0, 1, 0, 0, 1, 0, 0, 2]


def test_the_tally_counts_options_by_third() -> None:
    question = factory.body(plain.SINGLE)
    answers = [("a", 2), ("a", 2), ("b", 0), (None, 0), ("a", 1), ("gone", 1)]
    assert statistics.tally(question, answers) == {
        "a": [3, 0, 1, 2], "b": [1, 1, 0, 0], "c": [0, 0, 0, 0], "": [1, 1, 0, 0],
    }  # fmt: skip


def test_the_tally_of_a_multiple_choice_counts_each_that_was_chosen() -> None:
    found = statistics.tally(factory.body(plain.MULTIPLE), [(["a", "d"], 2), ([], 0)])
    assert (found["a"], found["d"], found[""]) == ([1, 0, 0, 1], [1, 0, 0, 1], [1, 1, 0, 0])


def test_the_tally_of_a_case_is_by_part() -> None:
    found = statistics.tally(factory.body(plain.CASE), [({"1": "b"}, 0), (None, 2)])
    assert (found["1:b"], found["1:"]) == ([1, 1, 0, 0], [1, 0, 0, 1])
    assert statistics.tally(factory.body(plain.FILL), [(["3", "所里"], 0)]) == {}


def test_time_belongs_to_the_answer_that_it_ended_with() -> None:
    start = now()
    saves = [(at, start + timedelta(seconds=n)) for at, n in [(0, 10), (1, 40), (0, 45)]]
    assert statistics.seconds_at(start, saves) == {0: 15.0, 1: 30.0}
    assert statistics.seconds_at(start, [(0, start - timedelta(seconds=5))]) == {0: 0.0}
