"""Going over all texts of a case at once, so that a person has one replacement in all its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from uuid import UUID

from django.db.models import QuerySet

from cases import deidentify
from cases.carried import Found, carried
from cases.deidentify.spans import Span
from cases.models import Finding, SourceFile, Submission
from cases.patience import patiently
from cases.reading.document import Document
from cases.reading.refusals import FileRefused, Refusal

Spans = dict[UUID, list[Span]]
A_TIME = 1000
LONGEST = 100
"""Of a replacement."""
MOST = 20_000
"""Of one file. No person decides about more, and one transaction has to write them."""


def look(
    submission: Submission, fresh: dict[UUID, str], alive: Callable[[], None] = lambda: None
) -> Spans:
    """What the finder says about each file that was read; ``fresh`` are texts of files whose rows
    do not hold them yet. May take seconds: call it outside a transaction. Raises `FileRefused` for
    more than `MOST` findings in a file."""
    texts = {one.pk: text_of(one) for one in read_files(submission)} | fresh
    keys = list(texts)
    proposed = patiently(alive, lambda: deidentify.propose([texts[key] for key in keys]))
    found = [[*spans] for spans in proposed]
    if any(len(spans) > MOST for spans in found):
        raise FileRefused.because(Refusal("too_long"))
    return dict(zip(keys, found, strict=True))


def write(submission: Submission, spans: Spans) -> bool:
    """Put findings in the place of those of before, with the decisions of persons. To be called
    within a transaction that has locked the submission.

    False, and nothing is written, when the files are not those that were looked at.
    """
    files = list(read_files(submission).prefetch_related("findings"))
    if {one.pk for one in files} != set(spans):
        return False
    before = [[_known(row, text_of(one)) for row in one.findings.all()] for one in files]
    found = carried([spans[one.pk] for one in files], before)
    for file, there, now in zip(files, before, found, strict=True):
        if now != there:
            Finding.objects.filter(file=file).delete()
            Finding.objects.bulk_create(_rows(file, now), batch_size=A_TIME)
    return True


def read_files(submission: Submission) -> QuerySet[SourceFile]:
    files = submission.files.kept().filter(state=SourceFile.State.READ)
    return files.exclude(document="").order_by("uploaded_at", "pk")


def text_of(file: SourceFile) -> str:
    return Document.from_json(file.document).text


def _known(row: Finding, text: str) -> Found:
    return Found(
        row.start, row.end, text[row.start : row.end], row.kind, row.replacement, row.confidence,
        row.reason, row.entity, row.decision, row.by_hand, row.decided_by_id, row.decided_at,
    )  # fmt: skip


def _rows(file: SourceFile, found: Iterable[Found]) -> Iterable[Finding]:
    for number, one in enumerate(found, start=1):
        values = asdict(one)
        del values["text"]
        values["decided_by_id"] = values.pop("decided_by")
        values["replacement"] = one.replacement[:LONGEST]
        yield Finding(file=file, number=number, **values)
