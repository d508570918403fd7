"""Tests that are sat: list, what to know before, the page itself."""

from __future__ import annotations

from django.urls import path

from exams.views import my_tests, sitting

urlpatterns = [
    path("tests/", my_tests.tests, name="tests"),
    path("tests/<uuid:paper>/", my_tests.test, name="test"),
    path("sittings/<uuid:pk>/", sitting.sitting, name="sitting"),
    path("sittings/<uuid:pk>/hand-in/", sitting.hand_in, name="hand_in"),
]
