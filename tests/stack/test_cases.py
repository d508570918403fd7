"""A worker killed while it gives a case to the staff: everybody has it in the end, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.platform import Platform, until

COUNT = 8_000
PUBLISH = f"""
from cases.signals import case_published
from lms.accounts.models import StaffMember, User
from tests.factories import cases, people, training
land = people.land()
training.rule(land.county)
users = User.objects.bulk_create([
    User(username=f"staff{{n}}", name="陈静", organisation=land.office, password="!")
    for n in range({COUNT})
])
StaffMember.objects.bulk_create([
    StaffMember(user=one, unit=land.office, post="专职工作者") for one in users
])
case = cases.case(land.procuratorate, checks=[training.check()])
case_published.send(sender=None, case=case, submission=None, edition=1)
answer = case.pk
"""
GIVEN = "SELECT count(*) FROM training_requiredreading"
STATE = """
from lms.core.models import Job
from lms.messaging.models import Message
from lms.training.models import RequiredReading
told = Message.objects.filter(key__startswith="reading:")
answer = [
    RequiredReading.objects.count(), RequiredReading.objects.values("person").distinct().count(),
    told.count(), told.values("recipient").distinct().count(),
    Job.objects.get(kind="training.assign").attempts,
]
"""
DONE = "SELECT 1 FROM core_job WHERE kind = 'training.assign' AND state = 'done'"


@pytest.fixture
def working(tmp_path: Path) -> Iterator[Platform]:
    platform = Platform(tmp_path).prepare(pages=False)
    yield platform
    platform.stop()


def test_a_worker_killed_in_mid_giving_asks_nobody_twice(working: Platform) -> None:
    working.python(PUBLISH)
    working.start("worker")
    until(lambda: working.query(GIVEN)[0][0] > 0, what="the first readings")
    working.kill("worker")
    assert 0 < working.query(GIVEN)[0][0] < COUNT
    working.forward(minutes=3)
    working.start("worker")
    working.python("from lms.core import jobs; answer = jobs.sweep()")
    until(lambda: working.query(DONE), seconds=120, what="the end")
    assert working.python(STATE) == [COUNT] * 4 + [2]
