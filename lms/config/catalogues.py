"""``python -m lms.config.catalogues``: compile every message catalogue with Babel (no gettext
needed)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lms.config.env import BASE_DIR

ROOTS = ("lms", "content", "cases", "exams", "search")
"""The folders that hold our apps; whoever reads or writes catalogues goes through these."""


def folders() -> list[Path]:
    """Those of ``ROOTS`` that are there."""
    return [BASE_DIR / root for root in ROOTS if (BASE_DIR / root).is_dir()]


def catalogues() -> Iterator[Path]:
    """The .po files of our apps."""
    for folder in folders():
        yield from sorted(folder.rglob("locale/*/LC_MESSAGES/*.po"))


def compile_catalogue(path: Path) -> None:
    """Write the .mo file beside ``path``; fuzzy entries are left out."""
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.parent.name, abort_invalid=True)
    draft = path.with_suffix(".mo.new")
    with draft.open("wb") as target:
        write_mo(target, catalogue)
    draft.rename(path.with_suffix(".mo"))


def main() -> int:
    failed = 0
    for path in catalogues():
        try:
            compile_catalogue(path)
        except Exception as error:
            failed = 1
            sys.stderr.write(f"{path.relative_to(BASE_DIR)}: {error}\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
