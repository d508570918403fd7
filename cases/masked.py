"""The originals of a submission as they read once decisions about findings are applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cases.deidentify.spans import Kind
from cases.models import Finding, SourceFile, Submission
from cases.reading.document import MAIN, Document


@dataclass(frozen=True)
class Text:
    """One file: its text, and the findings in it in order."""

    file: SourceFile
    text: str
    findings: list[Finding]
    main: int = 0
    """Where the main text ends: headers, comments and properties come after it."""

    def surface(self, finding: Finding) -> str:
        return self.text[finding.start : finding.end]

    def masked(self) -> str:
        """What it reads with everything replaced that was found and not rejected: what nobody has
        decided about yet counts as replaced."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        at = 0
        for one in self.findings:
            if one.decision == Finding.Decision.REJECTED or one.start < at:
                continue
            yield self.text[at : one.start]
            yield one.replacement
            at = one.end
        yield self.text[at:]

    def position(self, start: int) -> int:
        """Where a place of the text stands in the masked text."""
        return len(self._upto(start).masked())

    def masked_main(self) -> str:
        """The main text alone, masked: what may be published as a whole."""
        return self._upto(self.main).masked()

    def _upto(self, end: int) -> Text:
        before = [one for one in self.findings if one.end <= end]
        return Text(self.file, self.text[:end], before)


def texts_of(submission: Submission) -> list[Text]:
    """The files that were read, with their findings. Two queries."""
    files = submission.files.kept().filter(state=SourceFile.State.READ).exclude(document="")
    return [text_of(one) for one in files.prefetch_related("findings")]


def text_of(file: SourceFile) -> Text:
    """One file that was read."""
    document = Document.from_json(file.document)
    main = max((p.end for p in document.places if p.part.kind in MAIN), default=0)
    return Text(file, document.text, list(file.findings.all()), main)


def full_texts(submission: Submission) -> list[str]:
    """The main texts, masked, as they would be published."""
    return [one.masked_main() for one in texts_of(submission)]


def surfaces(submission: Submission) -> dict[str, Kind]:
    """Everything in the originals that is replaced, with its kind."""
    return dict(_surfaces(texts_of(submission), replaced=True))


def kept(submission: Submission) -> set[str]:
    """What a person decided may stay, and is not replaced anywhere else."""
    files = texts_of(submission)
    stay, go = (dict(_surfaces(files, replaced=replaced)) for replaced in (False, True))
    return set(stay) - set(go)


def _surfaces(files: Iterable[Text], *, replaced: bool) -> Iterator[tuple[str, Kind]]:
    for one in files:
        for finding in one.findings:
            if (finding.decision != Finding.Decision.REJECTED) is replaced:
                yield one.surface(finding), Kind(finding.kind)
