"""What the pages of the desk have in common: who comes in, and the case that they are about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cases import desk
from cases.models import Submission
from lms.core.errors import Denied, NotVisible

View = Callable[..., HttpResponseBase]


def for_desk(view: View) -> View:
    """Open to whoever prepares or reviews cases; kept by no cache."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not desk.comes_here(request.user):
            raise Denied(_("You do not have the right to do this."), code="no_case_desk")
        return view(request, *args, **kwargs)

    return guarded


def submission_of(request: HttpRequest, pk: UUID) -> Submission:
    """The case of the address, when this person may see it. Raises `NotVisible`."""
    rows = Submission.objects.visible_to(request.user).select_related(
        "organisation", "county", "made_by", "legal_reviewer", "county_reviewer", "case"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such case."), code="case")
    return found
