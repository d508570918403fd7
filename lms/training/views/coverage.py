"""The matrix of risk points and posts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import audit, exports
from lms.core.clock import now
from lms.core.months import local, today
from lms.training.coverage import coverage_of


@never_cache
@needs(Permission.VIEW_TRAINING)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    shown = coverage_of(person(request))
    return render(request, "training/coverage.html", {"coverage": shown, "day": today()})


@never_cache
@needs(Permission.VIEW_TRAINING)
@require_safe
def export(request: HttpRequest) -> FileResponse:
    user, title = person(request), _("Risk points and posts")
    shown = coverage_of(user)
    audit.record("list.exported", actor=user, after={"list": "training_coverage", "kind": "xlsx"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.xlsx"
        exports.write(path, title=title, head=shown.head(), rows=shown.rows())
        name = f"{title}-{local(now()):%Y%m%d-%H%M}.xlsx"
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type=exports.XLSX
        )
