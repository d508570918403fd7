"""What the audit log calls the deeds around originals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.core import verbs


def connect() -> None:
    verbs.register(
        {
            "cases.file_added": _("brought an original to a case"),
            "cases.file_removed": _("removed an original from a case"),
            "cases.file_refused": _("an original was refused"),
            "cases.picture_chosen": _("chose whether a picture is published"),
        }
    )
