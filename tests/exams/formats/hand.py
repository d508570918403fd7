"""Short ways to read a text as a file and to build small packages by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from exams import formats
from exams.bank.plain import Question
from exams.formats import Found, Result


def read(text: str, format: str | None = None) -> Result:
    return formats.read(text.encode(), format)


def one(text: str, format: str | None = None) -> Question:
    """The one question of a file that has nothing to complain about."""
    found = only(text, format)
    assert found.problems == ()
    assert found.question is not None
    return found.question


def only(text: str, format: str | None = None) -> Found:
    (found,) = read(text, format).found
    return found


def said(found: Found) -> str:
    return " / ".join(problem.what for problem in found.problems)


def packed(members: Mapping[str, bytes | str]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return memory.getvalue()


def quiz(*questions: str) -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<quiz>{''.join(questions)}</quiz>"


def moodle(kind: str, body: str, stem: str = "Why?") -> str:
    return quiz(
        f"<question type='{kind}'><name><text>n</text></name>"
        f"<questiontext format='html'><text><![CDATA[{stem}]]></text></questiontext>"
        f"{body}</question>"
    )


def item(body: str, declarations: str = "", after: str = "") -> str:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i"'
        f' title="T">{declarations}<itemBody>{body}</itemBody>{after}</assessmentItem>'
    )


def declared(
    *correct: str, cardinality: str = "single", kind: str = "identifier", name: str = "RESPONSE"
) -> str:
    values = "".join(f"<value>{value}</value>" for value in correct)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{kind}">'
        f"<correctResponse>{values}</correctResponse></responseDeclaration>"
    )
