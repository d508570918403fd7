"""A case is studied as a lesson is: the same client, clock, questions and ledger."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from content.actions import withdraw
from lms.credits.models import CreditEntry
from lms.learning.models import LessonProgress
from tests.factories import cases, content, people
from tests.lms.learning.conftest import Student

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(land: Any) -> Any:
    """840 characters: 126 seconds at 400 a minute; for everybody."""
    return cases.case(
        land.county, kind="exemplary", audience="both", checks=[("self_check", content.check())]
    )


def given(html: str) -> dict[str, Any]:
    """What the study client reads."""
    found = re.search(r'<script id="study" type="application/json">(.*?)</script>', html)
    return json.loads(found.group(1)) if found else {}


def test_from_the_page_to_the_ledger(student: Student, case: Any) -> None:
    study = given(student.client.get(case.address).content.decode())
    assert (study["lesson"], study["kind"], study["nominal_seconds"]) == (case.pk, "article", 126)
    student.open(case)
    student.play(126)
    assert student.answer["provisional_seconds"] == 126
    assert student.close().json()["completed"]
    assert student.answer["challenge"]["prompt"] == "外出办事第一步做什么？"
    student.respond()
    entry = CreditEntry.objects.get(learner=student.learner)
    assert (entry.seconds, entry.lesson, entry.lesson_title) == (126, case.pk, case.title)
    progress = LessonProgress.objects.get(learner=student.learner)
    assert (progress.lesson, progress.completed_at is not None) == (case.pk, True)


def test_nothing_without_a_pass(student: Student, case: Any) -> None:
    student.open(case)
    student.play(120).close()
    assert not CreditEntry.objects.exists()


def test_a_case_is_credited_once(student: Student, case: Any) -> None:
    student.confirmed(case, 126)
    student.open(case)
    student.play(60)
    assert student.answer["provisional_seconds"] == 0
    assert student.answer["reason"] == "repeat"


def test_staff_study_a_warning_case(land: Any, at: Any) -> None:
    warning = cases.case(land.county)
    officer = Student(people.user_with_role("officer", land.office), at)
    officer.confirmed(warning, 126)
    assert CreditEntry.objects.get(learner=officer.learner).lesson == warning.pk


def test_what_a_learner_may_not_see_cannot_be_studied(student: Student, land: Any) -> None:
    warning = cases.case(land.county)
    assert student.open(warning).status_code == 404
    assert student.client.get(warning.address).status_code == 404


def test_a_withdrawn_case_cannot_be_opened(student: Student, land: Any, case: Any) -> None:
    reviewer = people.user_with_role("reviewer", land.county)
    withdraw(page=case, by=reviewer, reason="有误")
    assert student.open(case).status_code == 404


def test_the_page_says_what_was_credited_before(student: Student, case: Any) -> None:
    student.confirmed(case, 126)
    html = student.client.get(case.address).content.decode()
    assert "您已读完这个案例。" in html
    assert "2 分" in html


def test_the_hours_name_the_case(student: Student, case: Any) -> None:
    student.confirmed(case, 126)
    html = student.client.get("/credits/?month=2026-09").content.decode()
    assert case.title in html


def test_the_address_of_a_lesson_leads_to_the_case(student: Student, case: Any) -> None:
    """Whoever knows only the number of what was studied (messages, other systems) arrives."""
    assert student.client.get(f"/lessons/{case.pk}/")["Location"] == case.address


def test_nor_does_that_address_tell_what_one_may_not_see(student: Student, land: Any) -> None:
    warning = cases.case(land.county)
    assert student.client.get(f"/lessons/{warning.pk}/").status_code == 404


def test_a_guardian_reads_and_does_not_study(land: Any, case: Any) -> None:
    ward = people.offender(land.office)
    guardian = people.user_with_role("guardian", land.office)
    people.team_member(ward, guardian, kind="guardian")
    client = Client()
    client.force_login(people.again(guardian))
    html = client.get(case.address).content.decode()
    assert case.title in html
    assert given(html) == {}


def test_staff_see_how_many_have_read_it(student: Student, land: Any, case: Any) -> None:
    student.confirmed(case, 126)
    client = Client()
    client.force_login(people.user_with_role("officer", land.office))
    html = client.get(case.address).content.decode()
    assert re.search(r"读完的人数</dt><dd class=\"num\">1<", html)


def test_the_page_costs_a_learner_a_few_queries(
    student: Student, case: Any, django_assert_num_queries: Any
) -> None:
    student.client.get(case.address)
    with django_assert_num_queries(15):
        student.client.get(case.address)
