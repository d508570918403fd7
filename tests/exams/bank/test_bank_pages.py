"""The pages that bring questions in and out: who may, what is refused at once, the whole way."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from exams import formats
from exams.models import Question
from lms.accounts.roster import uploads
from lms.core import jobs
from lms.core.jobs import run_now
from lms.core.models import AuditEntry, Job
from tests.exams.formats.test_real import FILES, FOLDER
from tests.factories import exams, people

pytestmark = pytest.mark.django_db
IMPORT, EXPORT = "/exams/questions/import/", "/exams/questions/export/"
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture
def county():
    return people.land().county


@pytest.fixture
def editor(county):
    return people.user_with_role("editor", county)


def client(user):
    browser = Client(**ENGLISH)
    browser.force_login(user)
    return browser


@pytest.fixture
def desk(editor):
    return client(editor)


def upload(desk, organisation, content, name="q.xml", **more):
    data = {"file": SimpleUploadedFile(name, content), "organisation": organisation.pk,
            "sharing": "county", "format": "", **more}  # fmt: skip
    return desk.post(IMPORT, data)


def good(*forms, format="moodle-xml"):
    return formats.write(forms or [exams.body()], format).content


def packed(**members):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return memory.getvalue()


def test_the_whole_way_in(desk, editor, county):
    answer = upload(desk, county, good(exams.body(stem="几号报到？"), exams.body("multiple")))
    assert answer.status_code == 302
    run_now(Job.objects.get(kind="exams.import_check"))
    page = desk.get(answer["Location"])
    assert "几号报到" in page.content.decode()
    assert not Question.objects.exists()
    answer = desk.post(answer["Location"] + "apply/", {"review": "on"})
    run_now(Job.objects.get(kind="exams.import"))
    page = desk.get(answer["Location"])
    assert page.status_code == 200
    assert Question.objects.filter(made_by=editor, owner_organisation=county).count() == 2
    job = Job.objects.get(kind="exams.import")
    assert (job.state, job.result["new"], job.result["submitted"]) == ("done", 2, 2)
    assert AuditEntry.objects.filter(verb="exams.questions_imported", actor=editor).exists()
    assert not list(uploads.folder().iterdir())


def test_the_whole_report_is_a_workbook(desk, county):
    upload(desk, county, good(exams.body(stem="几号报到？")))
    run_now(job := Job.objects.get())
    job.refresh_from_db()
    answer = desk.get(reverse("core:job_result", args=[job.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert "几号报到？" in rows[1]


def test_twice_the_same_button_imports_once(desk, county):
    where = upload(desk, county, good())["Location"]
    run_now(Job.objects.get())
    first, second = (desk.post(f"{where}apply/")["Location"] for _ in range(2))
    assert first == second
    assert Job.objects.filter(kind="exams.import").count() == 1


def test_a_killed_import_is_taken_up_again(desk, county, monkeypatch):
    where = upload(desk, county, good(exams.body(), exams.body()))["Location"]
    run_now(Job.objects.get())
    desk.post(f"{where}apply/")
    job = Job.objects.get(kind="exams.import")
    monkeypatch.setattr("exams.bank.work._report", lambda *_: (_ for _ in ()).throw(MemoryError))
    run_now(job)
    monkeypatch.undo()
    jobs.retry(Job.objects.get(pk=job.pk))
    run_now(job)
    job.refresh_from_db()
    assert (job.state, job.result["new"], Question.objects.count()) == ("done", 2, 2)


HOSTILE = {
    "empty": b"",
    "zip slip": packed(**{"imsmanifest.xml": "<manifest/>", "..__..__evil.xml": "x"}),
    "entity": b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    "laughs": b'<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>',
    "script in svg": packed(**{
        "imsmanifest.xml": '<manifest><resources><resource identifier="a" href="a.xml"'
        ' type="imsqti_item_xmlv2p1"><file href="a.svg"/></resource></resources></manifest>',
        "a.xml": '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a"'
        ' title="a"><itemBody><p><img src="a.svg" alt="a"/></p></itemBody></assessmentItem>',
        "a.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    }),
    "wrong encoding": b"<?xml version='1.0' encoding='UTF-8'?><quiz>\xff\xfe\xba\xc3</quiz>",
    "no questions": b"just words",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_at_once_and_leaves_nothing(desk, county, what):
    answer = upload(desk, county, HOSTILE[what])
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Job.objects.exists()
    assert not uploads.folder().exists()


def test_gb18030_is_read_and_said(desk, county):
    content = "几号报到？\nA. 一号\nB. 五号\nANSWER: A\n".encode("gb18030")
    answer = upload(desk, county, content, name="q.txt")
    run_now(Job.objects.get())
    page = desk.get(answer["Location"]).content.decode()
    assert "GB18030" in page
    assert "几号报到" in page


def test_a_large_hostile_file_fails_in_its_job_and_is_not_kept(desk, county, monkeypatch):
    monkeypatch.setattr("exams.forms.bank.READ_AT_ONCE", 10)
    answer = upload(desk, county, HOSTILE["entity"])
    run_now(Job.objects.get())
    job = Job.objects.get()
    assert (job.state, bool(job.note)) == ("failed", True)
    assert job.note in desk.get(answer["Location"]).content.decode()
    assert not list(uploads.folder().iterdir())


@pytest.mark.parametrize("role", ["officer", "manager", "reviewer", "offender"])
def test_others_may_not(county, role):
    stranger = client(people.user_with_role(role, county))
    for address in (IMPORT, EXPORT, f"{IMPORT}template/"):
        assert stranger.get(address).status_code == 403


def test_nobody_writes_for_another_organisation(desk):
    elsewhere = people.land().county2
    assert upload(desk, elsewhere, good()).status_code == 422
    exams.question(owner=elsewhere)
    answer = desk.post(EXPORT, {"organisation": elsewhere.pk, "format": "xlsx"})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_report_is_its_owners(desk, county):
    where = upload(desk, county, good())["Location"]
    run_now(Job.objects.get())
    other = client(people.user_with_role("editor", county))
    assert other.get(where).status_code == 404
    assert other.post(f"{where}apply/").status_code == 404


def test_an_author_who_lost_the_right_imports_nothing(desk, editor, county):
    where = upload(desk, county, good())["Location"]
    run_now(Job.objects.get())
    desk.post(f"{where}apply/")
    editor.role_grants.all().delete()
    run_now(Job.objects.get(kind="exams.import"))
    assert Job.objects.get(kind="exams.import").state == "failed"
    assert not Question.objects.exists()


def test_the_template_has_examples_and_imports_nothing_by_itself(desk, county):
    answer = desk.get(f"{IMPORT}template/")
    content = b"".join(answer.streaming_content)
    assert len(load_workbook(io.BytesIO(content)).sheetnames) >= 3
    assert upload(desk, county, content, name="q.xlsx").status_code == 422


def test_the_whole_way_out(desk, editor, county):
    exams.question()
    exams.question("matching")
    answer = desk.post(EXPORT, {"organisation": county.pk, "format": "aiken"})
    run_now(job := Job.objects.get(kind="exams.export"))
    page = desk.get(answer["Location"])
    assert len(page.context["told"]) >= 1
    content = desk.get(reverse("core:job_result", args=[job.pk]))
    assert b"ANSWER: A" in b"".join(content.streaming_content)
    notes = desk.get(answer["Location"] + "notes/")
    sheet = load_workbook(io.BytesIO(b"".join(notes.streaming_content))).active
    assert sheet.max_row == 1 + len(page.context["told"])
    assert AuditEntry.objects.filter(verb="exams.questions_exported", actor=editor).exists()


def test_nothing_chosen_is_told(desk, county):
    answer = desk.post(EXPORT, {"organisation": county.pk, "format": "xlsx", "tag": "没有"})
    assert answer.status_code == 422


def test_the_report_page_asks_few_questions(desk, county, django_assert_max_num_queries):
    where = upload(desk, county, good(*[exams.body() for _ in range(30)]))["Location"]
    run_now(Job.objects.get())
    with django_assert_max_num_queries(12):
        desk.get(where)


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} is not there")
@pytest.mark.parametrize("name", FILES)
def test_real_files_through_the_page(desk, county, name):
    path = FOLDER / name
    answer = upload(desk, county, path.read_bytes(), name=path.name)
    assert answer.status_code == 302
    run_now(Job.objects.get())
    assert Job.objects.get().result["new"] >= 1
    assert desk.get(answer["Location"]).status_code == 200
