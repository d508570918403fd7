"""From draft to final: who reviews, who approves, when it is posted and finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.core.months import Month
from lms.messaging.models import Message
from lms.scoring import closing
from lms.scoring.closing.reminders import late_offices, remind
from lms.scoring.models import CountyMonth, MonthSignature, Notice, Objection, Proposal
from tests.factories import learning, people, scoring
from tests.lms.scoring.closing import approved, closed, day, person, reviewed, score, staff

pytestmark = pytest.mark.django_db
State = CountyMonth.State


@pytest.fixture
def team(land, at):
    at(day(3))
    return staff(land)


@pytest.fixture
def pair(land, team):
    """One person in each of two offices."""
    return person(land.office), person(land.office2)


def office_of(row, office):
    return row.offices.get(office=office)


def posted(land, team, at):
    row = approved(land, team)
    at(day(10))
    return closing.post(county_month=row)


# the offices


def test_all_offices_reviewed_is_reviewed(land, team, pair):
    row = closed(land)
    closing.review(by=team.officer, office_month=office_of(row, land.office))
    row.refresh_from_db()
    assert row.state == State.DRAFT
    closing.review(by=team.officer2, office_month=office_of(row, land.office2))
    row.refresh_from_db()
    assert row.state == State.REVIEWED
    approvers = Message.objects.filter(key__startswith="scoring:reviewed")
    assert set(approvers.values_list("recipient", flat=True)) == {team.manager.pk, team.manager2.pk}


def test_another_office_and_the_county_do_not_review(land, team, pair):
    one = office_of(closed(land), land.office)
    for who in (team.officer2, team.manager, pair[0].user):
        with pytest.raises(Denied):
            closing.review(by=who, office_month=one)


def test_nobody_reviews_a_draft_with_their_own_score(land, team, pair):
    people.give_role(pair[0].user, "officer", land.office)
    with pytest.raises(Denied) as refusal:
        closing.review(
            by=people.again(pair[0].user), office_month=office_of(closed(land), land.office)
        )
    assert refusal.value.code == "own"


def test_an_office_reviews_once(land, team, pair):
    one = office_of(closed(land), land.office)
    closing.review(by=team.officer, office_month=one)
    with pytest.raises(Conflict):
        closing.review(by=team.officer, office_month=one)


def test_a_deputy_of_a_neighbour_reviews(land, team, pair):
    grant = team.officer.role_grants.get()
    people.give_role(team.officer2, "officer", land.office, deputy_for=grant)
    one = office_of(closed(land), land.office)
    done = closing.review(by=people.again(team.officer2), office_month=one)
    assert done.reviewed_by == team.officer2


def test_the_county_gives_a_draft_back(land, team, pair):
    row = reviewed(closed(land), team.officer, team.officer2)
    closing.return_to_office(
        by=team.manager, office_month=office_of(row, land.office), reason="迟到记录未核实"
    )
    row.refresh_from_db()
    assert (row.state, row.offices.filter(reviewed_at=None).count()) == (State.DRAFT, 1)
    told = Message.objects.get(key__startswith="scoring:returned")
    assert told.recipient == team.officer
    assert "迟到记录未核实" in told.body


def test_giving_back_needs_a_reason_and_the_county(land, team, pair):
    row = reviewed(closed(land), team.officer, team.officer2)
    one = office_of(row, land.office)
    with pytest.raises(Invalid):
        closing.return_to_office(by=team.manager, office_month=one, reason=" ")
    with pytest.raises(Denied):
        closing.return_to_office(by=team.officer, office_month=one, reason="重看")


# the county


def test_approved_by_somebody_else(land, team, pair):
    row = approved(land, team)
    assert (row.state, row.approved_by) == (State.APPROVED, team.manager)
    assert AuditEntry.objects.filter(verb="scoring.month_approved", actor=team.manager).exists()


def test_who_reviewed_does_not_approve(land, team, pair):
    people.give_role(team.manager, "officer", land.office)
    both = people.again(team.manager)
    row = closed(land)
    closing.review(by=both, office_month=office_of(row, land.office))
    closing.review(by=team.officer2, office_month=office_of(row, land.office2))
    with pytest.raises(Denied) as refusal:
        closing.approve(by=both, county_month=row)
    assert refusal.value.code == "second_person"
    assert closing.approve(by=team.manager2, county_month=row).state == State.APPROVED


def test_an_officer_does_not_approve_nor_before_the_review(land, team, pair):
    row = closed(land)
    with pytest.raises(Conflict):
        closing.approve(by=team.manager, county_month=row)
    row = reviewed(row, team.officer, team.officer2)
    for who in (team.officer, people.user_with_role("manager", land.county2)):
        with pytest.raises(Denied):
            closing.approve(by=who, county_month=row)


def test_what_scores_propose_waits_after_approval(land, team, pair):
    scoring.conduct(pair[0], "warning")
    closed_row = closed(land)
    assert not Proposal.objects.exists()
    row = reviewed(closed_row, team.officer, team.officer2)
    closing.approve(by=team.manager, county_month=row)
    assert Proposal.objects.filter(offender=pair[0]).exists()


# posting and the end


def test_posted_on_its_day_for_five_working_days(land, team, pair, at):
    row = approved(land, team)
    with pytest.raises(Conflict) as refusal:
        closing.post(county_month=row)
    assert refusal.value.code == "too_early"
    at(day(10))
    row = closing.post(county_month=row)
    assert (row.posted_on, row.posted_until, row.visible_until) == (
        date(2026, 11, 10), date(2026, 11, 16), date(2026, 12, 10),
    )  # fmt: skip
    assert set(Notice.objects.values_list("offender", flat=True)) == {one.pk for one in pair}


def test_nothing_is_posted_that_was_not_approved(land, team, pair, at):
    row = closed(land)
    at(day(10))
    with pytest.raises(Conflict):
        closing.post(county_month=row)
    with pytest.raises(Denied):
        closing.post(county_month=row, by=team.officer)


def test_final_when_the_posting_is_over(land, team, pair, at):
    row = posted(land, team, at)
    at(day(16))
    with pytest.raises(Conflict):
        closing.finish(county_month=row)
    at(day(17))
    assert closing.finish(county_month=row).state == State.FINAL
    assert closing.finish(county_month=row).state == State.FINAL
    assert MonthSignature.objects.count() == 1


def test_an_open_objection_keeps_a_month_open(land, team, pair, at):
    row = posted(land, team, at)
    made = Objection.objects.create(
        offender=pair[0], score=score(pair[0]), text="我按时报到了",
        answer_due=date(2026, 11, 12), decide_due=date(2026, 11, 17),
    )  # fmt: skip
    at(day(17))
    with pytest.raises(Conflict) as refusal:
        closing.finish(county_month=row)
    assert refusal.value.code == "objections"
    made.state = Objection.State.DECLINED
    made.save()
    assert closing.finish(county_month=row).state == State.FINAL


# putting right


def test_an_amended_score_keeps_both_versions(land, team, pair, at):
    learning.credit(pair[0], 21600, ended_at=day(8, month=10))
    wrong = scoring.conduct(pair[0], "report_missed")
    posted(land, team, at)
    before = score(pair[0])
    scoring.conduct(pair[0], "report_missed", cancels=wrong, note="确已报到", counts_in="2026-10")
    made = closing.amend_score(by=team.manager2, score=before, reason="核实后撤销")
    before.refresh_from_db()
    assert (before.is_current, made.is_current, made.version) == (False, True, 2)
    assert made.total == before.total + 5 + 4
    assert made.made_by == team.manager2
    assert Notice.objects.filter(offender=pair[0]).count() == 2


def test_an_amended_score_is_no_late_fact_of_the_next_month(land, team, pair, at):
    row = posted(land, team, at)
    learning.credit(pair[0], 5400, ended_at=day(8, month=10))
    closing.amend_score(by=team.manager2, score=score(pair[0]), reason="漏计学时")
    at(day(17))
    closing.finish(county_month=row)
    at(day(3, month=12))
    closed(land, Month(2026, 11))
    assert score(pair[0], Month(2026, 11)).facts["late"] == []


def test_what_the_next_month_adjusted_is_not_counted_again_by_an_amendment(land, team, pair, at):
    posted(land, team, at)
    learning.credit(pair[0], 5400, ended_at=day(8, month=10))
    at(day(3, month=12))
    closed(land, Month(2026, 11))
    adjusted = score(pair[0], Month(2026, 11)).facts["late"]
    assert [one["after"]["study"]["seconds"] for one in adjusted] == [5400]
    made = closing.amend_score(by=team.manager2, score=score(pair[0]), reason="复核")
    assert made.facts["study"]["seconds"] == 0
    at(day(3, month=12).replace(year=2027, month=1))
    closed(land, Month(2026, 12))
    assert score(pair[0], Month(2026, 12)).facts["late"] == []


def test_who_may_amend_and_when(land, team, pair, at):
    row = approved(land, team)
    with pytest.raises(Conflict):
        closing.amend_score(by=team.manager2, score=score(pair[0]), reason="复核")
    at(day(10))
    closing.post(county_month=row)
    for who in (team.officer, pair[0].user, pair[1].user):
        with pytest.raises(Denied):
            closing.amend_score(by=who, score=score(pair[0]), reason="复核")
    with pytest.raises(Invalid):
        closing.amend_score(by=team.manager2, score=score(pair[0]), reason="")


def test_a_draft_that_was_amended_is_reviewed_again(land, team, pair):
    row = closed(land)
    closing.review(by=team.officer, office_month=office_of(row, land.office))
    made = closing.amend_score(by=team.officer, score=score(pair[0]), reason="补正后重算")
    assert made.version == 2
    assert office_of(row, land.office).reviewed_at is None


DECISION = closing.Decision(
    authority="procuratorate", document="云检纠〔2026〕3号", decided_on=date(2026, 11, 20),
    text="对十月计分予以复核",
)  # fmt: skip


def final(land, team, at):
    row = posted(land, team, at)
    at(day(17))
    row = closing.finish(county_month=row)
    at(day(23))
    return row


def test_a_final_month_is_opened_by_a_decision_and_signed_again(land, team, pair, at):
    row = final(land, team, at)
    with pytest.raises(Conflict) as refusal:
        closing.amend_score(by=team.manager2, score=score(pair[0]), reason="复核")
    assert refusal.value.code == "final"
    row = closing.reopen(by=team.manager, county_month=row, decision=DECISION, reason="检察院决定")
    assert (row.state, row.reopened, row.posted_until) == (State.POSTED, 1, date(2026, 11, 27))
    assert row.reopenings.get().document == "云检纠〔2026〕3号"
    learning.credit(pair[0], 5400, ended_at=day(8, month=10))
    closing.amend_score(by=team.manager2, score=score(pair[0]), reason="漏计学时")
    at(day(28))
    closing.finish(county_month=row)
    assert [one.number for one in MonthSignature.objects.all()] == [1, 2]


@pytest.mark.parametrize(
    "change", [{"document": " "}, {"text": ""}, {"authority": "police"},
               {"decided_on": date(2026, 12, 1)}, {"decided_on": date(2026, 10, 1)}],
)  # fmt: skip
def test_a_decision_is_told_in_full(land, team, pair, at, change):
    row = final(land, team, at)
    with pytest.raises(Invalid):
        closing.reopen(
            by=team.manager, county_month=row, decision=replace(DECISION, **change), reason="决定"
        )
    row.refresh_from_db()
    assert (row.state, row.reopened) == (State.FINAL, 0)


def test_only_the_county_opens_a_month_again(land, team, pair, at):
    row = final(land, team, at)
    for who in (team.officer, people.user_with_role("prosecutor", land.procuratorate)):
        with pytest.raises(Denied):
            closing.reopen(by=who, county_month=row, decision=DECISION, reason="决定")


# who is late


def test_late_offices_are_named_and_reminded_once_a_day(land, team, pair, at):
    row = closed(land)
    closing.review(by=team.officer, office_month=office_of(row, land.office))
    at(day(7))
    assert [(one.row.office, one.late) for one in late_offices(row)] == [(land.office2, 2)]
    for _twice in range(2):
        remind(row)
    late = Message.objects.filter(key__startswith="scoring:late")
    assert sorted(late.values_list("recipient__username", flat=True)) == sorted(
        [team.officer2.username, team.manager.username, team.manager2.username]
    )


def test_before_the_day_nobody_is_reminded(land, team, pair, at):
    row = closed(land)
    at(day(4))
    remind(row)
    assert not Message.objects.filter(key__startswith="scoring:late").exists()
    assert late_offices(row) == []
