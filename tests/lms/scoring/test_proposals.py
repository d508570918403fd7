"""Scores propose, a person decides, once, with a reason."""

from __future__ import annotations

import pytest

from lms.accounts.models import Offender
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.core.months import Month, today
from lms.learning.models import MonthTarget
from lms.messaging.models import Message
from lms.scoring import signals
from lms.scoring.actions import proposals
from lms.scoring.models import MonthScore, Proposal
from lms.scoring.proposing import make_proposals
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
WARNING = {"records": [scoring.record("warning")]}
GOOD = {
    "records": [scoring.record("heroic_act")],
    "past": [{"month": f"2026-{n:02d}", "total": 90, "facts": {}} for n in (9, 8, 7, 6, 5)],
}


@pytest.fixture
def month(land):
    return scoring.county_month(land.county, state="approved")


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def warned(land, month):
    """Somebody whose month ends at 28 points: back to strict, and a talk."""
    person = people.offender(land.office, treatment_level="ordinary")
    scoring.score(person, month, facts=scoring.facts(**WARNING))
    make_proposals(county_month=month)
    return person


def of(person, kind="level"):
    return Proposal.objects.get(offender=person, kind=kind)


def amended(person, month, **facts):
    """The score's next version, as `amend_score` writes it."""
    MonthScore.objects.filter(offender=person, county_month=month).update(is_current=False)
    version = MonthScore.objects.filter(offender=person, county_month=month).count() + 1
    given = {"facts": scoring.facts(**facts), "version": version, "reason": "异议成立"}
    return scoring.score(person, month, **given)


def test_made_from_the_score(warned):
    found = {one.kind: one for one in Proposal.objects.filter(offender=warned)}
    assert set(found) == {"level", "talk"}
    assert found["level"].seen == {"counts": {"warning": 1}, "months": ["2026-10"]}
    assert (found["level"].name, found["level"].to) == ("转为严管", "strict")


def test_made_once(warned, month):
    assert make_proposals(county_month=month) == 0
    assert Proposal.objects.count() == 2


def test_of_some_people_alone(land, month):
    one, other = people.offender(land.office), people.offender(land.office)
    for person in (one, other):
        scoring.score(person, month, facts=scoring.facts(**WARNING))
    make_proposals(county_month=month, offenders=[one])
    assert not Proposal.objects.filter(offender=other).exists()


def test_in_a_few_queries(land, month, django_assert_max_num_queries):
    for _number in range(4):
        person = people.offender(land.office, treatment_level="lenient")
        scoring.score(person, month, facts=scoring.facts(**WARNING))
    with django_assert_max_num_queries(8):
        assert make_proposals(county_month=month) == 8


def test_nothing_for_a_closed_file(land, month):
    person = people.offender(land.office, closed_on=today().replace(year=2025))
    scoring.score(person, month, facts=scoring.facts(**WARNING))
    assert make_proposals(county_month=month) == 0


def test_an_amended_score_takes_it_back(warned, month):
    amended(warned, month)
    make_proposals(county_month=month)
    assert {one.state for one in Proposal.objects.filter(offender=warned)} == {"lapsed"}


def test_and_brings_it_again(warned, month):
    amended(warned, month)
    make_proposals(county_month=month)
    amended(warned, month, **WARNING)
    assert make_proposals(county_month=month) == 2
    assert of(warned).state == "open"
    assert of(warned).score.version == 3


def test_a_decided_one_stays_decided(warned, month, manager):
    proposals.decline(by=manager, proposal=of(warned), reason="已谈话教育")
    amended(warned, month)
    make_proposals(county_month=month)
    assert of(warned).state == "declined"


def test_an_accepted_level_is_carried_out(warned, manager, django_capture_on_commit_callbacks):
    heard = []
    receive = lambda sender, **told: heard.append(told["change"].level)  # noqa: E731
    signals.level_decided.connect(receive)
    try:
        proposals.accept(by=manager, proposal=of(warned), reason="本月受到警告")
    finally:
        signals.level_decided.disconnect(receive)
    assert Offender.objects.get(pk=warned.pk).treatment_level == "strict"
    change = warned.level_changes.first()
    assert (change.level, change.by, heard) == ("strict", manager, ["strict"])
    assert "本月受到警告" in change.reason


def test_the_study_plan_follows(land, warned, manager):
    """The level reaches prescription: a plan for strict ones asks for more hours."""
    from tests.factories import content

    plan = content.plan(land.county, levels=["strict"], target_hours=12)
    assert plan.live
    proposals.accept(by=manager, proposal=of(warned), reason="本月受到警告")
    target = MonthTarget.objects.get(learner=warned.user, month=str(Month.current()))
    assert target.seconds == 12 * 2700


def test_the_person_is_told(warned, manager):
    proposals.accept(by=manager, proposal=of(warned), reason="本月受到警告")
    assert Message.objects.get(recipient=warned.user).key.endswith(":accepted")


def test_it_is_audited(warned, manager):
    proposals.accept(by=manager, proposal=of(warned), reason="本月受到警告")
    entry = AuditEntry.objects.get(verb="scoring.proposal_accepted")
    assert (entry.actor, entry.on_whom, entry.reason) == (manager, warned.user, "本月受到警告")


def test_declining_changes_nothing(warned, manager):
    proposals.decline(by=manager, proposal=of(warned), reason="已谈话教育")
    assert Offender.objects.get(pk=warned.pk).treatment_level == "ordinary"
    assert not Message.objects.filter(recipient=warned.user).exists()


def test_a_reason_is_needed(warned, manager):
    with pytest.raises(Invalid):
        proposals.accept(by=manager, proposal=of(warned), reason=" ")
    assert of(warned).state == "open"


def test_only_once(warned, manager):
    proposals.decline(by=manager, proposal=of(warned), reason="已谈话教育")
    with pytest.raises(Conflict):
        proposals.accept(by=manager, proposal=of(warned), reason="改主意了")
    assert of(warned).state == "declined"


def test_a_level_changed_meanwhile_is_refused(warned, manager):
    Offender.objects.filter(pk=warned.pk).update(treatment_level="lenient")
    with pytest.raises(Conflict) as refusal:
        proposals.accept(by=manager, proposal=of(warned), reason="本月受到警告")
    assert refusal.value.code == "stale"
    assert of(warned).state == "open"


def test_a_month_that_is_open_again_waits(warned, month, manager):
    month.state = "reviewed"
    month.save()
    with pytest.raises(Conflict) as refusal:
        proposals.accept(by=manager, proposal=of(warned), reason="本月受到警告")
    assert refusal.value.code == "month"


def test_an_officer_does_not_change_levels(warned, officer):
    with pytest.raises(Denied):
        proposals.accept(by=officer, proposal=of(warned), reason="本月受到警告")


def test_an_officer_decides_about_a_talk(warned, officer):
    decided = proposals.accept(by=officer, proposal=of(warned, "talk"), reason="周五面谈")
    assert decided.state == "accepted"


def test_an_officer_does_not_commend(land, month, officer, manager):
    person = people.offender(land.office)
    scoring.score(person, month, facts=scoring.facts(**GOOD))
    make_proposals(county_month=month)
    heroic = Proposal.objects.get(rule="heroic")
    with pytest.raises(Denied):
        proposals.accept(by=officer, proposal=heroic, reason="勇救落水者")
    assert proposals.accept(by=manager, proposal=heroic, reason="勇救落水者").state == "accepted"


def test_not_of_another_county(warned, land):
    stranger = people.user_with_role("manager", land.county2)
    with pytest.raises(Denied):
        proposals.accept(by=stranger, proposal=of(warned), reason="本月受到警告")


def test_nobody_over_their_own_file(warned, land):
    people.give_role(warned.user, "manager", land.county)
    with pytest.raises(Denied) as refusal:
        proposals.accept(by=people.again(warned.user), proposal=of(warned), reason="本月受到警告")
    assert refusal.value.code == "own_file"
