"""Moodle XML: every kind that Moodle exports, and what is said about the rest."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from exams.bank import plain
from exams.bank.plain import Blank, Pair
from tests.exams import made
from tests.exams.formats.hand import moodle, one, only, quiz, read, said

PICTURE = base64.b64encode(made.picture(9)).decode()


def answer(text: str, fraction: object, more: str = "") -> str:
    return f"<answer fraction='{fraction}'><text>{text}</text>{more}</answer>"


def test_a_single_choice_with_feedback_score_tags_and_explanation():
    question = one(
        moodle(
            "multichoice",
            "<generalfeedback><text>So.</text></generalfeedback><defaultgrade>2.5</defaultgrade>"
            "<single>true</single><shuffleanswers>0</shuffleanswers>"
            + answer("a", 0, "<feedback><text>no</text></feedback>")
            + answer("b", 100)
            + "<tags><tag><text>law</text></tag></tags>",
        )
    )
    assert (question.kind, question.score, question.shuffle) == ("single", Decimal("2.5"), False)
    assert (question.explanation, question.tags, question.title) == ("So.", ("law",), "n")
    assert [(one.text, one.right, one.feedback) for one in question.options] == [
        ("a", False, "no"), ("b", True, ""),
    ]  # fmt: skip


def test_a_multiple_choice_has_shares():
    body = "<single>false</single>" + answer("a", 50) + answer("b", 50) + answer("c", -50)
    question = one(moodle("multichoice", body))
    assert (question.kind, question.rule) == (plain.MULTIPLE, plain.PARTIAL)
    assert "another share" in said(only(moodle("multichoice", body.replace("-50", "0"))))


def test_true_false():
    question = one(moodle("truefalse", answer("false", 100) + answer("true", 0)))
    assert [(option.id, option.right) for option in question.options] == [
        ("true", False), ("false", True),
    ]  # fmt: skip


def test_short_answers_with_case_and_wildcards():
    body = "<usecase>1</usecase>" + answer("Ber*", 100) + answer("Bonn", 50) + answer("*", 0)
    found = only(moodle("shortanswer", body, "<p>Capital?</p>"))
    assert found.question.stem == "<p>Capital? {{1}}</p>"
    assert found.question.blanks == (Blank(("Ber*",), ignore_case=False),)
    assert "any words" in said(found)
    assert "50 %" in said(found)


def test_numbers_with_tolerance_and_units():
    body = (
        "<answer fraction='100'><text>3.14</text><tolerance>0.01</tolerance></answer>"
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>"
    )
    found = only(moodle("numerical", body))
    assert found.question.blanks == (Blank(("3.14",), Decimal("0.01")),)
    assert "Units" in said(found)


def test_matching_with_a_distractor():
    rows = [("a", "1"), ("b", "2"), ("", "3")]
    body = "".join(
        f"<subquestion format='html'><text>{left}</text><answer><text>{right}</text></answer>"
        "</subquestion>"
        for left, right in rows
    )
    question = one(moodle("matching", body))
    assert question.pairs == (Pair("a", "1"), Pair("b", "2"))
    assert question.distractors == ("3",)


def test_an_essay_with_what_the_grader_sees():
    body = (
        "<graderinfo format='html'><text>&lt;p&gt;Look for § 27.&lt;/p&gt;</text></graderinfo>"
        "<attachments>1</attachments><responsetemplate><text>Dear</text></responsetemplate>"
    )
    found = only(moodle("essay", body))
    assert found.question.model_answer == "Look for § 27."
    assert "template" in said(found)
    assert "handed in" in said(found)


def test_ordering():
    body = "".join(answer(text, place) for place, text in ((2, "b"), (1, "a"), (3, "c")))
    assert one(moodle("ordering", body)).items == ("a", "b", "c")


def test_cloze():
    stem = (
        "<p>{1:SHORTANSWER:=Berlin#yes~%50%Bonn~*#no} has {1:NUMERICAL:=3.5:0.5} million, "
        "{1:SHORTANSWER_C:=%100%Spree\\}x~=R &amp; D}</p>"
    )
    found = only(moodle("cloze", "", stem))
    assert found.question.stem == "<p>{{1}} has {{2}} million, {{3}}</p>"
    assert found.question.blanks == (
        Blank(("Berlin",)),
        Blank(("3.5",), Decimal("0.5")),
        Blank(("Spree}x", "R & D"), ignore_case=False),
    )
    assert "Bonn" in said(found)
    assert found.question.score == 3


def test_lists_to_choose_from_become_blanks_and_it_is_said():
    found = only(moodle("cloze", "", "Grant is {1:MULTICHOICE:=dead~alive}."))
    assert found.question.blanks == (Blank(("dead",)),)
    assert "alive" in said(found)


@pytest.mark.parametrize(("kind", "box"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_words_to_put_into_gaps(kind, box):
    body = "".join(f"<{box}><text>{text}</text><group>1</group></{box}>" for text in "abc")
    found = only(moodle(kind, body, "The [[2]] and the [[1]]."))
    assert found.question.stem == "The {{1}} and the {{2}}."
    assert found.question.blanks == (Blank(("b",)), Blank(("a",)))
    assert "left out: c" in said(found)


def test_the_category_is_a_tag():
    category = "<question type='category'><category><text>$course$/top/Leave</text></category>"
    text = moodle("truefalse", answer("true", 100) + answer("false", 0))
    (question,) = read(text.replace("<quiz>", f"<quiz>{category}</question>")).questions
    assert question.tags == ("Leave",)


@pytest.mark.parametrize("kind", ["calculated", "ddimageortext", "randomsamatch", "description"])
def test_kinds_that_are_not_known_are_refused_with_their_line(kind):
    found = only(moodle(kind, ""))
    assert found.question is None
    assert found.problems[0].refused
    assert found.line == 2


def test_pictures_come_along_from_every_text():
    file = f"<file name='a b.png' path='/' encoding='base64'>{PICTURE}</file>"
    stem = "<questiontext format='html'><text>{}</text>{}</questiontext>".format(
        "&lt;img src='@@PLUGINFILE@@/a%20b.png' alt='sign'&gt;", file
    )
    text = f"<question type='truefalse'>{stem}{answer('true', 100)}{answer('false', 0)}</question>"
    question = one(quiz(text))
    assert question.stem == '<img src="a b.png" alt="sign">'
    assert question.pictures == {"a b.png": made.picture(9)}


def test_a_picture_without_words_is_not_taken():
    stem = f'<img src="data:image/png;base64,{PICTURE}">'
    found = only(moodle("truefalse", answer("true", 100) + answer("false", 0), stem))
    assert "lacks words" in said(found)


def test_a_picture_inside_the_text_is_taken():
    stem = f'<img src="data:image/png;base64,{PICTURE}" alt="sign">'
    question = one(moodle("truefalse", answer("true", 100) + answer("false", 0), stem))
    assert list(question.pictures.values()) == [made.picture(9)]


def test_a_picture_from_elsewhere_is_never_fetched():
    stem = '<img src="http://else.where/a.png" alt="sign">'
    found = only(moodle("truefalse", answer("true", 100) + answer("false", 0), stem))
    assert found.question.stem == "[sign]"
    assert "else.where" in said(found)


def test_comments_on_the_whole_answer_are_said_to_be_left_out():
    body = "<correctfeedback><text>Good</text></correctfeedback>" + answer("true", 100)
    assert "comments on the whole" in said(only(moodle("truefalse", body + answer("false", 0))))
