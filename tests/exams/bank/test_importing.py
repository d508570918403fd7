"""Files into the bank: tried first, once and only once, by key; what is the same is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from wagtail.models import Revision, TaskState

from content.models import KnowledgePoint
from exams import formats
from exams.bank import importing, keeping, reviews
from exams.bank.importing import Wish
from exams.bank.known import Scope
from exams.bank.plain import CASE, KINDS, SHORT, from_json
from exams.models import Question, QuestionPicture
from lms.core.clock import now
from lms.core.errors import Conflict, Denied
from lms.messaging.models import Message
from tests.exams.made import picture
from tests.factories import exams, people

pytestmark = pytest.mark.django_db
PICTURE = '看图：<img src="a.png" alt="红">'


@pytest.fixture
def county():
    return people.land().county


@pytest.fixture
def editor(county):
    return people.user_with_role("editor", county)


@pytest.fixture
def reviewer(county):
    return people.user_with_role("reviewer", county)


@pytest.fixture
def wish(editor, county):
    return Wish(editor, Scope(county, editor))


def file_of(*forms, format="moodle-xml"):
    return formats.read(formats.write(forms, format).content, format)


def one_of_each():
    forms = [exams.body(kind) for kind in KINDS]
    return [*forms, exams.body(stem=PICTURE, pictures={"a.png": picture(9)})]


def states(outcome):
    return [row.state for row in outcome.rows]


def test_the_dry_run_writes_nothing_at_all(wish, django_assert_max_num_queries):
    KnowledgePoint.objects.create(code="leave", name="请假")
    with django_assert_max_num_queries(12) as asked:
        outcome = importing.check(file_of(*one_of_each()), wish)
    assert states(outcome) == ["new"] * 9
    assert all(query["sql"].startswith(("SELECT", "DECLARE")) for query in asked.captured_queries)
    assert not Question.objects.exists()


def test_new_questions_become_drafts_and_the_second_time_nothing(wish):
    result = file_of(*one_of_each())
    assert states(importing.carry_out(result, wish)) == ["new"] * 9
    before = Revision.objects.count()
    assert states(importing.carry_out(result, wish)) == ["same"] * 9
    assert states(importing.check(result, wish)) == ["same"] * 9
    assert Question.objects.filter(live=False).count() == 9
    assert (Revision.objects.count(), QuestionPicture.objects.count()) == (before, 1)


def test_a_changed_question_gets_the_next_draft(wish, editor, reviewer):
    form = exams.body()
    importing.carry_out(file_of(form), wish)
    made = Question.objects.get()
    reviews.approve_many(editor=editor, reviewer=reviewer, questions=[made])
    outcome = importing.carry_out(file_of(replace(form, law="第二十七条")), wish)
    assert states(outcome) == ["changed"]
    made.refresh_from_db()
    assert made.current.plain == made.plain
    assert from_json(made.get_latest_revision_as_object().plain).law == "第二十七条"


def test_the_same_words_under_another_key_are_told_and_left_out(wish):
    form = exams.body(key="mine")
    importing.carry_out(file_of(form), wish)
    copy = file_of(replace(form, key="theirs", law="另一条"))
    (row,) = importing.carry_out(copy, wish).rows
    assert (row.state, "mine" in row.says[0]) == ("duplicate", True)
    assert states(importing.carry_out(copy, replace(wish, duplicates=True))) == ["new"]
    assert states(importing.check(copy, wish)) == ["same"]


def test_near_duplicates_are_shown_and_imported(wish):
    stem = "社区矫正对象离开所居住的市县应当事先报告并经批准对不对"
    importing.carry_out(file_of(exams.body(SHORT, key="one", stem=stem)), wish)
    outcome = importing.carry_out(file_of(exams.body(SHORT, stem=stem + "呀")), wish)
    assert (states(outcome), outcome.near) == (["new"], 1)
    assert "one" in outcome.rows[0].says[0]


def test_near_duplicates_are_found_within_a_file(wish):
    stem = "社区矫正对象离开所居住的市县应当事先报告并经批准对不对"
    result = file_of(exams.body(SHORT, stem=stem), exams.body(SHORT, stem=stem + "呀"))
    assert importing.check(result, wish).near == 1
    assert importing.carry_out(result, wish).near == 1


def test_what_is_wrong_is_refused_with_its_reasons(wish):
    good = formats.write([exams.body()], "gift").content
    bad = "\n\n::坏题::没有正确答案 {~甲 ~乙}\n".encode()
    outcome = importing.carry_out(formats.read(good + bad, "gift"), wish)
    assert sorted(states(outcome)) == ["new", "refused"]
    refused = next(row for row in outcome.rows if row.state == "refused")
    assert refused.line > 1
    assert refused.says


def test_an_unknown_knowledge_point_is_reported(wish):
    outcome = importing.carry_out(file_of(exams.body(knowledge="nowhere")), wish)
    assert "nowhere" in outcome.rows[0].says[0]
    made = Question.objects.get()
    assert (made.knowledge, made.plain["knowledge"]) == (None, "nowhere")


def test_questions_without_a_key_are_known_again(wish):
    result = formats.read("第一题\nA. 甲\nB. 乙\nANSWER: A\n".encode(), "aiken")
    assert states(importing.carry_out(result, wish)) == ["new"]
    assert states(importing.carry_out(result, wish)) == ["same"]


def test_a_file_without_keys_is_compared_with_what_has_one(wish):
    form = exams.body(explanation="")
    form = replace(form, options=tuple(replace(one, feedback="") for one in form.options))
    importing.carry_out(file_of(form), wish)
    assert states(importing.check(file_of(form, format="aiken"), wish)) == ["same"]


def test_a_killed_import_goes_on_and_doubles_nothing(wish, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    result = file_of(*[exams.body() for _ in range(5)])
    wish = replace(wish, since=now() - timedelta(seconds=1))

    def killed(done, total):
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.carry_out(result, wish, killed)
    assert Question.objects.count() == 4
    outcome = importing.carry_out(result, wish)
    assert (states(outcome), Question.objects.count()) == (["new"] * 5, 5)
    assert Revision.objects.count() == 5


def test_what_is_under_review_is_not_changed(wish, editor):
    form = exams.body()
    importing.carry_out(file_of(form), replace(wish, review=True))
    (row,) = importing.carry_out(file_of(replace(form, law="某条")), wish).rows
    assert (row.state, "review" in row.says[0]) == ("refused", True)


def test_a_retired_question_does_not_come_back(wish, editor):
    form = exams.body()
    importing.carry_out(file_of(form), wish)
    keeping.retire(by=editor, question=Question.objects.get(), reason="旧")
    assert states(importing.carry_out(file_of(form), wish)) == ["refused"]


def test_another_owners_questions_are_left_alone(wish):
    elsewhere = people.land().county2
    author = people.user_with_role("editor", elsewhere)
    form = exams.body(key="k1")
    theirs = keeping.save_question(by=author, organisation=elsewhere, plain=form, sharing="own")
    changed = replace(form, law="某条")
    assert states(importing.carry_out(file_of(changed), wish)) == ["new"]
    theirs.refresh_from_db()
    assert from_json(theirs.plain) == form
    both = Wish(wish.by, Scope(elsewhere, everywhere=True))
    assert states(importing.check(file_of(form), both)) == ["same"]


def test_a_batch_takes_a_fixed_number_of_queries(wish, django_assert_max_num_queries):
    few, many = ([exams.body() for _ in range(number)] for number in (20, 200))
    with django_assert_max_num_queries(40):
        importing.carry_out(file_of(*many), wish)
    with django_assert_max_num_queries(12):
        importing.check(file_of(*few), wish)


def test_all_may_be_sent_to_review_at_once(wish, reviewer, county):
    outcome = importing.carry_out(file_of(*one_of_each()), replace(wish, review=True))
    assert outcome.submitted == 9
    assert TaskState.objects.filter(status="in_progress").count() == 9
    reviews.tell_reviewers(by=wish.by, organisation=county, number=9, key="k")
    assert Message.objects.filter(recipient=reviewer).count() == 1
    assert reviews.submit_many(by=wish.by, questions=Question.objects.all()) == 0


def test_many_are_approved_by_a_second_person_alone(wish, editor, reviewer, county):
    importing.carry_out(file_of(*one_of_each()), wish)
    drafts = Question.objects.select_related("latest_revision", "owner_organisation")
    author = people.give_role(reviewer, "editor", county).user
    for first, second in ((editor, editor), (author, editor), (editor, wish.by)):
        with pytest.raises(Denied):
            reviews.approve_many(editor=first, reviewer=second, questions=drafts)
    assert reviews.approve_many(editor=editor, reviewer=reviewer, questions=drafts) == 9
    assert Question.objects.released().count() == 9
    assert {one.current.released_by for one in Question.objects.released()} == {reviewer}
    assert TaskState.objects.filter(status="approved", finished_by=reviewer).count() == 9


def test_what_waits_for_somebody_is_not_approved_beside_them(wish, editor, reviewer):
    importing.carry_out(file_of(exams.body(CASE)), replace(wish, review=True))
    with pytest.raises(Conflict):
        reviews.approve_many(editor=editor, reviewer=reviewer, questions=Question.objects.all())
