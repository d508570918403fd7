"""What a signed-in learner's pages cost: CPU beside the floor's page, bytes over the network."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from lms.accounts.models import User
from lms.learning.models import Enrolment
from tests.bench import load, servers
from tests.bench.beats import PLAIN, sign_in
from tests.bench.floor_table import make_floor_table

REQUESTS = 240
ROUNDS = 3
ASSET = re.compile(r'(?:<script[^>]+src|<link[^>]+rel="stylesheet"[^>]+href)="([^"]+)"')
ANY_ASSET = re.compile(r'(?:src|href)="(/static/[^"#]+)')


def pages_of(learner: User) -> dict[str, str]:
    """The addresses of the learner's home, a course of theirs, and one of its lessons."""
    enrolment = Enrolment.objects.of(learner).open().select_related("course").first()
    if enrolment is None:
        raise RuntimeError("the learner has no course")
    lesson = enrolment.course.lessons.live().filter(kind="video").first()
    return {
        "learner home": "/home/",
        "course page": f"/courses/{enrolment.course_id}/",
        "player page": f"/lessons/{lesson.pk}/",
    }


def measure(environment: dict[str, str], folder: Path) -> Iterator[dict[str, Any]]:
    learner = User.objects.get(username="learner1")
    cookie, floor_cookie = sign_in(learner), sign_in(learner, PLAIN)
    pages = pages_of(learner)
    make_floor_table(90, "{}")
    connection.close()
    with (
        servers.serve(servers.PLATFORM, environment, folder / "platform.log") as platform,
        servers.serve(servers.FLOOR, environment, folder / "floor.log") as floor,
    ):
        for name, path in pages.items():
            least, ours = _cost(floor, "/page", floor_cookie), _cost(platform, path, cookie)
            for _round in range(ROUNDS - 1):
                least = min(least, _cost(floor, "/page", floor_cookie))
                ours = min(ours, _cost(platform, path, cookie))
            yield {
                "name": f"{name}, CPU ms per request",
                "value": round(ours * 1000, 2),
                "floor": round(least * 1000, 2),
                "ratio": round(ours / least, 2),
                "target": "<= 2.00",
                "met": ours <= 2 * least,
            }
        yield from _weights(platform, cookie)


def _cost(server: servers.Server, path: str, cookie: str) -> float:
    """CPU seconds of the server's processes per request."""
    request = load.Request("GET", path, cookie)
    load.run(server.port, connections=4, total=20, make=lambda _n: request)
    before = server.cpu_seconds()
    done = load.run(server.port, connections=4, total=REQUESTS, make=lambda _n: request)
    if set(done.statuses) != {200}:
        raise RuntimeError(f"{path} answered {done.statuses}")
    return (server.cpu_seconds() - before) / REQUESTS


def _fetch(server: servers.Server, cookie: str) -> Callable[[str], tuple[bytes, int]]:
    def fetch(path: str) -> tuple[bytes, int]:
        """The content and how many bytes of it went over the network."""
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
        request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            raw = answer.read()
            zipped = answer.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(raw) if zipped else raw), len(raw)

    return fetch


def _weights(server: servers.Server, cookie: str) -> Iterator[dict[str, Any]]:
    fetch = _fetch(server, cookie)
    page, size = fetch("/home/")
    text = page.decode()
    code = sum(fetch(path)[1] for path in dict.fromkeys(ASSET.findall(text)))
    every = sum(fetch(path)[1] for path in dict.fromkeys(ANY_ASSET.findall(text)))
    for name, weight, most in (
        ("learner home, script and style, kB gzip", code, 60),
        ("learner home, first view, kB", size + every, 150),
    ):
        yield {
            "name": name,
            "value": round(weight / 1000, 1),
            "target": f"<= {most}",
            "met": weight <= most * 1000,
        }
