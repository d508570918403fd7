"""The text of a case: its form with the source beside it, saved while it is written, and as its
readers will see it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import draft as drafts
from cases import filling_page, masked
from cases.actions import submitting
from cases.facing import face_of
from cases.forms import DraftForms
from cases.models import CasePage, Submission
from cases.views.frame import for_desk, submission_of
from lms.core.errors import DomainError


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form. With ``Accept: application/json`` it is saved without leaving the page."""
    row = submission_of(request, pk)
    submitting.require_write(request.user, row)
    draft = drafts.from_json(row.draft)
    forms = DraftForms(request.POST if request.method == "POST" else None, draft=draft)
    if request.method != "POST":
        return _page(request, row, forms)
    if "application/json" in request.headers.get("Accept", ""):
        return _autosave(request, row, forms)
    if not forms.is_valid():
        return _page(request, row, forms, status=422)
    try:
        _save(request, row, forms)
    except DomainError as error:
        forms.main.add_error(None, str(error))
        return _page(request, row, forms, status=error.status)
    if request.POST.get("then") == "stay":
        messages.success(request, _("Saved."))
        return redirect("cases:desk_fields", row.pk)
    return redirect("cases:desk_case", row.pk)


def _save(request: HttpRequest, row: Submission, forms: DraftForms) -> Submission:
    seen = tuple(sorted(set(request.POST.getlist("seen")) & set(row.proposed)))
    return submitting.save_draft(
        by=request.user, submission=row, draft=replace(forms.draft(), seen=seen),
        version=_version(request), case_number=request.POST.get("case_number", ""),
        publish_text=request.POST.get("publish_text") == "on",
    )  # fmt: skip


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() else -1


def _autosave(request: HttpRequest, row: Submission, forms: DraftForms) -> JsonResponse:
    if not forms.is_valid():
        return JsonResponse({"errors": forms.errors()}, status=422)
    try:
        saved = _save(request, row, forms)
    except DomainError as error:
        return JsonResponse({"detail": str(error), "code": error.code}, status=error.status)
    points = drafts.checklist(drafts.from_json(saved.draft), warning=saved.is_warning)
    return JsonResponse({"version": saved.version, "met": {one.field: one.met for one in points}})


def _page(
    request: HttpRequest, row: Submission, forms: DraftForms, *, status: int = 200
) -> HttpResponse:
    """What was sent and not taken stands as it was sent, with the version that it was written upon:
    sending it again does not overwrite what somebody else has saved."""
    draft, bound = drafts.from_json(row.draft), forms.main.is_bound
    context = {
        "submission": row,
        "forms": forms,
        "main": forms.main,
        "version": _version(request) if bound else row.version,
        "checklist": drafts.checklist(draft, warning=row.is_warning),
        "proposed": row.proposed,
        "seen": request.POST.getlist("seen") if bound else draft.seen,
        "sources": sources(row),
        "errors": forms.errors() if bound else {},
    }
    return render(request, "cases/desk/fields.html", context, status=status)


def sources(row: Submission) -> list[dict[str, Any]]:
    """The masked texts of the files, to read beside the form."""
    return [
        {"number": number, "text": one.masked_main()}
        for number, one in enumerate(masked.texts_of(row), start=1)
    ]


@for_desk
@require_POST
def fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put what the files propose into the empty fields."""
    row = submission_of(request, pk)
    submitting.fill_from_files(by=request.user, submission=row)
    messages.success(request, _("The empty fields are filled. Read and confirm each."))
    return redirect("cases:desk_fields", row.pk)


@for_desk
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """As an officer will see it. Nothing is kept."""
    row = submission_of(request, pk)
    page = filling_page.fill(CasePage(kind=row.kind), drafts.from_json(row.draft))
    page.measure()
    context = {"page": page, "face": face_of(page), "submission": row}
    return render(request, "cases/desk/preview.html", context)
