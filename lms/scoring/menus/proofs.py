"""Proofs in menus and on a person's page, and the verbs of what is done there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from lms.accounts.permissions import Permission
from lms.core import menus, places, verbs


def connect() -> None:
    verifies = menus.may(Permission.VERIFY_MONTHS)
    menus.register(
        "scores", _("Proofs of months"), "scoring:proofs", "shield", order=90, shown=verifies
    )
    menus.register(
        menus.OWN, _("My file with proofs"), "scoring:own_dossier", "download", order=40,
        shown=is_offender,
    )  # fmt: skip
    places.register("person_sections", person_section, order=90)
    verbs.register(VERBS)


def is_offender(user: Any) -> bool:
    return bool(user.is_offender)


def person_section(request: HttpRequest, offender: Any) -> str:
    """The way to the file, for whoever may take it."""
    from lms.scoring.views.proofs import may_take

    if not may_take(request.user, offender):
        return ""
    return get_template("scoring/proofs_section.html").render({"offender": offender})


VERBS = {
    "scoring.key_rotated": _("changed the key that signs months"),
    "scoring.month_signed": _("signed a month"),
    "scoring.own_dossier": _("downloaded their own file with proofs"),
    "scoring.verification_asked": _("had a month verified"),
    "scoring.witness_adopted": _("took copies of the witness back"),
    "scoring.witness_key_rotated": _("changed the key of a witness"),
}
