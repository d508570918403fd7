"""Public-benefit activities: places, hours, what counts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.messaging.models import Message
from lms.scoring.actions.activities import service
from lms.scoring.models import ConductRecord, ServiceEvent, ServiceSignup
from tests.factories import activities, people

pytestmark = pytest.mark.django_db


def offer(by, organisation, **changes) -> ServiceEvent:
    given = {
        "title": "敬老院服务", "place": "敬老院", "starts_at": now() + timedelta(days=3),
        "hours": Decimal("2.5"), "places": 10,
    }  # fmt: skip
    return service.offer_event(by=by, organisation=organisation, **given | changes)


def test_office_and_county_offer_to_their_people(land, officer, offender) -> None:
    manager = people.user_with_role("manager", land.county)
    here, county = offer(officer, land.office), offer(manager, land.county)
    offer(activities.officer(land.office2), land.office2)
    assert set(service.offered_to(offender)) == {here, county}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_at", now() - timedelta(hours=1)),
        ("starts_at", now() + timedelta(days=300)),
        ("hours", Decimal(0)),
        ("hours", Decimal(13)),
        ("places", 0),
        ("title", ""),
    ],
)
def test_bad_input_is_said_by_field(land, officer, field, value) -> None:
    with pytest.raises(Invalid) as refusal:
        offer(officer, land.office, **{field: value})
    assert field in refusal.value.fields
    assert not ServiceEvent.objects.exists()


def test_one_offers_only_for_ones_own(land, officer) -> None:
    with pytest.raises(Denied):
        offer(officer, land.office2)


def test_the_last_place_is_given_once(land, offender) -> None:
    event = activities.event(land.office, places=1)
    service.sign_up(by=offender.user, event=event.pk)
    service.sign_up(by=offender.user, event=event.pk)
    other = people.offender(land.office)
    with pytest.raises(Conflict) as refusal:
        service.sign_up(by=other.user, event=event.pk)
    assert refusal.value.code == "full"
    service.withdraw(by=offender.user, event=event.pk)
    service.sign_up(by=other.user, event=event.pk)
    assert ServiceSignup.objects.get(withdrawn_at=None).offender == other


def test_until_it_begins(land, offender, at) -> None:
    event = activities.event(land.office)
    service.sign_up(by=offender.user, event=event.pk)
    at(event.starts_at)
    with pytest.raises(Conflict):
        service.withdraw(by=offender.user, event=event.pk)


def test_who_is_not_able_to_work_is_told_kindly(land) -> None:
    weak = people.offender(land.office, able_to_work=False)
    with pytest.raises(Conflict) as refusal:
        service.sign_up(by=weak.user, event=activities.event(land.office).pk)
    assert refusal.value.code == "not_able"
    assert service.why_not(weak)


def test_another_offices_activity_is_not_there(land, offender) -> None:
    with pytest.raises(NotVisible):
        service.sign_up(by=offender.user, event=activities.event(land.office2).pk)


def signed_up(land, *people_there, **fields) -> ServiceEvent:
    event = activities.event(land.office, **fields)
    for one in people_there:
        ServiceSignup.objects.create(event=event, offender=one)
    return event


def test_hours_count_and_none_for_who_stayed_away(land, officer, offender) -> None:
    away = people.offender(land.office)
    event = signed_up(land, offender, away, starts_at=now() - timedelta(hours=3))
    hours = {offender.pk: Decimal("1.5"), away.pk: Decimal(0)}
    service.note_hours(by=officer, event=event, hours=hours)
    record = ConductRecord.objects.get()
    assert (record.offender, record.kind, record.hours) == (offender, "public_service", 1.5)
    with pytest.raises(Conflict):
        service.note_hours(by=officer, event=event, hours=hours)


@pytest.mark.parametrize("value", ["13", "-1", "1.1"])
def test_hours_are_quarters_up_to_twelve(land, officer, offender, value) -> None:
    event = signed_up(land, offender, starts_at=now() - timedelta(hours=3))
    with pytest.raises(Invalid):
        service.note_hours(by=officer, event=event, hours={offender.pk: Decimal(value)})
    with pytest.raises(Invalid):
        service.note_hours(by=officer, event=event, hours={})
    assert not ConductRecord.objects.exists()
    assert ServiceEvent.objects.get().closed_at is None


def test_hours_come_after_the_beginning(land, officer, offender) -> None:
    event = signed_up(land, offender)
    with pytest.raises(Conflict):
        service.note_hours(by=officer, event=event, hours={offender.pk: Decimal(1)})


def test_calling_off_tells_who_signed_up(land, officer, offender) -> None:
    event = signed_up(land, offender)
    service.cancel_event(by=officer, event=event, reason="下雨")
    assert Message.objects.get().recipient == offender.user
    with pytest.raises(Conflict):
        service.sign_up(by=offender.user, event=event.pk)
