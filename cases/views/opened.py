"""The case that somebody asks for: shown, gone with a reason, or not there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.models import CasePage
from content.reach import reach_of
from lms.core.errors import NotVisible


class Gone(Exception):
    """Withdrawn, and whoever asks could see it before. ``day`` and ``reason`` alone are told."""

    def __init__(self, page: CasePage) -> None:
        super().__init__(page.pk)
        self.withdrawn_at, self.reason = page.withdrawn_at, page.withdrawn_reason


def open_case(user: Any, pk: int) -> CasePage:
    """The published case. Raises `Gone`, else `NotVisible`: for a case of others, a draft and a
    number that was never given out the same words after the same two questions to the database."""
    page = shown_to(user).filter(pk=pk).first()
    if page is not None:
        return page
    gone = withdrawn_before(user).filter(pk=pk).only("withdrawn_at", "withdrawn_reason").first()
    if gone is not None:
        raise Gone(gone)
    raise NotVisible(_("This case does not exist or is not meant for you."), code="case")


def shown_to(user: Any) -> QuerySet[Any]:
    """Cases for their own page: with what it names."""
    return CasePage.objects.visible_to(user).select_related(
        "owner_organisation", "post", "submission__county"
    )


def withdrawn_before(user: Any) -> QuerySet[Any]:
    """Cases that this person could read until they were withdrawn."""
    return (
        CasePage.objects.filter(withdrawn_at__isnull=False, first_published_at__isnull=False)
        .within_reach(reach_of(user))
    )  # fmt: skip


def tombstone(request: HttpRequest, gone: Gone) -> HttpResponse:
    """410: when it was withdrawn and why; nothing of what it said."""
    context = {"withdrawn_at": gone.withdrawn_at, "reason": gone.reason}
    return render(request, "cases/withdrawn.html", context, status=410)
