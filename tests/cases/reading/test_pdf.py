from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from cases.reading import Document, FileRefused, PartKind, apart, read, scan
from cases.reading.pdf_lines import joined
from tests.cases.reading.files import empty_pdf, jpeg, pdf_of, pdf_writer, sheet_pdf, written


def _texts(document: Document, kind: PartKind) -> list[str]:
    return [part.text for part in document.parts if part.kind == kind]


def _refused(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read(content, "案.pdf")
    return refused.value.code


def _scanned() -> bytes:
    picture = Image.new("RGB", (800, 1100), "white")
    ImageDraw.Draw(picture).rectangle((50, 50, 700, 300), fill="black")
    sheet = sheet_pdf()
    sheet.multi_cell(0, 8, "第一页有文字")
    sheet.add_page()
    sheet.image(picture, x=0, y=0, w=210)
    return bytes(sheet.output())


def test_pages_are_parts_in_their_order() -> None:
    document = read(pdf_of("第一页", "第二页"), "案.pdf")
    pages = [part for part in document.parts if part.kind == PartKind.BODY]
    assert [(one.label, one.text) for one in pages] == [("1", "第一页"), ("2", "第二页")]
    assert document.pages == 2
    assert document.media_type == "application/pdf"


def test_lines_that_were_broken_for_room_are_joined() -> None:
    text = "被告人陈某利用职务便利，收受他人所送财物，" * 10
    assert read(pdf_of(text), "案.pdf").text.startswith(text)


def test_short_lines_and_numbered_ones_stay_lines() -> None:
    long = "这一行写满了整个页面的宽度所以它会被折到下一行去没有别的意思也没有句号"
    text = f"{long}\n{long}\n{long}\n一、新的一段\n张三\n李四"
    assert joined(text).endswith("\n一、新的一段\n张三\n李四")


def test_properties_are_read() -> None:
    writer = pdf_writer(pdf_of("正文"))
    writer.add_metadata({"/Author": "张三", "/Title": "李四案", "/Dept": "某科"})
    document = read(written(writer), "案.pdf")
    assert {"张三", "李四案", "某科"} <= set(_texts(document, PartKind.PROPERTY))


def test_comments_are_read_with_their_author() -> None:
    from pypdf.annotations import FreeText
    from pypdf.generic import NameObject, TextStringObject

    note = FreeText(text="证人王五", rect=(50, 50, 200, 100))
    note[NameObject("/T")] = TextStringObject("批注人赵六")
    writer = pdf_writer(pdf_of("正文"))
    writer.add_annotation(0, note)
    document = read(written(writer), "案.pdf")
    assert _texts(document, PartKind.COMMENT) == ["证人王五"]
    assert "批注人赵六" in _texts(document, PartKind.PROPERTY)


def test_links_and_bookmarks_are_read() -> None:
    from pypdf.annotations import Link

    writer = pdf_writer(pdf_of("正文"))
    writer.add_annotation(0, Link(rect=(0, 0, 10, 10), url="mailto:zhangsan@example.com"))
    writer.add_outline_item("被告人张三", 0)
    found = _texts(read(written(writer), "案.pdf"), PartKind.ANNOTATION)
    assert {"mailto:zhangsan@example.com", "被告人张三"} <= set(found)


def test_form_fields_are_read() -> None:
    from pypdf.generic import (
        ArrayObject,
        DictionaryObject,
        NameObject,
        NumberObject,
        TextStringObject,
    )

    field = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("姓名"),
        NameObject("/V"): TextStringObject("张三"),
        NameObject("/Rect"): ArrayObject([NumberObject(one) for one in (0, 0, 50, 20)]),
    })  # fmt: skip
    writer = pdf_writer(pdf_of("正文"))
    reference = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([reference])
    assert "张三" in _texts(read(written(writer), "案.pdf"), PartKind.ANNOTATION)


def test_metadata_of_a_picture_is_read() -> None:
    from pypdf.generic import NameObject, NumberObject, StreamObject

    exif = Image.Exif()
    exif[0x013B] = "Zhang San"
    writer = pdf_writer(_scanned())
    stream = StreamObject()
    stream._data = jpeg(exif)
    for key, value in {"/Type": "/XObject", "/Subtype": "/Image", "/Filter": "/DCTDecode",
                       "/ColorSpace": "/DeviceRGB"}.items():  # fmt: skip
        stream[NameObject(key)] = NameObject(value)
    for key, number in {"/Width": 40, "/Height": 30, "/BitsPerComponent": 8}.items():
        stream[NameObject(key)] = NumberObject(number)
    xobjects = writer.pages[1]["/Resources"]["/XObject"]
    xobjects[NameObject("/Im99")] = writer._add_object(stream)
    assert "Zhang San" in _texts(read(written(writer), "案.pdf"), PartKind.PICTURE_METADATA)


def test_a_page_that_is_a_picture_is_said_and_the_document_incomplete(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    scan.tesseract.cache_clear()
    document = read(_scanned(), "案.pdf")
    scan.tesseract.cache_clear()
    assert document.incomplete
    assert any("2" in note for note in document.notes)


def test_many_such_pages_are_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pages = [Image.new("RGB", (600, 800), "gray")] * 3
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:])
    (note,) = read(file.getvalue(), "扫描.pdf").notes
    assert "1–3" in note


def test_words_of_latin_letters_are_not_run_together() -> None:
    line = "words that fill the whole of the line up to its end"
    assert joined("\n".join([line] * 4)).count("end words") == 3
    digits = "身份证号码写在这一行的末尾断开了的数字是这样的3301"
    assert "33013301" in joined("\n".join([digits, "3301" + digits[4:], digits]))


def test_a_page_with_a_number_under_a_picture_is_one_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sheet = sheet_pdf()
    sheet.image(Image.new("RGB", (800, 1100), "gray"), x=0, y=0, w=210)
    sheet.text(100, 290, "- 1 -")
    assert read(bytes(sheet.output()), "案.pdf").incomplete


def test_an_empty_page_is_no_picture() -> None:
    sheet = sheet_pdf()
    sheet.multi_cell(0, 8, "正文")
    sheet.add_page()
    assert not read(bytes(sheet.output()), "案.pdf").incomplete


def test_scanned_pages_are_recognised_where_tesseract_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\nif [ "$1" = --list-langs ]; then echo chi_sim; exit; fi\n'
        "/bin/cat > /dev/null\necho 机器读出的文字\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    scan.tesseract.cache_clear()
    document = read(_scanned(), "案.pdf")
    scan.tesseract.cache_clear()
    assert "机器读出的文字" in document.main_text
    assert not document.incomplete
    assert document.notes


def test_tesseract_without_chinese_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    scan.tesseract.cache_clear()
    assert scan.tesseract() == ""
    scan.tesseract.cache_clear()


@pytest.mark.parametrize("password", ["geheim", ""])
def test_a_password_is_refused(password: str) -> None:
    writer = pdf_writer(pdf_of("正文"))
    writer.encrypt(user_password=password, owner_password="owner")
    assert _refused(written(writer)) == "encrypted"


def test_a_file_in_the_file_is_refused() -> None:
    writer = pdf_writer(pdf_of("正文"))
    writer.add_attachment("a.txt", b"x")
    assert _refused(written(writer)) == "embedded"


def test_a_script_is_refused() -> None:
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    writer = pdf_writer(pdf_of("正文"))
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    })  # fmt: skip
    assert _refused(written(writer)) == "script"


def test_too_many_pages_are_refused() -> None:
    assert _refused(empty_pdf(501)) == "too_many_pages"


def test_a_file_that_is_cut_off_is_refused() -> None:
    content = pdf_of("正文", "第二页")
    assert _refused(content[: len(content) * 2 // 3]) == "cut_short"


def test_a_broken_file_is_refused() -> None:
    assert _refused(b"%PDF-1.7\nnothing at all\n%%EOF\n") == "broken"


def test_a_file_without_any_text_is_refused() -> None:
    assert _refused(empty_pdf(1)) == "no_text"


def test_a_picture_saved_as_pdf_by_a_scanner_is_incomplete() -> None:
    file = io.BytesIO()
    Image.new("RGB", (600, 800), "gray").save(file, "PDF")
    assert read(file.getvalue(), "扫描.pdf").incomplete


def test_a_recogniser_that_hangs_is_ended_with_the_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\nif [ "$1" = --list-langs ]; then echo chi_sim; exit; fi\nexec /bin/sleep 987\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(apart, "SCAN_SECONDS", 3)
    scan.tesseract.cache_clear()
    assert _refused(_scanned()) == "too_slow"
    scan.tesseract.cache_clear()
    lines = [one.read_bytes() for one in Path("/proc").glob("[0-9]*/cmdline") if one.exists()]
    assert not any(b"sleep\x00987" in line for line in lines)
