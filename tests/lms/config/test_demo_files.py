"""The demo's courses as they stand in their files: enough for three honest months."""

from __future__ import annotations

import pytest

from content.media import film
from content.nominal import RATE, characters
from lms.config.demo import library, words
from lms.config.demo.lessons import Lesson, courses
from lms.config.demo.render import script_of

COURSES = courses()
LESSONS = [(course, lesson) for course in COURSES for lesson in course.lessons]
IDS = [f"{course.slug}/{lesson.slug}" for course, lesson in LESSONS]


def seconds(course: object, lesson: Lesson) -> float:
    if lesson.kind == "video":
        return film.timetable(script_of(course, lesson, ""))[-1].end  # type: ignore[arg-type]
    return characters(lesson.text) * 60 / RATE


def test_all_lessons_hold_twenty_six_credit_hours() -> None:
    assert len(COURSES) >= 6
    assert len(LESSONS) >= 24
    assert sum(seconds(course, lesson) for course, lesson in LESSONS) >= 26 * 2700


@pytest.mark.parametrize(("_course", "lesson"), LESSONS, ids=IDS)
def test_a_lesson_has_text_and_questions(_course: object, lesson: Lesson) -> None:
    assert characters(lesson.text) >= 800
    assert len(lesson.checks) >= 3
    for check in lesson.checks:
        assert [right for _text, right in check.options].count(True) == 1
        assert len({text for text, _right in check.options}) == len(check.options) >= 4


def test_a_quotation_from_a_law_becomes_a_statute() -> None:
    _course, lesson = next(one for one in LESSONS if one[1].kind == "article")
    lesson.sections[0].quotes = ["要先批准。（社区矫正法第二十七条）", "多问一句。"]
    blocks = {block["type"]: block["value"] for block in words.body_of(lesson, "x")}
    assert blocks["statute"]["article"] == "第二十七条"
    assert blocks["callout"]["text"] == "<p>多问一句。</p>"


def test_files_name_only_what_there_is() -> None:
    teachers = {one["slug"] for one in library.read("teacher")}
    tools = {one["slug"] for one in library.read("tool")}
    slugs = {course.slug for course in COURSES}
    assert {course.facts["teacher"] for course in COURSES} <= teachers
    for plan in library.read("plan"):
        assert set(plan["courses"]) <= slugs
        assert set(plan["tools"]) <= tools


def test_a_course_without_prerequisites_comes_first() -> None:
    known: set[str] = set()
    for course in COURSES:
        assert set(course.facts["requires"]) <= known
        known.add(course.slug)
