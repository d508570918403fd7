"""A person's own results by month: passed or not, which counts, when there is another chance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from exams import access, results
from exams.actions.grading import percent_of
from exams.models import Paper, Sitting
from exams.my_tests import counted
from exams.results import Shown
from lms.core.clock import now

MOST = 300


@dataclass(frozen=True, slots=True)
class MyResult:
    """One attempt. ``chance``: it can be sat again now, said beside the newest attempt that has
    not passed. What may not be seen yet is not told here either."""

    sitting: Sitting
    shown: Shown
    counts: bool = False
    chance: bool = False

    @property
    def percent(self) -> Decimal | None:
        return percent_of(self.sitting) if self.shown.score else None

    @property
    def passed(self) -> bool | None:
        return self.sitting.passed if self.shown.score else None

    @property
    def is_graded(self) -> bool:
        return self.sitting.state == Sitting.State.FINAL


def my_results(user: Any) -> list[tuple[str, list[MyResult]]]:
    """(month, attempts that were handed in), the newest first. Few queries, however many."""
    rows = Sitting.objects.filter(candidate=user.pk)
    sittings = list(rows.select_related("paper").defer("frozen")[:MOST])
    over = [one for one in sittings if one.state != Sitting.State.OPEN]
    shown = results.may_see_all(over)
    counts = set(results.counting(rows).values_list("pk", flat=True))
    chances = _chances(user, sittings, shown)
    found = [
        MyResult(one, shown[one.pk], shown[one.pk].score and one.pk in counts, one.pk in chances)
        for one in over
    ]
    return [(month, list(group)) for month, group in groupby(found, lambda r: r.sitting.month)]


def _chances(user: Any, sittings: list[Sitting], shown: dict[UUID, Shown]) -> set[UUID]:
    """The newest attempts after which another may be begun now."""
    by_paper: dict[UUID, list[Sitting]] = {}
    for one in sittings:
        by_paper.setdefault(one.paper_id, []).append(one)
    mine = set(access.papers_for(user).filter(pk__in=list(by_paper)).values_list("pk", flat=True))
    return {
        rows[0].pk
        for paper, rows in by_paper.items()
        if paper in mine and rows[0].pk in shown and _again(rows, shown[rows[0].pk])
    }


def _again(rows: list[Sitting], shown: Shown) -> bool:
    paper: Paper = rows[0].paper
    if shown.score and rows[0].passed:
        return False
    opened = paper.opens_at is None or paper.opens_at <= now()
    closed = paper.closes_at is not None and paper.closes_at <= now()
    used = len(counted(paper, rows))
    left = paper.is_practice or paper.attempts is None or used < paper.attempts
    return opened and not closed and left
