"""Results: which attempt counts, and what of a result its candidate may see.

Final results of exams alone count; mock exams and practice count for nothing. Of a monthly test
one attempt counts in each month, of any other test one for ever. Which one says `Paper.counts`: the
best share of the points (of equal ones the earlier), the last, or the first. The first is the first
that was handed in: while it is being graded no later one counts in its stead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from exams.models import Paper, Sitting
from exams.saved import GRACE
from lms.core.clock import now
from lms.core.months import Month

Counts, State, When_ = Paper.Counts, Sitting.State, Paper.Shown
BELOW_ALL = -1_000_000.0
"""The rank of what is still being graded, where a graded one may count before it."""


def counting(rows: QuerySet[Sitting] | None = None) -> QuerySet[Sitting]:
    """Those in ``rows`` (default: all) that count: one of each person and paper, of a monthly test
    one of each month. All attempts of the person are looked at, whatever ``rows`` leaves out."""
    ranked = _ranked(Sitting.objects.all() if rows is None else rows).filter(state=State.FINAL)
    same = {name: OuterRef(name) for name in ("paper", "candidate", "period")}
    others = _ranked(Sitting.objects.all()).filter(**same)
    before = Q(rank__gt=OuterRef("rank"))
    before |= Q(rank=OuterRef("rank"), attempt__lt=OuterRef("attempt"))
    return ranked.filter(~Exists(others.filter(before)))


def _ranked(rows: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """Attempts of exams that were handed in, with the time that they count for (``period``) and
    how they stand there (``rank``)."""
    return rows.filter(
        state__in=[State.FINAL, State.SUBMITTED], paper__mode=Paper.Mode.EXAM
    ).annotate(period=_period(), rank=_rank())


def _period() -> Case:
    monthly = When(paper__purpose=Paper.Purpose.MONTHLY, then=F("month"))
    return Case(monthly, default=Value(""), output_field=CharField())


def _rank() -> Case:
    share = Cast(F("points"), FloatField()) / NullIf(
        Cast(F("most_points"), FloatField()), Value(0.0)
    )
    attempt = Cast(F("attempt"), FloatField())
    return Case(
        When(paper__counts=Counts.FIRST, then=Value(0.0) - attempt),
        When(state=State.SUBMITTED, then=Value(BELOW_ALL)),
        When(paper__counts=Counts.LAST, then=attempt),
        default=Coalesce(share, Value(0.0)),
        output_field=FloatField(),
    )


def counting_by_person(
    paper_ids: Iterable[UUID], person_ids: Iterable[UUID] | QuerySet[Any], month: str | None = None
) -> dict[UUID, dict[UUID, Sitting]]:
    """{person: {paper: the sitting that counts}}; who has none is absent. One query, however many;
    for a great many people give ``person_ids`` as a queryset of keys.

    ``month`` ("2026-11"): of monthly tests that month's; else their newest month's. Tests that are
    not monthly count whenever they were sat. What was frozen is not read.
    """
    people = person_ids if isinstance(person_ids, QuerySet) else list(person_ids)
    rows = Sitting.objects.filter(paper__in=list(paper_ids), candidate__in=people)
    if month is not None:
        rows = rows.filter(Q(month=str(month)) | ~Q(paper__purpose=Paper.Purpose.MONTHLY))
    found: dict[UUID, dict[UUID, Sitting]] = {}
    for one in counting(rows).defer("frozen").order_by("month"):
        found.setdefault(one.candidate_id, {})[one.paper_id] = one
    return found


def passed(user: Any, paper_id: UUID) -> bool:
    """Whether the attempt that counts has passed; a monthly test: that of any month. One query."""
    rows = Sitting.objects.filter(candidate=user.pk, paper=paper_id)
    return counting(rows).filter(passed=True).exists()


# what its candidate may see


@dataclass(frozen=True, slots=True)
class Shown:
    """``score``: points and whether it is passed; ``answers``: which answers were right, and the
    right ones; ``explanations``: why."""

    score: bool = False
    answers: bool = False
    explanations: bool = False

    @property
    def anything(self) -> bool:
        return self.score or self.answers or self.explanations


def may_see(sitting: Sitting) -> Shown:
    """What the candidate of this sitting may see of it now; at most two queries.

    Nothing before it is final. "At once" is then; "when the window has closed": when it is closed
    for everybody, those with extra time too. A test without a window is over for a person when they
    can begin it no more: no attempt is left, its month is over (monthly tests), or it is not
    offered any more. Practice has no end: there it is at once.
    """
    return may_see_all([sitting])[sitting.pk]


def may_see_all(sittings: Iterable[Sitting]) -> dict[UUID, Shown]:
    """`may_see` of many; as many queries as for one."""
    rows = list(sittings)
    waiting = [one for one in rows if one.state == State.FINAL and _waits(one.paper)]
    over = _over(waiting) if waiting else set()
    return {one.pk: _shown(one, one.pk in over) for one in rows}


def _waits(paper: Paper) -> bool:
    wanted = {paper.show_score, paper.show_answers, paper.show_explanations}
    return When_.AFTER in wanted and not paper.is_practice


def _shown(sitting: Sitting, is_over: bool) -> Shown:
    paper = sitting.paper
    if sitting.state != State.FINAL:
        return Shown()
    allowed = {When_.AT_ONCE: True, When_.AFTER: is_over or paper.is_practice, When_.NEVER: False}
    return Shown(
        allowed[When_(paper.show_score)],
        allowed[When_(paper.show_answers)],
        allowed[When_(paper.show_explanations)],
    )


def _over(sittings: list[Sitting]) -> set[UUID]:
    """Those of ``sittings`` whose test is over for their candidate."""
    busy = _busy({one.paper_id for one in sittings if one.paper.closes_at is not None})
    tries = _tries([one for one in sittings if one.paper.closes_at is None])
    return {
        one.pk
        for one in sittings
        if (
            one.paper.closes_at <= now() and one.paper_id not in busy
            if one.paper.closes_at is not None
            else _used_up(one, tries)
        )
    }


def _busy(papers: set[UUID]) -> set[UUID]:
    """Papers that somebody still sits although the window may have closed: extra time."""
    if not papers:
        return set()
    open_now = Sitting.objects.filter(paper__in=papers, state=State.OPEN)
    open_now = open_now.filter(Q(deadline_at=None) | Q(deadline_at__gt=now() - GRACE))
    return set(open_now.order_by().values_list("paper_id", flat=True).distinct())


Tries = dict[tuple[UUID, UUID], list[tuple[str, int, int]]]


def _tries(sittings: list[Sitting]) -> Tries:
    """(month, how many attempts, how many of them under way) by person and paper."""
    if not sittings:
        return {}
    rows = (
        Sitting.objects.filter(
            candidate__in={one.candidate_id for one in sittings},
            paper__in={one.paper_id for one in sittings},
        )
        .exclude(state=State.VOID)
        .order_by()
        .values_list("candidate_id", "paper_id", "month")
        .annotate(number=Count("pk"), running=Count("pk", filter=Q(state=State.OPEN)))
    )
    found: Tries = {}
    for candidate, paper, month, number, running in rows:
        found.setdefault((candidate, paper), []).append((month, number, running))
    return found


def _used_up(sitting: Sitting, tries: Tries) -> bool:
    """Whether this person can answer it no more: nothing is under way, nothing can be begun."""
    paper = sitting.paper
    found = tries.get((sitting.candidate_id, sitting.paper_id), [])
    if any(running for _month, _number, running in found):
        return False
    if not paper.live or paper.retired_at is not None:
        return True
    if paper.is_monthly and sitting.month < str(Month.current()):
        return True
    months = [sitting.month] if paper.is_monthly else [month for month, _n, _r in found]
    used = sum(number for month, number, _running in found if month in months)
    return paper.attempts is not None and used >= paper.attempts
