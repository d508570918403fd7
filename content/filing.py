"""Putting pictures, documents, media and subtitles into an organisation's collection by program.

The checks are those of the CMS forms; what is refused leaves nothing behind."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtailmedia import get_permission_policy

from content.media import subtitles
from content.media.refusals import Refusal
from content.models import Document, Image, Media, Track
from content.tree import ensure_branch, ensure_collection
from lms.accounts import policies
from lms.accounts.models import Organisation, User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Denied, Invalid


def add_picture(
    *, by: User, organisation: Organisation, title: str, description: str, file: File, **fields: Any
) -> Image:
    """A picture with the words that stand for it."""
    image = Image(title=title, description=description, file=file, **fields)
    return _keep(image, by, organisation)


def add_document(
    *, by: User, organisation: Organisation, title: str, file: File, **fields: Any
) -> Document:
    return _keep(Document(title=title, file=file, **fields), by, organisation)


def add_media(
    *, by: User, organisation: Organisation, title: str, kind: str, file: File, **fields: Any
) -> Media:
    """Video or audio (``kind``). It waits for the worker; `content.media.transcode.prepare_now`
    makes it playable at once."""
    return _keep(Media(title=title, type=kind, file=file, **fields), by, organisation)


def _keep(made: Any, by: User, organisation: Organisation) -> Any:
    policies.require(by, Permission.AUTHOR_CONTENT, organisation)
    return keep(made, by=by, organisation=organisation)


def keep(made: Any, *, by: User, organisation: Organisation) -> Any:
    """Put a new file into the collection of ``organisation``; for actions that have checked
    themselves whether ``by`` may (cases: what is released with a case)."""
    ensure_branch(organisation)
    made.collection, made.uploaded_by_user = ensure_collection(organisation), by
    try:
        made.full_clean(exclude=["width", "height"])
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), code="file", fields=error.message_dict) from error
    with transaction.atomic():
        made.save()
        audit.record("content.file_added", actor=by, target=made)
    return made


def add_subtitles(
    *,
    media: Media,
    by: User,
    raw: bytes,
    name: str,
    kind: str = Track.Kind.SUBTITLES,
    language: str = "zh-Hans",
    label: str = "中文",
) -> Track:
    """Check a WebVTT or SRT file and put it beside a medium; it replaces the one of the same kind
    and language. Raises `Invalid` with what is wrong."""
    require_editable(media, by)
    try:
        found = subtitles.read(raw, name=name, seconds=media.duration or 0)
    except Refusal as refusal:
        raise Invalid(
            refusal.sentence, code=refusal.code, fields={"file": [refusal.sentence]}
        ) from refusal
    with transaction.atomic():
        track, created = Track.objects.select_for_update().get_or_create(
            media=media, kind=kind, language=language, defaults={"label": label}
        )
        old = "" if created else track.file.name
        track.label, track.words = label, found.words
        track.file.save(f"{media.uid}-{kind}.vtt", ContentFile(found.vtt.encode()), save=False)
        track.save()
        audit.record("media.subtitles_set", actor=by, target=media, after={"kind": kind})
        if old:
            transaction.on_commit(lambda: track.file.storage.delete(old))
    return track


def remove_subtitles(*, track: Track, by: User) -> None:
    require_editable(track.media, by)
    with transaction.atomic():
        audit.record("media.subtitles_removed", actor=by, target=track.media)
        track.delete()


def require_editable(media: Media, by: Any) -> None:
    """Raises `Denied` unless ``by`` may change this medium in the CMS."""
    if not get_permission_policy().user_has_permission_for_instance(by, "change", media):
        raise Denied(_("You may not change this file."), code="not_editable")
