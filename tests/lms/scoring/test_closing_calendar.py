"""The night's calendar and the command: each county on its own, any number of times."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lms.core import jobs
from lms.core.models import Job
from lms.messaging.models import Message
from lms.scoring.closing import close_month
from lms.scoring.models import CountyMonth, Notice
from lms.scoring.tasks import months
from tests.factories import scoring
from tests.lms.scoring.closing import OCTOBER, approved, closed, day, person, reviewed, staff

pytestmark = pytest.mark.django_db
State = CountyMonth.State


@pytest.fixture
def team(land, at):
    at(day(3))
    return staff(land)


def night():
    return jobs.run_now(jobs.enqueue("scoring.calendar"))


def work():
    """What a worker would do."""
    for one in Job.objects.lapsed():
        jobs.run_now(one)


def states():
    return list(CountyMonth.objects.order_by("county__path").values_list("county__name", "state"))


def test_it_locks_on_its_day(land, team, at):
    scoring.conduct(person(land.office), "report_on_time")
    at(day(2))
    night()
    assert not CountyMonth.objects.exists()
    at(day(3))
    night()
    work()
    assert states() == [(land.county.name, State.DRAFT)]


def test_a_month_in_which_the_platform_was_not_used_is_not_scored(land, team):
    person(land.office)
    night()
    assert not CountyMonth.objects.exists()


def test_months_that_were_missed_are_made_up_for_in_order(land, team, at):
    scoring.conduct(person(land.office), "report_on_time")
    night()
    at(day(5, month=12).replace(year=2027, month=1))
    night()
    assert sorted(CountyMonth.objects.values_list("month", flat=True)) == [
        "2026-10", "2026-11", "2026-12",
    ]  # fmt: skip


def test_it_posts_and_finishes_by_itself(land, team, at):
    person(land.office)
    row = approved(land, team)
    for of, state in (
        (9, "approved"),
        (10, "posted"),
        (16, "posted"),
        (17, "final"),
        (18, "final"),
    ):
        at(day(of))
        night()
        row.refresh_from_db()
        assert row.state == state
    assert Notice.objects.count() == 1


def test_a_county_that_fails_stops_no_other(land, team, monkeypatch):
    for office in (land.office, land.office3):
        scoring.conduct(person(office), "report_on_time")
    real = months.close_month

    def fails(*, county, **rest):
        if county == land.county:
            raise RuntimeError("disk full")
        return real(county=county, **rest)

    monkeypatch.setattr(months, "close_month", fails)
    job = night()
    assert [county for county, _state in states()] == [land.county2.name]
    assert (job.state, job.errors.count()) == ("done", 1)


def test_a_freeze_that_failed_begins_again(land, team, monkeypatch):
    scoring.conduct(person(land.office), "report_on_time")
    night()
    Job.objects.filter(kind="scoring.freeze").update(state="failed")
    night()
    work()
    assert states() == [(land.county.name, State.DRAFT)]


def run(*args):
    out = StringIO()
    code = 0
    try:
        call_command("close_month", *args, stdout=out)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue().splitlines()


def test_the_command_closes_all_counties(land, team):
    person(land.office)
    person(land.office3)
    code, lines = run("2026-10")
    assert (code, len(lines)) == (0, 2)
    assert all(line.endswith("1 scored") for line in lines)
    assert [state for _county, state in states()] == [State.DRAFT, State.DRAFT]


def test_the_command_says_what_it_refuses(land, team):
    person(land.office)
    person(land.office3)
    assert run("2026-10", "--county", land.county.code)[0] == 0
    code, lines = run("2026-10")
    assert code == 1
    assert [("refused" in line) for line in lines] == [True, False]
    assert run("2026-11", "--county", land.county.code)[0] == 1


def test_the_command_goes_on_where_it_was_interrupted(land, team):
    person(land.office)
    close_month(by=None, county=land.county, month=OCTOBER)
    assert run("2026-10", "--county", land.county.code) == (
        0, [f"{land.county.code} {land.county.name} 2026-10: 1 scored"],
    )  # fmt: skip


@pytest.mark.parametrize("wrong", [["2026-13"], ["October"], ["2026-10", "--county", "999999"]])
def test_the_command_asks_for_a_month_and_a_county(land, team, wrong):
    with pytest.raises(CommandError):
        call_command("close_month", *wrong)


def test_reviewers_are_reminded_at_night(land, team, at):
    person(land.office)
    row = closed(land)
    at(day(6))
    night()
    night()
    assert Message.objects.filter(key__startswith="scoring:late:").count() == 1
    reviewed(row, team.officer)
    at(day(9))
    night()
    assert Message.objects.filter(key__startswith="scoring:approve:").count() == 2
