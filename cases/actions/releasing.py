"""Publishing a warning case, working on it again, and withdrawing it everywhere at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import attachments, filling_page, messages, retention, signals, way
from cases.draft import from_json
from cases.history import locked, move
from cases.models import CasePage, CaseReference, Submission
from cases.querysets import hands_in, releases_for
from cases.way import State, Step
from content import actions as content_actions
from content import rules
from content.tree import index_of
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid


def publish(row: Submission, *, by: Any, comment: str) -> CasePage:
    """Make the page of a case live, or its next version. ``row`` is locked, everything was checked
    (cases/actions/reviewing.py); raises `Invalid` with what the page lacks, and nothing is left."""
    page = _page_of(row)
    before = attachments.files_of(page)
    with attachments.attached(filling_page.fill(page, from_json(row.draft)), row, by=by):
        rules.require_publishable(page)
        page = _go_live(page, row, by)
        _keep_number(row, page)
        retention.begin(row)
        move(row, Step.PUBLISHED, by=by, comment=comment, case=page, published_at=now())
        attachments.remove(before, page)
        messages.tell_published(row)
    transaction.on_commit(
        lambda: signals.case_published.send(
            sender=CasePage, case=page, submission=row, edition=row.edition
        )
    )
    return page


def _keep_number(row: Submission, page: CasePage) -> None:
    if row.case_number:
        CaseReference.objects.update_or_create(case=page, defaults={"number": row.case_number})
    else:
        CaseReference.objects.filter(case=page).delete()


def _page_of(row: Submission) -> CasePage:
    if row.case_id is not None:
        return CasePage.objects.get(pk=row.case_id)
    return CasePage(kind=row.kind)


def _go_live(page: CasePage, row: Submission, by: Any) -> CasePage:
    """The platform publishes: nobody has that right in the CMS."""
    if page.pk is None:
        page.live, page.owner = False, by
        library = index_of(row.organisation, CasePage)
        library.refresh_from_db()
        library.add_child(instance=page)
    CasePage.objects.filter(pk=page.pk).update(released_at=now())
    page.released_at = now()
    revision = page.save_revision(user=by, log_action=True)
    revision.publish(user=by, skip_permission_checks=True)
    return CasePage.objects.get(pk=page.pk)


def revise(*, by: Any, submission: Submission) -> Submission:
    """Work on a published case again. What is published stays until the new round ends."""
    with transaction.atomic():
        row = locked(submission, by)
        if not hands_in(by, row):
            raise Denied(_("Only the organisation that hands a case in works on it."), code="write")
        retention.hold(row)
        move(row, Step.REVISED, by=by, edition=row.edition + 1, legal_reviewer=None,
             county_reviewer=None, sent_to_county_at=None,
             case_number=_number_of(row))  # fmt: skip
    return row


def _number_of(row: Submission) -> str:
    """The case number as it is known now: it may have been set on the published case."""
    found = CaseReference.objects.filter(case=row.case_id).first()
    return found.number if found else row.case_number


def may_withdraw(by: Any, submission: Submission) -> bool:
    """Who hands the case in, or a reviewer of its county, while it is live."""
    has_say = hands_in(by, submission) or releases_for(by, submission.county)
    is_live = submission.case_id is not None and way.may(Step.WITHDRAWN, submission.way)
    return is_live and has_say


def withdraw(*, by: Any, submission: Submission, reason: str) -> Submission:
    """Take a published case back: from this moment on nobody finds or opens it; the address says
    when and why. By the organisation that handed it in, or a reviewer of the county.

    Raises `Invalid` without a reason, `Conflict` when it is not published.
    """
    if not reason.strip():
        sentence = _("Give a reason: the readers will see it.")
        raise Invalid(sentence, code="reason", fields={"reason": [sentence]})
    with transaction.atomic():
        row = _live_for(submission, by) or locked(submission, by)
        if not (hands_in(by, row) or releases_for(by, row.county)):
            raise Denied(_("You do not have the right to do this."), code="withdraw")
        if row.case is None:
            raise Conflict(_("This case has not been published."), code="state")
        move(row, Step.WITHDRAWN, by=by, comment=reason, withdrawn_at=now(),
             withdrawn_reason=reason.strip()[:200])  # fmt: skip
        retention.begin(row)
        page = content_actions.take_back(page=row.case, by=by, reason=reason, recall=True)
        attachments.remove(attachments.files_of(page), page)
        messages.tell_withdrawn(row, by=by)
    return row


def _live_for(submission: Submission, by: Any) -> Submission | None:
    """What a reviewer of the county has published and its procuratorate works on again: the next
    round is hidden from them, the page that is live is theirs to take back."""
    rows = Submission.objects.select_for_update(of=("self",)).filter(case__live=True)
    found = rows.filter(pk=submission.pk).first()
    return found if found and releases_for(by, found.county) else None


def is_released(page: CasePage) -> bool:
    """Whether a page came by the procuratorate's way, so that nobody edits it in the CMS."""
    return (
        page.released_at is not None
        or Submission.objects.filter(
            case=page, state__in=[State.PUBLISHED.value, State.WITHDRAWN.value]
        ).exists()
    )
