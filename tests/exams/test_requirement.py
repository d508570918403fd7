"""A course that demands a test."""

from __future__ import annotations

from typing import Any

import pytest

from content import requirements
from content.models import CourseRequirement
from exams import requirement
from exams.actions import sitting as actions
from exams.actions.sitting import Given
from exams.models import Paper
from lms.learning.models import Enrolment
from tests.factories import content, learning, people
from tests.factories import exams as factory

pytestmark = pytest.mark.django_db


def course_with(paper: Paper) -> Any:
    course = content.course(people.land().county)
    CourseRequirement.objects.create(
        course=course, kind=requirement.PAPER_PASSED, target=str(paper.pk), sort_order=0
    )
    return course


def learner_of(course: Any) -> Any:
    who = people.offender(people.land().office).user
    lesson = content.lesson(course)
    learning.enrolment(who, course)
    learning.progress(who, lesson, completed=True)
    return who


def sit(who: Any, paper: Paper, *, right: bool) -> None:
    one = actions.start(by=who, paper=paper, tab="t1")
    answers = [
        Given(place, place + 1, frozen["order"]["options"].index("a" if right else "b"))
        for place, frozen in enumerate(one.frozen)
    ]
    actions.save_answers(by=who, sitting_id=one.pk, answers=answers, tab="t1")
    actions.submit(by=who, sitting_id=one.pk)


def state_of(who: Any, course: Any) -> str:
    return str(Enrolment.objects.get(learner=who, course=course).state)


def test_passing_the_test_completes_the_course() -> None:
    paper = factory.paper()
    course = course_with(paper)
    who = learner_of(course)
    sit(who, paper, right=False)
    assert state_of(who, course) == "open"
    sit(who, paper, right=True)
    assert state_of(who, course) == "completed"


def test_what_is_missing_is_said_by_the_papers_title() -> None:
    paper = factory.paper(title="交通安全测验")
    course = course_with(paper)
    (said,) = requirements.unmet(course, people.user())
    assert "交通安全测验" in said


@pytest.mark.parametrize("mode", ["mock", "practice"])
def test_what_counts_for_nothing_cannot_be_demanded(mode: str) -> None:
    assert requirement.problem(str(factory.paper(mode=mode).pk))


def test_an_author_may_name_the_paper_by_its_title() -> None:
    paper = factory.paper(title="入矫测验")
    assert requirement.paper_of(" 入矫测验 ") == paper
    assert requirement.problem("入矫测验") is None
    assert requirement.problem("没有这份试卷")
