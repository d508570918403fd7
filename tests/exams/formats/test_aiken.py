"""Aiken as people write it."""

from __future__ import annotations

import pytest

from exams import formats
from exams.bank import plain
from tests.exams.formats.hand import one, only, read, said


@pytest.mark.parametrize(
    "text",
    [
        "Why?\nA. x\nB. y\nANSWER: B",
        "Why?\nA) x\nB) y\nANSWER: B\n",
        "\n\nWhy?\n\na. x\n\nb. y\n\nanswer: b\n\n",
        "Why?\nＡ．x\nＢ．y\nANSWER：Ｂ",
        "  Why?\n  A. x\n  B. y\n  Answer : B",
    ],
)
def test_shapes(text):
    question = one(text, "aiken")
    assert (question.kind, question.stem) == (plain.SINGLE, "Why?")
    assert [(option.text, option.right) for option in question.options] == [
        ("x", False), ("y", True),
    ]  # fmt: skip


def test_a_question_may_have_several_lines_and_begin_with_a_letter():
    question = one("A. Einstein said:\nWhy not?\nA. x\nB. y\nANSWER: A", "aiken")
    assert question.stem == "A. Einstein said:<br>Why not?"


def test_words_that_look_like_markup_stay_words():
    assert one("Is <script> bad?\nA. <b>\nB. no\nANSWER: A").options[0].text == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Why?\nA. x\nB. y\n\nNext?\nA. x\nB. y\nANSWER: A", "missing"),
        ("Why?\nA. x\nB. y\nANSWER: C", "no option"),
        ("Why?\nA. x\nB. y\nANSWER: maybe not", "no letter"),
        ("Why?\nA. x\nANSWER: A", "at least two"),
        ("ANSWER: A", "without a question"),
    ],
)
def test_what_is_wrong_is_said(text, words):
    found = read(text, "aiken").found[0]
    assert found.question is None
    assert words in said(found)


def test_several_letters_make_a_multiple_choice():
    found = only("Why?\nA. x\nB. y\nC. z\nANSWER: A, C")
    assert found.question.kind == plain.MULTIPLE
    assert "multiple choice" in said(found)


def test_what_aiken_cannot_carry_is_said():
    question = one("Why? {=x#because ~y}", "gift")
    written = formats.write([question, one("True? {T}", "gift")], "aiken")
    assert [problem.refused for problem in written.problems] == [False, True]
    assert "feedback" in written.problems[0].what
    assert b"ANSWER: A" in written.content
