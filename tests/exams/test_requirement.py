"""A course that demands a test."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from content import requirements
from content.models import CourseRequirement
from exams import access, requirement
from exams.actions import sitting as actions
from exams.actions.sitting import Given
from exams.models import Paper
from lms.core.clock import now
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


@pytest.mark.parametrize("target", ["", "12", "3f1b2c64-6b1e-4e5c-8a63-5d1f0a2b7c11"])
def test_the_paper_must_be_there(target: str) -> None:
    assert requirement.problem(target)


@pytest.mark.parametrize("fields", [{"live": False}, {"retired_at": now()}])
def test_the_paper_must_be_published(fields: dict[str, Any]) -> None:
    assert requirement.problem(str(factory.paper(**fields).pk))


@pytest.mark.parametrize(
    ("paper", "course", "fits"),
    [("offenders", "offenders", True), ("both", "staff", True), ("staff", "offenders", False),
     ("offenders", "both", False)],
)  # fmt: skip
def test_the_paper_must_be_for_those_who_take_the_course(
    paper: str, course: str, fits: bool
) -> None:
    wanted = CourseRequirement(
        course=content.course(people.land().county, audience=course), kind="paper_passed",
        target=str(factory.paper(audience=paper).pk),
    )  # fmt: skip
    if fits:
        wanted.clean()
    else:
        with pytest.raises(ValidationError):
            wanted.clean()


def test_who_takes_the_course_may_sit_its_paper() -> None:
    paper = factory.paper()
    paper.access.all().delete()
    who, other = learner_of(course_with(paper)), people.offender(people.land().office).user
    assert list(access.papers_for(who)) == [paper]
    assert list(access.papers_for(other)) == []


def test_the_course_leads_to_its_test(client: Any) -> None:
    paper = factory.paper(title="交通安全测验")
    course = course_with(paper)
    client.force_login(learner_of(course))
    page = client.get(f"/courses/{course.pk}/").content.decode()
    assert f"/tests/{paper.pk}/" in page


def test_an_author_chooses_by_title(client: Any) -> None:
    paper = factory.paper(title="交通安全测验")
    course = content.course(people.land().county)
    client.force_login(people.user_with_role("editor", people.land().county))
    page = client.get(f"/cms/pages/{course.pk}/edit/").content.decode()
    assert f'<option value="{paper.pk}">交通安全测验</option>' in page
