"""The case library: a table for staff, cards for everybody else."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.facing import with_icons
from cases.models import CaseKind, CasePage
from cases.tables import CaseTable
from lms.core import lists
from lms.core.errors import Denied

PER_PAGE = 20


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_desk:  # type: ignore[union-attr]
        return lists.show(request, CaseTable, "cases/library.html")
    if request.method == "POST":
        raise Denied(_("This page is for staff."), code="no_staff")
    return cards(request)


def cards(request: HttpRequest) -> HttpResponse:
    """What a learner may read, newest first. Of the words that staff sort by nothing is shown."""
    visible = CasePage.objects.visible_to(request.user)
    there = set(visible.order_by().values_list("kind", flat=True).distinct())
    kinds = [(value, label) for value, label in CaseKind.choices if value in there]
    wanted = request.GET.get("kind", "")
    found: Any = visible.order_by("-last_published_at", "-pk")
    if wanted in there:
        found = found.filter(kind=wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cases": with_icons(page),
        "page": page,
        "kinds": kinds if len(kinds) > 1 else [],
        "wanted": wanted if wanted in there else "",
    }
    return render(request, "cases/cards.html", context)
