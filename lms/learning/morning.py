"""What waits for an officer in the morning: who is behind, absent, due, and what is to be reviewed.

Each part is the first few rows and how many there are in all; a part that fits is not counted by a
query of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Greatest

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core.months import Month, today
from lms.credits.models import Correction
from lms.learning import caseload
from lms.learning.hours import OfficeHours, hours_by_office
from lms.learning.models import Enrolment, ReviewSignal, ToolResult

SHOWN = 8
KEPT = 5 * 60
"""So many seconds the sums of the offices are kept: no decision hangs on the last minute."""


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


def first_of_many(rows: QuerySet[Any], most: int = SHOWN) -> Part:
    """Two queries: the keys of all in their order, and what the first need besides. For conditions
    that are dear: they are weighed once and not for counting again."""
    keys = list(rows.values_list("pk", flat=True))
    return Part(_by_keys(rows, keys[:most]), len(keys))


def _by_keys(rows: QuerySet[Any], keys: list[Any]) -> list[Any]:
    found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]


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
    def _review(self) -> tuple[Part, ...]:
        return (self.stopped, self.signals, self.corrections, self.alarms)

    @property
    def to_review(self) -> int:
        return sum(part.count for part in self._review)

    @property
    def review_is_cut(self) -> bool:
        """Whether some of it is not shown."""
        return any(part.more for part in self._review)


def morning_of(user: Any) -> Morning:
    """Everything for the one who looks; nothing but the day for who looks after nobody."""
    if not user.can(Permission.VIEW_PEOPLE):
        return Morning(day=today())
    people = (
        caseload.people_of(user).select_related("user", "office").defer("id_number", "user__phone")
    )
    due, due_people = _due(user)
    return Morning(
        day=today(),
        in_correction=people.in_correction().count(),  # type: ignore[attr-defined]
        behind=_behind(people),
        absent=first_of_many(_absent(people)),
        due=due,
        due_people=due_people,
        stopped=first_of(caseload.stopped_today(people).order_by("code")),
        signals=first_of(_signals(user)),
        corrections=first_of(_corrections(user)),
        alarms=first_of(_alarms(user)),
        offices=_offices(user),
    )


def _behind(people: Any) -> Part:
    """Who is furthest behind comes first."""
    late = caseload.behind_now(people)
    return first_of_many(late.order_by(F("seconds") - F("target_seconds"), "code"))


def _absent(people: Any) -> Any:
    """Who has been away longest comes first."""
    gone = caseload.absent(people).annotate(
        last_studied=caseload.last_studied(), studied_order=caseload.studied_order()
    )
    return gone.order_by("studied_order", "code")


def _due(user: Any) -> tuple[Part, int]:
    """Courses that are overdue or due within a week, the most urgent first; and how many people
    they belong to."""
    present = caseload.current(caseload.people_of(user)).order_by().values("pk")
    day = Greatest(Coalesce("due_on", "postponed_until"), Coalesce("postponed_until", "due_on"))
    rows = (
        Enrolment.objects.due_by(today() + caseload.SOON)
        .filter(learner__in=present)
        .annotate(day=day)
        .order_by("day", "pk")
    )
    keys = list(rows.values_list("pk", "learner"))
    shown = rows.select_related("course", "learner").defer("learner__phone")
    first = _by_keys(shown, [pk for pk, _learner in keys[:SHOWN]])
    return Part(first, len(keys)), len({learner for _pk, learner in keys})


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
    """The month by office, for who looks after several; as of some minutes ago."""
    if caseload.offices_of(user)[:2].count() < 2:
        return ()
    month = Month.current()
    places = ",".join(sorted(policies.roots(user, Permission.VIEW_PEOPLE)))
    key = f"learning-offices:{month}:{places}"
    found: Sequence[OfficeHours] | None = cache.get(key)
    if found is None:
        found = hours_by_office(user, month)
        cache.set(key, found, KEPT)
    return found
