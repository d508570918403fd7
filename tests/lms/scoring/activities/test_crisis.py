"""Alerts: whom they reach at once, how they go higher, what ends that; and who is on duty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.core.months import today
from lms.learning.actions.tools import fill_in
from lms.messaging.models import Delivery, Message
from lms.scoring.actions.activities import crisis, duty
from lms.scoring.models import CrisisAlert, DutyTurn
from tests.factories import activities, content, people

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 12, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(at):
    at(DAY)


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


def raised(offender) -> CrisisAlert:
    return crisis.raise_alert(result=activities.alarm(offender))


def told() -> set:
    """Who has heard since the last time one asked."""
    heard = set(Message.objects.values_list("recipient", flat=True))
    Delivery.objects.all().delete()
    Message.objects.all().delete()
    return heard


def turn(by, place, user, first=0, last=0) -> DutyTurn:
    days = [today() + timedelta(days=n) for n in (first, last)]
    return duty.set_duty(by=by, organisation=place, user=user, starts_on=days[0], ends_on=days[1])


def test_an_answer_above_the_threshold_raises_it_at_once(land, offender, officer) -> None:
    tool = content.scale_tool(land.county)
    names = [item.id for item in tool.scale().items]
    fill_in(by=offender.user, tool=tool, answers=dict.fromkeys(names, "3"))
    message = Message.objects.get()
    assert message.recipient == officer
    assert Delivery.objects.get().channel == "sms"
    assert message.link.endswith(f"/alerts/{CrisisAlert.objects.get().pk}/")
    said = message.subject + message.body
    assert offender.user.name not in said
    assert tool.title not in said


def test_where_nobody_is_set_on_duty_the_whole_office_is(land, offender, officer) -> None:
    colleague = activities.officer(land.office)
    activities.officer(land.office2)
    raised(offender)
    assert told() == {officer.pk, colleague.pk}


def test_the_officer_and_who_is_on_duty_first(land, offender, officer, manager) -> None:
    on_duty = activities.officer(land.office)
    activities.officer(land.office)
    turn(officer, land.office, on_duty)
    raised(offender)
    assert told() == {officer.pk, on_duty.pk}


def test_without_a_turn_of_the_office_the_countys_counts(land, offender, officer, manager) -> None:
    turn(manager, land.county, manager)
    raised(offender)
    assert told() == {officer.pk, manager.pk}


def test_who_has_nobody_at_the_office_reaches_the_county(land, manager) -> None:
    raised(people.offender(land.office2))
    assert told() == {manager.pk}


def test_it_goes_higher_until_somebody_is_at_it(land, offender, officer, manager, at) -> None:
    turn(officer, land.office, officer)
    colleague = activities.officer(land.office)
    alert = raised(offender)
    heard = [told()]
    for minutes in (14, 15, 44, 45, 119, 120, 239, 240):
        at(DAY + timedelta(minutes=minutes))
        crisis.escalate_all()
        heard.append(told())
    office, county = {officer.pk, colleague.pk}, {manager.pk}
    assert heard == [{officer.pk}, set(), office, set(), county, set(), county, set(), county]
    crisis.acknowledge(by=officer, alert=alert)
    at(DAY + timedelta(days=1))
    assert crisis.escalate_all() == 0
    assert told() == set()


def test_the_same_minute_twice_tells_nobody_twice(offender, officer, manager, at) -> None:
    alert = raised(offender)
    at(DAY + timedelta(minutes=45))
    crisis.escalate(alert=alert.pk)
    before = Message.objects.count()
    CrisisAlert.objects.update(step=0)  # as if the worker had been killed before it was written
    crisis.escalate(alert=alert.pk)
    assert Message.objects.count() == before
    assert crisis.raise_alert(result=alert.tool_result) == alert


def test_after_a_long_silence_the_county_is_told_once(offender, officer, manager, at) -> None:
    raised(offender)
    told()
    at(DAY + timedelta(days=3))
    crisis.escalate_all()
    assert Message.objects.filter(recipient=manager).count() == 3


def test_one_takes_it_up_and_writes_what_was_done(land, offender, officer) -> None:
    alert = raised(offender)
    with pytest.raises(Conflict):
        crisis.note_outcome(by=officer, alert=alert, outcome="已联系")
    crisis.acknowledge(by=officer, alert=alert)
    assert crisis.acknowledge(by=officer, alert=alert).acknowledged_by == officer
    with pytest.raises(Conflict):
        crisis.acknowledge(by=activities.officer(land.office), alert=alert)
    with pytest.raises(Invalid):
        crisis.note_outcome(by=officer, alert=alert, outcome=" ")
    crisis.note_outcome(by=officer, alert=alert, outcome="已联系家人")
    found = crisis.note_outcome(by=officer, alert=alert, outcome="已送医")
    assert "已联系家人" in found.outcome
    assert "已送医" in found.outcome


def test_others_neither_see_nor_take_it_up(land, offender) -> None:
    alert = raised(offender)
    for stranger in (activities.officer(land.office2), offender.user):
        with pytest.raises(NotVisible):
            crisis.acknowledge(by=stranger, alert=alert)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(2, 1, "ends_on"), (-3, -1, "ends_on"), (0, 93, "ends_on"), (400, 401, "starts_on")],
)
def test_days_of_a_turn(land, officer, first, last, field) -> None:
    with pytest.raises(Invalid) as refusal:
        turn(officer, land.office, officer, first, last)
    assert list(refusal.value.fields) == [field]


def test_who_may_be_on_duty_and_who_sets_it(land, officer) -> None:
    with pytest.raises(Invalid):
        turn(officer, land.office, people.user_with_role("helper", land.office))
    with pytest.raises(Denied):
        turn(officer, land.office2, officer)
    turn(officer, land.office, officer, 0, 3)
    with pytest.raises(Conflict):
        turn(officer, land.office, officer, 3, 4)


def test_ending_a_turn(land, officer, at) -> None:
    coming, running = turn(officer, land.office, officer, 5, 6), turn(officer, land.office, officer)
    duty.end_duty(by=officer, turn=coming)
    assert list(DutyTurn.objects.all()) == [running]
    at(DAY + timedelta(days=1))
    with pytest.raises(Conflict):
        duty.end_duty(by=officer, turn=running)
    assert duty.on_duty(land.office) == []
