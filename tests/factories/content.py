"""Pages in the library of an organisation, published unless told otherwise."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import connection
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from content.models import (
    CoursePage,
    Document,
    Image,
    LessonPage,
    MaterialPage,
    Media,
    PlanCourse,
    PlanTemplate,
    TeacherPage,
    ToolPage,
    Track,
)
from content.tree import ensure_collection, index_of

WORDS = "外出办事先请假得到批准再出门" * 60
"""840 characters: 126 s at 400 a minute."""


def check(prompt: str = "外出办事第一步做什么？") -> dict[str, Any]:
    """A self-check as a block's raw value; the first option is right."""
    options = ["先向司法所请假", "出门再打电话", "请家人说明", "当天回来不用说"]
    return {
        "prompt": prompt,
        "options": [{"text": text, "right": n == 0} for n, text in enumerate(options)],
        "explanation": "先批准，后出门。",
    }


def text(words: str = WORDS) -> tuple[str, str]:
    return ("text", f"<p>{words}</p>")


def place(page: Any, parent: Any, *, live: bool = True) -> Any:
    """Put a page under ``parent`` and, when live, publish it the way the platform does: by
    revision."""
    page.live = False
    parent.refresh_from_db()
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def course(organisation: Any, *, live: bool = True, **fields: Any) -> CoursePage:
    fields.setdefault("title", "请销假")
    page = CoursePage(**fields)
    return place(page, index_of(organisation, CoursePage), live=live)


def lesson(into: CoursePage, *, live: bool = True, **fields: Any) -> LessonPage:
    fields.setdefault("title", f"第{into.numchild + 1}课")
    fields.setdefault("body", [text()])
    fields.setdefault("checks", [("self_check", check())])
    return place(LessonPage(**fields), into, live=live)


def video_lesson(into: CoursePage, *, live: bool = True, **fields: Any) -> LessonPage:
    fields.setdefault("media", media(organisation=into.owner_organisation))
    return lesson(into, live=live, kind="video", body=[], **fields)


def media(
    *, organisation: Any = None, seconds: float = 1800, subtitles: bool = True, **fields: Any
) -> Media:
    """Video that is ready without having been transcoded."""
    fields.setdefault("title", "讲座")
    fields.setdefault("type", "video")
    fields.setdefault("state", "ready")
    if organisation is not None:
        fields.setdefault("collection", ensure_collection(organisation))
    made = Media(duration=seconds, **fields)
    made.file.save("lecture.mp4", ContentFile(b"\x00\x00\x00\x18ftypmp42"), save=False)
    made.save()
    if subtitles:
        track = Track(media=made)
        track.file.save("zh.vtt", ContentFile(b"WEBVTT\n\n00:00.000 --> 00:02.000\nA\n"))
    return made


def image(*, organisation: Any = None, **fields: Any) -> Image:
    fields.setdefault("title", "山路")
    fields.setdefault("description", "一条穿过山谷的路")
    if organisation is not None:
        fields.setdefault("collection", ensure_collection(organisation))
    return Image.objects.create(file=get_test_image_file("road.png"), **fields)


def document(*, organisation: Any = None, body: bytes = b"", **fields: Any) -> Document:
    """A text file; ``body`` is its content."""
    fields.setdefault("title", "请假条")
    if organisation is not None:
        fields.setdefault("collection", ensure_collection(organisation))
    made = Document(**fields)
    made.file.save("leave.txt", ContentFile(body or WORDS.encode()), save=False)
    made.save()
    return made


def teacher(organisation: Any, *, live: bool = True, **fields: Any) -> TeacherPage:
    fields.setdefault("title", "李老师")
    fields.setdefault("accreditation", "讲师证 001")
    return place(TeacherPage(**fields), index_of(organisation, TeacherPage), live=live)


def material(organisation: Any, *, live: bool = True, **fields: Any) -> MaterialPage:
    fields.setdefault("title", "社区矫正读本")
    return place(MaterialPage(**fields), index_of(organisation, MaterialPage), live=live)


def plan(organisation: Any, *courses: CoursePage, live: bool = True, **fields: Any) -> PlanTemplate:
    fields.setdefault("title", "入矫教育方案")
    page = PlanTemplate(**fields)
    page.plan_courses = [PlanCourse(course=one) for one in courses]
    return place(page, index_of(organisation, PlanTemplate), live=live)


def scale_tool(organisation: Any, *, live: bool = True, **fields: Any) -> ToolPage:
    """Two questions of 0 to 3 points; from 4 points on, and from 3 at the second, the officer is
    told."""
    fields.setdefault("title", "心情自评")
    answers = ["几乎没有", "有几天", "一半时间", "几乎每天"]
    item = {"kind": "choice", "choices": [], "subscale": "", "reverse": False}
    page = ToolPage(
        kind="scale",
        items=[
            ("item", {**item, "prompt": "睡不好", "alarm_from": None}),
            ("item", {**item, "prompt": "不想见人", "alarm_from": 3}),
        ],
        common_choices=[
            ("choice", {"label": label, "points": n}) for n, label in enumerate(answers)
        ],
        bands=[
            ("band", band(0, 3, "平稳")),
            ("band", band(4, 6, "需要关心", alarm=True)),
        ],
        **fields,
    )
    return place(page, index_of(organisation, ToolPage), live=live)


def band(lowest: int, highest: int, label: str, *, alarm: bool = False) -> dict[str, Any]:
    return {"lowest": lowest, "highest": highest, "label": label, "advice": "", "alarm": alarm}


def many_courses(organisation: Any, number: int) -> None:
    """Published courses by the hundred, straight into the tables: only to see what lists cost."""
    one = course(organisation)
    begin = one.path[: -one.steplen]
    twins = []
    for index in range(2, number + 1):
        twin = CoursePage.objects.get(pk=one.pk)
        twin.path = begin + one._int2str(index).rjust(one.steplen, "0")
        twin.slug, twin.origin, twin.translation_key = f"course-{index}", uuid4(), uuid4()
        twins.append(twin)
    names = [field.attname for field in Page._meta.concrete_fields if field.name != "id"]
    pages = Page.objects.bulk_create(
        Page(**{name: getattr(twin, name) for name in names}) for twin in twins
    )
    own = CoursePage._meta.local_concrete_fields
    rows = []
    for page, twin in zip(pages, twins, strict=True):
        twin.page_ptr_id = page.pk
        rows.append([f.get_db_prep_save(getattr(twin, f.attname), connection) for f in own])
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in own)
    table = connection.ops.quote_name(CoursePage._meta.db_table)
    marks = ", ".join(["%s"] * len(own))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
    parent = one.get_parent()
    Page.objects.filter(pk=parent.pk).update(numchild=number)
