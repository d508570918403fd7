"""The question bank of the first county and its papers: drafted by the editor, let through by the
reviewer, each on the way that everybody goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from content import authoring
from content.models import CoursePage, CourseRequirement, KnowledgePoint, RiskPoint
from exams.actions.papers import make_paper, publish_reviewed
from exams.bank import drafting, keeping, reviews
from exams.bank.drafting import Wanted
from exams.demo import library as files
from exams.models import BlueprintRow, Paper, PaperAccess
from exams.requirement import PAPER_PASSED
from lms.config.demo.library import Desk, Library

PURPOSES = {"staff": Paper.Purpose.TRAINING, "warning": Paper.Purpose.TRAINING}
INTAKE, REGULAR, RELEASE = "入矫教育方案", "在矫常规教育方案", "解矫前衔接方案"
MONTHLY = "monthly-"
PLANS = {"monthly-general": (INTAKE, REGULAR), "intake": (INTAKE,), "release": (RELEASE,)}
"""Which plans prescribe what; the monthly tests of subjects take turns in the regular plan."""
MOCK, PRACTICE, COURSE_TEST = "mock", "practice", "course-test"
COURSE = "civil-code-daily"
"""The course that demands a test."""


@dataclass
class Bank:
    """What was published, by the codes of the files."""

    papers: dict[str, Paper] = field(default_factory=dict)


def fill(desk: Desk, library: Library) -> Bank:
    """Terms, questions and papers."""
    _terms()
    _questions(desk)
    points = {one.code: one for one in KnowledgePoint.objects.all()}
    plans = {plan.title: plan for plan in library.plans}
    bank = Bank()
    for facts in files.papers():
        bank.papers[facts.code] = _paper(desk, facts, points, _access(desk, facts, plans))
    for facts, mode in _more({one.code: one for one in files.papers()}):
        access = [PaperAccess(organisation=desk.owner)]
        if facts.code == COURSE_TEST:
            access = [PaperAccess(course=library.courses[COURSE])]
        bank.papers[facts.code] = _paper(desk, facts, points, access, mode=mode)
    return bank


def _terms() -> None:
    """Knowledge points in their tree, those that courses have made already among them; risk
    points."""
    made: dict[str, KnowledgePoint] = {}
    for point in files.knowledge():
        values = {"name": point.name, "dimension": point.dimension}
        made[point.code], _new = KnowledgePoint.objects.update_or_create(
            code=point.code, defaults={**values, "parent": made.get(point.parent)}
        )
    for risk in files.risk_points():
        RiskPoint.objects.update_or_create(
            code=risk.code,
            defaults={
                "name": risk.name, "offence": risk.offence, "description": risk.description,
            },
        )  # fmt: skip


def _questions(desk: Desk) -> None:
    wanted = [Wanted(keeping.ready(form), sharing="city") for form in files.questions()]
    made = drafting.write(wanted, by=desk.editor, organisation=desk.owner)
    reviews.approve_many(editor=desk.editor, reviewer=desk.reviewer, questions=made)


def _access(desk: Desk, facts: files.Paper, plans: dict[str, Any]) -> list[PaperAccess]:
    if facts.audience == "staff":
        return [PaperAccess(organisation=desk.owner)]
    named = PLANS.get(facts.code) or (REGULAR,)
    return [PaperAccess(plan=plans[title]) for title in named]


def _more(known: dict[str, files.Paper]) -> Iterable[tuple[files.Paper, str]]:
    """A mock exam, practice, and the test of a course."""
    general, fraud = known["monthly-general"], known["monthly-fraud"]
    yield replace(
        general, code=MOCK, title="月度测验（模拟）", purpose="other",
        about="和月度测验一样的题型和时间，先练一练。成绩不计入考核。",
    ), Paper.Mode.MOCK  # fmt: skip
    yield replace(
        fraud, code=PRACTICE, title="反诈练习", purpose="other",
        about="不限时间，不限次数，做完马上看答案和解析。",
    ), Paper.Mode.PRACTICE  # fmt: skip
    yield replace(
        known["monthly-civil-code"], code=COURSE_TEST, title="《民法典与日常生活》课程测验",
        purpose="other", about="学完课程以后做。通过以后，课程才算完成。",
    ), Paper.Mode.EXAM  # fmt: skip


def _paper(
    desk: Desk, facts: files.Paper, points: dict[str, KnowledgePoint],
    access: list[PaperAccess], mode: str = Paper.Mode.EXAM,
) -> Paper:  # fmt: skip
    practice = mode == Paper.Mode.PRACTICE
    at_once = Paper.Shown.AT_ONCE
    shown: dict[str, Any] = {"show_answers": at_once, "show_explanations": at_once}
    draft = make_paper(
        by=desk.editor, organisation=desk.owner, title=facts.title, intro=facts.about,
        purpose=PURPOSES.get(facts.purpose, facts.purpose), mode=mode,
        draw=Paper.Draw.BLUEPRINT, audience=facts.audience, sharing="city",
        minutes=None if practice else facts.minutes,
        attempts=None if practice else facts.attempts, counts=facts.counts,
        pass_percent=facts.pass_mark, blueprint=_rows(facts, points), access=access,
        **(shown if mode != Paper.Mode.EXAM else {}),
    )  # fmt: skip
    return publish_reviewed(paper=draft, editor=desk.editor, reviewer=desk.reviewer)


def _rows(facts: files.Paper, points: dict[str, KnowledgePoint]) -> list[BlueprintRow]:
    return [
        BlueprintRow(
            sort_order=place, knowledge=points[row.knowledge], kind=row.kind,
            difficulties=[] if len(row.difficulties) == 5 else [*map(str, row.difficulties)],
            number=row.number, score=Decimal(row.points),
        )
        for place, row in enumerate(facts.rows)
    ]  # fmt: skip


def demand(desk: Desk, library: Library, bank: Bank) -> CoursePage:
    """A course that is complete only when its test is passed; those who completed it before stay
    as they are."""
    course = CoursePage.objects.get(pk=library.courses[COURSE].pk)
    target = str(bank.papers[COURSE_TEST].pk)
    course.requirements.add(CourseRequirement(kind=PAPER_PASSED, target=target))
    course.save_revision(user=desk.editor)
    made: CoursePage = authoring.publish_reviewed(
        page=course, editor=desk.editor, reviewer=desk.reviewer
    )
    return made
