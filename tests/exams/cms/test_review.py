"""A question goes live as a page does: one writes, another one of the owner approves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from content import workflow
from exams.bank import plain
from exams.models import Question
from lms.accounts.models import RoleGrant
from lms.core.errors import Denied, Invalid
from lms.core.models import AuditEntry
from lms.messaging.models import Message
from tests.content.conftest import again
from tests.exams.cms.conftest import drafted
from tests.exams.cms.posting import URL, form, single
from tests.factories import exams as make


def test_a_second_person_of_the_owner_publishes(land: Any, editor: Any, person: Any) -> None:
    reviewer = person("reviewer", land.county)
    question = drafted(editor, land.county)
    workflow.submit(page=question, by=editor)
    workflow.approve(page=question, by=reviewer)
    assert Question.objects.get().live
    entry = AuditEntry.objects.get(verb="content.published", actor=reviewer)
    assert entry.target_id == str(question.pk)


def test_the_author_never_approves(land: Any, editor: Any, draft: Any) -> None:
    RoleGrant.objects.create(user=editor, organisation=land.county, role="reviewer")
    both = again(editor)
    workflow.submit(page=draft, by=both)
    with pytest.raises(Denied):
        workflow.approve(page=draft, by=both)
    assert not Question.objects.get().live


@pytest.mark.parametrize("place", ["county2", "office3"])
def test_a_reviewer_of_another_owner_does_not(
    land: Any, editor: Any, draft: Any, person: Any, place: str
) -> None:
    workflow.submit(page=draft, by=editor)
    with pytest.raises(Denied):
        workflow.approve(page=draft, by=person("reviewer", getattr(land, place)))


def test_an_author_of_another_county_submits_nothing(land: Any, draft: Any, person: Any) -> None:
    with pytest.raises(Denied):
        workflow.submit(page=draft, by=person("editor", land.county2))


def test_what_is_not_sound_is_not_sent_to_review(land: Any, editor: Any) -> None:
    question = drafted(editor, land.county, options=make.OPTIONS[:1])
    with pytest.raises(Invalid, match="选项"):
        workflow.submit(page=question, by=editor)


def test_the_reviewers_of_the_owner_are_told_where(
    land: Any, editor: Any, draft: Any, person: Any
) -> None:
    reviewer, other = person("reviewer", land.county), person("reviewer", land.county2)
    workflow.submit(page=draft, by=editor)
    message = Message.objects.get(recipient=reviewer)
    assert message.link == f"/cms/snippets/exams/question/edit/{draft.pk}/"
    assert not Message.objects.filter(recipient=other).exists()


def test_a_draft_brings_no_older_version_back(land: Any, editor: Any) -> None:
    question = drafted(editor, land.county)
    revision = question.latest_revision
    version = make.release(question)
    assert revision.as_object().current_id == version.pk
    assert plain.from_json(revision.as_object().plain).kind == plain.SINGLE


def test_what_was_approved_is_not_written_over(
    land: Any, editor: Any, desk: Any, draft: Any, person: Any
) -> None:
    workflow.submit(page=draft, by=editor)
    workflow.approve(page=draft, by=person("reviewer", land.county))
    revision = Question.objects.get().live_revision
    answer = desk.post(
        f"{URL}/edit/{draft.pk}/",
        form(body=single("偷偷改了"), overwrite_revision_id=str(revision.pk)),
    )
    assert answer.status_code == 409
    revision.refresh_from_db()
    assert revision.object_str == draft.summary


def test_who_wrote_over_it_nevertheless_is_an_author(
    land: Any, editor: Any, draft: Any, person: Any
) -> None:
    workflow.submit(page=draft, by=editor)
    workflow.approve(page=draft, by=person("reviewer", land.county))
    question = Question.objects.get()
    assert workflow.authors_of(question) == set()
    question.save_revision(user=editor, overwrite_revision=question.live_revision)
    assert workflow.authors_of(Question.objects.get()) == {editor.pk}


def test_sent_back_changed_and_sent_again(
    land: Any, editor: Any, desk: Any, draft: Any, at_desk: Any
) -> None:
    workflow.submit(page=draft, by=editor)
    decision = {
        "action-workflow-action": "1", "workflow-action-name": "reject",
        "workflow-action-extra-data": json.dumps({"comment": "第二个选项不清楚"}),
    }  # fmt: skip
    at_desk("reviewer", land.county).post(f"{URL}/edit/{draft.pk}/", {**form(), **decision})
    assert not workflow.is_under_review(Question.objects.get())
    assert AuditEntry.objects.get(verb="content.sent_back").reason == "第二个选项不清楚"
    desk.post(f"{URL}/edit/{draft.pk}/", form(body=single("改好了"), **{"action-submit": "1"}))
    question = Question.objects.get()
    assert workflow.is_under_review(question)
    assert question.get_latest_revision_as_object().summary == "改好了"
