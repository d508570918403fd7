"""Days in which a person need not study: granted and cancelled by an officer, with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import cleaned, reason_given, refused
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied
from lms.core.months import Month
from lms.learning.actions.month_targets import correction_of, months_kept, rebuild_targets
from lms.learning.models import Exemption


def grant_exemption(
    *, by: User, offender: Offender, kind: str, starts_on: date, ends_on: date, reason: str
) -> Exemption:
    """Free a person from study from a day to a day, both included; targets follow pro rata.

    Raises `Denied` (no right over this person, or oneself), `Invalid` (no reason, days out of order
    or outside the time of correction), `Conflict` (granted already, for the same kind and days).
    """
    _require(by, offender)
    reason = reason_given(reason)
    _refuse_days(offender, starts_on, ends_on)
    exemption = Exemption(
        offender=offender, kind=kind, starts_on=starts_on, ends_on=ends_on, reason=reason,
        granted_by=by,
    )  # fmt: skip
    cleaned(exemption)
    with transaction.atomic():
        Offender.objects.select_for_update().only("pk").get(pk=offender.pk)
        same = Exemption.objects.standing().filter(
            offender=offender, kind=kind, starts_on__lte=starts_on, ends_on__gte=ends_on
        )
        if same.exists():
            raise Conflict(_("The person is exempt on these days already."), code="granted")
        exemption.save(force_insert=True)
        rebuild_targets(learners=[offender.pk], months=months_of(exemption))
        audit.record(
            "learning.exemption_granted", actor=by, target=exemption, on_whom=offender,
            after={"kind": kind, "from": str(starts_on), "until": str(ends_on)}, reason=reason,
        )  # fmt: skip
    return exemption


def cancel_exemption(*, by: User, exemption: Exemption, reason: str) -> Exemption:
    """Take an exemption back, with a reason; its row stays. Raises `Denied`, `Invalid`, `Conflict`
    (cancelled already)."""
    _require(by, exemption.offender)
    reason = reason_given(reason)
    with transaction.atomic():
        row = Exemption.objects.select_for_update().get(pk=exemption.pk)
        if row.cancelled_at is not None:
            raise Conflict(_("This exemption has been cancelled already."), code="cancelled")
        row.cancelled_by, row.cancelled_at, row.cancel_reason = by, now(), reason
        row.save(update_fields=["cancelled_by", "cancelled_at", "cancel_reason"])
        rebuild_targets(learners=[row.offender_id], months=months_of(row))
        audit.record(
            "learning.exemption_cancelled", actor=by, target=row, on_whom=exemption.offender,
            before={"kind": row.kind, "from": str(row.starts_on), "until": str(row.ends_on)},
            reason=reason,
        )  # fmt: skip
    return row


def months_of(exemption: Exemption) -> list[Month]:
    """The months whose targets an exemption moves, as far as targets are kept by now."""
    last = max(months_kept())
    return [month for month in _months(exemption) if month <= last] or [last]


def _months(exemption: Exemption) -> Iterator[Month]:
    month = Month.of(exemption.starts_on)
    while month <= Month.of(exemption.ends_on):
        yield month
        month = month.next()


def _require(by: User, offender: Offender) -> None:
    policies.require(by, Permission.PRESCRIBE, offender)
    if by.pk == offender.pk:
        raise Denied(_("Nobody decides about their own study."), code="own_study")


def _refuse_days(offender: Offender, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise refused("ends_on", _("The last day must not be before the first."), code="dates")
    term = correction_of(offender)
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day not in term:
            raise refused(
                name, _("This day is not in the person's time of correction."), code="term"
            )
