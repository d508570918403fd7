"""Several requests and workers at once: each byte is taken once, each file read once."""

from __future__ import annotations

from typing import Any

from cases import originals
from cases.actions.keeping import keep_read
from cases.actions.uploading import begin_upload, take_chunk
from cases.models import Finding, SourceFile
from cases.reading import Document, Part, PartKind
from lms.core.models import Job
from tests.cases.uploads.conftest import upload
from tests.factories import cases, people
from tests.racing import at_once, own_database

__all__ = ["own_database"]


def prosecutor() -> Any:
    return people.user_with_role("prosecutor", people.land().procuratorate)


def test_the_same_piece_sent_twice_at_once_is_taken_once(db: None) -> None:
    """A client that gave up on an answer sends again while the first request still works."""
    by = prosecutor()
    submission = cases.submission(by=by)
    file = begin_upload(by=by, submission=submission, name="a.txt", size=8)
    pieces = (b"one half", b"OTHERONE")
    answers = at_once(
        *(
            lambda piece=piece: take_chunk(by=by, file=file, offset=0, content=piece)
            for piece in pieces
        )
    )
    assert sorted(type(one).__name__ for one in answers) == ["Conflict", "int"]
    file.refresh_from_db()
    assert originals.content_of(file) == pieces[answers.index(8)]
    assert Job.objects.filter(payload={"file": str(file.pk)}).count() == 1


def test_two_workers_keep_a_file_once(db: None) -> None:
    by = prosecutor()
    file = upload(by, cases.submission(by=by), b"text")
    document = Document("a.txt", "text/plain", [Part(PartKind.BODY, "", "林树和周溪")])
    keep = lambda: keep_read(file=file, document=document, alive=lambda: None)  # noqa: E731
    at_once(keep, keep)
    assert SourceFile.objects.get(pk=file.pk).state == "read"
    assert Finding.objects.filter(file=file).count() == 2


def test_files_of_one_case_read_at_once_all_have_their_findings(db: None) -> None:
    by = prosecutor()
    submission = cases.submission(by=by)
    files = [upload(by, submission, b"text", f"{n}.txt") for n in range(3)]
    document = Document("a.txt", "text/plain", [Part(PartKind.BODY, "", "林树和周溪")])
    at_once(
        *(
            lambda file=file: keep_read(file=file, document=document, alive=lambda: None)
            for file in files
        )
    )
    assert [Finding.objects.filter(file=one).count() for one in files] == [2, 2, 2]
