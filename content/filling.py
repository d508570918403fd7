"""What content fills into the frame of the platform: menus, and the words of its audit verbs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from content import usage
from lms.accounts.permissions import Permission as P  # noqa: N817 - as in other menus
from lms.core import menus, verbs

CMS_VERBS = {
    "wagtail.create": "content.created",
    "wagtail.edit": "content.edited",
    "wagtail.delete": "content.deleted",
    "wagtail.copy": "content.copied",
    "wagtail.move": "content.moved",
    "wagtail.reorder": "content.reordered",
    "wagtail.rename": "content.renamed",
    "wagtail.revert": "content.reverted",
    "wagtail.publish.scheduled": "content.published_on_time",
    "wagtail.publish.schedule": "content.scheduled",
    "wagtail.schedule.cancel": "content.schedule_cancelled",
    "wagtail.unpublish.scheduled": "content.taken_off_on_time",
    "wagtail.lock": "content.locked",
    "wagtail.unlock": "content.unlocked",
    "wagtail.workflow.cancel": "content.review_cancelled",
}
"""What Wagtail's own history calls it → the verb of the audit log. What our actions log themselves
(submitted, published, withdrawn) is not repeated."""

VERBS = {
    "content.created": _("wrote a page"),
    "content.edited": _("edited a page"),
    "content.deleted": _("deleted content"),
    "content.copied": _("copied a page"),
    "content.moved": _("moved a page"),
    "content.reordered": _("changed the order of pages"),
    "content.renamed": _("renamed a page"),
    "content.reverted": _("took back an older draft"),
    "content.published_on_time": _("published a page on schedule"),
    "content.scheduled": _("scheduled a publication"),
    "content.schedule_cancelled": _("cancelled a scheduled publication"),
    "content.taken_off_on_time": _("took a page offline on schedule"),
    "content.locked": _("locked a page"),
    "content.unlocked": _("unlocked a page"),
    "content.submitted": _("sent a page to review"),
    "content.review_cancelled": _("cancelled a review"),
    "content.sent_back": _("sent a page back with a reason"),
    "content.published": _("approved and published a page"),
    "content.withdrawn": _("withdrew a resource"),
    "content.recalled": _("withdrew a resource with all copies"),
    "content.offered_again": _("offered a resource again"),
    "content.adopted": _("adopted a resource"),
    "content.change_taken_over": _("took over a change of the original"),
    "content.change_declined": _("kept the own copy"),
    "content.file_added": _("added a file"),
    "media.ready": _("a video or audio became ready"),
    "media.refused": _("a video or audio was refused"),
    "media.tried_again": _("had a file processed again"),
    "media.deleted": _("deleted a video or audio"),
    "media.subtitles_set": _("set subtitles"),
    "media.subtitles_removed": _("removed subtitles"),
}


def writes(user: Any) -> bool:
    """Who has something to do in the CMS."""
    return bool(user.can(P.AUTHOR_CONTENT) or user.can(P.REVIEW_CONTENT))


def connect() -> None:
    """Called once when the app is ready."""
    verbs.register(VERBS)
    usage.connect()
    entry = menus.register
    entry("content", _("Libraries"), "content:libraries", "folder", order=10)
    entry("content", _("Write and review"), "wagtailadmin_home", "edit", order=20, shown=writes)
