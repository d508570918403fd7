"""``GET courses`` and ``courses/{id}``: what is mine or may be, as contract.md says."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(land):
    return people.offender(land.office).user


def get(user, path: str = "", **query):
    client = Client()
    client.force_login(user)
    return client.get(f"/api/v1/courses{path}", query)


def test_a_course_of_mine_says_why_and_until_when(learner, course) -> None:
    lesson = content.lesson(course)
    learning.enrolment(
        learner, course, because=["入矫方案", "盗窃"], due_on=date(2026, 12, 1),
        postponed_until=date(2026, 12, 9),
    )  # fmt: skip
    learning.progress(learner, lesson, credited_seconds=61)
    assert get(learner).json() == {
        "items": [
            {
                "id": course.pk,
                "title": course.title,
                "credited_seconds": 61,
                "nominal_seconds": lesson.nominal_seconds,
                "completed": False,
                "due_on": "2026-12-09",
                "why": "入矫方案、盗窃",
            }
        ],
        "total": 1,
    }


def test_mine_come_first_and_what_i_may_take_follows(land, learner, course) -> None:
    later, sooner, done, free = (
        content.course(land.county, title=f"课{n}") for n in ("丙", "丁", "甲", "乙")
    )
    learning.enrolment(learner, later, due_on=date(2026, 12, 9))
    learning.enrolment(learner, sooner, due_on=date(2026, 12, 1))
    learning.enrolment(learner, done, state="completed", due_on=date(2026, 1, 1))
    found = [one["id"] for one in get(learner).json()["items"]]
    assert found[:3] == [sooner.pk, later.pk, done.pk]
    assert set(found[3:]) == {free.pk, course.pk}


def test_officers_words_are_the_reason(learner, course) -> None:
    learning.enrolment(learner, course, source="officer", reason="补课")
    assert get(learner).json()["items"][0]["why"] == "补课"


def test_waived_course_is_due_no_more(learner, course) -> None:
    learning.enrolment(
        learner, course, state="waived", reason="已学过", due_on=date(2026, 12, 1), because=["x"]
    )
    found = get(learner).json()["items"][0]
    assert (found["due_on"], found["why"]) == (None, "已学过")


def test_other_peoples_enrolments_are_not_mine(land, learner, course) -> None:
    learning.enrolment(people.offender(land.office).user, course, because=["入矫方案"])
    assert get(learner).json()["items"][0]["why"] == ""


def test_what_is_not_meant_for_me_is_not_there(land, learner) -> None:
    hidden = [
        content.course(land.county, audience="staff"),
        content.course(land.county, live=False),
        content.course(land.county2),
    ]
    assert get(learner).json() == {"items": [], "total": 0}
    for one in hidden:
        assert get(learner, f"/{one.pk}").status_code == 404


def test_staff_see_what_they_may_take_themselves(land, course) -> None:
    training = content.course(land.county, audience="staff")
    officer = people.user_with_role("officer", land.office)
    assert [one["id"] for one in get(officer).json()["items"]] == [training.pk]


def test_guardians_and_machines_have_no_courses(land, course) -> None:
    for role in ("guardian", "machine"):
        assert get(people.user_with_role(role, land.county)).json()["total"] == 0


def test_one_course_with_its_lessons(learner, course) -> None:
    lesson = content.lesson(course)
    learning.progress(learner, lesson, completed=True, credited_seconds=90, position_ms=30_500)
    content.lesson(course, live=False)
    found = get(learner, f"/{course.pk}").json()
    assert found["nominal_seconds"] == lesson.nominal_seconds
    assert found["lessons"] == [
        {
            "id": lesson.pk,
            "title": lesson.title,
            "kind": "article",
            "nominal_seconds": lesson.nominal_seconds,
            "credited_seconds": 90,
            "position": 30,
            "completed": True,
        }
    ]


@pytest.mark.parametrize("number", [0, 10**30])
def test_number_of_no_course(learner, number) -> None:
    response = get(learner, f"/{number}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_pages_of_the_list(land, learner, course) -> None:
    content.course(land.county, title="另一门")
    pages = [get(learner, page=n, size=1).json() for n in (1, 2, 3)]
    assert [len(one["items"]) for one in pages] == [1, 1, 0]
    assert {one["total"] for one in pages} == {2}


@pytest.mark.parametrize(
    "query", [{"page": 0}, {"size": 0}, {"size": 201}, {"page": "x"}, {"page": 10**30}]
)
def test_pages_that_cannot_be(learner, query) -> None:
    assert get(learner, **query).status_code == 422


def test_strangers_are_asked_to_sign_in(client) -> None:
    assert client.get("/api/v1/courses").status_code == 401


def test_queries_do_not_grow_with_courses(land, learner, django_assert_num_queries) -> None:
    for n in range(5):
        one = content.course(land.county, title=f"课{n}")
        content.lesson(one)
        learning.enrolment(learner, one)
    client = Client()
    client.force_login(learner)
    client.get("/api/v1/courses")
    with django_assert_num_queries(10):
        client.get("/api/v1/courses")
