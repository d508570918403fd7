"""Two people decide at the same moment: one of them does, nothing happens twice."""

from __future__ import annotations

from typing import Any

import pytest

from cases.actions import releasing, reviewing, submitting
from cases.models import CasePage, Offence, Submission
from content.models import Post, RiskPoint
from lms.core.errors import Conflict, NotVisible
from tests.cases.way.told import draft
from tests.factories import people
from tests.racing import at_once, own_database

__all__ = ["own_database"]


@pytest.fixture(scope="module")
def crew(db: None) -> Any:
    """Once for the module: what threads have committed stays."""
    land = people.land()
    Offence.objects.get_or_create(code="bribe", name="受贿罪")
    Post.objects.get_or_create(code="office-head", name="司法所所长")
    RiskPoint.objects.get_or_create(code="leave", name="请假外出审批")
    land.author = people.user_with_role("prosecutor", land.procuratorate)
    land.second = people.user_with_role("prosecutor", land.procuratorate)
    land.first = people.user_with_role("manager", land.county)
    land.other = people.user_with_role("reviewer", land.county)
    return land


@pytest.fixture
def row(crew: Any) -> Submission:
    made = submitting.open_submission(
        by=crew.author, organisation=crew.procuratorate, kind="warning"
    )
    made = submitting.save_draft(by=crew.author, submission=made, draft=draft(), version=0)
    made = submitting.send(by=crew.author, submission=made, legal_reviewer=crew.second)
    return reviewing.approve_legally(by=crew.second, submission=made)


def test_it_is_published_once(crew: Any, row: Submission) -> None:
    answers = at_once(
        lambda: reviewing.approve(by=crew.first, submission=row),
        lambda: reviewing.approve(by=crew.other, submission=row),
    )
    assert sorted(isinstance(one, Conflict) for one in answers) == [False, True]
    assert row.steps.filter(step="published").count() == 1
    assert CasePage.objects.filter(submission=row).count() == 1


def test_it_is_published_or_taken_back(crew: Any, row: Submission) -> None:
    def approve() -> Any:
        try:
            return reviewing.approve(by=crew.first, submission=row)
        except NotVisible:  # taken back a moment before, so hidden from the county
            return None

    page, taken = at_once(approve, lambda: submitting.take_back(by=crew.author, submission=row))
    row.refresh_from_db()
    published = isinstance(page, CasePage)
    assert published is isinstance(taken, Conflict)
    assert row.state == ("published" if published else "draft")
    assert (row.case_id is not None) is published


def test_it_is_withdrawn_once(crew: Any, row: Submission) -> None:
    reviewing.approve(by=crew.first, submission=row)
    answers = at_once(
        lambda: releasing.withdraw(by=crew.author, submission=row, reason="有误"),
        lambda: releasing.withdraw(by=crew.first, submission=row, reason="有误"),
    )
    assert sorted(isinstance(one, Conflict) for one in answers) == [False, True]
    assert row.steps.filter(step="withdrawn").count() == 1
