"""A county with its procuratorate and everybody a case meets on its way, and another county's."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from cases.actions import reviewing, submitting
from cases.models import CasePage, Offence, Submission
from content.models import Post, RiskPoint
from tests.cases.way.told import draft
from tests.factories import people


@pytest.fixture
def land(db: Any) -> Any:
    return people.land()


@pytest.fixture
def staff(land: Any) -> SimpleNamespace:
    """``author`` and ``second`` of the procuratorate, ``manager`` and ``reviewer`` of the county,
    ``stranger``: a prosecutor of the neighbouring county."""
    other = people.organisation(land.county2, "procuratorate", name="青田县人民检察院")
    return SimpleNamespace(
        author=people.user_with_role("prosecutor", land.procuratorate),
        second=people.user_with_role("prosecutor", land.procuratorate),
        manager=people.user_with_role("manager", land.county),
        reviewer=people.user_with_role("reviewer", land.county),
        stranger=people.user_with_role("prosecutor", other),
        other_reviewer=people.user_with_role("reviewer", land.county2),
        officer=people.user_with_role("officer", land.office),
        editor=people.user_with_role("editor", land.county),
        learner=people.offender(land.office).user,
    )


@pytest.fixture
def words(db: Any) -> None:
    Offence.objects.create(code="bribe", name="受贿罪", article="第三百八十五条")
    Post.objects.create(code="office-head", name="司法所所长")
    RiskPoint.objects.create(code="leave", name="请假外出审批")


@pytest.fixture
def drafted(staff: Any, words: None, land: Any) -> Submission:
    """A warning case with all that it needs, opened by the author and not sent."""
    made = submitting.open_submission(
        by=staff.author, organisation=land.procuratorate, kind="warning"
    )
    return submitting.save_draft(
        by=staff.author, submission=made, draft=draft(), version=0,
        case_number="（2024）浙1125刑初12号",
    )  # fmt: skip


@pytest.fixture
def sent(staff: Any, drafted: Submission) -> Submission:
    return submitting.send(by=staff.author, submission=drafted, legal_reviewer=staff.second)


@pytest.fixture
def at_county(staff: Any, sent: Submission) -> Submission:
    return reviewing.approve_legally(by=staff.second, submission=sent)


@pytest.fixture
def page(staff: Any, at_county: Submission) -> CasePage:
    """The case as it was published."""
    return reviewing.approve(by=staff.reviewer, submission=at_county)


@pytest.fixture
def again(staff: Any) -> Callable[..., CasePage]:
    """``again(submission, **fields)``: the next edition of a published case, reviewed."""

    def publish(submission: Submission, **fields: Any) -> CasePage:
        from cases.actions import releasing

        row = releasing.revise(by=staff.author, submission=submission)
        row = submitting.save_draft(
            by=staff.author, submission=row, draft=draft(**fields), version=row.version
        )
        row = submitting.send(by=staff.author, submission=row, legal_reviewer=staff.second)
        row = reviewing.approve_legally(by=staff.second, submission=row)
        return reviewing.approve(by=staff.reviewer, submission=row)

    return publish
