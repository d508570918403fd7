"""A prosecutor's case with a text that names two people, and everybody who may or may not come."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Finding, SourceFile, Submission
from cases.reading.document import Document, Part, PartKind
from tests.factories import cases, people

TEXT = "被告人林树与周溪相识。𠮷田见林树收下香烟。"
FOUND = ((3, 5, "林某"), (6, 8, "周某"), (14, 16, "林某"))


@pytest.fixture
def land(db: Any) -> Any:
    return people.land()


@pytest.fixture
def staff(land: Any) -> SimpleNamespace:
    """``stranger`` is a prosecutor of the neighbouring county."""
    other = people.organisation(land.county2, "procuratorate", name="青田县人民检察院")
    return SimpleNamespace(
        author=people.user_with_role("prosecutor", land.procuratorate),
        second=people.user_with_role("prosecutor", land.procuratorate),
        reviewer=people.user_with_role("reviewer", land.county),
        colleague=people.user_with_role("reviewer", land.county),
        stranger=people.user_with_role("prosecutor", other),
        officer=people.user_with_role("officer", land.office),
        learner=people.offender(land.office).user,
    )


@pytest.fixture
def submission(staff: SimpleNamespace) -> Submission:
    return cases.submission(by=staff.author)


@pytest.fixture
def file(submission: Submission) -> SourceFile:
    """Read, with three findings that nobody has decided about; no content on a disk."""
    document = Document("a.txt", "text/plain", [Part(PartKind.BODY, "", TEXT)])
    made = cases.source_file(submission, document=document)
    for number, (start, end, words) in enumerate(FOUND, start=1):
        Finding.objects.create(
            file=made, number=number, start=start, end=end, kind="person", replacement=words,
            confidence=0.95, reason="context",
        )  # fmt: skip
    return made


@pytest.fixture
def as_() -> Callable[[Any], Client]:
    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def url(submission: Submission, name: str = "desk_case", *more: Any) -> str:
    return reverse(f"cases:{name}", args=[submission.pk, *more])
