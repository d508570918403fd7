"""Sharing between organisations, over the pages of the CMS."""

from __future__ import annotations

import re
from typing import Any

import pytest

from content import adopting
from content.models import Adoption, CoursePage, LessonPage
from tests.factories import content as make


@pytest.fixture
def shared(land: Any) -> CoursePage:
    course = make.course(land.county, sharing="city", summary="旧的说明")
    make.lesson(course, title="第一课")
    return course


@pytest.fixture
def theirs(land: Any, at_desk: Any) -> Any:
    """The desk of the other county's editor."""
    return at_desk("editor", land.county2)


@pytest.fixture
def adopted(land: Any, shared: Any, person: Any) -> Adoption:
    copy = adopting.adopt(page=shared, by=person("editor", land.county2), into=land.county2)
    return Adoption.objects.get(copy=copy)


def republish(page: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_the_shelf(shared: Any, theirs: Any) -> None:
    assert shared.title in theirs.get("/cms/shared/").content.decode()
    assert shared.title in theirs.get("/cms/shared/?words=请销").content.decode()
    assert shared.title not in theirs.get("/cms/shared/?dimension=labour").content.decode()
    assert shared.title not in theirs.get("/cms/shared/?kind=tools").content.decode()


def test_adopting_from_the_shelf(shared: Any, theirs: Any, land: Any) -> None:
    answer = theirs.post(f"/cms/shared/{shared.pk}/adopt/", {"into": land.county2.pk})
    copy = CoursePage.objects.owned_by(land.county2).get()
    assert answer["Location"] == f"/cms/pages/{copy.pk}/edit/"
    assert theirs.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("role", ["officer", "reviewer"])
def test_only_for_authors(shared: Any, land: Any, at_desk: Any, role: str) -> None:
    client = at_desk(role, land.county2)
    assert client.get("/cms/shared/").status_code in (302, 403)
    answer = client.post(f"/cms/shared/{shared.pk}/adopt/", {"into": land.county2.pk})
    assert answer.status_code in (302, 403, 404)
    assert not Adoption.objects.exists()


def test_a_change_is_shown_beside_what_was_adopted(adopted: Any, shared: Any, theirs: Any) -> None:
    republish(shared, summary="新的说明")
    shown = theirs.get(f"/cms/adoptions/{adopted.pk}/").content.decode()
    assert "旧的说明" in shown
    assert "新的说明" in shown
    assert "原版已有改动" in theirs.get("/cms/adoptions/").content.decode()


def test_a_changed_lesson_is_listed_with_its_course(adopted: Any, shared: Any, theirs: Any) -> None:
    republish(LessonPage.objects.get(course=shared), body=[make.text("新课文" * 100)])
    shown = theirs.get(f"/cms/adoptions/{adopted.pk}/").content.decode()
    part = Adoption.objects.exclude(pk=adopted.pk).get()
    assert f"/cms/adoptions/{part.pk}/" in shown


def test_only_what_authors_write_is_compared(adopted: Any, shared: Any, theirs: Any) -> None:
    part = Adoption.objects.exclude(pk=adopted.pk).get()
    shown = theirs.get(f"/cms/adoptions/{part.pk}/").content.decode()
    assert shown.count("没有差别") == 2
    shown = theirs.get(f"/cms/adoptions/{adopted.pk}/").content.decode()
    assert re.findall(r'<td class="title">(.*?)</td>', shown) == ["共享范围"]


def test_taking_over(adopted: Any, shared: Any, theirs: Any) -> None:
    republish(shared, summary="新的说明")
    answer = theirs.post(f"/cms/adoptions/{adopted.pk}/take-over/")
    assert answer["Location"] == f"/cms/pages/{adopted.copy_id}/edit/"
    draft = CoursePage.objects.get(pk=adopted.copy_id).get_latest_revision_as_object()
    assert draft.summary == "新的说明"


def test_keeping(adopted: Any, shared: Any, theirs: Any) -> None:
    republish(shared, summary="新的说明")
    theirs.post(f"/cms/adoptions/{adopted.pk}/keep/")
    adopted.refresh_from_db()
    assert not adopted.has_changed


@pytest.mark.parametrize("what", ["", "take-over/", "keep/"])
def test_others_adoptions_are_not_there(adopted: Any, land: Any, at_desk: Any, what: str) -> None:
    client = at_desk("editor", land.county)
    path = f"/cms/adoptions/{adopted.pk}/{what}"
    answer = client.post(path) if what else client.get(path)
    assert answer.status_code == 404


def test_the_owner_sees_who_uses_it(adopted: Any, shared: Any, land: Any, at_desk: Any) -> None:
    ours = at_desk("editor", land.county)
    assert "青田县" in ours.get(f"/cms/shared/{shared.pk}/uses/").content.decode()
    assert at_desk("editor", land.county2).get(f"/cms/shared/{shared.pk}/uses/").status_code == 403


def test_withdrawing_and_offering_again(adopted: Any, shared: Any, land: Any, at_desk: Any) -> None:
    ours = at_desk("editor", land.county)
    path = f"/cms/shared/{shared.pk}/withdraw/"
    assert "1 个单位正在使用" in ours.get(path).content.decode()
    assert ours.post(path, {"reason": ""}).status_code == 422
    assert ours.post(path, {"reason": "法律已修改"}).status_code == 302
    assert CoursePage.objects.get(pk=shared.pk).is_withdrawn
    assert ours.post(path, {"reason": "再撤"}).status_code == 422
    ours.post(f"/cms/shared/{shared.pk}/offer-again/")
    assert not CoursePage.objects.get(pk=shared.pk).is_withdrawn


def test_the_adopter_reads_why(
    adopted: Any, shared: Any, land: Any, at_desk: Any, theirs: Any
) -> None:
    at_desk("editor", land.county).post(
        f"/cms/shared/{shared.pk}/withdraw/", {"reason": "法律已修改"}
    )
    assert "法律已修改" in theirs.get(f"/cms/adoptions/{adopted.pk}/").content.decode()


def test_what_was_withdrawn_is_not_submitted(shared: Any, land: Any, person: Any) -> None:
    from content import actions, workflow
    from lms.core.errors import Invalid

    editor = person("editor", land.county)
    page = actions.withdraw(page=shared, by=editor, reason="过时")
    with pytest.raises(Invalid):
        workflow.submit(page=page, by=editor)


def test_buttons_stand_where_one_has_a_say(shared: Any, land: Any, at_desk: Any) -> None:
    path = f"/cms/pages/{shared.pk}/edit/"
    assert (
        f"/cms/shared/{shared.pk}/withdraw/"
        in at_desk("editor", land.county).get(path).content.decode()
    )
