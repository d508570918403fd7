"""Proposals, and the chains of one fact. (Lines and totals by hand: test_examples.)"""

from __future__ import annotations

import pytest

from lms.scoring.rules.assess import assess, score_lines
from lms.scoring.rules.scheme import load
from lms.scoring.schemes.in_force import shipped
from tests.factories.scoring import facts, record

SCHEME = load(shipped())
GOOD = {"study": {"seconds": 21_600, "target_seconds": 21_600}, "tests": [{"id": "t", "score": 90}]}
BEST = GOOD | {"records": [record(kind) for kind in
               ("class_attended", "class_attended", "individual_talk", "report_on_time",
                "qualification")]}  # fmt: skip


def past(*totals, before=10, **counts):
    """Earlier months with these totals, the newest first."""
    return [
        {"month": f"2026-{before - n:02d}", "total": total, "facts": counts if n == 1 else {}}
        for n, total in enumerate(totals, 1)
    ]


def proposed(**given):
    return {one.code: one for one in assess(facts(**given), SCHEME).proposals}


def points(*records):
    return {line.code: line.points for line in score_lines(facts(records=list(records)), SCHEME)}


# proposals


def test_nothing_for_an_ordinary_month():
    assert proposed() == {}


def test_lenient_after_three_straight_months():
    found = proposed(**BEST, past=past(85, 90))
    assert found["lenient"].to == "lenient"
    assert found["lenient"].facts == {"totals": [["2026-10", 93], ["2026-09", 85], ["2026-08", 90]]}


@pytest.mark.parametrize(
    "months",
    [past(85), past(84, 90), past(85, None), past(85, 90, admonition=1),
     [past(85, 90)[0], *past(90, 90, before=8)]],
    ids=["two", "84", "frozen", "penalty", "a month between is missing"],
)  # fmt: skip
def test_not_lenient(months):
    assert "lenient" not in proposed(**BEST, past=months)


def test_only_those_at_ordinary_become_lenient():
    assert "lenient" not in proposed(**BEST, past=past(85, 90), level="strict")


def test_ordinary_after_three_months_at_strict():
    assert "ordinary" in proposed(level="strict", level_months=3)
    assert "ordinary" not in proposed(level="strict", level_months=2)
    assert "ordinary" not in proposed(
        level="strict", level_months=3, records=[record("admonition")]
    )


@pytest.mark.parametrize("level", ["ordinary", "lenient"])
def test_back_to_strict_below_60(level):
    found = proposed(level=level, records=[record("left_without_leave")])
    assert found["strict"].facts == {"totals": [["2026-10", 53]]}


def test_back_to_strict_for_a_warning():
    assert proposed(records=[record("warning")])["strict"].facts["counts"] == {"warning": 1}


def test_back_to_strict_for_the_second_admonition_in_six_months():
    given = {**BEST, "records": [*BEST["records"], record("admonition")]}
    found = proposed(**given, past=past(90, admonition=1))
    assert found["strict"].facts["counts"] == {"admonition": 2}
    assert "strict" not in proposed(**given)


def test_an_old_warning_does_not_propose_again():
    assert "strict" not in proposed(past=past(75, 75, warning=1))


def test_a_warning_that_became_known_late_proposes():
    frozen = {"month": "2026-09", "scheme": shipped(), "before": facts()}
    late = [frozen | {"after": facts(records=[record("warning")])}]
    assert proposed(late=late)["strict"].facts["counts"] == {"warning": 1}


def test_commended_after_six_months():
    assert "commendation" in proposed(**BEST, past=past(80, 82, 85, 86, 85))


@pytest.mark.parametrize(
    "change",
    [{"past": past(80, 80, 80, 80, 80)}, {"past": past(79, 99, 99, 99, 99)},
     {"past": past(90, 90, 90, 90)}, {"months_in_correction": 5}],
    ids=["mean", "each", "five", "short"],
)  # fmt: skip
def test_not_commended(change):
    given = {**BEST, "past": past(90, 90, 90, 90, 90)} | change
    assert "commendation" not in proposed(**given)


def test_courage_is_commended_at_once():
    found = proposed(records=[record("heroic_act")], months_in_correction=0)
    assert found["heroic"].kind == "commendation"


def test_a_talk_below_70():
    assert "talk" in proposed(records=[record("report_missed")])


def test_a_frozen_month_proposes_no_totals():
    assert proposed(**BEST | {"records": [record("suspected_crime")]}, past=past(90, 90)) == {}


# one fact, once


def test_a_chain_counts_its_heaviest_penalty():
    trip = record("left_without_leave")
    first = record("admonition", same_as=trip["id"])
    warning = record("warning", same_as=first["id"])
    assert points(trip, first, warning)["X2"] == -40
    assert points(trip, first, warning)["M7"] == points(trip, first, warning)["X1"] == 0


def test_two_admonitions_for_one_fact_count_once():
    trip = record("left_without_leave")
    twice = [record("admonition", same_as=trip["id"]) for _n in range(2)]
    assert points(trip, *twice)["X1"] == -20


def test_a_penalty_for_an_earlier_months_fact_replaces_the_lighter_one():
    both = [record("admonition", same_as="gone"), record("warning", same_as="gone")]
    assert points(*both) == {"E1": 8, "X1": 0, "X2": -40}


def test_chains_that_bite_their_own_tail_end():
    one, two = record("admonition", same_as="b", id="a"), record("warning", same_as="a", id="b")
    assert points(one, two)["X2"] == -40


def test_an_item_with_records_is_not_replaced_as_a_whole():
    """Three trips; an admonition that names the item alone does not wipe out all of them."""
    trips = [record("left_without_leave") for _n in range(3)]
    assert points(*trips, record("admonition", same_item="M7"))["M7"] == -45


def test_what_a_later_month_counts_is_not_counted_here():
    assert points(record("left_without_leave", settled=True)) == {"E1": 8, "M7": 0}
