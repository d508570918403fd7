"""Periodic work of content; the times stand in `schedule` and may be changed in beat's tables."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from celery import shared_task
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.models import TeacherPage
from content.tree import AUTHORING, sync_groups
from lms.accounts.models import RoleGrant
from lms.core import schedule
from lms.core.clock import now
from lms.core.months import local_day
from lms.messaging.actions import send

REMIND_DAYS = 30


@shared_task(name="content.publish_scheduled")
def publish_scheduled() -> None:
    """Put approved drafts online when their time has come, and take expired pages off."""
    call_command("publish_scheduled", stdout=StringIO())


@shared_task(name="content.sync_groups")
def sync_all_groups() -> None:
    """Grants begin and end by date: bring the CMS groups of all authors up to the day."""
    authors = Q(pk__in=RoleGrant.objects.filter(role__in=AUTHORING).values("user"))
    grouped = Q(groups__name__regex=r"^(editor|reviewer|teacher):")
    for user in get_user_model().objects.filter(authors | grouped).distinct().iterator():
        sync_groups(user)


@shared_task(name="content.remind_accreditation")
def remind_accreditation() -> None:
    """Tell the owner's editors once when a teacher's accreditation ends within 30 days."""
    today = local_day(now())
    until = today + timedelta(days=REMIND_DAYS)
    teachers = TeacherPage.objects.live().expiring(after=today, until=until)
    with override("zh-hans"):
        for teacher in teachers.select_related("owner_organisation"):
            grants = RoleGrant.objects.active().filter(
                organisation=teacher.owner_organisation, role="editor"
            )
            for grant in grants.select_related("user"):
                send(
                    to=grant.user,
                    subject=_("Accreditation ends soon: %(name)s") % {"name": teacher.title},
                    body=_("It ends on %(day)s. Please renew it in the teacher pool.")
                    % {"day": teacher.accredited_until},
                    link=f"/cms/pages/{teacher.pk}/edit/",
                    key=f"accreditation:{teacher.pk}:{teacher.accredited_until}:{grant.user_id}",
                )


def plan() -> None:
    """Register the times; called when the app is ready."""
    schedule.every(
        "content: publish what is scheduled", minutes=5, task="content.publish_scheduled"
    )
    schedule.daily(
        "content: bring CMS groups up to the day", at="00:10", task="content.sync_groups"
    )
    schedule.daily(
        "content: accreditations that end soon", at="08:10", task="content.remind_accreditation"
    )
