"""What people are told about required reading. Never a case's title or a word of it: a message may
go out by SMS, and a case that is withdrawn must not live on in one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.messaging.actions import Note, send_many
from lms.messaging.models import Message
from lms.training.models import RequiredReading


def key_of(reading: RequiredReading) -> str:
    """Names the news that this version of the case has to be read."""
    return f"reading:{reading.case_id}:{reading.case_version}:{reading.person_id}"


def tell_asked(readings: Iterable[RequiredReading], *, anew: bool = False) -> int:
    """``readings`` with their persons at hand. ``anew``: the case was changed."""
    return send_many(_asked(one, anew) for one in readings)


def _asked(reading: RequiredReading, anew: bool) -> Note:
    person: Any = reading.person
    with override(person.language or settings.LANGUAGE_CODE):
        subject = _("A warning case was changed") if anew else _("A warning case to read")
        body = (
            _("A warning case that you have to read was changed. Please read it again, answer the "
              "questions and sign by %(day)s.")
            if anew
            else _("A warning case concerns your work. Please read it, answer the questions and "
                   "sign by %(day)s.")
        )  # fmt: skip
        return Note(
            to=person, subject=subject, body=body % {"day": reading.due_on},
            link=f"/cases/{reading.case_id}/", key=key_of(reading),
        )  # fmt: skip


def take_back(case_id: int) -> int:
    """The case is gone: nobody is asked to read it any more. Returns how many messages went."""
    _rows, by_kind = Message.objects.filter(key__startswith=f"reading:{case_id}:").delete()
    return by_kind.get(Message._meta.label, 0)
