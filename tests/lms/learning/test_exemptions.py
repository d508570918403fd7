"""Exemptions: who grants them, within which days, and what they do to the target."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.core.months import Month
from lms.learning.actions.exemptions import cancel_exemption, grant_exemption
from lms.learning.actions.month_targets import rebuild_targets, target_of
from lms.learning.models import Exemption, MonthTarget
from lms.learning.targets import CREDIT_HOUR
from tests.factories import people

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)
FULL = 8 * CREDIT_HOUR


@pytest.fixture
def offender(land, at):
    at(datetime(2026, 11, 12, 4, tzinfo=UTC))
    made = people.offender(land.office)
    rebuild_targets(learners=[made.pk])
    return made


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


def grant(by, offender, first=date(2026, 11, 1), last=date(2026, 11, 10), **fields) -> Exemption:
    fields = {"kind": "illness", "reason": "住院"} | fields
    return grant_exemption(by=by, offender=offender, starts_on=first, ends_on=last, **fields)


def test_target_falls_pro_rata_and_rises_when_it_is_taken_back(offender, officer) -> None:
    made = grant(officer, offender)
    assert target_of(offender.user, NOVEMBER) == FULL * 20 // 30
    cancel_exemption(by=officer, exemption=made, reason="病历不符")
    assert target_of(offender.user, NOVEMBER) == FULL


def test_both_are_in_the_log(offender, officer) -> None:
    cancel_exemption(by=officer, exemption=grant(officer, offender), reason="病历不符")
    verbs = AuditEntry.objects.filter(on_whom=offender.pk, verb__startswith="learning.exemption")
    assert sorted(verbs.values_list("verb", "reason")) == [
        ("learning.exemption_cancelled", "病历不符"),
        ("learning.exemption_granted", "住院"),
    ]


def test_every_month_it_touches_follows(offender, officer) -> None:
    grant(officer, offender, date(2026, 10, 16), date(2027, 1, 31), kind="custody")
    rows = dict(MonthTarget.objects.values_list("month", "seconds"))
    assert rows == {"2026-10": FULL * 15 // 31, "2026-11": 0}


def test_cancelled_twice_is_a_conflict(offender, officer) -> None:
    made = grant(officer, offender)
    cancel_exemption(by=officer, exemption=made, reason="病历不符")
    with pytest.raises(Conflict):
        cancel_exemption(by=officer, exemption=made, reason="病历不符")


def test_the_same_days_are_not_granted_twice(offender, officer) -> None:
    grant(officer, offender)
    with pytest.raises(Conflict):
        grant(officer, offender, date(2026, 11, 2), date(2026, 11, 5))


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(5, 4, "ends_on"), (-4000, 4, "starts_on"), (5, 4000, "ends_on")],
)
def test_days_that_cannot_be(offender, officer, first, last, field) -> None:
    begin = date(2026, 11, 1)
    with pytest.raises(Invalid) as refusal:
        grant(officer, offender, begin + timedelta(first), begin + timedelta(last))
    assert field in refusal.value.fields


def test_kind_and_reason_are_asked_for(offender, officer) -> None:
    with pytest.raises(Invalid) as refusal:
        grant(officer, offender, kind="holiday")
    assert "kind" in refusal.value.fields
    with pytest.raises(Invalid):
        grant(officer, offender, reason=" ")


@pytest.mark.parametrize(
    ("role", "place"),
    [("officer", "office2"), ("prosecutor", "procuratorate"), ("helper", "office")],
)
def test_others_may_neither_grant_nor_cancel(land, offender, officer, role, place) -> None:
    stranger = people.user_with_role(role, getattr(land, place))
    with pytest.raises(Denied):
        grant(stranger, offender)
    with pytest.raises(Denied):
        cancel_exemption(by=stranger, exemption=grant(officer, offender), reason="错")
