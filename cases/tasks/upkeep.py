"""What is done for cases at night: originals destroyed in time, reminders to whose turn it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import messages, retention
from lms.core import schedule
from lms.core.jobs import JobRun, job

DESTROY, REMIND = "cases.destroy_originals", "cases.remind"


@job(DESTROY, label=_("Destroying originals of cases"))
def destroy_originals(run: JobRun) -> None:
    retention.mark_abandoned()
    while number := retention.destroy_due():
        run.progress(number, number)


@job(REMIND, label=_("Reminders about cases"))
def remind(run: JobRun) -> None:
    messages.remind_whose_turn_it_is()


schedule.daily("cases-destroy-originals", at="02:40", job=DESTROY)
schedule.daily("cases-remind", at="08:10", job=REMIND)
