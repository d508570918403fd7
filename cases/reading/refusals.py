"""Why a file is refused, and what is said about one that was read: codes with their sentences.

The child that reads (`apart`) knows codes only; the sentence is made by whoever asked, in the
language that is active there.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.core.errors import Invalid

SENTENCES: dict[str, Any] = {
    "empty": _("The file is empty."),
    "no_text": _("There is no text in this file."),
    "too_big": _("The file is larger than %(limit)d MB."),
    "too_long": _("There is too much text in this file. Please split it."),
    "too_many_pages": _("The file has more than %(limit)d pages. Please split it."),
    "extension": _(
        "Files of the kind “%(extension)s” are not accepted. Accepted are: %(accepted)s."
    ),
    "no_extension": _("The name of the file does not say what it is. Accepted are: %(accepted)s."),
    "misnamed": _("The name says “%(extension)s”, but the content is “%(found)s”."),
    "unknown": _("The content of this file is not a document, whatever its name says."),
    "web_page": _(
        "This is a web page, whatever its name says. Please save it as a Word document (DOCX)."
    ),
    "script": _("The file carries a script or something else that would run."),
    "picture": _("This is a picture. Please upload it as an attachment of the case."),
    "old_word": _(
        "This is an old Word document (DOC or RTF). Please open it in Word or WPS and save it as "
        "DOCX."
    ),
    "old_book": _("This is an old or special workbook. Please save it as an Excel file (XLSX)."),
    "other_office": _(
        "This is a document of another program. Please save it as DOCX, PDF, TXT or XLSX."
    ),
    "encrypted": _(
        "The file is protected with a password. Please save it without one and upload it again."
    ),
    "macros": _("Files with macros are not accepted. Please save the document without macros."),
    "embedded": _(
        "There is another file inside this file. Please take it out and upload it by itself."
    ),
    "form_of_its_own": _(
        "This PDF is a special form (XFA). Please print it into a PDF and upload that."
    ),
    "entities": _("The file defines its own entities or document type; that is not accepted."),
    "nested": _("The file is nested too deeply or has too many parts."),
    "swollen": _("Unpacked, the file would be far too large."),
    "leads_out": _("The file has a part that would land elsewhere on the disk."),
    "twice": _("The file has two parts with the same name."),
    "broken": _("The file is damaged and cannot be read."),
    "cut_short": _("The file is cut off: its end is missing. Please upload it again."),
    "encoding": _("The characters of the file cannot be read. Please save it as UTF-8."),
    "not_text": _("The file is not a text file."),
    "too_slow": _("This file could not be read in time. It may be damaged."),
    "missing": _("The file is no longer there. Please upload it again."),
    "not_picture": _("This is not a picture in PNG, JPEG, GIF, WebP or BMP."),
    "huge_picture": _("The picture is far too large. Please make it smaller."),
}

NOTES: dict[str, Any] = {
    "gb18030": _("The file is in GB18030 and was read so."),
    "hidden_text": _("There is hidden text in the file. It was read as well."),
    "hidden_sheets": _("There are hidden sheets or rows in the workbook. They were read as well."),
    "changes": _(
        "Changes are tracked in the file: what was inserted is in the text, what was deleted is "
        "listed separately."
    ),
    "external": _("The file refers to other files or addresses. Nothing was fetched."),
    "pictures": _("There are pictures in the file: %(count)d. What they show was not read."),
    "scanned_page": _(
        "Page %(page)d is a picture. Its text was recognised by machine; please compare."
    ),
    "unread_page": _("Page %(page)d is a picture and was not read."),
    "scanned_pages": _(
        "These pages are pictures: %(pages)s. Their text was recognised by machine; please compare."
    ),
    "unread_pages": _("These pages are pictures and were not read: %(pages)s."),
    "unread_parts": _("The file is built in an unusual way and was not read to its end."),
    "rows": _("The table has one case per row: %(count)d."),
    "row_without_title": _("Row %(row)d has no title and was left out."),
    "columns": _("These columns are not known and were left out: %(names)s."),
}


class Refusal(Exception):
    """A file that is not read. ``code`` is a key of `SENTENCES`, ``params`` fill it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class FileRefused(Invalid):
    """The file as a whole is not read; the message says why and what to do."""

    @classmethod
    def because(cls, refusal: Refusal) -> FileRefused:
        code = refusal.code if refusal.code in SENTENCES else "broken"
        sentence = str(SENTENCES[code])
        return cls(sentence % refusal.params if refusal.params else sentence, code=code)


def said(code: str, params: dict[str, Any]) -> str:
    """The sentence of a note in the language that is active."""
    return str(NOTES[code]) % params
