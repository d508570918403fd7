"""A draft of a scheme: its parts on pages of their own, brought in from a file, tried, put in
force. All of it works without script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.accounts.views.frame import needs, person, posted, show
from lms.core.errors import DomainError
from lms.core.months import Month
from lms.scoring.actions import schemes as actions
from lms.scoring.models import Scheme, SchemeDraft
from lms.scoring.rules.check import problems
from lms.scoring.rules.scheme import load
from lms.scoring.rules.toml import MOST_BYTES
from lms.scoring.schemes import drafting, trying
from lms.scoring.schemes import places as scheme_places
from lms.scoring.schemes import words as scheme_words
from lms.scoring.schemes.forms import (
    BasicsForm,
    EnforceForm,
    FigureSet,
    ImportForm,
    ItemForm,
    PartForm,
    ProposalForm,
)
from lms.scoring.schemes.in_force import scheme_for
from lms.scoring.views.schemes import in_words

PAGE = ["GET", "HEAD", "POST"]
EDIT = Permission.MANAGE_SCHEMES
NEW = "new"
PARTS: dict[str, type[PartForm]] = {"items": ItemForm, "proposals": ProposalForm}


class Desk:
    """Draft and organisation of one request. Without a draft it is the scheme that holds, which
    becomes a draft when something is saved."""

    def __init__(self, request: HttpRequest, uid: UUID) -> None:
        self.user = person(request)
        self.organisation: Organisation = scheme_places.one_of(self.user, uid)
        policies.require(self.user, EDIT, self.organisation)
        self.draft = SchemeDraft.objects.filter(pk=self.organisation.pk).first()
        self.seen = actions.token(self.draft)
        held = self.draft or scheme_for(self.organisation, Month.current().next())
        self.plain: dict[str, Any] = held.plain

    def save(self, plain: dict[str, Any], seen: str) -> SchemeDraft:
        return actions.save_draft(
            by=self.user, organisation=self.organisation, plain=plain, seen=seen or self.seen
        )

    @property
    def codes(self) -> list[str]:
        return [str(one.get("code")) for one in self.plain.get("items", ()) if one.get("code")]


@never_cache
@needs(EDIT)
@require_http_methods(PAGE)
def draft(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole draft with what is wrong in it, and the figures of its items to change at once."""
    desk = Desk(request, uid)
    figures = _figures(desk, posted(request))
    status = 200
    if request.method == "POST":
        if figures.is_valid() and _save_figures(request, desk, figures):
            return redirect("scoring:scheme_draft", uid)
        status = 422
    return render(request, "scoring/schemes_draft.html", _overview(desk, figures), status=status)


def _figures(desk: Desk, data: Any) -> Any:
    names = ("name", "points", "cap")
    rows = [{name: one.get(name) for name in names} for one in desk.plain.get("items", [])]
    return FigureSet(data, initial=rows)


def _save_figures(request: HttpRequest, desk: Desk, figures: Any) -> bool:
    """What was changed in the table; False, with each problem beside its field, when a row is wrong
    then. Rows that are ticked go away."""
    count = len(desk.plain.get("items", []))
    if len(figures.forms) != count:
        figures._non_form_errors.append(_("The draft has changed meanwhile. Look at it again."))
        return False
    changes = {
        number: {name: form.cleaned_data[name] for name in form.changed_data if name != "DELETE"}
        for number, form in enumerate(figures.forms)
    }
    plain = drafting.with_figures(desk.plain, changes)
    wrong = [p for p in problems(plain) if p.path[:1] == ("items",) and len(p.path) > 2]
    for one in wrong:
        number, name = int(one.path[1]), str(one.path[2])
        if changes.get(number) and name in ("name", "points", "cap"):
            figures.forms[number].add_error(name, one.message)
    if any(form.errors for form in figures.forms):
        return False
    for number in reversed(range(count)):
        if figures.forms[number].cleaned_data.get("DELETE"):
            plain = drafting.without_part(plain, "items", number)
    try:
        desk.save(plain, request.POST.get("seen", ""))
    except DomainError as error:
        if error.status not in (409, 422):
            raise
        figures._non_form_errors.append(str(error))
        return False
    messages.success(request, _("The draft is saved."))
    return True


def _overview(desk: Desk, figures: Any, **more: Any) -> dict[str, Any]:
    found = problems(desk.plain)
    context: dict[str, Any] = {
        "organisation": desk.organisation,
        "draft": desk.draft,
        "seen": desk.seen,
        "figures": figures,
        "problems": [(scheme_words.said_problem(desk.plain, one), _address(desk, one.path))
                     for one in found],
        "import_form": ImportForm(),
        "last_month": trying.last_month(desk.organisation) if desk.draft and not found else None,
    }  # fmt: skip
    if not found:
        context |= in_words(load(desk.plain))
        context["rows"] = list(zip(context["items"], figures.forms, strict=False))
    else:
        items = desk.plain.get("items", [])
        context["rows"] = [({"number": n, "item": one}, form) for (n, one), form in
                           zip(enumerate(items), figures.forms, strict=False)]  # fmt: skip
        context["plain_proposals"] = list(enumerate(desk.plain.get("proposals", [])))
    return context | more


def _address(desk: Desk, path: tuple[str | int, ...]) -> tuple[str, Any]:
    """Where the problem is put right: the page's name and place."""
    if len(path) > 1 and path[0] in PARTS:
        return (f"scoring:scheme_{str(path[0])[:-1]}", path[1])
    return ("scoring:scheme_basics", None)


@never_cache
@needs(EDIT)
@require_http_methods(PAGE)
def basics(request: HttpRequest, uid: UUID) -> HttpResponse:
    desk = Desk(request, uid)
    if request.method == "POST":
        form = BasicsForm(request.POST, codes=desk.codes)
        if form.is_valid():
            plain = drafting.with_basics(desk.plain, form.plain())
            wrong = [one for one in problems(plain) if set(one.path[:1]) <= drafting.BASICS]
            form.take_problems(wrong, 0)
            if form.carries_out(lambda: desk.save(plain, form.cleaned_data["seen"])):
                return _saved(request, uid)
    else:
        wrong = [one for one in problems(desk.plain) if set(one.path[:1]) <= drafting.BASICS]
        form = BasicsForm.showing(
            desk.plain, seen=desk.seen, problems=wrong, depth=0, codes=desk.codes
        )
    return show(request, "scoring/schemes_basics.html", form, organisation=desk.organisation)


def _saved(request: HttpRequest, uid: UUID) -> HttpResponse:
    messages.success(request, _("The draft is saved."))
    return redirect("scoring:scheme_draft", uid)


@never_cache
@needs(EDIT)
@require_http_methods(PAGE)
def item(request: HttpRequest, uid: UUID, place: str) -> HttpResponse:
    """One item, or with ``new`` another one."""
    return _part(request, uid, "items", place)


@never_cache
@needs(EDIT)
@require_http_methods(PAGE)
def proposal(request: HttpRequest, uid: UUID, place: str) -> HttpResponse:
    return _part(request, uid, "proposals", place)


def _part(request: HttpRequest, uid: UUID, name: str, place: str) -> HttpResponse:
    desk = Desk(request, uid)
    number, part = _found(desk, name, place)
    more: dict[str, Any] = {"part": part, "codes": desk.codes} if name == "items" else {}
    kind: Any = PARTS[name]
    if request.method == "POST" and "remove" in request.POST and number is not None:
        desk.save(drafting.without_part(desk.plain, name, number), request.POST.get("seen", ""))
        return _saved(request, uid)
    if request.method == "POST":
        form = kind(request.POST, **more)
        if form.is_valid():
            plain = drafting.with_part(desk.plain, name, number, form.plain())
            index = len(plain[name]) - 1 if number is None else number
            form.take_problems(drafting.problems_of(plain, name, index), 2)
            if form.carries_out(lambda: desk.save(plain, form.cleaned_data["seen"])):
                return _saved(request, uid)
    else:
        wrong = drafting.problems_of(desk.plain, name, number) if number is not None else []
        form = kind.showing(part, seen=desk.seen, problems=wrong, **more)
    context = {"organisation": desk.organisation, "part": part, "number": number}
    return show(request, f"scoring/schemes_{name[:-1]}.html", form, **context)


def _found(desk: Desk, name: str, place: str) -> tuple[int | None, dict[str, Any]]:
    """The part's number and plain form; None and an empty one for a new part."""
    if place == NEW:
        return None, {}
    parts = desk.plain.get(name, [])
    if not (place.isascii() and place.isdigit() and len(place) < 5 and int(place) < len(parts)):
        raise Http404
    return int(place), parts[int(place)]


@needs(EDIT)
@require_POST
def bring_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A file becomes the draft; or every problem is listed with its line, and nothing changes."""
    desk = Desk(request, uid)
    form = ImportForm(request.POST, request.FILES)
    file: Any = request.FILES.get("file")
    content = file.read(MOST_BYTES + 1) if file else b""
    if form.carries_out(
        lambda: actions.import_draft(by=desk.user, organisation=desk.organisation, content=content)
    ):
        messages.success(request, _("The file is the draft now."))
        return redirect("scoring:scheme_draft", uid)
    context = _overview(desk, _figures(desk, None), import_form=form)
    return render(request, "scoring/schemes_draft.html", context, status=422)


@needs(EDIT)
@require_POST
def discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    desk = Desk(request, uid)
    actions.discard_draft(by=desk.user, organisation=desk.organisation)
    messages.success(request, _("The draft is thrown away."))
    return redirect("scoring:scheme", uid)


@never_cache
@needs(EDIT)
@require_http_methods(PAGE)
def enforce(request: HttpRequest, uid: UUID) -> HttpResponse:
    """From which month on, and why."""
    desk = Desk(request, uid)
    last = Scheme.objects.filter(organisation=desk.organisation).order_by("-version").first()
    form = EnforceForm(posted(request), months=_months_after(last))
    if form.carries_out(
        lambda: actions.enforce(by=desk.user, organisation=desk.organisation, **form.cleaned_data)
    ):
        words = _("Version %(version)d holds from %(month)s on. The offices are told.")
        scheme = form.result
        messages.success(request, words % {"version": scheme.version, "month": scheme.first_month})
        return redirect("scoring:scheme", uid)
    found = problems(desk.plain)
    context = {
        "organisation": desk.organisation, "draft": desk.draft, "count": len(found), "last": last,
    }  # fmt: skip
    return show(request, "scoring/schemes_enforce.html", form, **context)


def _months_after(last: Scheme | None) -> list[Month]:
    """The months that may be chosen: the next twelve, after that of the version before."""
    found, month = [], Month.current().next()
    for _number in range(actions.MONTHS_AHEAD):
        if last is None or str(month) > last.first_month:
            found.append(month)
        month = month.next()
    return found
