"""Why a file is refused: a code for programs and a sentence for the editor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "empty": _("The file is empty."),
    "too_big": _("The file is larger than %(limit)s MB."),
    "extension": _(
        "Files of the kind “%(extension)s” are not accepted. Accepted are: %(accepted)s."
    ),
    "not_media": _("This is not a video or audio file, whatever its name says."),
    "playlist": _("This is a list of other files, not a video or audio file."),
    "misnamed": _("The name says “%(extension)s”, but the content is “%(found)s”."),
    "broken": _("The file is damaged and cannot be played."),
    "cut_short": _("The file is cut off: its end is missing. Please upload it again."),
    "no_picture": _("There is no picture in this file. Please upload it as audio."),
    "no_sound": _("There is no sound in this file."),
    "codec": _("The file uses a format that cannot be read (%(codec)s)."),
    "protected": _("The file is protected against copying and cannot be read."),
    "too_long": _("The file is longer than %(hours)s hours. Please split it."),
    "too_short": _("The file is shorter than one second."),
    "too_large_picture": _(
        "The picture is larger than 4K (%(width)s × %(height)s). Please make it smaller."
    ),
    "too_slow": _("The file takes too long to examine. It may be damaged."),
    "virus": _("The virus scanner found something in this file (%(name)s)."),
    "missing": _("The file is no longer there. Please upload it again."),
    "disk_full": _("The disk is full. Please tell the administrator and try again later."),
    "subtitles_text": _("The subtitles are not a text file. Please save them as UTF-8."),
    "subtitles_format": _("This is not a WebVTT or SRT file: its first line must say WEBVTT."),
    "subtitles_block": _("This part of the subtitles cannot be read: %(block)s"),
    "subtitles_none": _("There is not a single line in these subtitles."),
    "subtitles_many": _("The subtitles have more than %(limit)s lines."),
    "subtitles_backwards": _("Line %(number)s (%(time)s) ends before it begins."),
    "subtitles_order": _("Line %(number)s (%(time)s) begins before the line before it."),
    "subtitles_beyond": _("The subtitles go on to %(time)s, longer than the film."),
}


class Refusal(Exception):
    """A file that is not taken in. ``code`` is a key of `SENTENCES`, ``params`` fill it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def sentence(self) -> str:
        """The reason in the language that is active."""
        return str(SENTENCES[self.code]) % self.params
