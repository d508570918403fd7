"""Entries of the learner's tab bar, of the staff's side menu and of everybody's own menu.

Apps add theirs in ``ready()``; who sees an entry is asked at each request::

    menus.register("tabs", _("Hours"), "learning:credits", "hours", order=30)
    menus.register("people", _("People"), "people", "people", shown=menus.may("view_people"))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext_lazy

Test = Callable[[Any], bool]
Count = Callable[[Any], int]

TABS = "tabs"
OWN = "own"
_sections: dict[str, tuple[int, Any]] = {
    "work": (10, ""),
    "people": (20, pgettext_lazy("menu", "Offenders")),
    "content": (30, pgettext_lazy("menu", "Resources")),
    "team": (40, pgettext_lazy("menu", "Staff")),
    "oversight": (50, pgettext_lazy("menu", "Oversight")),
    "platform": (60, pgettext_lazy("menu", "Platform")),
}


@dataclass(frozen=True)
class Entry:
    section: str
    label: Any
    url_name: str
    icon: str
    order: int
    shown: Test
    badge: Count | None


@dataclass(frozen=True)
class Link:
    """An entry as a page shows it. ``current``: the page that is open belongs to it."""

    label: Any
    url: str
    icon: str
    badge: int
    current: bool = False


@dataclass(frozen=True)
class Group:
    title: Any
    links: list[Link]


_entries: dict[tuple[str, str], Entry] = {}


def always(_user: Any) -> bool:
    return True


def may(permission: str) -> Test:
    """Shown to whoever holds ``permission`` somewhere."""
    return lambda user: bool(user.can(permission))


def section(name: str, title: Any, *, order: int) -> None:
    """One more section of the side menu."""
    _sections[name] = (order, title)


def register(
    section: str,
    label: Any,
    url_name: str,
    icon: str,
    *,
    order: int = 50,
    shown: Test = always,
    badge: Count | None = None,
) -> None:
    """An entry of ``tabs``, ``own`` or a section of the side menu (``work``, ``people``, …).

    ``badge(user)`` is a number shown beside it when it is not 0; it is asked on every page.
    """
    _entries[section, url_name] = Entry(section, label, url_name, icon, order, shown, badge)


def links(request: HttpRequest, section: str) -> list[Link]:
    """The entries of one section that this person sees, in order."""
    user: Any = request.user
    seen = sorted(
        (entry for entry in _entries.values() if entry.section == section and entry.shown(user)),
        key=lambda entry: entry.order,
    )
    return [
        Link(e.label, _address(e.url_name), e.icon, e.badge(user) if e.badge else 0) for e in seen
    ]


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


def tabs(request: HttpRequest) -> list[Link]:
    return _marked(request, [links(request, TABS)])[0]


def own(request: HttpRequest) -> list[Link]:
    return links(request, OWN)


def side(request: HttpRequest) -> list[Group]:
    """The side menu: sections that have something for this person."""
    names = sorted(_sections, key=lambda name: _sections[name][0])
    found = _marked(request, [links(request, name) for name in names])
    return [
        Group(_sections[name][1], shown) for name, shown in zip(names, found, strict=True) if shown
    ]


def _marked(request: HttpRequest, lists: list[list[Link]]) -> list[list[Link]]:
    """The same links, the one that the open page belongs to marked: the longest address that
    begins the page's own."""
    fitting = [
        one.url
        for group in lists
        for one in group
        if request.path == one.url or (one.url != "/" and request.path.startswith(one.url))
    ]
    best = max(fitting, key=len, default=None)
    return [
        [Link(o.label, o.url, o.icon, o.badge, current=o.url == best) for o in group]
        for group in lists
    ]
