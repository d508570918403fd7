"""Pages that belong to no app above: the first address, language, type size."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.core import menus, places
from lms.core.context import LARGE_COOKIE

YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the person's own home; whoever has none finds what they may open."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if url_name := places.home_of(request.user):
        return redirect(url_name)
    return render(request, "core/home.html", {"groups": menus.side(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language; kept in a cookie and, for who is signed in, with the account."""
    back = _back(request)
    code = request.POST.get("language", "")
    if request.method != "POST" or code not in dict(settings.LANGUAGES):
        languages = settings.LANGUAGES
        return render(request, "core/language.html", {"languages": languages, "next": back})
    response = redirect(back)
    _keep(request, response, settings.LANGUAGE_COOKIE_NAME, code)
    if request.user.is_authenticated:
        request.user.remember(language=code)
    return response


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Switch large type on (``large=1``) or off; kept in a cookie and with the account."""
    response = redirect(_back(request))
    wanted = request.POST.get("large") == "1"
    _keep(request, response, LARGE_COOKIE, "1" if wanted else "0")
    if request.user.is_authenticated:
        request.user.remember(large_type=wanted)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of ours; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = {request.get_host()}
    fits = url_has_allowed_host_and_scheme(wanted, allowed, require_https=request.is_secure())
    return wanted if fits else "/"
