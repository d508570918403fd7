"""The list of the bank: columns, filters, search, and a fixed number of queries."""

from __future__ import annotations

from typing import Any

import pytest

from content import workflow
from content.models import KnowledgePoint
from exams.bank import keeping, plain
from exams.models import Question
from tests.exams.cms.conftest import drafted
from tests.exams.cms.posting import URL
from tests.factories import exams as make


def shown(desk: Any, query: str = "") -> set[str]:
    """Keys of the questions in the list."""
    rows = desk.get(f"{URL}/?{query}").context["object_list"]
    return {one.key for one in rows}


def test_words_are_found_inside_a_sentence(land: Any, desk: Any, editor: Any) -> None:
    wanted = drafted(editor, land.county, stem="离开本县要先请假，对吗？")
    drafted(editor, land.county, stem="思想汇报每月一次。")
    assert shown(desk, "q=本县要先请假") == {wanted.key}
    assert shown(desk, f"q={wanted.key}") == {wanted.key}


def test_words_of_options_are_found_too(land: Any, desk: Any, draft: Any) -> None:
    assert shown(desk, "q=让家人去说") == {draft.key}


@pytest.mark.parametrize(
    ("query", "one"),
    [("kind=fill", "b"), ("difficulty=5", "b"), ("audience=staff", "b"), ("kind=single", "a")],
)
def test_filters(land: Any, desk: Any, editor: Any, query: str, one: str) -> None:
    drafted(editor, land.county, key="a")
    drafted(editor, land.county, plain.FILL, key="b", difficulty=5, audience="staff")
    assert shown(desk, query) == {one}


def test_a_knowledge_point_holds_those_below_it(land: Any, desk: Any, editor: Any) -> None:
    top = KnowledgePoint.objects.create(code="law", name="法律")
    KnowledgePoint.objects.create(code="law.leave", name="请假", parent=top)
    other = KnowledgePoint.objects.create(code="mind", name="心理")
    below = drafted(editor, land.county, knowledge="law.leave")
    drafted(editor, land.county, knowledge="mind")
    assert shown(desk, f"knowledge={top.pk}") == {below.key}
    assert below.key not in shown(desk, f"knowledge={other.pk}")


def test_by_tag(land: Any, desk: Any, editor: Any) -> None:
    tagged = drafted(editor, land.county, tags=("月考",))
    drafted(editor, land.county)
    assert shown(desk, f"tag={tagged.tags.get().pk}") == {tagged.key}


def test_by_state(land: Any, desk: Any, editor: Any, person: Any) -> None:
    drafted(editor, land.county, key="draft")
    workflow.submit(page=drafted(editor, land.county, key="waiting"), by=editor)
    released = drafted(editor, land.county, key="released")
    workflow.submit(page=released, by=editor)
    workflow.approve(page=released, by=person("reviewer", land.county))
    gone = make.question(owner=land.county, key="retired")
    keeping.retire(by=editor, question=gone, reason="错了")
    for state in ("draft", "waiting", "released", "retired"):
        assert shown(desk, f"state={state}") == {state}
    assert shown(desk) == {"draft", "waiting", "released"}


def test_a_page_of_it_takes_the_same_queries(
    land: Any, desk: Any, editor: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        drafted(editor, land.county, tags=(f"第{number}次",))
    desk.get(f"{URL}/")
    with django_assert_max_num_queries(24):
        assert len(shown(desk)) == 12


def test_retired_ones_are_found_by_search(land: Any, desk: Any, editor: Any) -> None:
    gone = make.question(owner=land.county, key="alt-1")
    keeping.retire(by=editor, question=gone, reason="错了")
    assert Question.objects.get().is_retired
    assert shown(desk, "q=alt-1") == {"alt-1"}
