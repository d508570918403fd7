"""Two pairs of eyes: editor, then a reviewer of the owner, never the author."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import WorkflowState

from content import workflow
from content.models import LessonVersion
from content.tasks import publish_scheduled
from lms.core.errors import Denied, Invalid
from lms.core.models import AuditEntry
from lms.messaging.models import Message
from tests.content.conftest import again
from tests.factories import content as make


def drafted(land: Any, editor: Any, **fields: Any) -> Any:
    """A lesson with a draft by ``editor`` in a published course."""
    lesson = make.lesson(make.course(land.county), live=False, **fields)
    lesson.save_revision(user=editor)
    return lesson


def test_a_second_person_publishes(land: Any, person: Any) -> None:
    editor, reviewer = person("editor", land.county), person("reviewer", land.county)
    lesson = drafted(land, editor)
    workflow.submit(page=lesson, by=editor)
    workflow.approve(page=lesson, by=reviewer)
    assert lesson.live
    assert AuditEntry.objects.filter(verb="content.published", actor=reviewer).exists()


def test_the_author_cannot_approve(land: Any, person: Any) -> None:
    from lms.accounts.models import RoleGrant

    both = person("editor", land.county)
    RoleGrant.objects.create(user=both, organisation=land.county, role="reviewer")
    both = again(both)
    lesson = drafted(land, both)
    workflow.submit(page=lesson, by=both)
    with pytest.raises(Denied):
        workflow.approve(page=lesson, by=both)
    lesson.refresh_from_db()
    assert not lesson.live


def test_who_submitted_another_ones_draft_cannot_approve(land: Any, person: Any) -> None:
    from lms.accounts.models import RoleGrant

    lesson = drafted(land, person("editor", land.county))
    second = person("editor", land.county)
    RoleGrant.objects.create(user=second, organisation=land.county, role="reviewer")
    second = again(second)
    workflow.submit(page=lesson, by=second)
    assert not workflow.may_review(lesson, second)


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        ("reviewer", "county", True),
        ("reviewer", "city", True),
        ("reviewer", "county2", False),
        ("editor", "county", False),
        ("officer", "office", False),
        ("manager", "county", False),
    ],
)
def test_who_may_review(land: Any, person: Any, role: str, place: str, allowed: bool) -> None:
    lesson = drafted(land, person("editor", land.county))
    assert workflow.may_review(lesson, person(role, getattr(land, place))) is allowed


def test_sent_back_with_a_reason(land: Any, person: Any) -> None:
    editor, reviewer = person("editor", land.county), person("reviewer", land.county)
    lesson = drafted(land, editor)
    workflow.submit(page=lesson, by=editor)
    workflow.ask_for_changes(page=lesson, by=reviewer, comment="第二段写错了")
    assert lesson.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert Message.objects.get(recipient=editor).body == "第二段写错了"


def test_sending_back_needs_a_reason(land: Any, person: Any) -> None:
    editor = person("editor", land.county)
    lesson = drafted(land, editor)
    workflow.submit(page=lesson, by=editor)
    with pytest.raises(Invalid):
        workflow.ask_for_changes(page=lesson, by=person("reviewer", land.county), comment=" ")


def test_reviewers_are_told(land: Any, person: Any) -> None:
    reviewer, elsewhere = person("reviewer", land.county), person("reviewer", land.county2)
    editor = person("editor", land.county)
    workflow.submit(page=drafted(land, editor), by=editor)
    assert Message.objects.filter(recipient=reviewer).count() == 1
    assert not Message.objects.filter(recipient=elsewhere).exists()


def test_an_office_without_reviewer_asks_its_county(land: Any, person: Any) -> None:
    editor, reviewer = person("editor", land.office), person("reviewer", land.county)
    course = make.course(land.office, live=False)
    course.save_revision(user=editor)
    workflow.submit(page=course, by=editor)
    assert Message.objects.filter(recipient=reviewer).exists()
    workflow.approve(page=course, by=reviewer)
    assert course.live


def test_what_cannot_be_published_is_not_submitted(land: Any, person: Any) -> None:
    editor = person("editor", land.county)
    lesson = drafted(land, editor, body=[])
    with pytest.raises(Invalid) as caught:
        workflow.submit(page=lesson, by=editor)
    assert caught.value.fields["page"]
    assert lesson.current_workflow_state is None


def test_under_review_nobody_edits(land: Any, person: Any) -> None:
    editor = person("editor", land.county)
    lesson = drafted(land, editor)
    workflow.submit(page=lesson, by=editor)
    assert lesson.permissions_for_user(editor).page_locked()


@pytest.mark.parametrize("role", ["editor", "reviewer", "teacher"])
def test_nobody_publishes_alone(land: Any, person: Any, role: str) -> None:
    rights = drafted(land, person("editor", land.county)).permissions_for_user(
        person(role, land.county)
    )
    assert not rights.can_publish()
    assert not rights.can_unpublish()
    assert not rights.can_publish_subpage()


def test_an_editor_edits_the_own_branch_only(land: Any, person: Any) -> None:
    course = make.course(land.county)
    assert course.permissions_for_user(person("editor", land.county)).can_edit()
    assert course.permissions_for_user(person("editor", land.city)).can_edit()
    assert not course.permissions_for_user(person("editor", land.county2)).can_edit()
    assert not course.permissions_for_user(person("editor", land.office)).can_edit()


def test_a_teacher_edits_the_own_pages_only(land: Any, person: Any) -> None:
    teacher = person("teacher", land.county)
    course = make.course(land.county)
    assert not course.permissions_for_user(teacher).can_edit()
    course.owner = teacher
    assert course.permissions_for_user(teacher).can_edit()


def test_rights_end_with_the_grant(land: Any, person: Any) -> None:
    from content.tree import sync_groups

    editor = person("editor", land.county)
    editor.role_grants.update(ends_on="2021-01-01")
    sync_groups(again(editor))
    assert not again(editor).has_perm("wagtailadmin.access_admin")


def test_each_published_change_is_a_new_version(land: Any) -> None:
    lesson = make.lesson(make.course(land.county))
    lesson.body = [make.text(make.WORDS * 2)]
    lesson.change_note = "增加了第二节"
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    assert (lesson.study_version, lesson.nominal_seconds) == (2, 252)
    assert LessonVersion.objects.get(version=2).note == "增加了第二节"


def test_a_new_title_is_no_new_version(land: Any) -> None:
    lesson = make.lesson(make.course(land.county))
    lesson.title = "另一个题目"
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    assert (lesson.title, lesson.study_version) == ("另一个题目", 1)


def test_an_old_revision_brings_no_old_version_back(land: Any) -> None:
    lesson = make.lesson(make.course(land.county))
    first, origin = lesson.latest_revision, lesson.origin
    lesson.body = [make.text("新的内容" * 200)]
    lesson.save_revision().publish()
    first.publish()
    lesson.refresh_from_db()
    assert (lesson.study_version, lesson.origin) == (3, origin)


def test_publishing_can_be_scheduled(
    land: Any, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, reviewer = person("editor", land.county), person("reviewer", land.county)
    lesson = drafted(land, editor)
    tomorrow = timezone.now() + timedelta(days=1)
    lesson.go_live_at = tomorrow
    lesson.save_revision(user=editor)
    workflow.submit(page=lesson, by=editor)
    workflow.approve(page=lesson, by=reviewer)
    assert not lesson.live
    assert "上线" in Message.objects.get(recipient=editor).body
    monkeypatch.setattr(timezone, "now", lambda: tomorrow + timedelta(minutes=5))
    publish_scheduled()
    lesson.refresh_from_db()
    assert (lesson.live, lesson.study_version) == (True, 1)
