"""Who is behind, and who is told so on days 10, 20 and 27."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.core.jobs import run_now
from lms.core.models import Job
from lms.core.months import Month
from lms.learning.actions.month_targets import rebuild_targets
from lms.learning.hours import behind, hours_by_office, people_with_hours
from lms.learning.reminders import occasion_on, remind_today
from lms.learning.targets import CREDIT_HOUR
from lms.messaging.models import Delivery, Message
from tests.factories import learning, people

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)
HOUR = CREDIT_HOUR


def day(number: int) -> date:
    return date(2026, 11, number)


@pytest.fixture(autouse=True)
def tenth(at):
    """The morning of 10 November; ``tenth(day)`` moves on."""

    def move(number: int = 10) -> None:
        at(datetime(2026, 11, number, 1, tzinfo=UTC))

    move()
    return move


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


def person(office, hours: float = 0, **fields):
    """An offender with a target and so many credit hours this month."""
    made = people.offender(office, **fields)
    rebuild_targets(learners=[made.pk], months=[NOVEMBER])
    if hours:
        learning.credit(made.user, round(hours * HOUR), kind="class")
    return made


def late(manager, on: int = 10) -> set:
    return set(
        behind(people_with_hours(manager, NOVEMBER), NOVEMBER, day(on)).values_list("pk", flat=True)
    )


def test_behind_is_less_than_the_targets_share_of_the_days(land, manager) -> None:
    slow, even = person(land.office, 2.6), person(land.office, 2.67)
    assert late(manager) == {slow.pk}
    assert late(manager, on=30) == {slow.pk, even.pk}


def test_who_came_this_month_is_measured_by_their_own_days(land, manager) -> None:
    # Days 6 to 30: on the tenth 5 of 25 days have passed, a fifth of 6.67 hours.
    since = {"starts_on": day(6)}
    slow, even = person(land.office, 1.3, **since), person(land.office, 1.34, **since)
    assert late(manager) == {slow.pk}
    assert even.pk not in late(manager)


@pytest.mark.parametrize("end", ["ends_on", "closed_on"])
def test_who_leaves_this_month_must_be_ready_by_then(land, manager, end) -> None:
    # Days 1 to 15: on the tenth two thirds of 4 hours.
    slow, even = (
        person(land.office, 2.6, **{end: day(15)}),
        person(land.office, 2.7, **{end: day(15)}),
    )
    assert late(manager) == {slow.pk}
    assert even.pk not in late(manager)


def test_exempt_days_are_not_asked_for(land, manager) -> None:
    ill = people.offender(land.office)
    learning.exemption(ill, manager, day(1), day(8))
    learning.exemption(ill, manager, day(5), day(8))
    rebuild_targets(learners=[ill.pk], months=[NOVEMBER])
    # On the tenth 2 of 22 days have passed: 0.53 hours.
    learning.credit(ill.user, round(0.54 * HOUR), kind="class")
    assert late(manager) == set()
    assert late(manager, on=12) == {ill.pk}


def test_hours_stand_beside_the_target(land, manager) -> None:
    made = person(land.office, 3)
    learning.credit(made.user, 60, kind="study")
    row = people_with_hours(manager, NOVEMBER).get()
    assert (row.seconds, row.target_seconds, row.in_correction) == (3 * HOUR + 60, 8 * HOUR, True)


def test_people_with_hours_are_those_one_looks_after(land, manager) -> None:
    mine = person(land.office)
    person(land.office3)
    assert [one.pk for one in people_with_hours(manager, NOVEMBER)] == [mine.pk]
    officer = people.user_with_role("officer", land.office2)
    assert not people_with_hours(officer, NOVEMBER).exists()


def test_totals_of_a_county_in_one_query(land, manager, django_assert_num_queries) -> None:
    person(land.office, 8), person(land.office, 1), person(land.office2, 2)
    assert manager.grants
    with django_assert_num_queries(1):
        rows = hours_by_office(manager, NOVEMBER)
    assert [(row.name, row.people, row.credit_hours, row.reached) for row in rows] == [
        (land.office.name, 2, 9.0, 1),
        (land.office2.name, 1, 2.0, 0),
    ]


def test_list_of_who_is_behind_takes_three_queries(
    land, manager, django_assert_num_queries
) -> None:
    for n in range(4):
        learning.exemption(person(land.office, n), manager, day(1), day(3))
    assert manager.grants
    with django_assert_num_queries(3):
        list(behind(people_with_hours(manager, NOVEMBER), NOVEMBER, day(20)))


@pytest.mark.parametrize(
    ("number", "due"),
    [(9, None), (10, 10), (12, 10), (13, None), (20, 20), (27, 27), (29, 27), (30, None)],
)
def test_days_of_reminders(number, due) -> None:
    found = occasion_on(day(number))
    assert (found and found.day) == due


def reminded() -> set:
    return set(Message.objects.values_list("recipient", flat=True))


def remind() -> Job:
    return run_now(remind_today())


def test_who_is_behind_is_told_by_message_and_sms(land) -> None:
    slow = person(land.office, 1, phone=people.phone())
    person(land.office, 8)
    assert remind().state == "done"
    message = Message.objects.get()
    assert message.recipient == slow.user
    assert "1.00" in message.body
    assert "8.00" in message.body
    assert Delivery.objects.get().channel == "sms"


def test_without_a_telephone_the_message_alone(land) -> None:
    person(land.office)
    remind()
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 0)


def test_nobody_is_told_twice_on_one_day(land, tenth) -> None:
    person(land.office)
    first = remind()
    tenth(11)
    assert remind() == first
    Job.objects.filter(pk=first.pk).update(state="queued", result={}, lease_until=None)
    run_now(first.pk)
    assert Message.objects.count() == 1
    tenth(20)
    remind()
    assert Message.objects.count() == 2


def test_a_run_that_was_killed_goes_on(land, monkeypatch) -> None:
    monkeypatch.setattr("lms.messaging.digests.BATCH", 1)
    everybody = sorted(person(land.office).pk for _ in range(3))
    job = remind_today()
    job.result = {"after": str(everybody[1]), "told": 2}
    job.save()
    assert run_now(job).result["told"] == 3
    assert reminded() == {everybody[2]}


def test_who_is_exempt_that_day_is_left_in_peace(land, manager) -> None:
    ill = people.offender(land.office)
    learning.exemption(ill, manager, day(9), day(12))
    rebuild_targets(learners=[ill.pk], months=[NOVEMBER])
    assert late(manager) == {ill.pk}
    remind()
    assert reminded() == set()


def test_who_is_no_longer_in_correction_is_not_told(land) -> None:
    person(land.office, ends_on=day(9))
    person(land.office, closed_on=day(5))
    remind()
    assert reminded() == set()


def test_other_days_remind_nobody(land, tenth) -> None:
    person(land.office)
    tenth(15)
    assert remind_today() is None


def test_messages_go_out_in_few_queries(land, django_assert_num_queries) -> None:
    for _ in range(6):
        person(land.office, phone=people.phone())
    job = remind_today()
    with django_assert_num_queries(19):
        run_now(job)
    assert len(reminded()) == 6
