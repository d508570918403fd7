"""Recomputing a month: every score from its stored facts and scheme, the ledger that the facts rest
on, signatures, and the witness's own copy. Reads alone; nothing is written.

A signature by the platform's own key proves little: who holds the key signs anew. What the
procuratorate received and receipted (its table here, its export file with it) must say the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.models import Organisation
from lms.core.months import Month
from lms.credits.verify import Seen, verify_seen
from lms.scoring.models import CountyMonth, MonthReopening, MonthScore, MonthSignature
from lms.scoring.proofs import witnessed
from lms.scoring.proofs.signing import (
    SIGNED,
    before,
    head_of,
    holds,
    seal,
    statement_of,
    timestamp,
)
from lms.scoring.proofs.witnessed import Copies
from lms.scoring.rules.assess import assess
from lms.scoring.rules.scheme import load
from lms.scoring.schemes.in_force import canonical, digest

PROBLEMS: dict[str, Any] = {
    "scheme": gettext_lazy("the scheme of the month was changed"),
    "facts": gettext_lazy("the facts do not give the hash that is stored"),
    "score": gettext_lazy("the facts and the scheme come to another score"),
    "version": gettext_lazy("a version is missing, or the wrong one is marked as current"),
    "ledger": gettext_lazy("the ledger does not hold what the score rests on"),
    "study": gettext_lazy("the ledger adds up to other study time than the facts say"),
    "unsigned": gettext_lazy("the month is final and nobody has signed it"),
    "signature": gettext_lazy("the signature does not hold"),
    "signing_key": gettext_lazy("the key of the signature is not one that could sign then"),
    "reopened": gettext_lazy("the month was final, and no decision opened it again"),
    "numbering": gettext_lazy("a signature is missing"),
    "previous": gettext_lazy("the signature does not follow the one before it"),
    "content": gettext_lazy("the signature is about something else"),
    "results": gettext_lazy("the scores are not those that were signed"),
    **witnessed.PROBLEMS,
}


@dataclass(frozen=True)
class Difference:
    """One thing that does not hold. ``about``: a person's id, a signature, a copy."""

    county: str
    month: str
    code: str
    about: str = ""
    expected: str = ""
    found: str = ""

    @property
    def problem(self) -> str:
        return str(PROBLEMS[self.code])

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"problem": self.problem}

    def __str__(self) -> str:
        parts = [self.county, self.month, self.about]
        said = f"{' '.join(part for part in parts if part)}: {self.problem}"
        if self.expected or self.found:
            values = {"expected": self.expected or "–", "found": self.found or "–"}
            said += _(" (expected %(expected)s, found %(found)s)") % values
        return said


Say = Callable[..., Difference]
Progress = Callable[[int], None]


def months_of(month: Month, county: Organisation | None = None) -> list[CountyMonth]:
    """The county months to verify, those of every county when none is given."""
    rows = CountyMonth.objects.filter(month=str(month)).select_related(
        "county", "scheme__organisation"
    )
    if county is not None:
        rows = rows.filter(county=county)
    return list(rows.order_by("county__path"))


def verify(month: Month, county: Organisation | None = None) -> Iterator[Difference]:
    """Every difference of a month, of one county or of all, also of months that the witness knows
    and the platform has no more."""
    found = months_of(month, county)
    for one in found:
        yield from verify_month(one)
    known = {one.county_id for one in found}
    for place, about in witnessed.months_received(str(month), county):
        if place.pk not in known:
            yield Difference(place.name, str(month), "lost", about)


def verify_month(
    month: CountyMonth, progress: Progress = lambda _done: None
) -> Iterator[Difference]:
    """Every difference of one county's month. ``progress``: how many scores are done; called now
    and then for as long as it takes."""
    say = partial(Difference, month.county.name, month.month)
    yield from _scheme(month, say)
    scores = MonthScore.objects.filter(county_month=month).order_by("offender_id", "version")
    versions: dict[UUID, list[tuple[int, bool]]] = defaultdict(list)
    seen: dict[UUID, Seen] = defaultdict(Seen)
    rules = load(month.plain)
    done = 0
    for done, score in enumerate(scores.iterator(chunk_size=500), start=1):
        yield from _score(score, rules, say)
        versions[score.offender_id].append((score.version, score.is_current))
        _see(seen, score)
        progress(done)
    yield from _versions(versions, say)
    alive = partial(progress, done)
    copies = witnessed.copies_of(month, alive)
    signatures = list(month.signatures.select_related("key", "county_month").order_by("number"))
    yield from _signatures(month, signatures, say)
    for code, about, expected, found in copies.differences(signatures):
        yield say(code, about, expected, found)
    yield from _rows(copies, signatures, say)
    for learner, number, hash_ in copies.heads():
        seen[learner].hashes[number].add(hash_)
    for fault in verify_seen(seen, alive):
        about = f"{fault.learner} #{fault.number}"
        code = "study" if fault.problem.startswith("sum") else "ledger"
        yield say(code, about, fault.expected, fault.found)


def _see(seen: dict[UUID, Seen], score: MonthScore) -> None:
    """The ledger's head that the facts name, and the seconds that they took from it."""
    head, study = head_of(score.facts), score.facts.get("study")
    if head:
        seen[score.offender_id].hashes[head[0]].add(head[1])
    if study and "head" in study:
        key = (score.month, head[0] if head else 0)
        seen[score.offender_id].sums[key].add(study["seconds"])


def _scheme(month: CountyMonth, say: Say) -> Iterator[Difference]:
    if digest(month.plain) != month.digest:
        yield say("scheme", "", month.digest, digest(month.plain))
    if month.scheme and digest(month.scheme.plain) != month.digest:
        yield say("scheme", str(month.scheme), month.digest, digest(month.scheme.plain))


def _score(score: MonthScore, rules: Any, say: Say) -> Iterator[Difference]:
    about = f"{score.offender_id} v{score.version}"
    if digest(score.facts) != score.facts_hash:
        yield say("facts", about, score.facts_hash, digest(score.facts))
    try:
        worked = assess(score.facts, rules).plain()
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        yield say("facts", about, "", repr(error)[:100])
        return
    for name, expected in worked.items():
        if canonical(expected) != canonical(getattr(score, name)):
            found = getattr(score, name)
            yield say("score", f"{about} {name}", _short(expected), _short(found))


def _short(value: Any) -> str:
    return canonical(value)[:80]


def _versions(versions: dict[UUID, list[tuple[int, bool]]], say: Say) -> Iterator[Difference]:
    """1, 2, … without a gap, the last one current."""
    for offender, found in versions.items():
        expected = [(number, number == len(found)) for number in range(1, len(found) + 1)]
        if found != expected:
            yield say("version", str(offender), _numbers(expected), _numbers(found))


def _numbers(versions: Iterable[tuple[int, bool]]) -> str:
    return " ".join(f"v{number}{'*' if current else ''}" for number, current in versions)


def _signatures(
    month: CountyMonth, signatures: list[MonthSignature], say: Say
) -> Iterator[Difference]:
    if not signatures:
        if month.state == CountyMonth.State.FINAL:
            yield say("unsigned")
        return
    for number, one in enumerate(signatures, start=1):
        if one.number != number:
            yield say("numbering", f"#{number}", str(number), str(one.number))
        yield from _signature(month, one, say)
    is_final = month.state == CountyMonth.State.FINAL
    decisions = MonthReopening.objects.filter(county_month=month).count()
    if decisions < len(signatures) - is_final:
        yield say("reopened", "", str(len(signatures) - is_final), str(decisions))
    if is_final:
        signed, now = json.loads(signatures[-1].payload), statement_of(month)
        for name in SIGNED:
            if signed.get(name) != now[name]:
                about = f"#{signatures[-1].number} {name}"
                yield say("results", about, _short(signed.get(name)), _short(now[name]))


def _signature(month: CountyMonth, one: MonthSignature, say: Say) -> Iterator[Difference]:
    about, key = f"#{one.number}", one.key
    if not holds(key.public, one.signature, one.payload):
        yield say("signature", about)
    if key.pk != witnessed.id_of(key.public) or (key.retired_at and key.retired_at < one.signed_at):
        yield say("signing_key", about, "", key.pk)
    try:
        said = json.loads(one.payload)
    except ValueError:
        said = {}
    place = said.get("county") or {}  # its name may have changed since
    pairs = {
        "county": (str(month.county.uid), place.get("uid")),
        "month": (month.month, said.get("month")),
        "number": (one.number, said.get("number")),
        "key": (key.pk, said.get("key")),
        "signed_at": (timestamp(one.signed_at), said.get("signed_at")),
    }
    for name, (value, found) in pairs.items():
        if found != value:
            yield say("content", f"{about} {name}", str(value), str(found))
    earlier = before(one)
    if said.get("previous") != (seal(earlier) if earlier else ""):
        yield say("previous", about)


def _rows(copies: Copies, signatures: list[MonthSignature], say: Say) -> Iterator[Difference]:
    """The scores that the witness received, beside those that stand: each version as it was."""
    stored: dict[tuple[str, int], list[Any]] | None = None
    for one in signatures:
        received = copies.results_of(one.number)
        if received is None:
            continue
        if stored is None:
            stored = witnessed.stored_rows(one.county_month_id)
        missing = dict(stored)
        for row in received:
            found = missing.pop((row[0], row[1]), None)
            if found != row:
                yield say("received", f"{row[0]} v{row[1]}", _short(row), _short(found))
        if one is signatures[-1]:
            people = {row[0] for row in received}
            for offender, version in missing:
                if offender not in people:
                    yield say("received", f"{offender} v{version}", "–", "")
