from __future__ import annotations

import datetime
import io

import pytest
from django.utils.translation import override
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from cases.draft import CaseDraft
from cases.reading import Document, FileRefused, PartKind, read, rows
from tests.cases.reading.files import repacked, saved, xlsx_of


def _texts(document: Document, kind: PartKind) -> list[str]:
    return [part.text for part in document.parts if part.kind == kind]


def test_rows_are_lines_and_cells_between_tabs() -> None:
    document = read(xlsx_of(["姓名", "电话"], ["张三", 13800138000]), "表.xlsx")
    assert _texts(document, PartKind.TABLE) == ["姓名\t电话\n张三\t13800138000"]


def test_days_are_read_as_days() -> None:
    day = datetime.datetime(1990, 1, 2)
    assert "1990-01-02" in read(xlsx_of(["生日", day]), "表.xlsx").text


def test_comments_and_their_authors_are_read() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "正文"
    book.worksheets[0]["A1"].comment = Comment("身份证已核", "李核对")
    document = read(saved(book), "表.xlsx")
    assert _texts(document, PartKind.COMMENT) == ["身份证已核"]
    assert "李核对" in _texts(document, PartKind.PROPERTY)


def test_names_of_sheets_and_properties_are_read() -> None:
    book = Workbook()
    book.worksheets[0].title = "张三案"
    book.worksheets[0]["A1"] = "正文"
    book.properties.creator = "赵六"
    found = _texts(read(saved(book), "表.xlsx"), PartKind.PROPERTY)
    assert {"张三案", "赵六"} <= set(found)


def test_hidden_sheets_are_read_and_said() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "正文"
    hidden = book.create_sheet("x")
    hidden["A1"] = "藏着的张三"
    hidden.sheet_state = "hidden"
    document = read(saved(book), "表.xlsx")
    assert "藏着的张三" in document.main_text
    assert document.notes


def test_headers_links_formulas_and_choices_are_read() -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "正文"
    sheet["A2"] = '="张三"&"李四"'
    sheet["A3"].hyperlink = "mailto:wang@example.com"
    sheet.oddHeader.center.text = "页眉赵六"
    choices = DataValidation(type="list", formula1='"孙七,周八"')
    choices.add("B1")
    sheet.add_data_validation(choices)
    document = read(saved(book), "表.xlsx")
    found = set(_texts(document, PartKind.ANNOTATION))
    assert {"张三", "李四", "孙七,周八", "mailto:wang@example.com"} <= found
    assert _texts(document, PartKind.HEADER) == ["页眉赵六"]


def test_answers_to_comments_and_persons_are_read() -> None:
    members = {
        "xl/threadedComments/threadedComment1.xml": "<x><text>回复张三</text></x>".encode(),
        "xl/persons/person.xml": '<x><person displayName="李四"/></x>'.encode(),
        "xl/drawings/drawing9.xml": "<x><p><t>框里王五</t></p></x>".encode(),
    }
    document = read(repacked(xlsx_of(["正文"]), members), "表.xlsx")
    assert "回复张三" in _texts(document, PartKind.COMMENT)
    assert "李四" in _texts(document, PartKind.ANNOTATION)
    assert "框里王五" in _texts(document, PartKind.TEXT_BOX)


def test_what_a_pivot_table_keeps_is_read() -> None:
    cache = {"xl/pivotCache/pivotCacheDefinition1.xml": '<x><s v="张三"/></x>'.encode()}
    assert "张三" in read(repacked(xlsx_of(["正文"]), cache), "表.xlsx").text


def test_macros_are_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read(repacked(xlsx_of(["x"]), {"xl/vbaProject.bin": b"x"}), "表.xlsx")
    assert refused.value.code == "macros"


def test_a_sheet_with_headings_of_cases_gives_cases() -> None:
    content = xlsx_of(
        ["案件汇总"],
        ["标题", "案情", "罪名", "备注"],
        ["一条香烟", "收受香烟", "受贿罪", "x"],
        ["第二案", "脱管", "", ""],
    )
    document = read(content, "表.xlsx")
    assert document.cases == [
        {"title": "一条香烟", "facts": "收受香烟", "offences": "受贿罪"},
        {"title": "第二案", "facts": "脱管"},
    ]
    assert any("备注" in note for note in document.notes)


def test_english_headings_are_known_too() -> None:
    content = xlsx_of(["title", "facts", "year"], ["A", "B", 2021])
    assert read(content, "表.xlsx").cases == [{"title": "A", "facts": "B", "year": "2021"}]


def test_two_headings_are_enough_where_there_are_no_others() -> None:
    content = xlsx_of(["标题", "案情"], ["一条香烟", "收受香烟"], ["第二案", "脱管"])
    assert [case["title"] for case in read(content, "表.xlsx").cases] == ["一条香烟", "第二案"]


def test_a_form_with_names_at_the_left_is_one_case() -> None:
    content = xlsx_of(["标题", "一条香烟"], ["案情", "收受香烟"], ["罪名", "受贿罪"])
    assert read(content, "表.xlsx").cases == []


def test_a_row_without_a_title_is_left_out_and_said() -> None:
    content = xlsx_of(["标题", "案情", "年份"], ["", "无题", 2021], ["有题", "x", 2022])
    document = read(content, "表.xlsx")
    assert [case["title"] for case in document.cases] == ["有题"]
    assert any("2" in note for note in document.notes)


def test_another_table_has_no_cases() -> None:
    assert read(xlsx_of(["姓名", "标题"], ["张三", "x"]), "表.xlsx").cases == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_filled_in_gives_its_cases_and_no_examples(language: str) -> None:
    with override(language):
        book = load_workbook(io.BytesIO(rows.template()))
    assert len(book.worksheets) == 3
    assert read(saved(book), "模板.xlsx").cases == []
    book.worksheets[0].append([f"值{number}" for number in range(len(rows.FIELDS))])
    (case,) = read(saved(book), "模板.xlsx").cases
    assert list(case) == list(rows.FIELDS)


def test_fields_are_those_of_a_draft() -> None:
    assert set(rows.FIELDS) - {"kind", "case_number"} <= set(CaseDraft.__dataclass_fields__)
