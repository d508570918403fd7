"""What is gathered of a person and a month, and what came too late for an earlier one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from exams.models import Offer
from lms.accounts.models import OfficeMove
from lms.core.months import Month
from lms.scoring import sources
from lms.scoring.facts import gather, live
from lms.scoring.facts.plain import whole_months
from lms.scoring.rules.assess import assess
from lms.scoring.rules.scheme import load
from lms.scoring.schemes.in_force import canonical, shipped
from tests.exams.results.rows import final
from tests.factories import exams, learning, people, scoring

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
LOCKED = datetime(2026, 11, 3, 4, tzinfo=UTC)


@pytest.fixture
def someone(land, at):
    at(LOCKED)
    return people.offender(land.office, starts_on=date(2026, 1, 10), ends_on=date(2027, 12, 31))


def facts_of(who, month=OCTOBER):
    return next(iter(gather(county=who.office.county(), month=month, offenders=[who])))


def study(who, seconds, on):
    return learning.credit(who, seconds, ended_at=datetime(*on, 4, tzinfo=UTC))


def frozen(who, month="2026-09", **changes):
    """An earlier month, scored from what is known now."""
    county = who.office.county()
    known = facts_of(who, Month.parse(month)) | changes
    return scoring.score(who, scoring.county_month(county, month), facts=known)


def test_study_is_told_with_target_and_ledger_head(someone):
    entry = study(someone, 5400, (2026, 10, 8))
    assert facts_of(someone)["study"] == {
        "seconds": 5400, "target_seconds": 21600, "entries": 1,
        "head": {"number": 1, "hash": entry.hash},
    }  # fmt: skip


def test_records_are_those_that_count(someone):
    counted = scoring.conduct(someone, "report_late")
    wrong = scoring.conduct(someone, "report_missed")
    scoring.conduct(someone, "report_missed", cancels=wrong, note="错记")
    scoring.conduct(someone, "warning", needs_second=True)
    assert [one["id"] for one in facts_of(someone)["records"]] == [str(counted.pk)]


def test_facts_are_the_same_whenever_they_are_gathered(someone):
    for kind in ("report_late", "individual_talk", "good_deed"):
        scoring.conduct(someone, kind)
    assert canonical(facts_of(someone)) == canonical(facts_of(someone))


def test_a_term_that_began_in_the_month_is_partial(land, at):
    at(LOCKED)
    who = people.offender(land.office, starts_on=date(2026, 10, 22), ends_on=date(2027, 10, 21))
    found = facts_of(who)
    assert found["days"] == {"month": 31, "liable": 10, "in_correction": 10}
    assert (found["months_in_correction"], found["level_months"]) == (0, 0)


def test_an_exemption_lessens_the_liable_days(someone, land):
    officer = people.user_with_role("officer", land.office)
    learning.exemption(someone, officer, date(2026, 9, 28), date(2026, 10, 10))
    found = facts_of(someone)
    assert found["days"]["liable"] == 21
    assert [one["kind"] for one in found["exemptions"]] == ["illness"]


def test_the_level_is_that_of_the_month_s_end(someone):
    for level, on in (("ordinary", date(2026, 8, 1)), ("lenient", date(2026, 11, 1))):
        someone.level_changes.create(level=level, on=on, reason="考核")
    found = facts_of(someone)
    assert (found["level"], found["level_months"], found["months_in_correction"]) == (
        "ordinary", 3, 9,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [((1, 15), (4, 15), 3), ((1, 15), (4, 14), 2), ((1, 31), (2, 28), 0), ((3, 1), (3, 1), 0)],
)
def test_whole_months_are_counted(first, last, months):
    assert whole_months(date(2026, *first), date(2026, *last)) == months


def test_a_suspicion_freezes_until_it_is_cancelled(someone):
    record = scoring.conduct(someone, "suspected_crime", on=date(2026, 8, 3), counts_in="2026-08")
    assert [one["id"] for one in facts_of(someone)["records"]] == [str(record.pk)]
    scoring.conduct(someone, "suspected_crime", cancels=record, note="排除嫌疑")
    assert facts_of(someone)["records"] == []


def test_tests_are_null_until_a_source_offers_them(someone, monkeypatch):
    assert facts_of(someone)["tests"] is None
    monkeypatch.setattr(sources, "_tests", [])
    sources.register_tests(lambda month, ids: {who: [{"id": "t", "score": 82}] for who in ids})
    assert facts_of(someone)["tests"] == [{"id": "t", "score": 82}]


def test_earlier_scores_are_told_with_their_facts(someone):
    scoring.conduct(someone, "warning", on=date(2026, 9, 8))
    frozen(someone)
    past = facts_of(someone)["past"]
    assert [(one["month"], one["penalty"], one["facts"]) for one in past] == [
        ("2026-09", True, {"warning": 1})
    ]


def test_nothing_is_late_when_nothing_happened(someone):
    study(someone, 5400, (2026, 9, 8))
    scoring.conduct(someone, "report_late", on=date(2026, 9, 8))
    frozen(someone)
    assert facts_of(someone)["late"] == []


def test_a_late_record_puts_the_earlier_month_right(someone):
    study(someone, 21600, (2026, 9, 8))
    frozen(someone)
    late = scoring.conduct(
        someone, "report_missed", on=date(2026, 9, 8), counts_in="2026-10", is_late=True
    )
    found = facts_of(someone)
    assert found["records"] == []
    (adjusted,) = found["late"]
    assert [one["id"] for one in adjusted["after"]["records"]] == [str(late.pk)]
    lines = assess(found, load(shipped())).lines
    assert {(one.code, one.points, one.late) for one in lines if one.late} == {
        ("M5", -5, "2026-09"), ("R2", -4, "2026-09"),
    }  # fmt: skip


def test_a_late_record_of_a_month_without_a_score_counts_here(someone):
    late = scoring.conduct(
        someone, "report_missed", on=date(2026, 9, 8), counts_in="2026-10", is_late=True
    )
    found = facts_of(someone)
    assert [one["id"] for one in found["records"]] == [str(late.pk)]
    assert found["late"] == []


def test_study_posted_late_is_an_adjustment_once(someone, at):
    study(someone, 2700, (2026, 9, 8))
    frozen(someone)
    study(someone, 5400, (2026, 9, 9))
    (late,) = facts_of(someone)["late"]
    assert (late["before"]["study"]["seconds"], late["after"]["study"]["seconds"]) == (2700, 8100)
    frozen(someone, "2026-10")
    at(datetime(2026, 12, 3, 4, tzinfo=UTC))
    assert facts_of(someone, Month(2026, 11))["late"] == []


def test_a_cancelled_penalty_ends_in_the_past_too(someone):
    wrong = scoring.conduct(someone, "warning", on=date(2026, 9, 8))
    frozen(someone)
    scoring.conduct(
        someone, "warning", on=date(2026, 9, 8), cancels=wrong, note="撤销", counts_in="2026-10"
    )
    found = facts_of(someone)
    assert found["late"][0]["after"]["records"] == []
    assert found["past"][0]["penalty"] is False


def test_a_penalty_for_an_earlier_fact_settles_it_there(someone):
    fact = scoring.conduct(someone, "report_missed", on=date(2026, 9, 28))
    frozen(someone)
    scoring.conduct(someone, "admonition", same_as=fact)
    (late,) = facts_of(someone)["late"]
    assert [one["settled"] for one in late["after"]["records"]] == [True]
    lines = assess(facts_of(someone), load(shipped())).lines
    assert ("M5", 5) in {(one.code, one.points) for one in lines if one.late}


def test_an_exemption_granted_late_is_news(someone, land):
    frozen(someone)
    officer = people.user_with_role("officer", land.office)
    learning.exemption(someone, officer, date(2026, 9, 1), date(2026, 9, 30))
    (late,) = facts_of(someone)["late"]
    assert late["after"]["days"]["liable"] == 0


def test_a_person_is_scored_where_they_were_at_the_end_of_the_month(someone, land):
    from lms.scoring.facts import gathered

    OfficeMove.objects.create(
        offender=someone,
        before=land.office,
        office=land.office3,
        on=date(2026, 11, 2),
        reason="搬家",
    )
    type(someone).objects.filter(pk=someone.pk).update(office=land.office3)
    (one,) = gathered(rules=load(shipped()), month=OCTOBER, offenders=[someone])
    assert one.office == land.office.pk


@pytest.mark.parametrize("many", [2, 7])
def test_a_batch_costs_the_same_for_many(land, at, many, django_assert_max_num_queries):
    at(LOCKED)
    everybody = [people.offender(land.office) for _n in range(many)]
    for who in everybody:
        frozen_month = scoring.CountyMonth.objects.filter(month="2026-09").first()
        known = facts_of(who, SEPTEMBER)
        scoring.score(
            who, frozen_month or scoring.county_month(land.county, "2026-09"), facts=known
        )
        scoring.conduct(
            who, "report_missed", on=date(2026, 9, 8), counts_in="2026-10", is_late=True
        )
        learning.target(who.user, OCTOBER, 21600)
    with django_assert_max_num_queries(19):
        found = list(gather(county=land.county, month=OCTOBER, offenders=everybody))
    assert [len(one["late"]) for one in found] == [1] * many


def test_the_running_month_is_measured_until_today(land, at, django_assert_max_num_queries):
    at(datetime(2026, 11, 15, 4, tzinfo=UTC))
    who = people.offender(land.office)
    frozen(who, "2026-10")
    learning.target(who.user, Month(2026, 11), 21600)
    scoring.conduct(who, "report_missed", on=date(2026, 10, 8), counts_in="2026-11", is_late=True)
    with django_assert_max_num_queries(11):
        found, target = live(who)
    assert target == 21600
    assert found["study"]["target_seconds"] == 10800
    assert len(found["late"]) == 1


def a_test(who, month="2026-09", points=15):
    """A monthly test of this month, final since now."""
    paper = exams.paper(purpose="monthly")
    Offer.objects.get_or_create(person=who.user, paper=paper, month=month)
    return final(who.user, paper, points, month=month)


def test_monthly_tests_score_both_ways(someone):
    a_test(someone, "2026-10", points=15)
    rules = load(shipped())
    lines = {line.code: line.points for line in assess(facts_of(someone), rules).lines}
    assert lines["E2"] > 0
    assert "M3" not in lines


def test_whoever_was_offered_a_test_and_did_not_pass_loses_points(someone):
    paper = exams.paper(purpose="monthly")
    Offer.objects.create(person=someone.user, paper=paper, month="2026-10")
    lines = {line.code: line.points for line in assess(facts_of(someone), load(shipped())).lines}
    assert lines["M3"] < 0


def test_a_test_graded_after_its_month_was_frozen_is_late(someone):
    frozen(someone)
    a_test(someone)
    (late,) = facts_of(someone)["late"]
    assert [late["month"], late["before"]["tests"], len(late["after"]["tests"])] == [
        "2026-09",
        None,
        1,
    ]


def test_an_offer_withdrawn_after_its_month_was_frozen_leaves_nothing(someone):
    paper = exams.paper(purpose="monthly")
    offer = Offer.objects.create(person=someone.user, paper=paper, month="2026-09")
    frozen(someone)
    Offer.objects.filter(pk=offer.pk).update(withdrawn_at=LOCKED, withdrawn_reason="住院")
    (late,) = facts_of(someone)["late"]
    assert [late["before"]["tests"], late["after"]["tests"]] == [[], None]
