"""The word lists in the CMS."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content.models import KnowledgePoint, Post, RiskPoint, Speciality


class KnowledgePoints(SnippetViewSet):
    model = KnowledgePoint
    icon = "list-ul"
    menu_label = _("Knowledge points")
    list_display = ["name", "code", "dimension", "parent"]
    list_filter = ["dimension"]
    search_fields = ["name", "code"]
    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("parent"),
        FieldPanel("dimension"),
        FieldPanel("description"),
    ]


class RiskPoints(SnippetViewSet):
    model = RiskPoint
    icon = "warning"
    menu_label = _("Risk points")
    list_display = ["name", "code", "offence", "parent"]
    search_fields = ["name", "code"]
    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("parent"),
        FieldPanel("offence"),
        FieldPanel("description"),
    ]


class Posts(SnippetViewSet):
    model = Post
    icon = "group"
    menu_label = _("Posts")
    list_display = ["name", "code"]
    search_fields = ["name", "code", "words"]
    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("words"),
        FieldPanel("description"),
    ]


class Specialities(SnippetViewSet):
    model = Speciality
    icon = "user"
    menu_label = _("Specialities")
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    panels = [FieldPanel("name"), FieldPanel("code"), FieldPanel("description")]


class WordLists(SnippetViewSetGroup):
    items: tuple[type[SnippetViewSet], ...] = (KnowledgePoints, RiskPoints, Posts, Specialities)
    menu_label = _("Word lists")
    menu_name = "word-lists"
    menu_icon = "tag"
    menu_order = 700


def add_word_list(viewset: type[SnippetViewSet]) -> None:
    """One more list, of an app above content; before the CMS collects its hooks (``ready()``)."""
    if viewset not in WordLists.items:
        WordLists.items = (*WordLists.items, viewset)
