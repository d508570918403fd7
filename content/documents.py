"""Documents: what is refused at upload, and how much there is to read in one. No database."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from docx import Document as Docx
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from content.media.refusals import Refusal
from content.nominal import characters

MAX_BYTES = 50 * 1024 * 1024
MAX_PAGES = 500
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt"]
MIN_PAGE_CHARACTERS = 5
"""A page with fewer characters (a page number) is taken for a picture."""


@dataclass(frozen=True)
class Measure:
    pages: int = 0
    pages_without_text: int = 0
    characters: int = 0


def check(file: IO[bytes], name: str, size: int) -> None:
    """Raises `ValidationError` with the reason when a file is empty, too large, broken, disguised
    or carries macros."""
    if code := getattr(file, "refused", ""):  # see content/uploads.py
        raise ValidationError(Refusal(code, **file.refused_params).sentence)  # type: ignore[attr-defined]
    kind = Path(name).suffix.lower().lstrip(".")
    if kind not in EXTENSIONS:
        raise ValidationError(
            _("Files of this kind are not accepted. Accepted: %(kinds)s.")
            % {"kinds": ", ".join(EXTENSIONS)}
        )
    if size == 0:
        raise ValidationError(_("The file is empty."))
    if size > MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(size)d MB.") % {"size": MAX_BYTES // 1024 // 1024}
        )
    file.seek(0)
    if kind == "pdf":
        _check_pdf(file)
    elif kind in OFFICE:
        _check_office(file, OFFICE[kind])
    else:
        plain_text(file)
    file.seek(0)


def _check_pdf(file: IO[bytes]) -> None:
    if not file.read(5).startswith(b"%PDF-"):
        raise ValidationError(_("The file says it is a PDF but is something else."))
    file.seek(0)
    reader = _pdf(file)
    if len(reader.pages) > MAX_PAGES:
        raise ValidationError(
            _("The PDF has more than %(number)d pages. Please split it.") % {"number": MAX_PAGES}
        )


def _pdf(file: IO[bytes]) -> PdfReader:
    """The reader of a PDF that can be opened without a password."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise ValidationError(_("The PDF is locked with a password."))
        if not reader.pages:
            raise ValidationError(_("The PDF has no pages."))
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise ValidationError(_("The PDF is broken and cannot be read.")) from error
    return reader


def _check_office(file: IO[bytes], folder: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ValidationError(_("The file is broken, or is not what its name says.")) from error
    names = [entry.filename for entry in entries]
    if not any(name.startswith(folder) for name in names):
        raise ValidationError(_("The file is broken, or is not what its name says."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("Files with macros are not accepted."))
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ValidationError(_("Unpacked, the file would be far too large."))


def plain_text(file: IO[bytes]) -> str:
    """A text file, in whichever of the usual encodings. Raises `ValidationError`."""
    raw = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValidationError(_("The file says it is text but is something else."))


def measure(file: IO[bytes], name: str) -> Measure:
    """Count pages, pages without text and characters. What cannot be read counts as nothing."""
    kind = Path(name).suffix.lower().lstrip(".")
    file.seek(0)
    try:
        if kind == "pdf":
            return _measure_pdf(_pdf(file))
        if kind == "docx":
            return Measure(characters=sum(map(characters, _docx_words(Docx(file)))))
        if kind == "txt":
            return Measure(characters=characters(plain_text(file)))
    except (ValidationError, ValueError, KeyError, OSError, zipfile.BadZipFile):
        return Measure()
    finally:
        file.seek(0)
    return Measure()


def _measure_pdf(reader: PdfReader) -> Measure:
    counts = []
    for page in reader.pages[:MAX_PAGES]:
        try:
            counts.append(characters(page.extract_text()))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            counts.append(0)
    read = [count for count in counts if count >= MIN_PAGE_CHARACTERS]
    return Measure(len(counts), len(counts) - len(read), sum(read))


def _docx_words(document: Any) -> list[str]:
    words = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        words += [cell.text for row in table.rows for cell in row.cells]
    return words
