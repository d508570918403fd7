"""The virus scanner, when the operator has one (``CLAMAV_SOCKET``): ClamAV's INSTREAM."""

from __future__ import annotations

import socket
import struct
from contextlib import closing
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from content.media.refusals import Refusal
from lms.core.errors import DomainError

CHUNK = 256 * 1024
PATIENCE = 60.0


class ScannerAway(DomainError):
    """A scanner is set up but does not answer: nothing is taken in unseen."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("The virus scanner does not answer. Please try again later."), code="scanner_away"
        )


def require_clean(file: Path | IO[bytes]) -> None:
    """Raises `Refusal` when the scanner finds something, `ScannerAway` when it does not answer.
    Without a scanner everything passes."""
    if not settings.CLAMAV_SOCKET:
        return
    if isinstance(file, Path):
        with file.open("rb") as opened:
            answer = _ask(opened)
    else:
        file.seek(0)
        answer = _ask(file)
        file.seek(0)
    if answer.endswith("FOUND"):
        raise Refusal("virus", name=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if not answer.endswith("OK"):
        raise ScannerAway


def _ask(file: IO[bytes]) -> str:
    try:
        with closing(_connected()) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                scanner.sendall(struct.pack("!L", len(chunk)) + chunk)
            scanner.sendall(struct.pack("!L", 0))
            return scanner.makefile("rb").read().decode(errors="replace").strip("\0\n ")
    except OSError as error:
        raise ScannerAway from error


def _connected() -> socket.socket:
    """``/run/clamav/clamd.ctl`` or ``host:port``."""
    address = settings.CLAMAV_SOCKET
    if address.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(PATIENCE)
        scanner.connect(address)
        return scanner
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
