"""The CMS: one county's editor cannot touch another county's pages and files, nor the other way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from content.models import KnowledgePoint, LessonPage, Media, Speciality
from tests.factories import content as make
from tests.factories import people

REFUSED = {302, 403, 404}


@pytest.fixture
def lesson(land: Any) -> LessonPage:
    return make.video_lesson(make.course(land.county))


def refuses(answer: Any) -> bool:
    """Refused outright, or sent back to the beginning of the CMS with a message."""
    return answer.status_code in (403, 404) or (
        answer.status_code == 302 and answer["Location"] in ("/cms/", "/sign-in/?next=/cms/")
    )


PAGES = ["edit", "delete", "move", "copy", "unpublish", "history", "revisions/{revision}/view"]


@pytest.mark.parametrize("what", PAGES)
def test_pages_of_another_county_are_closed(
    land: Any, lesson: Any, at_desk: Any, what: str
) -> None:
    path = f"/cms/pages/{lesson.pk}/{what.format(revision=lesson.latest_revision_id)}/"
    assert refuses(at_desk("editor", land.county2).get(path))


@pytest.mark.parametrize("what", ["edit", "copy", "history"])
def test_ones_own_are_open(land: Any, lesson: Any, at_desk: Any, what: str) -> None:
    assert at_desk("editor", land.county).get(f"/cms/pages/{lesson.pk}/{what}/").status_code == 200


def test_what_was_published_is_not_deleted(land: Any, lesson: Any, at_desk: Any) -> None:
    from content import actions

    client = at_desk("editor", land.county)
    path = f"/cms/pages/{lesson.pk}/delete/"
    assert refuses(client.get(path))
    actions.take_offline(lesson, None)
    assert refuses(client.get(path))
    draft = make.lesson(lesson.course, live=False)
    client.post(f"/cms/pages/{draft.pk}/delete/")
    assert list(LessonPage.objects.all()) == [lesson]


def test_saving_anothers_page_changes_nothing(land: Any, lesson: Any, at_desk: Any) -> None:
    client = at_desk("editor", land.county2)
    assert refuses(client.post(f"/cms/pages/{lesson.pk}/edit/", {"title": "x", "slug": "x"}))
    assert LessonPage.objects.get(pk=lesson.pk).latest_revision_id == lesson.latest_revision_id


def test_adding_to_anothers_course(land: Any, lesson: Any, at_desk: Any) -> None:
    path = f"/cms/pages/add/content/lessonpage/{lesson.course_id}/"
    assert refuses(at_desk("editor", land.county2).get(path))
    assert at_desk("editor", land.county).get(path).status_code == 200


def test_the_explorer_shows_ones_own_part(land: Any, lesson: Any, at_desk: Any) -> None:
    client = at_desk("editor", land.county2)
    shown = client.get(f"/cms/pages/{lesson.course.get_parent().pk}/", follow=True)
    assert lesson.course.title not in shown.content.decode()


def test_nor_does_the_search_of_the_cms(land: Any, lesson: Any, at_desk: Any) -> None:
    path = "/cms/pages/search/?q=请销假"
    assert (
        "请销假</a>" not in at_desk("editor", land.county2).get(path, follow=True).content.decode()
    )


def test_the_search_of_the_cms_finds_words_inside_titles(land: Any, at_desk: Any) -> None:
    make.course(land.county, title="防范电信诈骗")
    image = make.image(organisation=land.county, title="山间小路")
    make.media(organisation=land.county, title="入矫教育讲座")
    client = at_desk("editor", land.county)
    found = client.get("/cms/pages/search/?q=诈骗", follow=True).content.decode()
    assert "防范电信诈骗" in found
    assert image.title in client.get("/cms/images/?q=小路").content.decode()
    assert "入矫教育讲座" in client.get("/cms/media/?q=教育").content.decode()


def test_a_chooser_offers_what_is_shared_and_nothing_else(land: Any, at_desk: Any) -> None:
    make.course(land.county, title="只给本县", sharing="county")
    make.course(land.county, title="给全市", sharing="city", slug="b")
    draft = make.course(land.county2, title="自己的草稿", live=False)
    client = at_desk("editor", land.county2)

    def offered(index: Any) -> str:
        path = f"/cms/choose-page/{index.pk}/?page_type=content.coursepage"
        return client.get(path).json()["html"]

    theirs = offered(make.index_of(land.county, type(draft)))
    assert ("给全市" in theirs, "只给本县" in theirs) == (True, False)
    assert "自己的草稿" in offered(draft.get_parent())


def test_courses_to_finish_first_are_ones_own_or_shared(land: Any, at_desk: Any) -> None:
    make.course(land.county, title="只给本县", sharing="county")
    make.course(land.county, title="给全市", sharing="city", slug="b")
    page = make.course(land.county2)
    shown = at_desk("editor", land.county2).get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert ("给全市" in shown, "只给本县" in shown) == (True, False)


def test_the_account_of_a_teacher_is_a_teachers(land: Any, at_desk: Any) -> None:
    teacher = people.user_with_role("teacher", land.county, name="吴老师")
    learner = people.offender(land.office, name="张某某").user
    elsewhere = people.user_with_role("teacher", land.county2, name="外县教师")
    page = make.teacher(land.county)
    shown = at_desk("editor", land.county).get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert teacher.name in shown
    assert learner.name not in shown
    assert elsewhere.name not in shown


FILES = {
    "media": ("/cms/media/edit/{pk}/", make.media),
    "picture": ("/cms/images/{pk}/", make.image),
    "document": ("/cms/documents/edit/{pk}/", make.document),
}


@pytest.mark.parametrize("kind", list(FILES))
def test_files_of_another_county(land: Any, at_desk: Any, kind: str) -> None:
    path, maker = FILES[kind]
    made = maker(organisation=land.county)
    path = path.format(pk=made.pk)
    assert refuses(at_desk("editor", land.county2).get(path))
    assert at_desk("editor", land.county).get(path).status_code == 200


@pytest.mark.parametrize("kind", ["media", "images", "documents"])
def test_lists_of_files_are_ones_own(land: Any, at_desk: Any, kind: str) -> None:
    make.media(organisation=land.county, title="云和讲座")
    make.image(organisation=land.county, title="云和讲座")
    make.document(organisation=land.county, title="云和讲座")
    ours = at_desk("editor", land.county).get(f"/cms/{kind}/").content.decode()
    theirs = at_desk("editor", land.county2).get(f"/cms/{kind}/").content.decode()
    assert ("云和讲座" in ours, "云和讲座" in theirs) == (True, False)


@pytest.mark.parametrize("role", ["officer", "manager", "prosecutor", "auditor", "offender"])
def test_others_do_not_come_in(land: Any, at_desk: Any, role: str) -> None:
    assert refuses(at_desk(role, land.county).get("/cms/"))
    assert Client().get("/cms/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", ["/cms/login/", "/cms/password_reset/"])
def test_the_cms_has_no_door_of_its_own(db: Any, path: str) -> None:
    assert Client().get(path)["Location"] == "/sign-in/?next=/cms/"


def test_accounts_are_not_the_business_of_the_cms(land: Any, at_desk: Any) -> None:
    client = at_desk("editor", land.county)
    assert client.get("/cms/account/")["Location"] == "/"
    assert refuses(client.get("/cms/users/"))


def test_word_lists(land: Any, at_desk: Any) -> None:
    client = at_desk("editor", land.county)
    answer = client.post(
        "/cms/snippets/content/knowledgepoint/add/",
        {"name": "请销假", "code": "leave", "dimension": "education", "description": ""},
    )
    assert answer.status_code == 302
    point = KnowledgePoint.objects.get(code="leave")
    delete = f"/cms/snippets/content/knowledgepoint/delete/{point.pk}/"
    assert refuses(client.get(delete))
    assert at_desk("editor", land.province).get(delete).status_code == 200
    assert refuses(at_desk("reviewer", land.county).get("/cms/snippets/content/speciality/add/"))
    assert not Speciality.objects.exists()


def test_nobody_publishes_alone_over_the_form_either(land: Any, at_desk: Any, person: Any) -> None:
    course = make.course(land.county, live=False)
    client = at_desk("editor", land.county)
    client.post(f"/cms/pages/{course.pk}/edit/", {"title": "x", "action-publish": "1"})
    course.refresh_from_db()
    assert not course.live


def test_a_file_in_use_is_not_deleted(land: Any, lesson: Any, at_desk: Any) -> None:
    client = at_desk("editor", land.county)
    answer = client.post(f"/cms/media/delete/{lesson.media_id}/")
    assert answer["Location"].endswith(f"/media/usage/{lesson.media_id}/")
    assert Media.objects.filter(pk=lesson.media_id).exists()
    free = make.media(organisation=land.county)
    client.post(f"/cms/media/delete/{free.pk}/")
    assert not Media.objects.filter(pk=free.pk).exists()
