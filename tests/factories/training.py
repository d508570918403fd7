"""Reading rules, required readings, and what was read and signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from content.models import Post, RiskPoint
from lms.core.clock import now
from lms.core.months import today
from lms.learning.models import EarnedParts, LessonProgress
from lms.training.models import ReadingRule, RequiredReading
from tests.factories import content, learning, people


def post(code: str = "officer", name: str = "专职工作者", words: str = "") -> Post:
    return Post.objects.get_or_create(code=code, defaults={"name": name, "words": words})[0]


def risk(code: str = "leave-approval", name: str = "请假审批", **fields: Any) -> RiskPoint:
    return RiskPoint.objects.get_or_create(code=code, defaults={"name": name, **fields})[0]


def rule(
    organisation: Any, *, risks: Any = (), posts: Any = (), by: Any = None, **fields: Any
) -> ReadingRule:
    fields.setdefault("name", "警示案例必读")
    by = by or people.user_with_role("manager", organisation)
    made = ReadingRule.objects.create(organisation=organisation, made_by=by, **fields)
    made.risk_points.set(risks)
    made.posts.set(posts)
    return made


def reading(person: Any, case: Any, **fields: Any) -> RequiredReading:
    """Given today, due in a week."""
    fields.setdefault("due_on", today() + timedelta(days=7))
    fields.setdefault("case_version", case.study_version)
    return RequiredReading.objects.create(person=person, case=case, **fields)


def done(person: Any, case: Any, **fields: Any) -> RequiredReading:
    """Read, answered and signed."""
    moment = now()
    fields = {"read_at": moment, "passed_at": moment, "acknowledged_at": moment, **fields}
    return reading(person, case, state="done", **fields)


def study(person: Any, case: Any, *, share: float = 1.0, version: int | None = None) -> None:
    """The case was read to its end, ``share`` of its time verified, as studying writes it."""
    verified = int(case.nominal_seconds * share * 1000)
    LessonProgress.objects.update_or_create(
        learner=person, lesson=case.pk,
        defaults={
            "completed_at": now(), "covered_ms": case.nominal_seconds * 1000,
            "credited_seconds": verified // 1000,
            "version": case.study_version if version is None else version,
        },
    )  # fmt: skip
    EarnedParts.objects.update_or_create(
        learner=person, origin=case.origin, defaults={"parts": [[0, verified, str(today())]]}
    )


def study_again(person: Any, case: Any) -> None:
    """A changed case was gone through from now on: time that had been earned before."""
    study(person, case)
    sitting = learning.session(person, case, opened_at=now())
    learning.missed(sitting, case.nominal_seconds, reason="repeat")


def check(prompt: str = "家属送来两条烟，怎么办？") -> tuple[str, Any]:
    return ("self_check", content.check(prompt))
