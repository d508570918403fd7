"""What goes along with a published case: made anew, so that nothing hidden comes with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import ReferenceIndex

from cases import masked, originals
from cases.models import CasePage, SourceFile, Submission
from cases.reading import rebuild
from content import filing
from content.models import Document, Image

PNG = b"\x89PNG"


@contextmanager
def attached(page: CasePage, submission: Submission, *, by: Any) -> Iterator[None]:
    """Put the pictures that were chosen, and the masked full text where that was wished, into
    ``page``, which is not saved. When what is done then fails, nothing of them stays on the disk:
    their rows go with the transaction."""
    made: list[Any] = []
    page.attachments = []
    try:
        _attach(page, submission, by, made)
        yield
    except BaseException:
        for file in made:
            file.file.storage.delete(file.file.name)
        raise


def _attach(page: CasePage, submission: Submission, by: Any, made: list[Any]) -> None:
    for file in submission.files.kept().filter(is_picture=True, published=True):
        made.append(_picture(file, by, submission, page.audience))
        page.body.append(("picture", {"image": made[-1], "alt": file.alt, "caption": ""}))
    if submission.publish_text:
        for number, text in enumerate(masked.full_texts(submission), start=1):
            made.append(_document(f"{number}", text, page, submission, by))
            page.attachments.append(("download", {"document": made[-1], "label": ""}))


def _picture(file: SourceFile, by: Any, submission: Submission, audience: str) -> Image:
    content = rebuild.picture(originals.content_of(file))
    image = Image(title=_name(_("Picture of a case")), description=file.alt, audience=audience)
    extension = "png" if content.startswith(PNG) else "jpg"
    image.file = ContentFile(content, name=f"{file.pk}.{extension}")
    kept: Image = filing.keep(image, by=by, organisation=submission.organisation)
    kept.get_file_hash()  # tells whether the next edition shows another one (cases/receivers.py)
    return kept


def _document(number: str, text: str, page: CasePage, submission: Submission, by: Any) -> Document:
    with override("zh-hans"):
        title = _name(_("Full text, names replaced"))
    content = rebuild.as_pdf(page.title, text)
    document = Document(title=f"{title} {number}", audience=page.audience)
    document.file = ContentFile(content, name=f"{submission.pk}-{number}.pdf")
    return filing.keep(document, by=by, organisation=submission.organisation)


def _name(text: str) -> str:
    return str(text)[:100]


def files_of(page: CasePage) -> list[Any]:
    """The pictures and documents that a case shows."""
    files = [one.value["image"] for one in page.body if one.block_type == "picture"]
    files += [one.value["document"] for one in page.attachments]
    return [one for one in files if one is not None]


def remove(files: list[Any], page: CasePage) -> None:
    """Delete files of a case that was withdrawn or says something else now: an address that
    somebody kept leads nowhere, whatever a cache remembers of who may see it. Files that another
    page shows stay."""
    for file in files:
        if not _shown_elsewhere(file, page):
            file.delete()


def _shown_elsewhere(file: Any, page: CasePage) -> bool:
    # Adopted copies were withdrawn with it: what they show is as gone as what it showed.
    copies = CasePage.objects.filter(origin=page.origin, withdrawn_at__isnull=False)
    gone = {str(page.pk), *(str(pk) for pk in copies.values_list("pk", flat=True))}
    return ReferenceIndex.get_references_to(file).exclude(object_id__in=gone).exists()
