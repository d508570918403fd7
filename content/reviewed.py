"""What is reviewed like a page without being one: snippets that an organisation owns.

Apps above content enter theirs here when they are ready (exams: questions and papers). Whatever is
entered goes the way of a page: an author drafts, a reviewer of ``owner_organisation`` decides, the
platform publishes; nobody does both (content/workflow.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.models import Page

Problems = Callable[[Any], Iterable[str]]


@dataclass(frozen=True)
class Kind:
    """One kind of snippet: its model, and what keeps a draft of it from being published, in
    sentences for its author."""

    model: type[Any]
    problems: Problems


_kinds: dict[type[Any], Kind] = {}


def register(model: type[Any], *, problems: Problems) -> None:
    """``model`` needs ``owner_organisation`` and ``title``, and Wagtail's workflow mixins."""
    _kinds[model] = Kind(model, problems)


def models() -> list[type[Any]]:
    return list(_kinds)


def is_reviewed(thing: Any) -> bool:
    """Whether ``thing`` (an object or a class) is a snippet that goes through review."""
    return (thing if isinstance(thing, type) else type(thing)) in _kinds


def problems(thing: Any) -> list[str]:
    """What its app says is wrong with it; nothing for a page."""
    kind = _kinds.get(type(thing))
    return list(kind.problems(thing)) if kind else []


def edit_link(thing: Any) -> str:
    """Where it is edited and decided about in the CMS."""
    if isinstance(thing, Page):
        return f"/cms/pages/{thing.pk}/edit/"
    name = type(thing).snippet_viewset.get_url_name("edit")
    return reverse(name, args=[thing.pk])
