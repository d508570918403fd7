"""The tree of organisations: for system administrators, and for managers the rules of study of
theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.accounts import actions, policies
from lms.accounts.actions.organisations import BELOW
from lms.accounts.forms.organisations import NameForm, NewOrganisationForm, RulesForm
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, show
from lms.core.months import today

RUN, RULE = Permission.MANAGE_ORGANISATIONS, Permission.MANAGE_STUDY_RULES


def visible(request: HttpRequest) -> Any:
    """Organisations that this person runs, or whose rules of study they set."""
    user = person(request)
    paths = {*policies.roots(user, RUN), *policies.roots(user, RULE)}
    return Organisation.objects.filter(policies.within(sorted(paths)))


@never_cache
@needs(RUN, RULE)
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    in_correction = Q(offenders__ends_on__gte=today(), offenders__starts_on__lte=today()) & (
        Q(offenders__closed_on=None) | Q(offenders__closed_on__gte=today())
    )
    rows = visible(request).annotate(people=Count("offenders", filter=in_correction))
    lowest = min((row.depth for row in rows), default=1)
    return show(request, "accounts/organisations.html", rows=rows, lowest=lowest)


def one_of(request: HttpRequest, uid: UUID) -> Organisation:
    organisation: Organisation | None = visible(request).filter(uid=uid).first()
    if organisation is None:
        raise Http404
    return organisation


@never_cache
@needs(RUN, RULE)
@require_safe
def organisation(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _page(request, one_of(request, uid))


def _page(request: HttpRequest, one: Organisation, **forms_of: Any) -> HttpResponse:
    runs = policies.can(request.user, RUN, one)
    context = {
        "organisation": one,
        "above": one.get_ancestors(),
        "below": one.get_children(),
        "runs": runs,
        "name_form": NameForm(
            initial={"name": one.name, "code": one.code, "phone": one.phone}, prefix="name"
        ),
        "rules_form": RulesForm(organisation=one, prefix="rules"),
        "new_form": NewOrganisationForm(parent=one, prefix="new") if one.kind in BELOW else None,
        **forms_of,
    }
    bound = [form for form in forms_of.values() if form.is_bound and form.errors]
    return render(request, "accounts/organisation.html", context, status=422 if bound else 200)


def _done(request: HttpRequest, one: Organisation, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("accounts:organisation", one.uid)


@needs(RUN)
@require_POST
def rename(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = one_of(request, uid)
    form = NameForm(request.POST, prefix="name")
    if form.carries_out(
        lambda: actions.rename_organisation(
            by=person(request), organisation=one, **form.cleaned_data
        )
    ):
        return _done(request, one, _("The changes are saved."))
    return _page(request, one_of(request, uid), name_form=form)


@needs(RUN, RULE)
@require_POST
def rules(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = one_of(request, uid)
    form = RulesForm(request.POST, organisation=one, prefix="rules")
    if form.carries_out(
        lambda: actions.set_study_rules(
            by=person(request), organisation=one, values=form.cleaned_data
        )
    ):
        return _done(request, one, _("The rules of study are saved. They hold from now on."))
    return _page(request, one_of(request, uid), rules_form=form)


@needs(RUN)
@require_POST
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    parent = one_of(request, uid)
    form = NewOrganisationForm(request.POST, parent=parent, prefix="new")
    if form.carries_out(
        lambda: actions.add_organisation(by=person(request), parent=parent, **form.cleaned_data)
    ):
        return _done(request, form.result, _("The organisation is added."))
    return _page(request, parent, new_form=form)


@needs(RUN)
@require_POST
def switch(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = one_of(request, uid)
    on = request.POST.get("on") == "1"
    actions.switch_organisation(by=person(request), organisation=one, on=on)
    return _done(request, one, _("It is in use again.") if on else _("It is out of use."))
