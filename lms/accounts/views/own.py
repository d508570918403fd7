"""One's own account: profile, password, sessions, second factor. Each page shows only the person
who is signed in."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as note_second_factor
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.accounts import actions
from lms.accounts.forms.entrance import ChangePasswordForm, PasswordForm, SecondFactorForm
from lms.accounts.middleware import SECOND_FACTOR, must_change_password
from lms.accounts.models import User
from lms.accounts.views.frame import person, posted, show, way_back


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    user = person(request)
    return show(
        request,
        "accounts/me.html",
        grants=[grant for grant in user.grants if grant.role != "offender"],
        offender=getattr(user, "offender", None) if user.is_offender else None,
        sessions=user.sign_ins.all(),
        this_session=request.session.session_key,
        second_factor=actions.has_second_factor(user),
        languages=settings.LANGUAGES,
    )


@login_required
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    actions.sign_out_elsewhere(by=person(request), keep=request.session.session_key or "")
    messages.success(request, _("All other devices are signed out."))
    return redirect("accounts:me")


@never_cache
@sensitive_post_parameters("old", "password", "again")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change it; the first one and an outdated one must be changed."""
    user = person(request)
    forced = must_change_password(request)
    form = ChangePasswordForm(posted(request))

    def act() -> User:
        given = form.cleaned_data
        return actions.change_password(by=user, old=given["old"], new=given["password"])

    if form.carries_out(act):
        before = request.session.session_key or ""
        update_session_auth_hash(request, user)
        actions.go_on_here(by=user, before=before, now=request.session.session_key or "")
        messages.success(request, _("Your password is changed."))
        return redirect("/" if forced else "accounts:me")
    return show(request, "accounts/password.html", form, forced=forced)


@never_cache
@sensitive_post_parameters("otp")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set it up, show it, or see how it stands: whatever is next for this person."""
    user = person(request)
    form = SecondFactorForm(posted(request))
    if not actions.has_second_factor(user):
        return _set_up(request, user, form)
    if not user.is_verified():  # type: ignore[attr-defined]
        return _ask(request, user, form)
    left = StaticToken.objects.filter(device__user=user).count()
    needed = user.role in settings.SECOND_FACTOR_ROLES
    remove = PasswordForm()
    return show(request, "accounts/second_factor.html", left=left, needed=needed, remove=remove)


def _set_up(request: HttpRequest, user: User, form: SecondFactorForm) -> HttpResponse:
    if form.carries_out(
        lambda: actions.confirm_second_factor(by=user, token=form.cleaned_data["otp"])
    ):
        device, codes = form.result
        _remember(request, device)
        return show(request, "accounts/backup_codes.html", codes=codes)
    device = actions.begin_second_factor(by=user)
    key = b32encode(device.bin_key).decode().rstrip("=")
    parts = [key[n : n + 4] for n in range(0, len(key), 4)]
    context: dict[str, Any] = {"picture": qr_code(device), "key": " ".join(parts)}
    context["needed"] = user.role in settings.SECOND_FACTOR_ROLES
    return show(request, "accounts/second_factor_set_up.html", form, **context)


def qr_code(device: TOTPDevice) -> SafeString:
    """The key as a picture for the app's camera: inline SVG, so that no other address is asked."""
    picture = segno.make(device.config_url, error="m")
    drawn = picture.svg_inline(scale=5, border=4, svgclass="qr", title=_("QR code of the key"))
    return mark_safe(drawn)


def _ask(request: HttpRequest, user: User, form: SecondFactorForm) -> HttpResponse:
    if form.carries_out(
        lambda: actions.verify_second_factor(by=user, token=form.cleaned_data["otp"])
    ):
        _remember(request, form.result)
        return redirect(way_back(request))
    return show(request, "accounts/second_factor_ask.html", form)


def _remember(request: HttpRequest, device: Any) -> None:
    note_second_factor(request, device)
    request.session[SECOND_FACTOR] = True


@never_cache
@login_required
@require_POST
def backup_codes(request: HttpRequest) -> HttpResponse:
    """New ones, shown once."""
    user = person(request)
    if not user.is_verified():  # type: ignore[attr-defined]
        return redirect("accounts:second_factor")
    codes = actions.renew_backup_codes(by=user)
    return show(request, "accounts/backup_codes.html", codes=codes)


@sensitive_post_parameters("password")
@login_required
@require_POST
def remove_second_factor(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = PasswordForm(request.POST)
    if user.is_verified() and form.carries_out(  # type: ignore[attr-defined]
        lambda: actions.give_up_second_factor(by=user, password=form.cleaned_data["password"])
    ):
        request.session[SECOND_FACTOR] = False
        messages.success(request, _("The second factor is removed."))
        return redirect("accounts:me")
    left = StaticToken.objects.filter(device__user=user).count()
    return show(request, "accounts/second_factor.html", form, left=left, remove=form)
