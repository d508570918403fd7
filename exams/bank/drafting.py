"""Drafts of questions, many at once: rows, tags, revisions and the CMS's history in a number of
queries that does not grow with them (pictures apart, which are files).

Whoever calls has checked the questions and the right to write them (exams/bank/keeping.py,
exams/bank/importing.py).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import ModelLogEntry, Revision, WorkflowState

from content.models.taxonomy import Sharing
from exams.bank import columns, pictures, plain
from exams.bank.columns import Terms
from exams.models import Question, QuestionTag
from lms.core.clock import now

COLUMNS = [
    "kind", "plain", "summary", "text_hash", "normal_text", "difficulty", "audience", "language",
    "source", "knowledge", "risk_point", "sharing", "changed_at",
]  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A sound form, with its pictures under their own names (`pictures.named`), as the next draft
    of ``question`` or as a new one."""

    form: plain.Question
    question: Question | None = None
    sharing: str = ""


@transaction.atomic
def write(wanted: Sequence[Wanted], *, by: Any, organisation: Any) -> list[Question]:
    """Store drafts. What is released stays as it is until a reviewer has approved the draft."""
    terms = Terms.of(one.form for one in wanted)
    made = [_taken(one, terms, by, organisation) for one in wanted]
    new = [question for one, question in zip(wanted, made, strict=True) if one.question is None]
    _save_rows(new, [found for one in wanted if (found := one.question) and not found.live])
    for one, question in zip(wanted, made, strict=True):
        if one.form.pictures:
            pictures.store(question, one.form, by=by)
    _save_revisions(made, {one.pk for one in new}, by)
    return made


def latest(question: Question) -> dict[str, Any]:
    """The JSON of the latest draft; of the question itself when there is none."""
    revision = question.latest_revision
    found: dict[str, Any] = revision.content["plain"] if revision is not None else question.plain
    return found


def under_review(questions: Iterable[Question]) -> set[Any]:
    """Ids of those of ``questions`` that wait for a reviewer. One query."""
    keys = [str(one.pk) for one in questions]
    states = WorkflowState.objects.filter(
        base_content_type=_type(), object_id__in=keys, status=WorkflowState.STATUS_IN_PROGRESS
    )
    return {uuid.UUID(found) for found in states.values_list("object_id", flat=True)}


def _taken(one: Wanted, terms: Terms, by: Any, organisation: Any) -> Question:
    question = one.question
    if question is None:
        question = Question(owner_organisation=organisation, made_by=by, live=False)
    question.sharing = one.sharing or question.sharing or Sharing.COUNTY
    return columns.take(question, one.form, terms)


def _save_rows(new: list[Question], drafts: list[Question]) -> None:
    """Rows of what was never released hold the draft; those of what is live are left alone."""
    Question.objects.bulk_create(new)
    if drafts:
        Question.objects.bulk_update(drafts, COLUMNS, batch_size=200)
        QuestionTag.objects.filter(content_object__in=drafts).delete()
    rows = [item for one in (*new, *drafts) for item in one.tagged_items.all()]
    QuestionTag.objects.bulk_create(
        [QuestionTag(content_object_id=item.content_object_id, tag=item.tag) for item in rows]
    )


def _save_revisions(made: list[Question], new: set[Any], by: Any) -> None:
    kind, moment = _type(), now()
    for one in made:
        one.has_unpublished_changes = True
    revisions = Revision.objects.bulk_create([
        Revision(
            content_type=kind, base_content_type=kind, object_id=str(one.pk), object_str=str(one),
            user=by, created_at=moment, content=one.serializable_data(),
        )
        for one in made
    ])  # fmt: skip
    for one, revision in zip(made, revisions, strict=True):
        one.latest_revision = revision
    Question.objects.bulk_update(made, ["latest_revision", "has_unpublished_changes"], 200)
    ModelLogEntry.objects.bulk_create([
        ModelLogEntry(
            content_type=kind, object_id=str(one.pk), label=str(one)[:200], user=by,
            action="wagtail.create" if one.pk in new else "wagtail.edit", timestamp=moment,
            uuid=uuid.uuid4(), revision=one.latest_revision, content_changed=True,
        )
        for one in made
    ])  # fmt: skip


def _type() -> ContentType:
    return ContentType.objects.get_for_model(Question, for_concrete_model=False)
