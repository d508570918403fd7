"""Slides as pictures, 640 × 360: a title page and pages with a heading and a few large lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from lms.core.fonts import font_file

WIDTH, HEIGHT = 640, 360
MARGIN = 44
INK, INK_SOFT, PAPER, SUN = "#17212e", "#4c5a6b", "#fbfcfe", "#f2a31b"
# Deep, strong and soft tone of a course's dimension (the look's colours and their neighbours).
TONES = {
    "education": ("#083f70", "#0a5a9c", "#e6f0f9"),
    "labour": ("#7a4600", "#b46a00", "#fdf0d8"),
    "assistance": ("#14532f", "#1e7a48", "#e5f4eb"),
    "psychology": ("#3f2b6b", "#6a4fa3", "#efeaf8"),
}
_NO_START = "，。、；：！？”’）》」』%·…"
_NO_END = "“‘（《「『"
SHRINK = 2  # shapes are drawn larger and shrunk: smooth edges


@dataclass(frozen=True)
class Slide:
    """One page: a heading, up to four lines, on wish a quotation, and what is read with it."""

    heading: str
    lines: tuple[str, ...] = ()
    quote: str = ""
    narration: tuple[str, ...] = ()


@lru_cache(maxsize=32)
def font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    """The CJK font of the look. Raises FileNotFoundError with its place when not installed."""
    number = {"Regular": 400, "Medium": 500, "Bold": 700}[weight]
    path = font_file(f"{number}{weight}")
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: npm ci installs the font")
    return ImageFont.truetype(str(path), size)


def title_page(
    *, title: str, course: str, lecturer: str = "", tone: str = "education"
) -> Image.Image:
    deep, strong, _soft = TONES[tone]
    page = _ground(deep, strong).copy()
    draw = ImageDraw.Draw(page)
    draw.rounded_rectangle((MARGIN, 92, MARGIN + 6, 92 + 30), 3, fill=SUN)
    draw.text((MARGIN + 18, 107), _fitted(course, 20, 500), "#dbe9f6", font(20), anchor="lm")
    at = 168
    for line in wrapped(title, 40, WIDTH - 2 * MARGIN, "Bold")[:3]:
        draw.text((MARGIN, at), line, "white", font(40, "Bold"), anchor="lm")
        at += 54
    if lecturer:
        draw.text((MARGIN, 318), lecturer, "#dbe9f6", font(18), anchor="lm")
    draw.text((WIDTH - MARGIN, 318), "新路", "white", font(20, "Bold"), anchor="rm")
    return page


def page(
    slide: Slide, *, course: str, number: int, total: int, tone: str = "education"
) -> Image.Image:
    """A page with its heading, its lines (or, without any, the beginning of what is read)."""
    deep, strong, soft = TONES[tone]
    picture = _paper(strong, soft).copy()
    draw = ImageDraw.Draw(picture)
    at = _heading(draw, slide.heading, deep)
    lines = slide.lines or _opening(slide)
    at = _lines(draw, lines, at, strong, room=_room(slide))
    if slide.quote:
        _quotation(draw, slide.quote, at + 4, deep, soft)
    _footer(draw, course, number, total, strong)
    return picture


def _heading(draw: ImageDraw.ImageDraw, text: str, colour: str) -> int:
    at = 50
    size = 30 if len(text) <= 18 else 26
    for line in wrapped(text, size, WIDTH - 2 * MARGIN, "Bold")[:2]:
        draw.text((MARGIN, at), line, colour, font(size, "Bold"), anchor="lm")
        at += size + 10
    return at


def _room(slide: Slide) -> int:
    return 220 if slide.quote else 306


def _opening(slide: Slide) -> tuple[str, ...]:
    from content.media.pacing import sentences

    found = [sentence for text in slide.narration for sentence in sentences(text)]
    return tuple(found[:2])


def _lines(
    draw: ImageDraw.ImageDraw, lines: tuple[str, ...], at: int, colour: str, room: int
) -> int:
    """Bulleted lines, as large as they fit into the room, spread evenly."""
    for size in (30, 27, 25, 23, 21, 19, 17):
        rows = [wrapped(line, size, WIDTH - 2 * MARGIN - 28, "Medium") for line in lines]
        height = sum(len(row) * (size + 9) + 14 for row in rows)
        if at + height <= room:
            break
    gap = min(36, 14 + max(0, room - at - height) // (len(rows) + 1)) if rows else 14
    at += gap // 2 + 8
    for row in rows:
        draw.bitmap((MARGIN, at - 5), _dot(), fill=colour)
        for text in row:
            if at > room + 6:
                return at
            draw.text((MARGIN + 28, at), text, INK, font(size, "Medium"), anchor="lm")
            at += size + 9
        at += gap
    return at


def _quotation(draw: ImageDraw.ImageDraw, text: str, at: int, deep: str, soft: str) -> None:
    rows = wrapped(text, 17, WIDTH - 2 * MARGIN - 36, "Regular")
    rows = [*rows[:2], rows[2][:-1] + "…"] if len(rows) > 3 else rows
    top = min(at, 306 - len(rows) * 25 - 16)
    bottom = top + len(rows) * 25 + 14
    draw.rounded_rectangle((MARGIN, top, WIDTH - MARGIN, bottom), 8, fill=soft)
    draw.rounded_rectangle((MARGIN, top, MARGIN + 5, bottom), 2, fill=deep)
    for index, row in enumerate(rows):
        draw.text((MARGIN + 20, top + 20 + index * 25), row, deep, font(17), anchor="lm")


def _footer(draw: ImageDraw.ImageDraw, course: str, number: int, total: int, colour: str) -> None:
    draw.text((MARGIN, 332), _fitted(course, 14, 440), INK_SOFT, font(14), anchor="lm")
    draw.text((WIDTH - MARGIN, 332), f"{number} / {total}", INK_SOFT, font(14), anchor="rm")
    draw.rectangle((0, 356, WIDTH * number // total, HEIGHT), fill=colour)


def wrapped(text: str, size: int, width: int, weight: str) -> list[str]:
    """Lines no wider than ``width``. Closing marks never begin one, opening marks never end one."""
    face, rows, row = font(size, weight), [], ""
    for sign in text.strip():
        if row and sign not in _NO_START and face.getlength(row + sign) > width:
            keep = row[-1] if row[-1] in _NO_END and len(row) > 1 else ""
            rows.append(row[:-1] if keep else row)
            row = keep
        row += sign
    return [*rows, row] if row else rows


def _fitted(text: str, size: int, width: int) -> str:
    while len(text) > 1 and font(size).getlength(text) > width:
        text = text[:-2] + "…"
    return text


@lru_cache(maxsize=8)
def _ground(deep: str, strong: str) -> Image.Image:
    """The title page's ground: two quiet circles like a rising sun."""
    ground = Image.new("RGB", (WIDTH, HEIGHT), deep)
    return _with_circles(ground, strong, 190, [(560, 60, 190), (600, 40, 110)])


@lru_cache(maxsize=1)
def _dot() -> Image.Image:
    mask = Image.new("L", (80, 80), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, 79, 79), fill=255)
    return mask.resize((11, 11), Image.Resampling.LANCZOS)


@lru_cache(maxsize=8)
def _paper(strong: str, soft: str) -> Image.Image:
    ground = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    ground = _with_circles(ground, soft, 255, [(612, 10, 120)])
    ImageDraw.Draw(ground).rectangle((0, 0, 8, HEIGHT - 4), fill=strong)
    ImageDraw.Draw(ground).rectangle((0, HEIGHT - 4, WIDTH, HEIGHT), fill=soft)
    return ground


def _with_circles(
    ground: Image.Image, colour: str, strength: int, circles: list[tuple[int, int, int]]
) -> Image.Image:
    for x, y, radius in circles:
        mask = Image.new("L", (WIDTH * SHRINK, HEIGHT * SHRINK), 0)
        box = tuple(value * SHRINK for value in (x - radius, y - radius, x + radius, y + radius))
        ImageDraw.Draw(mask).ellipse(box, fill=strength)  # type: ignore[arg-type]
        mask = mask.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        ground = Image.composite(Image.new("RGB", ground.size, colour), ground, mask)
    return ground
