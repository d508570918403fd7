"""Demo data for the benchmarks, its films replaced by empty ones: none is played here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lms.accounts.models import Organisation, User
from lms.config.demo.lessons import Course, Lesson
from lms.config.demo.seeding import Size, seed
from tests.factories import content


class NoCinema:
    """Films of forty minutes without a picture."""

    def begin(self, courses: Iterable[Course], lecturers: dict[str, str]) -> None:
        """Nothing has to be rendered."""

    def media(self, course: Course, lesson: Lesson, *, by: User, owner: Organisation) -> Any:
        return content.media(organisation=owner, seconds=2400, title=lesson.title)


def county(offenders: int, months: int = 1) -> None:
    """The demo platform with so many offenders."""
    seed(
        Size(offenders=offenders, staff=30, months=months), cinema=NoCinema(), say=lambda text: None
    )
