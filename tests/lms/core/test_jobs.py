"""The Job table is the truth: leases, the sweep, keys, reports, refusals."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy

from lms.core import clock, jobs, tasks
from lms.core.errors import Invalid
from lms.core.models import Job
from tests.factories import people

pytestmark = pytest.mark.django_db
LABEL = gettext_lazy("done")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``work(function)`` makes it the work of jobs of kind ``test``."""
    monkeypatch.setattr(jobs, "_kinds", {})
    return jobs.job("test", label=LABEL)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that the broker was told, instead of a broker."""
    told: list[str] = []
    monkeypatch.setattr(tasks.run_job, "delay", told.append)
    return told


def queued(*, minutes_ago: float = 1, **fields: Any) -> Job:
    created = clock.now() - timedelta(minutes=minutes_ago)
    return Job.objects.create(kind="test", **{"created_at": created} | fields)


def held(*, seconds_left: float, **fields: Any) -> Job:
    """Running elsewhere, under a lease that ends in so many seconds."""
    until = clock.now() + timedelta(seconds=seconds_left)
    return queued(state="running", lease_until=until, lease_holder="other", **fields)


def test_a_job_is_sent_when_its_transaction_commits(
    sent: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        wanted = jobs.enqueue("test")
        assert sent == []
    assert sent == [str(wanted.pk)]


def test_a_job_vanishes_with_the_transaction_that_wanted_it(sent: list[str]) -> None:
    def fails() -> None:
        with transaction.atomic():
            jobs.enqueue("test")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not Job.objects.exists()
    assert sent == []


def test_a_broker_that_is_down_does_not_undo_the_job(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def down(_pk: str) -> None:
        raise ConnectionError

    monkeypatch.setattr(tasks.run_job, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        wanted = jobs.enqueue("test")
    assert Job.objects.get(pk=wanted.pk).state == "queued"


def test_the_same_key_is_one_job() -> None:
    assert jobs.enqueue("test", key="k") == jobs.enqueue("test", key="k")
    assert Job.objects.count() == 1


def test_a_failed_job_is_queued_anew_by_its_key() -> None:
    failed = queued(key="k", state="failed", attempts=5, note="no")
    again = jobs.enqueue("test", key="k")
    assert again.pk == failed.pk
    assert (again.state, again.attempts, again.note) == ("queued", 0, "")


def test_a_job_runs_and_is_done(work: Any) -> None:
    ran = []
    work(lambda run: ran.append(run.payload["n"]))
    done = jobs.run_now(queued(payload={"n": 7}))
    assert ran == [7]
    assert (done.state, done.attempts, done.percent) == ("done", 1, 100)
    assert done.ended_at


def test_a_second_delivery_changes_nothing(work: Any) -> None:
    ran = []
    work(lambda run: ran.append(1))
    one = queued()
    jobs.run_now(one.pk)
    jobs.run_now(one.pk)
    assert ran == [1]


def test_a_job_that_another_worker_holds_is_left_alone(work: Any) -> None:
    work(lambda run: pytest.fail("ran twice at once"))
    assert jobs.run_now(held(seconds_left=30)).lease_holder == "other"


def test_a_lapsed_lease_is_taken_over(work: Any) -> None:
    work(lambda run: None)
    taken = jobs.run_now(held(seconds_left=-1, attempts=1))
    assert (taken.state, taken.attempts) == ("done", 2)


def test_what_an_action_refuses_is_what_the_job_says(work: Any) -> None:
    def refuse(run: jobs.JobRun) -> None:
        raise Invalid("第 3 行没有姓名")

    work(refuse)
    failed = jobs.run_now(queued())
    assert (failed.state, failed.note) == ("failed", "第 3 行没有姓名")


def test_a_fault_is_told_without_its_details(work: Any) -> None:
    def fault(run: jobs.JobRun) -> None:
        raise RuntimeError("331125199001011234")

    work(fault)
    failed = jobs.run_now(queued())
    assert failed.state == "failed"
    assert "331125" not in failed.note


def test_a_kind_that_nobody_registered_fails_visibly(work: Any) -> None:
    assert jobs.run_now(queued()).state == "failed"


def test_progress_renews_the_lease_and_is_written_at_most_once_a_second(
    work: Any, at: Any, django_assert_num_queries: Any
) -> None:
    start = clock.now()
    at(start)

    def steps(run: jobs.JobRun) -> None:
        run.progress(1, 10)
        with django_assert_num_queries(0):
            run.progress(2, 10)
        at(start + timedelta(seconds=30))
        with django_assert_num_queries(1):
            run.progress(3, 10)
        row = Job.objects.get(pk=run.job.pk)
        assert row.percent == 30
        assert row.lease_until == start + timedelta(seconds=30) + jobs.LEASE

    work(steps)
    assert jobs.run_now(queued()).state == "done"


def test_a_job_that_lost_its_lease_stops_and_keeps_its_hands_off(work: Any) -> None:
    reached = []

    def overtaken(run: jobs.JobRun) -> None:
        Job.objects.filter(pk=run.job.pk).update(lease_holder="other")
        run.check_alive()
        reached.append(1)

    work(overtaken)
    left = jobs.run_now(queued())
    assert reached == []
    assert (left.state, left.lease_holder) == ("running", "other")


def test_a_cancelled_job_stops_at_its_next_report(work: Any) -> None:
    def cancelled(run: jobs.JobRun) -> None:
        assert jobs.cancel(run.job)
        run.progress(1, 1)

    work(cancelled)
    one = jobs.run_now(queued())
    assert one.state == "cancelled"
    assert not jobs.cancel(one)


def test_the_end_of_a_cancelled_job_is_not_done(work: Any) -> None:
    work(lambda run: jobs.cancel(run.job))
    assert jobs.run_now(queued()).state == "cancelled"


def test_refusals_are_kept_with_place_and_value_and_go_when_it_runs_again(work: Any) -> None:
    @work
    def refusing(run: jobs.JobRun) -> None:
        run.refuse(line=3, column="姓名", value="x" * 500, problem="太长")

    one = jobs.run_now(queued())
    jobs.run_now(jobs.retry(one))
    error = one.errors.get()
    assert (error.line, error.column, len(error.value)) == (3, "姓名", 200)


def test_at_most_two_thousand_refusals_are_kept(work: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "MOST_ERRORS", 3)

    @work
    def refusing(run: jobs.JobRun) -> None:
        for line in range(10):
            run.refuse(line=line, problem="错")

    assert jobs.run_now(queued()).errors.count() == 3


@pytest.mark.parametrize("as_file", [True, False])
def test_a_result_file_is_kept_with_its_name(work: Any, tmp_path: Path, as_file: bool) -> None:
    source = tmp_path / "made"
    source.write_bytes(b"content")
    work(lambda run: run.attach("名单.xlsx", source if as_file else b"content"))
    one = jobs.run_now(queued())
    assert Job.objects.get(pk=one.pk).result_name == "名单.xlsx"
    assert jobs.result_path(one).read_bytes() == b"content"


def test_figures_of_the_outcome_add_up(work: Any) -> None:
    @work
    def counting(run: jobs.JobRun) -> None:
        run.say(created=2)
        run.say(refused=1)

    assert jobs.run_now(queued()).result == {"created": 2, "refused": 1}


def test_the_sweep_sends_what_nobody_holds(sent: list[str]) -> None:
    lost, held_still = held(seconds_left=-1), held(seconds_left=60)
    waiting, over = queued(), queued(state="done")
    assert jobs.sweep() == 2
    assert set(sent) == {str(lost.pk), str(waiting.pk)}
    assert not {str(held_still.pk), str(over.pk)} & set(sent)


def test_the_sweep_leaves_time_for_the_first_message(sent: list[str]) -> None:
    queued(minutes_ago=0)
    assert jobs.sweep() == 0


@pytest.mark.parametrize(("minutes", "is_sent"), [(4, 1), (6, 0), (10, 1), (61, 0), (120, 1)])
def test_the_longer_a_job_waits_the_more_seldom_it_is_sent(
    sent: list[str], minutes: int, is_sent: int
) -> None:
    queued(minutes_ago=minutes + 0.1)
    assert jobs.sweep() == is_sent


def test_a_job_that_was_interrupted_too_often_has_failed(sent: list[str]) -> None:
    tired = held(seconds_left=-1, attempts=jobs.MOST_ATTEMPTS)
    jobs.sweep()
    tired.refresh_from_db()
    assert (tired.state, sent) == ("failed", [])
    assert tired.note


def test_a_periodic_job_does_not_pile_up(sent: list[str], at: Any) -> None:
    start = clock.now()
    at(start)
    tasks.enqueue("test")
    tasks.enqueue("test")
    at(start + timedelta(minutes=5))
    tasks.enqueue("test")
    assert Job.objects.count() == 1


def test_a_periodic_job_comes_again_when_the_one_before_is_over(sent: list[str], at: Any) -> None:
    tasks.enqueue("test")
    Job.objects.update(state="done")
    at(clock.now() + timedelta(minutes=5))
    tasks.enqueue("test")
    assert Job.objects.count() == 2


def test_jobs_that_were_over_long_ago_go_with_their_files(work: Any, at: Any) -> None:
    work(lambda run: run.attach("a.txt", b"a"))
    old, running = jobs.run_now(queued()), held(seconds_left=60)
    at(clock.now() + jobs.KEPT + timedelta(minutes=1))
    assert jobs.purge() == 1
    assert list(Job.objects.all()) == [running]
    assert not jobs.result_path(old).exists()


def test_people_see_their_own_jobs_and_those_with_the_right_all() -> None:
    land = people.land()
    officer = people.user_with_role("officer", land.office)
    admin = people.user_with_role("system_admin", land.county)
    own, others = queued(created_by=officer), queued()
    assert set(Job.objects.visible_to(officer)) == {own}
    assert set(Job.objects.visible_to(admin)) == {own, others}


def test_a_patient_job_lets_those_go_first_that_somebody_waits_for(work: Any) -> None:
    order: list[Any] = []
    work(lambda run: order.append(run.job.pk))
    jobs.job("slow", label=LABEL, patient=True)(lambda run: order.append(run.job.pk))
    slow = Job.objects.create(kind="slow")
    waited_for = queued()
    tasks.run_job(str(slow.pk))
    assert order == [waited_for.pk, slow.pk]


def test_other_jobs_run_alone(work: Any) -> None:
    order: list[Any] = []
    work(lambda run: order.append(run.job.pk))
    _first, second = queued(), queued()
    tasks.run_job(str(second.pk))
    assert order == [second.pk]
