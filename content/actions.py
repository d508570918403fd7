"""Withdrawing a resource and taking an old one back. Adoption has a page of its own."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from content import signals
from content.models import Adoption, LessonPage
from content.workflow import owner_of
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid


def withdraw(*, page: Any, by: Any, reason: str, recall: bool = False) -> Any:
    """Take a published resource back.

    It leaves all lists at once; what people have earned with it stays. Adopters are told with the
    reason. With ``recall`` (wrong or unlawful content) their copies go offline too; otherwise each
    adopter decides about the copy, which only carries the mark (docs/adr/0019). Copies of what
    follows its original (warning cases) always go.
    Raises `Denied`, `Invalid` without a reason, `Conflict` when it was withdrawn before.
    """
    require_say(by, page)
    return take_back(page=page, by=by, reason=reason, recall=recall)


def take_back(*, page: Any, by: Any, reason: str, recall: bool = False) -> Any:
    """`withdraw` for actions that have checked themselves whether ``by`` may (cases)."""
    if not reason.strip():
        raise Invalid(_("Give a reason: the adopters will read it."), code="reason")
    with transaction.atomic():
        page = type(page).objects.select_for_update().get(pk=page.pk)
        if page.is_withdrawn:
            raise Conflict(_("This has been withdrawn already."), code="withdrawn")
        page.withdrawn_at, page.withdrawn_reason = now(), reason.strip()[:200]
        page.save(update_fields=["withdrawn_at", "withdrawn_reason"], clean=False)
        take_offline(page, by)
        recall = recall or follows_original(page)
        _mark_copies(page, by, page.withdrawn_reason, recall=recall)
        audit.record(
            "content.recalled" if recall else "content.withdrawn",
            actor=by,
            target=page,
            reason=reason,
        )
        transaction.on_commit(
            lambda: signals.withdrawn.send(sender=type(page), page=page, recall=recall)
        )
    return page


def follows_original(page: Any) -> bool:
    """Whether adopted copies of this page are nobody's to change or keep: they go when it goes."""
    return bool(getattr(page, "copies_follow", False))


def _mark_copies(page: Any, by: Any, reason: str, *, recall: bool) -> None:
    """Tell the copies; with ``recall`` take them offline. Copies that follow their original are
    withdrawn as it is, and so are copies of them."""
    copies = Adoption.objects.of(page).select_related("copy")
    copies.update(withdrawn_at=now(), withdrawn_reason=reason)
    for adoption in copies if recall else ():
        copy = adoption.copy.specific if adoption.copy is not None else None
        if copy is None:
            continue
        if follows_original(page) and not copy.is_withdrawn:
            copy.withdrawn_at, copy.withdrawn_reason = now(), reason
            copy.save(update_fields=["withdrawn_at", "withdrawn_reason"], clean=False)
        if copy.live:
            take_offline(copy, by)
        if follows_original(page):
            _mark_copies(copy, by, reason, recall=True)


def offer_again(*, page: Any, by: Any) -> Any:
    """Lift a withdrawal. The page is a draft then and goes through review like any other."""
    require_say(by, page)
    with transaction.atomic():
        page = type(page).objects.select_for_update().get(pk=page.pk)
        if not page.is_withdrawn:
            raise Conflict(_("This has not been withdrawn."), code="not_withdrawn")
        page.withdrawn_at, page.withdrawn_reason = None, ""
        page.save(update_fields=["withdrawn_at", "withdrawn_reason"], clean=False)
        Adoption.objects.of(page).update(withdrawn_at=None, withdrawn_reason="")
        audit.record("content.offered_again", actor=by, target=page)
    return page


def take_offline(page: Any, by: Any) -> None:
    """Unpublish for ``by``, whose right was checked before: in the CMS itself nobody has it."""
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)


def goes_its_own_way(page: Any) -> bool:
    """Whether an app above decides about publishing and withdrawing this page (cases/way.py)."""
    return bool(getattr(page, "has_own_way", False))


def require_say(user: Any, page: Any) -> None:
    """Authors and reviewers of the owner have a say over its resources."""
    owner = owner_of(page)
    if isinstance(page, LessonPage) or not hasattr(page, "withdrawn_at"):
        raise Invalid(_("Only whole resources can be withdrawn."), code="kind")
    if goes_its_own_way(page):
        raise Denied(_("This is withdrawn and published where it was handed in."), code="own_way")
    if not (
        policies.can(user, Permission.AUTHOR_CONTENT, owner)
        or policies.can(user, Permission.REVIEW_CONTENT, owner)
    ):
        raise Denied(_("Only authors and reviewers of the owner may do this."), code="not_owner")
