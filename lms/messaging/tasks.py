"""Sending what waits in the outbox."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.core.jobs import JobRun, job
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
