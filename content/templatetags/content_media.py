"""Video and audio on a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def media_player(context: dict[str, Any], media: Any) -> SafeString:
    """A plain player with subtitles, by signed addresses for the person who looks; nothing for who
    may not see it. The view lets the media server into the page's policy
    (`content.media.serve.allow`)."""
    from content.gate import may_fetch
    from content.media import serve

    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not may_fetch(user, media):
        return SafeString("")
    found = serve.sources(media, user, request)
    tracks = format_html_join(
        "",
        '<track kind="{}" srclang="{}" label="{}" src="{}"{}>',
        (
            (
                track.kind,
                track.language,
                track.label,
                track.src,
                SafeString("" if n else " default"),
            )
            for n, track in enumerate(found.tracks)
        ),
    )
    if found.kind == "audio":
        return format_html('<audio controls preload="none" src="{}">{}</audio>', found.file, tracks)
    return format_html(
        '<video controls preload="none" playsinline src="{}" poster="{}">{}</video>',
        found.file, found.poster, tracks,
    )  # fmt: skip
