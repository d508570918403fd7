"""Files that are brought to a case: who may, how much, in which order."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from cases import accepted, originals
from cases.actions.uploading import (
    begin_upload,
    file_for,
    publish_picture,
    remove_file,
    take_chunk,
)
from cases.models import SourceFile, Submission
from lms.core.errors import Conflict, DomainError, Invalid, NotVisible, TooOften
from lms.core.models import AuditEntry, Job
from tests.cases.uploads.conftest import upload
from tests.factories import cases, people


def begin(by: Any, submission: Submission, name: str = "意见书.txt", size: int = 8) -> SourceFile:
    return begin_upload(by=by, submission=submission, name=name, size=size)


def test_a_whole_file_is_noted_and_wanted_read_once(
    prosecutor: Any, submission: Submission
) -> None:
    file = upload(prosecutor, submission, b"the text")
    assert (file.state, file.received) == ("waiting", 8)
    assert file.sha256 == hashlib.sha256(b"the text").hexdigest()
    assert Job.objects.get(kind="cases.read").payload == {"file": str(file.pk)}
    told = AuditEntry.objects.get(verb="cases.file_added")
    assert (told.actor, (told.after or {})["sha256"]) == (prosecutor, file.sha256)


def test_a_piece_that_was_taken_is_not_taken_twice(prosecutor: Any, submission: Submission) -> None:
    file = begin(prosecutor, submission)
    assert take_chunk(by=prosecutor, file=file, offset=0, content=b"half") == 4
    with pytest.raises(Conflict) as refused:
        take_chunk(by=prosecutor, file=file, offset=0, content=b"half")
    assert refused.value.code == "offset"
    assert take_chunk(by=prosecutor, file=file, offset=4, content=b"rest") == 8
    file.refresh_from_db()
    assert originals.content_of(file) == b"halfrest"


def test_an_offset_ahead_is_refused(prosecutor: Any, submission: Submission) -> None:
    file = begin(prosecutor, submission)
    with pytest.raises(Conflict):
        take_chunk(by=prosecutor, file=file, offset=4, content=b"rest")
    assert not originals.folder_of(file.pk).exists()


def test_more_than_was_announced_is_refused(prosecutor: Any, submission: Submission) -> None:
    file = begin(prosecutor, submission)
    with pytest.raises(Invalid) as refused:
        take_chunk(by=prosecutor, file=file, offset=0, content=b"x" * 9)
    assert refused.value.status == 413
    assert not originals.folder_of(file.pk).exists()


def test_killed_before_the_row_nothing_is_acknowledged(
    monkeypatch: pytest.MonkeyPatch, prosecutor: Any, submission: Submission
) -> None:
    file = begin(prosecutor, submission)
    take_chunk(by=prosecutor, file=file, offset=0, content=b"half")

    class Killed(BaseException):
        pass

    def put(draft: originals.Draft) -> None:
        draft.path.replace(draft.place)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(originals.Draft, "put", put)
        with pytest.raises(Killed):
            take_chunk(by=prosecutor, file=file, offset=4, content=b"REST")
    file.refresh_from_db()
    assert (file.received, file.state) == (4, "uploading")
    assert not Job.objects.exists()
    assert take_chunk(by=prosecutor, file=file, offset=4, content=b"rest") == 8
    file.refresh_from_db()
    assert originals.content_of(file) == b"halfrest"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("offender", "office"), ("officer", "county"), ("manager", "county"),
        ("officer", "procuratorate"), ("prosecutor", "another"),
    ],
)  # fmt: skip
def test_whoever_may_not_is_told_that_there_is_nothing(
    land: Any, submission: Submission, role: str, place: str
) -> None:
    land.another = people.organisation(land.county2, "procuratorate")
    other = people.user_with_role(role, getattr(land, place))
    file = cases.source_file(submission, size=8)
    with pytest.raises(NotVisible):
        begin(other, submission)
    with pytest.raises(NotVisible):
        take_chunk(by=other, file=file, offset=0, content=b"half")
    with pytest.raises(NotVisible):
        remove_file(by=other, file=file)
    with pytest.raises(NotVisible):
        file_for(other, file.pk)


def test_the_countys_reviewer_sees_the_case_and_brings_nothing(land: Any) -> None:
    from lms.core.clock import now

    sent = cases.submission(state="county_review", sent_to_county_at=now())
    reviewer = people.user_with_role("manager", land.county)
    assert Submission.objects.visible_to(reviewer).exists()
    with pytest.raises(NotVisible):
        begin(reviewer, sent)


def test_nothing_comes_or_goes_once_it_is_sent(prosecutor: Any, submission: Submission) -> None:
    file = begin(prosecutor, submission)
    Submission.objects.update(state="legal_review")
    with pytest.raises(Conflict) as refused:
        take_chunk(by=prosecutor, file=file, offset=0, content=b"half")
    assert refused.value.code == "not_draft"
    for act in (
        lambda: begin(prosecutor, submission),
        lambda: remove_file(by=prosecutor, file=file),
    ):
        with pytest.raises(Conflict):
            act()


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("../../etc/起诉书.docx", "起诉书.docx"), ("C:\\案件\\起诉书.PDF", "起诉书.PDF"),
        ("起\u202e诉\x00书\n.txt", "起诉书 .txt"), ("长" * 400 + ".xlsx", "长" * 195 + ".xlsx"),
        ("现场.jpeg", "现场.jpeg"),
    ],
)  # fmt: skip
def test_names_are_cleaned(raw: str, kept: str) -> None:
    assert accepted.name_of(raw) == kept


@pytest.mark.parametrize(
    ("name", "size", "code", "status"),
    [
        ("a.txt", 0, "empty", 422), ("a.txt", 1024**3, "too_big", 413),
        ("a.docm", 9, "macros", 422), ("a.doc", 9, "old_word", 422), ("a.svg", 9, "extension", 422),
        ("a.exe", 9, "extension", 422), ("a", 9, "no_extension", 422),
        ("a.html", 9, "extension", 422),
    ],
)  # fmt: skip
def test_what_is_not_taken_in_says_why_before_a_byte_is_sent(
    prosecutor: Any, submission: Submission, name: str, size: int, code: str, status: int
) -> None:
    with pytest.raises(DomainError) as refused:
        begin(prosecutor, submission, name, size)
    assert (refused.value.code, refused.value.status) == (code, status)
    assert not SourceFile.objects.exists()


def test_a_case_has_so_many_files_and_so_much_together(
    prosecutor: Any, submission: Submission
) -> None:
    for _n in range(4):
        cases.source_file(submission, size=accepted.MOST_BYTES)
    with pytest.raises(Conflict) as refused:
        begin(prosecutor, submission)
    assert refused.value.code == "too_much"
    SourceFile.objects.update(size=1)
    for _n in range(16):
        cases.source_file(submission, size=1)
    with pytest.raises(Conflict) as refused:
        begin(prosecutor, submission)
    assert refused.value.code == "many_files"


def test_files_are_not_begun_without_end(prosecutor: Any, submission: Submission, at: Any) -> None:
    at(datetime(2026, 11, 25, 1, tzinfo=UTC))
    for _n in range(60):
        remove_file(by=prosecutor, file=begin(prosecutor, submission))
    with pytest.raises(TooOften):
        begin(prosecutor, submission)


def test_removed_nothing_stays(prosecutor: Any, submission: Submission) -> None:
    file = upload(prosecutor, submission, b"text")
    remove_file(by=prosecutor, file=file)
    assert not SourceFile.objects.exists()
    assert not originals.folder_of(file.pk).exists()
    assert AuditEntry.objects.get(verb="cases.file_removed").before == {"sha256": file.sha256}


def test_a_picture_goes_along_when_it_says_what_it_shows(
    prosecutor: Any, submission: Submission
) -> None:
    picture = cases.source_file(submission, state="read", is_picture=True)
    with pytest.raises(Invalid):
        publish_picture(by=prosecutor, file=picture, published=True, alt=" ")
    publish_picture(by=prosecutor, file=picture, published=True, alt="一间办公室")
    picture.refresh_from_db()
    assert (picture.published, picture.alt) == (True, "一间办公室")
    with pytest.raises(Invalid):
        publish_picture(by=prosecutor, file=cases.source_file(submission), published=True, alt="x")
