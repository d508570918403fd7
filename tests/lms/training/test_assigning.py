"""Who is given a case to read, by which rule, until when; and what a withdrawal takes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.signals import case_published, case_withdrawn
from lms.accounts.models import StaffMember
from lms.core import jobs
from lms.core.clock import now
from lms.core.models import Job
from lms.core.months import today
from lms.messaging.models import Message
from lms.training.actions import assigning
from lms.training.models import RequiredReading
from tests.factories import cases, people, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def leave(land):
    return training.risk()


@pytest.fixture
def case(land, leave):
    return cases.case(land.procuratorate, risk_points=[leave])


def readers(case) -> set[str]:
    rows = RequiredReading.objects.filter(case=case, state="open")
    return set(rows.values_list("person__name", flat=True))


def test_the_matching_post_is_asked_and_told(land, case, leave) -> None:
    officer = people.staff_member(land.office, name="陈静")
    people.staff_member(land.office, name="王磊", post="驾驶员")
    training.rule(land.county, risks=[leave], posts=[training.post()], days=5)
    assert assigning.assign(case=case) == 1
    reading = RequiredReading.objects.get()
    assert (reading.person, reading.due_on) == (officer.user, today() + timedelta(days=5))
    assert reading.because == [
        ["rule", "警示案例必读"], ["post", "专职工作者"], ["risks", "请假审批"]
    ]  # fmt: skip
    message = Message.objects.get(recipient=officer.user)
    assert message.link == f"/cases/{case.pk}/"
    assert case.title not in message.subject + message.body


def test_a_second_run_changes_nothing(land, case) -> None:
    people.staff_member(land.office)
    training.rule(land.county)
    assert assigning.assign(case=case) == 1
    assert assigning.assign(case=case) == 0
    assert (RequiredReading.objects.count(), Message.objects.count()) == (1, 1)


def test_a_run_that_was_killed_goes_on(land, case, monkeypatch) -> None:
    for _n in range(5):
        people.staff_member(land.office)
    training.rule(land.county)
    monkeypatch.setattr(assigning, "BATCH", 2)

    def killed(done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assigning.assign(case=case, progress=killed)
    assert RequiredReading.objects.count() == 4
    assert assigning.assign(case=case) == 1
    assert (RequiredReading.objects.count(), Message.objects.count()) == (5, 5)


def test_a_withdrawal_in_between_stops_a_run(land, case, monkeypatch) -> None:
    for _n in range(4):
        people.staff_member(land.office)
    training.rule(land.county)
    monkeypatch.setattr(assigning, "BATCH", 2)

    def withdrawn(done: int, _total: int) -> None:
        type(case).objects.filter(pk=case.pk).update(withdrawn_at=now())
        case_withdrawn.send(sender=None, case=case, reason="有误")

    assigning.assign(case=case, progress=withdrawn)
    assert set(RequiredReading.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert not Message.objects.exists()


def test_other_risk_points_ask_nobody(land, case) -> None:
    people.staff_member(land.office)
    training.rule(land.county, risks=[training.risk("gifts", "礼品")])
    assert assigning.assign(case=case) == 0


def test_a_rule_on_a_branch_holds_for_its_twigs(land) -> None:
    above = training.risk("favours", "以权谋私")
    below = training.risk("leave", "请假", parent=above)
    people.staff_member(land.office)
    training.rule(land.county, risks=[above])
    assert assigning.assign(case=cases.case(land.procuratorate, risk_points=[below])) == 1


def test_a_case_of_the_county_stays_there(land, case) -> None:
    people.staff_member(land.office, name="陈静")
    people.staff_member(land.office3, name="外县人")
    training.rule(land.county)
    training.rule(land.county2)
    assigning.assign(case=case)
    assert readers(case) == {"陈静"}


def test_a_shared_case_goes_where_a_rule_asks(land, leave) -> None:
    case = cases.case(land.procuratorate, risk_points=[leave], sharing="city")
    people.staff_member(land.office, name="本县人")
    people.staff_member(land.office3, name="外县人")
    training.rule(land.county2)
    assigning.assign(case=case)
    assert readers(case) == {"外县人"}


def test_of_two_rules_the_shorter_one_holds(land, case) -> None:
    people.staff_member(land.office)
    training.rule(land.county, days=14)
    short = training.rule(land.office, days=3, name="所里的规定")
    assigning.assign(case=case)
    assert RequiredReading.objects.get().rule == short


def test_retired_rules_leavers_and_prosecutors_are_left_in_peace(land, case) -> None:
    training.rule(land.office, is_active=False)
    training.rule(land.county)
    people.staff_member(land.procuratorate, "prosecutor")
    gone = people.staff_member(land.office)
    StaffMember.objects.filter(pk=gone.pk).update(left_on=today())
    locked = people.staff_member(land.office).user
    locked.is_active = False
    locked.save()
    assert assigning.assign(case=case) == 0


@pytest.mark.parametrize("fields", [{"live": False}, {"kind": "exemplary"}])
def test_only_published_warning_cases_are_given(land, fields) -> None:
    people.staff_member(land.office)
    training.rule(land.county)
    assert assigning.assign(case=cases.case(land.procuratorate, **fields)) == 0


def test_the_copy_of_a_case_is_not_asked_twice(land, case) -> None:
    officer = people.staff_member(land.office)
    training.rule(land.county)
    training.done(officer.user, case)
    copy = cases.case(land.county, origin=case.origin, title="抄本")
    assert assigning.assign(case=copy) == 0


def test_publication_queues_one_job_an_edition(land, case) -> None:
    for edition in (1, 1, 2):
        case_published.send(sender=None, case=case, submission=None, edition=edition)
    assert Job.objects.filter(kind="training.assign").count() == 2


def test_the_job_gives_the_case(land, case) -> None:
    people.staff_member(land.office)
    training.rule(land.county)
    case_published.send(sender=None, case=case, submission=None, edition=1)
    done = jobs.run_now(Job.objects.get())
    assert (done.state, done.result) == ("done", {"given": 1})


def test_a_withdrawn_case_is_asked_of_nobody(land, case) -> None:
    one, other = people.staff_member(land.office), people.staff_member(land.office)
    training.rule(land.county)
    training.done(one.user, case)
    assigning.assign(case=case)
    case_withdrawn.send(sender=None, case=case, reason="有误")
    assert set(RequiredReading.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert not Message.objects.filter(recipient=other.user).exists()


def test_a_changed_case_is_asked_anew_and_what_was_signed_stays(land, case) -> None:
    officer = people.staff_member(land.office)
    training.rule(land.county, days=6)
    reading = training.done(officer.user, case, rule=training.rule(land.county, days=6))
    case.summary = "补充了事实"
    case.save_revision().publish()
    case.refresh_from_db()
    assert assigning.ask_anew(case=case) == 1
    reading.refresh_from_db()
    assert (reading.state, reading.acknowledged_at, reading.case_version) == (
        "open", None, case.study_version,
    )  # fmt: skip
    assert ["revised", ""] in reading.because
    assert assigning.ask_anew(case=case) == 0
    assert Message.objects.filter(recipient=officer.user).count() == 1


def test_another_title_asks_nothing_of_anybody(land, case) -> None:
    officer = people.staff_member(land.office)
    training.done(officer.user, case)
    case.title = "另一个题目"
    case.save_revision().publish()
    case.refresh_from_db()
    assert assigning.ask_anew(case=case) == 0


def test_what_was_overdue_stays_overdue_when_the_case_changes(land, case) -> None:
    late = today() - timedelta(days=2)
    reading = training.reading(people.staff_member(land.office).user, case, due_on=late)
    RequiredReading.objects.update(case_version=0)
    assigning.ask_anew(case=case)
    reading.refresh_from_db()
    assert reading.due_on == late


def test_the_night_gives_joiners_the_newest_cases(land, case) -> None:
    training.rule(land.county)
    people.staff_member(land.office, name="新人")
    old = cases.case(land.procuratorate, title="旧案")
    long_ago = now() - timedelta(days=200)
    type(old).objects.filter(pk=old.pk).update(first_published_at=long_ago)
    jobs.run_now(jobs.enqueue("training.nightly"))
    assert readers(case) == {"新人"}
    assert readers(old) == set()


def test_open_readings_of_leavers_end_and_done_ones_stay(land, case) -> None:
    other = cases.case(land.procuratorate, title="另一案")
    gone = people.staff_member(land.office)
    training.reading(gone.user, case)
    training.done(gone.user, other)
    StaffMember.objects.filter(pk=gone.pk).update(left_on=today())
    assert assigning.end_for_leavers() == 1
    states = dict(RequiredReading.objects.values_list("case__title", "state"))
    assert states == {case.title: "ended", "另一案": "done"}


def test_a_reading_ends_where_the_case_does_not_reach(land, case) -> None:
    mover = people.staff_member(land.office)
    training.reading(mover.user, case)
    StaffMember.objects.filter(pk=mover.pk).update(unit=land.office3)
    assert assigning.end_for_leavers() == 1


def test_whoever_comes_back_is_asked_again(land, case) -> None:
    back = people.staff_member(land.office)
    training.reading(back.user, case, state="ended", due_on=today() - timedelta(days=9))
    assert assigning.open_for_returners() == 1
    reading = RequiredReading.objects.get()
    assert (reading.state, reading.due_on) == ("open", today() + timedelta(days=7))


def test_giving_a_case_costs_the_same_for_many(land, case, django_assert_num_queries) -> None:
    training.rule(land.county, posts=[training.post()])
    for _n in range(4):
        people.staff_member(land.office)
    with django_assert_num_queries(27):
        assert assigning.assign(case=case) == 4
