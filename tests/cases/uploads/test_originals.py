"""Content of originals on the disk: encrypted, durable, bound to its place, gone when destroyed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cases import originals
from cases.models import SourceFile, Submission
from cases.originals import PART
from lms.core import crypto
from lms.core.rekeying import others
from tests.cases.uploads.conftest import upload
from tests.factories import cases

TEXT = "林树外出没有请假。".encode() * 60_000


def parts(file: SourceFile) -> list[Path]:
    return sorted(originals.folder_of(file.pk).iterdir())


def test_what_was_sent_comes_back_in_parts_and_lies_encrypted(
    prosecutor: Any, submission: Submission
) -> None:
    file = upload(prosecutor, submission, TEXT)
    assert [len(one) for one in originals.open_for(file)] == [PART, len(TEXT) - PART]
    assert originals.content_of(file) == TEXT
    assert not any("林树".encode() in path.read_bytes() for path in parts(file))
    assert {oct(path.stat().st_mode & 0o777) for path in parts(file)} == {"0o600"}
    assert oct(originals.folder_of(file.pk).parent.stat().st_mode & 0o777) == "0o700"


def test_what_was_not_acknowledged_is_written_over(submission: Submission) -> None:
    """A process was killed after the part was in its place and before its row was written."""
    file = cases.source_file(submission, size=8, received=4)
    originals.write(file.pk, 0, b"goodHALF").put()
    assert originals.content_of(file) == b"good"
    originals.write(file.pk, 4, b"rest").put()
    file.received = 8
    assert originals.content_of(file) == b"goodrest"


def test_a_part_in_anothers_place_cannot_be_read(submission: Submission) -> None:
    one, other = (cases.source_file(submission, size=4, received=4) for _n in range(2))
    originals.write(one.pk, 0, b"mine").put()
    originals.write(other.pk, 0, b"your").put()
    (originals.folder_of(one.pk) / "0000").replace(originals.folder_of(other.pk) / "0000")
    with pytest.raises(originals.Lost):
        originals.content_of(other)


def test_a_part_that_is_cut_short_is_lost_not_shortened(submission: Submission) -> None:
    file = cases.source_file(submission, size=8, received=8)
    originals.write(file.pk, 0, b"four").put()
    with pytest.raises(originals.Lost):
        originals.content_of(file)


def test_destroyed_nothing_stays(prosecutor: Any, submission: Submission) -> None:
    file = upload(prosecutor, submission, b"text")
    originals.destroy(file)
    originals.destroy(file)
    assert not originals.folder_of(file.pk).exists()


def test_a_full_disk_is_told_and_leaves_no_draft(
    monkeypatch: pytest.MonkeyPatch, submission: Submission
) -> None:
    file = cases.source_file(submission, size=4)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    originals.write(file.pk, 0, b"x").put()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(originals.DiskFull):
        originals.write(file.pk, 0, b"four")
    assert [path.name for path in parts(file)] == ["0000"]


def test_at_night_what_nobody_knows_goes_and_the_rest_stays(
    prosecutor: Any, submission: Submission
) -> None:
    kept = upload(prosecutor, submission, b"text")
    draft = originals.folder_of(kept.pk) / ".0000.killed"
    draft.write_bytes(b"x")
    stray = uuid4()
    originals.write(stray, 0, b"text").put()
    old = time.time() - 2 * originals.FORGOTTEN
    for path in (draft, originals.folder_of(stray), originals.folder_of(kept.pk)):
        os.utime(path, (old, old))
    assert originals.tidy() == 2
    assert originals.content_of(kept) == b"text"
    assert not draft.exists()
    assert not originals.folder_of(stray).exists()


def test_a_new_key_covers_the_parts(settings: Any, prosecutor: Any, submission: Submission) -> None:
    file = upload(prosecutor, submission, TEXT)
    settings.FIELD_ENCRYPTION_KEY = f"n9:{'A' * 43}=,{settings.FIELD_ENCRYPTION_KEY}"
    assert others()["case originals"]() == 2
    assert all(crypto.is_current(path.read_bytes()) for path in parts(file))
    assert originals.content_of(file) == TEXT
    assert others()["case originals"]() == 0
