"""Reading rules."""

from __future__ import annotations

from django.urls import path

from lms.training.views import rules

urlpatterns = [
    path("training/rules/", rules.rules, name="rules"),
    path("training/rules/new/", rules.new, name="rule_new"),
    path("training/rules/defaults/", rules.defaults, name="rule_defaults"),
    path("training/rules/<uuid:pk>/", rules.edit, name="rule"),
    path("training/rules/<uuid:pk>/switch/", rules.switch, name="rule_switch"),
]
