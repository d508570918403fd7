"""Sending what waits in the outbox."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.core import jobs, schedule
from lms.core.jobs import JobRun, job
from lms.core.models import Job
from lms.messaging.actions import deliver
from lms.messaging.models import Delivery


@job("messaging.deliver", label=_("Sending messages"))
def deliver_due(run: JobRun) -> None:
    """Deliver what is due, one row in one transaction: a killed worker repeats at most the last
    one."""
    due = list(Delivery.objects.due().values_list("pk", flat=True)[:5000])
    for done, pk in enumerate(due, start=1):
        with transaction.atomic():
            waiting = Delivery.objects.due().select_for_update(of=("self",))
            delivery = waiting.select_related("message__recipient").filter(pk=pk).first()
            if delivery:
                deliver(delivery)
        run.progress(done, len(due))


@shared_task(name="messaging.deliver_again")
def deliver_again() -> None:
    """Queue a delivery when something is due that no delivery is under way for: what a provider was
    down for the last time."""
    under_way = Job.objects.unfinished().filter(kind="messaging.deliver")
    if Delivery.objects.due().exists() and not under_way.exists():
        jobs.enqueue("messaging.deliver")


def plan() -> None:
    """Register the times; called when the app is ready."""
    schedule.every(
        "messaging: deliver what is due again", minutes=1, task="messaging.deliver_again"
    )
