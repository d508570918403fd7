"""How the CMS looks and whom it serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from content import gate
from content.actions import goes_its_own_way
from content.cms import urls as cms_urls
from content.cms.choosing import choosable
from content.cms.home import LibrariesPanel
from content.cms.snippets import WordLists
from content.media import serve
from content.models import Resource
from content.workflow import is_under_review, may_review
from lms.accounts import policies
from lms.accounts.permissions import Permission

register_snippet(WordLists)

SHOWN = {
    "explorer",
    "images",
    "documents",
    "media",
    "reports",
    "word-lists",
    "questions",
    "papers",
    "shared-resources",
    "adoptions",
    "back-to-the-platform",
}


@hooks.register("construct_main_menu")
def only_what_is_used(request: HttpRequest, items: list[MenuItem]) -> None:
    """People, groups, sites and redirects are the platform's business, not the editors'."""
    items[:] = [item for item in items if item.name in SHOWN]


@hooks.register("insert_global_admin_css")
def our_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("content/cms.css"))


@hooks.register("insert_global_admin_js")
def our_script() -> str:
    return format_html('<script src="{}" defer></script>', versioned_static("content/cms.js"))


@hooks.register("construct_homepage_panels")
def libraries_first(request: HttpRequest, panels: list[Any]) -> None:
    """An author begins in the libraries, not in the tree."""
    if policies.can(request.user, Permission.AUTHOR_CONTENT):
        panels.insert(0, LibrariesPanel(request))


@hooks.register("before_edit_page")
def say_that_it_is_a_review(request: HttpRequest, page: Page) -> None:
    """Who decides about a draft reads it; changes would not be kept."""
    if request.method == "GET" and is_under_review(page) and may_review(page, request.user):
        messages.info(
            request,
            _(
                "You review this draft. Changes are not kept: approve it, or send it back with a"
                " reason."
            ),
        )


@hooks.register("construct_page_action_menu")
def deciding_is_all(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Nobody saves a draft that is under review."""
    page = context.get("page")
    if page is not None and is_under_review(page):
        items[:] = [item for item in items if item.name != "action-save-draft"]


@hooks.register("construct_page_chooser_queryset")
def only_what_authors_may_point_to(pages: Any, request: HttpRequest) -> Any:
    """Other organisations' drafts, and what they do not share, are not offered."""
    return pages.filter(choosable(request.user))


@hooks.register("construct_reports_menu")
def only_reports_that_help(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [
        item for item in items if item.name in {"workflows", "workflow-tasks", "aging-pages"}
    ]


class ForAuthors(MenuItem):
    """Shown to those who write for some organisation."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.can(request.user, Permission.AUTHOR_CONTENT)


@hooks.register("register_admin_menu_item")
def shelf_item() -> MenuItem:
    return ForAuthors(
        _("Shared resources"),
        reverse("content_cms:shelf"),
        name="shared-resources",
        icon_name="globe",
        order=150,
    )


@hooks.register("register_admin_menu_item")
def adoptions_item() -> MenuItem:
    return ForAuthors(
        _("Adoptions"),
        reverse("content_cms:adoptions"),
        name="adoptions",
        icon_name="copy",
        order=160,
    )


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    return MenuItem(
        # "/" alone would begin every address and be marked as the page that is open.
        _("Back to the platform"),
        "/?from=cms",
        name="back-to-the-platform",
        icon_name="home",
        order=10000,
    )


@hooks.register("register_admin_urls", order=-10)
def our_urls() -> list[Any]:
    """Before those of the packages: some of ours take the place of theirs."""
    return [path("", include(cms_urls, namespace="content_cms"))]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def resource_buttons(
    page: Page, user: Any, view_name: str = "", next_url: str | None = None
) -> Iterator[Button]:
    """Withdraw, and who uses it: for authors and reviewers of the owner."""
    model = page.specific_class
    if model is None or not issubclass(model, Resource):
        return
    resource = page.specific
    owner = resource.owner_organisation
    if not (
        policies.can(user, Permission.AUTHOR_CONTENT, owner)
        or policies.can(user, Permission.REVIEW_CONTENT, owner)
    ):
        return
    yield Button(
        _("Who uses it"),
        reverse("content_cms:uses", args=[page.pk]),
        icon_name="group",
        priority=80,
    )
    if resource.live and not resource.is_withdrawn and not goes_its_own_way(resource):
        yield Button(
            _("Withdraw"),
            reverse("content_cms:withdraw", args=[page.pk]),
            icon_name="undo",
            priority=90,
        )


@hooks.register("before_serve_page")
def only_for_those_who_may_see(
    page: Page, request: HttpRequest, args: Any, kwargs: Any
) -> HttpResponse | None:
    """Nothing is public; what is not visible to a person is not there."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not gate.may_see_page(request.user, page):
        raise Http404
    return None


@hooks.register("before_serve_document")
def documents_too(document: Any, request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not gate.may_fetch(request.user, document):
        raise Http404
    # The media server hands it out: a slow reader holds no thread that beats need.
    return redirect(
        serve.sign_path(document.file.name, request.user, request, shown=document.title)
    )
