"""Individual talks: what is kept, what the person reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.core.errors import Denied, Invalid
from lms.core.months import today
from lms.messaging.models import Message
from lms.scoring.actions.activities.talks import record_talk
from lms.scoring.models import ConductRecord, Talk
from tests.factories import activities

pytestmark = pytest.mark.django_db


def record(officer, offender, **changes) -> Talk:
    given = {
        "on": today(), "minutes": 30, "about": "工作", "summary": "谈了找工作的困难和家里的情况。",
        "next_step": "周五去人社局",
    }  # fmt: skip
    return record_talk(by=officer, offender=offender, **given | changes)


def test_a_talk_counts_and_its_summary_is_unreadable_on_the_disk(officer, offender) -> None:
    talk = record(officer, offender)
    found = ConductRecord.objects.get()
    assert (found.kind, found.outside_key) == ("individual_talk", f"talk:{talk.pk}")
    raw = Talk.objects.raw("SELECT id, summary AS stored FROM scoring_talk")[0].stored
    assert "困难" not in raw


def test_the_person_reads_what_was_agreed_alone(officer, offender) -> None:
    record(officer, offender)
    message = Message.objects.get(recipient=offender.user)
    assert "周五去人社局" in message.body
    assert "困难" not in message.body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", date(2999, 1, 1)),
        ("on", today() - timedelta(days=100)),
        ("minutes", 0),
        ("about", " "),
        ("summary", "短"),
        ("next_step", "长" * 201),
    ],
)
def test_bad_input_leaves_nothing(officer, offender, field, value) -> None:
    with pytest.raises(Invalid) as refusal:
        record(officer, offender, **{field: value})
    assert field in refusal.value.fields
    assert not Talk.objects.exists()
    assert not ConductRecord.objects.exists()


def test_an_officer_of_another_office_may_not(land, offender) -> None:
    with pytest.raises(Denied):
        record(activities.officer(land.office2), offender)
