"""Two panes: an original, and what will be read of it. Every opening of an original is logged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from cases import masked, originals, reviewers
from cases.actions import masking
from cases.actions.submitting import may_write
from cases.deidentify.spans import Kind
from cases.deidentify.words import kind_name, reason
from cases.models import Finding, SourceFile, Submission
from cases.views.frame import for_desk, submission_of
from lms.core import audit
from lms.core.errors import DomainError, Invalid, NotVisible


@dataclass(frozen=True)
class Piece:
    """A stretch of an original: running text, or something that was found."""

    start: int
    text: str
    finding: Finding | None = None

    @property
    def why(self) -> str:
        return str(reason(self.finding.reason)) if self.finding else ""

    @property
    def kind(self) -> str:
        return str(kind_name(self.finding.kind)) if self.finding else ""


def pieces_of(text: masked.Text) -> Iterator[Piece]:
    """The whole text in order; a finding that overlaps the one before it is left out."""
    at = 0
    for one in text.findings:
        if one.start < at:
            continue
        if one.start > at:
            yield Piece(at, text.text[at : one.start])
        yield Piece(one.start, text.surface(one), one)
        at = one.end
    if at < len(text.text):
        yield Piece(at, text.text[at:])


def _require_open(submission: Submission, user: Any) -> None:
    if not reviewers.may_open_originals(submission, user):
        raise NotVisible(_("There is no such page."), code="originals")


@for_desk
@require_safe
def masks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One file in two panes; ``?file=`` chooses which."""
    row = submission_of(request, pk)
    _require_open(row, request.user)
    files = masked.texts_of(row)
    chosen = _chosen(files, request.GET.get("file", ""))
    if chosen is not None:
        _log(row, chosen.file, request.user, "read")
    pieces = list(pieces_of(chosen)) if chosen else []
    context = {
        "submission": row,
        "files": [(one.file, one.file == (chosen and chosen.file)) for one in files],
        "file": chosen and chosen.file,
        "pieces": pieces,
        "found": [one for one in pieces if one.finding],
        "empty": Piece(0, ""),
        "open": _open(row),
        "may_write": may_write(request.user, row),
        "kinds": [(kind.value, kind_name(kind)) for kind in Kind],
        "decisions": {value: str(label) for value, label in Finding.Decision.choices},
        "address": reverse("cases:desk_decide", args=[row.pk]),
    }
    return render(request, "cases/desk/masking.html", context)


def _chosen(files: list[masked.Text], wanted: str) -> masked.Text | None:
    by_id = {str(one.file.pk): one for one in files}
    return by_id.get(wanted) or next(iter(files), None)


def _log(row: Submission, file: SourceFile, user: Any, how: str) -> None:
    audit.record(
        "cases.original_opened", actor=user, target=file,
        after={"submission": str(row.pk), "how": how},
    )  # fmt: skip


def _open(row: Submission) -> int:
    return Finding.objects.filter(file__submission=row, decision="open").count()


@for_desk
@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One decision; answered as JSON where the page's script asks, else by going back."""
    row = submission_of(request, pk)
    asked = _asked(request)
    as_json = "application/json" in request.headers.get("Accept", "")
    try:
        done = _carry_out(request.user, row, asked)
    except DomainError as error:
        if not as_json:
            raise
        return JsonResponse({"detail": str(error), "code": error.code}, status=error.status)
    if as_json:
        return JsonResponse({"findings": [_as_json(one) for one in done], "open": _open(row)})
    back = reverse("cases:desk_masking", args=[row.pk])
    return redirect(f"{back}?file={asked.get('file', '')}#f{asked.get('number', '')}")


def _asked(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise Invalid(_("This is not JSON."), code="json") from error
    if not isinstance(found, dict):
        raise Invalid(_("This is not JSON."), code="json")
    return found


def _carry_out(user: Any, row: Submission, asked: dict[str, Any]) -> list[Finding]:
    file = _uuid(asked.get("file"))
    words_given = str(asked.get("replacement", ""))
    if asked.get("mark"):
        return masking.mark(
            by=user, submission=row, file=file, start=_number(asked.get("start")),
            end=_number(asked.get("end")), kind=str(asked.get("kind", "")),
            replacement=words_given,
        )  # fmt: skip
    return masking.decide(
        by=user, submission=row, file=file, number=_number(asked.get("number")),
        decision=str(asked.get("decision", "")), replacement=words_given,
        always=asked.get("always") in (True, "on", "1"),
    )  # fmt: skip


def _uuid(raw: Any) -> UUID:
    try:
        return UUID(str(raw))
    except ValueError as error:
        raise NotVisible(_("There is no such file."), code="file") from error


def _number(raw: Any) -> int:
    text = str(raw)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(_("A number is expected."), code="number")
    return int(text)


def _as_json(one: Finding) -> dict[str, Any]:
    return {
        "file": str(one.file_id), "number": one.number, "start": one.start, "end": one.end,
        "decision": one.decision, "replacement": one.replacement, "kind": one.kind,
    }  # fmt: skip


@for_desk
@require_POST
def accept_certain(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = submission_of(request, pk)
    number = masking.accept_certain(by=request.user, submission=row)
    said = ngettext("%(n)d finding is accepted.", "%(n)d findings are accepted.", number)
    messages.success(request, said % {"n": number})
    return redirect("cases:desk_masking", row.pk)


@for_desk
@require_POST
def seen(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """The pages that nothing could read were read by a person."""
    row = submission_of(request, pk)
    masking.confirm_seen(by=request.user, submission=row, file=file)
    messages.success(request, _("Noted with your name."))
    return redirect("cases:desk_case", row.pk)


@for_desk
@require_GET
def original(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponseBase:
    """The original itself, decrypted for this one download."""
    row = submission_of(request, pk)
    _require_open(row, request.user)
    found = row.files.kept().exclude(state=SourceFile.State.REFUSED).filter(pk=file).first()
    if found is None or not found.is_whole:
        raise NotVisible(_("There is no such file."), code="file")
    _log(row, found, request.user, "download")
    response = StreamingHttpResponse(
        originals.open_for(found), content_type="application/octet-stream"
    )
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["Content-Length"] = str(found.size)
    return response
