"""What stands in the way of credit for a lesson, in plain words, before somebody begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

from lms.learning.clock import Policy, day_of
from lms.learning.keeping import Kept, now_ms
from lms.learning.rules import StudyRules
from lms.learning.wording import short_hours


@dataclass(frozen=True, slots=True)
class Hindrance:
    """``icon`` names a picture; ``title`` says what is the case, ``advice`` what one can do."""

    code: str
    icon: str
    title: str
    advice: str


def hindrances(
    rules: StudyRules, policy: Policy, kept: Kept | None, lesson: int
) -> list[Hindrance]:
    """What keeps time studied now from counting, or will be asked first; none mostly."""
    at, found = now_ms(), []
    if not policy.cap:
        found.append(_voluntary())
    elif not policy.is_open(at):
        found.append(_closed(rules))
    if kept is None:
        return found
    clock = kept.clock
    if policy.cap and clock.day == day_of(at) and clock.day_ms >= policy.cap:
        found.append(_full(policy.cap))
    if clock.is_stopped(at):
        found.append(_stopped())
    elif clock.locked:
        found.append(_locked())
    if kept.is_open and clock.lesson != lesson:
        found.append(_open_elsewhere())
    return found


def _voluntary() -> Hindrance:
    return Hindrance(
        "voluntary", "info", _("This course is voluntary."),
        _("You can study it freely. The time does not count as credit."),
    )  # fmt: skip


def _closed(rules: StudyRules) -> Hindrance:
    times = {"opens": _clock(rules.opens), "closes": _clock(rules.closes)}
    return Hindrance(
        "closed_hours", "hours", _("It is outside study hours now."),
        _("Time counts from %(opens)s to %(closes)s. You may look at the lesson, but it does not"
          " count now.") % times,
    )  # fmt: skip


def _full(cap: int) -> Hindrance:
    return Hindrance(
        "capped", "done", _("You have studied enough for today."),
        _("At most %(hours)s credit hours count in a day. Rest well; tomorrow it counts again.")
        % {"hours": short_hours(cap // 1000)},
    )  # fmt: skip


def _stopped() -> Hindrance:
    return Hindrance(
        "no_presence", "warning", _("Time does not count any more today."),
        _("Three questions were not answered. Please call your officer: they can confirm that it"
          " is you who studies. Tomorrow it counts again by itself."),
    )  # fmt: skip


def _locked() -> Hindrance:
    return Hindrance(
        "question_first", "question", _("A question comes first."),
        _("The last question was not answered. Answer the next one, and time counts again."),
    )  # fmt: skip


def _open_elsewhere() -> Hindrance:
    return Hindrance(
        "open_elsewhere", "info", _("Another lesson is still open."),
        _("When you begin here, the other one stops. What you have studied there is kept."),
    )  # fmt: skip


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
