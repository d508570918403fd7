"""The page of a lesson: what the client is given, what is said before, what never leaks."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from lms.learning.devices import COOKIE
from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(student) -> Client:
    return student.client


def page(client: Client, lesson: Any) -> str:
    response = client.get(f"/lessons/{lesson.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def given(html: str) -> dict[str, Any]:
    """What the study client reads."""
    found = re.search(r'<script id="study" type="application/json">(.*?)</script>', html)
    return json.loads(found.group(1)) if found else {}


@pytest.fixture
def article(course):
    return content.lesson(course, title="请假怎么办", transcript="")


def test_a_video_gives_the_client_its_addresses(client, lesson) -> None:
    lesson.media.renditions = {"folder": "library/1", "file": {"name": "film.mp4", "size": 9_000}}
    lesson.media.save()
    study = given(page(client, lesson))
    assert study["lesson"] == lesson.pk
    assert study["kind"] == "video"
    assert study["media"]["file"].startswith("/media/s/")
    assert study["media"]["file_bytes"] == 9_000
    assert study["addresses"] == f"/media/{lesson.media.uid}/addresses"


def test_it_resumes_where_it_was_left(client, student, lesson) -> None:
    learning.progress(student.learner, lesson, position_ms=684_000)
    assert given(page(client, lesson))["position"] == 684


def test_subtitles_and_what_is_said(client, course) -> None:
    lesson = content.video_lesson(course, transcript="先请假，再出门。")
    html = page(client, lesson)
    assert given(html)["media"]["tracks"][0]["language"] == "zh-Hans"
    assert "先请假，再出门。" in html


def test_an_article_shows_its_blocks_and_can_be_read_aloud(client, article) -> None:
    html = page(client, article)
    assert "data-study-text" in html
    assert 'data-read-aloud="#text"' in html
    assert content.WORDS[:20] in html


def test_which_answer_is_right_is_nowhere(client, student, course) -> None:
    """Neither of the questions at the end nor of those inside the text, before and after."""
    inside = content.check("文中的问题？")
    lesson = content.lesson(
        course,
        body=[content.text(), ("self_check", inside)],
        checks=[("self_check", content.check("文末的问题？"))],
    )
    before = page(client, lesson)
    learning.progress(student.learner, lesson, completed=True)
    after = page(client, lesson)
    for html in (before, after):
        for option in inside["options"]:
            assert option["text"] not in html
        assert "先批准，后出门" not in html
    assert "文中的问题？" not in before
    assert "文末的问题？" in after


def test_the_next_lesson_is_offered(client, course, article) -> None:
    following = content.lesson(course, title="下一讲")
    study = given(page(client, article))
    assert study["next"] == {"title": "下一讲", "url": f"/lessons/{following.pk}/"}
    assert given(page(client, following))["next"] is None


def test_a_document_is_read_on_the_page(client, course) -> None:
    document = content.document(organisation=course.owner_organisation, body="请假须知".encode())
    lesson = content.lesson(course, kind="document", body=[], document=document)
    assert "<p>请假须知</p>" in page(client, lesson)


def test_outside_study_hours_it_is_said_first(client, student, land, article) -> None:
    student.wait(14 * 3600)  # 23:00
    assert "现在不是学习时间" in page(client, article)


def test_a_full_day_is_said_first(client, student, land, lesson) -> None:
    land.county.daily_cap_hours = "0.10"
    land.county.save()
    student.open(lesson)
    student.play(300)
    assert "今天已经学够了" in page(client, lesson)


def test_after_three_failed_questions_the_officer_helps(client, student, article) -> None:
    for number in range(3):
        lesson = content.lesson(article.course, title=f"讲{number}")
        student.open(lesson)
        student.play(30).close()
        student.respond(right=False)
        student.respond(right=False)
    assert "今天不再计学时" in page(client, article)


def test_a_lesson_that_is_open_elsewhere_is_named(client, student, lesson, article) -> None:
    student.open(lesson)
    assert "您还有一课没有结束" in page(client, article)
    assert "您还有一课没有结束" not in page(client, lesson)


def test_what_must_come_first_bars_the_player(client, course, article) -> None:
    course.prerequisites.add(content.course(course.owner_organisation, title="入门"))
    course.save()
    html = page(client, article)
    assert "入门" in html
    assert given(html) == {}


def test_a_video_that_is_not_ready_says_so(client, course) -> None:
    lesson = content.video_lesson(course, media=content.media(state="processing"))
    html = page(client, lesson)
    assert "视频还在准备" in html
    assert given(html) == {}


def test_voluntary_courses_give_no_credit(client, course, article) -> None:
    course.credit_rule = "not_counted"
    course.save_revision().publish()
    assert "这门课自愿学习" in page(client, article)


def test_the_browser_is_remembered_once(client, article) -> None:
    first = client.get(f"/lessons/{article.pk}/")
    assert first.cookies[COOKIE]["httponly"]
    assert COOKIE not in client.get(f"/lessons/{article.pk}/").cookies


def test_another_port_is_admitted_for_media(client, lesson, settings) -> None:
    settings.MEDIA_PORT = 8001
    response = client.get(f"/lessons/{lesson.pk}/")
    policy = response.headers["Content-Security-Policy"]
    assert "http://testserver:8001" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("kind", ["video", "article"])
def test_ten_queries(client, lesson, article, kind, django_assert_num_queries) -> None:
    """Session, user, file, office and reach, lesson, lessons, progress, prerequisites, clock; the
    tracks of a video besides."""
    wanted, most = (lesson, 10) if kind == "video" else (article, 9)
    page(client, wanted)
    with django_assert_num_queries(most):
        page(client, wanted)


def test_pictures_cost_no_query_each(client, course, django_assert_max_num_queries) -> None:
    picture = content.image(organisation=course.owner_organisation)
    block = {"image": picture, "alt": "", "caption": ""}
    lesson = content.lesson(course, body=[content.text(), *[("picture", block)] * 4])
    page(client, lesson)
    with django_assert_max_num_queries(11):
        page(client, lesson)


@pytest.fixture
def hidden(land):
    staff_only = content.course(land.county, audience="staff")
    elsewhere = content.course(land.county2, sharing="own")
    withdrawn = content.course(land.county)
    lessons = {
        "staff": content.lesson(staff_only),
        "elsewhere": content.lesson(elsewhere),
        "withdrawn": content.lesson(withdrawn),
    }
    withdrawn.withdrawn_at = "2026-01-01T00:00Z"
    withdrawn.save()
    return lessons


@pytest.mark.parametrize("which", ["staff", "elsewhere", "withdrawn"])
def test_what_is_not_theirs_is_not_there(client, hidden, which) -> None:
    assert client.get(f"/lessons/{hidden[which].pk}/").status_code == 404
    assert client.get(f"/lessons/{hidden[which].pk}/sheets/1/").status_code == 404


def test_the_juvenile_regime_sees_only_what_is_meant_for_it(land, article) -> None:
    client = Client()
    client.force_login(people.offender(land.office, juvenile_regime=True).user)
    assert client.get(f"/lessons/{article.pk}/").status_code == 404


def test_guardians_do_not_study(land, article) -> None:
    client = Client()
    client.force_login(people.user_with_role("guardian", land.office))
    assert client.get(f"/lessons/{article.pk}/").status_code == 403


def test_strangers_sign_in_and_come_back(article) -> None:
    address = Client().get(f"/lessons/{article.pk}/").headers["Location"]
    assert address == f"/sign-in/?next=/lessons/{article.pk}/"


@pytest.mark.parametrize("kind", ["video", "article"])
def test_without_script_it_is_said_what_to_do(client, lesson, article, kind) -> None:
    html = page(client, lesson if kind == "video" else article)
    said = re.search(r"<noscript>(.*?)</noscript>", html, re.DOTALL)
    assert said
    assert "司法所" in said.group(1)
