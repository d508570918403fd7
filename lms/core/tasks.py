"""Celery's side of the Job table."""

from __future__ import annotations

from celery import shared_task

from lms.core import audit, jobs


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    jobs.run_now(job_id)


@shared_task(name="core.sweep")
def sweep() -> None:
    jobs.sweep()


@shared_task(name="core.enqueue")
def enqueue(kind: str) -> None:
    """A periodic job: beat asks for it, the Job table keeps it."""
    jobs.enqueue(kind)


@shared_task(name="core.purge_audit")
def purge_audit() -> None:
    audit.purge()
