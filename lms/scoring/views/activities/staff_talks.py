"""Writing down an individual talk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lms.accounts.permissions import Permission
from lms.accounts.views.frame import person, posted, show
from lms.accounts.views.person import file_of
from lms.core.months import today
from lms.scoring.actions.activities.talks import record_talk
from lms.scoring.activities.forms import TalkForm
from lms.scoring.views.activities.staff_frame import PAGE


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(PAGE)
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    offender = file_of(request, pk, Permission.RECORD_CONDUCT, "talks")
    form = TalkForm(posted(request), initial={"on": today(), "minutes": 30})
    if form.carries_out(
        lambda: record_talk(by=person(request), offender=offender, **form.cleaned_data)
    ):
        messages.success(request, _("The talk is kept."))
        return redirect("scoring:person_activities", pk)
    context = {"offender": offender, "title": _("Write down a talk")}
    return show(request, "scoring/activities/talk_new.html", form, **context)
