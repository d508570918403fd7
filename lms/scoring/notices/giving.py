"""Written notices (考核告知书): one for each version of a score that was posted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lms.accounts.models import Offender, Organisation, TeamMember
from lms.accounts.querysets import OffenderQuerySet
from lms.core import audit
from lms.core.clock import now
from lms.core.months import Month, today
from lms.learning.wording import said_day, said_month
from lms.messaging.actions import Note, send_many
from lms.scoring.models import CountyMonth, MonthScore, Notice
from lms.scoring.outward import telling as outward
from lms.scoring.signals import score_posted

BATCH = 500
LONGEST_NAME = 12
HEAVY = (
    "facts", "lines", "proposals", "county_month__plain", "offender__id_number",
    "offender__user__phone",
)  # fmt: skip
"""What a list of scores never reads."""


def give_notices(*, county_month: CountyMonth) -> int:
    """Give every current score of a posted month its notice, with a message to the person (and to
    the guardian of a juvenile). Once for each version; again it changes nothing. Returns how many
    were new."""
    given = 0
    while made := _give_some(county_month):
        given += made
    return given


def _give_some(county_month: CountyMonth) -> int:
    """One batch in a transaction of its own, so that an interruption loses nothing."""
    with transaction.atomic():
        month = CountyMonth.objects.select_for_update().get(pk=county_month.pk)
        if month.state not in (CountyMonth.State.POSTED, CountyMonth.State.FINAL):
            return 0
        scores = list(_without_notice(month)[:BATCH])
        if not scores:
            return 0
        moment = now()
        notices = Notice.objects.bulk_create(
            Notice(score=score, offender=score.offender, number=number, given_at=moment)
            for score, number in zip(scores, _numbers(month), strict=False)
        )
        send_many(_notes(notices))
        audit.record_many(
            "scoring.notice_given",
            [(notice.offender, {"number": notice.number}) for notice in notices],
        )
        outward.tell_posted(scores)
        for score in scores:
            score_posted.send(sender=MonthScore, score=score)
    return len(notices)


def _without_notice(month: CountyMonth) -> QuerySet[MonthScore]:
    scores = MonthScore.objects.current().filter(county_month=month, notice=None)
    scores = scores.select_related("offender__user", "offender__office", "county_month").defer(
        *HEAVY
    )
    return scores.order_by("office", "offender__code")


def _numbers(month: CountyMonth) -> Iterator[str]:
    """Numbers that follow those given already. The caller holds the month."""
    given = Notice.objects.filter(score__county_month=month).count()
    county = _short_name(month.county)
    with override(settings.LANGUAGE_CODE):  # one form, whoever posts
        form = pgettext("number of a notice", "N%(year)s-%(month)s-%(county)s-%(number)s")
    year, number = month.month.split("-")
    while True:
        given += 1
        parts = {"year": year, "month": number, "county": county, "number": f"{given:04d}"}
        yield form % parts


def _short_name(county: Organisation) -> str:
    """The county's name where no other county has it, else its division code."""
    same = Organisation.objects.filter(kind=county.kind, name=county.name).exclude(pk=county.pk)
    if len(county.name) > LONGEST_NAME or same.exists():
        return county.code or str(county.pk)
    return county.name


def _notes(notices: list[Notice]) -> list[Note]:
    guardians = guardians_of([n.offender_id for n in notices if n.score.juvenile])
    notes = []
    with override(settings.LANGUAGE_CODE):
        for notice in notices:
            notes.append(_note(notice, notice.offender.user, f"notice:{notice.pk}"))
            for guardian in guardians.get(notice.offender_id, ()):
                notes.append(_note(notice, guardian, f"notice:{notice.pk}:{guardian.pk}"))
    return notes


def guardians_of(offenders: list[Any]) -> dict[Any, list[Any]]:
    """Accounts of those who stand as guardians today, by offender."""
    found: dict[Any, list[Any]] = {}
    care = TeamMember.objects.active().filter(
        offender__in=offenders, kind=TeamMember.Kind.GUARDIAN, member__isnull=False
    )
    for task in care.select_related("member"):
        found.setdefault(task.offender_id, []).append(task.member)
    return found


def _note(notice: Notice, to: Any, key: str) -> Note:
    score = notice.score
    month = said_month(Month.parse(score.month))
    subject = _("Your score of %(month)s") if score.version == 1 else _("New score of %(month)s")
    until = score.county_month.posted_until
    parts = [
        _("The notice %(number)s is here. Please read it.") % {"number": notice.number},
        _("It was made anew: %(reason)s") % {"reason": score.reason} if score.version > 1 else "",
        _("If something is wrong you can object until %(day)s.") % {"day": said_day(until)}
        if until
        else "",
    ]
    return Note(
        to=to,
        subject=subject % {"month": month},
        body="\n".join(part for part in parts if part),
        key=key,
        link=reverse("scoring:notice", args=[notice.pk]),
    )


def readable(user: Any) -> QuerySet[Notice]:
    """Notices that ``user`` may open: their own, those of juveniles in their care, and those of the
    people whose scores they may see. Only of posted months."""
    from lms.accounts import policies
    from lms.accounts.permissions import Permission

    paths = policies.roots(user, Permission.VIEW_SCORES)
    seen = Q(offender=user.pk) | Q(offender__in=wards_of(user).values("pk"))
    seen |= policies.within(paths, "offender__office__path")
    states = [CountyMonth.State.POSTED, CountyMonth.State.FINAL]
    found = Notice.objects.filter(seen, score__county_month__state__in=states)
    return found.select_related(
        "score__county_month__county", "score__office", "offender__user", "offender__office"
    )


def wards_of(user: Any) -> OffenderQuerySet:
    """Juveniles in whose team ``user`` stands as guardian today."""
    care = TeamMember.objects.tasks_of(user).filter(kind=TeamMember.Kind.GUARDIAN)
    return Offender.objects.filter(juvenile_regime=True, pk__in=care.values("offender"))


def speaks_for(user: Any, offender: Any) -> bool:
    """Whether ``user`` may object for ``offender``: for oneself, or as guardian of a juvenile."""
    return bool(user.pk == offender.pk or wards_of(user).filter(pk=offender.pk).exists())


def open_to_objections(user: Any) -> dict[str, Any]:
    """The notices of ``user`` that may still be objected to, by month. One query."""
    found = Notice.objects.filter(
        offender=user.pk, score__is_current=True,
        score__county_month__state=CountyMonth.State.POSTED,
        score__county_month__posted_until__gte=today(),
    )  # fmt: skip
    return dict(found.values_list("score__month", "pk"))


def mark_read(*, by: Any, notice: Notice) -> None:
    """The person has opened their notice: when is kept once. Others' looks change nothing."""
    if by.pk != notice.offender_id or notice.read_at is not None:
        return
    moment = now()
    if Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=moment):
        notice.read_at = moment
        audit.record("scoring.notice_read", actor=by, target=notice, on_whom=notice.offender)
