"""The audit log as a page: who reads which lines, filters, export."""

from __future__ import annotations

import ast
import csv
from datetime import UTC, datetime

import pytest
from django.test import Client

from lms.config.env import BASE_DIR as ROOT
from lms.core import audit, jobs, verbs
from lms.core.models import AuditEntry, Job
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def auditor(land):
    return people.user_with_role("auditor", land.county)


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office, name="李四")


@pytest.fixture
def reader(client: Client, auditor) -> Client:
    client.force_login(auditor)
    return client


def page(client: Client, query: str = "") -> str:
    return client.get(f"/audit/{query}").content.decode()


def test_whoever_may_not_read_it_is_refused(client: Client, officer) -> None:
    client.force_login(officer)
    assert client.get("/audit/").status_code == 403


def test_one_reads_the_lines_of_one_s_own_organisations(land, auditor, officer) -> None:
    elsewhere = people.user_with_role("officer", land.office3)
    here = audit.record("x.here", actor=officer)
    audit.record("x.elsewhere", actor=elsewhere)
    audit.record("x.nowhere")
    seen = AuditEntry.objects.visible_to(auditor).filter(verb__startswith="x.")
    assert [entry.pk for entry in seen] == [here.pk]


def test_a_prosecutor_reads_the_county_they_are_attached_to(land, officer) -> None:
    prosecutor = people.user_with_role("prosecutor", land.procuratorate)
    audit.record("x.here", actor=officer)
    assert AuditEntry.objects.visible_to(prosecutor).filter(verb="x.here").exists()


def test_lines_of_no_organisation_are_read_at_the_top(land) -> None:
    keeper = people.user_with_role("audit_admin", land.province)
    audit.record("x.nowhere")
    assert AuditEntry.objects.visible_to(keeper).filter(verb="x.nowhere").exists()


def test_filters_by_who_and_on_whom(reader, land, officer) -> None:
    offender = people.offender(land.office, code="YH-77")
    audit.look_up(offender, what="file", actor=officer)
    audit.record("x.other", actor=officer)
    assert "查看人员" in page(reader, "?actor=李四&whom=YH-77")
    assert "x.other" not in page(reader, "?whom=YH-77")


def test_filters_by_day_of_the_local_clock(reader, officer, at) -> None:
    at(datetime(2026, 11, 24, 17, 0, tzinfo=UTC))  # the 25th in Shanghai
    audit.record("x.late", actor=officer)
    at(datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    assert "x.late" in page(reader, "?since=2026-11-25&until=2026-11-25")
    assert "x.late" not in page(reader, "?until=2026-11-24")


def test_reading_what_was_done_to_a_person_is_a_look_up(reader, land, auditor) -> None:
    offender = people.offender(land.office, code="YH-78")
    page(reader, "?whom=YH-78")
    looked = AuditEntry.objects.get(verb="person.looked_up", actor=auditor)
    assert looked.on_whom == offender.user


def test_a_filter_that_is_not_understood_finds_nothing(reader, officer) -> None:
    audit.record("x.here", actor=officer)
    assert "x.here" not in page(reader, "?since=yesterday")


def test_it_is_exported_by_a_job_and_the_export_is_logged(reader, auditor, officer) -> None:
    audit.record("x.here", actor=officer, reason="=1+1")
    response = reader.post("/audit/?actor=李四", {"export": "csv"})
    done = jobs.run_now(Job.objects.get(kind="core.export"))
    assert (response.headers["Location"], done.state) == (f"/jobs/{done.pk}/", "done")
    rows = list(csv.reader(jobs.result_path(done).read_text("utf-8-sig").splitlines()))
    assert [row[3] for row in rows[1:] if row[7] == "'=1+1"] == ["x.here"]
    logged = AuditEntry.objects.get(verb="list.exported")
    assert (logged.actor, logged.after["filters"]) == (auditor, ["actor"])


def test_a_right_that_has_ended_ends_the_export(reader, auditor) -> None:
    reader.post("/audit/", {"export": "xlsx"})
    auditor.role_grants.all().delete()
    assert jobs.run_now(Job.objects.get(kind="core.export")).state == "failed"


def verbs_in_code() -> set[str]:
    """What our code records by a verb that stands there as text."""
    found = set()
    sources = [p for root in ("lms", "content") for p in (ROOT / root).rglob("*.py")]
    for path in sources:
        for call in (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            first = call.args[0] if call.args else None
            if name in ("record", "record_many") and isinstance(first, ast.Constant):
                found.add(str(first.value))
    return found


def test_every_verb_is_named_in_words() -> None:
    unnamed = sorted(verb for verb in verbs_in_code() if verbs.label(verb) == verb)
    assert unnamed == []
