"""Named places on lower pages that higher apps fill: home, a person's page, an entry's actions.

``register`` is called in an app's ``ready()``; ``{% place "learner_home" %}`` renders what is
registered, in order. A place that nobody fills is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Renderer = Callable[..., SafeString | str | None]


@dataclass(frozen=True)
class Filling:
    order: int
    name: str
    render: Renderer


@dataclass(frozen=True)
class Home:
    order: int
    fits: Callable[[Any], bool]
    url_name: str


_places: dict[str, list[Filling]] = {}
_homes: list[Home] = []


def register(place: str, render: Renderer, *, order: int = 50) -> None:
    """Fill ``place``; the same renderer twice counts once."""
    name = f"{render.__module__}.{getattr(render, '__qualname__', render)}"
    fillings = [one for one in _places.get(place, []) if one.name != name]
    _places[place] = sorted([*fillings, Filling(order, name, render)], key=lambda f: f.order)


def render(place: str, request: HttpRequest, **context: Any) -> SafeString:
    """What all fillings of ``place`` say, one after the other."""
    parts = (filling.render(request, **context) for filling in _places.get(place, []))
    return mark_safe("".join(part for part in parts if part))


def home(fits: Callable[[Any], bool], url_name: str, *, order: int = 50) -> None:
    """``url_name`` is the home of users whom ``fits`` accepts; the lowest order that fits wins."""
    _homes.append(Home(order, fits, url_name))
    _homes.sort(key=lambda one: one.order)


def home_of(user: Any) -> str | None:
    """The URL name of a person's home; None when no app has one for them."""
    return next((one.url_name for one in _homes if one.fits(user)), None)
