"""What waits for an officer in the activities: queues with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from lms.accounts.permissions import Permission
from lms.core.clock import now
from lms.core.months import today
from lms.scoring.models import (
    CrisisAlert,
    DutyTurn,
    GroupClass,
    HelpRequest,
    Reflection,
    ServiceEvent,
)

SHOWN = 8


@dataclass(frozen=True)
class Queues:
    alerts: list[CrisisAlert]
    reports: int
    requests: int
    classes: list[GroupClass]
    events: list[ServiceEvent]
    duty: list[DutyTurn]


def queues_of(user: Any) -> Queues:
    """Six queries."""
    right = Permission.RECORD_CONDUCT
    reports = Reflection.objects.looked_after_by(user, right).filter(state="sent")
    requests = HelpRequest.objects.looked_after_by(user, right).filter(state="sent")
    turns = DutyTurn.objects.visible_to(user).filter(starts_on__lte=today(), ends_on__gte=today())
    return Queues(
        alerts=open_alerts(user),
        reports=reports.order_by().count(),
        requests=requests.order_by().count(),
        classes=list(_classes(user)[:SHOWN]),
        events=list(_events(user)[:SHOWN]),
        duty=list(turns.select_related("user", "organisation")[:SHOWN]),
    )


def open_alerts(user: Any) -> list[CrisisAlert]:
    """Those at which nobody is, and those without an outcome; the oldest first."""
    mine = CrisisAlert.objects.looked_after_by(user, Permission.VIEW_TOOL_RESULTS)
    mine = mine.filter(outcome="").select_related(
        "offender__user", "offender__office", "acknowledged_by"
    )
    return list(mine.defer("offender__id_number").order_by("acknowledged_at", "raised_at")[:SHOWN])


def _classes(user: Any) -> Any:
    """Coming, running, or over and not closed."""
    people = Count("roster")
    there = Count("roster", filter=Q(roster__state="present"))
    mine = GroupClass.objects.visible_to(user).open().select_related("organisation")
    return mine.annotate(people=people, there=there).order_by("starts_at")


def _events(user: Any) -> Any:
    taken = Count("signups", filter=Q(signups__withdrawn_at=None))
    mine = ServiceEvent.objects.visible_to(user).open().select_related("organisation")
    recent = mine.filter(starts_at__gt=now() - timedelta(days=62))
    return recent.annotate(taken=taken).order_by("starts_at")
