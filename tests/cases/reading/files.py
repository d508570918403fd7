"""Files of every kind, built in memory; every name and number in them is invented."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from fpdf import FPDF
from openpyxl import Workbook

from lms.core.fonts import font_file

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "word/_rels/document.xml.rels"


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def docx_of(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def docx_body(body: str, **parts: str) -> bytes:
    """A document whose body is this markup. ``parts``: further stories by the last word of their
    relation's type."""
    members: dict[str, bytes] = {}
    relations = ""
    for sort, markup in parts.items():
        members[f"word/{sort}.xml"] = markup.encode()
        relations += f'<Relationship Id="x{sort}" Type="{R}/{sort}" Target="{sort}.xml"/>'
    main = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    return repacked(docx_of(), {"word/document.xml": main.encode(), **members}, relations)


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(runs) + "</w:p>"


def run(text: str, style: str = "") -> str:
    return f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def related(sort: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="y{sort}" Type="{R}/{sort}" Target="{target}"{mode}/>'


def repacked(
    content: bytes, members: dict[str, bytes], relations: str = "", place: str = RELATIONS
) -> bytes:
    """The archive with members added or replaced, and further relations at ``place``."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        kept = {one: old.read(one) for one in old.namelist()} | members
    if relations:
        end = b"</Relationships>"
        kept[place] = kept[place].replace(end, relations.encode() + end)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in kept.items():
            new.writestr(name, data)
    return file.getvalue()


def sheet_pdf() -> FPDF:
    sheet = FPDF()
    sheet.add_font("N", "", str(font_file("400Regular")))
    sheet.set_font("N", size=12)
    sheet.add_page()
    return sheet


def pdf_of(*pages: str) -> bytes:
    sheet = sheet_pdf()
    for number, text in enumerate(pages):
        if number:
            sheet.add_page()
        sheet.multi_cell(0, 8, text)
    return bytes(sheet.output())


def empty_pdf(pages: int) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(100, 100)
    return written(writer)


def written(writer: Any) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def pdf_writer(content: bytes) -> Any:
    from pypdf import PdfReader, PdfWriter

    return PdfWriter(clone_from=PdfReader(io.BytesIO(content)))


def xlsx_of(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    return saved(book)


def jpeg(exif: Any = None, size: tuple[int, int] = (40, 30), **kwargs: Any) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    more = {"exif": exif} if exif else {}
    Image.new("RGB", size, "red").save(file, "JPEG", **more, **kwargs)
    return file.getvalue()
