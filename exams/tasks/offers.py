"""Tests are prescribed by the plans every night; reminders go out in the morning."""

from __future__ import annotations

from celery import shared_task
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams import reminders
from exams.actions.offers import offer_many
from exams.plans import TestBook
from lms.accounts.models import Offender
from lms.core import schedule
from lms.core.jobs import JobRun, job
from lms.core.months import Month, today
from lms.learning.actions.month_targets import liable_in
from lms.learning.offices import Offices
from lms.learning.tasks import in_batches


@job("exams.offer", label=_("Prescribing tests from the plans"))
def offer_all(run: JobRun) -> None:
    """The tests that are called for today; those of people who left in the last weeks are taken
    back. May be killed and started again."""
    day = today()
    recently = liable_in(Month.of(day).previous()) | liable_in(Month.of(day))
    people = Offender.objects.filter(recently | Q(pk__in=Offender.objects.in_correction(day)))
    offices = Offices(people.order_by().values_list("office", flat=True).distinct())
    book = TestBook(offices, day)
    in_batches(run, people, lambda ids: offer_many(ids=ids, book=book))


job(reminders.KIND, label=_("Reminding of tests that are due"))(reminders.remind)


@shared_task(name="exams.remind_today")
def remind_today() -> None:
    reminders.remind_today()


schedule.daily("exams: prescribe tests from the plans", at="00:50", job="exams.offer")
schedule.daily("exams: reminders", at="09:20", task="exams.remind_today")
