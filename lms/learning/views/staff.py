"""The staff's first page: what waits this morning."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.permissions import Permission
from lms.core import menus
from lms.core.errors import Denied
from lms.learning.morning import morning_of


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """For everybody who works at a desk; each sees what their roles let them see. Whoever looks
    after nobody finds what they may open."""
    user: Any = request.user
    if not user.is_desk:
        raise Denied(_("This page is for staff."), code="no_desk")
    context = {
        "morning": morning_of(user),
        "looks_after_people": user.can(Permission.VIEW_PEOPLE),
        "groups": menus.side(request),
    }
    return render(request, "learning/staff/desk.html", context)
