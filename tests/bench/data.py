"""Demo data for the benchmarks, its films replaced by empty ones: none is played here."""

from __future__ import annotations

from lms.config.demo.seeding import Size, seed
from tests.factories.demo import QuickCinema


def county(offenders: int, months: int = 1) -> None:
    """The demo platform with so many offenders."""
    seed(
        Size(offenders=offenders, staff=30, months=months),
        cinema=QuickCinema(),
        say=lambda text: None,
    )
