"""What counties take over from each other, and what became of it: a local edit, an original that
has changed since, one that was withdrawn. And what the province says at home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content import authoring
from content.actions import withdraw
from content.adopting import adopt
from content.models import CoursePage, LessonPage
from lms.accounts.models import Organisation, User
from lms.config.demo import words
from lms.config.demo.accounts import again
from lms.config.demo.library import Desk, Library, material, read
from lms.config.demo.places import Land

ADOPTED = ("corrections-law", "anti-fraud")
EDITED = "corrections-law"
CHANGED = ("corrections-law", "ten-questions")
NEWS = "新增一问：手机丢了怎么办。"
QUESTION = """十一、手机丢了，报告和学习怎么办？

当天就告诉司法所。可以先到司法所的学习室学习，学时一样算。新手机办好以后，带身份证到司法所，
工作人员给您一个一次性的代码，用它重新设置密码。旧手机里的登录会自动失效，不用担心别人替您学。"""


@dataclass
class Shelves:
    """Those who write and approve, county by county, and at the province."""

    home: Desk
    second: Desk
    third: Desk
    province: Desk


def desks(land: Land, staff: dict[str, User]) -> Shelves:
    places = [*(county.agency for county in land.counties), land.province]
    return Shelves(
        *(
            Desk(
                again(staff[f"editor{end}"]),
                again(staff[f"reviewer{end}"]),
                Organisation.objects.get(pk=place.pk),
            )
            for end, place in zip(("", "-b", "-c", "-p"), places, strict=True)
        )
    )


def share(shelves: Shelves, library: Library) -> None:
    """The third county offers two materials, of which it withdraws one; the first and the second
    adopt. The second edits a course of the first for itself. Each has a plan of its own."""
    for facts in read("material", "neighbours"):
        reason = facts.pop("withdrawn", "")
        page = material(shelves.third, facts)
        for desk in (shelves.home, shelves.second):
            adopt(page=page, by=desk.editor, into=desk.owner)
        if reason:
            withdraw(page=page, by=shelves.third.editor, reason=reason)
    copies = [_adopt(shelves.second, library.courses[slug]) for slug in ADOPTED]
    _edit(shelves.second, copies[ADOPTED.index(EDITED)])
    _plan(shelves.second, "松坪县入矫教育方案", [*copies, library.courses["mind-self-help"]])
    shared = ("corrections-law", "mind-self-help", "anti-fraud")
    _plan(shelves.third, "柳源县教育方案", [library.courses[slug] for slug in shared])


def _adopt(desk: Desk, course: CoursePage) -> CoursePage:
    return adopt(page=course, by=desk.editor, into=desk.owner)


def _edit(desk: Desk, course: CoursePage) -> None:
    draft = authoring.revise(
        page=course,
        by=desk.editor,
        title=f"{course.title}（松坪版）",
        summary=f"{course.summary}松坪县学员请假、报告，请找各镇司法所。"[:300],
    )
    desk.publish(type(course).objects.get(pk=draft.pk))


def _plan(desk: Desk, title: str, courses: list[CoursePage]) -> None:
    draft = authoring.create_plan(
        by=desk.editor,
        organisation=desk.owner,
        title=title,
        summary="给本县的每一个人：弄清规矩和权利，认识骗局，稳住情绪。",
        courses=courses,
        juveniles="any",
        juveniles_allowed=True,
        days_to_finish=90,
        sharing="county",
    )
    desk.publish(draft)


def change_an_original(shelves: Shelves, library: Library) -> None:
    """A lesson of the first county grows by a question: who has studied it is told what is new, and
    the second county that its original has changed."""
    lesson = LessonPage.objects.get(pk=library.lessons[CHANGED].pk)
    where = f"{CHANGED[0]}/{CHANGED[1]}/news"
    body: list[dict[str, Any]] = [*lesson.body.get_prep_value(), *words.paragraphs(QUESTION, where)]
    authoring.revise(page=lesson, by=shelves.home.editor, body=body, change_note=NEWS)
    shelves.home.publish(LessonPage.objects.get(pk=lesson.pk))


def greet(desk: Desk) -> None:
    """The home pages of offenders, guardians and staff."""
    for facts in read("home"):
        draft = authoring.create_home(
            by=desk.editor,
            title=facts["title"],
            slug=facts["slug"],
            shown_to=facts["shown_to"],
            greeting=facts["greeting"],
            body=words.paragraphs(facts["body"], f"home/{facts['slug']}"),
        )
        desk.publish(draft)
