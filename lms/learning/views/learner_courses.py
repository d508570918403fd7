"""Courses: mine, what else I may take, and one course with its lessons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content.models import CoursePage, Image
from lms.core.errors import NotVisible
from lms.core.months import today
from lms.learning.actions.enrolling import choose_course
from lms.learning.completion import CourseState, course_state
from lms.learning.lessons import LessonState
from lms.learning.my_courses import more_courses, my_courses
from lms.learning.opened import open_course
from lms.learning.standing import file_of
from lms.learning.views.learner_frame import for_learners, person
from lms.learning.wording import why_mine


@for_learners
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    user = person(request)
    file_of(user)
    mine = my_courses(user)
    context = {
        "open": [one for one in mine if one.is_open],
        "over": [one for one in mine if not one.is_open],
        "more": more_courses(user),
    }
    return render(request, "learning/courses.html", context)


@for_learners
@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    file_of(user)
    page = open_course(user, pk)
    state = course_state(user, page)
    mine = state.enrolment
    context = {
        "state": state,
        "course": page,
        "lessons": [(lesson, state.is_new(lesson)) for lesson in state.lessons],
        "why": why_mine(mine.source, mine.because, mine.reason) if mine else "",
        "overdue": state.due_on is not None and state.due_on < today(),
        "next": _to_go_on_with(state),
        "may_choose": mine is None and page.may_be_chosen_by(user),
        "picture": _picture(page.cover_image),
    }
    return render(request, "learning/course.html", context)


def _picture(cover_image: int | None) -> Any:
    """An own cover picture in the size of the page; None where the course has none."""
    image = Image.objects.filter(pk=cover_image).first() if cover_image else None
    return image.get_rendition("fill-720x360|format-webp") if image else None


def _to_go_on_with(state: CourseState) -> LessonState | None:
    """The lesson begun last, else the first that is not complete, of a course that is theirs."""
    left = [lesson for lesson in state.lessons if not lesson.is_completed]
    if state.enrolment is None or not left:
        return None
    begun = [lesson for lesson in left if lesson.is_begun]
    return max(begun, key=lambda lesson: lesson.studied_at) if begun else left[0]


@for_learners
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    page = CoursePage.objects.visible_to(user).filter(pk=pk).first()
    if page is None:
        raise NotVisible(_("This course does not exist or is not meant for you."), code="course")
    choose_course(by=user, course=page)
    messages.success(request, _("“%(course)s” is now among your courses.") % {"course": page.title})
    return redirect("learning:course", pk)
