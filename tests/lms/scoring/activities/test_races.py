"""Several people at the same moment: no place is given twice, nothing counts twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

from lms.core.clock import now
from lms.core.errors import Conflict
from lms.messaging.models import Message
from lms.scoring.actions.activities import crisis, reflections, rosters, service
from lms.scoring.models import ConductRecord, CrisisAlert, ServiceSignup
from tests.factories import activities, people
from tests.racing import at_once, own_database  # noqa: F401 - the fixture of this module

THREADS = 6


def refusals(answers) -> int:
    return sum(isinstance(one, Conflict) for one in answers)


def test_two_places_and_six_people(db) -> None:
    office = people.land().office
    event = activities.event(office, places=2)
    crowd = [people.offender(office).user for _ in range(THREADS)]
    answers = at_once(*(partial(service.sign_up, by=one, event=event.pk) for one in crowd))
    assert refusals(answers) == THREADS - 2
    assert ServiceSignup.objects.filter(event=event, withdrawn_at=None).count() == 2


def test_one_person_presses_six_times(db) -> None:
    office = people.land().office
    event, user = activities.event(office), people.offender(office).user
    at_once(*[partial(service.sign_up, by=user, event=event.pk)] * THREADS)
    assert ServiceSignup.objects.filter(event=event).count() == 1


def test_a_roster_is_closed_once(db) -> None:
    office = people.land().office
    officer, called = activities.officer(office), people.offender(office)
    held = activities.group_class(office, called)
    held.roster.update(state="present")
    answers = at_once(*[partial(rosters.close_class, by=officer, group_class=held)] * THREADS)
    assert refusals(answers) == THREADS - 1
    assert ConductRecord.objects.filter(offender=called).count() == 1


def test_hours_are_noted_once(db) -> None:
    office = people.land().office
    officer, called = activities.officer(office), people.offender(office)
    event = activities.event(office, starts_at=now() - timedelta(hours=3))
    ServiceSignup.objects.create(event=event, offender=called)
    close = partial(service.note_hours, by=officer, event=event, hours={called.pk: Decimal("1.5")})
    assert refusals(at_once(*[close] * THREADS)) == THREADS - 1
    assert ConductRecord.objects.filter(offender=called).count() == 1


def test_a_report_is_decided_once(db) -> None:
    office = people.land().office
    officer, author = activities.officer(office), people.offender(office)
    report = activities.reflection(author)
    accept = partial(reflections.accept_reflection, by=officer, reflection=report)
    back = partial(reflections.return_reflection, by=officer, reflection=report, reason="再写")
    assert refusals(at_once(accept, back, accept, back)) == 3
    report.refresh_from_db()
    found = ConductRecord.objects.filter(offender=author).count()
    assert found == (report.state == "accepted")


def test_an_alert_is_raised_and_told_once_a_step(db, at) -> None:
    office = people.land().office
    officer = activities.officer(office)
    author = people.offender(office, officer=officer)
    result = activities.alarm(author)
    at_once(*[partial(crisis.raise_alert, result=result)] * THREADS)
    alert = CrisisAlert.objects.get(tool_result=result)
    at(now() + timedelta(minutes=16))
    at_once(*[partial(crisis.escalate, alert=alert.pk)] * THREADS)
    told = Message.objects.filter(recipient=officer, key__startswith=f"crisis:{alert.pk}:")
    assert told.count() == 2
