"""Two reviews: the procuratorate's second person looks at the law and the masking, the county's
reviewer at what its people will read. Nobody does two of the three."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import messages, residue
from cases.actions.releasing import publish
from cases.actions.submitting import require_sendable
from cases.history import locked, move, note
from cases.models import Allowance, CasePage, Submission
from cases.reviewers import require_county_reviewer, require_named_legal_reviewer
from cases.way import State, Step
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid


def approve_legally(*, by: Any, submission: Submission, comment: str = "") -> Submission:
    """The second person of the procuratorate lets it through to the county. Raises `Conflict`
    ``remains`` or ``reason_needed`` (see `allow`)."""
    with transaction.atomic():
        row = locked(submission, by)
        _require_state(row, State.LEGAL_REVIEW)
        require_named_legal_reviewer(row, by)
        require_sendable(row)
        _require_reason(row)
        move(row, Step.LEGALLY_APPROVED, by=by, comment=comment, sent_to_county_at=now(),
             county_reviewer=None)  # fmt: skip
        messages.tell_county(row, by=by)
    return row


def take(*, by: Any, submission: Submission) -> Submission:
    """A reviewer of the county puts their name to the review; only then may they open the
    originals."""
    with transaction.atomic():
        row = locked(submission, by)
        _require_state(row, State.COUNTY_REVIEW)
        require_county_reviewer(row, by)
        if row.county_reviewer_id != by.pk:
            row.county_reviewer = by
            row.save(update_fields=["county_reviewer"])
            note(row, Step.TAKEN, by=by)
    return row


def approve(*, by: Any, submission: Submission, comment: str = "") -> CasePage:
    """The county's reviewer publishes it; returns the live page."""
    with transaction.atomic():
        row = locked(submission, by)
        _require_state(row, State.COUNTY_REVIEW)
        require_county_reviewer(row, by)
        if row.county_reviewer_id is None:
            row.county_reviewer = by
        require_sendable(row)
        _require_reason(row)
        return publish(row, by=by, comment=comment)


def send_back(*, by: Any, submission: Submission, comment: str) -> Submission:
    """Back to the author, with what has to be changed."""
    if not comment.strip():
        sentence = _("Say what has to be changed.")
        raise Invalid(sentence, code="comment", fields={"comment": [sentence]})
    with transaction.atomic():
        row = locked(submission, by)
        _require_reviewer(row, by)
        move(row, Step.SENT_BACK, by=by, comment=comment)
        messages.tell_author(row, by=by)
    return row


def allow(*, by: Any, submission: Submission, reason: str) -> Allowance:
    """A second person's written reason to publish although something likely remains. It holds for
    what remains now; never for anything certain."""
    if len(reason.strip()) < 10:
        sentence = _("Write down why it may be published: at least ten characters.")
        raise Invalid(sentence, code="reason", fields={"reason": [sentence]})
    with transaction.atomic():
        row = locked(submission, by)
        _require_reviewer(row, by)
        left = residue.of(row)
        residue.require_nothing_certain(left)
        made = Allowance.objects.create(
            submission=row, edition=row.edition, by=by, digest=left.digest, reason=reason.strip()
        )
        note(row, Step.COMMENTED, by=by, comment=reason)
    return made


def _require_reviewer(row: Submission, by: Any) -> None:
    if row.way == State.LEGAL_REVIEW:
        require_named_legal_reviewer(row, by)
    elif row.way == State.COUNTY_REVIEW:
        require_county_reviewer(row, by)
    else:
        raise Conflict(_("This case is not under review."), code="state")


def _require_state(row: Submission, state: State) -> None:
    if row.way != state:
        raise Conflict(
            _("This cannot be done now: the case is “%(state)s”.")
            % {"state": row.get_state_display()},
            code="state",
        )


def _require_reason(row: Submission) -> None:
    """Raises `Conflict` ``reason_needed`` while something likely remains and nobody but its author
    has said why that may be."""
    left = residue.of(row)
    if not left.likely:
        return
    if not any(one.covers(left.digest) for one in row.allowances.filter(edition=row.edition)):
        raise Conflict(
            _("Something may still name somebody. Write down why it may be published."),
            code="reason_needed",
        )
