"""What the author of a case does: open, write, send, take back, discard, hand over to the CMS."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import attachments, filling_page, history, messages, residue, retention, way
from cases.draft import CaseDraft, from_json, from_plain, problems, to_json, unseen
from cases.history import locked, move, note, wrote
from cases.models import CaseKind, CasePage, CaseReference, Submission
from cases.querysets import hands_in
from cases.reviewers import require_legal_reviewer
from cases.way import State, Step
from content import authoring
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import ROLE_PERMISSIONS, Permission
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import today


def open_submission(*, by: Any, organisation: Organisation, kind: str) -> Submission:
    """Begin to hand in a case in the name of ``organisation``, one's own. Raises `Denied`: warning
    cases come from procuratorates, other kinds from those who write for a library."""
    _require_hand_in(by, organisation, kind)
    with transaction.atomic():
        made = Submission.objects.create(
            organisation=organisation,
            county=organisation.jurisdiction(),
            kind=kind,
            made_by=by,
            due_on=way.due_on(State.DRAFT, today()),
        )
        note(made, Step.OPENED, by=by)
    return made


def _require_hand_in(by: Any, organisation: Organisation, kind: str) -> None:
    if kind not in CaseKind.values:
        raise Invalid(_("There is no such kind of case."), code="kind", fields={"kind": [kind]})
    wanted = (
        Permission.SUBMIT_WARNING_CASES if kind == CaseKind.WARNING else Permission.AUTHOR_CONTENT
    )
    fits = any(
        grant.organisation_id == organisation.pk
        and wanted in ROLE_PERMISSIONS.get(grant.role, frozenset())
        for grant in by.grants
    )
    if not fits:
        raise Denied(_("You do not have the right to do this."), code=f"needs_{wanted}")


def may_write(by: Any, submission: Submission) -> bool:
    """Whether ``by`` works on it now: a person of the organisation that hands it in."""
    return submission.way == State.DRAFT and hands_in(by, submission)


def require_write(by: Any, submission: Submission) -> None:
    if not hands_in(by, submission):
        raise Denied(_("Only the organisation that hands a case in works on it."), code="write")
    if submission.way != State.DRAFT:
        raise Conflict(
            _("The case is under review or published. Take it back, or revise it."), code="state"
        )


def save_draft(
    *,
    by: Any,
    submission: Submission,
    draft: CaseDraft,
    version: int,
    case_number: str | None = None,
    publish_text: bool | None = None,
) -> Submission:
    """Keep what was written. ``version`` is the one that the writer had read: raises `Conflict`
    ``stale`` when somebody has saved since, so that two pages never overwrite each other."""
    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        if row.version != version:
            raise Conflict(
                _("Somebody else has saved meanwhile. Reload the page to see it."), code="stale"
            )
        row.draft, row.version, row.changed_at = to_json(draft), row.version + 1, now()
        if case_number is not None:
            row.case_number = case_number.strip()[:100]
        if publish_text is not None:
            row.publish_text = publish_text
        row.save(update_fields=["draft", "version", "changed_at", "case_number", "publish_text"])
        wrote(row, by)
    return row


def fill_from_files(*, by: Any, submission: Submission) -> Submission:
    """Put what the files propose into the fields that are still empty. What was written by a person
    stays; each filled field has to be confirmed (`CaseDraft.seen`)."""
    from cases.proposing import propose_fields

    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        before = from_json(row.draft)
        found = {
            name: one.value
            for name, one in propose_fields(row).items()
            if one.value and not getattr(before, name)
        }
        if found:
            filled = from_plain({**asdict(before), **found})
            row.proposed = sorted({*row.proposed, *found})
            row.draft, row.version = to_json(filled), row.version + 1
            row.changed_at = now()
            row.save(update_fields=["draft", "version", "proposed", "changed_at"])
            wrote(row, by)
    return row


def send(*, by: Any, submission: Submission, legal_reviewer: Any, comment: str = "") -> Submission:
    """Send a warning case to legal review by a named second person of the procuratorate.

    Raises `Invalid` with what is missing, `Conflict` ``remains`` while something certain would be
    published: nobody is asked to read what cannot be.
    """
    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        if not row.is_warning:
            raise Invalid(_("Only warning cases go this way."), code="kind")
        require_sendable(row)
        require_legal_reviewer(row, legal_reviewer, author=by)
        move(row, Step.SENT, by=by, comment=comment, legal_reviewer=legal_reviewer)
        messages.tell_legal_reviewer(row, by=by)
    return row


def require_sendable(row: Submission) -> None:
    """Raises `Invalid` or `Conflict` with everything that keeps a case from review."""
    draft = from_json(row.draft)
    found = problems(draft, warning=row.is_warning)
    for name in unseen(draft, row.proposed):
        found.setdefault(name, []).append(_("Proposed from the file and not yet read by you."))
    if missing := filling_page.missing_terms(draft):
        found.setdefault("risk_points", []).append(
            _("Not in the word lists any more: %(codes)s.") % {"codes": "、".join(missing)}
        )
    _files_problems(row, found)
    if found:
        raise Invalid(_("Something is still missing."), code="not_ready", fields=found)
    residue.require_nothing_certain(residue.of(row))


def _files_problems(row: Submission, found: dict[str, list[str]]) -> None:
    """What is wrong with the files: unread ones, findings that nobody has decided about."""
    files = row.files.kept()
    if files.filter(state__in=["uploading", "waiting"]).exists():
        found.setdefault("files", []).append(_("A file is still being uploaded or read."))
    if files.filter(incomplete=True, seen_by=None).exists():
        found.setdefault("files", []).append(
            _("A file has pages that are pictures. Read them and confirm that you have.")
        )
    undecided = sum(
        one.findings.filter(decision="open").count() for one in files.filter(state="read")
    )
    if undecided:
        found.setdefault("files", []).append(
            _("%(number)d findings are not decided yet.") % {"number": undecided}
        )


def take_back(*, by: Any, submission: Submission, comment: str = "") -> Submission:
    """Back to the author while nobody has decided; what the reviewers wrote stays in the history.
    Only of the organisation that handed it in."""
    with transaction.atomic():
        row = locked(submission, by)
        if not hands_in(by, row):
            raise Denied(_("Only the organisation that hands a case in works on it."), code="write")
        move(row, Step.TAKEN_BACK, by=by, comment=comment)
    return row


def discard(*, by: Any, submission: Submission, reason: str) -> Submission:
    """Give up a draft that was never published; its originals are destroyed at the next run."""
    if not reason.strip():
        raise Invalid(_("Give a reason."), code="reason", fields={"reason": [_("Give a reason.")]})
    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        if row.case_id is not None:
            raise Conflict(
                _("This case has been published before: withdraw it instead."), code="published"
            )
        move(row, Step.DISCARDED, by=by, comment=reason)
        row.files.kept().update(destroy_after=now())
    return row


def hand_over(*, by: Any, submission: Submission) -> CasePage:
    """Make a draft of the CMS of a case of another kind, in the library of the organisation that
    hands it in; there it goes through the usual review. Raises what `require_sendable` raises."""
    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        policies.require(by, Permission.AUTHOR_CONTENT, row.organisation)
        if row.is_warning:
            raise Invalid(_("Warning cases go through the procuratorate's way."), code="kind")
        require_sendable(row)
        draft = from_json(row.draft)
        filled = filling_page.fill(CasePage(kind=row.kind), draft)
        with attachments.attached(filled, row, by=by):
            page: CasePage = authoring.place_draft(filled, by=by, organisation=row.organisation)
        if row.case_number:
            CaseReference.objects.create(case=page, number=row.case_number)
        retention.begin(row)
        move(row, Step.HANDED_OVER, by=by, case=page)
    return page


def comment(*, by: Any, submission: Submission, text: str) -> None:
    """A remark in the history, by whoever works on the case."""
    if not text.strip():
        raise Invalid(
            _("Write something."), code="comment", fields={"text": [_("Write something.")]}
        )
    with transaction.atomic():
        history.note(locked(submission, by), Step.COMMENTED, by=by, comment=text)
