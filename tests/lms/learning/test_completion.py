"""When a course is complete, what is locked, what has come since, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content import requirements
from content.models import CourseRequirement
from lms.core.jobs import enqueue, run_now
from lms.core.months import today
from lms.learning.completion import (
    complete_if_done,
    course_state,
    next_lesson,
    open_prerequisites,
    prerequisites_by_course,
)
from lms.learning.models import Enrolment
from lms.learning.signals import course_completed, lesson_completed
from lms.messaging.models import Message
from tests.factories import content, learning, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(land):
    return people.offender(land.office).user


@pytest.fixture
def lessons(course):
    return [content.lesson(course) for _ in range(2)]


@pytest.fixture
def news():
    """Enrolments of which `course_completed` was sent."""
    heard: list[Enrolment] = []

    def listen(sender, enrolment, **kwargs) -> None:
        heard.append(enrolment)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


def complete(learner, *lessons) -> None:
    """As the engine does it: the progress is completed and the news sent."""
    for lesson in lessons:
        row = learning.progress(learner, lesson, completed=True)
        lesson_completed.send(sender=type(row), progress=row)


@pytest.fixture
def exam(monkeypatch, course):
    """The course takes an exam that nobody has passed."""
    kind = requirements.RequirementKind(
        code="exam", label="考试", met=lambda user, target: False, describe=lambda _: "先通过考试"
    )
    monkeypatch.setitem(requirements._kinds, "exam", kind)
    return CourseRequirement.objects.create(course=course, kind="exam", target="1")


def test_last_lesson_completes_the_course_once(learner, course, lessons, news) -> None:
    learning.enrolment(learner, course)
    complete(learner, lessons[0])
    assert (Enrolment.objects.get().state, news) == ("open", [])
    complete(learner, lessons[1])
    row = Enrolment.objects.get()
    assert (row.state, row.completed_at is None) == ("completed", False)
    assert complete_if_done(learner=learner, course_id=course.pk) is None
    assert (news, Message.objects.filter(recipient=learner).count()) == ([row], 1)


def test_draft_lessons_do_not_count(learner, course, lessons, news) -> None:
    content.lesson(course, live=False)
    learning.enrolment(learner, course)
    complete(learner, *lessons)
    assert len(news) == 1


def test_course_without_lessons_is_never_complete(learner, course) -> None:
    learning.enrolment(learner, course)
    assert complete_if_done(learner=learner, course_id=course.pk) is None


def test_requirement_is_asked_for(learner, course, lessons, exam, news) -> None:
    learning.enrolment(learner, course)
    complete(learner, *lessons)
    assert news == []
    assert course_state(learner, course).unmet == ("先通过考试",)


def test_requirement_that_is_met_later_completes_at_night(
    learner, course, lessons, exam, news
) -> None:
    learning.enrolment(learner, course, begun_at="2026-01-01T00:00Z")
    complete(learner, *lessons)
    exam.delete()
    assert run_now(enqueue("learning.complete_courses")).state == "done"
    assert len(news) == 1


def test_the_night_leaves_unfinished_courses_alone(learner, course, lessons) -> None:
    learning.enrolment(learner, course, begun_at="2026-01-01T00:00Z")
    complete(learner, lessons[0])
    run_now(enqueue("learning.complete_courses"))
    assert Enrolment.objects.get().state == "open"


def test_waived_course_that_is_studied_anyway_is_completed(learner, course, lessons) -> None:
    learning.enrolment(learner, course, state="waived", reason="已学")
    complete(learner, *lessons)
    assert Enrolment.objects.get().state == "completed"


def test_state_of_a_course(learner, course, lessons) -> None:
    learning.enrolment(learner, course, due_on=today())
    learning.progress(learner, lessons[0], completed=True, credited_seconds=90)
    state = course_state(learner, course)
    assert [one.is_completed for one in state.lessons] == [True, False]
    assert (state.completed_lessons, state.percent, state.credited_seconds) == (1, 50, 90)
    assert (state.due_on, state.is_completed, state.new_lessons) == (today(), False, ())
    assert state.nominal_seconds == sum(lesson.nominal_seconds for lesson in lessons)


def test_lesson_that_has_grown_is_new_and_the_course_stays_complete(
    learner, course, lessons
) -> None:
    learning.enrolment(learner, course, state="completed")
    learning.progress(learner, lessons[0], completed=True, version=0)
    learning.progress(learner, lessons[1], completed=True)
    state = course_state(learner, course)
    assert [one.id for one in state.new_lessons] == [lessons[0].pk]
    assert state.is_completed


def test_lesson_added_later_is_new_to_who_has_completed(learner, course, lessons) -> None:
    learning.enrolment(learner, course, state="completed")
    learning.progress(learner, lessons[0], completed=True)
    assert [one.id for one in course_state(learner, course).new_lessons] == [lessons[1].pk]


def test_slow_reader_has_longer_lessons(land, course, lessons) -> None:
    slow = people.offender(land.office)
    slow.study_settings_history.create(
        reading_rate=150, reason="识字不多", set_by=people.user_with_role("officer", land.office)
    )
    usual = course_state(people.offender(land.office).user, course)
    assert course_state(slow.user, course).nominal_seconds > 2 * usual.nominal_seconds


def test_prerequisite_locks_until_it_is_done(land, learner, course) -> None:
    before = content.course(land.county, title="先学这门")
    course.prerequisites.add(before)
    course.save()
    assert open_prerequisites(learner, course) == ["先学这门"]
    assert course_state(learner, course).is_locked
    assert prerequisites_by_course(learner, [course.pk]) == {course.pk: ["先学这门"]}
    learning.enrolment(learner, before, state="completed")
    assert open_prerequisites(learner, course) == []


@pytest.mark.parametrize("way", ["waived", "adopted copy", "withdrawn", "not for them"])
def test_what_does_not_lock(land, learner, course, way) -> None:
    audience = "staff" if way == "not for them" else "offenders"
    before = content.course(land.county, title="先学这门", audience=audience)
    course.prerequisites.add(before)
    course.save()
    if way == "waived":
        learning.enrolment(learner, before, state="waived", reason="已学")
    if way == "adopted copy":
        copy = content.course(land.county2, title="副本", origin=before.origin)
        learning.enrolment(learner, copy, state="completed")
    if way == "withdrawn":
        type(before).objects.filter(pk=before.pk).update(withdrawn_at="2026-01-01T00:00Z")
    assert open_prerequisites(learner, course) == []


def test_next_is_what_is_due_first_then_what_was_begun(land, learner, course, lessons) -> None:
    urgent = content.course(land.county, title="快到期")
    urgent_lesson = content.lesson(urgent)
    learning.enrolment(learner, course, begun_at="2026-01-01T00:00Z")
    row = learning.enrolment(learner, urgent, due_on=today() - timedelta(days=1))
    following = next_lesson(learner)
    assert (following.lesson.id, following.course, following.is_overdue) == (
        urgent_lesson.pk, urgent.pk, True,
    )  # fmt: skip
    row.due_on = None
    row.save()
    assert next_lesson(learner).course == course.pk


def test_next_lesson_is_the_one_begun_last(learner, course, lessons) -> None:
    learning.enrolment(learner, course)
    assert next_lesson(learner).lesson.id == lessons[0].pk
    learning.progress(learner, lessons[1])
    assert next_lesson(learner).lesson.id == lessons[1].pk


def test_postponed_waived_locked_and_finished_courses_wait(land, learner, course, lessons) -> None:
    row = learning.enrolment(learner, course, due_on=today())
    other = content.course(land.county, title="另一门")
    content.lesson(other)
    learning.enrolment(learner, other, due_on=today() + timedelta(days=5))
    row.postponed_until = today() + timedelta(days=9)
    row.save()
    assert next_lesson(learner).course == other.pk
    other.prerequisites.add(content.course(land.county, title="前提"))
    other.save()
    assert next_lesson(learner).course == course.pk
    row.state, row.reason = "waived", "已学"
    row.save()
    assert next_lesson(learner) is None


def test_next_lesson_takes_few_queries(land, learner, course, lessons, django_assert_num_queries):
    for n in range(4):
        more = content.course(land.county, title=f"课程{n}")
        content.lesson(more)
        more.prerequisites.add(course)
        more.save()
        learning.enrolment(learner, more)
    learning.enrolment(learner, course)
    learner = people.again(learner)
    with django_assert_num_queries(8):
        next_lesson(learner)


def test_state_of_a_course_takes_few_queries(
    land, learner, course, lessons, django_assert_num_queries
) -> None:
    for _ in range(4):
        content.lesson(course)
    learner = people.again(learner)
    with django_assert_num_queries(9):
        course_state(learner, course)
