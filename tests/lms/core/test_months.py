"""Local days and months: UTC+8 all year, cut at local midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.months import Month, day_bounds, local_day, split_at_midnights

MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)
)


def test_four_in_the_afternoon_in_utc_is_the_next_local_day() -> None:
    assert local_day(datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 30)
    assert local_day(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == date(2026, 12, 1)


def test_a_day_begins_and_ends_at_local_midnight() -> None:
    start, end = day_bounds(date(2026, 11, 25))
    assert start == datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert end - start == timedelta(days=1)


def test_a_month_begins_and_ends_at_local_midnight() -> None:
    month = Month(2026, 12)
    assert month.start == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert month.end == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert (month.first, month.last, month.days) == (date(2026, 12, 1), date(2026, 12, 31), 31)


def test_months_follow_each_other_over_the_year() -> None:
    assert Month(2026, 12).next() == Month(2027, 1)
    assert Month(2027, 1).previous() == Month(2026, 12)
    assert sorted([Month(2027, 1), Month(2026, 2)])[0] == Month(2026, 2)


def test_text_and_back() -> None:
    assert str(Month.parse("2026-02")) == "2026-02"
    assert Month.parse("2024-02").days == 29


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-1", "2026-13", "2026-00", "26-01-01", "2026/01", "2026-0a", "２０２６-01",
     "1899-01", "9999-01", "2026-01 ", "-026-01"],
)  # fmt: skip
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


def test_the_current_month_is_the_local_one(at) -> None:
    at(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    assert Month.current() == Month(2026, 12)


@given(MOMENTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)))
def test_pieces_join_without_a_gap_and_lie_in_one_day_each(start: datetime, length) -> None:
    pieces = list(split_at_midnights(start, start + length))
    edges = [start, *(end for _start, end in pieces)]
    assert [first for first, _end in pieces] == edges[:-1]
    assert edges[-1] == start + length
    for first, end in pieces:
        assert local_day(first) == local_day(end - timedelta(microseconds=1))


@given(MOMENTS)
def test_every_moment_lies_in_its_month(moment: datetime) -> None:
    month = Month.of(moment)
    assert month.start <= moment < month.end
    assert month.next().previous() == month
