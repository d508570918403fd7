"""Who may open what staff make of the library: whoever works at a desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lms.core.errors import Denied

View = Callable[..., HttpResponseBase]


def for_staff(view: View) -> View:
    """403 for everybody else who is signed in; never kept by a cache."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_desk:  # type: ignore[union-attr]
            raise Denied(_("This page is for staff."), code="no_staff")
        return view(request, *args, **kwargs)

    return guarded
