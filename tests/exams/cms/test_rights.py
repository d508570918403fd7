"""Another county's author sees nothing of our drafts, whichever door is tried."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.admin.models import EditingSession

from content import workflow
from exams.models import Question
from tests.exams.cms.conftest import drafted
from tests.exams.cms.posting import URL, form, single
from tests.factories import exams as make

DOORS = [
    "edit/{pk}/",
    "inspect/{pk}/",
    "history/{pk}/",
    "history-results/{pk}/",
    "usage/{pk}/",
    "delete/{pk}/",
    "preview/{pk}/",
    "history/{pk}/revisions/{revision}/view/",
    "history/{pk}/revisions/{revision}/revert/",
    "history/{pk}/revisions/compare/earliest...latest/",
    "history/{pk}/revisions/{revision}/unschedule/",
    "unpublish/{pk}/",
    "lock/{pk}/",
    "unlock/{pk}/",
    "workflow_history/{pk}/",
    "workflow/confirm_cancellation/{pk}/",
]


def refused(answer: Any) -> bool:
    """Sent away, or told that it may not."""
    if answer.status_code == 302:
        return bool(answer["Location"] == "/cms/")
    return answer.status_code in (403, 404)


@pytest.mark.parametrize("door", DOORS)
def test_no_door_opens_for_another_county(stranger: Any, draft: Any, door: str) -> None:
    path = door.format(pk=draft.pk, revision=draft.latest_revision_id)
    for answer in (stranger.get(f"{URL}/{path}"), stranger.post(f"{URL}/{path}", form())):
        assert refused(answer)
        assert draft.summary not in answer.content.decode()
    assert Question.objects.get().latest_revision_id == draft.latest_revision_id


@pytest.mark.parametrize(
    "door", ["edit/{pk}/", "inspect/{pk}/", "history/{pk}/", "usage/{pk}/",
             "history/{pk}/revisions/{revision}/view/",
             "history/{pk}/revisions/compare/earliest...latest/", "workflow_history/{pk}/"]
)  # fmt: skip
def test_they_open_for_its_author(desk: Any, draft: Any, door: str) -> None:
    path = door.format(pk=draft.pk, revision=draft.latest_revision_id)
    assert desk.get(f"{URL}/{path}").status_code == 200


@pytest.mark.parametrize("role", ["officer", "manager", "prosecutor", "helper"])
def test_who_does_not_write_has_no_bank(land: Any, at_desk: Any, draft: Any, role: str) -> None:
    client = at_desk(role, land.county)
    assert client.get(f"{URL}/").status_code in (302, 403)
    assert client.get(f"{URL}/edit/{draft.pk}/").status_code in (302, 403)


def test_lists_hold_what_one_writes_for(stranger: Any, desk: Any, draft: Any) -> None:
    assert draft.summary in desk.get(f"{URL}/").content.decode()
    for path in ("", f"?q={draft.summary[:4]}", "results/", f"?owner_organisation={draft.pk}"):
        assert draft.summary not in stranger.get(f"{URL}/{path}").content.decode()


def test_a_reviewer_reads_but_does_not_write(land: Any, at_desk: Any, draft: Any) -> None:
    reviewer = at_desk("reviewer", land.county)
    assert draft.summary in reviewer.get(f"{URL}/").content.decode()
    assert reviewer.get(f"{URL}/inspect/{draft.pk}/").status_code == 200
    assert reviewer.get(f"{URL}/history/{draft.pk}/").status_code == 200
    assert refused(reviewer.get(f"{URL}/edit/{draft.pk}/"))
    reviewer.post(f"{URL}/edit/{draft.pk}/", form(body=single("改")))
    assert refused(reviewer.get(f"{URL}/add/?kind=single"))
    assert Question.objects.get().latest_revision_id == draft.latest_revision_id


def test_a_reviewer_sees_what_they_decide_about(
    land: Any, editor: Any, at_desk: Any, draft: Any
) -> None:
    workflow.submit(page=draft, by=editor)
    reviewer = at_desk("reviewer", land.county)
    assert reviewer.get(f"{URL}/edit/{draft.pk}/").status_code == 200
    assert reviewer.post(f"{URL}/preview/{draft.pk}/", form()).json()["is_available"]


def test_other_counties_decide_nothing(land: Any, editor: Any, at_desk: Any, draft: Any) -> None:
    workflow.submit(page=draft, by=editor)
    state = draft.current_workflow_task_state
    reviewer = at_desk("reviewer", land.county2)
    for door in ("action", "collect_action_data"):
        path = f"{URL}/workflow/{door}/{draft.pk}/approve/{state.pk}/"
        assert refused(reviewer.post(path, {"comment": ""}))
    assert not Question.objects.get().live


def test_reports_and_home_name_no_draft_of_others(
    land: Any, editor: Any, stranger: Any, draft: Any
) -> None:
    workflow.submit(page=draft, by=editor)
    reports = ("workflow", "workflow_tasks", "site-history", "locked")
    for path in ("/cms/", *(f"/cms/reports/{name}/" for name in reports)):
        assert draft.summary not in stranger.get(path).content.decode()


def test_nearly_the_same_drafts_of_others_are_not_shown(
    land: Any, at_desk: Any, person: Any, editor: Any
) -> None:
    stem = "社区矫正对象离开所居住的市县应当先向谁请假并得到批准才可以外出"
    drafted(editor, land.county, stem=f"{stem}？", key="秘密的草稿")
    theirs = person("editor", land.county2)
    mine = drafted(theirs, land.county2, stem=f"{stem}？")
    page = at_desk(theirs).get(f"{URL}/edit/{mine.pk}/").content.decode()
    assert land.county.name not in page


def test_nobody_learns_who_else_is_writing(stranger: Any, desk: Any, draft: Any) -> None:
    desk.get(f"{URL}/edit/{draft.pk}/")
    session = EditingSession.objects.get()
    ping = f"/cms/editing-sessions/ping/exams/question/{draft.pk}/{session.pk}/"
    assert refused(stranger.post(ping))


CHOOSER = "/cms/snippets/choose/exams/question"


def offered(client: Any) -> str:
    return str(client.get(f"{CHOOSER}/").json()["html"])


def test_choosers_offer_released_and_shared_ones(
    land: Any, desk: Any, stranger: Any, draft: Any
) -> None:
    mine = make.question(owner=land.county, stem="已发布的题目")
    assert mine.summary in offered(desk)
    assert draft.summary not in offered(desk)
    assert mine.summary not in offered(stranger)
    Question.objects.filter(pk=mine.pk).update(sharing="city")
    assert mine.summary in offered(stranger)


def test_choosers_show_the_released_wording(land: Any, editor: Any, stranger: Any) -> None:
    mine = make.question(owner=land.county, stem="已发布的题目")
    Question.objects.filter(pk=mine.pk).update(sharing="city")
    mine.refresh_from_db()
    mine.summary = "还没有批准的改动"
    mine.save_revision(user=editor)
    chosen = stranger.get(f"{CHOOSER}/chosen/{mine.pk}/").json()["result"]
    assert "已发布的题目" in offered(stranger)
    assert "已发布的题目" in chosen.values()


def test_nothing_else_is_chosen_by_its_id(land: Any, stranger: Any, draft: Any) -> None:
    released = make.question(owner=land.county, stem="只给本县的题")
    for one in (draft, released):
        assert stranger.get(f"{CHOOSER}/chosen/{one.pk}/").status_code == 404
        many = stranger.get(f"{CHOOSER}/chosen-multiple/?id={one.pk}")
        assert many.json()["result"] == []
