"""Keeping the pre-aggregate of monthly targets: the rule is `lms.learning.targets`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from lms.accounts.models import Offender
from lms.core.months import Month, today
from lms.learning.facts import PROFILE
from lms.learning.models import Exemption, MonthTarget, StudyGoal
from lms.learning.offices import Offices
from lms.learning.targets import Span, target_seconds

AHEAD_FROM = 25
"""From this day on the next month's targets are kept too: they are there when it begins."""


def months_kept(day: date | None = None) -> list[Month]:
    """The months whose targets are rebuilt each night."""
    on = day or today()
    current = Month.of(on)
    return [current, current.next()] if on.day >= AHEAD_FROM else [current]


def liable_in(month: Month) -> Q:
    """Offenders with a day of correction in ``month``."""
    return Q(starts_on__lte=month.last, ends_on__gte=month.first) & (
        Q(closed_on=None) | Q(closed_on__gte=month.first)
    )


def correction_of(offender: Offender) -> Span:
    """The days in correction: an early end is the last one."""
    last = offender.ends_on
    return Span(offender.starts_on, min(last, offender.closed_on) if offender.closed_on else last)


def exemptions_by_offender(month: Month, ids: Iterable[UUID]) -> dict[UUID, list[Span]]:
    """The days of standing exemptions that touch ``month``. One query."""
    rows = Exemption.objects.touching(month.first, month.last).filter(offender__in=list(ids))
    found: dict[UUID, list[Span]] = {}
    for offender, first, last in rows.values_list("offender", "starts_on", "ends_on"):
        found.setdefault(offender, []).append(Span(first, last))
    return found


def rebuild_targets(
    *, learners: Iterable[UUID], months: Iterable[Month] = (), offices: Offices | None = None
) -> int:
    """Work out the targets of these offenders anew (for the months that are kept, when none is
    given) and write those that changed. Returns how many did. Queries do not grow with the number
    of people, which should stay below a thousand."""
    ids = list(learners)
    people = list(Offender.objects.filter(pk__in=ids).only(*PROFILE))
    if not people:
        return 0
    known = offices or Offices(one.office_id for one in people)
    goals = dict(StudyGoal.objects.filter(learner__in=ids).values_list("learner", "hours"))
    wanted = list(months) or months_kept()
    return sum(_rebuild(month, people, goals, known) for month in wanted)


def _rebuild(
    month: Month, people: list[Offender], goals: dict[UUID, Decimal], offices: Offices
) -> int:
    ids = [one.pk for one in people]
    exempt = exemptions_by_offender(month, ids)
    stored = dict(
        MonthTarget.objects.filter(month=str(month), learner__in=ids).values_list(
            "learner", "seconds"
        )
    )
    changed = []
    for one in people:
        seconds = _seconds(month, one, goals.get(one.pk), exempt.get(one.pk, []), offices)
        if seconds != stored.get(one.pk, 0):
            changed.append(MonthTarget(learner_id=one.pk, month=str(month), seconds=seconds))
    MonthTarget.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["learner", "month"],
        update_fields=["seconds"],
    )
    return len(changed)


def _seconds(
    month: Month, one: Offender, goal: Decimal | None, exempt: list[Span], offices: Offices
) -> int:
    """A plan's hours before those of the organisation."""
    hours = goal if goal is not None else offices.settings(one.office_id)["monthly_target_hours"]
    return target_seconds(month, hours=hours, correction=correction_of(one), exempt=exempt)


def target_of(learner: Any, month: Month) -> int | None:
    """Seconds that ``learner`` has to study in ``month``; None for staff, who have no target. A
    month without a row (before the platform was used, far ahead) is worked out from what holds
    now."""
    if not learner.is_offender:
        return None
    row = MonthTarget.objects.filter(learner=learner, month=str(month)).first()
    if row is not None:
        return row.seconds
    person = Offender.objects.filter(pk=learner.pk).only(*PROFILE).first()
    if person is None:
        return None
    goals = dict(StudyGoal.objects.filter(learner=learner).values_list("learner", "hours"))
    exempt = exemptions_by_offender(month, [learner.pk]).get(learner.pk, [])
    offices = Offices([person.office_id])
    return _seconds(month, person, goals.get(learner.pk), exempt, offices)
