"""The media server: a process of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings

from content.media import server
from content.media.tokens import Pass, seal


class Protocol:
    """Stands for Granian's: remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *args: self.sent.append((name, *args))


def ask(path: str, method: str = "GET", **headers: str) -> tuple[Any, ...]:
    protocol = Protocol()
    scope = SimpleNamespace(path=path, method=method, headers=headers)
    waiting = server.application(scope, protocol)
    with pytest.raises(StopIteration):
        waiting.send(None)
    return protocol.sent[0]


@pytest.fixture
def film(settings: Any) -> str:
    """A file in the media folder; the address of it."""
    path = Path(settings.MEDIA_ROOT) / "library/a/file.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"0123456789" * 200_000)
    return address("library/a/")


def address(scope: str) -> str:
    return f"/media/s/{seal(Pass(scope, 'u', 2**40, ''), settings.SECRET_KEY)}/file.mp4"


def test_parts_are_sent_by_the_server_itself(film: str) -> None:
    kind, status, _headers, path, start, end = ask(film, range="bytes=5-9")
    assert (kind, status, start, end) == ("response_file_range", 206, 5, 10)
    assert path.endswith("library/a/file.mp4")


def test_whole_files_too(film: str) -> None:
    assert ask(film)[:2] == ("response_file", 200)


@pytest.mark.parametrize("path", ["/", "/admin/", "/media/", "/media/s/", "/media/s/x/file.mp4"])
def test_nothing_else_is_there(path: str) -> None:
    assert ask(path)[:2] == ("response_empty", 404)


def test_health() -> None:
    assert ask("/healthz")[:2] == ("response_str", 200)


@pytest.fixture
def running(film: str) -> Iterator[int]:
    """The real process on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = Path(settings.MEDIA_ROOT)
    var = root.parent
    (var / "secret_key").write_text(settings.SECRET_KEY)
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "rsgi", "--port", str(port),
        "--no-ws", "--workers", "1", "content.media.server:application",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "XINLU_VAR": str(var),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "lms.config.settings",
    }
    process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[3])
    try:
        wait_until_up(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_up(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise AssertionError("the media server did not start")


def fetch(port: int, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body, {k.lower(): v for k, v in response.getheaders()}


@pytest.mark.stack
def test_it_runs_and_serves_ranges(film: str, running: int) -> None:
    status, body, headers = fetch(running, film, Range="bytes=3-7")
    assert (status, body) == (206, b"34567")
    assert headers["content-range"] == "bytes 3-7/2000000"
    status, body, _headers = fetch(running, film, Range="bytes=0-")
    assert (status, len(body)) == (206, 1024 * 1024)
    status, body, _headers = fetch(running, film)
    assert (status, len(body)) == (200, 2_000_000)
    named = address("library/a/file.mp4").replace("file.mp4", quote("讲座 一.mp4"))
    assert fetch(running, named)[0] == 200
    for path in ("/media/s/x/file.mp4", film.replace("file.mp4", "..%2f..%2fsecret_key")):
        assert fetch(running, path)[0] == 404


@pytest.mark.stack
def test_slow_readers_cost_nobody_anything(film: str, running: int) -> None:
    slow = []
    for _number in range(20):
        connection = socket.create_connection(("127.0.0.1", running))
        connection.sendall(f"GET {film} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        slow.append(connection)
    began = time.monotonic()
    for _number in range(20):
        assert fetch(running, film, Range="bytes=0-9")[0] == 206
    assert time.monotonic() - began < 5
    for connection in slow:
        connection.close()
