"""From answers to a result: graded by the platform at once, by people where it takes people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from exams import corrections, grading, saved, signals
from exams.frozen import Placed, questions_of
from exams.models import Mark, Sitting
from lms.core.clock import now

State = Sitting.State
CENT = Decimal("0.01")
PLATFORM = 0
"""The reader of a mark that nobody has to look at."""


def grade_automatically(sitting: Sitting) -> None:
    """Mark every place that needs no person; finish when none does. In the transaction that closed
    it and holds its row; again, it changes nothing. The queries do not depend on how many places
    there are."""
    if sitting.state != State.SUBMITTED:
        return
    places = questions_of(sitting)
    answers = saved.latest_answers(sitting)
    version = sitting.grading_version + 1
    marks, by_hand = [], False
    for placed in places:
        mark = mark_of(placed, answers.get(placed.place))
        by_hand = by_hand or mark.needs_hand
        marks.append(
            Mark(
                sitting=sitting, place=placed.place, reader=PLATFORM, version=version,
                points=mark.points, detail=detail_of(mark),
            )
        )  # fmt: skip
    Mark.objects.bulk_create(marks, ignore_conflicts=True)
    if not by_hand:
        finish(sitting)


def mark_of(placed: Placed, answer: Any) -> grading.Mark:
    """The platform's mark in points of this paper, which may weigh a question otherwise than the
    bank does. What a person has to read counts nothing yet."""
    mark = grading.grade(placed.question, answer)
    return grading.Mark(
        scaled(mark.points, placed), placed.score, mark.detail, needs_hand=mark.needs_hand
    )


def scaled(points: Decimal, placed: Placed) -> Decimal:
    """Points of the bank as points of the paper, to the cent."""
    return placed.in_paper(points)


def detail_of(mark: grading.Mark) -> dict[str, Any]:
    return {**mark.detail, "needs_hand": True} if mark.needs_hand else mark.detail


def finish(sitting: Sitting) -> None:
    """Everything is graded: the result is final and the apps above hear of it, once. In the
    transaction that holds the row; what is final already stays as it is, whatever an object that
    was read before says."""
    with transaction.atomic():
        version = sitting.grading_version + 1
        corrections.apply_standing(sitting, version)
        sitting.points = total_of(sitting, version)
        sitting.passed = has_passed(sitting)
        result = {
            "points": sitting.points, "passed": sitting.passed, "state": State.FINAL,
            "grading_version": version, "final_at": now(),
        }  # fmt: skip
        waits = Sitting.objects.filter(pk=sitting.pk, state=State.SUBMITTED)
        if not waits.filter(grading_version=version - 1).update(**result):
            sitting.refresh_from_db()
            return
        for name, value in result.items():
            setattr(sitting, name, value)
        tell(sitting)


def total_of(sitting: Sitting, version: int) -> Decimal:
    """The sum of what holds at each place: the mark of the highest reader."""
    rows = Mark.objects.filter(sitting=sitting, version=version).order_by("place", "reader")
    points = dict(rows.values_list("place", "points"))
    return sum(points.values(), Decimal(0))


def has_passed(sitting: Sitting) -> bool:
    return passes(sitting, sitting.points or Decimal(0))


def passes(sitting: Sitting, points: Decimal) -> bool:
    """Whether so many points would do. Without rounding: 59.99 of 100 is not 60."""
    return points * 100 >= sitting.pass_percent * sitting.most_points


def percent_of(sitting: Sitting) -> Decimal:
    """The score in hundredths of the paper's points, with two places, rounded down, so that nobody
    who failed reads a mark that passes."""
    if not sitting.most_points or sitting.points is None:
        return Decimal(0)
    return (sitting.points * 100 / sitting.most_points).quantize(CENT, "ROUND_DOWN")


def tell(sitting: Sitting) -> None:
    """Send `exams.signals.result_final`, for exams."""
    if sitting.paper.counts_for_something:
        signals.result_final.send(
            sender=Sitting, sitting=sitting, learner=sitting.candidate, paper=sitting.paper,
            score=percent_of(sitting), passed=sitting.passed, attempt=sitting.attempt,
            month=sitting.month,
        )  # fmt: skip
