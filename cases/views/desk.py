"""The place where cases are prepared: the list, one case, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import desk, residue, reviewers
from cases import draft as drafts
from cases.actions import releasing, reviewing, submitting
from cases.desk_tables import SubmissionTable
from cases.forms import CommentForm, NewCase, SendForm
from cases.models import Submission
from cases.views.frame import for_desk, submission_of
from lms.core import lists
from lms.core.errors import NotVisible


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest) -> HttpResponseBase:
    """Cases on their way that this person prepares, reviews or has published."""
    kinds = desk.kinds_of(request.user)
    return lists.show(request, SubmissionTable, "cases/desk/cases.html", may_hand_in=bool(kinds))


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Hand in a case: kind, and in whose name."""
    user: Any = request.user
    kinds = desk.kinds_of(user)
    form = NewCase(request.POST or None, places=desk.places_of(user), kinds=kinds)
    if request.method == "POST" and form.carries_out(
        lambda: submitting.open_submission(by=user, **form.cleaned_data)
    ):
        return redirect("cases:desk_case", form.result.pk)
    return render(request, "cases/desk/new.html", {"form": form}, status=form.status)


@for_desk
@require_safe
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, submission_of(request, pk))


def _page(
    request: HttpRequest, submission: Submission, *, status: int = 200, **forms: Any
) -> HttpResponse:
    user: Any = request.user
    may = desk.may(submission, user)
    draft = drafts.from_json(submission.draft)
    context = {
        "submission": submission,
        "draft": draft,
        "may": may,
        "stages": desk.stages(submission, user),
        "checklist": drafts.checklist(draft, warning=submission.is_warning),
        "files": submission.files.order_by("uploaded_at") if may["open_originals"] else [],
        "steps": submission.steps.select_related("by").order_by("at", "pk"),
        "left": _left(submission, may),
        "send_form": SendForm(reviewers=reviewers.legal_reviewers(submission)),
        **forms,
    }
    return render(request, "cases/desk/case.html", context, status=status)


def _left(submission: Submission, may: dict[str, bool]) -> residue.Residue | None:
    """What still names somebody, for who decides about it."""
    if not (may["write"] or may["allow"]):
        return None
    return residue.of(submission)


def _send(request: HttpRequest, row: Submission, user: Any) -> HttpResponse | None:
    form = SendForm(request.POST, reviewers=reviewers.legal_reviewers(row))
    if form.carries_out(lambda: submitting.send(by=user, submission=row, **form.cleaned_data)):
        return None
    return _page(request, row, status=422, send_form=form)


Act = Callable[[Any, Submission, str], Any]
ACTS: dict[str, tuple[Act, Any]] = {
    "take_back": (
        lambda by, row, text: submitting.take_back(by=by, submission=row, comment=text),
        lambda: _("The case is with you again."),
    ),
    "discard": (
        lambda by, row, text: submitting.discard(by=by, submission=row, reason=text),
        lambda: _("The case is discarded. Its originals are destroyed."),
    ),
    "comment": (
        lambda by, row, text: submitting.comment(by=by, submission=row, text=text),
        lambda: _("Your remark stands in the history."),
    ),
    "approve_legally": (
        lambda by, row, text: reviewing.approve_legally(by=by, submission=row, comment=text),
        lambda: _("Approved. The case is with the county now."),
    ),
    "take": (
        lambda by, row, text: reviewing.take(by=by, submission=row),
        lambda: _("The review is yours."),
    ),
    "approve": (
        lambda by, row, text: reviewing.approve(by=by, submission=row, comment=text),
        lambda: _("Published. It is on its way to the desks."),
    ),
    "send_back": (
        lambda by, row, text: reviewing.send_back(by=by, submission=row, comment=text),
        lambda: _("Sent back with your comment."),
    ),
    "allow": (
        lambda by, row, text: reviewing.allow(by=by, submission=row, reason=text),
        lambda: _("Your reason is kept."),
    ),
    "revise": (
        lambda by, row, text: releasing.revise(by=by, submission=row),
        lambda: _("You can work on it again. What is published stays until then."),
    ),
    "withdraw": (
        lambda by, row, text: releasing.withdraw(by=by, submission=row, reason=text),
        lambda: _("The case is withdrawn: nobody finds it any more."),
    ),
}
GONE_AFTER = {"send_back", "take_back"}
"""Steps after which the person who took them may not see the case any more."""


@for_desk
@require_POST
def act(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Do one thing with a case; what is refused stands beside the form that asked."""
    user: Any = request.user
    row = submission_of(request, pk)
    if name == "send":
        return _send(request, row, user) or _done(request, row, _("The case is under review."))
    if name == "hand_over":
        page = submitting.hand_over(by=user, submission=row)
        messages.success(request, _("A draft stands in the library. Send it to review there."))
        return redirect(f"/cms/pages/{page.pk}/edit/")
    if name not in ACTS:
        raise NotVisible(_("There is no such page."))
    carry_out, said = ACTS[name]
    form = CommentForm(request.POST)
    if form.carries_out(lambda: carry_out(user, row, form.cleaned_data["comment"])):
        return _done(request, row, said())
    return _page(request, row, status=422, refused=form)


def _done(request: HttpRequest, row: Submission, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    if Submission.objects.visible_to(request.user).filter(pk=row.pk).exists():
        return redirect("cases:desk_case", row.pk)
    return redirect("cases:desk")
