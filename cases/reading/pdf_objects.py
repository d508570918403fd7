"""What a PDF holds beside its pages' text: properties, comments, form fields, links, bookmarks;
and what it must not hold: files, scripts. Pure. Raises `Refusal`."""

from __future__ import annotations

import html
import io
import re
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException

from cases.reading import pictures
from cases.reading.document import PartKind
from cases.reading.markup import parse
from cases.reading.reader import Found
from cases.reading.refusals import Refusal

MAX_OBJECTS = 200_000
SECONDS = 20
_SKIPPED = {"/Parent", "/P", "/Prev", "/Font", "/ColorSpace", "/ExtGState", "/Pattern", "/Shading",
            "/DestOutputProfile", "/AP", "/ParentTree", "/Pg"}  # fmt: skip
_TEXTS = {
    "/Contents": (PartKind.COMMENT, ""),
    "/RC": (PartKind.COMMENT, ""),
    "/Subj": (PartKind.COMMENT, ""),
    "/V": (PartKind.ANNOTATION, "form_field"),
    "/DV": (PartKind.ANNOTATION, "form_field"),
    "/TU": (PartKind.ANNOTATION, "form_field"),
    "/T": (PartKind.ANNOTATION, "form_field"),
    "/Opt": (PartKind.ANNOTATION, "form_field"),
    "/Alt": (PartKind.ANNOTATION, "alternative_text"),
    "/ActualText": (PartKind.ANNOTATION, "alternative_text"),
    "/E": (PartKind.ANNOTATION, "alternative_text"),
    "/URI": (PartKind.ANNOTATION, "link"),
    "/F": (PartKind.ANNOTATION, "link"),
    "/Title": (PartKind.ANNOTATION, "bookmark"),
    "/Name": (PartKind.PROPERTY, "property"),
    "/Reason": (PartKind.PROPERTY, "property"),
    "/Location": (PartKind.PROPERTY, "property"),
    "/ContactInfo": (PartKind.PROPERTY, "property"),
}
_LABELS = {"/Author": "author", "/Title": "title", "/Subject": "subject", "/Keywords": "keywords",
           "/Company": "company", "/Manager": "manager"}  # fmt: skip
_DULL = {"/Producer", "/Creator", "/CreationDate", "/ModDate", "/Trapped", "/PTEX.Fullbanner"}
_TAG = re.compile(r"<[^<>]*>")


def read(content: bytes, found: Found) -> None:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Refusal("encrypted")
        trailer = reader.trailer
        _properties(trailer.get("/Info"), found)
        root: Any = trailer["/Root"].get_object()
        _walk(root, found)
        _xmp(root.get("/Metadata"), found)
    except (PyPdfError, KeyError, TypeError, AttributeError, ValueError, IndexError,
            AssertionError, NotImplementedError) as error:  # fmt: skip
        raise Refusal("broken") from error


def _properties(info: Any, found: Found) -> None:
    info = info.get_object() if info is not None else {}
    for key, value in info.items():
        if key not in _DULL:
            found.add_once(PartKind.PROPERTY, _LABELS.get(key, "property"), _plain(value))


def _walk(root: Any, found: Found) -> None:
    """Every dictionary that can be reached, but not what pages are drawn with."""
    until = time.monotonic() + SECONDS
    waiting: deque[Any] = deque([root])
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        count += 1
        if count > MAX_OBJECTS or (count % 1000 == 0 and time.monotonic() > until):
            found.note("unread_parts")
            found.incomplete = True
            return
        one = _resolved(waiting.popleft(), seen)
        if isinstance(one, dict):
            _look_at(one, found)
            waiting.extend(value for key, value in _goes_to(one))
        elif isinstance(one, list):
            waiting.extend(one)


def _resolved(one: Any, seen: set[tuple[int, int]]) -> Any:
    """The object that a reference means; nothing for one that was looked at."""
    from pypdf.generic import IndirectObject

    if isinstance(one, IndirectObject):
        number = (one.idnum, one.generation)
        if number in seen:
            return None
        seen.add(number)
        return one.get_object()
    return one


def _goes_to(one: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
    from pypdf.generic import IndirectObject, StreamObject

    for key, value in one.items():
        if key in _SKIPPED or (isinstance(one, StreamObject) and key == "/Length"):
            continue
        if isinstance(value, (IndirectObject, dict, list)):
            yield key, value


def _look_at(one: dict[Any, Any], found: Found) -> None:
    _refuse(one)
    if one.get("/Subtype") == "/Image" and hasattr(one, "_data"):
        for text in pictures.metadata(one._data[:4_000_000]):
            found.add_once(PartKind.PICTURE_METADATA, "", text)
        return
    is_note = "/Subtype" in one and "/Rect" in one and one.get("/Subtype") != "/Widget"
    for key, (kind, label) in _TEXTS.items():
        is_author = key == "/T" and is_note
        for text in _strings(one.get(key)):
            if is_author:
                found.add_once(PartKind.PROPERTY, "author", text)
            else:
                found.add_once(kind, label, text)


def _refuse(one: dict[Any, Any]) -> None:
    if "/EF" in one or "/EmbeddedFiles" in one or one.get("/Type") == "/EmbeddedFile":
        raise Refusal("embedded")
    if one.get("/Subtype") in ("/FileAttachment", "/RichMedia", "/3D", "/Screen", "/Sound"):
        raise Refusal("embedded")
    if "/JS" in one or "/JavaScript" in one or one.get("/S") in ("/JavaScript", "/Launch"):
        raise Refusal("script")
    if "/XFA" in one:
        raise Refusal("form_of_its_own")


def _strings(value: Any) -> Iterator[str]:
    value = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, (str, bytes)) and not str(value).startswith("/"):
        yield _plain(value)


def _plain(value: Any) -> str:
    """A string of a PDF without the markup that rich comments have."""
    value = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(value, bytes):
        value = value.decode("utf-8", "ignore")
    text = str(value)
    return html.unescape(_TAG.sub(" ", text)).strip() if "</" in text else text


def _xmp(stream: Any, found: Found) -> None:
    if stream is None:
        return
    try:
        root = parse(stream.get_object().get_data().strip())
    except (Refusal, DefusedXmlException):
        found.note("unread_parts")
        return
    known = {part.text for part in found.parts}
    for one in root.iter():
        values = [one.text or "", *one.attrib.values()]
        for text in (value.strip() for value in values):
            if text and text not in known and re.search(r"[\u3400-\u9fff@]|\d{6}", text):
                found.add_once(PartKind.PROPERTY, "property", text)
