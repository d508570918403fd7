"""Writing down what happened: once, in time, about the right person, with a second one for what
weighs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.core.months import Month
from lms.scoring.actions.conduct import (
    cancel_conduct,
    decide_conduct,
    open_month_for,
    record_conduct,
)
from lms.scoring.models import ConductRecord
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def moment(at):
    at(datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def person(land):
    return people.offender(land.office)


def refused(**said):
    with pytest.raises(Invalid) as told:
        record_conduct(**said)
    assert not ConductRecord.objects.exists()
    return told.value


def test_a_light_record_counts_at_once(officer, person):
    record = record_conduct(by=officer, offender=person, kind="report_late", on=DAY, note="迟到")
    assert ConductRecord.objects.effective().get() == record
    assert (record.counts_in, record.is_late) == ("2026-11", False)
    assert AuditEntry.objects.get(verb="scoring.conduct_recorded").on_whom == person.user


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"on": date(2026, 11, 21)}, "on", "future"),
        ({"on": date(2020, 1, 1)}, "on", "before"),
        ({"on": "2026-11-05"}, "on", "day"),
        ({"kind": "study"}, "kind", "kind"),
        ({"kind": "dancing"}, "kind", "kind"),
        ({"kind": "public_service"}, "hours", "hours"),
        ({"kind": "public_service", "hours": "24.5"}, "hours", "hours"),
        ({"kind": "public_service", "hours": "0"}, "hours", "hours"),
        ({"kind": "public_service", "hours": "-1"}, "hours", "hours"),
        ({"kind": "public_service", "hours": "NaN"}, "hours", "hours"),
        ({"kind": "public_service", "hours": "1.005"}, "hours", "hours"),
        ({"kind": "public_service", "hours": "two"}, "hours", "hours"),
        ({"hours": "2"}, "hours", "hours"),
        ({"kind": "stage_certificate"}, "stage", "stage"),
        ({"kind": "stage_certificate", "stage": "ended"}, "stage", "stage"),
        ({"stage": "intake"}, "stage", "stage"),
        ({"note": "长" * 2001}, "note", "long"),
        ({"note": "a\0b"}, "note", "text"),
        ({"outside_key": "k" * 81}, "key", "long"),
        ({"same_item": "M2"}, "same_item", "same_as"),
        ({"kind": "warning", "same_item": "E1"}, "same_item", "same_item"),
    ],
)
def test_what_is_wrong_is_named(officer, person, changes, field, code):
    told = refused(by=officer, offender=person, **{"kind": "report_late", "on": DAY} | changes)
    assert (list(told.fields), told.code) == ([field], code)


def test_nothing_is_recorded_after_release(land, officer):
    gone = people.offender(land.office, closed_on=date(2026, 11, 4))
    assert refused(by=officer, offender=gone, kind="report_late", on=DAY).code == "after"
    on_the_last_day = date(2026, 11, 4)
    assert record_conduct(by=officer, offender=gone, kind="report_late", on=on_the_last_day)


def test_a_locked_month_says_how_to_record_late(land, officer, person):
    scoring.county_month(land.county, "2026-10")
    october = {"by": officer, "offender": person, "kind": "report_late", "on": date(2026, 10, 8)}
    with pytest.raises(Conflict) as told:
        record_conduct(**october)
    assert told.value.code == "frozen"
    late = record_conduct(**october, late=True)
    assert (late.counts_in, late.is_late) == ("2026-11", True)


def test_a_month_before_a_locked_one_is_locked(land, officer, person):
    scoring.county_month(land.county, "2026-10")
    with pytest.raises(Conflict) as told:
        record_conduct(by=officer, offender=person, kind="report_late", on=date(2026, 9, 8))
    assert told.value.code == "frozen"


def test_another_county_locks_nothing_here(land, officer, person):
    scoring.county_month(land.county2, "2026-11")
    record = record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    assert record.counts_in == "2026-11"
    assert open_month_for(land.county2) == Month(2026, 12)


def test_the_same_kind_and_day_stands_once(officer, person):
    first = record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    with pytest.raises(Conflict) as told:
        record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    assert (told.value.code, told.value.more["record"]) == ("twice", str(first.pk))
    cancel_conduct(by=officer, record=first, reason="记错了人")
    assert record_conduct(by=officer, offender=person, kind="report_late", on=DAY)


def test_the_same_key_is_the_same_record(officer, person):
    said = {"by": officer, "offender": person, "kind": "public_service", "on": DAY,
            "origin": "import", "outside_key": "ZG-1"}  # fmt: skip
    first = record_conduct(**said, hours="2.50")
    assert record_conduct(**said, hours=2.5) == first
    with pytest.raises(Conflict) as told:
        record_conduct(**said, hours=3)
    assert told.value.code == "key"
    assert ConductRecord.objects.get().hours == Decimal("2.5")


def test_a_key_of_another_person_is_refused(land, officer, person):
    said = {"by": officer, "kind": "report_late", "on": DAY, "origin": "import",
            "outside_key": "ZG-1"}  # fmt: skip
    record_conduct(offender=person, **said)
    with pytest.raises(Conflict):
        record_conduct(offender=people.offender(land.office), **said)


def test_two_facts_of_another_system_have_two_keys(officer, person):
    said = {"by": officer, "offender": person, "kind": "report_late", "on": DAY}
    for key in ("ZG-1", "ZG-2"):
        record_conduct(**said, origin="import", outside_key=key)
    assert ConductRecord.objects.count() == 2


def test_what_an_officer_entered_is_not_brought_in_again(officer, person):
    record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    with pytest.raises(Conflict) as told:
        record_conduct(
            by=officer, offender=person, kind="report_late", on=DAY, origin="import",
            outside_key="ZG-1",
        )  # fmt: skip
    assert told.value.code == "twice"


def test_a_stage_has_one_certificate(officer, person):
    said = {"by": officer, "offender": person, "kind": "stage_certificate", "stage": "intake"}
    record_conduct(**said, on=DAY)
    with pytest.raises(Invalid) as told:
        record_conduct(**said, on=date(2026, 11, 6))
    assert told.value.code == "stage_twice"


def test_a_penalty_names_the_record_of_the_same_fact(officer, person):
    fact = record_conduct(by=officer, offender=person, kind="report_missed", on=DAY)
    penalty = record_conduct(by=officer, offender=person, kind="admonition", on=DAY, same_as=fact)
    assert penalty.same_as == fact


def test_the_same_fact_is_of_the_same_person_and_fits(land, officer, person):
    other = people.offender(land.office)
    strange = record_conduct(by=officer, offender=other, kind="report_missed", on=DAY)
    praise = record_conduct(by=officer, offender=person, kind="good_deed", on=DAY)
    for same_as in (strange, praise):
        with pytest.raises(Invalid) as told:
            record_conduct(by=officer, offender=person, kind="warning", on=DAY, same_as=same_as)
        assert list(told.value.fields) == ["same_as"]


def test_nobody_records_about_themself(officer, land):
    own = people.offender(land.office)
    people.give_role(own.user, "officer", land.office)
    with pytest.raises(Denied) as told:
        record_conduct(by=people.again(own.user), offender=own, kind="good_deed", on=DAY)
    assert told.value.code == "own_file"


@pytest.mark.parametrize("role", ["prosecutor", "editor", "machine", "auditor"])
def test_who_has_no_right_records_nothing(land, person, role):
    with pytest.raises(Denied):
        record_conduct(
            by=people.user_with_role(role, land.county), offender=person, kind="good_deed", on=DAY
        )


def test_an_officer_of_another_office_records_nothing(land, person):
    stranger = people.user_with_role("officer", land.office2)
    with pytest.raises(Denied):
        record_conduct(by=stranger, offender=person, kind="good_deed", on=DAY)


@pytest.mark.parametrize(
    ("kind", "heavy"),
    [("warning", True), ("admonition", True), ("ps_penalty", True), ("suspected_crime", True),
     ("heroic_act", True), ("met_barred", True), ("report_missed", False), ("good_deed", False)],
)  # fmt: skip
def test_ten_points_or_more_need_a_second_person(officer, person, kind, heavy):
    record = record_conduct(by=officer, offender=person, kind=kind, on=DAY)
    assert record.needs_second is heavy
    assert ConductRecord.objects.effective().exists() is not heavy


def test_the_second_person_lets_it_count(officer, manager, person):
    record = record_conduct(by=officer, offender=person, kind="warning", on=DAY)
    decide_conduct(by=manager, record=record, accepted=True, reason="")
    assert ConductRecord.objects.effective().get() == record
    with pytest.raises(Conflict):
        decide_conduct(by=manager, record=record, accepted=False, reason="反悔")


def test_who_entered_it_does_not_confirm_it(officer, person):
    record = record_conduct(by=officer, offender=person, kind="warning", on=DAY)
    with pytest.raises(Denied) as told:
        decide_conduct(by=officer, record=record, accepted=True, reason="")
    assert told.value.code == "own_entry"


def test_a_refusal_has_a_reason_and_is_without_effect(officer, manager, person):
    record = record_conduct(by=officer, offender=person, kind="warning", on=DAY)
    with pytest.raises(Invalid):
        decide_conduct(by=manager, record=record, accepted=False, reason="  ")
    decide_conduct(by=manager, record=record, accepted=False, reason="没有决定书")
    assert not ConductRecord.objects.standing().exists()


def test_a_light_record_is_not_decided(officer, manager, person):
    record = record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    with pytest.raises(Conflict):
        decide_conduct(by=manager, record=record, accepted=True, reason="")


def test_confirmed_after_the_lock_it_counts_in_the_open_month(land, officer, manager, person):
    record = record_conduct(by=officer, offender=person, kind="warning", on=date(2026, 10, 30))
    scoring.county_month(land.county, "2026-10")
    decide_conduct(by=manager, record=record, accepted=True, reason="")
    carried = ConductRecord.objects.effective().get()
    assert (carried.counts_in, carried.is_late, carried.on) == ("2026-11", True, record.on)
    assert carried.recorded_by == officer


def test_a_cancelled_record_stays_and_counts_no_more(officer, person):
    record = record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    gone = cancel_conduct(by=officer, record=record, reason="记错了日期")
    assert (gone.cancels, gone.note, gone.counts_in) == (record, "记错了日期", "2026-11")
    assert not ConductRecord.objects.effective().exists()
    with pytest.raises(Conflict):
        cancel_conduct(by=officer, record=record, reason="再来一次")
    with pytest.raises(Conflict):
        cancel_conduct(by=officer, record=gone, reason="取消的取消")


def test_a_cancellation_has_a_reason(officer, person):
    record = record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    with pytest.raises(Invalid):
        cancel_conduct(by=officer, record=record, reason=" ")


def test_a_heavy_records_cancellation_needs_a_second_person(officer, manager, person):
    record = record_conduct(by=officer, offender=person, kind="warning", on=DAY)
    decide_conduct(by=manager, record=record, accepted=True, reason="")
    gone = cancel_conduct(by=officer, record=record, reason="决定被撤销")
    assert ConductRecord.objects.effective().get() == record
    with pytest.raises(Conflict):
        cancel_conduct(by=officer, record=record, reason="再来一次")
    decide_conduct(by=manager, record=gone, accepted=True, reason="")
    assert not ConductRecord.objects.effective().exists()


def test_after_a_refused_cancellation_another_may_come(officer, manager, person):
    record = record_conduct(by=officer, offender=person, kind="warning", on=DAY)
    decide_conduct(by=manager, record=record, accepted=True, reason="")
    first = cancel_conduct(by=officer, record=record, reason="听说撤销了")
    decide_conduct(by=manager, record=first, accepted=False, reason="没有文书")
    assert cancel_conduct(by=officer, record=record, reason="文书已到").needs_second


def test_what_nobody_confirmed_is_withdrawn_at_once(officer, manager, person):
    record = record_conduct(by=officer, offender=person, kind="warning", on=DAY)
    cancel_conduct(by=officer, record=record, reason="记错了人")
    assert not ConductRecord.objects.waiting().exists()
    with pytest.raises(Conflict):
        decide_conduct(by=manager, record=record, accepted=True, reason="")


def test_cancelled_after_the_lock_it_moves_the_open_month(land, officer, person):
    record = record_conduct(by=officer, offender=person, kind="report_late", on=date(2026, 10, 8))
    scoring.county_month(land.county, "2026-10")
    gone = cancel_conduct(by=officer, record=record, reason="记错了人")
    assert (gone.counts_in, gone.is_late) == ("2026-11", True)


def test_an_accepted_objection_puts_the_locked_month_right(land, officer, manager, person):
    record = scoring.conduct(person, "warning", recorded_by=officer)
    scoring.county_month(land.county, "2026-10")
    gone = cancel_conduct(by=manager, record=record, reason="异议成立", counts_in=Month(2026, 10))
    assert (gone.counts_in, gone.is_late, gone.origin) == ("2026-10", False, "objection")
    assert not ConductRecord.objects.effective().exists()
    with pytest.raises(Denied):
        record_conduct(
            by=officer, offender=person, kind="good_deed", on=date(2026, 10, 9),
            origin="objection", counts_in=Month(2026, 10),
        )  # fmt: skip


def test_only_an_objection_names_its_month(officer, person):
    told = refused(by=officer, offender=person, kind="good_deed", on=DAY, counts_in=Month(2026, 10))
    assert told.code == "counts_in"


def test_the_county_is_locked_while_its_month_is_asked_for(
    officer, person, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16) as asked:
        record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    said = [one["sql"] for one in asked.captured_queries]
    lock = next(n for n, sql in enumerate(said) if "accounts_organisation" in sql and "WHERE" in sql
                and '"accounts_organisation"."id" =' in sql)  # fmt: skip
    assert lock < next(n for n, sql in enumerate(said) if "scoring_countymonth" in sql)
