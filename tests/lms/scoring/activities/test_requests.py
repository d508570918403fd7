"""Requests: help, an appointment, an exemption for illness."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import today
from lms.learning.models import Exemption
from lms.messaging.models import Message
from lms.scoring.actions.activities import requests
from lms.scoring.models import Attachment, HelpRequest
from tests.factories import activities, learning

pytestmark = pytest.mark.django_db


def ask(offender, kind="assistance", **given) -> HelpRequest:
    given.setdefault("text", "想学一门手艺")
    return requests.ask(by=offender.user, kind=kind, **given)


def ill(offender, **changes) -> HelpRequest:
    given = {
        "starts_on": today(), "ends_on": today() + timedelta(days=3),
        "uploads": [activities.photo()],
    }  # fmt: skip
    return ask(offender, "illness", **given | changes)


def test_the_officer_is_told(officer, offender) -> None:
    ask(offender)
    message = Message.objects.get()
    assert message.recipient == officer
    assert offender.user.name not in message.body


def test_an_illness_keeps_its_days_and_its_paper(offender) -> None:
    made = ill(offender)
    assert made.starts_on == today()
    assert Attachment.objects.get(about=made.pk).kind == "help"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("text", {"text": "病"}),
        ("starts_on", {"starts_on": None}),
        ("ends_on", {"ends_on": None}),
        ("ends_on", {"ends_on": today() - timedelta(days=1)}),
        ("ends_on", {"ends_on": today() + timedelta(days=100)}),
        ("starts_on", {"starts_on": today() - timedelta(days=40)}),
        ("files", {"uploads": []}),
        ("files", {"uploads": [None] * 7}),
    ],
)
def test_bad_input_is_said_by_field(offender, field, change) -> None:
    with pytest.raises(Invalid) as refusal:
        ill(offender, **change)
    assert list(refusal.value.fields) == [field]
    assert not HelpRequest.objects.exists()


def test_agreeing_to_illness_grants_the_days_the_officer_gives(officer, offender) -> None:
    asked = ill(offender)
    last = today() + timedelta(days=1)
    requests.agree(by=officer, request=asked, ends_on=last)
    granted = Exemption.objects.get(offender=offender)
    assert (granted.kind, granted.starts_on, granted.ends_on) == ("illness", today(), last)
    assert str(last) in Message.objects.get(recipient=offender.user).body


def test_days_that_are_granted_already_are_no_obstacle(officer, offender) -> None:
    asked = ill(offender)
    learning.exemption(offender, officer, today(), today() + timedelta(days=9))
    assert requests.agree(by=officer, request=asked).state == "agreed"
    assert Exemption.objects.count() == 1


def test_days_out_of_order_change_nothing(officer, offender) -> None:
    asked = ill(offender)
    with pytest.raises(Invalid):
        requests.agree(by=officer, request=asked, ends_on=today() - timedelta(days=5))
    asked.refresh_from_db()
    assert asked.state == "sent"
    assert not Exemption.objects.exists()


def test_a_counselling_gets_its_hour(officer, offender) -> None:
    asked = ask(offender, "counselling")
    for hour in (None, now() - timedelta(hours=1)):
        with pytest.raises(Invalid):
            requests.agree(by=officer, request=asked, meets_at=hour)
    hour = now() + timedelta(days=1)
    assert requests.agree(by=officer, request=asked, meets_at=hour).meets_at == hour
    with pytest.raises(Conflict):
        requests.decline(by=officer, request=asked, reason="没空")


def test_declining_needs_a_reason_that_the_person_reads(officer, offender) -> None:
    asked = ask(offender)
    with pytest.raises(Invalid):
        requests.decline(by=officer, request=asked, reason="")
    requests.decline(by=officer, request=asked, reason="请到社区申请")
    assert "请到社区申请" in Message.objects.get(recipient=offender.user).body


def test_done_follows_agreed(officer, offender) -> None:
    asked = ask(offender)
    with pytest.raises(Conflict):
        requests.finish(by=officer, request=asked)
    requests.agree(by=officer, request=asked, answer="可以")
    assert requests.finish(by=officer, request=asked, note="已介绍").answer == "可以\n已介绍"


def test_another_office_answers_nothing(land, offender) -> None:
    asked = ask(offender)
    with pytest.raises(Denied):
        requests.agree(by=activities.officer(land.office2), request=asked)


def test_five_wait_at_most(offender) -> None:
    for _ in range(5):
        ask(offender)
    with pytest.raises(Conflict):
        ask(offender)
