"""Objections: who may make, answer and decide them, until when, and what comes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.credits.models import Correction, MonthTotal
from lms.learning.models import UncountedInterval
from lms.messaging.models import Message
from lms.scoring import objecting, objection_news
from lms.scoring.actions import objections as acts
from lms.scoring.attaching import may_see
from lms.scoring.models import (
    Attachment,
    ConductRecord,
    CountyMonth,
    MonthScore,
    Notice,
    Objection,
    ObjectionStep,
)
from lms.scoring.notices import give_notices
from tests.factories import learning, people, scoring

pytestmark = pytest.mark.django_db
DURING = datetime(2026, 11, 12, 4, tzinfo=UTC)
STUDIED = datetime(2026, 10, 5, 2, tzinfo=UTC)
WHY = "我按时报到了"


@pytest.fixture(autouse=True)
def _during(at) -> None:
    at(DURING)


@pytest.fixture
def offender(land):
    return people.offender(land.office, starts_on=date(2026, 1, 5), ends_on=date(2027, 12, 31))


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def posted(land):
    return scoring.county_month(land.county, state="posted")


def amendable(offender: Any, posted: CountyMonth) -> MonthScore:
    """A score out of the facts that are there, as a close would make it."""
    from lms.core.months import Month
    from lms.scoring.facts import gather

    county = posted.county
    (given,) = gather(county=county, month=Month.parse(posted.month), offenders=[offender])
    score = scoring.score(offender, posted, facts=given)
    give_notices(county_month=posted)
    return score


@pytest.fixture
def late(offender, officer):
    """A report that was entered as late."""
    return scoring.conduct(offender, "report_late", recorded_by=officer)


@pytest.fixture
def score(offender, posted, late):
    return amendable(offender, posted)


@pytest.fixture
def objection(score):
    return acts.object_to(by=score.offender.user, score=score, line="M5", text=WHY)


@pytest.fixture
def other_officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def answered(objection, other_officer):
    return acts.answer(by=other_officer, objection=objection, text="已核对签到表")


def uncounted(offender: Any, started_at: datetime = STUDIED, minutes: int = 30) -> None:
    lesson = SimpleNamespace(
        pk=1, title="外出请假", origin=uuid4(), kind="video", nominal_seconds=3600
    )
    sitting = learning.session(offender.user, lesson, opened_at=started_at)
    UncountedInterval.objects.create(
        learner=offender.user, session=sitting, lesson=1, started_at=started_at,
        ended_at=started_at + timedelta(minutes=minutes), milliseconds=minutes * 60_000,
        reason="gap",
    )  # fmt: skip


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


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    from io import BytesIO

    made = BytesIO()
    Image.new("RGB", (20, 20)).save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


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


# deciding


def test_accepted_the_record_is_cancelled_and_both_versions_stay(
    answered, manager, late, score
) -> None:
    remedy = acts.Remedy(cancel=[late])
    made = acts.decide(
        by=manager, objection=answered, accepted=True, reason="签到表证明按时", correction=remedy
    )
    old, new = MonthScore.objects.filter(offender=score.offender).order_by("version")
    assert (old.is_current, new.is_current, made.amended) == (False, True, new)
    assert new.total == old.total + 2
    assert new.reason == "签到表证明按时"
    assert ConductRecord.objects.get(cancels=late).origin == "objection"


def test_accepted_there_is_a_new_notice_and_the_person_is_told(
    answered, manager, late, score
) -> None:
    acts.decide(by=manager, objection=answered, accepted=True, reason="属实",
                correction=acts.Remedy(cancel=[late]))  # fmt: skip
    assert Notice.objects.filter(offender=score.offender).count() == 2
    told = Message.objects.get(key__startswith=f"objection:{answered.pk}:accepted")
    assert "属实" in told.body
    assert "人民检察院" in told.body


def test_a_record_that_was_missing_is_added(score, offender, manager, other_officer) -> None:
    made = acts.object_to(by=offender.user, score=score, line="S2", text="我救了人")
    acts.answer(by=other_officer, objection=made, text="属实")
    add = acts.NewRecord(kind="good_deed", on=date(2026, 10, 20))
    acts.decide(by=manager, objection=made, accepted=True, reason="有证明",
                correction=acts.Remedy(add=add))  # fmt: skip
    new = MonthScore.objects.current().get(offender=offender)
    assert new.total == score.total + 5


def test_a_record_of_another_month_is_not_added(answered, manager) -> None:
    add = acts.NewRecord(kind="good_deed", on=date(2026, 11, 2))
    with pytest.raises(Invalid):
        acts.decide(by=manager, objection=answered, accepted=True, reason="x",
                    correction=acts.Remedy(add=add))  # fmt: skip


def test_accepting_without_a_correction_changes_nothing_at_all(answered, manager) -> None:
    with pytest.raises(Conflict, match="不会变化"):
        acts.decide(by=manager, objection=answered, accepted=True, reason="同意")
    assert Objection.objects.get().state == "answered"
    assert MonthScore.objects.count() == 1
    assert Notice.objects.count() == 1


def test_a_record_that_is_not_in_dispute_is_not_cancelled(answered, manager, offender) -> None:
    other = scoring.conduct(offender, "good_deed")
    with pytest.raises(Invalid):
        acts.decide(by=manager, objection=answered, accepted=True, reason="x",
                    correction=acts.Remedy(cancel=[other]))  # fmt: skip


def test_uncounted_time_is_credited_by_two_people(score, offender, manager, other_officer) -> None:
    uncounted(offender)
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网")
    acts.answer(by=other_officer, objection=made, text="设备记录属实", seconds=1800)
    hours = Correction.objects.get()
    assert (hours.state, hours.proposed_by) == ("proposed", other_officer)
    acts.decide(by=manager, objection=made, accepted=True, reason="属实")
    assert (Correction.objects.get().state, Correction.objects.get().decided_by) == (
        "approved", manager,
    )  # fmt: skip
    assert MonthScore.objects.current().get().facts["study"]["seconds"] == 1800


def test_uncounted_time_that_makes_an_hour_full_changes_the_score(
    score, offender, manager, other_officer
) -> None:
    uncounted(offender, minutes=50)
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网")
    acts.answer(by=other_officer, objection=made, text="属实", seconds=2700)
    acts.decide(by=manager, objection=made, accepted=True, reason="属实")
    assert MonthTotal.objects.get(learner=offender.user).seconds == 2700
    assert MonthScore.objects.current().get().total > score.total


def test_accepting_study_without_proposed_hours_says_what_is_missing(
    score, offender, manager, other_officer
) -> None:
    uncounted(offender)
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网")
    acts.answer(by=other_officer, objection=made, text="看不出来")
    with pytest.raises(Conflict, match="提出"):
        acts.decide(by=manager, objection=made, accepted=True, reason="属实")


def test_declined_hours_are_not_posted(score, offender, manager, other_officer) -> None:
    uncounted(offender, minutes=50)
    (one,) = objecting.stretches(offender.user, "2026-10")
    made = acts.object_to(by=offender.user, score=score, study=one.key, text="断网")
    acts.answer(by=other_officer, objection=made, text="属实", seconds=2700)
    acts.decide(by=manager, objection=made, accepted=False, reason="答题没有通过")
    assert Correction.objects.get().state == "declined"
    assert MonthScore.objects.count() == 1


def test_declined_the_person_is_told_why_and_where_to_go(answered, manager) -> None:
    acts.decide(by=manager, objection=answered, accepted=False, reason="签到时间是次日")
    told = Message.objects.get(key__startswith=f"objection:{answered.pk}:declined")
    assert "签到时间是次日" in told.body
    assert "人民检察院" in told.body
    assert Objection.objects.get().state == "declined"


def test_a_decision_needs_a_reason(answered, manager) -> None:
    with pytest.raises(Invalid):
        acts.decide(by=manager, objection=answered, accepted=False, reason=" ")


def test_who_answered_does_not_decide(objection, land, manager) -> None:
    both = people.user_with_role("officer", land.office)
    people.give_role(both, "manager", land.county)
    both = people.again(both)
    acts.answer(by=both, objection=objection, text="已核对")
    with pytest.raises(Denied):
        acts.decide(by=both, objection=objection, accepted=False, reason="x")


def test_who_entered_the_record_does_not_decide(offender, posted, manager, other_officer) -> None:
    scoring.conduct(offender, "report_late", recorded_by=manager)
    score = amendable(offender, posted)
    made = acts.object_to(by=offender.user, score=score, line="M5", text=WHY)
    acts.answer(by=other_officer, objection=made, text="已核对")
    with pytest.raises(Denied):
        acts.decide(by=manager, objection=made, accepted=False, reason="x")


@pytest.mark.parametrize(("role", "place"), [("officer", "office"), ("manager", "county2"),
                                             ("prosecutor", "procuratorate")])  # fmt: skip
def test_who_does_not_decide(answered, land, role, place) -> None:
    with pytest.raises(Denied):
        acts.decide(by=people.user_with_role(role, getattr(land, place)), objection=answered,
                    accepted=False, reason="x")  # fmt: skip


def test_it_is_decided_once(answered, manager) -> None:
    acts.decide(by=manager, objection=answered, accepted=False, reason="x")
    with pytest.raises(Conflict):
        acts.decide(by=manager, objection=answered, accepted=False, reason="y")


def test_not_before_the_office_had_its_time(objection, manager, at) -> None:
    with pytest.raises(Conflict):
        acts.decide(by=manager, objection=objection, accepted=False, reason="x")
    at(datetime(2026, 11, 17, 4, tzinfo=UTC))
    assert acts.decide(by=manager, objection=objection, accepted=False, reason="x")


def test_what_was_decided_is_not_withdrawn(answered, manager, offender) -> None:
    acts.decide(by=manager, objection=answered, accepted=False, reason="x")
    with pytest.raises(Conflict):
        acts.withdraw(by=offender.user, objection=answered)


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
