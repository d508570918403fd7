"""The list of the question bank: its columns, filters and search."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib.admin.utils import quote
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView

from content.models.taxonomy import Audience
from exams.bank import drafting, text
from exams.cms import knowledge
from exams.cms.blocks import KIND_LABELS
from exams.cms.forms import DIFFICULTIES
from exams.models import Question
from exams.reviewing import waiting_ids
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission

DRAFT, WAITING, RELEASED, CHANGED, RETIRED = "draft", "waiting", "released", "changed", "retired"
STATES = {
    DRAFT: _("draft"),
    WAITING: _("in review"),
    RELEASED: _("released"),
    CHANGED: _("released, with a newer draft"),
    RETIRED: _("retired"),
}
CLASSES = {RELEASED: "primary", CHANGED: "primary"}


def state_of(question: Question, *, waits: bool) -> str:
    """One word for where a question stands; ``waits``: it is under review."""
    if question.is_retired:
        return RETIRED
    if waits:
        return WAITING
    if question.current_id is None:
        return DRAFT
    return CHANGED if question.has_unpublished_changes else RELEASED


def in_state(questions: QuerySet[Question], state: str) -> QuerySet[Question]:
    """Those of ``questions`` for which `state_of` says ``state``."""
    if state == RETIRED:
        return questions.exclude(retired_at=None)
    questions = questions.filter(retired_at=None)
    if state == WAITING:
        return questions.filter(pk__in=waiting_ids(Question))
    questions = questions.exclude(pk__in=waiting_ids(Question))
    if state == DRAFT:
        return questions.filter(current=None)
    return questions.filter(current__isnull=False, has_unpublished_changes=state == CHANGED)


def searched(questions: QuerySet[Question], words: str) -> QuerySet[Question]:
    """Those with ``words`` anywhere in their text, or with that key. A database's own word search
    does not find Chinese inside a sentence."""
    found = Q(summary__icontains=words) | Q(key__iexact=words.strip())
    if normal := text.normal(words):
        found |= Q(normal_text__contains=normal)
    return questions.filter(found)


class QuestionFilters(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=list(KIND_LABELS.items()))
    knowledge = django_filters.ChoiceFilter(
        label=_("Knowledge point (with those below it)"), method="below",
        choices=knowledge.choices, widget=forms.Select,
    )  # fmt: skip
    difficulty = django_filters.ChoiceFilter(label=_("Difficulty"), choices=DIFFICULTIES)
    audience = django_filters.ChoiceFilter(label=_("For whom"), choices=Audience.choices)
    tag = django_filters.ModelChoiceFilter(
        label=_("Tag"), field_name="tags", queryset=lambda request: own_tags(request.user),
        widget=forms.Select,
    )  # fmt: skip
    owner_organisation = django_filters.ModelChoiceFilter(
        label=_("Owner"), queryset=lambda request: owners(request.user), widget=forms.Select
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), method="standing", choices=list(STATES.items())
    )

    class Meta:
        model = Question
        fields: list[str] = []

    def below(self, questions: Any, name: str, value: str) -> Any:
        return questions.filter(knowledge__in=knowledge.subtree(int(value)))

    def standing(self, questions: Any, name: str, value: str) -> Any:
        return in_state(questions, value)


def own_tags(user: Any) -> QuerySet[Tag]:
    """Tags of questions that ``user`` may see."""
    seen = Question.objects.of_authors(user)
    tags = Question.tagged_items.rel.related_model.objects.filter(content_object__in=seen)
    return Tag.objects.filter(pk__in=tags.values("tag")).order_by("name")


def owners(user: Any) -> QuerySet[Organisation]:
    """Organisations with questions that ``user`` may see."""
    seen = Question.objects.of_authors(user).values("owner_organisation")
    return Organisation.objects.filter(pk__in=seen).order_by("path")


class StateColumn(Column):
    """Where a question stands, as a coloured word."""

    cell_template_name = "exams/cms/state_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        state = state_of(instance, waits=getattr(instance, "waits", False))
        return {**found, "state": state, "label": STATES[state], "tone": CLASSES.get(state, "")}


class QuestionIndex(IndexView):
    """Questions of the organisations that one writes or reviews for."""

    filterset_class = QuestionFilters
    default_ordering = "-made_at"
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            title(
                "summary", label=pgettext_lazy("exam", "Question"),
                accessor=lambda one: one.summary or one.key,
                get_url=self.get_edit_url,
                get_title_id=lambda one: f"snippet_{quote(one.pk)}_title",
            ),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind",
                   classname="question-short"),
            Column("knowledge", label=_("Knowledge point"), sort_key="knowledge__name"),
            Column("difficulty", label=_("Difficulty"), sort_key="difficulty"),
            Column("audience", label=_("For whom"), accessor="get_audience_display",
                   sort_key="audience"),
            StateColumn("state", label=_("State"), classname="question-short"),
            Column("owner", label=_("Owner"), accessor="owner_organisation",
                   sort_key="owner_organisation__name"),
        ]  # fmt: skip

    def get_valid_orderings(self) -> list[str]:
        return [*super().get_valid_orderings(), "made_at", "-made_at"]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("owner_organisation", "knowledge")

    def search_queryset(self, queryset: Any) -> Any:
        return searched(queryset, self.search_query) if self.is_searching else queryset

    def filter_queryset(self, queryset: Any) -> Any:
        """What was retired is out of the way until it is asked for."""
        queryset = super().filter_queryset(queryset)
        asked = self.filters and self.filters.form.cleaned_data.get("state")
        return queryset if asked or self.is_searching else queryset.filter(retired_at=None)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        rows = page.object_list = list(rows)
        waiting = drafting.under_review(rows)
        for one in rows:
            one.waits = one.pk in waiting
        return paginator, page, rows, more

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Files of questions are brought in and out on pages of the platform."""
        buttons = list(super().header_buttons)
        if self._written_for:
            bring_in, take_out = reverse("exams:question_import"), reverse("exams:question_export")
            buttons.append(HeaderButton(_("Import"), url=bring_in, icon_name="upload"))
            buttons.append(HeaderButton(_("Export"), url=take_out, icon_name="download"))
        return buttons

    @cached_property
    def _written_for(self) -> list[str]:
        return policies.roots(self.request.user, Permission.AUTHOR_CONTENT)

    def get_edit_url(self, instance: Any) -> str | None:
        """The form for authors of the owner, and for reviewers while it waits for them."""
        path = instance.owner_organisation.path
        writes = any(path.startswith(root) for root in self._written_for)
        name = self.edit_url_name if writes or instance.waits else self.inspect_url_name
        return reverse(name, args=[quote(instance.pk)])
