"""Questionnaires and scales: what they ask, how they are scored, what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MAX_TEXT = 2_000


@dataclass(frozen=True)
class Choice:
    id: str
    label: str
    points: int = 0


@dataclass(frozen=True)
class Item:
    """A question. Without choices it is free text and has no points."""

    id: str
    prompt: str
    choices: tuple[Choice, ...] = ()
    subscale: str = ""
    reverse: bool = False
    alarm_from: int | None = None

    def points_of(self, choice: Choice) -> int:
        """A reversed item counts from the other end of its own range."""
        if not self.reverse:
            return choice.points
        every = [one.points for one in self.choices]
        return max(every) + min(every) - choice.points

    @property
    def lowest(self) -> int:
        return min((one.points for one in self.choices), default=0)

    @property
    def highest(self) -> int:
        return max((one.points for one in self.choices), default=0)


@dataclass(frozen=True)
class Band:
    """What totals from ``lowest`` to ``highest``, both included, mean."""

    lowest: int
    highest: int
    label: str
    advice: str = ""
    alarm: bool = False


@dataclass(frozen=True)
class Scale:
    items: tuple[Item, ...]
    bands: tuple[Band, ...] = ()

    @property
    def lowest(self) -> int:
        return sum(item.lowest for item in self.items)

    @property
    def highest(self) -> int:
        return sum(item.highest for item in self.items)

    def band_of(self, total: int) -> Band | None:
        return next((b for b in self.bands if b.lowest <= total <= b.highest), None)


@dataclass(frozen=True)
class Score:
    """The outcome for the officer. ``alarms`` are sentences that must be seen at once."""

    total: int
    subscales: dict[str, int] = field(default_factory=dict)
    band: Band | None = None
    alarms: tuple[str, ...] = ()

    @property
    def is_alarm(self) -> bool:
        return bool(self.alarms)


class Unanswered(ValueError):
    """Answers that cannot be scored: ``problems`` per item id, in the reader's language."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


def score(scale: Scale, answers: Mapping[str, str]) -> Score:
    """Score ``answers`` (item id → choice id or text).

    Every question with choices must be answered with one of them; otherwise `Unanswered`.
    """
    if problems := problems_of_answers(scale, answers):
        raise Unanswered(problems)
    total = 0
    parts: dict[str, int] = {}
    alarms: list[str] = []
    for item in scale.items:
        if not item.choices:
            continue
        chosen = next(one for one in item.choices if one.id == answers[item.id])
        points = item.points_of(chosen)
        total += points
        if item.subscale:
            parts[item.subscale] = parts.get(item.subscale, 0) + points
        if item.alarm_from is not None and points >= item.alarm_from:
            alarms.append(f"{item.prompt} — {chosen.label}")
    band = scale.band_of(total)
    if band is not None and band.alarm:
        alarms.append(band.label)
    return Score(total, parts, band, tuple(alarms))


def problems_of_answers(scale: Scale, answers: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the answers, per item id; empty when they can be scored."""
    problems: dict[str, str] = {}
    for item in scale.items:
        given = answers.get(item.id, "")
        if not isinstance(given, str):
            problems[item.id] = _("This answer cannot be read.")
        elif not item.choices:
            if len(given) > MAX_TEXT:
                problems[item.id] = _("Please write at most %(number)d characters.") % {
                    "number": MAX_TEXT
                }
        elif given not in {choice.id for choice in item.choices}:
            problems[item.id] = _("Please choose one answer.")
    known = {item.id for item in scale.items}
    for name in answers:
        if name not in known:
            problems[str(name)] = _("This question does not belong to the form.")
    return problems


def problems_of(scale: Scale) -> list[str]:
    """Why a scale may not be published; empty when it may."""
    problems = list(_problems_of_items(scale.items))
    if scale.bands:
        problems += _problems_of_bands(scale)
    return problems


def _problems_of_items(items: Iterable[Item]) -> Iterable[str]:
    asked = set()
    for number, item in enumerate(items, start=1):
        where = {"number": number}
        if item.prompt.strip() in asked:
            yield _("Question %(number)d asks the same as an earlier one.") % where
        asked.add(item.prompt.strip())
        labels = [choice.label.strip() for choice in item.choices]
        if len(labels) == 1:
            yield _("Question %(number)d has only one answer.") % where
        if len(set(labels)) != len(labels):
            yield _("Question %(number)d has two equal answers.") % where
        if item.alarm_from is not None and item.alarm_from > item.highest:
            yield _("Question %(number)d can never reach its alarm.") % where


def _problems_of_bands(scale: Scale) -> list[str]:
    """Results must cover every total that can be reached, once."""
    problems = []
    expected = scale.lowest
    for band in sorted(scale.bands, key=lambda one: one.lowest):
        name = {"label": band.label}
        if band.lowest > band.highest:
            problems.append(_("The result “%(label)s” ends before it begins.") % name)
            continue
        if band.lowest > expected:
            problems.append(
                _("No result says what %(low)d to %(high)d points mean.")
                % {"low": expected, "high": band.lowest - 1}
            )
        elif band.lowest < expected and band.lowest >= scale.lowest and expected > scale.lowest:
            problems.append(_("The result “%(label)s” overlaps the one before it.") % name)
        expected = max(expected, band.highest + 1)
    if expected <= scale.highest:
        problems.append(
            _("No result says what %(low)d to %(high)d points mean.")
            % {"low": expected, "high": scale.highest}
        )
    return problems
