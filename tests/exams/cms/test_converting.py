"""What the form shows and what is stored take each other back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from exams.bank import plain
from exams.bank.plain import Option, Question
from exams.cms.blocks import body_block, to_value, unwrapped
from exams.cms.converting import blank_question, from_blocks, to_blocks
from tests.exams import made
from tests.factories import exams as make

EMPTY = {"stem": "", "explanation": "", "options": (), "blanks": (), "pairs": (), "items": ()}
SHOWN = {**EMPTY, "distractors": (), "model_answer": "", "rubric": (), "max_characters": None}


@given(made.questions())
@settings(max_examples=80, deadline=None)
def test_form_and_plain_are_the_same(question: Question) -> None:
    """Nothing comes from the question that the form does not show."""
    assert from_blocks(to_blocks(question), replace(question, **SHOWN)) == question


@given(made.questions())
@settings(max_examples=40, deadline=None)
def test_the_blocks_hold_it(question: Question) -> None:
    block = body_block(question.kind, markup=True)
    value = block.to_python(block.get_prep_value(to_value(block, to_blocks(question))))
    assert from_blocks(unwrapped(value), replace(question, **SHOWN)) == question


@pytest.mark.parametrize("kind", plain.KINDS)
def test_a_new_question_has_empty_rows_for_its_kind(kind: str) -> None:
    fresh = blank_question(kind, "k")
    assert from_blocks(to_blocks(fresh), fresh) == fresh


def test_options_keep_their_marks_and_new_ones_get_the_next() -> None:
    question = make.body()
    value = to_blocks(question)
    value["options"].insert(0, {"mark": "", "text": "新的", "right": False, "feedback": ""})
    made_of_it = from_blocks(value, question)
    assert [one.id for one in made_of_it.options] == ["d", "a", "b", "c"]


def test_a_mark_that_is_there_twice_is_given_once() -> None:
    value = to_blocks(make.body(options=(Option("a", "一", True), Option("b", "二"))))
    value["options"].append(dict(value["options"][0], right=False))
    assert [one.id for one in from_blocks(value, make.body()).options] == ["a", "b", "c"]


def test_a_new_part_of_a_case_gets_a_key_of_its_own() -> None:
    case = make.body(plain.CASE)
    value = to_blocks(case)
    value["parts"].append(("single", {**value["parts"][0][1], "key": ""}))
    keys = [part.key for part in from_blocks(value, case).parts]
    assert len(set(keys)) == 3
    assert keys[:2] == [part.key for part in case.parts]
