"""Periodic work: apps register it here; it is written into Celery beat's tables after migrate.

An operator may change the times or switch an entry off in the database: what is there is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models.signals import post_migrate


@dataclass(frozen=True)
class Entry:
    """``task`` every ``minutes``, or daily at ``at`` ("03:20", local time)."""

    name: str
    task: str
    minutes: int = 0
    at: str = ""
    args: tuple[Any, ...] = ()


_entries: dict[str, Entry] = {}


def every(name: str, *, minutes: int, task: str = "", job: str = "") -> None:
    """Run ``task`` (a Celery task), or enqueue ``job`` (a kind of Job), every so many minutes."""
    _add(Entry(name, task or "core.enqueue", minutes=minutes, args=(job,) if job else ()))


def daily(name: str, *, at: str, task: str = "", job: str = "") -> None:
    """The same once a day at ``HH:MM`` local time."""
    _add(Entry(name, task or "core.enqueue", at=at, args=(job,) if job else ()))


def _add(entry: Entry) -> None:
    _entries[entry.name] = entry


def write(**_kwargs: Any) -> None:
    """Bring the registered entries into beat's tables; those that are there stay as they are."""
    import json

    from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

    known = set(PeriodicTask.objects.values_list("name", flat=True))
    for entry in _entries.values():
        if entry.name in known:
            continue
        fields: dict[str, Any] = {"task": entry.task, "args": json.dumps(entry.args)}
        if entry.minutes:
            fields["interval"], _created = IntervalSchedule.objects.get_or_create(
                every=entry.minutes, period=IntervalSchedule.MINUTES
            )
        else:
            hour, minute = entry.at.split(":")
            fields["crontab"], _created = CrontabSchedule.objects.get_or_create(
                hour=str(int(hour)), minute=str(int(minute)), timezone="Asia/Shanghai"
            )
        PeriodicTask.objects.create(name=entry.name, **fields)


def connect() -> None:
    """Once, from core's ``ready``: the sweep, the purge, and the writing after migrate."""
    every("core: send lost jobs again", minutes=1, task="core.sweep")
    daily("core: remove audit lines past their time", at="03:40", task="core.purge_audit")
    daily("core: remove old jobs", at="03:50", task="core.purge_jobs")
    every("core: news to other systems", minutes=1, task="core.send_webhooks")
    daily("core: remove old news", at="03:55", task="core.purge_webhooks")
    post_migrate.connect(_after_migrate, dispatch_uid="core.schedule")


def _after_migrate(sender: Any, **kwargs: Any) -> None:
    if sender.name == "django_celery_beat":
        write()
