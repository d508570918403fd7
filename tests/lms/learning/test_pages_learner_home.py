"""The learner's home: what it says, to whom, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from content.models import HomePage
from lms.core import places
from lms.core.months import Month, today
from lms.learning.models import StudyClock
from lms.messaging.actions import send
from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db
HOUR = 2700


@pytest.fixture
def offender(land):
    officer = people.staff_member(land.office, name="赵明远").user
    land.office.phone = "0578-5120000"
    land.office.save()
    return people.offender(land.office, officer=officer)


@pytest.fixture
def client(offender) -> Client:
    client = Client()
    client.force_login(offender.user)
    return client


def page(client: Client, path: str = "/home/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def note(**fields: Any) -> HomePage:
    made = HomePage(title="给您的话", **fields)
    HomePage.objects.first().add_child(instance=made)
    made.save_revision().publish()
    return made


def test_the_ring_says_hours_and_target_in_words(client, offender) -> None:
    learning.target(offender.user, Month.current(), 8 * HOUR)
    learning.credit(offender.user, 14_040)
    assert 'aria-label="本月已学 5.2 学时，目标 8 学时"' in page(client)
    assert "再学 2.8 学时" in page(client)


def test_one_next_step_with_its_reason(client, offender, course) -> None:
    lesson = content.lesson(course, title="外出请假")
    learning.enrolment(offender.user, course, because=["入矫"])
    html = page(client)
    assert f'href="/lessons/{lesson.pk}/"' in html
    assert "因为：入矫" in html


def test_without_courses_it_says_what_happens_next(client) -> None:
    html = page(client)
    assert "现在没有要学的课" in html
    assert 'href="/courses/"' in html


def test_the_office_is_called_not_the_officer_s_own_telephone(client, offender) -> None:
    html = page(client)
    assert 'href="tel:0578-5120000"' in html
    assert "赵明远" in html


def test_without_a_number_there_is_no_dead_button(land) -> None:
    client = Client()
    client.force_login(people.offender(land.office2).user)
    html = page(client)
    assert "tel:" not in html
    assert "电话请到司法所询问" in html


def test_unread_messages(client, offender) -> None:
    for number in range(5):
        send(to=offender.user, subject=f"通知{number}", body="…", key=f"test:{number}")
    html = page(client)
    assert html.count('href="/messages/') == 3 + 2  # three of them, the inbox twice
    assert "还有更多" in html


def test_time_that_waits_for_an_answer(client, offender) -> None:
    StudyClock.objects.create(learner=offender.user, provisional_ms=720_000)
    assert "有 12 分钟 等您答题确认" in page(client)


def test_standing_notes_are_those_of_the_role(client) -> None:
    note(shown_to="offenders", greeting="出门注意安全", body=[content.text("雨天路滑")])
    note(shown_to="staff", greeting="周五开会")
    html = page(client)
    assert "出门注意安全" in html
    assert "雨天路滑" in html
    assert "周五开会" not in html


def test_apps_above_fill_the_home(client, monkeypatch) -> None:
    monkeypatch.setattr(places, "_places", {})
    places.register("learner_home", lambda request, standing: f"晴 {standing.missing}")
    assert "晴 " in page(client)


def test_latest_hours(client, offender) -> None:
    learning.credit(offender.user, 570, lesson_title="社区矫正法")
    html = page(client)
    assert "社区矫正法" in html
    assert "+9:30" in html


def test_twelve_queries(client, offender, course, django_assert_num_queries) -> None:
    """Session, user, file, office and reach, enrolments, prerequisites, lessons, progress, entries,
    messages, the newest score, the next class; the notes once a minute besides."""
    course.prerequisites.add(content.course(course.owner_organisation, title="先修"))
    course.save()
    other = content.course(course.owner_organisation, title="另一门")
    for one in (course, other):
        content.lesson(one)
        learning.enrolment(offender.user, one)
    send(to=offender.user, subject="通知", body="…", key="test")
    learning.credit(offender.user, 570)
    learning.target(offender.user, Month.current(), 8 * HOUR)
    page(client)
    with django_assert_num_queries(12):
        page(client)


def test_courses_after_an_unfinished_one_are_not_the_next_step(client, offender, course) -> None:
    content.lesson(course, title="后学的")
    course.prerequisites.add(content.course(course.owner_organisation, title="先修"))
    course.save()
    learning.enrolment(offender.user, course)
    assert "后学的" not in page(client)


def test_a_course_of_another_county_is_not_the_next_step(client, offender, land) -> None:
    other = content.course(land.county2, sharing="county")
    content.lesson(other, title="外县的课")
    learning.enrolment(offender.user, other)
    assert "外县的课" not in page(client)


def test_staff_have_a_study_home_without_a_target(land) -> None:
    client = Client()
    client.force_login(people.user_with_role("teacher", land.county))
    html = page(client, "/study/")
    assert "本月还没有学习" in html
    assert "目标" not in html


def test_an_offender_s_study_home_is_the_home(client) -> None:
    assert client.get("/study/").headers["Location"] == "/home/"


def test_staff_are_sent_to_their_own_home(land) -> None:
    client = Client()
    client.force_login(people.user_with_role("officer", land.office))
    assert client.get("/home/").status_code == 302


@pytest.fixture
def guardian(land):
    return people.user_with_role("guardian", land.office)


def test_a_guardian_sees_the_ward_s_month(guardian, offender) -> None:
    people.team_member(offender, guardian, kind="guardian")
    learning.target(offender.user, Month.current(), 8 * HOUR)
    learning.credit(offender.user, 2 * HOUR)
    client = Client()
    client.force_login(guardian)
    html = page(client)
    assert offender.user.name in html
    assert "本月已学 2 学时，目标 8 学时" in html


@pytest.mark.parametrize("kind", ["grid_worker", "guardian"])
def test_a_guardian_sees_nobody_else(guardian, offender, kind) -> None:
    """Not by another task, and not when the care has ended."""
    ended = today() - timedelta(days=1) if kind == "guardian" else None
    people.team_member(offender, guardian, kind=kind, ends_on=ended)
    client = Client()
    client.force_login(guardian)
    assert offender.user.name not in page(client)


@pytest.mark.parametrize("path", ["/study/", "/courses/", "/credits/", "/tools/"])
def test_guardians_study_nothing(guardian, path) -> None:
    client = Client()
    client.force_login(guardian)
    assert client.get(path).status_code == 403
