"""The figures of a paper out of its final sittings: read in portions, worked out by
exams/statistics.py, written at once.

Exams and mock exams and practice, all attempts; void ones and those being graded are left out. The
figures hold nobody's name, and a paper with fewer than `LEAST` sittings has none: they would tell
of single persons.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from exams import access, frozen, statistics
from exams.models import (
    AnswerSave,
    Mark,
    Paper,
    PaperStatistic,
    QuestionStatistic,
    Sitting,
)
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core.clock import now

LEAST = 5
"""Fewer sittings have no figures; a question that fewer had has none but how many."""
PORTION = 200
MOST_ID = 120
"""Characters of an option's id; what is longer was written and is not counted by option."""
Report = Callable[[int, int], None]


@dataclass(slots=True)
class _Column:
    """What is collected of one version: of each sitting that had it, the share of its points and of
    the rest's."""

    score: float = 0.0
    shares: array[float] = field(default_factory=lambda: array("d"))
    rest: array[float] = field(default_factory=lambda: array("d"))
    seconds: array[float] = field(default_factory=lambda: array("d"))
    answered: int = 0
    answers: list[tuple[Any, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sat:
    """One sitting with what was answered and marked at each place."""

    pk: UUID
    places: list[dict[str, Any]]
    points: Decimal
    most: Decimal
    marks: dict[int, Decimal]
    answers: dict[int, Any]
    seconds: dict[Any, float]


def stale() -> list[UUID]:
    """Papers whose results have changed since their figures were worked out. One query."""
    rows = (
        Sitting.objects.filter(state=Sitting.State.FINAL)
        .order_by()
        .values("paper", "paper__statistic__at")
        .annotate(newest=Max("final_at"))
        .filter(Q(paper__statistic__at=None) | Q(newest__gt=F("paper__statistic__at")))
    )
    return [row["paper"] for row in rows]


def papers_for(user: Any) -> QuerySet[Paper]:
    """Papers whose figures ``user`` may read: authors and reviewers those of their organisations;
    who runs regrades those that reach them, but for tests that they may sit themselves (the
    figures tell which answers are right)."""
    own = Paper.objects.of_authors(user)
    if not policies.can(user, Permission.REGRADE_EXAMS):
        return own
    theirs = Paper.objects.shared_with(user).exclude(pk__in=access.papers_for(user).values("pk"))
    return Paper.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=theirs.values("pk")))


def work_out(paper: Paper, report: Report = lambda _done, _total: None) -> PaperStatistic:
    """Replace the figures of ``paper``. Killed on the way, the old ones stay. ``report`` is called
    with how many sittings are read, and may stop it by raising."""
    moment = now()
    rows = Sitting.objects.filter(paper=paper, state=Sitting.State.FINAL)
    totals = list(
        rows.order_by("submitted_at", "pk").values_list("pk", "points", "most_points", "passed")
    )
    shares = [_share(points, most) for _pk, points, most, _passed in totals]
    made = PaperStatistic(paper=paper, sittings=len(totals), at=moment)
    if len(totals) < LEAST:
        return _write(paper, made, [])
    third = dict(zip((row[0] for row in totals), statistics.thirds(shares), strict=True))
    columns, sets = _collect(list(third), third, report)
    made.passed = sum(bool(row[3]) for row in totals)
    made.mean, made.deviation = statistics.mean(shares), statistics.deviation(shares)
    made.distribution = statistics.distribution(shares)
    if len(sets) == 1:
        points = [[share * c.score for share in c.shares] for c in columns.values()]
        made.alpha = statistics.alpha(points)
        made.is_kr20 = statistics.is_kr20(points, [c.score for c in columns.values()])
    return _write(paper, made, list(_questions(paper, columns, moment)))


def _share(points: Decimal | None, most: Decimal) -> float:
    return float(points / most) if points is not None and most else 0.0


def _collect(
    keys: list[UUID], third: dict[UUID, int], report: Report
) -> tuple[dict[UUID, _Column], set[frozenset[str]]]:
    """The columns by version, and the different sets of questions that sittings have."""
    columns: dict[UUID, _Column] = defaultdict(_Column)
    sets: set[frozenset[str]] = set()
    for start in range(0, len(keys), PORTION):
        report(start, len(keys))
        for sat in _portion(keys[start : start + PORTION]):
            sets.add(frozenset(one["version"] for one in sat.places))
            for place, one in enumerate(sat.places):
                _add(columns[UUID(one["version"])], sat, place, one, third[sat.pk])
    report(len(keys), len(keys))
    return columns, sets


def _add(column: _Column, sat: _Sat, place: int, one: dict[str, Any], third: int) -> None:
    score, points = Decimal(one["score"]), sat.marks.get(place, Decimal(0))
    answer = sat.answers.get(place)
    column.score = float(score)
    column.shares.append(_share(points, score))
    column.rest.append(_share(sat.points - points, sat.most - score))
    is_essay = isinstance(answer, str) and len(answer) > MOST_ID
    column.answers.append((None if is_essay else answer, third))
    if answer is not None:
        column.answered += 1
    if place in sat.seconds:
        column.seconds.append(sat.seconds[place])


def _portion(keys: list[UUID]) -> Iterator[_Sat]:
    """Three queries. In the order of ``keys``."""
    rows = {
        row[0]: row
        for row in Sitting.objects.filter(pk__in=keys).values_list(
            "pk", "frozen", "points", "most_points", "started_at", "grading_version"
        )
    }
    marks: dict[UUID, dict[int, Decimal]] = defaultdict(dict)
    held = Mark.objects.filter(sitting__in=keys, version=F("sitting__grading_version"))
    for pk, place, points in held.order_by("reader").values_list("sitting_id", "place", "points"):
        marks[pk][place] = points
    answers: dict[UUID, dict[int, Any]] = defaultdict(dict)
    saves: dict[UUID, list[tuple[int, datetime]]] = defaultdict(list)
    kept = AnswerSave.objects.filter(sitting__in=keys).order_by("seq")
    for pk, place, answer, at in kept.values_list("sitting_id", "place", "answer", "saved_at"):
        answers[pk][place] = answer
        saves[pk].append((place, at))
    for key in keys:
        pk, places, total, most, started, _version = rows[key]
        seconds = statistics.seconds_at(started, saves[pk])
        yield _Sat(pk, places, total or Decimal(0), most, marks[pk], answers[pk], seconds)


def _questions(
    paper: Paper, columns: dict[UUID, _Column], moment: datetime
) -> Iterator[QuestionStatistic]:
    wordings = frozen.versions(columns)
    for version, column in columns.items():
        made = QuestionStatistic(
            paper=paper, version_id=version, shown=len(column.shares), answered=column.answered,
            at=moment,
        )  # fmt: skip
        if len(column.shares) >= LEAST:
            made.facility = statistics.facility(column.shares, 1)
            made.discrimination = statistics.discrimination(column.shares, column.rest)
            made.seconds = statistics.middle(column.seconds)
            made.choices = statistics.tally(wordings[version], column.answers)
        yield made


def _write(
    paper: Paper, made: PaperStatistic, questions: list[QuestionStatistic]
) -> PaperStatistic:
    with transaction.atomic():
        QuestionStatistic.objects.filter(paper=paper).delete()
        PaperStatistic.objects.filter(paper=paper).delete()
        made.save(force_insert=True)
        QuestionStatistic.objects.bulk_create(questions, batch_size=500)
    return made
