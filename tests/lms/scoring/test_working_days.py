"""Working days: the published calendar, years beyond it, and what managers say."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.scoring.actions.working_days import remove_working_day, set_working_day
from lms.scoring.closing.working_days import (
    is_known_year,
    is_working_day,
    nth_working_day,
    working_day_after,
)
from lms.scoring.models import WorkingDayOverride
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(land, at):
    at(datetime(2026, 11, 3, 4, tzinfo=UTC))
    return people.user_with_role("manager", land.county)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 10, 1), False),  # national day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday that is worked instead
        (date(2026, 11, 7), False),  # an ordinary Saturday
        (date(2026, 11, 9), True),
        (date(2031, 10, 1), True),  # a Wednesday of a year that is not published
        (date(2031, 10, 4), False),
    ],
)
def test_the_calendar_is_followed(day, worked):
    assert is_working_day(day) is worked


def test_years_beyond_the_calendar_are_told(db):
    assert is_known_year(2026)
    assert not is_known_year(2031)


def test_days_are_counted_over_a_holiday(db):
    assert working_day_after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert nth_working_day(date(2026, 9, 30), 1) == date(2026, 9, 30)
    assert nth_working_day(date(2026, 10, 1), 1) == date(2026, 10, 8)


def test_counting_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert working_day_after(date(2026, 11, 10), 30) == date(2026, 12, 22)


def test_a_manager_goes_before_the_calendar(manager):
    set_working_day(by=manager, day=date(2026, 11, 12), is_working=False, note="台风停工")
    assert not is_working_day(date(2026, 11, 12))
    assert working_day_after(date(2026, 11, 11), 1) == date(2026, 11, 13)
    assert AuditEntry.objects.filter(verb="scoring.working_day_set", actor=manager).exists()


@pytest.mark.parametrize(
    ("day", "is_working", "note"),
    [
        (date(2026, 11, 2), False, "昨天"),
        (date(2026, 11, 12), True, "日历已如此"),
        (date(2026, 11, 12), False, " "),
        (date(2031, 1, 1), False, "太远"),
    ],
)
def test_what_makes_no_sense_is_refused(manager, day, is_working, note):
    with pytest.raises(Invalid):
        set_working_day(by=manager, day=day, is_working=is_working, note=note)
    assert not WorkingDayOverride.objects.exists()


def test_a_day_is_said_once_and_may_be_taken_back(manager):
    said = {"day": date(2026, 11, 12), "is_working": False, "note": "台风停工"}
    made = set_working_day(by=manager, **said)
    with pytest.raises(Conflict):
        set_working_day(by=manager, **said)
    remove_working_day(by=manager, override=made)
    assert is_working_day(date(2026, 11, 12))


def test_officers_set_no_days(land, manager):
    officer = people.user_with_role("officer", land.office)
    with pytest.raises(Denied):
        set_working_day(by=officer, day=date(2026, 11, 12), is_working=False, note="停工")
