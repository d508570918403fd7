"""What a request for a media file is answered: status, headers, which bytes of which file.

One function behind all ways of serving (the media server, the Django view, nginx). Nothing is read
here but the file's size and time; whoever calls sends the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

from content.media.tokens import BadToken, Pass, unseal

MOST_BYTES = 1024 * 1024  # of one partial answer
KEEP_SECONDS = 3600
_NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*")
_RANGE = re.compile(r"bytes=\s*(\d*)\s*-\s*(\d*)\s*")
TYPES = {
    "mp4": "video/mp4",
    "m4s": "video/iso.segment",
    "m4a": "audio/mp4",
    "m3u8": "application/vnd.apple.mpegurl",
    "vtt": "text/vtt; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class Answer:
    """``path`` is None when there is nothing to send; else bytes ``start`` up to ``end``.
    ``user`` is for whom the address was made, where it is one of ours."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    path: Path | None = None
    start: int = 0
    end: int = 0
    user: str = ""

    @property
    def is_whole(self) -> bool:
        return self.status == 200


@dataclass(frozen=True)
class Asked:
    """A request, without the server it came in by. Header names are in lower case."""

    method: str
    token: str
    name: str
    headers: Mapping[str, str]


def answer(asked: Asked, *, root: Path, secrets: list[str], at: float) -> Answer:
    """The answer to a request below ``/media/s/``; ``root`` is the media folder."""
    if asked.method == "OPTIONS":
        return _preflight(asked, secrets, at)
    if asked.method not in ("GET", "HEAD"):
        return Answer(405, {"Allow": "GET, HEAD, OPTIONS"})
    try:
        granted = unseal(asked.token, secrets, at=at)
    except BadToken as bad:
        return Answer(410 if bad.expired else 404, {"Cache-Control": "no-store"})
    path = file_of(granted, asked.name, root)
    if path is None:
        return Answer(404, {"Cache-Control": "no-store", **_cross_origin(granted)})
    return replace(_of_file(asked, path, granted, at), user=granted.user)


def file_of(granted: Pass, name: str, root: Path) -> Path | None:
    """The file that the pass permits under this name; None when there is none."""
    if granted.scope.endswith("/"):
        if not _NAME.fullmatch(name):
            return None
        relative = granted.scope + name
    elif "/" not in name and Path(name).suffix == Path(granted.scope).suffix.lower():
        relative = granted.scope  # under whatever name the reader is to keep it
    else:
        return None
    path = (root / relative).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        return None
    return path


def _of_file(asked: Asked, path: Path, granted: Pass, at: float) -> Answer:
    found = path.stat()
    size, tag = found.st_size, f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    modified = formatdate(found.st_mtime, usegmt=True)
    headers = {
        **_of_kind(path),
        **_cross_origin(granted),
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Last-Modified": modified,
        "Cache-Control": f"private, max-age={max(0, min(KEEP_SECONDS, int(granted.until - at)))}",
    }
    if _is_known(asked.headers, tag, found.st_mtime):
        return Answer(304, headers)
    wanted = None
    if asked.method == "GET" and _range_counts(asked.headers.get("if-range"), tag, modified):
        wanted = asked.headers.get("range")
    span = span_of(wanted, size)
    if span is None:
        return _whole(asked, path, size, headers)
    start, end = span
    if start >= end:
        return Answer(416, {**headers, "Content-Range": f"bytes */{size}", "Content-Length": "0"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    return Answer(206, headers, path, start, end)


def _whole(asked: Asked, path: Path, size: int, headers: dict[str, str]) -> Answer:
    headers["Content-Length"] = str(size)
    if asked.method == "HEAD" or size == 0:
        return Answer(200, headers)
    return Answer(200, headers, path, 0, size)


def span_of(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last, at most `MOST_BYTES`; None when the header does not
    count (missing, malformed, several ranges); an empty span when it cannot be satisfied."""
    match = _RANGE.fullmatch(header) if header else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= size or end <= start:
        return 0, 0
    return start, min(end, start + MOST_BYTES)


def _range_counts(condition: str | None, tag: str, modified: str) -> bool:
    """If-Range: a part only when the file is still the one the client knows."""
    return condition is None or condition in (tag, modified)


def _is_known(headers: Mapping[str, str], tag: str, modified: float) -> bool:
    if known := headers.get("if-none-match"):
        return known == "*" or tag in {part.strip().removeprefix("W/") for part in known.split(",")}
    if since := headers.get("if-modified-since"):
        try:
            return int(modified) <= parsedate_to_datetime(since).timestamp()
        except (ValueError, TypeError):
            return False
    return False


def _of_kind(path: Path) -> dict[str, str]:
    extension = path.suffix.lower().removeprefix(".")
    headers = {
        "Content-Type": TYPES.get(extension, "application/octet-stream"),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if extension not in TYPES:
        headers["Content-Disposition"] = "attachment"
    if extension != "pdf":  # a browser's own PDF view does not run in a sandbox
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return headers


def _cross_origin(granted: Pass) -> dict[str, str]:
    """Only the page's origin that the address was made for may read the answer from a script.

    To a browser another port is another origin, and at an IP address another site as well: showing
    is allowed to whoever has the address, which is signed for one person.
    """
    policy = "cross-origin" if granted.origin else "same-origin"
    headers = {"Cross-Origin-Resource-Policy": policy, "Vary": "Origin"}
    if granted.origin:
        headers["Access-Control-Allow-Origin"] = granted.origin
        headers["Access-Control-Expose-Headers"] = "Content-Range, Content-Length, Accept-Ranges"
    return headers


def _preflight(asked: Asked, secrets: list[str], at: float) -> Answer:
    try:
        granted = unseal(asked.token, secrets, at=at)
    except BadToken:
        return Answer(404)
    headers = {**_cross_origin(granted), "Access-Control-Max-Age": "3600"}
    headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    headers["Access-Control-Allow-Headers"] = "Range, If-Range"
    return Answer(204, headers)
