"""The figures of the three zeros (domain.md §4): how many in a year, per how many, how long since
the last, how many are still lost; for each county and office.

re-offending        new cases / offenders registered in the year
lost                cases of absconding and of missed intake / offenders registered; open: not found
breaches by staff   cases / staff
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.models import Kind, Offender, Organisation, StaffMember
from lms.accounts.permissions import Permission
from lms.core.months import today
from lms.scoring.models import IndicatorRecord

Indicator = IndicatorRecord.Indicator
ZEROS: dict[str, tuple[Any, frozenset[str]]] = {
    "reoffence": (_("Re-offending"), frozenset({Indicator.REOFFENCE})),
    "lost": (
        _("Lost from supervision"),
        frozenset({Indicator.ABSCONDED, Indicator.MISSED_INTAKE}),
    ),
    "misconduct": (_("Breaches by staff"), frozenset({Indicator.MISCONDUCT})),
}
FIRST_YEAR = 2020
LISTED = (Kind.PROVINCE, Kind.CITY, Kind.COUNTY, Kind.JUSTICE_OFFICE)


@dataclass
class Figure:
    """One zero in one place and year. ``of``: registered offenders, or staff. ``last_on``: the last
    case of all years; ``open``: cases of all years that have not ended."""

    count: int = 0
    of: int = 0
    open: int = 0
    last_on: date | None = None

    @property
    def rate(self) -> Decimal | None:
        """Per hundred, two decimals; None where there is nobody."""
        return round(Decimal(self.count * 100) / self.of, 2) if self.of else None

    @property
    def days_since(self) -> int | None:
        """Days since the last case; None when there was none."""
        return (today() - self.last_on).days if self.last_on else None

    def add(self, count: int, still_open: int, last_on: date | None) -> None:
        self.count += count
        self.open += still_open
        if last_on is not None and (self.last_on is None or last_on > self.last_on):
            self.last_on = last_on


@dataclass
class Figures:
    """The three of one place."""

    zeros: dict[str, Figure] = field(default_factory=lambda: {name: Figure() for name in ZEROS})

    def __getitem__(self, name: str) -> Figure:
        return self.zeros[name]


def years() -> list[int]:
    return list(range(today().year, FIRST_YEAR - 1, -1))


def places_of(user: Any) -> Any:
    """The organisations that a figure is shown for."""
    places = policies.organisations(user, Permission.VIEW_SCORES)
    return places.filter(kind__in=LISTED, is_active=True).order_by("path")


def by_place(user: Any, year: int) -> dict[str, Figures]:
    """The figures of every place that ``user`` looks after, by its tree path, each with what lies
    below it; under the empty path all together. Three queries."""
    paths = policies.roots(user, Permission.VIEW_SCORES)
    found: dict[str, Figures] = defaultdict(Figures)
    for path, indicator, count, still_open, last_on in _cases(paths, year):
        name = next(name for name, (_label, kinds) in ZEROS.items() if indicator in kinds)
        for place in _upwards(path, paths):
            found[place][name].add(count, still_open, last_on)
    for path, people in _registered(paths, year):
        for place in _upwards(path, paths):
            found[place]["reoffence"].of += people
            found[place]["lost"].of += people
    for path, people in _staff(paths, year):
        for place in _upwards(path, paths):
            found[place]["misconduct"].of += people
    return found


def total(user: Any, year: int) -> Figures:
    """All that ``user`` looks after together."""
    return by_place(user, year).get("", Figures())


def _cases(paths: list[str], year: int) -> Any:
    rows = IndicatorRecord.objects.standing().filter(policies.within(paths, "organisation__path"))
    in_year = Q(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))
    lost = Q(indicator__in=ZEROS["lost"][1], ended_on=None)
    return (
        rows.order_by()
        .values("organisation__path", "indicator")
        .annotate(
            cases=Count("pk", filter=in_year), still_open=Count("pk", filter=lost), last=Max("on")
        )
        .values_list("organisation__path", "indicator", "cases", "still_open", "last")
    )


def _registered(paths: list[str], year: int) -> Any:
    """Offenders who were in correction on a day of the year, by office."""
    rows = Offender.objects.filter(policies.within(paths, "office__path"))
    last = Least("ends_on", Coalesce("closed_on", "ends_on"))
    rows = rows.annotate(last=last).filter(
        starts_on__lte=min(date(year, 12, 31), today()), last__gte=date(year, 1, 1)
    )
    grouped = rows.order_by().values("office__path").annotate(people=Count("pk"))
    return grouped.values_list("office__path", "people")


def _staff(paths: list[str], year: int) -> Any:
    rows = StaffMember.objects.filter(policies.within(paths, "unit__path"))
    rows = rows.filter(
        Q(hired_on=None) | Q(hired_on__lte=date(year, 12, 31)),
        Q(left_on=None) | Q(left_on__gte=date(year, 1, 1)),
    )
    grouped = rows.order_by().values("unit__path").annotate(people=Count("pk"))
    return grouped.values_list("unit__path", "people")


def _upwards(path: str, roots: list[str]) -> list[str]:
    """``path`` and what lies above it as far as the reader looks; the empty one for all."""
    step = Organisation.steplen
    above = (path[:end] for end in range(step, len(path) + 1, step))
    return ["", *(place for place in above if any(place.startswith(root) for root in roots))]
