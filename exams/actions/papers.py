"""Papers by program and by hand: the same way as in the CMS, with the same rights and history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from content import workflow
from exams.models import BlueprintRow, Paper, PaperAccess, PaperItem, Question
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Invalid, NotVisible


def make_paper(
    *,
    by: Any,
    organisation: Any,
    items: Iterable[PaperItem] = (),
    blueprint: Iterable[BlueprintRow] = (),
    access: Iterable[PaperAccess] = (),
    **fields: Any,
) -> Paper:
    """A draft of a paper of ``organisation``; ``fields`` are those of `Paper`. Raises `Denied`,
    `Invalid`."""
    policies.require(by, Permission.AUTHOR_CONTENT, organisation)
    paper = Paper(owner_organisation=organisation, made_by=by, live=False, **fields)
    paper.items, paper.access = list(items), list(access)
    paper.blueprint = list(blueprint)
    with transaction.atomic():
        try:
            paper.full_clean(exclude=["latest_revision", "live_revision"])
        except ValidationError as error:
            raise Invalid(" ".join(error.messages), code="paper") from error
        paper.save()
        paper.save_revision(user=by, log_action="wagtail.create")
        audit.record("exams.paper_made", actor=by, target=paper, after={"title": paper.title})
    return paper


COPIED = (
    "intro", "purpose", "mode", "draw", "audience", "minutes", "opens_at", "closes_at", "attempts",
    "counts", "pass_percent", "shuffle_questions", "shuffle_options", "forms", "readers",
    "show_score", "show_answers", "show_explanations",
)  # fmt: skip


def copy_paper(*, by: Any, paper: Paper, organisation: Any, title: str) -> Paper:
    """A draft of ``organisation`` that is made up like ``paper``: like the latest draft of one's
    own, like what is published of one that others share. There the chosen questions come along as
    far as they are shared, and who may sit is said anew. Raises `NotVisible`, `Denied`,
    `Invalid`."""
    if not Paper.objects.to_copy(by).filter(pk=paper.pk).exists():
        raise NotVisible(_("There is no such paper."))
    mine = Paper.objects.of_authors(by).filter(pk=paper.pk).exists()
    source = paper.get_latest_revision_as_object() if mine else Paper.objects.get(pk=paper.pk)
    same_owner = paper.owner_organisation_id == organisation.pk
    items = list(source.items.all())
    if not same_owner:
        there = Question.objects.released().shared_with(by)
        usable = set(there.values_list("pk", flat=True))
        items = [one for one in items if one.question_id in usable]
    return make_paper(
        by=by, organisation=organisation, title=title,
        items=[_copied(one) for one in items],
        blueprint=[_copied(one) for one in source.blueprint.all()],
        access=[_copied(one) for one in source.access.all()] if same_owner else [],
        **{name: getattr(source, name) for name in COPIED},
    )  # fmt: skip


def _copied(row: Any) -> Any:
    """The same row of no paper yet."""
    names = [field.attname for field in row._meta.concrete_fields]
    kept = [name for name in names if name not in ("id", "paper_id")]
    return type(row)(**{name: getattr(row, name) for name in kept})


def publish_reviewed(*, paper: Paper, editor: Any, reviewer: Any) -> Paper:
    """Send the latest draft to review as ``editor`` and let it through as ``reviewer``. Raises
    `Invalid` with the list of what is missing, `Denied` when one of the two may not."""
    workflow.submit(page=paper, by=editor)
    workflow.approve(page=paper, by=reviewer)
    return Paper.objects.get(pk=paper.pk)


def retire_paper(*, by: Any, paper: Paper, reason: str) -> Paper:
    """Nobody begins it any more; sittings and results stay. Raises `Denied`, `Invalid` (no
    reason)."""
    policies.require(by, Permission.AUTHOR_CONTENT, paper.owner_organisation)
    if not reason.strip():
        sentence = _("Please say why.")
        raise Invalid(sentence, code="reason", fields={"reason": [sentence]})
    with transaction.atomic():
        row = Paper.objects.select_for_update().get(pk=paper.pk)
        if row.retired_at is None:
            row.retired_at = now()
            row.save(update_fields=["retired_at"])
            audit.record("exams.paper_retired", actor=by, target=row, reason=reason.strip())
    return row
