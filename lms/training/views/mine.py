"""What one has to read oneself: the list, one case's questions, the signature."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.models import CasePage
from lms.accounts.views.frame import for_staff, person, show
from lms.core.errors import Conflict, Invalid
from lms.training import my_readings
from lms.training.actions.reading import acknowledge, answer, statement
from lms.training.forms import SignForm
from lms.training.models import RequiredReading


@for_staff
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    waiting, done = my_readings.mine(person(request))
    return render(request, "training/mine.html", {"waiting": waiting, "done": done})


@for_staff
@require_safe
def reading(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same box as on the case's page, alone: what a signature that was refused comes back
    to."""
    row, case = _mine(request, pk)
    return _page(request, row, case, SignForm())


@for_staff
@require_POST
def answer_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, case = _mine(request, pk)
    given = request.POST
    try:
        answer(
            by=person(request), reading=row, check_id=given.get("check", "")[:64],
            tries=_number(given.get("tries")), place=_number(given.get("place")),
        )  # fmt: skip
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    return redirect(f"{case.address}#reading-do")


@for_staff
@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, case = _mine(request, pk)
    form = SignForm(request.POST)
    if form.carries_out(
        lambda: acknowledge(by=person(request), reading=row, name=form.cleaned_data["name"])
    ):
        messages.success(request, _("Signed. Thank you: this case is done."))
        return redirect(f"{case.address}#reading")
    return _page(request, row, case, form)


def _mine(request: HttpRequest, pk: UUID) -> tuple[RequiredReading, CasePage]:
    user = person(request)
    row = RequiredReading.objects.of(user).filter(pk=pk).first()
    case = CasePage.objects.visible_to(user).filter(pk=row.case_id).first() if row else None
    if row is None or case is None:
        raise Http404
    return row, case


def _page(
    request: HttpRequest, row: RequiredReading, case: CasePage, form: SignForm
) -> HttpResponse:
    box = my_readings.box_of(person(request), case)
    context = {"case": case, "box": box, "sign": form, "statement": statement()}
    return show(request, "training/reading.html", form, **context)


def _number(text: str | None) -> int:
    """-1 for what is no small number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else -1
