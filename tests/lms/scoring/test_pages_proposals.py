"""The list of proposals, and one with its rule, facts and the decision."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lms.accounts.models import Offender
from lms.core.models import AuditEntry
from lms.scoring.models import Proposal
from lms.scoring.proposing import make_proposals
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db
LIST = "/scores/proposals/"


@pytest.fixture
def level(land):
    """Somebody of ``office`` who was warned: back to strict."""
    month = scoring.county_month(land.county, state="approved")
    person = people.offender(land.office, treatment_level="ordinary")
    facts = scoring.facts(records=[scoring.record("warning")])
    scoring.score(person, month, facts=facts)
    make_proposals(county_month=month)
    return Proposal.objects.get(kind="level")


@pytest.fixture
def manager(land, client):
    made = people.user_with_role("manager", land.county)
    client.force_login(made)
    return made


@pytest.fixture
def page(level):
    return reverse("scoring:proposal", args=[level.pk])


def listed(client, **query):
    return [one.kind for one in client.get(LIST, query).context["table"].page.rows]


def test_what_is_to_be_decided(client, manager, level):
    assert sorted(listed(client)) == ["level", "talk"]


def test_filters(land, client, manager, level):
    Proposal.objects.filter(kind="talk").update(state="lapsed")
    assert listed(client) == ["level"]
    assert listed(client, state="lapsed") == ["talk"]
    assert sorted(listed(client, state="all")) == ["level", "talk"]
    assert listed(client, state="all", kind="level") == ["level"]
    assert listed(client, office=land.office2.pk) == []
    assert listed(client, q=level.offender.code, kind="level") == ["level"]


def test_only_of_ones_own_part(land, client, level):
    client.force_login(people.user_with_role("officer", land.office2))
    assert listed(client) == []
    assert client.get(reverse("scoring:proposal", args=[level.pk])).status_code == 404


def test_not_of_oneself(land, client, level, page):
    people.give_role(level.offender.user, "officer", land.office)
    client.force_login(people.again(level.offender.user))
    assert listed(client) == []
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("role", ["editor", "helper", "auditor"])
def test_others_do_not_come_in(land, client, page, role):
    client.force_login(people.user_with_role(role, land.county))
    assert client.get(LIST).status_code == 403
    assert client.get(page).status_code == 403


def test_in_few_queries(client, manager, level, page, django_assert_max_num_queries):
    for address in (LIST, page):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_as_a_file(client, manager, level):
    file = client.post(LIST, {"export": "xlsx"})
    assert b"".join(file.streaming_content).startswith(b"PK")


def test_the_prosecutor_reads_and_does_not_decide(land, client, level, page):
    client.force_login(people.user_with_role("prosecutor", land.procuratorate))
    assert not client.get(page).context["may_decide"]
    assert client.post(page, {"accept": "1", "reason": "同意"}).status_code == 403


def test_rule_and_facts_in_words(client, manager, page):
    context = client.get(page).context
    assert len(context["seen"]) == 1
    assert context["rule"]
    assert [one.month for one in context["months"]] == ["2026-10"]


def test_looking_is_logged(client, manager, level, page):
    client.get(page)
    entry = AuditEntry.objects.get(verb="person.looked_up")
    assert entry.on_whom == level.offender.user


def test_accepted(client, manager, level, page):
    assert client.post(page, {"accept": "1", "reason": "本月受到警告"}).status_code == 302
    assert Offender.objects.get(pk=level.offender_id).treatment_level == "strict"
    assert "本月受到警告" in client.get(page).content.decode()


def test_declined(client, manager, level, page):
    assert client.post(page, {"decline": "1", "reason": "已谈话教育"}).status_code == 302
    assert Offender.objects.get(pk=level.offender_id).treatment_level == "ordinary"


def test_not_without_a_reason(client, manager, level, page):
    assert client.post(page, {"accept": "1", "reason": ""}).status_code == 422
    level.refresh_from_db()
    assert level.state == "open"


def test_not_without_saying_which(client, manager, level, page):
    assert client.post(page, {"reason": "同意"}).status_code == 422
    level.refresh_from_db()
    assert level.state == "open"


def test_not_twice(client, manager, page):
    client.post(page, {"decline": "1", "reason": "已谈话教育"})
    assert client.post(page, {"accept": "1", "reason": "改主意了"}).status_code == 409


def test_a_level_that_was_changed_meanwhile(client, manager, level, page):
    Offender.objects.filter(pk=level.offender_id).update(treatment_level="lenient")
    answer = client.post(page, {"accept": "1", "reason": "本月受到警告"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_an_officer_sees_that_the_county_decides(land, client, level, page):
    client.force_login(people.user_with_role("officer", land.office))
    assert not client.get(page).context["may_decide"]
    assert client.post(page, {"accept": "1", "reason": "同意"}).status_code == 403
