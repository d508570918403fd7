"""The published courses as they can be studied, loaded once for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from content.models import CoursePage
from content.reach import Reach
from content.study import SelfCheck, lessons_of
from lms.accounts.models import Offender
from lms.config.demo.study.draw import Course
from lms.config.demo.study.sitting import SECOND, Check, Topic
from lms.learning.offices import Offices

USUAL, SLOW = 400, 250


@dataclass(frozen=True)
class _Shelved:
    page: Any
    course: dict[int, Course]
    """By reading rate."""


class Catalogue:
    """Which courses somebody may study, in which order."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices
        pages = CoursePage.objects.offered().for_offenders().select_related("owner_organisation")
        self._shelf = [_shelved(page) for page in pages.order_by("path")]

    def courses_for(self, offender: Offender, first: Iterable[int], *, slow: bool) -> list[Course]:
        """Those of ``first`` in their order, then what the person might choose besides. Of copies
        of one course only the first counts."""
        reach = self._offices.reach(offender.office_id, juvenile=offender.juvenile_regime)
        place = {course: number for number, course in enumerate(first)}
        seen = [one for one in self._shelf if _reaches(one.page, reach)]
        seen.sort(key=lambda one: place.get(one.page.pk, len(place) + 1))
        origins: set[Any] = set()
        found = []
        for one in seen:
            if one.page.origin not in origins:
                origins.add(one.page.origin)
                found.append(one.course[SLOW if slow else USUAL])
        return found


def _reaches(page: Any, reach: Reach) -> bool:
    return reach.admits(page.owner_organisation.path, page.sharing) and reach.suits(
        page.audience, page.juveniles_allowed
    )


def _shelved(page: Any) -> _Shelved:
    after = frozenset(page.prerequisites.values_list("pk", flat=True))
    lessons = [(lesson, checks_of(lesson)) for lesson in lessons_of(page)]
    course = {
        rate: Course(page.pk, tuple(topic(one, page.pk, rate, c) for one, c in lessons), after)
        for rate in (USUAL, SLOW)
    }
    return _Shelved(page, course)


def topic(lesson: Any, course: int | None, rate: int, checks: tuple[Check, ...]) -> Topic:
    """A lesson, or a case, read at ``rate``."""
    return Topic(
        id=lesson.pk,
        title=lesson.title,
        kind=lesson.study_kind,
        course=course,
        origin=lesson.origin,
        nominal=lesson.study_seconds_at(rate) * SECOND,
        version=lesson.study_version,
        checks=checks,
    )


def checks_of(lesson: Any) -> tuple[Check, ...]:
    return tuple(map(_check, lesson.self_checks()))


def _check(check: SelfCheck) -> Check:
    labels = dict(check.options)
    wrong = tuple(label for option, label in check.options if option != check.right)
    return Check(check.id, check.prompt, labels[check.right], wrong)
