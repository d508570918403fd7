"""Tags of the CMS pages and block previews."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def frontend_style() -> SafeString:
    """The platform's own style sheet; nothing when the front end has not been built."""
    from django_vite.core.asset_loader import DjangoViteAssetLoader

    try:
        address = DjangoViteAssetLoader.instance().generate_vite_asset_url("src/style.css")
    except (RuntimeError, OSError):  # no manifest, or not in it
        return SafeString("")
    return format_html('<link rel="stylesheet" href="{}">', address)


@register.simple_tag
def media_standing(media: Any) -> dict[str, Any]:
    """``{% media_standing media as standing %}``: how far a video or audio has come."""
    from content.cms.media import standing

    return standing(media)


@register.simple_tag
def subtitles_form() -> Any:
    from content.cms.media import SubtitlesForm

    return SubtitlesForm()


@register.simple_tag
def upload_limit() -> int:
    return int(settings.MAX_UPLOAD_BYTES)


@register.simple_tag
def upload_limit_sentence() -> str:
    from content.media.refusals import Refusal

    return Refusal("too_big", limit=settings.MAX_UPLOAD_BYTES // 1024**2).sentence


@register.filter
def clock_time(seconds: float | None) -> str:
    """90 → 1:30; 3725 → 1:02:05; nothing for an unknown length."""
    if not seconds:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def app_label(model: Any) -> str:
    return str(model._meta.app_label)


@register.filter
def model_name(model: Any) -> str:
    return str(model._meta.model_name)
