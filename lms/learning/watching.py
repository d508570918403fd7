"""When study looks as if it were not the person's own: rules for review signals. Pure.

A finding is a reason for an officer to look, never a verdict (domain.md §0.3). The thresholds leave
room for who studies in one go on a good line, answers easy questions at once or goes from the phone
to the computer. ``key`` names a fact: the same one is raised once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, pairwise, takewhile
from statistics import fmean, median, pstdev
from typing import Any
from uuid import UUID

from lms.core.months import local_day

WINDOW_DAYS = 7
"""Study of so many days is looked at together."""
LONG_BEATS = 60
"""Playing beats from which on a sitting's rhythm says something: a quarter of an hour."""
EVEN = 0.002
"""Spread of the beats as a share of their mean below which no person paused and no line wavered."""
EVEN_SITTINGS = 3
EVEN_ANSWERS, EVEN_ANSWER_SECONDS = 6, 0.4
FASTEST_SECONDS, FASTEST_CHARACTERS = 0.8, 25
"""Nobody answers sooner than this, plus a second for so many characters of question."""
FAST_ANSWERS = 3
TAKE_OVERS = 2
LONG_RUN, STEADY = 60, 0.3
"""First attempts in a row without a mistake, in times that spread by no more than this share of
their mean: an attentive person is as right, but now quick and now slow."""
VERY_LONG_RUN = 200
"""So many are looked at whatever the times: everybody touches the wrong answer now and then."""
MOST_NAMED = 20
"""So many sittings or questions are named in the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A study session. ``device`` is None where it is unknown or a registered kiosk;
    ``taken_over``: it was still playing when a newer session took its place."""

    id: UUID
    learner: UUID
    opened_at: datetime
    device: UUID | None = None
    kiosk: bool = False
    address: str = ""
    beats: int = 0
    mean_ms: int = 0
    spread_ms: int = 0
    taken_over: bool = False

    @property
    def is_even(self) -> bool:
        return self.spread_ms <= EVEN * self.mean_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A presence question and what became of it. ``characters`` counts the question and half of its
    options: who has found the right one reads no further."""

    id: UUID
    learner: UUID
    session: UUID
    asked_at: datetime
    seconds: float | None
    """From being asked to answering; None when nobody did."""
    characters: int = 0
    right: bool = True
    first_attempt: bool = True

    @property
    def is_fast(self) -> bool:
        """Right, in less time than it takes to read it."""
        if self.seconds is None or not self.right:
            return False
        return self.seconds < FASTEST_SECONDS + self.characters / FASTEST_CHARACTERS


@dataclass(frozen=True, slots=True)
class Finding:
    """``evidence`` holds figures and ids that can be shown and counted again, never a name."""

    kind: str
    learner: UUID
    key: str
    evidence: dict[str, Any] = field(default_factory=dict)


def shared_device(device: UUID, sittings: Sequence[Sitting]) -> list[Finding]:
    """Several learners on one device that is no kiosk: a finding for each of them, once a month."""
    learners = {one.learner for one in sittings if not one.kiosk}
    if len(learners) < 2:
        return []
    return [
        Finding(
            "shared_device",
            learner,
            f"shared_device:{device}:{learner}:{_month(own[-1])}",
            {"device": str(device), "learners": len(learners), "sessions": _named(own)},
        )
        for learner in sorted(learners)
        if (own := sorted((s for s in sittings if s.learner == learner), key=_opened))
    ]


def machine_timing(sittings: Iterable[Sitting], answers: Iterable[Answer]) -> list[Finding]:
    """One learner's week: beats, or answers, of a regularity that hands do not have."""
    long = [one for one in sittings if one.beats >= LONG_BEATS and not one.kiosk]
    even = sorted((one for one in long if one.is_even), key=_opened)
    if len(even) >= EVEN_SITTINGS:
        spread = max(one.spread_ms for one in even)
        evidence = {"sessions": _named(even), "sittings": len(even), "spread_ms": spread}
        return [_weekly("machine_timing", even[-1].learner, even[-1].opened_at, evidence)]
    given = sorted((one for one in answers if one.seconds is not None), key=_asked)
    times = [one.seconds for one in given if one.seconds is not None]
    if len(times) >= EVEN_ANSWERS and pstdev(times) <= EVEN_ANSWER_SECONDS:
        evidence = {
            "sessions": _unique(one.session for one in given),
            "answers": len(times),
            "mean_seconds": round(fmean(times), 1),
            "spread_ms": round(pstdev(times) * 1000),
        }
        return [_weekly("machine_timing", given[-1].learner, given[-1].asked_at, evidence)]
    return []


def fast_answers(answers: Iterable[Answer]) -> list[Finding]:
    """One learner's week: right answers sooner than anybody can have read the question."""
    fast = sorted((one for one in answers if one.is_fast), key=_asked)
    if len(fast) < FAST_ANSWERS:
        return []
    evidence = {
        "sessions": _unique(one.session for one in fast),
        "answers": len(fast),
        "fastest_seconds": round(min(one.seconds or 0 for one in fast), 1),
    }
    return [_weekly("fast_answers", fast[-1].learner, fast[-1].asked_at, evidence)]


def two_places(sittings: Iterable[Sitting]) -> list[Finding]:
    """One learner: a session that was playing was taken over from another device at another
    address, more than once on a day."""
    ordered = sorted(sittings, key=_opened)
    pairs = [(a, b) for a, b in pairwise(ordered) if a.taken_over and _elsewhere(a, b)]
    found = []
    for day, group in groupby(pairs, key=lambda pair: local_day(pair[1].opened_at)):
        overlaps = list(group)
        if len(overlaps) >= TAKE_OVERS:
            both = [one for pair in overlaps for one in pair]
            evidence = {
                "sessions": _unique(one.id for one in both),
                "take_overs": len(overlaps),
                "addresses": len({one.address for one in both}),
            }
            learner = overlaps[0][0].learner
            found.append(Finding("two_places", learner, f"two_places:{learner}:{day}", evidence))
    return found


def always_right(answers: Sequence[Answer]) -> list[Finding]:
    """One learner's first attempts: right so often in a row, at so steady a pace, that somebody
    should ask who answers. At most once a quarter."""
    ordered = sorted((one for one in answers if one.first_attempt), key=_asked, reverse=True)
    run = list(takewhile(lambda one: one.right, ordered))
    times = [one.seconds for one in run if one.seconds is not None]
    is_steady = bool(times) and pstdev(times) <= STEADY * fmean(times)
    if len(run) < (LONG_RUN if is_steady else VERY_LONG_RUN):
        return []
    day = local_day(run[0].asked_at)
    learner = run[0].learner
    evidence = {
        "sessions": _unique(one.session for one in run),
        "answers": len(run),
        "median_seconds": round(median(times), 1) if times else None,
    }
    key = f"always_right:{learner}:{day.year}-{(day.month + 2) // 3}"
    return [Finding("always_right", learner, key, evidence)]


def _elsewhere(one: Sitting, other: Sitting) -> bool:
    if not one.address or not other.address or one.kiosk or other.kiosk:
        return False
    same_device = one.device is not None and one.device == other.device
    return one.address != other.address and not same_device


def _weekly(kind: str, learner: UUID, moment: datetime, evidence: dict[str, Any]) -> Finding:
    return Finding(kind, learner, f"{kind}:{learner}:{_week(local_day(moment))}", evidence)


def _week(day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02d}"


def _month(one: Sitting) -> str:
    return f"{local_day(one.opened_at):%Y-%m}"


def _named(sittings: Iterable[Sitting]) -> list[str]:
    return _unique(one.id for one in sittings)


def _unique(ids: Iterable[UUID]) -> list[str]:
    """Without repetition, in order; the newest of many."""
    return list(dict.fromkeys(str(one) for one in ids))[-MOST_NAMED:]


def _opened(one: Sitting) -> datetime:
    return one.opened_at


def _asked(one: Answer) -> datetime:
    return one.asked_at
