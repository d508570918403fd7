"""Questions about cases to those who handed them in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.actions import asking
from cases.models import CasePage, CaseQuestion
from cases.querysets import hands_in
from cases.views.opened import Gone, open_case, tombstone
from lms.accounts.views.frame import for_staff, way_back
from lms.core.errors import NotVisible

PER_PAGE = 20


@for_staff
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What one has asked, and what one's organisation is asked; open ones first. The title of a
    case that one may no longer see is not shown."""
    user: Any = request.user
    rows = (
        CaseQuestion.objects.visible_to(user)
        .select_related("case__submission", "asked_by", "answered_by", "asked_by__organisation")
        .order_by(F("answered_at").asc(nulls_first=True), "-asked_at")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    visible = CasePage.objects.visible_to(user).filter(pk__in={one.case_id for one in page})
    titles = dict(visible.values_list("pk", "title"))
    found = [
        (one, titles.get(one.case_id, ""), hands_in(user, one.case.submission)) for one in page
    ]
    return render(request, "cases/questions.html", {"page": page, "rows": found})


@for_staff
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        page = open_case(request.user, pk)
    except Gone as gone:
        return tombstone(request, gone)
    asking.ask(by=request.user, case=page, text=request.POST.get("text", ""))
    messages.success(request, _("Your question is sent. You get a message when it is answered."))
    return redirect(f"{page.address}#questions")


@for_staff
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = (
        CaseQuestion.objects.visible_to(request.user)
        .select_related("case__submission")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotVisible(_("This question does not exist."), code="question")
    asking.answer(by=request.user, question=found, text=request.POST.get("text", ""))
    messages.success(request, _("Your answer is sent."))
    return redirect(way_back(request, "/cases/questions/"))
