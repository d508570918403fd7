"""What people are told about a case on its way. Never its title or a word of it: a message may be
sent by SMS, and a case that is withdrawn must not live on in one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.models import Submission
from cases.reviewers import authors_of
from cases.way import State
from lms.accounts.models import RoleGrant, User
from lms.accounts.permissions import Permission, roles_with
from lms.core.months import today
from lms.messaging.actions import Note, send_many

LANGUAGE = "zh-hans"


def tell_legal_reviewer(row: Submission, *, by: Any) -> None:
    _tell(
        [row.legal_reviewer], row, "legal",
        subject=lambda: _("A case waits for your legal review"),
        body=lambda: _("%(who)s has named you as the second person. Please decide by %(day)s.")
        % {"who": by.name, "day": row.due_on},
    )  # fmt: skip


def tell_county(row: Submission, *, by: Any) -> None:
    """Everybody who may review for the county; who takes it decides it."""
    _tell(
        county_reviewers(row), row, "county",
        subject=lambda: _("A warning case waits for the county's review"),
        body=lambda: _("%(unit)s has sent a warning case. Please decide by %(day)s.")
        % {"unit": row.organisation.name, "day": row.due_on},
    )  # fmt: skip


def tell_author(row: Submission, *, by: Any) -> None:
    _tell(
        [row.made_by], row, "back",
        subject=lambda: _("A case was sent back to you"),
        body=lambda: _("%(who)s has written what has to be changed.") % {"who": by.name},
    )  # fmt: skip


def tell_published(row: Submission) -> None:
    _tell(
        [row.made_by, row.legal_reviewer], row, "published",
        subject=lambda: _("Your case is published"),
        body=lambda: _("From now on you see how far it has come."),
    )  # fmt: skip


def tell_withdrawn(row: Submission, *, by: Any) -> None:
    people = [row.made_by, row.legal_reviewer, row.county_reviewer]
    _tell(
        [one for one in people if one is not None and one.pk != by.pk], row, "withdrawn",
        subject=lambda: _("A case was withdrawn"),
        body=lambda: _("%(who)s has withdrawn it. The reason stands in its history.")
        % {"who": by.name},
    )  # fmt: skip


def county_reviewers(row: Submission) -> list[User]:
    """Who may review for the county, without those who have a part in the case: people of the
    county; where it has none, of the nearest level above."""
    parts = authors_of(row) | ({row.legal_reviewer_id} if row.legal_reviewer_id else set())
    may = RoleGrant.objects.active().filter(role__in=roles_with(Permission.RELEASE_CASES))
    for place in [row.county, *reversed(row.county.get_ancestors())]:
        there = may.filter(organisation=place).values("user")
        found = User.objects.filter(pk__in=there, is_active=True).exclude(pk__in=parts)
        if people := list(found):
            return people
    return []


def remind_whose_turn_it_is() -> int:
    """From the last day of a step on, once a day, whoever the case waits for. Returns how many
    messages were new; the same day again sends none."""
    day, sent = today(), 0
    due = Submission.objects.open().filter(due_on__lte=day).exclude(state=State.DRAFT.value)
    related = ("legal_reviewer", "county_reviewer", "county", "organisation")
    for row in due.select_related(*related).iterator(chunk_size=200):
        sent += _tell(
            _whose_turn(row), row, f"remind:{row.state}:{day}", step=0,
            subject=lambda: _("A case waits for you"),
            body=lambda day=row.due_on: _("It was to be decided by %(day)s.") % {"day": day},
        )  # fmt: skip
    return sent


def _whose_turn(row: Submission) -> Iterable[Any]:
    if row.way == State.LEGAL_REVIEW:
        return [row.legal_reviewer]
    return [row.county_reviewer] if row.county_reviewer else county_reviewers(row)


def _tell(
    people: Iterable[Any], row: Submission, about: str, *, subject: Any, body: Any,
    step: int | None = None,
) -> int:  # fmt: skip
    """``step`` tells rounds apart: the same is told again when it has happened again."""
    step = row.steps.count() if step is None else step
    with override(LANGUAGE):
        return send_many(
            Note(
                to=person, subject=str(subject()), body=str(body()),
                link=reverse("cases:desk_case", args=[row.pk]),
                key=f"case:{row.pk}:{about}:{step}:{person.pk}",
            )
            for person in people
            if person is not None
        )  # fmt: skip
