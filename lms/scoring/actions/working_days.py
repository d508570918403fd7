"""What managers say of days that the published calendar does not know or has wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import refused
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict
from lms.core.months import today
from lms.scoring.closing.working_days import by_calendar
from lms.scoring.models import WorkingDayOverride

FARTHEST = 3
"""Years ahead."""


def set_working_day(*, by: Any, day: date, is_working: bool, note: str) -> WorkingDayOverride:
    """Say that a coming day is worked, or off. Deadlines that were given out stay as they are.

    Raises `Denied`, `Invalid` (past, too far, no reason, as in the calendar) and `Conflict` (said
    already)."""
    policies.require(by, Permission.MANAGE_SCHEMES)
    if not note.strip():
        raise refused("note", _("Please say why."), code="note")
    if day < today() or day.year > today().year + FARTHEST:
        raise refused(
            "day", _("Choose a day from today on, at most three years ahead."), code="day"
        )
    if by_calendar(day) == is_working:
        raise refused("is_working", _("The calendar says so already."), code="same")
    try:
        with transaction.atomic():
            made = WorkingDayOverride.objects.create(
                day=day, is_working=is_working, note=note.strip(), set_by=by
            )
            audit.record("scoring.working_day_set", actor=by, target=made, after=_said(made))
    except IntegrityError as error:
        sentence = _("Something is said of this day already. Remove it first.")
        raise Conflict(sentence, code="known", fields={"day": [sentence]}) from error
    return made


def remove_working_day(*, by: Any, override: WorkingDayOverride) -> None:
    """The calendar holds again. Raises `Denied`, `Invalid` for a day that is over."""
    policies.require(by, Permission.MANAGE_SCHEMES)
    if override.day < today():
        raise refused("day", _("This day is over."), code="day")
    with transaction.atomic():
        audit.record(
            "scoring.working_day_removed", actor=by, target=override, before=_said(override)
        )
        override.delete()


def _said(row: WorkingDayOverride) -> dict[str, Any]:
    return {"day": str(row.day), "working": "yes" if row.is_working else "no", "note": row.note}
