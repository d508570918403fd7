"""One lesson being studied: player or reader, and what stands in the way, said before it begins."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content import sheets
from content.media import serve
from content.models import LessonPage
from lms.core.clock import now
from lms.core.errors import NotVisible
from lms.core.months import Month
from lms.learning import devices
from lms.learning.completion import open_prerequisites
from lms.learning.hindrances import Hindrance, hindrances
from lms.learning.keeping import read
from lms.learning.lessons import MEDIA, LessonState, lessons_with_progress
from lms.learning.rules import rules_for
from lms.learning.standing import file_of
from lms.learning.views.learner_frame import for_learners, person

API = "/api/v1/study/sessions"


def visible_lesson(request: HttpRequest, pk: int) -> LessonPage:
    """The lesson with course, teacher and file. Raises `NotVisible` for who may not study it."""
    user = person(request)
    file_of(user, Month.current())
    lessons = LessonPage.objects.visible_to(user)
    lesson = lessons.select_related("course__teacher", "media", "document").filter(pk=pk).first()
    if lesson is None:
        raise NotVisible(_("This lesson does not exist or is not meant for you."), code="lesson")
    return lesson


@for_learners
@require_safe
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    user, page = person(request), visible_lesson(request, pk)
    siblings = lessons_with_progress(user, [page.course_id])
    state = next(one for one in siblings if one.id == pk)
    context = {
        "lesson": page,
        "course": page.course,
        "state": state,
        "number": siblings.index(state) + 1,
        "total": len(siblings),
        "hindrances": _hindrances(user, page),
        "before": open_prerequisites(user, page.course),
        "blocks": reading_of(page),
        "prompts": [one.prompt for one in page.self_checks()] if state.is_completed else [],
    }
    media = page.media if page.kind in MEDIA else None
    context["is_ready"] = media is None or media.is_ready
    context["words"] = page.transcript or (media.words() if media else "")
    if page.kind == LessonPage.Kind.DOCUMENT and page.document:
        context["sheets"] = sheets.of(page.document)
    if context["is_ready"] and not context["before"]:
        following = next_of(siblings, state)
        context["study"] = _study(request, page, state, following)
    response = render(request, "learning/player.html", context)
    return devices.remember(request, serve.allow(request, response))


def reading_of(page: LessonPage) -> list[Any]:
    """The blocks of the body but its questions: they may be put as presence questions, and their
    block shows the answer."""
    return [block for block in page.body if block.block_type != "self_check"]


def next_of(siblings: list[LessonState], state: LessonState) -> LessonState | None:
    """The first lesson after this one that is not complete; else the one that simply follows."""
    after = siblings[siblings.index(state) + 1 :]
    return next((one for one in after if not one.is_completed), after[0] if after else None)


def _hindrances(user: Any, page: LessonPage) -> list[Hindrance]:
    rules = rules_for(user)
    return hindrances(rules, rules.policy(page), read(user.pk), page.pk)


def _study(
    request: HttpRequest, page: LessonPage, state: LessonState, following: LessonState | None
) -> dict[str, Any]:
    """What the study client is given (content/frontend/README.md)."""
    here = request.get_full_path()
    found: dict[str, Any] = {
        "lesson": page.pk,
        "kind": page.kind,
        "title": page.title,
        "nominal_seconds": state.nominal_seconds,
        "position": state.position,
        "furthest": state.position,
        "now": now().isoformat(),
        "api": API,
        "back": reverse("learning:course", args=[page.course_id]),
        "sign_in": f"/sign-in/?next={here}",
        "next": following
        and {"title": following.title, "url": reverse("learning:lesson", args=[following.id])},
    }
    if page.kind in MEDIA and page.media:
        sources = serve.sources(page.media, request.user, request)
        found["addresses"] = reverse("content:media:renew", args=[page.media.uid])
        found["media"] = asdict(sources)
    return found


@for_learners
@require_safe
def sheet(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A page of a document lesson as a picture."""
    page = visible_lesson(request, pk)
    path = sheets.picture(page.document, number) if page.document else None
    if path is None:
        raise NotVisible(_("This page does not exist."), code="page")
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=86400"
    return response
