"""What must be true before something is published."""

from __future__ import annotations

from typing import Any

import pytest

from content import requirements
from content.models import CoursePage, CourseRequirement, LessonPage
from content.rules import problems_with
from tests.factories import content as make


def test_a_sound_lesson_has_no_problems(land: Any) -> None:
    course = make.course(land.county)
    assert problems_with(make.lesson(course)) == problems_with(make.video_lesson(course)) == []


@pytest.mark.parametrize("state", ["new", "processing", "refused"])
def test_media_must_be_ready(land: Any, state: str) -> None:
    lesson = make.video_lesson(make.course(land.county), media=make.media(state=state), live=False)
    assert problems_with(lesson)


def test_media_needs_subtitles(land: Any) -> None:
    media = make.media(subtitles=False)
    lesson = make.video_lesson(make.course(land.county), media=media, live=False)
    assert problems_with(lesson)
    media.subtitles_waived_reason = "只有音乐"
    assert problems_with(LessonPage(title="a", kind="video", media=media)) == []


def test_kind_and_file_must_fit(land: Any) -> None:
    assert problems_with(LessonPage(title="a", kind="audio", media=make.media()))


@pytest.mark.parametrize("kind", LessonPage.Kind.values)
def test_an_empty_lesson(land: Any, kind: str) -> None:
    assert problems_with(LessonPage(title="a", kind=kind))


def test_a_picture_needs_words(land: Any) -> None:
    image = make.image()
    image.description = ""
    block = ("picture", {"image": image, "alt": "", "caption": ""})
    assert problems_with(LessonPage(title="a", body=[make.text(), block]))


@pytest.mark.parametrize(
    "change",
    [
        lambda options: options.pop(),
        lambda options: options[1].update(right=True),
        lambda options: options[0].update(right=False),
        lambda options: options[2].update(text=options[1]["text"]),
    ],
)
def test_self_checks_have_one_right_of_four_different_options(change: Any) -> None:
    value = make.check()
    change(value["options"])
    assert problems_with(LessonPage(title="a", body=[make.text()], checks=[("self_check", value)]))


def test_prerequisites_never_wait_for_each_other(land: Any) -> None:
    one, two, three = (make.course(land.county, slug=slug) for slug in "abc")
    for course, before in ((one, two), (two, three), (three, one)):
        course.prerequisites = [before]
        course.save(clean=False)
    assert problems_with(CoursePage.objects.get(pk=one.pk))


def test_a_chain_of_prerequisites_is_fine(land: Any) -> None:
    one, two, three = (make.course(land.county, slug=slug) for slug in "abc")
    one.prerequisites = [two, three]
    two.prerequisites = [three]
    two.save()
    assert problems_with(one) == []


def test_a_plan_for_juveniles_needs_courses_for_juveniles(land: Any) -> None:
    plan = make.plan(land.county, make.course(land.county), juveniles="any", live=False)
    assert problems_with(plan)


def test_an_empty_plan(land: Any) -> None:
    assert problems_with(make.plan(land.county, live=False))


def test_a_scale_is_checked(land: Any) -> None:
    tool = make.scale_tool(land.county)
    assert problems_with(tool) == []
    tool.bands = [("band", make.band(0, 3, "平稳"))]
    assert problems_with(tool)


def test_a_worksheet_needs_its_file(land: Any) -> None:
    tool = make.scale_tool(land.county, live=False)
    tool.kind = "worksheet"
    assert problems_with(tool)
    tool.document = make.document()
    assert problems_with(tool) == []


@pytest.fixture
def paper_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "_kinds", {})
    requirements.register(
        requirements.RequirementKind(
            code="paper",
            label="paper passed",
            met=lambda user, target: target == "1",
            describe=lambda target: f"通过试卷{target}",
            problem=lambda target: None if target.isdecimal() else "number",
        )
    )


@pytest.mark.parametrize(
    ("kind", "target", "sound"), [("paper", "1", True), ("paper", "x", False), ("gone", "1", False)]
)
def test_requirements_come_from_the_registry(
    land: Any, paper_kind: None, kind: str, target: str, sound: bool
) -> None:
    course = make.course(land.county)
    course.requirements = [CourseRequirement(kind=kind, target=target)]
    assert (problems_with(course) == []) is sound


def test_unmet_requirements_are_said(land: Any, paper_kind: None) -> None:
    course = make.course(land.county)
    course.requirements = [
        CourseRequirement(kind="paper", target="1"),
        CourseRequirement(kind="paper", target="2"),
        CourseRequirement(kind="gone", target="3"),
    ]
    assert requirements.unmet(course, None) == ["通过试卷2", "gone"]
