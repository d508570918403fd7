"""The end of a review. Wagtail imports this while its models load, so it imports nothing itself."""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """WAGTAIL_FINISH_WORKFLOW_ACTION: see `content.workflow.publish_approved`."""
    from content import workflow

    workflow.publish_approved(workflow_state, user)
