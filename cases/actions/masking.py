"""What a person decides about what was found in the originals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases import masked
from cases.actions.submitting import require_write
from cases.deidentify.spans import CERTAIN, Kind
from cases.history import locked, wrote
from cases.models import Finding, SourceFile, Submission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Invalid, NotVisible

Decision = Finding.Decision
LONGEST = 100
BY_HAND = "by_hand"


def decide(
    *,
    by: Any,
    submission: Submission,
    file: UUID,
    number: int,
    decision: str,
    replacement: str = "",
    always: bool = False,
) -> list[Finding]:
    """Accept, change or reject one finding; with ``always`` all that say the same in this case, in
    every file. Returns what was decided."""
    if decision not in Decision.values:
        raise Invalid(_("There is no such decision."), code="decision")
    words = replacement.strip()
    if decision == Decision.CHANGED:
        _check_replacement(words)
    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        texts = masked.texts_of(row)
        text, finding = _finding(texts, file, number)
        surface = text.surface(finding)
        chosen = _same(texts, surface) if always else [finding]
        for one in chosen:
            one.decision, one.decided_by, one.decided_at = decision, by, now()
            if decision == Decision.CHANGED:
                one.replacement = words
        columns = ["decision", "decided_by", "decided_at", "replacement"]
        Finding.objects.bulk_update(chosen, columns, batch_size=500)
        _touch(row, by)
        audit.record(
            "cases.findings_decided", actor=by, target=row,
            after={"decision": decision, "findings": len(chosen), "kind": finding.kind},
        )  # fmt: skip
    return chosen


def accept_certain(*, by: Any, submission: Submission) -> int:
    """Accept every certain finding that nobody has decided about; returns how many."""
    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        waiting = Finding.objects.filter(
            file__submission=row, decision=Decision.OPEN, confidence__gte=CERTAIN
        )
        number = waiting.update(decision=Decision.ACCEPTED, decided_by=by, decided_at=now())
        _touch(row, by)
        audit.record(
            "cases.findings_decided", actor=by, target=row,
            after={"decision": Decision.ACCEPTED.value, "findings": number},
        )  # fmt: skip
    return number


def mark(
    *, by: Any, submission: Submission, file: UUID, start: int, end: int, kind: str,
    replacement: str,
) -> list[Finding]:  # fmt: skip
    """Replace something that the finder has missed, everywhere in the case where it stands. Raises
    `Invalid` for a place that is empty or overlaps what was found already."""
    words = replacement.strip()
    _check_replacement(words)
    if kind not in set(Kind):
        raise Invalid(_("There is no such kind."), code="kind")
    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        texts = masked.texts_of(row)
        text = next((one for one in texts if one.file.pk == file), None)
        surface = text.text[start:end] if text and 0 <= start < end else ""
        if not surface.strip() or len(surface) > LONGEST:
            raise Invalid(_("Mark a few characters of the text."), code="place")
        made = [one for each in texts for one in _marks(each, surface, kind, words, by)]
        if not made:
            raise Invalid(_("This overlaps what was found already."), code="overlap")
        _touch(row, by)
        audit.record(
            "cases.marked_by_hand", actor=by, target=row,
            after={"kind": kind, "findings": len(made)},
        )  # fmt: skip
    return made


def confirm_seen(*, by: Any, submission: Submission, file: UUID) -> SourceFile:
    """Say that one has read with one's own eyes the pages that nothing could read."""
    with transaction.atomic():
        row = locked(submission, by)
        require_write(by, row)
        found = row.files.kept().filter(pk=file, incomplete=True).first()
        if found is None:
            raise NotVisible(_("There is no such file."), code="file")
        found.seen_by = by
        found.save(update_fields=["seen_by"])
        wrote(row, by)
        audit.record("cases.pages_read_by_eye", actor=by, target=found)
    return found


def _check_replacement(words: str) -> None:
    if not words or len(words) > LONGEST:
        sentence = _("Say in at most %(number)d characters what shall stand there.") % {
            "number": LONGEST
        }
        raise Invalid(sentence, code="replacement", fields={"replacement": [sentence]})


def _finding(texts: list[masked.Text], file: UUID, number: int) -> tuple[masked.Text, Finding]:
    for text in texts:
        if text.file.pk == file:
            for finding in text.findings:
                if finding.number == number:
                    return text, finding
    raise NotVisible(_("There is no such finding."), code="finding")


def _same(texts: list[masked.Text], surface: str) -> list[Finding]:
    return [
        finding for text in texts for finding in text.findings if text.surface(finding) == surface
    ]


def _marks(text: masked.Text, surface: str, kind: str, words: str, by: Any) -> list[Finding]:
    """Findings by hand wherever ``surface`` stands free in ``text``."""
    taken = [(one.start, one.end) for one in text.findings]
    last = int(text.file.findings.aggregate(last=Max("number"))["last"] or 0)
    made: list[Finding] = []
    at = text.text.find(surface)
    while at != -1:
        end = at + len(surface)
        if not any(at < stop and start < end for start, stop in taken):
            made.append(
                Finding(
                    file=text.file, number=last + len(made) + 1, start=at, end=end, kind=kind,
                    replacement=words, confidence=1.0, reason=BY_HAND, by_hand=True,
                    decision=Decision.ACCEPTED, decided_by=by, decided_at=now(),
                )
            )  # fmt: skip
        at = text.text.find(surface, end)
    return Finding.objects.bulk_create(made)


def _touch(row: Submission, by: Any) -> None:
    wrote(row, by)
    row.changed_at = now()
    row.save(update_fields=["changed_at"])
