"""Addresses of media files for one person, and the platform's own way of answering them.

Whoever calls `sources` or the like has checked that the person may see the page. An address is
worth nothing after a few hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from content.media.answer import Answer, Asked, answer
from content.media.tokens import Pass, seal
from lms.core.clock import now

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from content.models import Media, Track

PREFIX = "/media/s/"
HOUR = 3600
VALID_HOURS = 4


def answer_for(asked: Asked) -> Answer:
    """`answer` with the platform's folder, keys and clock; needs no database."""
    return answer(
        asked,
        root=Path(settings.MEDIA_ROOT),
        secrets=[str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)],
        at=now().timestamp(),
    )


def base(request: HttpRequest | None) -> str:
    """The media server's origin as this browser reaches it; empty: this very server.

    The media server's port is next to the web server's on the same host. Behind a proxy (HTTPS, or
    ``XINLU_MEDIA_ACCEL``) all is one origin.
    """
    if request is None or not settings.MEDIA_PORT or settings.MEDIA_ACCEL or request.is_secure():
        return ""
    host = urlsplit(f"//{request.get_host()}").hostname or "127.0.0.1"
    return (
        f"http://[{host}]:{settings.MEDIA_PORT}"
        if ":" in host
        else (f"http://{host}:{settings.MEDIA_PORT}")
    )


def csp_sources(request: HttpRequest) -> dict[str, list[str]]:
    """What a page with a player needs besides the common policy; empty where all is one origin."""
    found = base(request)
    return {name: [found] for name in ("media-src", "connect-src", "img-src")} if found else {}


def allow(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the policy of this page admit the media server."""
    if extra := csp_sources(request):
        known: Mapping[str, Any] = getattr(response, "_csp_update", None) or {}
        response._csp_update = {**known, **extra}  # type: ignore[attr-defined]
    return response


def _until() -> int:
    """On the hour: within an hour the address stays the same, so the browser's cache works."""
    return (int(now().timestamp()) // HOUR + 1 + VALID_HOURS) * HOUR


def sign_path(path: str, user: Any, request: HttpRequest | None = None, *, shown: str = "") -> str:
    """The address of one file (``tracks/3.vtt``) or of a folder (``library/…/``, to which a name is
    added), for ``user`` until `_until`. Without ``request`` it is one of this server. ``shown`` is
    the name under which a reader keeps a file."""
    server = base(request)
    origin = f"{request.scheme}://{request.get_host()}" if request is not None and server else ""
    token = seal(Pass(path, str(user.pk), _until(), origin), settings.SECRET_KEY)
    name = "" if path.endswith("/") else _name(shown) + Path(path).suffix.lower()
    return f"{server}{PREFIX}{token}/{name}"


def _name(shown: str) -> str:
    """A file name out of a title, as it stands in an address."""
    kept = "".join(sign for sign in shown if sign.isalnum() or sign in " -_（）()、，").strip()
    return quote(kept[:80] or "file")


def sign(media: Media, user: Any, name: str = "file", request: HttpRequest | None = None) -> str:
    """The address of one rendition (``file``, ``audio``, ``hls``), of the ``poster`` or of a track
    (``track-ID``); empty when the medium has none."""
    if name == "poster":
        return sign_path(media.poster.name, user, request) if media.poster.name else ""
    if name.startswith("track-"):
        track = media.tracks.filter(pk=name.removeprefix("track-")).first()
        return sign_track(track, user) if track else ""
    found = (media.renditions or {}).get(name)
    if not found:
        return ""
    return sign_path(f"{media.renditions['folder']}/", user, request) + str(found["name"])


def sign_track(track: Track, user: Any) -> str:
    """Always on the page's own origin: browsers take subtitles from others only on conditions."""
    return sign_path(str(track.file.name), user)


@dataclass(frozen=True)
class TrackSource:
    kind: str
    language: str
    label: str
    src: str


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Everything a player needs, for one person. Sizes are in bytes; an empty address: not there.

    ``rungs`` are the qualities of the HLS ladder as (height, bytes), the smallest first.
    """

    kind: str
    seconds: float
    width: int
    height: int
    file: str
    file_bytes: int
    hls: str
    rungs: tuple[tuple[int, int], ...]
    audio: str
    audio_bytes: int
    poster: str
    tracks: tuple[TrackSource, ...]
    expires_at: int

    @property
    def prefers_file(self) -> bool:
        """Whether the plain file is as small as the smallest quality: then no ladder is needed."""
        return not self.hls or not self.rungs or self.file_bytes <= self.rungs[0][1] * 1.25

    @property
    def first_bytes(self) -> int:
        """What watching it to the end in the quality that comes first costs."""
        return self.file_bytes if self.prefers_file else self.rungs[0][1]


def sources(media: Media, user: Any, request: HttpRequest | None = None) -> Sources:
    """The addresses of a medium that is ready, for a person who may see it. One query: tracks."""
    found = media.renditions or {}
    tracks = (
        TrackSource(track.kind, track.language, track.label, sign_track(track, user))
        for track in media.tracks.all()
    )
    return Sources(
        kind=media.type,
        seconds=media.duration or 0,
        width=media.width or 0,
        height=media.height or 0,
        file=sign(media, user, "file", request),
        file_bytes=found.get("file", {}).get("size", 0),
        hls=sign(media, user, "hls", request),
        rungs=tuple((rung["height"], rung["size"]) for rung in found.get("rungs", [])),
        audio=sign(media, user, "audio", request),
        audio_bytes=found.get("audio", {}).get("size", 0),
        poster=sign(media, user, "poster", request),
        tracks=tuple(tracks),
        expires_at=_until(),
    )
