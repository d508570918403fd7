"""Cases in the CMS: written, previewed, reviewed; warning cases are not touched there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cases import attachments, residue
from cases.deidentify.spans import Kind, Span
from cases.models import CasePage, Offence
from content import rules, workflow
from content.actions import offer_again, take_back, withdraw
from content.adopting import adopt, take_over
from content.models import Adoption, Document
from content.tree import index_of
from lms.core.errors import Denied, Invalid
from tests.factories import cases as make
from tests.factories import content, people

FACTS = "他按时报到，积极参加公益活动，主动向司法所说明家里的困难，一步一步走了出来。" * 5


def form(**fields: Any) -> dict[str, Any]:
    data = {
        "title": "他走出来了", "kind": "exemplary", "summary": "一年的变化。",
        "body": streamfield([("text", rich_text(f"<p>{FACTS}</p>"))]),
        "timeline": streamfield([]), "statutes": streamfield([]), "checks": streamfield([]),
        "attachments": streamfield([]), "post": "", "unit_type": "", "amount": "", "sentence": "",
        "causes": "", "lessons": "早说早帮", "measures": "", "discussion": "",
        "source_authority": "某县司法局", "level": "county", "year": "", "happened": "",
        "dimension": "education", "audience": "both", "sharing": "county", "source": "",
        "licence": "", **fields,
    }  # fmt: skip
    return nested_form_data(data)


@pytest.fixture
def editor(land: Any) -> Any:
    return people.user_with_role("editor", land.county)


@pytest.fixture
def reviewer(land: Any) -> Any:
    return people.user_with_role("reviewer", land.county)


@pytest.fixture
def add_path(land: Any) -> str:
    return f"/cms/pages/add/cases/casepage/{index_of(land.county, CasePage).pk}/"


def found_in(words: str, confidence: float) -> Any:
    """A finder that knows one word."""

    def residual(texts: list[str], known: Any = ()) -> list[list[Span]]:
        return [
            [Span(at, at + len(words), Kind.PERSON, words, "某", confidence, "test")]
            if (at := text.find(words)) >= 0 else []
            for text in texts
        ]  # fmt: skip

    return residual


@pytest.fixture
def finds(monkeypatch: Any) -> Any:
    """``finds("张三丰", 0.95)``: what the finder would say."""

    def set_to(words: str, confidence: float) -> None:
        monkeypatch.setattr(
            residue.deidentify, "residual", found_in(words, confidence), raising=False
        )

    set_to("绝无此词", 1)
    return set_to


def decide(client: Client, page: Any, action: str, comment: str = "") -> Any:
    extra = {"action-workflow-action": "1", "workflow-action-name": action}
    if comment:
        extra["workflow-action-extra-data"] = json.dumps({"comment": comment})
    return client.post(f"/cms/pages/{page.pk}/edit/", {**form(), **extra})


def test_written_previewed_reviewed_published(
    finds: Any, at_desk: Any, editor: Any, reviewer: Any, add_path: str
) -> None:
    desk = at_desk(editor)
    desk.post(add_path, form(**{"action-submit": "1"}))
    page = CasePage.objects.get()
    assert workflow.is_under_review(page)
    decide(at_desk(reviewer), page, "approve")
    page.refresh_from_db()
    assert page.live
    assert "早说早帮" in at_desk(editor).get(page.address).content.decode()


def test_a_draft_is_seen_as_its_reader_sees_it(
    land: Any, finds: Any, at_desk: Any, editor: Any
) -> None:
    page = make.case(land.county, kind="exemplary", live=False)
    desk = at_desk(editor)
    answer = desk.post(f"/cms/pages/{page.pk}/edit/preview/", form(measures="每月谈话"))
    assert answer.json()["is_valid"]
    html = desk.get(f"/cms/pages/{page.pk}/edit/preview/").content.decode()
    assert "每月谈话" in html
    assert "case-page" not in html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"summary": ""}, "还没有写摘要。"),
        ({"body": streamfield([("text", rich_text("<p>太短</p>"))])}, "案情至少写 100 个字。"),
        ({"lessons": ""}, "请写明警示与启示。"),
        ({"source_authority": ""}, "请写明来源单位。"),
        ({"kind": "legal_education"}, "法治教育案例要引用法律条文。"),
        ({"kind": "corrective_education"}, "教育矫正案例要写明采取的措施。"),
        ({"kind": "warning"}, "选择一个有效的选项"),
    ],
)
def test_what_is_not_whole_is_not_sent_to_review(
    finds: Any, at_desk: Any, editor: Any, add_path: str, fields: dict[str, Any], sentence: str
) -> None:
    answer = at_desk(editor).post(add_path, form(**fields, **{"action-submit": "1"}))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not CasePage.objects.exists()


def test_nothing_is_published_that_certainly_names_somebody(
    finds: Any, at_desk: Any, editor: Any, add_path: str
) -> None:
    finds("张三丰", 0.95)
    body = form(lessons="学习张三丰", **{"action-submit": "1"})
    html = at_desk(editor).post(add_path, body).content.decode()
    assert "“警示与启示”中仍有可识别的个人信息" in html
    assert not CasePage.objects.exists()


@pytest.fixture
def doubtful(land: Any, finds: Any, at_desk: Any, editor: Any, add_path: str) -> Any:
    """Under review, with a word that may be a name."""
    finds("小白", 0.7)
    at_desk(editor).post(add_path, form(causes="小白说过", **{"action-submit": "1"}))
    return CasePage.objects.get()


def test_what_may_name_somebody_takes_a_written_reason(
    doubtful: Any, at_desk: Any, reviewer: Any
) -> None:
    client = at_desk(reviewer)
    html = client.get(f"/cms/pages/{doubtful.pk}/edit/").content.decode()
    assert "……小白说过……" in html
    assert decide(client, doubtful, "approve").status_code == 422
    doubtful.refresh_from_db()
    assert not doubtful.live
    decide(client, doubtful, "approve", "“小白”是作者笔下的统称")
    doubtful.refresh_from_db()
    assert doubtful.live


def test_the_same_by_program(doubtful: Any, reviewer: Any) -> None:
    with pytest.raises(Invalid):
        workflow.approve(page=doubtful, by=reviewer, comment=" ")
    assert workflow.approve(page=doubtful, by=reviewer, comment="是统称").live


def test_every_text_is_looked_at(land: Any, finds: Any) -> None:
    finds("王小明", 0.95)
    event = {"when": "三月", "what": "见到王小明", "turning": False, "question": "",
             "thoughts": [], "hint": ""}  # fmt: skip
    check = content.check("王小明做错了什么？")
    file = content.document(organisation=land.county, title="王小明的材料")
    for fields in (
        {"title": "王小明的故事"}, {"timeline": [("event", event)]}, {"sentence": "王小明获刑"},
        {"checks": [("self_check", check)]}, {"discussion": "王小明怎么办"},
        {"attachments": [("download", {"document": file, "label": ""})]},
    ):  # fmt: skip
        page = make.case(land.county, kind="exemplary", live=False, **fields)
        assert any("王小明" in one for one in rules.problems_with(page)), fields


@pytest.mark.parametrize("path", ["edit/", "copy/", "delete/", "move/", "history/", "usage/"])
def test_a_warning_case_is_not_touched(
    land: Any, at_desk: Any, editor: Any, case: Any, path: str
) -> None:
    answer = at_desk(editor).get(f"/cms/pages/{case.pk}/{path}")
    if path == "move/":  # choosing where is harmless; moving is refused
        home = index_of(land.county, CasePage)
        answer = at_desk(editor).post(f"/cms/pages/{case.pk}/move/{home.pk}/confirm/")
    assert answer.status_code in (302, 403)
    if answer.status_code == 302:
        assert answer["Location"] in ("/cms/", "/cms/pages/")


def test_nor_by_a_form_that_is_sent_all_the_same(
    at_desk: Any, editor: Any, case: Any, land: Any
) -> None:
    desk = at_desk(editor)
    desk.post(f"/cms/pages/{case.pk}/edit/", form(title="改过的标题"))
    desk.post(f"/cms/pages/{case.pk}/edit/preview/", form(title="改过的标题"))
    desk.post(f"/cms/bulk/wagtailcore/page/delete/?id={case.pk}&next=/cms/", {})
    case.refresh_from_db()
    assert case.title == "两条香烟的代价"
    assert case.get_latest_revision_as_object().title == "两条香烟的代价"
    assert Page.objects.filter(pk=case.pk).exists()


def test_an_edit_link_is_not_offered(at_desk: Any, editor: Any, case: Any) -> None:
    assert f"/cms/pages/{case.pk}/edit/" not in at_desk(editor).get(case.address).content.decode()


def test_offences_are_among_the_word_lists(land: Any, at_desk: Any, editor: Any) -> None:
    desk = at_desk(editor)
    answer = desk.post(
        "/cms/snippets/cases/offence/add/",
        {"name": "受贿罪", "code": "bribe", "article": "第三百八十五条", "description": ""},
    )
    assert answer.status_code == 302
    assert Offence.objects.get().name == "受贿罪"
    assert "/cms/snippets/cases/offence/" in desk.get("/cms/").content.decode()


# adopted copies


@pytest.fixture
def copy(land: Any, case: Any) -> Any:
    from cases import references

    by = people.user_with_role("reviewer", land.county)
    references.set_number(by=by, case=case, number="（2024）12号")
    CasePage.objects.filter(pk=case.pk).update(released_at=case.first_published_at)
    case.refresh_from_db()
    author = people.user_with_role("editor", land.county2)
    return adopt(page=case, by=author, into=land.county2)


def test_a_copy_has_all_but_number_and_release(case: Any, copy: Any, words: Any) -> None:
    assert (copy.live, copy.title, copy.sharing) == (True, case.title, "county")
    assert [one.pk for one in copy.risk_points.all()] == [words["point"].pk]
    assert not hasattr(copy, "reference")
    assert copy.released_at is None
    assert copy.origin == case.origin


def test_adopted_over_the_page(land: Any, case: Any, at_desk: Any) -> None:
    client = at_desk("editor", land.county2)
    assert "不可修改的副本" in client.get(case.address).content.decode()
    answer = client.post(f"/library/cases/{case.pk}/adopt/", {"into": land.county2.pk})
    made = CasePage.objects.exclude(pk=case.pk).get()
    assert answer["Location"] == made.address


def test_copies_of_a_warning_case_go_with_it(land: Any, case: Any, copy: Any, at_desk: Any) -> None:
    take_back(page=case, by=people.user_with_role("reviewer", land.county), reason="有误")
    copy.refresh_from_db()
    assert (copy.live, copy.withdrawn_reason) == (False, "有误")
    answer = at_desk("officer", land.office3).get(copy.address)
    assert (answer.status_code, copy.title in answer.content.decode()) == (410, False)


def test_copies_of_other_cases_are_the_adopters(land: Any) -> None:
    one = make.case(land.county, kind="exemplary", sharing="city")
    copy = adopt(page=one, by=people.user_with_role("editor", land.county2), into=land.county2)
    withdraw(page=one, by=people.user_with_role("reviewer", land.county), reason="有误")
    copy.refresh_from_db()
    assert copy.live


def test_a_copy_of_a_warning_case_follows_its_original(land: Any, case: Any, copy: Any) -> None:
    case.title = "两条香烟，十年前程"
    case.save_revision().publish()
    copy.refresh_from_db()
    assert (copy.title, copy.live) == ("两条香烟，十年前程", True)
    assert copy.owner_organisation == land.county2
    adoption = Adoption.objects.get(copy=copy)
    assert adoption.changed_at is None


def test_other_copies_wait_for_a_decision(land: Any) -> None:
    one = make.case(land.county, kind="exemplary", sharing="city", title="旧")
    author = people.user_with_role("editor", land.county2)
    copy = adopt(page=one, by=author, into=land.county2)
    one.title = "新"
    one.save_revision().publish()
    copy.refresh_from_db()
    assert copy.title == "旧"
    take_over(adoption=Adoption.objects.get(copy=copy), by=author)
    copy = CasePage.objects.get(pk=copy.pk)
    assert (copy.title, copy.get_latest_revision_as_object().title) == ("旧", "新")


def test_what_came_by_the_procuratorates_way_is_withdrawn_there(
    land: Any, case: Any, editor: Any, reviewer: Any, at_desk: Any
) -> None:
    CasePage.objects.filter(pk=case.pk).update(released_at=case.first_published_at)
    case.refresh_from_db()
    for action in (withdraw, offer_again):
        with pytest.raises(Denied):
            action(page=case, by=reviewer, **({"reason": "x"} if action is withdraw else {}))
    other = make.case(land.county, kind="exemplary")
    listing = at_desk(editor).get(f"/cms/pages/{case.get_parent().pk}/").content.decode()
    offered = [f"/cms/shared/{one.pk}/withdraw/" in listing for one in (case, other)]
    assert offered == [False, True]
    case.refresh_from_db()
    assert case.live


def test_the_files_of_a_withdrawn_case_are_gone_though_a_copy_showed_them(
    land: Any, words: Any
) -> None:
    file = content.document(organisation=land.county, title="全文")
    one = make.case(
        land.county, sharing="city", attachments=[("download", {"document": file, "label": ""})]
    )
    adopt(page=one, by=people.user_with_role("editor", land.county2), into=land.county2)
    withdraw(page=one, by=people.user_with_role("reviewer", land.county), reason="有误")
    attachments.remove(attachments.files_of(one), one)
    assert not Document.objects.filter(pk=file.pk).exists()
