"""The pages on which a test is sat, as they are served; the browser's part: tests/journeys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from exams import frozen, saved
from exams.bank import plain
from exams.models import BlueprintRow, ExamNeeds, Offer, Paper, Sitting
from lms.core.clock import now
from lms.core.months import Month, today
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
QUERIES = 7
"""Session, person, sitting, saved answers, versions, next number, needs."""


@pytest.fixture
def person() -> Any:
    return people.offender(people.land().office).user


@pytest.fixture
def client(person: Any) -> Client:
    return client_of(person)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def html(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def page(name: str, pk: Any) -> str:
    return reverse(f"exams:{name}", args=[pk])


def offer(paper: Paper, person: Any, **fields: Any) -> Offer:
    given = {"month": str(Month.current()), "due_on": today() + timedelta(days=3)}
    return Offer.objects.create(paper=paper, person=person, **{**given, **fields})


# the list and home


def test_what_is_prescribed_comes_before_what_may_be_sat(client: Client, person: Any) -> None:
    factory.paper(title="随便练练")
    offer(factory.paper(title="本月测验"), person)
    said = html(client, reverse("exams:tests"))
    assert said.index("本月测验") < said.index("随便练练")


def test_papers_of_others_are_not_in_the_list(client: Client) -> None:
    land = people.land()
    factory.paper(title="外县的", access=land.county2)
    factory.paper(title="干部的", audience="staff")
    said = html(client, reverse("exams:tests"))
    assert "外县的" not in said
    assert "干部的" not in said


def test_staff_find_their_own_exams() -> None:
    officer = people.user_with_role("officer", people.land().office)
    factory.paper(title="干部的", audience="staff")
    assert "干部的" in html(client_of(officer), reverse("exams:tests"))


def test_a_guardian_sits_no_tests() -> None:
    guardian = people.user_with_role("guardian", people.land().office)
    html(client_of(guardian), reverse("exams:tests"), status=403)


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_asks_no_more_for_more_tests(
    client: Client, person: Any, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _number in range(number):
        paper = factory.paper()
        factory.sitting(person, paper)
        offer(paper, person)
    html(client, reverse("exams:tests"))
    with django_assert_num_queries(9):
        html(client, reverse("exams:tests"))


def test_home_says_what_waits_until_it_is_sat(client: Client, person: Any) -> None:
    paper = factory.paper(title="本月测验")
    offer(paper, person)
    assert "本月测验" in html(client, "/home/")
    client.post(page("test", paper.pk))
    assert "正在答题" in html(client, "/home/") or "under way" in html(client, "/home/")


def test_what_was_missed_last_month_does_not_wait(client: Client, person: Any) -> None:
    offer(factory.paper(title="上月测验"), person, month=str(Month.current().previous()))
    assert "上月测验" not in html(client, "/home/")


# before it begins


def test_what_to_know_before(client: Client, person: Any) -> None:
    paper = factory.paper(minutes=40, attempts=3, pass_percent=70)
    ExamNeeds.objects.create(
        person=person, extra_percent=50, reason="手不方便", set_by=people.user()
    )
    client.cookies["xinlu_language"] = "zh-hans"
    said = html(client, page("test", paper.pk))
    for words in ("3 道题", "60 分钟", "其中 20 分钟是专门给您多加的", "70%", "还剩 3 次"):
        assert words in said, words


def test_a_blueprint_says_how_many_it_draws(client: Client) -> None:
    paper = factory.paper(draw="blueprint")
    paper.questions.all().delete()
    for number in (12, 8):
        BlueprintRow.objects.create(paper=paper, number=number, score=5)
    client.cookies["xinlu_language"] = "zh-hans"
    assert "20 道题" in html(client, page("test", paper.pk))


def test_a_test_of_others_does_not_exist(client: Client) -> None:
    paper = factory.paper(access=people.land().county2)
    html(client, page("test", paper.pk), status=404)
    assert client.post(page("test", paper.pk)).status_code == 404
    assert not Sitting.objects.exists()


def test_who_has_no_attempt_left_reads_why_and_finds_no_button(client: Client, person: Any) -> None:
    paper = factory.paper(attempts=1)
    factory.sitting(person, paper, state="submitted", submitted_at=now())
    said = html(client, page("test", paper.pk))
    assert 'method="post" class' not in said.partition("<main")[2]
    assert client.post(page("test", paper.pk)).status_code in (302, 409)
    assert paper.sittings.count() == 1


# the page of a sitting


@pytest.mark.parametrize("number", [5, 100])
def test_few_queries_however_long_the_paper(
    client: Client, person: Any, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    paper = factory.paper(*(factory.question() for _ in range(number)))
    sitting = factory.sitting(person, paper)
    html(client, page("sitting", sitting.pk))
    frozen.forget()
    with django_assert_num_queries(QUERIES):
        said = html(client, page("sitting", sitting.pk))
    assert said.count("data-place=") == number


@pytest.mark.parametrize("kind", plain.KINDS)
def test_nothing_that_gives_an_answer_away_is_in_the_page(
    client: Client, person: Any, kind: str
) -> None:
    sitting = factory.sitting(person, factory.paper(factory.question(kind)))
    said = html(client, page("sitting", sitting.pk))
    assert "要去外地" in said or "外出须提前" in said
    for secret in ("外出要先批准", "说得对", "说到请假", "所里"):
        assert secret not in said


def test_the_page_has_no_script_and_no_style_of_its_own(client: Client, person: Any) -> None:
    sitting = factory.sitting(person, factory.paper(*map(factory.question, plain.KINDS)))
    said = html(client, page("sitting", sitting.pk))
    assert " style=" not in said
    assert " onclick=" not in said
    assert "<script>" not in said


def test_nobody_opens_another_s_sitting(client: Client) -> None:
    other = people.offender(people.land().office, code="O-2", id_number=people.id_number(serial=77))
    sitting = factory.sitting(other.user, factory.paper())
    html(client, page("sitting", sitting.pk), status=404)
    html(client, page("hand_in", sitting.pk), status=404)
    assert client.post(page("sitting", sitting.pk), {"tab": "t1"}).status_code == 404


def test_large_type_that_is_set_for_tests(client: Client, person: Any) -> None:
    sitting = factory.sitting(person, factory.paper())
    assert 'class=" large"' not in html(client, page("sitting", sitting.pk))
    ExamNeeds.objects.create(person=person, large_type=True, reason="老花", set_by=people.user())
    assert 'class=" large"' in html(client, page("sitting", sitting.pk))


def test_what_was_answered_stands_in_the_fields(client: Client, person: Any) -> None:
    sitting = factory.sitting(person, factory.paper(factory.question(plain.FILL)))
    factory.answer(sitting, 0, ["3", "司法所"])
    assert 'value="司法所"' in html(client, page("sitting", sitting.pk))


# without script


def post(client: Client, sitting: Sitting, **form: str) -> Any:
    return client.post(page("sitting", sitting.pk), {"tab": "t1", "holder": "t1", **form})


def test_the_whole_form_is_saved_at_once(client: Client, person: Any) -> None:
    sitting = factory.sitting(person, factory.paper())
    response = post(client, sitting, q0="1", q2="0", go="1")
    assert response.headers["Location"].endswith("?tab=t1#q1")
    assert saved.latest_answers(sitting) == {0: "b", 2: "a"}


def test_only_what_changed_is_saved_again(client: Client, person: Any) -> None:
    sitting = factory.sitting(person, factory.paper())
    post(client, sitting, q0="1", q1="1")
    post(client, sitting, q0="1", q1="0")
    assert sitting.saves.count() == 3
    assert saved.latest_answers(sitting) == {0: "b", 1: "a"}


def test_an_answer_can_be_taken_back(client: Client, person: Any) -> None:
    sitting = factory.sitting(person, factory.paper(factory.question(plain.MULTIPLE)))
    post(client, sitting, q0="1")
    post(client, sitting)
    assert saved.latest_answers(sitting) == {}


def test_an_order_with_a_number_twice_is_told_and_the_rest_is_saved(
    client: Client, person: Any
) -> None:
    paper = factory.paper(factory.question(plain.ORDERING), factory.question())
    sitting = factory.sitting(person, paper)
    form = {"q0i0": "1", "q0i1": "1", "q0i2": "2", "q0i3": "3", "q1": "2"}
    response = post(client, sitting, **form, hand_in="1")
    assert response.headers["Location"].endswith("#q0")
    assert saved.latest_answers(sitting) == {1: "c"}


def test_a_second_page_goes_on_from_where_the_first_was(client: Client, person: Any) -> None:
    sitting = factory.sitting(person, factory.paper())
    client.post(page("sitting", sitting.pk), {"tab": "t2", "holder": "t1", "q0": "1"})
    assert saved.latest_answers(sitting) == {0: "b"}


def test_an_older_page_never_writes_over_a_newer_one(client: Client, person: Any) -> None:
    """It comes back with what was filled in, saved only when its reader says so."""
    sitting = factory.sitting(person, factory.paper(), tab="t2")
    factory.answer(sitting, 0, "a")
    response = post(client, sitting, q0="2")
    assert response.status_code == 409
    assert 'value="2" checked' in response.content.decode()
    assert saved.latest_answers(sitting) == {0: "a"}
    post(client, sitting, q0="2", here="1")
    assert saved.latest_answers(sitting) == {0: "c"}


def test_handing_in_asks_once_and_names_what_is_open(client: Client, person: Any) -> None:
    sitting = factory.sitting(person, factory.paper())
    address = post(client, sitting, q1="1", hand_in="1").headers["Location"]
    said = html(client, address)
    assert "#q0" in said
    assert "#q1" not in said
    sitting.refresh_from_db()
    assert sitting.state == "open"
    client.post(page("hand_in", sitting.pk), {"tab": "t1"})
    sitting.refresh_from_db()
    assert sitting.state == "final"


def test_after_the_end_nothing_is_asked_and_nothing_saved(client: Client, person: Any) -> None:
    over = now() - timedelta(minutes=5)
    sitting = factory.sitting(person, factory.paper(), deadline_at=over)
    post(client, sitting, q0="1")
    said = html(client, page("sitting", sitting.pk))
    assert "data-exam-over" in said
    assert "data-place=" not in said
    assert not sitting.saves.exists()
