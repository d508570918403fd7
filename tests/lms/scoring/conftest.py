"""The land, and a clock that the test moves."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from lms.scoring.actions import objections as acts
from tests.factories import people, scoring
from tests.factories.objections import WHY, amendable


@pytest.fixture
def land(db: None) -> SimpleNamespace:
    return people.land()


# A report that was entered as late, its score and the objection to it: wanted only where named.


@pytest.fixture
def offender(land):
    return people.offender(land.office, starts_on=date(2026, 1, 5), ends_on=date(2027, 12, 31))


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def posted(land):
    return scoring.county_month(land.county, state="posted")


@pytest.fixture
def late(offender, officer):
    """A report that was entered as late."""
    return scoring.conduct(offender, "report_late", recorded_by=officer)


@pytest.fixture
def score(offender, posted, late):
    return amendable(offender, posted)


@pytest.fixture
def objection(score):
    return acts.object_to(by=score.offender.user, score=score, line="M5", text=WHY)


@pytest.fixture
def other_officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def answered(objection, other_officer):
    return acts.answer(by=other_officer, objection=objection, text="已核对签到表")
