"""Recomputing the ledger: every hash, number, head and total, from the entries alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby, pairwise
from typing import Any
from uuid import UUID

from lms.credits.chain import GENESIS, digest
from lms.credits.models import ChainHead, CreditEntry, Kind, MonthTotal

BATCH = 500


@dataclass(frozen=True)
class Fault:
    """One thing in the ledger that does not hold."""

    learner: str
    number: int | None
    problem: str
    expected: str = ""
    found: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def verify(learner_id: UUID | None = None) -> Iterator[Fault]:
    """Yield every fault of one learner's chain, or of all. Reads entries in one ordered stream."""
    entries = CreditEntry.objects.order_by("learner_id", "number")
    heads = ChainHead.objects.all()
    if learner_id:
        entries, heads = entries.filter(learner=learner_id), heads.filter(learner=learner_id)
    seen: set[UUID] = set()
    stream = entries.iterator(chunk_size=5000)
    for learner, chain in groupby(stream, key=lambda entry: entry.learner_id):
        seen.add(learner)
        yield from _verify_chain(learner, list(chain))
    for head in heads.exclude(number=0).iterator():
        if head.learner_id not in seen:
            yield Fault(str(head.learner_id), None, "entries missing", str(head.number), "0")
    totals = MonthTotal.objects.exclude(seconds=0)
    if learner_id:
        totals = totals.filter(learner=learner_id)
    for total in totals.iterator():
        if total.learner_id not in seen:
            found = f"{total.month} {total.kind} {total.seconds}"
            yield Fault(str(total.learner_id), None, "total without entries", "0", found)


@dataclass
class Seen:
    """What others have seen of one chain: ``hashes`` by number of the entry, and ``sums``: a month
    had so many seconds when the entry of that number was the last, (month, number) → seconds."""

    hashes: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    sums: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def last(self) -> int:
        return max([*self.hashes, *(number for _month, number in self.sums)], default=0)


def verify_seen(
    seen: Mapping[UUID, Seen], alive: Callable[[], None] = lambda: None
) -> Iterator[Fault]:
    """Yield what the chains do not have as others have seen it (``head``, ``sum``), and every break
    (``hash``) of a chain up to the last entry seen. A query per 500 learners, and before each a
    call of ``alive``: it may take long."""
    learners = sorted(seen)
    for at in range(0, len(learners), BATCH):
        alive()
        some = learners[at : at + BATCH]
        entries = CreditEntry.objects.filter(learner__in=some).order_by("learner_id", "number")
        rest = set(some)
        for learner, chain in groupby(entries.iterator(chunk_size=5000), lambda e: e.learner_id):
            rest.discard(learner)
            yield from _verify_seen(learner, chain, seen[learner])
        for learner in sorted(rest):
            yield from _verify_seen(learner, iter(()), seen[learner])


def _verify_seen(learner: UUID, chain: Iterator[CreditEntry], seen: Seen) -> Iterator[Fault]:
    prev, hashes, sums = GENESIS, dict[int, str](), dict[tuple[str, int], int]()
    totals: dict[str, int] = defaultdict(int)
    for number, entry in enumerate(chain, start=1):
        if number > seen.last:
            break
        hashes[entry.number] = entry.hash
        totals[entry.month] += entry.seconds
        sums.update(((month, number), total) for month, total in totals.items())
        expected = digest(prev, entry)
        if (entry.number, entry.prev_hash, entry.hash) != (number, prev, expected):
            yield Fault(str(learner), entry.number, "hash", expected, entry.hash)
        prev = entry.hash
    for number, wanted in seen.hashes.items():
        for one in sorted(wanted - {hashes.get(number, "")}):
            yield Fault(str(learner), number, "head", one, hashes.get(number, ""))
    for (month, number), seconds in seen.sums.items():
        for one_sum in sorted(seconds - {sums.get((month, number), 0)}):
            found = str(sums.get((month, number), 0))
            yield Fault(str(learner), number, f"sum {month}", str(one_sum), found)


def _verify_chain(learner: UUID, chain: list[CreditEntry]) -> Iterator[Fault]:
    by_id = {entry.pk: entry for entry in chain}
    prev, sums = GENESIS, dict[tuple[str, str], int]()
    for number, entry in enumerate(chain, start=1):
        if entry.number != number:
            yield Fault(str(learner), entry.number, "number", str(number), str(entry.number))
        if entry.prev_hash != prev:
            yield Fault(str(learner), entry.number, "prev_hash", prev, entry.prev_hash)
        expected = digest(entry.prev_hash, entry)
        if entry.hash != expected:
            yield Fault(str(learner), entry.number, "hash", expected, entry.hash)
        yield from _verify_entry(entry, by_id)
        prev = entry.hash
        kind = by_id[entry.reverses_id].kind if entry.reverses_id in by_id else entry.kind
        sums[entry.month, kind] = sums.get((entry.month, kind), 0) + entry.seconds
    yield from _verify_overlaps(learner, chain)
    yield from _verify_head(learner, chain)
    yield from _verify_totals(learner, sums)


def _verify_entry(entry: CreditEntry, by_id: dict[UUID, CreditEntry]) -> Iterator[Fault]:
    learner = str(entry.learner_id)
    if entry.kind == Kind.REVERSAL:
        original = by_id.get(entry.reverses_id)  # type: ignore[arg-type]
        if original is None or original.seconds != -entry.seconds:
            found = str(entry.seconds)
            yield Fault(learner, entry.number, "reversal", "the negative of its entry", found)
    elif entry.seconds > (entry.ended_at - entry.started_at).total_seconds() + 1e-6:
        interval = f"{(entry.ended_at - entry.started_at).total_seconds()}"
        yield Fault(learner, entry.number, "longer than its interval", interval, str(entry.seconds))


def _verify_overlaps(learner: UUID, chain: list[CreditEntry]) -> Iterator[Fault]:
    """No second of the clock is credited twice as study."""
    reversed_ids = {entry.reverses_id for entry in chain if entry.reverses_id}
    kinds = (Kind.STUDY, Kind.CORRECTION)
    standing = [e for e in chain if e.kind in kinds and e.pk not in reversed_ids]
    standing.sort(key=lambda entry: entry.started_at)
    for before, after in pairwise(standing):
        if after.started_at < before.ended_at:
            yield Fault(str(learner), after.number, "overlap", "", f"with number {before.number}")


def _verify_head(learner: UUID, chain: list[CreditEntry]) -> Iterator[Fault]:
    head = ChainHead.objects.filter(learner=learner).first()
    last = chain[-1]
    if head is None or (head.number, head.hash) != (last.number, last.hash):
        found = f"{head.number} {head.hash}" if head else ""
        yield Fault(str(learner), None, "chain head", f"{last.number} {last.hash}", found)


def _verify_totals(learner: UUID, sums: dict[tuple[str, str], int]) -> Iterator[Fault]:
    rows = MonthTotal.objects.filter(learner=learner).values_list("month", "kind", "seconds")
    stored = {(month, kind): seconds for month, kind, seconds in rows}
    for key in sorted(sums.keys() | stored.keys()):
        if sums.get(key, 0) != stored.get(key, 0):
            name = " ".join(key)
            expected, found = str(sums.get(key, 0)), str(stored.get(key, 0))
            yield Fault(str(learner), None, f"total {name}", expected, found)
