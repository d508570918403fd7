"""Clients of the running platform: learners who study over HTTP, one or twenty at a time.

    hall = Hall(platform)              # a film, and learners who may study it
    learner = hall.learner()
    learner.open(); learner.play(60); learner.close()

Time is the server's: `Hall.wait` and `Hall.to` move it, nobody waits.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lms.core.months import LOCAL
from tests.factories.people import PASSWORD
from tests.stack.platform import Platform

MORNING = datetime(2027, 3, 10, 9, 0, tzinfo=LOCAL)
MAKE = """
from datetime import time
from lms.accounts.actions.sessions import issue_token
from tests.bench.beats import CSRF, sign_in
from tests.factories import content, people
land = people.land()
land.county.study_opens = land.county.study_closes = time(0)
land.county.save()
media = content.media(organisation=land.county, seconds=36_000)
lesson = content.video_lesson(content.course(land.county), media=media)
found = []
for number in range({learners}):
    user = people.offender(land.office, username=f"hall{{number}}", password=None).user
    found.append([str(user.pk), issue_token(user)[0]])
known = [people.offender(land.office, username=f"known{{n}}").user.username for n in range(4)]
browser = sign_in(people.offender(land.office, password=None).user)
answer = {{
    "lesson": lesson.pk, "learners": found, "known": known, "cookie": browser, "csrf": CSRF
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    @property
    def now(self) -> datetime:
        """The server's clock when it answered."""
        return datetime.fromisoformat(self.headers["x-now"])


class Api:
    """Calls below /api/v1/, each thread on a connection of its own."""

    def __init__(self, port: int, token: str = "", **headers: str) -> None:
        self.port, self.headers = port, {"Content-Type": "application/json", **headers}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        self._own = threading.local()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """``body`` is sent as JSON, bytes as they are. A connection that has ended is made anew."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {
            **self.headers,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for fresh in (False, True):
            link = self._link(fresh)
            try:
                # A server that has heard enough answers before everything is sent.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    link.request(method, f"/api/v1/{path}", data, sent)
                got = link.getresponse()
                text = got.read()
            except (http.client.HTTPException, ConnectionResetError):
                if fresh:
                    raise
                continue
            is_json = "json" in got.getheader("Content-Type", "")
            found = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, json.loads(text) if is_json else text, found)
        raise AssertionError

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def _link(self, fresh: bool) -> http.client.HTTPConnection:
        link: http.client.HTTPConnection | None = getattr(self._own, "link", None)
        if link is None or fresh:
            if link is not None:
                link.close()
            link = self._own.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        return link


class Learner(Api):
    """Somebody who studies the film of a `Hall`."""

    def __init__(self, hall: Hall, pk: str, token: str) -> None:
        super().__init__(hall.platform.port, token)
        self.hall, self.pk = hall, pk
        self.session, self.seq, self.position = "", 0, 0.0

    def study(self, path: str, body: Any = None, session: str = "") -> Answer:
        return self.call("POST", f"study/sessions/{session or self.session}/{path}", body)

    def open(self) -> Answer:
        answer = self.call("POST", "study/sessions", {"lesson": self.hall.lesson})
        if answer.status == 201:
            self.session, self.seq = answer["id"], 0
            self.position = answer["position"]
            self.hall.moment = answer.now
        return answer

    def beat(self, seq: int, position: float, state: str = "playing", session: str = "") -> Answer:
        return self.study("beats", {"seq": seq, "position": position, "state": state}, session)

    def next(self, position: float, state: str = "playing") -> Answer:
        """The next beat; the place follows the server's answer."""
        self.seq += 1
        answer = self.beat(self.seq, position, state)
        if answer.status == 200:
            self.position = answer["position"]
        return answer

    def play(self, seconds: float, step: float = 15) -> Answer:
        """Steady playing, with every question answered."""
        for _n in range(round(seconds / step)):
            self.hall.wait(step)
            answer = self.next(self.position + step)
            if answer["challenge"]:
                self.respond(answer["challenge"])
        return answer

    def close(self) -> Answer:
        return self.study("close")

    def respond(self, challenge: dict[str, Any], *, right: bool = True) -> Answer:
        """Answer a question. The right option is looked up where no client can look."""
        known = self.hall.right_answer(challenge["id"])
        wrong = next(o["id"] for o in challenge["options"] if o["id"] != known)
        body = {"challenge": challenge["id"], "answer": known if right else wrong}
        return self.study("challenge", body)

    def finish(self) -> Answer:
        """Close, and answer what closing asks."""
        answer = self.close()
        if answer["challenge"]:
            assert self.respond(answer["challenge"])["passed"]
        return answer

    def credits(self) -> Answer:
        return self.get(f"me/credits?month={MORNING:%Y-%m}")


class Hall:
    """A running platform with a film of ten hours and people to watch it."""

    def __init__(self, platform: Platform, learners: int = 80) -> None:
        self.platform = platform
        self.morning()
        made = platform.python(MAKE.format(learners=learners))
        self.lesson = made["lesson"]
        self._known: list[str] = made["known"]
        self.cookie, self.csrf = made["cookie"], made["csrf"]
        self._waiting: list[list[str]] = made["learners"]

    @property
    def database(self) -> str:
        return "postgres" if "DATABASE_URL" in self.platform.environment else "sqlite"

    def learner(self) -> Learner:
        """One who has not studied yet."""
        return Learner(self, *self._waiting.pop())

    def sign_in(self, username: str) -> Learner:
        """With name and password, as a person does."""
        who = {"username": username, "password": PASSWORD}
        answer = Api(self.platform.port).call("POST", "auth/token", who)
        return Learner(self, "", answer["token"])

    def account(self) -> str:
        """The name of somebody who has not studied yet."""
        return self._known.pop()

    def morning(self) -> None:
        """The same day begins again, for learners who have not lived through it."""
        self.to(MORNING)

    def wait(self, seconds: float) -> None:
        """Move the clock so far from where it was put last, or a session was opened: what the
        requests in between took is part of it."""
        self.to(max(self.moment + timedelta(seconds=seconds), self.platform.now()))

    def to(self, moment: datetime) -> None:
        self.moment = moment
        self.platform.to(moment)

    def right_answer(self, challenge: str) -> str:
        key = UUID(challenge).hex
        statement = f"""SELECT "right" FROM learning_presencechallenge WHERE id = '{key}'"""
        return str(self.platform.query(statement)[0][0])

    def elapsed(self, since: datetime) -> timedelta:
        return self.platform.now() - since


def at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """What the calls give, all begun at the same moment."""
    wanted = list(calls)
    barrier = threading.Barrier(len(wanted))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait(30)
        return call()

    with ThreadPoolExecutor(len(wanted)) as pool:
        return list(pool.map(run, wanted))
