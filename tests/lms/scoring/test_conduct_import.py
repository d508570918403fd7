"""Files of conduct records: tried first, each refused row named, the same file twice is once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from lms.accounts.roster.opening import open_list
from lms.core.errors import Invalid
from lms.core.jobs import run_now
from lms.core.models import AuditEntry, Job
from lms.scoring.conduct.importing import importing
from lms.scoring.conduct.importing.columns import COLUMNS, FORM, write_template
from lms.scoring.models import ConductRecord
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
GOOD = {"key": "ZG-1", "code": "YH-1", "name": "张三", "kind": "公益活动", "on": date(2026, 11, 5),
        "hours": 2.5, "note": "清扫河道"}  # fmt: skip


@pytest.fixture(autouse=True)
def moment(at):
    at(datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
def person(land):
    return people.offender(land.office, code="YH-1", name="张三")


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


def workbook(*rows, keys=("key", "code", "name", "kind", "on", "hours", "stage", "note", "late")):
    book, content = Workbook(), BytesIO()
    labels = {column.key: column.label() for column in COLUMNS}
    book.active.append([labels[key] for key in keys])
    for row in rows:
        book.active.append([row.get(key) for key in keys])
    book.save(content)
    return content.getvalue()


def sheet(*rows):
    return open_list("a.xlsx", workbook(*rows), FORM)


def faults(outcome):
    return [(one.line, one.key) for one in outcome.faults]


def test_the_dry_run_writes_nothing(officer, person):
    outcome = importing.check(sheet(GOOD), by=officer)
    assert dict(outcome.counts) == {"new": 1}
    assert not ConductRecord.objects.exists()
    assert not AuditEntry.objects.filter(verb="scoring.conduct_recorded").exists()


def test_the_same_file_twice_is_once(officer, person):
    first = importing.carry_out(sheet(GOOD), by=officer)
    again = importing.carry_out(sheet(GOOD), by=officer)
    assert (dict(first.counts), dict(again.counts)) == ({"new": 1}, {"same": 1})
    made = ConductRecord.objects.get()
    assert (made.origin, made.outside_key, made.offender) == ("import", "ZG-1", person)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"key": None}, "key"),
        ({"code": "YH-9"}, "code"),
        ({"name": "李四"}, "name"),
        ({"kind": "跳舞"}, "kind"),
        ({"kind": None}, "kind"),
        ({"on": "昨天"}, "on"),
        ({"on": date(2026, 12, 1)}, "on"),
        ({"on": date(2020, 1, 1)}, "on"),
        ({"hours": 30}, "hours"),
        ({"hours": None}, "hours"),
        ({"hours": "=1+1"}, "hours"),
        ({"stage": "入矫"}, "stage"),
        ({"late": "也许"}, "late"),
    ],
)
def test_a_refused_row_is_named_and_the_others_come_in(officer, person, changes, key):
    other = GOOD | {"key": "ZG-2", "on": date(2026, 11, 6)}
    outcome = importing.carry_out(sheet(GOOD | changes, other), by=officer)
    assert faults(outcome) == [(2, key)]
    assert outcome.faults[0].problem
    assert outcome.faults[0].column
    assert [one.outside_key for one in ConductRecord.objects.all()] == ["ZG-2"]


def test_a_key_stands_once_in_a_file(officer, person):
    outcome = importing.carry_out(sheet(GOOD, GOOD | {"hours": 3}), by=officer)
    assert faults(outcome) == [(3, "key")]


def test_a_known_key_with_other_content_is_refused(officer, person):
    importing.carry_out(sheet(GOOD), by=officer)
    outcome = importing.carry_out(sheet(GOOD | {"hours": 3}), by=officer)
    assert faults(outcome) == [(2, "key")]


def test_people_of_other_offices_are_not_there(land, person):
    stranger = people.user_with_role("officer", land.office2)
    outcome = importing.carry_out(sheet(GOOD), by=stranger)
    assert faults(outcome) == [(2, "code")]


def test_a_locked_month_needs_the_word_late(land, officer, person):
    scoring.county_month(land.county, "2026-10")
    old = GOOD | {"on": date(2026, 10, 5)}
    assert faults(importing.carry_out(sheet(old), by=officer)) == [(2, "on")]
    importing.carry_out(sheet(old | {"late": "是"}), by=officer)
    assert ConductRecord.objects.get().is_late


def test_batches_hang_together(officer, person, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = [GOOD | {"key": f"ZG-{n}", "on": date(2026, 11, n)} for n in range(1, 8)]
    seen = []
    outcome = importing.carry_out(sheet(*rows), by=officer, report=lambda a, b: seen.append((a, b)))
    assert (outcome.counts["new"], seen[-1]) == (7, (7, 7))


def test_merged_cells_wrong_headings_and_too_many_rows_are_refused(monkeypatch):
    book = load_workbook(BytesIO(workbook(GOOD, GOOD)))
    book.active.merge_cells("A2:A3")
    content = BytesIO()
    book.save(content)
    for data in (content.getvalue(), workbook(GOOD, keys=("key", "name"))):
        with pytest.raises(Invalid):
            open_list("a.xlsx", data, FORM)


def test_the_template_can_be_read_and_filled_in(tmp_path):
    write_template(tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert len(book.worksheets) == 4
    assert book.worksheets[0].data_validations.dataValidation
    assert book.worksheets[2].max_row == 3
    assert open_list("a.xlsx", (tmp_path / "a.xlsx").read_bytes(), FORM).columns


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def upload(client, name="记录.xlsx", content=None):
    file = SimpleUploadedFile(name, content if content is not None else workbook(GOOD))
    return client.post(reverse("scoring:conduct_import"), {"file": file})


def test_from_upload_to_import(officer, person):
    client = as_(officer)
    report = upload(client).url
    run_now(Job.objects.get())
    assert client.get(report).context["to_do"] == 1
    assert not ConductRecord.objects.exists()
    done = client.post(f"{report}apply/").url
    run_now(Job.objects.get(kind="scoring.conduct_import"))
    assert client.get(done).context["done"]
    assert ConductRecord.objects.count() == 1
    assert AuditEntry.objects.filter(verb="scoring.conduct_imported", actor=officer).exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600), ("a.xlsx", b""), ("a.xlsx", b"PK nonsense"),
     ("a.csv", b"1,2")],
)  # fmt: skip
def test_what_is_no_workbook_is_refused_at_once(officer, name, content):
    assert upload(as_(officer), name, content).status_code == 422
    assert not Job.objects.exists()


def test_a_report_is_its_uploaders(land, officer, person):
    report = upload(as_(officer)).url
    other = people.user_with_role("officer", land.office)
    assert as_(other).get(report).status_code == 404
    assert as_(other).post(f"{report}apply/").status_code == 404
    prosecutor = people.user_with_role("prosecutor", land.procuratorate)
    for name in ("conduct_import", "conduct_template"):
        address = reverse(f"scoring:{name}")
        assert as_(prosecutor).get(address).status_code == 403
        assert as_(officer).get(address).status_code == 200


def test_what_was_not_checked_is_not_imported(officer, person):
    client = as_(officer)
    report = upload(client).url
    assert client.post(f"{report}apply/").status_code == 409
