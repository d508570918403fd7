"""One's own required reading: list, desk, the case's page, answering, signing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from lms.core.months import today
from lms.training import my_readings
from lms.training.models import Acknowledgement, CheckAnswer
from tests.factories import cases, people, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def case(land):
    return cases.case(land.procuratorate, title="烟和假条", checks=[training.check()])


@pytest.fixture
def officer(land):
    return people.staff_member(land.office, name="陈静").user


@pytest.fixture
def reading(officer, case):
    because = [["rule", "警示案例必读"], ["post", "专职工作者"]]
    return training.reading(officer, case, because=because)


def page(client, user, address: str):
    client.force_login(people.again(user))
    return client.get(address)


def text(answered) -> str:
    return answered.content.decode()


def test_the_list_says_what_why_until_when(client, officer, reading) -> None:
    seen = text(page(client, officer, "/training/"))
    assert "烟和假条" in seen
    assert "警示案例必读" in seen
    assert str(reading.due_on) in seen


def test_the_desk_and_the_menu_say_how_many_wait(client, officer, reading) -> None:
    seen = text(page(client, officer, reverse("learning:desk")))
    assert '<span class="badge">1</span>' in seen
    assert str(reading.due_on) in seen


def test_what_is_done_or_withdrawn_does_not_wait(client, land, officer, case) -> None:
    training.done(officer, case)
    other = cases.case(land.procuratorate, title="撤回的案例")
    training.reading(officer, other, state="withdrawn")
    assert my_readings.open_number(people.again(officer)) == 0
    assert "撤回的案例" not in text(page(client, officer, "/training/"))


def test_the_list_costs_the_same_for_many(
    client, land, officer, reading, django_assert_num_queries
) -> None:
    page(client, officer, "/training/")
    for number in range(4):
        training.reading(officer, cases.case(land.procuratorate, title=f"案例{number}"))
    client.force_login(people.again(officer))
    with django_assert_num_queries(9):
        client.get("/training/")


def test_the_case_shows_what_has_to_be_done(client, officer, reading, case) -> None:
    seen = text(page(client, officer, case.address))
    assert 'id="reading"' in seen
    assert "先向司法所请假" not in seen, "no options before the case is read"


def test_whoever_need_not_read_it_sees_no_box(client, land, reading, case) -> None:
    other = people.staff_member(land.office2).user
    assert 'id="reading"' not in text(page(client, other, case.address))


def test_the_right_option_is_not_in_the_page(client, officer, reading, case) -> None:
    training.study(officer, case)
    seen = text(page(client, officer, case.address))
    assert 'name="place"' in seen
    assert "先批准，后出门。" not in seen, "the explanation comes after the answer"


def test_answer_and_sign(client, officer, reading, case) -> None:
    training.study(officer, case)
    client.force_login(people.again(officer))
    question = my_readings.box_of(officer, case).question
    letters = [letter for letter, _words in question.options]
    sent = {"check": question.check.id, "tries": 0, "place": letters.index("a")}
    after = client.post(reverse("training:answer", args=[reading.pk]), sent, follow=True)
    assert "先批准，后出门。" in text(after)
    sent = {"name": "陈静", "agreed": "on"}
    after = client.post(reverse("training:sign", args=[reading.pk]), sent, follow=True)
    assert Acknowledgement.objects.get().digest in text(after)


@pytest.mark.parametrize("sent", [{"name": "陈静"}, {"name": "陈", "agreed": "on"}, {}])
def test_a_signature_without_name_or_tick_is_refused(client, officer, case, sent) -> None:
    reading = training.reading(officer, case)
    training.study(officer, case)
    CheckAnswer.objects.create(
        reading=reading, check_id=case.self_checks()[0].id, chosen="a", is_right=True,
        case_version=case.study_version,
    )  # fmt: skip
    client.force_login(people.again(officer))
    answered = client.post(reverse("training:sign", args=[reading.pk]), sent)
    assert answered.status_code == 422
    assert not Acknowledgement.objects.exists()


def test_another_persons_reading_is_not_found(client, land, reading) -> None:
    other = people.staff_member(land.office).user
    client.force_login(people.again(other))
    for name in ("reading", "answer", "sign"):
        address = reverse(f"training:{name}", args=[reading.pk])
        assert (client.get if name == "reading" else client.post)(address).status_code == 404


def test_offenders_have_no_business_here(client, land, reading, case) -> None:
    offender = people.offender(land.office).user
    assert page(client, offender, "/training/").status_code == 403
    assert page(client, offender, f"/training/readings/{reading.pk}/").status_code == 403


def test_an_overdue_case_is_said_in_words(client, officer, case) -> None:
    training.reading(officer, case, due_on=today() - timedelta(days=1))
    assert "逾期" in text(page(client, officer, "/training/"))
