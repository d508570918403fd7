"""Who may fetch a page, a picture, a document: the same answer for every address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from wagtail.models import Page, ReferenceIndex

from content.models import BasePage
from content.models.media import Sourced
from content.reach import Reach, reach_of

SECONDS = 300
"""How long an answer about a file is kept: a page with twenty pictures asks once per picture."""
EPOCH = "content.gate.epoch"
"""Counts pages taken offline: answers of an earlier epoch hold no longer."""

Shows = Callable[[Any, Any], bool]
"""Whether a person is shown a file elsewhere than on a page."""
_elsewhere: list[Shows] = []


def shown_by(shows: Shows) -> None:
    """For apps above content that show files on pages of their own (exams: a question's)."""
    _elsewhere.append(shows)


def may_see_page(user: Any, page: Page) -> bool:
    """Whether a person may be shown this published page."""
    specific = page.specific
    manager = type(specific).objects
    if hasattr(manager, "visible_to"):
        return manager.visible_to(user).filter(pk=page.pk).exists()
    return isinstance(specific, BasePage) and bool(user.is_authenticated) and page.live


def may_fetch(user: Any, file: Sourced) -> bool:
    """Whether a person may fetch a picture, document or media file.

    Made for them (audience), and used on a page that they may see, or shown to them elsewhere
    (`shown_by`); authors also see what stands in the collections they choose from.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    key = f"content.file:{cache.get(EPOCH, 0)}:{file._meta.model_name}:{file.pk}:{user.pk}"
    known = cache.get(key)
    if known is None:
        known = _audience_fits(reach_of(user), file) and (
            _is_author_of(user, file)
            or _on_visible_page(user, file)
            or any(shows(user, file) for shows in _elsewhere)
        )
        cache.set(key, known, SECONDS)
    return known


def forget() -> None:
    """A page went offline: what stood on it is asked about anew, by everybody."""
    cache.add(EPOCH, 0, None)
    cache.incr(EPOCH)


def _audience_fits(reach: Reach, file: Sourced) -> bool:
    if not reach.offender:
        return True
    return file.audience != "staff" and (file.juveniles_allowed or not reach.juvenile)


def _is_author_of(user: Any, file: Any) -> bool:
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    if file.uploaded_by_user_id == user.pk or user.is_superuser:
        return True
    from wagtail.models import GroupCollectionPermission

    return GroupCollectionPermission.objects.filter(
        group__user=user, collection_id=file.collection_id
    ).exists()


def _on_visible_page(user: Any, file: Any) -> bool:
    ids = {
        int(reference.object_id)
        for reference in ReferenceIndex.get_references_to(file).only(
            "object_id", "base_content_type"
        )
        if issubclass(reference.base_content_type.model_class() or object, Page)
    }
    return any(may_see_page(user, page) for page in Page.objects.filter(pk__in=ids).specific())
