"""What candidates find of their results, and what they do not find before its time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from exams import wrong
from exams.actions import sitting as actions
from exams.bank import plain
from exams.models import Paper, Practised, Sitting
from lms.core.clock import now
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
AT_ONCE = {"show_score": "at_once", "show_answers": "at_once", "show_explanations": "at_once"}
SECRETS = ("right answer</span>", "外出要先批准。")
"""Words of the page that marks a right answer, and of an explanation."""


def candidate() -> Any:
    return people.offender(people.land().office).user


def sat(who: Any, paper: Paper, *answers: Any) -> Sitting:
    """Answered in the form of exams/grading.py and handed in."""
    one = factory.sitting(who, paper)
    for place, answer in enumerate(answers):
        factory.answer(one, place, answer)
    return actions.submit(by=who, sitting_id=one.pk)


def page(client: Any, who: Any, address: str) -> Any:
    client.force_login(who)
    return client.get(address)


def test_a_result_says_what_was_right_and_why(client: Any) -> None:
    who = candidate()
    one = sat(who, factory.paper(**AT_ONCE), "a", "b", None)
    text = page(client, who, f"/sittings/{one.pk}/result/").content.decode()
    assert all(secret in text for secret in SECRETS)
    assert "Not passed yet" in text
    assert "not answered" in text


def test_what_may_not_be_seen_yet_is_not_in_the_page(client: Any) -> None:
    who = candidate()
    one = sat(who, factory.paper(show_score="at_once", attempts=2), "a", "b", "b")
    text = page(client, who, f"/sittings/{one.pk}/result/").content.decode()
    assert "5" in text
    assert not any(secret in text for secret in SECRETS)


def test_explanations_alone_mark_no_answer(client: Any) -> None:
    who = candidate()
    paper = factory.paper(show_answers="never", show_explanations="at_once")
    one = sat(who, paper, "a", "b", "b")
    text = page(client, who, f"/sittings/{one.pk}/result/").content.decode()
    assert SECRETS[1] in text
    assert SECRETS[0] not in text


@pytest.mark.parametrize("address", ["/sittings/{}/result/", "/api/v1/sittings/{}/result"])
def test_a_result_that_may_not_be_seen_is_404(client: Any, address: str) -> None:
    who = candidate()
    after = dict.fromkeys(AT_ONCE, "after")
    paper = factory.paper(closes_at=now() + timedelta(days=1), **after)
    one = sat(who, paper, "a", "a", "a")
    answer = page(client, who, address.format(one.pk))
    assert answer.status_code == 404
    assert not any(secret in answer.content.decode() for secret in SECRETS)


@pytest.mark.parametrize(
    "address", ["/sittings/{}/result/", "/sittings/{}/record/", "/api/v1/sittings/{}/result"]
)
def test_other_peoples_results_do_not_exist(client: Any, address: str) -> None:
    one = sat(candidate(), factory.paper(**AT_ONCE), "a", "a", "a")
    assert page(client, candidate(), address.format(one.pk)).status_code == 404


def test_the_api_tells_what_may_be_seen(client: Any) -> None:
    who = candidate()
    one = sat(who, factory.paper(**AT_ONCE), "a", "b")
    told = page(client, who, f"/api/v1/sittings/{one.pk}/result").json()
    assert (float(told["points"]), told["passed"], told["counts"]) == (5, False, True)
    assert [each["state"] for each in told["questions"]] == ["right", "wrong", "open"]
    assert [each["right"] for each in told["questions"]] == [0, 0, 0]


def test_the_api_keeps_back_what_is_not_due(client: Any) -> None:
    who = candidate()
    paper = factory.paper(show_score="never", show_answers="never", show_explanations="at_once")
    told = page(client, who, f"/api/v1/sittings/{sat(who, paper, 'a').pk}/result").json()
    assert told["points"] is told["passed"] is told["counts"] is None
    assert [each["right"] for each in told["questions"]] == [None] * 3
    assert [each["state"] for each in told["questions"]] == [None] * 3


def test_a_record_needs_a_score_that_may_be_seen(client: Any) -> None:
    who = candidate()
    told = sat(who, factory.paper(**AT_ONCE), "a", "a", "a")
    hidden = sat(who, factory.paper(show_score="never", show_answers="at_once"), "a")
    assert who.name in page(client, who, f"/sittings/{told.pk}/record/").content.decode()
    assert page(client, who, f"/sittings/{hidden.pk}/record/").status_code == 404


def test_my_results_say_which_counts_and_when_there_is_another_chance(client: Any) -> None:
    who, paper = candidate(), factory.paper(title="月测", attempts=3, **AT_ONCE)
    sat(who, paper, "b")
    text = page(client, who, "/results/").content.decode()
    assert "this one counts" in text
    assert f'href="/tests/{paper.pk}/"' in text
    sat(who, paper, "a", "a", "a")
    text = page(client, who, "/results/").content.decode()
    assert text.count("this one counts") == 1
    assert f'href="/tests/{paper.pk}/"' not in text


def test_my_results_take_as_many_queries_for_many(
    client: Any, django_assert_max_num_queries: Any
) -> None:
    who = candidate()
    for _n in range(4):
        sat(who, factory.paper(**AT_ONCE), "a", "b")
    client.force_login(who)
    client.get("/results/")
    with django_assert_max_num_queries(14):
        client.get("/results/")


def test_a_result_takes_few_queries(client: Any, django_assert_max_num_queries: Any) -> None:
    who = candidate()
    questions = [factory.question(kind) for kind in plain.KINDS[:6] * 3]
    one = sat(who, factory.paper(*questions, **AT_ONCE))
    client.force_login(who)
    with django_assert_max_num_queries(20):
        client.get(f"/sittings/{one.pk}/result/")


# the book of wrong answers


def test_the_book_holds_what_was_wrong() -> None:
    who, questions = candidate(), [factory.question() for _n in range(3)]
    sat(who, factory.paper(*questions, **AT_ONCE), "a", "b")
    assert [one.placed.place for one in wrong.wrong_answers(who)] == [1, 2]


def test_the_book_holds_nothing_whose_answers_may_not_be_seen() -> None:
    who = candidate()
    sat(who, factory.paper(attempts=2), "b", "b", "b")
    assert wrong.book_of(who) == []


def test_what_was_right_since_leaves_the_book() -> None:
    who, question = candidate(), factory.question()
    sat(who, factory.paper(question, **AT_ONCE), "b")
    sat(who, factory.paper(question, mode="practice", **AT_ONCE), "a")
    assert wrong.wrong_answers(who) == []


def test_a_newer_mistake_brings_it_back(at: Any) -> None:
    who, question = candidate(), factory.question()
    sat(who, factory.paper(question, **AT_ONCE), "b")
    Practised.objects.create(person=who, question=question, right_at=now() + timedelta(seconds=1))
    assert wrong.wrong_answers(who) == []
    at(now() + timedelta(hours=1))
    sat(who, factory.paper(question, **AT_ONCE), "b")
    assert len(wrong.wrong_answers(who)) == 1


def test_practising_tells_the_right_answer_after_answering_only(client: Any) -> None:
    who = candidate()
    one = sat(who, factory.paper(factory.question(), **AT_ONCE), "b")
    address = f"/wrong-answers/{one.pk}/0/"
    assert not any(s in page(client, who, address).content.decode() for s in SECRETS)
    text = client.post(address, {"q0": "1"}).content.decode()
    assert all(secret in text for secret in SECRETS)
    assert not Practised.objects.exists()
    assert "Right!" in client.post(address, {"q0": "0"}).content.decode()
    assert client.get(address).status_code == 404
    assert Sitting.objects.count() == 1


def test_what_a_person_grades_is_compared_by_oneself(client: Any) -> None:
    who, question = candidate(), factory.question(plain.SHORT)
    one = sat(who, factory.paper(question, **AT_ONCE))
    client.force_login(who)
    address = f"/wrong-answers/{one.pk}/0/"
    assert "先请假。" in client.post(address, {"q0": "请假"}).content.decode()
    assert wrong.wrong_answers(who)
    client.post(address, {"known": "1"})
    assert wrong.wrong_answers(who) == []


def test_nothing_answered_and_nonsense_are_refused(client: Any) -> None:
    who = candidate()
    one = sat(who, factory.paper(factory.question(), **AT_ONCE), "b")
    client.force_login(who)
    for sent in ({}, {"q0": "99"}, {"q0": "x"}):
        assert client.post(f"/wrong-answers/{one.pk}/0/", sent).status_code == 422


def test_the_book_of_others_does_not_exist(client: Any) -> None:
    one = sat(candidate(), factory.paper(factory.question(), **AT_ONCE), "b")
    assert page(client, candidate(), f"/wrong-answers/{one.pk}/0/").status_code == 404
