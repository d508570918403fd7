"""Reflection reports: three ways to send, accepted or returned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.core.months import local_day
from lms.messaging.models import Message
from lms.scoring.actions.activities.reflections import (
    accept_reflection,
    return_reflection,
    send_reflection,
)
from lms.scoring.evidence import attaching
from lms.scoring.models import Attachment, ConductRecord, Reflection
from tests.factories import activities, people

pytestmark = pytest.mark.django_db


def send(offender, form="typed", **given) -> Reflection:
    if form == "typed":
        given.setdefault("text", activities.REPORT)
    return send_reflection(by=offender.user, form=form, **given)


def test_typed(offender) -> None:
    assert send(offender).state == "sent"
    raw = Reflection.objects.raw("SELECT id, text AS stored FROM scoring_reflection")[0].stored
    assert "公益" not in raw


def test_spoken_is_kept_as_a_recording(offender) -> None:
    report = send(offender, "spoken", uploads=[activities.recording()])
    file = Attachment.objects.get(about=report.pk)
    assert file.content_type == "audio/wav"
    assert attaching.content_of(file).startswith(b"RIFF")
    assert attaching.may_see(offender.user, file)
    assert not attaching.may_see(people.offender(offender.office).user, file)


def test_paper_is_some_photographs(offender) -> None:
    report = send(offender, "paper", uploads=[activities.photo(), activities.photo()])
    assert Attachment.objects.filter(about=report.pk, content_type="image/jpeg").count() == 2


def bad(form, count=1, **given):
    files = [activities.photo() for _ in range(count)] if form == "paper" else []
    return pytest.param(form, {"uploads": files} | given, id=f"{form} {count} {given}"[:40])


@pytest.mark.parametrize(
    ("form", "given"),
    [
        bad("typed", text="太短了"),
        bad("typed", text="长" * 20_001),
        bad("typed", text="   "),
        bad("sung"),
        bad("spoken"),
        bad("paper", 0),
        bad("paper", 7),
        bad("spoken", uploads=[SimpleUploadedFile("a.mp3", b"no sound at all" * 400)]),
        bad("spoken", uploads=[SimpleUploadedFile("a.mp3", b"")]),
        bad("spoken", uploads=[activities.recording(310)]),
        bad("paper", uploads=[activities.photo(), SimpleUploadedFile("b.jpg", b"x" * 500)]),
    ],
)
def test_bad_input_leaves_nothing(offender, form, given) -> None:
    for upload in given["uploads"]:
        upload.seek(0)
    with pytest.raises(Invalid):
        send(offender, form, **given)
    assert not Reflection.objects.exists()
    assert not Attachment.objects.exists()


def test_accepted_it_counts_on_the_day_it_was_sent(officer, offender) -> None:
    report = activities.reflection(offender, sent_at=now() - timedelta(days=2))
    accept_reflection(by=officer, reflection=report)
    record = ConductRecord.objects.get()
    assert (record.kind, record.on) == ("reflection", local_day(report.sent_at))
    with pytest.raises(Conflict):
        return_reflection(by=officer, reflection=report, reason="再写")


def test_returned_with_a_reason_it_is_sent_again_once(officer, offender) -> None:
    report = activities.reflection(offender)
    with pytest.raises(Invalid):
        return_reflection(by=officer, reflection=report, reason=" ")
    returned = return_reflection(by=officer, reflection=report, reason="请写具体一些")
    assert "请写具体一些" in Message.objects.get(recipient=offender.user).body
    assert send(offender, follows=returned).follows == report
    with pytest.raises(Conflict):
        send(offender, follows=returned)
    assert not ConductRecord.objects.exists()


def test_nobody_answers_with_somebody_elses(land, officer, offender) -> None:
    other = activities.reflection(people.offender(land.office))
    return_reflection(by=officer, reflection=other, reason="再写")
    other.refresh_from_db()
    with pytest.raises(NotVisible):
        send(offender, follows=other)


def test_three_wait_at_most(offender) -> None:
    for _ in range(3):
        send(offender)
    with pytest.raises(Conflict):
        send(offender)


def test_an_officer_of_another_office_decides_nothing(land, offender) -> None:
    report = activities.reflection(offender)
    with pytest.raises(Denied):
        accept_reflection(by=activities.officer(land.office2), reflection=report)


def test_staff_send_no_reports(officer) -> None:
    with pytest.raises(Denied):
        send_reflection(by=officer, form="typed", text=activities.REPORT)


def test_after_correction_nothing_is_sent(land) -> None:
    over = people.offender(land.office, ends_on=local_day(now()) - timedelta(days=1))
    with pytest.raises(Conflict):
        send(over)
