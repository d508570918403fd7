"""What is exported and imported again is what it was, for every kind that a format can carry."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams import formats
from exams.bank import plain, rich_text
from exams.bank.plain import Question
from tests.exams import made

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
CALM = settings(max_examples=60, deadline=None, suppress_health_check=SLOW)


def read_back(questions: list[Question], format: str) -> list[Question]:
    written = formats.write(questions, format)
    assert not written.problems
    result = formats.read(written.content)
    assert result.format == ("qti" if format.startswith("qti") else format)
    assert [problem for one in result.found for problem in one.problems] == []
    return result.questions


@CALM
@given(st.lists(made.questions(), min_size=1, max_size=2, unique_by=lambda one: one.key))
@pytest.mark.parametrize("format", ["moodle-xml", "qti", "qti21", "qti3", "xlsx"])
def test_everything_comes_back(format, questions):
    assert read_back(questions, format) == questions


def fits_gift(question: Question) -> bool:
    return not question.pictures and all(
        len(one.blanks) <= 1 for one in (question, *question.parts)
    )


@CALM
@given(made.questions().filter(fits_gift))
def test_gift_brings_back_all_but_pictures_and_several_blanks(question):
    assert read_back([question], "gift") == [question]


@CALM
@given(made.choices(plain.SINGLE).filter(made.sound))
def test_aiken_brings_back_plain_single_choices(question):
    written = formats.write([question], "aiken")
    if written.problems:
        assert written.problems[0].refused or "feedback" in written.problems[0].what
        return
    (found,) = formats.read(written.content, "aiken").questions
    assert found.stem == question.stem
    assert [(one.text, one.right) for one in found.options] == [
        (one.text, one.right) for one in question.options
    ]


@CALM
@given(made.questions())
@pytest.mark.parametrize("format", ["gift", "moodle-xml", "qti", "xlsx", "aiken"])
def test_reading_an_export_says_nothing_new(format, question):
    written = formats.write([question], format)
    if any(problem.refused for problem in written.problems):
        return
    (found,) = formats.read(written.content, format).questions
    assert formats.same(question, found, format)


@CALM
@given(made.questions())
def test_json_is_the_identity(question):
    again = plain.from_json(plain.to_json(question), question.pictures)
    assert again == question
    assert plain.fingerprint(again) == plain.fingerprint(question)


@given(made.WORDS)
def test_cleaning_twice_is_cleaning_once(text):
    once = rich_text.clean(text)
    assert rich_text.clean(once) == once
