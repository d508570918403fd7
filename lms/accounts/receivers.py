"""What follows from signing in, failing to, and signing out."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from lms.accounts import lockout
from lms.accounts.actions.second_factor import has_second_factor
from lms.accounts.actions.sessions import note_sign_in
from lms.accounts.middleware import SECOND_FACTOR, SEEN
from lms.accounts.models import SignIn, User
from lms.core import audit, context
from lms.core.clock import now


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    session = request.session
    if not session.session_key:
        session.save()
    session[SEEN] = now().isoformat()
    # Whoever has set up a second factor is asked for it, even where the role does not need one.
    session[SECOND_FACTOR] = has_second_factor(user)
    facts = context.info()
    note_sign_in(
        user, session_key=str(session.session_key), address=facts.address, agent=facts.agent
    )


def failed(sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    """Logged on the account, when there is one; what was typed for a name is not kept: it is now
    and then a password."""
    name = lockout.account_name(request, credentials)
    whom = User.objects.filter(username=name).first()
    audit.record("accounts.sign_in_failed", on_whom=whom, success=False)


def locked(sender: Any, username: str, **kwargs: Any) -> None:
    whom = User.objects.filter(username=username).first()
    audit.record("accounts.locked_out", on_whom=whom, success=False)


def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Before the session is flushed."""
    if user is None:
        return
    SignIn.objects.filter(session_key=request.session.session_key or "").delete()
    audit.record("accounts.signed_out", actor=user, on_whom=user)


def connect() -> None:
    """Called once when the app is ready."""
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    user_login_failed.connect(failed, dispatch_uid="accounts.sign_in_failed")
    user_locked_out.connect(locked, dispatch_uid="accounts.locked_out")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
