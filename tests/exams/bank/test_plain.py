"""The plain form: JSON both ways, worth, what is wrong with a question."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from exams.bank import check, plain
from exams.bank.plain import Blank, Criterion, Option, Pair, Question, from_json, to_json

SINGLE = Question(
    "k", plain.SINGLE, "1 + 1?", options=(Option("a", "2", right=True), Option("b", "3"))
)
FILL = Question("f", plain.FILL, "{{1}} and {{2}}", blanks=(Blank(("a",)), Blank(("b",))))
MATCH = Question("m", plain.MATCHING, "?", pairs=(Pair("a", "x"), Pair("b", "y"), Pair("c", "x")),
                 distractors=("z", "x"))  # fmt: skip


def test_defaults_are_left_out_of_json():
    assert set(to_json(SINGLE)) == {"key", "kind", "stem", "options"}


def test_json_says_numbers_without_trailing_zeros():
    assert to_json(replace(SINGLE, score=Decimal("2.50")))["score"] == "2.5"
    assert to_json(replace(SINGLE, score=Decimal("1E+1")))["score"] == "10"


@pytest.mark.parametrize(
    "change",
    [{"score": "many"}, {"score": "NaN"}, {"score": True}, {"options": {}}, {"colour": "red"},
     {"options": [{"id": 1, "text": "x"}]}, {"shuffle": "yes"}, {"difficulty": "3"},
     {"blanks": [{"answers": "a"}]}, {"parts": ["x"]}, {"stem": None}],
)  # fmt: skip
def test_json_of_strangers_is_not_believed(change):
    with pytest.raises(ValueError, match=next(iter(change))):
        from_json(to_json(SINGLE) | change)


def test_pictures_are_digests_in_json_and_come_from_beside():
    question = replace(SINGLE, pictures={"a.png": b"x"})
    data = to_json(question)
    assert len(data["pictures"]["a.png"]) == 64
    assert from_json(data, {"a.png": b"x"}) == question


def test_the_fingerprint_leaves_the_key_out_and_nothing_else():
    assert plain.fingerprint(SINGLE) == plain.fingerprint(replace(SINGLE, key="other"))
    assert plain.fingerprint(SINGLE) != plain.fingerprint(replace(SINGLE, law="§ 1"))


def test_a_case_is_worth_its_parts():
    case = Question("c", plain.CASE, "?", parts=(replace(SINGLE, score=Decimal(2)), SINGLE))
    assert case.worth == 3


def test_right_sides_are_listed_once():
    assert MATCH.rights == ("x", "y", "z")


def test_a_sound_question_has_no_problems():
    assert [check.problems(one) for one in (SINGLE, FILL, MATCH)] == [[], [], []]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (replace(SINGLE, stem=""), "no text"),
        (replace(SINGLE, score=Decimal(0)), "score"),
        (replace(SINGLE, score=Decimal("0.333")), "decimal places"),
        (replace(SINGLE, difficulty=6), "difficulty"),
        (replace(SINGLE, options=SINGLE.options[:1]), "at least two"),
        (replace(SINGLE, options=(*SINGLE.options, Option("c", "4", right=True))), "Exactly one"),
        (replace(SINGLE, options=(*SINGLE.options, Option("a", "4"))), "marks"),
        (replace(SINGLE, options=(*SINGLE.options, Option("c", "3"))), "same text"),
        (replace(SINGLE, kind=plain.TRUE_FALSE), "exactly these two"),
        (replace(FILL, stem="{{1}}"), "do not belong"),
        (replace(FILL, stem="{{2}} {{1}}"), "do not belong"),
        (replace(FILL, blanks=(Blank(()), Blank(("b",)))), "no answer"),
        (replace(FILL, blanks=(Blank(("x",), Decimal(1)), Blank(("b",)))), "no number"),
        (replace(MATCH, pairs=(*MATCH.pairs, Pair("a", "q"))), "left sides"),
        (Question("o", plain.ORDERING, "?", items=("a", "a")), "items are the same"),
        (Question("s", plain.SHORT, "?", rubric=(Criterion("x", Decimal(5)),)), "add up"),
        (Question("c", plain.CASE, "?"), "one to twenty"),
        (Question("c", plain.CASE, "?", parts=(replace(SINGLE, stem=""),)), "Question 1"),
        (replace(SINGLE, stem='<img src="a.png" alt="x">'), "not there"),
        (replace(SINGLE, stem='<img src="a.png">', pictures={"a.png": b"x"}), "lacks words"),
        (Question("?", "guess", "?"), "not known"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(question, words):
    assert words in " ".join(check.problems(question))


def test_settling_cleans_and_forgets_pictures_that_nobody_names():
    rough = replace(SINGLE, stem="<p onclick='x'>a\n\n b</p>", law=" § \t1 ",
                    tags=("a ", "a"), pictures={"b.png": b""})  # fmt: skip
    settled = check.settle(rough)
    assert (settled.stem, settled.law, settled.tags) == ("<p>a b</p>", "§ 1", ("a",))
    assert settled.pictures == {}


def test_a_case_carries_the_pictures_of_its_parts():
    part = replace(SINGLE, stem='<img src="a.png" alt="x">', pictures={"a.png": b"x"})
    case = check.settle(Question("c", plain.CASE, "?", parts=(part,)))
    assert case.pictures == {"a.png": b"x"}
    assert case.parts[0].pictures == {}
