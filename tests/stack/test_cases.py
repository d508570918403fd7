"""A worker killed while it makes cases of a table, or gives a case to the staff: in the end all of
it is there, and once."""

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
ROWS = 60
TABLE = f"""
import io
from openpyxl import Workbook
from cases.actions.uploading import begin_upload, take_chunk
from cases.reading.rows import FIELDS
from tests.factories import cases, people
by = people.user_with_role("prosecutor", people.land().procuratorate)
book, held = Workbook(), io.BytesIO()
book.active.append([str(FIELDS[key]) for key in ("title", "facts", "case_number")])
for n in range({ROWS}):
    book.active.append([f"案例{{n}}", f"被告人林树收受周溪香烟{{n}}条。", ""])
book.save(held)
content = held.getvalue()
file = begin_upload(by=by, submission=cases.submission(by=by), name="案件.xlsx", size=len(content))
take_chunk(by=by, file=file, offset=0, content=content)
"""
CASES = """
from cases.models import Finding, SourceFile, Submission
found = Finding.objects.values("file", "start")
answer = [
    Submission.objects.count(), SourceFile.objects.filter(state="read").count(),
    Finding.objects.count() - found.distinct().count(),
]
"""
READ = "SELECT 1 FROM core_job WHERE kind = 'cases.read' AND state = 'done'"
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


def test_a_worker_killed_while_it_makes_cases_of_a_table(working: Platform) -> None:
    working.python(TABLE)
    kept = working.var / "originals"
    working.start("worker")
    until(lambda: len(list(kept.iterdir())) > 5, what="the first cases on the disk")
    working.kill("worker")
    assert working.query("SELECT count(*) FROM cases_submission") == [(1,)]
    working.forward(minutes=3)
    working.start("worker")
    working.python("from lms.core import jobs; answer = jobs.sweep()")
    until(lambda: working.query(READ), what="the reading")
    assert working.python(CASES) == [ROWS, ROWS, 0]
