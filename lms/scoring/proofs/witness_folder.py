"""What a procuratorate keeps of its own: the private half of its key and the export file.

One folder per procuratorate below ``XINLU_WITNESS_DIR`` (mode 700), named by its uid::

    <key id>.key    the private half, base64 (mode 600)      <key id>.pub    the public half
    copies.jsonl    every copy received, one JSON object a line, never changed

Nothing of it is in the database: whoever can write there alone cannot make a receipt.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lms.core.errors import DomainError
from lms.scoring.schemes.in_force import canonical

FILE = "copies.jsonl"


class WitnessAway(DomainError):
    """The witness's folder or key is not here: the receipt is given where it is."""

    status = 409


def folder_of(procuratorate: Any) -> Path:
    return Path(settings.WITNESS_DIR) / str(procuratorate.uid)


def make_folder(procuratorate: Any) -> Path:
    folder = folder_of(procuratorate)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def keep_key(folder: Path, name: str, public: str, private: str) -> None:
    path = folder / f"{name}.key"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(private)
        file.flush()
        os.fsync(file.fileno())
    (folder / f"{name}.pub").write_text(public, encoding="ascii")


def wipe_key(folder: Path, name: str) -> None:
    (folder / f"{name}.key").unlink(missing_ok=True)


def private_key(folder: Path, name: str) -> str:
    """Raises `WitnessAway`."""
    try:
        return (folder / f"{name}.key").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        sentence = _("The key of the witness is not here. Give the receipt where it is kept.")
        raise WitnessAway(sentence, code="witness_away") from error


def public_keys(folder: Path) -> dict[str, str]:
    """Key id → public half, of all keys that the witness ever had."""
    return {
        path.stem: path.read_text(encoding="ascii").strip() for path in sorted(folder.glob("*.pub"))
    }


def append(folder: Path, copies: Iterable[dict[str, Any]]) -> int:
    """Write the copies that the file has not yet, in their order; how many. A line that a killed
    process left half written is written anew. Raises `DomainError` when the next one does not
    continue what the file holds: somebody has changed the table or the file."""
    with _alone(folder), (folder / FILE).open("a+b") as file:
        number, last = _end_of(file)
        written = 0
        for one in copies:
            if one["number"] <= number:
                continue
            if one["number"] != number + 1 or one["prev_hash"] != last:
                sentence = _("The copies of the witness do not continue its export file.")
                raise DomainError(sentence, code="witness_broken")
            file.write(f"{canonical(one)}\n".encode())
            number, last, written = one["number"], one["hash"], written + 1
        file.flush()
        os.fsync(file.fileno())
    return written


def last_in(folder: Path) -> tuple[int, str]:
    """(number, hash) of the last whole line; (0, 64 zeros) of an empty file."""
    try:
        with (folder / FILE).open("rb") as file:
            return _last_of(file)[:2]
    except FileNotFoundError:
        return 0, "0" * 64


def _end_of(file: Any) -> tuple[int, str]:
    number, last, end = _last_of(file)
    file.truncate(end)
    file.seek(end)
    return number, last


def _last_of(file: Any) -> tuple[int, str, int]:
    file.seek(0)
    last, end = b"", 0
    for line in file:
        if line.endswith(b"\n"):
            last, end = line, end + len(line)
    if not last:
        return 0, "0" * 64, 0
    try:
        found = json.loads(last)
        return int(found["number"]), str(found["hash"]), end
    except (ValueError, KeyError, TypeError) as error:
        sentence = _("The export file of the witness cannot be read.")
        raise DomainError(sentence, code="witness_broken") from error


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Every copy of the file; a line that is none comes as an empty one. Raises
    FileNotFoundError."""
    with (folder / FILE).open("rb") as file:
        for line in file:
            try:
                found = json.loads(line)
            except ValueError:
                found = {}
            yield found if isinstance(found, dict) else {}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
