"""Jobs as pages: who sees which, the live bar, the result, cancelling and trying again."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.core import jobs
from lms.core.models import AuditEntry, Job
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def manager(land):
    return people.user_with_role("manager", land.county)


@pytest.fixture
def officer(land):
    return people.user_with_role("officer", land.office)


def job(by=None, **fields) -> Job:
    return Job.objects.create(kind="core.export", created_by=by, **fields)


def test_people_see_their_own_jobs(client: Client, officer, manager) -> None:
    mine, _other = job(officer), job(manager)
    client.force_login(officer)
    page = client.get("/jobs/").content.decode()
    assert (str(mine.pk) in page, page.count('class="job"')) == (True, 1)


def test_a_manager_sees_jobs_of_their_people_and_of_the_platform(land, officer, manager) -> None:
    elsewhere = people.user_with_role("officer", land.office3)
    seen = {job(officer).pk, job().pk}
    job(elsewhere)
    assert {one.pk for one in Job.objects.visible_to(manager)} == seen


def test_a_job_of_somebody_else_is_not_there(client: Client, officer, manager) -> None:
    client.force_login(officer)
    assert client.get(f"/jobs/{job(manager).pk}/").status_code == 404


def test_the_bar_asks_again_until_the_job_is_over(client: Client, officer) -> None:
    running = job(officer, state="running", done=30, total=100)
    client.force_login(officer)
    address = f"/jobs/{running.pk}/progress/?page=1"
    page = client.get(address).content.decode()
    assert ("30 %" in page, f'hx-get="{address}"' in page) == (True, True)
    Job.objects.update(state="done")
    response = client.get(address)
    assert response.headers["HX-Refresh"] == "true"
    assert "hx-get" not in response.content.decode()


def test_only_whoever_asked_reads_the_refused_rows(client: Client, officer, manager) -> None:
    failed = job(officer, state="failed")
    failed.errors.create(line=3, column="姓名", value="王五五", problem="空")
    pages = []
    for person in (officer, manager):
        client.force_login(person)
        pages.append("王五五" in client.get(f"/jobs/{failed.pk}/").content.decode())
    assert pages == [True, False]


def test_only_whoever_asked_takes_the_result(client: Client, officer, manager) -> None:
    done = job(officer, state="done", result_name="名单.xlsx")
    path = jobs.result_path(done)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"rows")
    client.force_login(manager)
    assert client.get(f"/jobs/{done.pk}/result/").status_code == 404
    client.force_login(officer)
    assert b"".join(client.get(f"/jobs/{done.pk}/result/").streaming_content) == b"rows"
    assert AuditEntry.objects.filter(verb="jobs.result_taken", actor=officer).count() == 1


def test_a_running_job_is_cancelled_once(client: Client, officer) -> None:
    running = job(officer, state="running")
    client.force_login(officer)
    client.post(f"/jobs/{running.pk}/cancel/")
    running.refresh_from_db()
    assert running.state == Job.State.CANCELLED
    assert client.post(f"/jobs/{running.pk}/cancel/").status_code == 409


def test_a_failed_job_is_tried_again_and_a_finished_one_is_not(client: Client, officer) -> None:
    failed, done = job(officer, state="failed", attempts=5), job(officer, state="done")
    client.force_login(officer)
    client.post(f"/jobs/{failed.pk}/retry/")
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (Job.State.QUEUED, 0)
    assert client.post(f"/jobs/{done.pk}/retry/").status_code == 409
    assert AuditEntry.objects.filter(verb="jobs.retried").count() == 1


def test_the_list_takes_few_queries(client: Client, officer, django_assert_max_num_queries) -> None:
    for _number in range(60):
        job(officer)
    client.force_login(officer)
    with django_assert_max_num_queries(12):
        client.get("/jobs/")
