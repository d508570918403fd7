"""Reading a case that one has to read: noted as read, answered, signed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible
from lms.core.models import AuditEntry
from lms.credits.models import CreditEntry
from lms.learning.models import LessonProgress
from lms.learning.signals import credited, lesson_completed
from lms.training import asking, my_readings, signing, studied
from lms.training.actions.reading import acknowledge, answer, note_all_read
from lms.training.models import Acknowledgement, CheckAnswer
from tests.factories import cases, people, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return people.land()


@pytest.fixture
def case(land):
    return cases.case(land.procuratorate, checks=[training.check(), training.check("第二题？")])


@pytest.fixture
def officer(land):
    return people.staff_member(land.office, name="欧阳 静").user


@pytest.fixture
def reading(officer, case):
    return training.reading(officer, case)


def ask(officer, reading, case, *, right: bool) -> CheckAnswer:
    """Answer the question that comes next."""
    question = my_readings.box_of(officer, case).question
    place = next(
        place for place, (letter, _words) in enumerate(question.options)
        if (letter == question.check.right) is right
    )  # fmt: skip
    return answer(
        by=officer, reading=reading, check_id=question.check.id, tries=question.tries, place=place
    )


def passed(officer, reading, case) -> None:
    training.study(officer, case)
    for _check in case.self_checks():
        ask(officer, reading, case, right=True)


def test_nothing_is_answered_before_it_is_read(officer, reading, case) -> None:
    training.study(officer, case, share=0.5)
    with pytest.raises(Conflict) as refused:
        ask(officer, reading, case, right=True)
    assert refused.value.code == "not_read"


def test_seconds_without_a_passed_question_are_not_enough(officer, case) -> None:
    training.study(officer, case, share=0.8)
    assert not studied.of(officer, case).is_read
    training.study(officer, case, share=0.95)
    assert studied.of(officer, case).is_read


def test_the_end_of_an_older_version_is_not_the_end(officer, case) -> None:
    training.study(officer, case, version=case.study_version - 1)
    assert not studied.of(officer, case).is_read


def test_a_wrong_answer_is_kept_and_the_question_asked_in_another_order(
    officer, reading, case
) -> None:
    training.study(officer, case)
    first = my_readings.box_of(officer, case).question
    ask(officer, reading, case, right=False)
    again = my_readings.box_of(officer, case).question
    assert (again.check.id, again.tries) == (first.check.id, 1)
    orders = {asking.ordered(first.check, f"{reading.pk}:{tries}") for tries in range(6)}
    assert len(orders) > 1
    assert CheckAnswer.objects.filter(reading=reading, is_right=False).count() == 1


def test_the_last_right_answer_passes(officer, reading, case) -> None:
    training.study(officer, case)
    ask(officer, reading, case, right=True)
    reading.refresh_from_db()
    assert reading.passed_at is None
    ask(officer, reading, case, right=True)
    reading.refresh_from_db()
    assert reading.passed_at
    assert reading.read_at


def test_an_answer_sent_twice_counts_once(officer, reading, case) -> None:
    training.study(officer, case)
    question = my_readings.box_of(officer, case).question
    given = {"check_id": question.check.id, "tries": 0, "place": 0}
    answer(by=officer, reading=reading, **given)
    with pytest.raises(Conflict):
        answer(by=officer, reading=reading, **given)
    assert CheckAnswer.objects.count() == 1


@pytest.mark.parametrize("place", [-1, 4, 99])
def test_a_choice_that_there_is_not_is_refused(officer, reading, case, place) -> None:
    training.study(officer, case)
    question = my_readings.box_of(officer, case).question
    with pytest.raises(Invalid):
        answer(by=officer, reading=reading, check_id=question.check.id, tries=0, place=place)


def test_a_signature_needs_reading_and_answers(officer, reading, case) -> None:
    with pytest.raises(Conflict) as refused:
        acknowledge(by=officer, reading=reading, name=officer.name)
    assert refused.value.code == "not_read"
    training.study(officer, case)
    with pytest.raises(Conflict) as refused:
        acknowledge(by=officer, reading=reading, name=officer.name)
    assert refused.value.code == "not_passed"


@pytest.mark.parametrize("name", ["", "欧阳", "张三", "欧阳静静"])
def test_another_name_signs_nothing(officer, reading, case, name) -> None:
    passed(officer, reading, case)
    with pytest.raises(Invalid):
        acknowledge(by=officer, reading=reading, name=name)
    assert not Acknowledgement.objects.exists()


def test_a_signature_holds_and_can_be_worked_out_again(officer, reading, case) -> None:
    passed(officer, reading, case)
    signed = acknowledge(by=officer, reading=reading, name="欧阳静")
    reading.refresh_from_db()
    assert (reading.state, reading.acknowledged_at) == ("done", signed.at)
    again = Acknowledgement.objects.get()
    assert signing.holds(again)
    again.signed_name = "别人"
    assert not signing.holds(again)
    assert AuditEntry.objects.filter(verb="training.acknowledged", on_whom=officer).count() == 1


def test_nobody_signs_twice(officer, reading, case) -> None:
    passed(officer, reading, case)
    acknowledge(by=officer, reading=reading, name=officer.name)
    with pytest.raises(Conflict):
        acknowledge(by=officer, reading=reading, name=officer.name)
    assert Acknowledgement.objects.count() == 1


def test_a_case_without_questions_is_signed_after_reading(land, officer) -> None:
    case = cases.case(land.procuratorate)
    reading = training.reading(officer, case)
    training.study(officer, case)
    assert acknowledge(by=officer, reading=reading, name=officer.name).verified_seconds


def test_another_persons_reading_is_not_there(land, reading, case) -> None:
    other = people.staff_member(land.office).user
    training.study(other, case)
    with pytest.raises(NotVisible):
        acknowledge(by=other, reading=reading, name=other.name)


def test_a_withdrawn_case_is_signed_by_nobody(officer, reading, case) -> None:
    passed(officer, reading, case)
    type(case).objects.filter(pk=case.pk).update(withdrawn_at=now())
    with pytest.raises(NotVisible):
        acknowledge(by=officer, reading=reading, name=officer.name)


def test_answers_and_signatures_are_append_only(officer, reading, case) -> None:
    passed(officer, reading, case)
    acknowledge(by=officer, reading=reading, name=officer.name)
    for rows, values in [
        (CheckAnswer.objects, {"is_right": False}),
        (Acknowledgement.objects, {"signed_name": "别人"}),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_a_changed_case_is_answered_and_signed_once_more(officer, reading, case) -> None:
    passed(officer, reading, case)
    first = acknowledge(by=officer, reading=reading, name=officer.name)
    case.summary = "补充"
    case.save_revision().publish()
    case.refresh_from_db()
    from lms.training.actions.assigning import ask_anew

    ask_anew(case=case)
    assert my_readings.box_of(officer, case).answered == 0
    training.study_again(officer, case)
    for _check in case.self_checks():
        ask(officer, reading, case, right=True)
    second = acknowledge(by=officer, reading=reading, name=officer.name)
    assert second.case_version == first.case_version + 1
    assert Acknowledgement.objects.filter(reading=reading).count() == 2


def test_the_end_of_the_case_is_noted_when_it_is_reached(officer, reading, case) -> None:
    training.study(officer, case)
    lesson_completed.send(sender=None, progress=LessonProgress.objects.get())
    reading.refresh_from_db()
    assert reading.read_at


def test_it_is_noted_when_the_last_minutes_are_confirmed(officer, reading, case) -> None:
    training.study(officer, case, share=0.2)
    lesson_completed.send(sender=None, progress=LessonProgress.objects.get())
    reading.refresh_from_db()
    assert reading.read_at is None
    training.study(officer, case)
    entry = CreditEntry(lesson=case.pk)
    credited.send(sender=None, learner_id=officer.pk, entries=[entry])
    reading.refresh_from_db()
    assert reading.read_at


def test_the_night_notes_what_nobody_heard(officer, reading, case) -> None:
    training.study(officer, case)
    assert note_all_read() == 1
    assert note_all_read() == 0


def test_the_digest_is_that_of_the_rule() -> None:
    signed = signing.Signed(
        person=UUID(int=1), case=7, case_version=2, fingerprint="ab",
        statement="我已学习", signed_name="张三",
        at=datetime.fromisoformat("2026-11-25T08:00:00+08:00"),
    )  # fmt: skip
    assert signed.digest() == "50b9269599b1262d51eb167ab3730e6ab5cd8f4e4c2374829e49b5fdae0ffa86"


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("欧阳静", "欧阳 静", True),
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提", True),
        ("Li Lei", "li lei", True),
        ("", "", False),
        ("李四", "李四四", False),
    ],
)
def test_a_name_is_the_same_whatever_its_spaces(typed, name, same) -> None:
    assert signing.same_name(typed, name) is same
