"""What a file is by its content, and whether its name agrees. Pure. Raises `Refusal`."""

from __future__ import annotations

from pathlib import PurePosixPath

from cases.reading.archive import Archive
from cases.reading.characters import clean
from cases.reading.refusals import Refusal

MAX_BYTES = 50 * 1024 * 1024
DOCX, PDF, TXT, XLSX = "docx", "pdf", "txt", "xlsx"
MEDIA_TYPES = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
    TXT: "text/plain",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACCEPTED = ", ".join(one.upper() for one in MEDIA_TYPES)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF",
)  # fmt: skip
_WEB = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"mime-version:")
_SCRIPT = (b"<script", b"javascript:", b"onload=", b"onerror=")


def plain_name(name: str) -> str:
    """The name of a file alone: no folder, no unseen character."""
    return PurePosixPath(clean(name).replace("\\", "/")).name.replace("\n", " ").strip()


def check_size(size: int) -> None:
    if size == 0:
        raise Refusal("empty")
    if size > MAX_BYTES:
        raise Refusal("too_big", limit=MAX_BYTES // 1024**2)


def check_name(name: str) -> str:
    """The extension, which must be one of those that are read."""
    extension = PurePosixPath(plain_name(name)).suffix.lower().lstrip(".")
    if not extension:
        raise Refusal("no_extension", accepted=ACCEPTED)
    if extension in ("doc", "rtf", "dot", "wps"):
        raise Refusal("old_word")
    if extension in ("xls", "xlsb", "et", "csv", "ods"):
        raise Refusal("old_book")
    if extension in ("docm", "dotm", "xlsm", "xltm"):
        raise Refusal("macros")
    if extension not in MEDIA_TYPES:
        raise Refusal("extension", extension=extension[:20], accepted=ACCEPTED)
    return extension


def kind_of(content: bytes) -> str:
    """One of the kinds that are read."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head and not content.strip():
        raise Refusal("empty")
    if content.startswith(b"PK"):
        return _packed(Archive(content))
    if content.startswith(_OLE):
        raise _old_office(content)
    if head.startswith(b"{\\rtf"):
        raise Refusal("old_word")
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(_PICTURES):
        raise Refusal("picture")
    _check_markup(content, head)
    return TXT


def _old_office(content: bytes) -> Refusal:
    """Office files with a password lie in the container of the old ones."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Refusal("encrypted")
    if "Workbook".encode("utf-16-le") in content:
        return Refusal("old_book")
    return Refusal("old_word")


def _packed(archive: Archive) -> str:
    names = archive.names
    if any(one.lower().endswith(("vbaproject.bin", "vbadata.xml")) for one in names):
        raise Refusal("macros")
    if "mimetype" in archive or any(one.startswith("ppt/") for one in names):
        raise Refusal("other_office")
    if any(one.startswith("xl/") and one.endswith("workbook.bin") for one in names):
        raise Refusal("old_book")
    if "[Content_Types].xml" not in archive:
        raise Refusal("unknown")
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types:
        raise Refusal("macros")
    if b"wordprocessingml" in types:
        return DOCX
    if b"spreadsheetml" in types:
        return XLSX
    raise Refusal("unknown")


def _check_markup(content: bytes, head: bytes) -> None:
    """Web pages and drawings that are called a document, in one byte a character or in two."""
    plain = head.replace(b"\x00", b"").lstrip(b"\xff\xfe").lower()
    is_markup = plain.startswith((b"<?xml", b"<svg", b"<!doctype", *_WEB))
    if not is_markup and not any(one in plain[:1024] for one in (b"<html", b"<svg", b"<script")):
        return
    if plain.startswith(_WEB) or b"<html" in plain:
        raise Refusal("web_page")
    whole = content.replace(b"\x00", b"").lower()
    if any(one in whole for one in _SCRIPT):
        raise Refusal("script")
    raise Refusal("picture" if b"<svg" in plain else "unknown")
