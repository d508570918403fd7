"""What holds for every question and every answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams import grading
from exams.bank import plain
from exams.bank.plain import Question
from exams.grading import grade
from tests.exams import made

CALM = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-3, 9), st.sampled_from(["a", "0", "true", ""])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["0", "1", "2", "a"]), inner, max_size=3),
    ),
    max_leaves=6,
)


@st.composite
def answers(draw: Any, question: Question) -> Any:
    """An answer as a person might give it."""
    ids = [option.id for option in question.options]
    if question.kind in (plain.SINGLE, plain.TRUE_FALSE):
        return draw(st.sampled_from(ids))
    if question.kind == plain.MULTIPLE:
        return sorted(draw(st.sets(st.sampled_from(ids))))
    if question.kind == plain.FILL:
        return [draw(st.sampled_from([*blank.answers, "x", ""])) for blank in question.blanks]
    if question.kind == plain.MATCHING:
        rights = st.integers(0, len(question.rights) - 1)
        return {
            str(place): draw(rights)
            for place in draw(st.sets(st.integers(0, len(question.pairs) - 1)))
        }
    if question.kind == plain.ORDERING:
        return draw(st.permutations(range(len(question.items))))
    if question.kind == plain.SHORT:
        return draw(st.sampled_from(["", "x"]))
    return {str(number): draw(answers(part)) for number, part in enumerate(question.parts, start=1)}


@st.composite
def answered(draw: Any, *kinds: str) -> tuple[Question, Any]:
    question = draw(made.questions(*kinds))
    return question, draw(answers(question))


def perfect(question: Question) -> Any:
    right = [option.id for option in question.options if option.right]
    return {
        plain.SINGLE: lambda: right[0],
        plain.TRUE_FALSE: lambda: right[0],
        plain.MULTIPLE: lambda: sorted(right),
        plain.FILL: lambda: [blank.answers[0] for blank in question.blanks],
        plain.MATCHING: lambda: {
            str(place): question.rights.index(pair.right)
            for place, pair in enumerate(question.pairs)
        },
        plain.ORDERING: lambda: list(range(len(question.items))),
    }[question.kind]()


@CALM
@given(made.questions(), JSON)
def test_the_score_has_bounds_whatever_is_sent(question, answer):
    mark = grade(question, answer)
    assert 0 <= mark.points <= mark.max_points == question.worth


@CALM
@given(answered())
def test_bounds_and_half_points(given_answer):
    question, answer = given_answer
    mark = grade(question, answer)
    assert grading.is_answer(question, answer)
    assert 0 <= mark.points <= mark.max_points
    if question.kind != plain.CASE and mark.points != question.score:
        assert mark.points * 2 == int(mark.points * 2)


@CALM
@given(answered())
def test_grading_is_idempotent_and_leaves_the_answer_alone(given_answer):
    question, answer = given_answer
    before = json.dumps(answer)
    mark = grade(question, answer)
    assert grade(question, answer) == mark
    assert json.dumps(answer) == before
    assert json.loads(json.dumps(mark.detail)) == mark.detail


@CALM
@given(answered(plain.SINGLE, plain.MULTIPLE, plain.TRUE_FALSE), st.randoms())
def test_the_order_of_options_never_changes_the_score(given_answer, random):
    question, answer = given_answer
    options = list(question.options)
    random.shuffle(options)
    assert grade(replace(question, options=tuple(options)), answer) == grade(question, answer)


@CALM
@given(answered(plain.MULTIPLE), st.randoms())
def test_the_order_of_choosing_never_changes_the_score(given_answer, random):
    question, answer = given_answer
    if question.kind == plain.CASE:
        return
    turned = list(answer)
    random.shuffle(turned)
    assert grade(question, turned) == grade(question, answer)


@CALM
@given(answered(plain.MATCHING), st.randoms())
def test_the_order_of_pairs_never_changes_the_score(given_answer, random):
    question, answer = given_answer
    if question.kind == plain.CASE:
        return
    places = list(range(len(question.pairs)))
    random.shuffle(places)
    turned = replace(question, pairs=tuple(question.pairs[place] for place in places))
    chosen = {
        str(new): turned.rights.index(question.rights[answer[str(old)]])
        for new, old in enumerate(places)
        if str(old) in answer
    }
    assert grade(turned, chosen).points == grade(question, answer).points


@CALM
@given(made.simple(plain.MULTIPLE).filter(made.sound), st.data())
def test_in_parts_a_right_choice_never_costs_and_a_wrong_one_never_gives(question, data):
    question = replace(question, rule=plain.PARTIAL)
    chosen = set(data.draw(answers(question)))
    more = {option.id for option in question.options} - chosen
    if not more:
        return
    one = data.draw(st.sampled_from(sorted(more)))
    is_right = next(option.right for option in question.options if option.id == one)
    before, after = (grade(question, sorted(ids)).points for ids in (chosen, chosen | {one}))
    assert after >= before if is_right else after <= before


@CALM
@given(made.simple(*plain.KINDS[:-2]).filter(made.sound))
def test_the_right_answer_has_the_full_score(question):
    assert grade(question, perfect(question)).points == question.score
