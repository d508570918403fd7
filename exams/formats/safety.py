"""What is not let in: files that harm, deceive or swamp. One clear refusal, nothing left behind.

Everything is read in memory and to a limit; no file is ever unpacked to a disk, no name from a file
becomes a path, nothing is fetched. Pure.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lms.core import archives
from lms.core.archives import BadArchive, Limits
from lms.core.errors import Invalid

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_TEXT_BYTES = 20 * 1024 * 1024
"""Of GIFT and Aiken, which have no pictures: some 50,000 questions."""
MAX_MEMBERS = 5000
MAX_MEMBER_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 200
"""Times that a member above a megabyte may grow; text seldom passes 20, a bomb has 1,000."""
PICTURES = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF8",
    "webp": b"RIFF",
}


class FileRefused(Invalid):
    """The file as a whole is not read; the message says why."""


def size(content: bytes, most: int = MAX_FILE_BYTES) -> None:
    """Refuses what is empty or too large."""
    if not content.strip():
        raise FileRefused(_("The file is empty."))
    if len(content) > most:
        raise FileRefused(
            _("The file is larger than %(size)d MB.") % {"size": most // 1024 // 1024}
        )


# --- text ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """``notes``: what the person who brought the file should know about how it was read."""

    text: str
    notes: list[str] = field(default_factory=list)


def decode(content: bytes, *, gb18030: bool = True) -> Text:
    """Text in UTF-8 (with or without a mark), UTF-16 with its mark, or, unless ``gb18030`` says
    no, GB18030 that reads like Chinese; line ends are ``\\n``. Anything else is refused: a guess
    would fill the bank with wrong characters."""
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise FileRefused(_encoding())
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _lines(content.decode("utf-16"))
        return _lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _lines(_chinese(content, gb18030), [_("The file is in GB18030 and was read so.")])


def decode_xml(content: bytes, *, gb18030: bool = True) -> Text:
    """The text of an XML file in the encoding that it declares."""
    match = re.match(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.\-]+)", content[:300])
    name = match[1].decode("ascii", "replace").lower() if match else "utf-8"
    if name in ("gb18030", "gbk", "gb2312"):
        note = _("The file is in GB18030 and was read so.")
        return _lines(_chinese(content, gb18030), [note])
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _lines(content.decode("utf-16"))
        if name in ("utf-8", "us-ascii", "ascii"):
            return _lines(content.decode("utf-8-sig"))
        if name in ("iso-8859-1", "windows-1252"):
            return _lines(content.decode("cp1252"))
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("The file says that it is in %(name)s, but it is not. Please save it as UTF-8.")
            % {"name": name.upper()}
        ) from error
    raise FileRefused(_encoding())


def _encoding() -> str:
    return _("The characters of the file cannot be read. Please save it as UTF-8.")


def _chinese(content: bytes, wanted: bool) -> str:
    """GB18030 reads nearly any bytes as something, so it must also look like everyday Chinese."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise FileRefused(_encoding()) from error
    foreign = [char for char in text if not char.isascii()]
    everyday = sum(1 for char in foreign if _is_everyday(char))
    if everyday < 0.95 * len(foreign):
        raise FileRefused(_encoding())
    if not wanted:
        raise FileRefused(_("The file is in GB18030. Please save it as UTF-8."))
    return text


def _is_everyday(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _lines(text: str, notes: Iterable[str] = ()) -> Text:
    if "\x00" in text:
        raise FileRefused(_("The file is not a text file."))
    return Text(text.replace("\r\n", "\n").replace("\r", "\n"), list(notes))


# --- archives --------------------------------------------------------------------------------


_MAC = re.compile(r"^__MACOSX/|(?:^|/)(?:\._|\.DS_Store$)")
"""What a Mac adds to an archive for itself."""
LIMITS = Limits(
    members=MAX_MEMBERS, member=MAX_MEMBER_BYTES, unpacked=MAX_UNPACKED_BYTES, ratio=MAX_RATIO
)


class Archive(archives.Archive):
    """A zip file that was looked at before anything was unpacked. Raises `FileRefused`."""

    def __init__(self, content: bytes) -> None:
        try:
            super().__init__(content, LIMITS)
        except BadArchive as bad:
            raise FileRefused(_why(bad)) from bad

    @property
    def names(self) -> list[str]:
        return [name for name in super().names if not _MAC.search(name)]

    def read(self, name: str) -> bytes:
        """The bytes of a member, whatever it declares to be. Raises `KeyError`."""
        try:
            return super().read(name)
        except BadArchive as bad:
            raise FileRefused(_why(bad)) from bad


def _why(bad: BadArchive) -> str:
    said = {
        "many": _("There are too many files in the archive."),
        "twice": _("A name occurs twice in the archive."),
        "encrypted": _("The archive is locked with a password."),
        "swollen": _("Unpacked, the archive would be far too large."),
    }
    if bad.code == "leads_out":
        return _("The archive has a file that would land elsewhere: %(name)s.") % {
            "name": bad.name[:80]
        }
    return said.get(bad.code, _("The archive is broken."))


# --- markup and pictures ---------------------------------------------------------------------

_ACTIVE = re.compile(
    r"<\s*/?\s*(?:\w+:)?script\b"
    r"|<[a-z!?/][^<>]*[\s/\"']on[a-z]{3,20}\s*="
    r"|(?:href|src|data|action|srcdoc)\s*=\s*[\"']?\s*(?:java|vb|live)script\s*:"
    r"|(?:href|src|data)\s*=\s*[\"']?\s*data\s*:\s*(?:text/html|image/svg|application)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"&#x?0*(?:9|a|d|10|13);?|&(?:tab|newline);|[\x00-\x08\x0b-\x1f]", re.I)


def active(markup: str) -> bool:
    """Whether markup carries something that would run or load in a browser."""
    plain = _HIDDEN.sub("", markup)
    opened = re.sub(
        r"&(?!lt|amp|#0*60|#x0*3c)[#\w]{2,12};", lambda one: html.unescape(one[0]), plain
    )
    return bool(_ACTIVE.search(plain) or _ACTIVE.search(opened))


def no_active(markup: str) -> None:
    """Refuses the file when its markup would run something."""
    if active(markup):
        raise FileRefused(_("The file carries a script or something else that would run."))


def picture(name: str, data: bytes) -> str:
    """Why a picture cannot be taken, or nothing. An SVG with a script refuses the whole file."""
    kind = name.rpartition(".")[2].lower()
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind in ("svg", "svgz") or head.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html")):
        no_active(data.decode("utf-8", "replace"))
        if b"<!entity" in data.lower():
            raise FileRefused(_("The file carries a script or something else that would run."))
        return _("SVG drawings are not taken; please use PNG, JPEG, GIF or WebP")
    magic = PICTURES.get(kind)
    if magic is None:
        return _("only PNG, JPEG, GIF and WebP pictures are taken")
    if not data.startswith(magic) or (kind == "webp" and data[8:12] != b"WEBP"):
        return _("the picture is not what its name says")
    return "" if _dimensions_fit(data) else _("the picture cannot be opened or is far too large")


def _dimensions_fit(data: bytes) -> bool:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.width * image.height <= 40_000_000
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
