"""Pages of a question or a paper that whoever may see it may read: for reviewers as well."""

from __future__ import annotations

from wagtail.snippets.views import snippets


class PreviewOnEdit(snippets.PreviewOnEditView):
    permission_required = "view"


class PreviewRevision(snippets.PreviewRevisionView):
    permission_required = "view"


class Compare(snippets.RevisionsCompareView):
    permission_required = "view"


class History(snippets.HistoryView):
    any_permission_required = ["add", "change", "view"]


class Usage(snippets.UsageView):
    permission_required = "view"


class WorkflowHistory(snippets.WorkflowHistoryView):
    permission_required = "view"


class WorkflowHistoryDetail(snippets.WorkflowHistoryDetailView):
    permission_required = "view"
