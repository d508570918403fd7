"""A course or a lesson as its page shows it: the columns that are shown, by one prepared query.

The pages of the tree carry a hundred columns each that a learner never sees; building them costs
more than the page. Where somebody studies (actions/study.py) the pages themselves are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from content.models import CoursePage, LessonPage, Media, Track
from content.nominal import Reading
from content.reach import reach_of
from content.study import SelfCheck, checks_in
from lms.core.errors import NotVisible
from lms.core.prepared import prepared
from lms.learning.actions.enrolling import FOR_STAFF
from lms.learning.lessons import MEDIA

SHARED = ("owner_organisation__path", "sharing", "audience", "juveniles_allowed")
COUNTED = CoursePage.CreditRule.COUNTED


@dataclass(frozen=True, slots=True)
class OpenedCourse:
    """A published course that whoever asked may see."""

    pk: int
    title: str
    summary: str
    cover: str
    cover_image: int | None
    counts: bool
    audience: str
    teacher: str
    teacher_unit: str
    teacher_post: str

    def may_be_chosen_by(self, user: Any) -> bool:
        """As `actions.enrolling.courses_open_to`, for a course that they see."""
        return bool(user.is_offender or (user.is_desk and self.audience in FOR_STAFF))


OF_TEACHER = {
    "teacher": "teacher__title",
    "teacher_unit": "teacher__unit",
    "teacher_post": "teacher__post",
}
COURSE_COLUMNS = ("pk", "title", "summary", "cover", "cover_image", "credit_rule", *OF_TEACHER)


@prepared
def _course(course: int) -> Any:
    return (
        CoursePage.objects.offered()
        .filter(pk=course)
        .values_list(*SHARED, *(OF_TEACHER.get(name, name) for name in COURSE_COLUMNS))
    )


def open_course(user: Any, pk: int) -> OpenedCourse:
    """Raises `NotVisible` for a course that is not there or not meant for ``user``. One query,
    besides those of `content.reach`."""
    for row in _course(course=pk):
        if _reaches(user, *row[:4]):
            values: dict[str, Any] = dict(zip(COURSE_COLUMNS, row[4:], strict=True))
            counts = values.pop("credit_rule") == COUNTED
            taught: dict[str, Any] = {name: values.pop(name) or "" for name in OF_TEACHER}
            return OpenedCourse(**values, **taught, counts=counts, audience=row[2])
    raise NotVisible(_("This course does not exist or is not meant for you."), code="course")


def _reaches(user: Any, owner: str, sharing: str, audience: str, juveniles: bool) -> bool:
    reach = reach_of(user)
    return reach.admits(owner, sharing) and reach.suits(audience, juveniles)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLesson:
    """A published lesson that whoever asked may see; what it keeps of the promise of
    ``content.study`` is enough for `rules.StudyRules.policy`."""

    pk: int
    title: str
    kind: str
    body: Any
    checks: Any
    transcript: str
    change_note: str
    nominal_seconds: int
    characters: int
    fixed_seconds: int
    document: int | None
    course: int
    course_title: str
    study_counts: bool
    teacher: str
    media: Any

    @property
    def is_media(self) -> bool:
        return self.kind in MEDIA

    @property
    def study_kind(self) -> str:
        return self.kind

    def study_seconds_at(self, rate: int) -> int:
        if self.is_media:
            return self.nominal_seconds
        return Reading(self.characters, self.fixed_seconds).seconds_at(rate)

    def self_checks(self) -> list[SelfCheck]:
        return [*checks_in(self.body), *checks_in(self.checks)]


def _in_order(model: type[Model], *names: str) -> tuple[str, ...]:
    """Columns in the order in which ``from_db`` wants their values."""
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname in names)


MEDIA_COLUMNS = _in_order(
    Media, "id", "uid", "type", "duration", "width", "height", "renditions", "poster", "state"
)
TRACK_COLUMNS = _in_order(Track, "id", "kind", "language", "label", "file", "words")


LESSON_COLUMNS = (
    "pk", "title", "kind", "body", "checks", "transcript", "change_note", "nominal_seconds",
    "characters", "fixed_seconds", "document", "course", "course_title", "credit_rule", "teacher",
)  # fmt: skip
OF_COURSE = {
    "course_title": "course__title",
    "credit_rule": "course__credit_rule",
    "teacher": "course__teacher__title",
}


@prepared
def _lesson(lesson: int) -> Any:
    return LessonPage.objects.offered().filter(pk=lesson).values_list(
        *(f"course__{name}" for name in SHARED),
        *(OF_COURSE.get(name, name) for name in LESSON_COLUMNS),
        *(f"media__{name}" for name in MEDIA_COLUMNS),
    )  # fmt: skip


@prepared
def _tracks(media: int) -> Any:
    return Track.objects.filter(media=media).order_by("pk").values_list(*TRACK_COLUMNS)


def open_lesson(user: Any, pk: int) -> OpenedLesson:
    """Raises `NotVisible` for a lesson that is not there or not meant for ``user``. One query, two
    for media, besides those of `content.reach`."""
    for row in _lesson(lesson=pk):
        if _reaches(user, *row[:4]):
            own, found = row[4 : -len(MEDIA_COLUMNS)], row[-len(MEDIA_COLUMNS) :]
            values = dict(zip(LESSON_COLUMNS, own, strict=True))
            rule, teacher = values.pop("credit_rule"), values.pop("teacher") or ""
            media = _media(found) if found[MEDIA_COLUMNS.index("id")] is not None else None
            return OpenedLesson(
                **values, study_counts=rule == COUNTED, teacher=teacher, media=media
            )
    raise NotVisible(_("This lesson does not exist or is not meant for you."), code="lesson")


def _media(row: Any) -> Media:
    """A medium that knows what a player needs, its tracks included."""
    media = Media.from_db("default", MEDIA_COLUMNS, row)
    tracks = [Track.from_db("default", TRACK_COLUMNS, one) for one in _tracks(media=media.pk)]
    media._prefetched_objects_cache = {"tracks": tracks}
    return media
