"""Cases in the CMS."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from cases.models import CasePage
from content import rules
from content.workflow import is_under_review, may_review


def _refuse_warning(page: Page) -> None:
    """Some views ask the plain page for its rights, which knows no kind of case."""
    specific = page.specific
    if isinstance(specific, CasePage) and specific.is_warning:
        raise PermissionDenied


@hooks.register("before_move_page")
def warnings_stay(request: HttpRequest, page: Page, destination: Page) -> None:
    _refuse_warning(page)


@hooks.register("before_copy_page")
@hooks.register("before_delete_page")
@hooks.register("before_edit_page")
@hooks.register("before_convert_alias_page")
def warnings_are_not_touched(request: HttpRequest, page: Page) -> None:
    _refuse_warning(page)


@hooks.register("before_bulk_action")
def nor_many_at_once(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    for one in objects:
        if isinstance(one, Page):
            _refuse_warning(one)


@hooks.register("before_edit_page")
def tell_what_may_remain(request: HttpRequest, page: Page) -> None:
    """Whoever decides reads what may still name somebody before they decide."""
    specific = page.specific
    if not isinstance(specific, CasePage) or request.method != "GET":
        return
    if is_under_review(specific) and may_review(specific, request.user):
        for sentence in rules.doubts_about(specific.get_latest_revision_as_object()):
            messages.warning(request, sentence)
