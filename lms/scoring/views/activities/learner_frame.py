"""What the offender's pages of activities have in common: who may open them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lms.accounts.models import Offender
from lms.accounts.views.frame import person
from lms.core.errors import Denied

View = Callable[..., HttpResponseBase]
PAGE = ["GET", "HEAD", "POST"]


def for_offenders(view: View) -> View:
    """Open to people under correction, each meets what is theirs; never kept by a cache."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not person(request).is_offender:
            raise Denied(_("This page is for people under correction."), code="no_offender")
        return view(request, *args, **kwargs)

    return guarded


def my_file(request: HttpRequest) -> Offender:
    mine = Offender.objects.visible_to(request.user).select_related("user", "office", "officer")
    found = mine.defer("id_number").filter(pk=person(request).pk).first()
    if found is None:
        raise Http404
    return found


def mine_or_404(rows: Any, pk: Any) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
