"""Courses: mine, more to choose, one with its lessons; who may see which."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from content import requirements
from content.models import CourseRequirement
from lms.core.months import today
from lms.learning.models import Enrolment
from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(land):
    return people.offender(land.office).user


@pytest.fixture
def client(learner) -> Client:
    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture
def lessons(course):
    return [content.lesson(course, title=f"第{n}讲") for n in (1, 2)]


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_my_courses_with_day_reason_and_progress(client, learner, course, lessons) -> None:
    day = today() + timedelta(days=9)
    learning.enrolment(learner, course, because=["入矫", "盗窃"], due_on=day)
    learning.progress(learner, lessons[0], completed=True)
    html = page(client, "/courses/")
    assert f"{day.month} 月 {day.day} 日前学完" in html
    assert "因为：入矫、盗窃" in html
    assert "共 2 课，学完 1 课" in html


def test_an_overdue_course_says_so(client, learner, course) -> None:
    learning.enrolment(learner, course, due_on=today() - timedelta(days=1))
    assert "已过期" in page(client, "/courses/")


def test_a_waived_course_tells_why(client, learner, course) -> None:
    learning.enrolment(learner, course, state="waived", reason="住院")
    assert "您不用学：住院" in page(client, "/courses/")


def test_nothing_yet(client) -> None:
    assert "工作人员会给您安排" in page(client, "/courses/")


def test_a_course_is_chosen(client, learner, course) -> None:
    assert f'action="/courses/{course.pk}/choose/"' in page(client, "/courses/")
    client.post(f"/courses/{course.pk}/choose/")
    assert Enrolment.objects.get(learner=learner, course=course).source == "self"


def test_a_chosen_course_is_not_offered_again(client, learner, course) -> None:
    learning.enrolment(learner, course)
    assert "choose/" not in page(client, "/courses/")


def test_choosing_needs_a_post(client, course) -> None:
    assert client.get(f"/courses/{course.pk}/choose/").status_code == 405


def test_lessons_with_their_state(client, learner, course, lessons) -> None:
    learning.enrolment(learner, course)
    learning.progress(learner, lessons[0], completed=True)
    html = page(client, f"/courses/{course.pk}/")
    assert "1. 第1讲" in html
    assert "已学完" in html
    assert f'class="btn wide" href="/lessons/{lessons[1].pk}/"' in html


def test_what_must_come_first_is_said_and_locks(client, course, lessons) -> None:
    before = content.course(course.owner_organisation, title="入门")
    course.prerequisites.add(before)
    course.save()
    html = page(client, f"/courses/{course.pk}/")
    assert "请先学完" in html
    assert "入门" in html
    assert f"/lessons/{lessons[0].pk}/" not in html


def test_what_has_come_since_is_new(client, learner, course, lessons) -> None:
    learning.enrolment(learner, course)
    learning.progress(learner, lessons[0], version=0)
    assert "</svg>新内容</span>" in page(client, f"/courses/{course.pk}/")


def test_requirements_in_sentences(client, learner, course, monkeypatch) -> None:
    kind = requirements.RequirementKind(
        "exam", "考试", met=lambda user, target: False, describe=lambda target: "通过结业考试"
    )
    monkeypatch.setitem(requirements._kinds, "exam", kind)
    CourseRequirement.objects.create(course=course, kind="exam", target="1")
    assert "通过结业考试" in page(client, f"/courses/{course.pk}/")


def test_ten_queries(client, learner, course, lessons, django_assert_num_queries) -> None:
    """Session, user, file, office and reach, course, enrolment, requirements, lessons, progress,
    prerequisites; however many lessons there are."""
    learning.enrolment(learner, course)
    for number in range(8):
        content.lesson(course, title=f"加讲{number}")
    page(client, f"/courses/{course.pk}/")
    with django_assert_num_queries(10):
        page(client, f"/courses/{course.pk}/")


def test_the_list_takes_nine(client, learner, course, django_assert_num_queries) -> None:
    learning.enrolment(learner, course)
    content.lesson(course)
    page(client, "/courses/")
    with django_assert_num_queries(9):
        page(client, "/courses/")


@pytest.fixture
def hidden(land):
    """Courses that an adult offender of ``office`` may not see."""
    return {
        "staff": content.course(land.county, title="内训", audience="staff"),
        "elsewhere": content.course(land.county2, title="外县", sharing="county"),
        "draft": content.course(land.county, title="草稿", live=False),
    }


@pytest.mark.parametrize("which", ["staff", "elsewhere", "draft"])
def test_what_is_not_theirs_is_not_there(client, hidden, which) -> None:
    pk = hidden[which].pk
    assert client.get(f"/courses/{pk}/").status_code == 404
    assert client.post(f"/courses/{pk}/choose/").status_code == 404
    assert hidden[which].title not in page(client, "/courses/")


def test_the_juvenile_regime_sees_only_what_is_meant_for_it(land, course) -> None:
    client = Client()
    client.force_login(people.offender(land.office, juvenile_regime=True).user)
    assert client.get(f"/courses/{course.pk}/").status_code == 404
    course.juveniles_allowed = True
    course.save_revision().publish()
    assert client.get(f"/courses/{course.pk}/").status_code == 200


def test_staff_choose_what_is_made_for_staff(land, course, hidden) -> None:
    client = Client()
    client.force_login(people.user_with_role("officer", land.office))
    html = page(client, "/courses/")
    assert "内训" in html
    assert f"/courses/{course.pk}/choose/" not in html
    assert "选这门课" not in page(client, f"/courses/{course.pk}/")


def test_strangers_sign_in(course) -> None:
    assert Client().get(f"/courses/{course.pk}/").headers["Location"].startswith("/sign-in/")
