"""Video and audio on a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def media_player(context: dict[str, Any], media: Any) -> SafeString:
    """A plain player with subtitles, by signed addresses for the person who looks."""
    from content.media import serve

    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return SafeString("")
    tracks = format_html_join(
        "",
        '<track kind="{}" srclang="{}" label="{}" src="{}"{}>',
        (
            (
                track.kind,
                track.language,
                track.label,
                serve.sign(media, user, f"track-{track.pk}"),
                SafeString(" default") if number == 0 else "",
            )
            for number, track in enumerate(media.tracks.all())
        ),
    )
    source = serve.sign(media, user, "file")
    if media.type == "audio":
        return format_html('<audio controls preload="none" src="{}">{}</audio>', source, tracks)
    poster = serve.sign(media, user, "poster") if media.poster else ""
    return format_html(
        '<video controls preload="none" playsinline src="{}" poster="{}">{}</video>',
        source,
        poster,
        tracks,
    )
