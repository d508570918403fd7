"""Courses chosen by learners, and added, postponed or waived by officers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.core.models import AuditEntry
from lms.core.months import today
from lms.learning.actions.enrolling import (
    add_course,
    begin,
    choose_course,
    postpone,
    take_back_waiver,
    waive,
)
from lms.learning.completion import due_day
from lms.learning.models import Enrolment
from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db
SOON = timedelta(days=10)


@pytest.fixture
def offender(land):
    return people.offender(land.office)


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def enrolment(offender, course):
    return learning.enrolment(offender.user, course, due_on=today() + SOON)


def test_a_learner_chooses_a_course_once(offender, course) -> None:
    first = choose_course(by=offender.user, course=course)
    assert choose_course(by=offender.user, course=course) == first
    assert first.source == "self"
    assert AuditEntry.objects.filter(verb="learning.course_chosen").count() == 1


def test_what_is_not_meant_for_a_learner_cannot_be_chosen(land, offender) -> None:
    for fields in ({"audience": "staff"}, {"live": False}):
        with pytest.raises(NotVisible):
            choose_course(by=offender.user, course=content.course(land.county, **fields))
    with pytest.raises(NotVisible):
        choose_course(by=offender.user, course=content.course(land.county2))


def test_staff_choose_what_is_made_for_staff(land, officer, course) -> None:
    training = content.course(land.county, audience="staff")
    assert choose_course(by=officer, course=training).learner == officer
    with pytest.raises(NotVisible):
        choose_course(by=officer, course=course)


def test_guardians_and_machines_study_nothing(land, course) -> None:
    for role in ("guardian", "machine"):
        with pytest.raises(NotVisible):
            choose_course(by=people.user_with_role(role, land.office), course=course)


def test_beginning_keeps_the_first_moment(enrolment, offender, course) -> None:
    first = begin(learner=offender.user, course=course).begun_at
    assert first is not None
    assert begin(learner=offender.user, course=course).begun_at == first


def test_beginning_a_course_that_was_not_theirs_is_a_choice(offender, course) -> None:
    made = begin(learner=offender.user, course=course)
    assert (made.source, made.begun_at is None) == ("self", False)


def test_officer_adds_a_course_with_a_reason(officer, offender, course) -> None:
    day = today() + SOON
    made = add_course(by=officer, offender=offender, course=course, reason="补课", due_on=day)
    assert (made.source, made.reason, made.decided_by, made.due_on) == (
        "officer", "补课", officer, day,
    )  # fmt: skip
    line = AuditEntry.objects.get(verb="learning.course_added")
    assert (line.on_whom_id, line.reason, line.before) == (offender.pk, "补课", None)


def test_own_choice_becomes_the_officers(officer, offender, course) -> None:
    choose_course(by=offender.user, course=course)
    add_course(by=officer, offender=offender, course=course, reason="必修")
    assert Enrolment.objects.get().source == "officer"


def test_waived_course_is_given_again(officer, offender, course, enrolment) -> None:
    waive(by=officer, enrolment=enrolment, reason="已学")
    assert add_course(by=officer, offender=offender, course=course, reason="重学").state == "open"


def test_what_the_person_has_is_not_added_twice(officer, offender, course, enrolment) -> None:
    with pytest.raises(Conflict):
        add_course(by=officer, offender=offender, course=course, reason="补课")


def test_what_the_person_cannot_see_is_not_added(land, officer, offender) -> None:
    training = content.course(land.county, audience="staff")
    with pytest.raises(Invalid) as refusal:
        add_course(by=officer, offender=offender, course=training, reason="补课")
    assert "course" in refusal.value.fields


def test_postponing_moves_the_day(officer, enrolment) -> None:
    until = today() + timedelta(days=30)
    row = postpone(by=officer, enrolment=enrolment, until=until, reason="农忙")
    assert due_day(row) == until
    assert not Enrolment.objects.overdue(today() + timedelta(days=20)).exists()
    assert Enrolment.objects.overdue(until + timedelta(days=1)).exists()


@pytest.mark.parametrize("days", [-1, 0, 10, 4000])
def test_days_that_cannot_be(officer, enrolment, days) -> None:
    with pytest.raises(Invalid):
        postpone(by=officer, enrolment=enrolment, until=today() + timedelta(days=days), reason="忙")


def test_waiving_and_taking_it_back(officer, enrolment) -> None:
    row = waive(by=officer, enrolment=enrolment, reason="已学过")
    assert (row.state, due_day(row)) == ("waived", None)
    row = take_back_waiver(by=officer, enrolment=row, reason="证明不实")
    assert (row.state, row.reason) == ("open", "证明不实")
    verbs = (
        AuditEntry.objects.filter(target_id=row.pk).order_by("at").values_list("verb", flat=True)
    )
    assert list(verbs) == ["learning.course_waived", "learning.waiver_taken_back"]


def test_only_open_courses_are_postponed_or_waived(officer, enrolment) -> None:
    enrolment.state = "completed"
    enrolment.save()
    with pytest.raises(Conflict):
        waive(by=officer, enrolment=enrolment, reason="已学")
    with pytest.raises(Conflict):
        postpone(by=officer, enrolment=enrolment, until=today() + 3 * SOON, reason="忙")
    with pytest.raises(Conflict):
        take_back_waiver(by=officer, enrolment=enrolment, reason="错了")


def test_every_decision_takes_a_reason(officer, offender, course, enrolment) -> None:
    other = content.course(course.owner_organisation, title="另一门")
    for decide in (
        lambda: add_course(by=officer, offender=offender, course=other, reason=" "),
        lambda: postpone(by=officer, enrolment=enrolment, until=today() + 3 * SOON, reason=""),
        lambda: waive(by=officer, enrolment=enrolment, reason=""),
    ):
        with pytest.raises(Invalid) as refusal:
            decide()
        assert "reason" in refusal.value.fields


@pytest.mark.parametrize(
    ("role", "place"),
    [("officer", "office2"), ("prosecutor", "procuratorate"), ("editor", "county")],
)
def test_only_who_prescribes_there_decides(land, offender, course, enrolment, role, place) -> None:
    stranger = people.user_with_role(role, getattr(land, place))
    other = content.course(land.county, title="另一门")
    for decide in (
        lambda: add_course(by=stranger, offender=offender, course=other, reason="补课"),
        lambda: postpone(by=stranger, enrolment=enrolment, until=today() + 3 * SOON, reason="忙"),
        lambda: waive(by=stranger, enrolment=enrolment, reason="已学"),
    ):
        with pytest.raises(Denied):
            decide()
