"""A staff correction is a reversal and a new entry, with a reason and a second person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.credits.actions import approve_correction, decline_correction, propose_correction
from lms.credits.models import CreditEntry
from lms.credits.verify import verify
from tests.factories import people


@pytest.fixture
def proposal(post, learner, officer):
    return propose_correction(
        by=officer, learner=learner, entry=post(), seconds=300, reason="课堂点名时不在"
    )


def test_nothing_is_posted_by_proposing(proposal) -> None:
    assert CreditEntry.objects.count() == 1


def test_approving_reverses_and_replaces(proposal, manager) -> None:
    reversal, entry = approve_correction(by=manager, correction=proposal)
    assert (reversal.seconds, reversal.reverses_id) == (-600, proposal.entry_id)
    assert (entry.kind, entry.seconds) == ("correction", 300)
    assert CreditEntry.objects.seconds() == 300
    assert list(verify()) == []


def test_voiding_posts_only_the_reversal(post, learner, officer, manager) -> None:
    asked = propose_correction(by=officer, learner=learner, entry=post(), seconds=0, reason="代学")
    assert [e.kind for e in approve_correction(by=manager, correction=asked)] == ["reversal"]
    assert CreditEntry.objects.seconds() == 0


def test_uncounted_time_can_be_added(learner, officer, manager) -> None:
    start = now() - timedelta(minutes=90)
    asked = propose_correction(
        by=officer, learner=learner, seconds=900, reason="停电，已核对",
        started_at=start, ended_at=start + timedelta(minutes=20),
    )  # fmt: skip
    assert [e.seconds for e in approve_correction(by=manager, correction=asked)] == [900]


def test_time_that_is_credited_already_is_not_added(post, learner, officer) -> None:
    entry = post()
    with pytest.raises(Conflict):
        propose_correction(
            by=officer, learner=learner, seconds=60, reason="补记",
            started_at=entry.started_at, ended_at=entry.ended_at,
        )  # fmt: skip


def test_the_proposer_does_not_decide(post, learner, manager) -> None:
    asked = propose_correction(by=manager, learner=learner, entry=post(), seconds=0, reason="代学")
    with pytest.raises(Denied):
        approve_correction(by=manager, correction=asked)


def test_an_officer_does_not_decide(proposal, land) -> None:
    with pytest.raises(Denied):
        approve_correction(by=people.user_with_role("officer", land.office), correction=proposal)


def test_the_manager_of_another_county_does_not_decide(proposal, land) -> None:
    with pytest.raises(Denied):
        approve_correction(by=people.user_with_role("manager", land.county2), correction=proposal)


def test_deciding_twice_is_a_conflict(proposal, manager) -> None:
    approve_correction(by=manager, correction=proposal)
    with pytest.raises(Conflict):
        approve_correction(by=manager, correction=proposal)
    assert CreditEntry.objects.count() == 3


def test_declining_needs_a_reason(proposal, manager) -> None:
    with pytest.raises(Invalid):
        decline_correction(by=manager, correction=proposal, reason=" ")


def test_declined_changes_nothing(proposal, manager) -> None:
    decline_correction(by=manager, correction=proposal, reason="签到表显示在场")
    assert CreditEntry.objects.seconds() == 600


def test_one_proposal_per_entry_waits(proposal, learner, officer) -> None:
    with pytest.raises(Conflict):
        propose_correction(
            by=officer, learner=learner, entry=proposal.entry, seconds=0, reason="再来一次"
        )


@pytest.mark.parametrize(("seconds", "reason"), [(601, "太多"), (-1, "负数"), (300, "")])
def test_bad_input_is_refused(post, learner, officer, seconds, reason) -> None:
    with pytest.raises(Invalid):
        propose_correction(
            by=officer, learner=learner, entry=post(), seconds=seconds, reason=reason
        )


def test_an_officer_elsewhere_may_not_propose(post, learner, land) -> None:
    with pytest.raises(Denied):
        propose_correction(
            by=people.user_with_role("officer", land.office2), learner=learner, entry=post(),
            seconds=0, reason="代学",
        )  # fmt: skip


def test_both_steps_are_in_the_audit_log(proposal, manager) -> None:
    approve_correction(by=manager, correction=proposal)
    verbs = AuditEntry.objects.filter(target_id=str(proposal.pk)).values_list("verb", flat=True)
    assert set(verbs) == {"credits.correction_proposed", "credits.correction_approved"}
