"""Reading the demo lessons: Markdown with a head, sections, bullets and self-checks.

The files stand in ``content/demo/courses/<course>/NN-<lesson>.md`` beside their ``course.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.config.env import BASE_DIR

FOLDER = BASE_DIR / "content" / "demo"


class BadLesson(ValueError):
    """A demo file does not follow the format; the message says where."""


@dataclass
class Section:
    title: str
    bullets: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)


@dataclass
class Check:
    prompt: str
    options: list[tuple[str, bool]] = field(default_factory=list)
    explanation: str = ""


@dataclass
class Lesson:
    slug: str
    title: str
    kind: str
    summary: str
    sections: list[Section]
    checks: list[Check]

    @property
    def text(self) -> str:
        return "\n".join(p for s in self.sections for p in (s.title, *s.paragraphs))


@dataclass
class Course:
    slug: str
    facts: dict[str, Any]
    lessons: list[Lesson]


def courses() -> list[Course]:
    """All demo courses, those without prerequisites first."""
    found = [course(path.parent) for path in sorted(FOLDER.glob("courses/*/course.toml"))]
    return sorted(found, key=lambda c: (len(c.facts.get("requires", [])), c.slug))


def course(folder: Path) -> Course:
    facts = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8"))
    return Course(folder.name, facts, [lesson(path) for path in sorted(folder.glob("*.md"))])


def lesson(path: Path) -> Lesson:
    """Parse one file. Raises `BadLesson` naming file and line."""
    text = path.read_text(encoding="utf-8")
    head, body = _split_head(text, path)
    sections: list[Section] = []
    checks: list[Check] = []
    in_checks = False
    for number, line in enumerate(map(str.strip, body.splitlines()), start=1):
        if line.startswith("## "):
            in_checks = line[3:].strip() == "自测"
            if not in_checks:
                sections.append(Section(line[3:].strip()))
        elif line and in_checks:
            _check_line(checks, line, path, number)
        elif line and sections:
            _section_line(sections[-1], line)
        elif line:
            raise BadLesson(f"{path.name}:{number}: text before the first heading")
    slug = re.sub(r"^\d+-", "", path.stem)
    return Lesson(slug, head["title"], head["kind"], head.get("summary", ""), sections, checks)


def _split_head(text: str, path: Path) -> tuple[dict[str, str], str]:
    parts = text.split("---", 2)
    if len(parts) != 3 or parts[0].strip():
        raise BadLesson(f"{path.name}: no head")
    head = {}
    for line in parts[1].strip().splitlines():
        key, _, value = line.partition(":")
        value = value.strip()
        head[key.strip()] = value.split(" #")[0].strip() if value else ""
    if not head.get("title") or head.get("kind") not in ("video", "article", "document"):
        raise BadLesson(f"{path.name}: title or kind is missing")
    return head, parts[2]


def _check_line(checks: list[Check], line: str, path: Path, number: int) -> None:
    mark, rest = line[0], line[1:].strip()
    if mark == "?":
        checks.append(Check(rest))
    elif mark in "+-" and checks:
        checks[-1].options.append((rest, mark == "+"))
    elif mark in "!！" and checks:
        checks[-1].explanation = rest
    else:
        raise BadLesson(f"{path.name}:{number}: not a question, option or explanation")


def _section_line(section: Section, line: str) -> None:
    if line.startswith("- "):
        section.bullets.append(line[2:].strip())
    elif line.startswith("> "):
        section.quotes.append(line[2:].strip())
    else:
        section.paragraphs.append(line)
