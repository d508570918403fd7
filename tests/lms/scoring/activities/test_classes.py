"""Group classes: calling people, the door, the roster, closing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.core.months import Month, today
from lms.messaging.models import Message
from lms.scoring.actions.activities import classes, rosters
from lms.scoring.actions.activities.rosters import Tick
from lms.scoring.models import ClassAttendance, ConductRecord, GroupClass
from tests.factories import activities, learning, people, scoring

pytestmark = pytest.mark.django_db
SOON = {"title": "宪法学习", "place": "会议室"}


def make(officer, land, *called, **changes):
    start = changes.pop("starts_at", now() + timedelta(days=2))
    given = {**SOON, "organisation": land.office, "starts_at": start}
    given["ends_at"] = start + timedelta(hours=2)
    wanted = [one.pk for one in called]
    return classes.make_class(by=officer, offenders=wanted, **given | changes)


def state(offender) -> str:
    return ClassAttendance.objects.get(offender=offender).state


def tick(officer, held, offender, state: str, reason: str = ""):
    return rosters.note(by=officer, group_class=held, ticks=[Tick(offender.pk, state, reason)])


def test_everybody_called_is_told_once(land, officer, offender) -> None:
    held = make(officer, land, offender)
    assert held.roster.get().offender == offender
    message = Message.objects.get(recipient=offender.user)
    assert "会议室" in message.body


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"ends_at": now() - timedelta(days=9)}, "ends_at"),
        ({"ends_at": now() + timedelta(days=9)}, "ends_at"),
        ({"starts_at": now() + timedelta(days=400)}, "starts_at"),
    ],
)
def test_bad_input_is_said_by_field(land, officer, offender, change, field) -> None:
    with pytest.raises(Invalid) as refusal:
        make(officer, land, offender, **change)
    assert list(refusal.value.fields) == [field]
    assert not GroupClass.objects.exists()


def test_a_class_of_nobody_is_no_class(land, officer) -> None:
    with pytest.raises(Invalid):
        make(officer, land)


def test_nobody_calls_people_of_another_office(land, officer) -> None:
    with pytest.raises(NotVisible):
        make(officer, land, people.offender(land.office2))
    with pytest.raises(Denied):
        make(officer, land, organisation=land.office2)


def test_signing_in_at_the_door_counts_once(land, offender) -> None:
    held = activities.group_class(land.office, offender)
    first = rosters.check_in(by=offender.user, group_class=held.pk, scanned_at=now())
    again = rosters.check_in(by=offender.user, group_class=held.pk, scanned_at=now())
    assert (first.state, first.how) == ("present", "code")
    assert again.noted_at == first.noted_at


@pytest.mark.parametrize(("minutes", "code"), [(-31, "early"), (121, "over")])
def test_the_door_is_open_from_half_an_hour_before_to_the_end(land, offender, minutes, code):
    held = activities.group_class(land.office, offender)
    at = held.starts_at + timedelta(minutes=minutes)
    with pytest.raises(Conflict) as refusal:
        rosters.check_in(by=offender.user, group_class=held.pk, scanned_at=at)
    assert refusal.value.code == code
    assert state(offender) == "invited"


def test_only_who_is_on_the_roster_signs_in(land, offender) -> None:
    held = activities.group_class(land.office)
    with pytest.raises(NotVisible):
        rosters.check_in(by=offender.user, group_class=held.pk, scanned_at=now())


def test_whom_staff_noted_as_absent_the_code_does_not_bring_back(land, officer, offender) -> None:
    held = activities.group_class(land.office, offender)
    tick(officer, held, offender, "absent")
    with pytest.raises(Conflict):
        rosters.check_in(by=offender.user, group_class=held.pk, scanned_at=now())


def test_closing_makes_conduct_records_once(land, officer, offender) -> None:
    other, third = people.offender(land.office), people.offender(land.office)
    held = activities.group_class(land.office, offender, other, third)
    tick(officer, held, offender, "present")
    tick(officer, held, third, "excused", "请假")
    rosters.rest_absent(by=officer, group_class=held)
    rosters.close_class(by=officer, group_class=held)
    kinds = dict(ConductRecord.objects.values_list("offender", "kind"))
    assert kinds == {offender.pk: "class_attended", other.pk: "class_missed"}
    with pytest.raises(Conflict):
        rosters.close_class(by=officer, group_class=held)
    record = ConductRecord.objects.get(offender=offender)
    assert (record.origin, record.outside_key) == ("activity", f"class:{held.pk}:{offender.pk}")


def test_nothing_is_closed_while_somebody_is_not_noted(land, officer, offender) -> None:
    held = activities.group_class(land.office, offender)
    with pytest.raises(Conflict) as refusal:
        rosters.close_class(by=officer, group_class=held)
    assert refusal.value.code == "open_places"
    assert not ConductRecord.objects.exists()


def test_who_is_exempt_on_the_day_is_excused_with_the_rest(land, officer, offender) -> None:
    held = activities.group_class(land.office, offender, people.offender(land.office))
    learning.exemption(offender, officer, today(), today())
    rosters.rest_absent(by=officer, group_class=held)
    assert sorted(held.roster.values_list("state", flat=True)) == ["absent", "excused"]
    assert ClassAttendance.objects.get(offender=offender).reason


def test_an_excuse_needs_its_reason(land, officer, offender) -> None:
    held = activities.group_class(land.office, offender)
    with pytest.raises(Invalid):
        tick(officer, held, offender, "excused")
    with pytest.raises(Invalid):
        tick(officer, held, offender, "asleep")
    assert state(offender) == "invited"


def test_a_class_of_a_locked_month_counts_only_as_late(land, officer, offender) -> None:
    held = activities.group_class(land.office, offender)
    scoring.county_month(land.county, month=str(Month.current()))
    tick(officer, held, offender, "present")
    with pytest.raises(Conflict):
        rosters.close_class(by=officer, group_class=held)
    rosters.close_class(by=officer, group_class=held, late=True)
    assert ConductRecord.objects.get().is_late


def test_who_has_moved_is_left_to_the_county(land, officer, offender) -> None:
    held = activities.group_class(land.office, offender)
    tick(officer, held, offender, "present")
    type(offender).objects.update(office=land.office2)
    with pytest.raises(Conflict) as refusal:
        rosters.close_class(by=officer, group_class=held)
    assert refusal.value.code == "moved"
    rosters.close_class(by=people.user_with_role("manager", land.county), group_class=held)
    assert ConductRecord.objects.get().kind == "class_attended"


def test_the_roster_is_ticked_by_its_own_officers(land, officer, offender) -> None:
    held = activities.group_class(land.office, offender)
    with pytest.raises(NotVisible):
        tick(activities.officer(land.office2), held, offender, "present")
    with pytest.raises(NotVisible):
        tick(officer, held, people.offender(land.office), "present")


def test_calling_off_tells_everybody_and_closes_the_door(land, officer, offender) -> None:
    start = now() + timedelta(hours=1)
    held = activities.group_class(land.office, offender, starts_at=start)
    with pytest.raises(Invalid):
        classes.cancel_class(by=officer, group_class=held, reason=" ")
    classes.cancel_class(by=officer, group_class=held, reason="停电")
    assert Message.objects.filter(recipient=offender.user).count() == 1
    with pytest.raises(Conflict):
        rosters.check_in(by=offender.user, group_class=held.pk, scanned_at=start)


def test_people_come_onto_the_roster_and_off_it(land, officer, offender) -> None:
    other = people.offender(land.office)
    held = activities.group_class(land.office, offender)
    classes.add_person(by=officer, group_class=held, offender=other)
    classes.take_off(by=officer, group_class=held, offender=offender.pk)
    assert [one.offender for one in held.roster.all()] == [other]
    tick(officer, held, other, "present")
    with pytest.raises(Conflict):
        classes.take_off(by=officer, group_class=held, offender=other.pk)
