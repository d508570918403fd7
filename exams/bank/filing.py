"""Putting many questions in order at once: tags, knowledge points, retirement.

How a question is filed is no part of its wording: an author changes it without a review, and no
version comes of it. A draft that is being written is filed along, so that it brings nothing back.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from taggit.models import Tag
from wagtail.models import Revision

from content.models import KnowledgePoint
from exams.bank import drafting, keeping
from exams.models import Question, QuestionTag
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now

Change = Callable[[dict[str, Any]], dict[str, Any]]
"""What becomes of the JSON of a plain form."""


def ids(texts: Iterable[str]) -> list[uuid.UUID]:
    """Those of ``texts`` that are ids."""
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


@transaction.atomic
def tag(
    *, by: Any, questions: Sequence[Question], add: Iterable[str] = (), remove: Iterable[str] = ()
) -> list[Question]:
    """Add and take away tags. Returns the questions that were changed: those under review are left
    alone. Raises `Denied` for one that ``by`` does not write for."""
    add, remove = list(dict.fromkeys(add)), set(remove)

    def change(data: dict[str, Any]) -> dict[str, Any]:
        kept = [one for one in data.get("tags", []) if one not in remove]
        return _with(data, "tags", list(dict.fromkeys([*kept, *add])))

    rows = _held(by, questions)
    changed = [row for row in rows if change(row.plain) != row.plain or _draft_differs(row, change)]
    terms = _tags(changed, change)
    for row in changed:
        row.plain = change(row.plain)
    QuestionTag.objects.filter(content_object__in=changed).delete()
    QuestionTag.objects.bulk_create(
        QuestionTag(content_object=row, tag_id=terms[name])
        for row in changed
        for name in row.plain.get("tags", [])
    )

    def refile(row: Question, content: dict[str, Any]) -> dict[str, Any]:
        form = change(content["plain"])
        items = [
            {"pk": None, "content_object": str(row.pk), "tag": terms[name]}
            for name in form.get("tags", [])
        ]
        return {**content, "plain": form, "tagged_items": items}

    _keep(changed, ["plain", "changed_at"], refile, by)
    after = {"add": add, "remove": sorted(remove), "questions": [str(row.pk) for row in changed]}
    audit.record("exams.questions_tagged", actor=by, after=after)
    return changed


@transaction.atomic
def move(*, by: Any, questions: Sequence[Question], to: KnowledgePoint) -> list[Question]:
    """File questions under another knowledge point; otherwise as `tag`."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        return _with(data, "knowledge", to.code)

    rows = _held(by, questions)
    changed = [
        row for row in rows
        if row.knowledge_id != to.pk or change(row.plain) != row.plain
        or _draft_differs(row, change)
    ]  # fmt: skip
    for row in changed:
        row.plain, row.knowledge = change(row.plain), to

    def refile(row: Question, content: dict[str, Any]) -> dict[str, Any]:
        return {**content, "plain": change(content["plain"]), "knowledge": to.pk}

    _keep(changed, ["plain", "knowledge", "changed_at"], refile, by)
    after = {"to": to.code, "questions": [str(row.pk) for row in changed]}
    audit.record("exams.questions_moved", actor=by, after=after)
    return changed


@transaction.atomic
def retire_all(*, by: Any, questions: Sequence[Question], reason: str) -> list[Question]:
    """`keeping.retire` for many; those that were retired before are left alone."""
    return [
        keeping.retire(by=by, question=one, reason=reason)
        for one in questions
        if not one.is_retired
    ]


def _with(data: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """What is empty is left out (exams/bank/plain.py)."""
    rest = {key: one for key, one in data.items() if key != name}
    return {**rest, name: value} if value else rest


def _draft_differs(row: Question, change: Change) -> bool:
    revision = row.latest_revision
    return revision is not None and change(revision.content["plain"]) != revision.content["plain"]


def _held(by: Any, questions: Sequence[Question]) -> list[Question]:
    """The questions, held until the end of the transaction, without those under review."""
    rows = list(
        Question.objects.select_for_update(of=("self",))
        .select_related("latest_revision", "owner_organisation")
        .filter(pk__in=[one.pk for one in questions])
        .order_by("pk")
    )
    for owner in {row.owner_organisation_id: row.owner_organisation for row in rows}.values():
        policies.require(by, Permission.AUTHOR_CONTENT, owner)
    waiting = drafting.under_review(rows)
    return [row for row in rows if row.pk not in waiting]


def _tags(rows: Iterable[Question], change: Change) -> dict[str, int]:
    """Name → row of every tag that the questions and their drafts will have."""
    names: set[str] = set()
    for row in rows:
        names |= set(change(row.plain).get("tags", []))
        if row.latest_revision is not None:
            names |= set(change(row.latest_revision.content["plain"]).get("tags", []))
    known = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
    for name in sorted(names - set(known)):
        known[name] = Tag.objects.create(name=name).pk
    return known


def _keep(
    rows: list[Question],
    columns: list[str],
    refile: Callable[[Question, dict[str, Any]], dict[str, Any]],
    by: Any,
) -> None:
    """Rows and their latest drafts, filed anew. A released question without a newer draft stays
    one."""
    moment = now()
    drafted = [row for row in rows if row.latest_revision is not None]
    made = Revision.objects.bulk_create(
        Revision(
            content_type_id=row.latest_revision.content_type_id,
            base_content_type_id=row.latest_revision.base_content_type_id,
            object_id=str(row.pk), object_str=str(row), user=by, created_at=moment,
            content=refile(row, row.latest_revision.content),
        )
        for row in drafted
    )  # fmt: skip
    for row, revision in zip(drafted, made, strict=True):
        if row.live and row.live_revision_id == row.latest_revision_id:
            row.live_revision = revision
        row.latest_revision = revision
    for row in rows:
        row.changed_at = moment
    Question.objects.bulk_update(
        rows, [*columns, "latest_revision", "live_revision"], batch_size=200
    )
