"""Who is on duty: the turns of one's part of the tree, a new one, ending one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.models import User
from lms.accounts.views.frame import person, posted, show
from lms.core.months import today
from lms.scoring.actions.activities.duty import end_duty, set_duty
from lms.scoring.activities.forms import DutyForm
from lms.scoring.models import DutyTurn
from lms.scoring.views.activities.staff_frame import (
    PAGE,
    holders,
    keeps_activities,
    only_one,
    row_or_404,
)

SHOWN = 60


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def turns(request: HttpRequest) -> HttpResponse:
    user = person(request)
    places = holders(user)
    initial = {"organisation": only_one(places), "starts_on": today(), "ends_on": today()}
    people = User.objects.caseworkers_of(user)
    form = DutyForm(posted(request), places=places, people=people, initial=initial)
    if form.carries_out(lambda: set_duty(by=user, **form.cleaned_data)):
        messages.success(request, _("The turn is set."))
        return redirect("scoring:duty")
    coming = DutyTurn.objects.visible_to(user).filter(ends_on__gte=today())
    coming = coming.select_related("user", "organisation", "set_by")
    context = {
        "turns": coming.order_by("starts_on", "organisation__path")[:SHOWN], "today": today(),
    }  # fmt: skip
    return show(request, "scoring/activities/duty.html", form, **context)


@keeps_activities
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = DutyTurn.objects.visible_to(person(request)).select_related("organisation", "user")
    end_duty(by=person(request), turn=row_or_404(rows, pk))
    messages.success(request, _("The turn is ended."))
    return redirect("scoring:duty")
