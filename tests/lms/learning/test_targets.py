"""Monthly targets: the rule, and the rows that lists read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.jobs import enqueue, run_now
from lms.core.months import Month
from lms.learning.actions.month_targets import months_kept, rebuild_targets, target_of
from lms.learning.models import MonthTarget, StudyGoal
from lms.learning.targets import (
    CREDIT_HOUR,
    Span,
    expected_seconds,
    liable_days,
    target_seconds,
)
from tests.factories import people

NOVEMBER = Month(2026, 11)
EVER = Span(date(2020, 1, 1), None)
days = st.dates(date(2026, 9, 1), date(2027, 1, 31))
spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), days, days)


def seconds(correction: Span = EVER, *exempt: Span, hours: str = "8") -> int:
    return target_seconds(NOVEMBER, hours=Decimal(hours), correction=correction, exempt=exempt)


def day(number: int) -> date:
    return date(2026, 11, number)


def test_whole_month_is_the_whole_target() -> None:
    assert seconds() == 8 * CREDIT_HOUR


def test_half_a_month_is_half_the_target() -> None:
    assert seconds(Span(day(16), None)) == 4 * CREDIT_HOUR


def test_exempt_days_reduce_pro_rata() -> None:
    assert seconds(EVER, Span(day(1), day(10))) == 8 * CREDIT_HOUR * 20 // 30


def test_overlapping_exemptions_count_once() -> None:
    assert seconds(EVER, Span(day(1), day(10)), Span(day(5), day(10))) == seconds(
        EVER, Span(day(1), day(10))
    )


def test_nothing_to_study_outside_correction() -> None:
    assert seconds(Span(date(2026, 12, 1), None)) == 0


@given(correction=spans, exempt=st.lists(spans, max_size=4))
def test_liable_days_are_those_of_a_count_by_hand(correction, exempt) -> None:
    by_hand = sum(
        one in correction and not any(one in span for span in exempt)
        for one in map(day, range(1, 31))
    )
    assert liable_days(NOVEMBER, correction, exempt) == by_hand


@given(correction=spans, exempt=st.lists(spans, max_size=3), on=st.integers(1, 30))
def test_expectation_grows_to_the_target(correction, exempt, on) -> None:
    target = target_seconds(NOVEMBER, hours=Decimal(8), correction=correction, exempt=exempt)
    expected = [
        expected_seconds(NOVEMBER, on=day(n), target=target, correction=correction, exempt=exempt)
        for n in (on, 30)
    ]
    assert 0 <= expected[0] <= expected[1] == target


@pytest.fixture
def offender(land, at):
    at(datetime(2026, 11, 12, 4, tzinfo=UTC))
    return people.offender(land.office)


@pytest.mark.django_db
def test_rows_hold_the_rule_of_the_organisation(land, offender) -> None:
    land.county.monthly_target_hours = Decimal("4")
    land.county.save()
    rebuild_targets(learners=[offender.pk])
    assert MonthTarget.objects.get(learner=offender.user).seconds == 4 * CREDIT_HOUR


@pytest.mark.django_db
def test_plans_go_before_the_organisation(offender) -> None:
    StudyGoal.objects.create(learner=offender.user, hours=Decimal("10"))
    rebuild_targets(learners=[offender.pk])
    assert target_of(offender.user, NOVEMBER) == 10 * CREDIT_HOUR


@pytest.mark.django_db
def test_a_case_closed_early_ends_the_target(offender) -> None:
    offender.closed_on = day(15)
    offender.save()
    rebuild_targets(learners=[offender.pk])
    assert target_of(offender.user, NOVEMBER) == 4 * CREDIT_HOUR


@pytest.mark.django_db
def test_second_rebuilding_writes_nothing(offender) -> None:
    assert rebuild_targets(learners=[offender.pk]) == 1
    assert rebuild_targets(learners=[offender.pk]) == 0


@pytest.mark.django_db
def test_month_without_a_row_is_worked_out(offender) -> None:
    assert target_of(offender.user, NOVEMBER.previous()) == 8 * CREDIT_HOUR


@pytest.mark.django_db
def test_staff_have_no_target(land) -> None:
    assert target_of(people.user_with_role("officer", land.office), NOVEMBER) is None


def test_next_month_is_there_before_it_begins() -> None:
    assert months_kept(day(24)) == [NOVEMBER]
    assert months_kept(day(25)) == [NOVEMBER, Month(2026, 12)]


@pytest.mark.django_db
def test_queries_do_not_grow_with_people(land, at, offender, django_assert_num_queries) -> None:
    crowd = [people.offender(land.office2 if n % 2 else land.office).pk for n in range(6)]
    with django_assert_num_queries(7):
        rebuild_targets(learners=crowd)


@pytest.mark.django_db
def test_nightly_job_goes_on_behind_the_last_batch(land, offender, monkeypatch) -> None:
    monkeypatch.setattr("lms.learning.tasks.BATCH", 1)
    everybody = sorted([offender.pk, people.offender(land.office).pk])
    MonthTarget.objects.all().delete()
    job = enqueue("learning.rebuild_targets")
    job.result = {"after": str(everybody[0]), "done": 1, "changed": 0}
    job.save()
    job = run_now(job)
    assert (job.state, job.percent) == ("done", 100)
    assert list(MonthTarget.objects.values_list("learner", flat=True)) == [everybody[1]]


@pytest.mark.django_db
def test_new_rules_of_an_organisation_reach_its_people_alone(land, offender) -> None:
    other = people.offender(land.office3)
    rebuild_targets(learners=[offender.pk, other.pk])
    for place in (land.county, land.county2):
        place.monthly_target_hours = Decimal("2")
        place.save()
    run_now(enqueue("learning.rebuild_targets", payload={"organisation": land.county.pk}))
    assert target_of(offender.user, NOVEMBER) == 2 * CREDIT_HOUR
    assert target_of(other.user, NOVEMBER) == 8 * CREDIT_HOUR


@pytest.mark.django_db
def test_person_whose_correction_ended_this_month_keeps_the_part(land, offender) -> None:
    left = people.offender(land.office, ends_on=day(6))
    run_now(enqueue("learning.rebuild_targets"))
    assert target_of(left.user, NOVEMBER) == 8 * CREDIT_HOUR * 6 // 30
