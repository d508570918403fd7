"""What waits for an officer in the morning: who is behind, absent, due, and what is to be reviewed.

Each part is the first few rows and how many there are in all; a part that fits is not counted by a
query of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Greatest

from lms.accounts.permissions import Permission
from lms.core.months import Month, today
from lms.credits.models import Correction
from lms.learning import caseload
from lms.learning.hours import OfficeHours, hours_by_office
from lms.learning.models import Enrolment, ReviewSignal, ToolResult

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Part:
    """The first of some rows, and how many there are."""

    rows: Sequence[Any] = ()
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


NOTHING = Part()


def first_of(rows: QuerySet[Any], most: int = SHOWN) -> Part:
    """One query, a second one only where there are more rows than are shown."""
    found = list(rows[: most + 1])
    if len(found) <= most:
        return Part(found, len(found))
    return Part(found[:most], rows.order_by().values("pk").count())


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """``offices`` is empty for who looks after one office only."""

    day: date
    in_correction: int = 0
    behind: Part = NOTHING
    absent: Part = NOTHING
    due: Part = NOTHING
    due_people: int = 0
    stopped: Part = NOTHING
    signals: Part = NOTHING
    corrections: Part = NOTHING
    alarms: Part = NOTHING
    offices: Sequence[OfficeHours] = ()

    @property
    def to_review(self) -> int:
        parts = (self.stopped, self.signals, self.corrections, self.alarms)
        return sum(part.count for part in parts)


def morning_of(user: Any) -> Morning:
    """Everything for the one who looks; nothing but the day for who looks after nobody."""
    if not user.can(Permission.VIEW_PEOPLE):
        return Morning(day=today())
    people = (
        caseload.people_of(user).select_related("user", "office").defer("id_number", "user__phone")
    )
    due = _due(user)
    return Morning(
        day=today(),
        in_correction=people.in_correction().count(),  # type: ignore[attr-defined]
        behind=_behind(people),
        absent=first_of(_absent(people)),
        due=first_of(due),
        due_people=due.order_by().values("learner").distinct().count(),
        stopped=first_of(caseload.stopped_today(people).order_by("code")),
        signals=first_of(_signals(user)),
        corrections=first_of(_corrections(user)),
        alarms=first_of(_alarms(user)),
        offices=_offices(user),
    )


def _behind(people: Any) -> Part:
    """Who is furthest behind comes first."""
    late = caseload.behind_now(people)
    return first_of(late.order_by(F("seconds") - F("target_seconds"), "code"))


def _absent(people: Any) -> Any:
    """Who has been away longest comes first."""
    gone = caseload.absent(people).annotate(
        last_studied=caseload.last_studied(), studied_order=caseload.studied_order()
    )
    return gone.order_by("studied_order", "code")


def _due(user: Any) -> Any:
    """Courses that are overdue or due within a week, the most urgent first."""
    rows = Enrolment.objects.visible_to(user).due_by(today() + caseload.SOON)
    rows = rows.exclude(learner=user).select_related(
        "course", "learner", "learner__offender__office"
    )
    present = caseload.current(caseload.people_of(user)).order_by().values("pk")
    day = Greatest(Coalesce("due_on", "postponed_until"), Coalesce("postponed_until", "due_on"))
    return rows.filter(learner__in=present).annotate(day=day).order_by("day", "pk")


def _signals(user: Any) -> Any:
    return ReviewSignal.objects.visible_to(user).open().select_related("learner__offender__office")


def _corrections(user: Any) -> Any:
    """The longest waiting first."""
    rows = Correction.objects.to_decide_by(user).order_by("proposed_at")
    return rows.select_related("learner__offender", "proposed_by", "entry")


def _alarms(user: Any) -> Any:
    """Alarms of tools that nobody has opened yet."""
    rows = ToolResult.objects.visible_to(user).unseen().filter(alarm=True).exclude(learner=user)
    return rows.select_related("learner__offender__office").defer("answers")


def _offices(user: Any) -> Sequence[OfficeHours]:
    if caseload.offices_of(user)[:2].count() < 2:
        return ()
    return hours_by_office(user, Month.current())


def days_since(moment_day: date | None) -> int | None:
    """Whole days, for "last studied"."""
    return (today() - moment_day) // timedelta(days=1) if moment_day else None
