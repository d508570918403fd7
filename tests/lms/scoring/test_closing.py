"""Locking and freezing: when, who, everybody once, killed and resumed."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from lms.core import jobs
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry, Job
from lms.core.months import Month
from lms.learning.clock import Clock
from lms.learning.models import StudyClock, StudySession, UncountedInterval
from lms.messaging.models import Message
from lms.scoring.actions.conduct import record_conduct
from lms.scoring.closing import close_month
from lms.scoring.closing import freezing as freezing_module
from lms.scoring.closing.locking import start_freezing
from lms.scoring.models import CountyMonth
from lms.scoring.rules.assess import assess
from lms.scoring.schemes.in_force import digest
from tests.factories import learning, people, scoring
from tests.lms.scoring.closing import OCTOBER, closed, day, frozen, person, score, staff

pytestmark = pytest.mark.django_db
State = CountyMonth.State


@pytest.fixture
def team(land, at):
    at(day(3))
    return staff(land)


@pytest.fixture
def someone(land, team):
    return person(land.office)


def test_a_month_that_runs_is_not_closed(someone, land, at):
    at(day(31, month=10))
    with pytest.raises(Conflict) as refusal:
        close_month(by=None, county=land.county, month=OCTOBER)
    assert refusal.value.code == "running"


def test_the_calendar_waits_for_its_day(someone, land, at):
    at(day(2))
    with pytest.raises(Conflict) as refusal:
        close_month(by=None, county=land.county, month=OCTOBER)
    assert refusal.value.code == "too_early"


def test_a_manager_may_lock_as_soon_as_the_month_is_over(someone, land, team, at):
    at(day(1))
    row = close_month(by=team.manager, county=land.county, month=OCTOBER)
    assert row.state == State.FREEZING
    assert AuditEntry.objects.filter(verb="scoring.month_closed", actor=team.manager).exists()


def test_an_officer_and_another_county_may_not(someone, land, team):
    for who in (team.officer, people.user_with_role("manager", land.county2)):
        with pytest.raises(Denied):
            close_month(by=who, county=land.county, month=OCTOBER)
    assert not CountyMonth.objects.exists()


def test_a_month_is_closed_once_and_in_order(someone, land):
    closed(land)
    for month, code in ((OCTOBER, "closed"), (Month(2026, 9), "order")):
        with pytest.raises(Conflict) as refusal:
            close_month(by=None, county=land.county, month=month)
        assert refusal.value.code == code


def test_a_month_in_between_is_closed_first(someone, land, at):
    closed(land)
    at(day(3, month=12).replace(year=2027, month=1))
    with pytest.raises(Conflict) as refusal:
        close_month(by=None, county=land.county, month=Month(2026, 12))
    assert refusal.value.code == "order"


def test_a_county_without_people_is_not_closed(land, team):
    for place, code in ((land.county2, "nobody"), (land.office, "county")):
        with pytest.raises(Invalid) as refusal:
            close_month(by=None, county=place, month=OCTOBER)
        assert refusal.value.code == code


def test_everybody_with_a_day_in_the_month_is_scored_once(land, team):
    inside = [
        person(land.office),
        person(land.office2, ends_on=date(2026, 10, 1)),
        person(land.office, closed_on=date(2026, 10, 5)),
    ]
    person(land.office, ends_on=date(2026, 9, 30))
    person(land.office, starts_on=date(2026, 11, 1))
    person(land.office3)
    row = closed(land)
    assert set(row.scores.values_list("offender", flat=True)) == {one.pk for one in inside}


def test_the_office_is_that_of_the_month_s_end(land, team):
    gone, came = person(land.office), person(land.office3)
    for who, before, office in (
        (gone, land.office, land.office3),
        (came, land.office3, land.office),
    ):
        who.office_moves.create(before=before, office=office, on=date(2026, 11, 1), reason="搬家")
        type(who).objects.filter(pk=who.pk).update(office=office)
    row = closed(land)
    assert [(one.offender_id, one.office_id) for one in row.scores.all()] == [
        (gone.pk, land.office.pk)
    ]


def test_whoever_was_scored_in_another_county_is_not_scored_here(someone, land):
    scoring.score(someone, scoring.county_month(land.county2))
    row = closed(land)
    assert not row.scores.exists()
    assert row.state == State.REVIEWED


def test_what_is_stored_is_what_the_facts_come_to(someone, land):
    learning.credit(someone, 5400, ended_at=day(8, month=10))
    scoring.conduct(someone, "report_late")
    closed(land)
    one = score(someone)
    assert one.facts_hash == digest(one.facts)
    again = assess(one.facts, one.county_month.rules).plain()
    assert again == {
        "lines": one.lines, "total": one.total, "band": one.band, "proposals": one.proposals,
    }  # fmt: skip


def test_the_draft_goes_to_the_offices_that_have_people(someone, land, team):
    row = closed(land)
    assert (row.state, row.review_due) == (State.DRAFT, date(2026, 11, 5))
    assert [one.office for one in row.offices.all()] == [land.office]
    assert set(Message.objects.values_list("recipient", flat=True)) == {team.officer.pk}


class Killed(BaseException):
    """As when the process dies: nothing catches it."""


def test_killed_and_resumed_nobody_is_missing_or_double(land, team, monkeypatch):
    everybody = [person(land.office) for _n in range(7)]
    monkeypatch.setattr(freezing_module, "BATCH", 3)
    row = close_month(by=None, county=land.county, month=OCTOBER)
    real, calls = freezing_module._freeze_some, []

    def dies(*args):
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        real(*args)

    monkeypatch.setattr(freezing_module, "_freeze_some", dies)
    with pytest.raises(Killed):
        jobs.run_now(start_freezing(row))
    assert (row.scores.count(), CountyMonth.objects.get().state) == (3, State.FREEZING)
    Job.objects.update(lease_until=None)  # the lease of whoever was killed has run out
    assert frozen(row).state == State.DRAFT
    assert row.scores.count() == row.scores.values("offender").distinct().count() == 7
    assert len(everybody) == 7


def test_a_second_worker_changes_nothing(someone, land):
    row = closed(land)
    before = score(someone).pk
    job = start_freezing(row)
    assert frozen(row).state == State.DRAFT
    assert (score(someone).pk, Job.objects.get(pk=job.pk).state) == (before, "done")


def test_frozen_facts_do_not_move(someone, land, team, at):
    closed(land)
    before = score(someone)
    learning.credit(someone, 5400, ended_at=day(8, month=10))
    someone.able_to_work = False
    someone.save()
    late = {"offender": someone, "kind": "report_late", "on": date(2026, 10, 8)}
    with pytest.raises(Conflict):
        record_conduct(by=team.officer, **late)
    recorded = record_conduct(by=team.officer, late=True, **late)
    assert (recorded.counts_in, recorded.is_late) == ("2026-11", True)
    assert score(someone).facts == before.facts


def test_what_came_late_is_an_adjustment_of_the_next_month(someone, land, team, at):
    learning.credit(someone, 21600, ended_at=day(8, month=10))
    closed(land)
    record_conduct(
        by=team.officer, offender=someone, kind="report_late", on=date(2026, 10, 8), late=True
    )
    at(day(3, month=12))
    closed(land, Month(2026, 11))
    lines = score(someone, Month(2026, 11)).lines
    assert {(one["code"], one["points"], one["late"]) for one in lines if one["late"]} == {
        ("M5", -2, "2026-10"), ("R2", -4, "2026-10"),
    }  # fmt: skip
    at(day(3, month=12).replace(year=2027, month=1))
    closed(land, Month(2026, 12))
    assert not any(one["late"] for one in score(someone, Month(2026, 12)).lines)


def provisional(who, began, lapses_at):
    """A closed session whose minute waits for a question."""
    session = StudySession.objects.create(
        learner=who.user, lesson=1, lesson_title="守法", origin=uuid4(), kind="video",
        nominal_seconds=600, state="closed", opened_at=began, closed_at=began,
    )  # fmt: skip
    start = int(began.timestamp() * 1000)
    piece = [str(session.pk), 1, str(session.origin), start, start + 60_000, 60_000, []]
    return StudyClock.objects.create(
        learner=who.user, provisional_ms=60_000, last_at=began, lapses_at=lapses_at,
        state=Clock().as_dict() | {"provisional": [piece]},
    )  # fmt: skip


def test_study_that_waits_for_a_question_ends_before_the_lock(someone, land):
    clock = provisional(someone, day(31, month=10), lapses_at=day(4))
    closed(land)
    clock.refresh_from_db()
    assert clock.provisional_ms == 0
    assert UncountedInterval.objects.get().reason == "no_presence"


def test_before_the_day_of_the_lock_the_month_waits_for_it(someone, land, team, at):
    at(day(1))
    provisional(someone, day(31, month=10, hour=12), lapses_at=day(2))
    with pytest.raises(Conflict) as refusal:
        close_month(by=team.manager, county=land.county, month=OCTOBER)
    assert refusal.value.code == "waiting"
    assert StudyClock.objects.get().provisional_ms == 60_000
