"""Who may do what with questions and papers in the CMS: by the organisation that owns them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from lms.accounts import policies
from lms.accounts.models import User
from lms.accounts.permissions import Permission

AUTHOR = frozenset({"add", "change"})
"""What those do who write for the owner. Nobody publishes, locks or deletes by hand: a question
goes live by review (content/workflow.py) and goes off by being retired with a reason."""
SEE = frozenset({"view"})


class OwnerPolicy(BasePermissionPolicy):
    """Authors write for their organisations, reviewers see what they may have to decide about."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in AUTHOR:
            return policies.can(user, Permission.AUTHOR_CONTENT)
        if action in SEE:
            return any(policies.can(user, one) for one in _SEEING)
        return False

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if instance.pk is None or instance._state.adding:
            return self.user_has_permission(user, action)
        owner = instance.owner_organisation
        if action in AUTHOR:
            return policies.can(user, Permission.AUTHOR_CONTENT, owner)
        if action in SEE:
            return any(policies.can(user, one, owner) for one in _SEEING)
        return False

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model.objects.of_authors(user)
        if set(actions) & SEE:
            return found
        paths = policies.roots(user, Permission.AUTHOR_CONTENT) if set(actions) & AUTHOR else []
        return found.filter(policies.within(paths, "owner_organisation__path"))

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        """Nobody is picked from a list by these rights."""
        return User.objects.none()


_SEEING = (Permission.AUTHOR_CONTENT, Permission.REVIEW_CONTENT)
