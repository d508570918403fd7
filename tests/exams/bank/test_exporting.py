"""Released questions as files: what is chosen, what a format cannot say, and back again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.models import KnowledgePoint
from exams import formats
from exams.bank import exporting, importing, keeping, reviews
from exams.bank.exporting import Selection
from exams.bank.importing import Wish
from exams.bank.known import Scope
from exams.bank.plain import KINDS, MULTIPLE, SINGLE
from exams.models import Question
from tests.exams.made import picture
from tests.factories import exams, people

pytestmark = pytest.mark.django_db
WITH_PICTURE = {"stem": '看图：<img src="a.png" alt="红">', "pictures": {"a.png": picture(9)}}


@pytest.fixture
def county():
    return people.land().county


@pytest.fixture
def editor(county):
    return people.user_with_role("editor", county)


@pytest.fixture
def bank(editor, county):
    """Saves and releases forms."""
    reviewer = people.user_with_role("reviewer", county)

    def keep(*forms, **more):
        for form in forms:
            keeping.save_question(by=editor, organisation=county, plain=form, **more)
        drafts = Question.objects.filter(live=False)
        drafts = drafts.select_related("latest_revision", "owner_organisation")
        reviews.approve_many(editor=editor, reviewer=reviewer, questions=drafts)

    return keep


def everything():
    return [exams.body(kind, tags=("常考",)) for kind in KINDS]


@pytest.mark.parametrize("format", ["xlsx", "moodle-xml", "qti", "qti21", "qti3"])
def test_an_export_says_nothing_new_pictures_included(bank, editor, county, format):
    bank(*everything(), exams.body(**WITH_PICTURE))
    found = exporting.write(Selection(county).questions(), format)
    assert [line.says for line in found.lines] == [()] * 9
    outcome = importing.carry_out(formats.read(found.content), Wish(editor, Scope(county, editor)))
    assert [(row.state, row.says) for row in outcome.rows] == [("same", ())] * 9


@pytest.mark.parametrize("format", ["gift", "aiken"])
def test_what_a_format_cannot_say_is_listed_and_the_rest_is_no_change(bank, editor, county, format):
    bank(*everything(), exams.body(**WITH_PICTURE))
    found = exporting.write(Selection(county).questions(), format)
    assert all(line.says for line in found.lines if line.left_out)
    picture_line = next(line for line in found.lines if "看图" in line.name)
    assert picture_line.says
    outcome = importing.check(formats.read(found.content), Wish(editor, Scope(county, editor)))
    assert [row.state for row in outcome.rows] == ["same"] * found.written


def test_only_what_is_released_leaves_in_its_released_wording(bank, editor, county):
    form = exams.body(key="k1")
    bank(form)
    made = Question.objects.get()
    keeping.save_question(
        by=editor, organisation=county, plain=replace(form, law="新草稿"), question=made
    )
    keeping.save_question(by=editor, organisation=county, plain=exams.body())
    found = exporting.write(Selection(county).questions(), "xlsx")
    (question,) = formats.read(found.content).questions
    assert question == form


def test_a_selection_chooses(bank, county):
    above = KnowledgePoint.objects.create(code="law", name="法律")
    point = KnowledgePoint.objects.create(code="leave", name="请假", parent=above)
    bank(
        exams.body(SINGLE, key="a", knowledge="leave", tags=("外出",), audience="staff"),
        exams.body(MULTIPLE, key="b"),
    )
    mine = Question.objects.get(key="b")
    for selection, keys in (
        (Selection(county, knowledge=above), "a"),
        (Selection(county, knowledge=point), "a"),
        (Selection(county, kind=MULTIPLE), "b"),
        (Selection(county, audience="staff"), "a"),
        (Selection(county, tag="外出"), "a"),
        (Selection(county, ids=(mine.pk,)), "b"),
        (Selection(people.land().county2), ""),
        (Selection(), "ab"),
    ):
        assert "".join(one.key for one in selection.questions()) == keys


def test_of_two_owners_questions_with_one_key_the_second_is_left_out(bank, county):
    bank(exams.body(key="k1"))
    exams.question(key="k1", owner=people.land().county2)
    found = exporting.write(Selection().questions(), "xlsx")
    assert [line.left_out for line in found.lines] == [False, True]
    assert len(formats.read(found.content).questions) == 1


def test_the_number_of_queries_does_not_grow(bank, county, django_assert_num_queries):
    bank(*everything(), exams.body(**WITH_PICTURE))
    with django_assert_num_queries(2):
        exporting.write(Selection(county).questions(), "qti")
