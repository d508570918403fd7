"""What a picture says about itself apart from its pixels: EXIF, XMP, comments. Pure."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

_XMP_TEXT = re.compile(r">([^<>]+)<|=\"([^\"<>]+)\"")
_ADDRESS = re.compile(r"^(?:https?://(?:ns\.|www\.w3|purl\.org|iptc\.org)|uuid:|xmp\.|adobe:)")
_DULL = re.compile(r"^[\s\d.,:/\-+TZ()\[\]]*$")
MAX_VALUE = 2000
GPS, EXIF = 0x8825, 0x8769


def metadata(content: bytes) -> list[str]:
    """Every text in a picture's metadata and that there is a position; none for what is no
    picture."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content)) as image:
                return list(dict.fromkeys(_texts(image)))
        except Exception:  # a decoder that stumbles: there is nothing to be told
            return []


def _texts(image: Any) -> Iterator[str]:
    exif = image.getexif()
    for values in (exif, exif.get_ifd(EXIF), exif.get_ifd(GPS)):
        for value in values.values():
            yield from _said(value)
    if position := exif.get_ifd(GPS):
        yield "GPS " + " ".join(f"{value}" for value in position.values())[:200]
    for key, value in image.info.items():
        if key in ("exif", "icc_profile", "photoshop"):
            continue
        if "xmp" in str(key).lower():
            yield from _xmp(value)
        else:
            yield from _said(value)


def _said(value: Any) -> Iterator[str]:
    """A value as text, when it is one that says something."""
    if isinstance(value, bytes):
        value = _decoded(value)
    if isinstance(value, str):
        text = value.strip("\x00 \r\n\t")[:MAX_VALUE]
        if text and not _DULL.match(text) and text.isprintable():
            yield text


def _decoded(value: bytes) -> str:
    """Windows writes its own fields in UTF-16, user comments begin with the name of their code."""
    for mark, encoding in ((b"UNICODE\x00", "utf-16"), (b"ASCII\x00\x00\x00", "utf-8")):
        if value.startswith(mark):
            return value[8:].decode(encoding, "ignore")
    if len(value) % 2 == 0 and value.endswith(b"\x00\x00"):
        return value.decode("utf-16-le", "ignore")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("gb18030", "ignore")


def _xmp(value: Any) -> Iterator[str]:
    text = value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)
    for match in _XMP_TEXT.finditer(text):
        found = (match[1] or match[2]).strip()
        if not _ADDRESS.match(found):
            yield from _said(found)
