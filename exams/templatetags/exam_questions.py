"""Questions as they are shown, for templates: ``{% load exam_questions %}``.

Names of fields begin with ``q`` and the place ("q3", the second part of a case there "q3-2");
blanks add "b1", left sides "l0", items "i0". exams/posted.py reads them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams import presenting
from exams.bank.plain import BLANK

register = template.Library()


@register.filter
def letter(place: int) -> str:
    """0 is A."""
    return chr(ord("A") + int(place))


@register.filter
def item(values: Any, key: Any) -> Any:
    """``values[key]``, or None where there is nothing of the kind; keys of mappings are texts."""
    if isinstance(values, Mapping):
        return values.get(str(key))
    if isinstance(values, list | tuple) and isinstance(key, int) and 0 <= key < len(values):
        return values[key]
    return None


@register.filter
def part_of(place: Any, number: int) -> str:
    """The place of a part: "3" and 2 are "3-2"."""
    return f"{place}-{number}"


@register.filter
def has(values: Any, value: Any) -> bool:
    """Whether a list of chosen places holds ``value``."""
    return isinstance(values, list | tuple) and value in values


@register.simple_tag
def stem_with_blanks(
    shown: Mapping[str, Any], place: Any, given: Any, readonly: Any, right: Any
) -> SafeString:
    """The stem of a fill-in question; each blank is a field inside the sentence."""

    def field(found: Any) -> str:
        number = int(found.group(1))
        text = item(given, number - 1) or ""
        if readonly:
            return _written(text, item(right, number - 1))
        return format_html(
            '<input type="text" class="blank" name="q{0}b{1}" value="{2}" aria-label="{3}"'
            ' maxlength="500" autocomplete="off" autocapitalize="off" spellcheck="false">',
            place, number, text, _("Blank %(number)d") % {"number": number},
        )  # fmt: skip

    return mark_safe(BLANK.sub(field, shown["stem"]))


def _written(text: str, right: Any) -> SafeString:
    """What was written into a blank, and what would have been right where that is told."""
    said = format_html(
        '<b class="written">{}</b>', text or pgettext("in a blank", "nothing written")
    )
    if right is None:
        return said
    return format_html('{} <span class="tag good">{}</span>', said, right)


@register.simple_tag
def pairs_of(shown: Mapping[str, Any], given: Any, right: Any) -> list[dict[str, Any]]:
    """Rows of a matching question: the left side, the place chosen, and texts of both choices."""
    rights = shown["rights"]
    rows = []
    for place, left in enumerate(shown["lefts"]):
        chosen, wanted = item(given, place), item(right, place)
        rows.append(
            {
                "place": place,
                "left": left,
                "chosen": chosen,
                "chosen_text": item(rights, chosen),
                "right_text": item(rights, wanted),
            }
        )
    return rows


@register.simple_tag
def items_in_order(shown: Mapping[str, Any], given: Any) -> list[dict[str, Any]]:
    """Items of an ordering question as the candidate has put them; ``position`` is None while they
    have not put them in an order."""
    order = given or range(len(shown["items"]))
    return [
        {"place": place, "text": shown["items"][place], "position": number if given else None}
        for number, place in enumerate(order, start=1)
    ]


@register.filter
def texts_in(shown: Mapping[str, Any], order: Any) -> list[str]:
    """The items of an ordering question in that order."""
    return [shown["items"][place] for place in order or ()]


@register.filter
def up_to(count: Any) -> range:
    """1 … count."""
    return range(1, len(count) + 1)


KINDS = {
    "single": lambda: _("single choice"),
    "multiple": lambda: _("multiple choice"),
    "true_false": lambda: _("true or false"),
    "fill": lambda: _("fill in"),
    "matching": lambda: _("matching"),
    "ordering": lambda: _("ordering"),
    "short": lambda: _("short answer"),
    "case": lambda: _("case analysis"),
}


@register.filter
def kind_name(kind: str) -> str:
    """What a question of that kind is called."""
    return KINDS[kind]()


@register.filter
def worth(points: Any) -> str:
    """Points without zeros that say nothing: 5.00 is 5, 2.50 is 2.5."""
    text = str(points)
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def truth_name(option: str) -> str:
    """The words of a true/false option that has none of its own."""
    return presenting.truth(option)
