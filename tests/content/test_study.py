"""The promise that learning relies on, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from content import study
from content.models import CoursePage, LessonPage
from content.reach import reach_of
from lms.core.errors import NotVisible
from tests.content.conftest import again
from tests.factories import content as make


@pytest.fixture
def lesson(land: Any) -> LessonPage:
    return make.lesson(make.course(land.county))


def test_one_query_for_a_lesson(
    land: Any, lesson: Any, offender: Any, django_assert_num_queries: Any
) -> None:
    learner = offender(land.office)
    reach_of(learner)
    with django_assert_num_queries(1):
        found = study.studyable(lesson.pk, learner)
        assert (found.course.title, found.study_counts, found.media) == ("请销假", True, None)


def test_a_lesson_keeps_the_promise(lesson: Any) -> None:
    assert isinstance(lesson, study.Studyable)


def test_not_for_those_who_may_not_see_it(land: Any, lesson: Any, offender: Any) -> None:
    with pytest.raises(NotVisible):
        study.studyable(lesson.pk, offender(land.office3))
    with pytest.raises(NotVisible):
        study.studyable(lesson.pk + 999)


def test_a_withdrawn_course_takes_its_lessons_along(land: Any, lesson: Any, person: Any) -> None:
    from content import actions

    actions.withdraw(page=lesson.course, by=person("editor", land.county), reason="过时")
    with pytest.raises(NotVisible):
        study.studyable(lesson.pk)


def test_reach_is_worked_out_once(
    land: Any, offender: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    learner = offender(land.office)
    with django_assert_max_num_queries(3):
        reach_of(learner)
    with django_assert_num_queries(0):
        reach_of(learner)


def test_five_hundred_courses_are_one_query(
    land: Any, offender: Any, django_assert_max_num_queries: Any
) -> None:
    make.many_courses(land.county, 500)
    learner = again(offender(land.office))
    with django_assert_max_num_queries(4):
        assert len(CoursePage.objects.visible_to(learner)) == 500


def test_what_is_studied_in_order(land: Any) -> None:
    course = make.course(land.county)
    for title in ("一", "二", "三"):
        make.lesson(course, title=title)
    make.lesson(course, title="草稿", live=False)
    assert [lesson.title for lesson in study.lessons_of(course)] == ["一", "二", "三"]


def test_other_kinds_can_be_registered(land: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(study, "_models", [])
    material = make.material(land.county)
    with pytest.raises(NotVisible):
        study.studyable(material.pk)
    study.register(type(material))
    monkeypatch.setattr(type(material).objects, "offered", type(material).objects.live, False)
    assert study.studyable(material.pk) == material


def test_reading_rates(lesson: Any) -> None:
    assert lesson.study_seconds_at(400) == 126
    assert lesson.study_seconds_at(150) == 336


def test_the_transcript_is_what_the_subtitles_say(land: Any) -> None:
    lesson = make.video_lesson(make.course(land.county))
    lesson.media.tracks.update(words="大家好")
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert lesson.shown_transcript() == "大家好"
    lesson.transcript = "写好的文字稿"
    assert lesson.shown_transcript() == "写好的文字稿"
