"""The matrix of risk points and posts."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import audit
from lms.core.months import today
from lms.training import files, paper
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
def export(request: HttpRequest, kind: str) -> FileResponse:
    user, title = person(request), _("Risk points and posts")
    shown = coverage_of(user)
    audit.record("list.exported", actor=user, after={"list": "training_coverage", "kind": kind})
    if kind == "pdf":
        return files.paper(title, paper.render_coverage(shown, day=today(), by=user))
    return files.sheet(title, shown.head(), shown.rows())
