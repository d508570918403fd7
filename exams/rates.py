"""How the people one looks after did: by office, by month, and who has not sat. Each is one grouped
query, whatever the number of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from exams import results
from exams.models import Offer, Paper, Sitting
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core.months import Month

SEES = Permission.VIEW_EVIDENCE
MONTHS = 12


@dataclass(slots=True)
class Rate:
    """``offered``: to how many it was prescribed; ``missing``: how many of them have not sat."""

    name: str
    key: int | None = None
    sat: int = 0
    passed: int = 0
    offered: int = 0
    missing: int = 0

    @property
    def percent(self) -> Decimal | None:
        """Passed of those who sat, to one place; None while nobody has."""
        return round(Decimal(self.passed * 100) / self.sat, 1) if self.sat else None


def results_of(user: Any) -> QuerySet[Sitting]:
    """The attempts that count of the people ``user`` looks after, never one's own."""
    return results.counting(Sitting.objects.of_others(user, SEES))


def papers_of(user: Any) -> QuerySet[Paper]:
    """Exams that those people have sat or have to sit; for a choice."""
    sat = Sitting.objects.of_others(user, SEES).filter(paper=OuterRef("pk"))
    offered = offers_of(user).filter(paper=OuterRef("pk"))
    exams = Paper.objects.filter(mode=Paper.Mode.EXAM).filter(Exists(sat) | Exists(offered))
    return exams.order_by("title", "pk")


def offers_of(user: Any) -> QuerySet[Offer]:
    """What is prescribed to the people ``user`` looks after, with whether it is still to be sat
    (``is_missing``). An answer that is being graded is sat."""
    paths = policies.roots(user, SEES)
    people = policies.within(paths, "person__offender__office__path") | policies.within(
        paths, "person__staff_member__unit__path"
    )
    sat = Sitting.objects.filter(
        candidate=OuterRef("person"), paper=OuterRef("paper"),
        state__in=[Sitting.State.FINAL, Sitting.State.SUBMITTED],
    )  # fmt: skip
    once = Q(Q(month=""), ~Exists(sat))
    monthly = Q(~Q(month=""), ~Exists(sat.filter(month=OuterRef("month"))))
    rows = Offer.objects.standing().filter(people).exclude(person=user.pk)
    return rows.annotate(is_missing=once | monthly)


def missing_of(user: Any) -> QuerySet[Offer]:
    """What has not been sat."""
    return offers_of(user).filter(Q(is_missing=True))


def by_office(user: Any, paper: Paper | None, month: Month | None) -> list[Rate]:
    """The offices (of staff: the units) in the order of the tree. Three queries: who sat, to whom
    it was prescribed, the names."""
    sat = _narrowed(results_of(user), paper, month).annotate(
        place=Coalesce("candidate__offender__office", "candidate__staff_member__unit")
    )
    found: dict[int, Rate] = {}
    for key, number, passed in _counted(sat, "place"):
        found[key] = Rate("", key, number, passed)
    offers = offers_of(user)
    if paper is not None:
        offers = offers.filter(paper=paper)
    if month is not None:
        offers = offers.filter(Q(month=str(month)) | due_in(month))
    prescribed = offers.annotate(
        place=Coalesce("person__offender__office", "person__staff_member__unit")
    )
    for key, number, missing in (
        prescribed.order_by()
        .values_list("place")
        .annotate(number=Count("pk"), missing=Count("pk", filter=Q(is_missing=True)))
    ):
        rate = found.setdefault(key, Rate("", key))
        rate.offered, rate.missing = number, missing
    return _named(found)


def by_month(user: Any, paper: Paper | None) -> list[Rate]:
    """The last twelve months, the earliest first. One query."""
    month = Month.current()
    for _n in range(MONTHS - 1):
        month = month.previous()
    rows = _narrowed(results_of(user), paper, None).filter(month__gte=str(month))
    return [
        Rate(name, None, number, passed)
        for name, number, passed in sorted(_counted(rows, "month"), key=lambda row: row[0])
    ]


def whole(rates: Iterable[Rate]) -> Rate:
    """All of them together."""
    found = Rate("")
    for one in rates:
        found.sat += one.sat
        found.passed += one.passed
        found.offered += one.offered
        found.missing += one.missing
    return found


def _counted(rows: QuerySet[Sitting], by: str) -> list[tuple[Any, int, int]]:
    return list(
        rows.order_by()
        .values_list(by)
        .annotate(number=Count("pk"), good=Count("pk", filter=Q(passed=True)))
    )


def _narrowed(
    rows: QuerySet[Sitting], paper: Paper | None, month: Month | None
) -> QuerySet[Sitting]:
    if paper is not None:
        rows = rows.filter(paper=paper)
    return rows.filter(month=str(month)) if month is not None else rows


def due_in(month: Month) -> Q:
    """Tests that are prescribed once belong to the month in which they are due."""
    return Q(month="", due_on__gte=month.first, due_on__lte=month.last)


def _named(found: dict[int, Rate]) -> list[Rate]:
    places = Organisation.objects.filter(pk__in=list(found)).order_by("path")
    rates = []
    for pk, name in places.values_list("pk", "name"):
        found[pk].name = name
        rates.append(found[pk])
    return rates
