"""Start-up checks that need to know more than core does."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, register, run_checks

from lms.accounts.roles import Role
from lms.core import checks


@register(checks.TAG)
def second_factor_roles_exist(**_kwargs: Any) -> list[CheckMessage]:
    """A slip of the pen would leave a role without its second factor."""
    unknown = sorted(set(settings.SECOND_FACTOR_ROLES) - set(Role.values))
    if not unknown:
        return []
    text = f"XINLU_SECOND_FACTOR_ROLES names no role: {', '.join(unknown)}."
    return [Error(text, hint=f"Roles are: {', '.join(Role.values)}.", id="xinlu.E020")]


def refuse_unsafe_production() -> None:
    """End any process of a platform in production, however it was started, that is set up unsafely.
    Each fault is a line."""
    if not settings.PRODUCTION:
        return
    faults = [check for check in run_checks(tags=[checks.TAG]) if check.level >= ERROR]
    for fault in faults:
        sys.stderr.write(f"{fault.id}: {fault.msg} {fault.hint or ''}".rstrip() + "\n")
    if faults:
        sys.exit(1)
