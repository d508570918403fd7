"""The lessons of courses beside one learner's progress: what is open, complete, grown since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from content.models import LessonPage
from content.nominal import Reading
from lms.accounts.models import StudySettings
from lms.core.prepared import prepared
from lms.learning.models import LessonProgress
from lms.learning.rules import USUAL_RATE

MEDIA = (LessonPage.Kind.VIDEO, LessonPage.Kind.AUDIO)
COLUMNS = (
    "pk", "title", "kind", "summary", "course_id", "change_note", "media_id", "media__size",
    "nominal_seconds", "characters", "fixed_seconds", "study_version",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonState:
    """One lesson as a learner sees it in a list. ``position`` and ``seen_seconds`` are of the
    lesson, ``credited_seconds`` what was confirmed. While a session is open its clock is ahead of
    this."""

    id: int
    title: str
    kind: str
    summary: str
    course: int
    nominal_seconds: int
    change_note: str
    media: int | None
    media_bytes: int
    position: int = 0
    seen_seconds: int = 0
    credited_seconds: int = 0
    studied_at: Any = None
    is_begun: bool = False
    is_completed: bool = False
    has_grown: bool = False
    """Published anew, with other content, since this learner studied it."""

    @property
    def minutes(self) -> int:
        """For reading: whole minutes, at least one."""
        return max(1, round(self.nominal_seconds / 60))

    @property
    def percent(self) -> int:
        """How much was seen; 100 only when complete."""
        if self.is_completed:
            return 100
        return min(99, self.seen_seconds * 100 // max(1, self.nominal_seconds))


def lessons_with_progress(learner: Any, courses: Iterable[int]) -> list[LessonState]:
    """The published lessons of ``courses`` in the order of the tree with the learner's progress.
    Three queries at most: lessons, progress, the learner's reading rate."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in _lessons(courses=list(courses))]
    if not rows:
        return []
    progress = _progress(learner=learner.pk, lessons=[row["pk"] for row in rows])
    known = {lesson: seen for lesson, *seen in progress}
    rate = reading_rate(learner)
    return [_state(row, known.get(row["pk"]), rate) for row in rows]


@prepared
def _lessons(courses: list[int]) -> Any:
    lessons = LessonPage.objects.live().filter(course__in=courses).order_by("path")
    return lessons.values_list(*COLUMNS)


@prepared
def _progress(learner: UUID, lessons: list[int]) -> Any:
    return LessonProgress.objects.filter(learner=learner, lesson__in=lessons).values_list(
        "lesson", "position_ms", "covered_ms", "credited_seconds", "studied_at", "completed_at",
        "version",
    )  # fmt: skip


def reading_rate(learner: Any) -> int:
    """Characters a minute at which this learner's reading time is counted. One query for
    offenders, kept on the user object for the request."""
    if not learner.is_offender:
        return USUAL_RATE
    known = getattr(learner, "_reading_rate", None)
    if known is None:
        own = StudySettings.objects.filter(offender=learner.pk)
        known = remember_rate(learner, own.values_list("reading_rate", flat=True).first())
    return int(known)


def remember_rate(learner: Any, own: int | None) -> int:
    """Keep what an officer has set, None for nothing; returns the rate that holds."""
    learner._reading_rate = own or USUAL_RATE
    return int(learner._reading_rate)


def nominal_of(row: dict[str, Any], rate: int) -> int:
    """As `LessonPage.study_seconds_at`, from the columns."""
    if row["kind"] in MEDIA:
        return int(row["nominal_seconds"])
    return Reading(row["characters"], row["fixed_seconds"]).seconds_at(rate)


def _state(row: dict[str, Any], progress: list[Any] | None, rate: int) -> LessonState:
    seen: dict[str, Any] = {}
    if progress is not None:
        position, covered, credited, studied_at, completed_at, version = progress
        seen = {
            "position": position // 1000,
            "seen_seconds": covered // 1000,
            "credited_seconds": credited,
            "studied_at": studied_at,
            "is_begun": True,
            "is_completed": completed_at is not None,
            "has_grown": version < row["study_version"],
        }
    return LessonState(
        id=row["pk"],
        title=row["title"],
        kind=row["kind"],
        summary=row["summary"],
        course=row["course_id"],
        nominal_seconds=nominal_of(row, rate),
        change_note=row["change_note"],
        media=row["media_id"],
        media_bytes=row["media__size"] or 0,
        **seen,
    )
