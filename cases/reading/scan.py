"""Pages that are pictures, read by tesseract where the machine has it with simplified Chinese."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import lru_cache
from typing import Any

LANGUAGE = "chi_sim"
SECONDS_A_PAGE = 60
DOTS_PER_INCH = 300
MAX_SIDE = 4000
"""Pixels; a page of any size is rendered to no more."""


@lru_cache(maxsize=1)
def tesseract() -> str:
    """The program, or nothing where it or the language is missing."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - one program, no shell, no name from a file
            [program, "--list-langs"], capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return program if LANGUAGE.encode() in done.stdout.split() else ""


def recognised(page: Any) -> str:
    """The text of a page of pypdfium2; empty when there is none or nobody to read it. Nothing is
    written to a disk."""
    program = tesseract()
    if not program:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - one program, no shell, no name from a file
            [program, "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(DOTS_PER_INCH)],
            input=_picture(page),
            capture_output=True,
            timeout=SECONDS_A_PAGE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _picture(page: Any) -> bytes:
    longest = max(page.get_size())
    scale = min(DOTS_PER_INCH / 72, MAX_SIDE / max(longest, 1))
    bitmap = page.render(scale=scale, grayscale=True)
    file = io.BytesIO()
    bitmap.to_pil().save(file, "PNG", compress_level=1)
    bitmap.close()
    return file.getvalue()
