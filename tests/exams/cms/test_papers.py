"""Papers in the CMS."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from exams.models import BlueprintRow, Paper, PaperAccess, PaperItem, Question
from exams.papers.problems import problems
from lms.core.clock import now
from lms.core.models import AuditEntry
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
FORM = {
    "intro": "", "purpose": "other", "mode": "exam", "audience": "offenders", "sharing": "own",
    "minutes": "30", "pass_percent": "60", "opens_at": "", "closes_at": "", "attempts": "1",
    "counts": "best", "readers": "1", "show_score": "at_once", "show_answers": "after",
    "show_explanations": "after", "draw": "fixed", "forms": "0",
    **{f"{name}-{part}": number for name in ("items", "blueprint", "access")
       for part, number in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"),
                            ("MIN_NUM_FORMS", "0"), ("MAX_NUM_FORMS", "1000"))},
}  # fmt: skip
"""What a browser sends from the form of a paper without rows."""


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
    BlueprintRow.objects.create(paper=paper, number=5, score=2, sort_order=0)
    factory.question()
    page = editor.get(address("edit", paper.pk)).content.decode()
    (said,) = problems(Paper.objects.get())
    assert said in page
    assert "5" in said


def test_a_paper_of_another_county_is_not_there(stranger: Any) -> None:
    paper = draft()
    for name in ("edit", "history", "preview_on_edit"):
        answer = stranger.get(address(name, paper.pk))
        assert answer.status_code in (302, 403)
        assert "月度测验" not in answer.content.decode()
    assert "月度测验" not in stranger.get(address("list")).content.decode()


def test_organisations_of_others_are_not_offered(editor: Any) -> None:
    page = editor.get(address("add")).content.decode()
    assert "云和县" in page
    assert "青田县" not in page


def copied(client: Any, paper: Paper, to: Any) -> Any:
    return client.post(address("copy", paper.pk), {"title": "抄本", "organisation": to.pk})


def test_a_copy_is_made_up_like_its_pattern(editor: Any) -> None:
    paper = draft(draw="blueprint", pass_percent=80)
    paper.blueprint.create(number=5, score=2, sort_order=0, difficulties=["2"])
    paper.save_revision(user=paper.made_by)
    assert editor.get(address("copy", paper.pk)).status_code == 200
    copied(editor, paper, people.land().county)
    made = Paper.objects.get(title="抄本")
    assert (made.live, made.edition, made.pass_percent, made.retired_at) == (False, 0, 80, None)
    assert [(row.number, row.difficulties) for row in made.blueprint.all()] == [(5, ["2"])]
    assert [row.organisation for row in made.access.all()] == [people.land().county]
    assert paper.get_latest_revision_as_object().blueprint.count() == 1


def test_a_shared_paper_is_copied_with_what_is_shared_of_its_questions(stranger: Any) -> None:
    paper = factory.paper(sharing="city")
    own, shared = factory.question(), factory.question()
    Question.objects.filter(pk=own.pk).update(sharing="own")
    Question.objects.filter(pk=shared.pk).update(sharing="city")
    for place, question in enumerate([own, shared]):
        PaperItem.objects.create(paper=paper, question=question, sort_order=place)
    listed = stranger.get(address("list") + "?whose=shared").content.decode()
    assert paper.title in listed
    copied(stranger, paper, people.land().county2)
    made = Paper.objects.get(title="抄本")
    assert [item.question for item in made.items.all()] == [shared]
    assert not made.access.exists()


@pytest.mark.parametrize("fields", [{"sharing": "own"}, {"sharing": "city", "live": False}])
def test_what_is_not_shared_or_a_draft_is_not_copied_elsewhere(
    stranger: Any, fields: dict[str, Any]
) -> None:
    paper = factory.paper(**fields)
    assert stranger.get(address("copy", paper.pk)).status_code == 404
    assert copied(stranger, paper, people.land().county2).status_code == 404
    assert paper.title not in stranger.get(address("list") + "?whose=shared").content.decode()


def test_a_copy_goes_only_to_ones_own_organisation(editor: Any) -> None:
    paper = draft()
    assert copied(editor, paper, people.land().county2).status_code == 200
    assert Paper.objects.count() == 1


def test_retired_with_a_reason(editor: Any) -> None:
    paper = factory.paper()
    editor.post(address("retire", paper.pk), {"reason": ""})
    assert not Paper.objects.get().retired_at
    editor.post(address("retire", paper.pk), {"reason": "法律改了"})
    assert Paper.objects.get().retired_at
    assert AuditEntry.objects.get(verb="exams.paper_retired").reason == "法律改了"
    editor.get(address("list"))  # says what was done
    assert paper.title not in editor.get(address("list")).content.decode()


def test_another_county_retires_nothing(stranger: Any) -> None:
    paper = factory.paper(sharing="city")
    assert stranger.post(address("retire", paper.pk), {"reason": "x"}).status_code == 404
    assert not Paper.objects.get().retired_at


@pytest.mark.parametrize(
    ("state", "fields"),
    [("draft", {"live": False}), ("released", {}), ("retired", {"retired_at": now()}),
     ("changed", {"has_unpublished_changes": True})],
)  # fmt: skip
def test_papers_are_found_by_their_state(editor: Any, state: str, fields: dict[str, Any]) -> None:
    made = {"draft": factory.paper(live=False), "released": factory.paper()}
    paper = factory.paper(**fields)
    listed = editor.get(address("list") + f"?state={state}").content.decode()
    assert paper.title in listed
    assert all(other.title not in listed for name, other in made.items() if name != state)


def test_what_was_approved_is_not_written_over(editor: Any) -> None:
    paper = draft()
    revision = paper.save_revision(user=paper.made_by)
    Paper.objects.update(live=True, live_revision=revision)
    data = {"title": "偷偷改了", "overwrite_revision_id": str(revision.pk), **FORM}
    assert editor.post(address("edit", paper.pk), data).status_code == 409
    assert Paper.objects.get().latest_revision.content["title"] == "月度测验"


def test_the_preview_shows_a_paper_as_its_candidate_gets_it(editor: Any) -> None:
    paper = draft()
    PaperItem.objects.create(paper=paper, question=factory.question(), sort_order=0)
    from exams.cms.preview import example_of

    (one,) = example_of(paper)["questions"]
    assert one.shown["kind"] == "single"
    assert "right" not in str(one.shown)


def test_people_of_another_organisation_are_not_named() -> None:
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
