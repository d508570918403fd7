"""Writing down what the engine decided: evidence, ledger entries, progress.

Every function is called inside the transaction that also writes the clock's row.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F

from lms.core.clock import now
from lms.core.months import local_day, today
from lms.credits.actions import Posting, post_credits
from lms.credits.models import CreditEntry, Kind
from lms.learning import spans
from lms.learning.clock import Piece, day_of
from lms.learning.keeping import Kept, moment
from lms.learning.models import (
    EarnedParts,
    LessonProgress,
    StudyInterval,
    StudySession,
    UncountedInterval,
)
from lms.learning.signals import session_ended

EARNED_AGAIN_AFTER = 180
"""Days after which a part of a lesson can be earned again (contract.md, Seen and earned)."""


def write_uncounted(kept: Kept) -> None:
    """Move the clock's uncounted stretches into the evidence."""
    rows, kept.clock.uncounted = kept.clock.uncounted, []
    UncountedInterval.objects.bulk_create(
        UncountedInterval(
            learner_id=kept.learner_id,
            session_id=session,
            lesson=lesson,
            started_at=moment(start),
            ended_at=moment(end),
            milliseconds=ms,
            reason=reason,
        )
        for session, lesson, start, end, ms, reason in rows
    )


def post(kept: Kept, pieces: Iterable[Piece], **proof: Any) -> list[CreditEntry]:
    """Confirmed pieces become evidence and ledger entries: one entry per session and local day in a
    row, rounded down once. ``proof``: the ``challenge`` or ``confirmation`` behind them."""
    worth = [piece for piece in pieces if piece.ms > 0]
    entries: list[CreditEntry] = []
    titles = dict(
        StudySession.objects.filter(pk__in={p.session for p in worth}).values_list(
            "pk", "lesson_title"
        )
    )
    for (session, _day), found in groupby(worth, lambda p: (p.session, day_of(p.start))):
        group = list(found)
        entry = _entry_for(kept.learner_id, group, titles[UUID(session)])
        _write_intervals(kept.learner_id, group, entry, proof)
        if entry is not None:
            entries.append(entry)
            _add_credit(kept, session, group[0].lesson, entry.seconds)
    for origin, found in groupby(sorted(worth, key=lambda p: p.origin), lambda p: p.origin):
        _earn(kept.learner_id, origin, list(found))
    return entries


def _entry_for(learner_id: UUID, group: list[Piece], title: str) -> CreditEntry | None:
    seconds = sum(piece.ms for piece in group) // 1000
    if not seconds:
        return None
    posting = Posting(
        kind=Kind.STUDY,
        seconds=seconds,
        started_at=moment(group[0].start),
        ended_at=moment(group[-1].end),
        source=f"study:{group[0].session}:{group[0].start}",
        lesson=group[0].lesson,
        lesson_title=title,
    )
    return post_credits(learner_id=learner_id, postings=[posting])[0]


def _write_intervals(
    learner_id: UUID, group: list[Piece], entry: CreditEntry | None, proof: dict[str, Any]
) -> None:
    StudyInterval.objects.bulk_create(
        StudyInterval(
            learner_id=learner_id,
            session_id=piece.session,
            lesson=piece.lesson,
            started_at=moment(piece.start),
            ended_at=moment(piece.end),
            milliseconds=piece.ms,
            parts=piece.parts,
            entry=entry,
            **proof,
        )
        for piece in group
    )


def _add_credit(kept: Kept, session: str, lesson: int, seconds: int) -> None:
    credited = F("credited_seconds") + seconds
    StudySession.objects.filter(pk=session).update(credited_seconds=credited)
    LessonProgress.objects.filter(learner=kept.learner_id, lesson=lesson).update(
        credited_seconds=credited
    )
    if session == kept.clock.session:
        kept.clock.credited += seconds


def _earn(learner_id: UUID, origin: str, pieces: list[Piece]) -> None:
    """Remember which parts were credited on which day, joined per day."""
    row, _made = EarnedParts.objects.get_or_create(learner_id=learner_id, origin=origin)
    by_day: dict[str, list[spans.Span]] = {}
    for low, high, day in row.parts:
        by_day.setdefault(day, []).append((low, high))
    for piece in pieces:
        by_day.setdefault(str(local_day(moment(piece.start))), []).extend(piece.parts)
    row.parts = [
        [low, high, day] for day in sorted(by_day) for low, high in spans.merged(by_day[day])
    ]
    row.save(update_fields=["parts"])


def earned_of(learner_id: UUID, origin: UUID) -> tuple[spans.Span, ...]:
    """Parts that cannot be earned now: those credited less than 180 days ago."""
    row = EarnedParts.objects.filter(learner_id=learner_id, origin=origin).first()
    first = today().toordinal() - EARNED_AGAIN_AFTER
    return tuple(
        (low, high) for low, high, day in (row.parts if row else ()) if _ordinal(day) > first
    )


def _ordinal(day: str) -> int:
    from datetime import date

    return date.fromisoformat(day).toordinal()


def save_progress(kept: Kept, page: Any = None) -> None:
    """Write the clock's position and coverage into the lesson's progress; ``page``, when it is at
    hand, tells the course and the version that is being studied."""
    clock = kept.clock
    values: dict[str, Any] = {
        "position_ms": clock.position,
        "furthest_ms": clock.furthest,
        "covered_ms": clock.covered,
        "studied_at": now(),
    }
    if page is not None:
        values |= {"version": page.study_version, "course": getattr(page, "course_id", None)}
    row, _made = LessonProgress.objects.update_or_create(
        learner_id=kept.learner_id, lesson=clock.lesson, defaults=values
    )
    if clock.completed and row.completed_at is None:
        row.completed_at = now()
        row.save(update_fields=["completed_at"])
        _tell_completed(row)


def _tell_completed(row: LessonProgress) -> None:
    from lms.learning.signals import lesson_completed

    lesson_completed.send(sender=LessonProgress, progress=row)


def end_session(kept: Kept, *, state: str, ended_by: str, closing: dict[str, Any]) -> None:
    """The session's frame is closed with what it came to."""
    count, total, squares = kept.rhythm
    mean = total / count if count else 0
    spread = max(0.0, squares / count - mean * mean) ** 0.5 if count else 0
    StudySession.objects.filter(pk=kept.clock.session).update(
        state=state,
        ended_by=ended_by,
        closed_at=now(),
        closing=closing,
        beats=kept.clock.seq,
        rhythm={"beats": int(count), "mean_ms": round(mean), "spread_ms": round(spread)},
    )
    session_ended.send(
        sender=StudySession, learner_id=kept.learner_id, session_id=kept.clock.session
    )
