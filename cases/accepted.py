"""Which files are taken in: names, kinds, sizes, numbers. Pure."""

from __future__ import annotations

from pathlib import PurePosixPath

from cases.reading import kinds
from cases.reading.refusals import FileRefused, Refusal
from lms.core.errors import DomainError

MOST_BYTES = kinds.MAX_BYTES
"""Of one file."""
MOST_IN_ALL = 4 * MOST_BYTES
"""Of all files of a case."""
MOST_FILES = 20
LONGEST_NAME = 200
PICTURES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
}  # fmt: skip
"""Taken in as attachments: drawn anew when they are published, never read."""
SIGNATURES = {
    "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF",
}  # fmt: skip
ACCEPTED = f"{kinds.ACCEPTED}, {', '.join(one.upper() for one in PICTURES)}"


def name_of(raw: str) -> str:
    """The name alone, without folders and control characters, cut before its extension. Raises
    `FileRefused` for an extension that is not taken in."""
    name = kinds.plain_name(raw)
    stem, extension = PurePosixPath(name).stem, PurePosixPath(name).suffix
    name = stem[: LONGEST_NAME - len(extension[:20])] + extension[:20]
    if not is_picture(name):
        try:
            kinds.check_name(name)
        except Refusal as refusal:
            if "accepted" in refusal.params:
                refusal.params["accepted"] = ACCEPTED
            raise FileRefused.because(refusal) from refusal
    return name


def is_picture(name: str) -> bool:
    return _extension(name) in PICTURES


def picture_type(name: str, content: bytes) -> str:
    """The media type of a picture. Raises `FileRefused` when the content is another one."""
    wanted = PICTURES[_extension(name)]
    found = next((one for one, mark in SIGNATURES.items() if content.startswith(mark)), "")
    if found != wanted:
        if not found:
            raise FileRefused.because(Refusal("not_picture"))
        said = found.removeprefix("image/")
        raise FileRefused.because(Refusal("misnamed", extension=_extension(name), found=said))
    return wanted


def check_size(size: int) -> None:
    """Raises `FileRefused` for an empty file, with status 413 for one that is too large."""
    try:
        kinds.check_size(size)
    except Refusal as refusal:
        refused: DomainError = FileRefused.because(refusal)
        if refusal.code == "too_big":
            refused.status = 413
        raise refused from refusal


def _extension(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")
