"""Files that belong to content."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from content.gate import may_fetch
from content.models import Image, Rendition

FOLDERS: dict[str, Any] = {"images": Rendition, "original_images": Image}


@require_safe
@login_required
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponse | FileResponse:
    """A picture or a resized copy of it, for those who may see a page that shows it; else 404."""
    model = FOLDERS[folder]
    found = model.objects.filter(file=f"{folder}/{name}").first()
    image = getattr(found, "image", found)
    if found is None or not may_fetch(request.user, image):
        raise Http404
    response: HttpResponse | FileResponse
    if settings.MEDIA_ACCEL:
        response = HttpResponse(content_type="")
        response["X-Accel-Redirect"] = f"/protected/{PurePosixPath(found.file.name)}"
    else:
        try:
            response = FileResponse(found.file.open("rb"))
        except FileNotFoundError as error:
            raise Http404 from error
        response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    # A picture is never a document that runs script in our name (SVG).
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """The CMS has no door of its own: sign-in, lock-out and second factor are the platform's."""
    return redirect(f"{settings.LOGIN_URL}?next=/cms/")
