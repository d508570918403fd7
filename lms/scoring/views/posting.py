"""The posting: for signed-in people of the county, and on paper for the wall of an office."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.accounts.views.frame import needs, person
from lms.core import audit
from lms.core.errors import Denied
from lms.core.months import Month
from lms.scoring.models import CountyMonth
from lms.scoring.notices import posting as posted

PER_PAGE = 50
View = Callable[..., HttpResponse]


def unlisted(view: View) -> View:
    """Kept by no cache and listed by no search engine."""

    @never_cache
    @login_required
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded


@unlisted
def posting(request: HttpRequest) -> HttpResponse:
    """Five facts of each person, by office and code; gone when its time is over."""
    user = person(request)
    if not user.is_offender and (not user.is_desk or user.role == Role.MACHINE):
        raise Denied(_("The posting is for people under correction and for staff."), code="posting")
    months = list(posted.postings_for(user).select_related("county"))
    shown = _chosen(months, request.GET.get("posting", ""))
    several = len({one.county_id for one in months}) > 1
    context: dict[str, Any] = {"months": months, "shown": shown, "several_counties": several}
    if shown is not None:
        context |= _page(request, shown)
    return render(request, "scoring/posting.html", context)


def _chosen(months: list[CountyMonth], asked: str) -> CountyMonth | None:
    """The one that is asked for; the newest when none is. Raises Http404 for any other."""
    if not asked:
        return next(iter(months), None)
    found = next((one for one in months if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, shown: CountyMonth) -> dict[str, Any]:
    offices = list(Organisation.objects.within(shown.county).offices())
    rows = posted.posted_scores(shown)
    asked = request.GET.get("office", "")
    office = next((one for one in offices if str(one.pk) == asked), None)
    if asked and office is None:
        raise Http404
    if office is not None:
        rows = rows.filter(office=office)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    here: Any = page.object_list
    return {
        "page": page,
        "lines": posted.lines(here, shown),
        "offices": offices,
        "office": office,
        "month": Month.parse(shown.month),
        "sheets": [one for one in offices if policies.can(request.user, SHEET, one)],
    }


SHEET = Permission.VIEW_SCORES


@needs(SHEET)
@unlisted
def wall_sheet(request: HttpRequest, posting: int, office: int) -> HttpResponse:
    """One office's posting on A4, while it is to be seen."""
    shown = CountyMonth.objects.posted_now().filter(pk=posting).select_related("county").first()
    place = Organisation.objects.filter(pk=office).first()
    if shown is None or place is None or not place.path.startswith(shown.county.path):
        raise Http404
    if not policies.can(request.user, SHEET, place):
        raise Http404
    rows = posted.posted_scores(shown).filter(office=place)
    audit.record("scoring.wall_sheet", actor=request.user, target=shown, after={"office": place.pk})
    return render(
        request,
        "scoring/posting_sheet.html",
        {
            "shown": shown,
            "office": place,
            "lines": posted.lines(rows, shown),
            "month": Month.parse(shown.month),
        },
    )
