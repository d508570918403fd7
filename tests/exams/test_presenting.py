from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams import grading, presenting
from exams.bank import plain
from lms.core.errors import Invalid
from tests.exams.made import questions
from tests.factories import exams as factory

RNG = random.Random(7)
SIMPLE = tuple(kind for kind in plain.KINDS if kind != plain.CASE)
"""Cases are drawn of these as parts."""


@pytest.mark.parametrize("kind", [plain.SINGLE, plain.MULTIPLE, plain.MATCHING, plain.ORDERING])
def test_what_is_shown_names_neither_ids_nor_right_answers(kind: str) -> None:
    question = factory.body(kind)
    seen = presenting.shown(question, presenting.draw_order(question, shuffle=True, rng=RNG))
    assert not {"right", "options_right", "pairs", "explanation", "answers", "key"} & set(seen)
    assert all(isinstance(one, str) for one in seen.get("options", []))


@pytest.mark.parametrize("given_", [-1, 9, "a", True, {"a": 1}, [0]])
def test_what_is_no_answer_is_refused(given_: object) -> None:
    question = factory.body(plain.SINGLE)
    order = presenting.draw_order(question, shuffle=True, rng=RNG)
    with pytest.raises(Invalid, match=r"not an answer|不是"):
        presenting.taken(question, order, given_)


def test_right_sides_are_shuffled_even_when_the_paper_does_not_shuffle() -> None:
    question = factory.body(plain.ORDERING)
    orders = {
        tuple(presenting.draw_order(question, shuffle=False, rng=random.Random(seed))["items"])
        for seed in range(20)
    }
    assert len(orders) > 5


@given(question=questions(*SIMPLE), seed=st.integers(0, 99), data=st.data())
@settings(max_examples=60, deadline=None)
def test_an_answer_comes_back_as_it_was_sent(
    question: plain.Question, seed: int, data: st.DataObject
) -> None:
    order = presenting.draw_order(question, shuffle=True, rng=random.Random(seed))
    sent = data.draw(sent_for(question))
    answer = presenting.taken(question, order, sent)
    assert grading.is_answer(question, answer)
    assert presenting.given(question, order, answer) == sent


def sent_for(question: plain.Question) -> st.SearchStrategy[object]:
    """Anything that a browser may send for it."""
    if question.kind in (plain.SINGLE, plain.TRUE_FALSE):
        return st.integers(0, len(question.options) - 1)
    if question.kind == plain.MULTIPLE:
        return st.sets(st.integers(0, len(question.options) - 1)).map(sorted)
    if question.kind == plain.FILL:
        return st.lists(st.text(max_size=9), max_size=len(question.blanks))
    if question.kind == plain.MATCHING:
        lefts = st.sampled_from([str(place) for place in range(len(question.pairs))])
        return st.dictionaries(lefts, st.integers(0, len(question.rights) - 1))
    if question.kind == plain.ORDERING:
        return st.permutations(range(len(question.items))).map(list)
    if question.kind == plain.CASE:
        return st.fixed_dictionaries(
            {}, optional={str(n): sent_for(p) for n, p in enumerate(question.parts, start=1)}
        )
    return st.text(max_size=min(question.max_characters or 50, 50))
