"""Graded by line of the rubric, question by question, one sheet by one grader at a time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from exams import by_hand, grading_questions
from exams.actions.reading import begin_reading, due_for, hand_over
from exams.actions.sitting import submit
from exams.bank.plain import Criterion
from exams.grading_queue import code_of
from exams.models import Mark, Paper, Sitting, SittingEvent
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid
from lms.core.models import AuditEntry
from tests.exams.grading.test_reading import grader, handed_in, read
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def two_shorts(paper: Paper | None = None) -> Sitting:
    """Two short answers of five points each, handed in."""
    paper = paper or factory.paper(factory.question("short"), factory.question("short"))
    who = people.offender(people.land().office).user
    one = factory.sitting(who, paper)
    for place in (0, 1):
        factory.answer(one, place, f"第{place}题的回答")
    return submit(by=who, sitting_id=one.pk)


def version_at(one: Sitting, place: int) -> UUID:
    return UUID(one.frozen[place]["version"])


def points_at(one: Sitting, place: int, reader: int = 1) -> Decimal:
    return Mark.objects.get(sitting=one, place=place, reader=reader, version=1).points


# the rubric


def test_points_left_open_are_the_sum_of_the_lines() -> None:
    one = handed_in()
    read(one, grader(), "", lines={"0": ["2", "1.5"]})
    assert points_at(one, 0) == Decimal("3.5")


def test_a_line_has_its_own_bound() -> None:
    with pytest.raises(Invalid):
        read(handed_in(), grader(), "", lines={"0": ["3.5", ""]}, done=False)


def test_other_points_than_the_lines_are_explained_before_they_are_handed_over() -> None:
    one, who = handed_in(), grader()
    read(one, who, "4", lines={"0": ["2", "1"]}, done=False)
    with pytest.raises(Invalid):
        read(one, who, "4", lines={"0": ["2", "1"]})
    read(one, who, "4", lines={"0": ["2", "1"]}, reasons={"0": "条理清楚"})
    mark = Mark.objects.get(sitting=one, reader=1)
    assert (mark.points, mark.detail["reasons"]) == (Decimal(4), {"0": "条理清楚"})


def test_reasons_are_for_graders_comments_for_the_candidate() -> None:
    one = handed_in()
    read(one, grader(), "4", comments={"0": "写得好"}, reasons={"0": "内部说明"})
    assert Mark.objects.get(sitting=one, reader=1).comment == "写得好"


def test_lines_weigh_what_the_question_weighs_in_the_paper() -> None:
    paper = factory.paper(factory.question("short"))
    paper.questions.update(score=Decimal(10))
    one = handed_in(paper=paper)
    assert [points for _text, points in by_hand.written_of(one)[0].rubric] == [6, 4]
    read(one, grader(), "", lines={"0": ["6", "4"]})
    one.refresh_from_db()
    assert one.points == one.most_points == Decimal(10)


def test_thirds_never_come_to_more_than_the_answer_is_worth() -> None:
    thirds = tuple(Criterion(f"要点{n}", Decimal(1)) for n in range(3))
    paper = factory.paper(factory.question("short", score=Decimal(3), rubric=thirds))
    paper.questions.update(score=Decimal("1.01"))
    one = handed_in(paper=paper)
    read(one, grader(), "", lines={"0": ["0.34", "0.34", "0.34"]})
    assert points_at(one, 0) == Decimal("1.01")


# one grader at a time


def test_who_opens_a_sheet_holds_it() -> None:
    one = handed_in()
    begin_reading(by=grader(), sitting=one)
    with pytest.raises(Conflict):
        begin_reading(by=grader("manager", "county"), sitting=one)


def test_who_goes_on_later_answers_for_all_of_it(at: Any) -> None:
    one, first, second = two_shorts(), grader(), grader("manager", "county")
    read(one, first, {"0": "3"}, place=0, done=False)
    at(now() + by_hand.HELD * 1.1)
    begin_reading(by=second, sitting=one)
    assert AuditEntry.objects.filter(verb="exams.sheet_taken_over", actor=second).exists()
    with pytest.raises(Conflict):
        read(one, first, {"1": "3"}, place=1, done=False)
    read(one, second, {"0": "3", "1": "2"})
    assert set(Mark.objects.filter(reader=1).values_list("by", flat=True)) == {second.pk}


def test_what_is_kept_at_one_place_leaves_the_other_alone() -> None:
    one, who = two_shorts(), grader()
    read(one, who, {"0": "3"}, place=0, done=False)
    read(one, who, {"0": "1", "1": "2"}, place=1, done=False)
    assert (points_at(one, 0), points_at(one, 1)) == (Decimal(3), Decimal(2))


def test_a_sheet_that_was_kept_whole_is_handed_over() -> None:
    one, who = two_shorts(), grader()
    read(one, who, {"0": "3"}, place=0, done=False)
    with pytest.raises(Invalid):
        hand_over(by=who, sitting=one)
    read(one, who, {"1": "2"}, place=1, done=False)
    hand_over(by=who, sitting=one)
    one.refresh_from_db()
    assert (one.state, one.points) == ("final", Decimal(5))


def test_nobody_hands_over_what_somebody_else_read(at: Any) -> None:
    one = handed_in()
    read(one, grader(), "3", done=False)
    at(now() + by_hand.HELD * 1.1)
    with pytest.raises(Invalid):
        hand_over(by=grader("manager", "county"), sitting=one)


# question by question


def test_the_answers_to_one_question_come_one_after_the_other(client: Any) -> None:
    one = two_shorts()
    other = two_shorts(one.paper)
    client.force_login(grader())
    address = reverse("exams:grading_question", args=[one.paper_id, version_at(one, 1)])
    page = client.get(address).content.decode()
    assert code_of(one.pk) in page
    assert "第1题的回答" in page
    assert "第0题的回答" not in page
    sent = {"sheet": code_of(one.pk), "points-1": "4"}
    following = client.post(address, sent, follow=True).content.decode()
    assert code_of(other.pk) in following
    assert points_at(one, 1) == Decimal(4)


def test_an_answer_can_be_skipped(client: Any) -> None:
    one = two_shorts()
    other = two_shorts(one.paper)
    client.force_login(grader())
    address = reverse("exams:grading_question", args=[one.paper_id, version_at(one, 0)])
    page = client.get(f"{address}?after={code_of(one.pk)}").content.decode()
    assert code_of(other.pk) in page


def test_what_is_graded_whole_is_handed_over_together(client: Any) -> None:
    one = handed_in()
    other = handed_in(paper=one.paper)
    client.force_login(grader())
    address = reverse("exams:grading_question", args=[one.paper_id, version_at(one, 0)])
    client.post(address, {"sheet": code_of(one.pk), "points-0": "4"})
    client.post(reverse("exams:grading_hand_over", args=[one.paper_id]))
    states = Sitting.objects.order_by("started_at").values_list("state", flat=True)
    assert list(states) == ["final", "submitted"]
    assert not Mark.objects.filter(sitting=other, reader=1, detail__done=True).exists()


def test_the_second_grader_is_offered_what_the_first_handed_over_and_sees_no_points() -> None:
    one = handed_in(readers=2)
    first, second = grader(), grader("manager", "county")
    assert not [a for a in grading_questions.answers_of(second, one.paper_id) if not a.is_open]
    read(one, first, "4")
    assert grading_questions.answers_of(first, one.paper_id) == []
    assert [a.is_open for a in grading_questions.answers_of(second, one.paper_id)] == [True]


def test_others_answers_are_not_offered(client: Any) -> None:
    one = handed_in()
    client.force_login(grader("officer", "office2"))
    address = reverse("exams:grading_question", args=[one.paper_id, version_at(one, 0)])
    sent = {"sheet": code_of(one.pk), "points-0": "4"}
    assert client.get(address).status_code == client.post(address, sent).status_code == 302
    assert not Mark.objects.filter(reader=1).exists()


def test_no_name_on_the_pages_of_a_question(client: Any) -> None:
    one = two_shorts()
    client.force_login(grader())
    address = reverse("exams:grading_question", args=[one.paper_id, version_at(one, 0)])
    page = client.get(address).content.decode()
    for secret in (one.candidate.name, str(one.candidate_id), str(one.pk)):
        assert secret not in page


def test_saved_as_one_goes_and_refused_in_words(client: Any) -> None:
    one = handed_in()
    client.force_login(grader())
    address = reverse("exams:grading_sheet", args=[code_of(one.pk)])
    kept = client.post(address, {"line-0-1": "2", "line-0-2": ""}, headers=HTMX)
    assert kept.content.decode() == "Saved: 2 of 5 points."
    refused = client.post(address, {"line-0-1": "9"}, headers=HTMX).content.decode()
    assert "Points from 0 to 3" in refused
    assert points_at(one, 0) == Decimal(2)


def test_what_was_noticed_is_shown_with_a_word_about_it(client: Any) -> None:
    one = handed_in()
    for seconds in (20, 25):
        SittingEvent.objects.create(sitting=one, kind="left", seconds=seconds)
    client.force_login(grader())
    page = client.get(reverse("exams:grading_sheet", args=[code_of(one.pk)])).content.decode()
    assert "left the page" in page
    assert "2 times" in page
    assert "45 seconds" in page
    assert "Nothing follows from this by itself" in page


@pytest.mark.parametrize("number", [1, 6])
def test_a_question_takes_the_same_queries_however_many_wait(
    number: int, client: Any, django_assert_max_num_queries: Any
) -> None:
    one = two_shorts()
    for _ in range(number - 1):
        two_shorts(one.paper)
    client.force_login(grader())
    address = reverse("exams:grading_question", args=[one.paper_id, version_at(one, 0)])
    client.get(address)
    with django_assert_max_num_queries(30):
        assert client.get(address).status_code == 200


# what waits for whom


def test_what_one_has_handed_over_waits_for_the_other_only() -> None:
    one = handed_in(readers=2)
    first, second, third = grader(), grader("manager", "county"), grader("manager", "county")

    def due() -> list[int]:
        return [due_for(who).count() for who in (first, second, third)]

    assert due() == [1, 1, 1]
    read(one, first, "1")
    assert due() == [0, 1, 1]
    read(one, second, "4")
    assert due() == [1, 1, 0]
    read(one, first, "3", reasons={"0": "商量过"})
    assert due() == [0, 0, 0]


def test_where_two_are_close_the_mean_stands_there_to_be_settled(client: Any) -> None:
    one, first = two_shorts(), grader()
    one.paper.readers = 2
    one.paper.save(update_fields=["readers"])
    read(one, first, {"0": "1", "1": "4"})
    read(one, grader("manager", "county"), {"0": "4", "1": "4.5"})
    client.force_login(first)
    page = client.get(reverse("exams:grading_sheet", args=[code_of(one.pk)])).content.decode()
    assert 'value="4.25"' in page
    assert "Grader 2" in page
