"""What a regrade would come to, before anybody orders it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from exams import corrections
from exams.actions.grading import passes
from exams.frozen import questions_of
from exams.models import AnswerSave, Mark, QuestionVersion, Sitting

State = Sitting.State
PORTION = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One final sitting whose points would rise."""

    sitting: Sitting
    points: Decimal
    new_points: Decimal
    passed: bool
    new_passed: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """``final``: final sittings that had the wording. ``waiting``: sittings still under way or
    being graded; the correction reaches them when they become final."""

    rows: tuple[Row, ...]
    final: int
    waiting: int

    @property
    def changed(self) -> int:
        return len(self.rows)

    @property
    def now_passed(self) -> int:
        return sum(row.new_passed and not row.passed for row in self.rows)

    @property
    def now_failed(self) -> int:
        """Always none, as points only rise; the page shows it, so that nobody has to believe it."""
        return sum(row.passed and not row.new_passed for row in self.rows)


def holders(version: QuestionVersion | UUID) -> QuerySet[Sitting]:
    """Sittings that froze this wording. It reads the whole table: frozen papers have no index,
    because every start of a sitting would pay for what is asked a few times a year."""
    key = version.pk if isinstance(version, QuestionVersion) else version
    rows = Sitting.objects.annotate(frozen_text=Cast("frozen", TextField()))
    return rows.filter(frozen_text__contains=str(key))


def preview(version: QuestionVersion, how: str, accepts: Any) -> Preview:
    """Read only. Raises `Invalid` when ``accepts`` is no further answer to this wording. Three
    queries for some hundred sittings."""
    had = holders(version)
    rows: list[Row] = []
    final = 0
    for portion in _portions(had.filter(state=State.FINAL)):
        final += len(portion)
        rows += _rows_of(portion, version, how, accepts)
    waiting = had.filter(state__in=(State.OPEN, State.SUBMITTED)).count()
    return Preview(tuple(rows), final, waiting)


def _portions(rows: QuerySet[Sitting]) -> Iterator[list[Sitting]]:
    keys = list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PORTION):
        found = Sitting.objects.select_related("paper", "candidate__offender")
        yield list(
            found.filter(pk__in=keys[start : start + PORTION]).order_by("submitted_at", "pk")
        )


def _rows_of(
    sittings: list[Sitting], version: QuestionVersion, how: str, accepts: Any
) -> Iterator[Row]:
    places = {
        one.pk: [placed for placed in questions_of(one) if placed.version == version.pk]
        for one in sittings
    }
    wanted = {placed.place for found in places.values() for placed in found}
    answers = _answers(sittings, wanted)
    marks = _marks(sittings, wanted)
    for one in sittings:
        more = Decimal(0)
        for placed in places[one.pk]:
            key = (one.pk, placed.place)
            if (held := marks.get(key)) is not None:
                new = corrections.raised(how, accepts, placed, answers.get(key), held)
                more += 0 if new is None else new - held
        if more:
            old = one.points or Decimal(0)
            yield Row(one, old, old + more, bool(one.passed), passes(one, old + more))


def _answers(sittings: list[Sitting], places: set[int]) -> dict[Any, Any]:
    rows = AnswerSave.objects.filter(sitting__in=[one.pk for one in sittings], place__in=places)
    found = rows.order_by("seq").values_list("sitting_id", "place", "answer")
    return {(pk, place): answer for pk, place, answer in found}


def _marks(sittings: list[Sitting], places: set[int]) -> dict[Any, Decimal]:
    """The points that hold, of the grading that holds."""
    version = {one.pk: one.grading_version for one in sittings}
    rows = Mark.objects.filter(sitting__in=list(version), place__in=places).order_by("reader")
    found = rows.values_list("sitting_id", "place", "version", "points")
    return {(pk, place): points for pk, place, of, points in found if of == version[pk]}
