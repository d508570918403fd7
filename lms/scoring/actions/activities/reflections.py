"""Reflection reports (思想汇报): sent by the person, accepted or returned by the officer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.actions.checks import reason_given, refused
from lms.accounts.models import User
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, NotVisible
from lms.core.months import local_day
from lms.scoring.actions.activities.checks import look_after, own_file, said
from lms.scoring.actions.activities.counting import count
from lms.scoring.actions.activities.telling import tell
from lms.scoring.activities import recordings
from lms.scoring.evidence import attaching
from lms.scoring.models import Attachment, Reflection

State, Form = Reflection.State, Reflection.Form
LEAST, MOST = 50, 20_000
MOST_PAGES = 6
MOST_WAITING = 3


def send_reflection(
    *, by: User, form: str, text: str = "", uploads: Sequence[Any] = (),
    follows: Reflection | None = None,
) -> Reflection:  # fmt: skip
    """Hand in a report: typed (at least 50 characters), spoken (one recording of five minutes at
    most) or photographs of paper (one to six).

    ``follows``: the returned report that this one answers. Raises `Invalid` per field, `Denied`,
    `Conflict` (three are waiting already, or the other one was answered).
    """
    offender = own_file(by)
    text = _text_of(form, text)
    _refuse_number(form, uploads)
    with attaching.together():
        type(offender).objects.select_for_update().only("pk").get(pk=offender.pk)
        _refuse_queue(offender, follows)
        made = Reflection.objects.create(offender=offender, form=form, text=text, follows=follows)
        for upload in uploads:
            _keep(made, by, upload)
        audit.record(
            "scoring.reflection_sent", actor=by, target=made, on_whom=by, after={"form": form}
        )
    return made


def accept_reflection(*, by: User, reflection: Reflection, late: bool = False) -> Reflection:
    """It counts on the day it was sent. Raises `Denied`, `Conflict` (decided already; its month is
    locked and not ``late``)."""
    with transaction.atomic():
        row = _waiting(by, reflection)
        count(
            by=by, offender=row.offender, kind="reflection", on=local_day(row.sent_at),
            key=f"reflection:{row.pk}", late=late,
        )  # fmt: skip
        _decide(row, by, State.ACCEPTED, "")
        _answer(row, lambda: (_("Your report is accepted"), _("Thank you. It counts this month.")))
    return row


def return_reflection(*, by: User, reflection: Reflection, reason: str) -> Reflection:
    """The person reads why and may send another one. Raises `Denied`, `Invalid`, `Conflict`."""
    reason = reason_given(reason)
    with transaction.atomic():
        row = _waiting(by, reflection)
        _decide(row, by, State.RETURNED, reason)
        _answer(
            row,
            lambda: (
                _("Please write your report once more"),
                _("Your officer says: %(reason)s") % {"reason": reason},
            ),
        )
    return row


def _text_of(form: str, text: str) -> str:
    if form not in Form.values:
        raise refused("form", _("Please choose how you report."), code="form")
    return said("text", text, least=LEAST, most=MOST) if form == Form.TYPED else ""


def _refuse_number(form: str, uploads: Sequence[Any]) -> None:
    if form == Form.TYPED and uploads:
        raise refused("files", _("A typed report has no files."), code="files")
    if form == Form.SPOKEN and len(uploads) != 1:
        raise refused("files", _("Please choose one recording."), code="files")
    if form == Form.PAPER and not 1 <= len(uploads) <= MOST_PAGES:
        raise refused("files", _("Please choose one to six photographs."), code="files")


def _refuse_queue(offender: Any, follows: Reflection | None) -> None:
    own = Reflection.objects.filter(offender=offender)
    if follows is not None:
        if follows.offender_id != offender.pk:
            raise NotVisible(_("There is no such report."), code="report")
        if follows.state != State.RETURNED or own.filter(follows=follows).exists():
            raise Conflict(_("This report was answered already."), code="answered")
    if own.filter(state=State.SENT).count() >= MOST_WAITING:
        raise Conflict(
            _("Three of your reports wait to be read. Please wait for an answer."), code="waiting"
        )


def _keep(made: Reflection, by: User, upload: Any) -> Attachment:
    kind, about = Attachment.Kind.REFLECTION, made.pk
    if made.form == Form.SPOKEN:
        found = recordings.examined(upload)
        return attaching.keep(
            by=by, kind=kind, about=about, offender=made.offender, name=upload.name,
            content=found.content, content_type=found.content_type,
        )  # fmt: skip
    return attaching.attach(by=by, kind=kind, about=about, upload=upload, offender=made.offender)


def _waiting(by: User, reflection: Reflection) -> Reflection:
    """The row, locked. Raises `Denied`, `Conflict`."""
    rows = Reflection.objects.select_for_update(of=("self",))
    row = rows.select_related("offender__user", "offender__office").get(pk=reflection.pk)
    look_after(by, row.offender)
    if row.state != State.SENT:
        raise Conflict(_("This report is decided already."), code="decided")
    return row


def _decide(row: Reflection, by: User, state: str, reason: str) -> None:
    row.state, row.reason, row.decided_by, row.decided_at = state, reason, by, now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    audit.record(
        f"scoring.reflection_{state}", actor=by, target=row, on_whom=row.offender, reason=reason
    )


def _answer(row: Reflection, words: Any) -> None:
    tell(
        [row.offender.user], words, key=f"reflection:{row.pk}",
        link=reverse("scoring:my_report", args=[row.pk]),
    )  # fmt: skip
