"""Questions in and out of the bank: upload, dry run, report, import; and export. Open to authors,
for the organisations they write for; a report only to who asked for it."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.bank import importing, work
from exams.formats import xlsx_write
from exams.forms.bank import ApplyForm, ExportForm, ImportForm, organisations_of
from exams.models.bank import Kind
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.core import exports
from lms.core.errors import Conflict
from lms.core.models import Job

MOST_SHOWN = 200
IMPORTS = (work.CHECK, work.IMPORT)


@never_cache
@needs(Permission.AUTHOR_CONTENT)
@require_http_methods(["GET", "HEAD", "POST"])
def start_import(request: HttpRequest) -> HttpResponse:
    user = person(request)
    files = request.FILES if request.method == "POST" else None
    form = ImportForm(posted(request), files, author=user, initial=_first(user))

    def act() -> Job:
        data = form.cleaned_data
        name, content = data["file"]
        with transaction.atomic():
            return work.ask_check(
                by=user, organisation=data["organisation"], name=name, content=content,
                format=data["format"], sharing=data["sharing"],
            )  # fmt: skip

    if form.carries_out(act):
        return redirect("exams:question_import_report", form.result.pk)
    earlier = Job.objects.filter(created_by=user, kind__in=IMPORTS)[:10]
    return show(request, "exams/bank_import.html", form, earlier=earlier)


@never_cache
@needs(Permission.AUTHOR_CONTENT)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """The empty workbook, with examples of every kind."""
    name = _("questions") + ".xlsx"
    return FileResponse(BytesIO(xlsx_write.template()), as_attachment=True, filename=name)


@never_cache
@needs(Permission.AUTHOR_CONTENT)
@require_safe
def import_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = _own_job(request, pk, *IMPORTS)
    return _show_report(request, job, ApplyForm())


@never_cache
@needs(Permission.AUTHOR_CONTENT)
@require_POST
def apply_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Import what the dry run found in order."""
    job = _own_job(request, pk, work.CHECK)
    if job.state != Job.State.DONE:
        raise Conflict(_("The check has not ended yet."), code="not_checked")
    form = ApplyForm(request.POST)

    def act() -> Job:
        with transaction.atomic():
            return work.ask_import(by=person(request), checked=job, **form.cleaned_data)

    if form.carries_out(act):
        return redirect("exams:question_import_report", form.result.pk)
    return _show_report(request, job, form)


@never_cache
@needs(Permission.AUTHOR_CONTENT)
@require_http_methods(["GET", "HEAD", "POST"])
def start_export(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = ExportForm(posted(request), author=user, initial=_first(user))

    def act() -> Job:
        wanted = form.selection()
        with transaction.atomic():
            return work.ask_export(by=user, selection=wanted, format=form.cleaned_data["format"])

    if form.carries_out(act):
        return redirect("exams:question_export_report", form.result.pk)
    return show(request, "exams/bank_export.html", form)


@never_cache
@needs(Permission.AUTHOR_CONTENT)
@require_safe
def export_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = _own_job(request, pk, work.EXPORT)
    told = list(job.errors.all()[:MOST_SHOWN])
    return show(request, "exams/bank_export_report.html", job=job, told=told)


@never_cache
@needs(Permission.AUTHOR_CONTENT)
@require_safe
def export_problems(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Everything that the format could not say, as xlsx."""
    job = _own_job(request, pk, work.EXPORT)
    head = [_p("question file", "Key"), _p("question file", "Question"),
            _p("question file", "Notes")]  # fmt: skip
    rows = job.errors.values_list("column", "value", "problem")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        exports.write(path, title=_("Export of questions"), head=head, rows=rows)
        content = BytesIO(path.read_bytes())
    return FileResponse(content, as_attachment=True, filename=_p("file name", "report") + ".xlsx")


def _first(user: Any) -> dict[str, Any]:
    return {"organisation": organisations_of(user).first()}


def _show_report(request: HttpRequest, job: Job, form: ApplyForm) -> HttpResponse:
    states, kinds, found = work.state_words(), dict(Kind.choices), job.result
    rows = [
        {**row, "state_label": states[row["state"]], "kind_label": kinds.get(row["kind"], "")}
        for row in found.get("rows", ())
    ]
    context = {
        "job": job,
        "checking": job.kind == work.CHECK,
        "done": job.state == Job.State.DONE,
        "counts": [(state, label, found.get(state, 0)) for state, label in states.items()],
        "total": sum(found.get(state, 0) for state in states),
        "to_do": found.get(importing.NEW, 0) + found.get(importing.CHANGED, 0),
        "duplicates": found.get(importing.DUPLICATE, 0),
        "rows": rows,
    }
    return show(request, "exams/bank_import_report.html", form, **context)


def _own_job(request: HttpRequest, pk: UUID, *kinds: str) -> Job:
    found = Job.objects.filter(created_by=person(request), kind__in=kinds, pk=pk).first()
    if found is None:
        raise Http404
    return found
