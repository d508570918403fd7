"""Who is told what of an objection: office, county, person; and who is reminded of deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.accounts.permissions import Permission
from lms.core.months import Month, today
from lms.learning.wording import said_day, said_month
from lms.messaging.actions import Note, send_many
from lms.scoring.models import Objection
from lms.scoring.notices.giving import guardians_of
from lms.scoring.objections import disputes as objecting


def tell_office(made: Objection) -> None:
    """Whoever answers at the office; where nobody does, the county."""
    subject = _("An objection is to be answered")
    _send(made, _answering(made), subject, made.answer_due, "sent")


def tell_county(made: Objection) -> None:
    subject = _("An objection is to be decided")
    _send(made, _deciding(made), subject, made.decide_due, "answered")


def remind(day: date | None = None) -> int:
    """What is due today or was due before: told once a day. Returns how many were told."""
    day = day or today()
    told = 0
    with override(settings.LANGUAGE_CODE):
        for made in _due(day):
            if made.state == Objection.State.SENT:
                people, due = _answering(made), made.answer_due
                subject = _("An objection still waits for the office's answer")
                if due < day:
                    people = [*people, *_deciding(made)]
            else:
                people, due = _deciding(made), made.decide_due
                subject = _("An objection still waits for the county's decision")
            told += _send(made, people, subject, due, f"due:{day}")
    return told


def _due(day: date) -> Iterable[Objection]:
    waiting = Objection.objects.filter(state=Objection.State.SENT, answer_due__lte=day)
    waiting |= Objection.objects.filter(state=Objection.State.ANSWERED, decide_due__lte=day)
    return waiting.select_related("offender__office", "score")


def _answering(made: Objection) -> list[Any]:
    office = made.offender.office
    found = list(objecting.holders(Permission.ANSWER_OBJECTION, office, below_county=True))
    return found or _deciding(made)


def _deciding(made: Objection) -> list[Any]:
    office = made.offender.office
    return list(objecting.holders(Permission.DECIDE_OBJECTION, office, below_county=False))


def _send(made: Objection, people: Iterable[Any], subject: str, due: date, key: str) -> int:
    """To staff: the file's code, never a name; the page says the rest to who may read it."""
    body = _("Case %(code)s, score of %(month)s. To be done by %(day)s.") % {
        "code": made.offender.code,
        "month": said_month(Month.parse(made.score.month)),
        "day": said_day(due),
    }
    link = reverse("scoring:objection", args=[made.pk])
    whom = {person.pk: person for person in people if person.pk != made.offender_id}
    return send_many(
        Note(to=person, subject=subject, body=body, key=f"objection:{made.pk}:{key}:{pk}",
             link=link)
        for pk, person in whom.items()
    )  # fmt: skip


def tell_person(made: Objection, reason: str) -> None:
    """The decision with its reason, and the way that is still open."""
    accepted = made.state == Objection.State.ACCEPTED
    subject = _("Your objection was accepted") if accepted else _("Your objection was declined")
    parts = [
        _("Reason: %(reason)s") % {"reason": reason},
        _("There is a new version of your score. The old one stays to be seen.")
        if accepted
        else "",
        way_on(),
    ]
    link = reverse("scoring:my_objection", args=[made.pk])
    body = "\n".join(part for part in parts if part)
    people = [made.offender.user]
    if made.score.juvenile:
        people += guardians_of([made.offender_id]).get(made.offender_id, [])
    send_many(
        Note(to=one, subject=subject, body=body, link=link,
             key=f"objection:{made.pk}:{made.state}:{one.pk}")
        for one in people
    )  # fmt: skip


def way_on() -> str:
    """What a decision always ends with."""
    return _(
        "If you do not agree, you can turn to the people's procuratorate. It checks the work of "
        "the agency and gives you an answer."
    )
