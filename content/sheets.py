"""A document as it is read on a page of the platform: its sheets as pictures with their words.

A PDF's sheets are drawn when they are first looked at and kept below the media folder; other kinds
are read as text. Whoever calls has checked that the person may see the document.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from docx import Document as Docx

from content.documents import MAX_PAGES, plain_text

WIDTH = 1000
"""Pixels across: sharp on a phone, readable when enlarged twice."""
_drawing = threading.Lock()
"""pdfium may be used by one thread at a time."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``width`` and ``height`` give its shape, so that nothing moves while pictures arrive."""

    number: int
    width: int
    height: int
    words: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """Pictures of pages, or paragraphs where there are none."""

    pages: tuple[Sheet, ...] = ()
    paragraphs: tuple[str, ...] = ()


def of(document: Any) -> Sheets:
    """What there is to read in a document; nothing for kinds that can only be downloaded."""
    kind = Path(document.file.name).suffix.lower()
    if kind == ".pdf":
        return Sheets(pages=tuple(Sheet(*row) for row in _pages(document)))
    if kind in (".docx", ".txt"):
        return Sheets(paragraphs=tuple(_paragraphs(document, kind)))
    return Sheets()


def picture(document: Any, number: int) -> Path | None:
    """The file of one sheet, counted from 1; None when there is no such sheet."""
    if not 1 <= number <= min(document.pages, MAX_PAGES):
        return None
    path = _folder(document) / f"{number}.webp"
    if not path.exists():
        with document.file.open("rb") as file:
            _draw(file.read(), number, path)
    return path


def _folder(document: Any) -> Path:
    """Another file of the same document has another folder."""
    name = hashlib.sha256(document.file.name.encode()).hexdigest()[:12]
    folder = Path(settings.MEDIA_ROOT) / "sheets" / f"{document.pk}-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _draw(data: bytes, number: int, path: Path) -> None:
    import pypdfium2

    with _drawing:
        pdf = pypdfium2.PdfDocument(data)
        try:
            page = pdf[number - 1]
            image = page.render(scale=WIDTH / page.get_width()).to_pil()
        finally:
            pdf.close()
    _write(path, lambda file: image.convert("RGB").save(file, "WEBP", quality=80))


def _pages(document: Any) -> list[list[Any]]:
    """Number, shape and words of every sheet; read once and kept beside the pictures."""
    path = _folder(document) / "sheets.json"
    if path.exists():
        return list(json.loads(path.read_text(encoding="utf-8")))
    import pypdfium2

    with document.file.open("rb") as file:
        data = file.read()
    rows = []
    with _drawing:
        pdf = pypdfium2.PdfDocument(data)
        try:
            for number in range(min(len(pdf), MAX_PAGES)):
                page = pdf[number]
                height = round(page.get_height() * WIDTH / page.get_width())
                words = page.get_textpage().get_text_bounded().strip()
                rows.append([number + 1, WIDTH, height, words])
        finally:
            pdf.close()
    _write(path, lambda file: file.write(json.dumps(rows, ensure_ascii=False).encode()))
    return rows


def _write(path: Path, work: Any) -> None:
    """Whole or not at all: two people may ask at the same moment."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        work(file)
    os.replace(name, path)


def _paragraphs(document: Any, kind: str) -> list[str]:
    with document.file.open("rb") as file:
        if kind == ".docx":
            opened = Docx(file)
            found = [paragraph.text for paragraph in opened.paragraphs]
            for table in opened.tables:
                found += ["\u3000".join(cell.text for cell in row.cells) for row in table.rows]
        else:
            found = plain_text(file).splitlines()
    return [text for text in map(str.strip, found) if text]
