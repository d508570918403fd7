"""A table with one case per row: each row becomes a case of its own, with the row as its original.

The first stays where the table was uploaded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from cases import deidentify, finding
from cases.actions.submitting import open_submission
from cases.deidentify.spans import Span
from cases.models import SourceFile, Submission
from cases.reading.document import MAIN, Document, Part, PartKind

RESTRICTED = ("kind", "case_number")
"""Fields of a row that are not part of what is read."""


@dataclass
class SheetCase:
    """One row. ``file`` is the row of its original, not saved yet."""

    document: Document
    values: dict[str, str]
    file: SourceFile
    spans: list[Span] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        return self.document.main_text.encode()

    def find(self) -> None:
        """Look for names in it. May take a moment: outside a transaction."""
        self.spans = [*deidentify.propose([self.document.text])[0]]

    def open(self, like: Submission, by: Any) -> Submission:
        """Begin a case for it, of the kind of ``like``."""
        made = open_submission(by=by, organisation=like.organisation, kind=like.kind)
        self.file.submission, self.file.uploaded_by = made, by
        self.file.save(force_insert=True)
        finding.write(made, {self.file.pk: self.spans})
        keep_number(made, self)
        return made


def apart(file: SourceFile, document: Document) -> list[SheetCase]:
    """The cases of a table; none for another file."""
    many = len(document.cases) > 1
    return [
        _case(file, document, values, number, many=many)
        for number, values in enumerate(document.cases, start=1)
    ]


def keep_number(submission: Submission, case: SheetCase) -> None:
    """The number of the case is restricted, so it stands apart."""
    number = case.values.get("case_number", "")
    if number and not submission.case_number:
        submission.case_number = number[:100]
        submission.save(update_fields=["case_number"])


def _case(
    file: SourceFile, whole: Document, values: dict[str, str], number: int, *, many: bool
) -> SheetCase:
    parts = [
        Part(PartKind.TABLE, key, text) for key, text in values.items() if key not in RESTRICTED
    ]
    beside = [one for one in whole.parts if one.kind not in MAIN]
    parts += [one for one in beside if not many or one.kind == PartKind.FILE_NAME]
    document = Document(whole.name, whole.media_type, parts, list(whole.notes))
    name = f"{PurePosixPath(file.name).stem}-{number}.txt"
    row = SourceFile(name=name, state=SourceFile.State.READ, media_type="text/plain", pages=1)
    made = SheetCase(document, values, row)
    row.size = row.received = len(made.content)
    row.sha256 = hashlib.sha256(made.content).hexdigest()
    row.document = document.to_json()
    return made
