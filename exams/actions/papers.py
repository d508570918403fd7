"""Papers by program and by hand: the same way as in the CMS, with the same rights and history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from content import workflow
from exams.models import BlueprintRow, Paper, PaperAccess, PaperItem
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Invalid


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
            audit.record(
                "exams.paper_retired", actor=by, target=row, after={"reason": reason.strip()}
            )
    return row
