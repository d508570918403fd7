"""Which rules hold for a case, and what each asks of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from content.models.taxonomy import RiskPoint
from lms.accounts.models import StaffMember
from lms.training import reach
from lms.training.models import ReadingRule
from lms.training.posts import PostBook


@dataclass(frozen=True)
class Asked:
    """What one rule asks: for people of units under ``path``, with one of ``posts`` (ids; empty:
    any), because of ``risks`` (names; empty: of every case)."""

    rule: ReadingRule
    path: str
    posts: frozenset[int]
    risks: tuple[str, ...]

    def fits(self, unit: str, post: int | None) -> bool:
        return unit.startswith(self.path) and (not self.posts or post in self.posts)


@dataclass(frozen=True)
class Reason:
    """Why one person reads a case, and by when."""

    rule: ReadingRule
    post: int | None
    because: list[list[str]]
    due_on: date


class Matcher:
    """Rules against people, for one case on one day. Five queries, however many people."""

    def __init__(self, case: Any, day: date) -> None:
        self.day = day
        self.path = reach.path_of(case)
        self.book = PostBook()
        points = dict(case.risk_points.values_list("pk", "name"))
        rules = ReadingRule.objects.active().about(with_those_above(set(points)))
        rules = rules.select_related("organisation").prefetch_related("risk_points", "posts")
        named = sorted(points.items())
        self.asked = [self._asked(rule, named) for rule in rules]

    def _asked(self, rule: ReadingRule, points: list[tuple[int, str]]) -> Asked:
        named = {one.pk for one in rule.risk_points.all()}
        return Asked(
            rule=rule,
            path=rule.organisation.path,
            posts=frozenset(one.pk for one in rule.posts.all()),
            risks=tuple(name for _pk, name in points) if named else (),
        )

    def people(self) -> Any:
        """Whoever the case reaches and a rule covers, before posts are looked at."""
        found = StaffMember.objects.none()
        paths = {self._narrower(one.path) for one in self.asked}
        tops = [p for p in paths if p and not any(p != q and q and p.startswith(q) for q in paths)]
        for path in sorted(tops):
            found = found | reach.staff_at(path)
        return found

    def _narrower(self, path: str) -> str:
        """Where a rule's people and the case's readers meet; empty where they do not."""
        if path.startswith(self.path):
            return path
        return self.path if self.path.startswith(path) else ""

    def reason_for(self, unit: str, said: str) -> Reason | None:
        """Why somebody with the post ``said`` in a unit reads it; of several rules the one with the
        fewest days, then the first by name. None when no rule asks."""
        post = self.book.post_of(said)
        fitting = [one for one in self.asked if one.fits(unit, post.pk if post else None)]
        if not fitting:
            return None
        first = min(fitting, key=lambda one: (one.rule.days, one.rule.name, str(one.rule.pk)))
        because = [["rule", first.rule.name]]
        if post is not None:
            because.append(["post", post.name])
        if first.risks:
            because.append(["risks", "、".join(first.risks)])
        return Reason(
            first.rule, post.pk if post else None, because,
            self.day + timedelta(days=first.rule.days),
        )  # fmt: skip


def with_those_above(points: set[int]) -> set[int]:
    """Risk points and those that they belong to: a rule on a branch holds for its twigs."""
    parents = dict(RiskPoint.objects.values_list("pk", "parent"))
    found: set[int] = set()
    waiting = list(points)
    while waiting:
        point = waiting.pop()
        if point not in found:
            found.add(point)
            if (above := parents.get(point)) is not None:
                waiting.append(above)
    return found


def fitting(cases: Any, organisation: Any, points: set[int]) -> int:
    """How many of ``cases`` a rule with these risk points (none: any) asks of people of
    ``organisation``."""
    found = 0
    for case in cases.prefetch_related("risk_points"):
        own = with_those_above({one.pk for one in case.risk_points.all()})
        path = reach.path_of(case)
        meet = path.startswith(organisation.path) or organisation.path.startswith(path)
        found += meet and (not points or bool(points & own))
    return found
