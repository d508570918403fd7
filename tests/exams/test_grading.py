"""Answers become points: every kind, its rule, and answers that are none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from exams import grading
from exams.bank import plain
from exams.bank.plain import Blank, Option, Pair, Question
from exams.grading import grade

TRUE_FALSE = Question("t", plain.TRUE_FALSE, "?",
                      options=(Option("true", "", right=True), Option("false", "")))  # fmt: skip
MULTIPLE = Question(
    "m", plain.MULTIPLE, "?", score=Decimal(3),
    options=(Option("a", "1", right=True), Option("b", "2", right=True), Option("c", "3"),
             Option("d", "4", right=True)),
)  # fmt: skip
FILL = Question("f", plain.FILL, "{{1}}{{2}}", score=Decimal(2),
                blanks=(Blank(("缓刑", "probation")), Blank(("63",), Decimal("0.5"))))  # fmt: skip
MATCHING = Question("x", plain.MATCHING, "?", score=Decimal(2),
                    pairs=(Pair("a", "1"), Pair("b", "2"), Pair("c", "1")),
                    distractors=("3",))  # fmt: skip
ORDERING = Question("o", plain.ORDERING, "?", items=("a", "b", "c", "d"), score=Decimal(2))
SHORT = Question("s", plain.SHORT, "?", score=Decimal(5), max_characters=10)
CASE = Question("c", plain.CASE, "?", parts=(TRUE_FALSE, SHORT))


def points(question: Question, answer: object) -> float:
    return float(grade(question, answer).points)


def test_single_and_true_false():
    assert points(TRUE_FALSE, "true") == 1
    assert points(TRUE_FALSE, "false") == 0


@pytest.mark.parametrize(
    ("answer", "whole", "partial"),
    [(["a", "b", "d"], 3, 3), (["a"], 0, 1), (["a", "b"], 0, 2), (["a", "b", "c", "d"], 0, 2),
     (["c"], 0, 0), ([], 0, 0), (["a", "c"], 0, 0)],
)  # fmt: skip
def test_multiple_by_both_rules(answer, whole, partial):
    assert points(MULTIPLE, answer) == whole
    assert points(replace(MULTIPLE, rule=plain.PARTIAL), answer) == partial


def test_shares_are_rounded_down_to_half_points():
    question = replace(MULTIPLE, rule=plain.PARTIAL, score=Decimal("2.75"))
    assert points(question, ["a", "b"]) == 1.5
    assert points(question, ["a", "b", "d"]) == 2.75


@pytest.mark.parametrize(
    ("answer", "got"),
    [(["緩刑", "６３"], 2), ([" Probation ", "63.5"], 2), (["缓刑"], 1), (["", "62.4"], 0),
     (["缓 刑", "sixty"], 0), (["x", "63"], 1)],
)  # fmt: skip
def test_fill(answer, got):
    assert points(FILL, answer) == got


@pytest.mark.parametrize(
    ("flag", "text"),
    [("ignore_case", "abc"), ("ignore_width", "ＡＢＣ"), ("ignore_script", "法規ABC")],
)
def test_a_blank_may_be_strict(flag, text):
    expected = "法规ABC" if flag == "ignore_script" else "ABC"
    assert grading.fits(Blank((expected,)), text)
    assert not grading.fits(replace(Blank((expected,)), **{flag: False}), text)


def test_an_answer_that_stands_for_two_left_sides_counts_for_both():
    assert points(MATCHING, {"0": 0, "1": 1, "2": 0}) == 2
    assert points(MATCHING, {"0": 0, "1": 2, "2": 0}) == 1


def test_ordering_by_both_rules():
    assert points(ORDERING, [0, 1, 2, 3]) == 2
    assert points(ORDERING, [0, 1, 3, 2]) == 0
    assert points(replace(ORDERING, rule=plain.PARTIAL), [0, 1, 3, 2]) == 1


def test_what_is_written_waits_for_a_person_and_nothing_is_worth_nothing():
    assert grade(SHORT, "因为").needs_hand
    assert not grade(SHORT, "  ").needs_hand
    assert grade(SHORT, None).points == 0


def test_a_case_is_the_sum_of_its_parts():
    mark = grade(CASE, {"1": "true", "2": "x"})
    assert (mark.points, mark.max_points, mark.needs_hand) == (1, 6, True)
    assert mark.detail["parts"]["1"]["points"] == "1"


@pytest.mark.parametrize(
    ("question", "answer"),
    [(TRUE_FALSE, "maybe"), (TRUE_FALSE, ["true"]), (MULTIPLE, "a"), (MULTIPLE, ["a", "a"]),
     (MULTIPLE, ["z"]), (FILL, "x"), (FILL, ["a", "b", "c"]), (FILL, [1]), (MATCHING, [0]),
     (MATCHING, {"0": 9}), (MATCHING, {"9": 0}), (MATCHING, {"0": True}), (ORDERING, [0, 0, 1, 2]),
     (ORDERING, [0, 1]), (ORDERING, ["0"]), (SHORT, "x" * 11), (SHORT, 3), (CASE, {"3": "true"}),
     (CASE, {"1": "maybe"}), (CASE, "x"), (FILL, {"0": "x"})],
)  # fmt: skip
def test_what_has_not_the_shape_is_refused_and_counts_nothing(question, answer):
    assert not grading.is_answer(question, answer)
    assert grade(question, answer).points == 0


@pytest.mark.parametrize("question", [TRUE_FALSE, MULTIPLE, FILL, MATCHING, ORDERING, SHORT, CASE])
def test_no_answer_is_an_answer(question):
    assert grading.is_answer(question, None)
    assert grade(question, None).detail["answered"] is False


def test_the_rule_is_said_where_there_is_one():
    assert grading.rule(MULTIPLE) != grading.rule(replace(MULTIPLE, rule=plain.PARTIAL))
    assert grading.rule(TRUE_FALSE) == ""
