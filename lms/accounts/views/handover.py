"""Hand over the files of one officer: choose whom, see which, then do it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from lms.accounts import actions, policies
from lms.accounts.forms.people import HandOverForm
from lms.accounts.models import Offender
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show


@never_cache
@needs(Permission.EDIT_PEOPLE)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Open to officers and managers, for files of their offices."""
    user = person(request)
    form = HandOverForm(posted(request), user=user)
    if request.method != "POST" or not form.is_valid():
        return show(request, "accounts/hand_over.html", form)
    given = form.cleaned_data
    mine = policies.within(policies.roots(user, Permission.EDIT_PEOPLE), "office__path")
    files = Offender.objects.filter(mine, officer=given["giver"]).in_correction().with_people()
    if request.POST.get("step") != "do":
        return show(request, "accounts/hand_over.html", form, chosen=list(files.order_by("code")))
    wanted = set(request.POST.getlist("file"))
    chosen = [one for one in files if str(one.pk) in wanted]
    if form.carries_out(lambda: actions.hand_over_caseload(by=user, offenders=chosen, **given)):
        sentence = ngettext("%(n)d file was handed over.", "%(n)d files were handed over.",
                            form.result)  # fmt: skip
        messages.success(request, sentence % {"n": form.result})
        return redirect("learning:people")
    return show(request, "accounts/hand_over.html", form, chosen=chosen)
