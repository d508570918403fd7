"""What people of the demo do in a month: drawn, and plausible."""

from __future__ import annotations

import random
from datetime import date

from lms.config.demo.conduct import deeds

OCTOBER = date(2026, 10, 1)
WHOLE = deeds.Term(date(2026, 1, 1), date(2026, 12, 31))


def drawn(seed: int, **changes) -> list[deeds.Deed]:
    given = {"careless": False, "able_to_work": True, "excused": False} | changes
    return deeds.of_month(random.Random(seed), OCTOBER, given.pop("term", WHOLE), **given)


def many(**changes) -> list[list[deeds.Deed]]:
    return [drawn(seed, **changes) for seed in range(300)]


def test_the_same_dice_give_the_same_deeds():
    assert drawn(3) == drawn(3)


def test_nothing_happens_outside_the_term():
    term = deeds.Term(date(2026, 10, 10), date(2026, 10, 20))
    assert {deed.on in term for found in many(term=term) for deed in found} == {True}


def test_who_cannot_work_does_no_public_service():
    assert not any(d.kind == "public_service" for found in many(able_to_work=False) for d in found)


def test_who_is_excused_misses_no_class():
    assert not any(deed.kind == "class_missed" for found in many(excused=True) for deed in found)


def test_a_penalty_stands_beside_what_it_is_for():
    penalties = [(found, d) for found in many(careless=True) for d in found if d.second]
    admonished = [(found, d) for found, d in penalties if d.kind == "admonition"]
    assert admonished
    assert all(found[d.for_deed].on < d.on for found, d in admonished)


def test_the_careless_leave_more_undone():
    def undone(**changes):
        bad = ("report_missed", "report_late", "class_missed")
        return sum(deed.kind in bad for found in many(**changes) for deed in found)

    assert undone(careless=True) > 4 * undone()
