"""The pages of months: list, one month with its draft, what is decided, working days."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from lms.core.models import AuditEntry
from lms.scoring import closing
from lms.scoring.models import CountyMonth, WorkingDayOverride
from tests.factories import people, scoring
from tests.lms.scoring.closing import approved, closed, day, frozen, person, reviewed, score, staff

pytestmark = pytest.mark.django_db
State = CountyMonth.State


@pytest.fixture
def team(land, at):
    at(day(3))
    return staff(land)


@pytest.fixture
def pair(land, team):
    return person(land.office), person(land.office2)


@pytest.fixture
def draft(land, pair):
    scoring.conduct(pair[0], "report_late")
    return closed(land)


def client(user):
    made = Client()
    made.force_login(user)
    return made


def address(row, *parts):
    return "/".join(["/scores/months", str(row.county.uid), row.month, *map(str, parts), ""])


def office(row, place):
    return row.offices.get(office=place).pk


def test_a_manager_closes_the_month_from_the_list(land, team, pair):
    page = client(team.manager).get("/scores/months/")
    link = f"/scores/months/{land.county.uid}/2026-10/close/"
    assert link in page.content.decode()
    assert client(team.manager).get(link).context["people"] == 2
    assert client(team.manager).post(link).status_code == 302
    assert frozen(CountyMonth.objects.get()).state == State.DRAFT


def test_a_month_that_runs_is_refused_on_the_page(land, team, pair):
    answer = client(team.manager).post(f"/scores/months/{land.county.uid}/2026-11/close/")
    assert answer.status_code == 422
    assert not CountyMonth.objects.exists()


def test_officers_close_nothing_and_see_no_button(land, team, pair):
    assert client(team.officer).get("/scores/months/").context["closable"] == []
    link = f"/scores/months/{land.county.uid}/2026-10/close/"
    assert client(team.officer).post(link).status_code == 403
    other = people.user_with_role("manager", land.county2)
    assert client(other).post(link).status_code == 404


def test_an_officer_sees_the_draft_of_the_own_office(land, team, pair, draft):
    page = client(team.officer).get(address(draft))
    text = page.content.decode()
    assert pair[0].user.name in text
    assert pair[1].user.name not in text
    assert address(draft, "offices", office(draft, land.office), "review") in text
    assert address(draft, "offices", office(draft, land.office2), "review") not in text


def test_lines_are_told_in_short(land, team, pair, draft):
    page = client(team.manager).get(address(draft), {"office": land.office.pk})
    assert "M5 −2" in page.content.decode()


def test_the_draft_is_narrowed(land, team, pair, draft):
    page = client(team.manager).get(address(draft), {"q": pair[1].code})
    assert [one.offender for one in page.context["table"].page.rows] == [pair[1]]
    late = client(team.manager).get(address(draft), {"late": "on"})
    assert late.context["table"].page.rows == []


def test_the_file_holds_what_the_screen_shows(land, team, pair, draft):
    answer = client(team.manager).post(address(draft) + "?q=" + pair[0].code, {"export": "xlsx"})
    rows = list(load_workbook(BytesIO(answer.getvalue())).active.values)
    assert [(row[0], row[5]) for row in rows[1:]] == [(pair[0].code, score(pair[0]).total)]


@pytest.mark.parametrize("many", [1, 5])
def test_the_pages_cost_the_same_for_many(land, team, many, django_assert_max_num_queries):
    for place in (land.office, land.office2):
        for _n in range(many):
            person(place)
    row = closed(land)
    session = client(team.manager)
    for link in ("/scores/months/", address(row)):
        with django_assert_max_num_queries(15):
            assert session.get(link).status_code == 200


def test_nobody_sees_another_county_or_a_month_that_is_none(land, team, draft):
    stranger = people.user_with_role("manager", land.county2)
    assert client(stranger).get(address(draft)).status_code == 404
    assert client(team.manager).get(f"/scores/months/{land.county.uid}/9999-99/").status_code == 404


def test_offenders_see_no_draft(land, team, pair, draft):
    for link in ("/scores/months/", address(draft), address(draft, "people", score(pair[0]).pk)):
        assert client(pair[0].user).get(link).status_code == 403


def test_an_office_reviews_after_it_was_asked_once_more(land, team, pair, draft):
    link = address(draft, "offices", office(draft, land.office), "review")
    assert client(team.officer).get(link).status_code == 200
    assert draft.offices.filter(reviewed_at=None).count() == 2
    assert client(team.officer).post(link).status_code == 302
    assert draft.offices.get(office=land.office).reviewed_by == team.officer
    assert client(team.officer).post(link).status_code == 422
    assert client(team.officer2).post(link).status_code == 403


def test_the_county_gives_back_with_a_reason(land, team, pair, draft):
    reviewed(draft, team.officer, team.officer2)
    link = address(draft, "offices", office(draft, land.office), "return")
    assert client(team.manager).post(link, {"reason": ""}).status_code == 422
    assert client(team.officer).post(link, {"reason": "重看"}).status_code == 403
    assert client(team.manager).post(link, {"reason": "重看"}).status_code == 302
    assert "重看" in client(team.officer).get(address(draft)).content.decode()


def test_approved_and_posted_from_the_page(land, team, pair, draft, at):
    reviewed(draft, team.officer, team.officer2)
    session = client(team.manager)
    assert session.post(address(draft, "approve")).status_code == 302
    assert session.post(address(draft, "post")).status_code == 422
    at(day(10))
    session = client(team.manager)
    assert address(draft, "post") in session.get(address(draft)).content.decode()
    assert session.post(address(draft, "post")).status_code == 302
    draft.refresh_from_db()
    assert draft.state == State.POSTED


def test_a_final_month_is_opened_with_a_decision(land, team, pair, at):
    row = approved(land, team)
    at(day(10))
    closing.post(county_month=row)
    at(day(17))
    closing.finish(county_month=row)
    said = {
        "authority": "court", "document": "（2026）浙刑更1号", "decided_on": "2026-11-17",
        "text": "复核十月计分", "reason": "法院决定",
    }  # fmt: skip
    link = address(row, "reopen")
    assert client(team.manager).post(link, said | {"document": ""}).status_code == 422
    assert client(team.manager).post(link, said).status_code == 302
    assert "（2026）浙刑更1号" in client(team.manager).get(address(row)).content.decode()


def test_one_score_is_told_with_its_facts_and_the_look_is_logged(land, team, pair, draft):
    link = address(draft, "people", score(pair[0]).pk)
    page = client(team.officer).get(link)
    assert [line.code for line in page.context["lines"] if line.points] == ["M2", "M5"]
    assert AuditEntry.objects.filter(verb="person.looked_up", actor=team.officer).exists()
    assert client(team.officer2).get(link).status_code == 404


def test_a_score_is_made_anew_in_the_draft(land, team, pair, draft):
    link = address(draft, "people", score(pair[0]).pk)
    assert client(team.officer).post(link, {"reason": ""}).status_code == 422
    assert client(team.officer).post(link, {"reason": "补正后重算"}).status_code == 302
    assert score(pair[0]).version == 2
    old = client(team.officer).get(link)
    assert old.context["may_amend"] is False


def test_a_late_office_stands_on_the_month_and_on_the_board(land, team, pair, draft, at):
    at(day(7))
    session = client(team.manager)
    late = [one.late for one, _review, _back in session.get(address(draft)).context["offices"]]
    assert late == [2, 2]
    assert land.office2.name in session.get("/scores/").content.decode()


def test_managers_set_working_days(land, team):
    session = client(team.manager)
    said = {"day": "2026-11-12", "is_working": "0", "note": "台风停工"}
    assert session.post("/scores/working-days/", said).status_code == 302
    assert session.post("/scores/working-days/", said).status_code == 422
    made = WorkingDayOverride.objects.get(day=date(2026, 11, 12))
    assert "台风停工" in session.get("/scores/working-days/").content.decode()
    assert session.post(f"/scores/working-days/{made.pk}/remove/").status_code == 302
    assert not WorkingDayOverride.objects.exists()


def test_a_year_that_is_not_published_is_told(land, at):
    at(day(3).replace(year=2030))
    manager = people.user_with_role("manager", land.county)
    page = client(manager).get("/scores/working-days/")
    assert page.context["unknown"] == [2030, 2031]


def test_officers_set_no_working_days(land, team):
    assert client(team.officer).get("/scores/working-days/").status_code == 403
