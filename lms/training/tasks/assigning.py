"""Cases are given to read when they are published; every night to whoever came since."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.models import CasePage
from lms.core import schedule
from lms.core.jobs import JobRun, job
from lms.training.actions import assigning
from lms.training.actions.reading import note_all_read
from lms.training.receivers import ASSIGN


@job(ASSIGN, label=_("Giving a case to read"))
def assign_one(run: JobRun) -> None:
    """What was published may be withdrawn again by now."""
    case = CasePage.objects.filter(pk=run.payload["case"]).first()
    if case is not None:
        run.say(given=assigning.assign(case=case, progress=run.progress))


@job("training.nightly", label=_("Keeping required reading in step with the staff"))
def keep_in_step(run: JobRun) -> None:
    """Leavers' open readings end, joiners get the newest cases, what was read is noted. May be
    killed and started again."""
    assigning.withdraw_missed()
    run.say(ended=assigning.end_for_leavers(), back=assigning.open_for_returners())
    cases = list(assigning.recent_cases())
    given = 0
    for number, case in enumerate(cases, start=1):
        given += assigning.assign(case=case)
        run.progress(number, len(cases))
    run.say(given=given, read=note_all_read())


schedule.daily("training: reading in step with the staff", at="01:30", job="training.nightly")
