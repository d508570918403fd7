"""Texts in several languages, as Moodle's filters write them: one of them is taken. Pure."""

from __future__ import annotations

import re
from functools import partial

from django.utils.translation import gettext as _

from exams.formats.drafts import Draft

_SPAN = (
    r"""<span\b(?=[^>]{0,200}\bclass\s?=\s?["'][^"'>]{0,100}\bmultilang\b)"""
    r"""[^>]{0,200}\blang\s?=\s?["']([\w-]{1,20})["'][^>]{0,200}>"""
)
_OLD = re.compile(_SPAN + r"(.{0,20000}?)</span>", re.IGNORECASE | re.DOTALL)
_NEW = re.compile(r"\{mlang\s+([\w-]+)\s*\}(.{0,20000}?)\{\s*mlang\s*\}", re.IGNORECASE | re.DOTALL)


def one_language(text: str) -> tuple[str, list[str]]:
    """``text`` with Chinese where it is there, else with what comes first, and the languages that
    were left out."""
    left: dict[str, None] = {}
    if "multilang" not in text and "{mlang" not in text:
        return text, []
    for pattern in (_OLD, _NEW):
        text = _group(pattern).sub(partial(_chosen, pattern, left), text)
    return text, list(left)


def taken(draft: Draft, text: str) -> str:
    """The same, with a note about what was left out."""
    text, left = one_language(text)
    if left:
        draft.note(
            _("The text is in several languages there; left out: %(names)s")
            % {"names": ", ".join(left)}
        )
    return text


def _group(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Blocks that follow each other say the same in several languages."""
    block = re.sub(r"\((?!\?)", "(?:", pattern.pattern)
    return re.compile(rf"{block}(?:\s*{block})*", pattern.flags)


def _chosen(pattern: re.Pattern[str], left: dict[str, None], group: re.Match[str]) -> str:
    found = [(match[1].lower(), match[2]) for match in pattern.finditer(group[0])]
    ranked = sorted(found, key=lambda one: (not one[0].startswith("zh"), one[0] != "other"))
    left.update(dict.fromkeys(name for name, _words in found if name != ranked[0][0]))
    return ranked[0][1]
