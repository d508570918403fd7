"""A prosecutor's case, and a finder that knows two invented names: what is found in real texts is
tested beside the finder."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from cases import deidentify, finding
from cases.actions.uploading import begin_upload, take_chunk
from cases.deidentify.spans import Kind, Span
from cases.models import SourceFile, Submission
from lms.core import jobs
from lms.core.models import Job
from tests.factories import cases, people

NAMES = ("林树", "周溪")


def spans_of(text: str, numbered: bool = False) -> list[Span]:
    """Every place of the two names."""
    found = []
    for entity, name in enumerate(NAMES, start=1):
        at = text.find(name)
        while at >= 0:
            words = f"{name[0]}某{entity if numbered else ''}"
            found.append(Span(at, at + 2, Kind.PERSON, name, words, 0.95, "context", entity))
            at = text.find(name, at + 1)
    return sorted(found, key=lambda one: one.start)


@pytest.fixture(autouse=True)
def finder(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """``calls`` counts how often all texts of a case were gone over."""
    said = SimpleNamespace(calls=0, numbered=False, meanwhile=lambda: None)

    def propose(texts: Sequence[str]) -> list[list[Span]]:
        said.calls += 1
        said.meanwhile()
        return [spans_of(text, said.numbered) for text in texts]

    monkeypatch.setattr(deidentify, "propose", propose, raising=False)
    # ``meanwhile`` asks the database, which the thread of `patiently` must not.
    monkeypatch.setattr(finding, "patiently", lambda _alive, work: work())
    return said


@pytest.fixture
def land(db: None) -> Any:
    return people.land()


@pytest.fixture
def prosecutor(land: Any) -> Any:
    return people.user_with_role("prosecutor", land.procuratorate)


@pytest.fixture
def submission(prosecutor: Any) -> Submission:
    return cases.submission(by=prosecutor)


def upload(by: Any, submission: Submission, content: bytes, name: str = "意见书.txt") -> SourceFile:
    """A file that has come to its end, in pieces."""
    file = begin_upload(by=by, submission=submission, name=name, size=len(content))
    at = 0
    while at < len(content):
        at = take_chunk(by=by, file=file, offset=at, content=content[at : at + 300_000])
    file.refresh_from_db()
    return file


def read(file: SourceFile) -> SourceFile:
    """The file after its job."""
    jobs.run_now(Job.objects.get(key=f"cases.read:{file.pk}"))
    return SourceFile.objects.get(pk=file.pk)
