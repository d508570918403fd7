"""Individual talks (个别谈话), written down by who held them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.actions.checks import cleaned, refused
from lms.accounts.models import Offender, User
from lms.core import audit
from lms.core.months import today
from lms.scoring.actions.activities.checks import look_after, said
from lms.scoring.actions.activities.counting import count
from lms.scoring.actions.activities.telling import tell
from lms.scoring.models import Talk

BACK = timedelta(days=92)


def record_talk(
    *, by: User, offender: Offender, on: date, minutes: int, about: str, summary: str,
    next_step: str = "", late: bool = False,
) -> Talk:  # fmt: skip
    """Keep a talk; it counts in the month of its day. The person reads the day and what was agreed,
    not the summary.

    Raises `Denied`, `Invalid` per field, `Conflict` (its month is locked and not ``late``).
    """
    look_after(by, offender)
    if on > today():
        raise refused("on", _("This day has not come yet."), code="future")
    if on < today() - BACK:
        raise refused("on", _("A talk is written down within three months."), code="far")
    talk = Talk(
        offender=offender, on=on, minutes=minutes, about=said("about", about, most=120),
        summary=said("summary", summary, least=10, most=10_000),
        next_step=next_step.replace("\0", "").strip(), held_by=by,
    )  # fmt: skip
    cleaned(talk)
    with transaction.atomic():
        talk.save(force_insert=True)
        count(
            by=by, offender=offender, kind="individual_talk", on=on, key=f"talk:{talk.pk}",
            late=late,
        )  # fmt: skip
        audit.record(
            "scoring.talk_recorded", actor=by, target=talk, on_whom=offender,
            after={"on": str(on), "minutes": minutes},
        )  # fmt: skip
        if talk.next_step:
            tell(
                [offender.user], lambda: _words(talk), key=f"talk:{talk.pk}",
                link=reverse("scoring:my_activities"),
            )  # fmt: skip
    return talk


def _words(talk: Talk) -> tuple[str, str]:
    body = _("What we agreed on %(day)s: %(step)s")
    return _("After our talk"), body % {"day": talk.on, "step": talk.next_step}
