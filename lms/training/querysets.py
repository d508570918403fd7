"""Sets of reading rules and required readings, in the words of the field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from lms.accounts import policies
from lms.accounts.permissions import Permission

if TYPE_CHECKING:
    from lms.training.models import ReadingRule, RequiredReading  # noqa: F401

STANDING = ("open", "done")


class RuleQuerySet(QuerySet["ReadingRule"]):
    """Which posts have to read which cases."""

    def active(self) -> RuleQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, user: Any) -> RuleQuerySet:
        """Those of the organisations whose training a person manages."""
        paths = policies.roots(user, Permission.MANAGE_TRAINING)
        return self.filter(policies.within(paths, "organisation__path"))

    def about(self, risk_points: set[int]) -> RuleQuerySet:
        """Those that name one of these risk points, or none at all."""
        return self.filter(Q(risk_points=None) | Q(risk_points__in=risk_points)).distinct()


class ReadingQuerySet(QuerySet["RequiredReading"]):
    """Cases that people have to read."""

    def of(self, person: Any) -> ReadingQuerySet:
        """One person's own, of cases that can be read."""
        return self.standing().readable().filter(person=person)

    def standing(self) -> ReadingQuerySet:
        """Open or done: neither withdrawn nor ended. What figures count."""
        return self.filter(state__in=STANDING)

    def readable(self) -> ReadingQuerySet:
        """Of cases that are published: a withdrawal holds from the moment it is written."""
        return self.filter(case__live=True, case__withdrawn_at=None)

    def watched_by(self, user: Any) -> ReadingQuerySet:
        """Those of the staff whose training a person looks after or watches."""
        paths = policies.roots(user, Permission.VIEW_TRAINING)
        return self.filter(policies.within(paths, "person__staff_member__unit__path"))

    def open(self) -> ReadingQuerySet:
        return self.filter(state="open")

    def done(self) -> ReadingQuerySet:
        return self.filter(state="done")

    def overdue(self, day: date) -> ReadingQuerySet:
        return self.open().filter(due_on__lt=day)
