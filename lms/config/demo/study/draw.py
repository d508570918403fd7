"""A person's months of study: on which days, when, which lessons, for how long. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from lms.config.demo.study.sitting import MINUTE, SECOND, Sitting, Topic, sit
from lms.config.demo.when import at

LAST_MINUTE = 21 * 60 + 50
"""Of the day, at which everybody has stopped: ten minutes before study closes at ten."""
HOURS = {6: 2, 7: 2, 9: 2, 10: 2, 12: 3, 13: 2, 15: 2, 18: 5, 19: 10, 20: 9}
"""When people sit down to study, by weight."""
DAY = 86_400 * SECOND
DAY_CAP = 8 * 2700 * SECOND - 5 * MINUTE
LENGTHS = {True: (22 * MINUTE, 66 * MINUTE), False: (62 * MINUTE, 65 * MINUTE)}
"""How long a visit lasts, drawn finely or not: then mostly one whole lesson."""
LESSON = 71 * MINUTE
"""Longer than any lesson of the demo."""
LONGEST = 100 * MINUTE
WORTH = {True: 90 * SECOND, False: 10 * MINUTE}
"""For less nobody begins another lesson."""
RESERVE = 3 * 2700 * SECOND
"""So much is left to be earned by everybody."""


@dataclass(slots=True)
class Wanted:
    """So many milliseconds between two days, both included."""

    first: date
    last: date
    ms: int


@dataclass(slots=True)
class Course:
    id: int
    topics: tuple[Topic, ...]
    after: frozenset[int] = frozenset()
    """Courses to be completed first."""


@dataclass
class History:
    """What was drawn: sittings in order, how far each lesson was seen."""

    rng: random.Random
    courses: list[Course]
    finely: bool
    until: int
    """No sitting goes beyond this moment."""
    sure: bool = False
    """No answer is wrong: what was seen is earned."""
    sittings: list[Sitting] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)

    def live_through(self, months: Iterable[Wanted]) -> None:
        """Study month by month, in the order of the courses. Something is always left over."""
        whole = sum(topic.nominal for course in self.courses for topic in course.topics)
        left = whole - sum(self.seen.values()) - RESERVE
        for month in months:
            left -= self._month(month, min(month.ms, left))

    def short_of_an_end(self, ms: int, rest: int) -> int:
        """At most ``ms``, so that the lesson then under way lacks ``rest``."""
        found = total = 0
        for course in self.courses:
            for topic in course.topics:
                total += max(0, topic.nominal - self.seen.get(topic.id, 0))
                if topic.media and rest < total <= ms + rest:
                    found = total - rest
        return found

    def is_done(self, topic: Topic) -> bool:
        return self.seen.get(topic.id, 0) >= topic.nominal

    def completed(self) -> set[int]:
        """Courses of which every lesson was seen to its end."""
        return {one.id for one in self.courses if all(map(self.is_done, one.topics))}

    def _month(self, month: Wanted, wanted: int) -> int:
        """Visits on some days until ``wanted`` is reached; returns how much was earned."""
        visits = self._visits(month, wanted)
        whole = sum(length for _moment, length in visits)
        earned = planned = 0
        for moment, length in visits:
            planned += length
            # What one visit did not come to is left to the next.
            goal = wanted * planned // whole if self.finely else wanted
            room = min(goal - earned, LONGEST if self.finely else LESSON)
            if room >= WORTH[self.finely]:
                earned += self._visit(moment, room)
        return earned

    def _visits(self, month: Wanted, wanted: int) -> list[tuple[int, int]]:
        """When somebody sits down, and for how long by and by: together what is wanted."""
        days = (month.last - month.first).days + 1
        if days <= 0 or wanted <= 0:
            return []
        lengths: list[int] = []
        while sum(lengths) < wanted:
            lengths.append(self.rng.randrange(*LENGTHS[self.finely]))
        return sorted((self._moment(month.first, days, length), length) for length in lengths)

    def _moment(self, first: date, days: int, length: int) -> int:
        """On some day, early enough to be done by the evening."""
        day = first + timedelta(days=self.rng.randrange(days))
        hour = self.rng.choices(list(HOURS), list(HOURS.values()))[0]
        begin = int(at(day, hour).timestamp()) * SECOND + self.rng.randrange(60 * MINUTE)
        return min(begin, _closing(begin) - length * 3 // 2 - self.rng.randrange(20 * MINUTE))

    def _visit(self, moment: int, length: int) -> int:
        """One visit: a lesson, and the next when it ends. Returns what was earned."""
        last = self.sittings[-1].closed if self.sittings else 0
        now = max(moment, last + 5 * MINUTE)
        end = min(_closing(moment), self.until)
        room = min(length, DAY_CAP - self._earned_on(moment))
        earned = 0
        while room - earned >= WORTH[self.finely]:
            topic = self._next()
            # Interruptions take time as well: an hour of study is over within an hour and a half.
            fitting = (end - now - 2 * MINUTE) * 2 // 3
            if topic is None or fitting < WORTH[self.finely]:
                break
            made = self._sit(topic, now, min(room - earned, fitting))
            earned += made.earned
            now = made.closed + self.rng.randint(8, 50) * SECOND
            if not self.is_done(topic):
                break
        return earned

    def _sit(self, topic: Topic, now: int, ms: int) -> Sitting:
        seen = self.seen.get(topic.id, 0)
        made = sit(self.rng, topic, at=now, seen=seen, ms=ms, finely=self.finely, sure=self.sure)
        self.seen[topic.id] = made.seen
        self.sittings.append(made)
        return made

    def _earned_on(self, moment: int) -> int:
        """What was earned on the local day of ``moment`` so far."""
        begin = _closing(moment) - LAST_MINUTE * MINUTE
        total = 0
        for one in reversed(self.sittings):
            if one.opened < begin:
                break
            total += one.earned
        return total

    def _next(self) -> Topic | None:
        """The next lesson of the first course that is open and not done."""
        for course in self.courses:
            if course.after and not course.after <= self.completed():
                continue
            for topic in course.topics:
                if not self.is_done(topic):
                    return topic
        return None


def _closing(moment: int) -> int:
    """Ten minutes before ten in the evening of that local day."""
    local = moment + 8 * 60 * MINUTE
    return moment - local % DAY + LAST_MINUTE * MINUTE
