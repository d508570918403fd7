"""Moodle XML, read: what Moodle's question bank exports.

After docs.moodle.org/en/Moodle_XML_format and Moodle's own exports. What this platform adds travels
in an element ``<xinlu>`` that Moodle passes over. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from exams.bank import plain, rich_text
from exams.bank.plain import Blank, Option, Pair, Question, decimal
from exams.formats import extra, formulas, gift_text, languages, moodle_gaps, safety, weights
from exams.formats.drafts import Draft
from exams.formats.pictures import Album
from exams.formats.xml import Node

NAME = "moodle-xml"
PLUGIN = "@@PLUGINFILE@@/"


class Reader:
    """One ``<question>`` on its way to a draft."""

    def __init__(self, node: Node) -> None:
        self.node = node
        name, _left = languages.one_language(node.words("name/text"))
        self.draft = Draft(node.line, name=rich_text.plain_line(name))
        self.album = Album(self.draft)
        self.key = rich_text.plain_line(node.words("idnumber"))
        self.draft.key_given = bool(self.key)

    def html(self, node: Node | None) -> str:
        """The HTML of a text element before it is cleaned, its pictures named."""
        if node is None:
            return ""
        text = node.find("text")
        body = ("".join(text.itertext()) if text is not None else node.text or "").strip()
        safety.no_active(body)
        kind = node.get("format", "html").lower()
        if "markdown" in kind:
            body = gift_text.rich(body, standard="markdown")[0]
        elif "plain" in kind:
            return rich_text.from_plain(body)
        elif "moodle" in kind:
            body = body.replace("\n", "<br>")
        lost: list[str] = []
        body = formulas.in_html(languages.taken(self.draft, body), lost)
        self._lose(lost)
        return self.album.rename(body, self._files(node))

    def _files(self, node: Node) -> dict[str, str]:
        """Addresses in a text → the names under which its pictures are kept."""
        names = {}
        for file in node.findall("file"):
            name = file.get("name", "")
            data = self.album.decode(name, "".join(file.itertext()))
            if data is not None:
                folder = file.get("path", "/").lstrip("/")
                names[f"{PLUGIN}{folder}{name}"] = self.album.take(name, data)
        return names

    def _lose(self, lost: list[str]) -> None:
        if lost:
            self.draft.note(_("Left out of the text: %(what)s") % {"what": ", ".join(lost)})

    def clean(self, html: str) -> str:
        self._lose(rich_text.lost(html))
        return rich_text.from_html(html)

    def rich(self, path: str | Node) -> str:
        node = self.node.find(path) if isinstance(path, str) else path
        return self.clean(self.html(node))  # type: ignore[arg-type]

    def flag(self, path: str, default: bool = False) -> bool:
        text = self.node.words(path).lower()
        return text in ("1", "true", "yes") if text else default

    def answers(self) -> list[tuple[Node, Fraction]]:
        rows = []
        for node in self.node.findall("answer"):
            try:
                rows.append((node, weights.share(node.get("fraction", "0") or "0")))
            except (ValueError, ZeroDivisionError):
                self.draft.refuse(_("The share of an answer is no number."))
        return rows  # type: ignore[return-value]

    def question(self, kind: str, **values: object) -> Question:
        stem = self.rich("questiontext")
        return Question(self.key, kind, stem, **values)  # type: ignore[arg-type]


def read(root: Node) -> list[Draft]:
    """Every question of a quiz element, in order."""
    drafts: list[Draft] = []
    category = ""
    for node in root.findall("question"):
        kind = node.get("type", "")
        if kind == "category":
            category = _category(node.words("category/text"))  # type: ignore[attr-defined]
        else:
            drafts.append(_draft(Reader(node), kind, category))  # type: ignore[arg-type]
    return drafts


def _category(path: str) -> str:
    last = path.replace("//", "\ufdd8").split("/")[-1].replace("\ufdd8", "/").strip()
    return "" if last.startswith("$") else rich_text.plain_line(last)


def _draft(reader: Reader, kind: str, category: str) -> Draft:
    draft, node = reader.draft, reader.node
    more = _more(node)
    read_kind = KINDS.get(kind)
    if kind == "description" and more.get("kind") == plain.CASE:
        draft.question = reader.question(plain.CASE)
    elif kind == "description":
        draft.refuse(_("This is a text without a question; only questions are taken."))
    elif read_kind is None:
        draft.refuse(_("Questions of the kind “%(kind)s” are not taken.") % {"kind": kind[:40]})
    else:
        draft.question = read_kind(reader)
    draft.seen_kind = kind
    if draft.question is not None:
        tags = tuple(rich_text.plain_line(one.words("text")) for one in _tags(node))
        draft.change(title=draft.name, tags=(*tags, category) if category else tags)
        draft.change(explanation=reader.rich("generalfeedback"))
        _score(reader)
        extra.unpack(draft, more)
        draft.change(pictures=reader.album.pictures)
    draft.case = str(more.get("case", ""))
    _left_out(reader)
    return draft


def _tags(node: Node) -> list[Node]:
    return node.findall("tags/tag")  # type: ignore[return-value]


def _more(node: Node) -> dict[str, object]:
    try:
        data = json.loads(node.words("xinlu") or "{}")
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _score(reader: Reader) -> None:
    """``defaultgrade``; a cloze has its marks in the text, a case in its parts."""
    text = reader.node.words("defaultgrade")
    question = reader.draft.question
    if not text or question is None or question.kind == plain.CASE:
        return
    try:
        score = decimal(text)
    except ValueError:
        reader.draft.refuse(_("The score is no number."))
        return
    if score == 0:
        reader.draft.note(_("The question is worth nothing there; here it is worth 1."))
        score = Decimal(1)
    reader.draft.change(score=score)


_SAID = {
    "correctfeedback": noop("comments on the whole answer"),
    "partiallycorrectfeedback": noop("comments on the whole answer"),
    "incorrectfeedback": noop("comments on the whole answer"),
    "hint": noop("hints"),
    "responsetemplate": noop("a template of the answer"),
    "maxwordlimit": noop("a limit of words"),
    "minwordlimit": noop("a limit of words"),
}


KNOWN = {
    *_SAID, "name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden",
    "idnumber", "tags", "answer", "single", "shuffleanswers", "answernumbering",
    "showstandardinstruction", "shownumcorrect", "usecase", "subquestion", "dragbox",
    "selectoption", "responseformat", "responserequired", "responsefieldlines", "attachments",
    "attachmentsrequired", "maxbytes", "filetypeslist", "graderinfo", "units", "unitgradingtype",
    "unitpenalty", "showunits", "unitsleft", "layouttype", "selecttype", "selectcount",
    "gradingtype", "showgrading", "numberingstyle", "xinlu",
}  # fmt: skip
"""What is read, and what says only how Moodle shows or asks a question."""


def _left_out(reader: Reader) -> None:
    names = [
        _(name)
        for tag, name in _SAID.items()
        if any(one.words() not in ("", "0", "-") for one in _every(reader.node, tag))
    ]
    if reader.node.words("attachments") not in ("", "0"):
        names.append(_("files to be handed in"))
    names += [
        one.tag for one in reader.node if one.tag not in KNOWN and "".join(one.itertext()).strip()
    ]
    if names:
        reader.draft.note(_("Not taken over: %(what)s") % {"what": ", ".join(dict.fromkeys(names))})
    if reader.flag("hidden"):
        reader.draft.note(_("The question is hidden there; it was read as well."))


def _every(node: Node, tag: str) -> list[Node]:
    return node.findall(tag)  # type: ignore[return-value]


# --- kinds -----------------------------------------------------------------------------------


def _choice(reader: Reader) -> Question:
    single = reader.flag("single", True)
    rows = reader.answers()
    right = [value == 1 if single else value > 0 for _node, value in rows]
    values = [value for _node, value in rows]
    kind, rule = (plain.SINGLE, plain.ALL) if single else (plain.MULTIPLE, plain.PARTIAL)
    if single and sum(right) > 1:
        kind = plain.MULTIPLE
        reader.draft.note(_("Several options are right; it was read as a multiple choice."))
    elif single:
        weights.of_one(reader.draft, values)
    else:
        weights.of_several(reader.draft, values)
    options = tuple(
        Option(extra.option_id(place), reader.rich(node), right[place], _feedback(reader, node))
        for place, (node, _value) in enumerate(rows)
    )
    shuffle = reader.flag("shuffleanswers", True)
    return reader.question(kind, options=options, rule=rule, shuffle=shuffle)


def _feedback(reader: Reader, node: Node) -> str:
    found = node.find("feedback")
    return "" if found is None else reader.rich(found)  # type: ignore[arg-type]


def _true_false(reader: Reader) -> Question:
    options = {}
    for node, value in reader.answers():
        word = node.words("text").lower()
        if word in ("true", "false"):
            options[word] = Option(word, "", value == 1, _feedback(reader, node))
    rows = tuple(options[word] for word in ("true", "false") if word in options)
    return reader.question(plain.TRUE_FALSE, options=rows)


def _short_answer(reader: Reader) -> Question:
    texts = []
    for node, value in reader.answers():
        answer = rich_text.plain_line(node.words("text"))
        weights.comment(reader.draft, node.words("feedback/text"))
        if value != 1:
            weights.partly(reader.draft, answer, value)
            continue
        texts.append(weights.literal(reader.draft, answer))
    blank = Blank(tuple(texts), ignore_case=not reader.flag("usecase"))
    return _with_gap(reader, blank)


def _with_gap(reader: Reader, blank: Blank) -> Question:
    """Moodle's field stands below the question; here it is a blank at the end of the text."""
    stem = reader.rich("questiontext")
    at_end = stem.endswith("</p>") and not stem.endswith("<p></p>")
    stem = f"{stem[:-4]} {{{{1}}}}</p>" if at_end else f"{stem} {{{{1}}}}"
    return Question(reader.key, plain.FILL, rich_text.clean(stem), blanks=(blank,))


def _numerical(reader: Reader) -> Question:
    found: list[tuple[str, Decimal]] = []
    for node, value in reader.answers():
        text = node.words("text")
        weights.comment(reader.draft, node.words("feedback/text"))
        if value != 1:
            weights.partly(reader.draft, text, value)
            continue
        try:
            decimal(text)
            found.append((text, decimal(node.words("tolerance") or "0")))
        except ValueError:
            reader.draft.refuse(_("“%(text)s” is no number.") % {"text": text[:40]})
    if reader.node.find("units/unit") is not None:
        names = ", ".join(one.words("unit_name") for one in _every(reader.node, "units/unit"))
        reader.draft.note(
            _("Units are not checked here, only the number: %(names)s") % {"names": names[:80]}
        )
    return _with_gap(reader, moodle_gaps.numeric_blank(reader.draft, found))


def _matching(reader: Reader) -> Question:
    pairs, distractors = [], []
    for node in _every(reader.node, "subquestion"):
        left = reader.rich(node)
        answer = node.find("answer")
        raw = reader.html(answer) if answer is not None else ""  # type: ignore[arg-type]
        formatted = answer is not None and answer.get("format")
        right = reader.clean(raw) if formatted else rich_text.from_plain(raw)
        if left:
            pairs.append(Pair(left, right))
        else:
            distractors.append(right)
    return reader.question(
        plain.MATCHING,
        pairs=tuple(pairs),
        distractors=tuple(distractors),
        shuffle=reader.flag("shuffleanswers", True),
    )


def _essay(reader: Reader) -> Question:
    info = reader.node.find("graderinfo")
    answer = ""
    if info is not None:
        is_plain = "plain" in info.get("format", "")
        raw = reader.node.words("graderinfo/text")
        html = "" if is_plain else reader.rich("graderinfo")
        answer = raw if is_plain else rich_text.words(html)
        if names := ", ".join(name for name, _alt in rich_text.pictures(html)):
            reader.draft.note(_("Left out of the text: %(what)s") % {"what": names})
    return reader.question(plain.SHORT, model_answer=answer)


def _ordering(reader: Reader) -> Question:
    rows = reader.node.findall("answer")
    try:
        rows.sort(key=lambda node: float(node.get("fraction", "0")))
    except ValueError:
        reader.draft.note(_("The order of the items is taken from the file."))
    if reader.node.words("selecttype") not in ("", "ALL", "0"):
        reader.draft.note(_("All items are put in order here, not only some of them."))
    items = tuple(reader.rich(node) for node in rows)  # type: ignore[arg-type]
    return reader.question(plain.ORDERING, items=items)


def _cloze(reader: Reader) -> Question:
    html = reader.html(reader.node.find("questiontext"))  # type: ignore[arg-type]
    stem, blanks, score = moodle_gaps.cloze(reader.draft, html)
    return Question(
        reader.key, plain.FILL, reader.clean(stem), blanks=tuple(blanks), score=score or Decimal(1)
    )


def _gaps(reader: Reader) -> Question:
    html = reader.html(reader.node.find("questiontext"))  # type: ignore[arg-type]
    nodes = [*_every(reader.node, "dragbox"), *_every(reader.node, "selectoption")]
    choices = [rich_text.plain_line(rich_text.words(one.words("text"))) for one in nodes]
    stem, blanks = moodle_gaps.numbered(reader.draft, html, choices)
    return Question(reader.key, plain.FILL, reader.clean(stem), blanks=tuple(blanks))


KINDS: dict[str, Callable[[Reader], Question]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "ddmatch": _matching,
    "essay": _essay,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "ddwtos": _gaps,
    "gapselect": _gaps,
}
