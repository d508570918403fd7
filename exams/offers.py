"""What was prescribed: to whom it may be, who sat it, and what the barometer asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from content.models.taxonomy import Audience
from content.reach import reach_of
from exams.models import Offer, Paper, Sitting
from exams.results import counting
from lms.core.months import Month, local_day, today

MONTHLY = Paper.Purpose.MONTHLY
Tests = dict[UUID, list[dict[str, Any]]]


def tests_of(month: Month, persons: Iterable[UUID]) -> Tests:
    """By person, the counting results of the monthly tests of ``month``: ``[{"id", "score" (whole
    per cent, rounded down), "on" (the day it was handed in)}]``. Empty: offered and not taken.
    Absent: nothing was offered; there is time for it still; or what was handed in waits for a
    grader, for which nobody is to lose points. A test that was sat without an offer counts like one
    that was prescribed. Two queries, a third when somebody took none."""
    ids = list(persons)
    offers = Offer.objects.of_month(month).filter(
        Q(due_on=None) | Q(due_on__lt=today()), person__in=ids, paper__purpose=MONTHLY
    )
    if month >= Month.current():
        offers = offers.exclude(due_on=None)
    found: Tests = {who: [] for who in offers.order_by().values_list("person", flat=True)}
    rows = Sitting.objects.filter(candidate__in=ids, month=str(month), paper__purpose=MONTHLY)
    for one in counting(rows).only("candidate", "points", "most_points", "submitted_at"):
        test = {"id": str(one.pk), "score": percent(one), "on": str(_day(one))}
        found.setdefault(one.candidate_id, []).append(test)
    if missed := [who for who, tests in found.items() if not tests]:
        for who in _waiting(month, missed):
            del found[who]
    return found


def _day(sitting: Sitting) -> date:
    return local_day(sitting.submitted_at or sitting.started_at)


def percent(sitting: Sitting) -> int:
    """Whole hundredths of the paper's points, rounded down: 59.99 is not 60."""
    if not sitting.points or not sitting.most_points:
        return 0
    return int(sitting.points * 100 / sitting.most_points)


def _waiting(month: Month, ids: list[UUID]) -> set[UUID]:
    """Those of ``ids`` whose test is handed in and not graded yet."""
    rows = Sitting.objects.filter(
        candidate__in=ids, month=str(month), state=Sitting.State.SUBMITTED,
        paper__purpose=MONTHLY, paper__mode=Paper.Mode.EXAM,
    )  # fmt: skip
    return set(rows.values_list("candidate", flat=True))


def changed_since(moment: datetime, before: Month, persons: Iterable[UUID]) -> set[UUID]:
    """Those whose monthly tests of months before ``before`` came to another result since
    ``moment``: graded late, graded anew, offered or withdrawn afterwards. One query."""
    ids = list(persons)
    sittings = Sitting.objects.filter(
        Q(final_at__gt=moment), candidate__in=ids, month__lt=str(before), paper__purpose=MONTHLY
    )
    offers = Offer.objects.filter(
        Q(made_at__gt=moment) | Q(withdrawn_at__gt=moment), person__in=ids,
        month__lt=str(before), month__gt="",
    )  # fmt: skip
    people = sittings.order_by().values_list("candidate", flat=True)
    return set(people.union(offers.order_by().values_list("person", flat=True)))


# what an offer comes to


def papers_open_to(offender: Any) -> QuerySet[Paper]:
    """Published papers that could be prescribed to this person: shared with where they are, for
    offenders, and counting for something."""
    reach = reach_of(offender.user)
    return (
        Paper.objects.open_now()
        .filter(reach.by_sharing())
        .filter(mode=Paper.Mode.EXAM, audience__in=[Audience.OFFENDERS, Audience.BOTH])
    )


def sat_among(offers: Iterable[Offer]) -> set[UUID]:
    """The ids of those offers whose test was begun: of a monthly one in its month. One query, none
    without offers."""
    rows = list(offers)
    if not rows:
        return set()
    sat = (
        Sitting.objects.filter(
            candidate__in={one.person_id for one in rows}, paper__in={one.paper_id for one in rows}
        )
        .exclude(state=Sitting.State.VOID)
        .order_by()
        .values_list("candidate", "paper", "month")
    )
    pairs = {(who, paper, month) for who, paper, month in sat}
    pairs |= {(who, paper, "") for who, paper, _month in pairs}
    return {one.pk for one in rows if (one.person_id, one.paper_id, one.month) in pairs}


MOST_ON_A_PAGE = 12


@dataclass(frozen=True, slots=True)
class Prescribed:
    """An offer with what came of it. ``sitting``: the result that counts."""

    offer: Offer
    sitting: Sitting | None
    is_begun: bool

    @property
    def percent(self) -> int:
        return percent(self.sitting) if self.sitting else 0

    @property
    def is_missed(self) -> bool:
        due = self.offer.due_on
        return not self.is_begun and due is not None and due < today()

    @property
    def may_withdraw(self) -> bool:
        return self.offer.withdrawn_at is None and not self.is_begun and not self.is_missed


def of_person(offender: Any) -> list[Prescribed]:
    """The newest offers of one person, for those who look after them. Three queries."""
    rows = list(
        Offer.objects.filter(person=offender.pk)
        .select_related("paper")
        .order_by("-made_at")[:MOST_ON_A_PAGE]
    )
    begun = sat_among(rows)
    papers = {one.paper_id for one in rows if one.pk in begun}
    sittings = Sitting.objects.filter(candidate=offender.pk, paper__in=papers)
    final = counting(sittings).defer("frozen") if papers else []
    results = {(one.paper_id, one.month): one for one in final}
    results |= {(paper, ""): one for (paper, _month), one in results.items()}
    return [
        Prescribed(one, results.get((one.paper_id, one.month)), one.pk in begun) for one in rows
    ]
