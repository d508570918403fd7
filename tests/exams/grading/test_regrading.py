"""A faulty question is made good: for everybody who had it, once, and nobody loses by it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams import regrading, signals
from exams.actions import regrading as actions
from exams.actions import sitting as sittings
from exams.bank import plain
from exams.models import Mark, Paper, QuestionVersion, Regrade, Sitting
from exams.tasks import regrading as tasks
from lms.accounts.roles import Role
from lms.core import jobs
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from lms.core.models.jobs import Job
from lms.messaging.models import Message
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def manager() -> Any:
    return people.staff_member(people.land().county, Role.MANAGER).user


def sat(paper: Paper, *answers: Any, who: Any = None) -> Sitting:
    """Handed in with these answers, in the order of the places."""
    who = who or people.offender(people.land().office).user
    one = factory.sitting(who, paper)
    for place, value in enumerate(answers):
        factory.answer(one, place, value)
    sittings.submit(by=who, sitting_id=one.pk)
    one.refresh_from_db()
    return one


def first(paper: Paper) -> QuestionVersion:
    return paper.questions.get(place=0).version


def proposed(paper: Paper, how: str = "void", accepts: Any = None) -> Regrade:
    return actions.propose_regrade(
        by=manager(), version=first(paper), how=how, accepts=accepts, reason="题目有误"
    )


def ran(paper: Paper, how: str = "void", accepts: Any = None) -> Regrade:
    """Proposed by one, ordered by another one, and done."""
    made = actions.run_regrade(by=manager(), regrade=proposed(paper, how, accepts))
    jobs.run_now(Job.objects.get(kind=actions.JOB, payload__regrade=str(made.pk)))
    made.refresh_from_db()
    return made


def points(one: Sitting) -> Decimal | None:
    one.refresh_from_db()
    return one.points


def test_a_void_question_is_worth_its_full_score_to_everybody() -> None:
    paper = factory.paper()
    right, wrong, empty = sat(paper, "a", "a"), sat(paper, "b", "a"), sat(paper, None, "a")
    made = ran(paper)
    assert [points(one) for one in (right, wrong, empty)] == [10, 10, 10]
    assert (wrong.passed, wrong.grading_version, right.grading_version) == (True, 2, 1)
    assert (made.state, made.changed) == (Regrade.State.DONE, 2)
    assert made.done_at is not None


def test_another_answer_is_right_as_well() -> None:
    paper = factory.paper()
    usual, other, wrong = sat(paper, "a"), sat(paper, "b"), sat(paper, "c")
    assert ran(paper, "accept", "b").changed == 1
    assert [points(one) for one in (usual, other, wrong)] == [5, 5, 0]


def test_a_further_text_fills_a_blank() -> None:
    paper = factory.paper(factory.question(plain.FILL))
    one = sat(paper, ["3", "派出所"])
    ran(paper, "accept", ["", "派出所"])
    assert points(one) == 5


def test_other_options_together_are_right_as_well() -> None:
    paper = factory.paper(factory.question(plain.MULTIPLE))
    same, part = sat(paper, ["d", "b"]), sat(paper, ["b"])
    ran(paper, "accept", ["b", "d"])
    assert [points(one) for one in (same, part)] == [5, 0]


def test_points_are_those_of_the_paper() -> None:
    paper = factory.paper()
    paper.questions.filter(place=0).update(score=Decimal(8))
    one = sat(paper, "b")
    ran(paper, "accept", "b")
    assert points(one) == 8


def test_nobody_loses_what_they_have() -> None:
    """Who had points by the first regrade keeps them in the second."""
    paper = factory.paper()
    one = sat(paper, "b")
    ran(paper, "accept", "b")
    assert ran(paper, "accept", "c").changed == 0
    assert points(one) == 5


def test_marks_of_the_old_grading_stay_and_all_places_are_in_the_new_one() -> None:
    paper = factory.paper()
    one = sat(paper, "b", "a")
    made = ran(paper)
    held = Mark.objects.filter(sitting=one).order_by("version", "place")
    assert list(held.filter(version=1).values_list("points", flat=True)) == [0, 5, 0]
    assert list(held.filter(version=2).values_list("points", flat=True)) == [5, 5, 0]
    detail = held.get(version=2, place=0).detail
    assert (detail["regrade"], Decimal(detail["before"])) == (str(made.pk), Decimal(0))


def test_marks_by_hand_keep_their_grader() -> None:
    paper = factory.paper(factory.question(), factory.question(plain.SHORT))
    one, grader = sat(paper, "b"), manager()
    Mark.objects.create(sitting=one, place=1, reader=1, points=3, by=grader, comment="好")
    ran(paper)
    copy = Mark.objects.get(sitting=one, version=2, place=1, reader=1)
    assert (copy.by, copy.points, copy.comment) == (grader, Decimal(3), "好")
    assert points(one) == 8


def test_what_waits_for_a_grader_gets_it_when_it_is_final() -> None:
    from exams.actions.grading import finish

    paper = factory.paper(factory.question(), factory.question(plain.SHORT))
    one = sat(paper, "b", "先请假")
    assert ran(paper).changed == 0
    one.refresh_from_db()
    assert one.state == Sitting.State.SUBMITTED
    finish(one)
    assert points(one) == 5


def test_what_is_handed_in_later_gets_it_too() -> None:
    paper = factory.paper()
    sat(paper, "b")
    ran(paper)
    assert sat(paper, "b", "a").points == 10


def test_the_preview_says_what_the_run_does() -> None:
    paper = factory.paper(pass_percent=60)
    sat(paper, "a", "a"), sat(paper, "b", "a"), sat(paper, "b", "b")
    shown = regrading.preview(first(paper), "void", None)
    assert (shown.final, shown.changed, shown.now_passed, shown.waiting) == (3, 2, 1, 0)
    ran(paper)
    for row in shown.rows:
        assert (points(row.sitting), row.sitting.passed) == (row.new_points, row.new_passed)
    assert regrading.preview(first(paper), "void", None).changed == 0


def test_a_second_person_orders_it() -> None:
    made = proposed(factory.paper())
    with pytest.raises(Denied):
        actions.run_regrade(by=made.made_by, regrade=made)
    second = manager()
    assert actions.run_regrade(by=second, regrade=made).run_by == second
    with pytest.raises(Conflict):
        actions.run_regrade(by=manager(), regrade=made)


def test_what_was_cancelled_can_go_on() -> None:
    paper = factory.paper()
    one, second = sat(paper, "b"), manager()
    made = actions.run_regrade(by=second, regrade=proposed(paper))
    job = Job.objects.get(kind=actions.JOB)
    jobs.cancel(job)
    actions.run_regrade(by=second, regrade=made)
    jobs.run_now(job)
    assert points(one) == 5


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TEACHER, Role.EDITOR, Role.REVIEWER])
def test_others_may_not(role: str) -> None:
    paper = factory.paper()
    made, by = proposed(paper), people.staff_member(people.land().county, role).user
    with pytest.raises(Denied):
        actions.propose_regrade(by=by, version=first(paper), how="void", reason="题目有误")
    with pytest.raises(Denied):
        actions.run_regrade(by=by, regrade=made)


def test_a_manager_of_another_county_may_not() -> None:
    by = people.staff_member(people.land().county2, Role.MANAGER).user
    with pytest.raises(Denied):
        actions.run_regrade(by=by, regrade=proposed(factory.paper()))


def test_nobody_corrects_their_own_test() -> None:
    paper, by = factory.paper(audience="both"), manager()
    sat(paper, "b", who=by)
    with pytest.raises(Denied):
        actions.propose_regrade(by=by, version=first(paper), how="void", reason="题目有误")


@pytest.mark.parametrize(
    ("kind", "accepts"),
    [(plain.SINGLE, "a"), (plain.SINGLE, "z"), (plain.SINGLE, ""), (plain.FILL, ["", ""]),
     (plain.FILL, ["three", ""]), (plain.FILL, ["3", "所里"]), (plain.ORDERING, [1, 0, 2, 3])],
)  # fmt: skip
def test_what_is_no_further_answer_is_refused(kind: str, accepts: Any) -> None:
    with pytest.raises(Invalid):
        proposed(factory.paper(factory.question(kind)), "accept", accepts)


def test_a_reason_is_given() -> None:
    paper = factory.paper()
    with pytest.raises(Invalid):
        actions.propose_regrade(by=manager(), version=first(paper), how="void", reason=" ")


def test_killed_in_the_middle_it_goes_on_and_doubles_nothing(monkeypatch: Any) -> None:
    paper = factory.paper()
    all_of_them = [sat(paper, "b") for _n in range(5)]
    made = actions.run_regrade(by=manager(), regrade=proposed(paper))
    job = Job.objects.get(kind=actions.JOB)
    seen: list[Any] = []

    def dies(**given: Any) -> bool:
        if len(seen) == 3:
            raise KeyboardInterrupt
        seen.append(given)
        return actions.regrade_sitting(**given)

    monkeypatch.setattr(tasks, "PORTION", 2)
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "regrade_sitting", dies)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_now(job)
    Job.objects.filter(pk=job.pk).update(lease_until=None)
    jobs.run_now(job)
    made.refresh_from_db()
    assert (made.state, made.changed) == (Regrade.State.DONE, 5)
    assert {(points(one), one.grading_version) for one in all_of_them} == {(Decimal(5), 2)}
    assert Message.objects.filter(key__startswith="regrade:").count() == 5
    assert AuditEntry.objects.filter(verb="exams.result_regraded").count() == 5


def test_started_again_it_begins_where_it_was(monkeypatch: Any) -> None:
    paper = factory.paper()
    for _n in range(3):
        sat(paper, "b")
    actions.run_regrade(by=manager(), regrade=proposed(paper))
    job = Job.objects.get(kind=actions.JOB)
    keys = regrading.holders(first(paper)).order_by("pk").values_list("pk", flat=True)
    Job.objects.filter(pk=job.pk).update(result={"after": str(keys[1])})
    jobs.run_now(job)
    regraded = Sitting.objects.filter(grading_version=2)
    assert list(regraded.values_list("pk", flat=True)) == [keys[2]]


def heard(paper: Paper, *given: Any) -> list[Any]:
    """The sittings that the apps above hear of while it runs."""
    for answers in given:
        sat(paper, *answers)
    told: list[Any] = []

    def hear(sitting: Sitting, score: Decimal, **_more: Any) -> None:
        told.append((sitting.pk, score))

    signals.result_final.connect(hear)
    try:
        ran(paper)
    finally:
        signals.result_final.disconnect(hear)
    return told


def test_the_apps_above_hear_of_changed_results_only() -> None:
    paper = factory.paper()
    told = heard(paper, ["a", "a"], ["b", "a"])
    changed = Sitting.objects.get(grading_version=2)
    assert told == [(changed.pk, Decimal("66.66"))]


def test_of_a_mock_exam_nobody_above_hears() -> None:
    paper = factory.paper(mode="mock")
    assert heard(paper, ["b"]) == []
    assert Sitting.objects.get(paper=paper).points == 5


def test_whose_result_changed_is_told() -> None:
    paper = factory.paper()
    same, changed = sat(paper, "a"), sat(paper, "b")
    made = ran(paper)
    told = Message.objects.get(key=f"regrade:{made.pk}:{changed.pk}")
    assert (told.recipient, told.link) == (changed.candidate, f"/sittings/{changed.pk}/result/")
    assert not Message.objects.filter(recipient=same.candidate, key__startswith="regrade").exists()


def test_more_questions_ask_the_database_nothing_more() -> None:
    def queries(many: int) -> int:
        paper = factory.paper(*(factory.question() for _n in range(many)))
        one, made = sat(paper, "b"), proposed(paper)
        with CaptureQueriesContext(connection) as caught:
            assert actions.regrade_sitting(regrade=made, sitting_id=one.pk)
        return len(caught)

    assert queries(2) == queries(12)
