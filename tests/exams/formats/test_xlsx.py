"""Workbooks as people fill them in, and the template that they get."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from exams import formats
from exams.bank import plain
from exams.bank.plain import Blank, Criterion, Pair
from exams.formats import FileRefused, Result, xlsx_columns, xlsx_write
from exams.formats.xlsx_examples import EXAMPLES
from tests.exams.formats.hand import said


def book(*rows: dict[str, Any], title: str = "Questions") -> bytes:
    """A workbook with these rows; headings are the keys, ``A`` … for options."""
    made = Workbook()
    sheet = made.active
    sheet.title = title
    keys = list(dict.fromkeys(key for row in rows for key in row))
    sheet.append([str(xlsx_columns.COLUMNS.get(key, key)) for key in keys])
    for row in rows:
        sheet.append([row.get(key) for key in keys])
    memory = io.BytesIO()
    made.save(memory)
    return memory.getvalue()


def read(*rows: dict[str, Any]) -> Result:
    return formats.read(book(*rows))


def one(**row: Any) -> plain.Question:
    (found,) = read(row).found
    assert found.problems == ()
    return found.question


def test_a_single_choice_with_everything():
    question = one(kind="single choice", stem="Why?", A="x", B="y", answer="B", score=2.5,
                   difficulty=4, law="§ 27", audience="staff", tags="a、b, c", explanation="So.",
                   key="q1")  # fmt: skip
    assert (question.key, question.kind, question.score) == ("q1", plain.SINGLE, Decimal("2.5"))
    assert [option.right for option in question.options] == [False, True]
    assert (question.difficulty, question.law, question.audience) == (4, "§ 27", "staff")
    assert (question.tags, question.explanation) == (("a", "b", "c"), "So.")


@pytest.mark.parametrize("answer", ["AC", "A,C", "a、c", "Ａ Ｃ"])
def test_letters_of_a_multiple_choice(answer):
    question = one(kind="multiple", stem="?", A="x", B="y", C="z", answer=answer, rule="in parts")
    assert [option.right for option in question.options] == [True, False, True]
    assert question.rule == plain.PARTIAL


@pytest.mark.parametrize(
    ("answer", "truth"), [("true", True), ("√", True), ("wrong", False), (0, False), (True, True)]
)
def test_true_or_false(answer, truth):
    assert one(kind="true or false", stem="?", answer=answer).options[0].right is truth


def test_blanks_line_by_line():
    question = one(kind="fill in", stem="{{1}} {{2}} {{3}}", answer="a|b\n3.14±0.01\nx\\|y")
    assert question.blanks == (
        Blank(("a", "b")), Blank(("3.14",), Decimal("0.01")), Blank(("x|y",)),
    )  # fmt: skip


def test_numbers_and_days_in_cells_are_words():
    assert one(kind="fill in", stem="{{1}}", answer=5.0).blanks == (Blank(("5",)),)
    (found,) = read({"kind": "fill in", "stem": "{{1}}", "answer": date(2020, 7, 1)}).questions
    assert found.blanks[0].answers == ("2020-07-01",)


def test_matching_ordering_and_short_answers():
    question = one(kind="matching", stem="?", A="a -> 1", B="b→2", C="-> 3")
    assert question.pairs == (Pair("a", "1"), Pair("b", "2"))
    assert question.distractors == ("3",)
    assert one(kind="ordering", stem="?", A="x", B="y").items == ("x", "y")
    question = one(kind="short answer", stem="?", answer="Model", rubric="law：3\nown: 2", score=5,
                   max_characters=200)  # fmt: skip
    assert question.rubric == (Criterion("law", Decimal(3)), Criterion("own", Decimal(2)))


def test_questions_stand_below_their_case():
    (found,) = read(
        {"kind": "case analysis", "stem": "Story.", "key": "c1"},
        {"kind": "true or false", "stem": "Right?", "answer": "true", "case": "c1"},
        {"kind": "short answer", "stem": "Why?", "case": "c1", "score": 4},
    ).found
    assert [part.stem for part in found.question.parts] == ["Right?", "Why?"]
    assert found.question.worth == 5


def test_layout_behind_its_mark_and_signs_as_they_are():
    question = one(kind="true or false", stem="[html]<p>a <b>b</b></p>", answer="true",
                   explanation="1 < 2")  # fmt: skip
    assert (question.stem, question.explanation) == ("<p>a <b>b</b></p>", "1 &lt; 2")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"kind": "riddle", "stem": "?"}, "kind “riddle”"),
        (
            {"kind": "single choice", "stem": "?", "A": "x", "B": "y", "answer": "C"},
            "letters of options",
        ),
        ({"kind": "true or false", "stem": "?", "answer": "perhaps"}, "true or false"),
        ({"kind": "matching", "stem": "?", "A": "a", "B": "b"}, "lacks its arrow"),
        ({"kind": "true or false", "stem": "?", "answer": "true", "score": "much"}, "“much”"),
        ({"kind": "true or false", "stem": "?", "answer": "true", "case": "gone"}, "not in the"),
        ({"kind": "true or false", "stem": "=1+1", "answer": "true"}, "formula"),
        ({"kind": "short answer", "stem": "?", "rubric": "no points"}, "rubric"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(row, words):
    good = {"kind": "true or false", "stem": "ok", "answer": "true"}
    found = read(good, row).found
    assert [one.question is None for one in found] == [False, True]
    assert found[1].line == 3
    assert words in said(found[1])


def test_a_workbook_without_headings_is_refused():
    with pytest.raises(FileRefused, match="headings"):
        formats.read(book({"colour": "red"}))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_shows_every_kind_and_reads_as_empty(language):
    with override(language):
        content = xlsx_write.template()
    with pytest.raises(FileRefused, match="headings"):
        formats.read(content)
    made = load_workbook(io.BytesIO(content))
    assert len(made.worksheets) == 3
    assert made.worksheets[0].data_validations.count == 4
    made.worksheets[1].title = "x"
    memory = io.BytesIO()
    made.save(memory)
    found = formats.read(memory.getvalue()).found
    assert [one.problems for one in found] == [()] * len(EXAMPLES)
    assert {one.kind for one in found} == set(plain.KINDS)


def test_what_looks_like_a_formula_stays_text():
    question = plain.Question("k", plain.SHORT, '=HYPERLINK("x")', model_answer="+1")
    sheet = load_workbook(io.BytesIO(formats.write([question], "xlsx").content)).active
    cell = sheet["B2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
