"""The page of a case: what is on it, for whom, and what is left when it is withdrawn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from cases import references
from cases.models import CaseReference
from content.actions import withdraw
from lms.core.errors import Invalid, NotVisible
from lms.core.models import AuditEntry
from tests.cases.library.conftest import shown
from tests.factories import cases as make
from tests.factories import content, people


def said(answer: Any, number: int) -> str:
    """The page without its tokens and the number that was asked for."""
    return re.sub(rf"[\w-]{{20,}}|\b{number}\b", "", answer.content.decode())


def page_of(client: Client, case: Any, status: int = 200) -> str:
    return shown(client, f"/cases/{case.pk}/", status)


def test_all_that_there_is_to_read(case: Any, officer: Client) -> None:
    html = page_of(officer, case)
    for words in (
        "从两条香烟开始。", "司法所所长", "受贿罪", "96,000", "有期徒刑二年", "2024",
        "请假外出审批", "某县人民检察院", "心存侥幸", "不收第一份礼", "双人审批",
        "谁可以拦住他？", "有人送来两条香烟。",
    ):  # fmt: skip
        assert words in html


def test_the_timeline_is_a_picture_and_a_list(case: Any, officer: Client) -> None:
    html = page_of(officer, case)
    assert html.count('class="case-dot') - html.count("case-dot-number") == 3
    assert html.count("case-dot--turn") == 2
    assert html.count('<li class="case-event') == 3


def test_the_hint_opens_with_a_thought_without_script(case: Any, officer: Client) -> None:
    html = page_of(officer, case)
    thoughts = re.findall(r"<details name=\"thought-1\">(.*?)</details>", html, re.S)
    assert len(thoughts) == 2
    assert all("第一次收下" in one for one in thoughts)
    assert "第一次收下" not in re.sub(r"<details.*?</details>", "", html, flags=re.S)


def test_answers_of_self_checks_are_not_in_the_page(land: Any, officer: Client) -> None:
    block = ("self_check", content.check("第一步是什么？"))
    case = make.case(land.county, body=[content.text(), block], checks=[block])
    html = page_of(officer, case)
    assert "先向司法所请假" not in html
    assert "第一步是什么？" not in html


def test_related_cases_share_something_and_are_visible(
    land: Any, case: Any, words: Any, officer: Client
) -> None:
    alike = make.case(land.county, title="同一风险点", risk_points=[words["point"]])
    make.case(land.county, title="毫不相干")
    make.case(land.county2, title="外县不共享", sharing="county", offences=[words["offence"]])
    html = page_of(officer, case)
    related = html[html.index("相关案例") :]
    assert f"/cases/{alike.pk}/" in related
    assert "毫不相干" not in html
    assert "外县不共享" not in html


def test_a_learner_gets_the_text_and_not_the_desk(land: Any, learner: Client) -> None:
    case = make.case(land.county, kind="exemplary", audience="both", discussion="您怎么看？")
    html = page_of(learner, case)
    assert "您怎么看？" in html
    for desk in ("我的清单", "采用", "共享范围", "案号", "/cms/"):
        assert desk not in html


def test_a_number_that_is_not_theirs_is_like_one_that_was_never_given(
    case: Any, learner: Client
) -> None:
    hidden = learner.get(f"/cases/{case.pk}/")
    nothing = learner.get("/cases/999999/")
    assert (hidden.status_code, nothing.status_code) == (404, 404)
    assert said(hidden, case.pk) == said(nothing, 999999)
    for path in (f"/cases/{case.pk}/print/", f"/cases/{case.pk}/number/"):
        assert learner.get(path).status_code == 404


def test_drafts_are_not_there(land: Any, officer: Client) -> None:
    page_of(officer, make.case(land.county, live=False), 404)


@pytest.fixture
def withdrawn(land: Any, case: Any) -> Any:
    reviewer = people.user_with_role("reviewer", land.county)
    return withdraw(page=case, by=reviewer, reason="原判决已被改判")


def test_who_could_read_it_finds_a_tombstone(withdrawn: Any, officer: Client) -> None:
    for path in ("", "print/"):
        html = shown(officer, f"/cases/{withdrawn.pk}/{path}", 410)
        assert "原判决已被改判" in html
        assert withdrawn.title not in html
        assert "香烟" not in html
    assert withdrawn.title not in shown(officer, "/cases/")


def test_who_could_not_finds_nothing(land: Any, withdrawn: Any, learner: Client) -> None:
    page_of(learner, withdrawn, 404)


def test_nobody_keeps_the_page(case: Any, officer: Client) -> None:
    assert "no-store" in officer.get(f"/cases/{case.pk}/")["Cache-Control"]


def test_on_paper(case: Any, officer: Client) -> None:
    html = shown(officer, f"/cases/{case.pk}/print/")
    assert "双人审批" in html
    assert "仅供内部学习" in html
    assert "主菜单" not in html


def test_the_number_is_for_the_owner_and_logged(land: Any, case: Any, at_desk: Any) -> None:
    reviewer = people.user_with_role("reviewer", land.county)
    references.set_number(by=reviewer, case=case, number="（2024）某刑初12号")
    html = shown(at_desk(reviewer), f"/cases/{case.pk}/number/")
    assert "（2024）某刑初12号" in html
    assert AuditEntry.objects.filter(verb="cases.number_seen", actor=reviewer).count() == 1
    assert "（2024）某刑初12号" not in page_of(at_desk(reviewer), case)


@pytest.mark.parametrize(
    ("role", "place"),
    [("officer", "office"), ("manager", "county"), ("reviewer", "county2"), ("auditor", "county"),
     ("prosecutor", "procuratorate")],
)  # fmt: skip
def test_others_do_not_learn_that_there_is_a_number(
    land: Any, case: Any, at_desk: Any, role: str, place: str
) -> None:
    user = people.user_with_role(role, getattr(land, place))
    assert at_desk(user).get(f"/cases/{case.pk}/number/").status_code == 404
    with pytest.raises(NotVisible):
        references.number_of(user, case)
    assert not AuditEntry.objects.filter(verb="cases.number_seen").exists()


def test_who_handed_it_in_knows_the_number(land: Any, case: Any, at_desk: Any) -> None:
    prosecutor = people.user_with_role("prosecutor", land.procuratorate)
    make.submission(by=prosecutor, case=case, state="published")
    answer = at_desk(prosecutor).post(f"/cases/{case.pk}/number/", {"number": "甲12号"})
    assert answer.status_code == 302
    assert CaseReference.objects.get(case=case).number == "甲12号"
    references.set_number(by=prosecutor, case=case, number=" ")
    assert not CaseReference.objects.exists()
    with pytest.raises(Invalid):
        references.set_number(by=prosecutor, case=case, number="长" * 61)


def test_a_page_costs_the_same_however_long_it_is(
    land: Any, case: Any, words: Any, officer: Client, django_assert_num_queries: Any
) -> None:
    page_of(officer, case)
    with django_assert_num_queries(22):
        page_of(officer, case)
    for number in range(6):
        make.case(land.county, title=f"另一个{number}", risk_points=[words["point"]])
    with django_assert_num_queries(22):
        page_of(officer, case)
