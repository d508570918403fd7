"""The roster of a class on a phone: one tap a person, kept at once; without script one form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.views.frame import person
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.months import Month, local_day
from lms.scoring.actions.activities import classes, rosters
from lms.scoring.actions.activities.checks import people_of
from lms.scoring.models import ClassAttendance, GroupClass
from lms.scoring.views.activities.staff_frame import PAGE, keeps_activities, row_or_404

State = ClassAttendance.State


@dataclass(frozen=True)
class Row:
    """One person as the roster shows them. ``suggested``: why they are exempt on that day."""

    place: ClassAttendance
    suggested: str

    @property
    def chosen(self) -> str:
        """What is ticked: what was noted, or that somebody exempt is excused."""
        if self.place.state == State.INVITED:
            return State.EXCUSED if self.suggested else ""
        return self.place.state

    @property
    def reason(self) -> str:
        return self.place.reason or self.suggested

    @property
    def shown(self) -> str:
        """What the page shows, to be compared with what is sent."""
        return f"{self.chosen}|{self.reason if self.chosen == State.EXCUSED else ''}"


@never_cache
@keeps_activities
@require_http_methods(PAGE)
def roster(request: HttpRequest, pk: UUID) -> HttpResponse:
    held = _mine(request, pk)
    if request.method == "POST":
        return _act(request, held)
    places = held.roster.select_related("offender__user", "offender__office")
    places = places.defer("offender__id_number", "offender__needs", "offender__user__phone")
    excuses = rosters.exempt_on(held)
    rows = [
        Row(place, excuses.get(place.offender_id, ""))
        for place in places.order_by("offender__code")
    ]
    context = {
        "held": held,
        "rows": rows,
        "tally": _tally(held),
        "opens": now() >= held.starts_at - rosters.DOOR_OPENS,
        "begun": now() >= held.starts_at,
        "is_open": not (held.closed_at or held.cancelled_at),
        "maybe_late": Month.of(local_day(held.starts_at)) < Month.current(),
    }
    return render(request, "scoring/activities/roster.html", context)


@keeps_activities
@require_POST
def note(request: HttpRequest, pk: UUID, offender: UUID) -> HttpResponse:
    """One tap: answers the mark behind the name, and the new count."""
    held = _mine(request, pk)
    problem = ""
    try:
        rosters.note(by=person(request), group_class=held, ticks=[_tick(request.POST, offender)])
    except DomainError as error:
        problem = " ".join(t for texts in error.fields.values() for t in texts) or str(error)
    place = held.roster.filter(offender=offender).first()
    context = {"held": held, "place": place, "problem": problem, "tally": _tally(held)}
    return render(request, "scoring/activities/roster_mark.html", context)


def _act(request: HttpRequest, held: GroupClass) -> HttpResponse:
    """The whole form: first what was changed in it, then what the button says."""
    user, wanted = person(request), request.POST.get("act", "save")
    if wanted == "add":
        return _add(request, held)
    if wanted.startswith("off:"):
        classes.take_off(by=user, group_class=held, offender=_id(wanted.removeprefix("off:")))
        messages.success(request, _("The person is off the roster."))
        return redirect("scoring:class_roster", held.pk)
    with transaction.atomic():
        rosters.note(by=user, group_class=held, ticks=list(_changed(request.POST)))
        if wanted == "rest_absent":
            rosters.rest_absent(by=user, group_class=held)
        if wanted == "close":
            rosters.excuse_exempt(by=user, group_class=held)
            late = request.POST.get("late") == "on"
            rosters.close_class(by=user, group_class=held, late=late)
    done = {
        "close": _("The roster is closed. It counts for everybody now."),
        "rest_absent": _("Everybody else is noted as absent."),
    }
    messages.success(request, done.get(wanted, _("The roster is kept.")))
    return redirect("scoring:class_roster", held.pk)


def _add(request: HttpRequest, held: GroupClass) -> HttpResponse:
    said = request.POST.get("who", "").replace("\0", "").strip()[:60]
    people = people_of(person(request), local_day(held.starts_at)).select_related("user")
    found = list(people.filter(Q(code=said) | Q(user__name=said))[:2]) if said else []
    if len(found) == 1:
        classes.add_person(by=person(request), group_class=held, offender=found[0])
        messages.success(request, _("The person is on the roster."))
    elif found:
        messages.error(request, _("Several people have this name. Please give the case code."))
    else:
        messages.error(request, _("Nobody with this case code or name is under correction here."))
    return redirect("scoring:class_roster", held.pk)


def _changed(sent: QueryDict) -> Iterable[rosters.Tick]:
    """What differs from what the page showed: whoever has signed in at the door meanwhile stays
    as they are."""
    for name in sent:
        if not name.startswith("was-"):
            continue
        pk = name.removeprefix("was-")
        chosen, reason = sent.get(f"state-{pk}", ""), sent.get(f"reason-{pk}", "")
        shown = f"{chosen}|{reason.strip() if chosen == State.EXCUSED else ''}"
        if chosen and shown != sent[name]:
            yield _tick(sent, _id(pk))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _tick(sent: QueryDict, offender: UUID) -> rosters.Tick:
    return rosters.Tick(
        offender, sent.get(f"state-{offender}", ""), sent.get(f"reason-{offender}", "")
    )


def _tally(held: GroupClass) -> dict[str, int]:
    """How many there are in each state. One query."""
    return held.roster.aggregate(
        people=Count("pk"),
        present=Count("pk", filter=Q(state=State.PRESENT)),
        absent=Count("pk", filter=Q(state=State.ABSENT)),
        excused=Count("pk", filter=Q(state=State.EXCUSED)),
        open=Count("pk", filter=Q(state=State.INVITED)),
    )


def _mine(request: HttpRequest, pk: UUID) -> Any:
    rows = GroupClass.objects.visible_to(person(request)).select_related(
        "organisation", "closed_by"
    )
    return row_or_404(rows, pk)
