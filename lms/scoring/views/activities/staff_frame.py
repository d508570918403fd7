"""What the staff's pages of activities have in common."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest

from lms.accounts import policies
from lms.accounts.models import Kind, Organisation
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person

PAGE = ["GET", "HEAD", "POST"]
keeps_activities = needs(Permission.RECORD_CONDUCT)
"""Open to whoever may write down conduct somewhere; what they meet is cut to their part."""


def row_or_404(rows: Any, pk: Any) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def holders(user: Any) -> Any:
    """Offices and counties for which ``user`` may hold something."""
    mine = policies.organisations(user, Permission.RECORD_CONDUCT)
    kinds = Q(kind=Kind.JUSTICE_OFFICE) | Q(kind=Kind.COUNTY)
    return mine.filter(kinds, is_active=True).order_by("path")


def offices(user: Any) -> Any:
    return holders(user).filter(kind=Kind.JUSTICE_OFFICE)


def only_one(places: Any) -> Organisation | None:
    """What a form begins with: the one place there is to choose."""
    found = list(places[:2])
    return found[0] if len(found) == 1 else None


def reports_of(request: HttpRequest) -> Any:
    from lms.scoring.models import Reflection

    return Reflection.objects.looked_after_by(person(request), Permission.RECORD_CONDUCT)


def requests_of(request: HttpRequest) -> Any:
    from lms.scoring.models import HelpRequest

    return HelpRequest.objects.looked_after_by(person(request), Permission.RECORD_CONDUCT)


def alerts_of(user: Any) -> Any:
    from lms.scoring.models import CrisisAlert

    return CrisisAlert.objects.looked_after_by(user, Permission.VIEW_TOOL_RESULTS)
