"""When a course is complete, what is locked, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import override

from content import requirements
from content.models import CoursePage, CourseRequirement, LessonPage
from content.reach import reach_of
from lms.core import audit
from lms.core.clock import now
from lms.core.months import today
from lms.core.prepared import prepared
from lms.learning.lessons import LessonState, lessons_with_progress
from lms.learning.models import Enrolment, LessonProgress
from lms.learning.signals import course_completed
from lms.learning.wording import why_mine
from lms.messaging.actions import send

State = Enrolment.State
SETTLED = (State.COMPLETED, State.WAIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseState:
    """A course for one learner's page. ``open_prerequisites`` are titles of courses to do first;
    ``demands`` what it takes besides the lessons, as pairs of kind and target, and ``unmet`` the
    sentences of what of it is missing."""

    course: Any
    enrolment: Enrolment | None
    lessons: tuple[LessonState, ...]
    open_prerequisites: tuple[str, ...]
    unmet: tuple[str, ...]
    demands: tuple[tuple[str, str], ...] = ()

    @property
    def is_locked(self) -> bool:
        return bool(self.open_prerequisites)

    @property
    def is_completed(self) -> bool:
        return self.enrolment is not None and self.enrolment.state == State.COMPLETED

    @property
    def due_on(self) -> date | None:
        return due_day(self.enrolment) if self.enrolment else None

    @property
    def credited_seconds(self) -> int:
        return sum(lesson.credited_seconds for lesson in self.lessons)

    @property
    def nominal_seconds(self) -> int:
        return sum(lesson.nominal_seconds for lesson in self.lessons)

    @property
    def completed_lessons(self) -> int:
        return sum(lesson.is_completed for lesson in self.lessons)

    @property
    def percent(self) -> int:
        return self.completed_lessons * 100 // len(self.lessons) if self.lessons else 0

    @property
    def new_lessons(self) -> tuple[LessonState, ...]:
        """What came since: lessons that have grown, and lessons added after the course was
        completed."""
        return tuple(lesson for lesson in self.lessons if self.is_new(lesson))

    def is_new(self, lesson: LessonState) -> bool:
        return lesson.has_grown or (self.is_completed and not lesson.is_begun)


def course_state(learner: Any, course: Any) -> CourseState:
    """Everything a course page says about the learner: six queries, however many lessons, and those
    of the requirements' own checks. ``course`` is a page or anything with its ``pk``."""
    mine = _enrolment(learner=learner.pk, course=course.pk)
    wanted = tuple(_requirements(course=course.pk))
    return CourseState(
        course=course,
        enrolment=Enrolment.from_db("default", ENROLMENT, mine[0]) if mine else None,
        lessons=tuple(lessons_with_progress(learner, [course.pk])),
        open_prerequisites=tuple(open_prerequisites(learner, course)),
        unmet=tuple(requirements.unmet_among(wanted, learner)),
        demands=wanted,
    )


ENROLMENT = tuple(field.attname for field in Enrolment._meta.concrete_fields)


@prepared
def _enrolment(learner: UUID, course: int) -> Any:
    return Enrolment.objects.filter(learner=learner, course=course).values_list(*ENROLMENT)


@prepared
def _requirements(course: int) -> Any:
    rows = CourseRequirement.objects.filter(course=course).order_by("sort_order", "pk")
    return rows.values_list("kind", "target")


def due_day(enrolment: Enrolment) -> date | None:
    """The day on which a course is due, an officer's postponement included; None for no day, and
    for a course that was waived."""
    if enrolment.state == State.WAIVED:
        return None
    return later(enrolment.due_on, enrolment.postponed_until)


def later(due_on: date | None, postponed_until: date | None) -> date | None:
    return max((day for day in (due_on, postponed_until) if day), default=None)


def open_prerequisites(learner: Any, course: Any) -> list[str]:
    """Titles of the courses that must be finished first, in the author's order of titles. A course
    that the learner cannot see (withdrawn, not shared with them) never stands in the way; one that
    was waived, or completed as another county's copy, counts as finished."""
    return prerequisites_by_course(learner, [course.pk]).get(course.pk, [])


def prerequisites_by_course(learner: Any, courses: Iterable[int]) -> dict[int, list[str]]:
    """The same for several courses: titles by course id; absent means nothing to do first. One
    query."""
    reach = reach_of(learner)
    found: dict[int, list[str]] = {}
    for course, title, owner, sharing, audience, juveniles in _unsettled(
        learner=learner.pk, courses=sorted(set(courses))
    ):
        if reach.admits(owner, sharing) and reach.suits(audience, juveniles):
            found.setdefault(course, []).append(title)
    return found


@prepared
def _unsettled(learner: UUID, courses: list[int]) -> Any:
    """Published courses that come before ``courses`` and are neither completed nor waived."""
    settled = Enrolment.objects.filter(
        learner=learner, state__in=SETTLED, course__origin=OuterRef("to_coursepage__origin")
    )
    before = CoursePage.prerequisites.through.objects.filter(
        from_coursepage__in=courses, to_coursepage__live=True, to_coursepage__withdrawn_at=None
    )
    return before.filter(~Exists(settled)).order_by("to_coursepage__title").values_list(
        "from_coursepage", "to_coursepage__title", "to_coursepage__owner_organisation__path",
        "to_coursepage__sharing", "to_coursepage__audience", "to_coursepage__juveniles_allowed",
    )  # fmt: skip


def complete_if_done(*, learner: Any, course_id: int) -> Enrolment | None:
    """Complete the learner's course when every published lesson is complete and every requirement
    met: once; the learner is told and `course_completed` sent. None when there is nothing to
    complete.

    Apps that register requirements (content/requirements.py) call it when one has been met.
    """
    with transaction.atomic():
        enrolment = (
            Enrolment.objects.select_for_update(of=("self",))
            .select_related("course")
            .filter(learner=learner, course=course_id)
            .exclude(state=State.COMPLETED)
            .first()
        )
        if enrolment is None or not _is_done(learner, enrolment.course):
            return None
        before = str(enrolment.state)
        enrolment.state, enrolment.completed_at = State.COMPLETED, now()
        enrolment.begun_at = enrolment.begun_at or enrolment.completed_at
        enrolment.save(update_fields=["state", "completed_at", "begun_at"])
        audit.record(
            "learning.course_completed", actor=learner, target=enrolment, on_whom=learner,
            before={"state": before}, after={"state": str(State.COMPLETED), "course": course_id},
        )  # fmt: skip
        _congratulate(learner, enrolment)
        course_completed.send(sender=Enrolment, enrolment=enrolment)
    return enrolment


def _is_done(learner: Any, course: CoursePage) -> bool:
    lessons = set(LessonPage.objects.live().filter(course=course).values_list("pk", flat=True))
    if not lessons:
        return False
    completed = LessonProgress.objects.of(learner).filter(
        lesson__in=lessons, completed_at__isnull=False
    )
    return completed.count() == len(lessons) and not requirements.unmet(course, learner)


def finished_enrolments() -> Iterator[tuple[Any, int]]:
    """Learner and course of open enrolments whose published lessons are all complete: those that
    `complete_if_done` has to look at. One query, read as a stream."""
    lessons = LessonPage.objects.live().filter(course=OuterRef("course"))
    completed = LessonProgress.objects.filter(
        learner=OuterRef(OuterRef("learner")), lesson=OuterRef("pk"), completed_at__isnull=False
    )
    begun = Enrolment.objects.filter(begun_at__isnull=False, state=State.OPEN, course__live=True)
    rows = begun.filter(Exists(lessons), ~Exists(lessons.filter(~Exists(completed))))
    for row in rows.select_related("learner").iterator(chunk_size=500):
        yield row.learner, row.course_id


def _congratulate(learner: Any, enrolment: Enrolment) -> None:
    title = enrolment.course.title
    with override(learner.language or settings.LANGUAGE_CODE):
        send(
            to=learner,
            subject=_("Course completed: %(course)s") % {"course": title},
            body=_("You have completed the course “%(course)s”. Well done!") % {"course": title},
            link=f"/courses/{enrolment.course_id}/",
            key=f"course-completed:{enrolment.pk}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLesson:
    """What the home page offers: a lesson, its course, why it is theirs, and until when it is
    due."""

    lesson: LessonState
    course: int
    course_title: str
    why: str
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    course: int
    title: str
    why: tuple[str, list[str], str]
    due_on: date | None
    begun_at: datetime | None

    @property
    def urgency(self) -> tuple[date, bool, float]:
        """Due first, then begun first, the last begun before the others."""
        begun = self.begun_at.timestamp() if self.begun_at else 0
        return self.due_on or date.max, self.begun_at is None, -begun


def next_lesson(learner: Any) -> NextLesson | None:
    """The lesson to go on with: of the open course that is due first (of equals the one begun), the
    lesson that was begun last, else the first that is not complete. None when nothing is open.

    Four queries, one more where courses have prerequisites, besides those of `content.reach`.
    """
    candidates = _candidates(learner)
    by_course: dict[int, list[LessonState]] = {}
    for lesson in lessons_with_progress(learner, [one.course for one in candidates]):
        if not lesson.is_completed:
            by_course.setdefault(lesson.course, []).append(lesson)
    for one in candidates:
        if found := by_course.get(one.course):
            return NextLesson(
                lesson=_to_go_on_with(found),
                course=one.course,
                course_title=one.title,
                why=why_mine(*one.why),
                due_on=one.due_on,
                is_overdue=one.due_on is not None and one.due_on < today(),
            )
    return None


def _to_go_on_with(lessons: list[LessonState]) -> LessonState:
    begun = [lesson for lesson in lessons if lesson.is_begun]
    return max(begun, key=lambda lesson: lesson.studied_at) if begun else lessons[0]


def _candidates(learner: Any) -> list[_Candidate]:
    """Open courses that can be studied now, the most urgent first."""
    reach = reach_of(learner)
    found: dict[int, _Candidate] = {}
    waiting: set[int] = set()
    for course, title, *facts, due_on, postponed_until, begun_at, before in _open(
        learner=learner.pk
    ):
        source, because, reason, owner, sharing, audience, juveniles = facts
        if not (reach.admits(owner, sharing) and reach.suits(audience, juveniles)):
            continue
        due = later(due_on, postponed_until)
        found[course] = _Candidate(course, title, (source, because, reason), due, begun_at)
        if before is not None:
            waiting.add(course)
    for course in prerequisites_by_course(learner, waiting):
        del found[course]
    return sorted(found.values(), key=lambda one: one.urgency)


@prepared
def _open(learner: UUID) -> Any:
    """Open enrolments in published courses, once for each prerequisite."""
    courses = Enrolment.objects.filter(learner=learner, course__live=True).open().order_by()
    return courses.filter(course__withdrawn_at=None).values_list(
        "course", "course__title", "source", "because", "reason",
        "course__owner_organisation__path", "course__sharing", "course__audience",
        "course__juveniles_allowed", "due_on", "postponed_until", "begun_at",
        "course__prerequisites",
    )  # fmt: skip
