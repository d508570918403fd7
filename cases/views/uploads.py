"""Bringing files to a case: the page that works without script, and the list of what is there.

With the header ``Tus-Resumable`` the same address speaks tus 1.0.0 (cases/views/tus.py).
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import originals
from cases.actions.uploading import (
    begin_upload,
    file_for,
    publish_picture,
    remove_file,
    take_chunk,
)
from cases.models import SourceFile, Submission
from cases.uploads_memory import MemoryOnlyHandler
from cases.uploads_room import room_of, told
from cases.views import tus
from lms.accounts.models import User
from lms.accounts.views.frame import person, way_back
from lms.core.errors import DomainError, NotVisible


@csrf_exempt  # asked for by `_uploads`, once it is said where files go: never to a disk unencrypted
def uploads(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    if request.method == "POST":
        request.upload_handlers = [MemoryOnlyHandler(request)]
    return _uploads(request, submission)


@never_cache
@csrf_protect
@tus.signed_in
@require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
def _uploads(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """The page of a case's files; POST takes files in."""
    if request.method == "OPTIONS":
        return tus.options()
    if tus.is_asked(request):
        return tus.create(request, lambda: _submission(person(request), submission))
    found = _submission(person(request), submission)
    if request.method == "POST":
        return _sent(request, found)
    context = {"room": room_of(found, request.user, request.path), "submission": found}
    return render(request, "cases/desk/uploads.html", context)


@never_cache
@login_required
@require_safe
def files(request: HttpRequest, submission: UUID) -> HttpResponse:
    """The list alone, for a page that is open."""
    found = _submission(person(request), submission)
    context = {"room": room_of(found, request.user, way_back(request, _page(submission)))}
    return render(request, "cases/desk/uploads_files.html", context)


@never_cache
@tus.signed_in
@require_http_methods(["HEAD", "PATCH", "DELETE", "OPTIONS"])
def upload(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One file that is being sent."""
    if request.method == "OPTIONS":
        return tus.options()
    return tus.one(request, pk)


@login_required
@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = person(request)
    file = file_for(by, pk)
    remove_file(by=by, file=file)
    messages.success(request, _("The file was removed."))
    return redirect(way_back(request, _page(file.submission_id)))


@login_required
@require_POST
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether a picture goes along, and what it shows."""
    by = person(request)
    file = file_for(by, pk)
    publish_picture(
        by=by, file=file, published="published" in request.POST, alt=request.POST.get("alt", "")
    )
    messages.success(request, _("Saved."))
    return redirect(way_back(request, _page(file.submission_id)))


def _page(submission: UUID) -> str:
    return reverse("cases:uploads", args=[submission])


def _submission(by: User, key: UUID) -> Submission:
    """A case of the organisation for which ``by`` hands in cases. Raises `NotVisible`."""
    mine = Submission.objects.handed_in_by(by)
    found = mine.select_related("organisation").filter(pk=key).first()
    if found is None:
        raise NotVisible(_("There is no such case."), code="case")
    return found


def _sent(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Files of a form. Each stands for itself: one that is refused says so, the others come in."""
    by = person(request)
    taken = 0
    chosen = request.FILES.getlist("files")
    for one in chosen:
        try:
            _take_in(by, submission, one)
            taken += 1
        except DomainError as error:
            messages.error(request, f"{one.name}: {error}")
    if not chosen:
        messages.error(request, _("Choose a file first."))
    if taken:
        messages.success(request, told(taken))
    return redirect(way_back(request, _page(submission.pk)))


def _take_in(by: User, submission: Submission, sent: UploadedFile) -> SourceFile:
    file = begin_upload(by=by, submission=submission, name=sent.name or "", size=sent.size or 0)
    try:
        offset = 0
        while piece := sent.read(originals.room_at(offset)):
            offset = take_chunk(by=by, file=file, offset=offset, content=piece)
    except BaseException:
        remove_file(by=by, file=file)
        raise
    return file
