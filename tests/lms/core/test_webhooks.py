"""News to other systems: who gets it, how it is signed, sent again and sent once more."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from lms.core import clock, webhook_sending, webhooks
from lms.core.errors import Conflict, Invalid
from lms.core.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from tests.factories import people

pytestmark = pytest.mark.django_db
SECRET = "only-we-two-know"


class Receiver(BaseHTTPRequestHandler):
    """Another system: keeps what it got, answers what the test wants."""

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.got.append(SimpleNamespace(headers=self.headers, body=body, path=self.path))
        self.send_response(server.status)
        if server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write("张三".encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def receiver(settings) -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.status = [], 204
    server.url = f"http://127.0.0.1:{server.server_port}/news?from=xinlu"
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def land(db):
    return people.land()


@pytest.fixture
def machine(land):
    return people.user_with_role("machine", land.county)


def endpoint(machine: Any, url: str, **fields: Any) -> WebhookEndpoint:
    fields.setdefault("events", ["credited"])
    made = WebhookEndpoint.objects.create(
        owner=machine, url=url, secret=SECRET, created_by=machine, **fields
    )
    webhooks.forget_wanted()
    return made


def later(monkeypatch, minutes):
    moment = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "_now", lambda: moment)


def test_news_arrives_with_a_signature_that_holds(land, machine, receiver):
    endpoint(machine, receiver.url)
    event = webhooks.emit("credited", {"seconds": 60}, people.offender(land.office))
    assert webhooks.deliver_due() == 1
    (got,) = receiver.got
    stamp, said = got.headers["X-Xinlu-Timestamp"], json.loads(got.body)
    expected = webhook_sending.signature(SECRET, stamp, got.body)
    assert got.headers["X-Xinlu-Signature"] == f"v1={expected}"
    assert got.headers["X-Xinlu-Id"] == said["id"] == str(event.pk)
    assert (said["kind"], said["data"]) == ("credited", {"seconds": 60})
    assert got.path == "/news?from=xinlu"


def test_what_was_taken_is_not_sent_again(land, machine, receiver):
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    assert (webhooks.deliver_due(), webhooks.deliver_due()) == (1, 0)
    assert len(receiver.got) == 1


def test_without_an_endpoint_nothing_is_asked(land, django_assert_num_queries):
    webhooks.wanted("credited")
    offender = people.offender(land.office)
    webhooks.wanted("credited")
    with django_assert_num_queries(0):
        assert webhooks.emit("credited", {}, offender) is None


def test_a_cache_that_is_gone_stops_nothing(land, machine, receiver, monkeypatch):
    endpoint(machine, receiver.url)

    def gone(*_args):
        raise ConnectionError

    for name in ("get", "set", "delete"):
        monkeypatch.setattr(webhooks.cache, name, gone, raising=False)
    assert webhooks.emit("credited", {}, people.offender(land.office)) is not None


def test_news_of_people_beyond_the_accounts_scope_is_not_written(land, machine, receiver):
    endpoint(machine, receiver.url)
    assert webhooks.emit("credited", {}, people.offender(land.office3)) is None
    assert WebhookEvent.objects.count() == 0


def test_news_of_another_kind_is_not_written(land, machine, receiver):
    endpoint(machine, receiver.url, events=["score_posted"])
    assert webhooks.emit("credited", {}, people.offender(land.office)) is None


def test_news_of_what_was_rolled_back_does_not_exist(land, machine, receiver):
    endpoint(machine, receiver.url)
    offender = people.offender(land.office)
    with transaction.atomic():
        webhooks.emit("credited", {}, offender)
        transaction.set_rollback(True)
    assert WebhookDelivery.objects.count() == 0


def test_it_is_tried_again_after_1_5_30_120_720_minutes(land, machine, receiver, monkeypatch):
    receiver.status = 500
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    for attempt, minutes in enumerate(webhooks.AGAIN, start=1):
        webhooks.deliver_due()
        row = WebhookDelivery.objects.get()
        assert (row.attempts, row.state, row.status) == (attempt, "waiting", 500)
        later(monkeypatch, minutes - 0.5)
        webhooks.deliver_due()
        assert len(receiver.got) == attempt
        later(monkeypatch, 1)
    webhooks.deliver_due()
    assert WebhookDelivery.objects.get().state == "failed"
    assert len(receiver.got) == 6


def test_a_receiver_that_comes_back_gets_it(land, machine, receiver, monkeypatch):
    receiver.status = 503
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    webhooks.deliver_due()
    receiver.status = 200
    later(monkeypatch, 2)
    assert webhooks.deliver_due() == 1
    assert receiver.got[0].body == receiver.got[1].body


def test_a_redirect_is_not_followed(land, machine, receiver):
    receiver.status = 302
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    assert webhooks.deliver_due() == 0
    row = WebhookDelivery.objects.get()
    assert (row.status, row.answer, len(receiver.got)) == (302, "redirect", 1)


def test_what_the_receiver_writes_is_not_kept(land, machine, receiver, caplog):
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    with caplog.at_level("INFO"):
        webhooks.deliver_due()
    assert "张三" not in WebhookDelivery.objects.get().answer + caplog.text


def test_nobody_there(land, machine, receiver):
    receiver.server_close()
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    assert webhooks.deliver_due() == 0
    assert WebhookDelivery.objects.get().answer.startswith("Connection")


def test_one_who_drips_is_hung_up_on(land, machine, settings, monkeypatch):
    """A byte now and then would keep a worker for ever."""
    import socket

    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(webhook_sending, "TIMEOUT", 0.3)
    silent = socket.create_server(("127.0.0.1", 0))
    endpoint(machine, f"http://127.0.0.1:{silent.getsockname()[1]}/")
    webhooks.emit("credited", {}, people.offender(land.office))
    webhooks.deliver_due()
    silent.close()
    assert WebhookDelivery.objects.get().answer == "no answer in time"


def test_an_endpoint_that_fails_does_not_hold_up_another(land, machine, receiver, monkeypatch):
    endpoint(machine, "http://127.0.0.1:9/")
    endpoint(machine, receiver.url)
    offender = people.offender(land.office)
    for _number in range(3):
        webhooks.emit("credited", {}, offender)
    tried = []
    post = webhook_sending._post
    monkeypatch.setattr(
        webhook_sending, "_post", lambda url, *rest: (tried.append(url), post(url, *rest))[1]
    )
    assert webhooks.deliver_due() == 3
    assert tried.count("http://127.0.0.1:9/") == 1


def test_an_account_that_lost_the_right_gets_nothing_more(land, machine, receiver):
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    machine.role_grants.update(ends_on="2020-02-01")
    webhooks.deliver_due()
    assert receiver.got == []
    assert WebhookDelivery.objects.get().state == "failed"


def test_sent_once_more_with_the_same_id(land, machine, receiver):
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    webhooks.deliver_due()
    webhooks.replay(by=machine, delivery=WebhookDelivery.objects.get())
    webhooks.deliver_due()
    first, second = receiver.got
    assert first.headers["X-Xinlu-Id"] == second.headers["X-Xinlu-Id"]


def test_what_is_on_its_way_is_not_sent_once_more(land, machine, receiver):
    endpoint(machine, receiver.url)
    webhooks.emit("credited", {}, people.offender(land.office))
    with pytest.raises(Conflict):
        webhooks.replay(by=machine, delivery=WebhookDelivery.objects.get())


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https://10.0.0.1/",
        "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://a:b@c.org/",
        "https://169.254.169.254/", "file:///etc/passwd", "https://example.org:99999/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url):
    with pytest.raises(Invalid):
        webhook_sending.check_url(url)


@pytest.mark.parametrize("url", ["https://example.org/x?y=1", "https://example.org:8443"])
def test_addresses_that_are_fine(url):
    webhook_sending.check_url(url)


def test_a_named_host_may_be_inside_and_without_tls(settings):
    settings.WEBHOOK_HOSTS = ["10.0.0.1", "hooks.intranet"]
    webhook_sending.check_url("http://10.0.0.1:8080/")
    webhook_sending.check_url("http://HOOKS.intranet/")


def test_a_name_that_leads_inside_is_not_reached(land, machine, monkeypatch):
    """The name looks harmless until it is looked up."""
    inside = [(2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(webhook_sending.socket, "getaddrinfo", lambda *a, **k: inside)
    endpoint(machine, "https://harmless.example.org/")
    webhooks.emit("credited", {}, people.offender(land.office))
    webhooks.deliver_due()
    assert WebhookDelivery.objects.get().answer == "not allowed: private"


def test_old_news_is_removed_and_what_waits_stays(land, machine, receiver, monkeypatch):
    endpoint(machine, receiver.url)
    offender = people.offender(land.office)
    webhooks.emit("credited", {}, offender)
    webhooks.deliver_due()
    later(monkeypatch, 60 * 24 * 91)
    webhooks.emit("credited", {}, offender)
    assert webhooks.purge() == 1
    assert WebhookEvent.objects.count() == 1
