"""The learner's weather: this month, the year behind, one month with every line; and the same for
a guardian, and for staff on a person's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import person
from lms.accounts.views.person import file_of
from lms.core.errors import Denied
from lms.core.months import Month
from lms.scoring import weather
from lms.scoring.models import MonthScore
from lms.scoring.notices.giving import wards_of
from lms.scoring.objections import disputes as objecting


@never_cache
@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """This month so far and the months behind, of who is signed in."""
    return render(request, "scoring/weather.html", _weather_of(own_file(request)))


@never_cache
@login_required
@require_safe
def own_month(request: HttpRequest, month: str) -> HttpResponse:
    offender = own_file(request)
    wanted = month_named(month)
    found = weather.versions(offender.pk, wanted, posted=True)
    if not found:
        raise Http404
    context = {
        "month": wanted,
        "versions": found,
        "offender": offender,
        "may_object": objecting.is_open_to_objections(found[0].score),
    }
    return render(request, "scoring/weather_month.html", context)


@never_cache
@login_required
@require_safe
def ward(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same for the guardian of a juvenile."""
    offender = wards_of(person(request)).with_people().filter(pk=pk).first()
    if offender is None:
        raise Http404
    return render(request, "scoring/weather.html", {**_weather_of(offender), "ward": offender})


def own_file(request: HttpRequest) -> Offender:
    """The file of who is signed in. Raises `Denied` for who has none."""
    user = person(request)
    if not user.is_offender:
        raise Denied(_("This page is for people under correction."), code="no_offender")
    return Offender.objects.select_related("office", "user").get(pk=user.pk)


def month_named(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Http404 from error


def _weather_of(offender: Offender) -> dict[str, Any]:
    scores = list(weather.posted_scores(offender.pk)[: weather.MONTHS_BACK])
    return {
        "offender": offender,
        "now": weather.estimate(offender),
        "scores": scores,
        "bars": weather.bars(scores),
        "picture": weather.picture_label(scores),
    }


@never_cache
@login_required
@require_safe
def person_scores(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A person's scores, drafts too, for who may see scores. Every look is logged."""
    offender = file_of(request, pk, Permission.VIEW_SCORES, "scores")
    scores = MonthScore.objects.current().filter(offender=pk)
    scores = scores.select_related("county_month", "office", "notice").order_by("-month")
    shown = list(scores.defer("facts", "lines", "proposals", "county_month__plain")[:60])
    past = [one for one in shown if one.county_month.state in ("posted", "final")]
    context = {
        **_weather_of(offender),
        "all_scores": shown,
        "bars": weather.bars(past),
        "picture": weather.picture_label(past),
        "title": _("Scores"),
    }
    return render(request, "scoring/person_scores.html", context)


@never_cache
@login_required
@require_safe
def person_month(request: HttpRequest, pk: UUID, month: str) -> HttpResponse:
    """Every version of one month with its facts."""
    offender = file_of(request, pk, Permission.VIEW_SCORES, "scores")
    wanted = month_named(month)
    found = weather.versions(pk, wanted, posted=False)
    if not found:
        raise Http404
    objections = offender.objections.filter(score__month=str(wanted)).order_by("sent_at")
    context = {
        "offender": offender, "month": wanted, "versions": found, "objections": objections,
        "title": _("Scores"), "for_staff": True,
    }  # fmt: skip
    return render(request, "scoring/person_month.html", context)
