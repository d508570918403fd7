"""From a draft to what is sat."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from content.models import KnowledgePoint
from exams import drawing, frozen
from exams.actions.papers import make_paper, publish_reviewed, retire_paper
from exams.bank import plain
from exams.models import (
    BlueprintRow,
    Paper,
    PaperAccess,
    PaperItem,
    Question,
    QuestionVersion,
    Sitting,
)
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


def retired(*made: Question) -> None:
    Question.objects.filter(pk__in=[one.pk for one in made]).update(
        retired_at=now(), changed_at=now()
    )


def test_a_bank_that_shrinks_later_leaves_nobody_without_a_paper() -> None:
    made = questions(4)
    paper = published(draft(row(2), row(2)))
    drawn(paper)
    retired(*made)
    assert set(drawn(paper)) == {str(one.current_id) for one in made}


def test_what_was_retired_is_given_only_where_it_is_needed() -> None:
    made, many = questions(3, difficulty=1), questions(9, difficulty=5)
    paper = published(draft(row(3, difficulties=["1"]), row(3, difficulties=["5"])))
    retired(made[0])
    draws = [set(drawn(paper)) for _ in range(9)]
    assert all({str(one.current_id) for one in made} <= one for one in draws)
    assert len({frozenset(one) for one in draws}) > 1
    assert set.union(*draws) <= {str(one.current_id) for one in [*made, *many]}


def test_a_question_is_never_drawn_in_two_wordings() -> None:
    made = questions(4)
    paper = published(draft(row(4)))
    factory.release(made[1])
    retired(made[0])
    asked = QuestionVersion.objects.filter(pk__in=drawn(paper)).values_list("question", flat=True)
    assert set(asked) == {one.pk for one in made}


def test_a_change_that_carries_an_earlier_time_is_seen_within_a_minute(at: Any) -> None:
    made = questions(2)
    paper = published(draft(row(1)))
    drawn(paper)
    Question.objects.filter(pk=made[0].pk).update(retired_at=now())
    at(now() + timedelta(seconds=61))
    assert {drawn(paper)[0] for _ in range(20)} == {str(made[1].current_id)}


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


def released_again(paper: Paper) -> Paper:
    """The next draft of a published paper, let through."""
    latest = paper.get_latest_revision_as_object()
    latest.save_revision(user=paper.made_by)
    return published(Paper.objects.get(pk=paper.pk))


def test_each_publication_is_a_new_edition() -> None:
    questions(3)
    paper = published(draft(row(1)))
    assert released_again(paper).edition == paper.edition + 1 == 2


def test_a_draft_does_not_bring_a_retired_paper_back() -> None:
    questions(3)
    paper = published(draft(row(1)))
    retire_paper(by=paper.made_by, paper=paper, reason="过时")
    with pytest.raises(Invalid):
        released_again(paper)
    assert Paper.objects.get().retired_at


def test_equivalent_versions_of_a_fixed_paper_are_refused() -> None:
    items = [PaperItem(question=factory.question())]
    with pytest.raises(Invalid):
        published(draft(draw="fixed", items=items, forms=2))


def test_equivalent_versions_share_no_more_than_they_must() -> None:
    questions(8)
    paper = published(draft(row(5), forms=2))
    one, two = (
        set(paper.questions.filter(form=n).values_list("version", flat=True)) for n in (1, 2)
    )
    assert len(one & two) == 2


def bank_of(number: int) -> None:
    """Released questions of the county, in few statements."""
    form, owner, author = factory.body(), people.land().county, people.user()
    rows = [
        Question(
            owner_organisation=owner, key=str(n), kind="single", plain={}, summary=str(n),
            text_hash=str(n), difficulty=1 + n % 5, made_by=author, live=True, current_id=uuid4(),
        )
        for n in range(number)
    ]  # fmt: skip
    versions = [
        QuestionVersion(pk=one.current_id, question=one, number=1, plain=plain.to_json(form),
                        digest=one.key, released_by=author)
        for one in rows
    ]  # fmt: skip
    Question.objects.bulk_create(rows, batch_size=2000)
    QuestionVersion.objects.bulk_create(versions, batch_size=2000)


@pytest.fixture
def large() -> Paper:
    """A hundred questions of twenty thousand."""
    bank_of(20_000)
    return published(draft(*[row(10, difficulties=[str(1 + n % 5)]) for n in range(10)]))


def test_a_draw_from_a_large_bank_takes_seven_queries_and_then_two(
    large: Paper, django_assert_num_queries: Any
) -> None:
    drawing.forget()
    frozen.forget()
    with django_assert_num_queries(7):
        assert len(set(drawn(large))) == 100
    with django_assert_num_queries(2):
        assert len(set(drawn(large))) == 100


def test_sittings_that_began_keep_theirs() -> None:
    questions(3)
    paper = published(draft(row(2)))
    before = factory.sitting(people.user(), paper).frozen
    released_again(paper)
    assert Sitting.objects.get().frozen == before
