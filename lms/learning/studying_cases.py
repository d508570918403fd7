"""What the page of a case is given so that reading it counts: the same client, clock and questions
as a lesson's (contract.md, "Articles and documents"). The case's page has two places for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cases.models import CasePage
from content import usage
from lms.core import places
from lms.core.clock import now
from lms.learning.hindrances import hindrances
from lms.learning.keeping import read_beat
from lms.learning.lessons import reading_rate
from lms.learning.models import LessonProgress
from lms.learning.standing import file_of, rules_of
from lms.learning.views.learner_frame import studies

API = "/api/v1/study/sessions"


def connect() -> None:
    """Called once when the app is ready."""
    places.register("case_study", before_the_text)
    places.register("case_study_end", after_the_text)
    usage.register(
        usage.Counter("read", _("people who have read it to the end"), CasePage, _readers)
    )


def _readers(ids: list[int]) -> dict[int, int]:
    rows = LessonProgress.objects.filter(lesson__in=ids, completed_at__isnull=False).order_by()
    return dict(rows.values_list("lesson").annotate(Count("pk")))


def before_the_text(request: HttpRequest, *, case: Any, **_given: Any) -> str:
    """What stands in the way, how far one is, and whether it counts at the moment."""
    user: Any = request.user
    if not studies(user):
        return ""
    file_of(user)
    rules = rules_of(user)
    context = {
        "case": case,
        "hindrances": hindrances(rules, rules.policy(case), read_beat(user.pk), case.study_id),
        "progress": _progress(user, case),
    }
    return render_to_string("learning/case_study.html", context, request)


def after_the_text(request: HttpRequest, *, case: Any, **_given: Any) -> str:
    """This sitting's amounts, the question's dialog, and what the client is told."""
    user: Any = request.user
    if not studies(user):
        return ""
    return render_to_string("learning/case_study_end.html", {"study": _study(user, case)}, request)


def _progress(user: Any, case: Any) -> LessonProgress | None:
    """Asked once in a request, for both places."""
    known = user.__dict__.setdefault("_case_progress", {})
    if case.study_id not in known:
        rows = LessonProgress.objects.filter(learner=user, lesson=case.study_id)
        known[case.study_id] = rows.first()
    found: LessonProgress | None = known[case.study_id]
    return found


def _study(user: Any, case: Any) -> dict[str, Any]:
    """What the study client is given (content/frontend/README.md)."""
    progress = _progress(user, case)
    position = progress.position_ms // 1000 if progress else 0
    return {
        "lesson": case.study_id,
        "kind": case.study_kind,
        "title": case.title,
        "nominal_seconds": case.study_seconds_at(reading_rate(user)),
        "position": position,
        "furthest": position,
        "now": now().isoformat(),
        "api": API,
        "back": "",
        "sign_in": f"/sign-in/?next={case.address}",
        "next": None,
    }
