"""Answers as they are saved: one statement each, and what holds of them.

A save is what a thousand candidates do at the same time. It is one INSERT that reads the sitting
itself: it writes only while the sitting is open, its time (and the grace) is not over, and the page
that saves is the one that holds it. On PostgreSQL it takes the lock on the sitting's row that its
foreign key takes anyway, and a hand-in locks that row: so an answer is either seen by the grading
or refused, never acknowledged and lost. SQLite writes one transaction at a time.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from exams.models import AnswerSave, Sitting
from lms.core.clock import now

GRACE = timedelta(seconds=30)
"""Answers that were on their way when the time was up are taken so long."""
_INSERT = """
INSERT INTO exams_answersave (sitting_id, place, seq, answer, tab, saved_at)
SELECT s.id, {place}, {seq}, {answer}, {tab}, {at} FROM exams_sitting s
WHERE s.id = %s AND s.state = 'open' AND s.tab = %s
AND (s.deadline_at IS NULL OR s.deadline_at > %s)
{lock} ON CONFLICT (sitting_id, place, seq) DO NOTHING
"""
_PLAIN = {"place": "%s", "seq": "%s", "answer": "%s", "tab": "%s", "at": "%s", "lock": ""}
_TYPED = {
    "place": "%s::smallint", "seq": "%s::integer", "answer": "%s::jsonb", "tab": "%s::varchar",
    "at": "%s::timestamptz", "lock": "FOR KEY SHARE",
}  # fmt: skip


def insert(*, sitting: UUID, place: int, seq: int, answer: Any, tab: str) -> bool:
    """Save one answer; whether it was written. False: it was there already, or may not be saved."""
    moment = now()
    statement = _INSERT.format(**(_TYPED if connection.vendor == "postgresql" else _PLAIN))
    key = _key(sitting)
    values = [place, seq, json.dumps(answer, ensure_ascii=False), tab, _moment(moment)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, key, tab, _moment(moment - GRACE)])
        return bool(cursor.rowcount)


def is_saved(*, sitting: UUID, place: int, seq: int, answer: Any) -> bool:
    """Whether exactly this was saved before: the acknowledgement had been lost."""
    row = AnswerSave.objects.filter(sitting=sitting, place=place, seq=seq).first()
    return row is not None and row.answer == answer


def latest_answers(sitting: Sitting | UUID) -> dict[int, Any]:
    """What counts, by place: the answer with the highest ``seq``; places without one, or with one
    that was taken back, are absent. One query."""
    rows = AnswerSave.objects.filter(sitting=sitting).order_by("seq").values_list("place", "answer")
    return {place: answer for place, answer in dict(rows).items() if answer is not None}


def next_seq(sitting: Sitting) -> int:
    """The number from which a page counts on. One query."""
    return (sitting.saves.aggregate(most=Max("seq"))["most"] or 0) + 1


def _key(sitting: UUID) -> Any:
    return sitting if connection.features.has_native_uuid_field else sitting.hex


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
