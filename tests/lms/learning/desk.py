"""People at the desk and what they look at: clients, sittings with their evidence, page text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

from django.test import Client

from lms.core.clock import now
from lms.credits.actions import post_credit
from lms.learning.models import Device, PresenceChallenge, StudyInterval, StudySession
from tests.factories import people

OPTIONS = [{"id": name, "label": f"答案{name}"} for name in "abcd"]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def officer(land: Any, role: str = "officer", place: str = "office", **fields: Any) -> Client:
    """A client signed in with ``role`` there; ``client.user`` is who it is."""
    user = people.user_with_role(role, getattr(land, place), **fields)
    client: Any = client_of(user)
    client.user = user
    return client


def text_of(response: Any) -> str:
    """What a page says, without its tags, in one line."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", response.content.decode())).split())


def sitting(learner: Any, *, at: datetime | None = None, minutes: int = 20, **facts: Any) -> Any:
    """A closed session; ``challenge`` and ``credited`` add its question and ledger entry."""
    opened = at or now() - timedelta(hours=2)
    facts.setdefault("rhythm", {"beats": minutes * 4, "mean_ms": 15_000, "spread_ms": 400})
    return StudySession.objects.create(
        learner=learner, lesson=1, lesson_title="第一课", origin=uuid4(), kind="video",
        nominal_seconds=3600, opened_at=opened, closed_at=opened + timedelta(minutes=minutes),
        **{"state": "closed", "ended_by": "learner"} | facts,
    )  # fmt: skip


def device(**facts: Any) -> Device:
    return Device.objects.create(token_hash=uuid4().hex * 2, **facts)


def credited(session: Any) -> Any:
    """The ledger entry of a whole session, with the interval that stands behind it."""
    seconds = int((session.closed_at - session.opened_at).total_seconds())
    entry = post_credit(
        learner_id=session.learner_id,
        kind="study",
        seconds=seconds,
        source=f"study:{session.pk}:0",
        started_at=session.opened_at,
        ended_at=session.closed_at,
        lesson_title=session.lesson_title,
    )
    StudyInterval.objects.create(
        learner=session.learner, session=session, lesson=1, started_at=session.opened_at,
        ended_at=session.closed_at, milliseconds=seconds * 1000, entry=entry,
    )  # fmt: skip
    return entry


def asked(session: Any, seconds: float | None = 8, *, outcome: str = "passed", **facts: Any) -> Any:
    """A question of that session, answered after so many seconds."""
    facts.setdefault("asked_at", session.opened_at)
    answered = None if seconds is None else facts["asked_at"] + timedelta(seconds=seconds)
    return PresenceChallenge.objects.create(
        learner=session.learner, session=session, source="plain", question="q", prompt="？" * 30,
        options=OPTIONS, right="a", answer="a", answered_at=answered, outcome=outcome, **facts,
    )  # fmt: skip
