"""How courses and tools are used, for who writes, reviews and assigns them."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from content import usage
from lms.core.months import LOCAL
from lms.learning.models import Enrolment, LessonProgress, ToolResult
from tests.factories import content, people
from tests.lms.learning.desk import client_of, officer, text_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 24, 12, 0, tzinfo=LOCAL)


@pytest.fixture
def course(land):
    made = content.course(land.county, title="反诈课", sharing="city")
    content.lesson(made, title="第一课")
    content.lesson(made, title="第二课")
    return made


def studies(office, course, *, seconds: int = 2700, completed: bool = False):
    """Somebody who was given the course and has studied its first lesson."""
    learner = people.offender(office).user
    Enrolment.objects.create(
        learner=learner, course=course, source="plan", state="completed" if completed else "open"
    )
    LessonProgress.objects.create(
        learner=learner, lesson=course.get_children()[0].pk, course=course.pk,
        credited_seconds=seconds, completed_at=NOON if completed else None,
    )  # fmt: skip
    return learner


def row(client, query: str = ""):
    cache.clear()
    rows = client.get(f"/usage/{query}").context["table"].page.rows
    return next(iter(rows), None)


def figures(found) -> tuple[int, ...]:
    return (found.enrolled, found.begun, found.completed, found.seconds)


def test_learners_hours_and_completions_of_a_course(land, course) -> None:
    studies(land.office, course, completed=True)
    studies(land.office2, course)
    Enrolment.objects.create(
        learner=people.offender(land.office).user, course=course, source="plan"
    )
    assert figures(row(officer(land, "editor", "county"))) == (3, 2, 1, 5400)


def test_who_shares_a_course_sees_all_who_use_it_and_can_ask_for_their_own(land, course) -> None:
    studies(land.office, course)
    studies(land.office3, course)
    client = officer(land, "editor", "county")
    assert row(client).begun == 2
    assert row(client, "?whose=ours").begun == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [("?words=反诈", True), ("?words=酒驾", False), ("?owner=own", True),
     ("?dimension=labour", False)],
)  # fmt: skip
def test_the_list_is_filtered(land, course, query, found) -> None:
    assert (row(officer(land, "editor", "county"), query) is not None) == found


def test_another_county_s_course_is_not_our_own(land, course) -> None:
    client = officer(land, "editor", "county2")
    assert row(client) is not None
    assert row(client, "?owner=own") is None


def test_the_most_studied_comes_first(land, course) -> None:
    other = content.course(land.county, title="民法课")
    content.lesson(other)
    studies(land.office, course, seconds=100)
    studies(land.office, other, seconds=200)
    assert row(officer(land, "editor", "county")).title == "民法课"


def test_the_export_says_what_the_screen_says(land, course) -> None:
    studies(land.office, course, completed=True)
    response = officer(land, "editor", "county").post("/usage/", {"export": "xlsx"})
    rows = list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.values)
    assert rows[1][0] == "反诈课"
    assert rows[1][4:8] == (1, 1, 1, "100 %")


def test_lesson_by_lesson(land, course) -> None:
    studies(land.office, course, completed=True)
    lessons = officer(land, "editor", "county").get(f"/usage/{course.pk}/").context["lessons"]
    assert [(one.lesson.title, one.begun, one.completed) for one in lessons] == [
        ("第一课", 1, 1), ("第二课", 0, 0),
    ]  # fmt: skip


def test_tools_are_counted_without_saying_who(land, course) -> None:
    tool = content.scale_tool(land.county, title="心情自评")
    learner = people.offender(land.office, name="蓝天").user
    for alarm in (True, False):
        ToolResult.objects.create(
            learner=learner, tool=tool, tool_title=tool.title, answers="[]", alarm=alarm
        )
    page = text_of(officer(land, "editor", "county").get("/usage/"))
    assert "心情自评 计分量表 2 1" in page
    assert "蓝天" not in page


def test_figures_are_kept_for_a_quarter_of_an_hour(land, course) -> None:
    studies(land.office, course)
    client = officer(land, "editor", "county")
    assert row(client).begun == 1
    LessonProgress.objects.all().delete()
    assert next(iter(client.get("/usage/").context["table"].page.rows)).begun == 1
    assert row(client).begun == 0


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [("officer", "office", 200), ("reviewer", "county", 200), ("teacher", "county", 200),
     ("prosecutor", "procuratorate", 403), ("auditor", "county", 403), ("helper", "office", 403)],
)  # fmt: skip
def test_who_sees_the_figures(land, course, role, place, status) -> None:
    client = officer(land, role, place)
    assert client.get("/usage/").status_code == status
    assert client.get(f"/usage/{course.pk}/").status_code == status


def test_offenders_do_not(land, course) -> None:
    client = client_of(people.offender(land.office).user)
    assert client.get("/usage/").status_code == 403


def test_a_course_that_is_not_shared_with_us_is_not_there(land) -> None:
    own = content.course(land.county2, title="外县自用", sharing="own")
    assert officer(land, "editor", "county").get(f"/usage/{own.pk}/").status_code == 404


def test_the_page_costs_as_much_for_many(land, course, django_assert_max_num_queries) -> None:
    client = officer(land, "editor", "county")
    for number in range(6):
        content.course(land.county, title=f"课{number}")
    client.get("/usage/")
    cache.clear()
    with django_assert_max_num_queries(14):
        client.get("/usage/")


def test_kept_figures_tell_their_moment(land, course, at) -> None:
    at(NOON)
    client = officer(land, "editor", "county")
    row(client)
    at(NOON + timedelta(minutes=5))
    assert "数据截至 12:00" in text_of(client.get("/usage/"))


def test_the_library_says_how_many_take_a_course(land, course):
    studies(land.office, course)
    assert ("学习人数", 1) in [(str(label), n) for label, n in usage.of(course)]
