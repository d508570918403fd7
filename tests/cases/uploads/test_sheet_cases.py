"""A table with several cases: each row becomes a case of its own."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook

from cases import originals, sheet_cases
from cases.models import SourceFile, Submission
from cases.reading import Document
from cases.reading.rows import FIELDS
from lms.core.models import Job
from tests.cases.uploads.conftest import read, upload

ROWS = (
    ("两条烟换一张假条", "林树收下两条烟。", "云刑初〔2021〕1号"),
    ("一次没有去的走访", "周溪没有走访。", ""),
    ("补签的材料", "周溪请林树补签。", ""),
)


def table(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([str(FIELDS[key]) for key in ("title", "facts", "case_number")])
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_every_row_becomes_a_case_with_its_own_text(
    prosecutor: Any, submission: Submission
) -> None:
    file = read(upload(prosecutor, submission, table(*ROWS), "三个案件.xlsx"))
    assert file.state == "read"
    assert (
        Submission.objects.filter(organisation=submission.organisation, state="draft").count() == 3
    )
    texts = {
        one.submission_id: Document.from_json(one.document) for one in SourceFile.objects.all()
    }
    assert "林树收下" in texts[submission.pk].text
    assert "没有走访" not in texts[submission.pk].text
    assert sorted(one.parts[0].text for one in texts.values()) == sorted(row[0] for row in ROWS)
    counts = [one.findings.count() for one in SourceFile.objects.order_by("uploaded_at", "pk")]
    assert sorted(counts) == [1, 1, 2]


def test_a_row_has_an_original_of_its_own(prosecutor: Any, submission: Submission) -> None:
    read(upload(prosecutor, submission, table(*ROWS), "案件.xlsx"))
    others = SourceFile.objects.exclude(submission=submission).order_by("size")
    assert {one.name for one in others} == {"案件-2.txt", "案件-3.txt"}
    assert {originals.content_of(one).decode().split()[0] for one in others} == {
        "一次没有去的走访", "补签的材料",
    }  # fmt: skip
    assert all(one.is_whole and one.state == "read" for one in others)


def test_the_number_of_a_case_stands_apart(prosecutor: Any, submission: Submission) -> None:
    file = read(upload(prosecutor, submission, table(*ROWS), "a.xlsx"))
    submission.refresh_from_db()
    assert submission.case_number == "云刑初〔2021〕1号"
    assert "云刑初" not in file.document


def test_one_row_makes_no_other_case(prosecutor: Any, submission: Submission) -> None:
    read(upload(prosecutor, submission, table(ROWS[0]), "a.xlsx"))
    assert Submission.objects.count() == 1


def test_killed_half_way_no_case_is_there_twice(
    monkeypatch: pytest.MonkeyPatch, prosecutor: Any, submission: Submission, settings: Any
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_args: Any) -> None:
        raise Killed

    file = upload(prosecutor, submission, table(*ROWS), "a.xlsx")
    with monkeypatch.context() as patched:
        patched.setattr(sheet_cases, "keep_number", killed)
        with pytest.raises(Killed):
            read(file)
    assert Submission.objects.count() == 1
    assert [one.name for one in settings.CASE_ORIGINALS.iterdir()] == [str(file.pk)]
    Job.objects.update(lease_until=None)
    read(file)
    assert Submission.objects.count() == 3
