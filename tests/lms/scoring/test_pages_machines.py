"""Other systems: machine accounts with tokens, addresses that are told of news."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.actions.machines import create_machine, issue_machine_token
from lms.accounts.actions.people import change_level
from lms.accounts.models import ApiToken, User
from lms.core import clock, webhooks
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from lms.learning.signals import credited
from lms.scoring.actions import endpoints
from lms.scoring.notices.giving import give_notices
from lms.scoring.outward import telling as outward
from tests.factories import learning, people, scoring

pytestmark = pytest.mark.django_db
URL = "https://receiver.example.org/news"


@pytest.fixture
def security(land):
    return people.user_with_role("security_admin", land.county)


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def machine(land):
    return people.user_with_role("machine", land.county, name="综管平台")


def client(user):
    browser = Client()
    browser.force_login(user)
    return browser


def address(name, *args):
    return reverse(f"scoring:{name}", args=args)


def given(land, **changes):
    return {
        "name": "综管平台", "username": "zongguan", "organisation": land.county.pk, "label": "生产",
        "days": 365,
    } | changes  # fmt: skip


def secret_in(page):
    return re.search(r"<code>([\w-]{43})</code>", page.content.decode())[1]


def asked(token):
    return Client().get("/api/v1/scores", headers={"Authorization": f"Bearer {token}"}).status_code


# machine accounts


def test_a_system_is_connected_and_its_token_works(land, security):
    page = client(security).post(address("machine_new"), given(land))
    account = User.objects.get(username="zongguan")
    assert (account.role, account.organisation) == ("machine", land.county)
    assert not account.has_usable_password()
    token = secret_in(page)
    assert asked(token) == 200
    again = client(security).get(address("machine", account.pk)).content.decode()
    assert "生产" in again
    assert token not in again


def test_the_token_is_not_kept(land, security):
    _account, token = create_machine(
        by=security, name="x", username="x1", organisation=land.county, days=1
    )
    assert not ApiToken.objects.filter(hash=token).exists()


def test_an_ended_token_is_refused(land, security):
    account, token = create_machine(
        by=security, name="x", username="x1", organisation=land.county, days=30
    )
    row = account.api_tokens.get()
    client(security).post(address("token_end", account.pk, row.pk))
    assert asked(token) == 401


def test_a_token_ends_by_itself(land, security, monkeypatch):
    _account, token = create_machine(
        by=security, name="x", username="x1", organisation=land.county, days=30
    )
    moment = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "_now", lambda: moment)
    assert asked(token) == 401


@pytest.mark.parametrize("days", [0, 731, "x", ""])
def test_a_token_that_lasts_for_ever_is_refused(land, security, days):
    page = client(security).post(address("machine_new"), given(land, days=days))
    assert page.status_code == 422
    assert not User.objects.filter(username="zongguan").exists()


def test_a_name_that_is_known_is_refused(land, security, machine):
    page = client(security).post(address("machine_new"), given(land, username=machine.username))
    assert page.status_code == 422


def test_another_countys_machine_does_not_exist(land, security):
    other = people.user_with_role("machine", land.county2)
    assert client(security).get(address("machine", other.pk)).status_code == 404
    with pytest.raises(Denied):
        issue_machine_token(by=security, account=other, days=1)


def test_a_person_gets_no_issued_token(land, security, manager):
    assert client(security).get(address("machine", manager.pk)).status_code == 404
    with pytest.raises(Conflict):
        issue_machine_token(by=security, account=manager, days=1)


def test_a_manager_makes_no_machine_accounts(land, manager):
    assert client(manager).post(address("machine_new"), given(land)).status_code == 403


def test_the_list_counts_tokens_in_use(land, security, machine, django_assert_max_num_queries):
    issue_machine_token(by=security, account=machine, days=10)
    browser = client(security)
    browser.get(address("machines"))
    with django_assert_max_num_queries(14):
        page = browser.get(address("machines")).content.decode()
    assert machine.name in page


# addresses


def test_an_address_is_entered_and_its_secret_shown_once(manager, machine):
    page = client(manager).post(
        address("endpoint_new"), {"owner": machine.pk, "url": URL, "events": ["credited"]}
    )
    made = WebhookEndpoint.objects.get()
    assert secret_in(page) == made.secret
    later = client(manager).get(address("endpoint", made.pk)).content.decode()
    assert URL in later
    assert made.secret not in later


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://receiver.example.org/"}, {"url": "https://10.0.0.1/"}, {"url": "ftp://x/"},
        {"events": []}, {"events": ["everything"]}, {"owner": ""},
    ],
)  # fmt: skip
def test_what_is_refused(manager, machine, changes):
    sent = {"owner": machine.pk, "url": URL, "events": ["credited"]} | changes
    assert client(manager).post(address("endpoint_new"), sent).status_code == 422
    assert not WebhookEndpoint.objects.exists()


def test_the_same_address_twice_is_refused(manager, machine):
    endpoints.add_endpoint(by=manager, owner=machine, url=URL, events=["credited"])
    with pytest.raises(Conflict):
        endpoints.add_endpoint(by=manager, owner=machine, url=URL, events=["level_changed"])


def test_a_person_is_no_owner(land, manager):
    with pytest.raises(Invalid):
        endpoints.add_endpoint(
            by=manager, owner=people.user_with_role("officer", land.office), url=URL,
            events=["credited"],
        )  # fmt: skip


def test_another_countys_machine_is_no_owner(land, manager):
    other = people.user_with_role("machine", land.county2)
    with pytest.raises(Denied):
        endpoints.add_endpoint(by=manager, owner=other, url=URL, events=["credited"])
    made = WebhookEndpoint.objects.create(owner=other, url=URL, secret="x", created_by=other)
    assert client(manager).get(address("endpoint", made.pk)).status_code == 404
    assert client(manager).post(address("endpoint_end", made.pk)).status_code == 404


def test_out_of_use_nothing_more_is_sent(land, manager, machine):
    made, _secret = endpoints.add_endpoint(by=manager, owner=machine, url=URL, events=["credited"])
    webhooks.forget_wanted()
    webhooks.emit("credited", {}, people.offender(land.office))
    client(manager).post(address("endpoint_end", made.pk))
    webhooks.forget_wanted()
    assert WebhookDelivery.objects.get().state == "failed"
    assert webhooks.emit("credited", {}, people.offender(land.office)) is None


def test_what_failed_is_sent_once_more_from_the_page(land, manager, machine):
    made, _secret = endpoints.add_endpoint(by=manager, owner=machine, url=URL, events=["credited"])
    webhooks.forget_wanted()
    webhooks.emit("credited", {}, people.offender(land.office))
    WebhookDelivery.objects.update(state="failed", attempts=6)
    row = WebhookDelivery.objects.get()
    assert "再次发送" in client(manager).get(address("endpoint", made.pk)).content.decode()
    client(manager).post(address("delivery_again", row.pk))
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)
    other = people.user_with_role("manager", land.county2)
    assert client(other).post(address("delivery_again", row.pk)).status_code == 404


def test_the_file_of_scores_is_offered_to_who_may_take_it(land, manager):
    offered = reverse("api:scores_file")
    assert offered in client(manager).get(address("endpoints")).content.decode()
    admin = people.user_with_role("system_admin", land.county)
    assert offered not in client(admin).get(address("endpoints")).content.decode()


# what is told


@pytest.fixture
def listening(manager, machine):
    kinds = [kind.name for kind in webhooks.kinds()]
    endpoints.add_endpoint(by=manager, owner=machine, url=URL, events=kinds)
    webhooks.forget_wanted()


def test_credit_is_told(land, listening):
    offender = people.offender(land.office)
    entry = learning.credit(offender.user, 120)
    credited.send(sender=None, learner_id=offender.pk, entries=[entry])
    event = WebhookEvent.objects.get()
    assert event.kind == "credited"
    assert event.payload["entries"][0]["hash"] == entry.hash


def test_a_posted_score_is_told_once(land, listening):
    month = scoring.county_month(land.county, state="posted")
    score = scoring.score(people.offender(land.office), month)
    give_notices(county_month=month)
    give_notices(county_month=month)
    event = WebhookEvent.objects.get(kind="score_posted")
    assert (event.payload["total"], event.payload["month"]) == (score.total, "2026-10")


def test_many_posted_scores_are_told_in_few_queries(land, listening, django_assert_max_num_queries):
    month = scoring.county_month(land.county, state="posted")
    scores = [scoring.score(people.offender(land.office), month) for _number in range(12)]
    with django_assert_max_num_queries(5):
        outward.tell_posted(scores)
    assert WebhookDelivery.objects.count() == 12


def test_a_level_is_told(land, listening):
    offender = people.offender(land.office)
    change_level(by=None, offender=offender, level="ordinary", reason="满三个月")
    payload = WebhookEvent.objects.get(kind="level_changed").payload
    assert (payload["before"], payload["level"]) == ("strict", "ordinary")


def test_no_name_is_told(land, listening):
    offender = people.offender(land.office)
    change_level(by=None, offender=offender, level="ordinary", reason="满三个月")
    body = webhooks.body_of(WebhookEvent.objects.get()).decode()
    assert offender.user.name not in body
    assert "满三个月" not in body


def test_staff_who_study_are_not_told_of(land, listening):
    officer = people.user_with_role("officer", land.office)
    entry = learning.credit(officer, 120)
    credited.send(sender=None, learner_id=officer.pk, entries=[entry])
    assert not WebhookEvent.objects.exists()


def test_without_an_address_nothing_is_asked(land, django_assert_num_queries):
    offender = people.offender(land.office)
    entry = learning.credit(offender.user, 120)
    webhooks.wanted("credited")
    with django_assert_num_queries(0):
        credited.send(sender=None, learner_id=offender.pk, entries=[entry])
