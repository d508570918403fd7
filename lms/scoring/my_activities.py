"""One person's activities, as they read them: what is coming, and what became of what they sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lms.core.clock import now
from lms.scoring.models import ClassAttendance, HelpRequest, Reflection, ServiceSignup, Talk

SHOWN = 3


@dataclass(frozen=True, slots=True)
class MyActivities:
    """``classes``: places on rosters, the next one first; the rest the newest first."""

    classes: list[ClassAttendance]
    reports: list[Reflection]
    requests: list[HelpRequest]
    talks: list[Talk]
    services: list[ServiceSignup]


def my_activities(offender: Any) -> MyActivities:
    """Five queries."""
    reports = Reflection.objects.filter(offender=offender).defer("text")
    talks = Talk.objects.filter(offender=offender).defer("summary").select_related("held_by")
    taken = ServiceSignup.objects.filter(offender=offender, withdrawn_at=None)
    coming = taken.filter(event__cancelled_at=None, event__starts_at__gt=now() - timedelta(days=1))
    return MyActivities(
        classes=list(next_classes(offender)[:SHOWN]),
        reports=list(reports.select_related("followed_by")[:SHOWN]),
        requests=list(HelpRequest.objects.filter(offender=offender)[: SHOWN + 2]),
        talks=list(talks[:SHOWN]),
        services=list(coming.select_related("event").order_by("event__starts_at")[:SHOWN]),
    )


def next_classes(offender: Any) -> Any:
    """Places on rosters of classes that are not over."""
    places = ClassAttendance.objects.filter(
        offender=offender, group_class__ends_at__gte=now(), group_class__cancelled_at=None
    )
    return places.select_related("group_class").order_by("group_class__starts_at")
