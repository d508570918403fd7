"""Import of conduct records: upload, dry run, report, import. Open to whoever records conduct, for
the offices under their grants; a report only to who uploaded the file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.accounts.views.roster import UploadForm
from lms.core.errors import Conflict
from lms.core.models import Job
from lms.scoring.conduct.importing import work
from lms.scoring.conduct.importing.columns import write_template

MOST_SHOWN = 200
KINDS = [work.CHECK, work.IMPORT]


class ConductFileForm(UploadForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = gettext_lazy("Conduct records (.xlsx)")


@never_cache
@needs(Permission.RECORD_CONDUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = ConductFileForm(posted(request), request.FILES if request.method == "POST" else None)

    def act() -> Job:
        name, content = form.cleaned_data["file"]
        with transaction.atomic():
            return work.ask_check(by=user, name=name, content=content)

    if form.carries_out(act):
        return redirect("scoring:conduct_report", form.result.pk)
    earlier = Job.objects.filter(created_by=user, kind__in=KINDS)[:10]
    return show(request, "scoring/conduct_import.html", form, earlier=earlier)


@never_cache
@needs(Permission.RECORD_CONDUCT)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """The empty workbook."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conduct.xlsx"
        write_template(path)
        file.write(path.read_bytes())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("conduct records") + ".xlsx")


@never_cache
@needs(Permission.RECORD_CONDUCT)
@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = _own_job(request, pk)
    context = {
        "job": job,
        "checking": job.kind == work.CHECK,
        "done": job.state == Job.State.DONE,
        "to_do": job.result.get("new", 0),
        "errors": list(job.errors.all()[:MOST_SHOWN]),
        "error_count": job.result.get("faults", 0),
    }
    return show(request, "scoring/conduct_import_report.html", **context)


@needs(Permission.RECORD_CONDUCT)
@require_POST
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Import what the dry run found in order."""
    job = _own_job(request, pk)
    if job.kind != work.CHECK or job.state != Job.State.DONE:
        raise Conflict(_("The check has not ended yet."), code="not_checked")
    with transaction.atomic():
        wanted = work.ask_import(by=person(request), checked=job)
    return redirect("scoring:conduct_report", wanted.pk)


def _own_job(request: HttpRequest, pk: UUID) -> Job:
    found = Job.objects.filter(created_by=person(request), kind__in=KINDS, pk=pk).first()
    if found is None:
        raise Http404
    return found
