"""Two pairs of eyes: an editor drafts, a reviewer of the owner decides, the platform publishes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from content import rules
from content.models import BranchPage, OwnerReviewTask
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Denied, Invalid


def owner_of(page: Any) -> Any:
    """The organisation whose branch the page stands in; above the branches, the root of the
    tree. A snippet says it itself."""
    if not isinstance(page, Page):
        return page.owner_organisation
    branch = (
        BranchPage.objects.ancestor_of(page, inclusive=True).select_related("organisation").last()
    )
    return branch.organisation if branch else Organisation.get_first_root_node()


def authors_of(page: Any) -> set[Any]:
    """Ids of all who have worked on what is not published yet, and of who asked for the review."""
    drafts = page.revisions.all()
    if page.live_revision_id:
        # A draft that is saved over what was published keeps its number and gets a new time.
        since = Q(pk__gt=page.live_revision_id)
        if page.last_published_at:
            since |= Q(created_at__gt=page.last_published_at)
        drafts = drafts.filter(since)
    authors = set(drafts.exclude(user=None).values_list("user_id", flat=True))
    state = page.current_workflow_state
    if state is not None and state.requested_by_id:
        authors.add(state.requested_by_id)
    return authors


def is_under_review(page: Any) -> bool:
    """Whether a draft of this page waits for the owner's reviewer."""
    return bool(page.pk) and isinstance(page.current_workflow_task, OwnerReviewTask)


def may_review(page: Any, user: Any) -> bool:
    """Whether ``user`` is a reviewer for the page's owner and has not worked on this draft."""
    owner = owner_of(page)
    return (
        owner is not None
        and policies.can(user, Permission.REVIEW_CONTENT, owner)
        and user.pk not in authors_of(page)
    )


def require_second_person(task_state: TaskState, user: Any) -> None:
    """Raises `Denied` unless ``user`` may decide about the draft under review."""
    page = task_state.workflow_state.content_object
    policies.require(user, Permission.REVIEW_CONTENT, owner_of(page))
    if user.pk in authors_of(page):
        raise Denied(
            _("You have worked on this page yourself. A second person has to approve it."),
            code="second_person",
        )


def reviewable_by(states: QuerySet[TaskState], user: Any) -> QuerySet[TaskState]:
    """Those of ``states`` that wait for this person."""
    if not policies.organisations(user, Permission.REVIEW_CONTENT).exists():
        return states.none()
    waiting = states.select_related("revision", "workflow_state")
    mine = [state.pk for state in waiting if may_review(state.workflow_state.content_object, user)]
    return states.filter(pk__in=mine)


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish, or schedule, what was approved. The end of the workflow
    (WAGTAIL_FINISH_WORKFLOW_ACTION).

    Raises `Invalid` with the list of what is missing: nothing is published by half.
    """
    page: Any = workflow_state.content_object
    revision = page.get_latest_revision()
    rules.require_publishable(revision.as_object())
    revision.publish(user=user, skip_permission_checks=True)
    audit.record(
        "content.published",
        actor=user,
        target=page,
        after={"revision": revision.pk, "requested_by": str(workflow_state.requested_by_id)},
    )


def submit(*, page: Any, by: Any) -> Any:
    """Send the latest draft to review. Raises `Invalid` when it could not be published anyway."""
    latest = page.get_latest_revision_as_object()
    policies.require(by, Permission.AUTHOR_CONTENT, owner_of(page))
    rules.require_publishable(latest)
    workflow = page.get_workflow()
    if workflow is None:
        raise Invalid(_("No review is set up for this page."), code="no_workflow")
    return workflow.start(page, by)


def approve(*, page: Any, by: Any, comment: str = "") -> Any:
    """Approve the draft under review as the second person; it is published by that."""
    state = _current(page)
    state.task.specific.on_action(state, by, "approve", comment=comment)
    page.refresh_from_db()
    return page


def ask_for_changes(*, page: Any, by: Any, comment: str) -> Any:
    """Send the draft back to its author with a reason."""
    if not comment.strip():
        raise Invalid(_("Say what has to be changed."), code="comment")
    state = _current(page)
    state.task.specific.on_action(state, by, "reject", comment=comment)
    return page


def _current(page: Any) -> TaskState:
    state = page.current_workflow_task_state
    if state is None:
        raise Invalid(_("This page is not under review."), code="no_review")
    return state
