"""Words compared: answers, and questions that are the same or nearly so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.bank import plain, text
from exams.bank.plain import Option, Question

OPTIONS = (Option("a", "社区矫正机构", right=True), Option("b", "邻居"))
QUESTION = Question("k", plain.SINGLE, "社区矫正对象迁居，应当经谁批准？", options=OPTIONS)
CHINESE = st.text("社区矫正对象应当遵守法律规定报告批准迁居", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("社区矫正 对象。", "社区矫正对象"),
        ("ＡＢＣ１２３", "abc123"),
        ("社區矯正對象應當遵守法律", "社区矫正对象应当遵守法律"),
        ("“是”？", "是"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_a_person_takes_for_the_same_is_the_same(one, other):
    assert text.normal(one) == text.normal(other)


@pytest.mark.parametrize(("one", "other"), [("10%", "10"), ("-5", "5"), ("甲", "乙")])
def test_what_makes_a_difference_stays(one, other):
    assert text.normal(one) != text.normal(other)


def test_the_same_question_with_its_options_turned_round():
    turned = replace(QUESTION, options=QUESTION.options[::-1], stem="社區矯正對象迁居应当经谁批准")
    assert text.text_hash(turned) == text.text_hash(QUESTION)
    other = replace(QUESTION, stem="社区矫正对象请假，应当经谁批准？")
    assert text.text_hash(other) != text.text_hash(QUESTION)


def test_questions_about_other_pictures_are_others():
    one = replace(QUESTION, stem='<img src="a.png" alt="x">', pictures={"a.png": b"1"})
    other = replace(one, pictures={"a.png": b"2"})
    assert text.text_hash(one) != text.text_hash(other)


def test_near_ones_are_found_the_nearest_first():
    known: text.Neighbours[int] = text.Neighbours()
    for number, words in enumerate(["社区矫正对象迁居应当经谁批准", "社区矫正对象迁居应当由谁批准",
                                    "什么是缓刑"]):  # fmt: skip
        known.add(number, words)
    found = known.near("社区矫正对象迁居应当经谁批准", least=0.5)
    assert [key for key, _share in found] == [0, 1]
    assert found[0][1] == 1


@given(st.lists(CHINESE, max_size=12), CHINESE, st.sampled_from([0.3, 0.5, 0.75, 1.0]))
def test_no_near_one_is_missed(texts, wanted, least):
    known: text.Neighbours[int] = text.Neighbours()
    for number, words in enumerate(texts):
        known.add(number, words)
    found = {key for key, _share in known.near(wanted, least=least, most=100)}
    assert found == {
        number for number, words in enumerate(texts) if text.similarity(words, wanted) >= least
    }


@given(st.text(max_size=40))
def test_normalising_twice_is_normalising_once(words):
    assert text.simplified(text.simplified(words)) == text.simplified(words)
