"""A course that demands that a warning case is studied and signed for."""

from __future__ import annotations

import pytest

from content import requirements
from content.models import CourseRequirement
from lms.core.clock import now
from lms.learning.models import Enrolment
from lms.training import requirement
from lms.training.actions.reading import acknowledge
from tests.factories import cases, content, learning, people, training

pytestmark = pytest.mark.django_db
KIND = requirement.CASE_ACKNOWLEDGED


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def case(land):
    return cases.case(land.procuratorate, title="烟和假条")


@pytest.fixture
def officer(land):
    return people.staff_member(land.office, name="陈静").user


def sign(officer, case) -> None:
    training.study(officer, case)
    acknowledge(by=officer, reading=training.reading(officer, case), name=officer.name)


def test_it_is_met_by_a_signature(officer, case) -> None:
    assert not requirement.met(officer, str(case.pk))
    assert "烟和假条" in requirement.describe(str(case.pk))
    sign(officer, case)
    assert requirement.met(officer, str(case.pk))


def test_a_signature_for_another_countys_copy_counts(land, officer, case) -> None:
    copy = cases.case(land.county, origin=case.origin, title="抄本")
    sign(officer, copy)
    assert requirement.met(officer, str(case.pk))


def test_a_withdrawn_case_stands_in_nobodys_way(officer, case) -> None:
    type(case).objects.filter(pk=case.pk).update(withdrawn_at=now())
    assert requirement.met(officer, str(case.pk))


@pytest.mark.parametrize("target", ["", "x", "0", "999999", "１"])
def test_what_is_no_case_is_met_by_nobody(officer, target) -> None:
    assert not requirement.met(officer, target)
    assert requirements.problem_with(KIND, target)


def test_it_fits_courses_for_staff_alone(land, case) -> None:
    for audience, fits in [("staff", True), ("both", False), ("offenders", False)]:
        course = content.course(land.county, audience=audience, title=audience)
        assert (requirements.problem_with(KIND, str(case.pk), course) is None) is fits


def test_the_course_is_completed_by_the_signature(land, officer, case) -> None:
    course = content.course(land.county, audience="staff")
    lesson = content.lesson(course)
    CourseRequirement.objects.create(course=course, kind=KIND, target=str(case.pk))
    learning.enrolment(officer, course)
    learning.progress(officer, lesson, completed=True)
    sign(officer, case)
    assert Enrolment.objects.get().state == "completed"
