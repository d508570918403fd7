"""The three zeros in one line: on the desk and above their page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from lms.core.months import today
from lms.scoring.indicators import figures as indicators

KEPT = 300


@dataclass(frozen=True)
class Told:
    name: str
    label: Any
    figure: indicators.Figure


def told(figures: indicators.Figures) -> list[Told]:
    return [Told(name, label, figures[name]) for name, (label, _kinds) in indicators.ZEROS.items()]


def glance(user: Any) -> list[Told]:
    """Those of this year over all that ``user`` looks after. Kept for some minutes: the desk is
    opened all day."""
    key, year = _key(user), today().year
    figures = cache.get(key)
    if figures is None:
        figures = indicators.total(user, year)
        cache.set(key, figures, KEPT)
    return told(figures)


def forget(user: Any) -> None:
    cache.delete(_key(user))


def _key(user: Any) -> str:
    return f"scoring:zeros:{user.pk}:{today()}"
