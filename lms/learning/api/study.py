"""``/api/v1/study/…``: sessions, beats, questions (contract.md)."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import ValidationError

from lms.core.errors import Conflict
from lms.learning import devices
from lms.learning.actions import presence, study

router = Router(tags=["study"])
JSON = "application/json; charset=utf-8"


class OpenIn(Schema):
    lesson: int = Field(ge=1, le=2**31 - 1)


class BeatIn(Schema):
    seq: int = Field(ge=1, le=2**31 - 1)
    position: float = Field(ge=0, le=1_000_000, allow_inf_nan=False)
    state: Literal["playing", "paused", "hidden"]


class AnswerIn(Schema):
    challenge: UUID
    answer: str = Field(max_length=40)


class Option(Schema):
    id: str
    label: str


class Challenge(Schema):
    id: str
    prompt: str
    kind: Literal["choice"]
    options: list[Option]
    expires_at: str


class Opened(Schema):
    id: str
    beat_interval: int
    nominal_seconds: int
    position: float
    furthest: float
    credited_seconds: int
    state: str


class BeatOut(Schema):
    seq: int
    credited_seconds: int
    provisional_seconds: int
    state: str
    reason: str | None
    challenge: Challenge | None
    position: float
    next_beat_in: int


class Verdict(Schema):
    passed: bool
    attempts_left: int
    challenge: Challenge | None


class Uncounted(Schema):
    seconds: int
    reason: str


class Closing(Schema):
    credited_seconds: int
    provisional_seconds: int
    completed: bool
    challenge: Challenge | None
    uncounted: list[Uncounted]


@router.post("study/sessions", response={201: Opened})
def open_session(request: HttpRequest, data: OpenIn) -> Any:
    device = devices.device_of(request)
    return Status(
        201, study.open_session(learner=request.user, lesson_id=data.lesson, device=device)
    )


@router.post("study/sessions/{uuid:session}/beats", response=BeatOut)
def beat(request: HttpRequest, session: UUID, data: BeatIn) -> HttpResponse:
    answer = study.take_beat(
        learner=request.user,
        session_id=session,
        seq=data.seq,
        position=data.position,
        state=data.state,
    )
    # Our own values, written as they are: checking them against `BeatOut` once more costs a fifth
    # of a beat (the tests do it).
    return HttpResponse(json.dumps(answer, ensure_ascii=False), content_type=JSON)


@router.post("study/sessions/{uuid:session}/challenge", response=Verdict)
def challenge(request: HttpRequest, session: UUID, data: AnswerIn) -> Any:
    return presence.answer_challenge(
        learner=request.user,
        session_id=session,
        challenge_id=data.challenge,
        answer=data.answer,
    )


@router.post("study/sessions/{uuid:session}/close", response=Closing)
def close(request: HttpRequest, session: UUID) -> Any:
    """A page that goes away has one message: its body may be what would have been the next beat.
    A body that is none counts for nothing."""
    with suppress(ValidationError, Conflict):
        last = BeatIn.model_validate_json(request.body)
        study.take_beat(learner=request.user, session_id=session, **last.model_dump())
    return study.close_session(learner=request.user, session_id=session)
