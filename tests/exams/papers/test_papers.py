"""From a draft to what is sat."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from content.models import KnowledgePoint
from exams import drawing, frozen
from exams.actions.papers import make_paper, publish_reviewed, retire_paper
from exams.models import BlueprintRow, Paper, PaperAccess, PaperItem, Question
from exams.papers import blueprint
from exams.papers.problems import problems
from lms.core.clock import now
from lms.core.errors import Denied, Invalid
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
RNG = random.Random(3)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    drawing.forget()
    frozen.forget()


def row(number: int, *, score: int = 5, **fields: Any) -> BlueprintRow:
    return BlueprintRow(number=number, score=Decimal(score), **fields)


def draft(*rows: BlueprintRow, **fields: Any) -> Paper:
    county = people.land().county
    access = [PaperAccess(organisation=county)]
    given = {"title": "月度测验", "draw": "blueprint", "minutes": 30, "access": access} | fields
    return make_paper(by=author(), organisation=county, blueprint=rows, **given)


def author() -> Any:
    return people.user_with_role("editor", people.land().county)


def published(paper: Paper) -> Paper:
    reviewer = people.user_with_role("reviewer", people.land().county)
    return publish_reviewed(paper=paper, editor=paper.made_by, reviewer=reviewer)


def questions(number: int, **fields: Any) -> list[Question]:
    return [factory.question(**fields) for _ in range(number)]


def drawn(paper: Paper) -> list[str]:
    return [place["version"] for place in drawing.draw(paper, RNG)[1]]


def test_not_enough_questions_is_said_before_anybody_reviews_it() -> None:
    questions(2)
    paper = draft(row(3))
    assert any("3" in said and "2" in said for said in problems(paper))
    with pytest.raises(Invalid):
        published(paper)
    assert not Paper.objects.get().live


def test_rows_that_take_the_same_questions_are_counted_together() -> None:
    questions(3)
    assert problems(draft(row(2), row(2)))
    assert not problems(draft(row(2), row(1)))


def test_a_row_takes_what_lies_below_its_knowledge_point() -> None:
    law = KnowledgePoint.objects.create(code="法", name="法")
    leave = KnowledgePoint.objects.create(code="请假", name="请假", parent=law)
    questions(2, knowledge=leave)
    questions(1)
    (found,) = blueprint.rows_of(draft(row(1, knowledge=law)))
    assert len(found.versions) == 2


def test_a_row_takes_its_kind_and_difficulties_alone() -> None:
    questions(2, difficulty=1)
    questions(1, difficulty=5)
    factory.question("multiple", difficulty=1)
    (found,) = blueprint.rows_of(draft(row(1, kind="single", difficulties=["1", "2"])))
    assert len(found.versions) == 2


def test_another_countys_own_questions_are_not_taken() -> None:
    mine = factory.question()
    factory.question(owner=people.land().county2)
    shared = factory.question(owner=people.land().county2)
    Question.objects.filter(pk=shared.pk).update(sharing="city")
    (found,) = blueprint.rows_of(draft(row(1)))
    assert set(found.versions) == {mine.current_id, shared.current_id}


def test_offenders_are_not_asked_what_is_for_staff() -> None:
    questions(1, audience="staff")
    assert blueprint.rows_of(draft(row(1)))[0].versions == []


def test_each_sitting_draws_its_own() -> None:
    questions(12)
    paper = published(draft(row(4)))
    assert len({tuple(sorted(drawn(paper))) for _ in range(8)}) > 1


def test_a_bank_that_shrinks_later_leaves_nobody_without_a_paper() -> None:
    made = questions(4)
    paper = published(draft(row(4)))
    Question.objects.filter(pk=made[0].pk).update(retired_at=now(), changed_at=now())
    assert len(drawn(paper)) == 4


def test_a_question_released_later_is_drawn_too() -> None:
    questions(1)
    paper = published(draft(row(1)))
    drawn(paper)
    late = factory.question()
    assert str(late.current_id) in {drawn(paper)[0] for _ in range(30)}


def test_equivalent_versions_are_dealt_out_in_turn_and_differ() -> None:
    questions(9)
    paper = published(draft(row(3), forms=3))
    forms = [
        set(paper.questions.filter(form=n).values_list("version", flat=True)) for n in (1, 2, 3)
    ]
    assert len(set.union(*forms)) == 9
    assert [drawing.draw(paper, RNG)[0], paper.questions.count()] == [1, 9]


def test_a_fixed_paper_keeps_the_versions_of_its_publication() -> None:
    made = questions(2)
    items = [PaperItem(question=made[0], score=None), PaperItem(question=made[1], score=7)]
    paper = published(draft(draw="fixed", items=items))
    before = made[0].current_id
    factory.release(made[0])
    assert set(drawn(paper)) == {str(before), str(made[1].current_id)}
    assert list(paper.questions.values_list("score", flat=True)) == [Decimal(5), Decimal(7)]


@pytest.mark.parametrize(
    "fields",
    [
        {"closes_at": now() - timedelta(days=1)},
        {"minutes": None},
        {"access": []},
        {"blueprint": []},
    ],
)
def test_what_nobody_could_sit_is_not_published(fields: dict[str, Any]) -> None:
    questions(1)
    rows = [] if "blueprint" in fields else [row(1)]
    fields.pop("blueprint", None)
    with pytest.raises(Invalid):
        published(draft(*rows, **fields))


def test_an_author_does_not_let_their_own_paper_through() -> None:
    questions(1)
    paper = draft(row(1))
    people.give_role(paper.made_by, "reviewer", people.land().county)
    who = people.again(paper.made_by)
    with pytest.raises(Denied):
        publish_reviewed(paper=paper, editor=who, reviewer=who)


def test_another_countys_editor_retires_nothing() -> None:
    paper = factory.paper()
    with pytest.raises(Denied):
        retire_paper(
            by=people.user_with_role("editor", people.land().county2), paper=paper, reason="错"
        )


@pytest.mark.parametrize("number", [20, 60])
def test_a_draw_takes_ten_queries_at_most_however_many_questions(
    number: int, django_assert_max_num_queries: Any
) -> None:
    questions(number)
    paper = published(draft(*[row(2, difficulties=["3"]) for _ in range(8)]))
    drawing.forget()
    frozen.forget()
    with django_assert_max_num_queries(8):
        assert len(drawn(paper)) == 16
