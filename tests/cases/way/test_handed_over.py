"""Cases of other kinds become a draft of the CMS and go through its review."""

from __future__ import annotations

from typing import Any

import pytest

from cases import deidentify
from cases.actions import submitting
from cases.deidentify.spans import Kind, Span
from cases.models import CasePage, Submission
from content import authoring
from lms.core.errors import Conflict, Denied, Invalid
from tests.cases.way.told import NAME, draft, original, picture
from tests.factories import people


@pytest.fixture
def row(staff: Any, land: Any, words: None) -> Submission:
    made = submitting.open_submission(by=staff.editor, organisation=land.county, kind="exemplary")
    return submitting.save_draft(
        by=staff.editor, submission=made, draft=draft(), version=0, case_number="内部12号"
    )


def test_it_is_a_draft_that_nobody_reads(row: Submission, staff: Any, land: Any) -> None:
    page = submitting.hand_over(by=staff.editor, submission=row)
    row.refresh_from_db()
    assert (page.live, page.kind, page.owner_organisation) == (False, "exemplary", land.county)
    assert (row.state, row.case_id) == ("handed_over", page.pk)
    assert not CasePage.objects.visible_to(staff.officer).exists()


def test_it_is_published_by_two_people(row: Submission, staff: Any) -> None:
    page = submitting.hand_over(by=staff.editor, submission=row)
    live = authoring.publish_reviewed(page=page, editor=staff.editor, reviewer=staff.reviewer)
    assert live.live
    assert CasePage.objects.visible_to(staff.officer).filter(pk=page.pk).exists()


def test_what_is_likely_takes_the_reviewers_comment(
    row: Submission, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def residual(texts: Any, *, known: Any = ()) -> list[list[Span]]:
        span = Span(0, 2, Kind.PERSON, "从两", "某某", 0.7, "context")
        return [[span] if text.startswith("从两") else [] for text in texts]

    monkeypatch.setattr(deidentify, "residual", residual)
    page = submitting.hand_over(by=staff.editor, submission=row)
    with pytest.raises(Invalid) as refused:
        authoring.publish_reviewed(page=page, editor=staff.editor, reviewer=staff.reviewer)
    assert refused.value.code == "comment"


def test_nothing_certain_is_handed_over(row: Submission, staff: Any) -> None:
    original(row)
    row = submitting.save_draft(
        by=staff.editor, submission=row, draft=draft(summary=f"{NAME}的故事。"), version=1
    )
    with pytest.raises(Conflict):
        submitting.hand_over(by=staff.editor, submission=row)
    assert not CasePage.objects.exists()


def test_files_and_number_come_along(row: Submission, staff: Any) -> None:
    original(row)
    picture(row)
    row.publish_text = True
    row.save()
    page = submitting.hand_over(by=staff.editor, submission=row)
    assert [one.block_type for one in page.body] == ["text", "picture"]
    assert len(page.attachments) == 1
    assert page.reference.number == "内部12号"


def test_warning_cases_are_not_handed_over(drafted: Submission, staff: Any, land: Any) -> None:
    people.give_role(staff.author, "editor", land.procuratorate)
    with pytest.raises((Invalid, Denied)):
        submitting.hand_over(by=people.again(staff.author), submission=drafted)
    assert not CasePage.objects.filter(kind="warning").exists()


def test_other_kinds_do_not_go_to_legal_review(row: Submission, staff: Any) -> None:
    with pytest.raises(Invalid):
        submitting.send(by=staff.editor, submission=row, legal_reviewer=staff.second)


def test_it_is_handed_over_once(row: Submission, staff: Any) -> None:
    submitting.hand_over(by=staff.editor, submission=row)
    with pytest.raises(Conflict):
        submitting.hand_over(by=staff.editor, submission=row)
    assert CasePage.objects.count() == 1


def test_another_editor_of_another_county_hears_of_nothing(row: Submission, land: Any) -> None:
    other = people.user_with_role("editor", land.county2)
    assert not Submission.objects.visible_to(other).exists()


def test_the_draft_may_be_deleted_in_the_cms(row: Submission, staff: Any) -> None:
    submitting.hand_over(by=staff.editor, submission=row).delete()
    row.refresh_from_db()
    assert (row.state, row.case_id) == ("handed_over", None)
