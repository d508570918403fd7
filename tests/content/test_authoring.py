"""Writing by program goes the same way as writing in the CMS."""

from __future__ import annotations

from typing import Any

import pytest

from content import authoring
from content.models import CoursePage
from lms.core.errors import Denied, Invalid
from lms.core.models import AuditEntry
from tests.factories import content as make


@pytest.fixture
def two(land: Any, person: Any) -> tuple[Any, Any]:
    return person("editor", land.county), person("reviewer", land.county)


def test_from_draft_to_live(land: Any, two: Any) -> None:
    editor, reviewer = two
    course = authoring.create_course(by=editor, organisation=land.county, title="请假须知")
    assert not course.live
    authoring.publish_reviewed(page=course, editor=editor, reviewer=reviewer)
    lesson = authoring.create_lesson(by=editor, course=course, title="第一课", body=[make.text()])
    live = authoring.publish_reviewed(page=lesson, editor=editor, reviewer=reviewer)
    assert (live.live, live.study_version, live.course_id) == (True, 1, course.pk)


def test_every_library_has_its_draft(land: Any, two: Any) -> None:
    editor, reviewer = two
    place = {"by": editor, "organisation": land.county}
    tool = make.scale_tool(land.county)
    course = make.course(land.county)
    drafts = [
        authoring.create_teacher(**place, name="王老师", accreditation="讲师证 7"),
        authoring.create_material(**place, title="读本"),
        authoring.create_tool(
            **place, title="问卷", items=tool.items, common_choices=tool.common_choices
        ),
        authoring.create_plan(**place, title="方案", courses=[course], tools=[tool]),
    ]
    for draft in drafts:
        assert authoring.publish_reviewed(page=draft, editor=editor, reviewer=reviewer).live


def test_what_is_live_stays_until_the_revision_is_approved(land: Any, two: Any) -> None:
    editor, reviewer = two
    course = make.course(land.county)
    authoring.revise(page=course, by=editor, title="请假新规")
    assert CoursePage.objects.get(pk=course.pk).title == "请销假"
    authoring.publish_reviewed(page=course, editor=editor, reviewer=reviewer)
    assert CoursePage.objects.get(pk=course.pk).title == "请假新规"


@pytest.mark.parametrize(("role", "place"), [("editor", "county2"), ("officer", "county")])
def test_only_authors_of_the_organisation_write(
    land: Any, person: Any, role: str, place: str
) -> None:
    stranger = person(role, getattr(land, place))
    with pytest.raises(Denied):
        authoring.create_course(by=stranger, organisation=land.county, title="请假须知")
    with pytest.raises(Denied):
        authoring.create_lesson(by=stranger, course=make.course(land.county), title="第一课")
    with pytest.raises(Denied):
        authoring.revise(page=make.course(land.county, slug="b"), by=stranger, title="x")


def test_one_person_cannot_do_both(land: Any, two: Any) -> None:
    editor, _reviewer = two
    course = authoring.create_course(by=editor, organisation=land.county, title="请假须知")
    with pytest.raises(Denied):
        authoring.publish_reviewed(page=course, editor=editor, reviewer=editor)


def test_wrong_fields_are_said(land: Any, two: Any) -> None:
    with pytest.raises(Invalid) as caught:
        authoring.create_course(by=two[0], organisation=land.county, title="")
    assert caught.value.fields
    assert not CoursePage.objects.exists()


def test_writing_is_in_the_log(land: Any, two: Any) -> None:
    editor, reviewer = two
    course = authoring.create_course(by=editor, organisation=land.county, title="请假须知")
    authoring.publish_reviewed(page=course, editor=editor, reviewer=reviewer)
    verbs = AuditEntry.objects.values_list("verb", flat=True)
    assert {"content.created", "content.submitted", "content.published"} <= set(verbs)
