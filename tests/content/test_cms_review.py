"""The way from a draft to the public, over the forms of the CMS."""

from __future__ import annotations

import json
from typing import Any

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content import workflow
from content.models import CoursePage, LessonPage
from lms.core.models import AuditEntry
from tests.factories import content as make


@pytest.fixture
def editor(land: Any, person: Any) -> Any:
    return person("editor", land.county)


@pytest.fixture
def desk(editor: Any, at_desk: Any) -> Any:
    return at_desk(editor)


def lesson_form(**fields: Any) -> dict[str, Any]:
    data = {
        "title": "第一课",
        "kind": "article",
        "summary": "",
        "media": "",
        "document": "",
        "transcript": "",
        "change_note": "",
        "body": streamfield([("text", rich_text("<p>" + "外出先请假。" * 100 + "</p>"))]),
        "checks": streamfield([]),
        **fields,
    }
    return nested_form_data(data)


def course_form(**fields: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "请假须知",
            "summary": "",
            "cover": "law",
            "cover_image": "",
            "teacher": "",
            "credit_rule": "counted",
            "dimension": "education",
            "audience": "offenders",
            "sharing": "county",
            "source": "",
            "licence": "",
            "requirements": inline_formset([]),
            **fields,
        }
    )


def test_the_whole_way(land: Any, desk: Any, at_desk: Any) -> None:
    library = make.index_of(land.county, CoursePage)
    desk.post(
        f"/cms/pages/add/content/coursepage/{library.pk}/", course_form(**{"action-submit": "1"})
    )
    course = CoursePage.objects.get()
    assert (course.live, workflow.is_under_review(course)) == (False, True)
    reviewer = at_desk("reviewer", land.county)
    assert "批准" in reviewer.get(f"/cms/pages/{course.pk}/edit/").content.decode()
    decide(reviewer, course, "approve", course_form())
    course = CoursePage.objects.get()
    assert course.live
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"content.created", "content.submitted", "content.published"} <= verbs


def decide(client: Any, page: Any, action: str, form: dict[str, Any], comment: str = "") -> Any:
    extra = {"action-workflow-action": "1", "workflow-action-name": action}
    if comment:
        extra["workflow-action-extra-data"] = json.dumps({"comment": comment})
    return client.post(f"/cms/pages/{page.pk}/edit/", {**form, **extra})


def test_an_unfinished_lesson_is_not_sent_to_review(land: Any, desk: Any) -> None:
    course = make.course(land.county)
    answer = desk.post(
        f"/cms/pages/add/content/lessonpage/{course.pk}/",
        lesson_form(body=streamfield([]), **{"action-submit": "1"}),
    )
    assert answer.status_code == 200
    assert "这一课没有正文" in answer.content.decode()
    assert not LessonPage.objects.exists()


def test_but_it_can_be_kept_as_a_draft(land: Any, desk: Any) -> None:
    course = make.course(land.county)
    path = f"/cms/pages/add/content/lessonpage/{course.pk}/"
    assert desk.post(path, lesson_form(body=streamfield([]))).status_code == 302
    assert LessonPage.objects.get().live is False


def test_a_draft_may_have_unfinished_blocks(land: Any, desk: Any) -> None:
    course = make.course(land.county)
    question = {"prompt": "问", "options": {"count": "0"}, "explanation": ""}
    blocks = streamfield(
        [("picture", {"image": "", "alt": "", "caption": ""}), ("self_check", question)]
    )
    path = f"/cms/pages/add/content/lessonpage/{course.pk}/"
    assert desk.post(path, lesson_form(body=blocks)).status_code == 302
    answer = desk.post(path, lesson_form(body=blocks, **{"action-submit": "1"}))
    assert answer.status_code == 200
    assert LessonPage.objects.count() == 1


def test_what_goes_round_the_form_is_checked_as_well(land: Any, editor: Any) -> None:
    from lms.core.errors import Invalid

    lesson = make.lesson(make.course(land.county), body=[], live=False)
    with pytest.raises(Invalid):
        lesson.get_workflow().start(lesson, editor)
    assert lesson.current_workflow_state is None


@pytest.fixture
def submitted(land: Any, editor: Any) -> LessonPage:
    lesson = make.lesson(make.course(land.county), live=False)
    lesson.save_revision(user=editor)
    workflow.submit(page=lesson, by=editor)
    return LessonPage.objects.get(pk=lesson.pk)


def test_who_decides_changes_nothing(land: Any, submitted: Any, at_desk: Any) -> None:
    reviewer = at_desk("reviewer", land.county)
    decide(reviewer, submitted, "approve", lesson_form(title="偷偷改了"))
    page = LessonPage.objects.get()
    assert (page.live, page.title) == (True, "第1课")


def test_a_reviewer_saves_no_draft(land: Any, submitted: Any, at_desk: Any) -> None:
    reviewer = at_desk("reviewer", land.county)
    answer = reviewer.post(f"/cms/pages/{submitted.pk}/edit/", lesson_form(title="改"))
    assert answer.status_code == 409
    assert workflow.may_review(submitted, answer.wsgi_request.user)


def test_the_author_waits(submitted: Any, desk: Any) -> None:
    desk.post(f"/cms/pages/{submitted.pk}/edit/", lesson_form(title="再改"))
    assert LessonPage.objects.get().get_latest_revision_as_object().title == "第1课"


def test_sent_back_with_a_comment(land: Any, submitted: Any, at_desk: Any) -> None:
    reviewer = at_desk("reviewer", land.county)
    decide(reviewer, submitted, "reject", lesson_form(), "第二段写错了")
    page = LessonPage.objects.get()
    assert (page.live, page.current_workflow_state.status) == (False, "needs_changes")
    assert AuditEntry.objects.get(verb="content.sent_back").reason == "第二段写错了"


@pytest.mark.parametrize(("role", "place"), [("reviewer", "county2"), ("editor", "county")])
def test_others_cannot_decide(
    land: Any, submitted: Any, at_desk: Any, role: str, place: str
) -> None:
    decide(at_desk(role, getattr(land, place)), submitted, "approve", lesson_form())
    assert not LessonPage.objects.get().live


def test_the_author_may_call_it_back(submitted: Any, desk: Any) -> None:
    desk.post(f"/cms/pages/{submitted.pk}/edit/", {**lesson_form(), "action-cancel-workflow": "1"})
    assert not workflow.is_under_review(LessonPage.objects.get())


def test_reviewers_find_what_waits_for_them(land: Any, submitted: Any, at_desk: Any) -> None:
    shown = at_desk("reviewer", land.county).get("/cms/").content.decode()
    assert submitted.title in shown
    elsewhere = at_desk("reviewer", land.county2).get("/cms/").content.decode()
    assert submitted.title not in elsewhere


def test_authors_find_their_libraries(land: Any, desk: Any) -> None:
    shown = desk.get("/cms/").content.decode()
    library = make.index_of(land.county, CoursePage)
    assert f"/cms/pages/add/content/coursepage/{library.pk}/" in shown


def test_a_draft_is_seen_as_on_a_phone(land: Any, desk: Any) -> None:
    lesson = make.lesson(make.course(land.county), live=False)
    edit = desk.get(f"/cms/pages/{lesson.pk}/edit/").content.decode()
    assert 'data-device-width="360"' in edit
    answer = desk.post(f"/cms/pages/{lesson.pk}/edit/preview/", lesson_form(title="预览"))
    assert answer.json()["is_valid"]
    shown = desk.get(f"/cms/pages/{lesson.pk}/edit/preview/").content.decode()
    assert "预览" in shown
    assert "外出先请假" in shown
