"""``/api/v1/tests/{id}/sittings`` and ``/api/v1/sittings/…``: what a candidate's page calls.

Nothing that gives an answer away is ever in it: questions are as `exams.presenting.shown` shows
them, and once a sitting is handed in they are not told any more (results: exams/api/results.py).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from exams import access, saved, showing
from exams.actions import sitting as actions
from exams.models import Sitting
from lms.core import limits
from lms.core.api import Problem
from lms.core.clock import now
from lms.learning import devices

router = Router(tags=["exams"])
REFUSALS = {404: Problem, 409: Problem, 422: Problem, 429: Problem}
JSON = "application/json; charset=utf-8"
TAB = Field(min_length=1, max_length=32, pattern=r"^[\w-]+$")
MOST_CALLS = 300
"""Of one person in a minute: many times what anybody can tap."""


class TabIn(Schema):
    tab: str = TAB


class AnswerIn(Schema):
    """``given``: what was chosen or written, by places of the sitting's own order; null takes an
    answer back."""

    place: int = Field(ge=0, le=1000)
    seq: int = Field(ge=1, le=actions.MOST_SEQ)
    given: Any = None


class AnswersIn(Schema):
    tab: str = TAB
    answers: list[AnswerIn] = Field(min_length=1, max_length=200)


class EventIn(Schema):
    kind: Literal["left", "came_back", "pasted", "offline"]
    place: int | None = Field(default=None, ge=0, le=1000)
    seconds: int | None = Field(default=None, ge=0, le=86_400)


class SittingOut(Schema):
    """``questions`` and ``answers`` (by place) are null once it is handed in."""

    id: UUID
    paper: UUID
    title: str
    attempt: int
    state: str
    server_now: datetime
    started_at: datetime
    deadline_at: datetime | None
    grace_seconds: int
    next_seq: int
    questions: list[dict[str, Any]] | None
    answers: dict[str, Any] | None


class Saved(Schema):
    """``saved``: (place, seq) of what is safe."""

    saved: list[tuple[int, int]]
    server_now: datetime


class Closed(Schema):
    id: UUID
    state: str
    submitted_at: datetime | None


@router.post("tests/{uuid:paper}/sittings", response={201: SittingOut, **REFUSALS})
def start(request: HttpRequest, paper: UUID, data: TabIn) -> Any:
    """Begin an attempt, or go on with the one that is under way."""
    found = access.paper_for(request.user, paper)
    device = devices.device_of(request)
    sitting = actions.start(by=request.user, paper=found, tab=data.tab, device=device)
    return Status(201, _shown(sitting))


@router.get("sittings/{uuid:sitting}", response={200: SittingOut, **REFUSALS})
def state(request: HttpRequest, sitting: UUID) -> Any:
    return _shown(actions.read(by=request.user, sitting_id=sitting))


@router.post("sittings/{uuid:sitting}/answers", response={200: Saved, **REFUSALS})
def save(request: HttpRequest, sitting: UUID, data: AnswersIn) -> HttpResponse:
    """Save answers, in their order. What was saved before is safe; of a list that is refused, what
    came before the refused one is saved."""
    limits.take(request.user.pk, "exam-answers", most=MOST_CALLS)
    safe = actions.save_answers(
        by=request.user,
        sitting_id=sitting,
        answers=[actions.Given(one.place, one.seq, one.given) for one in data.answers],
        tab=data.tab,
    )
    # Our own values, written as they are (as for beats).
    answer = {"saved": safe, "server_now": now().isoformat()}
    return HttpResponse(json.dumps(answer), content_type=JSON)


@router.post("sittings/{uuid:sitting}/take-over", response={200: SittingOut, **REFUSALS})
def take_over(request: HttpRequest, sitting: UUID, data: TabIn) -> Any:
    """This page goes on with it; the one that did is refused from now on."""
    device = devices.device_of(request)
    found = actions.take_over(by=request.user, sitting_id=sitting, tab=data.tab, device=device)
    return _shown(found)


@router.post("sittings/{uuid:sitting}/events", response={204: None, **REFUSALS})
def event(request: HttpRequest, sitting: UUID, data: EventIn) -> Any:
    """Something was noticed: kept for whoever grades, never punished by itself."""
    limits.take(request.user.pk, "exam-events", most=MOST_CALLS)
    actions.note(by=request.user, sitting_id=sitting, **data.dict())
    return Status(204, None)


@router.post("sittings/{uuid:sitting}/submit", response={200: Closed, **REFUSALS})
def submit(request: HttpRequest, sitting: UUID, data: TabIn) -> Any:
    """Hand it in. Again: the same answer."""
    found = actions.submit(by=request.user, sitting_id=sitting, tab=data.tab)
    return {"id": found.pk, "state": found.state, "submitted_at": found.submitted_at}


def _shown(sitting: Sitting) -> dict[str, Any]:
    is_open = sitting.state == Sitting.State.OPEN
    page = showing.page_of(sitting) if is_open else None
    return {
        "id": sitting.pk,
        "paper": sitting.paper_id,
        "title": sitting.paper.title,
        "attempt": sitting.attempt,
        "state": sitting.state,
        "server_now": now(),
        "started_at": sitting.started_at,
        "deadline_at": sitting.deadline_at,
        "grace_seconds": int(actions.GRACE.total_seconds()),
        "next_seq": saved.next_seq(sitting),
        "questions": page and [one.shown | {"place": one.place} for one in page],
        "answers": page and {str(p.place): p.given for p in page if p.given is not None},
    }
