"""The evidence of one person's study in a month, as ``offenders/{id}/study`` shows it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Schema

from lms.core.months import Month
from lms.credits.chain import timestamp
from lms.credits.models import Correction
from lms.learning.evidence import Uncounted, uncounted
from lms.learning.models import (
    Device,
    PresenceChallenge,
    PresenceConfirmation,
    StudyInterval,
    StudySession,
)


class Missed(Schema):
    """Time that was not counted; ``reason`` is one of contract.md's, ``said`` its words."""

    started_at: str
    ended_at: str
    seconds: float
    reason: str
    said: str
    lesson: int


class DeviceOut(Schema):
    id: UUID
    kiosk: str | None


class SessionOut(Schema):
    id: UUID
    lesson: int
    lesson_title: str
    kind: str
    state: str
    ended_by: str
    opened_at: str
    closed_at: str | None
    credited_seconds: int
    beats: int
    device: DeviceOut | None
    address: str | None
    agent: str


class IntervalOut(Schema):
    session: UUID
    lesson: int
    started_at: str
    ended_at: str
    milliseconds: int
    entry: UUID | None
    challenge: UUID | None
    confirmation: UUID | None


class MissedInSession(Missed):
    session: UUID


class ChallengeOut(Schema):
    """A question that was put. Neither its options nor what was right are shown."""

    id: UUID
    session: UUID
    source: str
    prompt: str
    when_due: bool
    attempt: int
    asked_at: str
    answered_at: str | None
    outcome: str


class ConfirmationOut(Schema):
    id: UUID
    means: str
    reason: str
    by: str
    at: str


class CorrectionOut(Schema):
    id: UUID
    entry: UUID | None
    seconds: int
    started_at: str
    ended_at: str
    reason: str
    state: str
    proposed_by: str
    proposed_at: str
    decided_by: str | None
    decided_at: str | None
    decision_reason: str


class Evidence(Schema):
    sessions: list[SessionOut]
    intervals: list[IntervalOut]
    uncounted: list[MissedInSession]
    challenges: list[ChallengeOut]
    confirmations: list[ConfirmationOut]
    corrections: list[CorrectionOut]


def evidence_of(learner: Any, month: Month) -> dict[str, Any]:
    """All parts, each in order of time. Seven queries."""
    sessions = StudySession.objects.of(learner).touching(month).select_related("device")
    intervals = StudyInterval.objects.of(learner).in_month(month).order_by("started_at")
    within = {"at__gte": month.start, "at__lt": month.end}
    confirmations = PresenceConfirmation.objects.filter(learner=learner, **within)
    asked = PresenceChallenge.objects.filter(
        learner=learner, asked_at__gte=month.start, asked_at__lt=month.end
    )
    corrections = Correction.objects.filter(
        learner=learner, started_at__gte=month.start, started_at__lt=month.end
    )
    return {
        "sessions": [_session(one) for one in sessions.order_by("opened_at")],
        "intervals": [_interval(one) for one in intervals],
        "uncounted": [{**missed(one), "session": one.session} for one in uncounted(learner, month)],
        "challenges": [_challenge(one) for one in asked.order_by("asked_at", "attempt")],
        "confirmations": [
            _confirmation(one) for one in confirmations.select_related("by").order_by("at")
        ],
        "corrections": [
            _correction(one)
            for one in corrections.select_related("proposed_by", "decided_by").order_by(
                "proposed_at"
            )
        ],
    }


def missed(one: Uncounted) -> dict[str, Any]:
    return {
        "started_at": timestamp(one.started_at),
        "ended_at": timestamp(one.ended_at),
        "seconds": one.milliseconds / 1000,
        "reason": one.reason,
        "said": one.sentence,
        "lesson": one.lesson,
    }


def _moment(moment: Any) -> str | None:
    return timestamp(moment) if moment else None


def _session(one: StudySession) -> dict[str, Any]:
    return {
        "id": one.pk,
        "lesson": one.lesson,
        "lesson_title": one.lesson_title,
        "kind": one.kind,
        "state": one.state,
        "ended_by": one.ended_by,
        "opened_at": timestamp(one.opened_at),
        "closed_at": _moment(one.closed_at),
        "credited_seconds": one.credited_seconds,
        "beats": one.beats,
        "device": _device(one.device) if one.device else None,
        "address": one.address,
        "agent": one.agent,
    }


def _device(one: Device) -> dict[str, Any]:
    return {"id": one.pk, "kiosk": one.kiosk_label if one.kiosk_of_id else None}


def _interval(one: StudyInterval) -> dict[str, Any]:
    return {
        "session": one.session_id,
        "lesson": one.lesson,
        "started_at": timestamp(one.started_at),
        "ended_at": timestamp(one.ended_at),
        "milliseconds": one.milliseconds,
        "entry": one.entry_id,
        "challenge": one.challenge_id,
        "confirmation": one.confirmation_id,
    }


def _challenge(one: PresenceChallenge) -> dict[str, Any]:
    return {
        "id": one.pk,
        "session": one.session_id,
        "source": one.source,
        "prompt": one.prompt,
        "when_due": one.when_due,
        "attempt": one.attempt,
        "asked_at": timestamp(one.asked_at),
        "answered_at": _moment(one.answered_at),
        "outcome": one.outcome,
    }


def _confirmation(one: PresenceConfirmation) -> dict[str, Any]:
    return {
        "id": one.pk,
        "means": one.means,
        "reason": one.reason,
        "by": str(one.by) if one.by else "",
        "at": timestamp(one.at),
    }


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "id": one.pk,
        "entry": one.entry_id,
        "seconds": one.seconds,
        "started_at": timestamp(one.started_at),
        "ended_at": timestamp(one.ended_at),
        "reason": one.reason,
        "state": one.state,
        "proposed_by": str(one.proposed_by),
        "proposed_at": timestamp(one.proposed_at),
        "decided_by": str(one.decided_by) if one.decided_by else None,
        "decided_at": _moment(one.decided_at),
        "decision_reason": one.decision_reason,
    }
