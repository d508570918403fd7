"""The job that reads an original: what it keeps, what it refuses, what killing it leaves."""

from __future__ import annotations

import io
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cases import finding, originals, patience
from cases.actions import keeping
from cases.models import Finding, SourceFile, Submission
from cases.reading import Document
from cases.tasks import reading
from cases.tasks.reading import read_waiting
from content.media.refusals import Refusal
from content.scan import ScannerAway
from lms.core import jobs
from lms.core.models import AuditEntry, Job
from tests.cases.uploads.conftest import read, upload

TEXT = "林树在司法所工作。周溪送给林树两条烟。\n林树没有登记。".encode()


def test_what_was_read_and_found_is_kept(prosecutor: Any, submission: Submission) -> None:
    file = read(upload(prosecutor, submission, TEXT, "林树案.txt"))
    assert (file.state, file.media_type, file.problem) == ("read", "text/plain", "")
    text = Document.from_json(file.document).text
    found = list(file.findings.all())
    assert [text[one.start : one.end] for one in found] == ["林树", "周溪", "林树", "林树", "林树"]
    assert [one.number for one in found] == [1, 2, 3, 4, 5]
    assert {one.entity for one in found if text[one.start : one.end] == "林树"} == {1}
    assert originals.content_of(file) == TEXT


def test_run_again_it_changes_nothing(prosecutor: Any, submission: Submission) -> None:
    file = read(upload(prosecutor, submission, TEXT))
    before = list(file.findings.values())
    job = Job.objects.get()
    jobs.retry(job)
    read(file)
    assert list(file.findings.values()) == before


@pytest.mark.parametrize("step", ["_keep_row", "finding", "after"])
def test_killed_at_any_step_it_begins_again_and_nothing_is_there_twice(
    monkeypatch: pytest.MonkeyPatch, prosecutor: Any, submission: Submission, step: str, at: Any
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_args: Any, **_kwargs: Any) -> None:
        raise Killed

    file = upload(prosecutor, submission, TEXT)
    with monkeypatch.context() as patched:
        if step == "_keep_row":
            patched.setattr(keeping, "_keep_row", killed)
        elif step == "finding":
            patched.setattr(Finding.objects, "bulk_create", killed)
        else:
            patched.setattr(jobs.JobRun, "end", killed)
        with pytest.raises(Killed):
            read(file)
    Job.objects.update(lease_until=None)
    file = read(file)
    assert file.state == "read"
    assert file.findings.count() == 4
    assert Job.objects.get().state == "done"


def test_a_person_has_one_number_in_all_files(
    prosecutor: Any, submission: Submission, finder: Any
) -> None:
    first = read(upload(prosecutor, submission, "周溪来访。".encode(), "a.txt"))
    read(upload(prosecutor, submission, TEXT, "b.txt"))
    assert finder.calls == 2
    assert set(Finding.objects.values_list("replacement", "entity")) == {("林某", 1), ("周某", 2)}
    assert first.findings.count() == 1


def test_decisions_stay_when_another_file_comes(prosecutor: Any, submission: Submission) -> None:
    first = read(upload(prosecutor, submission, TEXT, "a.txt"))
    changed, rejected = first.findings.all()[:2]
    Finding.objects.filter(pk=changed.pk).update(
        decision="changed", replacement="甲", decided_by=prosecutor
    )
    Finding.objects.filter(pk=rejected.pk).update(decision="rejected", decided_by=prosecutor)
    second = read(upload(prosecutor, submission, "林树和周溪".encode(), "b.txt"))
    kept = {one.number: one for one in first.findings.all()}
    assert (kept[1].decision, kept[1].replacement, kept[1].decided_by) == (
        "changed",
        "甲",
        prosecutor,
    )
    assert kept[2].decision == "rejected"
    assert kept[3].decision == "open"
    fresh = list(second.findings.values_list("decision", "replacement"))
    assert fresh == [("changed", "甲"), ("open", "周某")]


def test_two_files_that_are_read_at_once_are_gone_over_together(
    prosecutor: Any, submission: Submission, finder: Any
) -> None:
    """While the first is gone over the second is kept: the first is gone over again."""
    first = upload(prosecutor, submission, TEXT, "a.txt")
    second = upload(prosecutor, submission, "周溪".encode(), "b.txt")

    def meanwhile() -> None:
        finder.meanwhile = lambda: None
        read(second)

    finder.meanwhile = meanwhile
    read(first)
    assert finder.calls == 3
    assert [one.findings.count() for one in SourceFile.objects.all()] == [4, 1]


def test_a_file_that_is_taken_away_meanwhile_leaves_nothing(
    prosecutor: Any, submission: Submission, finder: Any
) -> None:
    from cases.actions.uploading import remove_file

    file = upload(prosecutor, submission, TEXT)
    finder.meanwhile = lambda: remove_file(by=prosecutor, file=file)
    jobs.run_now(Job.objects.get())
    assert Job.objects.get().state == "done"
    assert not SourceFile.objects.exists()
    assert not originals.folder_of(file.pk).exists()


def packed(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name.replace("__", "/"), content)
    return file.getvalue()


BAD = {
    "broken.pdf": b"%PDF-1.7\n1 0 obj\n<< /Length 9999",
    "page.docx": b"<!doctype html><html><script>alert(1)</script></html>",
    "drawing.txt": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    "bomb.docx": packed(word__document=b"0" * 400_000_000),
    "text.docx": "这是一个文本文件。".encode(),
    "cut.xlsx": packed(a=b"x" * 5000)[:200],
    "spaces.txt": b"  \n ",
    "picture.png": b"GIF89a",
    "text.jpg": b"not a picture",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_stays(
    prosecutor: Any, submission: Submission, name: str, settings: Any
) -> None:
    file = read(upload(prosecutor, submission, BAD[name], name))
    assert file.state == "refused"
    assert file.problem
    assert (file.document, file.destroyed_at is None) == ("", False)
    assert not list(Path(settings.CASE_ORIGINALS).iterdir())
    assert Job.objects.get().state == "done"
    assert AuditEntry.objects.filter(verb="cases.file_refused").count() == 1


def picture(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(file, kind)
    return file.getvalue()


def test_a_picture_is_taken_in_as_an_attachment(prosecutor: Any, submission: Submission) -> None:
    file = read(upload(prosecutor, submission, picture("JPEG"), "林树家门口.jpg"))
    assert (file.state, file.is_picture, file.media_type) == ("read", True, "image/jpeg")
    assert not file.published
    assert [one.replacement for one in file.findings.all()] == ["林某"]


def test_a_picture_is_what_its_name_says(prosecutor: Any, submission: Submission) -> None:
    assert read(upload(prosecutor, submission, picture(), "a.jpg")).state == "refused"


def test_a_virus_is_told(
    monkeypatch: pytest.MonkeyPatch, prosecutor: Any, submission: Submission
) -> None:
    def found(_file: Any) -> None:
        raise Refusal("virus", name="Eicar")

    monkeypatch.setattr(reading, "require_clean", found)
    file = read(upload(prosecutor, submission, TEXT))
    assert file.state == "refused"
    assert "Eicar" in file.problem
    assert not originals.folder_of(file.pk).exists()


def test_with_the_scanner_away_nothing_is_taken_in_and_it_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, prosecutor: Any, submission: Submission
) -> None:
    def away(_file: Any) -> None:
        raise ScannerAway

    file = upload(prosecutor, submission, TEXT)
    with monkeypatch.context() as patched:
        patched.setattr(reading, "require_clean", away)
        for _n in range(reading.MOST_TRIES + 2):
            assert read(file).state == "waiting"
            assert Job.objects.get().state == "failed"
            assert read_waiting() == 1
    assert read(file).state == "read"
    assert read_waiting() == 0


def test_what_cannot_be_read_for_another_reason_is_given_up_in_the_end(
    monkeypatch: pytest.MonkeyPatch, prosecutor: Any, submission: Submission
) -> None:
    def stumble(*_args: Any) -> None:
        raise RuntimeError

    file = upload(prosecutor, submission, TEXT)
    monkeypatch.setattr(reading, "_document", stumble)
    for _n in range(reading.MOST_TRIES):
        read(file)
        assert read_waiting() == 1
    read(file)
    assert read_waiting() == 0
    assert SourceFile.objects.get().state == "refused"


def test_a_job_that_never_came_to_be_is_made(prosecutor: Any, submission: Submission) -> None:
    file = upload(prosecutor, submission, TEXT)
    Job.objects.all().delete()
    assert read_waiting() == 1
    assert read(file).state == "read"


def test_what_was_altered_on_the_disk_is_not_read(prosecutor: Any, submission: Submission) -> None:
    file = upload(prosecutor, submission, TEXT)
    originals.write(file.pk, 0, TEXT[::-1]).put()
    assert read(file).state == "refused"


def test_long_work_keeps_the_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[int] = []
    monkeypatch.setattr(patience, "BREATH", 0.01)
    waited = patience.patiently(lambda: alive.append(1), lambda: threading.Event().wait(0.1))
    assert waited is False
    assert len(alive) >= 2


def test_a_lost_lease_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, prosecutor: Any, submission: Submission, finder: Any
) -> None:
    file = upload(prosecutor, submission, TEXT)
    finder.meanwhile = lambda: Job.objects.update(lease_holder="another")
    assert read(file).state == "waiting"
    assert not Finding.objects.exists()


def test_more_findings_than_a_person_decides_about_are_refused(
    monkeypatch: pytest.MonkeyPatch, prosecutor: Any, submission: Submission
) -> None:
    monkeypatch.setattr(finding, "MOST", 3)
    assert read(upload(prosecutor, submission, "林树".encode(), "a.txt")).state == "read"
    file = read(upload(prosecutor, submission, TEXT, "b.txt"))
    assert file.state == "refused"
    assert Finding.objects.count() == 1


def test_files_in_which_nothing_changes_are_not_written_again(
    prosecutor: Any, submission: Submission
) -> None:
    first = read(upload(prosecutor, submission, TEXT, "a.txt"))
    before = set(first.findings.values_list("pk", flat=True))
    read(upload(prosecutor, submission, "林树".encode(), "b.txt"))
    assert set(first.findings.values_list("pk", flat=True)) == before
