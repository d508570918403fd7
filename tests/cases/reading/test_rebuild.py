from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader

from cases.reading import FileRefused, pictures, read, rebuild
from tests.cases.reading.files import jpeg


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Zhang San"
    exif.get_ifd(0x8825)[2] = (28.0, 7.0, 12.0)
    return exif


def _chunk(name: bytes, data: bytes) -> bytes:
    """A piece of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _refused(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        rebuild.picture(content)
    return refused.value.code


def test_a_picture_keeps_its_pixels_alone() -> None:
    original = jpeg(_exif(), comment=b"Li Si", icc_profile=b"profile")
    assert pictures.metadata(original)
    fresh = rebuild.picture(original)
    assert pictures.metadata(fresh) == []
    assert b"Zhang San" not in fresh
    assert b"Li Si" not in fresh
    assert "icc_profile" not in _opened(fresh).info
    assert _opened(fresh).size == (40, 30)


def test_a_picture_is_turned_upright() -> None:
    assert _opened(rebuild.picture(jpeg(_exif(orientation=6)))).size == (30, 40)


def test_words_in_a_png_are_gone_and_its_transparency_stays() -> None:
    words = PngInfo()
    words.add_text("Author", "Zhang San")
    file = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(file, "PNG", pnginfo=words)
    fresh = rebuild.picture(file.getvalue())
    assert b"Zhang" not in fresh
    assert _opened(fresh).mode == "RGBA"


def test_what_follows_the_picture_is_gone() -> None:
    assert b"hidden" not in rebuild.picture(jpeg() + b"hidden archive")


def test_a_large_picture_is_made_smaller() -> None:
    assert max(_opened(rebuild.picture(jpeg(size=(3000, 1500)))).size) == rebuild.MAX_SIDE


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", b"")
    assert _refused(png) == "huge_picture"


def test_what_is_no_picture_is_refused() -> None:
    assert _refused(b"<svg onload='x()'/>") == "not_picture"
    assert _refused(b"%PDF-1.7") == "not_picture"


def test_a_picture_that_is_cut_off_is_refused() -> None:
    content = jpeg(size=(400, 400))
    assert _refused(content[: len(content) // 2]) == "broken"


def test_a_pdf_says_the_text_and_nothing_else() -> None:
    content = rebuild.as_pdf("张某受贿案", "经审理查明，张某收下香烟。\n\n姓名\t张某")
    document = read(content, "新.pdf")
    assert "经审理查明，张某收下香烟。" in document.text
    metadata = PdfReader(io.BytesIO(content)).metadata or {}
    assert set(metadata) <= {"/Title", "/Producer", "/CreationDate"}


def test_a_long_text_takes_several_pages() -> None:
    content = rebuild.as_pdf("题", "经审理查明，张某收下香烟。\n" * 200)
    assert len(PdfReader(io.BytesIO(content)).pages) > 3


def test_an_endless_text_is_refused() -> None:
    with pytest.raises(FileRefused):
        rebuild.as_pdf("题", "字" * 300_001)
