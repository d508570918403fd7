"""What a person may do with a page in the CMS."""

from __future__ import annotations

from wagtail.models import PagePermissionTester


class TwoPeople(PagePermissionTester):
    """Nobody publishes alone, not even a superuser.

    A page goes live by review (content/workflow.py) and goes off by withdrawal
    (content/actions.py), which asks for a reason and tells the adopters."""

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """What was ever published has been studied: it is withdrawn, never deleted."""
        published = self.page.get_descendants(inclusive=True).exclude(first_published_at=None)
        return bool(super().can_delete(ignore_bulk)) and not published.exists()

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return self.user.is_active and (self.user.is_superuser or "change" in self.permissions)

    def can_reorder_children(self) -> bool:
        """The order of lessons is the editor's own business."""
        return self.user.is_active and (self.user.is_superuser or "change" in self.permissions)
