"""What an author finds on the first page of the CMS: the libraries of their organisations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from content.models import BranchPage
from content.models.pages import IndexPage
from lms.accounts import policies
from lms.accounts.permissions import Permission

MOST_BRANCHES = 3


@dataclass(frozen=True)
class Library:
    """One library: how many pages are in it, and what can be added to it."""

    page: Page
    pages: int
    kind: str
    adds: Any


class LibrariesPanel(Component):
    """The five libraries of each organisation that the author writes for, with a button each."""

    name = "libraries"
    order = 50
    template_name = "content/cms/libraries.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        homes = policies.organisations(self.request.user, Permission.AUTHOR_CONTENT)
        branches = BranchPage.objects.filter(organisation__in=homes).order_by("path")
        shown = list(branches[: MOST_BRANCHES + 1])
        return {
            "branches": [(branch, self._libraries(branch)) for branch in shown[:MOST_BRANCHES]],
            "more": len(shown) > MOST_BRANCHES,
        }

    def _libraries(self, branch: BranchPage) -> list[Library]:
        found = []
        for page in branch.get_children().specific():
            if not isinstance(page, IndexPage):
                continue
            (model,) = page.allowed_subpage_models()
            rights = page.permissions_for_user(self.request.user)
            found.append(
                Library(
                    page=page,
                    pages=page.numchild,
                    kind=str(model._meta.verbose_name),
                    adds=model if rights.can_add_subpage() else None,
                )
            )
        return found
