"""The door before every page of the CMS that shows a question or a paper."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from wagtail.snippets.views.snippets import SnippetViewSet

from exams.cms.permissions import OwnerPolicy


class OwnedViewSet(SnippetViewSet):
    """Snippets of an organisation. Whoever neither writes nor reviews for the owner is refused at
    every one of its pages: list, form, history, comparison, usage, preview, workflow."""

    copy_view_enabled = False
    inspect_view_enabled = False

    @property
    def permission_policy(self) -> OwnerPolicy:
        return OwnerPolicy(self.model)

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model.objects.of_authors(request.user)

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        view = super().construct_view(view_class, **kwargs)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "pk" in kwargs:
                self.require_seen(request, kwargs["pk"])
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer

        return guarded

    def require_seen(self, request: HttpRequest, pk: Any) -> None:
        """Raises `PermissionDenied` for one that is not there for this person; it does not tell
        which of the two it is."""
        try:
            known = self.model.objects.of_authors(request.user).filter(pk=unquote(str(pk)))
            seen = known.exists()
        except ValidationError:
            seen = False
        if not seen:
            raise PermissionDenied
