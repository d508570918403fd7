"""From what was read to the facts of each person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from lms.accounts.models import Offender
from lms.core.months import Month, today
from lms.learning.actions.month_targets import correction_of, target_of
from lms.learning.targets import expected_seconds
from lms.scoring import sources
from lms.scoring.facts.lateness import Lateness
from lms.scoring.facts.plain import Facts, month_past, newly_known, taken_back, whole_months
from lms.scoring.facts.reading import Reading, profiles
from lms.scoring.rules.scheme import Scheme as Rules
from lms.scoring.schemes.in_force import scheme_for

BATCH = 500
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gathered:
    """One person's facts, with the file they are of and the office at the end of the month."""

    facts: Facts
    offender: Offender
    office: int


def gather(*, county: Any, month: Month, offenders: Iterable[Any]) -> Iterator[Facts]:
    """The facts of these offenders (or ids of such) in ``month``, in the order of their ids. The
    queries of a batch of 500 do not depend on how many they are."""
    rules = scheme_for(county, month).rules
    for one in gathered(rules=rules, month=month, offenders=offenders):
        yield one.facts


def gathered(
    *, rules: Rules, month: Month, offenders: Iterable[Any], thorough: bool = False
) -> Iterator[Gathered]:
    """`gather` with the files; ``thorough``: reads all records of everybody, for few persons."""
    ids = iter(sorted({getattr(one, "pk", one) for one in offenders}))
    while batch := list(islice(ids, BATCH)):
        reading = Reading(month, rules, profiles(batch), thorough=thorough)
        yield from _all(reading)


def live(offender: Offender) -> tuple[Facts, int]:
    """The facts of the running month as far as it has come, and the seconds to be studied in all of
    it; the target in the facts is what should be done by the end of today. Eleven queries, as long
    as no test of an earlier month came out otherwise."""
    month = Month.current()
    rules = scheme_for(offender.office, month).rules
    reading = Reading(month, rules, [offender], thorough=True, running=True)
    person = next(iter(_all(reading)))
    target = reading.targets.get(offender.pk)
    if target is None:
        target = target_of(offender.user, month) or 0
    spans = [one.span for one in reading.exempt_in(offender.pk, month)]
    expected = expected_seconds(
        month, on=today(), target=target, correction=correction_of(offender), exempt=spans
    )
    person.facts["study"]["target_seconds"] = expected
    return person.facts, target


def _all(reading: Reading) -> Iterator[Gathered]:
    lateness = Lateness(reading)
    tests = sources.tests_of(reading.month, reading.ids)
    for who, offender in reading.people.items():
        facts = _facts(reading, lateness, offender, tests.get(who))
        facts = lateness.without_later(who, reading.month, facts)
        office = offender.office_id if reading.running else reading.offices[who]
        yield Gathered(facts, offender, office)


def _facts(
    reading: Reading, lateness: Lateness, offender: Offender, tests: list[Facts] | None
) -> Facts:
    who, month = offender.pk, reading.month
    late = lateness.of(who)
    level, since = reading.levels.get(who, (offender.treatment_level, offender.starts_on))
    end = min(month.last, correction_of(offender).last or month.last)
    return {
        "month": str(month),
        "offender": str(who),
        "days": reading.days(who, month),
        "exemptions": [one.plain for one in reading.exempt_in(who, month)],
        "able_to_work": offender.able_to_work,
        "level": level,
        "level_months": whole_months(since, month.last + DAY),
        "months_in_correction": whole_months(offender.starts_on, end + DAY),
        "study": _study(reading, who),
        "tests": tests,
        "records": lateness.records_of(who, month),
        "past": _past(reading, who, late),
        "late": late,
    }


def _study(reading: Reading, who: UUID) -> Facts:
    study: Facts = {
        "seconds": reading.seconds.get((who, reading.month), 0),
        "target_seconds": reading.targets.get(who, 0),
    }
    if not reading.running:
        study["head"] = reading.heads.get(who)
        study["entries"] = reading.entries.get(who, 0)
    return study


def _past(reading: Reading, who: UUID, late: list[Facts]) -> list[Facts]:
    """Earlier months, the oldest first; each with what it brought to light itself, without what was
    cancelled since."""
    earlier = reading.earlier(who)
    gone: dict[str, set[str]] = {}
    for adjustment in [*(one for score in earlier for one in score.late), *late]:
        gone.setdefault(adjustment["month"], set()).update(taken_back(adjustment))
    every = {pk for ids in gone.values() for pk in ids}
    found = []
    for score in earlier:
        brought = [record for one in score.late for record in newly_known(one)]
        lost = gone.get(str(score.month), set()) | (every & {one["id"] for one in brought})
        records = [*(score.records or ()), *brought]
        found.append(month_past(str(score.month), score.total, records, lost))
    return found
