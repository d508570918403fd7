"""Files that people bring by mistake: what they are, and what to do instead. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exams.formats.safety import Archive, FileRefused

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_HEADS = {b"%PDF": "PDF", b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gz", b"{\\rtf": "RTF"}


def look_at(content: bytes) -> None:
    """Refuses with advice what is surely something else."""
    if content.startswith(_OLD_OFFICE):
        raise FileRefused(_as_workbook())
    for head, name in _HEADS.items():
        if content.startswith(head):
            raise FileRefused(_kind(name))


def look_at_package(archive: Archive) -> None:
    """The same of archives: documents of office programs are such."""
    sort = archive.read("mimetype") if "mimetype" in archive else b""
    if "xl/workbook.bin" in archive or b"opendocument" in sort:
        raise FileRefused(_as_workbook())
    for member, name in (("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint")):
        if member in archive:
            raise FileRefused(_kind(name))


def old_qti() -> str:
    return _(
        "This is QTI 1.2, as Canvas and others write it. QTI 2.1, 2.2 and 3.0 are taken; please "
        "export in one of these, or as Moodle XML or GIFT."
    )


def unknown() -> str:
    return _(
        "The format of the file is not recognised. Taken are Excel (.xlsx), GIFT, Aiken, Moodle "
        "XML and QTI 2.1 to 3.0."
    )


def _as_workbook() -> str:
    return _("Please save the table as an Excel workbook (.xlsx) and import that.")


def _kind(name: str) -> str:
    text = _("%(kind)s files are not taken. Please use Excel (.xlsx), GIFT, Aiken, Moodle XML or "
             "QTI.")  # fmt: skip
    return text % {"kind": name}
