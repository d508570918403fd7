"""The list of offences among the word lists of the CMS."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from cases.models import Offence


class Offences(SnippetViewSet):
    model = Offence
    icon = "warning"
    menu_label = _("Offences")
    list_display = ["name", "article", "code"]
    search_fields = ["name", "code", "article"]
    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("article"),
        FieldPanel("description"),
    ]
