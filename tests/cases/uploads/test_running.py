"""Uploads to the running platform: lines that break, processes that are killed."""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stack.platform import Platform, until

SEED = """
from django.test import Client
from tests.factories import cases, people

person = people.user_with_role("prosecutor", people.land().procuratorate)
client = Client()
client.force_login(person)
made = cases.submission(by=person)
answer = [str(made.pk), client.cookies["xinlu_session"].value]
"""
TOKEN = "a" * 32
TEXT = "被告人林树收受周溪现金。\n".encode() * 6_000


class Uploader:
    """A client that knows tus and can be cut off."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.case, session = platform.python(SEED)
        cookie = f"xinlu_session={session}; xinlu_csrf={TOKEN}"
        self.headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Tus-Resumable": "1.0.0"}

    def begin(self, size: int) -> str:
        name = base64.b64encode("起诉书.txt".encode()).decode()
        more = {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
        answer = self.call("POST", f"/cases/desk/uploads/{self.case}/", b"", more)
        return str(answer.getheader("Location"))

    def offset(self, place: str) -> int:
        return int(self.call("HEAD", place).getheader("Upload-Offset") or -1)

    def send(self, place: str, offset: int, content: bytes) -> int:
        return self.call("PATCH", place, content, self.piece(offset)).status

    def piece(self, offset: int) -> dict[str, str]:
        return {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}

    def call(
        self, method: str, place: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        link = http.client.HTTPConnection("127.0.0.1", self.platform.port, timeout=60)
        link.request(method, place, body, {**self.headers, **(more or {})})
        answer = link.getresponse()
        answer.read()
        link.close()
        return answer

    def begin_to_send(self, place: str, offset: int, said: int, content: bytes) -> socket.socket:
        """Announces ``said`` bytes and sends ``content``; the line stays open."""
        headers = {**self.headers, **self.piece(offset), "Content-Length": str(said), "Host": "x"}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        link = socket.create_connection(("127.0.0.1", self.platform.port))
        link.sendall(f"PATCH {place} HTTP/1.1\r\n{head}\r\n".encode() + content)
        return link


@pytest.fixture(scope="module")
def uploader() -> Iterator[Uploader]:
    with tempfile.TemporaryDirectory(prefix="xinlu-uploads-") as folder:
        platform = Platform(Path(folder)).prepare(pages=False).start("web", "worker")
        yield Uploader(platform)
        platform.stop()


def state_of(uploader: Uploader, size: int) -> Any:
    rows = uploader.platform.query(f"SELECT state FROM cases_sourcefile WHERE size = {size}")
    return rows[0][0]


def test_a_line_that_breaks_loses_nothing_that_came(uploader: Uploader) -> None:
    content = os.urandom(3_000_000)
    place = uploader.begin(len(content))
    uploader.begin_to_send(place, 0, len(content), content[:1_700_000]).close()
    kept = until(lambda: uploader.offset(place) == 1_700_000, seconds=20, what="the break")
    assert kept
    assert uploader.send(place, 1_700_000, content[1_700_000:]) == 204
    [[digest]] = uploader.platform.query("SELECT sha256 FROM cases_sourcefile WHERE size = 3000000")
    assert digest == hashlib.sha256(content).hexdigest()


def test_a_killed_server_keeps_what_it_has_answered(uploader: Uploader) -> None:
    content = os.urandom(4_000_000)
    place = uploader.begin(len(content))
    assert uploader.send(place, 0, content[:500_000]) == 204
    line = uploader.begin_to_send(place, 500_000, 3_500_000, content[500_000:2_000_000])
    until(lambda: uploader.offset(place) > 500_000, seconds=20, what="the first part")
    uploader.platform.kill("web")
    line.close()
    uploader.platform.start("web")
    offset = uploader.offset(place)
    assert 500_000 < offset <= 2_000_000
    assert uploader.send(place, offset, content[offset:]) == 204
    [[digest]] = uploader.platform.query("SELECT sha256 FROM cases_sourcefile WHERE size = 4000000")
    assert digest == hashlib.sha256(content).hexdigest()


def test_a_killed_worker_reads_once_in_the_end(uploader: Uploader) -> None:
    place = uploader.begin(len(TEXT))
    assert uploader.send(place, 0, TEXT) == 204
    began = "SELECT 1 FROM core_job WHERE kind = 'cases.read' AND state = 'running'"
    until(lambda: uploader.platform.query(began), seconds=30, what="the job")
    uploader.platform.kill("worker")
    assert state_of(uploader, len(TEXT)) == "waiting"
    uploader.platform.forward(minutes=3)
    uploader.platform.start("worker")
    uploader.platform.python("from lms.core import jobs; jobs.sweep()")
    until(lambda: state_of(uploader, len(TEXT)) == "read", seconds=120, what="the reading")
    found, different = uploader.platform.query(
        "SELECT count(*), count(DISTINCT start) FROM cases_finding JOIN cases_sourcefile f"
        f" ON f.id = file_id WHERE f.size = {len(TEXT)}"
    )[0]
    assert found == different > 0
