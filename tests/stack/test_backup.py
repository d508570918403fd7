"""A backup of the running platform, restored on an empty one, on either engine."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lms.config.env import new_field_key
from tests.plugin import start_postgres
from tests.stack.platform import Platform

SEED = """
from datetime import UTC, datetime, timedelta
from django.core.files.base import ContentFile
from content.models import Document
from lms.core import audit, jobs
from lms.credits.actions import post_credits, Posting
from cases import originals
from tests.factories import cases, people

offender = people.offender(people.land().office, phone=people.phone(), username="learner")
audit.look_up(offender, what="file")
begun = datetime(2026, 11, 2, 1, tzinfo=UTC)
post_credits(learner_id=offender.pk, postings=[
    Posting(kind="study", seconds=120, source=f"s:{n}", started_at=begun + timedelta(hours=n),
            ended_at=begun + timedelta(hours=n, seconds=120, microseconds=7))
    for n in range(40)
])
jobs.enqueue("stack.gated", key="waiting")
document = Document(title="请假条")
document.file.save("请假条.txt", ContentFile("外出办事先请假".encode()))
gone = Document(title="gone")
gone.file.save("gone.txt", ContentFile(b"x"))
gone.delete()
submission = cases.submission(by=offender.user, organisation=people.land().procuratorate)
file = cases.source_file(submission, size=9, received=9)
originals.write(file.pk, 0, b"paper one").put()
answer = [str(offender.pk), offender.id_number, offender.user.phone, document.pk, gone.file.name]
"""
LOOK = """
from cases import originals
from cases.models import SourceFile
from content.models import Document
from lms.accounts.models import Offender, User
from lms.core.models import AuditEntry, Job
from lms.credits.models import CreditEntry
from tests.factories import people

offender = Offender.objects.get(user__username="learner")
document = Document.objects.get(title="请假条")
with document.file.open("rb") as file:
    text = file.read().decode()
answer = {
    "person": [str(offender.pk), offender.id_number, offender.user.phone],
    "signs_in": offender.user.check_password(people.PASSWORD),
    "found": Offender.objects.by_id_number(offender.id_number).count(),
    "document": [document.pk, text],
    "entries": CreditEntry.objects.count(),
    "looked_up": AuditEntry.objects.filter(verb="person.looked_up").count(),
    "job": Job.objects.get(key="waiting").state,
    "original": originals.content_of(SourceFile.objects.get()).decode(),
    "closed": oct(originals.folder_of(SourceFile.objects.get().pk).stat().st_mode & 0o777),
}
"""
CHANGE = """
from django.db import DatabaseError, transaction
from lms.core.models import AuditEntry
from lms.credits.models import CreditEntry

answer = []
for rows in (CreditEntry.objects.all(), AuditEntry.objects.all()):
    for change in (rows.delete, lambda: rows.update(**{rows.model._meta.pk.name: None})):
        try:
            with transaction.atomic():
                change()
        except DatabaseError as error:
            answer.append("append-only" in str(error))
"""
NEXT_DOCUMENT = """
from django.core.files.base import ContentFile
from content.models import Document
document = Document(title="next")
document.file.save("next.txt", ContentFile(b"x"))
answer = document.pk
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform with an offender, 40 ledger entries, a document, and one that was removed."""
    platform = Platform(tmp_path_factory.mktemp("source")).prepare(pages=False)
    platform.facts = platform.python(SEED)  # type: ignore[attr-defined]
    return platform


@pytest.fixture(scope="module")
def archive(source: Platform) -> Path:
    path = source.var.parent / "backup.zip"
    said = source.manage("backup", str(path)).stdout
    assert "read back and found whole" in said
    return path


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Platform:
    """A new machine: migrated, nobody there; on PostgreSQL when the test asks for it."""
    settings = {}
    if getattr(request, "param", "") == "postgresql":
        settings["DATABASE_URL"] = start_postgres(request.getfixturevalue("open_folder")).get_uri()
    return Platform(tmp_path / "new", **settings).prepare(pages=False)


@pytest.fixture
def open_folder() -> Any:
    """PostgreSQL, which is not root, must reach it."""
    folder = Path(tempfile.mkdtemp(prefix="xinlu-stack-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def key_of(platform: Platform) -> str:
    return str(platform.var / "field_encryption_key")


def refused(platform: Platform, *arguments: str) -> str:
    """The line with which restore refuses; nothing may have been written."""
    ended = platform.manage("restore", *arguments, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: ")
    assert ended.stderr.count("\n") == 1
    assert platform.query("SELECT COUNT(*) FROM accounts_user WHERE username = 'learner'") == [(0,)]
    assert not list((platform.var / "media").rglob("*.txt"))
    return ended.stderr


@pytest.mark.parametrize("empty", ["sqlite", "postgresql"], indirect=True)
def test_it_restores_to_an_empty_machine(source: Platform, archive: Path, empty: Platform) -> None:
    said = empty.manage("restore", str(archive), "--field-key-file", key_of(source)).stdout
    assert "The ledger is whole" in said
    person, document = source.facts[:3], source.facts[3]  # type: ignore[attr-defined]
    assert empty.python(LOOK) == {
        "person": person, "signs_in": True, "found": 1, "document": [document, "外出办事先请假"],
        "entries": 40, "looked_up": 1, "job": "queued", "original": "paper one", "closed": "0o700",
    }  # fmt: skip
    assert empty.manage("verify_ledger").stdout == "40 entries, 0 faults\n"
    assert empty.python(CHANGE) == [True, True, True, True]
    assert empty.python(NEXT_DOCUMENT) > document + 1  # the number of the removed one stays used
    again = archive.with_name(f"again-{empty.port}.zip")
    empty.manage("backup", str(again))
    assert same_rows(archive, again)


def same_rows(one: Path, other: Path) -> bool:
    """But for what was written since, and what each machine counts for itself."""
    rows = []
    for path in (one, other):
        with zipfile.ZipFile(path) as opened:
            manifest = json.loads(opened.read("manifest.json"))
            changed = ("rows/core_audit", "rows/content_document", "rows/wagtail", "media/")
            untouched = [name for name in manifest["members"] if not name.startswith(changed)]
            rows.append({name: sorted(opened.read(name).splitlines()) for name in untouched})
    assert {name for name in rows[0] if rows[0][name] != rows[1][name]} == set()
    return True


def test_it_is_made_while_others_write(source: Platform, tmp_path: Path) -> None:
    """The writer waits for nobody, and what it writes later is not in the archive."""
    read_and_write = """
import sqlite3
from django.conf import settings
from lms.config.backup import making, snapshot
from lms.core.models import Job
from pathlib import Path

real = snapshot.rows
def rows(source, table):
    if table.name == "core_job":
        Job.objects.create(kind="later")
    return real(source, table)
making.rows = rows
making.make(Path({path!r}), lambda line: None)
answer = Job.objects.filter(kind="later").count()
"""
    path = tmp_path / "b.zip"
    assert source.python(read_and_write.format(path=str(path))) == 1
    with zipfile.ZipFile(path) as opened:
        assert b"later" not in opened.read("rows/core_job.jsonl")


def test_it_is_never_written_over_and_a_bad_place_is_told(source: Platform, archive: Path) -> None:
    before = archive.read_bytes()
    for path, said in ((archive, "is there already"), ("/proc/x.zip", "/proc/x.zip: ")):
        ended = source.manage("backup", str(path), check=False)
        assert ended.returncode == 1
        assert said in ended.stderr
        assert ended.stderr.count("\n") == 1
    assert archive.read_bytes() == before


def test_a_platform_in_use_is_refused(source: Platform, archive: Path) -> None:
    ended = source.manage("restore", str(archive), check=False)
    assert "The platform is in use" in ended.stderr
    assert source.manage("verify_ledger").returncode == 0


def test_without_the_key_it_is_refused(archive: Path, empty: Platform, tmp_path: Path) -> None:
    assert "--field-key-file" in refused(empty, str(archive))
    assert "not the field encryption key" in refused(
        empty, str(archive), "--field-key-file", key_of(empty)
    )
    (tmp_path / "nonsense").write_text("nonsense")
    assert "the key" in refused(empty, str(archive), "--field-key-file", str(tmp_path / "nonsense"))


def test_a_key_from_the_environment_must_be_the_right_one(
    source: Platform, archive: Path, empty: Platform
) -> None:
    empty.environment["FIELD_ENCRYPTION_KEY"] = new_field_key()
    said = refused(empty, str(archive), "--field-key-file", key_of(source))
    assert "FIELD_ENCRYPTION_KEY of this platform is another one" in said
    empty.environment["FIELD_ENCRYPTION_KEY"] = Path(key_of(source)).read_text()
    assert "The ledger is whole" in empty.manage("restore", str(archive)).stdout


def test_a_damaged_archive_writes_nothing(
    source: Platform, archive: Path, empty: Platform, tmp_path: Path
) -> None:
    data = archive.read_bytes()
    (tmp_path / "short.zip").write_bytes(data[: len(data) // 2])
    flipped = bytearray(data)
    flipped[len(data) // 3] ^= 1
    (tmp_path / "flipped.zip").write_bytes(flipped)
    for name in ("short.zip", "flipped.zip"):
        refused(empty, str(tmp_path / name), "--field-key-file", key_of(source))


def test_a_fault_at_the_very_end_takes_everything_back(
    source: Platform, archive: Path, empty: Platform
) -> None:
    """The last moment before the commit: rows are read in, files are in place."""
    keys = Path(key_of(source)).read_text()
    failing = f"""
from pathlib import Path
from django.conf import settings
from lms.config.backup import archive, restoring, target

def commit(self):
    found = sorted(p.name for p in Path(settings.MEDIA_ROOT).rglob("*.txt"))
    raise OSError(28, "No space left on device", str(found))

for kind in (target._Sqlite, target._Postgresql):
    kind.commit = commit
try:
    restoring.restore(
        archive.Archive(Path({str(archive)!r})), {keys!r}, lambda line: None,
        before_commit=lambda: None,
    )
except OSError as error:
    answer = error.filename
"""
    assert "请假条" in empty.python(failing)
    refused(empty, str(archive.with_name("missing.zip")))
    assert empty.query("SELECT COUNT(*) FROM credits_creditentry") == [(0,)]
    said = empty.manage("restore", str(archive), "--field-key-file", key_of(source)).stdout
    assert "The ledger is whole" in said


def test_another_version_is_refused(source: Platform, archive: Path, empty: Platform) -> None:
    older = """
from lms.config.backup import restoring
from lms.config.backup.archive import Archive, Refused
from pathlib import Path
opened = Archive(Path({path!r}))
opened.manifest["migrations"].append("credits.0009_more")
try:
    restoring.require_same_version(opened)
except Refused as error:
    answer = str(error)
"""
    assert "credits.0009_more" in source.python(older.format(path=str(archive)))


def test_a_ledger_with_faults_is_restored_and_told(tmp_path: Path) -> None:
    """What is wrong must be seen on the new machine as well, not be lost with the old one."""
    old = Platform(tmp_path / "old").prepare(pages=False)
    old.python(SEED)
    old.python("from lms.credits.models import MonthTotal; MonthTotal.objects.update(seconds=1)")
    old.manage("backup", str(tmp_path / "b.zip"))
    new = Platform(tmp_path / "new").prepare(pages=False)
    ended = new.manage(
        "restore", str(tmp_path / "b.zip"), "--field-key-file", key_of(old), check=False
    )
    assert ended.returncode == 1
    assert "Restored, but the ledger has 1 faults." in ended.stderr
    assert new.query("SELECT COUNT(*) FROM credits_creditentry") == [(40,)]
