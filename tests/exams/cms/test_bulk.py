"""Tagging, moving and retiring many questions at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from content import workflow
from content.models import KnowledgePoint
from exams.bank import filing, plain
from exams.models import Question
from lms.core.errors import Denied
from lms.core.models import AuditEntry
from tests.exams.cms.conftest import drafted
from tests.factories import exams as make

URL = "/cms/bulk/exams/question"


def act(client: Any, action: str, questions: Any, data: Any, **more: Any) -> Any:
    ids = [("id", one if isinstance(one, str) else str(one.pk)) for one in questions]
    query = urlencode([*ids, *more.items()])
    return client.post(f"{URL}/{action}/?{query}", data)


def test_tags_are_added_and_taken_away(land: Any, desk: Any, editor: Any) -> None:
    made = [drafted(editor, land.county, tags=("旧",)) for _ in range(3)]
    act(desk, "tag", made, {"add": "月考, 请假", "remove": "旧"})
    for one in Question.objects.all():
        assert set(one.tags.names()) == {"月考", "请假"}
        assert plain.from_json(one.plain).tags == ("月考", "请假")
        assert set(one.get_latest_revision_as_object().tags.names()) == {"月考", "请假"}
    entry = AuditEntry.objects.get(verb="exams.questions_tagged")
    assert len(entry.after["questions"]) == 3


def test_moved_to_a_knowledge_point(land: Any, desk: Any, editor: Any) -> None:
    point = KnowledgePoint.objects.create(code="leave", name="请销假")
    made = [drafted(editor, land.county) for _ in range(3)]
    act(desk, "move", made, {"to": str(point.pk)})
    for one in Question.objects.all():
        draft = one.get_latest_revision_as_object()
        assert (one.knowledge, draft.knowledge) == (point, point)
        assert one.plain["knowledge"] == draft.plain["knowledge"] == "leave"
    assert AuditEntry.objects.filter(verb="exams.questions_moved", actor=editor).exists()


def test_moving_releases_no_draft_and_makes_no_version(land: Any, editor: Any, person: Any) -> None:
    question = drafted(editor, land.county)
    workflow.submit(page=question, by=editor)
    workflow.approve(page=question, by=person("reviewer", land.county))
    point = KnowledgePoint.objects.create(code="leave", name="请销假")
    filing.move(by=editor, questions=[question], to=point)
    row = Question.objects.get()
    assert (row.versions.count(), row.has_unpublished_changes) == (1, False)
    assert row.live_revision_id == row.latest_revision_id


def test_retired_with_a_reason(land: Any, desk: Any, editor: Any) -> None:
    made = [make.question(owner=land.county) for _ in range(2)]
    assert act(desk, "delete", made, {"reason": ""}).status_code == 200
    act(desk, "delete", made, {"reason": "法律改了"})
    assert all(one.is_retired for one in Question.objects.all())
    reasons = AuditEntry.objects.filter(verb="exams.question_retired").values_list("reason")
    assert set(reasons) == {("法律改了",)}


@pytest.mark.parametrize("action", ["tag", "move", "delete"])
def test_another_county_changes_and_learns_nothing(
    land: Any, stranger: Any, draft: Any, action: str
) -> None:
    point = KnowledgePoint.objects.create(code="leave", name="请销假")
    answer = act(stranger, action, [draft], {"add": "x", "to": str(point.pk), "reason": "x"})
    shown = stranger.get(f"{URL}/{action}/?id={draft.pk}").content.decode()
    assert draft.summary not in answer.content.decode() + shown
    row = Question.objects.get()
    assert (row.knowledge, row.is_retired, row.tags.count()) == (None, False, 0)


def test_the_action_asks_too(land: Any, draft: Any, person: Any) -> None:
    with pytest.raises(Denied):
        filing.tag(by=person("editor", land.county2), questions=[draft], add=["x"])


def test_a_reviewer_files_nothing(land: Any, at_desk: Any, draft: Any) -> None:
    act(at_desk("reviewer", land.county), "tag", [draft], {"add": "x"})
    assert Question.objects.get().tags.count() == 0


def test_all_of_the_list_is_all_that_was_filtered(land: Any, desk: Any, editor: Any) -> None:
    drafted(editor, land.county)
    fill = drafted(editor, land.county, plain.FILL)
    act(desk, "tag", ["all"], {"add": "填空"}, next="/cms/snippets/exams/question/?kind=fill")
    assert [one.pk for one in Question.objects.filter(tags__name="填空")] == [fill.pk]


def test_what_is_under_review_is_left_alone(land: Any, desk: Any, editor: Any, draft: Any) -> None:
    workflow.submit(page=draft, by=editor)
    act(desk, "tag", [draft], {"add": "x"})
    assert Question.objects.get().tags.count() == 0


def test_hundreds_take_as_many_queries_as_ten(
    land: Any, editor: Any, django_assert_max_num_queries: Any
) -> None:
    point = KnowledgePoint.objects.create(code="leave", name="请销假")
    made = [drafted(editor, land.county) for _ in range(30)]
    with django_assert_max_num_queries(14):
        assert len(filing.move(by=editor, questions=made, to=point)) == 30
    with django_assert_max_num_queries(16):
        assert len(filing.tag(by=editor, questions=made, add=["月考"])) == 30
