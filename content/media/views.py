"""Media files by the web server itself: behind nginx, and where no media server runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from content.gate import may_fetch
from content.media import serve
from content.media.answer import MOST_BYTES, Answer, Asked
from content.models import Media

CHUNK = 256 * 1024
_one_at_a_time = threading.BoundedSemaphore(1)


@csrf_exempt  # nothing is changed; other methods are answered 405 with the right header
def media_file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A file by its signed address. Someone else who is signed in here cannot use it."""
    headers = {key.lower(): value for key, value in request.headers.items()}
    ready = serve.answer_for(Asked(str(request.method), token, name, headers))
    if ready.user and request.user.is_authenticated and str(request.user.pk) != ready.user:
        ready = Answer(404, {"Cache-Control": "no-store"})
    if ready.path is not None and settings.MEDIA_ACCEL:
        return _handed_over(ready, ready.path)
    return _sent(ready)


def _handed_over(ready: Answer, path: Path) -> HttpResponse:
    """nginx sends the file and answers Range itself (docs/operations.md)."""
    response = HttpResponse(content_type=ready.headers["Content-Type"])
    inside = path.relative_to(Path(settings.MEDIA_ROOT).resolve())
    response["X-Accel-Redirect"] = f"/protected/{inside.as_posix()}"
    leave = ("Content-Type", "Content-Length", "Content-Range", "ETag", "Last-Modified")
    for header, value in ready.headers.items():
        if header not in leave:
            response[header] = value
    return response


def _sent(ready: Answer) -> HttpResponseBase:
    """Up to a megabyte at once, which holds no thread. More than that only for one client at a
    time: a slow one must not hold the threads that beats need."""
    if ready.path is None:
        response: HttpResponseBase = HttpResponse(status=ready.status)
    elif ready.end - ready.start <= MOST_BYTES:
        with ready.path.open("rb") as file:
            file.seek(ready.start)
            content = file.read(ready.end - ready.start)
        response = HttpResponse(content, status=ready.status)
    elif _one_at_a_time.acquire(blocking=False):
        response = StreamingHttpResponse(_Chunks(ready.path), status=ready.status)
    else:
        response = HttpResponse(status=503, headers={"Retry-After": "5"})
        return response
    for header, value in ready.headers.items():
        response[header] = value
    if "Content-Type" not in ready.headers:
        del response["Content-Type"]
    return response


class _Chunks:
    """A file in pieces; its end, or the server's `close`, lets the next client in."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._held = True

    def __iter__(self) -> Iterator[bytes]:
        try:
            while chunk := self._file.read(CHUNK):
                yield chunk
        finally:
            self.close()

    def close(self) -> None:
        self._file.close()
        if self._held:
            self._held = False
            _one_at_a_time.release()


@require_safe
@login_required
@never_cache
def renew(request: HttpRequest, uid: str) -> JsonResponse:
    """Fresh addresses for a player whose old ones have expired; 404 for who may not see it."""
    return JsonResponse(asdict(serve.sources(_visible(request, uid), request.user, request)))


@require_safe
@login_required
@never_cache
def open_file(request: HttpRequest, uid: str) -> HttpResponse:
    """The lasting address of a medium: leads those who may see it to the plain file."""
    media = _visible(request, uid)
    return redirect(serve.sign(media, request.user, "file", request))


def _visible(request: HttpRequest, uid: str) -> Media:
    media = Media.objects.prefetch_related("tracks").filter(uid=uid).first()
    if media is None or not media.is_ready or not may_fetch(request.user, media):
        raise Http404
    return media
