"""Pictures of questions: named by what is in them, kept beside the question, never replaced."""

from __future__ import annotations

import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from wagtail.models import Collection

from content.media import serve
from content.models import Image
from exams.bank import plain, rich_text
from exams.models import Question, QuestionPicture
from lms.core import context
from lms.core.errors import Invalid

SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
_SOURCE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')


def form_of(question: Question) -> plain.Question:
    """The plain form of a question (of a draft too), with its pictures."""
    wanted = question.plain.get("pictures") or {}
    if not wanted:
        return plain.from_json(question.plain)
    return plain.from_json(question.plain, contents(question, wanted))


def contents(question: Question, names: Any) -> dict[str, bytes]:
    """The pictures with these names; one that is not there is left out."""
    rows = QuestionPicture.objects.filter(question=question.pk, name__in=list(names))
    return {row.name: content(row.image) for row in rows.select_related("image")}


def of_many(questions: Iterable[UUID]) -> dict[UUID, dict[str, bytes]]:
    """All pictures of these questions by question and name. One query, and the files."""
    found: defaultdict[UUID, dict[str, bytes]] = defaultdict(dict)
    rows = QuestionPicture.objects.filter(question__in=list(questions)).select_related("image")
    for row in rows:
        found[row.question_id][row.name] = content(row.image)
    return found


def content(image: Image) -> bytes:
    with image.open_file() as file:
        return bytes(file.read())


def addresses(question: Question) -> dict[str, str]:
    """Name → address of each picture of a question, for pages."""
    rows = QuestionPicture.objects.filter(question=question.pk).select_related("image")
    return {row.name: address(row.image) for row in rows}


def address(image: Image) -> str:
    """Signed for whoever asks now, who was let to the page that shows it: a picture of the bank
    stands on no page of the CMS by which others could be judged (content/gate.py)."""
    user = context.actor()
    name = str(image.file.name)
    return serve.sign_path(name, user) if user is not None else str(image.file.url)


def name_of(data: bytes) -> str:
    """The name of a picture: its digest. Raises `Invalid` for what is no picture of a known
    kind."""
    try:
        with Pillow.open(io.BytesIO(data)) as opened:
            suffix = SUFFIXES[opened.format or ""]
    except (OSError, KeyError, ValueError, Pillow.DecompressionBombError) as error:
        raise Invalid(
            _("Pictures must be PNG, JPEG, GIF or WebP files."), code="picture_kind"
        ) from error
    return hashlib.sha256(data).hexdigest()[:40] + suffix


def named(form: plain.Question) -> plain.Question:
    """The same question with its pictures under their own names, in the texts as well."""
    names = {old: name_of(data) for old, data in form.pictures.items()}
    if all(old == new for old, new in names.items()):
        return form
    pictures = {names[old]: data for old, data in form.pictures.items()}
    renamed = with_texts(form, lambda text: with_sources(text, names))
    return replace(renamed, pictures=pictures)


def store(question: Question, form: plain.Question, *, by: Any) -> None:
    """Keep the pictures of ``form`` (`named`) for ``question``, which is saved. What is there
    stays: older versions show it."""
    have = set(question.pictures.values_list("name", flat=True)) if form.pictures else set()
    words = {
        name: alt for text in plain.rich_fields(form) for name, alt in rich_text.pictures(text)
    }
    for name, data in form.pictures.items():
        if name not in have:
            image = _image(name, data, words.get(name, ""), by)
            QuestionPicture.objects.create(question=question, name=name, image=image)


def _image(name: str, data: bytes, words: str, by: Any) -> Image:
    known = QuestionPicture.objects.filter(name=name).select_related("image").first()
    if known is not None:
        return known.image
    image = Image(
        title=(words or name)[:255],
        description=(words or name)[:255],
        file=ContentFile(data, name=f"question-{name}"),
        # No author may change what stands in the root: a version shows what it showed.
        collection=Collection.get_first_root_node(),
        uploaded_by_user=by,
    )
    try:
        image.full_clean(exclude=["width", "height"])
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), code="picture") from error
    image._set_image_file_metadata()
    image.save()
    return image


def with_sources(text: str, names: Mapping[str, str]) -> str:
    """Clean rich text whose pictures have the new names."""
    return _SOURCE.sub(lambda hit: hit[1] + names.get(hit[2], hit[2]) + hit[3], text)


def with_texts(form: plain.Question, change: Callable[[str], str]) -> plain.Question:
    """The same question with every rich text changed."""
    return replace(
        form,
        stem=change(form.stem),
        explanation=change(form.explanation),
        options=tuple(
            replace(one, text=change(one.text), feedback=change(one.feedback))
            for one in form.options
        ),
        pairs=tuple(plain.Pair(change(one.left), change(one.right)) for one in form.pairs),
        distractors=tuple(map(change, form.distractors)),
        items=tuple(map(change, form.items)),
        parts=tuple(with_texts(part, change) for part in form.parts),
    )
