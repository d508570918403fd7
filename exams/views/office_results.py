"""Results for those who look after people: figures by office and month, lists, one person, one
sitting. Looking at a person's answers is logged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from exams import access, bars, rates, results
from exams.actions.grading import percent_of
from exams.models import Sitting
from exams.outcomes import outcomes_of
from exams.results import Shown
from exams.tables.results import MissingTable, ResultTable
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.accounts.views.person import file_of
from lms.core import audit, lists

PAGE = ["GET", "HEAD", "POST"]
SEES = Permission.VIEW_EVIDENCE


@never_cache
@needs(SEES)
@require_http_methods(PAGE)
def overview(request: HttpRequest) -> HttpResponseBase:
    """``?month=2026-11&paper=…``: pass rates by office and month, and everybody's result."""
    table = ResultTable(request)
    context: dict[str, Any] = {}
    if request.method != "POST":
        offices = rates.by_office(table.user, table.paper, table.month)
        trend = rates.by_month(table.user, table.paper)
        context = {
            "offices": offices,
            "trend": trend,
            "picture": bars.picture([(one.name[5:], _share(one)) for one in trend], most=100),
            "whole": rates.whole(offices),
            "month": table.month,
            "paper": table.paper,
        }
    return lists.show(request, ResultTable, "exams/results_staff.html", **context)


def _share(one: rates.Rate) -> float | None:
    return None if one.percent is None else float(one.percent)


@never_cache
@needs(SEES)
@require_http_methods(PAGE)
def missing(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, MissingTable, "exams/results_missing.html")


@never_cache
@needs(SEES)
@require_safe
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All tests of one offender: what is prescribed, every attempt, which counts."""
    offender = file_of(request, pk, SEES, "exams")
    user = person(request)
    rows = Sitting.objects.of_others(user, SEES).filter(candidate=pk)
    sittings = list(rows.select_related("paper").defer("frozen"))
    context = {
        "offender": offender,
        "sittings": sittings,
        "counting": set(results.counting(rows).values_list("pk", flat=True)),
        "missing": list(rates.missing_of(user).filter(person=pk).select_related("paper")),
    }
    return render(request, "exams/results_person.html", context)


@never_cache
@needs(SEES)
@require_safe
def sitting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One sitting: what came of it, question by question, and what was noticed meanwhile."""
    user = person(request)
    rows = Sitting.objects.of_others(user, SEES)
    found = rows.select_related("paper", "candidate", "device").filter(pk=pk).first()
    if found is None:
        raise Http404
    audit.look_up(found.candidate, what="exam_sitting", actor=user)
    is_final = found.state == Sitting.State.FINAL
    context = {
        "sitting": found,
        "paper": found.paper,
        "who": found.candidate,
        "theirs": True,
        "percent": percent_of(found) if is_final else None,
        "counts": results.counting(Sitting.objects.filter(pk=pk)).exists(),
        "outcomes": outcomes_of(found, _told_to(user, found)),
        "events": list(found.events.all()),
    }
    return render(request, "exams/results_sitting.html", context)


def _told_to(user: Any, sitting: Sitting) -> Shown:
    """All of it to staff; of a test that they may sit themselves, what its candidate may see."""
    if sitting.state != Sitting.State.FINAL:
        return Shown()
    if access.papers_for(user).filter(pk=sitting.paper_id).exists():
        return results.may_see(sitting)
    return Shown(True, True, True)
