"""Grading by hand: points saved as they are given, handed over, settled, finished."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, ExpressionWrapper, IntegerField, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from exams import by_hand, reading_input
from exams.actions.grading import finish
from exams.by_hand import FIRST, SECOND, SETTLED, Points, Said, Written
from exams.models import Mark, Sitting
from exams.reading_input import Given
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, NotVisible
from lms.messaging.actions import send


def waiting_for(user: Any) -> Any:
    """Sittings that wait for a grader and are this person's to grade: of people below the
    organisations for which they grade, never their own, nor of a test that they are sitting just
    now (a sheet comes with its model answers); the oldest first."""
    sitting = Sitting.objects.filter(candidate=user.pk, state=Sitting.State.OPEN)
    rows = Sitting.objects.of_others(user, Permission.GRADE_EXAMS)
    rows = rows.filter(state=Sitting.State.SUBMITTED).exclude(paper__in=sitting.values("paper"))
    return rows.order_by("submitted_at", "pk")


def due_for(user: Any) -> Any:
    """Those of `waiting_for` that wait for this person: not what they have handed over and a second
    one reads, nor what the two who read it settle between them. One query, whatever is due."""

    def handed_over(reader: int, **by: Any) -> Exists:
        version = ExpressionWrapper(OuterRef("grading_version") + 1, IntegerField())
        marks = Mark.objects.filter(sitting=OuterRef("pk"), version=version, reader=reader, **by)
        return Exists(marks.filter(detail__done=True))

    second = handed_over(SECOND)
    mine, mine_too = handed_over(FIRST, by=user.pk), handed_over(SECOND, by=user.pk)
    return waiting_for(user).exclude(mine & ~second).exclude(second & ~mine & ~mine_too)


def begin_reading(*, by: Any, sitting: Sitting) -> int:
    """``by`` opens a sheet: it is theirs alone until half an hour after they did the last thing to
    it. Gives the reading that is due. Raises as `save_reading`."""
    with transaction.atomic():
        row, read, reader = _taken(by, sitting)
        if reader in read:
            _marks(row, reader).update(at=now())
        else:
            _write(row, reader, by=by, written=by_hand.written_of(row), said=Said())
    return reader


def save_reading(
    *,
    by: Any,
    sitting: Sitting,
    given: Given,
    place: int | None = None,
    wish_second: bool = False,
    done: bool = False,
) -> Sitting:
    """Keep what ``by`` has given so far, at one ``place`` or at all. ``done``: hand the sheet over;
    the last reading finishes the sitting.

    Raises `NotVisible`, `Conflict` (``taken``: somebody else reads it; ``read``: nothing left for
    this person to do), `Invalid` (points out of bounds; when done: missing, or not explained).
    """
    with transaction.atomic():
        row, read, reader = _taken(by, sitting)
        every = by_hand.written_of(row)
        written = [one for one in every if place in (None, one.place) or done]
        explain = by_hand.apart(every, *_two(read)) if reader == SETTLED else []
        said = reading_input.read(written, given, whole=done, explain=explain)
        wish = reader == FIRST and wish_second
        _write(row, reader, by=by, written=written, said=said, done=done, second=wish)
        if done:
            _hand_over(row, reader, by, every)
    return row


def hand_over(*, by: Any, sitting: Sitting) -> Sitting:
    """Hand over a sheet of which everything was kept before. Raises as `save_reading`."""
    read = by_hand.readings(sitting)
    mine = read.get(by_hand.turn(sitting, read))
    said = mine.said if mine is not None and mine.by == by.pk else Said()
    given = Given(said.points, said.comments, said.lines, said.reasons)
    wish = mine is not None and mine.wishes_second
    return save_reading(by=by, sitting=sitting, given=given, wish_second=wish, done=True)


Read = dict[int, by_hand.Reading]


def _taken(by: Any, sitting: Sitting) -> tuple[Sitting, Read, int]:
    """The sitting under its lock, what was read of it, and the reading that is ``by``'s now."""
    if not waiting_for(by).filter(pk=sitting.pk).exists():
        raise NotVisible(_("There is no such sheet."))
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("paper", "candidate")
    row = rows.get(pk=sitting.pk)
    if row.state != Sitting.State.SUBMITTED:
        raise Conflict(_("This sheet has been graded already."), code="read")
    read = by_hand.readings(row)
    reader = turn_of(by, row, read)
    if reader in read and read[reader].by != by.pk:
        _take_over(row, reader, by)
    return row, read, reader


def _marks(sitting: Sitting, reader: int) -> QuerySet[Mark]:
    return Mark.objects.filter(sitting=sitting, reader=reader, version=sitting.grading_version + 1)


def _take_over(sitting: Sitting, reader: int, by: Any) -> None:
    """Somebody left a sheet half read: who goes on with it answers for all of it from now on."""
    before = {"by": list(_marks(sitting, reader).values_list("by__username", flat=True)[:1])}
    _marks(sitting, reader).update(by=by)
    audit.record(
        "exams.sheet_taken_over", actor=by, target=sitting, on_whom=sitting.candidate,
        before=before, after={"reader": reader},
    )  # fmt: skip


def turn_of(by: Any, sitting: Sitting, read: Mapping[int, by_hand.Reading]) -> int:
    """The reading that is this person's now. Raises `Conflict`."""
    reader = by_hand.turn(sitting, read)
    if not reader or not by_hand.may_read(by, reader, read):
        if reader == SECOND and read[FIRST].by == by.pk:
            raise Conflict(_("A second person grades this sheet now."), code="read")
        raise Conflict(_("Somebody else is reading this sheet just now."), code="taken")
    return reader


def _two(read: Mapping[int, by_hand.Reading]) -> tuple[Points, Points]:
    return read[FIRST].points, read[SECOND].points


def _write(
    sitting: Sitting,
    reader: int,
    *,
    by: Any,
    written: list[Written],
    said: Said,
    done: bool = False,
    second: bool = False,
) -> None:
    """One mark for each place of ``written``: the points of the parts that the platform graded, and
    these."""
    version = sitting.grading_version + 1
    automatic = dict(
        Mark.objects.filter(sitting=sitting, version=version, reader=0).values_list(
            "place", "points"
        )
    )
    for place in sorted({one.place for one in written}):
        keys = [one.key for one in written if one.place == place]
        detail = {**said.detail(keys), "done": done, "second": second}
        given = [said.points[key] for key in keys if key in said.points]
        Mark.objects.update_or_create(
            sitting=sitting, place=place, reader=reader, version=version,
            defaults={
                "by": by, "at": now(), "detail": detail,
                "points": automatic.get(place, Decimal(0)) + sum(given, Decimal(0)),
                "comment": "\n".join(detail["comments"].values()),
            },
        )  # fmt: skip


def _hand_over(sitting: Sitting, reader: int, by: Any, written: list[Written]) -> None:
    read = by_hand.readings(sitting)
    audit.record(
        "exams.sheet_read", actor=by, target=sitting, on_whom=sitting.candidate,
        after={
            "reader": reader,
            "points": {key: str(value) for key, value in read[reader].points.items()},
        },
    )  # fmt: skip
    if by_hand.turn(sitting, read) == SETTLED and not by_hand.apart(written, *_two(read)):
        _agree(sitting, by, written, read)
        read = by_hand.readings(sitting)
    if by_hand.turn(sitting, read) == 0:
        finish(sitting)
        _tell_candidate(sitting)


def _agree(sitting: Sitting, by: Any, written: list[Written], read: Read) -> None:
    """Two graders are close: the mean counts. Their comments stand with their own marks."""
    agreed = Said(points=by_hand.mean(*_two(read)))
    _write(sitting, SETTLED, by=by, written=written, said=agreed, done=True)


def _tell_candidate(sitting: Sitting) -> None:
    who = sitting.candidate
    with override(who.language or settings.LANGUAGE_CODE):
        title = sitting.paper.title
        send(
            to=who,
            subject=_("Your test has been graded: %(title)s") % {"title": title},
            body=_("“%(title)s” has been graded. You can look at the result.") % {"title": title},
            link="/results/",
            key=f"exam-graded:{sitting.pk}:{sitting.grading_version}",
        )
