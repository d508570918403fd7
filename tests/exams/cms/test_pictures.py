"""Pictures in a question: chosen in the editor, kept by what is in them, with words beside them."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.test.utils.form_data import rich_text

from content import workflow
from content.gate import may_fetch
from content.tree import ensure_collection
from exams.bank import pictures, plain
from exams.cms.editing import fits, from_editor, to_editor
from exams.models import Question
from tests.exams import made
from tests.exams.cms.conftest import drafted
from tests.exams.cms.posting import URL, form, single
from tests.factories import content
from tests.factories import exams as make


def embedded(image: Any, alt: str = "一块路牌") -> str:
    tag = f'<embed embedtype="image" format="fullwidth" id="{image.pk}" alt="{alt}"/>'
    return str(rich_text(f"<p>看图：</p>{tag}", features=["image"]))


@pytest.fixture
def image(land: Any) -> Any:
    return content.image(collection=ensure_collection(land.county))


def test_a_chosen_picture_is_kept_beside_the_question(land: Any, desk: Any, image: Any) -> None:
    body = single() | {"stem": embedded(image)}
    desk.post(f"{URL}/add/?kind=single", form(land.county, body))
    question = Question.objects.get()
    row = question.pictures.get()
    assert row.name == pictures.name_of(pictures.content(image))
    assert row.image != image  # what a version shows cannot be replaced in the library
    assert f'<img src="{row.name}" alt="一块路牌">' in question.plain["stem"]
    assert set(pictures.form_of(question).pictures) == {row.name}


def test_it_stays_when_the_form_comes_back(land: Any, desk: Any, image: Any) -> None:
    body = single() | {"stem": embedded(image)}
    desk.post(f"{URL}/add/?kind=single", form(land.county, body))
    question = Question.objects.get()
    kept = question.pictures.get().image
    body["stem"] = embedded(kept, alt="换了说明")
    desk.post(f"{URL}/edit/{question.pk}/", form(body=body))
    question = Question.objects.get()
    assert 'alt="换了说明"' in question.plain["stem"]
    assert question.pictures.count() == 1


def test_a_picture_without_words_is_not_sent_to_review(land: Any, desk: Any, image: Any) -> None:
    body = single() | {"stem": embedded(image, alt="")}
    desk.post(f"{URL}/add/?kind=single", form(land.county, body, **{"action-submit": "1"}))
    assert not Question.objects.exists()
    desk.post(f"{URL}/add/?kind=single", form(land.county, body))
    assert not workflow.is_under_review(Question.objects.get())


def test_a_picture_of_another_county_is_not_taken(land: Any, desk: Any) -> None:
    theirs = content.image(collection=ensure_collection(land.county2))
    body = single() | {"stem": embedded(theirs)}
    answer = desk.post(f"{URL}/add/?kind=single", form(land.county, body))
    assert answer.status_code == 200
    assert not Question.objects.exists()


def test_the_preview_shows_it_before_it_is_saved(land: Any, desk: Any, image: Any) -> None:
    body = single() | {"stem": embedded(image)}
    url = f"{URL}/preview/?kind=single"
    desk.post(url, form(land.county, body))
    shown = desk.get(url).content.decode()
    assert 'alt="一块路牌"' in shown
    assert pictures.name_of(pictures.content(image)) not in shown  # an address stands there


def test_pictures_of_an_import_are_edited(land: Any, editor: Any, desk: Any) -> None:
    data = made.picture(9)
    name = pictures.name_of(data)
    stem = f'<p>看</p><img src="{name}" alt="牌">'
    question = drafted(editor, land.county, stem=stem, pictures={name: data})
    pictures.store(question, plain.from_json(question.plain, {name: data}), by=editor)
    page = desk.get(f"{URL}/edit/{question.pk}/").context["form"]
    assert not page.as_markup
    assert f'id="{question.pictures.get().image_id}"' in page.initial["body"]["stem"].source


def test_texts_of_the_editor_and_of_the_bank() -> None:
    text = '<p>看 <strong>图</strong></p><img src="a.png" alt="路&quot;牌">'
    assert from_editor(to_editor(text, {"a.png": 7}), {7: "a.png"}) == text
    assert from_editor('<p data-block-key="x">好</p>', {}) == "好"
    assert from_editor('<p data-block-key="x"></p>', {}) == ""
    assert from_editor('<p onclick="x">a<script>b</script></p>', {}) == "a"


def test_what_the_editor_would_lose_is_edited_as_markup() -> None:
    assert fits(make.body(), [])
    assert not fits(make.body(stem="<table><tbody><tr><td>x</td></tr></tbody></table>"), [])
    assert not fits(make.body(stem='<img src="a.png" alt="x" width="3">'), ["a.png"])
    assert not fits(make.body(stem='<img src="a.png" alt="x">'), [])


def test_the_editor_shows_it_to_authors_and_reviewers_of_the_owner(
    land: Any, editor: Any, person: Any
) -> None:
    data = made.picture(9)
    name = pictures.name_of(data)
    question = drafted(editor, land.county, stem=f'<img src="{name}" alt="牌">',
                       pictures={name: data})  # fmt: skip
    pictures.store(question, plain.from_json(question.plain, {name: data}), by=None)
    kept = question.pictures.get().image
    assert may_fetch(person("editor", land.county), kept)
    assert may_fetch(person("reviewer", land.county), kept)
    assert not may_fetch(person("editor", land.county2), kept)
    assert not may_fetch(person("officer", land.office), kept)
