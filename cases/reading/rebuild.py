"""What is published of a file is made anew: nothing of the original's metadata comes along. Pure.
Raises `FileRefused` for what cannot be made anew."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

from cases.reading.characters import clean
from cases.reading.refusals import FileRefused, Refusal
from lms.core.paper import Numbered, say
from lms.core.paper import sheet as sheet_of

SIZE = 11.5
MAX_PDF_CHARACTERS = 300_000
MAX_PICTURE_BYTES = 50 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2400
"""Pixels of a published picture; a larger one is made smaller."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


def as_pdf(title: str, text: str) -> bytes:
    """A plain PDF of a text, A4, with the platform's font. Lines stay lines; tabs set off cells.
    Raises FileNotFoundError where the font is not installed."""
    if len(text) > MAX_PDF_CHARACTERS:
        raise FileRefused.because(Refusal("too_long"))
    sheet = sheet_of(title, kind=Numbered)
    say(sheet, title, 17, "B", align="C")
    sheet.ln(4)
    for paragraph in clean(text).split("\n"):
        if paragraph.strip():
            say(sheet, _cells(paragraph), SIZE)
            sheet.ln(1)
        else:
            sheet.ln(3)
    return bytes(sheet.output())


def _cells(line: str) -> str:
    return re.sub(r"\t+", "    ", line)


def picture(content: bytes) -> bytes:
    """The pixels of a picture alone: no EXIF, XMP, profile or comment; upright as it is meant to be
    seen, at most `MAX_SIDE` long; PNG for drawings with transparency, else JPEG."""
    try:
        return _pixels(content)
    except Refusal as refusal:
        raise FileRefused.because(refusal) from refusal


def _pixels(content: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError

    if len(content) > MAX_PICTURE_BYTES:
        raise Refusal("too_big", limit=MAX_PICTURE_BYTES // 1024**2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                return _fresh(image)
        except Image.DecompressionBombError as error:
            raise Refusal("huge_picture") from error
        except UnidentifiedImageError as error:
            raise Refusal("not_picture") from error
        except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
            raise Refusal("broken") from error


def _fresh(image: Any) -> bytes:
    """A new picture into which the pixels are copied: nothing else can come along."""
    from PIL import Image, ImageOps

    if image.width * image.height > MAX_PIXELS:
        raise Refusal("huge_picture")
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    mode = "RGBA" if clear else "RGB"
    pixels = Image.new(mode, upright.size)
    pixels.paste(upright.convert(mode))
    file = io.BytesIO()
    if clear or image.format == "GIF":
        pixels.save(file, "PNG", optimize=True)
    else:
        pixels.save(file, "JPEG", quality=88)
    return file.getvalue()
