"""Pictures that come with a question: looked at, named, and found again in its texts. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html as markup
import re
from urllib.parse import unquote

from django.utils.translation import gettext as _

from exams.bank import rich_text
from exams.formats import safety
from exams.formats.drafts import Draft

_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpeg|gif|webp);base64,(.*)", re.IGNORECASE | re.DOTALL)


class Album:
    """The pictures of one question."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.pictures: dict[str, bytes] = {}

    def take(self, name: str, data: bytes) -> str:
        """The name under which a picture is kept; empty, with a note, when it cannot be taken."""
        name = name.rpartition("/")[2]
        if reason := safety.picture(name, data):
            self.draft.note(_("%(name)s: %(reason)s") % {"name": name[:80], "reason": reason})
            return ""
        known = self.pictures.get(name)
        if not rich_text.PICTURE_NAME.fullmatch(name) or (known is not None and known != data):
            kind = name.rpartition(".")[2].lower()
            name = f"picture-{hashlib.sha256(data).hexdigest()[:12]}.{kind}"
        self.pictures[name] = data
        return name

    def decode(self, name: str, text: str) -> bytes | None:
        """The bytes of base64 text; None with a note when it is none."""
        try:
            return base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            self.draft.note(_("%(name)s: the file inside cannot be read.") % {"name": name[:80]})
            return None

    def rename(self, html: str, names: dict[str, str]) -> str:
        """HTML whose pictures have the names under which they are kept. ``names``: address in the
        file → name. A picture from elsewhere is never fetched; where one is missing, the words
        for those who cannot see it stand in its place."""

        def picture(match: re.Match[str]) -> str:
            found = rich_text.pictures(match[0])
            address, alt = found[0] if found else ("", "")
            if inside := _DATA.match(address):
                data = self.decode("data:", inside[2])
                name = self.take(f"inside.{inside[1].lower()}", data) if data else ""
            else:
                name = names.get(address) or names.get(unquote(address), "")
            if name:
                return _with_source(match[0], name)
            self._miss(address, alt)
            return f"[{markup.escape(alt)}]" if alt else ""

        return _IMG.sub(picture, html)

    def _miss(self, address: str, alt: str) -> None:
        text = _("The picture “%(name)s” is not in the file.") % {"name": address[:80] or "?"}
        if alt:
            self.draft.note(text + " " + _("The words for it stand in its place."))
        else:
            self.draft.refuse(text)


def _with_source(tag: str, name: str) -> str:
    source = re.compile(r"""\ssrc\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
    return source.sub(f' src="{name}"', tag, count=1)
