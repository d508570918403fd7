"""The media server: a process of its own, so that slow downloads never cost beats a thread.

An RSGI application for Granian. Python only checks the token; Granian's runtime sends the file, so
a client that reads slowly holds a socket and nothing else. (Measured: as a WSGI application each
such client held a thread until it had read everything.)
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")

from content.media.answer import Answer, Asked
from content.media.serve import PREFIX, answer_for

HEALTH = "/healthz"


async def application(scope: Any, protocol: Any) -> None:
    """Answer one request; requests for anything but media files are not found."""
    if scope.path == HEALTH:
        protocol.response_str(200, [("content-type", "text/plain")], "ok\n")
    else:
        _send(_answer(scope), protocol)


def _answer(scope: Any) -> Answer:
    if not scope.path.startswith(PREFIX):
        return Answer(404)
    token, _, name = scope.path.removeprefix(PREFIX).partition("/")
    return answer_for(Asked(scope.method, token, name, _Headers(scope.headers)))


class _Headers(Mapping[str, str]):
    """Granian's headers, looked up one at a time: most are never asked for."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def __getitem__(self, name: str) -> str:
        value = self._raw.get(name)
        if value is None:
            raise KeyError(name)
        return str(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw.keys())

    def __len__(self) -> int:
        return len(self._raw.keys())


def _send(ready: Answer, protocol: Any) -> None:
    headers = [(name.lower(), value) for name, value in ready.headers.items()]
    if ready.path is None:
        protocol.response_empty(ready.status, headers)
    elif ready.is_whole:
        protocol.response_file(ready.status, headers, str(ready.path))
    else:
        protocol.response_file_range(ready.status, headers, str(ready.path), ready.start, ready.end)
