"""One message per key; deliveries are tried again and never doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.core import clock
from lms.core.errors import NotVisible
from lms.core.jobs import run_now
from lms.core.models import Job
from lms.messaging import actions, providers
from lms.messaging.models import Delivery, Message
from lms.messaging.tasks import deliver_again
from tests.factories import people

pytestmark = pytest.mark.django_db


class Flaky:
    """A provider that is down for the first ``failures`` calls."""

    logged_only = False

    def __init__(self, failures: int) -> None:
        self.failures, self.keys = failures, []

    def send(self, *, to, subject, body, key) -> str:
        self.keys.append(key)
        if len(self.keys) <= self.failures:
            raise providers.ProviderDown("down")
        return "ok"


@pytest.fixture
def channel(monkeypatch):
    def use(provider) -> None:
        monkeypatch.setattr(actions, "providers", lambda: {"sms": provider})

    return use


def message(**changes) -> Message:
    fields = {"to": people.user(), "subject": "学习提醒", "body": "本月还差 3 学时。", "key": "k1"}
    return actions.send(**fields | changes)


def test_same_key_sends_once(channel) -> None:
    channel(Flaky(0))
    to = people.user()
    first = message(to=to, channels=["sms"])
    assert message(to=to, channels=["sms"]) == first
    assert Delivery.objects.count() == 1


def test_unknown_channel_is_left_out() -> None:
    message(channels=["carrier-pigeon"])
    assert Delivery.objects.count() == 0


def test_provider_down_is_tried_again_later(channel) -> None:
    channel(Flaky(1))
    delivery = message(channels=["sms"]).deliveries.get()
    actions.deliver(delivery)
    assert delivery.state == "waiting"
    assert delivery.next_try_at > clock.now()
    actions.deliver(delivery)
    assert (delivery.state, delivery.attempts) == ("sent", 2)


def test_after_six_attempts_it_has_failed(channel) -> None:
    channel(Flaky(99))
    delivery = message(channels=["sms"]).deliveries.get()
    for _attempt in range(6):
        actions.deliver(delivery)
    assert delivery.state == "failed"
    assert not Delivery.objects.filter(next_try_at__lt=clock.now() + timedelta(days=1)).due()


def test_provider_gets_a_key_that_names_message_and_channel(channel) -> None:
    provider = Flaky(0)
    channel(provider)
    actions.deliver(message(channels=["sms"]).deliveries.get())
    assert provider.keys == ["k1:sms"]


def test_log_provider_says_that_it_only_logged() -> None:
    delivery = message(channels=["sms"]).deliveries.get()
    assert actions.deliver(delivery).state == "logged"


def test_what_waits_is_queued_again_when_its_time_has_come(channel) -> None:
    channel(Flaky(1))
    delivery = message(channels=["sms"]).deliveries.get()
    run_now(Job.objects.get())
    deliver_again()
    assert Job.objects.count() == 1
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=clock.now())
    deliver_again()
    deliver_again()
    run_now(Job.objects.unfinished().get())
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_many_are_sent_once_each() -> None:
    people_told = [people.user() for _ in range(3)]
    notes = [
        actions.Note(to=one, subject="学习提醒", body="还差", key=f"n{one.pk}", channels=("sms",))
        for one in people_told
    ]
    assert actions.send_many(notes[:2]) == 2
    assert actions.send_many([*notes, notes[2]]) == 1
    assert Message.objects.count() == Delivery.objects.count() == 3
    run_now(Job.objects.unfinished().first())
    assert not Delivery.objects.due().exists()


def test_many_without_a_channel_wait_for_no_delivery() -> None:
    note = actions.Note(to=people.user(), subject="学习提醒", body="还差", key="n1")
    assert actions.send_many([note]) == 1
    assert not Job.objects.exists()


def test_nobody_reads_another_person_s_message() -> None:
    sent = message()
    with pytest.raises(NotVisible):
        actions.mark_read(by=people.user(), message_id=sent.pk)


def test_reading_is_noted_once() -> None:
    sent = message()
    first = actions.mark_read(by=sent.recipient, message_id=sent.pk).read_at
    assert actions.mark_read(by=sent.recipient, message_id=sent.pk).read_at == first
