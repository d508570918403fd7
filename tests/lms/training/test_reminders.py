"""Reminders of required reading: on which days, once, without a title; the head learns what is
overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.core import jobs
from lms.core.months import today
from lms.messaging import digests
from lms.messaging.models import Message
from lms.training import reminders
from tests.factories import cases, people, training

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def case(land):
    return cases.case(land.procuratorate, title="烟和假条")


@pytest.fixture
def officer(land):
    return people.staff_member(land.office, name="陈静").user


@pytest.fixture(autouse=True)
def tuesday(at) -> None:
    at(TUESDAY)


def run() -> None:
    jobs.run_now(reminders.remind_today())


def told(user) -> int:
    return Message.objects.filter(recipient=user).count()


@pytest.mark.parametrize(
    ("days", "expected"),
    [(8, 0), (4, 0), (3, 1), (2, 0), (1, 1), (0, 1), (-1, 1), (-2, 0), (-7, 0), (-8, 1), (-15, 1)],
)
def test_the_days(officer, case, days, expected) -> None:
    training.reading(officer, case, due_on=today() + timedelta(days=days))
    jobs.run_now(jobs.enqueue(reminders.KIND, payload={"first": str(today()), "day": str(today())}))
    assert told(officer) == expected


def test_one_digest_for_several_cases_without_their_titles(land, officer, case) -> None:
    training.reading(officer, case, due_on=today() - timedelta(days=1))
    training.reading(officer, cases.case(land.procuratorate, title="第二案"), due_on=today())
    run()
    message = Message.objects.get(recipient=officer)
    assert "烟和假条" not in message.body
    assert message.link == "/training/"


def test_the_same_day_again_tells_nobody(officer, case) -> None:
    training.reading(officer, case, due_on=today())
    run()
    run()
    payload = {"first": str(today()), "day": str(today())}
    jobs.run_now(jobs.enqueue(reminders.KIND, payload=payload))
    assert told(officer) == 1


def test_a_run_that_was_killed_tells_the_rest(land, case, monkeypatch) -> None:
    staff = [people.staff_member(land.office).user for _n in range(4)]
    for one in staff:
        training.reading(one, case, due_on=today())
    monkeypatch.setattr(digests, "BATCH", 2)
    job = reminders.remind_today()
    calls = []
    sending = digests.send_many

    def dying(notes):
        calls.append(sending(notes))
        if len(calls) == 1:
            raise KeyboardInterrupt
        return calls[-1]

    monkeypatch.setattr(digests, "send_many", dying)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_now(job)
    type(job).objects.update(lease_until=None)
    jobs.run_now(job)
    assert [told(one) for one in staff] == [1, 1, 1, 1]


def test_a_platform_that_stood_still_catches_up(officer, case, at) -> None:
    run()
    training.reading(officer, case, due_on=date(2026, 11, 28))
    at(TUESDAY + timedelta(days=2))
    run()
    assert told(officer) == 1


def test_done_withdrawn_and_ended_are_left_in_peace(land, officer, case) -> None:
    training.done(officer, case, due_on=today())
    for state in ("withdrawn", "ended"):
        other = cases.case(land.procuratorate, title=state)
        training.reading(officer, other, state=state, due_on=today())
    run()
    assert told(officer) == 0


def test_the_head_learns_once_what_is_overdue(land, officer, case) -> None:
    head = people.user_with_role("manager", land.county)
    other = people.user_with_role("manager", land.county2)
    prosecutor = people.user_with_role("prosecutor", land.procuratorate)
    training.reading(officer, case, due_on=today() - timedelta(days=1))
    run()
    run()
    assert (told(head), told(other), told(prosecutor)) == (1, 0, 0)
    assert "陈静" not in Message.objects.get(recipient=head).body


def test_the_head_is_told_again_on_mondays(land, officer, case, at) -> None:
    head = people.user_with_role("manager", land.county)
    training.reading(officer, case, due_on=date(2026, 11, 16))
    for days in range(7):
        at(TUESDAY + timedelta(days=days))
        run()
    assert told(head) == 1
