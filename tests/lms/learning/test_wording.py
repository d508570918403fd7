"""How study is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from lms.core.months import Month
from lms.learning import wording
from lms.learning.glance import glance
from lms.learning.standing import Standing

HOUR = 2700


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0.00"), (HOUR, "1.00"), (HOUR - 1, "0.99"), (14_040, "5.20")]
)
def test_credit_hours_are_rounded_down(seconds, said) -> None:
    assert wording.hours(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(1, "0.1"), (HOUR, "1"), (7561, "2.9"), (-5, "0")])
def test_what_is_to_go_is_rounded_up(seconds, said) -> None:
    assert wording.hours_to_go(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(40, "40 seconds"), (61, "1 minute"), (3600, "1 hour"), (14_040, "3 hours 54 minutes")],
)
def test_durations_in_words(seconds, said) -> None:
    assert wording.duration(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(570, "9:30"), (3725, "1:02:05"), (-65, "-1:05")])
def test_stopwatch(seconds, said) -> None:
    assert wording.stopwatch(seconds) == said


@pytest.mark.parametrize(("size", "said"), [(0, "0.1"), (1_440_000, "1.4"), (31_000_000, "31")])
def test_megabytes(size, said) -> None:
    assert wording.megabytes(size) == said


def test_days_and_months_are_said_in_chinese() -> None:
    with override("zh-hans"):
        assert wording.said_day(date(2026, 9, 3)) == "9 月 3 日"
        assert wording.said_month(Month(2026, 11)) == "2026 年 11 月"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("plan", "Because: 入矫、盗窃"),
        ("officer", "Your officer: 缺课"),
        ("self", "You chose it yourself"),
    ],
)
def test_why_a_course_is_theirs(source, said) -> None:
    assert wording.why_mine(source, ["入矫", "盗窃"], "缺课") == said


def standing(**fields) -> Standing:
    return Standing(**{"month": Month(2026, 9), "seconds": 0, "target": 8 * HOUR} | fields)


@pytest.mark.parametrize(
    ("fields", "headline"),
    [
        ({"seconds": 14_040}, "2.8 credit hours to go"),
        ({"seconds": 8 * HOUR}, "You have done this month's hours"),
        ({"target": 0}, "You need not study this month"),
        ({"target": None}, "Nothing studied this month yet"),
        ({"target": None, "seconds": 600}, "10 minutes this month"),
    ],
)
def test_the_month_at_a_glance(fields, headline) -> None:
    assert glance(standing(**fields)).headline == headline


def test_days_left_end_with_the_month(at) -> None:
    at(Month(2026, 9).end - timedelta(hours=1))
    assert glance(standing()).days.endswith("today is the last day")
