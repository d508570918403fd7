"""Writing and changing questions over the form of the CMS."""

from __future__ import annotations

from typing import Any

import pytest

from content import workflow
from content.models import KnowledgePoint
from exams.bank import plain
from exams.models import Question
from tests.exams.cms.conftest import drafted
from tests.exams.cms.posting import URL, form, items, option, single, text
from tests.factories import exams as make


def test_the_kind_is_chosen_first(desk: Any) -> None:
    answer = desk.get(f"{URL}/add/").content.decode()
    assert all(f"?kind={kind}" in answer for kind in plain.KINDS)


@pytest.mark.parametrize("kind", plain.KINDS)
def test_each_kind_has_its_form(desk: Any, land: Any, editor: Any, kind: str) -> None:
    assert desk.get(f"{URL}/add/?kind={kind}").status_code == 200
    question = drafted(editor, land.county, kind)
    assert desk.get(f"{URL}/edit/{question.pk}/").status_code == 200


def test_a_draft_is_kept_with_its_columns(land: Any, desk: Any, editor: Any) -> None:
    point = KnowledgePoint.objects.create(code="leave", name="请销假")
    desk.post(
        f"{URL}/add/?kind=single",
        form(land.county, knowledge=str(point.pk), tags="月考, 请假", difficulty="2"),
    )
    question = Question.objects.get()
    assert (question.summary, question.kind) == ("外出前先做什么？", "single")
    assert (question.knowledge, question.difficulty, question.live) == (point, 2, False)
    assert question.made_by == editor
    stored = plain.from_json(question.plain)
    assert [(one.id, one.text, one.right) for one in stored.options] == [
        ("a", "先请假", True),
        ("b", "先出发", False),
    ]
    assert stored.tags == ("月考", "请假")
    assert {tag.name for tag in question.tags.all()} == {"月考", "请假"}


def test_a_key_is_given_when_none_is(land: Any, desk: Any) -> None:
    desk.post(f"{URL}/add/?kind=single", form(land.county))
    assert len(Question.objects.get().key) == 12


def test_a_key_is_there_once(land: Any, desk: Any, draft: Any) -> None:
    desk.post(f"{URL}/add/?kind=single", form(land.county, key=draft.key))
    assert Question.objects.count() == 1


def test_a_draft_may_be_half_done_but_is_not_sent_to_review(land: Any, desk: Any) -> None:
    half = single("", option("先请假"), option("先请假"))
    answer = desk.post(f"{URL}/add/?kind=single", form(land.county, half, **{"action-submit": "1"}))
    assert answer.status_code == 200
    assert not Question.objects.exists()
    assert desk.post(f"{URL}/add/?kind=single", form(land.county, half)).status_code == 302
    assert not workflow.is_under_review(Question.objects.get())


def test_what_is_wrong_is_said_at_its_field(land: Any, desk: Any) -> None:
    half = single("问", option("甲"), option("甲"))
    data = form(land.county, half, score="0", **{"action-submit": "1"})
    found = desk.post(f"{URL}/add/?kind=single", data).context["form"].errors
    assert set(found) == {"body", "score"}
    (error,) = found["body"].as_data()
    assert len(error.block_errors["options"].messages) == 2


def test_an_edit_that_changes_nothing_changes_nothing(land: Any, desk: Any, editor: Any) -> None:
    stem = "<p>a <strong>b</strong></p><p>c</p>"
    question = drafted(editor, land.county, stem=stem, explanation="<ul><li>x</li></ul>")
    before = question.plain
    page = desk.get(f"{URL}/edit/{question.pk}/").context["form"]
    block = page.fields["body"].block
    value = block.get_form_state(page.initial["body"])
    options = [
        {"mark": one["value"]["mark"], "text": one["value"]["text"],
         "feedback": one["value"]["feedback"], "right": "on" if one["value"]["right"] else ""}
        for one in value["options"]
    ]  # fmt: skip
    for one in options:
        if not one["right"]:
            del one["right"]
    body = {"stem": value["stem"], "options": items(options), "shuffle": "on",
            "explanation": value["explanation"]}  # fmt: skip
    desk.post(f"{URL}/edit/{question.pk}/", form(body=body, score="5", key=question.key))
    again = Question.objects.get()
    assert again.latest_revision_id != question.latest_revision_id
    assert again.plain == before


def test_a_released_question_is_succeeded_not_changed(
    land: Any, desk: Any, editor: Any, person: Any
) -> None:
    question = drafted(editor, land.county)
    workflow.submit(page=question, by=editor)
    workflow.approve(page=question, by=person("reviewer", land.county))
    first = Question.objects.get().current
    desk.post(f"{URL}/edit/{question.pk}/", form(body=single("改过的题")))
    row = Question.objects.get()
    assert (row.current, row.summary, row.has_unpublished_changes) == (
        first, question.summary, True,
    )  # fmt: skip
    workflow.submit(page=row, by=editor)
    workflow.approve(page=row, by=person("reviewer", land.county))
    row = Question.objects.get()
    assert (row.summary, row.current.number, row.versions.count()) == ("改过的题", 2, 2)
    first.refresh_from_db()
    assert first.plain["stem"] == question.plain["stem"]


def test_only_own_organisations_can_own_it(land: Any, desk: Any) -> None:
    desk.post(f"{URL}/add/?kind=single", form(land.county2))
    assert not Question.objects.exists()


def test_the_owner_and_the_kind_stay(land: Any, desk: Any, draft: Any) -> None:
    desk.post(f"{URL}/edit/{draft.pk}/", form(land.county2, kind="fill"))
    question = Question.objects.get()
    assert (question.owner_organisation, question.kind) == (land.county, "single")


def test_a_reviewer_decides_but_changes_nothing(
    land: Any, editor: Any, draft: Any, at_desk: Any
) -> None:
    workflow.submit(page=draft, by=editor)
    reviewer = at_desk("reviewer", land.county)
    assert "批准" in reviewer.get(f"{URL}/edit/{draft.pk}/").content.decode()
    decision = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    reviewer.post(f"{URL}/edit/{draft.pk}/", {**form(body=single("偷偷改了")), **decision})
    question = Question.objects.get()
    assert (question.live, question.summary) == (True, draft.summary)
    assert question.current.number == 1


def test_a_reviewer_saves_no_draft(land: Any, editor: Any, draft: Any, at_desk: Any) -> None:
    workflow.submit(page=draft, by=editor)
    reviewer = at_desk("reviewer", land.county)
    answer = reviewer.post(f"{URL}/edit/{draft.pk}/", form(body=single("改")))
    assert answer.status_code == 409
    assert workflow.may_review(draft, answer.wsgi_request.user)


def test_the_author_waits(land: Any, editor: Any, draft: Any, desk: Any) -> None:
    workflow.submit(page=draft, by=editor)
    desk.post(f"{URL}/edit/{draft.pk}/", form(body=single("再改")))
    assert Question.objects.get().get_latest_revision_as_object().summary == draft.summary


def test_nobody_publishes_alone(land: Any, desk: Any, draft: Any) -> None:
    desk.post(f"{URL}/edit/{draft.pk}/", form(**{"action-publish": "1"}))
    assert not Question.objects.get().live
    assert "action-publish" not in desk.get(f"{URL}/edit/{draft.pk}/").content.decode()


def test_not_even_a_superuser_does(land: Any, draft: Any, at_desk: Any) -> None:
    from tests.factories import people

    root = at_desk(people.user(is_superuser=True))
    root.post(f"{URL}/edit/{draft.pk}/", form(**{"action-publish": "1"}))
    assert root.post(f"{URL}/unpublish/{draft.pk}/").status_code in (302, 403)
    assert not Question.objects.get().live


def test_a_case_keeps_what_its_parts_are(land: Any, desk: Any, editor: Any) -> None:
    question = drafted(editor, land.county, plain.CASE)
    first, second = plain.from_json(question.plain).parts
    parts = [
        ("single", {**single("第一问"), "key": first.key, "score": "5"}),
        ("short", {"key": "", "stem": text("新的一问"), "model_answer": "答", "score": "3",
                   "rubric": items([]), "max_characters": "", "explanation": text("")}),
    ]  # fmt: skip
    body = {"stem": text("案情"), "parts": items(parts, of="kind"), "explanation": text("")}
    desk.post(f"{URL}/edit/{question.pk}/", form(body=body))
    stored = plain.from_json(Question.objects.get().plain)
    assert [part.kind for part in stored.parts] == ["single", "short"]
    assert stored.parts[0].key == first.key
    assert stored.parts[1].key not in (first.key, second.key)
    assert stored.worth == 8


def test_a_table_is_edited_as_markup(land: Any, desk: Any, editor: Any) -> None:
    table = "<table><tbody><tr><td>甲</td></tr></tbody></table>"
    question = drafted(editor, land.county, stem=table)
    page = desk.get(f"{URL}/edit/{question.pk}/")
    assert page.context["form"].as_markup
    body = {**single(), "stem": table, "explanation": "", "options": items([
        {"mark": "a", "text": "<b>甲</b>", "right": "on", "feedback": ""},
        {"mark": "b", "text": "<script>x</script>乙", "feedback": ""},
    ])}  # fmt: skip
    desk.post(f"{URL}/edit/{question.pk}/", form(body=body, markup="1"))
    stored = plain.from_json(Question.objects.get().plain)
    assert stored.stem == table
    assert [one.text for one in stored.options] == ["<b>甲</b>", "乙"]


@pytest.mark.parametrize("kind", plain.KINDS)
def test_every_kind_is_previewed(land: Any, desk: Any, editor: Any, kind: str) -> None:
    question = drafted(editor, land.county, kind)
    revision = question.latest_revision
    page = desk.get(f"{URL}/history/{question.pk}/revisions/{revision.pk}/view/")
    assert "外出要先批准" in page.content.decode()


def test_the_preview_shows_what_stands_in_the_form(land: Any, desk: Any, draft: Any) -> None:
    answer = desk.post(f"{URL}/preview/{draft.pk}/", form(body=single("还没有保存")))
    assert answer.json()["is_valid"]
    shown = desk.get(f"{URL}/preview/{draft.pk}/").content.decode()
    assert "还没有保存" in shown
    assert "要先批准" in shown


def test_a_new_question_is_previewed(land: Any, desk: Any) -> None:
    url = f"{URL}/preview/?kind=single"
    assert desk.post(url, form(land.county, single("新题"))).json()["is_valid"]
    assert "新题" in desk.get(url).content.decode()


def test_what_asks_nearly_the_same_is_shown(land: Any, desk: Any, editor: Any) -> None:
    stem = "社区矫正对象离开所居住的市县应当先向谁请假并得到批准才可以外出"
    first = drafted(editor, land.county, stem=f"{stem}？")
    second = drafted(editor, land.county, stem=f"{stem}吗？")
    page = desk.get(f"{URL}/edit/{second.pk}/").content.decode()
    assert f"{URL}/inspect/{first.pk}/" in page


def test_used_ones_say_where(land: Any, desk: Any) -> None:
    question = make.question(owner=land.county)
    make.paper(question, title="七月测验")
    page = desk.get(f"{URL}/edit/{question.pk}/").content.decode()
    assert "七月测验" in page
