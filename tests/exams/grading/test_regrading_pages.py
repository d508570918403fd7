"""Pages of corrections: from the figures of a question to the order of a second person."""

from __future__ import annotations

from typing import Any

import pytest

from exams import figures
from exams.bank import plain
from exams.models import Paper, Regrade, Sitting
from lms.accounts.roles import Role
from lms.core import jobs
from lms.core.models.jobs import Job
from tests.exams.grading.test_regrading import first, manager, proposed, sat
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def figured(kind: str = plain.SINGLE, answer: Any = "b") -> Paper:
    paper = factory.paper(factory.question(kind), factory.question())
    for _n in range(5):
        sat(paper, answer, "a")
    figures.work_out(paper)
    return paper


def new(paper: Paper) -> str:
    return f"/exams/regrades/new/{first(paper).pk}/"


def at(made: Regrade, more: str = "") -> str:
    return f"/exams/regrades/{made.pk}/{more}"


def send(client: Any, paper: Paper, **fields: Any) -> Any:
    return client.post(new(paper), {"how": "accept", "reason": "题目有误", **fields})


def test_the_figures_lead_a_manager_there(client: Any) -> None:
    paper = figured()
    address = f"/exams/figures/{paper.pk}/{first(paper).pk}/"
    client.force_login(manager())
    assert new(paper) in client.get(address).text
    client.force_login(people.staff_member(people.land().county, Role.EDITOR).user)
    assert new(paper) not in client.get(address).text


def test_another_option_is_chosen_and_the_preview_follows(client: Any) -> None:
    paper = figured()
    client.force_login(manager())
    assert client.get(new(paper)).status_code == 200
    answer = send(client, paper, accepts="b")
    made = Regrade.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at(made))
    assert (made.how, made.accepts, made.state) == ("accept", "b", "preview")


def test_a_further_text_is_written_for_a_blank(client: Any) -> None:
    paper = figured(plain.FILL, ["3", "派出所"])
    client.force_login(manager())
    send(client, paper, blank1="", blank2=" 派出所 ")
    assert Regrade.objects.get().accepts == ["", "派出所"]


def test_two_options_are_chosen(client: Any) -> None:
    paper = figured(plain.MULTIPLE, ["b"])
    client.force_login(manager())
    send(client, paper, accepts=["b", "d"])
    assert Regrade.objects.get().accepts == ["b", "d"]


@pytest.mark.parametrize("accepts", ["a", "", "z"])
def test_what_is_no_further_answer_is_said_at_the_form(client: Any, accepts: str) -> None:
    paper = figured()
    client.force_login(manager())
    assert send(client, paper, accepts=accepts).status_code == 422
    assert not Regrade.objects.exists()


def test_other_kinds_can_only_be_voided(client: Any) -> None:
    paper = figured(plain.ORDERING, [1, 0, 2, 3])
    client.force_login(manager())
    assert "another answer is right as well" not in client.get(new(paper)).text
    assert send(client, paper).status_code == 422
    assert send(client, paper, how="void").status_code == 302


def test_the_preview_names_codes_and_no_names(client: Any) -> None:
    paper = figured()
    client.force_login(manager())
    text = client.get(at(proposed(paper))).text
    for one in Sitting.objects.select_related("candidate__offender"):
        assert one.candidate.offender.code in text
        assert one.candidate.name not in text


def test_people_of_others_are_only_counted(client: Any) -> None:
    paper = figured()
    stranger = people.offender(people.land().office3)
    sat(paper, "b", who=stranger.user)
    client.force_login(manager())
    text = client.get(at(proposed(paper))).text
    assert stranger.code not in text
    assert "1 more result changes that is not listed here." in text


def test_who_proposed_it_cannot_order_it_and_another_one_can(client: Any) -> None:
    made = proposed(figured())
    client.force_login(made.made_by)
    assert "Correct the results" not in client.get(at(made)).text
    assert client.post(at(made, "run/")).status_code == 403
    client.force_login(manager())
    assert "Correct the results" in client.get(at(made)).text
    assert client.post(at(made, "run/")).status_code == 302
    jobs.run_now(Job.objects.get(kind="exams.regrade"))
    assert "5 results have changed." in client.get(at(made)).text
    assert at(made) in client.get("/exams/regrades/").text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TEACHER, Role.EDITOR, Role.PROSECUTOR])
def test_others_come_nowhere(client: Any, role: str) -> None:
    paper = figured()
    made = proposed(paper)
    client.force_login(people.staff_member(people.land().county, role).user)
    for address in ("/exams/regrades/", new(paper), at(made)):
        assert client.get(address).status_code == 403
    assert client.post(at(made, "run/")).status_code == 403


def test_a_manager_of_another_county_meets_nothing(client: Any) -> None:
    paper = figured()
    made = proposed(paper)
    client.force_login(people.staff_member(people.land().county2, Role.MANAGER).user)
    assert at(made) not in client.get("/exams/regrades/").text
    assert client.get(new(paper)).status_code == 404
    assert client.get(at(made)).status_code == 404


def test_the_list_asks_nothing_more_for_more_rows(
    client: Any, django_assert_max_num_queries: Any
) -> None:
    paper = factory.paper()
    for _n in range(6):
        proposed(paper)
    client.force_login(manager())
    with django_assert_max_num_queries(12):
        assert client.get("/exams/regrades/").status_code == 200


def test_the_preview_asks_nothing_more_for_more_people(
    client: Any, django_assert_max_num_queries: Any
) -> None:
    paper = factory.paper()
    for _n in range(12):
        sat(paper, "b")
    made = proposed(paper)
    client.force_login(manager())
    with django_assert_max_num_queries(20):
        assert client.get(at(made)).status_code == 200
