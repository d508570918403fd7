"""Answering a request for a list (`lms.core.tables`): the page, the file, saved views."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import FileResponse, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from lms.core import audit, exports, jobs
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid
from lms.core.models import SavedView
from lms.core.months import local
from lms.core.tables import Table

MOST_VIEWS = 30


def show(
    request: HttpRequest,
    table_class: type[Table],
    template: str = "core/list.html",
    *,
    given: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponseBase:
    """The list as a page; on POST its export or a change of the person's saved views.

    The view checks who may come here; ``template`` extends ``core/list.html`` or includes
    ``core/table.html``.
    """
    table = table_class(request, **(given or {}))
    if request.method != "POST":
        views = SavedView.objects.filter(owner=table.user, table=table.key)
        return render(request, template, {"table": table, "views": views, **context})
    if wanted := request.POST.get("export"):
        return export(table, wanted)
    if name := request.POST.get("save_view", "").strip():
        save_view(by=table.user, table=table, name=name)
        messages.success(request, _("The view is saved."))
    elif wanted := request.POST.get("delete_view", ""):
        delete_view(by=table.user, table=table, pk=wanted)
        messages.success(request, _("The view is removed."))
    else:
        raise Invalid(_("Please give the view a name."))
    return redirect(request.get_full_path())


def save_view(*, by: Any, table: Table, name: str) -> SavedView:
    """Keep the filters and sorting that are on under a name; the same name again replaces it."""
    if len(name) > 60 or len(table.query) > 1000:
        raise Invalid(_("The name is too long."))
    own = SavedView.objects.filter(owner=by, table=table.key)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise Conflict(_("You have as many saved views as there is room for. Remove one first."))
    saved, _created = SavedView.objects.update_or_create(
        owner=by, table=table.key, name=name, defaults={"query": table.query}
    )
    return saved


def delete_view(*, by: Any, table: Table, pk: str) -> None:
    if pk.isascii() and pk.isdigit():
        SavedView.objects.filter(owner=by, table=table.key, pk=int(pk)).delete()


def export(table: Table, kind: str) -> HttpResponseBase:
    """The rows of the screen as a file: at once, or by a job when there are many."""
    if kind not in table.formats:
        raise Invalid(_("This kind of file is not offered here."))
    if not table.may_export():
        raise Denied(_("You do not have the right to do this."))
    if table.found.order_by().values("pk")[: table.background_over + 1].count() > (
        table.background_over
    ):
        messages.info(table.request, _("The file is being made. You can download it here."))
        return redirect("core:job", _enqueue(table, kind).pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{kind}"
        count = exports.write(path, title=str(table.title), head=table.head(), rows=table.lines())
        _log(table, kind, count)
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=_name(table, kind),
            content_type=exports.TYPES[kind],
        )  # fmt: skip


def _enqueue(table: Table, kind: str) -> Any:
    made = type(table)
    payload = {
        "table": f"{made.__module__}:{made.__qualname__}",
        "query": table.query,
        "given": table.given,
        "kind": kind,
        "language": get_language(),
    }
    return jobs.enqueue("core.export", payload=payload, by=table.user)


@jobs.job("core.export", label=gettext_lazy("Export of a list"))
def make_file(run: jobs.JobRun) -> None:
    """Rights are asked again now: they may have ended since the file was wanted."""
    by = get_user_model().objects.filter(pk=run.job.created_by_id, is_active=True).first()
    if by is None:
        raise Denied(_("You do not have the right to do this."))
    with override(run.payload["language"]), tempfile.TemporaryDirectory() as folder:
        table = _table_again(run.payload, by)
        if not table.may_export():
            raise Denied(_("You do not have the right to do this."))
        total = table.found.order_by().values("pk").count()
        path = Path(folder) / f"export.{run.payload['kind']}"
        count = exports.write(
            path, title=str(table.title), head=table.head(), rows=_reporting(run, table, total)
        )
        _log(table, run.payload["kind"], count)
        run.attach(_name(table, run.payload["kind"]), path)
        run.progress(count, count)


def _table_again(payload: dict[str, Any], by: Any) -> Table:
    module, name = payload["table"].split(":")
    made = getattr(import_module(module), name)
    request = HttpRequest()
    request.method, request.user = "GET", by
    request.GET = QueryDict(payload["query"])
    table: Table = made(request, **payload["given"])
    return table


def _reporting(run: jobs.JobRun, table: Table, total: int) -> Any:
    for number, line in enumerate(table.lines()):
        if number % 200 == 0:
            run.progress(number, max(total, number + 1))
        yield line


def _name(table: Table, kind: str) -> str:
    return f"{table.title}-{local(now()):%Y%m%d-%H%M}.{kind}"


def _log(table: Table, kind: str, count: int) -> None:
    """Which filters were on, never what was searched for."""
    filters = sorted(name for name in parse_qs(table.query) if name != "sort")
    audit.record(
        "list.exported",
        actor=table.user,
        after={"list": table.key, "kind": kind, "rows": count, "filters": filters, **table.given},
    )
