"""What people ask the office for: assistance, a counselling appointment, an exemption for illness;
and what the officer answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.actions.checks import reason_given, refused
from lms.accounts.models import Offender, User
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict
from lms.core.months import local, today
from lms.learning.actions.exemptions import grant_exemption
from lms.learning.models import Exemption
from lms.scoring.actions.activities.checks import look_after, own_file, said
from lms.scoring.actions.activities.telling import tell
from lms.scoring.evidence import attaching
from lms.scoring.models import Attachment, HelpRequest

Kind, State = HelpRequest.Kind, HelpRequest.State
LEAST, MOST = 2, 4000
MOST_PHOTOS = 6
MOST_WAITING = 5
MONTH = timedelta(days=31)
LONGEST = timedelta(days=92)
AHEAD = timedelta(days=92)


def ask(
    *, by: User, kind: str, text: str, starts_on: date | None = None, ends_on: date | None = None,
    uploads: Sequence[Any] = (),
) -> HelpRequest:  # fmt: skip
    """Ask one's office. Illness needs the days and a photograph of the proof.

    Raises `Invalid` per field, `Denied`, `Conflict` (``waiting``: too many are open).
    """
    offender = own_file(by)
    if kind not in Kind.values:
        raise refused("kind", _("Please choose what you ask for."), code="kind")
    text = said("text", text, least=LEAST, most=MOST)
    if kind == Kind.ILLNESS:
        starts_on, ends_on = _days(starts_on, ends_on)
        if not uploads:
            sentence = _("Please add a photograph of the doctor's paper.")
            raise refused("files", sentence, code="photo")
    else:
        starts_on = ends_on = None
    if len(uploads) > MOST_PHOTOS:
        raise refused("files", _("At most six photographs, please."), code="photos")
    with attaching.together():
        Offender.objects.select_for_update().only("pk").get(pk=offender.pk)
        waiting = HelpRequest.objects.filter(offender=offender, state=State.SENT)
        if waiting.count() >= MOST_WAITING:
            raise Conflict(
                _("Five of your requests wait already. Please call the office."), code="waiting"
            )
        made = HelpRequest.objects.create(
            offender=offender, kind=kind, text=text, starts_on=starts_on, ends_on=ends_on
        )
        for upload in uploads:
            _keep(made, by, upload)
        audit.record("scoring.help_asked", actor=by, target=made, on_whom=by, after={"kind": kind})
        if offender.officer is not None:
            tell([offender.officer], _news, key=f"help:{made.pk}", link=_staff_link(made))
    return made


def agree(
    *, by: User, request: HelpRequest, answer: str = "", meets_at: datetime | None = None,
    starts_on: date | None = None, ends_on: date | None = None,
) -> HelpRequest:  # fmt: skip
    """Say yes: a counselling request gets its appointment, illness its exemption (``starts_on`` to
    ``ends_on``, when the officer gives other days than were asked for).

    Raises `Denied`, `Invalid` per field, `Conflict` (answered already).
    """
    with transaction.atomic():
        row = _waiting(by, request)
        if row.kind == Kind.COUNSELLING and meets_at is None:
            raise refused("meets_at", _("Please give the day and hour."), code="meets_at")
        if meets_at is not None and not now() < meets_at <= now() + AHEAD:
            raise refused("meets_at", _("Please choose a time that is still to come."), code="past")
        if row.kind == Kind.ILLNESS:
            row.starts_on, row.ends_on = _order(starts_on or row.starts_on, ends_on or row.ends_on)
            _grant(row, by, row.starts_on, row.ends_on)
        row.meets_at = meets_at
        _answer(row, by, State.AGREED, answer.replace("\0", "").strip()[:MOST])
    return row


def decline(*, by: User, request: HelpRequest, reason: str) -> HelpRequest:
    """Say no, with a reason that the person reads. Raises `Denied`, `Invalid`, `Conflict`."""
    reason = reason_given(reason)
    with transaction.atomic():
        row = _waiting(by, request)
        _answer(row, by, State.DECLINED, reason)
    return row


def finish(*, by: User, request: HelpRequest, note: str = "") -> HelpRequest:
    """What was agreed is done. Raises `Denied`, `Conflict` (it was not agreed)."""
    with transaction.atomic():
        row = _locked(by, request)
        if row.state != State.AGREED:
            raise Conflict(_("Only what was agreed can be done."), code="state")
        row.state = State.DONE
        row.answer = "\n".join(filter(None, [row.answer, note.replace("\0", "").strip()[:MOST]]))
        row.save(update_fields=["state", "answer"])
        audit.record("scoring.help_done", actor=by, target=row, on_whom=row.offender)
    return row


def _days(starts_on: date | None, ends_on: date | None) -> tuple[date, date]:
    """The days of an illness as they are asked for."""
    first, last = _order(starts_on, ends_on)
    if not today() - MONTH <= first <= today() + MONTH:
        sentence = _("The first day lies within a month before or after today.")
        raise refused("starts_on", sentence, code="far")
    return first, last


def _order(starts_on: date | None, ends_on: date | None) -> tuple[date, date]:
    if starts_on is None:
        raise refused("starts_on", _("Please give the first day."), code="starts_on")
    if ends_on is None:
        raise refused("ends_on", _("Please give the last day."), code="ends_on")
    if ends_on < starts_on:
        raise refused("ends_on", _("The last day must not be before the first."), code="order")
    if ends_on - starts_on > LONGEST:
        raise refused("ends_on", _("At most three months at once, please."), code="long")
    return starts_on, ends_on


def _keep(made: HelpRequest, by: User, upload: Any) -> Attachment:
    return attaching.attach(
        by=by, kind=Attachment.Kind.HELP, about=made.pk, upload=upload, offender=made.offender
    )


def _grant(row: HelpRequest, by: User, starts_on: date, ends_on: date) -> None:
    """That the days are granted already is as good."""
    why = _("Illness report of %(day)s") % {"day": f"{local(row.sent_at):%Y-%m-%d}"}
    try:
        with transaction.atomic():
            grant_exemption(
                by=by, offender=row.offender, kind=Exemption.Kind.ILLNESS, starts_on=starts_on,
                ends_on=ends_on, reason=why,
            )  # fmt: skip
    except Conflict as known:
        if known.code != "granted":
            raise


def _locked(by: User, request: HelpRequest) -> HelpRequest:
    rows = HelpRequest.objects.select_for_update(of=("self",))
    row = rows.select_related("offender__user", "offender__office").get(pk=request.pk)
    look_after(by, row.offender)
    return row


def _waiting(by: User, request: HelpRequest) -> HelpRequest:
    row = _locked(by, request)
    if row.state != State.SENT:
        raise Conflict(_("This request is answered already."), code="decided")
    return row


def _answer(row: HelpRequest, by: User, state: str, answer: str) -> None:
    row.state, row.answer, row.decided_by, row.decided_at = state, answer, by, now()
    row.save(
        update_fields=[
            "state", "answer", "decided_by", "decided_at", "meets_at", "starts_on", "ends_on",
        ]
    )  # fmt: skip
    audit.record(
        f"scoring.help_{state}", actor=by, target=row, on_whom=row.offender, after=_told(row),
        reason=answer if state == State.DECLINED else "",
    )  # fmt: skip
    tell(
        [row.offender.user], lambda: _words(row), key=f"help:{row.pk}:{state}",
        link=reverse("scoring:my_activities"),
    )  # fmt: skip


def _told(row: HelpRequest) -> dict[str, str]:
    told = {"kind": row.kind}
    if row.kind == Kind.ILLNESS:
        told |= {"from": str(row.starts_on), "until": str(row.ends_on)}
    return told


def _words(row: HelpRequest) -> tuple[str, str]:
    if row.state == State.DECLINED:
        return _("Your request was declined"), _("Reason: %(reason)s") % {"reason": row.answer}
    parts = [_("Your officer has agreed.")]
    if row.meets_at:
        parts.append(_("Please come on %(when)s.") % {"when": f"{local(row.meets_at):%m-%d %H:%M}"})
    if row.kind == Kind.ILLNESS:
        days = {"first": row.starts_on, "last": row.ends_on}
        parts.append(_("You are exempt from %(first)s to %(last)s.") % days)
    if row.answer:
        parts.append(row.answer)
    return _("Your request is agreed"), " ".join(parts)


def _news() -> tuple[str, str]:
    return _("Somebody asks for help"), _("A request of a person in your care waits for an answer.")


def _staff_link(row: HelpRequest) -> str:
    return reverse("scoring:help_request", args=[row.pk])
