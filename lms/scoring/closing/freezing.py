"""Freezing: the facts of everybody, and the scores that they come to.

Killed at any moment and started again it goes on with those who have no score yet: nobody is
scored twice (a unique key sees to it) and nobody is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.models import Organisation
from lms.core import audit
from lms.core.clock import now
from lms.core.jobs import JobRun
from lms.core.months import Month
from lms.learning.wording import said_day
from lms.scoring.closing.locking import people_of
from lms.scoring.closing.persons import reviewers_of, tell
from lms.scoring.facts import BATCH, Gathered, gathered
from lms.scoring.models import CountyMonth, MonthScore, OfficeMonth
from lms.scoring.rules.assess import assess
from lms.scoring.rules.scheme import Scheme as Rules
from lms.scoring.schemes.in_force import digest

State = CountyMonth.State


def freeze(run: JobRun) -> None:
    """The work of the job: scores in batches of 500, then the draft for the offices."""
    row = CountyMonth.objects.select_related("county").get(pk=run.payload["county_month"])
    if row.state != State.FREEZING:
        return
    month, rules = Month.parse(row.month), row.rules
    everybody = list(people_of(row.county, month).order_by("pk").values_list("pk", flat=True))
    scored = set(MonthScore.objects.filter(county_month=row).values_list("offender", flat=True))
    offices = set(Organisation.objects.within(row.county).order_by().values_list("pk", flat=True))
    done = len(scored)
    for batch in _batches(one for one in everybody if one not in scored):
        _freeze_some(row, rules, month, batch, offices)
        done += len(batch)
        run.progress(done, len(everybody))
    open_draft(row)
    run.progress(len(everybody), len(everybody))


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    waiting = iter(ids)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _freeze_some(
    row: CountyMonth, rules: Rules, month: Month, ids: list[UUID], offices: set[int]
) -> None:
    elsewhere = MonthScore.objects.filter(month=row.month, offender__in=ids).exclude(
        county_month=row
    )
    counted = set(elsewhere.values_list("offender", flat=True))
    found = gathered(rules=rules, month=month, offenders=[pk for pk in ids if pk not in counted])
    moment = now()
    scores = [score_of(row, rules, one, made_at=moment) for one in found if one.office in offices]
    with transaction.atomic():
        MonthScore.objects.bulk_create(scores, ignore_conflicts=True)


def score_of(row: CountyMonth, rules: Rules, one: Gathered, **fields: Any) -> MonthScore:
    """The row of one person's score, not saved."""
    return MonthScore(
        county_month=row,
        offender=one.offender,
        month=row.month,
        office_id=one.office,
        juvenile=one.offender.juvenile_regime,
        facts=one.facts,
        facts_hash=digest(one.facts),
        **assess(one.facts, rules).plain(),
        **fields,
    )


def open_draft(row: CountyMonth) -> None:
    """All are scored: the offices have their draft to review. Once."""
    with transaction.atomic():
        locked = CountyMonth.objects.select_for_update().get(pk=row.pk)
        if locked.state != State.FREEZING:
            return
        offices = MonthScore.objects.filter(county_month=row).order_by()
        OfficeMonth.objects.bulk_create(
            (
                OfficeMonth(county_month=row, office_id=office)
                for office in offices.values_list("office", flat=True).distinct()
            ),
            ignore_conflicts=True,
        )
        waiting = list(row.offices.select_related("office"))
        locked.state = State.DRAFT if waiting else State.REVIEWED
        locked.save(update_fields=["state"])
        audit.record("scoring.month_frozen", target=row, after={"people": offices.count()})
        for one in waiting:
            tell_reviewers(one)


def tell_reviewers(one: OfficeMonth) -> None:
    """The office's draft waits, until the calendar's day."""
    month = one.county_month
    tell(
        reviewers_of(one.office, month.county),
        month,
        key=f"scoring:draft:{one.pk}",
        subject=lambda named: _("Scores of %(month)s: please review") % {"month": named},
        body=lambda: _(
            "The draft of %(office)s is ready. Please look through it by %(day)s."
        ) % {"office": one.office.name, "day": said_day(month.review_due)},
    )  # fmt: skip
