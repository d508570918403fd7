"""Adopting another's resource: copies with provenance, changes, withdrawal."""

from __future__ import annotations

from typing import Any

import pytest

from content import actions, adopting
from content.models import Adoption, CoursePage, LessonPage
from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.core.models import AuditEntry
from lms.messaging.models import Message
from tests.factories import content as make


@pytest.fixture
def shared(land: Any) -> CoursePage:
    """A course of the county with two lessons and a draft, shared with the city."""
    course = make.course(land.county, sharing="city")
    make.lesson(course, title="第一课")
    make.lesson(course, title="第二课")
    make.lesson(course, title="未完", live=False)
    return course


@pytest.fixture
def editor2(land: Any, person: Any) -> Any:
    return person("editor", land.county2)


def adopted(course: Any, land: Any, by: Any) -> Any:
    return adopting.adopt(page=course, by=by, into=land.county2)


def republish(page: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()


def test_a_course_is_copied_with_its_published_lessons(
    land: Any, shared: Any, editor2: Any
) -> None:
    copy = adopted(shared, land, editor2)
    assert [lesson.title for lesson in copy.lessons.in_order()] == ["第一课", "第二课"]
    assert (copy.live, copy.owner_organisation) == (True, land.county2)


def test_copies_share_their_origin(land: Any, shared: Any, editor2: Any) -> None:
    copy = adopted(shared, land, editor2)
    originals = shared.lessons.live().in_order()
    assert copy.origin == shared.origin
    assert [a.origin for a in copy.lessons.in_order()] == [b.origin for b in originals]


def test_a_copy_is_for_the_adopter_s_own_people(
    land: Any, shared: Any, editor2: Any, person: Any
) -> None:
    copy = adopted(shared, land, editor2)
    assert copy in CoursePage.objects.visible_to(editor2)
    assert copy not in CoursePage.objects.visible_to(person("officer", land.county))
    republish(shared, summary="新的简介")
    adopting.take_over(adoption=Adoption.objects.get(copy=copy), by=editor2)
    assert copy.get_latest_revision_as_object().sharing == "county"


def test_copies_are_lessons_in_their_own_right(land: Any, shared: Any, editor2: Any) -> None:
    lesson = adopted(shared, land, editor2).lessons.in_order().first()
    assert (lesson.study_version, lesson.nominal_seconds) == (1, 126)


def test_provenance(land: Any, shared: Any, editor2: Any) -> None:
    copy = adopted(shared, land, editor2)
    note = Adoption.objects.get(copy=copy)
    assert (note.original_id, note.original_owner, note.adopter, note.adopted_by) == (
        shared.pk,
        land.county,
        land.county2,
        editor2,
    )
    assert AuditEntry.objects.filter(verb="content.adopted", actor=editor2).exists()


def test_local_edits_leave_the_original_alone(land: Any, shared: Any, editor2: Any) -> None:
    copy = adopted(shared, land, editor2)
    republish(copy, title="本县请销假")
    shared.refresh_from_db()
    assert (shared.title, copy.origin) == ("请销假", shared.origin)


def test_a_plain_copy_in_the_cms_is_a_new_resource(land: Any, shared: Any) -> None:
    copy = shared.copy(update_attrs={"slug": "copy"})
    assert copy.origin != shared.origin


@pytest.mark.parametrize(
    ("role", "place", "error"),
    [
        ("officer", "county2", Denied),
        ("reviewer", "county2", Denied),
        ("editor", "county3", Denied),
        ("editor", "county2", None),
        ("editor", "city", None),
    ],
)
def test_who_may_adopt(
    land: Any, shared: Any, person: Any, role: str, place: str, error: Any
) -> None:
    user = person(role, getattr(land, place))
    if error is None:
        assert adopted(shared, land, user).pk
    else:
        with pytest.raises(error):
            adopted(shared, land, user)


def test_what_is_not_shared_cannot_be_adopted(land: Any, person: Any, editor2: Any) -> None:
    with pytest.raises(NotVisible):
        adopted(make.course(land.county, sharing="county"), land, editor2)


def test_not_twice(land: Any, shared: Any, editor2: Any) -> None:
    adopted(shared, land, editor2)
    with pytest.raises(Conflict):
        adopted(shared, land, editor2)


def test_not_ones_own(land: Any, shared: Any, person: Any) -> None:
    with pytest.raises(Invalid):
        adopting.adopt(page=shared, by=person("editor", land.county), into=land.county)


def test_teachers_and_lessons_are_not_adopted(land: Any, shared: Any, editor2: Any) -> None:
    for page in (make.teacher(land.county, sharing="city"), shared.lessons.first()):
        with pytest.raises(Invalid):
            adopted(page, land, editor2)


@pytest.mark.parametrize("maker", [make.material, make.scale_tool])
def test_other_libraries_too(land: Any, editor2: Any, maker: Any) -> None:
    page = maker(land.county, sharing="city")
    copy = adopted(page, land, editor2)
    assert (type(copy), copy.origin, copy.live) == (type(page), page.origin, True)


def test_an_adopted_plan_uses_own_copies(land: Any, shared: Any, editor2: Any) -> None:
    plan = make.plan(land.county, shared, sharing="city")
    own = adopted(shared, land, editor2)
    copy = adopted(plan, land, editor2)
    assert [entry.course_id for entry in copy.plan_courses.all()] == [own.pk]


def test_a_change_marks_the_copies_and_tells_the_editors(
    land: Any, shared: Any, editor2: Any
) -> None:
    copy = adopted(shared, land, editor2)
    republish(shared, title="请假新规")
    assert Adoption.objects.get(copy=copy).has_changed
    assert Message.objects.filter(recipient=editor2).count() == 1


def test_taking_a_change_over_makes_a_draft(land: Any, shared: Any, editor2: Any) -> None:
    copy = adopted(shared, land, editor2)
    republish(shared, summary="新的说明")
    note = Adoption.objects.get(copy=copy)
    adopting.take_over(adoption=note, by=editor2)
    copy.refresh_from_db()
    draft = copy.get_latest_revision_as_object()
    assert (draft.summary, copy.summary) == ("新的说明", "")
    assert (draft.origin, draft.owner_organisation) == (shared.origin, land.county2)
    assert not Adoption.objects.get(copy=copy).has_changed


def test_a_draft_taken_over_can_be_published(land: Any, shared: Any, editor2: Any) -> None:
    copy = adopted(shared, land, editor2)
    lesson = copy.lessons.in_order().first()
    original = shared.lessons.in_order().first()
    republish(original, body=[make.text("新的课文" * 300)])
    adopting.take_over(adoption=Adoption.objects.get(copy=lesson), by=editor2)
    lesson.refresh_from_db()
    lesson.latest_revision.publish()
    lesson.refresh_from_db()
    assert (lesson.course_id, lesson.study_version, lesson.nominal_seconds) == (copy.pk, 2, 180)


def test_new_lessons_come_along(land: Any, shared: Any, editor2: Any) -> None:
    copy = adopted(shared, land, editor2)
    added = make.lesson(shared, title="第三课")
    shared.refresh_from_db()
    assert adopting.new_lessons(shared, copy) == [added]
    republish(shared)
    adopting.take_over(adoption=Adoption.objects.get(copy=copy), by=editor2)
    assert copy.lessons.in_order().last().origin == added.origin


def test_keeping_ones_own_clears_the_mark(land: Any, shared: Any, editor2: Any) -> None:
    copy = adopted(shared, land, editor2)
    republish(shared, title="请假新规")
    adopting.keep_own(adoption=Adoption.objects.get(copy=copy), by=editor2)
    assert not Adoption.objects.get(copy=copy).has_changed


def test_others_cannot_decide(land: Any, shared: Any, editor2: Any, person: Any) -> None:
    note = Adoption.objects.get(copy=adopted(shared, land, editor2))
    for decide in (adopting.keep_own, adopting.take_over):
        with pytest.raises(Denied):
            decide(adoption=note, by=person("editor", land.county))


def test_the_owner_sees_who_uses_it(land: Any, shared: Any, editor2: Any) -> None:
    assert adopting.uses_of(shared) == 0
    adopted(shared, land, editor2)
    assert adopting.uses_of(shared) == 1


@pytest.mark.parametrize("recall", [False, True])
def test_withdrawal_reaches_the_adopters(
    land: Any,
    shared: Any,
    editor2: Any,
    person: Any,
    recall: bool,
    django_capture_on_commit_callbacks: Any,
) -> None:
    copy = adopted(shared, land, editor2)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(
            page=shared, by=person("editor", land.county), reason="法律已修改", recall=recall
        )
    copy.refresh_from_db()
    shared.refresh_from_db()
    assert (shared.live, copy.live) == (False, not recall)
    assert Adoption.objects.get(copy=copy).withdrawn_reason == "法律已修改"
    assert "法律已修改" in Message.objects.get(recipient=editor2).body


def test_a_recalled_course_takes_its_lessons_along(
    land: Any, shared: Any, editor2: Any, person: Any, offender: Any
) -> None:
    copy = adopted(shared, land, editor2)
    actions.withdraw(page=shared, by=person("editor", land.county), reason="错误", recall=True)
    learner = offender(land.county2)
    assert not LessonPage.objects.visible_to(learner).filter(course=copy).exists()


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        ("editor", "county", True),
        ("reviewer", "county", True),
        ("editor", "county2", False),
        ("manager", "county", False),
        ("officer", "office", False),
    ],
)
def test_who_may_withdraw(
    land: Any, shared: Any, person: Any, role: str, place: str, allowed: bool
) -> None:
    user = person(role, getattr(land, place))
    if allowed:
        assert actions.withdraw(page=shared, by=user, reason="过时").is_withdrawn
    else:
        with pytest.raises(Denied):
            actions.withdraw(page=shared, by=user, reason="过时")


def test_withdrawing_needs_a_reason_and_happens_once(land: Any, shared: Any, person: Any) -> None:
    editor = person("editor", land.county)
    with pytest.raises(Invalid):
        actions.withdraw(page=shared, by=editor, reason=" ")
    actions.withdraw(page=shared, by=editor, reason="过时")
    with pytest.raises(Conflict):
        actions.withdraw(page=shared, by=editor, reason="过时")


def test_offered_again_it_is_a_draft(land: Any, shared: Any, editor2: Any, person: Any) -> None:
    editor = person("editor", land.county)
    copy = adopted(shared, land, editor2)
    actions.withdraw(page=shared, by=editor, reason="过时")
    page = actions.offer_again(page=shared, by=editor)
    assert (page.is_withdrawn, page.live) == (False, False)
    assert Adoption.objects.get(copy=copy).withdrawn_at is None


def test_a_withdrawn_page_stays_withdrawn_when_an_old_revision_is_published(
    land: Any, shared: Any, person: Any
) -> None:
    revision = shared.latest_revision
    actions.withdraw(page=shared, by=person("editor", land.county), reason="过时")
    revision.publish()
    assert CoursePage.objects.get(pk=shared.pk).is_withdrawn
