"""Who reviews and approves a month, and telling them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.accounts.models import Organisation, RoleGrant, User
from lms.accounts.permissions import Permission, roles_with
from lms.core.errors import Denied
from lms.core.months import Month
from lms.learning.wording import said_month
from lms.messaging.actions import Note, send_many
from lms.scoring.models import CountyMonth, MonthScore


def holders(permission: Permission, place: Organisation, county: Organisation) -> list[User]:
    """Who holds ``permission`` over ``place`` by a grant in the county, deputies too."""
    grants = RoleGrant.objects.active().at_or_above(place)
    grants = grants.filter(
        role__in=roles_with(permission), organisation__path__startswith=county.path
    )
    return list(User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name"))


def reviewers_of(office: Organisation, county: Organisation) -> list[User]:
    return holders(Permission.REVIEW_SCORES, office, county)


def approvers_of(county: Organisation) -> list[User]:
    return holders(Permission.APPROVE_SCORES, county, county)


def refuse_own_file(by: Any, scores: Any) -> None:
    """Nobody works on scores among which is their own."""
    if scores.filter(offender=by.pk).exists():
        raise Denied(_("Your own score is among these. Somebody else has to do this."), code="own")


def scores_of(county_month: CountyMonth) -> Any:
    return MonthScore.objects.current().filter(county_month=county_month)


def address_of(county_month: CountyMonth) -> str:
    return reverse("scoring:month", args=[county_month.county.uid, county_month.month])


def tell(
    people: Iterable[User],
    county_month: CountyMonth,
    *,
    key: str,
    subject: Callable[[str], str],
    body: Callable[[], str],
) -> None:
    """The same message to several people, once for each ``key``; in the platform's language."""
    with override(settings.LANGUAGE_CODE):
        title = subject(said_month(Month.parse(county_month.month)))
        text = body()
    send_many(
        Note(to=one, subject=title, body=text, key=f"{key}:{one.pk}", link=address_of(county_month))
        for one in people
    )
