"""Grading by hand: one reader, two readers, and what candidates hear."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from exams import by_hand, signals
from exams.actions.reading import save_reading, waiting_for
from exams.actions.sitting import submit
from exams.models import Mark, Paper, Sitting
from exams.reading_input import Given
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def grader(role: str = "officer", place: str = "office") -> Any:
    return people.user_with_role(role, getattr(people.land(), place))


def handed_in(*kinds: str, paper: Paper | None = None, **fields: Any) -> Sitting:
    """A short answer (5 points) and, after it, whatever else; answered and handed in."""
    asked = [factory.question(kind) for kind in kinds or ("short",)] if paper is None else []
    paper = paper or factory.paper(*asked, **fields)
    who = people.offender(people.land().office).user
    one = factory.sitting(who, paper)
    for place, kind in enumerate(kinds or ("short",)):
        answers: dict[str, Any] = {
            "short": "先请假再走。",
            "single": "a",
            "case": {"1": "a", "2": "要请假"},
        }
        factory.answer(one, place, answers[kind])
    return submit(by=who, sitting_id=one.pk)


def read(one: Sitting, by: Any, points: Any, *, done: bool = True, **more: Any) -> Sitting:
    sent = points if isinstance(points, dict) else {"0": points}
    said = {name: more.pop(name, {}) for name in ("comments", "lines", "reasons")}
    return save_reading(by=by, sitting=one, given=Given(sent, **said), done=done, **more)


def test_what_a_person_reads_is_final_when_they_hand_it_over() -> None:
    one = handed_in("short", "single")
    assert one.state == "submitted"
    read(one, grader(), "4", comments={"0": "说得好"})
    one.refresh_from_db()
    assert (one.state, one.points) == ("final", Decimal(9))
    assert Mark.objects.get(sitting=one, place=0, reader=1).comment == "说得好"


def test_points_are_kept_as_one_goes_and_nothing_is_final() -> None:
    one, who = handed_in(), grader()
    read(one, who, "3", done=False)
    read(one, who, "2.5", done=False)
    one.refresh_from_db()
    assert one.state == "submitted"
    assert by_hand.readings(one)[1].points == {"0": Decimal("2.5")}


@pytest.mark.parametrize("points", ["-1", "5.01", "x", "1.234", "NaN", ""])
def test_points_out_of_bounds_are_refused_and_nothing_is_written(points: str) -> None:
    one = handed_in()
    with pytest.raises(Invalid) as error:
        read(one, grader(), points)
    assert "0" in error.value.fields
    assert not Mark.objects.filter(reader=1).exists()


def test_the_written_part_of_a_case_is_added_to_what_the_platform_graded() -> None:
    one = handed_in("case")
    (written,) = by_hand.written_of(one)
    assert (written.key, written.most) == ("0-2", Decimal(5))
    read(one, grader(), {"0-2": "5"})
    one.refresh_from_db()
    assert one.points == one.most_points == Decimal(10)


def test_nothing_written_needs_no_reader() -> None:
    paper = factory.paper(factory.question("short"))
    who = people.offender(people.land().office).user
    one = submit(by=who, sitting_id=factory.sitting(who, paper).pk)
    assert (one.state, one.points) == ("final", Decimal(0))


@pytest.mark.parametrize(
    ("role", "place"), [("officer", "office2"), ("officer", "office3"), ("editor", "county")]
)
def test_who_does_not_grade_here_finds_no_sheet(role: str, place: str) -> None:
    one = handed_in()
    with pytest.raises(NotVisible):
        read(one, grader(role, place), "3")


def test_nobody_grades_their_own_sheet() -> None:
    paper = factory.paper(factory.question("short", audience="staff"), audience="staff")
    me = people.staff_member(people.land().office).user
    one = factory.sitting(me, paper)
    factory.answer(one, 0, "先请假")
    submit(by=me, sitting_id=one.pk)
    assert not waiting_for(people.again(me)).exists()


def test_nobody_sees_model_answers_of_a_test_they_are_sitting() -> None:
    paper = factory.paper(factory.question("short", audience="both"), audience="both")
    one, me = handed_in(paper=paper), grader()
    mine = factory.sitting(me, paper)
    assert not waiting_for(me).exists()
    submit(by=me, sitting_id=mine.pk)
    assert waiting_for(me).get() == one


def test_the_result_is_told_once() -> None:
    heard = []
    one = handed_in()
    signals.result_final.connect(
        lambda **said: heard.append(said["score"]), weak=False, dispatch_uid="t"
    )
    try:
        who = grader()
        read(one, who, "5")
        with pytest.raises((Conflict, NotVisible)):
            read(one, who, "4")
    finally:
        signals.result_final.disconnect(dispatch_uid="t")
    assert heard == [Decimal(100)]


def test_a_sheet_that_somebody_reads_is_theirs_for_half_an_hour(at: Any) -> None:
    one = handed_in()
    read(one, grader(), "3", done=False)
    with pytest.raises(Conflict):
        read(one, grader("manager", "county"), "3")
    at(now() + timedelta(minutes=31))
    read(one, grader("manager", "county"), "2")
    one.refresh_from_db()
    assert one.points == Decimal(2)


def test_a_second_person_grades_where_the_paper_asks_for_two() -> None:
    one, first = handed_in(readers=2), grader()
    read(one, first, "4")
    with pytest.raises(Conflict):
        read(one, first, "4")
    read(one, grader("manager", "county"), "4.5")
    one.refresh_from_db()
    assert (one.state, one.points) == ("final", Decimal("4.25"))


def test_a_second_person_on_the_first_ones_wish() -> None:
    one = handed_in()
    read(one, grader(), "4", wish_second=True)
    one.refresh_from_db()
    assert one.state == "submitted"
    read(one, grader("manager", "county"), "4")
    one.refresh_from_db()
    assert one.state == "final"


def test_graders_who_differ_are_settled_by_one_of_them() -> None:
    one, first, second = handed_in(readers=2), grader(), grader("manager", "county")
    read(one, first, "1")
    read(one, second, "4")
    one.refresh_from_db()
    assert one.state == "submitted"
    with pytest.raises(Conflict):
        read(one, grader("officer", "office"), "3")
    with pytest.raises(Invalid):
        read(one, first, "3")
    read(one, first, "3", reasons={"0": "商量后给3分"})
    one.refresh_from_db()
    assert (one.state, one.points) == ("final", Decimal(3))


def test_a_difference_left_alone_for_a_week_is_anybodys_to_settle(at: Any) -> None:
    one = handed_in(readers=2)
    read(one, grader(), "1")
    read(one, grader("manager", "county"), "4")
    at(now() + timedelta(days=8))
    read(one, grader("manager", "county"), "3", reasons={"0": "前两位已调离"})
    one.refresh_from_db()
    assert (one.state, one.points) == ("final", Decimal(3))


def test_the_candidate_hears_of_it() -> None:
    from lms.messaging.models import Message

    one = handed_in()
    read(one, grader(), "4")
    assert Message.objects.filter(recipient=one.candidate_id).exists()


def test_mock_exams_are_graded_and_tell_nobody_above() -> None:
    heard: list[Any] = []
    signals.result_final.connect(lambda **said: heard.append(1), weak=False, dispatch_uid="t")
    try:
        read(handed_in(mode=Paper.Mode.MOCK), grader(), "4")
    finally:
        signals.result_final.disconnect(dispatch_uid="t")
    assert not heard
