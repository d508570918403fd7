"""PDF: its text page by page, scanned pages recognised or noted. Pure. Raises `Refusal`."""

from __future__ import annotations

import re
import time
from typing import Any

from cases.reading import pdf_lines, pdf_objects, scan
from cases.reading.document import PartKind
from cases.reading.reader import Found
from cases.reading.refusals import Refusal

MAX_PAGES = 500
SCAN_SECONDS = 800
"""For all pages of a file; those that are not reached stay unread."""
FEW = 30
"""Characters: a page with fewer and a picture over most of it is a scan with a page number."""
COVERS = 0.5
_STRANGE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def read(content: bytes) -> Found:
    found = Found()
    _check_end(content)
    document = _opened(content)
    try:
        found.pages = len(document)
        if found.pages > MAX_PAGES:
            raise Refusal("too_many_pages", limit=MAX_PAGES)
        if not found.pages:
            raise Refusal("broken")
        pdf_objects.read(content, found)
        _pages(document, found)
    finally:
        document.close()
    return found


def _check_end(content: bytes) -> None:
    """Programs mend a PDF that was cut off, and show fewer pages without a word."""
    if b"%%EOF" not in content[-2048:]:
        raise Refusal("cut_short" if b"endobj" in content else "broken")


def _opened(content: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise Refusal("encrypted" if code == _PASSWORD else "broken") from error


def _pages(document: Any, found: Found) -> None:
    until = time.monotonic() + SCAN_SECONDS
    scanned: list[int] = []
    unread: list[int] = []
    for number in range(1, found.pages + 1):
        page = _page(document, number)
        text = _text(page)
        if _is_picture(page, text):
            by_machine = scan.recognised(page) if time.monotonic() < until else ""
            if by_machine.strip():
                text = by_machine
                scanned.append(number)
            else:
                unread.append(number)
        found.add(PartKind.BODY, str(number), pdf_lines.joined(text))
        page.close()
    _say(found, "scanned", scanned)
    _say(found, "unread", unread)
    found.incomplete = found.incomplete or bool(unread)


def _say(found: Found, code: str, numbers: list[int]) -> None:
    if len(numbers) == 1:
        found.note(f"{code}_page", page=numbers[0])
    elif numbers:
        found.note(f"{code}_pages", pages=_ranges(numbers))


def _ranges(numbers: list[int]) -> str:
    """``1–3, 7`` for 1, 2, 3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _page(document: Any, number: int) -> Any:
    import pypdfium2

    try:
        return document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Refusal("broken") from error


def _text(page: Any) -> str:
    """Everything on the page, what lies beyond its edge included."""
    layer = page.get_textpage()
    text = str(layer.get_text_range())
    layer.close()
    return text.replace("\ufffe", "").replace("\x02", "")


def _is_picture(page: Any, text: str) -> bool:
    """Nothing to read though something is to be seen, or signs without a meaning."""
    said = len("".join(text.split()))
    if said and len(_STRANGE.findall(text)) > 0.3 * said:
        return True
    if said >= FEW:
        return False
    largest, count = _covered(page)
    return largest >= COVERS if said else count > 0


def _covered(page: Any) -> tuple[float, int]:
    """The largest part of the page that one picture covers, and how many things are drawn."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    largest, count = 0.0, 0
    for thing in page.get_objects(max_depth=4):
        count += 1
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            largest = max(largest, (right - left) * (top - bottom) / max(width * height, 1))
    return largest, count
