"""Offenders beside their hours of a month, for lists: from the pre-aggregates alone.

`MonthTotal` (the ledger's) and `MonthTarget` are joined by indexed look-ups per person; nothing
here reads the ledger or the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractDay, Least

from lms.accounts import policies
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.core.months import Month, today
from lms.credits.models import MonthTotal
from lms.learning.actions.month_targets import (
    correction_of,
    exemptions_by_offender,
    liable_in,
)
from lms.learning.models import Exemption, MonthTarget
from lms.learning.targets import CREDIT_HOUR, Span, expected_seconds


def people_with_hours(
    user: Any, month: Month, permission: Permission = Permission.VIEW_PEOPLE
) -> Any:
    """Offenders over whom ``user`` holds ``permission``, with ``seconds`` and ``target_seconds`` of
    ``month`` and ``in_correction`` (today): to be filtered, sorted and paged by the database."""
    paths = policies.roots(user, permission)
    return with_hours(Offender.objects.filter(policies.within(paths, "office__path")), month)


def with_hours(people: QuerySet[Offender], month: Month) -> QuerySet[Offender]:
    """The same columns for any set of offenders."""
    day = today()
    return people.annotate(
        seconds=seconds_in(month),
        target_seconds=target_in(month),
        in_correction=Case(
            When(
                Q(closed_on=None) | Q(closed_on__gte=day),
                starts_on__lte=day,
                ends_on__gte=day,
                then=True,
            ),
            default=False,
        ),
    )


def seconds_in(month: Month, learner: str = "pk") -> Coalesce:
    """Credited seconds of all kinds in ``month``; one index look-up per row."""
    totals = MonthTotal.objects.filter(learner=OuterRef(learner), month=str(month))
    summed = totals.order_by().values("learner").annotate(s=Sum("seconds")).values("s")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)


def target_in(month: Month, learner: str = "pk") -> Coalesce:
    target = MonthTarget.objects.filter(learner=OuterRef(learner), month=str(month))
    return Coalesce(Subquery(target.values("seconds"), output_field=IntegerField()), 0)


def behind(people: QuerySet[Offender], month: Month, on: date) -> QuerySet[Offender]:
    """Those of ``people`` who have, by the end of ``on``, less than their target pro rata: by their
    days in correction and without the days of their exemptions. Annotated as `with_hours` does.

    Days in correction are weighed by the database; the few who are exempt in the month are weighed
    one by one (two queries now, however many people) and named by id.
    """
    liable = people.filter(liable_in(month))
    if on < month.first:
        return with_hours(liable, month).none()
    exempt = Exists(
        Exemption.objects.touching(month.first, month.last).filter(offender=OuterRef("pk"))
    )
    excused = list(with_hours(liable.filter(exempt), month))
    late = _late_among(excused, month, on)
    first, last = _first_day(month), _last_day(month)
    past = Least(Value(min(on, month.last).day), last) - first + 1
    expected = F("target_seconds") * past / (last - first + 1)
    slow = Q(target_seconds__gt=0, seconds__lt=expected) & ~Q(pk__in=[one.pk for one in excused])
    return with_hours(liable, month).filter(slow | Q(pk__in=late))


def _late_among(people: list[Any], month: Month, on: date) -> list[UUID]:
    exempt = exemptions_by_offender(month, [one.pk for one in people])
    return [one.pk for one in people if one.seconds < _expected(one, month, on, exempt)]


def _expected(one: Any, month: Month, on: date, exempt: dict[UUID, list[Span]]) -> int:
    return expected_seconds(
        month,
        on=on,
        target=one.target_seconds,
        correction=correction_of(one),
        exempt=exempt.get(one.pk, ()),
    )


def _first_day(month: Month) -> Case:
    """The first day of ``month`` in correction, as a number from 1."""
    begins = When(starts_on__gt=month.first, then=ExtractDay("starts_on"))
    return Case(begins, default=1, output_field=IntegerField())


def _last_day(month: Month) -> Case:
    """The last one; an early end goes before the planned one."""
    return Case(
        When(closed_on__lt=month.last, closed_on__lte=F("ends_on"), then=ExtractDay("closed_on")),
        When(ends_on__lt=month.last, then=ExtractDay("ends_on")),
        default=month.days,
        output_field=IntegerField(),
    )


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """One office's month: people with a day of correction in it, their hours, how many are done."""

    office: int
    name: str
    people: int
    seconds: int
    target_seconds: int
    reached: int

    @property
    def credit_hours(self) -> float:
        return round(self.seconds / CREDIT_HOUR, 2)

    @property
    def target_credit_hours(self) -> float:
        return round(self.target_seconds / CREDIT_HOUR, 2)


def hours_by_office(user: Any, month: Month) -> list[OfficeHours]:
    """The month's totals per office that ``user`` looks after. One query."""
    rows = (
        people_with_hours(user, month)
        .filter(liable_in(month))
        .order_by()
        .values("office", "office__name")
        .annotate(
            people=Count("pk"),
            all_seconds=Sum("seconds"),
            all_targets=Sum("target_seconds"),
            reached=Count("pk", filter=Q(seconds__gte=F("target_seconds"))),
        )
        .order_by("office__path")
    )
    return [
        OfficeHours(
            office=row["office"],
            name=row["office__name"],
            people=row["people"],
            seconds=row["all_seconds"],
            target_seconds=row["all_targets"],
            reached=row["reached"],
        )
        for row in rows
    ]
