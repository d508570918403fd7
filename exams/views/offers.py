"""What an officer prescribes to one person: a test, or that one is taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exams.actions import offers
from exams.forms.offers import OfferForm
from exams.models import Offer
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import person, show
from lms.learning.forms import ReasonForm
from lms.learning.views.staff_frame import PAGE, file_of, row_of

FORM = "learning/staff/person_form.html"


def _done(request: HttpRequest, offender: Offender, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    response = redirect("learning:person", offender.pk)
    response["Location"] += "#tests"
    return response


@never_cache
@login_required
@require_http_methods(PAGE)
def offer_test(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.PRESCRIBE, "tests")
    form = OfferForm(request.POST or None, offender=offender)
    if form.carries_out(lambda: offers.offer_test(by=user, offender=offender, **form.cleaned_data)):
        return _done(request, offender, _("The test is prescribed. The person is told."))
    return show(request, FORM, form, offender=offender, title=_("Prescribe a test"))


@never_cache
@login_required
@require_http_methods(PAGE)
def withdraw_offer(request: HttpRequest, pk: UUID, offer: UUID) -> HttpResponse:
    user = person(request)
    offender = file_of(request, pk, Permission.PRESCRIBE, "tests")
    own = Offer.objects.standing().filter(person=offender.pk).select_related("paper")
    row = row_of(own, offer)
    form = ReasonForm(request.POST or None, why=_("It stays in the file."))
    if form.carries_out(
        lambda: offers.withdraw_offer(by=user, offer=row, reason=form.cleaned_data["reason"])
    ):
        return _done(request, offender, _("The test is taken back."))
    context = {"offender": offender, "title": _("Take a test back"), "about": row.paper.title}
    return show(request, FORM, form, **context)
