"""Officers ask, the organisation that handed the case in answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.actions import asking
from cases.models import CaseQuestion
from content.actions import withdraw
from lms.core.errors import Denied, NotVisible
from lms.messaging.models import Message
from tests.cases.library.conftest import shown
from tests.factories import cases as make
from tests.factories import people


@pytest.fixture
def prosecutor(land: Any) -> Any:
    return people.user_with_role("prosecutor", land.procuratorate)


@pytest.fixture
def handed_in(case: Any, prosecutor: Any) -> Any:
    make.submission(by=prosecutor, case=case, state="published")
    return case


@pytest.fixture
def asker(land: Any) -> Any:
    return people.user_with_role("officer", land.office)


@pytest.fixture
def question(handed_in: Any, asker: Any) -> CaseQuestion:
    return asking.ask(by=asker, case=handed_in, text="双人审批具体怎么做？")


def test_asked_answered_told(handed_in: Any, asker: Any, prosecutor: Any, at_desk: Any) -> None:
    officer = at_desk(asker)
    answer = officer.post(f"/cases/{handed_in.pk}/ask/", {"text": "双人审批具体怎么做？"})
    assert answer["Location"].startswith(f"/cases/{handed_in.pk}/")
    assert Message.objects.filter(recipient=prosecutor, link="/cases/questions/").exists()
    desk = at_desk(prosecutor)
    assert "双人审批具体怎么做？" in shown(desk, "/cases/questions/")
    made = CaseQuestion.objects.get()
    desk.post(f"/cases/questions/{made.pk}/answer/", {"text": "两个人都签字。"})
    assert "两个人都签字。" in shown(officer, f"/cases/{handed_in.pk}/")
    assert Message.objects.filter(recipient=asker, link="/cases/questions/").exists()
    again = desk.post(f"/cases/questions/{made.pk}/answer/", {"text": "再答一次"})
    assert again.status_code == 409


def test_a_colleague_of_the_prosecutor_may_answer(land: Any, question: Any, at_desk: Any) -> None:
    second = at_desk("prosecutor", land.procuratorate)
    second.post(f"/cases/questions/{question.pk}/answer/", {"text": "两个人都签字。"})
    question.refresh_from_db()
    assert question.answer == "两个人都签字。"


@pytest.mark.parametrize(("role", "place"), [
    ("officer", "office"), ("manager", "county"), ("reviewer", "county"), ("officer", "office3"),
])  # fmt: skip
def test_others_neither_see_nor_answer(
    land: Any, question: Any, at_desk: Any, role: str, place: str
) -> None:
    client = at_desk(role, getattr(land, place))
    assert question.text not in shown(client, "/cases/questions/")
    answer = client.post(f"/cases/questions/{question.pk}/answer/", {"text": "我来答"})
    assert answer.status_code == 404


def test_whoever_asked_does_not_answer(question: Any, asker: Any) -> None:
    with pytest.raises(Denied):
        asking.answer(by=asker, question=question, text="自问自答")


def test_nobody_can_be_asked_about_a_case_that_nobody_handed_in(
    case: Any, officer: Client, asker: Any
) -> None:
    assert "向检察院提问" not in shown(officer, f"/cases/{case.pk}/")
    with pytest.raises(NotVisible):
        asking.ask(by=asker, case=case, text="？")


def test_learners_do_not_ask(handed_in: Any, learner: Client) -> None:
    assert learner.post(f"/cases/{handed_in.pk}/ask/", {"text": "？"}).status_code == 403
    assert learner.get("/cases/questions/").status_code == 403


@pytest.mark.parametrize("text", ["", "  ", "长" * 1001])
def test_what_is_said(handed_in: Any, officer: Client, text: str) -> None:
    assert officer.post(f"/cases/{handed_in.pk}/ask/", {"text": text}).status_code == 422


def test_a_withdrawn_case_is_not_named(
    land: Any, question: Any, handed_in: Any, prosecutor: Any, at_desk: Any
) -> None:
    withdraw(page=handed_in, by=people.user_with_role("reviewer", land.county), reason="有误")
    html = shown(at_desk(prosecutor), "/cases/questions/")
    assert question.text in html
    assert handed_in.title not in html


def test_the_page_costs_the_same_however_many(
    handed_in: Any, asker: Any, prosecutor: Any, at_desk: Any, django_assert_num_queries: Any
) -> None:
    client = at_desk(prosecutor)
    asking.ask(by=asker, case=handed_in, text="一")
    shown(client, "/cases/questions/")
    with django_assert_num_queries(9):
        shown(client, "/cases/questions/")
    for text in ("二", "三"):
        asking.ask(by=asker, case=handed_in, text=text)
    with django_assert_num_queries(9):
        shown(client, "/cases/questions/")
