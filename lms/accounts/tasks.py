"""What happens by itself: roles that begin and end, and the sweeping up of what has passed."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.actions.access import follow_the_calendar
from lms.accounts.models import ApiToken, OneTimeCode, SignIn
from lms.accounts.roster import uploads, work
from lms.core import schedule
from lms.core.clock import now
from lms.core.jobs import JobRun, job, result_path
from lms.core.models import Job


@job("accounts.calendar", label=_("Roles that begin or end today"))
def calendar(run: JobRun) -> None:
    run.say(accounts=follow_the_calendar())


@job("accounts.tidy", label=_("Removing expired sessions, tokens and codes"))
def tidy(run: JobRun) -> None:
    """Sessions and what goes with them. Codes stay a week, so that an officer sees one was used."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    SignIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    ApiToken.objects.filter(expires_at__lt=now()).delete()
    OneTimeCode.objects.filter(expires_at__lt=now() - timedelta(days=7)).delete()
    uploads.forget_old()
    old = Job.objects.filter(kind=work.EXPORT, ended_at__lt=now() - uploads.KEPT)
    for one in old.exclude(result_name=""):
        result_path(one).unlink(missing_ok=True)  # whole ID numbers are not left lying about


def connect() -> None:
    """Called once when the app is ready."""
    schedule.daily("accounts: roles that begin or end", at="00:03", job="accounts.calendar")
    schedule.daily("accounts: expired sessions and codes", at="03:20", job="accounts.tidy")
