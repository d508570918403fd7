"""Is an upload what may be kept, by its content and not by its name? Pictures are drawn anew, so
that neither a place nor a camera nor anything hidden goes with them. No database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from lms.accounts.actions.checks import refused
from lms.core.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
MOST_SIDE = 4000
MOST_PIXELS = 120_000_000
MOST_PAGES = 60
MOST_OBJECTS = 50_000
PICTURES = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"),
            "WEBP": ("image/webp", ".webp")}  # fmt: skip
PDF = ("application/pdf", ".pdf")
HEADS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}
ACTIVE = frozenset({"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/RichMedia", "/XFA"})
"""What makes a PDF more than paper."""
LONGEST_NAME = 120


@dataclass(frozen=True)
class Kept:
    """What is kept of an upload."""

    name: str
    content_type: str
    content: bytes


def kept(upload: Any) -> Kept:
    """The content as it may be kept. Raises `Invalid` with the reason for field ``files``."""
    raw = _content(upload)
    kind = kind_of(raw)
    if kind == "PDF":
        _refuse_active_pdf(raw)
        return Kept(_name(upload, PDF[1]), PDF[0], raw)
    if kind in PICTURES:
        content_type, ending = PICTURES[kind]
        return Kept(_name(upload, ending), content_type, drawn_anew(raw, kind))
    raise _no(_("Only photographs (JPEG, PNG, WebP) and PDF files can be added."))


def kind_of(raw: bytes) -> str:
    """``JPEG``, ``PNG``, ``WEBP``, ``PDF``; empty for anything else."""
    for head, kind in HEADS.items():
        if raw.startswith(head):
            return kind
    return "WEBP" if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP" else ""


def drawn_anew(raw: bytes, kind: str) -> bytes:
    """The same picture, upright, at most 4,000 pixels a side, with nothing but its pixels."""
    try:
        with Image.open(BytesIO(raw), formats=[kind]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _no(_("The picture has too many pixels."))
            opened.draft("RGB", (MOST_SIDE, MOST_SIDE))
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((MOST_SIDE, MOST_SIDE))
            bare = picture.convert("RGB" if kind == "JPEG" or not _is_clear(picture) else "RGBA")
    except Invalid:
        raise
    except Exception as error:  # a broken picture raises nearly anything
        raise _no(_("The picture is broken and cannot be read.")) from error
    bare.info.clear()
    answer = BytesIO()
    bare.save(answer, kind, **({} if kind == "PNG" else {"quality": 88}))
    return answer.getvalue()


def _is_clear(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _refuse_active_pdf(raw: bytes) -> None:
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted:
            raise _no(_("The PDF is locked with a password."))
        pages = len(reader.pages)
        active = _is_active(reader)
    except Invalid:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError,
            AttributeError, IndexError) as error:  # fmt: skip
        raise _no(_("The PDF is broken and cannot be read.")) from error
    if not pages:
        raise _no(_("The PDF has no pages."))
    if pages > MOST_PAGES:
        raise _no(_("The PDF has more than %(n)d pages.") % {"n": MOST_PAGES})
    if active:
        raise _no(_("The PDF carries a program or other files. Please print it to a new PDF."))


def _is_active(reader: PdfReader) -> bool:
    """Whether anything that the file refers to is more than paper. A file of too many parts is."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    steps = 0
    while waiting:
        one = waiting.pop()
        steps += 1
        if steps > MOST_OBJECTS * 10 or len(seen) > MOST_OBJECTS:
            return True
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            if ACTIVE & set(one) or one.get("/S") in ACTIVE:
                return True
            waiting.extend(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))
    return False


def _content(upload: Any) -> bytes:
    size = getattr(upload, "size", None) or 0
    if size > MOST_BYTES or getattr(upload, "refused", "") == "too_big":
        raise _no(_("The file is larger than %(n)d MB.") % {"n": MOST_BYTES // 1024 // 1024})
    if getattr(upload, "refused", ""):
        raise _no(_("The file could not be kept: the disk is full."))
    upload.seek(0)
    raw: bytes = upload.read(MOST_BYTES + 1)
    if not raw:
        raise _no(_("The file is empty."))
    if len(raw) > MOST_BYTES:
        raise _no(_("The file is larger than %(n)d MB.") % {"n": MOST_BYTES // 1024 // 1024})
    return raw


def _name(upload: Any, ending: str) -> str:
    """What the file was called, without folders and odd characters, with its true ending."""
    said = re.split(r"[\\/]", str(getattr(upload, "name", "") or ""))[-1]
    stem = re.sub(r"[^\w\s().,+-]", "_", PurePath(said).stem).strip(". ") or _("file")
    return stem[: LONGEST_NAME - len(ending)] + ending


def _no(sentence: str) -> Invalid:
    return refused("files", sentence, code="file")
