"""How far a case has come: reached, read, passed, signed, overdue, by county, office and post.

Three queries and the names of places and posts, however many people: the database counts, and what
is counted here are groups of a unit and a post.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.models import Post
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.models.organisations import Kind
from lms.accounts.permissions import Permission
from lms.core.months import today
from lms.learning.models import LessonProgress
from lms.training import defaults
from lms.training.models import RequiredReading

NAMES = ("reached", "read", "passed", "signed", "overdue")
OFFICES = (Kind.JUSTICE_OFFICE, Kind.COUNTY, Kind.CITY, Kind.PROVINCE, Kind.TRAINING_PROVIDER)
"""Villages and grids count with the office over them."""


@dataclass
class Line:
    """One row: a place or a post. ``seconds`` were verified, of all that were reached together.
    ``key``: what a list of the people is asked with."""

    name: str
    key: str = ""
    reached: int = 0
    read: int = 0
    passed: int = 0
    signed: int = 0
    overdue: int = 0
    seconds: int = 0

    def add(self, row: dict[str, Any]) -> None:
        for name in NAMES:
            setattr(self, name, getattr(self, name) + row[name])
        self.seconds += row.get("seconds", 0)

    @property
    def minutes(self) -> float:
        """Verified minutes a person."""
        return round(self.seconds / 60 / self.reached, 1) if self.reached else 0.0

    @property
    def percent(self) -> int:
        """Of those reached, how many have signed: rounded down, so that 100 means all."""
        return self.signed * 100 // self.reached if self.reached else 0


@dataclass
class Figures:
    """``groups``: titles with their lines, in the order of the tree and of the posts' codes."""

    day: date
    whole: Line
    counties: list[Line] = field(default_factory=list)
    offices: list[Line] = field(default_factory=list)
    posts: list[Line] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        found = [(pgettext("figure", "All"), [self.whole])]
        if len(self.counties) > 1:
            found.append((_("By county"), self.counties))
        return [*found, (_("By office"), self.offices), (_("By post"), self.posts)]

    def head(self) -> list[str]:
        return [
            pgettext("figure", "Group"),
            _("Where or who"),
            pgettext("figure", "Reached"),
            pgettext("figure", "Read"),
            _("Verified minutes a person"),
            pgettext("figure", "Passed"),
            pgettext("figure", "Signed"),
            pgettext("figure", "Overdue"),
            _("Signed, percent"),
        ]

    def rows(self) -> Iterator[list[Any]]:
        """The same rows for the page, the sheet and the paper."""
        for title, lines in self.groups:
            for line in lines:
                yield [title, line.name, *values(line)]


def values(line: Line) -> list[Any]:
    return [
        line.reached, line.read, line.minutes, line.passed, line.signed, line.overdue, line.percent,
    ]  # fmt: skip


def counted(day: date, prefix: str = "") -> dict[str, Count]:
    """The five figures as aggregates over readings, reached by ``prefix``."""
    standing = Q(**{f"{prefix}state__in": ("open", "done")})
    late = Q(**{f"{prefix}state": "open", f"{prefix}due_on__lt": day})
    rows = prefix.removesuffix("__") or "pk"

    def count(more: Q) -> Count:
        return Count(rows, filter=more)

    return {
        "reached": count(standing),
        "read": count(standing & Q(**{f"{prefix}read_at__isnull": False})),
        "passed": count(standing & Q(**{f"{prefix}passed_at__isnull": False})),
        "signed": count(standing & Q(**{f"{prefix}acknowledged_at__isnull": False})),
        "overdue": count(late),
    }


def figures_of(user: Any, case: Any) -> Figures:
    """Of the people whose training ``user`` looks after or watches."""
    day = today()
    rows = _groups(user, case, day)
    names = _Places(user)
    posts = {post.pk: post for post in Post.objects.all()}
    found = Figures(day, Line(pgettext("figure", "All")))
    counties: dict[str, Line] = {}
    offices: dict[str, Line] = {}
    by_post: dict[tuple[int, str], Line] = {}
    for row in rows:
        found.whole.add(row)
        for lines, place in (
            (counties, names.county(row["path"])), (offices, names.office(row["path"])),
        ):  # fmt: skip
            if place is not None:
                lines.setdefault(place.path, Line(place.name, str(place.pk))).add(row)
        post = posts.get(row["post"])
        order = defaults.place_of_post(post) if post else (1000, "")
        line = Line(post.name, str(post.pk)) if post else Line(_("no post recognised"), "none")
        by_post.setdefault(order, line).add(row)
    found.counties = [counties[path] for path in sorted(counties)]
    found.offices = [offices[path] for path in sorted(offices)]
    found.posts = [by_post[order] for order in sorted(by_post)]
    return found


def _groups(user: Any, case: Any, day: date) -> list[dict[str, Any]]:
    """One row for each unit and post, with its verified seconds. Two queries."""
    mine = RequiredReading.objects.standing().watched_by(user).filter(case=case).order_by()
    rows: list[Any] = list(
        mine.values("post", path=F("person__staff_member__unit__path")).annotate(**counted(day))
    )
    for row in rows:
        row["seconds"] = 0
    by_key = {(row["path"], row["post"]): row for row in rows}
    for path, post, seconds in _seconds(user, case):
        if (path, post) in by_key:
            by_key[path, post]["seconds"] = seconds or 0
    return rows


def _seconds(user: Any, case: Any) -> Iterable[tuple[str, int | None, int]]:
    paths = policies.roots(user, Permission.VIEW_TRAINING)
    progress: QuerySet[LessonProgress] = LessonProgress.objects.filter(
        policies.within(paths, "learner__staff_member__unit__path"),
        lesson=case.pk,
        learner__required_readings__case=case,
        learner__required_readings__state__in=("open", "done"),
    )
    return progress.order_by().values_list(
        "learner__staff_member__unit__path", "learner__required_readings__post"
    ).annotate(seconds=Sum("credited_seconds"))  # fmt: skip


class _Places:
    """Units by path, to tell the office and the county over a unit. One query."""

    def __init__(self, user: Any) -> None:
        paths = policies.roots(user, Permission.VIEW_TRAINING)
        above = Q(pk__in=[])
        for path in paths:
            ends = range(Organisation.steplen, len(path), Organisation.steplen)
            above |= Q(path__in=[path[:end] for end in ends])
        rows = Organisation.objects.filter(policies.within(paths) | above, kind__in=OFFICES)
        self._by_path = {one.path: one for one in rows}

    def county(self, path: str) -> Organisation | None:
        return self._nearest(path, (Kind.COUNTY,))

    def office(self, path: str) -> Organisation | None:
        return self._nearest(path, OFFICES)

    def _nearest(self, path: str, kinds: Iterable[str]) -> Organisation | None:
        for end in range(len(path), 0, -Organisation.steplen):
            place = self._by_path.get(path[:end])
            if place is not None and place.kind in kinds:
                return place
        return None
