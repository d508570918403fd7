"""Risk points × posts: which cells no case and no training covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import CasePage
from content.models import Post, RiskPoint
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core.clock import now
from lms.training import defaults
from lms.training.models import ReadingRule, RequiredReading

YEAR = timedelta(days=365)


@dataclass
class Cell:
    """``cases``: published warning cases about this risk point in this post. ``rules``: rules in
    use that ask this post to read such cases. ``given`` and ``done``: readings of a year.
    ``usual``: the risk point concerns the post (defaults.toml)."""

    cases: int = 0
    rules: int = 0
    given: int = 0
    done: int = 0
    usual: bool = False

    @property
    def state(self) -> str:
        """A rule alone covers nothing: it is a promise for the next case."""
        if not self.cases:
            return "no_case" if self.given else "gap"
        return "covered" if self.rules or self.given else "no_training"

    @property
    def words(self) -> str:
        return {
            "gap": _("gap: no case, no training"),
            "no_case": _("no case of its own"),
            "no_training": _("nobody has to read it"),
            "covered": _("covered"),
        }[self.state]

    @property
    def said(self) -> list[str]:
        """What page and paper say of it, in lines."""
        if self.state == "gap" and not self.usual:
            return [_("not usual in this post")]
        counts = {"cases": self.cases, "rules": self.rules}
        lines = [self.words, _("cases %(cases)s · rules %(rules)s") % counts]
        if self.given:
            counts = {"done": self.done, "given": self.given}
            lines.append(_("signed %(done)s of %(given)s") % counts)
        return lines


@dataclass(frozen=True)
class Coverage:
    risks: list[RiskPoint]
    posts: list[Post]
    cells: dict[tuple[int, int], Cell]

    @property
    def lines(self) -> list[tuple[RiskPoint, list[Cell]]]:
        return [
            (risk, [self.cells[risk.pk, post.pk] for post in self.posts]) for risk in self.risks
        ]

    @property
    def gaps(self) -> list[tuple[RiskPoint, Post]]:
        """Gaps where the risk point concerns the post, in the order of the table."""
        return [
            (risk, post)
            for risk in self.risks
            for post in self.posts
            if (cell := self.cells[risk.pk, post.pk]).state == "gap" and cell.usual
        ]

    def head(self) -> list[str]:
        return [
            _("Risk point"), pgettext("staff", "Post"), _("State"), _("Cases"), _("Rules in use"),
            _("Readings of a year"), _("of them signed"), _("concerns this post"),
        ]  # fmt: skip

    def rows(self) -> Iterator[list[Any]]:
        for risk, cells in self.lines:
            for post, cell in zip(self.posts, cells, strict=True):
                yield [
                    risk.name, post.name, cell.words, cell.cases, cell.rules, cell.given,
                    cell.done, cell.usual,
                ]  # fmt: skip


def coverage_of(user: Any) -> Coverage:
    """Cases that ``user`` sees, rules and readings of the people they watch; branches of the tree
    of risk points have no line, their points have. Seven queries at most."""
    risks = sorted(RiskPoint.objects.filter(children=None), key=defaults.place_of_risk)
    posts = sorted(Post.objects.all(), key=defaults.place_of_post)
    usual = defaults.concerned()
    cells = {
        (risk.pk, post.pk): Cell(usual=(risk.code, post.code) in usual)
        for risk in risks
        for post in posts
    }
    _count_cases(user, cells)
    _count_rules(user, cells)
    _count_readings(user, cells)
    return Coverage(risks, posts, cells)


def _count_cases(user: Any, cells: dict[tuple[int, int], Cell]) -> None:
    mine = CasePage.objects.visible_to(user).warnings().order_by()
    about = CasePage.risk_points.through.objects.filter(casepage__in=mine.values("pk"))
    rows = about.values_list("riskpoint", "casepage__post").annotate(n=Count("casepage"))
    for risk, post, number in rows:
        if (risk, post) in cells:
            cells[risk, post].cases += number


def _count_rules(user: Any, cells: dict[tuple[int, int], Cell]) -> None:
    """Rules over the people that ``user`` watches: of their organisations and of those above."""
    rules = ReadingRule.objects.active().filter(_concerning(user))
    for rule in rules.prefetch_related("risk_points", "posts"):
        risks = {one.pk for one in rule.risk_points.all()}
        posts = {one.pk for one in rule.posts.all()}
        for (risk, post), cell in cells.items():
            if (not risks or risk in risks) and (not posts or post in posts):
                cell.rules += 1


def _concerning(user: Any) -> Q:
    paths = policies.roots(user, Permission.VIEW_TRAINING)
    found = policies.within(paths, "organisation__path")
    for path in paths:
        ends = range(Organisation.steplen, len(path), Organisation.steplen)
        found |= Q(organisation__path__in=[path[:end] for end in ends])
    return found


def _count_readings(user: Any, cells: dict[tuple[int, int], Cell]) -> None:
    recent = RequiredReading.objects.standing().readable().watched_by(user)
    rows = recent.filter(assigned_at__gte=now() - YEAR).order_by()
    counts = rows.values_list("case__risk_points", "post").annotate(
        given=Count("pk"), done=Count("pk", filter=Q(state="done"))
    )
    for risk, post, given, done in counts:
        if (risk, post) in cells:
            cells[risk, post].given += given
            cells[risk, post].done += done
