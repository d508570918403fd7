"""One's own required reading: a list for a page, and one case with its questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, OuterRef, Subquery
from django.utils.translation import gettext as _

from cases.models import CasePage
from lms.core.months import today
from lms.learning.lessons import reading_rate
from lms.learning.models import LessonProgress
from lms.messaging import filling
from lms.training import asking, studied
from lms.training.actions.reading import answers_of
from lms.training.models import Acknowledgement, RequiredReading

MOST_DONE = 50


@dataclass(frozen=True)
class Mine:
    """A case in the list. ``seconds`` were credited so far, of ``nominal``."""

    reading: RequiredReading
    seconds: int
    nominal: int
    day: date

    @property
    def case(self) -> Any:
        return self.reading.case

    @property
    def because(self) -> list[str]:
        return said(self.reading)

    @property
    def is_overdue(self) -> bool:
        return self.reading.is_overdue(self.day)

    @property
    def minutes(self) -> int:
        """How long it takes: whole minutes, at least one."""
        return max(1, round(self.nominal / 60))

    @property
    def verified(self) -> str:
        """Minutes so far; of a case that was changed only its own page knows."""
        begun = self.reading.read_at is not None or not self.reading.is_asked_anew
        return f"{min(self.seconds, self.nominal) / 60:.1f}" if begun else ""


def said(reading: RequiredReading) -> list[str]:
    """Why it has to be read, in sentences."""
    words = {
        "rule": _("by the rule “%(name)s”"),
        "post": _("your post: %(name)s"),
        "risks": _("risk points: %(name)s"),
        "revised": _("the case was changed, so it is asked for once more"),
    }
    return [words[kind] % {"name": name} for kind, name in reading.because if kind in words]


def mine(user: Any) -> tuple[list[Mine], list[Mine]]:
    """What is open, the most urgent first, and the last that were done. Two queries."""
    rows = list(_rows(user).open().order_by("due_on", "assigned_at"))
    rows += _rows(user).done().order_by("-acknowledged_at")[:MOST_DONE]
    progress = LessonProgress.objects.filter(
        learner=user.pk, lesson__in=[one.case_id for one in rows]
    )
    seconds = dict(progress.values_list("lesson", "credited_seconds"))
    rate, day = reading_rate(user), today()
    found = [
        Mine(one, seconds.get(one.case_id, 0), one.case.study_seconds_at(rate), day) for one in rows
    ]
    return [o for o in found if o.reading.is_open], [o for o in found if not o.reading.is_open]


def _rows(user: Any) -> Any:
    """Without the words of the cases: a list shows their titles."""
    rows = RequiredReading.objects.of(user).select_related("case")
    return rows.defer(*(f"case__{name}" for name in ("body", "timeline", "statutes", "checks")))


@dataclass(frozen=True)
class Box:
    """What a case's page says to somebody who has to read it."""

    reading: RequiredReading
    studied: studied.Studied
    question: asking.Question | None
    last: asking.Answered | None
    answered: int
    total: int
    signature: Acknowledgement | None
    day: date

    @property
    def because(self) -> list[str]:
        return said(self.reading)

    @property
    def is_overdue(self) -> bool:
        return self.reading.is_overdue(self.day)

    @property
    def is_read(self) -> bool:
        return self.studied.is_read or self.reading.read_at is not None

    @property
    def may_sign(self) -> bool:
        return self.reading.is_open and self.studied.is_read and self.question is None


def box_of(user: Any, case: CasePage) -> Box | None:
    """None for whoever need not read it. Five queries at most."""
    reading = RequiredReading.objects.of(user).filter(case=case).first()
    if reading is None:
        return None
    checks, given = case.self_checks(), answers_of(reading, case)
    right = {one.check_id for one in given if one.is_right}
    signature = None if reading.is_open else reading.acknowledgements.last()
    return Box(
        reading=reading,
        studied=studied.for_reading(reading, user, case),
        question=asking.next_question(reading, checks, given) if reading.is_open else None,
        last=asking.last_answer(checks, given) if reading.is_open else None,
        answered=sum(check.id in right for check in checks),
        total=len(checks),
        signature=signature,
        day=today(),
    )


OPEN, FIRST_DUE = "training_open", "training_first_due"


def _open() -> Any:
    rows = RequiredReading.objects.open().readable()
    return rows.filter(person=OuterRef("pk")).order_by().values("person")


def count_with_messages() -> None:
    """What menus and the desk show costs no query of its own."""
    filling.count_beside(OPEN, lambda: Subquery(_open().annotate(n=Count("pk")).values("n")))
    filling.count_beside(
        FIRST_DUE, lambda: Subquery(_open().annotate(day=Min("due_on")).values("day"))
    )


def open_number(user: Any) -> int:
    return int(filling.beside(user, OPEN) or 0)


def first_due(user: Any) -> date | None:
    day: date | None = filling.beside(user, FIRST_DUE)
    return day
