"""Jobs of schemes: telling the offices of a new one, and trying a draft on a month."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from lms.accounts.models import Organisation, RoleGrant, User
from lms.accounts.permissions import Permission, roles_with
from lms.core import jobs
from lms.messaging.actions import Note, send_many
from lms.scoring.models import Scheme
from lms.scoring.schemes import trying

BATCH = 300


@jobs.job("scoring.scheme_news", label=gettext_lazy("News of a scheme to the offices"))
def tell_offices(run: jobs.JobRun) -> None:
    """Everybody who enters, reviews or approves scores where the scheme will hold."""
    scheme = Scheme.objects.select_related("organisation").get(pk=run.payload["scheme"])
    people = list(concerned(scheme))
    for start in range(0, len(people), BATCH):
        send_many(_note(scheme, user) for user in people[start : start + BATCH])
        run.progress(min(start + BATCH, len(people)), len(people))


def concerned(scheme: Scheme) -> Iterator[User]:
    """Staff of the subtree, without the parts that have a scheme of their own."""
    root = scheme.organisation
    own = Scheme.objects.filter(
        organisation__path__startswith=root.path, first_month__lte=scheme.first_month
    ).exclude(organisation=root)
    without = sorted(set(own.values_list("organisation__path", flat=True)))
    roles = {*roles_with(Permission.REVIEW_SCORES), *roles_with(Permission.APPROVE_SCORES)}
    grants = RoleGrant.objects.active().filter(
        organisation__path__startswith=root.path, role__in=roles
    )
    for path in without:
        grants = grants.exclude(organisation__path__startswith=path)
    users = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return users.order_by("pk").iterator(BATCH)


def _note(scheme: Scheme, user: User) -> Note:
    with override(user.language or settings.LANGUAGE_CODE):
        words = _(
            "From %(month)s on the scores of %(place)s follow “%(name)s”, version %(version)d."
            " Reason: %(reason)s"
        )
        told = {
            "month": scheme.first_month, "place": scheme.organisation.name,
            "name": scheme.plain["name"], "version": scheme.version, "reason": scheme.reason,
        }  # fmt: skip
        return Note(
            to=user, subject=_("A new scoring scheme"), body=words % told,
            key=f"scheme:{scheme.pk}:{user.pk}",
            link=reverse("scoring:scheme_version", args=[scheme.organisation.uid, scheme.version]),
        )  # fmt: skip


@jobs.job("scoring.try_scheme", label=gettext_lazy("A draft of a scheme tried on a month"))
def try_scheme(run: jobs.JobRun) -> None:
    organisation = Organisation.objects.get(pk=run.payload["organisation"])
    trying.work(run, organisation)
