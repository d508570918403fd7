from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import desk
from lms.core import menus


def connect() -> None:
    desk.count_with_messages()
    menus.register(
        "content", _("Handing in cases"), "cases:desk", "upload", order=35,
        shown=desk.comes_here, badge=desk.waiting_for,
    )  # fmt: skip
