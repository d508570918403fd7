"""The list of papers: their columns, filters and search."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.snippets.views.snippets import IndexView

from content.models.taxonomy import Audience
from exams.cms.listing import CHANGED, CLASSES, DRAFT, RELEASED, RETIRED, WAITING
from exams.cms.paper_views import buttons_of
from exams.models import Paper
from exams.reviewing import waiting_ids
from lms.accounts import policies
from lms.accounts.permissions import Permission

STATES = {
    DRAFT: _("draft"),
    WAITING: _("in review"),
    RELEASED: _("published"),
    CHANGED: _("published, with a newer draft"),
    RETIRED: _("retired"),
}
SHARED = "shared"


def state_of(paper: Paper, *, waits: bool) -> str:
    """One word for where a paper stands; ``waits``: it is under review."""
    if paper.retired_at is not None:
        return RETIRED
    if waits:
        return WAITING
    if not paper.live:
        return DRAFT
    return CHANGED if paper.has_unpublished_changes else RELEASED


def in_state(papers: QuerySet[Paper], state: str) -> QuerySet[Paper]:
    """Those of ``papers`` for which `state_of` says ``state``."""
    if state == RETIRED:
        return papers.exclude(retired_at=None)
    papers = papers.filter(retired_at=None)
    if state == WAITING:
        return papers.filter(pk__in=waiting_ids(Paper))
    papers = papers.exclude(pk__in=waiting_ids(Paper))
    if state == DRAFT:
        return papers.filter(live=False)
    return papers.filter(live=True, has_unpublished_changes=state == CHANGED)


class PaperFilters(WagtailFilterSet):
    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=Paper.Purpose.choices)
    mode = django_filters.ChoiceFilter(label=_("Mode"), choices=Paper.Mode.choices)
    audience = django_filters.ChoiceFilter(label=_("For whom"), choices=Audience.choices)
    draw = django_filters.ChoiceFilter(label=_("Questions"), choices=Paper.Draw.choices)
    state = django_filters.ChoiceFilter(
        label=_("State"), method="standing", choices=list(STATES.items())
    )
    whose = django_filters.ChoiceFilter(
        label=pgettext_lazy("exam", "Whose"), method="all_of_them",
        choices=[(SHARED, _("shared by others"))], empty_label=_("our own"),
    )  # fmt: skip

    class Meta:
        model = Paper
        fields: list[str] = []

    def standing(self, papers: Any, name: str, value: str) -> Any:
        return in_state(papers, value)

    def all_of_them(self, papers: Any, name: str, value: str) -> Any:
        """The list was chosen by it already."""
        return papers


class StateColumn(Column):
    """Where a paper stands, as a coloured word."""

    cell_template_name = "exams/cms/state_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        state = state_of(instance, waits=instance.waits)
        return {**found, "state": state, "label": STATES[state], "tone": CLASSES.get(state, "")}


class PaperIndex(IndexView):
    """Papers of the organisations that one writes or reviews for; on wish those that others
    share, to copy them."""

    filterset_class = PaperFilters
    default_ordering = "-made_at"
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("title", label=_("Title"), sort_key="title", get_url=self.get_edit_url,
                  get_title_id=lambda one: f"snippet_{quote(one.pk)}_title"),
            Column("purpose", label=_("Purpose"), accessor="get_purpose_display",
                   sort_key="purpose"),
            Column("mode", label=_("Mode"), accessor="get_mode_display", sort_key="mode"),
            Column("audience", label=_("For whom"), accessor="get_audience_display",
                   sort_key="audience"),
            StateColumn("state", label=_("State"), classname="question-short"),
            DateColumn("opens_at", label=_("Opens"), sort_key="opens_at"),
            DateColumn("closes_at", label=_("Closes"), sort_key="closes_at"),
            Column("owner", label=_("Owner"), accessor="owner_organisation",
                   sort_key="owner_organisation__name"),
        ]  # fmt: skip

    def get_valid_orderings(self) -> list[str]:
        return [*super().get_valid_orderings(), "made_at", "-made_at"]

    @property
    def shows_shared(self) -> bool:
        return self.request.GET.get("whose") == SHARED

    def get_base_queryset(self) -> Any:
        found = super().get_base_queryset()
        if self.shows_shared:
            found = Paper.objects.shared_by_others(self.request.user)
        return found.select_related("owner_organisation")

    def search_queryset(self, queryset: Any) -> Any:
        """Anywhere in the title: a database's own word search knows no Chinese."""
        return (
            queryset.filter(title__icontains=self.search_query) if self.is_searching else queryset
        )

    def filter_queryset(self, queryset: Any) -> Any:
        """What was retired is out of the way until it is asked for."""
        queryset = super().filter_queryset(queryset)
        asked = self.filters and self.filters.form.cleaned_data.get("state")
        return queryset if asked or self.is_searching else queryset.filter(retired_at=None)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        rows = page.object_list = list(rows)
        waiting = set(waiting_ids(Paper, rows))
        for one in rows:
            one.waits = one.pk in waiting
        return paginator, page, rows, more

    @cached_property
    def _written_for(self) -> list[str]:
        return policies.roots(self.request.user, Permission.AUTHOR_CONTENT)

    def get_edit_url(self, instance: Any) -> str | None:
        """The form for authors of the owner, and for reviewers while it waits for them."""
        path = instance.owner_organisation.path
        writes = any(path.startswith(root) for root in self._written_for)
        if not writes and not instance.waits:
            return None
        return reverse(self.edit_url_name, args=[quote(instance.pk)])

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        return [*buttons, *buttons_of(instance, self.request.user)]
