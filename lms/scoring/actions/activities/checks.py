"""What the actions on activities ask before they do anything."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts import policies
from lms.accounts.actions.checks import refused
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.accounts.querysets import OffenderQuerySet
from lms.core.errors import Conflict, Denied

P = Permission


def people_of(user: Any, on: date | None = None) -> OffenderQuerySet:
    """Whose conduct ``user`` may write down: in correction on that day, never themself."""
    paths = policies.roots(user, P.RECORD_CONDUCT)
    seen = Offender.objects.visible_to(user).in_correction(on)
    return seen.filter(policies.within(paths, "office__path")).exclude(pk=user.pk)


def own_file(by: User) -> Offender:
    """The file of somebody who acts for themself. Raises `Denied` for anybody else, `Conflict` when
    correction has not begun or is over."""
    if not by.is_offender:
        raise Denied(_("This is for people under correction."), code="no_offender")
    own = Offender.objects.select_related("user", "office").filter(pk=by.pk)
    if not own.in_correction().exists():
        raise Conflict(_("Your correction has not begun or is over."), code="not_in_correction")
    return own.get()


def look_after(by: User, offender: Offender, permission: Permission = P.RECORD_CONDUCT) -> None:
    """Raises `Denied` for one's own file or without the right over this person."""
    policies.require(by, permission, offender)
    if by.pk == offender.pk:
        raise Denied(_("Nobody works on their own file."), code="own_file")


def refuse_strangers(by: User, rows: Any) -> None:
    """Raises `Conflict` when one of ``rows`` (each with an ``offender``) is about somebody whom
    another office looks after by now. One query."""
    mine = policies.within(policies.roots(by, P.RECORD_CONDUCT), "offender__office__path")
    gone = rows.exclude(mine).select_related("offender__user").first()
    if gone is not None:
        sentence = _(
            "%(name)s belongs to another office now. Please ask somebody of the county to do this."
        )
        raise Conflict(sentence % {"name": gone.offender.user.name}, code="moved")


def said(name: str, text: str, *, least: int = 1, most: int) -> str:
    """A text of so many characters, without the air around it. Raises `Invalid`."""
    text = text.replace("\0", "").strip()
    if not text:
        raise refused(name, _("Please write something here."), code="empty")
    if len(text) < least:
        sentence = ngettext(
            "Please write a little more: at least %(n)d character.",
            "Please write a little more: at least %(n)d characters.",
            least,
        )
        raise refused(name, sentence % {"n": least}, code="too_short")
    if len(text) > most:
        sentence = ngettext(
            "This is too long: at most %(n)d character.",
            "This is too long: at most %(n)d characters.",
            most,
        )
        raise refused(name, sentence % {"n": most}, code="too_long")
    return text


def within(name: str, at: datetime | date, first: Any, last: Any) -> None:
    """Raises `Invalid` for a moment or day that can only be a slip of the pen."""
    if not first <= at <= last:
        raise refused(name, _("Please check the day: it is too far away."), code="far")
