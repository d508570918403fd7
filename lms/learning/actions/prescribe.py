"""Prescribing: what the plans call for becomes courses, tools and a monthly goal of each person.

It only adds, explains and dates. What was begun, completed, chosen, waived or postponed stays; what
no plan calls for any more and nobody has begun goes. Running it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from content.facts import Facts
from content.reach import Reach
from lms.accounts.models import Offender
from lms.core import audit
from lms.core.clock import now
from lms.core.months import today
from lms.learning.actions.month_targets import rebuild_targets
from lms.learning.facts import PROFILE, facts_of
from lms.learning.models import Enrolment, LessonProgress, StudyGoal, ToolAssignment
from lms.learning.offices import Offices
from lms.learning.plans import PlanBook
from lms.learning.prescribing import Prescribed, Prescription, prescription

Source, State = Enrolment.Source, Enrolment.State
UPDATES = 100


class Prescriber:
    """Plans, offices and what they came to for equal facts: kept for a whole run. In the platform's
    own language, whoever caused the run: the reasons are stored."""

    def __init__(self, offices: Offices, on: date | None = None) -> None:
        self.offices, self.on = offices, on or today()
        self._book = PlanBook()
        self._known: dict[tuple[Facts, Reach], Prescription] = {}

    def for_person(self, offender: Offender) -> Prescription:
        here = self.offices.settings(offender.office_id)
        reach = self.offices.reach(offender.office_id, juvenile=offender.juvenile_regime)
        facts = facts_of(offender, self.on, here)
        if (facts, reach) not in self._known:
            with override(settings.LANGUAGE_CODE):
                plans = self._book.for_reach(reach)
                self._known[facts, reach] = prescription(facts, plans, self.on)
        return self._known[facts, reach]


@dataclass
class Changes:
    """What a prescription changes for some people; nothing is written before `write`."""

    new: list[Enrolment] = field(default_factory=list)
    updated: list[Enrolment] = field(default_factory=list)
    dropped: list[Enrolment] = field(default_factory=list)
    new_tools: list[ToolAssignment] = field(default_factory=list)
    updated_tools: list[ToolAssignment] = field(default_factory=list)
    dropped_tools: list[ToolAssignment] = field(default_factory=list)
    goals: list[StudyGoal] = field(default_factory=list)
    lifted: list[UUID] = field(default_factory=list)
    told: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def tell(self, learner: UUID, what: str, value: Any) -> None:
        """A line of the audit log: lists of ids, or the new hours."""
        facts = self.told.setdefault(learner, {})
        facts[what] = value if what == "hours" else [*facts.get(what, []), value]


def prescribe(*, learner: Any) -> Prescription:
    """Bring one offender's courses, tools, goal and monthly targets up to what the plans call for
    today; returns what they call for. Nothing is prescribed before correction begins or after its
    end. About fifteen queries."""
    person = Offender.objects.only(*PROFILE).get(pk=learner.pk)
    offices = Offices([person.office_id])
    prescriber = Prescriber(offices)
    with transaction.atomic():
        prescribe_many(ids=[person.pk], prescriber=prescriber)
        rebuild_targets(learners=[person.pk], offices=offices)
    return prescriber.for_person(person)


def prescribe_many(*, ids: Iterable[UUID], prescriber: Prescriber) -> int:
    """The same for many (some hundreds), their targets excepted where no goal changed. Returns how
    many people's courses, tools or goals changed.

    Reads first and then writes in one short transaction, so that studying waits for nobody; what an
    officer or learner does in between is left as it is.
    """
    wanted = list(ids)
    people = list(
        Offender.objects.in_correction(prescriber.on).filter(pk__in=wanted).only(*PROFILE)
    )
    if not people:
        return 0
    changes = Changes()
    found = {one.pk: prescriber.for_person(one) for one in people}
    _compare_courses(found, changes)
    _compare_tools(found, changes)
    _compare_goals(found, changes)
    if not changes.told:
        return 0
    with transaction.atomic():
        _write(changes)
        with_goal = [*(goal.learner_id for goal in changes.goals), *changes.lifted]
        rebuild_targets(learners=with_goal, offices=prescriber.offices)
        offices = {one.pk: one for one in people}
        audit.record_many(
            "learning.prescribed", ((offices[pk], facts) for pk, facts in changes.told.items())
        )
    return len(changes.told)


def _compare_courses(found: dict[UUID, Prescription], changes: Changes) -> None:
    rows = Enrolment.objects.filter(learner__in=list(found))
    missing = {(pk, course) for pk, one in found.items() for course in one.courses}
    idle: list[Enrolment] = []
    for row in rows:
        called_for = found[row.learner_id].courses.get(row.course_id)
        missing.discard((row.learner_id, row.course_id))
        if row.state != State.OPEN or row.decided_by_id or row.source == Source.OFFICER:
            continue
        if called_for is not None:
            if _bring_up(row, called_for):
                changes.updated.append(row)
                changes.tell(row.learner_id, "explained", row.course_id)
        elif row.source == Source.PLAN and row.begun_at is None:
            idle.append(row)
    for learner, course in sorted(missing):
        called_for = found[learner].courses[course]
        changes.new.append(_enrolment(learner, called_for))
        changes.tell(learner, "added", course)
    for row in _never_opened(idle):
        changes.dropped.append(row)
        changes.tell(row.learner_id, "dropped", row.course_id)


def _enrolment(learner: UUID, called_for: Prescribed) -> Enrolment:
    return Enrolment(
        learner_id=learner,
        course_id=called_for.course,
        source=Source.PLAN,
        plan_id=called_for.plan,
        because=called_for.because,
        due_on=called_for.due_on,
    )


def _bring_up(row: Enrolment, called_for: Prescribed) -> bool:
    """Explain and date an open course anew; it is never due later than it was. Whether that changed
    anything."""
    due_on = min(row.due_on, called_for.due_on) if row.due_on else called_for.due_on
    before = (row.source, row.plan_id, row.because, row.due_on)
    row.source, row.plan_id, row.because, row.due_on = (
        Source.PLAN, called_for.plan, called_for.because, due_on,
    )  # fmt: skip
    return before != (row.source, row.plan_id, row.because, row.due_on)


def _never_opened(rows: list[Enrolment]) -> list[Enrolment]:
    """Those of which no lesson has ever been opened. One query, none without rows."""
    if not rows:
        return []
    opened = set(
        LessonProgress.objects.filter(
            learner__in={row.learner_id for row in rows}, course__in={row.course_id for row in rows}
        ).values_list("learner", "course")
    )
    return [row for row in rows if (row.learner_id, row.course_id) not in opened]


def _compare_tools(found: dict[UUID, Prescription], changes: Changes) -> None:
    rows = ToolAssignment.objects.filter(learner__in=list(found))
    missing = {(pk, tool) for pk, one in found.items() for tool in one.tools}
    for row in rows:
        called_for = found[row.learner_id].tools.get(row.tool_id)
        missing.discard((row.learner_id, row.tool_id))
        if row.done_at or row.assigned_by_id:
            continue
        if called_for is None:
            changes.dropped_tools.append(row)
            changes.tell(row.learner_id, "tools_dropped", row.tool_id)
        elif row.because != called_for:
            row.because = called_for
            changes.updated_tools.append(row)
            changes.tell(row.learner_id, "explained", row.tool_id)
    for learner, tool in sorted(missing):
        because = found[learner].tools[tool]
        changes.new_tools.append(ToolAssignment(learner_id=learner, tool_id=tool, because=because))
        changes.tell(learner, "tools_added", tool)


def _compare_goals(found: dict[UUID, Prescription], changes: Changes) -> None:
    stored = {goal.learner_id: goal for goal in StudyGoal.objects.filter(learner__in=list(found))}
    for learner, one in found.items():
        goal = stored.get(learner)
        if one.hours is None:
            if goal is not None:
                changes.lifted.append(learner)
                changes.tell(learner, "hours", "")
        elif goal is None or (goal.hours, goal.plans) != (Decimal(one.hours), one.plans):
            changes.goals.append(
                StudyGoal(learner_id=learner, hours=one.hours, plans=one.plans, set_at=now())
            )
            changes.tell(learner, "hours", str(one.hours))


def _write(changes: Changes) -> None:
    """Only what is still as it was read is changed."""
    Enrolment.objects.bulk_create(changes.new, ignore_conflicts=True)
    untouched = Enrolment.objects.filter(state=State.OPEN, decided_by=None)
    untouched.bulk_update(
        changes.updated, ["source", "plan", "because", "due_on"], batch_size=UPDATES
    )
    idle = untouched.filter(source=Source.PLAN, begun_at=None)
    idle.filter(pk__in=[row.pk for row in changes.dropped]).delete()
    ToolAssignment.objects.bulk_create(changes.new_tools, ignore_conflicts=True)
    waiting = ToolAssignment.objects.filter(done_at=None, assigned_by=None)
    waiting.bulk_update(changes.updated_tools, ["because"], batch_size=UPDATES)
    waiting.filter(pk__in=[row.pk for row in changes.dropped_tools]).delete()
    StudyGoal.objects.bulk_create(
        changes.goals,
        update_conflicts=True,
        unique_fields=["learner"],
        update_fields=["hours", "plans", "set_at"],
    )
    StudyGoal.objects.filter(learner__in=changes.lifted).delete()
