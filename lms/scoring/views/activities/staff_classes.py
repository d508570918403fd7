"""Group classes: the list, a new one, its paper, calling it off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.models import Offender
from lms.accounts.views.frame import person, posted, show
from lms.core import audit, lists
from lms.core.errors import Invalid
from lms.learning.caseload import stage_now
from lms.scoring.actions.activities import classes
from lms.scoring.actions.activities.checks import people_of
from lms.scoring.activities.forms import CalledForm, CancelForm, ClassForm
from lms.scoring.models import GroupClass
from lms.scoring.tables.activities import ClassesTable
from lms.scoring.views.activities.staff_frame import (
    PAGE,
    holders,
    keeps_activities,
    offices,
    only_one,
    row_or_404,
)

BULKY = ("id_number", "needs", "user__phone")


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def class_list(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, ClassesTable, "scoring/activities/classes.html")


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Filter the people above, tick who is to come, say when and where."""
    user = person(request)
    called = CalledForm(request.GET, offices=offices(user))
    people = _people(user, called)
    chosen = set(request.POST.getlist("offenders")) if request.method == "POST" else None
    initial = {"organisation": only_one(holders(user))}
    form = ClassForm(posted(request), places=holders(user), initial=initial)
    if form.carries_out(
        lambda: classes.make_class(by=user, offenders=_ids(chosen or ()), **form.values())
    ):
        messages.success(request, _("The class is set. Everybody who is called is told."))
        return redirect("scoring:class_roster", form.result.pk)
    ticked = [(one, chosen is None or str(one.pk) in chosen) for one in people]
    context = {"called": called, "people": ticked, "asked": request.GET.urlencode()}
    return show(request, "scoring/activities/class_new.html", form, **context)


def _people(user: Any, called: CalledForm) -> list[Offender]:
    people = people_of(user).select_related("user", "office").defer(*BULKY)
    if not called.is_valid():
        return []
    wanted = called.cleaned_data
    if wanted["office"]:
        people = people.of_office(wanted["office"])
    if wanted["level"]:
        people = people.filter(treatment_level=wanted["level"])
    if wanted["stage"]:
        people = people.annotate(stage_now=stage_now(user)).filter(stage_now=wanted["stage"])
    return list(people.order_by("office__path", "code")[: classes.MOST_PEOPLE])


def _ids(chosen: Any) -> set[UUID]:
    try:
        return {UUID(one) for one in chosen}
    except ValueError as error:
        raise Invalid(_("Please choose who is to come."), code="people") from error


@never_cache
@keeps_activities
@require_safe
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The roster on paper, to be signed. Printing is logged."""
    held = _mine(request, pk)
    places = held.roster.select_related("offender__user", "offender__office")
    audit.record("scoring.class_printed", actor=request.user, target=held)
    context = {"held": held, "places": places.order_by("offender__code")}
    return render(request, "scoring/activities/class_sheet.html", context)


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    held = _mine(request, pk)
    form = CancelForm(posted(request), why=_("It stays in the records."))
    if form.carries_out(
        lambda: classes.cancel_class(
            by=person(request), group_class=held, reason=form.cleaned_data["reason"]
        )
    ):
        messages.success(request, _("The class is cancelled. Everybody who was called is told."))
        return redirect("scoring:classes")
    context = {"held": held, "title": _("Cancel this class")}
    return show(request, "scoring/activities/class_cancel.html", form, **context)


def _mine(request: HttpRequest, pk: UUID) -> GroupClass:
    rows = GroupClass.objects.visible_to(person(request)).select_related("organisation")
    found: GroupClass = row_or_404(rows, pk)
    return found
