"""Extra time and large type in tests, set on a person's page; what held before stays readable."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exams.actions.needs import set_needs
from exams.forms.needs import NeedsForm
from exams.models import ExamNeeds
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import person, posted, show
from lms.accounts.views.person import PAGE, file_of

MOST = 50


@never_cache
@login_required
@require_http_methods(PAGE)
def needs_of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.EDIT_PEOPLE, "exam_needs")
    history = list(ExamNeeds.objects.filter(person=pk).select_related("set_by")[:MOST])
    form = NeedsForm(posted(request), now=history[0] if history else None)
    if form.carries_out(lambda: set_needs(by=user, offender=offender, **form.cleaned_data)):
        messages.success(request, _("It is saved. It holds for a test that is under way as well."))
        return redirect("learning:person", pk)
    return show(request, "exams/needs.html", form, offender=offender, history=history)
