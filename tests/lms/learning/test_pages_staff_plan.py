"""What an officer arranges: courses, tools, exemptions, each through a form of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.core.months import today
from lms.learning.models import Enrolment, Exemption, ToolAssignment
from tests.factories import content, people
from tests.lms.learning.desk import officer, text_of

pytestmark = pytest.mark.django_db
NEXT_WEEK = today() + timedelta(days=7)


@pytest.fixture
def person(land):
    return people.offender(land.office)


@pytest.fixture
def address(person):
    return f"/people/{person.pk}/"


@pytest.fixture
def chen(land):
    return officer(land, name="陈晓红")


@pytest.fixture
def enrolment(land, person):
    course = content.course(land.county, title="反诈课")
    return Enrolment.objects.create(
        learner=person.user, course=course, source="plan", due_on=today() + timedelta(days=2)
    )


# courses


def test_a_course_is_added_with_day_and_reason(land, person, address, chen) -> None:
    course = content.course(land.county)
    response = chen.post(
        f"{address}courses/new/",
        {"course": course.pk, "due_on": NEXT_WEEK, "reason": "涉诈前科"},
    )
    assert response["Location"] == f"{address}#plan"
    row = Enrolment.objects.get()
    assert (row.source, row.due_on, row.reason) == ("officer", NEXT_WEEK, "涉诈前科")


def test_only_courses_meant_for_the_person_are_offered(land, address, chen) -> None:
    content.course(land.county, title="给对象的课")
    content.course(land.county, title="给干部的课", audience="staff")
    content.course(land.county2, title="外县自用课", sharing="own")
    page = text_of(chen.get(f"{address}courses/new/"))
    assert "给对象的课" in page
    assert "给干部的课" not in page
    assert "外县自用课" not in page


def test_a_course_that_is_theirs_already_is_not_offered(address, chen, enrolment) -> None:
    assert "反诈课" not in text_of(chen.get(f"{address}courses/new/"))


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": ""}, "reason"), ({"course": ""}, "course"), ({"course": "x"}, "course"),
     ({"due_on": "2020-01-01"}, "due_on"), ({"due_on": "gestern"}, "due_on"),
     ({"reason": "长" * 1001}, "reason")],
)  # fmt: skip
def test_what_is_wrong_stands_beside_the_field(land, address, chen, given, field) -> None:
    course = content.course(land.county)
    right = {"course": course.pk, "due_on": NEXT_WEEK, "reason": "补课"}
    response = chen.post(f"{address}courses/new/", right | given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Enrolment.objects.exists()


def test_a_course_is_postponed(address, chen, enrolment) -> None:
    chen.post(f"{address}courses/{enrolment.pk}/postpone/", {"until": NEXT_WEEK, "reason": "住院"})
    enrolment.refresh_from_db()
    assert (enrolment.postponed_until, enrolment.decided_by) == (NEXT_WEEK, chen.user)


def test_postponing_to_an_earlier_day_is_refused_in_words(address, chen, enrolment) -> None:
    given = {"until": today() + timedelta(days=1), "reason": "住院"}
    response = chen.post(f"{address}courses/{enrolment.pk}/postpone/", given)
    assert response.status_code == 422
    assert "这门课程原来的期限已经更晚" in text_of(response)


def test_a_course_is_waived_and_taken_back(address, chen, enrolment) -> None:
    chen.post(f"{address}courses/{enrolment.pk}/waive/", {"reason": "已学过"})
    assert Enrolment.objects.get().state == "waived"
    chen.post(f"{address}courses/{enrolment.pk}/take-back/", {"reason": "弄错了"})
    assert Enrolment.objects.get().state == "open"


def test_waiving_twice_is_told_on_the_form(address, chen, enrolment) -> None:
    form = f"{address}courses/{enrolment.pk}/waive/"
    chen.post(form, {"reason": "已学过"})
    response = chen.post(form, {"reason": "已学过"})
    assert response.status_code == 422
    assert "只有未完成的课程可以免修" in text_of(response)


def test_somebody_else_s_course_is_not_there(land, address, chen) -> None:
    other = Enrolment.objects.create(
        learner=people.offender(land.office).user, course=content.course(land.county), source="plan"
    )
    assert chen.get(f"{address}courses/{other.pk}/waive/").status_code == 404


# tools


def test_a_tool_is_asked_for(land, person, address, chen) -> None:
    tool = content.scale_tool(land.county)
    chen.post(f"{address}tools/new/", {"tool": tool.pk})
    row = ToolAssignment.objects.get()
    assert (row.learner, row.assigned_by) == (person.user, chen.user)


# exemptions


def exempt(chen, address, **given):
    right = {"kind": "illness", "starts_on": today(), "ends_on": NEXT_WEEK, "reason": "骨折住院"}
    return chen.post(f"{address}exemptions/new/", right | given)


def test_an_exemption_is_granted_and_seen(person, address, chen) -> None:
    assert exempt(chen, address)["Location"] == f"{address}#exemptions"
    page = text_of(chen.get(address))
    for words in ("患病", "骨折住院", "陈晓红"):
        assert words in page


@pytest.mark.parametrize(
    ("given", "field"),
    [({"ends_on": today() - timedelta(days=1)}, "ends_on"), ({"reason": " "}, "reason"),
     ({"starts_on": "2001-01-01"}, "starts_on"), ({"kind": "holiday"}, "kind")],
)  # fmt: skip
def test_an_exemption_that_makes_no_sense_is_refused(address, chen, given, field) -> None:
    response = exempt(chen, address, **given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Exemption.objects.exists()


def test_the_same_days_twice_are_told_on_the_form(address, chen) -> None:
    exempt(chen, address)
    assert "这些日子已经批准免学" in text_of(exempt(chen, address))


def test_an_exemption_is_cancelled_with_a_reason_and_stays(address, chen) -> None:
    exempt(chen, address)
    row = Exemption.objects.get()
    chen.post(f"{address}exemptions/{row.pk}/cancel/", {"reason": "提前出院"})
    row.refresh_from_db()
    assert (row.cancelled_by, row.cancel_reason) == (chen.user, "提前出院")
    assert "提前出院" in text_of(chen.get(address))


def test_another_person_s_exemption_is_not_there(land, address, chen) -> None:
    other = people.offender(land.office)
    exempt(chen, f"/people/{other.pk}/")
    row = Exemption.objects.get()
    assert chen.get(f"{address}exemptions/{row.pk}/cancel/").status_code == 404


@pytest.mark.parametrize("part", ["courses/new/", "exemptions/new/", "tools/new/"])
def test_a_prosecutor_arranges_nothing(land, address, part) -> None:
    client = officer(land, "prosecutor", "procuratorate")
    assert client.post(address + part, {"reason": "x"}).status_code == 403
