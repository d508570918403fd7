from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def plant_tree(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Home page, site and review exist on every database, a flushed test one included."""
    from content.models import HomePage
    from content.tree import ensure_home

    if HomePage._meta.db_table in connections[using].introspection.table_names():
        ensure_home()


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content import filling, receivers, tasks
        from content.media import tidy

        filling.connect()
        receivers.connect()
        tasks.plan()
        tidy.plan()
        post_migrate.connect(plant_tree, sender=self, dispatch_uid="content.plant_tree")
