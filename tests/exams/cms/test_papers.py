"""Papers in the CMS."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from exams.models import Paper, PaperAccess, PaperItem
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def draft(**fields: Any) -> Paper:
    county = people.land().county
    paper = Paper.objects.create(
        title="月度测验", owner_organisation=county, made_by=people.user(), live=False, minutes=30,
        **fields,
    )  # fmt: skip
    PaperAccess.objects.create(paper=paper, organisation=county)
    return paper


def address(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_exams_paper:{name}", args=args)


@pytest.fixture
def editor(client: Any) -> Any:
    client.force_login(people.user_with_role("editor", people.land().county))
    return client


@pytest.fixture
def stranger(client: Any) -> Any:
    client.force_login(people.user_with_role("editor", people.land().county2))
    return client


def test_the_pages_of_a_paper_open_for_its_author(editor: Any) -> None:
    paper = draft()
    paper.save_revision(user=paper.made_by)
    for page in (
        address("add"),
        address("list"),
        *(address(n, paper.pk) for n in ("edit", "history")),
    ):
        assert editor.get(page).status_code == 200


def test_what_the_bank_lacks_is_said_beside_the_form(editor: Any) -> None:
    paper = draft(draw="blueprint")
    paper.blueprint.create(number=5, score=2, sort_order=0)
    factory.question()
    page = editor.get(address("edit", paper.pk)).content.decode()
    assert "要5题" in page or "5" in page
    assert "题库" in page


def test_a_paper_of_another_county_is_not_there(stranger: Any) -> None:
    paper = draft()
    for name in ("edit", "history", "preview_on_edit"):
        answer = stranger.get(address(name, paper.pk))
        assert answer.status_code in (302, 403)
        assert "月度测验" not in answer.content.decode()
    assert "月度测验" not in stranger.get(address("list")).content.decode()


def test_the_preview_shows_a_paper_as_its_candidate_gets_it(editor: Any) -> None:
    paper = draft()
    PaperItem.objects.create(paper=paper, question=factory.question(), sort_order=0)
    from exams.cms.preview import example_of

    (one,) = example_of(paper)["questions"]
    assert one.shown["kind"] == "single"
    assert "right" not in str(one.shown)


def test_people_of_another_organisation_are_not_named() -> None:
    from exams.papers.problems import problems

    paper = draft()
    PaperAccess.objects.create(paper=paper, organisation=people.land().county2)
    assert any("青田县" in said for said in problems(paper))


@pytest.mark.parametrize("number", [2, 9])
def test_the_list_takes_the_same_queries_however_long(
    number: int, editor: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        draft()
    editor.get(address("list"))
    with django_assert_max_num_queries(30):
        assert editor.get(address("list")).status_code == 200
