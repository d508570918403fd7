"""Saved lists and seminars: one's own, shared with the unit, always what can be seen now."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.actions import shelf as actions
from cases.models import CaseList
from cases.shelf import shelf_of
from content.actions import withdraw
from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from tests.cases.library.conftest import shown
from tests.factories import cases as make
from tests.factories import people


@pytest.fixture
def user(land: Any) -> Any:
    return people.user_with_role("officer", land.office)


@pytest.fixture
def client(user: Any, at_desk: Any) -> Client:
    return at_desk(user)


@pytest.fixture
def others(land: Any) -> list[Any]:
    return [make.case(land.county, title=f"第{n}个案例", discussion=f"问题{n}") for n in (1, 2)]


@pytest.fixture
def listed(user: Any, case: Any, others: Any) -> CaseList:
    """Three cases in a list of the officer's."""
    made = actions.make_list(by=user, title="廉政学习")
    for one in (case, *others):
        actions.add(by=user, case_list=made, case_id=one.pk)
    return made


def titles(user: Any, case_list: CaseList) -> list[str]:
    return [one.page.title for one in shelf_of(user, case_list).entries]


def test_a_list_is_made_from_the_page_of_a_case(client: Client, user: Any, case: Any) -> None:
    body = {"title": "廉政学习", "case": case.pk, "next": f"/cases/{case.pk}/"}
    assert client.post("/cases/lists/new/", body)["Location"] == f"/cases/{case.pk}/"
    made = CaseList.objects.get()
    assert (made.owner, titles(user, made)) == (user, [case.title])
    assert "移出" in shown(client, f"/cases/{case.pk}/")
    assert "廉政学习" in shown(client, "/cases/lists/")


def test_adding_twice_changes_nothing(client: Client, user: Any, case: Any) -> None:
    made = actions.make_list(by=user, title="廉政学习")
    for _time in range(2):
        client.post(f"/cases/lists/{made.pk}/cases/", {"case": case.pk, "do": "add"})
    assert made.items.count() == 1


def test_sorting_and_taking_out(
    client: Client, user: Any, listed: Any, case: Any, others: Any
) -> None:
    path = f"/cases/lists/{listed.pk}/cases/"
    client.post(path, {"case": others[1].pk, "do": "up"})
    assert titles(user, listed) == [case.title, "第2个案例", "第1个案例"]
    client.post(path, {"case": case.pk, "do": "down"})
    assert titles(user, listed) == ["第2个案例", case.title, "第1个案例"]
    client.post(path, {"case": others[1].pk, "do": "up"})
    client.post(path, {"case": case.pk, "do": "remove"})
    assert titles(user, listed) == ["第2个案例", "第1个案例"]


def test_renamed_shared_deleted(client: Client, listed: Any) -> None:
    path = f"/cases/lists/{listed.pk}/change/"
    client.post(path, {"do": "rename", "title": "警示教育月", "note": "三月用"})
    client.post(path, {"do": "share"})
    listed.refresh_from_db()
    assert (listed.title, listed.note, listed.is_shared) == ("警示教育月", "三月用", True)
    client.post(path, {"do": "unshare"})
    listed.refresh_from_db()
    assert not listed.is_shared
    assert client.post(path, {"do": "delete"})["Location"] == "/cases/lists/"
    assert not CaseList.objects.exists()


def test_the_unit_sees_what_is_shared_and_changes_nothing(
    land: Any, at_desk: Any, user: Any, listed: Any, case: Any
) -> None:
    colleague = at_desk("officer", land.office)
    assert colleague.get(f"/cases/lists/{listed.pk}/").status_code == 404
    actions.share(by=user, case_list=listed, shared=True)
    assert case.title in shown(colleague, f"/cases/lists/{listed.pk}/")
    answer = colleague.post(f"/cases/lists/{listed.pk}/cases/", {"case": case.pk, "do": "remove"})
    assert answer.status_code == 403
    assert at_desk("officer", land.office2).get(f"/cases/lists/{listed.pk}/").status_code == 404


def test_what_is_withdrawn_is_gone_from_the_list(
    land: Any, client: Client, listed: Any, case: Any
) -> None:
    reviewer = people.user_with_role("reviewer", land.county)
    withdraw(page=case, by=reviewer, reason="有误")
    html = shown(client, f"/cases/lists/{listed.pk}/")
    assert "有 1 个案例已被撤回" in html
    assert case.title not in html
    for page in ("plan", "handout"):
        assert case.title not in shown(client, f"/cases/lists/{listed.pk}/{page}/")


def test_a_case_that_one_cannot_see_cannot_be_listed(land: Any, user: Any) -> None:
    made = actions.make_list(by=user, title="清单")
    hidden = make.case(land.county2, sharing="county")
    with pytest.raises(NotVisible):
        actions.add(by=user, case_list=made, case_id=hidden.pk)


def test_what_is_not_shared_with_a_colleague_is_only_counted(
    land: Any, at_desk: Any, user: Any
) -> None:
    """A list goes to the unit; a case in it may be for fewer people."""
    both = people.user_with_role("reviewer", land.county2)
    people.give_role(user, "officer", land.county2)
    hidden = make.case(land.county2, title="邻县的案例", sharing="own")
    made = actions.make_list(by=people.again(user), title="清单")
    actions.add(by=people.again(user), case_list=made, case_id=hidden.pk)
    CaseList.objects.update(is_shared=True)
    colleague = at_desk("officer", land.office)
    html = shown(colleague, f"/cases/lists/{made.pk}/")
    assert "邻县的案例" not in html
    assert "没有共享给您" in html
    assert both.is_desk


def test_limits(user: Any, case: Any, others: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "MOST_CASES", 1)
    monkeypatch.setattr(actions, "MOST_LISTS", 1)
    made = actions.make_list(by=user, title="清单")
    actions.add(by=user, case_list=made, case_id=case.pk)
    with pytest.raises(Conflict):
        actions.add(by=user, case_list=made, case_id=others[0].pk)
    with pytest.raises(Conflict):
        actions.make_list(by=user, title="又一个")
    with pytest.raises(Invalid):
        actions.rename(by=user, case_list=made, title=" ", note="")


def test_a_seminar(client: Client, listed: Any, case: Any, others: Any) -> None:
    first = shown(client, f"/cases/lists/{listed.pk}/seminar/")
    assert "谁可以拦住他？" in first
    body = {
        "goal": "守住审批关", f"minutes-{case.pk}": "30", f"ask-{case.pk}": ["我们所里呢？"],
        f"own-{case.pk}": "您见过类似的事吗？",
        **{f"minutes-{one.pk}": "10" for one in others},
        f"ask-{others[0].pk}": ["别人写的问题"],
    }  # fmt: skip
    answer = client.post(f"/cases/lists/{listed.pk}/seminar/", body)
    assert answer["Location"] == f"/cases/lists/{listed.pk}/plan/"
    plan = shown(client, f"/cases/lists/{listed.pk}/plan/")
    for words in (
        "守住审批关", "第 0–30 分钟", "第 30–40 分钟", "我们所里呢？", "您见过类似的事吗？",
        "问题1", "第一次收下", "双人审批",
    ):  # fmt: skip
        assert words in plan
    assert "谁可以拦住他？" not in plan
    assert "别人写的问题" not in plan
    handout = shown(client, f"/cases/lists/{listed.pk}/handout/")
    assert "我们所里呢？" in handout
    for found_out_together in ("第一次收下", "双人审批", "不收第一份礼"):
        assert found_out_together not in handout


@pytest.mark.parametrize("minutes", ["0", "", "x", "241", "-3", "９"])
def test_minutes_are_a_number(client: Client, listed: Any, minutes: str, case: Any) -> None:
    body = {f"minutes-{case.pk}": minutes}
    assert client.post(f"/cases/lists/{listed.pk}/seminar/", body).status_code == 422


@pytest.mark.parametrize(("role", "may"), [
    ("teacher", True), ("officer", True), ("manager", True), ("editor", True),
    ("prosecutor", False), ("auditor", False), ("helper", False), ("reviewer", False),
])  # fmt: skip
def test_who_holds_seminars(land: Any, role: str, may: bool) -> None:
    user = people.user_with_role(role, land.county)
    made = actions.make_list(by=user, title="清单")
    if may:
        assert actions.plan_seminar(by=user, case_list=made, goal="", parts=[]).is_seminar
    else:
        with pytest.raises(Denied):
            actions.plan_seminar(by=user, case_list=made, goal="", parts=[])


def test_learners_have_no_lists(learner: Client, listed: Any) -> None:
    for path in ("", f"{listed.pk}/", f"{listed.pk}/plan/", f"{listed.pk}/handout/"):
        assert learner.get(f"/cases/lists/{path}").status_code == 403
    assert learner.post("/cases/lists/new/", {"title": "x"}).status_code == 403


def test_lists_cost_the_same_however_many(
    client: Client, user: Any, listed: Any, django_assert_num_queries: Any
) -> None:
    shown(client, "/cases/lists/")
    with django_assert_num_queries(8):
        shown(client, "/cases/lists/")
    for number in range(3):
        actions.make_list(by=user, title=f"清单{number}")
    with django_assert_num_queries(8):
        shown(client, "/cases/lists/")
    with django_assert_num_queries(8):
        shown(client, f"/cases/lists/{listed.pk}/")
