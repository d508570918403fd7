"""What apps want done regularly stands in beat's tables, and an operator's changes stay."""

from __future__ import annotations

import json
from typing import Any

import pytest
from celery import current_app
from django_celery_beat.models import PeriodicTask

from lms.core import jobs, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Only what the test registers."""
    monkeypatch.setattr(schedule, "_entries", {})


def test_migrating_wrote_what_is_registered() -> None:
    written = set(PeriodicTask.objects.values_list("name", flat=True))
    assert {entry.name for entry in schedule._entries.values()} <= written
    assert "core: send lost jobs again" in written


def test_every_entry_names_a_task_or_a_job_that_exists() -> None:
    current_app.loader.import_default_modules()
    for entry in schedule._entries.values():
        assert entry.task in current_app.tasks, entry
        if entry.task == "core.enqueue":
            assert entry.args[0] in jobs._kinds, entry


def test_minutes_become_an_interval(entries: Any) -> None:
    schedule.every("a", minutes=5, task="core.sweep")
    schedule.write()
    task = PeriodicTask.objects.get(name="a")
    assert (task.interval.every, task.interval.period) == (5, "minutes")


def test_a_time_of_day_is_local(entries: Any) -> None:
    schedule.daily("b", at="03:05", job="test.nightly")
    schedule.write()
    task = PeriodicTask.objects.get(name="b")
    assert (task.crontab.hour, task.crontab.minute) == ("3", "5")
    assert str(task.crontab.timezone) == "Asia/Shanghai"
    assert (task.task, json.loads(task.args)) == ("core.enqueue", ["test.nightly"])


def test_what_an_operator_changed_stays(entries: Any) -> None:
    schedule.every("a", minutes=5, task="core.sweep")
    schedule.write()
    PeriodicTask.objects.filter(name="a").update(enabled=False)
    schedule.write()
    assert not PeriodicTask.objects.get(name="a").enabled


def test_writing_twice_writes_once(entries: Any) -> None:
    schedule.every("a", minutes=5, task="core.sweep")
    schedule.write()
    schedule.write()
    assert PeriodicTask.objects.filter(name="a").count() == 1
