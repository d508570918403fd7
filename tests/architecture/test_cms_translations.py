"""The CMS speaks Chinese throughout: what Wagtail and its companions leave in English is filled in
by our own catalogue (lms/config/locale)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps

from lms.config.messages import ROOT, Message, messages_in

USED = [
    "wagtailcore", "wagtailadmin", "wagtailimages", "wagtaildocs", "wagtailsnippets",
    "wagtailusers", "wagtailsites", "wagtailembeds", "wagtailredirects", "wagtailforms",
    "wagtailsettings", "typed_table_block", "wagtailmedia", "taggit",
]  # fmt: skip
NOT_OURS = re.compile(r"^(Wagtail|[\d\W_]*|HTML|JSON|CSV|XLSX|URL|ID|Hex|rgba?|px|%\(\w+\)[sd])$")
"""Names and signs that are the same in every language."""


def packages() -> list[Path]:
    return [Path(config.path) for config in apps.get_app_configs() if config.label in USED]


def known(domain: str) -> set[Message]:
    """What Django, the packages or we translate."""
    import django

    places = [Path(django.__file__).parent, ROOT / "lms", ROOT / "content", *packages()]
    found: set[Message] = set()
    for place in places:
        for path in place.rglob(f"locale/zh_Hans/LC_MESSAGES/{domain}.po"):
            with path.open("rb") as file:
                for message in read_po(file):
                    text = message.string if isinstance(message.string, str) else message.string[0]
                    ident = message.id if isinstance(message.id, str) else message.id[0]
                    if ident and text and not message.fuzzy:
                        found.add((message.context, ident))
    return found


def said_by(package: Path) -> Iterator[Message]:
    """Everything marked for translation in a package's code and templates, tests left out."""
    for pattern in ("*.py", "*.html"):
        for path in sorted(package.rglob(pattern)):
            inside = path.relative_to(package).parts
            if {"tests", "test", "migrations", "styleguide", "locale", "contrib"} & set(inside):
                continue
            for context, text in messages_in(path):
                if not NOT_OURS.match(text.strip()):
                    yield context, text


@pytest.mark.parametrize("package", packages(), ids=lambda path: path.name)
def test_no_word_of_the_cms_is_left_in_english(package: Path) -> None:
    translated = known("django")
    missing = {message for message in said_by(package) if message not in translated}
    assert missing == set()


@pytest.mark.parametrize("package", packages(), ids=lambda path: path.name)
def test_nor_of_its_scripts(package: Path) -> None:
    catalogue = package / "locale" / "en" / "LC_MESSAGES" / "djangojs.po"
    if not catalogue.exists():
        return
    translated = known("djangojs")
    with catalogue.open("rb") as file:
        idents = [(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in read_po(file)]
    assert [one for one in idents if one[1] and one not in translated] == []
