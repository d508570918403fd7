"""From the job that gives a case to the signature, with the real study over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.signals import case_published
from lms.core import jobs
from lms.core.models import Job
from lms.training import my_readings, signing
from lms.training.actions import assigning
from lms.training.models import Acknowledgement, RequiredReading
from tests.factories import cases, people, training
from tests.lms.learning.conftest import Student

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(at: Any, monkeypatch: Any) -> Student:
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 900_000)
    return Student(people.staff_member(people.land().office, name="陈静").user, at)


@pytest.fixture
def case() -> Any:
    """126 seconds at 400 characters a minute."""
    land = people.land()
    training.rule(land.county)
    return cases.case(land.procuratorate, checks=[training.check()])


def given(case: Any) -> RequiredReading:
    case_published.send(sender=None, case=case, submission=None, edition=1)
    jobs.run_now(Job.objects.get(kind="training.assign"))
    return RequiredReading.objects.get()


def test_given_studied_answered_signed(officer: Student, case: Any) -> None:
    reading = given(case)
    officer.confirmed(case, 126)
    reading.refresh_from_db()
    assert reading.step == "answer"
    question = my_readings.box_of(officer.learner, case).question
    place = [letter for letter, _words in question.options].index(question.check.right)
    sent = {"check": question.check.id, "tries": "0", "place": str(place)}
    officer.client.post(reverse("training:answer", args=[reading.pk]), sent)
    sent = {"name": "陈静", "agreed": "on"}
    answered = officer.client.post(reverse("training:sign", args=[reading.pk]), sent)
    assert answered.status_code == 302
    signed = Acknowledgement.objects.get()
    assert signing.holds(signed)
    assert signed.verified_seconds == 126


def test_a_case_that_was_only_opened_is_not_read(officer: Student, case: Any) -> None:
    reading = given(case)
    officer.open(case)
    officer.play(126).close()
    reading.refresh_from_db()
    assert reading.step == "read", "to the end, and no question passed"
    officer.respond()
    reading.refresh_from_db()
    assert reading.step == "answer"


def test_a_changed_case_is_read_over_and_not_only_opened(officer: Student, case: Any) -> None:
    reading = given(case)
    officer.confirmed(case, 126)
    case.summary = "补充了一句"
    case.save_revision().publish()
    case.refresh_from_db()
    officer.wait(60)
    assigning.ask_anew(case=case)
    officer.wait(60).open(case)
    officer.play(30).close()
    reading.refresh_from_db()
    assert reading.step == "read"
    officer.open(case)
    officer.play(105).close()
    reading.refresh_from_db()
    assert reading.step == "answer"
