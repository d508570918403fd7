"""Files of questions: read, written, recognised by what is in them.

`read` never raises for a single question and refuses a file as a whole (`FileRefused`) before
anything of it is believed. What a format has and this platform has not is a problem of the question
that has it; what a format cannot carry is a problem of the written file. Pure: no ORM, no disk, no
network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from exams.bank.plain import Question, fingerprint
from exams.formats import (
    aiken,
    gift,
    gift_write,
    moodle_write,
    moodle_xml,
    others,
    qti,
    qti_write,
    xlsx,
    xlsx_write,
    xml,
)
from exams.formats.drafts import Draft, Found, Problem, Result, Written, finish
from exams.formats.safety import MAX_TEXT_BYTES, Archive, FileRefused, decode, size

__all__ = ["FORMATS", "FileRefused", "Found", "Problem", "Result", "Written", "read", "same",
           "suffix", "write"]  # fmt: skip

GIFT, AIKEN, MOODLE_XML, QTI, XLSX = "gift", "aiken", "moodle-xml", "qti", "xlsx"
QTI21, QTI3 = "qti21", "qti3"
FORMATS = (GIFT, AIKEN, MOODLE_XML, QTI, XLSX)
_WRITERS: dict[str, Callable[[Sequence[Question]], Written]] = {
    GIFT: gift_write.write,
    AIKEN: aiken.write,
    MOODLE_XML: moodle_write.write,
    QTI: qti_write.write,
    XLSX: xlsx_write.write,
    QTI21: lambda questions: qti_write.write(questions, qti_write.V21),
    QTI3: lambda questions: qti_write.write(questions, qti_write.V30),
}
WRITTEN = tuple(_WRITERS)
"""``qti`` writes 2.2, which more programs read; ``qti21`` and ``qti3`` the same in 2.1 and 3.0."""
_SUFFIXES = {GIFT: ".gift.txt", AIKEN: ".aiken.txt", MOODLE_XML: ".xml", QTI: ".zip", XLSX: ".xlsx"}
_XML = re.compile(
    rb"<(?:\?xml|!--|!DOCTYPE|quiz\b|manifest\b|questestinterop\b|[\w-]*:?(?:qti-)?assessment)"
)


def read(
    content: bytes, format: str | None = None, name: str = "", *, gb18030: bool = True
) -> Result:
    """Every question of a file. ``format``: one of `FORMATS`, else it is recognised; ``name``:
    of the file, shown with a single item; ``gb18030``: whether text in that encoding is read (a
    note says so) or refused. Raises `FileRefused`."""
    if format is not None and format not in FORMATS:
        raise FileRefused(_("The format “%(name)s” is not known.") % {"name": format})
    size(content)
    others.look_at(content)
    if content.startswith(b"PK"):
        return _packed(content, format, gb18030)
    if _looks_like_xml(content):
        return _xml(content, format, name, gb18030)
    size(content, MAX_TEXT_BYTES)
    text = decode(content, gb18030=gb18030)
    if format in (MOODLE_XML, QTI, XLSX):
        raise FileRefused(_other(format))
    found = format or _text_format(text.text)
    drafts: list[Draft] = (gift if found == GIFT else aiken).read(text.text)
    return _some(finish(found, drafts, text.notes))


def write(questions: Sequence[Question], format: str) -> Written:
    """The questions as a file of this format. `read` of it gives the same questions, as far as
    no problem says otherwise."""
    if format not in _WRITERS:
        raise FileRefused(_("The format “%(name)s” is not known.") % {"name": format})
    return _WRITERS[format](questions)


def same(stored: Question, incoming: Question, format: str) -> bool:
    """Whether a question from a file says nothing new: it is the stored one, as far as the format
    can carry that. Keys are not compared."""
    if fingerprint(stored) == fingerprint(incoming):
        return True
    written = write([stored], format)
    if any(problem.refused for problem in written.problems):
        return False
    carried = read(written.content, format).questions
    return len(carried) == 1 and fingerprint(carried[0]) == fingerprint(incoming)


def suffix(format: str) -> str:
    """How the name of an exported file ends."""
    return _SUFFIXES.get(format, _SUFFIXES[QTI])


def _packed(content: bytes, format: str | None, gb18030: bool) -> Result:
    archive = Archive(content)
    others.look_at_package(archive)
    is_book = "xl/workbook.xml" in archive
    if format not in (None, XLSX if is_book else QTI):
        raise FileRefused(_other(str(format)))
    if is_book:
        drafts, notes = xlsx.read(content, archive)
        return _some(finish(XLSX, drafts, notes))
    drafts, notes = qti.read_package(archive, gb18030=gb18030)
    return _some(finish(QTI, drafts, notes))


def _looks_like_xml(content: bytes) -> bool:
    head = content[:512].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").replace(b"\x00", b"")
    return _XML.match(head) is not None


def _xml(content: bytes, format: str | None, name: str, gb18030: bool) -> Result:
    if format not in (None, MOODLE_XML, QTI):
        raise FileRefused(_other(str(format)))
    root, text = xml.parse(content, gb18030=gb18030)
    if root.tag == "manifest":
        raise FileRefused(
            _("This is only the list of a package's contents; please import the whole archive.")
        )
    if root.tag == "questestinterop":
        raise FileRefused(others.old_qti())
    if qti.is_test(root):
        raise FileRefused(
            _("This is only a test's list of questions; please import the whole package.")
        )
    found = MOODLE_XML if root.tag == "quiz" else QTI if qti.is_item(root) else None
    if found is None or format not in (None, found):
        raise FileRefused(_other(format) if format else others.unknown())
    drafts = moodle_xml.read(root) if found == MOODLE_XML else qti.read_item(root, name)
    return _some(finish(found, drafts, text.notes))


_ANSWER = re.compile(r"(?mi)^\s*ANSWER\s*[:：]\s*[a-zＡ-Ｚ]\b")
_BRACKETS = re.compile(r"(?<!\\)\{([^}]*)\}")
_GIFT = re.compile(r"\s*(?:$|[=~#>]|(?:T|F|TRUE|FALSE)\s*(?:#|$))", re.IGNORECASE)


def _text_format(text: str) -> str:
    """Brackets are GIFT's where they hold answers; a set in an Aiken file has them too."""
    if re.match(r"\s*[{\[]\s*[\"\[{]", text):  # and JSON
        raise FileRefused(others.unknown())
    brackets = _BRACKETS.findall(text)
    if _ANSWER.search(text) and not any(map(_GIFT.match, brackets)):
        return AIKEN
    if brackets:
        return GIFT
    if re.search(r"(?mi)^\s*ANSWER\s*[:：]", text):
        return AIKEN
    raise FileRefused(others.unknown())


def _other(format: str) -> str:
    return _("The file is not in the format “%(name)s”.") % {"name": format}


def _some(result: Result) -> Result:
    if not result.found:
        raise FileRefused(_("There are no questions in the file."))
    return result
