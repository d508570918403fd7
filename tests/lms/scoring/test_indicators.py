"""The three zeros: what may be entered, how it is corrected, what the figures are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.scoring.actions.indicators import correct_case, record_case
from lms.scoring.indicators import figures as indicators
from lms.scoring.models import IndicatorRecord
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def moment(at):
    at(datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def person(land):
    return people.offender(land.office)


@pytest.fixture
def enter(land, manager, person):
    def enter(**changes):
        given = {"by": manager, "indicator": "absconded", "organisation": land.office, "on": DAY,
                 "source": "公安局通报", "offender": person}  # fmt: skip
        return record_case(**given | changes)

    return enter


def test_a_case_is_entered_and_audited(enter, person, manager):
    case = enter()
    assert IndicatorRecord.objects.standing().get() == case
    entry = AuditEntry.objects.get(verb="scoring.indicator_entered")
    assert (entry.actor, entry.on_whom) == (manager, person.user)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2026, 11, 21)}, "on"),
        ({"on": date(1999, 1, 1)}, "on"),
        ({"ended_on": date(2026, 11, 4)}, "ended_on"),
        ({"ended_on": date(2026, 11, 21)}, "ended_on"),
        ({"indicator": "reoffence", "ended_on": DAY}, "ended_on"),
        ({"source": "  "}, "source"),
        ({"source": "长" * 121}, "source"),
        ({"note": "a\0b"}, "note"),
        ({"indicator": "dancing"}, "indicator"),
        ({"offender": None}, "offender"),
        ({"indicator": "misconduct"}, "offender"),
    ],
)
def test_what_is_wrong_is_named(enter, changes, field):
    with pytest.raises(Invalid) as told:
        enter(**changes)
    assert list(told.value.fields) == [field]
    assert not IndicatorRecord.objects.exists()


def test_a_person_belongs_to_the_organisation(land, enter):
    with pytest.raises(Invalid):
        enter(offender=people.offender(land.office2))


def test_the_same_case_stands_once(enter):
    first = enter()
    with pytest.raises(Conflict) as told:
        enter(source="另一来源")
    assert told.value.more["record"] == str(first.pk)


@pytest.mark.parametrize("role", ["officer", "prosecutor", "auditor"])
def test_only_managers_enter(land, enter, role):
    with pytest.raises(Denied):
        enter(by=people.user_with_role(role, land.county))


def test_a_manager_of_another_county_does_not(land, enter):
    with pytest.raises(Denied):
        enter(by=people.user_with_role("manager", land.county2))


def test_nobody_enters_their_own_case(land, enter, person):
    people.give_role(person.user, "manager", land.county)
    with pytest.raises(Denied) as told:
        enter(by=people.again(person.user))
    assert told.value.code == "own_file"


def test_a_correction_is_a_new_row(enter, manager):
    case = enter()
    found = correct_case(by=manager, case=case, ended_on=date(2026, 11, 9), reason="已找到")
    assert IndicatorRecord.objects.standing().get() == found
    assert (found.replaces, found.on, found.source) == (case, DAY, "公安局通报")
    with pytest.raises(Conflict) as told:
        correct_case(by=manager, case=case, ended_on=date(2026, 11, 8), reason="再来")
    assert told.value.code == "replaced"


def test_what_was_no_case_counts_no_more(enter, manager):
    case = enter()
    gone = correct_case(by=manager, case=case, void=True, reason="认错了人")
    assert (gone.void, gone.note) == (True, "认错了人")
    assert not IndicatorRecord.objects.standing().exists()


def test_a_correction_has_a_reason_and_changes_something(enter, manager):
    case = enter()
    with pytest.raises(Invalid):
        correct_case(by=manager, case=case, on=date(2026, 11, 4), reason=" ")
    with pytest.raises(Conflict):
        correct_case(by=manager, case=case, reason="没有变化")
    with pytest.raises(Invalid):
        correct_case(by=manager, case=case, on=date(2027, 1, 1), reason="写错")


def test_figures_of_a_year(land, manager, person):
    for _number in range(3):
        people.offender(land.office2)
    scoring.indicator(land.office, "reoffence", DAY, offender=person)
    scoring.indicator(land.office, "reoffence", date(2025, 3, 1), offender=person)
    found = indicators.by_place(manager, 2026)
    county, office = found[land.county.path]["reoffence"], found[land.office.path]["reoffence"]
    assert (county.count, county.of, county.rate) == (1, 4, Decimal("25.00"))
    assert (office.count, office.of, office.rate) == (1, 1, Decimal("100.00"))
    assert county.days_since == 15
    assert found[land.office2.path]["reoffence"].days_since is None
    assert indicators.by_place(manager, 2025)[land.county.path]["reoffence"].count == 1


def test_lost_counts_both_kinds_and_who_is_not_found(land, manager, person):
    scoring.indicator(land.office, "absconded", date(2025, 5, 1), offender=person)
    scoring.indicator(land.office, "missed_intake", DAY, ended_on=DAY)
    lost = indicators.total(manager, 2026)["lost"]
    assert (lost.count, lost.open) == (1, 1)


def test_breaches_are_per_staff(land, manager):
    people.staff_member(land.office)
    people.staff_member(land.county, "manager")
    people.staff_member(land.office, hired_on=date(2027, 1, 1))
    scoring.indicator(land.county, "misconduct", DAY)
    found = indicators.total(manager, 2026)["misconduct"]
    assert (found.count, found.of, found.rate) == (1, 2, Decimal("50.00"))


def test_nobody_registered_has_no_rate(land, manager):
    assert indicators.total(manager, 2026)["reoffence"].rate is None


def test_corrected_and_void_rows_do_not_count(land, manager, person):
    case = scoring.indicator(land.office, "reoffence", DAY, offender=person)
    scoring.indicator(land.office, "reoffence", DAY, offender=person, replaces=case)
    other = scoring.indicator(land.office, "reoffence", date(2026, 11, 2), offender=person)
    scoring.indicator(
        land.office, "reoffence", date(2026, 11, 2), replaces=other, void=True, note="误录"
    )
    assert indicators.total(manager, 2026)["reoffence"].count == 1


def test_who_left_before_the_year_is_not_registered_in_it(land, manager):
    people.offender(land.office, closed_on=date(2025, 12, 31))
    people.offender(land.office, starts_on=date(2026, 11, 21))
    assert indicators.total(manager, 2026)["reoffence"].of == 0


def test_others_see_only_their_part(land, manager):
    scoring.indicator(land.county2, "misconduct", DAY)
    assert indicators.total(manager, 2026)["misconduct"].count == 0
    officer = people.user_with_role("officer", land.office)
    scoring.indicator(land.county, "misconduct", DAY)
    assert indicators.total(officer, 2026)["misconduct"].count == 0


def test_three_queries_whatever_the_size(land, manager, django_assert_num_queries):
    for place in (land.office, land.office2):
        for day in range(1, 6):
            scoring.indicator(place, "misconduct", date(2026, 11, day))
    manager.can("view_scores")  # knows its grants now
    with django_assert_num_queries(3):
        indicators.by_place(manager, 2026)
