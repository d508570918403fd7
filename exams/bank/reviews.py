"""Many questions through the review of the CMS at once: the same rules, rows and history as one
(content/workflow.py), in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Revision, TaskState, WorkflowState

from content import workflow
from content.receivers import reviewers_for
from exams.bank import check, keeping, pictures
from exams.bank.plain import digest_of
from exams.models import Question, QuestionVersion
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid
from lms.messaging.actions import Note, send_many

IN_PROGRESS = WorkflowState.STATUS_IN_PROGRESS


@transaction.atomic
def submit_many(*, by: Any, questions: Iterable[Question]) -> int:
    """Send the latest drafts to review; those that wait already stay as they are. Who reviews is
    told by `tell_reviewers`, once for all. Returns how many were sent."""
    questions = list(questions)
    _require_author(by, questions)
    known = _active(questions)
    returned = [state for state in known.values() if state.status != IN_PROGRESS]
    for state in returned:
        state.resume(by)
    wanted = [one for one in questions if str(one.pk) not in known]
    _states(wanted, IN_PROGRESS, by)
    sent = len(wanted) + len(returned)
    if sent:
        audit.record("exams.questions_submitted", actor=by, after={"questions": sent})
    return sent


def tell_reviewers(*, by: Any, organisation: Any, number: int, key: str) -> None:
    """The reviewers of ``organisation`` learn that ``number`` questions wait. Once per ``key``."""
    subject = ngettext(
        "To review: %(number)d imported question",
        "To review: %(number)d imported questions",
        number,
    ) % {"number": number}
    send_many(
        Note(to=user, subject=subject, body=_("Drafts wait for your decision."),
             link="/cms/", key=f"{key}:{user.pk}"[:120])
        for user in reviewers_for(organisation)
        if user.pk != by.pk
    )  # fmt: skip


@transaction.atomic
def approve_many(*, editor: Any, reviewer: Any, questions: Iterable[Question]) -> int:
    """Let drafts of ``editor`` through as ``reviewer``, a second person, and release them. Returns
    how many were released.

    Raises `Denied`, `Conflict` for one that waits for somebody's decision, and `Invalid` with what
    is wrong with a question: then none is released.
    """
    questions = list(questions)
    for owner in {one.owner_organisation for one in questions}:
        keeping.require_two(editor, reviewer, owner)
    if _active(questions):
        raise Conflict(_("One of the questions is under review already."), code="under_review")
    _require_sound(questions)
    _require_second(questions, reviewer)
    first = [one for one in questions if not one.live]
    _states(first, WorkflowState.STATUS_APPROVED, editor, reviewer)
    _release_first(first, reviewer)
    for one in questions:
        if one.live and one not in first:
            workflow.submit(page=one, by=editor)
            workflow.approve(page=one, by=reviewer)
    audit.record(
        "exams.questions_approved", actor=reviewer,
        after={"questions": len(questions), "requested_by": str(editor.pk)},
    )  # fmt: skip
    return len(questions)


def _active(questions: Sequence[Question]) -> dict[str, WorkflowState]:
    """Reviews that are not over, by the question's id: waiting for a reviewer or for changes."""
    keys = [str(one.pk) for one in questions]
    found = WorkflowState.objects.active().filter(base_content_type=_type(), object_id__in=keys)
    return {state.object_id: state for state in found}


def _require_author(by: Any, questions: Sequence[Question]) -> None:
    for owner in {one.owner_organisation for one in questions}:
        policies.require(by, Permission.AUTHOR_CONTENT, owner)


def _require_sound(questions: Sequence[Question]) -> None:
    for one in questions:
        found = check.problems(pictures.form_of(one))
        if found:
            text = f"{one.key}: {found[0]}"
            raise Invalid(text, code="question", fields={"question": found})


def _require_second(questions: Sequence[Question], reviewer: Any) -> None:
    """Nobody lets through what they have worked on themselves."""
    released = {str(one.pk): one.live_revision_id or 0 for one in questions}
    own = Revision.objects.filter(
        base_content_type=_type(), object_id__in=released, user=reviewer
    ).values_list("object_id", "pk")
    if any(pk > released[key] for key, pk in own):
        raise Denied(_("A second person has to approve it."), code="second_person")


def _states(questions: Sequence[Question], status: str, author: Any, reviewer: Any = None) -> None:
    """The rows that the CMS's workflow would have written."""
    if not questions:
        return
    flow = questions[0].get_workflow()
    task = flow.tasks.first() if flow is not None else None
    if task is None:
        raise Invalid(_("No review is set up for this page."), code="no_workflow")
    kind = _type()
    states = WorkflowState.objects.bulk_create([
        WorkflowState(content_type=kind, base_content_type=kind, object_id=str(one.pk),
                      workflow=flow, status=status, requested_by=author)
        for one in questions
    ])  # fmt: skip
    done = {"finished_at": now(), "finished_by": reviewer} if reviewer is not None else {}
    steps = TaskState.objects.bulk_create([
        TaskState(workflow_state=state, revision_id=one.latest_revision_id, task=task,
                  status=status, content_type=ContentType.objects.get_for_model(TaskState), **done)
        for one, state in zip(questions, states, strict=True)
    ])  # fmt: skip
    for state, step in zip(states, steps, strict=True):
        state.current_task_state = step
    WorkflowState.objects.bulk_update(states, ["current_task_state"], 200)


def _release_first(questions: Sequence[Question], reviewer: Any) -> None:
    """Publish drafts that were never live: their rows hold the draft."""
    moment = now()
    versions = QuestionVersion.objects.bulk_create([
        QuestionVersion(question=one, number=1, plain=one.plain, digest=digest_of(one.plain),
                        released_by=reviewer, released_at=moment)
        for one in questions
    ])  # fmt: skip
    for one, version in zip(questions, versions, strict=True):
        one.current, one.live, one.live_revision = version, True, one.latest_revision
        one.has_unpublished_changes, one.changed_at = False, moment
        one.first_published_at = one.last_published_at = moment
    Question.objects.bulk_update(
        questions,
        ["current", "live", "live_revision", "has_unpublished_changes", "changed_at",
         "first_published_at", "last_published_at"],
        200,
    )  # fmt: skip


def _type() -> ContentType:
    return ContentType.objects.get_for_model(Question, for_concrete_model=False)
