"""One offender's file: change, move, level, team, settings, flags, ID number, code. Each page below
``/people/<id>/`` is open to who holds its right over that person's office; for everybody else the
person is not there. Every look is logged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts import actions, policies
from lms.accounts.forms import people as forms
from lms.accounts.forms.base import ActionForm
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.core import audit

PAGE = ["GET", "HEAD", "POST"]


def file_of(request: HttpRequest, pk: UUID, permission: Permission, what: str) -> Offender:
    """The person, when they are visible; raises Http404 when not and `Denied` without the right.
    Looking (not sending a form) is logged under ``what``."""
    visible = Offender.objects.visible_to(person(request)).with_people()
    offender = visible.filter(pk=pk).first()
    if offender is None:
        raise Http404
    policies.require(request.user, permission, offender)
    if request.method != "POST":
        audit.look_up(offender, what=what, actor=request.user)
    return offender


def page(
    request: HttpRequest, offender: Offender, title: str, form: ActionForm, **more: Any
) -> HttpResponse:
    context = {"offender": offender, "title": title, **more}
    return show(request, "accounts/person_form.html", form, **context)


def back_to(offender: Offender) -> HttpResponse:
    return redirect("learning:person", offender.pk)


@never_cache
@needs(Permission.EDIT_PEOPLE)
@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """A new file, for offices under one's own grants."""
    user = person(request)
    form = forms.NewOffenderForm(posted(request), user=user)
    if form.carries_out(lambda: actions.register_offender(by=user, **form.cleaned_data)):
        messages.success(request, _("The file is opened. Set up the team next."))
        return redirect("accounts:person_team", form.result.pk)
    return show(request, "accounts/person_new.html", form)


@never_cache
@login_required
@require_http_methods(PAGE)
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.EDIT_PEOPLE, "edit")
    form = forms.EditOffenderForm(posted(request), user=user, offender=offender)

    def act() -> Offender:
        with transaction.atomic():
            given = form.cleaned_data
            actions.update_offender(
                by=user, offender=offender, changes=form.changes(), reason=given["reason"]
            )
            return actions.assign_officer(by=user, offender=offender, officer=given["officer"])

    if form.carries_out(act):
        messages.success(request, _("The changes are saved."))
        return back_to(offender)
    return page(request, offender, _("Change the file"), form)


@never_cache
@login_required
@require_http_methods(PAGE)
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.EDIT_PEOPLE, "office_moves")
    form = forms.MoveForm(posted(request), user=user, offender=offender)
    if form.carries_out(
        lambda: actions.move_office(by=user, offender=offender, **form.cleaned_data)
    ):
        messages.success(request, _("The file is with the new office."))
        return back_to(offender) if _still_seen(request, offender) else redirect("learning:people")
    history = offender.office_moves.select_related("before", "office", "by")
    return page(request, offender, _("Move to another office"), form, moves=history)


def _still_seen(request: HttpRequest, offender: Offender) -> bool:
    return Offender.objects.visible_to(person(request)).filter(pk=offender.pk).exists()


@never_cache
@login_required
@require_http_methods(PAGE)
def level(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.CHANGE_LEVEL, "level_changes")
    first = {"level": offender.treatment_level}
    form = forms.LevelForm(posted(request), initial=first)
    if form.carries_out(
        lambda: actions.change_level(by=user, offender=offender, **form.cleaned_data)
    ):
        messages.success(request, _("The treatment level is changed."))
        return back_to(offender)
    history = offender.level_changes.select_related("by")
    return page(request, offender, _("Change the treatment level"), form, levels=history)


@never_cache
@login_required
@require_http_methods(PAGE)
def settings(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.EDIT_PEOPLE, "study_settings")
    history = list(offender.study_settings_history.select_related("set_by"))
    form = forms.SettingsForm(posted(request), now=history[0] if history else None)
    if form.carries_out(
        lambda: actions.set_study_settings(by=user, offender=offender, **form.cleaned_data)
    ):
        messages.success(request, _("The study settings are saved."))
        return back_to(offender)
    return page(request, offender, _("Personal study settings"), form, settings=history)


@never_cache
@login_required
@require_http_methods(PAGE)
def flags(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Restricted flags: what is set, set one, clear one."""
    user = person(request)
    offender = file_of(request, pk, Permission.VIEW_RESTRICTED, "restricted_flags")
    form = forms.FlagForm(posted(request))
    if cleared := request.POST.get("clear"):
        actions.set_flag(by=user, offender=offender, kind=cleared, present=False)
        messages.success(request, _("The flag is cleared."))
        return redirect("accounts:person_flags", pk)
    if form.carries_out(lambda: actions.set_flag(by=user, offender=offender, **form.cleaned_data)):
        messages.success(request, _("The flag is set."))
        return redirect("accounts:person_flags", pk)
    found = offender.restricted_flags.select_related("set_by").order_by("kind")
    context = {"offender": offender, "flags": found}
    return show(request, "accounts/person_flags.html", form, **context)


@never_cache
@login_required
@require_http_methods(PAGE)
def id_number(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole number, after saying why; masked before."""
    user = person(request)
    offender = file_of(request, pk, Permission.VIEW_ID_NUMBER, "masked_id_number")
    form = forms.ReasonForm(posted(request))
    form.carries_out(
        lambda: actions.reveal_id_number(
            by=user, offender=offender, reason=form.cleaned_data["reason"]
        )
    )
    context = {"offender": offender, "number": form.result}
    return show(request, "accounts/person_id_number.html", form, **context)


@never_cache
@login_required
@require_http_methods(PAGE)
def code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A one-time code for the person at the desk: shown once."""
    user = person(request)
    offender = file_of(request, pk, Permission.RECOVER_ACCOUNT, "one_time_code")
    form = forms.CodeForm(posted(request))
    form.carries_out(
        lambda: actions.issue_code(
            by=user,
            to=offender.user,
            resets_second_factor=form.cleaned_data["resets_second_factor"],
        )
    )
    context = {
        "account": offender.user,
        "code": form.result,
        "first": not offender.user.has_usable_password(),
        "back": reverse("learning:person", args=[pk]),
        "site": request.build_absolute_uri("/")[:-1],
    }
    return show(request, "accounts/code.html", form, **context)


@login_required
@require_POST
def forget_failures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody sign in again at once who mistyped the password too often."""
    from lms.accounts import lockout

    offender = file_of(request, pk, Permission.RECOVER_ACCOUNT, "one_time_code")
    with transaction.atomic():
        lockout.forget(offender.user)
        audit.record("accounts.lock_out_ended", target=offender.user, on_whom=offender)
    messages.success(request, _("The person can sign in again."))
    return redirect("accounts:person_code", pk)
