"""What the forms and pages of questions and papers have in common: an owner, and review."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.views import snippets

from content.workflow import is_under_review, may_review
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core.errors import Conflict


def homes_of(user: Any) -> Any:
    """Organisations for which ``user`` writes, the highest first."""
    homes = policies.organisations(user, Permission.AUTHOR_CONTENT)
    return homes.filter(branch_page__isnull=False).order_by("path")


class OwnedForm(WagtailAdminModelForm):
    """Under review the form keeps nothing: what is approved is what the author sent. The owner is
    one of the author's organisations, chosen once."""

    @cached_property
    def is_frozen(self) -> bool:
        return not self.instance._state.adding and is_under_review(self.instance)

    def has_changed(self) -> bool:
        return not self.is_frozen and bool(super().has_changed())

    def prepare_owner(self) -> None:
        if not self.instance._state.adding:
            del self.fields["owner_organisation"]
            return
        if self.for_user is None:
            return
        homes = homes_of(self.for_user)
        field: Any = self.fields["owner_organisation"]
        field.queryset, field.empty_label = homes, None
        self.initial.setdefault("owner_organisation", homes.values_list("pk", flat=True).first())


class ReviewedEdit(snippets.EditView):
    """Authors of the owner change it; whoever reviews it reads it and decides."""

    def user_has_permission(self, permission: str) -> bool:
        policy = self.permission_policy
        user = self.request.user
        if policy.user_has_permission_for_instance(user, permission, self.object):
            return True
        return permission == "change" and self.is_for_review

    @cached_property
    def is_under_review(self) -> bool:
        return is_under_review(self.object)

    @cached_property
    def is_for_review(self) -> bool:
        return self.is_under_review and may_review(self.object, self.request.user)

    def save_instance(self) -> Any:
        """Nothing is kept while it is under review."""
        if self.is_under_review:
            if self.action == "edit":
                raise Conflict(_("This draft is under review."), code="under_review")
            self.new_revision, self.has_content_changes = None, False
            return self.object
        approved = self.live_object.live_revision_id
        if approved and self.request.POST.get("overwrite_revision_id") == str(approved):
            raise Conflict(_("What was approved is not written over."), code="approved")
        self.keep_more()
        return super().save_instance()

    def keep_more(self) -> None:
        """What is stored beside the draft, before it."""

    def get_success_message(self, instance: Any = None) -> str:
        """After a decision: which one it was."""
        said = {"approve": _("Approved: %(title)s"), "reject": _("Sent back: %(title)s")}
        if self.action == "workflow-action" and self.workflow_action in said:
            return said[self.workflow_action] % {"title": self.object.title}
        message: str = super().get_success_message(instance)
        return message

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.is_under_review:
            self.autosave_enabled = False
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context
