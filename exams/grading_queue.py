"""The graders' queue: sheets by a code that says nothing about whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from exams import by_hand
from exams.actions.reading import due_for, waiting_for
from exams.by_hand import FIRST, SECOND, SETTLED
from exams.models import Mark, Sitting
from lms.core.crypto import keyed_hash
from lms.core.errors import NotVisible

MOST = 100
"""Sheets of one page."""


def code_of(sitting: UUID) -> str:
    """What a sheet is called: the same each time, and nobody finds the sitting by it."""
    return keyed_hash(f"exam sheet {sitting}")[:10].upper()


def sheet_by(user: Any, code: str) -> Sitting:
    """The waiting sheet of this code, if it is this person's to grade. Raises `NotVisible`."""
    for pk in waiting_for(user).values_list("pk", flat=True):
        if code_of(pk) == code:
            return Sitting.objects.select_related("paper").get(pk=pk)
    raise NotVisible(_("There is no such sheet."))


def papers_waiting(user: Any) -> list[dict[str, Any]]:
    """Papers with how many sheets wait for this person, the longest waiting first. One query."""
    rows = due_for(user).order_by().values("paper", "paper__title")
    return list(rows.annotate(number=Count("pk"), since=Min("submitted_at")).order_by("since"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """``turn``: which reading is due; ``is_mine``: whether this person may do it now;
    ``is_begun``: they have begun it."""

    code: str
    submitted_at: datetime | None
    turn: int
    is_mine: bool
    is_begun: bool

    @property
    def stage(self) -> str:
        return {
            FIRST: _("to be read"),
            SECOND: _("to be read by a second person"),
            SETTLED: _("two graders differ"),
        }.get(self.turn, _("read"))


def sheets_of(user: Any, paper: UUID) -> list[Sheet]:
    """The waiting sheets of a paper, the oldest first. Two queries."""
    sittings = list(
        waiting_for(user).filter(paper=paper).select_related("paper").defer("frozen")[:MOST]
    )
    marks: dict[UUID, list[Mark]] = {}
    for mark in Mark.objects.filter(sitting__in=[one.pk for one in sittings], reader__gt=0):
        marks.setdefault(mark.sitting_id, []).append(mark)
    return [_sheet(user, one, marks.get(one.pk, [])) for one in sittings]


def _sheet(user: Any, sitting: Sitting, marks: Iterable[Mark]) -> Sheet:
    version = sitting.grading_version + 1
    read = by_hand.readings(sitting, [mark for mark in marks if mark.version == version])
    turn = by_hand.turn(sitting, read)
    mine = bool(turn) and by_hand.may_read(user, turn, read)
    begun = turn in read and read[turn].by == user.pk
    return Sheet(code_of(sitting.pk), sitting.submitted_at, turn, mine, begun)


def next_after(user: Any, paper: UUID, code: str = "") -> str:
    """The code of the next sheet that this person may read; "" when there is none."""
    return next(
        (one.code for one in sheets_of(user, paper) if one.is_mine and one.code != code), ""
    )
