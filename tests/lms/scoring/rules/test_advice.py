"""What would help most this month."""

from __future__ import annotations

from lms.scoring.rules.advice import advise
from lms.scoring.rules.scheme import load
from lms.scoring.schemes.in_force import shipped
from tests.factories.scoring import facts, record

SCHEME = load(shipped())
TARGET = 8 * 2700


def advice(given, most=9):
    found = advise(given, SCHEME, month_target=TARGET, most=most)
    return {one.code: (one.gain, one.hours) for one in found}


def test_study_first_while_much_is_missing():
    """Six hours more: six points, and eight that are not taken off."""
    study = {"seconds": 2 * 2700, "target_seconds": 4 * 2700}
    found = advise(facts(study=study), SCHEME, month_target=TARGET)
    assert (found[0].code, found[0].gain, found[0].hours) == ("E1", 14, 6)


def test_no_advice_to_study_once_it_is_done():
    assert "E1" not in advice(facts())


def test_a_part_of_an_hour_counts_as_one_to_go():
    study = {"seconds": 7 * 2700 + 1, "target_seconds": TARGET}
    assert advice(facts(study=study))["E1"] == (3, 1)


def test_who_is_exempt_loses_nothing():
    study = {"seconds": 6 * 2700, "target_seconds": 6 * 2700}
    given = facts(study=study, exemptions=[{"kind": "illness"}])
    assert advice(given)["E1"] == (2, 2)


def test_service_only_for_the_able():
    assert advice(facts())["P1"] == (6, 6)
    assert "P1" not in advice(facts(able_to_work=False))


def test_what_is_left_of_a_cap():
    given = facts(records=[record("public_service", hours="4.5"), record("reflection")])
    assert advice(given)["P1"] == (2, 2)
    assert advice(given)["E4"] == (2, 0)


def test_the_test_where_one_is_offered():
    assert "E2" not in advice(facts(tests=None))
    assert advice(facts(tests=[]))["E2"] == (4, 0)
    assert advice(facts(tests=[{"id": "t1", "score": 70}]))["E2"] == (2, 0)
    assert "E2" not in advice(facts(tests=[{"id": "t1", "score": 90}]))


def test_never_good_deeds_or_courage():
    assert {"S1", "S2", "S3"}.isdisjoint(advice(facts(tests=[])))


def test_at_most_so_many():
    assert len(advice(facts(tests=[], study={"seconds": 0, "target_seconds": 0}), most=2)) == 2


def test_nothing_helps_a_month_that_is_settled():
    assert advice(facts(records=[record("ps_penalty")])) == {}
    assert advice(facts(records=[record("suspected_crime")])) == {}


def test_without_a_cap_as_far_as_the_target():
    plain = SCHEME.plain()
    del plain["items"][0]["cap"]
    study = {"seconds": 2 * 2700, "target_seconds": TARGET}
    found = advise(facts(study=study), load(plain), month_target=TARGET)
    assert (found[0].gain, found[0].hours) == (14, 6)
