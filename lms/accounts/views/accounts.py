"""Accounts of everybody but offenders, for the security administrator of their part of the tree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts import actions, lockout
from lms.accounts.forms import accounts as forms
from lms.accounts.forms.people import CodeForm, ReasonForm
from lms.accounts.models import RoleGrant, StaffMember, User
from lms.accounts.models.users import normal_phone
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.accounts.views.frame import needs, person, posted, show
from lms.core import audit, lists
from lms.core.crypto import keyed_hash
from lms.core.tables import Column, Table

PAGE = ["GET", "HEAD", "POST"]
STATES = [("active", gettext_lazy("in use")), ("locked", gettext_lazy("locked"))]


class AccountFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=gettext_lazy("Name or telephone"), method="look_for")
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("role"), choices=forms.GRANTED, method="holds",
        empty_label=gettext_lazy("all"),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=STATES, method="stands",
        empty_label=gettext_lazy("all"),
    )  # fmt: skip

    class Meta:
        model = User
        fields: list[str] = []

    def look_for(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        wanted = Q(name__icontains=value) | Q(username__icontains=value)
        if len(digits := normal_phone(value)) == 11:
            wanted |= Q(phone_hash=keyed_hash(digits))
        return rows.filter(wanted)

    def holds(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(pk__in=RoleGrant.objects.active().filter(role=value).values("user"))

    def stands(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(is_active=value == "active")


class AccountTable(Table):
    key = "accounts"
    title = gettext_lazy("Accounts")
    filters = AccountFilter
    order = "name"
    columns = (
        Column("name", gettext_lazy("person's name"), sort="name",
               link=lambda one: reverse("accounts:account", args=[one.pk])),
        Column("username", gettext_lazy("user name"), sort="username"),
        Column("role", gettext_lazy("main role"), value="get_role_display", sort="role"),
        Column("organisation", gettext_lazy("organisation"), sort="organisation__path"),
        Column("state", gettext_lazy("State"),
               value=lambda one: STATES[0 if one.is_active else 1][1]),
        Column("last_login", gettext_lazy("last sign-in"), sort="last_login"),
    )  # fmt: skip

    def rows(self) -> QuerySet[User]:
        visible: QuerySet[User] = User.objects.visible_to(self.user)
        return visible.exclude(role=Role.OFFENDER).select_related("organisation")


@never_cache
@needs(Permission.MANAGE_ACCOUNTS)
@require_http_methods(PAGE)
def listing(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, AccountTable, "accounts/accounts.html")


@never_cache
@needs(Permission.MANAGE_ACCOUNTS)
@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Make an account; its activation code is shown at once, and only then."""
    user = person(request)
    form = forms.NewAccountForm(posted(request), user=user)

    def act() -> tuple[User, str]:
        with transaction.atomic():
            made = actions.create_account(by=user, **form.cleaned_data)
            return made, actions.issue_code(by=user, to=made)

    if not form.carries_out(act):
        return show(request, "accounts/account_new.html", form)
    made, code = form.result
    context = {"account": made, "code": code, "first": True, "site": _site(request)}
    context["back"] = reverse("accounts:account", args=[made.pk])
    return show(request, "accounts/code.html", **context)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")[:-1]


def account_of(request: HttpRequest, pk: UUID) -> User:
    """An account under one's own grants; Http404 for others."""
    visible = User.objects.visible_to(person(request)).exclude(role=Role.OFFENDER)
    account: User | None = visible.select_related("organisation").filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


@never_cache
@needs(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD"])
def account(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = account_of(request, pk)
    audit.look_up(one, what="account", actor=request.user)
    return _account_page(request, one)


def _account_page(request: HttpRequest, one: User, **forms_of: Any) -> HttpResponse:
    user = person(request)
    grants = one.role_grants.select_related("organisation", "deputy_for__user", "granted_by")
    profile = StaffMember.objects.select_related("unit").filter(pk=one.pk).first()
    context = {
        "account": one,
        "profile": profile,
        "grants": list(grants),
        "own": one.pk == user.pk,
        "seconds_left": lockout.seconds_left(one.username),
        "second_factor": actions.has_second_factor(one),
        "edit_form": forms.EditAccountForm(account=one, profile=profile),
        "grant_form": forms.GrantForm(user=user, prefix="grant"),
        "deputy_form": forms.DeputyForm(user=user, holder=one, prefix="deputy"),
        "lock_form": ReasonForm(prefix="lock"),
        **forms_of,
    }
    bound = [form for form in forms_of.values() if form.is_bound and form.errors]
    return render(request, "accounts/account.html", context, status=422 if bound else 200)


def _done(request: HttpRequest, one: User, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("accounts:account", one.pk)


@needs(Permission.MANAGE_ACCOUNTS)
@require_POST
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = account_of(request, pk)
    profile = StaffMember.objects.filter(pk=pk).first()
    form = forms.EditAccountForm(request.POST, account=one, profile=profile)
    if form.carries_out(
        lambda: actions.update_account(by=person(request), account=one, changes=form.cleaned_data)
    ):
        return _done(request, one, _("The changes are saved."))
    return _account_page(request, account_of(request, pk), edit_form=form)


@needs(Permission.MANAGE_ACCOUNTS)
@require_POST
def grant(request: HttpRequest, pk: UUID) -> HttpResponse:
    one, user = account_of(request, pk), person(request)
    form = forms.GrantForm(request.POST, user=user, prefix="grant")
    if form.carries_out(lambda: actions.grant_role(by=user, to=one, **form.cleaned_data)):
        return _done(request, one, _("The role is granted."))
    return _account_page(request, one, grant_form=form)


def _grant_of(request: HttpRequest, one: User) -> RoleGrant:
    wanted = request.POST.get("grant", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else 0
    held = one.role_grants.select_related("organisation", "user").filter(pk=number).first()
    if held is None:
        raise Http404
    return held


@needs(Permission.MANAGE_ACCOUNTS)
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a role on a day, today when none is given."""
    one = account_of(request, pk)
    held = _grant_of(request, one)
    form = forms.EndForm(request.POST)
    if form.carries_out(
        lambda: actions.end_role(by=person(request), grant=held, on=form.cleaned_data["on"])
    ):
        return _done(request, one, _("The end of the role is set."))
    messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    return redirect("accounts:account", pk)


@needs(Permission.MANAGE_ACCOUNTS)
@require_POST
def deputy(request: HttpRequest, pk: UUID) -> HttpResponse:
    one, user = account_of(request, pk), person(request)
    held = _grant_of(request, one)
    form = forms.DeputyForm(request.POST, user=user, holder=one, prefix="deputy")
    if form.carries_out(lambda: actions.appoint_deputy(by=user, grant=held, **form.cleaned_data)):
        return _done(request, one, _("The deputy is appointed."))
    return _account_page(request, one, deputy_form=form)


@needs(Permission.MANAGE_ACCOUNTS)
@require_POST
def lock(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = account_of(request, pk)
    form = ReasonForm(request.POST, prefix="lock")
    if form.carries_out(
        lambda: actions.lock_account(by=person(request), account=one, **form.cleaned_data)
    ):
        return _done(request, one, _("The account is locked."))
    return _account_page(request, one, lock_form=form)


@needs(Permission.MANAGE_ACCOUNTS)
@require_POST
def unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = account_of(request, pk)
    actions.unlock_account(by=person(request), account=one)
    return _done(request, one, _("The account can be used again."))


@never_cache
@needs(Permission.MANAGE_ACCOUNTS)
@require_http_methods(PAGE)
def code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A one-time code, shown once."""
    one = account_of(request, pk)
    form = CodeForm(posted(request))
    form.carries_out(
        lambda: actions.issue_code(
            by=person(request),
            to=one,
            resets_second_factor=form.cleaned_data["resets_second_factor"],
        )
    )
    context = {"account": one, "code": form.result, "first": not one.has_usable_password()}
    context["site"] = _site(request)
    context["back"] = reverse("accounts:account", args=[pk])
    return show(request, "accounts/code.html", form, **context)
