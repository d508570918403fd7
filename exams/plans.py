"""Which tests the plans prescribe to whom: loaded once, then asked for many people.

A plan prescribes those papers whose rows of "who may sit" name it (`PaperAccess.plan`). Plans match
by a person's facts, as for courses (lms/learning/plans.py); a paper counts where its owner has
shared it so far. Of several plans that prescribe a test of the same kind the most specific one
holds: the one with the most conditions, of equals the older. Of several monthly tests of that plan
one is given each month, in turn (`turn`), so that everybody with the plan sits the same one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from content.facts import Facts
from content.models.taxonomy import Audience
from content.reach import Reach
from exams.models import Paper, PaperAccess
from lms.accounts.models import Offender, Stage
from lms.core.months import Month
from lms.learning.actions.month_targets import correction_of
from lms.learning.facts import facts_of
from lms.learning.offices import Offices
from lms.learning.plans import PlanBook

Purpose = Paper.Purpose
STAGE_OF = {Purpose.INTAKE.value: Stage.INTAKE.value, Purpose.RELEASE.value: Stage.RELEASE.value}
"""The stage in which a stage test is due."""
CONDITIONS = (
    "correction_types", "stages", "levels", "offence_categories", "sexes", "needs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """A published paper that a plan prescribes, with what decides who sees it."""

    paper: UUID
    purpose: str
    title: str
    owner: str
    sharing: str


@dataclass(frozen=True, slots=True)
class Called:
    """A test that is called for. ``month`` is empty for a stage test."""

    paper: UUID
    title: str
    purpose: str
    plan: int
    month: str
    due_on: date


def specificity(plan: Any) -> int:
    """How many conditions a plan sets."""
    set_ones = sum(bool(getattr(plan, name)) for name in CONDITIONS)
    return set_ones + (plan.juveniles != "any")


def turn(month: Month, papers: Sequence[PlanPaper]) -> PlanPaper:
    """The paper of ``month``: one after the other, in the order in which they were made."""
    return papers[(month.year * 12 + month.month) % len(papers)]


def chosen(
    plans: Sequence[Any], papers: Mapping[int, Sequence[PlanPaper]], purpose: str, month: Month
) -> tuple[Any, PlanPaper] | None:
    """Of the plans that match a person, the one whose test of this kind holds, and the test."""
    for plan in sorted(plans, key=lambda one: (-specificity(one), one.pk)):
        offered = [one for one in papers.get(plan.pk, ()) if one.purpose == purpose]
        if offered:
            return plan, turn(month, offered) if purpose == Purpose.MONTHLY else offered[0]
    return None


class TestBook:
    """Four queries for all people, one when no plan prescribes a test."""

    __test__ = False

    def __init__(self, offices: Offices, on: date) -> None:
        self.offices, self.on, self.month = offices, on, Month.of(on)
        self._papers = _papers()
        self._plans: PlanBook | None = None
        self._known: dict[tuple[Facts, Reach], list[tuple[Any, PlanPaper]]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no plan prescribes a test."""
        return not self._papers

    def called_for(self, offender: Offender) -> list[Called]:
        """The tests that ``offender``'s plans call for on this day: the monthly one, and that of
        the stage they are in. Due at the end of the month, or after the plan's days; at the latest
        on the last day of correction."""
        last = correction_of(offender).last or date.max
        return [self._called(plan, paper, last) for plan, paper in self._matching(offender)]

    def _called(self, plan: Any, paper: PlanPaper, last: date) -> Called:
        monthly = paper.purpose == Purpose.MONTHLY
        due = self.month.last if monthly else self.on + timedelta(days=plan.days_to_finish)
        month = str(self.month) if monthly else ""
        return Called(paper.paper, paper.title, paper.purpose, plan.pk, month, min(due, last))

    def _matching(self, offender: Offender) -> list[tuple[Any, PlanPaper]]:
        if self.is_empty:
            return []
        reach = self.offices.reach(offender.office_id, juvenile=offender.juvenile_regime)
        facts = facts_of(offender, self.on, self.offices.settings(offender.office_id))
        if (facts, reach) not in self._known:
            self._known[facts, reach] = self._match(facts, reach)
        return self._known[facts, reach]

    def _match(self, facts: Facts, reach: Reach) -> list[tuple[Any, PlanPaper]]:
        self._plans = self._plans or PlanBook()
        plans: list[Any] = [
            one.plan for one in self._plans.for_reach(reach) if one.plan.matches(facts)
        ]
        papers = {
            plan: [one for one in rows if reach.admits(one.owner, one.sharing)]
            for plan, rows in self._papers.items()
        }
        wanted = [Purpose.MONTHLY.value]
        wanted += [purpose for purpose, stage in STAGE_OF.items() if stage == facts.stage]
        found = (chosen(plans, papers, purpose, self.month) for purpose in wanted)
        return [one for one in found if one is not None]


def _papers() -> dict[int, list[PlanPaper]]:
    """What is open now and counts for something, by plan, the older papers first. One query."""
    papers = Paper.objects.open_now().filter(
        mode=Paper.Mode.EXAM, purpose__in=[Purpose.MONTHLY, *STAGE_OF],
        audience__in=[Audience.OFFENDERS, Audience.BOTH],
    )  # fmt: skip
    rows = (
        PaperAccess.objects.filter(plan__isnull=False, paper__in=papers)
        .order_by("paper__made_at", "paper")
        .values_list(
            "plan", "paper", "paper__purpose", "paper__title",
            "paper__owner_organisation__path", "paper__sharing",
        )
    )  # fmt: skip
    found: dict[int, list[PlanPaper]] = {}
    for plan, *facts in rows:
        one = PlanPaper(*facts)
        if one not in found.setdefault(plan, []):
            found[plan].append(one)
    return found
