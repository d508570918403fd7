"""What the learner's pages have in common: who may open them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lms.accounts.models import User
from lms.core.errors import Denied

View = Callable[..., HttpResponseBase]


def studies(user: Any) -> bool:
    """Offenders and whoever works at a desk study; guardians and machines do not."""
    return bool(user.is_offender or user.is_desk)


def person(request: HttpRequest) -> User:
    """Who is signed in; only for views that let nobody else in."""
    return request.user  # type: ignore[return-value]


def for_learners(view: View) -> View:
    """Open to whoever studies; never kept by a cache, since the next person at a kiosk would see
    it."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not studies(request.user):
            raise Denied(_("This page is for people who study here."), code="no_learner")
        return view(request, *args, **kwargs)

    return guarded
