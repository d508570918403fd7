"""Objections: who may make, answer and decide them, until when, and what comes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.messaging.models import Message
from lms.scoring.actions import objections as acts
from lms.scoring.evidence.attaching import may_see
from lms.scoring.models import (
    Attachment,
    CountyMonth,
    MonthScore,
    Objection,
    ObjectionStep,
)
from lms.scoring.objections import disputes as objecting
from lms.scoring.objections import news as objection_news
from tests.factories import people, scoring
from tests.factories.objections import DURING, STUDIED, WHY, picture, uncounted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during(at) -> None:
    at(DURING)


# making one


def test_it_is_sent_with_its_deadlines_and_the_office_is_told(objection, officer) -> None:
    assert (objection.answer_due, objection.decide_due) == (date(2026, 11, 16), date(2026, 11, 19))
    step = objection.steps.get()
    assert (step.kind, step.text, step.by_id) == ("sent", WHY, objection.offender_id)
    told = Message.objects.get(recipient=officer)
    assert told.link == f"/scores/objections/{objection.pk}/"
    assert objection.offender.user.name not in told.body


def test_nobody_objects_for_another(score, officer, land) -> None:
    for user in (officer, people.offender(land.office).user):
        with pytest.raises(NotVisible):
            acts.object_to(by=user, score=score, text=WHY)


def test_a_guardian_objects_for_a_juvenile(posted, land) -> None:
    juvenile = people.offender(land.office, juvenile_regime=True)
    guardian = people.user_with_role("guardian", land.office)
    people.team_member(juvenile, guardian, kind="guardian")
    made = acts.object_to(by=guardian, score=scoring.score(juvenile, posted), text=WHY)
    assert made.steps.get().by == guardian


def test_until_the_end_of_the_last_day(score, at) -> None:
    at(datetime(2026, 11, 16, 15, 59, tzinfo=UTC))
    assert acts.object_to(by=score.offender.user, score=score, text=WHY)


def test_after_that_it_names_the_way_that_is_left(score, at) -> None:
    at(datetime(2026, 11, 16, 16, 0, tzinfo=UTC))
    with pytest.raises(Conflict, match="人民检察院"):
        acts.object_to(by=score.offender.user, score=score, text=WHY)
    assert not Objection.objects.exists()


@pytest.mark.parametrize("state", ["draft", "reviewed", "approved"])
def test_not_before_the_posting(score, state) -> None:
    CountyMonth.objects.update(state=state)
    fresh = MonthScore.objects.get(pk=score.pk)
    with pytest.raises(Conflict):
        acts.object_to(by=fresh.offender.user, score=fresh, text=WHY)


def test_only_to_the_version_that_holds(score) -> None:
    MonthScore.objects.filter(pk=score.pk).update(is_current=False)
    with pytest.raises(Conflict, match="新版本"):
        acts.object_to(by=score.offender.user, score=MonthScore.objects.get(pk=score.pk), text=WHY)


def test_once_a_line_while_it_is_open(objection, score) -> None:
    with pytest.raises(Conflict):
        acts.object_to(by=score.offender.user, score=score, line="M5", text="再说一次")
    assert acts.object_to(by=score.offender.user, score=score, line="E1", text=WHY)
    assert acts.object_to(by=score.offender.user, score=score, text=WHY)


def test_again_after_it_was_withdrawn(objection, score) -> None:
    acts.withdraw(by=score.offender.user, objection=objection)
    assert acts.object_to(by=score.offender.user, score=score, line="M5", text=WHY)


@pytest.mark.parametrize(
    ("line", "text"), [("M5", "  "), ("M5", "字" * 2001), ("Z9", WHY), ("M5", "\0")]
)
def test_what_cannot_be_accepted(score, line, text) -> None:
    with pytest.raises(Invalid):
        acts.object_to(by=score.offender.user, score=score, line=line, text=text)
    assert not Objection.objects.exists()


def test_with_pictures(score) -> None:
    made = acts.object_to(
        by=score.offender.user, score=score, text=WHY, uploads=[picture(), picture("b.jpg")]
    )
    assert Attachment.objects.filter(about=made.pk, kind="objection").count() == 2


def test_with_a_bad_picture_nothing_is_sent(score) -> None:
    bad = SimpleUploadedFile("a.jpg", b"MZ not a picture", "image/jpeg")
    with pytest.raises(Invalid):
        acts.object_to(by=score.offender.user, score=score, text=WHY, uploads=[picture(), bad])
    assert not Objection.objects.exists()
    assert not Attachment.objects.exists()


def test_with_too_many_pictures_nothing_is_sent(score) -> None:
    with pytest.raises(Invalid):
        acts.object_to(
            by=score.offender.user, score=score, text=WHY, uploads=[picture() for _ in range(4)]
        )
    assert not Objection.objects.exists()


# uncounted study


def test_uncounted_time_is_chosen_from_the_month_s(score, offender) -> None:
    uncounted(offender)
    uncounted(offender, datetime(2026, 9, 5, 2, tzinfo=UTC))
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网了还在看")
    assert made.study["seconds"] == 1800
    assert objecting.interval_of(made) == (one.started_at, one.ended_at)


@pytest.mark.parametrize("key", ["", "2026-10-01T00:00:00+00:00", "x"])
def test_time_that_is_not_there_cannot_be_chosen(score, offender, key) -> None:
    uncounted(offender)
    with pytest.raises(Invalid):
        acts.object_to(by=offender.user, score=score, study=key, text=WHY)


def test_one_stretch_is_disputed_once_another_is_free(score, offender) -> None:
    uncounted(offender)
    uncounted(offender, STUDIED + timedelta(days=1))
    first, second = objecting.stretches(offender.user, "2026-10")
    acts.object_to(by=offender.user, score=score, study=first.key, text=WHY)
    with pytest.raises(Conflict):
        acts.object_to(by=offender.user, score=score, study=first.key, text=WHY)
    assert acts.object_to(by=offender.user, score=score, study=second.key, text=WHY)


# answering


def test_the_office_answers(answered, other_officer) -> None:
    assert answered.state == "answered"
    assert answered.steps.get(kind="answered").by == other_officer


def test_whoever_decides_is_told_when_it_is_answered(manager, objection, other_officer) -> None:
    acts.answer(by=other_officer, objection=objection, text="已核对")
    assert "待决定" in Message.objects.get(recipient=manager).subject


def test_who_entered_the_record_does_not_answer(objection, officer) -> None:
    with pytest.raises(Denied, match="录入"):
        acts.answer(by=officer, objection=objection, text="没有错")
    assert not objecting.may_answer(officer, objection, objecting.disputed_records(objection))


def test_another_office_does_not_answer(objection, land) -> None:
    with pytest.raises(Denied):
        acts.answer(
            by=people.user_with_role("officer", land.office2), objection=objection, text="x"
        )


def test_an_answer_is_given_once(answered, other_officer) -> None:
    with pytest.raises(Conflict):
        acts.answer(by=other_officer, objection=answered, text="再答")
    assert answered.steps.count() == 2


def test_an_answer_says_something(objection, other_officer) -> None:
    with pytest.raises(Invalid):
        acts.answer(by=other_officer, objection=objection, text=" ")


def test_steps_are_never_written_again(objection) -> None:
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        ObjectionStep.objects.update(text="anders")


# reminders


def test_reminders_come_when_it_is_due_and_once_a_day(objection, officer, at) -> None:
    assert objection_news.remind(date(2026, 11, 13)) == 0
    assert objection_news.remind(date(2026, 11, 16)) == 1
    assert objection_news.remind(date(2026, 11, 16)) == 0
    assert Message.objects.filter(recipient=officer).count() == 2


def test_what_is_overdue_reaches_the_county(objection, manager) -> None:
    objection_news.remind(date(2026, 11, 17))
    assert Message.objects.filter(recipient=manager).exists()


def test_a_guardian_sees_the_pictures_of_their_objection(posted, land) -> None:
    juvenile = people.offender(land.office, juvenile_regime=True)
    guardian = people.user_with_role("guardian", land.office)
    people.team_member(juvenile, guardian, kind="guardian")
    score = scoring.score(juvenile, posted)
    made = acts.object_to(by=guardian, score=score, text=WHY, uploads=[picture()])
    found = Attachment.objects.get(about=made.pk)
    assert may_see(guardian, found)
    assert not may_see(people.user_with_role("guardian", land.office), found)
