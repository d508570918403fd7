"""Signing in and out, codes from the office, and the page of a lock-out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lms.accounts import actions, entrance, lockout
from lms.accounts.forms.entrance import CodeForm, SignInForm
from lms.accounts.models import User
from lms.accounts.views.frame import posted, show, way_back
from lms.core.api import problem_of
from lms.core.context import LARGE_COOKIE

NAME_OR_PHONE = "lms.accounts.backends.NameOrPhoneBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Open to everybody."""
    if request.user.is_authenticated:
        return redirect(way_back(request))
    form = SignInForm(posted(request))
    if form.carries_out(lambda: entrance.person_behind(request, **form.cleaned_data)):
        login(request, form.result, backend=NAME_OR_PHONE)
        return _welcome(form.result, redirect(way_back(request)))
    if "refused" in request.GET:
        messages.error(request, _("Single sign-on did not find an account for you here."))
    context = {"next": way_back(request, ""), "single_sign_on": bool(settings.OIDC_ISSUER)}
    return show(request, "accounts/sign_in.html", form, **context)


def _welcome(user: User, response: HttpResponse) -> HttpResponse:
    """The person's language comes with them to this device."""
    if user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """By POST; the page asks first. What the person liked leaves the device with them: the next one
    at a kiosk begins with their own."""
    if request.method != "POST":
        return show(request, "accounts/sign_out.html")
    logout(request)
    messages.success(request, _("You are signed out."))
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.delete_cookie(LARGE_COOKIE)
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@never_cache
@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: HttpRequest, *, first: bool) -> HttpResponse:
    """A code from the office: the ``first`` password of an account, or a forgotten one anew. Open
    to everybody."""
    form = CodeForm(posted(request))

    def act() -> User:
        given = form.cleaned_data
        return actions.redeem_code(
            username=given["username"], code=given["code"], new_password=given["password"]
        )

    if form.carries_out(act):
        logout(request)
        messages.success(request, _("Your new password is set. Please sign in with it."))
        return redirect("accounts:sign_in")
    return show(request, "accounts/redeem.html", form, first=first)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """What is answered while an account is locked: how long that lasts, as a page or a problem
    document."""
    name = lockout.account_name(request, credentials)
    error = entrance.locked(lockout.seconds_left(name) or lockout.cool_off_seconds())
    if request.path.startswith("/api/"):
        return problem_of(error)
    page = render(request, "accounts/locked_out.html", {"message": str(error)}, status=429)
    page["Retry-After"] = str(error.retry_after)
    return page
