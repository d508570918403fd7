"""Beats a second through the whole stack, beside the floor's one SELECT and one UPDATE."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from lms.accounts.models import User
from lms.core.clock import now
from lms.learning.actions.study import open_session
from lms.learning.models import StudyClock
from tests.bench import load, servers
from tests.bench.floor_table import make_floor_table
from tests.factories import content, people

CONNECTIONS = 8
CSRF = "b" * 32


OURS = "lms.accounts.backends.NameOrPhoneBackend"
PLAIN = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Learner:
    cookie: str
    floor_cookie: str
    session: str
    row: int


def sign_in(user: User, backend: str = OURS) -> str:
    """A session in the database, as a sign-in leaves it; gives the Cookie header."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = backend
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store["seen"] = now().isoformat()
    store.create()
    names = f"{settings.SESSION_COOKIE_NAME}={store.session_key}"
    return f"{names}; {settings.CSRF_COOKIE_NAME}={CSRF}"


def learners(count: int) -> list[Learner]:
    """Offenders who have opened a lesson of ten hours."""
    land = people.land()
    course = content.course(land.county)
    media = content.media(organisation=land.county, seconds=36_000)
    lesson = content.video_lesson(course, media=media)
    found = []
    for number in range(count):
        user = people.offender(land.office, password=None).user
        opened = open_session(learner=user, lesson_id=lesson.pk)
        cookies = sign_in(user), sign_in(user, PLAIN)
        found.append(Learner(*cookies, opened["id"], number + 1))
    return found


def _platform(who: Learner, seq: int) -> load.Request:
    body = {"seq": seq, "position": seq * 3.0, "state": "playing"}
    return load.Request(
        "POST",
        f"/api/v1/study/sessions/{who.session}/beats",
        who.cookie,
        json.dumps(body).encode(),
        (("X-CSRFToken", CSRF),),
    )


def _floor(who: Learner, seq: int) -> load.Request:
    body = {"row": who.row, "seq": seq, "position": seq * 3.0, "state": "playing"}
    return load.Request("POST", "/beat", who.floor_cookie, json.dumps(body).encode())


def measure(
    group: list[Learner], rounds: int, environment: dict[str, str], folder: Path
) -> Iterator[dict[str, Any]]:
    """Alternating rounds, so that a noisy machine is noisy for both. Every learner sends one beat
    a round; a round lasts longer than the three seconds below which a beat waits for the next."""
    state = StudyClock.objects.values_list("state", flat=True)[0]
    make_floor_table(len(group), json.dumps(state))
    connection.close()
    with _both(environment, folder) as (platform, floor):
        results: dict[str, list[load.Result]] = {"platform": [], "floor": []}
        for number in range(rounds + 1):
            for name, server, make in (
                ("floor", floor, _floor),
                ("platform", platform, _platform),
            ):
                done = load.run(
                    server.port,
                    connections=CONNECTIONS,
                    total=len(group),
                    make=lambda n, make=make, seq=number + 1: make(group[n], seq),
                )
                if set(done.statuses) != {200}:
                    said = (folder / f"{name}.log").read_text()[-3000:]
                    raise RuntimeError(f"{name} answered {done.statuses}\n{said}")
                if number:  # the first round warms up
                    results[name].append(done)
    best = {name: max(found, key=lambda r: r.rate) for name, found in results.items()}
    ours, least = best["platform"], best["floor"]
    yield {
        "name": f"beats per second ({connection.vendor})",
        "value": round(ours.rate),
        "floor": round(least.rate),
        "ratio": round(ours.rate / least.rate, 3),
        "target": ">= 0.50",
        "met": ours.rate >= 0.5 * least.rate,
        "p50_ms": round(ours.quantile(0.5) * 1000, 1),
        "p99_ms": round(ours.quantile(0.99) * 1000, 1),
        "floor_p99_ms": round(least.quantile(0.99) * 1000, 1),
    }


@contextmanager
def _both(
    environment: dict[str, str], folder: Path
) -> Iterator[tuple[servers.Server, servers.Server]]:
    with (
        servers.serve(servers.PLATFORM, environment, folder / "platform.log") as platform,
        servers.serve(servers.FLOOR, environment, folder / "floor.log") as floor,
    ):
        yield platform, floor
