"""Roster import: upload, dry run, report, import; and the export in the same form. Open to
managers, for the offices under their grants; a report only to who uploaded the file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.forms.base import ActionForm
from lms.accounts.permissions import Permission
from lms.accounts.roster import opening, work
from lms.accounts.roster import template as workbook
from lms.accounts.views.frame import needs, person, posted, show
from lms.core.errors import Conflict
from lms.core.models import Job

MOST_SHOWN = 200
KINDS = [work.CHECK, work.IMPORT]


class UploadForm(ActionForm):
    file = forms.FileField(
        label=gettext_lazy("Roster (.xlsx)"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> tuple[str, bytes]:
        """Name and content. What is wrong with the file as a whole is told at once."""
        upload = self.cleaned_data["file"]
        if upload.size > opening.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        content = upload.read()
        if problem := opening.problem_with(upload.name, content):
            raise forms.ValidationError(problem)
        return upload.name, content


@never_cache
@needs(Permission.IMPORT_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)

    def act() -> Job:
        name, content = form.cleaned_data["file"]
        with transaction.atomic():
            return work.ask_check(by=user, name=name, content=content)

    if form.carries_out(act):
        return redirect("accounts:roster_report", form.result.pk)
    earlier = Job.objects.filter(created_by=user, kind__in=KINDS)[:10]
    return show(request, "accounts/roster.html", form, earlier=earlier)


@never_cache
@needs(Permission.IMPORT_PEOPLE)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """The empty workbook, with the offices of who asks."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        workbook.write(path, [], offices=workbook.offices_of(person(request)))
        file.write(path.read_bytes())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("roster") + ".xlsx")


def _own_job(request: HttpRequest, pk: UUID) -> Job:
    found = Job.objects.filter(created_by=person(request), kind__in=KINDS, pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@needs(Permission.IMPORT_PEOPLE)
@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = _own_job(request, pk)
    context = {
        "job": job,
        "checking": job.kind == work.CHECK,
        "done": job.state == Job.State.DONE,
        "to_do": job.result.get("new", 0) + job.result.get("changed", 0),
        "errors": list(job.errors.all()[:MOST_SHOWN]),
        "error_count": job.result.get("faults", 0),
    }
    return show(request, "accounts/roster_report.html", **context)


@needs(Permission.IMPORT_PEOPLE)
@require_POST
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Import what the dry run found in order."""
    job = _own_job(request, pk)
    if job.kind != work.CHECK or job.state != Job.State.DONE:
        raise Conflict(_("The check has not ended yet."), code="not_checked")
    with transaction.atomic():
        wanted = work.ask_import(by=person(request), checked=job)
    return redirect("accounts:roster_report", wanted.pk)


@needs(Permission.IMPORT_PEOPLE)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The register in the form of a roster, whole ID numbers included: logged for each person."""
    with transaction.atomic():
        wanted = work.ask_export(by=person(request))
    return redirect("core:job", wanted.pk)
