"""What a reader of a DOCX sees, in the order in which it stands there."""

from __future__ import annotations

import io
import zipfile

import docx

from cases.reading import Document, PartKind, read
from tests.cases.reading.files import (
    SPACES,
    W,
    docx_body,
    docx_of,
    paragraph,
    repacked,
    run,
    saved,
)


def _texts(document: Document, kind: PartKind) -> list[str]:
    return [part.text for part in document.parts if part.kind == kind]


def test_paragraphs_and_tables_stand_in_their_order() -> None:
    file = docx.Document()
    file.add_paragraph("之前")
    table = file.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), "甲乙丙丁", strict=True):
        cell.text = text
    file.add_paragraph("之后")
    document = read(saved(file), "案.docx")
    assert document.text.startswith("之前\n\n甲\t乙\n丙\t丁\n\n之后")
    assert document.parts[1].kind == PartKind.TABLE


def test_a_table_in_a_cell_stands_in_the_cell() -> None:
    file = docx.Document()
    cell = file.add_table(1, 2).cell(0, 0)
    cell.text = "外"
    cell.add_table(1, 2).cell(0, 1).text = "内"
    assert "外\n\t内\t" in read(saved(file), "案.docx").text


def test_a_cell_over_two_columns_is_read_once() -> None:
    file = docx.Document()
    table = file.add_table(1, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    assert read(saved(file), "案.docx").text.count("合并") == 1


def test_a_cell_keeps_its_paragraphs() -> None:
    file = docx.Document()
    cell = file.add_table(1, 1).cell(0, 0)
    cell.text = "一"
    cell.add_paragraph("二")
    assert _texts(read(saved(file), "案.docx"), PartKind.TABLE) == ["一\n二"]


def test_headers_and_footers_are_read() -> None:
    file = docx.Document()
    file.add_paragraph("正文")
    file.sections[0].header.paragraphs[0].text = "页眉张三"
    file.sections[0].footer.paragraphs[0].text = "页脚李四"
    document = read(saved(file), "案.docx")
    assert _texts(document, PartKind.HEADER) == ["页眉张三"]
    assert _texts(document, PartKind.FOOTER) == ["页脚李四"]


def test_comments_are_read_with_their_author() -> None:
    file = docx.Document()
    words = file.add_paragraph("正文").runs[0]
    file.add_comment(words, text="身份证见附件", author="王检察官", initials="W")
    document = read(saved(file), "案.docx")
    assert _texts(document, PartKind.COMMENT) == ["身份证见附件"]
    assert "王检察官" in _texts(document, PartKind.PROPERTY)


def test_footnotes_and_endnotes_are_read_without_their_separators() -> None:
    note = "<w:{0}s xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>" \
           "<w:{0} w:type='separator'><w:p><w:r><w:t>—</w:t></w:r></w:p></w:{0}>" \
           "<w:{0}><w:p><w:r><w:t>{1}</w:t></w:r></w:p></w:{0}></w:{0}s>"  # fmt: skip
    body = paragraph(run("正文"))
    file = docx_body(
        body, footnotes=note.format("footnote", "脚注"), endnotes=note.format("endnote", "尾注")
    )
    assert _texts(read(file, "案.docx"), PartKind.FOOTNOTE) == ["脚注", "尾注"]


def test_breaks_tabs_and_hyphens_are_kept() -> None:
    text = (
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>1</w:t><w:noBreakHyphen/>"
        "<w:t>2</w:t></w:r>"
    )
    assert read(docx_body(paragraph(text)), "案.docx").text.startswith("甲\t乙\n1-2")


def test_runs_of_one_word_are_joined() -> None:
    assert (
        "330102199001011234"
        in read(docx_body(paragraph(run("33010219"), run("9001011234"))), "案.docx").text
    )


def test_a_field_shows_what_it_shows() -> None:
    field = '<w:fldSimple w:instr=" AUTHOR 张三 "><w:r><w:t>作者</w:t></w:r></w:fldSimple>'
    document = read(docx_body(paragraph(field)), "案.docx")
    assert _texts(document, PartKind.BODY) == ["作者"]
    assert _texts(document, PartKind.ANNOTATION) == ["AUTHOR 张三"]


def test_the_strict_edition_is_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    file = docx_body(paragraph(run("严格")))
    main = f"<w:document xmlns:w='{strict}'><w:body>{paragraph(run('严格'))}</w:body></w:document>"
    assert W not in main
    content = repacked(file, {"word/document.xml": main.encode()})
    assert _texts(read(content, "案.docx"), PartKind.BODY) == ["严格"]


def test_the_name_of_the_file_is_a_part_of_its_own() -> None:
    document = read(docx_of("正文"), "C:\\案卷\\张三 受贿.docx")
    assert document.name == "张三 受贿.docx"
    assert _texts(document, PartKind.FILE_NAME) == ["张三 受贿.docx"]


def test_what_is_shown_of_a_place_is_never_from_the_file() -> None:
    file = docx.Document()
    file.add_paragraph("正文")
    file.core_properties.author = "张三"
    labels = {part.label for part in read(saved(file), "张三.docx").parts}
    assert not any("张三" in label for label in labels)


def test_the_document_is_found_under_whatever_name() -> None:
    """What Word opens is what its relation names, not ``word/document.xml``."""
    file = docx_of("假")
    main = f"<w:document {SPACES}><w:body>{paragraph(run('真'))}</w:body></w:document>"
    with zipfile.ZipFile(io.BytesIO(file)) as old:
        relations = old.read("_rels/.rels").replace(b"word/document.xml", b"word/other.xml")
    content = repacked(file, {"_rels/.rels": relations, "word/other.xml": main.encode()})
    document = read(content, "案.docx")
    assert _texts(document, PartKind.BODY) == ["真"]
    assert "假" in document.text
