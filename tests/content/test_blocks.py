"""Every block has a template, a preview and a description; and it shows what it should."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import get_template

from content.blocks import BODY_BLOCKS, BandBlock, Body, ItemBlock
from content.models import LessonPage
from tests.factories import content as make

BLOCKS = {**dict(BODY_BLOCKS), "item": ItemBlock(), "band": BandBlock()}


@pytest.mark.parametrize("name", list(BLOCKS))
def test_a_template_of_its_own(name: str) -> None:
    assert get_template(BLOCKS[name].get_template(None, {}))


@pytest.mark.parametrize("name", list(BLOCKS))
def test_a_preview_and_a_description(name: str) -> None:
    block = BLOCKS[name]
    assert block.is_previewable
    assert str(block.get_description())


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(dict(BODY_BLOCKS)))
def test_the_preview_can_be_seen_in_the_cms(name: str, land: Any, at_desk: Any) -> None:
    client = at_desk("editor", land.county)
    block = LessonPage.body.field.stream_block.child_blocks[name]
    response = client.get("/cms/block-preview/", {"id": block.definition_prefix})
    assert response.status_code == 200
    assert b"<main" in response.content


def shown(name: str, value: Any) -> str:
    body = Body()
    stream = body.to_python([])
    stream.append((name, value))
    return str(stream[0].render())


def test_running_text_is_clean() -> None:
    lesson = LessonPage(body=[make.text("一二三")])
    assert "<p>一二三</p>" in str(lesson.body[0].render())


def test_a_picture_speaks(db: Any) -> None:
    image = make.image(description="山路")
    assert 'alt="山路"' in shown("picture", {"image": image, "alt": "", "caption": "图一"})
    assert 'alt="桥"' in shown("picture", {"image": image, "alt": "桥", "caption": ""})


def test_a_callout_has_a_title_of_its_kind() -> None:
    from wagtail.rich_text import RichText

    told = shown("callout", {"tone": "careful", "title": "", "text": RichText("<p>慢</p>")})
    assert "callout--careful" in told
    assert "请注意" in told


def test_a_statute_names_its_law() -> None:
    value = {"law": "刑法", "article": "第三十八条", "text": "管制的期限", "plainly": "时间"}
    assert "《刑法》第三十八条" in shown("statute", value)


def test_a_question_hides_its_answer_until_asked() -> None:
    told = shown("self_check", make.check())
    assert told.index("先向司法所请假") < told.index("<details")


def test_a_file_to_take_along_says_how_large_it_is(db: Any) -> None:
    told = shown("download", {"document": make.document(), "label": ""})
    assert "TXT" in told
    assert "/documents/" in told


@pytest.mark.parametrize("ready", [True, False])
def test_media_that_are_not_ready_say_so(db: Any, ready: bool) -> None:
    media = make.media(state="ready" if ready else "processing")
    assert ("正在处理" in shown("video", media) or "还在处理" in shown("video", media)) is not ready
