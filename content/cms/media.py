"""Video and audio in the CMS: how far it has come, subtitles, trying again, deleting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtailmedia.models import MediaType
from wagtailmedia.views import media as wagtail_views

from content import filing
from content.media import subtitles, transcode, work
from content.media.ladder import LADDER
from content.media.transcode import PREPARE
from content.models import Media, Track
from content.models.media import MediaState
from lms.accounts.models import User
from lms.core import audit, jobs
from lms.core.errors import Conflict, Invalid
from lms.core.models import Job


class SubtitlesForm(forms.Form):
    """A WebVTT or SRT file beside a film."""

    file = forms.FileField(
        label=gettext_lazy("Subtitle file"),
        help_text=gettext_lazy("WebVTT (.vtt) or SubRip (.srt), in UTF-8 or GB 18030."),
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Track.Kind.choices)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("zh-Hans", "中文"), ("en", "English")],
    )


def jobs_of(media: Media) -> dict[str, Job]:
    """The jobs of the present upload, by kind."""
    keys = [work.key_of(kind, media) for kind in (PREPARE, LADDER)]
    return {job.kind: job for job in Job.objects.filter(key__in=keys)}


def standing(media: Media) -> dict[str, Any]:
    """How far a medium has come, in words and figures; ``busy`` as long as that changes."""
    known = jobs_of(media)
    job = known.get(PREPARE)
    if job is not None and job.state == Job.State.DONE:
        job = known.get(LADDER) or job
    failed = job is not None and job.state == Job.State.FAILED
    label = str(media.get_state_display())
    if media.state == MediaState.READY and job is not None and not job.is_over:
        label = _("Ready; more qualities follow")
    return {
        "id": media.pk,
        "state": media.state,
        "label": label,
        "percent": job.percent if job is not None else 0,
        "note": job.note if job is not None and not job.is_over else "",
        "problem": media.problem or (job.note if failed and job is not None else ""),
        "busy": job is not None and not job.is_over,
        "again": failed and media.state != MediaState.REFUSED,
    }


def author(request: HttpRequest) -> User:
    """Who is signed in: the CMS lets nobody else in."""
    return request.user  # type: ignore[return-value]


@require_safe
def state(request: HttpRequest, media_id: int) -> JsonResponse:
    """For the progress bar. What somebody may not change is not there for them."""
    return JsonResponse(standing(_editable(request, media_id)))


def _editable(request: HttpRequest, media_id: int) -> Media:
    media = get_object_or_404(Media, pk=media_id)
    filing.require_editable(media, request.user)
    return media


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, media_type: str) -> HttpResponse:
    """wagtailmedia's page; an upload by script is told where to go instead of being sent there."""
    if media_type not in MediaType.values:
        return redirect("wagtailmedia:add", "video")
    response = wagtail_views.add(request, media_type)
    if response.status_code == 302 and request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"to": response["Location"]})
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, media_id: int) -> HttpResponse:
    response = wagtail_views.edit(request, media_id)
    if response.status_code == 302:
        audit.record("content.edited", actor=request.user, target=Media(pk=media_id))
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"to": response["Location"]})
    return response


@require_POST
def again(request: HttpRequest, media_id: int) -> HttpResponse:
    """Process a file once more whose job failed (a full disk, a crash)."""
    media = _editable(request, media_id)
    failed = [job for job in jobs_of(media).values() if job.state == Job.State.FAILED]
    if media.state == MediaState.REFUSED or not media.file:
        raise Conflict(_("This file was refused. Please upload another one."), code="refused")
    for job in failed:
        jobs.retry(job)
    if not failed:
        transcode.take_in(media, by=request.user)
    audit.record("media.tried_again", actor=request.user, target=media)
    messages.success(request, _("The file is processed again."))
    return redirect("wagtailmedia:edit", media.pk)


@require_POST
def set_subtitles(request: HttpRequest, media_id: int) -> HttpResponse:
    media = _editable(request, media_id)
    form = SubtitlesForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("wagtailmedia:edit", media.pk)
    given = form.cleaned_data
    labels = dict(form.fields["language"].choices)  # type: ignore[attr-defined]
    try:
        filing.add_subtitles(
            media=media,
            by=author(request),
            raw=given["file"].read(subtitles.MAX_BYTES + 1),
            name=given["file"].name,
            kind=given["kind"],
            language=given["language"],
            label=labels[given["language"]],
        )
    except Invalid as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The subtitles are saved."))
    return redirect("wagtailmedia:edit", media.pk)


@require_POST
def remove_subtitles(request: HttpRequest, media_id: int, track_id: int) -> HttpResponse:
    media = _editable(request, media_id)
    track = get_object_or_404(media.tracks, pk=track_id)
    filing.remove_subtitles(track=track, by=author(request))
    messages.success(request, _("The subtitles are removed."))
    return redirect("wagtailmedia:edit", media.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, media_id: int) -> HttpResponse:
    """A file that a page shows cannot be deleted: the page would be empty."""
    media = get_object_or_404(Media, pk=media_id)
    if request.method == "POST" and media.get_usage().count():
        messages.error(
            request, _("Pages show this file. Take it out of them first, then delete it.")
        )
        return redirect("wagtailmedia:media_usage", media.pk)
    response = wagtail_views.delete(request, media_id)
    if request.method == "POST" and not Media.objects.filter(pk=media_id).exists():
        audit.record(
            "media.deleted", actor=request.user, target=media, after={"title": media.title}
        )
    return response
