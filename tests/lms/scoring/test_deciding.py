"""The county's decision on an objection: who takes it, when, and what comes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.core.errors import Conflict, Denied, Invalid
from lms.credits.models import Correction, MonthTotal
from lms.messaging.models import Message
from lms.scoring.actions import objections as acts
from lms.scoring.models import ConductRecord, MonthScore, Notice, Objection
from lms.scoring.objections import disputes as objecting
from tests.factories import people, scoring
from tests.factories.objections import DURING, WHY, amendable, uncounted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during(at) -> None:
    at(DURING)


def test_accepted_the_record_is_cancelled_and_both_versions_stay(
    answered, manager, late, score
) -> None:
    remedy = acts.Remedy(cancel=[late])
    made = acts.decide(
        by=manager, objection=answered, accepted=True, reason="签到表证明按时", correction=remedy
    )
    old, new = MonthScore.objects.filter(offender=score.offender).order_by("version")
    assert (old.is_current, new.is_current, made.amended) == (False, True, new)
    assert new.total == old.total + 2
    assert new.reason == "签到表证明按时"
    assert ConductRecord.objects.get(cancels=late).origin == "objection"


def test_accepted_there_is_a_new_notice_and_the_person_is_told(
    answered, manager, late, score
) -> None:
    acts.decide(by=manager, objection=answered, accepted=True, reason="属实",
                correction=acts.Remedy(cancel=[late]))  # fmt: skip
    assert Notice.objects.filter(offender=score.offender).count() == 2
    told = Message.objects.get(key__startswith=f"objection:{answered.pk}:accepted")
    assert "属实" in told.body
    assert "人民检察院" in told.body


def test_a_record_that_was_missing_is_added(score, offender, manager, other_officer) -> None:
    made = acts.object_to(by=offender.user, score=score, line="S2", text="我救了人")
    acts.answer(by=other_officer, objection=made, text="属实")
    add = acts.NewRecord(kind="good_deed", on=date(2026, 10, 20))
    acts.decide(by=manager, objection=made, accepted=True, reason="有证明",
                correction=acts.Remedy(add=add))  # fmt: skip
    new = MonthScore.objects.current().get(offender=offender)
    assert new.total == score.total + 5


def test_a_record_of_another_month_is_not_added(answered, manager) -> None:
    add = acts.NewRecord(kind="good_deed", on=date(2026, 11, 2))
    with pytest.raises(Invalid):
        acts.decide(by=manager, objection=answered, accepted=True, reason="x",
                    correction=acts.Remedy(add=add))  # fmt: skip


def test_accepting_without_a_correction_changes_nothing_at_all(answered, manager) -> None:
    with pytest.raises(Conflict, match="不会变化"):
        acts.decide(by=manager, objection=answered, accepted=True, reason="同意")
    assert Objection.objects.get().state == "answered"
    assert MonthScore.objects.count() == 1
    assert Notice.objects.count() == 1


def test_a_record_that_is_not_in_dispute_is_not_cancelled(answered, manager, offender) -> None:
    other = scoring.conduct(offender, "good_deed")
    with pytest.raises(Invalid):
        acts.decide(by=manager, objection=answered, accepted=True, reason="x",
                    correction=acts.Remedy(cancel=[other]))  # fmt: skip


def test_uncounted_time_is_credited_by_two_people(score, offender, manager, other_officer) -> None:
    uncounted(offender)
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网")
    acts.answer(by=other_officer, objection=made, text="设备记录属实", seconds=1800)
    hours = Correction.objects.get()
    assert (hours.state, hours.proposed_by) == ("proposed", other_officer)
    acts.decide(by=manager, objection=made, accepted=True, reason="属实")
    assert (Correction.objects.get().state, Correction.objects.get().decided_by) == (
        "approved", manager,
    )  # fmt: skip
    assert MonthScore.objects.current().get().facts["study"]["seconds"] == 1800


def test_uncounted_time_that_makes_an_hour_full_changes_the_score(
    score, offender, manager, other_officer
) -> None:
    uncounted(offender, minutes=50)
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网")
    acts.answer(by=other_officer, objection=made, text="属实", seconds=2700)
    acts.decide(by=manager, objection=made, accepted=True, reason="属实")
    assert MonthTotal.objects.get(learner=offender.user).seconds == 2700
    assert MonthScore.objects.current().get().total > score.total


def test_accepting_study_without_proposed_hours_says_what_is_missing(
    score, offender, manager, other_officer
) -> None:
    uncounted(offender)
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网")
    acts.answer(by=other_officer, objection=made, text="看不出来")
    with pytest.raises(Conflict, match="提出"):
        acts.decide(by=manager, objection=made, accepted=True, reason="属实")


def test_declined_hours_are_not_posted(score, offender, manager, other_officer) -> None:
    uncounted(offender, minutes=50)
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网")
    acts.answer(by=other_officer, objection=made, text="属实", seconds=2700)
    acts.decide(by=manager, objection=made, accepted=False, reason="答题没有通过")
    assert Correction.objects.get().state == "declined"
    assert MonthScore.objects.count() == 1


def test_declined_the_person_is_told_why_and_where_to_go(answered, manager) -> None:
    acts.decide(by=manager, objection=answered, accepted=False, reason="签到时间是次日")
    told = Message.objects.get(key__startswith=f"objection:{answered.pk}:declined")
    assert "签到时间是次日" in told.body
    assert "人民检察院" in told.body
    assert Objection.objects.get().state == "declined"


def test_a_decision_needs_a_reason(answered, manager) -> None:
    with pytest.raises(Invalid):
        acts.decide(by=manager, objection=answered, accepted=False, reason=" ")


def test_who_answered_does_not_decide(objection, land, manager) -> None:
    both = people.user_with_role("officer", land.office)
    people.give_role(both, "manager", land.county)
    both = people.again(both)
    acts.answer(by=both, objection=objection, text="已核对")
    with pytest.raises(Denied):
        acts.decide(by=both, objection=objection, accepted=False, reason="x")


def test_who_entered_the_record_does_not_decide(offender, posted, manager, other_officer) -> None:
    scoring.conduct(offender, "report_late", recorded_by=manager)
    score = amendable(offender, posted)
    made = acts.object_to(by=offender.user, score=score, line="M5", text=WHY)
    acts.answer(by=other_officer, objection=made, text="已核对")
    with pytest.raises(Denied):
        acts.decide(by=manager, objection=made, accepted=False, reason="x")


@pytest.mark.parametrize(("role", "place"), [("officer", "office"), ("manager", "county2"),
                                             ("prosecutor", "procuratorate")])  # fmt: skip
def test_who_does_not_decide(answered, land, role, place) -> None:
    with pytest.raises(Denied):
        acts.decide(by=people.user_with_role(role, getattr(land, place)), objection=answered,
                    accepted=False, reason="x")  # fmt: skip


def test_it_is_decided_once(answered, manager) -> None:
    acts.decide(by=manager, objection=answered, accepted=False, reason="x")
    with pytest.raises(Conflict):
        acts.decide(by=manager, objection=answered, accepted=False, reason="y")


def test_not_before_the_office_had_its_time(objection, manager, at) -> None:
    with pytest.raises(Conflict):
        acts.decide(by=manager, objection=objection, accepted=False, reason="x")
    at(datetime(2026, 11, 17, 4, tzinfo=UTC))
    assert acts.decide(by=manager, objection=objection, accepted=False, reason="x")


def test_what_was_decided_is_not_withdrawn(answered, manager, offender) -> None:
    acts.decide(by=manager, objection=answered, accepted=False, reason="x")
    with pytest.raises(Conflict):
        acts.withdraw(by=offender.user, objection=answered)
