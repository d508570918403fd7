from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "lms.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.core import checks, lists, menus, schedule  # noqa: F401

        schedule.connect()
        menus.register("platform", _("Jobs"), "core:jobs", "jobs", order=80, shown=_at_a_desk)
        menus.register(
            "oversight", _("Audit log"), "core:audit", "shield", order=80,
            shown=menus.may("view_audit"),
        )  # fmt: skip


def _at_a_desk(user: object) -> bool:
    return bool(getattr(user, "is_desk", False))
