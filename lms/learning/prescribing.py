"""Which courses and tools a person's facts call for, and how many hours. Pure: no database.

A plan template says for whom and what; prescribing is the union of all that match. It only ever
adds: what was begun, waived or postponed by an officer is never taken away or changed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from content.facts import Facts


class Plan(Protocol):
    """What is read of a `content.models.PlanTemplate`."""

    pk: int
    title: str
    target_hours: Decimal | None

    def matches(self, facts: Facts) -> bool: ...
    def because(self, facts: Facts) -> list[str]: ...


@dataclass(frozen=True)
class PlanContent:
    """A template with its courses (id → days to finish) and tools, loaded once for all persons."""

    plan: Plan
    courses: dict[int, int]
    tools: tuple[int, ...] = ()


@dataclass
class Prescribed:
    """One course that the facts call for: since which plan, why, until when."""

    course: int
    plan: int
    because: list[str]
    due_on: date


@dataclass
class Prescription:
    courses: dict[int, Prescribed] = field(default_factory=dict)
    tools: dict[int, list[str]] = field(default_factory=dict)
    hours: Decimal | None = None
    plans: list[int] = field(default_factory=list)


def prescription(facts: Facts, plans: Iterable[PlanContent], today: date) -> Prescription:
    """What all matching ``plans`` together call for on ``today``.

    A course of two plans is due on the earlier day, with both reasons; of several monthly targets
    the highest holds, because the stricter plan was written for the heavier case.
    """
    found = Prescription()
    for content in plans:
        if not content.plan.matches(facts):
            continue
        reasons = [content.plan.title, *content.plan.because(facts)]
        found.plans.append(content.plan.pk)
        for course, days in content.courses.items():
            _add_course(found, content, course, reasons, today + timedelta(days=days))
        for tool in content.tools:
            _add_reasons(found.tools.setdefault(tool, []), reasons)
        hours = content.plan.target_hours
        if hours is not None:
            found.hours = hours if found.hours is None else max(found.hours, hours)
    return found


def _add_course(
    found: Prescription, content: PlanContent, course: int, reasons: list[str], due_on: date
) -> None:
    known = found.courses.get(course)
    if known is None:
        found.courses[course] = Prescribed(course, content.plan.pk, list(reasons), due_on)
        return
    _add_reasons(known.because, reasons)
    known.due_on = min(known.due_on, due_on)


def _add_reasons(to: list[str], reasons: list[str]) -> None:
    to += [reason for reason in reasons if reason not in to]
