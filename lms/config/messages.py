"""``python -m lms.config.messages [APP …]``: what an app says that no catalogue translates yet.

Missing messages are appended to the app's Chinese catalogue with an empty translation, which the
tests refuse until a person has written it. Messages that Django or a package translates already are
left out.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import template as translation_template

from lms.config.catalogues import folders
from lms.config.env import BASE_DIR as ROOT

KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    "_p": ((1, "c"), 2), "_now": None, "noop": None,
}  # fmt: skip
"""Also the names under which some modules import them."""
PACKAGES = ("django", "wagtail", "wagtailmedia", "two_factor")
"""Packages whose own Chinese catalogues count."""
Message = tuple[str | None, str]


def app_of(path: Path) -> Path:
    """The folder of the app that a file belongs to."""
    parts = path.relative_to(ROOT).parts
    return ROOT / parts[0] / parts[1] if parts[0] == "lms" else ROOT / parts[0]


def catalogue_of(app: Path) -> Path:
    return app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def messages_in(path: Path) -> Iterator[Message]:
    """(context, msgid) of everything marked for translation in a Python file or a template."""
    for message, _plural in counts_in(path):
        yield message


def counts_in(path: Path) -> Iterator[tuple[Message, str]]:
    """The same, each with its plural; "" for what has none."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = translation_template.templatize(text, origin=str(path))
        text = "\n".join(line.strip() for line in text.splitlines())  # no indentation of Python
    for _line, found, _comments, context in extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        singular, plural = (found, "") if isinstance(found, str) else (*found, "")[:2]
        if singular:
            yield (context, singular), plural or ""


def sources() -> list[Path]:
    """Our Python files and templates in which people are spoken to."""
    return [
        path
        for folder in folders()
        for pattern in ("*.py", "*.html")
        for path in sorted(folder.rglob(pattern))
        if not {"migrations", "frontend", "demo"} & set(path.parts)
        and path != ROOT / "lms" / "__init__.py"
    ]


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


@lru_cache
def translated() -> dict[Message, str]:
    """Every message that a catalogue of ours, of Django's or of a package translates."""
    found: dict[Message, str] = {}
    places = folders()
    places += [Path(str(__import__(name).__file__)).parent for name in PACKAGES]
    for place in places:
        for path in place.rglob("locale/zh_Hans/LC_MESSAGES/django.po"):
            for message in read(path):
                text, ident = _first(message.string), _first(message.id)
                if text and not message.fuzzy:
                    found[message.context, ident] = text
    return found


@lru_cache
def counted() -> set[Message]:
    """Those that a catalogue translates with a number: one without the plural is not found."""
    places = folders()
    places += [Path(str(__import__(name).__file__)).parent for name in PACKAGES]
    files = [path for place in places for path in place.rglob("locale/zh_Hans/LC_MESSAGES/*.po")]
    return {
        (message.context, message.id[0])
        for path in files
        for message in read(path)
        if isinstance(message.id, list | tuple) and _first(message.string)
    }


def _first(text: Any) -> str:
    """The singular, where a message has several forms."""
    return str(text if isinstance(text, str) else (text or ("",))[0])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def append_missing(app: Path) -> int:
    """Append what is missing to the app's catalogue; how many there were."""
    path = catalogue_of(app)
    listed: set[Message] = set()
    if path.exists():
        listed = {(m.context, _first(m.id)) for m in read(path)}
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        header = '"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: zh_Hans\\n"\n'
        path.write_text(f'msgid ""\nmsgstr ""\n{header}', encoding="utf-8")
    missing: dict[Message, str] = {}
    for source in sources():
        if app_of(source) == app:
            for message, plural in counts_in(source):
                if message not in translated() and message not in listed:
                    missing[message] = plural
    with path.open("a", encoding="utf-8") as file:
        for (context, text), plural in missing.items():
            said = f"msgctxt {_quoted(context)}\n" if context else ""
            form = f'msgid_plural {_quoted(plural)}\nmsgstr[0] ""' if plural else 'msgstr ""'
            file.write(f"\n{said}msgid {_quoted(text)}\n{form}\n")
    return len(missing)


def main(names: list[str]) -> int:
    apps = sorted({app_of(source) for source in sources()})
    for app in apps:
        if not names or app.name in names:
            sys.stdout.write(f"{app.relative_to(ROOT)}: {append_missing(app)} to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
