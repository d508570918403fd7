"""How often resources are used. Numbers from the apps above come through counters they register.

A counter answers for many pages at once, so that a list stays a few queries::

    usage.register(usage.Counter("enrolled", _("people enrolled"), CoursePage, count_enrolments))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.models import Adoption


@dataclass(frozen=True)
class Counter:
    """``count(ids)`` gives a number per page id, none for 0. ``model``: the kind of page it is
    about; None for every kind."""

    code: str
    label: Any
    model: type[Page] | None
    count: Callable[[list[int]], dict[int, int]]


_counters: dict[str, Counter] = {}


def register(counter: Counter) -> None:
    """Offer a number; a second registration of the same code replaces the first."""
    _counters[counter.code] = counter


def counters_for(model: type[Page]) -> list[Counter]:
    return [one for one in _counters.values() if one.model is None or issubclass(model, one.model)]


def of(page: Page) -> list[tuple[Any, int]]:
    """The numbers of one page, with their labels."""
    return [
        (one.label, one.count([page.pk]).get(page.pk, 0))
        for one in counters_for(page.specific_class or type(page))
    ]


def of_all(pages: Iterable[Page]) -> dict[int, dict[str, int]]:
    """The numbers of pages of one kind: by page id, by code. A query per counter."""
    shown = list(pages)
    found: dict[int, dict[str, int]] = {page.pk: {} for page in shown}
    if not shown:
        return found
    for one in counters_for(type(shown[0])):
        for pk, number in one.count(list(found)).items():
            found[pk][one.code] = number
    return found


def _adoptions(ids: list[int]) -> dict[int, int]:
    rows = Adoption.objects.in_use().filter(original__in=ids).order_by()
    return dict(rows.values_list("original").annotate(Count("pk")))


def connect() -> None:
    """Called once when the app is ready."""
    register(Counter("adopted", _("organisations with an adopted copy"), None, _adoptions))
