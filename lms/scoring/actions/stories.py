"""An exemplary story: ask the person, draft it without a name, take it offline when they say so."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from content import authoring
from content.actions import take_offline
from lms.accounts import policies
from lms.accounts.models import Offender, Organisation, RoleGrant
from lms.accounts.permissions import Permission, roles_with
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible
from lms.messaging.actions import Note, send, send_many
from lms.scoring import story
from lms.scoring.models import MonthScore, StoryConsent

State = StoryConsent.State


def ask_consent(*, by: Any, offender: Offender, why: str) -> StoryConsent:
    """Ask a person whether their way may be told without a name. Raises `Denied`, `Invalid` (no
    reason; under the juvenile regime: never, 社区矫正法 §54), `Conflict` (asked already)."""
    policies.require(by, Permission.RECORD_CONDUCT, offender)
    county = offender.office.county()
    if offender.juvenile_regime:
        raise Invalid(_("No story is written about persons under the juvenile regime."))
    if not why.strip() or county is None:
        sentence = _("Please say why this person.")
        raise Invalid(sentence, code="why", fields={"why": [sentence]})
    try:
        with transaction.atomic():
            consent = StoryConsent.objects.create(
                offender=offender, county=county, why=why.strip()[:300], asked_by=by
            )
            audit.record("scoring.story_asked", actor=by, target=consent, on_whom=offender)
            send(
                to=offender.user,
                subject=_("May we tell of your way?"),
                body=_("The office would like to tell of your progress, without your name. Please "
                       "say yes or no. Whatever you say has no effect on your score."),
                link=reverse("scoring:story", args=[consent.pk]),
                key=f"story:{consent.pk}",
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("This person has been asked already.")) from error
    return consent


def answer_consent(*, by: Any, consent: StoryConsent, agreed: bool) -> StoryConsent:
    """The person's own answer, once; `withdraw_consent` takes a yes back."""
    with transaction.atomic():
        row = _own(by, consent)
        if row.state != State.ASKED:
            raise Conflict(_("You have answered this already."))
        row.state, row.answered_at = State.AGREED if agreed else State.DECLINED, now()
        row.save(update_fields=["state", "answered_at"])
        audit.record(
            "scoring.story_answered", actor=by, target=row, on_whom=row.offender,
            after={"agreed": agreed},
        )  # fmt: skip
        if agreed:
            send_many(
                Note(
                    to=author,
                    subject=_("A story may be written"),
                    body=_("Somebody has agreed that their way is told without a name."),
                    link=reverse("scoring:stories"),
                    key=f"story:{row.pk}:{author.pk}",
                )
                for author in authors_of(row.county)
            )
    return row


def withdraw_consent(*, by: Any, consent: StoryConsent) -> StoryConsent:
    """Take a yes back, at any time, without a reason. The page goes offline at once."""
    with transaction.atomic():
        row = _own(by, consent)
        if row.state != State.AGREED:
            raise Conflict(_("There is no consent to take back."))
        row.state, row.withdrawn_at = State.WITHDRAWN, now()
        row.save(update_fields=["state", "withdrawn_at"])
        if row.page is not None and row.page.live:
            take_offline(row.page, None)
        if row.written_by is not None:
            send(
                to=row.written_by,
                subject=_("A story must stay offline"),
                body=_("The person has taken the consent back. Please do not publish this page."),
                link=reverse("scoring:stories"),
                key=f"story:{row.pk}:withdrawn",
            )
        audit.record("scoring.story_withdrawn", actor=by, target=row, on_whom=row.offender)
    return row


def write_story(*, by: Any, consent: StoryConsent) -> Any:
    """A draft in the county's material library, without anything that names the person; it goes
    through review like any page. Raises `Denied`, `Conflict` (no consent, or drafted already)."""
    policies.require(by, Permission.AUTHOR_CONTENT, consent.county)
    with transaction.atomic():
        row = StoryConsent.objects.select_for_update().get(pk=consent.pk)
        if row.state != State.AGREED or row.page_id is not None:
            raise Conflict(_("There is no consent, or the story has been drafted already."))
        scores = MonthScore.objects.current().published().filter(offender=row.offender)
        title, summary, body = story.draft(list(scores.order_by("month")))
        page = authoring.create_material(
            by=by, organisation=row.county, title=title, summary=summary,
            body=[("text", RichText("".join(body)))], kind="leaflet",
            source=_("county agency, from the record, without names"),
        )  # fmt: skip
        row.page, row.written_by = page, by
        row.save(update_fields=["page", "written_by"])
        audit.record("scoring.story_drafted", actor=by, target=row, after={"page": page.pk})
    return page


def authors_of(county: Organisation) -> list[Any]:
    """Who writes for the county's libraries."""
    grants = RoleGrant.objects.active().filter(
        organisation=county, role__in=roles_with(Permission.AUTHOR_CONTENT), user__is_active=True
    )
    return list({grant.user_id: grant.user for grant in grants.select_related("user")}.values())


def _own(by: Any, consent: StoryConsent) -> StoryConsent:
    row = StoryConsent.objects.select_for_update().filter(pk=consent.pk, offender=by.pk).first()
    if row is None:
        raise NotVisible(_("This question is not there."), code="story")
    return row
