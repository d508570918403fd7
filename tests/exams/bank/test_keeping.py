"""Questions kept: drafts, releases, who may, what is refused, which are the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from wagtail.models import ModelLogEntry

from content import workflow
from content.models import KnowledgePoint, RiskPoint
from exams.bank import drafting, keeping, pictures
from exams.bank.plain import SHORT, SINGLE, from_json
from exams.models import Question, QuestionVersion
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import AuditEntry
from tests.exams.made import picture
from tests.factories import exams, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return people.land().county


@pytest.fixture
def editor(county):
    return people.user_with_role("editor", county)


@pytest.fixture
def reviewer(county):
    return people.user_with_role("reviewer", county)


def save(editor, county, form=None, **more):
    return keeping.save_question(by=editor, organisation=county, plain=form or exams.body(), **more)


def approved(question, editor, reviewer):
    workflow.submit(page=question, by=editor)
    return workflow.approve(page=question, by=reviewer)


def test_a_new_question_is_a_draft_with_its_columns(editor, county):
    point = KnowledgePoint.objects.create(code="leave", name="请假")
    risk = RiskPoint.objects.create(code="gift", name="收礼")
    form = exams.body(knowledge="leave", risk_point="gift", tags=("外出", "常考"), difficulty=4)
    made = Question.objects.get(pk=save(editor, county, form).pk)
    assert (made.live, made.current, made.made_by) == (False, None, editor)
    assert (made.knowledge, made.risk_point, made.difficulty) == (point, risk, 4)
    assert sorted(made.tags.names()) == ["外出", "常考"]
    assert from_json(made.plain) == form
    assert made.revisions.count() == 1
    assert ModelLogEntry.objects.for_instance(made).get().action == "wagtail.create"
    assert AuditEntry.objects.filter(verb="exams.question_saved", actor=editor).exists()


def test_the_draft_opens_in_the_cms_as_it_was_saved(editor, county):
    form = exams.body(tags=("外出",))
    draft = save(editor, county, form).get_latest_revision_as_object()
    assert from_json(draft.plain) == form
    assert [tag.name for tag in draft.tags.all()] == ["外出"]


def test_whoever_writes_elsewhere_may_not(county):
    stranger = people.user_with_role("editor", people.land().county2)
    officer = people.user_with_role("officer", county)
    for person in (stranger, officer):
        with pytest.raises(Denied):
            save(person, county)
    assert not Question.objects.exists()


def test_what_is_wrong_is_all_said(editor, county):
    form = exams.body(options=(), stem="", knowledge="nowhere", risk_point="none")
    with pytest.raises(Invalid) as refusal:
        save(editor, county, form)
    assert len(refusal.value.fields["question"]) >= 4
    assert not Question.objects.exists()


def test_a_key_is_given_where_there_is_none_and_never_twice(editor, county):
    assert save(editor, county, exams.body(key="")).key.startswith("q-")
    save(editor, county, exams.body(key="k1"))
    with pytest.raises(Invalid, match="key"):
        save(editor, county, exams.body(key="k1"))
    save(people.user_with_role("editor", people.land().county2), people.land().county2,
         exams.body(key="k1"))  # fmt: skip


def test_pictures_are_kept_under_names_of_their_own(editor, county):
    form = exams.body(stem='看图：<img src="a.png" alt="红">', pictures={"a.png": picture(200)})
    made = save(editor, county, form)
    kept = pictures.form_of(made)
    assert list(kept.pictures.values()) == [picture(200)]
    (name,) = kept.pictures
    assert name != "a.png"
    assert f'src="{name}"' in kept.stem
    again = keeping.save_question(
        by=editor, organisation=county, plain=replace(from_json(made.plain), law="某条"),
        question=made,
    )  # fmt: skip
    assert pictures.form_of(again).pictures == kept.pictures


def test_saying_nothing_new_changes_nothing(editor, county):
    form = exams.body()
    made = save(editor, county, form)
    save(editor, county, form, question=made)
    assert made.revisions.count() == 1


def test_approval_releases_a_version_by_the_reviewer(editor, reviewer, county):
    made = approved(save(editor, county), editor, reviewer)
    made = Question.objects.get(pk=made.pk)
    assert (made.current.number, made.current.released_by) == (1, reviewer)
    assert made.current.plain == made.plain
    assert list(Question.objects.released()) == [made]


def test_a_draft_never_touches_what_is_released(editor, reviewer, county):
    form = exams.body(tags=("旧",))
    made = approved(save(editor, county, form), editor, reviewer)
    first = made.current
    changed = replace(form, stem="换了说法，怎么办？", tags=("新",))
    save(editor, county, changed, question=made)
    row = Question.objects.get(pk=made.pk)
    assert (row.current, row.plain, row.summary) == (first, first.plain, form.stem)
    assert list(row.tags.names()) == ["旧"]
    assert row.has_unpublished_changes
    approved(row, editor, reviewer)
    row.refresh_from_db()
    assert (row.current.number, row.plain["stem"]) == (2, changed.stem)
    assert list(row.tags.names()) == ["新"]
    assert QuestionVersion.objects.get(pk=first.pk).plain["stem"] == form.stem


def test_the_same_content_makes_no_new_version(editor, reviewer, county):
    made = approved(save(editor, county), editor, reviewer)
    version = keeping.release(by=reviewer, question=made)
    assert (version, made.versions.count()) == (made.current, 1)


def test_nothing_is_released_that_was_not_published(editor, county):
    with pytest.raises(Conflict):
        keeping.release(by=editor, question=save(editor, county))


def test_what_is_under_review_is_not_changed(editor, county):
    made = save(editor, county)
    workflow.submit(page=made, by=editor)
    with pytest.raises(Conflict):
        save(editor, county, exams.body(), question=made)


def test_a_retired_question_is_out_of_the_bank(editor, reviewer, county):
    made = approved(save(editor, county), editor, reviewer)
    with pytest.raises(Denied):
        keeping.retire(by=people.user_with_role("officer", county), question=made, reason="旧")
    with pytest.raises(Invalid):
        keeping.retire(by=editor, question=made, reason=" ")
    keeping.retire(by=editor, question=made, reason="法条已修改")
    assert not Question.objects.released().exists()
    with pytest.raises(Conflict):
        save(editor, county, exams.body(), question=made)


def test_the_same_words_are_found_whatever_their_signs(editor, county):
    one = save(editor, county, exams.body(stem="外出要请假吗？"))
    other = save(editor, county, exams.body(stem="外出 要请假吗?!"))
    save(editor, county, exams.body(stem="每月几号报到？"))
    assert list(keeping.duplicates_of(one)) == [other]


def test_near_ones_are_shown_nearest_first(editor, county, django_assert_num_queries):
    stem = "社区矫正对象离开所居住的市县应当事先报告并经批准对不对"
    one = save(editor, county, exams.body(SHORT, stem=stem))
    near = save(editor, county, exams.body(SHORT, stem=stem + "呀"))
    save(editor, county, exams.body(SHORT, stem="家人对您说什么会使您高兴"))
    with django_assert_num_queries(2):
        ((found, share),) = keeping.near_duplicates_of(one)
    assert (found, share < 1) == (near, True)


def test_another_organisations_own_questions_stay_its_own(editor, county):
    elsewhere = people.land().county2
    author = people.user_with_role("editor", elsewhere)
    form = exams.body(stem="外出要请假吗？")
    save(author, elsewhere, form, sharing="own")
    mine = save(editor, county, form)
    assert not keeping.duplicates_of(mine, by=editor).exists()


def test_many_drafts_take_no_more_queries_than_few(editor, county, django_assert_max_num_queries):
    forms = [exams.body(SINGLE, tags=("外出",)) for _ in range(30)]
    with django_assert_max_num_queries(14):
        drafting.write([drafting.Wanted(form) for form in forms], by=editor, organisation=county)
    assert Question.objects.count() == 30
