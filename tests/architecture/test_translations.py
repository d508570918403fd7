"""Every string that a person can read is translated: msgids in code and templates against the catalogues."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import template as translation_template

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
Message = tuple[str | None, str]


def app_of(path: Path) -> Path:
    parts = path.relative_to(ROOT).parts
    return ROOT / parts[0] / parts[1] if parts[0] == "lms" else ROOT / parts[0]


def messages_in(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = translation_template.templatize(text, origin=str(path))
    for _line, found, _comments, context in extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        singular = found if isinstance(found, str) else found[0]
        if singular:
            yield context, singular


def sources() -> list[Path]:
    return [
        path
        for root in ("lms", "content")
        for pattern in ("*.py", "*.html")
        for path in sorted((ROOT / root).rglob(pattern))
        if "migrations" not in path.parts and "frontend" not in path.parts
    ]


def translated() -> dict[Message, str]:
    """Every message that some catalogue of ours, or one of Django's and the packages', translates."""
    import django
    import two_factor
    import wagtail

    found: dict[Message, str] = {}
    places = [ROOT / "lms", ROOT / "content"]
    places += [Path(p.__file__).parent for p in (django, wagtail, two_factor)]
    for place in places:
        for path in place.rglob("locale/zh_Hans/LC_MESSAGES/django.po"):
            with path.open("rb") as file:
                for message in read_po(file, locale="zh_Hans"):
                    text = message.string if isinstance(message.string, str) else message.string[0]
                    ident = message.id if isinstance(message.id, str) else (message.id or ("",))[0]
                    if text and not message.fuzzy:
                        found[message.context, ident] = text
    return found


@pytest.fixture(scope="module")
def catalogue() -> dict[Message, str]:
    return translated()


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_string_is_left_in_english(path: Path, catalogue: dict[Message, str]) -> None:
    missing = [message for message in messages_in(path) if message not in catalogue]
    assert missing == []
