"""Results as those see them who look after people, and who does not see them."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from exams import rates
from exams.models import Offer, SittingEvent
from lms.accounts.roles import Role
from lms.core.models import AuditEntry
from lms.core.months import Month, today
from tests.exams.results.rows import final
from tests.exams.results.test_learner_pages import sat
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def officer(role: str = Role.OFFICER, place: Any = None) -> Any:
    return people.staff_member(place or people.land().office, role).user


def candidate(place: Any = None) -> Any:
    return people.offender(place or people.land().office).user


def offer(who: Any, paper: Any, **fields: Any) -> Offer:
    return Offer.objects.create(person=who, paper=paper, **fields)


def page(client: Any, who: Any, address: str) -> Any:
    client.force_login(who)
    return client.get(address)


def test_rates_by_office_are_of_ones_own_people() -> None:
    land, paper = people.land(), factory.paper()
    for points in (15, 15, 5):
        final(candidate(), paper, points)
    final(candidate(land.office2), paper, 15)
    whole = rates.whole(rates.by_office(officer(), paper, Month.current()))
    assert (whole.sat, whole.passed, str(whole.percent)) == (3, 2, "66.7")


def test_rates_by_office_tell_offices_apart() -> None:
    land, paper = people.land(), factory.paper()
    final(candidate(), paper, 15)
    final(candidate(land.office2), paper, 0)
    found = {one.name: one.passed for one in
             rates.by_office(officer(Role.MANAGER, land.county), paper, None)}  # fmt: skip
    assert found == {land.office.name: 1, land.office2.name: 0}


def test_rates_by_month_count_one_attempt_of_each_month() -> None:
    who, paper = candidate(), factory.paper(purpose="monthly", attempts=3)
    month = Month.current()
    final(who, paper, 0, month=str(month.previous()))
    final(who, paper, 15, month=str(month.previous()))
    final(who, paper, 5, month=str(month))
    found = [(one.name, one.sat, one.passed) for one in rates.by_month(officer(), paper)]
    assert found == [(str(month.previous()), 1, 1), (str(month), 1, 0)]


def test_who_has_not_sat_is_who_had_an_offer() -> None:
    paper, month = factory.paper(purpose="monthly"), str(Month.current())
    late, done, graded, free = candidate(), candidate(), candidate(), candidate()
    for who in (late, done, graded):
        offer(who, paper, month=month)
    final(done, paper, 0)
    factory.sitting(graded, paper, state="submitted")
    assert free.pk not in {one.person_id for one in rates.missing_of(officer())}
    assert [one.person_id for one in rates.missing_of(officer())] == [late.pk]


def test_a_sitting_of_another_month_does_not_count_for_this_one() -> None:
    who, paper, month = candidate(), factory.paper(purpose="monthly"), Month.current()
    offer(who, paper, month=str(month))
    final(who, paper, 15, month=str(month.previous()))
    assert rates.missing_of(officer()).count() == 1
    withdrawn = rates.missing_of(officer()).get()
    withdrawn.withdrawn_at = withdrawn.made_at
    withdrawn.save(update_fields=["withdrawn_at"])
    assert not rates.missing_of(officer()).exists()


@pytest.mark.parametrize("address", ["/exams/results/", "/exams/results/missing/"])
def test_lists_need_the_right_to_see_evidence(client: Any, address: str) -> None:
    for role in (Role.TEACHER, Role.EDITOR):
        assert page(client, officer(role, people.land().county), address).status_code == 403
    assert page(client, candidate(), address).status_code == 403
    prosecutor = officer(Role.PROSECUTOR, people.land().county)
    assert page(client, prosecutor, address).status_code == 200


def test_the_list_shows_the_attempt_that_counts_and_nobody_elses(client: Any) -> None:
    land, paper = people.land(), factory.paper(title="法律月测")
    who, other = candidate(), candidate(land.office2)
    final(who, paper, 5)
    counts = final(who, paper, 10)
    final(other, paper, 15)
    text = page(client, officer(), "/exams/results/").content.decode()
    assert f"/exams/sittings/{counts.pk}/" in text
    assert "1 found" in text
    assert other.name not in text


def test_the_file_has_what_the_screen_has(client: Any) -> None:
    final(candidate(), factory.paper(title="甲卷"), 5)
    final(candidate(), factory.paper(title="乙卷"), 15)
    client.force_login(officer())
    asked = "/exams/results/?month=all&passed=no"
    screen = client.get(asked).content.decode()
    sent = client.post(asked, {"export": "xlsx"})
    head, *rows = load_workbook(io.BytesIO(sent.getvalue())).active.values
    assert [row[head.index("Test")] for row in rows] == ["甲卷"]
    assert all(str(value) in screen for value in rows[0][:5] if value)


def test_a_prosecutor_takes_no_file(client: Any) -> None:
    client.force_login(officer(Role.PROSECUTOR, people.land().county))
    assert client.post("/exams/results/", {"export": "xlsx"}).status_code == 403


def test_who_has_not_sat_can_be_asked_for_by_month_and_lateness(client: Any) -> None:
    paper = factory.paper(purpose="monthly")
    late, early = candidate(), candidate()
    offer(late, paper, month=str(Month.current()), due_on=today() - timedelta(days=1))
    offer(early, paper, month=str(Month.current()), due_on=today() + timedelta(days=1))
    text = page(client, officer(), "/exams/results/missing/?overdue=yes").content.decode()
    table = text.split("<tbody")[-1]
    assert late.name in table
    assert "1 found" in text


def test_a_sitting_says_what_was_noticed_and_looking_is_logged(client: Any) -> None:
    who = candidate()
    paper = factory.paper(show_answers="never")
    one = sat(who, paper, "a", "b")
    SittingEvent.objects.create(sitting=one, kind="left", place=1, seconds=7)
    text = page(client, officer(), f"/exams/sittings/{one.pk}/").content.decode()
    assert "left the page" in text
    assert "right answer</span>" in text
    assert AuditEntry.objects.filter(verb="person.looked_up", on_whom=who).exists()


@pytest.mark.parametrize("address", ["/exams/sittings/{sitting}/", "/exams/people/{person}/"])
def test_people_of_others_do_not_exist(client: Any, address: str) -> None:
    who = candidate(people.land().office2)
    one = final(who, factory.paper(), 5)
    answer = page(client, officer(), address.format(sitting=one.pk, person=who.pk))
    assert answer.status_code == 404


def test_of_a_test_that_they_may_sit_staff_see_no_answers_before_its_end(client: Any) -> None:
    county = people.land().county
    paper = factory.paper(audience="staff", attempts=2)
    one = sat(officer(), paper, "a", "b")
    text = page(client, officer(Role.MANAGER, county), f"/exams/sittings/{one.pk}/").content
    assert b"right answer</span>" not in text
    assert "You may sit this test yourself" in text.decode()


def test_nobody_sees_a_sitting_of_their_own_as_staff(client: Any) -> None:
    who = officer(Role.MANAGER, people.land().county)
    one = sat(who, factory.paper(audience="staff"), "a")
    assert page(client, who, f"/exams/sittings/{one.pk}/").status_code == 404


def test_a_persons_page_has_their_tests(client: Any) -> None:
    who = candidate()
    one = final(who, factory.paper(title="入矫测试"), 15)
    offer(who, factory.paper(title="还没考"), month=str(Month.current()))
    text = page(client, officer(), f"/exams/people/{who.pk}/").content.decode()
    assert f"/exams/sittings/{one.pk}/" in text
    assert "还没考" in text
    overview = page(client, officer(), f"/people/{who.pk}/").content.decode()
    assert f"/exams/sittings/{one.pk}/" in overview


def test_the_list_takes_as_many_queries_for_many(
    client: Any, django_assert_max_num_queries: Any
) -> None:
    for _n in range(5):
        final(candidate(), factory.paper(), 10)
    client.force_login(officer())
    client.get("/exams/results/")
    with django_assert_max_num_queries(22):
        client.get("/exams/results/")
