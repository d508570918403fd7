"""The board of a month: figures, what stands out, everybody's score."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person
from lms.core import lists
from lms.scoring import board
from lms.scoring.tables.board import ScoreTable


@never_cache
@needs(Permission.VIEW_SCORES)
@require_http_methods(["GET", "HEAD", "POST"])
def month_board(request: HttpRequest) -> HttpResponseBase:
    """The newest closed month, or ``?month=2026-10&county=UID``."""
    user = person(request)
    months = board.months_of(user)
    asked = request.GET
    chosen = board.choice_of(months, asked.get("month", ""), asked.get("county", ""))
    if chosen is None:
        return render(request, "scoring/board_empty.html")
    month, county = chosen
    context = {
        "months": sorted({one.month for one in months}, reverse=True)[:60],
        "counties": sorted({one.county for one in months}, key=lambda one: one.path),
        "county": county,
        "month": month,
        "states": [one for one in months if one.month == str(month)],
    }
    if request.method != "POST":
        context["board"] = shown = board.board_of(user, month, county)
        if county is not None:
            request.board_offices = [(one.pk, one.name) for one in shown.groups]  # type: ignore[attr-defined]
    given = {"month": str(month), "county": county.pk if county else None}
    return lists.show(request, ScoreTable, "scoring/board.html", given=given, **context)
