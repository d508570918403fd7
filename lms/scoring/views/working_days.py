"""Days that the published calendar does not know."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.core.months import today
from lms.scoring.actions.working_days import remove_working_day, set_working_day
from lms.scoring.closing.forms import WorkingDayForm
from lms.scoring.closing.working_days import is_known_year
from lms.scoring.models import WorkingDayOverride


@never_cache
@needs(Permission.MANAGE_SCHEMES)
@require_http_methods(["GET", "HEAD", "POST"])
def working_days(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = WorkingDayForm(posted(request))
    if form.carries_out(lambda: set_working_day(by=user, **form.cleaned_data)):
        messages.success(request, _("Saved. Deadlines that were given out stay as they are."))
        return redirect("scoring:working_days")
    year = today().year
    context = {
        "days": WorkingDayOverride.objects.select_related("set_by").order_by("-day")[:200],
        "unknown": [one for one in (year, year + 1) if not is_known_year(one)],
        "today": today(),
    }
    return show(request, "scoring/months_days.html", form, **context)


@needs(Permission.MANAGE_SCHEMES)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    override = WorkingDayOverride.objects.filter(pk=pk).first()
    if override is None:
        raise Http404
    remove_working_day(by=person(request), override=override)
    messages.success(request, _("The calendar holds for this day again."))
    return redirect("scoring:working_days")
