"""The toolkit: what is asked of me, filling it in, what came out, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from content.models import ToolPage
from content.scales import Item
from lms.accounts.models import User
from lms.core.errors import Denied, Invalid, NotVisible
from lms.core.months import today
from lms.learning.actions.tools import fill_in, may_repeat_on, open_result
from lms.learning.my_tools import my_tools
from lms.learning.standing import file_of
from lms.learning.views.learner_frame import for_learners, person

PREFIX = "q-"


def _offender(request: HttpRequest) -> User:
    """Who fills in tools. Raises `Denied` for anybody else."""
    user = person(request)
    if not user.is_offender:
        raise Denied(_("Tools are filled in by people under correction."), code="no_offender")
    file_of(user)
    return user


@for_learners
@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    found = my_tools(_offender(request))
    forms = [one for one in found if not one.is_worksheet]
    context = {
        "asked": [one for one in forms if one.asked],
        "others": [one for one in forms if not one.asked],
        "sheets": [one for one in found if one.is_worksheet],
    }
    return render(request, "learning/tools.html", context)


@dataclass(frozen=True, slots=True)
class Question:
    """An item of the form with what was given and what is wrong with it."""

    item: Item
    given: str
    problem: str

    @property
    def name(self) -> str:
        return PREFIX + self.item.id


@sensitive_post_parameters()
@for_learners
@require_http_methods(["GET", "HEAD", "POST"])
def tool(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a questionnaire or scale; the sheet of a worksheet."""
    user = _offender(request)
    page = ToolPage.objects.visible_to(user).select_related("document").filter(pk=pk).first()
    if page is None:
        raise NotVisible(_("This tool does not exist or is not meant for you."), code="tool")
    if page.kind == ToolPage.Kind.WORKSHEET:
        return render(request, "learning/tool_worksheet.html", {"tool": page})
    problems: dict[str, list[str]] = {}
    answers = _answers(request)
    if request.method == "POST":
        try:
            done = fill_in(by=user, tool=page, answers=answers)
        except Invalid as error:
            problems = error.fields
        else:
            messages.success(request, _("Thank you. Your answers are with your officer."))
            return (
                redirect("learning:tool_result", done.pk)
                if page.shows_result
                else redirect("learning:tools")
            )
    again_on = may_repeat_on(user, page)
    context: dict[str, Any] = {
        "tool": page,
        "questions": [
            Question(item, answers.get(item.id, ""), " ".join(problems.get(item.id, ())))
            for item in page.scale().items
        ],
        "again_on": again_on if again_on and again_on > today() else None,
        "problems": len(problems),
    }
    return render(request, "learning/tool.html", context, status=422 if problems else 200)


def _answers(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX): str(value)
        for name, value in request.POST.items()
        if name.startswith(PREFIX)
    }


@for_learners
@require_safe
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own result: what it means, what was answered, when again."""
    user = _offender(request)
    opened = open_result(by=user, result_id=pk)
    found = opened.result
    if found.learner_id != user.pk:
        raise NotVisible(_("This result does not exist or is not meant for you."))
    page = ToolPage.objects.filter(pk=found.tool_id or 0).first()
    band = page.scale().band_of(found.total) if page and found.total is not None else None
    context = {
        "result": found,
        "answers": opened.answers,
        "advice": band.advice if band and band.label == found.band else "",
        "again_on": may_repeat_on(user, page) if page else None,
    }
    return render(request, "learning/tool_result.html", context)
