"""The inbox: the same for offenders and staff, in the frame of each."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lms.messaging import actions
from lms.messaging.models import Message


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    messages = Message.objects.visible_to(request.user)
    page = Paginator(messages, 30).get_page(request.GET.get("page"))
    unread = messages.unread().count()
    context = {"page": page, "unread": unread}
    return render(request, "messaging/inbox.html", context)


@login_required
@require_safe
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = actions.mark_read(by=request.user, message_id=pk)
    return render(request, "messaging/message.html", {"message": found})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(by=request.user)
    return redirect("messaging:inbox")
