"""The libraries of the first county: teachers, courses with lessons, materials, tools, plans.

Everything goes the way of an editor's draft through a reviewer's approval.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.utils.text import slugify

from content import authoring
from content.filing import add_document
from content.models import (
    CoursePage,
    KnowledgePoint,
    LessonPage,
    MaterialPage,
    PlanTemplate,
    Speciality,
    TeacherPage,
    ToolPage,
)
from lms.accounts.models import Organisation, User
from lms.config.demo import lessons, words
from lms.config.demo.films import Cinema
from lms.config.demo.worksheets import worksheet
from lms.core.months import Month, today

Say = Callable[[str], None]
RESOURCE = ("dimension", "audience", "juveniles_allowed", "sharing")
YEAR = 2026


@dataclass
class Desk:
    """Who writes, who approves, for whom."""

    editor: User
    reviewer: User
    owner: Organisation

    def publish(self, draft: Any) -> Any:
        return authoring.publish_reviewed(page=draft, editor=self.editor, reviewer=self.reviewer)


@dataclass
class Library:
    """What was published, by the slugs of the files."""

    teachers: dict[str, TeacherPage] = field(default_factory=dict)
    courses: dict[str, CoursePage] = field(default_factory=dict)
    lessons: dict[tuple[str, str], LessonPage] = field(default_factory=dict)
    materials: list[MaterialPage] = field(default_factory=list)
    tools: dict[str, ToolPage] = field(default_factory=dict)
    plans: list[PlanTemplate] = field(default_factory=list)


def read(name: str, file: str = "") -> list[dict[str, Any]]:
    """The entries ``name`` of ``content/demo/<file>.toml``, by default their plural's."""
    text = (lessons.FOLDER / f"{file or name + 's'}.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)[name])


def lecturers(courses: list[lessons.Course]) -> dict[str, str]:
    """The teachers' names by course."""
    names = {teacher["slug"]: teacher["name"] for teacher in read("teacher")}
    return {course.slug: names[course.facts["teacher"]] for course in courses}


def fill(
    desk: Desk, courses: list[lessons.Course], cinema: Cinema, teacher: User, say: Say
) -> Library:
    """Write and publish everything. Films that `Cinema.begin` was told of are waited for."""
    library = Library()
    for facts in read("teacher"):
        library.teachers[facts["slug"]] = _teacher(desk, facts, teacher)
    for number, course in enumerate(courses, start=1):
        say(f"  course {number} of {len(courses)}: {course.facts['title']}")
        library.courses[course.slug] = _course(desk, library, course)
        for lesson in course.lessons:
            page = _lesson(desk, library, cinema, course, lesson)
            library.lessons[course.slug, lesson.slug] = page
    library.materials = [material(desk, facts) for facts in read("material")]
    library.tools = {facts["slug"]: _tool(desk, facts) for facts in read("tool")}
    library.plans = [_plan(desk, library, facts) for facts in read("plan")]
    return library


def _resource(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in RESOURCE}


def _terms(model: type[Any], names: list[str]) -> list[Any]:
    """Entries of a word list, made where they are missing."""
    return [
        model.objects.get_or_create(
            code=slugify(name, allow_unicode=True), defaults={"name": name}
        )[0]
        for name in names
    ]


def _teacher(desk: Desk, facts: dict[str, Any], account: User) -> TeacherPage:
    until = Month.of(today())
    for _month in range(facts["accredited_until_months"]):
        until = until.next()
    draft = authoring.create_teacher(
        by=desk.editor,
        organisation=desk.owner,
        name=facts["name"],
        slug=facts["slug"],
        account=account if account.name == facts["name"] else None,
        post=facts["title"],
        unit=facts["unit"],
        about=f"{facts['bio']}\n\n{facts['jurisdictions']}",
        accreditation=facts["accreditation"],
        accredited_until=until.last,
        timetable=facts["timetable"],
        specialities=_terms(Speciality, facts["specialities"]),
        jurisdictions=[desk.owner],
        audience="both",
        juveniles_allowed=True,
        sharing="city",
        source="本县师资库",
    )
    return desk.publish(draft)


def _course(desk: Desk, library: Library, course: lessons.Course) -> CoursePage:
    facts = course.facts
    draft = authoring.create_course(
        by=desk.editor,
        organisation=desk.owner,
        title=facts["title"],
        slug=course.slug,
        summary=facts["summary"],
        cover=facts["cover"],
        teacher=library.teachers[facts["teacher"]],
        prerequisites=[library.courses[slug] for slug in facts["requires"]],
        knowledge_points=_terms(KnowledgePoint, facts["knowledge"]),
        source=facts["source"],
        licence=facts["licence"],
        **_resource(facts),
    )
    return desk.publish(draft)


def _lesson(
    desk: Desk, library: Library, cinema: Cinema, course: lessons.Course, lesson: lessons.Lesson
) -> LessonPage:
    where = f"{course.slug}/{lesson.slug}"
    fields: dict[str, Any] = {"body": words.body_of(lesson, where)}
    if lesson.kind == "video":
        media = cinema.media(course, lesson)
        fields = {"media": media, "transcript": words.transcript_of(lesson)}
    draft = authoring.create_lesson(
        by=desk.editor,
        course=library.courses[course.slug],
        title=lesson.title,
        slug=lesson.slug,
        kind=lesson.kind,
        summary=lesson.summary,
        checks=words.checks_of(lesson.checks, where),
        **fields,
    )
    return desk.publish(draft)


def material(desk: Desk, facts: dict[str, Any]) -> MaterialPage:
    """Write and publish one teaching material."""
    for_staff = facts["audience"] == "staff"
    draft = authoring.create_material(
        by=desk.editor,
        organisation=desk.owner,
        title=facts["title"],
        kind="guide" if for_staff else "leaflet",
        summary=facts["summary"],
        author="县司法局教学组",
        year=YEAR,
        body=words.paragraphs(facts["body"], f"material/{facts['title']}"),
        source="本县教材库",
        licence="可在社区矫正教育中免费使用",
        **_resource(facts),
    )
    return desk.publish(draft)


def _tool(desk: Desk, facts: dict[str, Any]) -> ToolPage:
    where = f"tool/{facts['slug']}"
    fields: dict[str, Any] = {}
    if facts["kind"] == "worksheet":
        fields["document"] = _worksheet(desk, facts)
    draft = authoring.create_tool(
        by=desk.editor,
        organisation=desk.owner,
        title=facts["title"],
        slug=facts["slug"],
        kind=facts["kind"],
        summary=facts["summary"],
        body=words.paragraphs(facts["introduction"], where),
        items=[
            words.block("item", _item(item), where, n)
            for n, item in enumerate(facts.get("item", []))
        ],
        common_choices=[
            words.block("choice", choice, where, n)
            for n, choice in enumerate(facts.get("choice", []))
        ],
        bands=[words.block("band", band, where, n) for n, band in enumerate(facts.get("band", []))],
        shows_result=facts["shows_result"],
        repeat_days=facts["repeat_days"],
        source="本县工具库",
        **_resource(facts),
        **fields,
    )
    return desk.publish(draft)


def _item(item: dict[str, Any]) -> dict[str, Any]:
    usual = {"choices": [], "subscale": "", "reverse": False, "alarm_from": None}
    return {**usual, **item}


def _worksheet(desk: Desk, facts: dict[str, Any]) -> Any:
    pdf = worksheet(title=facts["title"], introduction=facts["introduction"], lines=facts["lines"])
    return add_document(
        by=desk.editor,
        organisation=desk.owner,
        title=facts["title"],
        file=ContentFile(pdf, name=f"{facts['slug']}.pdf"),
        audience=facts["audience"],
        juveniles_allowed=facts["juveniles_allowed"],
        source="本县工具库",
    )


def _plan(desk: Desk, library: Library, facts: dict[str, Any]) -> PlanTemplate:
    conditions = ("correction_types", "stages", "levels", "offence_categories", "sexes", "needs")
    draft = authoring.create_plan(
        by=desk.editor,
        organisation=desk.owner,
        title=facts["title"],
        summary=facts["summary"],
        courses=[library.courses[slug] for slug in facts["courses"]],
        tools=[library.tools[slug] for slug in facts["tools"]],
        juveniles=facts["juveniles"],
        juveniles_allowed=facts["juveniles"] != "not",
        target_hours=facts.get("target_hours"),
        days_to_finish=facts["days_to_finish"],
        sharing=facts["sharing"],
        source="本县方案库",
        **{name: facts[name] for name in conditions},
    )
    return desk.publish(draft)
