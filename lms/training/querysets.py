"""Sets of required readings, in the words of the field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lms.accounts import policies
from lms.accounts.permissions import Permission


class ReadingQuerySet(QuerySet):
    """Cases that people have to read."""

    def of(self, person: Any) -> ReadingQuerySet:
        """One person's, without those of cases that were withdrawn."""
        return self.filter(person=person).exclude(state="withdrawn")

    def visible_to(self, user: Any) -> ReadingQuerySet:
        """Those of the staff that a person looks after or watches, and one's own."""
        paths = policies.roots(user, Permission.VIEW_TRAINING)
        below = policies.within(paths, "person__staff_member__unit__path")
        return self.filter(below | Q(person=user.pk))

    def open(self) -> ReadingQuerySet:
        return self.filter(state="open")

    def done(self) -> ReadingQuerySet:
        return self.filter(state="done")

    def overdue(self, day: date) -> ReadingQuerySet:
        return self.open().filter(due_on__lt=day)

    def due_between(self, first: date, last: date) -> ReadingQuerySet:
        return self.open().filter(due_on__range=(first, last))
