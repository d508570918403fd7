"""Bars of a picture that the server draws; the table beside it says the same. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEIGHT = 100
WIDTH = 30
LEAST = 12
"""Bars that there is always room for."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``value`` None: there is nothing to show. ``x``, ``top`` and ``height`` in the picture's own
    measure."""

    label: str
    value: float | None
    x: int
    height: float

    @property
    def top(self) -> float:
        return round(HEIGHT - self.height, 1)

    @property
    def figure_top(self) -> float:
        return round(self.top - 4, 1)


@dataclass(frozen=True, slots=True)
class Picture:
    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        """Few bars stay as narrow as many."""
        return max(LEAST, len(self.bars)) * WIDTH


def picture(values: Iterable[tuple[str, float | None]], most: float | None = None) -> Picture:
    """``most``: what fills the height; without it the highest value does."""
    rows = list(values)
    top = most or max((value or 0 for _label, value in rows), default=0) or 1
    return Picture(
        tuple(
            Bar(label, value, at * WIDTH, round(max(2.0, HEIGHT * min(1, (value or 0) / top)), 1))
            for at, (label, value) in enumerate(rows)
        )
    )
