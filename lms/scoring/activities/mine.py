"""One person's activities, as they read them: what is coming, and what became of what they sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lms.core.clock import now
from lms.core.prepared import prepared
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


@dataclass(frozen=True, slots=True)
class NextClass:
    """What a card says of the class that is next."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class NextPlace:
    group_class: NextClass
    state: str


@prepared
def _next(offender: UUID, moment: datetime) -> Any:
    places = ClassAttendance.objects.filter(
        offender=offender, group_class__ends_at__gte=moment, group_class__cancelled_at=None
    )
    return places.order_by("group_class__starts_at").values_list(
        "state", "group_class__title", "group_class__place", "group_class__starts_at",
        "group_class__ends_at",
    )[:1]  # fmt: skip


def next_place(offender: UUID) -> NextPlace | None:
    """The next class, for the home that is opened most: one prepared query."""
    for state, *told in _next(offender=offender, moment=now()):
        return NextPlace(NextClass(*told), state)
    return None
