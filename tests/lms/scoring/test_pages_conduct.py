"""Officers' pages about conduct: record, prove, confirm, cancel; who may and who may not."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from lms.core.models import AuditEntry
from lms.scoring.actions.conduct import cancel_conduct, decide_conduct, record_conduct
from lms.scoring.evidence.attaching import attach, content_of, path_of
from lms.scoring.models import Attachment, ConductRecord
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def moment(at):
    at(datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
def person(land):
    return people.offender(land.office, code="YH-1", name="张三")


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, *args):
    return reverse(f"scoring:{name}", args=args)


def text_of(response):
    return response.content.decode()


def heavy(officer, person):
    return record_conduct(by=officer, offender=person, kind="warning", on=DAY, note="多次不报告")


def test_kinds_stand_in_groups_with_what_they_do(officer, person):
    page = text_of(as_(officer).get(url("choose_conduct", person.pk)))
    for said in ("+20", "−40", "−5"):
        assert said in page
    assert page.index("+20") < page.index("−40")
    assert url("record_conduct", person.pk, "admonition") in page


def test_a_record_with_its_evidence(officer, person):
    address = url("record_conduct", person.pk, "public_service")
    form = {"on": "2026-11-05", "hours": "2.5", "note": "清扫河道",
            "files": [scoring.photo(), scoring.pdf()]}  # fmt: skip
    answer = as_(officer).post(address, form)
    assert answer.url == url("person_conduct", person.pk)
    made = ConductRecord.objects.get()
    assert (made.note, made.recorded_by) == ("清扫河道", officer)
    assert Attachment.objects.filter(about=made.pk, offender=person).count() == 2


def test_with_a_file_that_is_refused_nothing_is_kept(officer, person):
    form = {"on": "2026-11-05", "files": [scoring.photo(), scoring.pdf(password="x")]}
    answer = as_(officer).post(url("record_conduct", person.pk, "good_deed"), form)
    assert answer.status_code == 422
    assert not ConductRecord.objects.exists()
    assert not Attachment.objects.exists()
    assert not list(path_of(uuid.uuid4()).parent.iterdir())


def test_what_stands_already_is_linked(officer, person):
    known = record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    address = url("record_conduct", person.pk, "report_late")
    answer = as_(officer).post(address, {"on": "2026-11-05"})
    assert answer.status_code == 422
    assert url("conduct", known.pk) in text_of(answer)


def test_a_locked_month_offers_to_record_late(land, officer, person):
    scoring.county_month(land.county, "2026-10")
    address = url("record_conduct", person.pk, "report_late")
    client = as_(officer)
    assert 'name="late"' in text_of(client.post(address, {"on": "2026-10-05"}))
    client.post(address, {"on": "2026-10-05", "late": "on"})
    assert ConductRecord.objects.get().is_late


def test_the_same_fact_is_asked_for_penalties_alone(officer, person):
    record_conduct(by=officer, offender=person, kind="report_missed", on=DAY)
    client = as_(officer)
    penalty = url("record_conduct", person.pk, "admonition")
    assert 'name="same_as"' in text_of(client.get(penalty))
    assert 'name="same_as"' not in text_of(
        client.get(url("record_conduct", person.pk, "good_deed"))
    )
    fact = ConductRecord.objects.get()
    client.post(penalty, {"on": "2026-11-06", "same_as": str(fact.pk)})
    assert ConductRecord.objects.get(kind="admonition").same_as == fact


def test_another_persons_record_is_no_same_fact(land, officer, person):
    other = people.offender(land.office)
    strange = record_conduct(by=officer, offender=other, kind="report_missed", on=DAY)
    record_conduct(by=officer, offender=person, kind="report_missed", on=DAY)
    form = {"on": "2026-11-06", "same_as": str(strange.pk)}
    answer = as_(officer).post(url("record_conduct", person.pk, "admonition"), form)
    assert answer.status_code == 422


def test_an_unknown_kind_has_no_form(officer, person):
    assert as_(officer).get(url("record_conduct", person.pk, "study")).status_code == 404


def test_the_second_person_confirms_on_the_page(officer, manager, person):
    record = heavy(officer, person)
    address = url("conduct", record.pk)
    assert 'name="accepted"' not in text_of(as_(officer).get(address))
    assert as_(officer).post(address, {"accepted": "yes"}).status_code == 403
    client = as_(manager)
    assert 'name="accepted"' in text_of(client.get(address))
    assert client.post(address, {"accepted": "no"}).status_code == 422
    client.post(address, {"accepted": "yes"})
    assert ConductRecord.objects.effective().get() == record


def test_the_badge_counts_what_waits_for_the_reader(officer, manager, person):
    heavy(officer, person)
    badge = '<span class="badge">1</span>'
    assert badge not in text_of(as_(officer).get(url("conduct_list")))
    page = text_of(as_(manager).get(url("conduct_list"), {"state": "waiting"}))
    assert "YH-1" in page
    assert "badge" in page


def test_a_record_is_cancelled_with_a_reason(officer, person):
    record = record_conduct(by=officer, offender=person, kind="report_late", on=DAY)
    client = as_(officer)
    assert client.post(url("cancel_conduct", record.pk), {"reason": ""}).status_code == 422
    client.post(url("cancel_conduct", record.pk), {"reason": "记错了"})
    assert not ConductRecord.objects.effective().exists()
    assert "记错了" in text_of(client.get(url("conduct", record.pk)))


def test_evidence_is_added_later(officer, person):
    record = record_conduct(by=officer, offender=person, kind="good_deed", on=DAY)
    address = url("add_conduct_evidence", record.pk)
    assert as_(officer).post(address, {}).status_code == 422
    as_(officer).post(address, {"files": [scoring.photo()]})
    assert Attachment.objects.get().about == record.pk


def test_a_file_is_answered_safely_and_the_look_is_logged(officer, person):
    made = attach(
        by=officer, kind="conduct", about=uuid.uuid4(), upload=scoring.pdf(), offender=person
    )
    answer = as_(officer).get(url("attachment", made.pk))
    assert answer.content == content_of(made)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEntry.objects.filter(verb="person.looked_up", on_whom=person.user).count() == 1


def test_a_file_is_not_there_for_others(land, officer, person):
    made = attach(
        by=officer, kind="conduct", about=uuid.uuid4(), upload=scoring.photo(), offender=person
    )
    assert as_(person.user).get(url("attachment", made.pk)).status_code == 200
    stranger = people.user_with_role("officer", land.office2)
    assert as_(stranger).get(url("attachment", made.pk)).status_code == 404
    assert as_(people.offender(land.office).user).get(url("attachment", made.pk)).status_code == 404


PAGES = ["person_conduct", "choose_conduct"]


@pytest.mark.parametrize("name", PAGES)
def test_a_persons_pages_are_for_their_office(land, officer, person, name):
    address = url(name, person.pk)
    assert as_(officer).get(address).status_code == 200
    assert as_(people.user_with_role("officer", land.office2)).get(address).status_code == 404
    assert as_(person.user).get(address).status_code == 403
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", ["conduct", "cancel_conduct", "add_conduct_evidence"])
def test_a_record_is_for_its_office(land, officer, person, name):
    record = record_conduct(by=officer, offender=person, kind="good_deed", on=DAY)
    address = url(name, record.pk)
    assert as_(officer).get(address).status_code == 200
    assert as_(people.user_with_role("officer", land.office2)).get(address).status_code == 404
    assert as_(person.user).get(address).status_code == 403


def test_a_prosecutor_reads_and_writes_nothing(land, officer, person):
    record = heavy(officer, person)
    client = as_(people.user_with_role("prosecutor", land.procuratorate))
    assert client.get(url("conduct", record.pk)).status_code == 200
    assert client.get(url("choose_conduct", person.pk)).status_code == 403
    assert client.post(url("conduct", record.pk), {"accepted": "yes"}).status_code == 403
    assert client.get(url("cancel_conduct", record.pk)).status_code == 403


def test_nobody_works_on_their_own_file(land, officer):
    own = people.offender(land.office)
    people.give_role(own.user, "officer", land.office)
    user = people.again(own.user)
    record = heavy(officer, own)
    assert as_(user).get(url("conduct", record.pk)).status_code == 404
    assert as_(user).post(url("record_conduct", own.pk, "good_deed"), {}).status_code == 403


def test_the_list_filters_and_exports_what_it_shows(land, officer, manager, person):
    confirmed, refused = heavy(officer, person), record_conduct(
        by=officer, offender=person, kind="ps_penalty", on=DAY
    )  # fmt: skip
    decide_conduct(by=manager, record=confirmed, accepted=True, reason="")
    decide_conduct(by=manager, record=refused, accepted=False, reason="没有决定书")
    gone = record_conduct(by=officer, offender=person, kind="good_deed", on=DAY)
    cancel_conduct(by=officer, record=gone, reason="记错")
    client, seen = as_(officer), {}
    for state in ("counts", "waiting", "refused", "cancelled"):
        page = client.get(url("conduct_list"), {"state": state})
        seen[state] = {row.pk for row in page.context["table"].page.rows}
    assert confirmed.pk in seen["counts"]
    assert (seen["waiting"], seen["refused"], seen["cancelled"]) == (
        set(), {refused.pk}, {gone.pk},
    )  # fmt: skip
    assert client.post(url("conduct_list"), {"export": "xlsx"}).status_code == 200


def test_the_list_holds_only_those_one_looks_after(land, officer, person):
    heavy(officer, person)
    stranger = people.user_with_role("officer", land.office2)
    assert "YH-1" not in text_of(as_(stranger).get(url("conduct_list")))


def test_pages_cost_as_much_however_much_there_is(officer, person, django_assert_max_num_queries):
    for day in range(1, 13):
        record_conduct(by=officer, offender=person, kind="report_late", on=date(2026, 11, day))
    client = as_(officer)
    for address in (url("conduct_list"), url("person_conduct", person.pk)):
        client.get(address)
        with django_assert_max_num_queries(15):
            client.get(address)


def test_the_persons_own_page_leads_here(officer, person):
    page = text_of(as_(officer).get(reverse("learning:person", args=[person.pk])))
    assert url("person_conduct", person.pk) in page
    assert url("choose_conduct", person.pk) in page
