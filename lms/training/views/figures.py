"""How far cases have come, for managers and the procuratorate: figures, and the people behind
them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import CasePage
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import audit, lists
from lms.training import figures, files, paper
from lms.training.tables import CaseTable, ReaderTable


@never_cache
@needs(Permission.VIEW_TRAINING)
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, CaseTable, "training/cases.html")


@never_cache
@needs(Permission.VIEW_TRAINING)
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = _case(request, pk)
    shown = figures.figures_of(person(request), found)
    return render(request, "training/figures.html", {"case": found, "figures": shown})


@never_cache
@needs(Permission.VIEW_TRAINING)
@require_safe
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The figures of the screen as a sheet or on paper; logged."""
    found, user = _case(request, pk), person(request)
    shown = figures.figures_of(user, found)
    audit.record("training.figures_exported", actor=user, target=found, after={"kind": kind})
    if kind == "pdf":
        return files.paper(found.title, paper.render(found, shown, by=user))
    return files.sheet(found.title, shown.head(), shown.rows())


@never_cache
@needs(Permission.VIEW_TRAINING)
@require_http_methods(["GET", "HEAD", "POST"])
def readers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """By name; which names were looked at is logged with the filters."""
    found = _case(request, pk)
    if request.method == "GET":
        _log(request, found)
    given = {"case": found.pk}
    return lists.show(request, ReaderTable, "training/readers.html", given=given, case=found)


def _log(request: HttpRequest, found: CasePage) -> None:
    asked = {name: request.GET[name] for name in ("place", "post", "state") if name in request.GET}
    audit.record(
        "training.people_looked_up", actor=request.user, target=found,
        after={name: value[:20] for name, value in asked.items() if value},
    )  # fmt: skip


def _case(request: HttpRequest, pk: int) -> Any:
    """A published warning case that reaches this person; another is not there."""
    found = CasePage.objects.visible_to(person(request)).warnings().filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such case."))
    return found
