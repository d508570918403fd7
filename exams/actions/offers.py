"""Tests that are prescribed: by the plans every night, by an officer at any time.

It only adds and withdraws; who sat a test keeps its offer. Running it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from exams import offers
from exams.models import Offer, Paper
from exams.my_tests import forget_waiting
from exams.plans import Called, TestBook
from lms.accounts import policies
from lms.accounts.actions.checks import reason_given, refused
from lms.accounts.models import Offender, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.months import Month, today
from lms.learning.actions.month_targets import correction_of, exemptions_by_offender
from lms.learning.facts import PROFILE
from lms.learning.targets import liable_days
from lms.learning.wording import said_day
from lms.messaging.actions import Note, send, send_many

MONTHLY = Paper.Purpose.MONTHLY
MOST_REASON = 200


@dataclass
class _Changes:
    """What the plans change for some people; nothing is written before `_write`."""

    new: list[Offer] = field(default_factory=list)
    renewed: list[Offer] = field(default_factory=list)
    withdrawn: list[Offer] = field(default_factory=list)
    titles: dict[UUID, list[tuple[str, date]]] = field(default_factory=dict)
    told: dict[UUID, dict[str, list[str]]] = field(default_factory=dict)

    def tell(self, person: UUID, what: str, paper: UUID) -> None:
        self.told.setdefault(person, {}).setdefault(what, []).append(str(paper))


def offer_many(*, ids: Iterable[UUID], book: TestBook) -> int:
    """Bring the tests of some hundred offenders up to what their plans call for on the book's day.
    Returns for how many something changed. The queries do not depend on how many they are.

    Offered: the monthly test of this month, once; the test of the stage that somebody is in, once.
    Nobody gets a second test of the same kind, whoever offered the first; what an officer withdrew
    stays withdrawn. Nothing for who has no day this month on which they need study. Withdrawn, as
    long as it was not sat: tests of who is not in correction any more, the monthly test of who came
    to be exempt for the whole month, and tests that are not published any more.
    """
    wanted = list(ids)
    people = {
        one.pk: one for one in Offender.objects.filter(pk__in=wanted).only(*PROFILE, "user_id")
    }
    inside = {one.pk for one in people.values() if book.on in correction_of(one)}
    free = _exempt(people.values(), book.month)
    known: dict[UUID, list[Offer]] = {}
    for offer in _known(wanted, book.month):
        known.setdefault(offer.person_id, []).append(offer)
    changes = _Changes()
    _withdraw_what_ended(known, inside, free, changes)
    for pk in sorted(inside):
        for called in book.called_for(people[pk]):
            if called.purpose != MONTHLY or pk not in free.get(called.month, ()):
                _offer(pk, called, known.get(pk, []), changes)
    return _write(changes, people, book.on)


def _known(ids: list[UUID], month: Month) -> list[Offer]:
    """Offers of this and the last month and of stages, withdrawn ones too."""
    months = ["", str(month.previous()), str(month)]
    rows = Offer.objects.filter(person__in=ids, month__in=months).select_related("paper")
    return list(rows.order_by("made_at", "pk"))


def _exempt(people: Iterable[Offender], month: Month) -> dict[str, set[UUID]]:
    """By month, who has no day in it on which they need study: this month and the last one."""
    rows = list(people)
    found: dict[str, set[UUID]] = {}
    for one in (month.previous(), month):
        spans = exemptions_by_offender(one, [row.pk for row in rows])
        found[str(one)] = {
            row.pk
            for row in rows
            if spans.get(row.pk) and not liable_days(one, correction_of(row), spans[row.pk])
        }
    return found


def _withdraw_what_ended(
    known: dict[UUID, list[Offer]], inside: set[UUID], free: dict[str, set[UUID]], changes: _Changes
) -> None:
    standing = [one for rows in known.values() for one in rows if one.withdrawn_at is None]
    why = {one.pk: reason for one in standing if (reason := _why_ended(one, inside, free))}
    ended = [one for one in standing if one.pk in why]
    sat = offers.sat_among(ended)
    moment = now()
    for one in ended:
        if one.pk not in sat:
            one.withdrawn_at, one.withdrawn_reason = moment, why[one.pk]
            changes.withdrawn.append(one)
            changes.tell(one.person_id, "withdrawn", one.paper_id)


def _why_ended(offer: Offer, inside: set[UUID], free: dict[str, set[UUID]]) -> str:
    """In the platform's own language: the reason is stored. Empty: it stands."""
    with override(settings.LANGUAGE_CODE):
        if offer.person_id in free.get(offer.month, ()):
            return _("The person is exempt for the whole month.")
        if offer.person_id not in inside and (offer.due_on is None or offer.due_on >= today()):
            return _("The person is not in correction any more.")
        over = offer.due_on is not None and offer.due_on < today()
        if not over and (not offer.paper.live or offer.paper.retired_at is not None):
            return _("The test is not offered any more.")
    return ""


def _offer(person: UUID, called: Called, known: list[Offer], changes: _Changes) -> None:
    """One test more, unless they have one of this kind, or an officer has withdrawn it."""
    same = [
        one for one in known if one.month == called.month and one.paper.purpose == called.purpose
    ]
    if any(one.withdrawn_at is None or one.withdrawn_by_id for one in same):
        return
    row = next((one for one in same if one.paper_id == called.paper), None)
    if row is None:
        row = Offer(person_id=person, paper_id=called.paper, month=called.month)
        changes.new.append(row)
    elif row.month:
        row.withdrawn_at, row.withdrawn_reason = None, ""
        changes.renewed.append(row)
    else:  # a stage test is offered once
        return
    row.plan_id, row.due_on = called.plan, called.due_on
    changes.titles.setdefault(person, []).append((called.title, called.due_on))
    changes.tell(person, "offered", called.paper)


def _write(changes: _Changes, people: dict[UUID, Offender], on: date) -> int:
    if not changes.told:
        return 0
    with transaction.atomic():
        Offer.objects.bulk_create(changes.new, ignore_conflicts=True)
        gone = Offer.objects.filter(withdrawn_at__isnull=False, withdrawn_by=None)
        gone.bulk_update(
            changes.renewed, ["withdrawn_at", "withdrawn_reason", "plan", "due_on"], batch_size=100
        )
        Offer.objects.standing().bulk_update(
            changes.withdrawn, ["withdrawn_at", "withdrawn_reason"], batch_size=100
        )
        audit.record_many(
            "exams.tests_prescribed", ((people[pk], facts) for pk, facts in changes.told.items())
        )
        send_many(_notes(changes, on))
    for pk in changes.told:
        forget_waiting(pk)
    return len(changes.told)


def _notes(changes: _Changes, on: date) -> Iterable[Note]:
    """One message a person, however many tests they get on one day."""
    users = User.objects.filter(pk__in=changes.titles, is_active=True)
    for user in users.only("pk", "language", "name"):
        with override(user.language or settings.LANGUAGE_CODE):
            yield Note(
                to=user, subject=_("A test for you"), body=said_tests(changes.titles[user.pk]),
                link="/tests/", key=f"tests-offered:{on}:{user.pk}",
            )  # fmt: skip


def said_tests(tests: Iterable[tuple[str, date | None]]) -> str:
    """Titles with the day by which each is to be done, in the reader's language."""
    lines = [
        _("“%(title)s”: please do it by %(day)s.") % {"title": title, "day": said_day(day)}
        if day
        else _("“%(title)s”: please do it soon.") % {"title": title}
        for title, day in tests
    ]
    return "\n".join(lines)


# by hand


def offer_test(*, by: User, offender: Offender, paper: Paper, due_on: date | None = None) -> Offer:
    """Prescribe one test to one person; a monthly test for this month. What was withdrawn before is
    offered again. The person is told.

    Raises `Denied` (no right over this person, or oneself), `Invalid` (not for this person, a day
    that is over or not in this month), `Conflict` (prescribed already).
    """
    _require(by, offender)
    month = _check(offender, paper, due_on)
    if due_on is None and paper.is_monthly:
        due_on = Month.current().last
    with transaction.atomic():
        Offender.objects.select_for_update().only("pk").get(pk=offender.pk)
        row = Offer.objects.filter(person=offender.pk, paper=paper, month=month).first()
        if row is not None and row.withdrawn_at is None:
            raise Conflict(_("This test is prescribed already."), code="offered")
        row = row or Offer(person_id=offender.pk, paper=paper, month=month)
        row.plan, row.due_on, row.made_by, row.made_at = None, due_on, by, now()
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = None, None, ""
        row.save()
        audit.record(
            "exams.test_offered", actor=by, target=row, on_whom=offender,
            after={"paper": str(paper.pk), "month": month, "due_on": str(due_on or "")},
        )  # fmt: skip
        with override(offender.user.language or settings.LANGUAGE_CODE):
            send(
                to=offender.user, subject=_("A test for you"),
                body=said_tests([(paper.title, due_on)]), link=f"/tests/{paper.pk}/",
                key=f"test-offered:{row.pk}:{row.made_at.timestamp():.0f}",
            )  # fmt: skip
    forget_waiting(offender.pk)
    return row


def _check(offender: Offender, paper: Paper, due_on: date | None) -> str:
    """Whether it can be offered; the month that it is offered for."""
    if not offers.papers_open_to(offender).filter(pk=paper.pk).exists():
        raise refused("paper", _("This test is not meant for this person."), code="paper")
    day, term = today(), correction_of(offender)
    if day not in term:
        raise Invalid(_("The person is not in correction."), code="term")
    last = Month.current().last if paper.is_monthly else None
    if due_on is not None and (due_on < day or due_on not in term):
        raise refused("due_on", _("Choose a day from today to the end of correction."), code="day")
    if due_on is not None and last is not None and due_on > last:
        raise refused("due_on", _("A monthly test is due in its month."), code="day")
    return str(Month.current()) if paper.is_monthly else ""


def withdraw_offer(*, by: User, offer: Offer, reason: str) -> Offer:
    """Take a prescribed test back, with a reason; no plan offers it again. Raises `Denied`,
    `Invalid` (no reason), `Conflict` (withdrawn, or sat already)."""
    offender = Offender.objects.get(pk=offer.person_id)
    _require(by, offender)
    reason = reason_given(reason)[:MOST_REASON]
    with transaction.atomic():
        row = Offer.objects.select_for_update().get(pk=offer.pk)
        if row.withdrawn_at is not None:
            raise Conflict(_("This test has been withdrawn already."), code="withdrawn")
        if offers.sat_among([row]):
            raise Conflict(_("The person has sat this test: it stays."), code="sat")
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now(), by, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        audit.record(
            "exams.test_withdrawn", actor=by, target=row, on_whom=offender,
            before={"paper": str(row.paper_id), "month": row.month}, reason=reason,
        )  # fmt: skip
    forget_waiting(offender.pk)
    return row


def _require(by: User, offender: Offender) -> None:
    policies.require(by, Permission.PRESCRIBE, offender)
    if by.pk == offender.pk:
        raise Denied(_("Nobody decides about their own study."), code="own_study")
