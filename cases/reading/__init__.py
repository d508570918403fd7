"""Files of cases: their text got out safely, and what is recognised in it.

``read`` looks into DOCX, PDF, TXT and XLSX files in a child process with limits on memory and time;
it writes nothing and fetches nothing. Nothing that is read here is published by that alone.
"""

from __future__ import annotations

from pathlib import Path

from cases.reading.document import Document, Part, PartKind, Place
from cases.reading.refusals import FileRefused

__all__ = ["Document", "FileRefused", "Part", "PartKind", "Place", "read", "read_file"]


def read(content: bytes | Path, name: str) -> Document:
    """The texts of a file that was uploaded as ``name``. Raises `FileRefused`."""
    from cases.reading.apart import read_apart

    return read_apart(content, name)


def read_file(path: Path) -> Document:
    """`read` of a file under its own name."""
    return read(path, path.name)
