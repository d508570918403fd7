"""Questions, papers and sittings as they stand in the tables: released, published, begun."""

from __future__ import annotations

import itertools
import os
import random
from decimal import Decimal
from typing import Any

from exams import presenting
from exams.bank import plain, text
from exams.bank.plain import Blank, Criterion, Option, Pair
from exams.models import (
    AnswerSave,
    Paper,
    PaperAccess,
    PaperQuestion,
    Question,
    QuestionVersion,
    Sitting,
)
from lms.core.clock import now
from lms.core.months import Month
from tests.factories import people

_numbers = itertools.count(1 + os.getpid() * 1000)
OPTIONS = (
    Option("a", "先向司法所请假", True, "说得对"),
    Option("b", "先走再说"),
    Option("c", "让家人去说"),
)
BODIES: dict[str, dict[str, Any]] = {
    plain.SINGLE: {"options": OPTIONS},
    plain.MULTIPLE: {"options": (*OPTIONS, Option("d", "写书面申请", True))},
    plain.TRUE_FALSE: {"options": (Option("true", "", True), Option("false", ""))},
    plain.FILL: {"stem": "外出须提前{{1}}日申请，由{{2}}批准。",
                 "blanks": (Blank(("3",), tolerance=Decimal(0)), Blank(("司法所", "所里")))},
    plain.MATCHING: {"pairs": (Pair("迟到", "扣1分"), Pair("旷课", "扣3分")),
                     "distractors": ("加分",)},
    plain.ORDERING: {"items": ("申请", "批准", "外出", "销假")},
    plain.SHORT: {"model_answer": "先请假。", "max_characters": 300,
                  "rubric": (Criterion("说到请假", Decimal(3)), Criterion("说到销假", Decimal(2)))},
}  # fmt: skip


def body(kind: str = plain.SINGLE, **fields: Any) -> plain.Question:
    """A question in plain form that `exams.bank.check` passes; no two have the same text."""
    number = next(_numbers)
    given: dict[str, Any] = {"key": f"q{number}", "stem": f"第{number}题：要去外地，怎么办？",
                             "explanation": "外出要先批准。", "score": Decimal(5)}  # fmt: skip
    if kind == plain.CASE:
        given["parts"] = (body(plain.SINGLE), body(plain.SHORT))
    given |= BODIES.get(kind, {})
    if kind == plain.FILL and "stem" not in fields:
        given["stem"] = f"第{number}题：{given['stem']}"
    return plain.Question(kind=kind, **{**given, **fields})


def question(
    kind: str = plain.SINGLE, *, owner: Any = None, knowledge: Any = None, **fields: Any
) -> Question:
    """A released question with its version; ``fields`` are those of the plain form."""
    form = body(kind, **({"knowledge": knowledge.code} if knowledge else {}), **fields)
    made = Question.objects.create(
        owner_organisation=owner or people.land().county, key=form.key, kind=kind,
        plain=plain.to_json(form), summary=form.stem[:200], text_hash=text.text_hash(form),
        normal_text=text.question_text(form),
        knowledge=knowledge, difficulty=form.difficulty, audience=form.audience,
        made_by=people.user(), live=True,
    )  # fmt: skip
    release(made)
    return made


def release(made: Question) -> QuestionVersion:
    """One more version, of what ``plain`` holds now."""
    version = QuestionVersion.objects.create(
        question=made, number=made.versions.count() + 1, plain=made.plain,
        digest=plain.fingerprint(plain.from_json(made.plain)), released_by=made.made_by,
    )  # fmt: skip
    made.current = version
    made.save(update_fields=["current"])
    return version


def paper(*questions: Question, access: Any = None, **fields: Any) -> Paper:
    """A published fixed paper of ``questions`` (three single choices when none are given), open to
    everybody below ``access`` (default: the county) among its audience."""
    county = people.land().county
    given: dict[str, Any] = {"title": f"测验{next(_numbers)}", "owner_organisation": county,
                             "made_by": people.user(), "live": True, "edition": 1, "minutes": 30,
                             "attempts": 3}  # fmt: skip
    made = Paper.objects.create(**{**given, **fields})
    PaperAccess.objects.create(paper=made, organisation=access or county)
    for place, one in enumerate(questions or [question() for _ in range(3)]):
        PaperQuestion.objects.create(
            paper=made, place=place, version=one.current,
            score=plain.from_json(one.current.plain).worth,
        )  # fmt: skip
    return made


def sitting(candidate: Any, of: Paper, **fields: Any) -> Sitting:
    """An open sitting of a fixed paper, as `exams.actions.sitting.start` would have made it, with
    the options in the bank's order."""
    rows = list(of.questions.select_related("version"))
    frozen = []
    for row in rows:
        form = plain.from_json(row.version.plain)
        order = presenting.draw_order(form, shuffle=False, rng=random.Random(1))
        frozen.append({"version": str(row.version_id), "score": str(row.score), "order": order})
    attempt = of.sittings.filter(candidate=candidate).count() + 1
    given: dict[str, Any] = {
        "paper": of, "candidate": candidate, "attempt": attempt, "month": str(Month.of(now())),
        "frozen": frozen, "most_points": sum((row.score for row in rows), Decimal(0)),
        "pass_percent": of.pass_percent, "tab": "t1",
    }  # fmt: skip
    return Sitting.objects.create(**{**given, **fields})


def answer(of: Sitting, place: int, value: Any, *, seq: int = 1) -> AnswerSave:
    """A saved answer in the form of exams/grading.py."""
    return AnswerSave.objects.create(sitting=of, place=place, seq=seq, answer=value, tab="t1")
