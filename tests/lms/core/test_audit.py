"""The audit log: complete lines, never changed, removed only past their time."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import RequestFactory

from lms.core import audit, clock, context
from lms.core.models import AuditEntry
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def land() -> Any:
    return people.land()


def expired() -> AuditEntry:
    line = audit.record("test.done")
    fields = {f.attname: getattr(line, f.attname) for f in AuditEntry._meta.concrete_fields}
    fields |= {"id": uuid.uuid4(), "expires_at": clock.now() - timedelta(seconds=5)}
    return AuditEntry.objects.create(**fields)


def test_a_line_says_who_what_on_whom_and_what_changed(land: Any) -> None:
    officer = people.user_with_role("officer", land.office)
    offender = people.offender(land.office)
    line = audit.record(
        "accounts.level_changed", actor=officer, target=offender, on_whom=offender,
        before={"level": "strict"}, after={"level": "ordinary"}, reason="考核",
    )  # fmt: skip
    line.refresh_from_db()
    assert (line.actor, line.on_whom, line.verb) == (officer, offender.user, line.verb)
    assert (line.target_type, line.target_id) == ("accounts.offender", str(offender.pk))
    assert (line.before, line.after) == ({"level": "strict"}, {"level": "ordinary"})
    assert (line.success, line.reason, line.actor_name) == (True, "考核", str(officer))


def test_a_line_belongs_to_the_organisation_of_the_person_concerned(land: Any) -> None:
    manager = people.user_with_role("manager", land.county)
    offender = people.offender(land.office2)
    line = audit.look_up(offender, what="file", actor=manager)
    assert line.organisation_id == land.office2.pk
    assert audit.record("x", actor=manager).organisation_id == land.county.pk


def test_actor_address_and_request_come_from_the_request(land: Any) -> None:
    officer = people.user_with_role("officer", land.office)
    request = RequestFactory().get("/")
    request.user = officer
    facts = context.RequestInfo("request-0001", "192.0.2.7", "agent", request)
    token = context.current.set(facts)
    try:
        line = audit.record("x")
    finally:
        context.current.reset(token)
    assert (line.actor, line.address, line.request_id) == (officer, "192.0.2.7", "request-0001")


def test_the_platform_itself_has_no_name() -> None:
    line = audit.record("x")
    assert (line.actor, line.actor_name, line.address) == (None, "", None)


def test_it_is_kept_as_long_as_the_setting_says(settings: Any) -> None:
    settings.AUDIT_DAYS = 200
    line = audit.record("x")
    assert line.expires_at - line.at == timedelta(days=200)


def test_a_line_goes_with_the_transaction_that_failed() -> None:
    def fails() -> None:
        with transaction.atomic():
            audit.record("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not AuditEntry.objects.filter(verb="x").exists()


@pytest.mark.parametrize("column", ["verb", "actor_name", "expires_at", "success", "after"])
def test_no_column_of_a_line_can_be_changed(column: str) -> None:
    line = audit.record("x", after={"a": 1})
    value = {"success": False, "after": {"a": 2}, "expires_at": clock.now()}.get(column, "y")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=line.pk).update(**{column: value})


def test_a_line_cannot_be_removed_before_its_time() -> None:
    line = audit.record("x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=line.pk).delete()
    assert AuditEntry.objects.filter(pk=line.pk).exists()


def test_the_purge_removes_what_is_past_its_time_and_nothing_else() -> None:
    old, kept = expired(), audit.record("x")
    assert audit.purge() == 1
    assert not AuditEntry.objects.filter(pk=old.pk).exists()
    assert AuditEntry.objects.filter(pk=kept.pk).exists()


def test_moving_the_test_clock_purges_nothing(at: Any) -> None:
    audit.record("x")
    at(clock.now() + timedelta(days=5000))
    assert audit.purge() == 0


def test_prosecutor_and_auditor_read_their_part_of_the_tree(land: Any) -> None:
    here = audit.look_up(people.offender(land.office), what="file")
    there = audit.look_up(people.offender(land.office3), what="file")
    for role, place in (("prosecutor", land.procuratorate), ("auditor", land.county)):
        seen = AuditEntry.objects.visible_to(people.user_with_role(role, place))
        assert here in seen
        assert there not in seen


@pytest.mark.parametrize("role", ["officer", "manager", "editor", "system_admin", "offender"])
def test_nobody_else_reads_it(land: Any, role: str) -> None:
    audit.look_up(people.offender(land.office), what="file")
    reader = people.user_with_role(role, land.county)
    assert not AuditEntry.objects.visible_to(reader).exists()
