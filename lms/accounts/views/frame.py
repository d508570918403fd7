"""What the pages of this app have in common: who may open them, and how a form is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lms.accounts import policies
from lms.accounts.forms.base import ActionForm
from lms.accounts.models import User
from lms.accounts.permissions import Permission
from lms.core.errors import Denied

View = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Who is signed in; only for views that let nobody else in."""
    return request.user  # type: ignore[return-value]


def needs(*permissions: Permission) -> Callable[[View], View]:
    """Open to whoever holds one of ``permissions`` somewhere in the tree; 403 for others who are
    signed in. What the page shows is cut to where it is held."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(policies.can(request.user, permission) for permission in permissions):
                policies.require(request.user, permissions[0])
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def for_staff(view: View) -> View:
    """Open to whoever works at a desk, 403 for others who are signed in; never kept by a cache."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not person(request).is_desk:
            raise Denied(_("This page is for staff."), code="no_staff")
        return view(request, *args, **kwargs)

    return guarded


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: nothing until it is sent, even when it is sent empty."""
    return request.POST if request.method == "POST" else None


def show(
    request: HttpRequest, template: str, form: ActionForm | None = None, **context: Any
) -> HttpResponse:
    """The page; 422 when its form was refused."""
    status = form.status if form is not None else 200
    return render(request, template, {"form": form, **context}, status=status)


def way_back(request: HttpRequest, otherwise: str = "/") -> str:
    """Where ``next`` says, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = {request.get_host()}
    fits = url_has_allowed_host_and_scheme(wanted, allowed, require_https=request.is_secure())
    return wanted if fits else otherwise
