"""Tags of the CMS pages and block previews."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def frontend_style() -> SafeString:
    """The platform's own style sheet; nothing when the front end has not been built."""
    from django_vite.core.asset_loader import DjangoViteAssetLoader
    from django_vite.core.exceptions import DjangoViteError

    try:
        return mark_safe(DjangoViteAssetLoader.instance().generate_vite_asset("src/style.css"))
    except (DjangoViteError, OSError):
        return mark_safe("")
