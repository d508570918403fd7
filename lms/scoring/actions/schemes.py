"""Schemes: a draft is edited, tried and put in force; a scheme in force is only succeeded."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.actions.checks import reason_given, refused
from lms.accounts.models import Kind, Organisation, User
from lms.accounts.permissions import Permission
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid
from lms.core.months import Month
from lms.scoring.models import CountyMonth, Scheme, SchemeDraft
from lms.scoring.rules import toml
from lms.scoring.rules.check import problems
from lms.scoring.schemes.in_force import canonical, digest, scheme_for

LEVELS = (Kind.PROVINCE, Kind.CITY, Kind.COUNTY)
"""Which organisations may have a scheme of their own; offices score by their county's."""
MOST_CHARACTERS = 200_000
MONTHS_AHEAD = 12


def save_draft(
    *, by: User, organisation: Organisation, plain: dict[str, Any], seen: str = ""
) -> SchemeDraft:
    """Keep what was edited, right or not yet right. ``seen``: the token of the draft that was
    edited (`token`); raises `Conflict` when somebody else has changed it since."""
    _require(by, organisation)
    if len(canonical(plain)) > MOST_CHARACTERS:
        raise Invalid(_("This is too long for a scheme."), code="too_long")
    with transaction.atomic():
        _lock(organisation)
        draft = SchemeDraft.objects.filter(pk=organisation.pk).first()
        if seen and seen != token(draft):
            raise Conflict(
                _("Somebody else has changed the draft meanwhile. Look at it again."), code="draft"
            )
        draft = draft or SchemeDraft(organisation=organisation)
        draft.plain, draft.edited_by, draft.edited_at = plain, by, now()
        draft.save()
        audit.record(
            "scoring.scheme_drafted", actor=by, target=draft,
            after={"organisation": organisation.pk, "digest": digest(plain)},
        )  # fmt: skip
    return draft


def import_draft(*, by: User, organisation: Organisation, content: bytes) -> SchemeDraft:
    """A TOML file becomes the draft, or nothing happens: `Invalid` with a line for each problem in
    ``fields["file"]``."""
    _require(by, organisation)
    plain, found = toml.read(content)
    if plain is None:
        told = [str(one) for one in found]
        raise Invalid(_("The file is not a scheme yet."), code="file", fields={"file": told})
    return save_draft(by=by, organisation=organisation, plain=plain)


def discard_draft(*, by: User, organisation: Organisation) -> None:
    """Throw the draft away. Raises `Conflict` when there is none."""
    _require(by, organisation)
    with transaction.atomic():
        draft = _draft_of(organisation)
        draft.delete()
        audit.record(
            "scoring.scheme_discarded", actor=by, after={"organisation": organisation.pk},
            before={"digest": digest(draft.plain)},
        )  # fmt: skip


def enforce(*, by: User, organisation: Organisation, first_month: str, reason: str) -> Scheme:
    """The draft holds from ``first_month`` (``YYYY-MM``) on, as the next version; it is a draft no
    longer. The month has not begun, no county has closed it, and it is later than that of the
    version before. Raises `Denied`, `Invalid` per field, `Conflict`."""
    _require(by, organisation)
    reason = reason_given(reason)
    month = _month(first_month)
    with transaction.atomic():
        _lock(organisation)
        draft = _draft_of(organisation)
        _refuse_problems(draft.plain)
        last = Scheme.objects.filter(organisation=organisation).order_by("-version").first()
        _refuse_month(organisation, month, last)
        before = scheme_for(organisation, month)
        if digest(draft.plain) == before.digest:
            raise Conflict(_("Nothing would change: this scheme holds already."), code="same")
        scheme = _write(draft, by=by, month=month, reason=reason, last=last)
        draft.delete()
        audit.record(
            "scoring.scheme_enforced", actor=by, target=scheme, reason=reason,
            before={"digest": before.digest},
            after={
                "organisation": organisation.pk, "version": scheme.version,
                "first_month": scheme.first_month, "digest": scheme.digest,
            },
        )  # fmt: skip
        jobs.enqueue(
            "scoring.scheme_news", key=f"scheme-news:{scheme.pk}", payload={"scheme": scheme.pk}
        )
    return scheme


def token(draft: SchemeDraft | None) -> str:
    """What an edited form carries, to see whether its draft is still the one that it showed."""
    return f"{draft.edited_at.timestamp():.6f}" if draft else "none"


def _require(by: User, organisation: Organisation) -> None:
    policies.require(by, Permission.MANAGE_SCHEMES, organisation)
    if organisation.kind not in LEVELS:
        raise Invalid(_("Only a county, a city or a province has a scheme."), code="kind")


def _lock(organisation: Organisation) -> None:
    """Two who edit or enforce at once come one after the other."""
    Organisation.objects.select_for_update().filter(pk=organisation.pk).first()


def _draft_of(organisation: Organisation) -> SchemeDraft:
    draft = SchemeDraft.objects.select_for_update().filter(pk=organisation.pk).first()
    if draft is None:
        raise Conflict(_("There is no draft."), code="no_draft")
    return draft


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise refused("first_month", _("Please give the month as in 2026-09.")) from error


def _refuse_problems(plain: dict[str, Any]) -> None:
    found = problems(plain)
    if found:
        words = _("The draft still has %(count)d faults. Put them right first.")
        told = [one.message for one in found]
        raise Invalid(words % {"count": len(found)}, code="faults", fields={"draft": told})


def _refuse_month(organisation: Organisation, month: Month, last: Scheme | None) -> None:
    current = Month.current()
    if month <= current:
        words = _("Not before %(month)s: a month that has begun keeps its scheme.")
        raise refused("first_month", words % {"month": current.next()}, code="begun")
    if _distance(current, month) > MONTHS_AHEAD:
        raise refused("first_month", _("At most twelve months ahead."), code="far")
    closed = CountyMonth.objects.filter(
        county__path__startswith=organisation.path, month__gte=str(month)
    )
    if closed.exists():
        raise refused("first_month", _("That month is closed already."), code="closed")
    if last is not None and str(month) <= last.first_month:
        words = _("Version %(version)d holds from %(month)s on. Choose a later month.")
        told = words % {"version": last.version, "month": last.first_month}
        raise refused("first_month", told, code="succeeded")


def _distance(one: Month, other: Month) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def _write(
    draft: SchemeDraft, *, by: User, month: Month, reason: str, last: Scheme | None
) -> Scheme:
    try:
        with transaction.atomic():
            return Scheme.objects.create(
                organisation_id=draft.pk,
                version=last.version + 1 if last else 1,
                first_month=str(month),
                plain=draft.plain,
                digest=digest(draft.plain),
                reason=reason,
                enforced_by=by,
            )
    except IntegrityError as error:
        raise Conflict(_("Another version was put in force meanwhile."), code="raced") from error
