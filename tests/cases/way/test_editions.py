"""A published case is worked on again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases import signals
from cases.actions import releasing
from cases.models import CasePage
from content.models import Document, Image
from lms.core.errors import NotVisible
from tests.cases.way.told import TITLE, original, picture

Again = Callable[..., CasePage]


def test_what_is_published_stays_until_the_new_round_ends(page: CasePage, staff: Any) -> None:
    row = releasing.revise(by=staff.author, submission=page.submission)
    assert (row.state, row.edition) == ("draft", 2)
    page.refresh_from_db()
    assert page.live
    assert CasePage.objects.visible_to(staff.officer).filter(pk=page.pk).exists()
    with pytest.raises(NotVisible):
        releasing.revise(by=staff.reviewer, submission=row)


def test_another_text_is_the_next_version_of_the_same_page(page: CasePage, again: Again) -> None:
    second = again(page.submission, summary="从第一条香烟开始。")
    assert (second.pk, second.url_path) == (page.pk, page.url_path)
    assert (second.summary, second.study_version) == ("从第一条香烟开始。", 2)
    assert CasePage.objects.filter(kind="warning").count() == 1


def test_another_title_is_no_other_text(page: CasePage, again: Again) -> None:
    second = again(page.submission, title="一条香烟")
    assert (second.title, second.study_version) == ("一条香烟", 1)


def test_pictures_that_come_along_anew_are_no_other_text(
    at_county: Any, staff: Any, again: Again
) -> None:
    from cases.actions import reviewing

    picture(at_county)
    page = reviewing.approve(by=staff.reviewer, submission=at_county)
    second = again(page.submission, title="一条香烟")
    assert [one.block_type for one in second.body] == ["text", "picture"]
    assert second.study_version == 1


def test_files_of_the_edition_before_are_gone(
    at_county: Any, staff: Any, again: Again, django_capture_on_commit_callbacks: Any
) -> None:
    from cases.actions import reviewing

    original(at_county)
    picture(at_county)
    at_county.publish_text = True
    at_county.save()
    page = reviewing.approve(by=staff.reviewer, submission=at_county)
    before = [page.attachments[0].value["document"].file, page.body[1].value["image"].file]
    with django_capture_on_commit_callbacks(execute=True):
        second = again(page.submission, title="一条香烟")
    assert (len(second.attachments), Document.objects.count(), Image.objects.count()) == (1, 1, 1)
    assert not any(file.storage.exists(file.name) for file in before)
    assert second.attachments[0].value["document"] is not None


def test_the_next_edition_is_told_as_such(
    page: CasePage, again: Again, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[int] = []

    def hear(sender: Any, edition: int, **_news: Any) -> None:
        heard.append(edition)

    signals.case_published.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            again(page.submission)
    finally:
        signals.case_published.disconnect(hear)
    assert heard == [2]


def test_a_number_that_was_taken_away_is_gone(page: CasePage, staff: Any) -> None:
    from cases.actions import reviewing, submitting
    from tests.cases.way.told import draft

    row = releasing.revise(by=staff.author, submission=page.submission)
    row = submitting.save_draft(
        by=staff.author, submission=row, draft=draft(), version=row.version, case_number=""
    )
    row = submitting.send(by=staff.author, submission=row, legal_reviewer=staff.second)
    row = reviewing.approve_legally(by=staff.second, submission=row)
    second = reviewing.approve(by=staff.reviewer, submission=row)
    assert not hasattr(CasePage.objects.get(pk=second.pk), "reference")
    assert second.title == TITLE


def test_a_number_that_was_set_on_the_page_is_kept(
    page: CasePage, staff: Any, again: Again
) -> None:
    from cases import references

    references.set_number(by=staff.author, case=page, number="（2024）浙1125刑初99号")
    assert again(page.submission).reference.number.endswith("99号")
