"""Grading by hand: points saved as they are given, handed over, settled, finished."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from exams import by_hand
from exams.actions.grading import finish
from exams.by_hand import FIRST, SECOND, SETTLED, Points, Written
from exams.models import Mark, Sitting
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible
from lms.messaging.actions import send


def waiting_for(user: Any) -> Any:
    """Sittings that wait for a grader and are this person's to grade: of people below the
    organisations for which they grade, never their own; the oldest first."""
    rows = Sitting.objects.of_others(user, Permission.GRADE_EXAMS)
    return rows.filter(state=Sitting.State.SUBMITTED).order_by("submitted_at", "pk")


def save_reading(
    *,
    by: Any,
    sitting: Sitting,
    points: Mapping[str, Any],
    comments: Mapping[str, str],
    wish_second: bool = False,
    done: bool = False,
) -> Sitting:
    """Keep what ``by`` has given so far (``points`` and ``comments`` by `Written.key`; None or ""
    for an answer not read yet). ``done``: hand it over; the last reading finishes the sitting.

    Raises `NotVisible`, `Conflict` (``taken``: somebody else reads it; ``read``: nothing left for
    this person to do), `Invalid` (points out of bounds, or missing when done).
    """
    if not waiting_for(by).filter(pk=sitting.pk).exists():
        raise NotVisible(_("There is no such sheet."))
    with transaction.atomic():
        row = (
            Sitting.objects.select_for_update(of=("self",))
            .select_related("paper")
            .get(pk=sitting.pk)
        )
        if row.state != Sitting.State.SUBMITTED:
            raise Conflict(_("This sheet has been graded already."), code="read")
        written = by_hand.written_of(row)
        read = by_hand.readings(row)
        reader = turn_of(by, row, read)
        given = _points(written, points, all_of_them=done)
        said = {one.key: str(comments.get(one.key, "")).strip()[:2000] for one in written}
        wish = wish_second and reader == FIRST
        _write(row, reader, by=by, written=written, given=(given, said), done=done, second=wish)
        if done:
            _hand_over(row, reader, by, written)
    return row


def turn_of(by: Any, sitting: Sitting, read: Mapping[int, by_hand.Reading]) -> int:
    """The reading that is this person's now. Raises `Conflict`."""
    reader = by_hand.turn(sitting, read)
    if not reader or not by_hand.may_read(by, reader, read):
        if reader == SECOND and read[FIRST].by == by.pk:
            raise Conflict(_("A second person grades this sheet now."), code="read")
        raise Conflict(_("Somebody else is reading this sheet just now."), code="taken")
    return reader


def _points(written: list[Written], points: Mapping[str, Any], *, all_of_them: bool) -> Points:
    found: Points = {}
    wrong: dict[str, list[str]] = {}
    for one in written:
        raw = points.get(one.key)
        if raw in (None, ""):
            if all_of_them:
                wrong[one.key] = [_("Please give points.")]
            continue
        try:
            value = Decimal(str(raw).strip().replace("，", ".").replace("。", "."))
        except InvalidOperation:
            value = Decimal(-1)
        if not value.is_finite() or not 0 <= value <= one.most or round(value, 2) != value:
            wrong[one.key] = [
                _("Points from 0 to %(most)s, two places at most.") % {"most": _plain(one.most)}
            ]
        else:
            found[one.key] = value
    if wrong:
        raise Invalid(" ".join(next(iter(wrong.values()))), code="points", fields=wrong)
    return found


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _write(
    sitting: Sitting,
    reader: int,
    *,
    by: Any,
    written: list[Written],
    given: tuple[Points, Mapping[str, str]],
    **flags: bool,
) -> None:
    """One mark for each place: the points of the parts that the platform graded, and these."""
    points, comments = given
    version = sitting.grading_version + 1
    automatic = dict(
        Mark.objects.filter(sitting=sitting, version=version, reader=0).values_list(
            "place", "points"
        )
    )
    for place in sorted({one.place for one in written}):
        keys = [one.key for one in written if one.place == place]
        mine = {key: points[key] for key in keys if key in points}
        said = {key: comments[key] for key in keys if comments.get(key)}
        kept = {key: str(value) for key, value in mine.items()}
        detail = {"points": kept, "comments": said, **flags}
        Mark.objects.update_or_create(
            sitting=sitting, place=place, reader=reader, version=version,
            defaults={
                "by": by, "at": now(), "detail": detail,
                "points": automatic.get(place, Decimal(0)) + sum(mine.values(), Decimal(0)),
                "comment": "\n".join(said.values()),
            },
        )  # fmt: skip


def _hand_over(sitting: Sitting, reader: int, by: Any, written: list[Written]) -> None:
    audit.record(
        "exams.sheet_read", actor=by, target=sitting, on_whom=sitting.candidate,
        after={"reader": reader, "points": {
            key: str(value) for key, value in by_hand.readings(sitting)[reader].points.items()
        }},
    )  # fmt: skip
    read = by_hand.readings(sitting)
    if by_hand.turn(sitting, read) == SETTLED:
        one, other = read[FIRST].points, read[SECOND].points
        if not by_hand.apart(written, one, other):
            said = {
                key: "\n".join(filter(None, (read[r].comments.get(key) for r in (FIRST, SECOND))))
                for key in one
            }
            agreed = by_hand.mean(one, other)
            _write(sitting, SETTLED, by=by, written=written, given=(agreed, said), done=True)
            read = by_hand.readings(sitting)
    if by_hand.turn(sitting, read) == 0:
        finish(sitting)
        _tell_candidate(sitting)


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
