"""The one step between a draft and the public: a reviewer of the owning organisation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState


class OwnerReviewTask(Task):
    """A reviewer of the organisation that owns the page, or the snippet (content/reviewed.py),
    decides; never its author."""

    class Meta:
        verbose_name = _("review by the owner")
        verbose_name_plural = _("reviews by the owner")

    @classmethod
    def get_description(cls) -> str:
        return str(
            _("A reviewer of the organisation that owns the page approves it, never its author.")
        )

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Raises `Invalid` with what is missing: nobody is asked to read what cannot be
        published."""
        from content.rules import require_publishable

        page = workflow_state.content_object
        require_publishable(page.get_latest_revision_as_object())
        return super().start(workflow_state, user=user)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        from content.workflow import may_review

        return may_review(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While it is under review nobody edits it: what was approved is what was read. Who decides
        is not locked out, but the form keeps nothing (content/cms/page_forms.py)."""
        from content.workflow import may_review

        return not may_review(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        from content.rules import doubts_about
        from content.workflow import may_review

        if not may_review(obj, user):
            return []
        actions = [("reject", _("Request changes"), True)]
        if not doubts_about(obj.get_latest_revision_as_object()):
            actions.append(("approve", _("Approve"), False))
        return [*actions, ("approve", _("Approve with comment"), True)]

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        from content.rules import require_comment
        from content.workflow import require_second_person

        if action_name in ("approve", "reject"):
            require_second_person(task_state, user)
        if action_name == "approve":
            page = task_state.workflow_state.content_object
            require_comment(page.get_latest_revision_as_object(), kwargs.get("comment") or "")
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        from content.workflow import reviewable_by

        return reviewable_by(self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS), user)
