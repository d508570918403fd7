"""Panels of the page editor that Wagtail does not have."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class MediaStatePanel(Panel):
    """Under a lesson's video or audio: how far it has come, and whether subtitles are there."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "content/cms/media_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.media_id)

        def get_comparison(self) -> list[Any]:
            """It shows no field, so there is nothing to compare."""
            return []

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "media": self.instance.media}
