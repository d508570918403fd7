"""The evidence of one person's study in a month, sitting by sitting: the same rows from which the
learner's own page is made (lms.learning.my_hours, lms.learning.evidence)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lms.core.months import Month
from lms.credits.models import MonthTotal
from lms.learning import keeping
from lms.learning.evidence import Uncounted, uncounted
from lms.learning.models import (
    Device,
    PresenceChallenge,
    PresenceConfirmation,
    Reason,
    StudyInterval,
    StudySession,
)


@dataclass(slots=True)
class SittingEvidence:
    """One study session with what happened in the month."""

    session: StudySession
    intervals: list[StudyInterval] = field(default_factory=list)
    missed: list[Uncounted] = field(default_factory=list)
    challenges: list[PresenceChallenge] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """Confirmed seconds, rounded down once as in the ledger's total."""
        return sum(one.milliseconds for one in self.intervals) // 1000

    @property
    def not_counted(self) -> int:
        return sum(one.milliseconds for one in self.missed) // 1000

    @property
    def passed(self) -> int:
        return sum(one.outcome == PresenceChallenge.Outcome.PASSED for one in self.challenges)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEvidence:
    """``seconds`` is the ledger's total of the month, ``provisional`` what waits for a question
    now."""

    month: Month
    seconds: int
    provisional: int
    sittings: list[SittingEvidence]
    missed: list[Uncounted]
    confirmations: list[PresenceConfirmation]

    @property
    def not_counted(self) -> int:
        return sum(one.milliseconds for one in self.missed) // 1000

    @property
    def reasons(self) -> list[tuple[str, str, int]]:
        """Uncounted seconds by reason, the largest first: (code, words, seconds)."""
        sums: dict[str, int] = {}
        for one in self.missed:
            sums[one.reason] = sums.get(one.reason, 0) + one.milliseconds
        ordered = sorted(sums.items(), key=lambda pair: -pair[1])
        return [(code, str(Reason(code).label), ms // 1000) for code, ms in ordered]

    @property
    def devices(self) -> list[tuple[Device, int]]:
        """Each device with the number of its sittings."""
        found: dict[Any, tuple[Device, int]] = {}
        for one in self.sittings:
            device = one.session.device
            if device is not None:
                found[device.pk] = (device, found.get(device.pk, (device, 0))[1] + 1)
        return sorted(found.values(), key=lambda pair: -pair[1])

    @property
    def asked(self) -> int:
        return sum(len(one.challenges) for one in self.sittings)

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.sittings)


def month_evidence(learner: Any, month: Month) -> MonthEvidence:
    """The newest sitting first. Nine queries, however much was studied."""
    missed = uncounted(learner, month)
    intervals = list(
        StudyInterval.objects.of(learner).in_month(month).select_related("entry", "confirmation")
    )
    asked = list(
        PresenceChallenge.objects.filter(
            learner=learner, asked_at__gte=month.start, asked_at__lt=month.end
        ).order_by("asked_at", "attempt")
    )
    confirmed = PresenceConfirmation.objects.filter(
        learner=learner, at__gte=month.start, at__lt=month.end
    )
    kept = keeping.read(learner.pk)
    return MonthEvidence(
        month=month,
        seconds=MonthTotal.objects.seconds_of(learner, month),
        provisional=kept.clock.provisional_ms() // 1000 if kept else 0,
        sittings=_sittings(learner, month, intervals, missed, asked),
        missed=missed,
        confirmations=list(confirmed.select_related("by")),
    )


def _sittings(
    learner: Any,
    month: Month,
    intervals: Iterable[StudyInterval],
    missed: Iterable[Uncounted],
    asked: Iterable[PresenceChallenge],
) -> list[SittingEvidence]:
    rows = StudySession.objects.of(learner).touching(month).select_related("device__kiosk_of")
    found = {str(row.pk): SittingEvidence(row) for row in rows.order_by("-opened_at")}
    for interval in intervals:
        if place := found.get(str(interval.session_id)):
            place.intervals.append(interval)
    for one in missed:
        if place := found.get(one.session):
            place.missed.append(one)
    for challenge in asked:
        if place := found.get(str(challenge.session_id)):
            place.challenges.append(challenge)
    return list(found.values())
