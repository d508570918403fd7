"""Workbooks as other people and programs make them: taken rightly, or said."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font

from exams import formats
from exams.bank.plain import Question
from exams.formats import FileRefused, Result
from tests.exams import made
from tests.exams.formats.hand import packed, said

HEADINGS = ["kind of question", "text of the question", "option A", "option B", "answer"]
ROW = ["single choice", "Why?", "this", "that", "A"]


def read(
    *rows: list[Any],
    headings: list[str] = HEADINGS,
    change: Callable[[Any], None] = lambda _sheet: None,
) -> Result:
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    change(book.active)
    memory = io.BytesIO()
    book.save(memory)
    return formats.read(memory.getvalue())


def one(*rows: list[Any], **more: Any) -> Question:
    (question,) = read(*rows, **more).questions
    return question


def notes(result: Result) -> str:
    return " / ".join(problem.what for problem in result.problems)


@pytest.mark.parametrize("answer", ["A,B", "A、B", "AB", "ＡＢ", "b a", "A;B", "A/B", "AB。"])
def test_letters_of_an_answer(answer):
    question = one(["multiple choice", "Why?", "this", "that", answer])
    assert [option.right for option in question.options] == [True, True]


@pytest.mark.parametrize("answer", ["AC", "this", "1", "answer: A", ""])
def test_an_answer_that_is_no_letters_of_options(answer):
    (found,) = read([*ROW[:4], answer]).found
    assert "letters of options" in said(found)


@pytest.mark.parametrize(
    ("answer", "truth"),
    [("√", "true"), ("×", "false"), ("✔", "true"), ("✘", "false"), ("（√）", "true"),
     ("T", "true"), (False, "false"), ("对", "true"), ("错误", "false"), ("否", "false"),
     ("正确。", "true")],
)  # fmt: skip
def test_words_and_signs_for_true_and_false(answer, truth):
    question = one(["true or false", "So?", "", "", answer])
    assert [option.id for option in question.options if option.right] == [truth]


def test_headings_of_other_tables():
    headings = ["题目类型", "试题", "A选项", "B选项", "正确答案"]
    assert one(["单项选择题", "为什么？", "甲", "乙", "B"], headings=headings).options[1].right


def test_our_own_heading_comes_before_another_of_the_same_meaning():
    headings = ["question", *HEADINGS]
    assert one(["a remark", *ROW], headings=headings).stem == "Why?"


def test_a_kind_merged_over_several_rows_holds_for_each():
    result = read(ROW, ["", *ROW[1:]], change=lambda sheet: sheet.merge_cells("A2:A3"))
    assert [one.kind for one in result.questions] == ["single", "single"]


def test_a_row_without_its_kind_says_so_with_its_words():
    (found,) = read(["", *ROW[1:]]).found
    assert (said(found), found.name) == ("The kind is missing.", "Why?")


def test_columns_and_sheets_that_nobody_reads_are_named():
    def another(sheet: Any) -> None:
        sheet.parent.create_sheet("Diary").append(["x"])

    result = read([*ROW, "mind"], headings=[*HEADINGS, "remark"], change=another)
    assert "not used: remark" in notes(result)
    assert "“Diary” has no headings" in notes(result)


def test_hidden_rows_and_sheets_are_named():
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.parent.create_sheet("Other")
        sheet.sheet_state = "hidden"

    result = read(ROW, change=hide)
    assert "is hidden" in notes(result)
    assert "row is hidden" in said(result.found[0])


def test_pictures_and_comments_on_a_row_are_not_lost_in_silence():
    def draw(sheet: Any) -> None:
        sheet.add_image(Image(io.BytesIO(made.picture(1))), "B2")
        sheet["B2"].comment = Comment("see", "me")

    (found,) = read(ROW, change=draw).found
    assert "A picture lies on this row" in said(found)
    assert "comment" in said(found)


def test_a_date_is_said_and_per_cent_stay_per_cent():
    def share(sheet: Any) -> None:
        sheet["D2"].number_format = "0.0%"

    (found,) = read(["single choice", "Why?", datetime(2026, 1, 2), 0.125, "A"], change=share).found
    assert found.question is not None
    assert [option.text for option in found.question.options] == ["2026-01-02", "12.5%"]
    assert "date" in said(found)


def test_an_error_in_a_cell_is_refused():
    def fail(sheet: Any) -> None:
        sheet["C2"].value, sheet["C2"].data_type = "#N/A", "e"

    (found,) = read(ROW, change=fail).found
    assert found.question is None
    assert "#N/A" in said(found)


def test_raised_and_underlined_letters_stay_so():
    def write(sheet: Any) -> None:
        raised = TextBlock(InlineFont(vertAlign="superscript"), "2")
        sheet["B2"] = CellRichText("m", raised, " & ", TextBlock(InlineFont(u="single"), "so"))

    assert one(ROW, change=write).stem == "m<sup>2</sup> &amp; <u>so</u>"


def test_a_cell_far_below_without_words_does_no_harm():
    def mark(sheet: Any) -> None:
        sheet.cell(row=1_000_000, column=2).font = Font(bold=True)
        sheet.parent.create_sheet("Data").cell(row=30_000, column=1, value=1)

    assert one(ROW, change=mark).stem == "Why?"


@pytest.mark.parametrize("stem", ["A ____ and （  ）.", "A ＿＿ and ( )."])
def test_lines_and_empty_brackets_are_blanks(stem):
    question = one(["fill in", stem, "", "", "one\ntwo"])
    assert question.stem == "A {{1}} and {{2}}."


def test_as_many_answers_as_blanks():
    (found,) = read(["fill in", "A ____ and ____.", "", "", "one;two"]).found
    assert found.question is None
    (found,) = read(["fill in", "A ____.", "", "", "one;two"]).found
    assert "|" in said(found)


def test_numbers_as_other_programs_write_them():
    headings = [*HEADINGS, "difficulty"]
    assert one([*ROW, "4.0"], headings=headings).difficulty == 4
    (found,) = read([*ROW, "0.7"], headings=headings).found
    assert "“0.7” is not understood in the column “difficulty”" in said(found)


def test_strict_open_xml_is_refused_with_advice():
    members = {
        "xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'
    }
    with pytest.raises(FileRefused, match="ordinary Excel workbook"):
        formats.read(packed(members))


def test_a_chinese_workbook_comes_back():
    question = one(ROW)
    with override("zh-hans"):
        written = formats.write([question], "xlsx")
        assert formats.read(written.content).questions == [question]
    assert formats.read(written.content).questions == [question]
