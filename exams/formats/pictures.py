"""Pictures that come with a question: looked at, named, and found again in its texts. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from urllib.parse import unquote

from django.utils.translation import gettext as _

from exams.bank import rich_text
from exams.formats import safety
from exams.formats.drafts import Draft

_SOURCE = re.compile(r"""(<img\b[^>]*?\ssrc\s*=\s*)(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL)
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
        file → name. A picture from elsewhere is never fetched."""

        def source(match: re.Match[str]) -> str:
            address = match[3]
            if inside := _DATA.match(address):
                data = self.decode("data:", inside[2])
                name = self.take(f"inside.{inside[1].lower()}", data) if data else ""
            else:
                name = names.get(address) or names.get(unquote(address), "")
            if not name:
                self.draft.note(
                    _("A picture is not in the file: %(name)s") % {"name": address[:80]}
                )
            return f"{match[1]}{match[2]}{name}{match[2]}"

        return _SOURCE.sub(source, html)
