"""Films leave by a process of their own: whoever downloads slowly takes nothing from those who
study."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from tests.stack.clients import Hall, Learner, at_once

FILM = 64_000_000
ADDRESS = """
from pathlib import Path
from django.conf import settings
from django.test import RequestFactory
from content.media.serve import sign_path
from lms.accounts.models import User
film = Path(settings.MEDIA_ROOT) / "library" / "slow.mp4"
film.parent.mkdir(parents=True, exist_ok=True)
film.write_bytes(bytes({size}))
request = RequestFactory().get("/", HTTP_HOST="127.0.0.1")
answer = sign_path("library/slow.mp4", User.objects.get(pk="{user}"), request)
"""


@contextmanager
def slow_downloads(address: str, number: int) -> Iterator[list[socket.socket]]:
    """Browsers that have begun to read a film and read no further."""
    parts = urlsplit(address)
    with ExitStack() as stack:
        links = []
        for _n in range(number):
            link = stack.enter_context(socket.create_connection((parts.hostname, parts.port), 30))
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            assert link.recv(12) == b"HTTP/1.1 200"
            links.append(link)
        yield links


def film_for(hall: Hall, learner: Learner) -> str:
    """The address that a player of ``learner`` is given."""
    if not hall.platform.is_running("media"):
        hall.platform.start("media")
    return str(hall.platform.python(ADDRESS.format(size=FILM, user=learner.pk)))


def test_four_slow_downloads_cost_beats_nothing(hall: Hall) -> None:
    learners = [hall.learner() for _n in range(8)]
    with slow_downloads(film_for(hall, learners[0]), 4):
        hall.morning()
        assert [one.open().status for one in learners] == [201] * 8
        hall.wait(15)
        answers = at_once(lambda one=one: one.next(15) for one in learners)
    assert [answer.status for answer in answers] == [200] * 8
    assert all(answer["provisional_seconds"] == 15 for answer in answers)


def test_a_film_comes_from_the_media_process(hall: Hall) -> None:
    address = film_for(hall, hall.learner())
    assert urlsplit(address).port == hall.platform.media_port
