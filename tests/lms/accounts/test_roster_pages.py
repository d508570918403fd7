"""Upload, dry run, import and export of rosters in the browser and as jobs."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from lms.accounts.models import Offender, User
from lms.accounts.roster import uploads, work
from lms.core import clock, jobs
from lms.core.models import AuditEntry, Job
from tests.factories import people
from tests.lms.accounts.rosters import content, person

START = "/people/import/"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="lms.accounts.backends.NameOrPhoneBackend")
    return client


@pytest.fixture
def manager(land) -> User:
    return people.user_with_role("manager", land.county)


@pytest.fixture
def client(manager) -> Client:
    return browser(manager)


def upload(client: Client, data: bytes, name: str = "r.xlsx"):
    return client.post(START, {"file": SimpleUploadedFile(name, data)})


def run_all() -> None:
    for one in Job.objects.unfinished().order_by("created_at"):
        jobs.run_now(one)


@pytest.mark.parametrize("role", ["officer", "prosecutor", "editor", "system_admin", "helper"])
def test_only_managers_import(land, role) -> None:
    client = browser(people.user_with_role(role, land.county))
    for address in (START, f"{START}template/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{START}export/").status_code == 403


def test_check_first_then_import(client) -> None:
    report = upload(client, content(person(1), person(2, risk_class="?"))).url
    run_all()
    page = client.get(report).content.decode()
    assert not Offender.objects.exists()
    assert "不在可选项之内" in page
    done = client.post(f"{report}apply/").url
    run_all()
    assert Offender.objects.count() == 1
    assert Job.objects.get(kind=work.IMPORT).result["refused"] == 1
    assert client.get(done).status_code == 200


def test_importing_twice_is_once(client) -> None:
    report = upload(client, content(person(1))).url
    run_all()
    assert client.post(f"{report}apply/").url == client.post(f"{report}apply/").url
    assert Job.objects.filter(kind=work.IMPORT).count() == 1


def test_an_unchecked_file_is_not_imported(client) -> None:
    report = upload(client, content(person(1))).url
    assert client.post(f"{report}apply/").status_code == 409


@pytest.mark.parametrize(("data", "name"), [
    (b"", "r.xlsx"), (b"x", "r.xlsx"), (b"x", "r.csv"), (b"\xd0\xcf\x11\xe0", "r.xls"),
    (b"x" * (20 * 1024 * 1024 + 1), "r.xlsx"),
])  # fmt: skip
def test_a_bad_file_is_told_at_once_and_not_kept(client, data, name) -> None:
    answer = upload(client, data, name)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Job.objects.exists()
    assert list(uploads.folder().glob("*")) == []


def test_no_file_at_all(client) -> None:
    assert client.post(START, {}).status_code == 422


def test_what_only_reading_shows_fails_the_job_with_a_sentence(client) -> None:
    report = upload(client, content(headings=["a", "b"])).url
    run_all()
    assert Job.objects.get().state == "failed"
    assert "表头" in client.get(report).content.decode()


def test_the_uploaded_file_is_encrypted_and_goes_after_the_import(client) -> None:
    data = content(person(1))
    report = upload(client, data).url
    (kept,) = uploads.folder().glob("*")
    assert not kept.read_bytes().startswith(b"PK")
    assert uploads.read(kept.name) == data
    run_all()
    client.post(f"{report}apply/")
    run_all()
    assert list(uploads.folder().glob("*")) == []


def test_a_file_nobody_imported_goes_after_a_day(client, at) -> None:
    upload(client, content(person(1)))
    at(clock.now() + uploads.KEPT * 2)
    assert uploads.forget_old() == 1


def test_a_report_is_seen_only_by_who_uploaded(land, client) -> None:
    report = upload(client, content(person(1))).url
    other = browser(people.user_with_role("manager", land.county))
    assert other.get(report).status_code == 404
    assert other.post(f"{report}apply/").status_code == 404


def test_rights_are_asked_again_when_the_job_runs(client, manager) -> None:
    upload(client, content(person(1)))
    manager.role_grants.all().delete()
    run_all()
    assert Job.objects.get().state == "failed"


def test_the_template_can_be_downloaded(client) -> None:
    answer = client.get(f"{START}template/")
    book = load_workbook(io.BytesIO(answer.getvalue()))
    assert book.sheetnames == ["名册", "填写说明", "示例", "选项"]


def test_the_export_is_a_job_with_a_file(land, client) -> None:
    people.offender(land.office, name="张三")
    address = client.post(f"{START}export/").url
    run_all()
    data = client.get(f"{address}result/").getvalue()
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet["B2"].value == "张三"
    assert AuditEntry.objects.filter(verb="person.looked_up").count() == 1


def test_a_killed_import_goes_on(client, monkeypatch) -> None:
    """The worker dies after a batch: the sweep sends the job again, and it ends what was begun."""
    from lms.accounts.roster import importing

    monkeypatch.setattr(importing, "BATCH", 2)
    report = upload(client, content(*(person(n) for n in range(1, 6)))).url
    run_all()
    client.post(f"{report}apply/")
    job = Job.objects.get(kind=work.IMPORT)

    def dies(self, done: int, total: int, note: str = "") -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(jobs.JobRun, "progress", dies)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_now(job)
    assert Offender.objects.count() == 2
    Job.objects.update(lease_until=None)
    jobs.run_now(job)
    job.refresh_from_db()
    assert (job.state, Offender.objects.count()) == ("done", 5)
