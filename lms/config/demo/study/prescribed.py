"""What the plans called for when each person's history begins: by the rule of
`lms.learning.actions.prescribe`, written in bulk. What has changed since is brought up by the
action itself, when the history stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lms.accounts.models import Offender
from lms.config.demo.study.draw import History
from lms.config.demo.when import at
from lms.config.demo.words import named
from lms.learning.actions.prescribe import Prescriber
from lms.learning.keeping import moment
from lms.learning.models import Enrolment, StudyGoal, ToolAssignment
from lms.learning.offices import Offices
from lms.learning.prescribing import Prescription

Source, State = Enrolment.Source, Enrolment.State
WEEK = 7


@dataclass
class Calls:
    """Prescribers by day; those of one week share one."""

    offices: Offices
    begins: date
    _known: dict[date, Prescriber] = field(default_factory=dict)

    def day_for(self, offender: Offender) -> date:
        """The day of the history's beginning, or one of the person's first days."""
        late = (offender.starts_on - self.begins).days
        return self.begins + timedelta(days=max(0, -(-late // WEEK)) * WEEK)

    def for_person(self, offender: Offender, today: date) -> Prescription | None:
        """None where correction has just begun, or ended before the history begins."""
        day = self.day_for(offender)
        if day > today or offender.ends_on < day:
            return None
        if day not in self._known:
            self._known[day] = Prescriber(self.offices, on=day)
        return self._known[day].for_person(offender)


def goals(found: Iterable[tuple[Offender, Prescription]], day: datetime) -> list[StudyGoal]:
    return [
        StudyGoal(learner_id=one.pk, hours=called.hours, plans=called.plans, set_at=day)
        for one, called in found
        if called.hours is not None
    ]


def tools(found: Iterable[tuple[Offender, Prescription]], day: datetime) -> list[ToolAssignment]:
    return [
        ToolAssignment(learner_id=one.pk, tool_id=tool, because=because, created_at=day)
        for one, called in found
        for tool, because in called.tools.items()
    ]


def course_order(called: Prescription | None) -> list[int]:
    """The courses called for, those due first before the others."""
    if called is None:
        return []
    return sorted(called.courses, key=lambda course: called.courses[course].due_on)


def enrolments(
    offender: Offender, called: Prescription | None, day: date, history: History
) -> list[Enrolment]:
    """Courses called for, and courses begun of one's own will; begun and completed as studied."""
    made = {
        course: Enrolment(
            id=named(offender.pk, "course", course), learner_id=offender.pk, course_id=course,
            source=Source.PLAN, plan_id=one.plan, because=one.because, due_on=one.due_on,
            created_at=at(max(day, offender.starts_on), 8),
        )
        for course, one in (called.courses if called else {}).items()
    }  # fmt: skip
    begun, ended = _first_and_last(history)
    done = history.completed()
    for course, first in begun.items():
        row = made.get(course) or Enrolment(
            id=named(offender.pk, "course", course), learner_id=offender.pk, course_id=course,
            source=Source.SELF, created_at=first,
        )  # fmt: skip
        made[course] = row
        row.begun_at = first
        if course in done:
            row.state, row.completed_at = State.COMPLETED, ended[course]
    return list(made.values())


def _first_and_last(history: History) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """When each course was studied first, and last."""
    begun: dict[int, datetime] = {}
    ended: dict[int, datetime] = {}
    for one in history.sittings:
        if (course := one.topic.course) is not None:
            begun.setdefault(course, moment(one.opened))
            ended[course] = moment(one.closed)
    return begun, ended
