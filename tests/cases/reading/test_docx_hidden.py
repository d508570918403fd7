"""What hides in a DOCX: each trick on its own."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from PIL import Image

from cases.reading import Document, FileRefused, PartKind, read
from tests.cases.reading.files import (
    SPACES,
    docx_body,
    docx_of,
    jpeg,
    paragraph,
    related,
    repacked,
    run,
    saved,
)

NAME = "张三丰"


def _texts(document: Document, kind: PartKind) -> list[str]:
    return [part.text for part in document.parts if part.kind == kind]


def _read(*inside: str, **parts: str) -> Document:
    return read(docx_body(paragraph(run("正文"), *inside), **parts), "案.docx")


def test_inserted_text_stands_in_its_place_once() -> None:
    document = _read(f'<w:ins w:author="李改"><w:r><w:t>{NAME}</w:t></w:r></w:ins>')
    assert _texts(document, PartKind.BODY) == ["正文" + NAME]
    assert document.text.count(NAME) == 1
    assert "李改" in _texts(document, PartKind.PROPERTY)
    assert document.notes


def test_deleted_text_is_listed_apart() -> None:
    document = _read(f'<w:del w:author="李改"><w:r><w:delText>{NAME}</w:delText></w:r></w:del>')
    assert _texts(document, PartKind.BODY) == ["正文"]
    assert _texts(document, PartKind.CHANGE) == [NAME]


def test_moved_text_is_listed_where_it_was() -> None:
    document = _read(f"<w:moveFrom><w:r><w:t>{NAME}</w:t></w:r></w:moveFrom>")
    assert _texts(document, PartKind.CHANGE) == [NAME]


def test_a_deleted_row_of_a_table_is_listed_apart() -> None:
    row = "<w:tr><w:trPr><w:del w:author='x'/></w:trPr><w:tc>{}</w:tc></w:tr>"
    table = f"<w:tbl>{row.format(paragraph(run(NAME)))}</w:tbl>"
    document = read(docx_body(paragraph(run("正文")) + table), "案.docx")
    assert _texts(document, PartKind.CHANGE) == [NAME]
    assert not _texts(document, PartKind.TABLE)


def test_hidden_text_is_read_and_said() -> None:
    document = _read(run(NAME, "<w:vanish/>"))
    assert NAME in document.text
    assert document.notes


def test_a_text_box_is_read_once_though_it_stands_there_for_old_programs_too() -> None:
    box = f"<w:txbxContent>{paragraph(run(NAME))}</w:txbxContent>"
    document = _read(
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic>"
        f"<wps:txbx>{box}</wps:txbx></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert _texts(document, PartKind.TEXT_BOX) == [NAME]


def test_what_only_old_programs_show_is_read_as_well() -> None:
    document = _read(
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'/><mc:Fallback>{run(NAME)}"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _texts(document, PartKind.TEXT_BOX) == [NAME]


def test_a_vml_box_and_its_alternative_text_are_read() -> None:
    document = _read(
        f'<w:r><w:pict><v:shape alt="{NAME}的照片"><v:textbox><w:txbxContent>'
        f"{paragraph(run('框'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    assert _texts(document, PartKind.TEXT_BOX) == ["框"]
    assert NAME + "的照片" in _texts(document, PartKind.ANNOTATION)


def test_word_art_is_read() -> None:
    art = f'<w:r><w:pict><v:shape><v:textpath string="{NAME}"/></v:shape></w:pict></w:r>'
    assert NAME in _texts(_read(art), PartKind.TEXT_BOX)


def test_the_name_and_description_of_a_picture_are_read() -> None:
    document = _read(
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="{NAME}签名"/>'
        '<pic:cNvPr id="0" name="身份证扫描件.jpg"/></wp:inline></w:drawing></w:r>'
    )
    assert _texts(document, PartKind.ANNOTATION) == [NAME + "签名", "身份证扫描件.jpg"]


def test_a_field_code_in_pieces_is_put_together() -> None:
    code = "<w:r><w:instrText>HYPERLINK mailto:zhang</w:instrText></w:r>" \
           "<w:r><w:instrText>san@example.com</w:instrText></w:r>"  # fmt: skip
    edge = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    document = _read(edge.format("begin"), code, edge.format("separate"), edge.format("end"))
    assert "HYPERLINK mailto:zhangsan@example.com" in _texts(document, PartKind.ANNOTATION)


def test_a_page_number_is_no_annotation() -> None:
    document = _read("<w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r>")
    assert not _texts(document, PartKind.ANNOTATION)


def test_the_target_of_a_link_is_read() -> None:
    link = related("hyperlink", "https://example.com/%E5%BC%A0%E4%B8%89", external=True)
    document = read(repacked(docx_of("正文"), {}, link), "案.docx")
    assert "https://example.com/张三" in _texts(document, PartKind.ANNOTATION)
    assert not document.notes


def test_a_template_elsewhere_is_listed_and_said() -> None:
    link = related("attachedTemplate", "file:///C:/Users/zhangsan/a.dotx", external=True)
    document = read(repacked(docx_of("正文"), {}, link), "案.docx")
    assert any("zhangsan" in text for text in _texts(document, PartKind.ANNOTATION))
    assert document.notes


def test_ruby_does_not_part_a_name() -> None:
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>zhang</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>张</w:t>" \
           "</w:r></w:rubyBase></w:ruby></w:r>"  # fmt: skip
    document = _read(ruby, run("三"))
    assert _texts(document, PartKind.BODY) == ["正文张三"]
    assert "zhang" in _texts(document, PartKind.ANNOTATION)


def test_a_bookmark_named_after_somebody_is_read() -> None:
    document = _read(f'<w:bookmarkStart w:id="0" w:name="{NAME}"/>')
    assert NAME in _texts(document, PartKind.ANNOTATION)


def test_choices_of_a_control_are_read() -> None:
    control = f'<w:sdt><w:sdtPr><w:alias w:val="{NAME}"/></w:sdtPr><w:sdtContent>{run("内")}' \
              "</w:sdtContent></w:sdt>"  # fmt: skip
    document = _read(control)
    assert _texts(document, PartKind.BODY) == ["正文内"]
    assert NAME in _texts(document, PartKind.ANNOTATION)


def test_properties_are_read() -> None:
    file = docx.Document()
    file.add_paragraph("正文")
    file.core_properties.author = "张三"
    file.core_properties.last_modified_by = "李四"
    file.core_properties.title = "王五案"
    company = "<Properties xmlns='urn:x'><Company>云溪院</Company></Properties>"
    document = read(repacked(saved(file), {"docProps/app.xml": company.encode()}), "案.docx")
    found = {part.label: part.text for part in document.parts if part.kind == PartKind.PROPERTY}
    assert found["author"] == "张三"
    assert found["last_modified_by"] == "李四"
    assert found["title"] == "王五案"
    assert found["company"] == "云溪院"


def test_custom_properties_are_read() -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    custom = (
        f'<Properties xmlns="{space}" xmlns:vt="urn:vt"><property name="承办人">'
        "<vt:lpwstr>张三</vt:lpwstr></property></Properties>"
    )
    document = read(repacked(docx_of("正文"), {"docProps/custom.xml": custom.encode()}), "案.docx")
    assert "承办人: 张三" in _texts(document, PartKind.PROPERTY)


def test_stored_variables_and_data_are_read() -> None:
    settings = f'<w:settings {SPACES}><w:docVars><w:docVar w:name="人" w:val="张三"/></w:docVars>' \
               "</w:settings>"  # fmt: skip
    data = "<root><name>李四</name></root>"
    members = {"word/settings.xml": settings.encode(), "customXml/item1.xml": data.encode()}
    document = read(repacked(docx_of("正文"), members), "案.docx")
    assert "人: 张三" in _texts(document, PartKind.PROPERTY)
    assert any("李四" in text for text in _texts(document, PartKind.PROPERTY))


def test_words_of_a_diagram_are_read() -> None:
    diagram = f"<d xmlns:a='urn:a'><a:p><a:r><a:t>{NAME}</a:t></a:r></a:p></d>".encode()
    document = read(repacked(docx_of("正文"), {"word/diagrams/data1.xml": diagram}), "案.docx")
    assert NAME in _texts(document, PartKind.TEXT_BOX)


def test_metadata_of_a_picture_is_read() -> None:
    exif = Image.Exif()
    exif[0x013B] = "Zhang San"
    exif[0x9C9D] = "张三\0".encode("utf-16-le")
    file = docx.Document()
    file.add_paragraph("正文")
    file.add_picture(io.BytesIO(jpeg(exif)))
    document = read(saved(file), "案.docx")
    assert {"Zhang San", "张三"} <= set(_texts(document, PartKind.PICTURE_METADATA))
    assert document.notes
    assert not document.incomplete


def test_a_document_of_photographs_alone_is_incomplete() -> None:
    file = docx.Document()
    file.add_picture(io.BytesIO(jpeg()))
    assert read(saved(file), "案.docx").incomplete


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/vbaData.xml"])
def test_macros_are_refused(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(repacked(docx_of("正文"), {name: b"<x/>"}), "案.docx")
    assert refused.value.code == "macros"


def test_the_content_type_of_macros_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of("正文"))) as file:
        types = file.read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = types.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    with pytest.raises(FileRefused) as refused:
        read(repacked(docx_of("正文"), {"[Content_Types].xml": types}), "案.docx")
    assert refused.value.code == "macros"


@pytest.mark.parametrize("sort", ["oleObject", "package", "aFChunk", "control"])
def test_files_within_the_file_are_refused(sort: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(repacked(docx_of("正文"), {}, related(sort, "x.bin")), "案.docx")
    assert refused.value.code == "embedded"


def test_an_embedded_workbook_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read(repacked(docx_of("正文"), {"word/embeddings/a.xlsx": b"PK"}), "案.docx")
    assert refused.value.code == "embedded"
