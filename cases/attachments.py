"""What goes along with a published case: made anew, so that nothing hidden comes with it."""

from __future__ import annotations

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


def attach(page: CasePage, submission: Submission, *, by: Any) -> None:
    """Put the pictures that were chosen, and the masked full text where that was wished, into
    ``page``, which is not saved."""
    for file in submission.files.kept().filter(is_picture=True, published=True):
        image = _picture(file, by, submission, page.audience)
        page.body.append(("picture", {"image": image, "alt": file.alt, "caption": ""}))
    if submission.publish_text:
        for number, text in enumerate(masked.full_texts(submission), start=1):
            document = _document(f"{number}", text, page, submission, by)
            page.attachments.append(("download", {"document": document, "label": ""}))


def _picture(file: SourceFile, by: Any, submission: Submission, audience: str) -> Image:
    content = rebuild.picture(originals.content_of(file))
    image = Image(title=_name(_("Picture of a case")), description=file.alt, audience=audience)
    image.file = ContentFile(content, name=f"{file.pk}.png")
    return filing.keep(image, by=by, organisation=submission.organisation)


def _document(number: str, text: str, page: CasePage, submission: Submission, by: Any) -> Document:
    with override("zh-hans"):
        title = _name(_("Full text, names replaced"))
    content = rebuild.as_pdf(page.title, text)
    document = Document(title=f"{title} {number}", audience=page.audience)
    document.file = ContentFile(content, name=f"{submission.pk}-{number}.pdf")
    return filing.keep(document, by=by, organisation=submission.organisation)


def _name(text: str) -> str:
    return str(text)[:100]


def remove(page: CasePage) -> None:
    """Delete the files of a withdrawn case: an address that somebody kept leads nowhere, whatever
    a cache remembers of who may see it. Files that another page shows stay."""
    files: list[Any] = [one.value["image"] for one in page.body if one.block_type == "picture"]
    files += [one.value["document"] for one in page.attachments]
    for file in files:
        if file is not None and not _shown_elsewhere(file, page):
            file.delete()


def _shown_elsewhere(file: Any, page: CasePage) -> bool:
    # Adopted copies were withdrawn with it: what they show is as gone as what it showed.
    copies = CasePage.objects.filter(origin=page.origin, withdrawn_at__isnull=False)
    gone = {str(page.pk), *(str(pk) for pk in copies.values_list("pk", flat=True))}
    return ReferenceIndex.get_references_to(file).exclude(object_id__in=gone).exists()
