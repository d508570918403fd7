"""The upload room: originals brought and read, what was found in them decided."""

from __future__ import annotations

from collections.abc import Callable

from cases import masked, residue
from cases.actions import masking, uploading
from cases.deidentify.spans import Span
from cases.draft import CaseDraft, texts
from cases.masked import texts_of
from cases.models import Finding, SourceFile, Submission
from lms.accounts.models import User
from lms.core import jobs
from lms.core.errors import Invalid
from lms.core.models import Job

OPEN, STAYS, REPLACED = (
    Finding.Decision.OPEN,
    Finding.Decision.REJECTED,
    Finding.Decision.ACCEPTED,
)


def bring(by: User, row: Submission, name: str, content: bytes) -> None:
    """Uploaded, and read by the job at once."""
    file = uploading.begin_upload(by=by, submission=row, name=name, size=len(content))
    uploading.take_chunk(by=by, file=file, offset=0, content=content)
    jobs.run_now(Job.objects.get(key=f"{uploading.JOB}:{file.pk}"))
    file.refresh_from_db()
    if file.state != SourceFile.State.READ:
        raise ValueError(f"{name} was not read: {file.problem}")


def decide(by: User, row: Submission, draft: CaseDraft) -> None:
    """What the text that is to be published says as well names nobody: it stays. All else is
    replaced."""
    said = "\n".join(text for _field, text in texts(draft))
    _decide_each(by, row, lambda words: words in said, STAYS)
    masking.accept_certain(by=by, submission=row)
    _decide_each(by, row, lambda words: True, REPLACED)
    for rest in residue.of(row).certain:
        _leave(by, row, rest.span)


def _leave(by: User, row: Submission, span: Span) -> None:
    """The last check takes a word for a name that the finder took for none: marked and left, where
    nothing else lies over it."""
    for text in texts_of(row):
        start = text.text.find(span.text)
        if start < 0 or span.text in masked.kept(row):
            continue
        try:
            marked = masking.mark(
                by=by, submission=row, file=text.file.pk, start=start, end=start + len(span.text),
                kind=str(span.kind), replacement=span.replacement,
            )  # fmt: skip
        except Invalid:
            continue
        masking.decide(
            by=by, submission=row, file=marked[0].file_id, number=marked[0].number,
            decision=STAYS, always=True,
        )  # fmt: skip


def _decide_each(by: User, row: Submission, fits: Callable[[str], bool], decision: str) -> None:
    done: set[str] = set()
    for text in texts_of(row):
        for finding in text.findings:
            words = text.surface(finding)
            if finding.decision == OPEN and words not in done and fits(words):
                done.add(words)
                masking.decide(
                    by=by, submission=row, file=text.file.pk, number=finding.number,
                    decision=decision, always=True,
                )  # fmt: skip
