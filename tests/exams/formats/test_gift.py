"""GIFT in full: what is read, and what is said about the rest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exams import formats
from exams.bank import plain
from exams.bank.plain import Blank, Pair
from tests.exams.formats.hand import one, only, read, said


def right(question: plain.Question) -> list[str]:
    return [option.text for option in question.options if option.right]


@pytest.mark.parametrize(
    ("word", "truth"),
    [("T", "true"), ("TRUE", "true"), ("true", "true"), ("F", "false"), ("False", "false")],
)
def test_true_false(word, truth):
    question = one(f"The sun rises in the east.{{{word}}}")
    assert question.kind == plain.TRUE_FALSE
    assert [option.id for option in question.options if option.right] == [truth]


def test_feedback_on_true_false_is_for_wrong_then_right():
    question = one("Grant lives.{F#No, he does not.#Well done.}")
    assert {option.id: option.feedback for option in question.options} == {
        "true": "No, he does not.",
        "false": "Well done.",
    }


def test_a_single_choice_with_title_feedback_and_explanation():
    question = one("::Tomb:: Who? {~Jefferson#no =Grant#yes\n####Because.}")
    assert (question.title, question.kind, question.stem) == ("Tomb", plain.SINGLE, "Who?")
    assert right(question) == ["Grant"]
    assert [option.feedback for option in question.options] == ["no", "yes"]
    assert question.explanation == "Because."


def test_a_missing_word_leaves_a_gap():
    assert one("Grant is {~dead =buried} here.").stem == "Grant is _____ here."


def test_weights_make_a_multiple_choice_in_parts():
    question = one("Which? {~%50%a ~%-50%b ~%50%c}")
    assert (question.kind, question.rule) == (plain.MULTIPLE, plain.PARTIAL)
    assert right(question) == ["a", "c"]


def test_other_weights_are_said():
    assert "different shares" in said(only("Which? {~%25%a ~%-50%b ~%75%c}"))
    assert "half" not in said(only("Which? {=a ~b}"))
    assert "50 %" in said(only("Which? {=a ~%50%b}"))


def test_several_full_answers_make_a_multiple_choice():
    found = only("Which? {=a =b ~c}")
    assert found.kind == plain.MULTIPLE
    assert "multiple choice" in said(found)


def test_short_answers_fill_a_blank_in_their_place():
    question = one("Two plus two equals {=four =4}.")
    assert question.stem == "Two plus two equals {{1}}."
    assert question.blanks == (Blank(("four", "4")),)


@pytest.mark.parametrize(
    ("answers", "number", "tolerance"),
    [("#3:0.1", "3", "0.1"), ("#3", "3", "0"), ("#1..5", "3", "2"), ("#-2.5:1", "-2.5", "1"),
     ("#=1822:0", "1822", "0")],
)  # fmt: skip
def test_numbers(answers, number, tolerance):
    (blank,) = one(f"When? {{{answers}}}").blanks
    assert blank == Blank((number,), Decimal(tolerance))


def test_numbers_with_several_answers():
    found = only("When? {#=1822:0 =%50%1822:2 =1900:0 =2000:5}")
    assert found.question.blanks == (Blank(("1822", "1900"), Decimal(0)),)
    assert "50 %" in said(found)
    assert "2000" in said(found)


def test_no_number():
    assert "no number" in said(only("When? {#soon}"))


def test_matching_with_a_distractor():
    question = one("Match. {=Canada -> Ottawa =Italy->Rome = -> Oslo}")
    assert question.pairs == (Pair("Canada", "Ottawa"), Pair("Italy", "Rome"))
    assert question.distractors == ("Oslo",)


def test_an_essay():
    assert one("Write about a law. {}").kind == plain.SHORT


def test_ordering_as_its_plug_in_writes_it():
    assert one("Sort. {>ALL VERTICAL ABSOLUTE\nfirst\nsecond\nthird\n}").items == (
        "first", "second", "third",
    )  # fmt: skip


def test_a_text_without_answers_is_no_question():
    found = only("Read this carefully.", "gift")
    assert found.question is None
    assert "without a question" in said(found)


def test_escapes():
    question = one(r"::a\:b:: 1 \= 1 \{x\} \~ \# \\ a\nb {=\=2 ~\#3}")
    assert question.title == "a:b"
    assert question.stem == "1 = 1 {x} ~ # \\ a<br>b"
    assert [option.text for option in question.options] == ["=2", "#3"]


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("[html]<b>a</b> &lt; b {T}", "<b>a</b> &lt; b"),
        ("[plain]<b>a</b> {T}", "&lt;b&gt;a&lt;/b&gt;"),
        ("[markdown]**a** b {T}", "<p><strong>a</strong> b</p>"),
        ("[moodle]a\\nb {T}", "a<br>b"),
        ("a < b and c > d {T}", "a &lt; b and c &gt; d"),
        ("one\nline {T}", "one line"),
    ],
)
def test_text_formats(text, stem):
    assert one(text).stem == stem


def test_what_a_text_loses_is_said():
    assert "<code>" in said(only("[html]<code>x</code> y {T}"))


def test_comments_and_categories():
    result = read(
        "// remark\n$CATEGORY: top/Law/Leave\n\n// why\nA {T}\n\n$CATEGORY: Work\n\nB {F}"
    )
    assert [question.tags for question in result.questions] == [("Leave",), ("Work",)]
    assert [found.line for found in result.found] == [5, 9]


def test_moodles_own_ids_and_tags():
    question = one("// [id:q\\]7] [tag:law] [tag:leave]\nA {T}")
    assert (question.key, question.tags) == ("q]7", ("law", "leave"))


@pytest.mark.parametrize("text", ["A {~x =y", "A ~x =y}", "A {T} B {F}", "A {=x {y}}"])
def test_brackets_that_do_not_fit_are_refused_with_their_line(text):
    result = read(f"Good {{T}}\n\n{text}")
    assert [found.question is None for found in result.found] == [False, True]
    assert result.found[1].problems[0].line == 3


def test_the_same_file_has_the_same_keys_and_other_answers_other_ones():
    text = "When? {#1822:1}\n\nWhen? {#1822}\n\nWhen? {#1822:1}"
    keys = [question.key for question in read(text).questions]
    assert keys == [question.key for question in read(text).questions]
    assert keys[0] == keys[2] != keys[1]


def test_two_questions_with_one_id_are_not_both_taken():
    found = read("// [id:a]\nA {T}\n\n// [id:a]\nB {T}").found
    assert found[0].question is not None
    assert "same key" in said(found[1])


def test_a_comment_of_strangers_is_not_believed():
    found = only('// xinlu: {"score": "lots", "shuffle": 3, "kind": "x", "options": []}\nA {T}')
    assert found.question.score == 1
    assert "score" in said(found)


def test_line_ends_and_marks():
    assert formats.read(b"\xef\xbb\xbfA {T}\r\n\r\nB {F}\r\n").questions[1].stem == "B"


def test_pictures_and_several_blanks_are_refused_by_the_writer():
    question = plain.Question("k", plain.FILL, "{{1}}{{2}}", blanks=(Blank(("a",)), Blank(("b",))))
    (problem,) = formats.write([question], "gift").problems
    assert (problem.refused, problem.place) == (True, "k")


@pytest.mark.parametrize("stem", ["// no comment", "$CATEGORY: no category"])
def test_words_that_begin_like_something_else_come_back(stem):
    item = f"{stem} 2"
    question = plain.Question("k", plain.ORDERING, stem, items=(item, "x"))
    assert formats.read(formats.write([question], "gift").content).questions == [question]
