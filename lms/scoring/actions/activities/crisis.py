"""Alerts: a tool's result above its threshold. Told at once, and again higher up until somebody
says that they are at it. No message says who it is or what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import refused
from lms.accounts.models import Kind, Offender, RoleGrant, User
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, NotVisible
from lms.core.months import local
from lms.learning.actions.tools import people_on_duty
from lms.learning.models import ToolResult
from lms.scoring.actions.activities.duty import on_duty
from lms.scoring.actions.activities.telling import tell
from lms.scoring.models import CrisisAlert

CHANNELS = ("sms",)
STEPS = CrisisAlert.STEPS
AGAIN = timedelta(hours=2)
"""After the last step the county is told so often until somebody is at it."""
MOST_OUTCOME = 4000


def raise_alert(*, result: ToolResult) -> CrisisAlert:
    """Open the alert of a result and tell the first step at once. Again gives what there is. Inside
    the transaction in which the tool was filled in."""
    offender = Offender.objects.select_related("user", "office", "officer").get(
        pk=result.learner_id
    )
    with transaction.atomic():
        alert, made = CrisisAlert.objects.get_or_create(
            tool_result=result, defaults={"offender": offender, "told_at": now()}
        )
        if made:
            told = _tell(alert, 0)
            audit.record(
                "scoring.alert_raised", actor=result.learner, target=alert, on_whom=offender,
                after={"told": told},
            )  # fmt: skip
    return alert


def escalate(*, alert: Any, moment: datetime | None = None) -> int:
    """Tell every step whose time has come and that was not told. Returns how many people were."""
    moment = moment or now()
    with transaction.atomic():
        rows = CrisisAlert.objects.select_for_update(of=("self",), skip_locked=True)
        row = rows.filter(pk=alert, acknowledged_at=None).first()
        if row is None or (due := due_step(row, moment)) <= row.step:
            return 0
        told = sum(_tell(row, step) for step in _missed(row.step, due))
        row.step, row.told_at = due, moment
        row.save(update_fields=["step", "told_at"])
        audit.record(
            "scoring.alert_escalated", target=row, on_whom=row.offender,
            after={"step": due, "told": told},
        )  # fmt: skip
    return told


def escalate_all() -> int:
    """All open alerts; each in a transaction of its own."""
    waiting = CrisisAlert.objects.filter(acknowledged_at=None).order_by("raised_at")
    return sum(escalate(alert=pk) for pk in waiting.values_list("pk", flat=True))


def due_step(alert: CrisisAlert, moment: datetime) -> int:
    """The last step whose time has come: 0, 1, 2, 3, and one more every two hours."""
    open_for = moment - alert.raised_at
    last = len(STEPS) - 1
    if open_for >= STEPS[last]:
        return last + int((open_for - STEPS[last]) / AGAIN)
    return max((step for step, after in enumerate(STEPS) if open_for >= after), default=0)


def _missed(told: int, due: int) -> Iterable[int]:
    """The steps in between; of many repeated ones (the worker was off for days) only the last."""
    last = len(STEPS) - 1
    return [*range(told + 1, min(due, last) + 1), *([due] if due > last else [])]


def acknowledge(*, by: User, alert: CrisisAlert) -> CrisisAlert:
    """Say that one is at it; nobody is told any more. Raises `NotVisible`, `Conflict` when somebody
    else is at it already."""
    with transaction.atomic():
        row = _locked(by, alert)
        if row.acknowledged_by_id == by.pk:
            return row
        if row.acknowledged_by is not None:
            sentence = _("%(name)s is at it already.") % {"name": row.acknowledged_by.name}
            raise Conflict(sentence, code="acknowledged")
        row.acknowledged_by, row.acknowledged_at = by, now()
        row.save(update_fields=["acknowledged_by", "acknowledged_at"])
        audit.record("scoring.alert_acknowledged", actor=by, target=row, on_whom=row.offender)
    return row


def note_outcome(*, by: User, alert: CrisisAlert, outcome: str) -> CrisisAlert:
    """Add what was done; earlier notes stay. Raises `Invalid`, `NotVisible`, `Conflict` before
    somebody has said that they are at it."""
    outcome = outcome.replace("\0", "").strip()
    if not outcome:
        raise refused("outcome", _("Please write what was done."), code="outcome")
    with transaction.atomic():
        row = _locked(by, alert)
        if row.acknowledged_at is None:
            raise Conflict(_("Please say first that you are at it."), code="open")
        line = f"{local(now()):%Y-%m-%d %H:%M} {by.name}: {outcome[:MOST_OUTCOME]}"
        row.outcome = f"{row.outcome}\n{line}".strip()
        row.save(update_fields=["outcome"])
        audit.record("scoring.alert_outcome", actor=by, target=row, on_whom=row.offender)
    return row


def _locked(by: User, alert: CrisisAlert) -> CrisisAlert:
    mine = CrisisAlert.objects.looked_after_by(by, Permission.VIEW_TOOL_RESULTS)
    rows = mine.select_for_update(of=("self",)).select_related("offender__user", "acknowledged_by")
    row = rows.filter(pk=alert.pk).first()
    if row is None:
        raise NotVisible(_("There is no such alert."), code="alert")
    found: CrisisAlert = row
    return found


def _tell(alert: CrisisAlert, step: int) -> int:
    people = recipients(alert.offender, step)
    return tell(
        people, _words, key=f"crisis:{alert.pk}:{step}",
        link=reverse("scoring:alert", args=[alert.pk]), channels=CHANNELS,
    )  # fmt: skip


def _words() -> tuple[str, str]:
    return _("Please look at once"), _(
        "An answer of a person in your care needs your attention now. Sign in to read it and say"
        " that you are at it."
    )


def recipients(offender: Offender, step: int) -> list[User]:
    """Whom a step tells: the officer and who is on duty; everybody of the office; the managers of
    the county. A step that would tell nobody tells the next one above."""
    if step == 0:
        found = _first(offender)
    elif step == 1:
        found = people_on_duty(offender)
    else:
        found = managers_of(offender)
    able = {
        one.pk: one for one in found
        if one.is_active and one.pk != offender.pk
        and policies.can(one, Permission.VIEW_TOOL_RESULTS, offender)
    }  # fmt: skip
    if able or step >= len(STEPS) - 1:
        return list(able.values())
    return recipients(offender, step + 1)


def _first(offender: Offender) -> list[User]:
    """Where nobody is set on duty, everybody of the office counts as being on duty."""
    turns = on_duty(offender.office)
    if not turns:
        return people_on_duty(offender)
    return [*turns, *([offender.officer] if offender.officer else [])]


def managers_of(offender: Offender) -> list[User]:
    """The managers of the county; where it has none, of the nearest level above."""
    county = offender.office.county() or offender.office
    grants = RoleGrant.objects.active().at_or_above(county).filter(role=Role.MANAGER)
    here = Q(organisation__kind=Kind.COUNTY)
    rows = list(grants.filter(user__is_active=True).select_related("user", "organisation"))
    at_county = list(grants.filter(here).values_list("pk", flat=True))
    nearest = [row.user for row in rows if row.pk in at_county]
    if nearest:
        return nearest
    depth = max((len(row.organisation.path) for row in rows), default=0)
    return [row.user for row in rows if len(row.organisation.path) == depth]
