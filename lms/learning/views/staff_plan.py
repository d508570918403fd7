"""What an officer arranges for one offender: courses, tools, exemptions. Each with a reason that
the person can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.forms.base import ActionForm
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import person, show
from lms.learning import forms
from lms.learning.actions import enrolling, exemptions, tools
from lms.learning.models import Enrolment
from lms.learning.views.staff_frame import PAGE, file_of, row_of

READ_BY_THEM = gettext_lazy("The person reads it.")


def _page(
    request: HttpRequest, offender: Offender, form: ActionForm, title: str, **more: Any
) -> HttpResponse:
    context = {"offender": offender, "title": title, **more}
    return show(request, "learning/staff/person_form.html", form, **context)


def _done(request: HttpRequest, offender: Offender, sentence: str, part: str) -> HttpResponse:
    """Back to where the change is to be seen."""
    messages.success(request, sentence)
    response = redirect("learning:person", offender.pk)
    response["Location"] += f"#{part}"
    return response


@never_cache
@login_required
@require_http_methods(PAGE)
def add_course(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.PRESCRIBE, "courses")
    form = forms.AddCourseForm(request.POST or None, offender=offender, why=READ_BY_THEM)
    if form.carries_out(
        lambda: enrolling.add_course(by=user, offender=offender, **form.cleaned_data)
    ):
        return _done(request, offender, _("The course is added."), "plan")
    return _page(request, offender, form, _("Add a course"))


Decision = Callable[..., Enrolment]


def _decide(
    request: HttpRequest,
    pk: UUID,
    enrolment_pk: UUID,
    *,
    form_class: type[forms.ReasonForm],
    act: Decision,
    title: Any,
    done: Any,
) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.PRESCRIBE, "courses")
    own = Enrolment.objects.of(offender.pk).select_related("course", "learner__offender")
    enrolment = row_of(own, enrolment_pk)
    form = form_class(request.POST or None, why=READ_BY_THEM)
    if form.carries_out(lambda: act(by=user, enrolment=enrolment, **form.cleaned_data)):
        return _done(request, offender, str(done), "plan")
    return _page(request, offender, form, str(title), about=enrolment.course.title)


@never_cache
@login_required
@require_http_methods(PAGE)
def postpone(request: HttpRequest, pk: UUID, enrolment: UUID) -> HttpResponse:
    return _decide(
        request, pk, enrolment,
        form_class=forms.PostponeForm, act=enrolling.postpone,
        title=_("Postpone a course"), done=_("The course is due later now."),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(PAGE)
def waive(request: HttpRequest, pk: UUID, enrolment: UUID) -> HttpResponse:
    return _decide(
        request, pk, enrolment,
        form_class=forms.ReasonForm, act=enrolling.waive,
        title=_("Waive a course"), done=_("The course is waived."),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(PAGE)
def take_back(request: HttpRequest, pk: UUID, enrolment: UUID) -> HttpResponse:
    return _decide(
        request, pk, enrolment,
        form_class=forms.TakeBackForm, act=enrolling.take_back_waiver,
        title=_("Take a waiver back"), done=_("The course is to be done again."),
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(PAGE)
def ask_tool(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.PRESCRIBE, "tools")
    form = forms.AskToolForm(request.POST or None, offender=offender)
    if form.carries_out(
        lambda: tools.assign_tool(by=user, offender=offender, tool=form.cleaned_data["tool"])
    ):
        return _done(request, offender, _("The person is asked to fill it in."), "tools")
    return _page(request, offender, form, _("Ask to fill in a tool"))


@never_cache
@login_required
@require_http_methods(PAGE)
def grant_exemption(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.PRESCRIBE, "exemptions")
    form = forms.ExemptionForm(request.POST or None, why=READ_BY_THEM)
    if form.carries_out(
        lambda: exemptions.grant_exemption(by=user, offender=offender, **form.cleaned_data)
    ):
        return _done(request, offender, _("The exemption is granted."), "exemptions")
    return _page(request, offender, form, _("Grant an exemption"))


@never_cache
@login_required
@require_http_methods(PAGE)
def cancel_exemption(request: HttpRequest, pk: UUID, exemption: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.PRESCRIBE, "exemptions")
    row = row_of(offender.exemptions.all(), exemption)
    form = forms.ReasonForm(request.POST or None, why=READ_BY_THEM)
    if form.carries_out(
        lambda: exemptions.cancel_exemption(
            by=user, exemption=row, reason=form.cleaned_data["reason"]
        )
    ):
        return _done(request, offender, _("The exemption is cancelled."), "exemptions")
    return _page(request, offender, form, _("Cancel an exemption"), about=str(row))
