"""Making a faulty question good for everybody who had it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from exams.actions.regrading import JOB, close_regrade, regrade_sitting
from exams.models import Regrade, Sitting
from exams.regrading import holders
from exams.tasks import statistics
from lms.core import jobs

PORTION = 100


@jobs.job(JOB, label=_("Regrading of a question"))
def regrade(run: jobs.JobRun) -> None:
    """Each sitting on its own. Killed and started again, it goes on where it was; a sitting that
    has it already stays as it is. Sittings that are not final get it when they become so."""
    row = Regrade.objects.select_related("run_by").get(pk=run.payload["regrade"])
    if row.state != Regrade.State.RUNNING:
        return
    keys = list(holders(row.version_id).order_by("pk").values_list("pk", flat=True))
    done = _done_before(run, keys)
    for start in range(done, len(keys), PORTION):
        for place, key in enumerate(keys[start : start + PORTION], start=start):
            run.progress(place, len(keys))
            regrade_sitting(regrade=row, sitting_id=key)
        run.say(after=str(keys[min(start + PORTION, len(keys)) - 1]))
    close_regrade(regrade=row)
    run.say(changed=Regrade.objects.get(pk=row.pk).changed)
    papers = Sitting.objects.filter(pk__in=keys).order_by().values_list("paper", flat=True)
    statistics.want(papers.distinct())
    run.progress(len(keys), len(keys))


def _done_before(run: jobs.JobRun, keys: list[UUID]) -> int:
    """How many of them an earlier attempt has gone through."""
    after = run.job.result.get("after")
    return keys.index(UUID(after)) + 1 if after and UUID(after) in keys else 0
