"""The question bank and the papers in the CMS."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler
from wagtail.admin.rich_text.editors.draftail.features import InlineStyleFeature
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from content import reviewed
from content.workflow import is_under_review, may_review
from exams.cms.bulk import MoveQuestions, RetireQuestions, TagQuestions
from exams.cms.papers import Papers
from exams.cms.questions import Questions

register_snippet(Questions)
register_snippet(Papers)
for action in (TagQuestions, MoveQuestions, RetireQuestions):
    # After Wagtail's own: retiring takes the place of deleting.
    hooks.register("register_bulk_action", order=100)(action)


@hooks.register("insert_global_admin_css")
def our_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("exams/cms.css"))


@hooks.register("register_rich_text_features")
def underlined(features: FeatureRegistry) -> None:
    """Exams underline what must not be overlooked: “Which is NOT …?”"""
    control = {"type": "UNDERLINE", "label": "U", "description": _("Underlined")}
    features.register_editor_plugin("draftail", "underline", InlineStyleFeature(control))
    features.register_converter_rule(
        "contentstate",
        "underline",
        {
            "from_database_format": {"u": InlineStyleElementHandler("UNDERLINE")},
            "to_database_format": {"style_map": {"UNDERLINE": "u"}},
        },
    )


FIRST = ["approve", "reject"]


@hooks.register("construct_snippet_action_menu")
def nobody_publishes_alone(items: list[Any], request: HttpRequest, context: Any) -> None:
    """What is reviewed goes live by review alone, and is not saved while it is under review."""
    model = context.get("model")
    if model is None or not reviewed.is_reviewed(model):
        return
    barred = {"action-publish", "action-unpublish", "action-delete"}
    if "instance" in context and is_under_review(context["instance"]):
        barred.add("action-save")
    items[:] = [item for item in items if item.name not in barred]
    # Whoever decides finds the decision first.
    items.sort(key=lambda item: FIRST.index(item.name) if item.name in FIRST else len(FIRST))


@hooks.register("before_edit_snippet")
def say_that_it_is_a_review(request: HttpRequest, thing: Any) -> None:
    """Who decides about a draft reads it; changes would not be kept."""
    if request.method != "GET" or not reviewed.is_reviewed(thing):
        return
    if is_under_review(thing) and may_review(thing, request.user):
        messages.info(
            request,
            _(
                "You review this draft. Changes are not kept: approve it, or send it back with a"
                " reason."
            ),
        )
