"""A learner who studies over the API, with a server's clock that the test moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from lms.core.months import LOCAL
from lms.learning.models import PresenceChallenge
from tests.factories import content, people

MORNING = datetime(2026, 9, 24, 9, 0, tzinfo=LOCAL)


class Student:
    """``play(15)`` lets 15 seconds pass and sends a beat that has played them."""

    def __init__(self, learner: Any, at: Callable[[datetime], None]) -> None:
        self.learner, self._at, self.now = learner, at, MORNING
        self.client = Client()
        self.client.force_login(learner)
        self.session, self.seq, self.position = "", 0, 0.0
        self.answer: dict[str, Any] = {}
        at(self.now)

    def wait(self, seconds: float) -> Student:
        self.now += timedelta(seconds=seconds)
        self._at(self.now)
        return self

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(
            f"/api/v1/study/sessions{path}", json.dumps(body or {}), content_type="application/json"
        )

    def open(self, lesson: Any) -> Any:
        response = self.post("", {"lesson": lesson.pk})
        if response.status_code == 201:
            opened = response.json()
            self.session, self.seq, self.position = opened["id"], 0, opened["position"]
        return response

    def beat(self, position: float, state: str = "playing", seq: int = 0) -> Any:
        self.seq = seq or self.seq + 1
        body = {"seq": self.seq, "position": position, "state": state}
        response = self.post(f"/{self.session}/beats", body)
        self.answer = response.json()
        self.position = self.answer.get("position", self.position)
        return response

    def play(self, seconds: float, step: float = 15) -> Student:
        left = seconds
        while left > 0:
            self.wait(min(step, left)).beat(self.position + min(step, left))
            left -= step
        return self

    def close(self) -> Any:
        response = self.post(f"/{self.session}/close")
        self.answer = response.json()
        return response

    def respond(self, *, right: bool = True, challenge: dict[str, Any] | None = None) -> Any:
        """Answer the open question; the test may look up what a client never learns."""
        asked = challenge or self.answer["challenge"]
        row = PresenceChallenge.objects.get(pk=asked["id"])
        wrong = next(option["id"] for option in row.options if option["id"] != row.right)
        body = {"challenge": asked["id"], "answer": row.right if right else wrong}
        response = self.post(f"/{self.session}/challenge", body)
        self.answer = response.json()
        return response

    def confirmed(self, lesson: Any, seconds: float) -> Student:
        """Study for so long and pass the question on closing."""
        self.open(lesson)
        self.play(seconds).close()
        self.respond()
        return self


@pytest.fixture(autouse=True)
def _due_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The due point is drawn between 8 and 15 minutes; here it is the last one, so that no question
    comes into a test by chance."""
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 900_000)


@pytest.fixture
def land(db: Any) -> SimpleNamespace:
    return people.land()


@pytest.fixture
def course(land: SimpleNamespace) -> Any:
    return content.course(land.county)


@pytest.fixture
def lesson(course: Any) -> Any:
    """A video of one hour."""
    media = content.media(organisation=course.owner_organisation, seconds=3600)
    return content.video_lesson(course, media=media)


@pytest.fixture
def student(land: SimpleNamespace, at: Any) -> Student:
    return Student(people.offender(land.office).user, at)
