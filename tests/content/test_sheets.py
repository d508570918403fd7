"""A document as it is read on a page: pictures of its sheets, their words, or paragraphs."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from docx import Document as Docx
from fpdf import FPDF
from PIL import Image

from content import sheets
from content.models import Document

pytestmark = pytest.mark.django_db


def stored(name: str, body: bytes) -> Document:
    made = Document(title="须知")
    made.file.save(name, ContentFile(body), save=False)
    made.save()
    return made


@pytest.fixture
def leaflet() -> Document:
    """Two pages, one upright and one across."""
    pdf = FPDF(format="A4")
    pdf.set_font("Helvetica")
    for orientation, words in (("P", "Rules for leave"), ("L", "Ask first")):
        pdf.add_page(orientation=orientation)
        pdf.cell(text=words)
    return stored("leaflet.pdf", bytes(pdf.output()))


def test_the_sheets_of_a_pdf_have_shape_and_words(leaflet) -> None:
    first, second = sheets.of(leaflet).pages
    assert (first.number, first.words) == (1, "Rules for leave")
    assert first.height > first.width > second.height


def test_a_sheet_as_a_picture(leaflet) -> None:
    with Image.open(sheets.picture(leaflet, 2)) as drawn:
        assert (drawn.format, drawn.width) == ("WEBP", sheets.WIDTH)


def test_a_sheet_is_drawn_once(leaflet, monkeypatch) -> None:
    path = sheets.picture(leaflet, 1)
    monkeypatch.setattr(sheets, "_draw", lambda *_args: pytest.fail("drawn again"))
    assert sheets.picture(leaflet, 1) == path


@pytest.mark.parametrize("number", [0, 3, -1])
def test_there_are_no_other_sheets(leaflet, number) -> None:
    assert sheets.picture(leaflet, number) is None


def test_another_file_has_other_pictures(leaflet) -> None:
    before = sheets.picture(leaflet, 1)
    with leaflet.file.open("rb") as file:
        leaflet.file.save("leaflet2.pdf", ContentFile(file.read()))
    assert sheets.picture(leaflet, 1) != before


def test_a_word_file_is_read_as_paragraphs() -> None:
    made = Docx()
    made.add_paragraph("先请假。")
    made.add_paragraph("")
    made.add_table(rows=1, cols=2).rows[0].cells[1].text = "七天"
    body = io.BytesIO()
    made.save(body)
    assert sheets.of(stored("rules.docx", body.getvalue())).paragraphs == ("先请假。", "七天")


def test_a_text_file_is_read_line_by_line() -> None:
    assert sheets.of(stored("rules.txt", "先请假\n\n再出门".encode())).paragraphs == (
        "先请假",
        "再出门",
    )


def test_other_kinds_are_only_downloaded() -> None:
    found = sheets.of(Document(title="表", file="table.xlsx"))
    assert not found.pages
    assert not found.paragraphs
