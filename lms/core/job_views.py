"""Jobs: what runs, what came of it, with a live bar that also works without script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.core import audit, jobs, lists
from lms.core.errors import Conflict, NotVisible
from lms.core.models import Job
from lms.core.tables import Column, Table

MOST_SHOWN = 200


class JobFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=Job.State.choices,
        label=pgettext_lazy("list", "State"),
        empty_label=pgettext_lazy("list", "all"),
    )

    class Meta:
        model = Job
        fields = ["state"]


def _address(job: Job) -> str:
    return reverse("core:job", args=[job.pk])


def _bar(job: Job) -> str:
    return render_to_string("core/jobs/bar.html", {"job": job, "live": True})


class JobTable(Table):
    key = "jobs"
    title = gettext_lazy("Jobs")
    filters = JobFilter
    order = "-created_at"
    columns = (
        Column("label", pgettext_lazy("list", "What"), link=_address),
        Column("state", pgettext_lazy("list", "State"), value="get_state_display", show=_bar),
        Column("created_by", gettext_lazy("Asked for by")),
        Column("created_at", gettext_lazy("Asked for"), sort="created_at"),
        Column("ended_at", pgettext_lazy("list", "Ended"), sort="ended_at"),
        Column("note", pgettext_lazy("list", "Note"), kind="long"),
    )

    def rows(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.user).select_related("created_by")

    def may_export(self) -> bool:
        return False


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponseBase:
    return lists.show(request, JobTable)


def _visible(request: HttpRequest, pk: UUID) -> Job:
    seen = Job.objects.visible_to(request.user).select_related("created_by")
    if found := seen.filter(pk=pk).first():
        return found
    raise NotVisible(_("This does not exist, or not for you."))


@login_required
@never_cache
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = _visible(request, pk)
    context: dict[str, Any] = {"job": job, "own": job.shows_content_to(request.user)}
    if context["own"]:
        context["errors"] = list(job.errors.all()[:MOST_SHOWN])
        context["error_count"] = job.errors.count()
    return render(request, "core/jobs/job.html", context)


@login_required
@never_cache
@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar alone, asked for every second or two; tells the page to load anew when it is over."""
    job = _visible(request, pk)
    page = request.GET.get("page", "")
    response = render(request, "core/jobs/bar.html", {"job": job, "live": True, "page": page})
    if job.is_over and page:
        response["HX-Refresh"] = "true"
    return response


@login_required
@never_cache
@require_safe
def result(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file that a job made, for whoever asked for it."""
    job = _visible(request, pk)
    path = jobs.result_path(job)
    if not (job.shows_content_to(request.user) and job.result_name and path.exists()):
        raise Http404
    audit.record("jobs.result_taken", target=job, after={"kind": job.kind})
    return FileResponse(path.open("rb"), as_attachment=True, filename=job.result_name)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = _visible(request, pk)
    with transaction.atomic():
        if not jobs.cancel(job):
            raise Conflict(_("This job has ended already."))
        audit.record("jobs.cancelled", target=job, after={"kind": job.kind})
    messages.success(request, _("The job is cancelled."))
    return redirect("core:job", pk)


@login_required
@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = _visible(request, pk)
    with transaction.atomic():
        if job.state != Job.State.FAILED:
            raise Conflict(_("Only a job that failed can be started again."))
        jobs.retry(job)
        audit.record("jobs.retried", target=job, after={"kind": job.kind})
    messages.success(request, _("The job starts again."))
    return redirect("core:job", pk)
