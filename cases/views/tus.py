"""tus 1.0.0 (core, creation, termination): files that arrive in pieces over a bad line.

What was answered with an offset is on the disk for good. A body that breaks off is kept as far as
it came; the client asks for the offset (HEAD) and goes on from there.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import accepted, originals
from cases.actions.uploading import begin_upload, file_for, remove_file, take_chunk
from cases.models import SourceFile, Submission
from lms.accounts.views.frame import person
from lms.core.errors import DomainError, Invalid

VERSION = "1.0.0"
EXTENSIONS = "creation,termination"
BODY = "application/offset+octet-stream"
PIECE = 64 * 1024
"""Bytes that are read from the line at a time."""
OTHERWISE = {"not_draft": 410, "over": 410, "many_files": 422, "too_much": 422}
"""Conflicts after which asking for the offset leads nowhere: 409 means that alone to clients."""
View = Callable[..., HttpResponseBase]


def is_asked(request: HttpRequest) -> bool:
    return "Tus-Resumable" in request.headers


def signed_in(view: View) -> View:
    """A program is told 401, a person shown the sign-in page."""
    page = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated or not is_asked(request):
            return page(request, *args, **kwargs)
        return _named(
            JsonResponse({"detail": _("Please sign in."), "code": "signed_out"}, status=401)
        )

    return guarded


def options() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Tus-Version"] = VERSION
    answer["Tus-Extension"] = EXTENSIONS
    answer["Tus-Max-Size"] = str(accepted.MOST_BYTES)
    return _named(answer)


def create(request: HttpRequest, submission_of: Callable[[], Submission]) -> HttpResponse:
    """A place for a file: 201 with its address."""

    def work() -> HttpResponse:
        size, name = _size(request), _file_name(request)
        file = begin_upload(by=person(request), submission=submission_of(), name=name, size=size)
        answer = HttpResponse(status=201)
        answer["Location"] = reverse("cases:upload", args=[file.pk])
        answer["Upload-Offset"] = "0"
        return answer

    return _answered(request, work)


def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a method asks of one file."""
    methods: dict[str, Callable[[HttpRequest, UUID], HttpResponse]] = {
        "HEAD": _head, "PATCH": _patch, "DELETE": _delete,
    }  # fmt: skip
    return _answered(request, lambda: methods[str(request.method)](request, key))


def _head(request: HttpRequest, key: UUID) -> HttpResponse:
    file = file_for(person(request), key)
    answer = HttpResponse(status=200)
    answer["Upload-Offset"] = str(file.received)
    answer["Upload-Length"] = str(file.size)
    answer["Cache-Control"] = "no-store"
    return answer


def _patch(request: HttpRequest, key: UUID) -> HttpResponse:
    by = person(request)
    file = file_for(by, key)
    if request.headers.get("Content-Type", "").partition(";")[0].strip() != BODY:
        raise Invalid(_("A piece of a file is sent as %(kind)s.") % {"kind": BODY}, status=415)
    offset = _number(request, "Upload-Offset")
    _require_fits(request, file, offset)
    offset = take_chunk(by=by, file=file, offset=offset, content=b"")
    for piece in _pieces(request, offset):
        offset = take_chunk(by=by, file=file, offset=offset, content=piece)
    answer = HttpResponse(status=204)
    answer["Upload-Offset"] = str(offset)
    return answer


def _delete(request: HttpRequest, key: UUID) -> HttpResponse:
    by = person(request)
    remove_file(by=by, file=file_for(by, key))
    return HttpResponse(status=204)


def _pieces(request: HttpRequest, offset: int) -> Iterator[bytes]:
    """The body as it comes, cut where parts end. When the line breaks, what came is the last."""
    held = bytearray()
    with suppress(UnreadablePostError, OSError):
        while data := request.read(min(PIECE, originals.room_at(offset) - len(held))):
            held += data
            if len(held) == originals.room_at(offset):
                yield bytes(held)
                offset += len(held)
                held.clear()
    if held:
        yield bytes(held)


def _require_fits(request: HttpRequest, file: SourceFile, offset: int) -> None:
    """Before a byte is read: a body that is announced too long is not worth it."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and offset + int(length) > file.size:
        raise Invalid(_("The file is larger than was announced."), code="larger", status=413)


def _size(request: HttpRequest) -> int:
    return _number(request, "Upload-Length")


def _number(request: HttpRequest, name: str) -> int:
    said = request.headers.get(name, "")
    if not (said.isascii() and said.isdecimal() and len(said) <= 15):
        raise Invalid(
            _("The header %(name)s is missing or wrong.") % {"name": name},
            code="header", status=400,
        )  # fmt: skip
    return int(said)


def _file_name(request: HttpRequest) -> str:
    """``filename`` of the header Upload-Metadata: pairs by commas, values in base64."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value.strip(), validate=True).decode()
            except (binascii.Error, ValueError):
                break
    raise Invalid(
        _("The header %(name)s is missing or wrong.") % {"name": "Upload-Metadata"},
        code="header", status=400,
    )  # fmt: skip


def _answered(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    if request.headers.get("Tus-Resumable") != VERSION:
        answer = HttpResponse(status=412)
        answer["Tus-Version"] = VERSION
        return _named(answer)
    try:
        return _named(work())
    except DomainError as error:
        status = OTHERWISE.get(error.code, error.status)
        detail = {"detail": str(error), "code": error.code}
        answer = JsonResponse(detail, status=status)
        if wait := getattr(error, "retry_after", None):
            answer["Retry-After"] = str(wait)
        return _named(answer)


def _named(answer: HttpResponse) -> HttpResponse:
    answer["Tus-Resumable"] = VERSION
    return answer
