"""Review signals: raised from the rows of study, decided by a person, never a punishment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.jobs import enqueue, run_now
from lms.core.models import AuditEntry
from lms.credits.models import Correction, CreditEntry
from lms.learning.actions.signals import decide_signal, raise_signals, voidable_entries, watch
from lms.learning.models import ReviewSignal, StudyClock, UncountedInterval
from lms.learning.watching import Finding
from tests.factories import people
from tests.lms.learning.desk import asked, credited, device, sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(land):
    return people.offender(land.office).user


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


@pytest.fixture
def signal(learner):
    """One device, several learners, about a sitting of twenty credited minutes."""
    session = sitting(learner, device=device())
    credited(session)
    evidence = {"sessions": [str(session.pk)], "device": str(session.device_id), "learners": 2}
    return ReviewSignal.objects.create(
        key="one", learner=learner, kind="shared_device", evidence=evidence
    )


def kinds(*learners) -> list[str]:
    return sorted(one.kind for one in watch([one.pk for one in learners]))


# raised


def test_a_device_of_two_offenders_is_raised_for_who_was_looked_at(land, learner) -> None:
    other, phone = people.offender(land.office2).user, device()
    for one in (learner, other):
        sitting(one, device=phone)
    assert kinds(learner) == ["shared_device"]
    assert list(ReviewSignal.objects.values_list("learner", flat=True)) == [learner.pk]


def test_looking_again_raises_nothing_twice(land, learner) -> None:
    other, phone = people.offender(land.office2).user, device()
    for one in (learner, other):
        sitting(one, device=phone)
    assert kinds(learner, other) == ["shared_device", "shared_device"]
    assert kinds(learner, other) == []


def test_a_registered_kiosk_raises_nothing(land, learner) -> None:
    kiosk = device(kiosk_of=land.office, kiosk_label="阅览室")
    for one in (learner, people.offender(land.office).user):
        sitting(one, device=kiosk)
    assert kinds(learner) == []


def test_staff_on_the_same_computer_are_no_second_learner(land, learner, officer) -> None:
    computer = device()
    for one in (learner, officer):
        sitting(one, device=computer)
    assert kinds(learner, officer) == []


def test_what_was_judged_harmless_for_this_device_is_not_raised_again(signal, officer) -> None:
    decide_signal(by=officer, signal=signal, state="harmless", reason="夫妻共用手机")
    again = Finding("shared_device", signal.learner_id, "next month", signal.evidence)
    assert raise_signals([again]) == []


def test_another_device_is(signal, officer) -> None:
    decide_signal(by=officer, signal=signal, state="harmless", reason="夫妻共用手机")
    evidence = {**signal.evidence, "device": str(device().pk)}
    assert len(raise_signals([Finding("shared_device", signal.learner_id, "k", evidence)])) == 1


def test_fast_answers_are_found_in_the_rows(learner) -> None:
    session = sitting(learner)
    for minute in range(3):
        asked(session, 0.9, asked_at=session.opened_at + timedelta(minutes=minute))
    assert kinds(learner) == ["fast_answers"]


def test_a_session_that_was_playing_when_taken_over_overlaps(learner) -> None:
    start = now() - timedelta(hours=3)
    for number in range(3):
        one = sitting(
            learner, at=start + timedelta(minutes=number), device=device(), state="superseded",
            address=f"36.0.0.{number}",
        )  # fmt: skip
        UncountedInterval.objects.create(
            learner=learner, session=one, lesson=1, started_at=one.opened_at,
            ended_at=one.closed_at, milliseconds=4000, reason="superseded",
        )  # fmt: skip
    assert kinds(learner) == ["two_places"]


def test_a_long_run_is_counted_beyond_the_week(learner) -> None:
    session = sitting(learner)
    for number in range(60):
        asked(session, 5 + number % 9, asked_at=now() - timedelta(days=number, minutes=5))
    assert kinds(learner) == ["always_right"]


def test_questions_nobody_needed_any_more_say_nothing(learner) -> None:
    session = sitting(learner)
    for minute in range(4):
        at = session.opened_at + timedelta(minutes=minute)
        asked(session, 0.5, outcome="dropped", asked_at=at)
    assert kinds(learner) == []


def test_raising_is_logged_on_the_person(land, learner) -> None:
    other, phone = people.offender(land.office2).user, device()
    for one in (learner, other):
        sitting(one, device=phone)
    watch([learner.pk])
    line = AuditEntry.objects.get(verb="learning.signal_raised")
    assert (line.on_whom_id, line.organisation_id) == (learner.pk, land.office.pk)


def test_the_night_looks_at_who_studied_lately(land, learner) -> None:
    other, phone = people.offender(land.office2).user, device()
    for one, seen in ((learner, now()), (other, now() - timedelta(days=5))):
        sitting(one, device=phone)
        StudyClock.objects.create(learner=one, last_at=seen)
    done = run_now(enqueue("learning.watch_all"))
    assert (done.state, done.result["raised"]) == ("done", 1)


def test_looking_asks_as_much_for_many_as_for_few(
    land, learner, django_assert_max_num_queries
) -> None:
    many = [people.offender(land.office).user for _ in range(8)]
    for one in many:
        sitting(one)
    with django_assert_max_num_queries(5):
        watch([one.pk for one in many])


def test_the_end_of_a_session_has_it_looked_at(
    monkeypatch, student, lesson, django_capture_on_commit_callbacks
) -> None:
    from lms.learning.watch import watch_learner

    sent = []
    monkeypatch.setattr(watch_learner, "delay", sent.append)
    student.open(lesson)
    with django_capture_on_commit_callbacks(execute=True):
        student.play(30).close()
    assert sent == [str(student.learner.pk)]


def test_a_broker_that_is_gone_does_not_keep_a_session_open(
    monkeypatch, student, lesson, django_capture_on_commit_callbacks
) -> None:
    from lms.learning.watch import watch_learner

    def fail(_learner: str) -> None:
        raise ConnectionError

    monkeypatch.setattr(watch_learner, "delay", fail)
    student.open(lesson)
    with django_capture_on_commit_callbacks(execute=True):
        assert student.play(30).close().status_code == 200


# decided


def test_harmless_changes_nothing_but_the_signal(signal, officer) -> None:
    decide_signal(by=officer, signal=signal, state="harmless", reason="夫妻共用手机")
    signal.refresh_from_db()
    assert (signal.state, signal.decided_by) == ("harmless", officer)
    assert not Correction.objects.exists()


def test_fraud_only_proposes_to_void_the_named_hours(signal, officer) -> None:
    entry = voidable_entries(signal).get()
    decide_signal(by=officer, signal=signal, state="fraud", reason="弟弟代学", entries=[entry])
    waiting = Correction.objects.get()
    assert (waiting.entry, waiting.seconds, waiting.state) == (entry, 0, "proposed")
    assert CreditEntry.objects.of(signal.learner).seconds() == 1200


def test_fraud_names_the_hours(signal, officer) -> None:
    with pytest.raises(Invalid) as caught:
        decide_signal(by=officer, signal=signal, state="fraud", reason="弟弟代学")
    assert list(caught.value.fields) == ["entries"]


def test_fraud_without_any_hours_needs_none(learner, officer) -> None:
    bare = ReviewSignal.objects.create(key="bare", learner=learner, kind="two_places")
    decided = decide_signal(by=officer, signal=bare, state="fraud", reason="他人登录")
    assert decided.state == "fraud"


@pytest.mark.parametrize(
    ("state", "reason", "named"),
    [("harmless", " ", False), ("open", "看过", False), ("guilty", "看过", False),
     ("talked", "谈过", True)],
)  # fmt: skip
def test_an_outcome_needs_sense_and_a_reason(signal, officer, state, reason, named) -> None:
    entries = list(voidable_entries(signal)) if named else []
    with pytest.raises(Invalid):
        decide_signal(by=officer, signal=signal, state=state, reason=reason, entries=entries)


def test_nobody_decides_twice(signal, officer) -> None:
    decide_signal(by=officer, signal=signal, state="talked", reason="已谈话")
    with pytest.raises(Conflict):
        decide_signal(by=officer, signal=signal, state="harmless", reason="误报")


def test_an_entry_that_waits_already_stops_the_whole_decision(signal, officer, land) -> None:
    entry = voidable_entries(signal).get()
    Correction.objects.create(
        learner=signal.learner, entry=entry, seconds=0, started_at=entry.started_at,
        ended_at=entry.ended_at, reason="重复", proposed_by=officer,
    )  # fmt: skip
    with pytest.raises(Conflict):
        decide_signal(by=officer, signal=signal, state="fraud", reason="代学", entries=[entry])
    signal.refresh_from_db()
    assert signal.state == "open"


@pytest.mark.parametrize(
    ("role", "place"),
    [("officer", "office2"), ("manager", "county2"), ("prosecutor", "procuratorate"),
     ("helper", "office"), ("editor", "county")],
)  # fmt: skip
def test_others_do_not_decide(signal, land, role, place) -> None:
    other = people.user_with_role(role, getattr(land, place))
    with pytest.raises(Denied):
        decide_signal(by=other, signal=signal, state="harmless", reason="看过")


def test_the_decision_is_logged_with_its_reason(signal, officer) -> None:
    decide_signal(by=officer, signal=signal, state="talked", reason="已谈话")
    line = AuditEntry.objects.get(verb="learning.signal_decided")
    assert (line.actor, line.on_whom, line.reason) == (officer, signal.learner, "已谈话")
    assert line.after["state"] == "talked"


def test_without_named_sittings_the_month_before_can_be_voided(learner) -> None:
    old = sitting(learner, at=now() - timedelta(days=50))
    credited(old)
    recent = credited(sitting(learner, at=now() - timedelta(days=3)))
    bare = ReviewSignal.objects.create(key="bare", learner=learner, kind="always_right")
    assert list(voidable_entries(bare)) == [recent]
