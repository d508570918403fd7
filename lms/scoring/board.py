"""The figures of a month: how many under which weather, by office or county, beside the month
before. Each is one grouped query over indexed columns, whatever the number of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast

from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core.months import Month
from lms.scoring.models import CountyMonth, MonthScore, Proposal
from lms.scoring.rules.assess import FROZEN
from lms.scoring.rules.check import WEATHERS

TREND = 12
"""Months that the trend looks back, with the month itself."""
TALKS = 8
STEP = 10
"""Points to a bar of the distribution."""


def scores_of(user: Any, month: str = "") -> QuerySet[MonthScore]:
    """Current scores of the offices that ``user`` looks after (the office of the day the month was
    frozen), without one's own."""
    paths = policies.roots(user, Permission.VIEW_SCORES)
    found = MonthScore.objects.current().filter(policies.within(paths, "office__path"))
    found = found.exclude(offender=user.pk)
    return found.filter(county_month__month=month) if month else found


@dataclass
class Group:
    """One office or county, or all together."""

    pk: int | None
    name: str
    people: int = 0
    points: int = 0
    bands: dict[str, int] = field(default_factory=dict)
    mean_before: Decimal | None = None

    def add(self, band: str, people: int, points: int) -> None:
        self.people += people
        self.points += points
        self.bands[band] = self.bands.get(band, 0) + people

    @property
    def scored(self) -> int:
        return self.people - self.frozen

    @property
    def frozen(self) -> int:
        return self.bands.get(FROZEN, 0)

    @property
    def mean(self) -> Decimal | None:
        """To one place; empty when nobody has a score."""
        return round(Decimal(self.points) / self.scored, 1) if self.scored else None

    @property
    def change(self) -> Decimal | None:
        known = self.mean is not None and self.mean_before is not None
        return self.mean - self.mean_before if known else None  # type: ignore[operator]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(weather, people), the best first."""
        return [(band, self.bands.get(band, 0)) for band in WEATHERS]


@dataclass(frozen=True)
class Board:
    month: Month
    whole: Group
    groups: list[Group]
    by_county: bool
    distribution: list[tuple[int, int]]
    """(lowest total of the bar, people)."""
    trend: list[tuple[str, Group]]
    """(month, all people of it), the earliest first."""
    talks: list[MonthScore]
    """The lowest scores, those with two months of rain first (``rained_before``)."""
    proposals: list[tuple[str, int]]
    """(name of the rule, how many are to be decided)."""


def board_of(user: Any, month: Month, county: Organisation | None = None) -> Board:
    """The figures of ``month`` for one county, or for all that ``user`` looks after. Four
    queries."""
    all_months = _within(scores_of(user), county)
    before = all_months.filter(month=str(month.previous()))
    scores = all_months.filter(month=str(month))
    cells = _cells(all_months, month, "office" if county is not None else "county_month__county")
    groups = _groups(cells, month)
    earlier = {one.pk: one for one in _groups(cells, month.previous())}
    for one in groups:
        one.mean_before = earlier[one.pk].mean if one.pk in earlier else None
    whole = _sum(groups)
    whole.mean_before = _sum(earlier.values()).mean
    return Board(
        month=month,
        whole=whole,
        groups=groups,
        by_county=county is None,
        distribution=_distribution(cells, month),
        trend=_trend(all_months, month),
        talks=_talks(scores, before),
        proposals=_proposals(user, month, county),
    )


def _within(scores: QuerySet[MonthScore], county: Organisation | None) -> QuerySet[MonthScore]:
    return scores.filter(county_month__county=county) if county is not None else scores


@dataclass(frozen=True, slots=True)
class _Cell:
    """People of one month and place, under one weather, in one bar of the distribution."""

    month: str
    place: int
    name: str
    band: str
    bar: int | None
    people: int
    points: int


def _cells(scores: QuerySet[MonthScore], month: Month, place: str) -> list[_Cell]:
    """The month and the one before, counted once for all figures that are sums of it."""
    rows = (
        scores.filter(month__in=[str(month), str(month.previous())])
        .order_by()
        .annotate(bar=Cast(F("total") / STEP, IntegerField()))
        .values_list("month", place, f"{place}__name", f"{place}__path", "band", "bar")
        .annotate(people=Count("pk"), points=Sum("total"))
        .order_by(f"{place}__path", "band", "bar")
    )
    return [
        _Cell(name, pk, place_name, band, bar, people, points or 0)
        for name, pk, place_name, _path, band, bar, people, points in rows
    ]


def _groups(cells: list[_Cell], month: Month) -> list[Group]:
    found: dict[int, Group] = {}
    for cell in cells:
        if cell.month == str(month):
            group = found.setdefault(cell.place, Group(cell.place, cell.name))
            group.add(cell.band, cell.people, cell.points)
    return list(found.values())


def _sum(groups: Iterable[Group]) -> Group:
    whole = Group(None, "")
    for one in groups:
        whole.points += one.points
        for band, people in one.bands.items():
            whole.add(band, people, 0)
    return whole


def _distribution(cells: list[_Cell], month: Month) -> list[tuple[int, int]]:
    """Every bar from the lowest that somebody has to the highest, none left out between."""
    known: dict[int, int] = {}
    for cell in cells:
        if cell.month == str(month) and cell.bar is not None:
            known[cell.bar] = known.get(cell.bar, 0) + cell.people
    if not known:
        return []
    return [(bar * STEP, known.get(bar, 0)) for bar in range(min(known), max(known) + 1)]


def _trend(scores: QuerySet[MonthScore], month: Month) -> list[tuple[str, Group]]:
    first = month
    for _n in range(TREND - 1):
        first = first.previous()
    rows = (
        scores.filter(month__gte=str(first), month__lte=str(month))
        .order_by()
        .values_list("month", "band")
        .annotate(people=Count("pk"), points=Sum("total"))
        .order_by("month")
    )
    found: dict[str, Group] = {}
    for name, band, people, points in rows:
        found.setdefault(name, Group(None, name)).add(band, people, points or 0)
    return list(found.items())


def _talks(scores: QuerySet[MonthScore], before: QuerySet[MonthScore]) -> list[MonthScore]:
    rained = before.filter(offender=OuterRef("offender"), band="rain")
    return list(
        scores.filter(band__in=["overcast", "rain"])
        .annotate(rained_before=Exists(rained))
        .order_by("-rained_before", "total", "pk")
        .select_related("offender__user", "office")
        .defer("facts", "lines", "offender__id_number", "offender__user__phone")[:TALKS]
    )


def _proposals(user: Any, month: Month, county: Organisation | None) -> list[tuple[str, int]]:
    found = Proposal.objects.looked_after_by(user, "view_scores").filter(
        state=Proposal.State.OPEN, county_month__month=str(month)
    )
    if county is not None:
        found = found.filter(county_month__county=county)
    rows = found.order_by().values_list("name").annotate(n=Count("pk")).order_by("-n", "name")
    return list(rows)


def months_of(user: Any) -> list[CountyMonth]:
    """The closed months that ``user`` may see, the newest first, with their counties. One query."""
    return list(CountyMonth.objects.visible_to(user).select_related("county").defer("plain")[:600])


def choice_of(
    months: Iterable[CountyMonth], month: str, county: str
) -> tuple[Month, Organisation | None] | None:
    """What the address asks for, or the newest month; None when nothing was closed yet. One county
    is always chosen when there is no other."""
    known = list(months)
    wanted = [one for one in known if one.month == month] or known
    if not wanted:
        return None
    chosen = Month.parse(wanted[0].month)
    here = [one for one in wanted if one.month == str(chosen)]
    named = [one for one in here if str(one.county.uid) == county]
    if named or len({one.county_id for one in known}) == 1:
        return chosen, (named or here)[0].county
    return chosen, None


def with_before(scores: QuerySet[MonthScore], month: Month) -> QuerySet[MonthScore]:
    """The same rows, for a list, with the person's total of the month before ``month``
    (``before``)."""
    earlier = MonthScore.objects.current().filter(
        offender=OuterRef("offender"), month=str(month.previous())
    )
    return (
        scores.annotate(before=Subquery(earlier.values("total")[:1]))
        .select_related("offender__user", "office")
        .defer("offender__id_number", "offender__user__phone")
    )


def below(q: str) -> Q:
    """Scores of people whose code or name holds ``q``."""
    return Q(offender__code__icontains=q) | Q(offender__user__name__icontains=q)
