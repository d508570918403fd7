"""What holds for every month that can be thought of."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.scoring.rules.assess import assess, score_lines
from lms.scoring.rules.scheme import Per, load
from lms.scoring.schemes.in_force import shipped
from tests.lms.scoring.rules import made

SCHEME = load(shipped())
PLUS = [item for item in SCHEME.items if item.kind == "plus"]
GIVING = sorted({fact for item in PLUS for fact in item.facts} & set(made.MILD))
TAKING = sorted(
    {fact for item in SCHEME.items if item.kind == "minus" for fact in item.facts} & set(made.MILD)
)


def total(facts: dict[str, Any]) -> int:
    """The total without its bounds, so that nothing hides behind them."""
    return SCHEME.base + sum(line.points for line in assess(facts, SCHEME).lines)


@given(made.with_late())
def test_within_bounds(facts):
    found = assess(facts, SCHEME)
    assert (found.total is None) == (found.band == "frozen")
    assert found.total is None or 0 <= found.total <= 100


@given(made.months())
def test_no_line_passes_its_cap(facts):
    for line in score_lines(facts, SCHEME):
        item = SCHEME.item(line.code)
        assert abs(line.points) <= abs(line.uncapped)
        assert item.cap is None or abs(line.points) <= item.cap
        assert line.points * item.sign >= 0


@given(made.with_late(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(facts, random):
    shuffled = json.loads(json.dumps(facts))
    for part in [
        shuffled,
        *(late[side] for late in shuffled["late"] for side in ("before", "after")),
    ]:
        for name in ("records", "tests", "past", "exemptions"):
            random.shuffle(part[name] or [])
    assert assess(shuffled, SCHEME) == assess(facts, SCHEME)


@given(made.with_late())
def test_stored_and_recomputed_is_the_same(facts):
    found = assess(facts, SCHEME).plain()
    stored = json.loads(json.dumps({"facts": facts, "scheme": SCHEME.plain()}))
    again = assess(stored["facts"], load(stored["scheme"])).plain()
    assert again == json.loads(json.dumps(found))


@given(made.months(made.MILD), st.sampled_from(GIVING), st.data())
def test_a_plus_never_lowers(facts, kind, data):
    more = data.draw(made.a_record(kind, "new", facts["records"]))
    assert total(facts | {"records": [*facts["records"], more]}) >= total(facts)


@given(made.months(made.MILD), st.sampled_from(TAKING), st.data())
def test_a_minus_never_raises(facts, kind, data):
    more = data.draw(made.a_record(kind, "new", facts["records"]))
    assert total(facts | {"records": [*facts["records"], more]}) <= total(facts)


@given(made.months(), st.data())
def test_a_public_security_penalty_never_raises(facts, data):
    assume("suspected_crime" not in {one["kind"] for one in facts["records"]})
    more = data.draw(made.a_record("ps_penalty", "new", facts["records"]))
    after = assess(facts | {"records": [*facts["records"], more]}, SCHEME)
    assert after.total == 0


@given(made.months())
def test_a_suspicion_freezes(facts):
    more = {"id": "new", "kind": "suspected_crime", "on": "2026-10-31"}
    found = assess(facts | {"records": [*facts["records"], more]}, SCHEME)
    assert found.is_frozen
    assert found.band == "frozen"


@given(made.months(made.MILD), st.integers(1, 20_000))
def test_more_study_never_lowers(facts, seconds):
    assume(facts["study"])
    more = facts["study"] | {"seconds": facts["study"]["seconds"] + seconds}
    assert total(facts | {"study": more}) >= total(facts)


@given(made.months(made.MILD), st.integers(0, 100))
def test_a_further_try_of_the_test_never_lowers(facts, score):
    assume(facts["tests"] is not None)
    more = [*facts["tests"], {"id": "new", "score": score}]
    assert total(facts | {"tests": more}) >= total(facts)


@given(made.months(), st.integers(0, 31))
def test_study_counts_against_a_target_pro_rata(facts, liable):
    """The share of the month is the target's: whoever studied it is short of nothing."""
    target = int(Fraction(21_600 * liable, 31))
    study = {"seconds": target, "target_seconds": target}
    lines = {line.code for line in score_lines(facts | {"study": study}, SCHEME)}
    assert "M2" not in lines


@given(made.months())
def test_what_exempts_lifts_m1_to_m3(facts):
    lines = score_lines(facts | {"exemptions": [{"kind": "illness"}]}, SCHEME)
    assert all(line.points == 0 for line in lines if line.code in ("M1", "M2", "M3"))


@given(made.months())
def test_no_opportunity_scores_neither_way(facts):
    nothing = facts | {"study": None, "tests": None, "records": []}
    assert {line.code for line in score_lines(nothing, SCHEME)} <= {"R2"}


@given(made.months(made.MILD))
def test_one_fact_counts_once(facts):
    """No record stands behind two deductions."""
    lines = [line for line in score_lines(facts, SCHEME) if line.points < 0]
    counted = Counter(fact for line in lines for fact in line.facts if fact.startswith("r"))
    assert all(times == 1 for times in counted.values())


@given(made.months(made.MILD))
def test_of_penalties_for_one_fact_one_counts(facts):
    """A warning for a fact leaves no admonition for it, and nothing that it was for."""
    counted = {f for line in score_lines(facts, SCHEME) if line.points < 0 for f in line.facts}
    for one in facts["records"]:
        if one["kind"] in made.PENALTIES and one["id"] in counted and one["same_as"]:
            assert one["same_as"] not in counted


@pytest.mark.parametrize("item", PLUS, ids=lambda item: item.code)
def test_a_plus_gives_what_it_says(item):
    if item.per in (Per.EACH, Per.MONTH, Per.STAGE):
        one = {"id": "r1", "kind": item.facts[0], "on": "2026-10-08"}
        line = assess(made.facts(records=[one]), SCHEME).lines
        assert {o.code: o.points for o in line}[item.code] == item.points
