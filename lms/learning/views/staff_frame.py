"""What the staff's pages about one offender have in common."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import person
from lms.accounts.views.person import PAGE, file_of
from lms.core.errors import Invalid
from lms.core.months import Month, today

__all__ = ["PAGE", "file_of", "month_asked", "rights_over", "row_of"]

RIGHTS = {
    "prescribe": Permission.PRESCRIBE,
    "correct": Permission.CORRECT_CREDIT,
    "approve": Permission.APPROVE_CORRECTION,
    "confirm": Permission.CONFIRM_PRESENCE,
    "review": Permission.REVIEW_SIGNALS,
    "evidence": Permission.VIEW_EVIDENCE,
    "results": Permission.VIEW_TOOL_RESULTS,
    "id_number": Permission.VIEW_ID_NUMBER,
    "edit": Permission.EDIT_PEOPLE,
}


def rights_over(request: HttpRequest, offender: Offender) -> dict[str, bool]:
    """What this reader may do here, for templates: buttons that would be refused are not shown."""
    user = person(request)
    return {name: policies.can(user, right, offender) for name, right in RIGHTS.items()}


def row_of(rows: Any, pk: UUID | int) -> Any:
    """The row, or 404 when it is not among ``rows`` (those that the reader may see)."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def month_asked(request: HttpRequest) -> Month:
    """``?month=2026-09``; this month without it. Raises `Invalid`."""
    text = request.GET.get("month", "")
    if not text:
        return Month.of(today())
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Invalid(_("Please give the month as in 2026-09."), code="month") from error
