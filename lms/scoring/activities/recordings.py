"""A spoken report: what an uploaded recording really is, before it is kept."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from content.media import probe
from content.media.refusals import Refusal
from lms.accounts.actions.checks import refused

MOST_SECONDS = 5 * 60
SLACK = 5
"""A phone stops a little late."""
MOST_BYTES = 10 * 1024 * 1024
TYPES = {
    "Ogg": "audio/ogg", "WAV": "audio/wav", "FLAC": "audio/flac", "MP3": "audio/mpeg",
    "AAC": "audio/aac", "AIFF": "audio/aiff", "AMR": "audio/amr", "MP4": "audio/mp4",
    "Matroska / WebM": "audio/webm",
}  # fmt: skip


@dataclass(frozen=True)
class Recording:
    """A recording that may be kept. ``seconds``: how long it lasts."""

    content: bytes
    content_type: str
    seconds: float


def examined(upload: Any, field: str = "files") -> Recording:
    """Look into an upload with a decoder, in a process of its own. Raises `Invalid` with a sentence
    for ``field``: not a recording, broken, larger than 10 MB, longer than five minutes."""
    try:
        content = _bytes_of(upload)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "recording"
            path.write_bytes(content)
            name = str(upload.name or "")
            found = probe.examine_apart(path, name=name, wanted="audio", limit=MOST_BYTES)
    except Refusal as refusal:
        raise refused(field, refusal.sentence, code=refusal.code) from refusal
    if found.kind not in TYPES:
        raise refused(field, _("This kind of recording cannot be played here."), code="kind")
    if found.duration > MOST_SECONDS + SLACK:
        raise refused(
            field, _("The recording is longer than five minutes. Please make it shorter."),
            code="too_long",
        )  # fmt: skip
    return Recording(content, TYPES[found.kind], found.duration)


def _bytes_of(upload: Any) -> bytes:
    if code := getattr(upload, "refused", ""):  # see content/uploads.py
        raise Refusal(code, **upload.refused_params)
    if upload.size > MOST_BYTES:
        raise Refusal("too_big", limit=MOST_BYTES // 1024**2)
    with suppress(AttributeError):
        upload.seek(0)
    content: bytes = upload.read()
    return content
