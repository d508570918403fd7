"""Celery's side of the Job table."""

from __future__ import annotations

from celery import shared_task

from lms.core import audit, jobs, webhooks
from lms.core.clock import now
from lms.core.models import Job


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    for one in jobs.first_of(job_id):
        jobs.run_now(one)


@shared_task(name="core.sweep")
def sweep() -> None:
    jobs.sweep()


@shared_task(name="core.enqueue")
def enqueue(kind: str) -> None:
    """A periodic job: beat asks for it, the Job table keeps it. Once per minute, and not while the
    one before it is still waiting or running."""
    periodic = f"periodic:{kind}:"
    if not Job.objects.unfinished().filter(key__startswith=periodic).exists():
        jobs.enqueue(kind, key=f"{periodic}{now():%Y-%m-%dT%H:%M}")


@shared_task(name="core.purge_jobs")
def purge_jobs() -> None:
    jobs.purge()


@shared_task(name="core.purge_audit")
def purge_audit() -> None:
    audit.purge()


@shared_task(name="core.send_webhooks")
def send_webhooks() -> None:
    webhooks.deliver_due()


@shared_task(name="core.purge_webhooks")
def purge_webhooks() -> None:
    webhooks.purge()
