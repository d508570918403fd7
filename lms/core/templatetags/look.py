"""Small things that every template draws: icons, meters, rings, shares, menus."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lms.core import menus

register = template.Library()
RING = 2 * 3.14159265 * 51
"""The circumference of the ring's circle (core/ring.html)."""


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """``{% icon "home" %}``: decoration beside words; with ``label`` it speaks for itself."""
    return _icon(name, str(label), extra)


@lru_cache(maxsize=1024)
def _icon(name: str, label: str, extra: str) -> SafeString:
    """Dozens stand on a page, the same ones on each."""
    classes = f"icon {extra}".strip()
    address = f"{static('core/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            classes, label, address,
        )  # fmt: skip
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        classes, address,
    )  # fmt: skip


@register.simple_tag
def meter(value: float, most: float, label: str, extra: str = "") -> SafeString:
    """``{% meter 11 18 "11 of 18 minutes" %}``: a bar; ``extra``: ``good``, ``bad``, ``thick``."""
    top = max(float(most), 1)
    return format_html(
        '<progress class="{}" value="{}" max="{}" aria-label="{}"></progress>',
        f"meter {extra}".strip(), round(min(float(value), top), 2), round(top, 2), label,
    )  # fmt: skip


@register.inclusion_tag("core/ring.html")
def ring(value: float, target: float, figure: str, caption: str, label: str) -> dict[str, Any]:
    """A ring that is filled as far as ``value`` is of ``target``; ``label`` says it in words."""
    share = min(float(value) / float(target), 1) if float(target) else 1.0
    return {"dash": round(RING * share, 1), "figure": figure, "caption": caption, "label": label}


@register.simple_tag
def shares(parts: Iterable[tuple[str, float]], label: str, extra: str = "") -> SafeString:
    """Shares of a whole side by side. ``parts``: (colour class ``ok``, ``maybe``, ``no``, ``rest``,
    ``sun``, ``part``, ``cloud``, ``rain``, ``brand``; amount). ``label`` says them in words."""
    known = [(name, max(float(amount), 0)) for name, amount in parts]
    whole = sum(amount for _name, amount in known) or 1
    rects, left = [], 0.0
    for name, amount in known:
        width = 1000 * amount / whole
        rects.append((name, round(left, 1), round(width, 1)))
        left += width
    drawn = format_html_join("", '<rect class="c-{}" x="{}" y="0" width="{}" height="10"/>', rects)
    return format_html(
        '<svg class="{}" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>',
        f"shares {extra}".strip(), label, drawn,
    )  # fmt: skip


@register.simple_tag
def sign_out_address() -> str:
    """Where a form that signs out is sent."""
    return str(settings.LOGOUT_URL)


@register.simple_tag(takes_context=True)
def tab_links(context: Any) -> list[menus.Link]:
    """``{% tab_links as tabs %}``: the learner's tab bar."""
    return menus.tabs(context["request"])


@register.simple_tag(takes_context=True)
def own_links(context: Any) -> list[menus.Link]:
    return menus.own(context["request"])


@register.simple_tag
def nav_links(links: Iterable[menus.Link]) -> SafeString:
    """``{% nav_links tabs %}``: the links of a menu, one after the other."""
    return mark_safe(
        "".join(_nav_link(o.url, str(o.label), o.icon, o.badge, o.current) for o in links)
    )


@lru_cache(maxsize=512)
def _nav_link(url: str, label: str, icon_name: str, badge: int, current: bool) -> SafeString:
    """The same few stand on every page."""
    return format_html(
        '<a href="{}"{}>{}{}{}</a>', url, mark_safe(' aria-current="page"' if current else ""),
        _icon(icon_name, "", ""), label,
        format_html('<span class="badge">{}</span>', badge) if badge else "",
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def side_groups(context: Any) -> list[menus.Group]:
    """``{% side_groups as groups %}``: the staff's side menu."""
    return menus.side(context["request"])
