"""The virus scanner: a clamd that answers as the real one does."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from content import scan
from content.media.refusals import Refusal


def receive(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += connection.recv(count - len(data))
    return data


@pytest.fixture
def clamd(settings: Any, tmp_path: Path) -> Iterator[Callable[[bytes], list[bytes]]]:
    """``clamd(b"stream: OK")`` answers so; the list holds what it was sent."""
    path = str(tmp_path / "clamd.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    settings.CLAMAV_SOCKET = path

    def begin(answer: bytes) -> list[bytes]:
        got: list[bytes] = []

        def serve() -> None:
            connection, _address = listener.accept()
            with connection:
                assert receive(connection, 10) == b"zINSTREAM\0"
                while size := struct.unpack("!L", receive(connection, 4))[0]:
                    got.append(receive(connection, size))
                connection.sendall(answer + b"\0")

        threading.Thread(target=serve, daemon=True).start()
        return got

    yield begin
    listener.close()


def test_without_a_scanner_everything_passes(settings: Any) -> None:
    settings.CLAMAV_SOCKET = ""
    scan.require_clean(BytesIO(b"anything"))


def test_a_clean_file(clamd: Any, tmp_path: Path) -> None:
    got = clamd(b"stream: OK")
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * (scan.CHUNK + 5))
    scan.require_clean(path)
    assert [len(part) for part in got] == [scan.CHUNK, 5]


def test_a_find(clamd: Any) -> None:
    clamd(b"stream: Eicar-Test-Signature FOUND")
    with pytest.raises(Refusal) as caught:
        scan.require_clean(BytesIO(b"X5O!"))
    assert "Eicar-Test-Signature" in caught.value.sentence


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b""])
def test_no_verdict_is_no_pass(clamd: Any, answer: bytes) -> None:
    clamd(answer)
    with pytest.raises(scan.ScannerAway):
        scan.require_clean(BytesIO(b"x"))


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:9"])
def test_a_scanner_that_is_away(settings: Any, address: str) -> None:
    settings.CLAMAV_SOCKET = address
    with pytest.raises(scan.ScannerAway):
        scan.require_clean(BytesIO(b"x"))


@pytest.mark.django_db
def test_documents_are_scanned_in_the_form(clamd: Any) -> None:
    from django.core.exceptions import ValidationError
    from django.core.files.base import ContentFile

    from content.models import Document

    clamd(b"stream: Eicar-Test-Signature FOUND")
    document = Document(title="a", file=ContentFile("文字".encode(), name="a.txt"))
    with pytest.raises(ValidationError) as caught:
        document.clean()
    assert "Eicar" in str(caught.value.message_dict["file"])
