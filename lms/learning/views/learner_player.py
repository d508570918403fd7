"""One lesson being studied: player or reader, and what stands in the way, said before it begins."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content import sheets
from content.media import serve
from content.models import Document
from content.models.courses import shown_words
from content.study import studyable
from lms.accounts.models import User
from lms.core.clock import now
from lms.core.errors import NotVisible
from lms.learning import devices
from lms.learning.completion import prerequisites_by_course
from lms.learning.hindrances import hindrances
from lms.learning.keeping import read_beat
from lms.learning.lessons import LessonState, lessons_with_progress
from lms.learning.opened import OpenedLesson, open_lesson
from lms.learning.standing import file_of, rules_of
from lms.learning.views.learner_frame import for_learners, person

API = "/api/v1/study/sessions"


@for_learners
@require_safe
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    file_of(user)
    try:
        page = open_lesson(user, pk)
    except NotVisible:
        # What is studied without being a lesson (a case) has a page of its own.
        return redirect(studyable(pk, user).address)
    siblings = lessons_with_progress(user, [page.course])
    state = next(one for one in siblings if one.id == pk)
    before = prerequisites_by_course(user, [page.course]).get(page.course, [])
    is_ready = not page.is_media or (page.media is not None and page.media.is_ready)
    rules = rules_of(user)
    context = {
        "lesson": page,
        "state": state,
        "number": siblings.index(state) + 1,
        "total": len(siblings),
        "before": before,
        "is_ready": is_ready,
        "hindrances": hindrances(rules, rules.policy(page), read_beat(user.pk), pk),
        "blocks": reading_of(page),
        "words": shown_words(page.transcript, page.media),
        "document": _document(page),
        "prompts": [one.prompt for one in page.self_checks()] if state.is_completed else [],
    }
    if context["document"]:
        context["sheets"] = sheets.of(context["document"])
    if is_ready and not before:
        context["study"] = _study(request, page, state, next_of(siblings, state))
    response = render(request, "learning/player.html", context)
    return devices.remember(request, serve.allow(request, response))


def reading_of(page: OpenedLesson) -> list[Any]:
    """The blocks of the body but its questions: they may be put as presence questions, and their
    block shows the answer. All pictures and their sizes are read at once."""
    blocks = [block for block in page.body if block.block_type != "self_check"]
    pictures = [block.value["image"] for block in blocks if block.block_type == "picture"]
    prefetch_related_objects([one for one in pictures if one is not None], "renditions")
    return blocks


def next_of(siblings: list[LessonState], state: LessonState) -> LessonState | None:
    """The first lesson after this one that is not complete; else the one that simply follows."""
    after = siblings[siblings.index(state) + 1 :]
    return next((one for one in after if not one.is_completed), after[0] if after else None)


def _document(page: OpenedLesson) -> Document | None:
    if page.kind != "document" or page.document is None:
        return None
    return Document.objects.filter(pk=page.document).first()


def _study(
    request: HttpRequest, page: OpenedLesson, state: LessonState, following: LessonState | None
) -> dict[str, Any]:
    """What the study client is given (content/frontend/README.md)."""
    found: dict[str, Any] = {
        "lesson": page.pk,
        "kind": page.kind,
        "title": page.title,
        "nominal_seconds": state.nominal_seconds,
        "position": state.position,
        "furthest": state.position,
        "now": now().isoformat(),
        "api": API,
        "back": reverse("learning:course", args=[page.course]),
        "sign_in": f"/sign-in/?next={request.path}",
        "next": following
        and {"title": following.title, "url": reverse("learning:lesson", args=[following.id])},
    }
    if page.is_media:
        found["addresses"] = reverse("content:media:renew", args=[page.media.uid])
        found["media"] = asdict(serve.sources(page.media, request.user, request))
    return found


@for_learners
@require_safe
def sheet(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A page of a document lesson as a picture."""
    user: User = person(request)
    file_of(user)
    document = _document(open_lesson(user, pk))
    path = sheets.picture(document, number) if document else None
    if path is None:
        raise NotVisible(_("This page does not exist."), code="page")
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=86400"
    return response
