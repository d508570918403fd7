"""Writing to the ledger: the only functions that do."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import Month
from lms.credits.chain import digest
from lms.credits.models import ChainHead, Correction, CreditEntry, Kind, MonthTotal

RULE_VERSION = "2026-1"
"""Version of the study rules (contract.md, Beats) that stands behind entries posted now."""


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One entry to be posted. ``source`` is its idempotency key: what it stands for, once."""

    kind: str
    seconds: int
    started_at: datetime
    ended_at: datetime
    source: str
    rule_version: str = RULE_VERSION
    lesson: int | None = None
    lesson_title: str = ""
    reverses: CreditEntry | None = None


def post_credits(*, learner_id: UUID, postings: Iterable[Posting]) -> list[CreditEntry]:
    """Append ``postings`` to the learner's chain; those whose source is there already are left out.

    Returns the entries of all given sources, in the order given. Atomic; the chain head is locked,
    so numbers have no gaps. Every posting must lie within one local month (`Invalid` otherwise).
    """
    wanted = list(postings)
    for posting in wanted:
        _refuse_across_months(posting)
    with transaction.atomic():
        ChainHead.objects.get_or_create(learner_id=learner_id)
        head = ChainHead.objects.select_for_update().get(learner_id=learner_id)
        sources = [p.source for p in wanted]
        known = {e.source: e for e in CreditEntry.objects.filter(source__in=sources)}
        fresh: list[CreditEntry] = []
        for posting in wanted:
            if posting.source not in known:
                entry = _next_entry(head, posting)
                known[posting.source] = entry
                fresh.append(entry)
        if fresh:
            CreditEntry.objects.bulk_create(fresh)
            head.save(update_fields=["number", "hash"])
            _add_to_totals(learner_id, fresh)
    return [known[source] for source in sources]


def post_credit(*, learner_id: UUID, **posting: Any) -> CreditEntry:
    """Append one entry (fields of `Posting`); the same source again returns the entry there is."""
    return post_credits(learner_id=learner_id, postings=[Posting(**posting)])[0]


def _refuse_across_months(posting: Posting) -> None:
    last = posting.ended_at
    first_month, last_month = Month.of(posting.started_at), Month.of(last)
    if first_month != last_month and last > last_month.start:
        raise Invalid(_("A ledger entry must lie within one month."), code="across_months")


def _next_entry(head: ChainHead, posting: Posting) -> CreditEntry:
    entry = CreditEntry(
        id=uuid.uuid4(),
        learner_id=head.learner_id,
        number=head.number + 1,
        kind=posting.kind,
        seconds=posting.seconds,
        started_at=posting.started_at,
        ended_at=posting.ended_at,
        month=str(Month.of(posting.started_at)),
        lesson=posting.lesson,
        lesson_title=posting.lesson_title[:255],
        source=posting.source,
        rule_version=posting.rule_version,
        reverses=posting.reverses,
        posted_at=now(),
        prev_hash=head.hash,
    )
    entry.hash = digest(head.hash, entry)
    head.number, head.hash = entry.number, entry.hash
    return entry


def counted_kind(entry: CreditEntry) -> str:
    """The kind whose month total an entry moves: a reversal moves that of what it reverses."""
    return entry.reverses.kind if entry.reverses else entry.kind


def _add_to_totals(learner_id: UUID, entries: Iterable[CreditEntry]) -> None:
    sums: dict[tuple[str, str], int] = {}
    for entry in entries:
        key = (entry.month, counted_kind(entry))
        sums[key] = sums.get(key, 0) + entry.seconds
    for (month, kind), seconds in sums.items():
        total, _created = MonthTotal.objects.get_or_create(
            learner_id=learner_id, month=month, kind=kind
        )
        MonthTotal.objects.filter(pk=total.pk).update(seconds=F("seconds") + seconds)


def propose_correction(
    *,
    by: Any,
    learner: Any,
    seconds: int,
    reason: str,
    entry: CreditEntry | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Correction:
    """Ask that an entry be replaced by ``seconds`` (0: void), or that uncounted time be added.

    Nothing is posted until `approve_correction` by somebody else. Raises `Denied` (no such right
    over this learner, or one's own hours), `Invalid` (no reason, more seconds than the interval
    holds), `Conflict` (already reversed, or a correction is waiting).
    """
    policies.require(by, Permission.CORRECT_CREDIT, learner)
    if by.pk == learner.pk:
        raise Denied(_("Nobody corrects their own hours."), code="own_hours")
    interval = (entry.started_at, entry.ended_at) if entry else (started_at, ended_at)
    start, end = _checked_interval(learner, entry, interval, seconds=seconds, reason=reason)
    try:
        with transaction.atomic():
            correction = Correction.objects.create(
                learner=learner,
                entry=entry,
                seconds=seconds,
                started_at=start,
                ended_at=end,
                reason=reason.strip(),
                proposed_by=by,
            )
            audit.record(
                "credits.correction_proposed",
                actor=by,
                target=correction,
                on_whom=learner,
                before={"seconds": entry.seconds if entry else 0},
                after={"seconds": seconds},
                reason=correction.reason,
            )
    except IntegrityError as error:
        raise Conflict(
            _("A correction of this entry is already waiting for a decision."), code="waiting"
        ) from error
    return correction


def _checked_interval(
    learner: Any,
    entry: CreditEntry | None,
    interval: tuple[datetime | None, datetime | None],
    *,
    seconds: int,
    reason: str,
) -> tuple[datetime, datetime]:
    """The interval of a correction that may be proposed. Raises `Invalid` or `Conflict`."""
    start, end = interval
    fields: dict[str, list[str]] = {}
    if not reason.strip():
        fields["reason"] = [_("Please give the reason.")]
    if not start or not end or end <= start or end > now():
        fields["started_at"] = [
            _("Please give the time that was studied: from and to, in the past.")
        ]
    elif not 0 <= seconds <= (end - start).total_seconds():
        fields["seconds"] = [_("The seconds must fit between the beginning and the end.")]
    elif entry is None and (seconds == 0 or Month.of(start) != Month.of(end)):
        fields["seconds"] = [_("Time to be added is at least one second, within one month.")]
    if entry and (entry.learner_id != learner.pk or entry.kind == Kind.REVERSAL):
        fields["entry"] = [_("This entry cannot be corrected.")]
    if fields or not start or not end:
        raise Invalid(
            _("The correction cannot be accepted as it is."), code="invalid", fields=fields
        )
    if entry and CreditEntry.objects.filter(reverses=entry).exists():
        raise Conflict(_("This entry has been reversed already."), code="reversed")
    if entry is None:
        _refuse_overlap(learner, start, end)
    return start, end


def _refuse_overlap(learner: Any, start: datetime, end: datetime) -> None:
    """Time that is credited already is never credited again by hand."""
    overlapping = (
        CreditEntry.objects.of(learner)
        .standing()
        .filter(started_at__lt=end, ended_at__gt=start, kind__in=[Kind.STUDY, Kind.CORRECTION])
    )
    if overlapping.exists():
        raise Conflict(_("Part of this time has been credited already."), code="overlap")


def approve_correction(*, by: Any, correction: Correction, reason: str = "") -> list[CreditEntry]:
    """Post a waiting correction: reversal and replacement, or the addition. A second person
    decides.

    Raises `Denied` (same person, no right, own hours) and `Conflict` (already decided).
    """
    with transaction.atomic():
        correction = _open_correction(by, correction)
        if correction.entry is None:
            _refuse_overlap(correction.learner, correction.started_at, correction.ended_at)
        postings = _postings_of(correction)
        entries = post_credits(learner_id=correction.learner_id, postings=postings)
        _decide(correction, by, Correction.State.APPROVED, reason)
    return entries


def _postings_of(correction: Correction) -> list[Posting]:
    """The reversal of the corrected entry, if there is one, and what takes its place."""
    entry, base = correction.entry, f"correction:{correction.pk}"
    new = Posting(
        source=f"{base}:entry",
        kind=Kind.CORRECTION,
        seconds=correction.seconds,
        started_at=correction.started_at,
        ended_at=correction.ended_at,
        lesson=entry.lesson if entry else None,
        lesson_title=entry.lesson_title if entry else "",
    )
    postings = [new] if correction.seconds else []
    if entry:
        changes: dict[str, Any] = {"kind": Kind.REVERSAL, "seconds": -entry.seconds}
        undo = replace(new, source=f"{base}:reversal", reverses=entry, **changes)
        postings.insert(0, undo)
    return postings


def decline_correction(*, by: Any, correction: Correction, reason: str) -> Correction:
    """Turn a waiting correction down; a reason is required."""
    if not reason.strip():
        raise Invalid(
            _("Please give the reason."),
            code="reason",
            fields={"reason": [_("Please give the reason.")]},
        )
    with transaction.atomic():
        correction = _open_correction(by, correction)
        _decide(correction, by, Correction.State.DECLINED, reason)
    return correction


def _open_correction(by: Any, correction: Correction) -> Correction:
    locked = Correction.objects.select_for_update().get(pk=correction.pk)
    policies.require(by, Permission.APPROVE_CORRECTION, locked.learner)
    if by.pk in (locked.proposed_by_id, locked.learner_id):
        raise Denied(_("A second person must decide."), code="second_person")
    if locked.state != Correction.State.PROPOSED:
        raise Conflict(_("This correction has been decided already."), code="decided")
    return locked


def _decide(correction: Correction, by: Any, state: str, reason: str) -> None:
    correction.state, correction.decided_by, correction.decided_at = state, by, now()
    correction.decision_reason = reason.strip()
    correction.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    audit.record(
        f"credits.correction_{state}",
        actor=by,
        target=correction,
        on_whom=correction.learner,
        after={"seconds": correction.seconds, "state": str(state)},
        reason=correction.decision_reason,
    )
