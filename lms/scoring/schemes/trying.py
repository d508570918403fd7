"""A draft on last month: whose score it would change, and by how much, before it is in force.

Nothing is written but the job that worked it out; who asked for it alone sees the people in it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core import audit, exports, jobs
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import Month
from lms.scoring.models import CountyMonth, MonthScore, Scheme, SchemeDraft
from lms.scoring.rules.assess import assess
from lms.scoring.rules.check import problems
from lms.scoring.rules.scheme import load
from lms.scoring.wording import band_name

AT_ONCE = 500
"""Up to so many people are worked out while one waits."""
MOST_SHOWN = 1000
"""Of those whose score would change, so many are listed; the file has all."""
CHUNK = 200


@dataclass(frozen=True)
class Changed:
    """One person's score under the scheme of the month, and under the draft."""

    score: MonthScore
    total: int | None
    band: str

    @property
    def difference(self) -> int | None:
        if self.total is None or self.score.total is None:
            return None
        return self.total - self.score.total

    @property
    def is_change(self) -> bool:
        return (self.total, self.band) != (self.score.total, self.score.band)


def last_month(organisation: Organisation) -> str | None:
    """The last month that a county of ``organisation`` has closed."""
    closed = CountyMonth.objects.filter(county__path__startswith=organisation.path)
    closed = closed.exclude(state=CountyMonth.State.FREEZING).order_by("-month")
    return closed.values_list("month", flat=True).first()


def scores_under(organisation: Organisation, month: str) -> QuerySet[MonthScore]:
    """Current scores of that month where the draft would hold: not of counties below that have a
    scheme of their own."""
    own = Scheme.objects.filter(
        organisation__path__startswith=organisation.path,
        first_month__lte=str(Month.current().next()),
    ).exclude(organisation=organisation)
    found = MonthScore.objects.current().filter(
        month=month, county_month__county__path__startswith=organisation.path
    )
    for path in set(own.values_list("organisation__path", flat=True)):
        found = found.exclude(county_month__county__path__startswith=path)
    return found.exclude(county_month__state=CountyMonth.State.FREEZING)


def begin(*, by: Any, organisation: Organisation) -> Any:
    """The job that works it out; done already when there are few people. Raises `Denied`, `Invalid`
    while the draft has faults, `Conflict` without a draft or a closed month."""
    _require(by, organisation)
    draft = SchemeDraft.objects.filter(pk=organisation.pk).first()
    if draft is None:
        raise Conflict(_("There is no draft."), code="no_draft")
    found = problems(draft.plain)
    if found:
        raise Invalid(_("Put the faults of the draft right first."), code="faults")
    month = last_month(organisation)
    if month is None:
        raise Conflict(_("No month has been closed here yet."), code="no_month")
    job = jobs.enqueue(
        "scoring.try_scheme",
        payload={
            "organisation": organisation.pk, "month": month, "plain": draft.plain,
            "language": get_language(),
        },
        by=by,
    )  # fmt: skip
    audit.record(
        "scoring.scheme_tried", actor=by, target=draft,
        after={"organisation": organisation.pk, "month": month},
    )  # fmt: skip
    if scores_under(organisation, month)[: AT_ONCE + 1].count() <= AT_ONCE:
        return jobs.run_now(job)
    return job


def _require(by: Any, organisation: Organisation) -> None:
    for right in (Permission.MANAGE_SCHEMES, Permission.VIEW_SCORES):
        policies.require(by, right, organisation)


def work(run: jobs.JobRun, organisation: Organisation) -> None:
    """Rights are asked again: they may have ended since. The counts and the largest changes go into
    the job's result, all changes into its file."""
    by = get_user_model().objects.filter(pk=run.job.created_by_id, is_active=True).first()
    if by is None:
        raise Denied(_("You do not have the right to do this."))
    _require(by, organisation)
    changed: list[list[Any]] = []
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    people, lines = 0, []
    for one in _worked_out(run, organisation):
        people += 1
        before[one.score.band] += 1
        after[one.band] += 1
        if one.is_change:
            changed.append([str(one.score.pk), one.total, one.band, one.difference])
            lines.append(_line(one))
    changed.sort(key=lambda row: (-abs(row[3]) if row[3] is not None else -1001, row[0]))
    run.say(
        people=people, changed=len(changed), before=dict(before), after=dict(after),
        up=sum(1 for row in changed if (row[3] or 0) > 0),
        down=sum(1 for row in changed if (row[3] or 0) < 0),
        rows=changed[:MOST_SHOWN],
    )  # fmt: skip
    _attach(run, lines)


def _worked_out(run: jobs.JobRun, organisation: Organisation) -> Iterator[Changed]:
    rules = load(run.payload["plain"])
    found = scores_under(organisation, run.payload["month"])
    total = found.count()
    rows = found.select_related("offender__user", "office").defer("lines", "proposals")
    for number, score in enumerate(rows.order_by("pk").iterator(CHUNK)):
        if number % CHUNK == 0:
            run.progress(number, total)
        outcome = assess(score.facts, rules)
        yield Changed(score, outcome.total, outcome.band)
    run.progress(total, total)


def _line(one: Changed) -> list[Any]:
    score = one.score
    return [
        score.offender.code, score.offender.user.name, score.office.name, score.total, one.total,
        one.difference, band_name(score.band), band_name(one.band),
    ]  # fmt: skip


def head() -> list[str]:
    return [
        _("Case code"), _("Full name"), _("Office"), _("Score"), _("Score under the draft"),
        _("Difference"), _("Weather"), _("Weather under the draft"),
    ]  # fmt: skip


def _attach(run: jobs.JobRun, lines: list[list[Any]]) -> None:
    title = _("Scores under the draft")
    with tempfile.TemporaryDirectory() as folder, override(run.payload["language"]):
        path = Path(folder) / "tried.xlsx"
        exports.write(path, title=title, head=head(), rows=lines)
        run.attach(f"{title}-{run.payload['month']}.xlsx", path)
