"""A scheme as data: its plain form, weights, weathers."""

from __future__ import annotations

import pytest

from lms.scoring.rules.check import problems
from lms.scoring.rules.kinds import PENALTIES
from lms.scoring.rules.scheme import load
from lms.scoring.schemes.in_force import shipped

SCHEME = load(shipped())


def test_the_plain_form_comes_back():
    plain = SCHEME.plain()
    assert problems(plain) == []
    assert load(plain) == SCHEME


@pytest.mark.parametrize(
    ("fact", "weight"),
    [("report_late", -2), ("report_missed", -5), ("class_missed", -3), ("good_deed", 5),
     ("heroic_act", 20), ("left_without_leave", -15), ("met_barred", -10), ("admonition", -20),
     ("warning", -40), ("ps_penalty", -100), ("suspected_crime", -100), ("report_on_time", 4),
     ("public_service", 6), ("monthly_test", 4), ("unheard_of", 0)],
)  # fmt: skip
def test_how_heavy_a_fact_is(fact, weight):
    assert SCHEME.heaviest(fact) == weight


def test_every_penalty_needs_a_second_person():
    assert all(abs(SCHEME.heaviest(kind)) >= 10 for kind in PENALTIES)


def test_hours_without_a_cap_weigh_as_a_day_of_them():
    plain = SCHEME.plain()
    service = next(one for one in plain["items"] if one["code"] == "P1")
    del service["cap"]
    assert load(plain).heaviest("public_service") == 24


def test_bands_are_read_from_the_highest_down():
    plain = SCHEME.plain()
    plain["bands"].reverse()
    assert load(plain) == SCHEME


def test_an_item_by_its_code():
    assert SCHEME.item("M5").points_of("report_missed") == 5
    assert SCHEME.item("Z9") is None
